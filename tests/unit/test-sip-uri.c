#include "support/test.h"

#include "dissect/sip-uri.h"
#include "support/assert-slice.h"
#include "support/guard-buffer.h"

typedef struct
{
  UmSlice text;
  UmSipStatus status;
  const char *scheme;
  const char *user;
  const char *host;
  const char *port_text;
  guint16 port;
  const char *parameters;
} UriRow;

#define BAD UM_SIP_MALFORMED

static const UriRow uri_rows[] = {
  { UM_SLICE ("sip:example.net"), 0, "sip", NULL, "example.net", NULL, 0, NULL },
  { UM_SLICE ("SIPS:a@192.0.2.1:5061"), 0, "SIPS", "a", "192.0.2.1", "5061", 5061, NULL },
  { UM_SLICE ("sip:a:secret@b"), 0, "sip", "a", "b", NULL, 0, NULL },
  { UM_SLICE ("sip:@b"), 0, "sip", "", "b", NULL, 0, NULL },
  { UM_SLICE ("sip:a@[2001:db8::10]:5070"), 0, "sip", "a", "[2001:db8::10]", "5070", 5070, NULL },
  { UM_SLICE ("sip:[2001:db8::10:5070]"), 0, "sip", NULL, "[2001:db8::10:5070]", NULL, 0, NULL },
  { UM_SLICE ("sip:a@2001:db8::10"), 0, "sip", "a", "2001:db8::10", NULL, 0, NULL },
  { UM_SLICE ("sip:a@b:5060;transport=udp;lr?x=y;z"), 0, "sip", "a", "b", "5060", 5060,
    "transport=udp;lr" },
  { UM_SLICE ("sip:a@b?x=y;z"), 0, "sip", "a", "b", NULL, 0, NULL },
  { UM_SLICE ("sip:a@b;"), 0, "sip", "a", "b", NULL, 0, "" },
  { UM_SLICE ("sip:a;par=u%40x@b;lr"), 0, "sip", "a;par=u%40x", "b", NULL, 0, "lr" },
  { UM_SLICE ("sip:a?b@c"), 0, "sip", "a?b", "c", NULL, 0, NULL },
  { UM_SLICE ("sip:a@x@b;lr"), 0, "sip", "a@x", "b", NULL, 0, "lr" },
  { UM_SLICE ("sip:a@b;x=c@d"), 0, "sip", "a", "b", NULL, 0, "x=c@d" },
  { UM_SLICE ("sip:b:5060;x=c@d"), 0, "sip", NULL, "b", "5060", 5060, "x=c@d" },
  { UM_SLICE ("sip:a%00b@c"), 0, "sip", "a%00b", "c", NULL, 0, NULL },
  { UM_SLICE (" sip:a@b : 5060 ;lr\r\n"), 0, "sip", "a", "b", "5060", 5060, "lr" },
  { UM_SLICE ("sip:a@xxx.xxx.1.1"), 0, "sip", "a", "xxx.xxx.1.1", NULL, 0, NULL },
  { UM_SLICE ("sip:a@b:0"), 0, "sip", "a", "b", "0", 0, NULL },
  { UM_SLICE ("sip:a@b:65535"), 0, "sip", "a", "b", "65535", 65535, NULL },
  { UM_SLICE ("sip:a@b:65536"), 0, "sip", "a", "b", NULL, 0, NULL },
  { UM_SLICE ("sip:a@b:4294972356"), 0, "sip", "a", "b", NULL, 0, NULL }, /* 5060 if it wrapped */
  { UM_SLICE ("sip:a@b:99999999999999999999999"), 0, "sip", "a", "b", NULL, 0, NULL },
  { UM_SLICE ("sip:a@b:-5060"), 0, "sip", "a", "b", NULL, 0, NULL },
  { UM_SLICE ("sip:a@b:"), 0, "sip", "a", "b", NULL, 0, NULL },
  { UM_SLICE ("tel:+1-555-0100;phone-context=x"), 0, "tel", "+1-555-0100", NULL, NULL, 0,
    "phone-context=x" },
  { UM_SLICE ("tel:911"), 0, "tel", "911", NULL, NULL, 0, NULL },
  { UM_SLICE ("urn:service:sos"), 0, "urn", NULL, NULL, NULL, 0, NULL },
  { UM_SLICE ("soap.beep://192.0.2.103:3002"), 0, "soap.beep", NULL, NULL, NULL, 0, NULL },
  { UM_SLICE (""), BAD },
  { UM_SLICE (":"), BAD },
  { UM_SLICE ("sip"), BAD },
  { UM_SLICE ("sip:"), BAD },
  { UM_SLICE ("sip:a@"), BAD },
  { UM_SLICE ("sip:;lr"), BAD },
  { UM_SLICE ("sip:?x"), BAD },
  { UM_SLICE ("sip::5060"), BAD },
  { UM_SLICE ("sip:a@b c"), BAD },
  { UM_SLICE ("sip:a@b\0c"), BAD },
  { UM_SLICE ("si\0p:a@b"), BAD },
  { UM_SLICE ("sip:a@[2001:db8::1"), BAD },
  { UM_SLICE ("sip:a@[]"), BAD },
  { UM_SLICE ("sip:a@[2001:db8::1]5060"), BAD },
  { UM_SLICE ("sip:b,sip:c"), BAD },
  { UM_SLICE ("<sip:a@b>"), BAD },
  { UM_SLICE ("1001@192.0.2.1"), BAD },
  { UM_SLICE ("192.0.2.1:5060"), BAD },
  { UM_SLICE ("tel:"), BAD },
  { UM_SLICE ("tel:;x"), BAD },
};

static void
uris_come_apart_without_losing_their_spelling (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (uri_rows); i++)
    {
      const UriRow *row = &uri_rows[i];
      UmSipUri uri = { .port = 4711 };

      print_message ("%.*s\n", (int) row->text.len, row->text.data);
      assert_int_equal (um_sip_uri_parse (guard_buffer_copy (row->text.data, row->text.len), &uri),
                        row->status);
      if (row->status != UM_SIP_OK)
        {
          assert_int_equal (uri.port, 4711);
          assert_false (um_slice_is_set (uri.scheme));
          continue;
        }
      assert_slice (uri.scheme, row->scheme);
      assert_slice (uri.user, row->user);
      assert_slice (uri.host, row->host);
      assert_slice (uri.port_text, row->port_text);
      assert_int_equal (uri.port, row->port);
      assert_slice (uri.parameters, row->parameters);
    }
}

typedef struct
{
  const char *text;
  gboolean found;
  const char *host;
  const char *port_text;
  guint16 port;
} HostRow;

static const HostRow host_rows[] = {
  { "pbx.example.net", TRUE, "pbx.example.net", NULL, 0 },
  { "192.0.2.1:5060", TRUE, "192.0.2.1", "5060", 5060 },
  { " 192.0.2.1 \t:\r\n 5060 ", TRUE, "192.0.2.1", "5060", 5060 },
  { "192.0.2.1:005060", TRUE, "192.0.2.1", "005060", 5060 },
  { "[2001:db8::1]", TRUE, "[2001:db8::1]", NULL, 0 },
  { "[2001:db8::1] : 5061", TRUE, "[2001:db8::1]", "5061", 5061 },
  { "2001:db8::1", TRUE, "2001:db8::1", NULL, 0 },
  { "host:port", TRUE, "host", NULL, 0 },
  { "192.0.2.1:50 60", TRUE, "192.0.2.1", NULL, 0 },
  { "", FALSE, NULL, NULL, 0 },
  { " ", FALSE, NULL, NULL, 0 },
  { ":5060", FALSE, NULL, NULL, 0 },
  { "[", FALSE, NULL, NULL, 0 },
  { "]", FALSE, NULL, NULL, 0 },
  { "[2001:db8::1", FALSE, NULL, NULL, 0 },
  { "[2001:db8::1]x", FALSE, NULL, NULL, 0 },
  { "a b", FALSE, NULL, NULL, 0 },
  { "a;b", FALSE, NULL, NULL, 0 },
  { "user@host", FALSE, NULL, NULL, 0 },
};

static void
host_and_port_split_at_the_right_colon (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (host_rows); i++)
    {
      const HostRow *row = &host_rows[i];
      UmSlice host = UM_SLICE_UNSET, port_text = UM_SLICE_UNSET;
      guint16 port = 0;

      print_message ("%s\n", row->text);
      assert_int_equal (
          um_sip_host_port_parse (guard_buffer_string (row->text), &host, &port_text, &port),
          row->found);
      assert_slice (host, row->host);
      assert_slice (port_text, row->port_text);
      assert_int_equal (port, row->port);
    }
}

typedef struct
{
  const char *parameters;
  const char *name;
  const char *value; /* NULL: absent */
} ParameterRow;

static const ParameterRow parameter_rows[] = {
  { "tag=1;lr", "tag", "1" },
  { ";tag=1", "tag", "1" },
  { "tag=1;lr", "LR", "" },
  { "TAG = 1 ; lr ", "tag", "1" },
  { ";\r\n tag\r\n =\r\n 1", "tag", "1" },
  { "a;;b=2", "b", "2" },
  { "a=1;a=2", "a", "1" },
  { "a=", "a", "" },
  { "a=b=c", "a", "b=c" },
  { "q=\"x;tag=1\";tag=2", "tag", "2" },
  { "q=\"x;tag=1\"", "q", "\"x;tag=1\"" },
  { "q=\"x\\\";tag=1\";tag=2", "tag", "2" },
  { "received=[2001:db8::1]", "received", "[2001:db8::1]" },
  { "tag=1", "ta", NULL },
  { "tag=1", "tagg", NULL },
  { "x=tag", "tag", NULL },
  { "x=\"a;tag=1", "tag", NULL }, /* the quote never ends */
  { "", "tag", NULL },
  { ";;;", "tag", NULL },
  { "=1", "tag", NULL },
  { "=1", "", NULL },
};

static void
parameters_are_found_by_whole_name (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (parameter_rows); i++)
    {
      const ParameterRow *row = &parameter_rows[i];
      UmSlice value = UM_SLICE_UNSET;

      print_message ("%s in %s\n", row->name, row->parameters);
      assert_int_equal (um_sip_parameter_find (guard_buffer_string (row->parameters),
                                               um_slice_from_string (row->name), &value),
                        row->value != NULL);
      assert_slice (value, row->value);
    }
  assert_false (um_sip_parameter_find (UM_SLICE_UNSET, UM_SLICE ("tag"), &(UmSlice){ 0 }));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (uris_come_apart_without_losing_their_spelling),
    cmocka_unit_test (host_and_port_split_at_the_right_colon),
    cmocka_unit_test (parameters_are_found_by_whole_name),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
