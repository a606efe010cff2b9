#include "support/test.h"

#include "support/trace-case.h"

#define AT(time, from, to) "2026/01/05 10:00:" time ".000000 " from " -> " to "\n"
#define REGISTER(call_id, tag)                                                                 \
  "REGISTER sip:pbx.example.net SIP/2.0\nVia: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1\n" \
  "From: <sip:100@pbx.example.net>;tag=" tag "\nTo: <sip:100@pbx.example.net>\n"               \
  "Call-ID: " call_id "\nCSeq: 1 REGISTER\nContact: <sip:100@192.168.1.50>\n"                  \
  "User-Agent: Yealink SIP-T46S 66.85.0.5\nContent-Length: 0\n\n"

#define PHONE  "192.168.1.50:5060"
#define PUBLIC "203.0.113.9:1024"
#define SERVER "198.51.100.1:5060"

/* label, trace, phones left, the first one's address (NULL: it has no inside) */
static const struct
{
  const char *label;
  const char *trace;
  guint phones;
  gboolean joined;
} rows[] = {
  { "both sides of one message",
    AT ("00", PHONE, SERVER) REGISTER ("a@192.168.1.50", "1") AT ("01", PUBLIC, SERVER)
        REGISTER ("a@192.168.1.50", "1"),
    1, TRUE },
  { "the far side first",
    AT ("00", PUBLIC, SERVER) REGISTER ("a", "1") AT ("01", PHONE, SERVER) REGISTER ("a", "1"), 1,
    TRUE },
  { "a changed Call-ID, known by its From tag",
    AT ("00", PHONE, SERVER) REGISTER ("a@192.168.1.50", "77") AT ("01", PUBLIC, SERVER)
        REGISTER ("a@203.0.113.9", "77"),
    1, TRUE },
  { "other messages",
    AT ("00", PHONE, SERVER) REGISTER ("a", "1") AT ("01", PUBLIC, SERVER) REGISTER ("b", "2"), 2,
    FALSE },
  { "another server: a proxy between",
    AT ("00", PHONE, SERVER) REGISTER ("a", "1") AT ("01", PUBLIC, "198.51.100.7:5060")
        REGISTER ("a", "1"),
    2, FALSE },
  { "no private side", AT ("00", PUBLIC, SERVER) REGISTER ("a", "1"), 1, FALSE },
};

static void
two_sides_of_one_device_are_joined (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (UmCase) about = case_from_trace (rows[i].trace);
      const UmPhone *first = g_ptr_array_index (about->phones, 0);
      char text[UM_ENDPOINT_STRING_MAX];

      print_message ("%s\n", rows[i].label);
      assert_int_equal (about->phones->len, rows[i].phones);
      assert_int_equal (first->inside != NULL, rows[i].joined);
      for (guint j = 0; j < about->phones->len; j++)
        assert_int_equal (((const UmPhone *) about->phones->pdata[j])->id, j + 1);
      if (!rows[i].joined)
        continue;
      assert_string_equal (um_endpoint_to_string (&first->address, text), PHONE);
      assert_string_equal (um_endpoint_to_string (&first->public_address, text), PUBLIC);
      assert_int_equal (first->inside->id, first->id);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (two_sides_of_one_device_are_joined),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
