#include "support/test.h"

#include "dissect/sip-via.h"
#include "support/assert-slice.h"
#include "support/guard-buffer.h"

typedef struct
{
  UmSlice text;
  UmSipStatus status;
  const char *transport;
  const char *host;
  const char *port_text;
  guint16 port;
  const char *branch;
  const char *received;
  const char *rport_text; /* NULL: no rport */
  guint16 rport;
} Row;

#define BAD UM_SIP_MALFORMED

static const Row rows[] = {
  { UM_SLICE ("SIP/2.0/UDP 192.0.2.1"), 0, "UDP", "192.0.2.1", NULL, 0, NULL, NULL, NULL, 0 },
  { UM_SLICE ("SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1"), 0, "UDP", "192.0.2.1", "5060", 5060,
    "z9hG4bK1", NULL, NULL, 0 },
  { UM_SLICE ("SIP/2.0/TLS pbx.example.net;rport;branch=b"), 0, "TLS", "pbx.example.net", NULL, 0,
    "b", NULL, "", 0 },
  { UM_SLICE ("SIP/2.0/UDP a;rport=1024;received=203.0.113.7"), 0, "UDP", "a", NULL, 0, NULL,
    "203.0.113.7", "1024", 1024 },
  { UM_SLICE ("SIP/2.0/UDP a;rport="), 0, "UDP", "a", NULL, 0, NULL, NULL, "", 0 },
  { UM_SLICE ("SIP/2.0/UDP a;rport=70000"), 0, "UDP", "a", NULL, 0, NULL, NULL, "70000", 0 },
  { UM_SLICE ("SIP / 2.0\r\n / UDP\t192.0.2.1 : 5060 ; branch = b"), 0, "UDP", "192.0.2.1", "5060",
    5060, "b", NULL, NULL, 0 },
  { UM_SLICE ("SIP/2.0/TCP [2001:db8::9:1]:5061;received=2001:db8::9:255"), 0, "TCP",
    "[2001:db8::9:1]", "5061", 5061, NULL, "2001:db8::9:255", NULL, 0 },
  { UM_SLICE ("SIP/2.0/UDP [2001:db8::9:1];received=[2001:db8::9:255]"), 0, "UDP",
    "[2001:db8::9:1]", NULL, 0, NULL, "[2001:db8::9:255]", NULL, 0 },
  { UM_SLICE ("SIP/7.0/UNHEARD a"), 0, "UNHEARD", "a", NULL, 0, NULL, NULL, NULL, 0 },
  { UM_SLICE ("SIP/2.0/UDP a:99999"), 0, "UDP", "a", NULL, 0, NULL, NULL, NULL, 0 },
  { UM_SLICE ("SIP/2.0/UDP a;x-branch=1"), 0, "UDP", "a", NULL, 0, NULL, NULL, NULL, 0 },
  { UM_SLICE (""), BAD },
  { UM_SLICE ("SIP"), BAD },
  { UM_SLICE ("SIP/2.0"), BAD },
  { UM_SLICE ("SIP/2.0/"), BAD },
  { UM_SLICE ("SIP/2.0/UDP"), BAD },
  { UM_SLICE ("SIP/2.0/UDP "), BAD },
  { UM_SLICE ("SIP/2.0/UDP ;branch=b"), BAD },
  { UM_SLICE ("SIP/2.0/UDP;branch=b"), BAD },
  { UM_SLICE ("SIP/2.0/UDP[2001:db8::1]"), BAD },
  { UM_SLICE ("SIP/2.0 192.0.2.1"), BAD },
  { UM_SLICE ("192.0.2.1:5060"), BAD },
  { UM_SLICE ("SIP/2.0/UDP a b"), BAD },
  { UM_SLICE ("SIP/2.0/UDP a, SIP/2.0/UDP b"), BAD },
  { UM_SLICE ("SIP/2.0/UDP a\0b"), BAD },
  { UM_SLICE ("SIP/2.0/UDP [2001:db8::1"), BAD },
};

static void
via_values_come_apart (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const Row *row = &rows[i];
      UmSipVia via = { .port = 4711 };

      print_message ("%.*s\n", (int) row->text.len, row->text.data);
      assert_int_equal (um_sip_via_parse (guard_buffer_copy (row->text.data, row->text.len), &via),
                        row->status);
      if (row->status != UM_SIP_OK)
        {
          assert_int_equal (via.port, 4711);
          assert_false (um_slice_is_set (via.host));
          continue;
        }
      assert_slice (via.transport, row->transport);
      assert_slice (via.host, row->host);
      assert_slice (via.port_text, row->port_text);
      assert_int_equal (via.port, row->port);
      assert_slice (via.branch, row->branch);
      assert_slice (via.received, row->received);
      assert_int_equal (via.has_rport, row->rport_text != NULL);
      assert_slice (via.rport_text, row->rport_text);
      assert_int_equal (via.rport, row->rport);
    }
}

static void
maddr_is_kept_apart_from_received (void **state)
{
  UmSipVia via;

  assert_int_equal (um_sip_via_parse (UM_SLICE ("SIP/2.0/UDP a;maddr=224.0.1.75;ttl=1"), &via),
                    UM_SIP_OK);
  assert_slice (via.maddr, "224.0.1.75");
  assert_slice (via.received, NULL);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (via_values_come_apart),
    cmocka_unit_test (maddr_is_kept_apart_from_received),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
