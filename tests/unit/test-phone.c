#include "support/test.h"

#include "support/trace-case.h"

#define AT(time, from, to) "2026/01/05 10:00:" time ".000000 " from " -> " to "\n"

#define REGISTER(branch, via, contact, agent)                                                     \
  "REGISTER sip:pbx.example.net SIP/2.0\n"                                                        \
  "Via: SIP/2.0/UDP " via ";branch=z9hG4bK" branch "\n"                                           \
  "From: <sip:100@pbx.example.net>;tag=1\nTo: <sip:100@pbx.example.net>\n"                        \
  "Call-ID: c" branch "\nCSeq: 1 REGISTER\n"                                                      \
  "Contact: <sip:100@" contact ">\nUser-Agent: " agent "\nContent-Length: 0\n\n"

#define OK(branch, via)                                                                           \
  "SIP/2.0 200 OK\n"                                                                              \
  "Via: SIP/2.0/UDP " via ";branch=z9hG4bK" branch "\n"                                           \
  "From: <sip:100@pbx.example.net>;tag=1\nTo: <sip:100@pbx.example.net>;tag=2\n"                  \
  "Call-ID: c" branch "\nCSeq: 1 REGISTER\nServer: Asterisk PBX 18\nContent-Length: 0\n\n"

static const UmPhone *
phone_at (const UmCase *about, guint index)
{
  return g_ptr_array_index (about->phones, index);
}

static void
the_registering_end_is_the_phone (void **state)
{
  g_autoptr (UmCase) about = case_from_trace (
      AT ("00", "192.168.1.50:5060", "198.51.100.1:5060")
          REGISTER ("1", "192.168.1.50", "192.168.1.50", "Yealink SIP-T46S 66.85.0.5")
              AT ("01", "198.51.100.1:5060", "192.168.1.50:5060") OK ("1", "192.168.1.50"));

  assert_int_equal (about->phones->len, 1);
  assert_string_equal (phone_at (about, 0)->name, "Yealink SIP-T46S");
  assert_string_equal (phone_at (about, 0)->aor, "sip:100@pbx.example.net");
  assert_int_equal (phone_at (about, 0)->vantage, UM_VANTAGE_LAN);
  assert_int_equal (phone_at (about, 0)->sent->len, 1);
  assert_int_equal (phone_at (about, 0)->received->len, 1);
  assert_ptr_equal (um_case_get_request (about, g_ptr_array_index (about->messages, 1)),
                    g_ptr_array_index (about->messages, 0));
}

/* A server that answers to a private Contact sends towards an address that itself never speaks. */
static void
an_address_that_never_sends_is_not_a_phone (void **state)
{
  g_autoptr (UmCase) about
      = case_from_trace (AT ("00", "198.51.100.1:5060", "192.168.1.50:5060")
                             OK ("1", "192.168.1.50"));

  assert_int_equal (about->phones->len, 0);
}

static void
two_phones_behind_one_address_stay_two (void **state)
{
  g_autoptr (UmCase) about = case_from_trace (
      AT ("00", "203.0.113.9:1024", "198.51.100.1:5060")
          REGISTER ("1", "192.168.1.50", "192.168.1.50", "Yealink SIP-T46S 66.85.0.5")
              AT ("01", "203.0.113.9:1025", "198.51.100.1:5060")
                  REGISTER ("2", "192.168.1.51", "192.168.1.51", "snomD735/10.1.46.16"));

  assert_int_equal (about->phones->len, 2);
  assert_string_equal (phone_at (about, 0)->name, "Yealink SIP-T46S");
  assert_true (um_address_is_private (&phone_at (about, 0)->address.address));
  assert_int_equal (phone_at (about, 0)->public_address.port, 1024);
  assert_int_equal (phone_at (about, 1)->public_address.port, 1025);
}

static void
the_same_phone_on_a_new_port_stays_one (void **state)
{
  g_autoptr (UmCase) about = case_from_trace (
      AT ("00", "203.0.113.9:1024", "198.51.100.1:5060")
          REGISTER ("1", "192.168.1.50", "192.168.1.50", "Yealink SIP-T46S 66.85.0.5")
              AT ("01", "203.0.113.9:2048", "198.51.100.1:5060")
                  REGISTER ("2", "192.168.1.50", "192.168.1.50", "Yealink SIP-T46S 66.85.0.5"));

  assert_int_equal (about->phones->len, 1);
  assert_int_equal (phone_at (about, 0)->sent->len, 2);
}

static void
a_trace_without_local_address_was_written_by_the_server (void **state)
{
  g_autoptr (UmCase) about = case_from_trace (
      "Received packet from 203.0.113.9:1024\n" REGISTER ("1", "192.168.1.50", "192.168.1.50",
                                                          "Yealink SIP-T46S 66.85.0.5")
      "Sent packet to 203.0.113.9:1024\n" OK ("1", "192.168.1.50"));

  assert_int_equal (about->phones->len, 1);
  assert_int_equal (phone_at (about, 0)->vantage, UM_VANTAGE_SERVER);
  assert_false (um_address_is_set (&phone_at (about, 0)->server.address));
}

static void
two_private_ends_have_no_vantage (void **state)
{
  g_autoptr (UmCase) about = case_from_trace (
      AT ("00", "192.168.1.50:5060", "192.168.1.2:5060")
          REGISTER ("1", "192.168.1.50", "192.168.1.50", "Yealink SIP-T46S 66.85.0.5"));

  assert_int_equal (about->phones->len, 1);
  assert_int_equal (phone_at (about, 0)->vantage, UM_VANTAGE_UNKNOWN);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (the_registering_end_is_the_phone),
    cmocka_unit_test (an_address_that_never_sends_is_not_a_phone),
    cmocka_unit_test (two_phones_behind_one_address_stay_two),
    cmocka_unit_test (the_same_phone_on_a_new_port_stays_one),
    cmocka_unit_test (a_trace_without_local_address_was_written_by_the_server),
    cmocka_unit_test (two_private_ends_have_no_vantage),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
