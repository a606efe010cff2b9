#include "support/test.h"

#include "dissect/sip-fields.h"
#include "support/assert-slice.h"
#include "support/guard-buffer.h"

typedef struct
{
  UmSlice text;
  UmSipStatus status;
  guint64 number;
  const char *method;
} CseqRow;

#define BAD UM_SIP_MALFORMED

static const CseqRow cseq_rows[] = {
  { UM_SLICE ("1 INVITE"), 0, 1, "INVITE" },
  { UM_SLICE ("0 ACK"), 0, 0, "ACK" },
  { UM_SLICE ("0009\t\tINVITE "), 0, 9, "INVITE" },
  { UM_SLICE ("1\r\n INVITE"), 0, 1, "INVITE" },
  { UM_SLICE ("1 odd-.!%*_+`'~"), 0, 1, "odd-.!%*_+`'~" },
  { UM_SLICE ("2147483648 BYE"), 0, 2147483648, "BYE" },
  { UM_SLICE ("36893488147419103232 BYE"), BAD }, /* 2^65 */
  { UM_SLICE ("18446744073709551616 BYE"), BAD },
  { UM_SLICE ("18446744073709551615 BYE"), 0, G_MAXUINT64, "BYE" },
  { UM_SLICE (""), BAD },
  { UM_SLICE ("1"), BAD },
  { UM_SLICE ("1 "), BAD },
  { UM_SLICE ("INVITE"), BAD },
  { UM_SLICE ("1INVITE"), BAD },
  { UM_SLICE ("-1 INVITE"), BAD },
  { UM_SLICE ("0x1 INVITE"), BAD },
  { UM_SLICE ("1 INVITE x"), BAD },
  { UM_SLICE ("1\0 INVITE"), BAD },
};

static void
cseq_numbers_never_wrap_around (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cseq_rows); i++)
    {
      const CseqRow *row = &cseq_rows[i];
      guint64 number = 4711;
      UmSlice method = UM_SLICE_UNSET;

      print_message ("%.*s\n", (int) row->text.len, row->text.data);
      assert_int_equal (
          um_sip_cseq_parse (guard_buffer_copy (row->text.data, row->text.len), &number, &method),
          row->status);
      assert_true (number == (row->status == UM_SIP_OK ? row->number : 4711));
      assert_slice (method, row->method);
    }
}

typedef struct
{
  UmSlice text;
  UmSipStatus status;
  const char *display_name;
  const char *uri_text;
  const char *host;
  const char *parameters;
} AddrRow;

static const AddrRow addr_rows[] = {
  { UM_SLICE ("<sip:a@b>"), 0, "", "sip:a@b", "b", NULL },
  { UM_SLICE ("<sip:a@b;lr>;tag=1"), 0, "", "sip:a@b;lr", "b", "tag=1" },
  { UM_SLICE ("sip:a@b;tag=1"), 0, "", "sip:a@b", "b", "tag=1" },
  { UM_SLICE ("sip:a@b"), 0, "", "sip:a@b", "b", NULL },
  { UM_SLICE ("sip:a@b ; tag=1"), 0, "", "sip:a@b", "b", " tag=1" },
  { UM_SLICE ("sip:a@b;x=\"<sip:c@d>\""), 0, "", "sip:a@b", "b", "x=\"<sip:c@d>\"" },
  { UM_SLICE ("Alice B. <sip:a@b> ;tag=1"), 0, "Alice B.", "sip:a@b", "b", "tag=1" },
  { UM_SLICE ("\"Doe, <J>\" <sip:a@b>"), 0, "\"Doe, <J>\"", "sip:a@b", "b", NULL },
  { UM_SLICE ("\"a \\\"b\\\" <c\"\r\n <sip:a@b>"), 0, "\"a \\\"b\\\" <c\"", "sip:a@b", "b", NULL },
  { UM_SLICE ("\"a\0b\" <sip:a@b>"), 0, NULL, "sip:a@b", "b", NULL },
  { UM_SLICE ("\"\"<sip:a@b>"), 0, "\"\"", "sip:a@b", "b", NULL },
  { UM_SLICE ("caller<sip:a@b>"), 0, "caller", "sip:a@b", "b", NULL },
  { UM_SLICE ("\"Mr. J. User <sip:a@b>"), 0, "\"Mr. J. User", "sip:a@b", "b", NULL },
  { UM_SLICE ("\"W\" < sip:a@b > ; tag=1"), 0, "\"W\"", "sip:a@b", "b", " tag=1" },
  { UM_SLICE ("<tel:+15550100>"), 0, "", "tel:+15550100", NULL, NULL },
  { UM_SLICE ("<urn:service:sos>"), 0, "", "urn:service:sos", NULL, NULL },
  { UM_SLICE (""), BAD },
  { UM_SLICE ("  "), BAD },
  { UM_SLICE ("<"), BAD },
  { UM_SLICE ("<>"), BAD },
  { UM_SLICE ("<sip:a@b"), BAD },
  { UM_SLICE ("\"a <sip:a@b"), BAD },
  { UM_SLICE ("\"<sip:a@b>\""), BAD },
  { UM_SLICE (";tag=1"), BAD },
  { UM_SLICE ("Alice"), BAD },
  { UM_SLICE ("**"), BAD },
  { UM_SLICE ("\"Alice\" sip:a@b"), BAD },
};

static void
name_addr_and_addr_spec_come_apart (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (addr_rows); i++)
    {
      const AddrRow *row = &addr_rows[i];
      UmSipNameAddr addr = { .is_star = 4711 };

      print_message ("%.*s\n", (int) row->text.len, row->text.data);
      assert_int_equal (
          um_sip_name_addr_parse (guard_buffer_copy (row->text.data, row->text.len), &addr),
          row->status);
      if (row->status != UM_SIP_OK)
        {
          assert_int_equal (addr.is_star, 4711);
          continue;
        }
      assert_false (addr.is_star);
      if (row->display_name != NULL)
        assert_slice (addr.display_name, row->display_name);
      assert_slice (addr.uri_text, row->uri_text);
      assert_slice (addr.uri.host, row->host);
      assert_slice (addr.parameters, row->parameters);
    }
}

static void
a_star_has_no_uri (void **state)
{
  UmSipNameAddr addr;

  assert_int_equal (um_sip_name_addr_parse (UM_SLICE (" * "), &addr), UM_SIP_OK);
  assert_true (addr.is_star);
  assert_slice (addr.uri_text, NULL);
  assert_slice (addr.uri.host, NULL);
}

static void
the_host_of_a_call_id_stands_behind_its_last_at (void **state)
{
  assert_slice (um_sip_call_id_host (guard_buffer_string ("1-2@192.0.2.1")), "192.0.2.1");
  assert_slice (um_sip_call_id_host (guard_buffer_string ("a@b@192.0.2.1")), "192.0.2.1");
  assert_slice (um_sip_call_id_host (guard_buffer_string ("a@")), "");
  assert_slice (um_sip_call_id_host (guard_buffer_string ("a-b-c")), NULL);
  assert_slice (um_sip_call_id_host (guard_buffer_string ("")), NULL);
  assert_slice (um_sip_call_id_host (UM_SLICE_UNSET), NULL);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (cseq_numbers_never_wrap_around),
    cmocka_unit_test (name_addr_and_addr_spec_come_apart),
    cmocka_unit_test (a_star_has_no_uri),
    cmocka_unit_test (the_host_of_a_call_id_stands_behind_its_last_at),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
