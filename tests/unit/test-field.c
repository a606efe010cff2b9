#include "support/test.h"

#include "model/field.h"
#include "model/message.h"
#include "support/guard-buffer.h"

#define INVITE                                                                                    \
  "INVITE sip:200@pbx.example.net SIP/2.0\r\n"                                                    \
  "Via: SIP/2.0/UDP 192.168.1.50:5070;branch=z9hG4bK1;rport\r\n"                                  \
  "v: SIP/2.0/UDP 10.0.0.2;received=10.0.0.3;branch=z9hG4bK2\r\n"                                 \
  "From: <sip:100@pbx.example.net>;tag=1\r\n"                                                     \
  "To: <sip:200@198.51.100.1>\r\n"                                                                \
  "Call-ID: abc@192.168.1.50\r\n"                                                                 \
  "CSeq: 1 INVITE\r\n"                                                                            \
  "Contact: \"A, B\" <sip:100@192.168.1.50:5070>, <sip:100@203.0.113.9>\r\n"                      \
  "Content-Type: application/sdp\r\n"                                                             \
  "Content-Length: 193\r\n"                                                                       \
  "\r\n"                                                                                          \
  "v=0\r\n"                                                                                       \
  "o=- 1 1 IN IP4 192.168.1.50\r\n"                                                               \
  "s=-\r\n"                                                                                       \
  "i=(o=IN IP4 192.168.1.77)\r\n"                                                                 \
  "c=IN IP4 203.0.113.9\r\n"                                                                      \
  "t=0 0\r\n"                                                                                     \
  "m=audio 11780 RTP/AVP 0\r\n"                                                                   \
  "a=rtcp:11781 IN IP4 192.168.1.50\r\n"                                                          \
  "a=candidate:1 1 UDP 2130706431 192.168.1.50 11780 typ host\r\n"

typedef struct
{
  UmFieldId id;
  guint index;
  const char *host; /* as written, "" for none */
  guint port;
  gboolean has_port;
  gint media;
} Row;

static const Row rows[] = {
  { UM_FIELD_REQUEST_URI, 0, "pbx.example.net", 0, FALSE, -1 },
  { UM_FIELD_VIA, 0, "192.168.1.50", 5070, TRUE, -1 },
  { UM_FIELD_VIA_RPORT, 0, "", 0, FALSE, -1 },
  { UM_FIELD_VIA, 1, "10.0.0.2", 0, FALSE, -1 },
  { UM_FIELD_VIA_RECEIVED, 1, "10.0.0.3", 0, FALSE, -1 },
  { UM_FIELD_CONTACT, 0, "192.168.1.50", 5070, TRUE, -1 },
  { UM_FIELD_CONTACT, 1, "203.0.113.9", 0, FALSE, -1 },
  { UM_FIELD_FROM, 0, "pbx.example.net", 0, FALSE, -1 },
  { UM_FIELD_TO, 0, "198.51.100.1", 0, FALSE, -1 },
  { UM_FIELD_CALL_ID, 0, "192.168.1.50", 0, FALSE, -1 },
  { UM_FIELD_CONTENT_LENGTH, 0, "193", 0, FALSE, -1 },
  { UM_FIELD_SDP_ORIGIN, 0, "192.168.1.50", 0, FALSE, -1 },
  { UM_FIELD_SDP_TRACE, 0, "192.168.1.77", 0, FALSE, -1 },
  { UM_FIELD_SDP_CONNECTION, 0, "203.0.113.9", 0, FALSE, -1 },
  { UM_FIELD_SDP_MEDIA, 0, "", 11780, TRUE, 0 },
  { UM_FIELD_SDP_RTCP, 0, "192.168.1.50", 11781, TRUE, 0 },
  { UM_FIELD_SDP_CANDIDATE, 0, "192.168.1.50", 11780, TRUE, 0 },
};

static void
every_place_with_an_address_is_listed_with_its_place (void **state)
{
  UmSlice raw = guard_buffer_string (INVITE);
  UmSipMessage view;
  UmFieldList notes;
  const UmField *fields = notes.fields;

  assert_int_equal (um_sip_message_parse (raw, UM_SIP_FRAME_DATAGRAM, &view, NULL), UM_SIP_OK);
  um_field_list_read (&notes, &view);
  assert_false (notes.truncated);
  assert_int_equal (notes.n_fields, G_N_ELEMENTS (rows));
  for (guint i = 0; i < notes.n_fields; i++)
    {
      UmSlice host = um_slice_head (um_slice_from (raw, notes.places[i].host.offset), notes.places[i].host.len);

      print_message ("%s\n", um_field_name (rows[i].id));
      assert_int_equal (fields[i].id, rows[i].id);
      assert_int_equal (fields[i].index, rows[i].index);
      assert_int_equal (fields[i].port, rows[i].port);
      assert_int_equal (fields[i].has_port, rows[i].has_port);
      assert_int_equal (fields[i].media, rows[i].media);
      assert_true (um_slice_equal (host, um_slice_from_string (rows[i].host)));
    }
}

static void
more_fields_than_the_limit_are_told (void **state)
{
  GString *text = g_string_new ("OPTIONS sip:a@b SIP/2.0\r\nCSeq: 1 OPTIONS\r\n");
  UmSipMessage view;
  UmFieldList notes;

  for (guint i = 0; i < UM_LIMIT_FIELDS + 10; i++)
    g_string_append_printf (text, "Via: SIP/2.0/UDP 192.0.2.%u;branch=z9hG4bK%u\r\n", i, i);
  g_string_append (text, "\r\n");
  assert_int_equal (um_sip_message_parse (guard_buffer_string (text->str), UM_SIP_FRAME_DATAGRAM,
                                          &view, NULL),
                    UM_SIP_OK);
  um_field_list_read (&notes, &view);
  assert_true (notes.truncated);
  assert_int_equal (notes.n_fields, UM_LIMIT_FIELDS);
  g_string_free (text, TRUE);
}

static void
values_that_are_no_addresses_stay_host_names (void **state)
{
  UmSlice raw = guard_buffer_string ("OPTIONS sip:a@b SIP/2.0\r\n"
                                     "Contact: <sip:a@66.135.32.300>\r\n"
                                     "Call-ID: xyz\r\n\r\n");
  UmSipMessage view;
  UmFieldList notes;
  const UmField *fields = notes.fields;

  assert_int_equal (um_sip_message_parse (raw, UM_SIP_FRAME_DATAGRAM, &view, NULL), UM_SIP_OK);
  um_field_list_read (&notes, &view);
  assert_int_equal (notes.n_fields, 2); /* Request-URI and Contact; a Call-ID without '@' has no host */
  assert_int_equal (fields[1].id, UM_FIELD_CONTACT);
  assert_false (um_address_is_set (&fields[1].address));
}

/* Read on the way, so that no value is parsed twice. */
static void
what_is_met_on_the_way_is_noted (void **state)
{
  UmSlice raw = guard_buffer_string (
      "REGISTER sip:pbx.example.net SIP/2.0\r\n"
      "Via: SIP/2.0/UDP 192.0.2.1;BRANCH=first;branch=second, SIP/2.0/UDP 192.0.2.2;branch=third\r\n"
      "From: <sip:1001@pbx.example.net;transport=udp>;tag=a1\r\n"
      "To: \"A, B\" <sip:1002@pbx.example.net>\r\n"
      "Contact: <sip:1001@192.0.2.1>;+sip.instance=\"<urn:uuid:1>\", <sip:b@192.0.2.3>\r\n"
      "Contact: <sip:c@192.0.2.4>;+sip.instance=\"<urn:uuid:2>\"\r\n\r\n");
  UmSipMessage view;
  UmFieldList notes;

  assert_int_equal (um_sip_message_parse (raw, UM_SIP_FRAME_DATAGRAM, &view, NULL), UM_SIP_OK);
  um_field_list_read (&notes, &view);
  assert_int_equal (notes.n_vias, 2);
  assert_int_equal (notes.n_contacts, 3);
  assert_true (um_slice_equal (notes.branch, UM_SLICE ("first")));
  assert_true (um_slice_equal (notes.from_uri, UM_SLICE ("sip:1001@pbx.example.net")));
  assert_true (um_slice_equal (notes.from_tag, UM_SLICE ("a1")));
  assert_true (um_slice_equal (notes.to_uri, UM_SLICE ("sip:1002@pbx.example.net")));
  assert_false (um_slice_is_set (notes.to_tag));
  assert_true (um_slice_equal (notes.instance, UM_SLICE ("urn:uuid:1")));
  assert_false (notes.has_sdp);
  assert_false (notes.has_ice);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (every_place_with_an_address_is_listed_with_its_place),
    cmocka_unit_test (more_fields_than_the_limit_are_told),
    cmocka_unit_test (values_that_are_no_addresses_stay_host_names),
    cmocka_unit_test (what_is_met_on_the_way_is_noted),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
