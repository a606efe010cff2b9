#include "support/test.h"

#include "support/trace-case.h"

#define AT(from, to) "2026/01/05 10:00:00.000000 " from " -> " to "\n"
#define REGISTER(contact, agent)                                               \
  "REGISTER sip:pbx.example.net SIP/2.0\nVia: SIP/2.0/UDP "                    \
  "192.168.1.50:5060;branch=z9hG4bK1;rport\n"                                  \
  "From: <sip:100@pbx.example.net>;tag=1\nTo: <sip:100@pbx.example.net>\n"     \
  "Call-ID: a\nCSeq: 1 REGISTER\nContact: <sip:100@192.168.1.50>" contact "\n" \
  "User-Agent: " agent "\nContent-Length: 0\n\n"
#define OK                                                                                \
  "SIP/2.0 200 OK\n"                                                                      \
  "Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1;received=203.0.113.9;rport=61022\n" \
  "From: <sip:100@pbx.example.net>;tag=1\nTo: <sip:100@pbx.example.net>;tag=2\n"          \
  "Call-ID: a\nCSeq: 1 REGISTER\nContent-Length: 0\n\n"
#define PHONE  "192.168.1.50:5060"
#define SERVER "198.51.100.1:5060"

static char *
learned (const UmPhone *phone, UmPhoneIdentity piece)
{
  return um_sentence_dup_text (phone->learned[piece], NULL);
}

static void
each_piece_says_where_it_was_learned (void **state)
{
  g_autoptr (UmCase) about =
      case_from_trace (AT (PHONE, SERVER) REGISTER ("", "Example 1.0") AT (SERVER, PHONE) OK);
  const UmPhone *phone = g_ptr_array_index (about->phones, 0);
  g_autofree char *aor = learned (phone, UM_PHONE_AOR);
  g_autofree char *address = learned (phone, UM_PHONE_ADDRESS);
  g_autofree char *public_address = learned (phone, UM_PHONE_PUBLIC_ADDRESS);
  char text[UM_ENDPOINT_STRING_MAX];

  assert_string_equal (aor, "From of the registration in frame 1");
  assert_string_equal (address, "source of frame 1");
  assert_string_equal (public_address, "received= in the answer of frame 2");
  assert_string_equal (um_endpoint_to_string (&phone->public_address, text), "203.0.113.9:61022");
  assert_null (phone->learned[UM_PHONE_INSTANCE]);
  assert_null (phone->learned[UM_PHONE_MAC]);
}

static const struct
{
  const char *label;
  const char *trace;
  guint8 mac[6]; /* all zero: none is told */
} rows[] = {
  { "in the User-Agent",
    AT (PHONE, SERVER) REGISTER ("", "Fanvil X4U 2.12 0c383e1a2b3c"),
    { 0x0c, 0x38, 0x3e, 0x1a, 0x2b, 0x3c } },
  { "in the instance",
    AT (PHONE, SERVER)
        REGISTER (";+sip.instance=\"<urn:uuid:00000000-0000-1000-8000-0015651234ab>\"", "Yealink"),
    { 0x00, 0x15, 0x65, 0x12, 0x34, 0xab } },
  { "a random instance",
    AT (PHONE, SERVER)
        REGISTER (";+sip.instance=\"<urn:uuid:f81d4fae-7dec-41d0-a765-00a0c91e6bf6>\"", "Linphone"),
    { 0 } },
  { "a longer number", AT (PHONE, SERVER) REGISTER ("", "Example 20c383e1a2b3c"), { 0 } },
  { "a version", AT (PHONE, SERVER) REGISTER ("", "Yealink SIP-T46S 66.85.0.5"), { 0 } },
  { "a group of cards", AT (PHONE, SERVER) REGISTER ("", "Example 01005e000001"), { 0 } },
};

static void
cards_address_is_read_where_makers_write_it (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (UmCase) about = case_from_trace (rows[i].trace);
      const UmPhone *phone = g_ptr_array_index (about->phones, 0);

      print_message ("%s\n", rows[i].label);
      assert_memory_equal (phone->mac, rows[i].mac, 6);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (each_piece_says_where_it_was_learned),
    cmocka_unit_test (cards_address_is_read_where_makers_write_it),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
