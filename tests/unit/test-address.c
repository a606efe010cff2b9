#include "support/test.h"

#include "core/address.h"
#include "support/guard-buffer.h"

typedef struct
{
  const char *text;
  gboolean valid;
  UmScope scope;
  const char *printed;
} Row;

static const Row rows[] = {
  { "192.168.1.50", TRUE, UM_SCOPE_PRIVATE, "192.168.1.50" },
  { "10.0.0.1", TRUE, UM_SCOPE_PRIVATE, "10.0.0.1" },
  { "172.15.0.1", TRUE, UM_SCOPE_PUBLIC, "172.15.0.1" },
  { "172.16.0.1", TRUE, UM_SCOPE_PRIVATE, "172.16.0.1" },
  { "172.31.255.255", TRUE, UM_SCOPE_PRIVATE, "172.31.255.255" },
  { "172.32.0.1", TRUE, UM_SCOPE_PUBLIC, "172.32.0.1" },
  { "100.63.0.1", TRUE, UM_SCOPE_PUBLIC, "100.63.0.1" },
  { "100.64.0.1", TRUE, UM_SCOPE_CGNAT, "100.64.0.1" },
  { "100.127.255.1", TRUE, UM_SCOPE_CGNAT, "100.127.255.1" },
  { "100.128.0.1", TRUE, UM_SCOPE_PUBLIC, "100.128.0.1" },
  { "203.0.113.7", TRUE, UM_SCOPE_PUBLIC, "203.0.113.7" },
  { "127.0.0.1", TRUE, UM_SCOPE_LOOPBACK, "127.0.0.1" },
  { "169.254.1.1", TRUE, UM_SCOPE_LINK_LOCAL, "169.254.1.1" },
  { "0.0.0.0", TRUE, UM_SCOPE_UNSPECIFIED, "0.0.0.0" },
  { "224.0.1.75", TRUE, UM_SCOPE_MULTICAST, "224.0.1.75" },
  { "255.255.255.255", TRUE, UM_SCOPE_MULTICAST, "255.255.255.255" },
  { "[2001:db8::1]", TRUE, UM_SCOPE_PUBLIC, "2001:db8::1" },
  { "2001:DB8::1", TRUE, UM_SCOPE_PUBLIC, "2001:db8::1" },
  { "fe80::1", TRUE, UM_SCOPE_LINK_LOCAL, "fe80::1" },
  { "fd00::1", TRUE, UM_SCOPE_PRIVATE, "fd00::1" },
  { "::", TRUE, UM_SCOPE_UNSPECIFIED, "::" },
  { "::1", TRUE, UM_SCOPE_LOOPBACK, "::1" },
  { "::ffff:192.168.1.50", TRUE, UM_SCOPE_PRIVATE, "192.168.1.50" },
  { "66.135.32.300", FALSE, 0, NULL },
  { "192.168.1", FALSE, 0, NULL },
  { "192.168.1.50.1", FALSE, 0, NULL },
  { "192.168..50", FALSE, 0, NULL },
  { "192.168.01.50", FALSE, 0, NULL },
  { "xxx.xxx.1.1", FALSE, 0, NULL },
  { "pbx.example.net", FALSE, 0, NULL },
  { "", FALSE, 0, NULL },
  { "[]", FALSE, 0, NULL },
  { ":::1", FALSE, 0, NULL },
  { "1.2.3.4:5060", FALSE, 0, NULL },
};

static void
literals_are_read_strictly_and_told_apart (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      UmAddress address = { .family = 99 };
      char buffer[UM_ENDPOINT_STRING_MAX];
      gboolean valid = um_address_parse (guard_buffer_string (rows[i].text), &address);

      print_message ("%s\n", rows[i].text);
      assert_int_equal (valid, rows[i].valid);
      if (!valid)
        {
          assert_int_equal (address.family, 99); /* untouched on failure */
          continue;
        }
      assert_int_equal (um_address_scope (&address), rows[i].scope);
      assert_string_equal (um_address_to_string (&address, buffer), rows[i].printed);
    }
}

static void
endpoints_print_as_the_contract_says (void **state)
{
  UmEndpoint endpoint = { um_address_from_ipv4 (0xcb007107), 5060 };
  char buffer[UM_ENDPOINT_STRING_MAX];

  assert_string_equal (um_endpoint_to_string (&endpoint, buffer), "203.0.113.7:5060");
  endpoint.port = 0;
  assert_string_equal (um_endpoint_to_string (&endpoint, buffer), "203.0.113.7");
  assert_true (um_address_parse (UM_SLICE ("2001:db8::1"), &endpoint.address));
  endpoint.port = 5060;
  assert_string_equal (um_endpoint_to_string (&endpoint, buffer), "[2001:db8::1]:5060");
}

static void
mapped_and_plain_ipv4_are_one_key (void **state)
{
  UmAddress plain, mapped;

  assert_true (um_address_parse (UM_SLICE ("192.0.2.1"), &plain));
  assert_true (um_address_parse (UM_SLICE ("::ffff:192.0.2.1"), &mapped));
  assert_true (um_address_equal (&plain, &mapped));
  assert_int_equal (um_address_hash (&plain), um_address_hash (&mapped));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (literals_are_read_strictly_and_told_apart),
    cmocka_unit_test (endpoints_print_as_the_contract_says),
    cmocka_unit_test (mapped_and_plain_ipv4_are_one_key),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
