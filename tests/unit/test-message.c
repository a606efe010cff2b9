#include "support/test.h"

#include "io/capture-file.h"
#include "detect/findings.h"
#include "support/capture-builder.h"
#include "support/packet-builder.h"

#include <glib/gstdio.h>
#include <unistd.h>

#define INVITE                                                                                    \
  "INVITE sip:200@pbx.example.net SIP/2.0\r\n"                                                    \
  "Via: SIP/2.0/UDP 203.0.113.9:1024;branch=z9hG4bK1\r\n"                                         \
  "From: <sip:100@pbx.example.net>;tag=1\r\nTo: <sip:200@pbx.example.net>\r\n"                    \
  "Call-ID: a@192.168.1.50\r\nCSeq: 1 INVITE\r\nUser-Agent: Polycom/1\r\n"                        \
  "Contact: <sip:100@203.0.113.9:1024>\r\n"                                                       \
  "Content-Type: application/sdp\r\nContent-Length: 66\r\n\r\n"                                   \
  "v=0\r\no=- 1 1 IN IP4 203.0.113.9\r\nc=IN IP4 203.0.113.9\r\nm=audio 40 x\r\n"

enum
{
  ALL = 1 << 20,
};

/* A capture in a file, and the case of it with so many bytes of texts in memory. */
typedef struct
{
  int fd;
  UmCase *about;
} Fixture;

static void
add_packet (CaptureBuilder *capture, GByteArray *packet)
{
  capture_builder_pcap_record (capture, 1767607200, 0, packet->len, packet_builder_bytes (packet));
  g_byte_array_unref (packet);
}

static void
fixture_init (Fixture *self, guint64 kept)
{
  g_auto (CaptureBuilder) capture = { 0 };
  g_autofree char *path = NULL;
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (UmCaptureFile) reader = NULL;
  g_autoptr (UmCaseBuilder) builder = um_case_builder_new ("x.pcap", UM_SOURCE_PCAP);
  g_autoptr (UmTextStore) file = NULL;
  UmPacket packet;

  capture_builder_init (&capture, FALSE);
  capture_builder_pcap_header (&capture, 0xa1b2c3d4, UM_LINK_RAW);
  add_packet (&capture, packet_builder_udp ("203.0.113.9:1024", "198.51.100.20:5060",
                                            UM_SLICE ("\r\n" INVITE)));
  /* one message in two segments: no file holds it in one piece */
  add_packet (&capture, packet_builder_tcp ("203.0.113.9:1025", "198.51.100.20:5060", 1, 0x10,
                                            UM_SLICE ("OPTIONS sip:a@b SIP/2.0\r\nCSeq: 1 OPT")));
  add_packet (&capture,
              packet_builder_tcp ("203.0.113.9:1025", "198.51.100.20:5060", 36, 0x10,
                                  UM_SLICE ("IONS\r\nCall-ID: x\r\nContent-Length: 0\r\n\r\n")));
  self->fd = g_file_open_tmp ("unmangle-test-XXXXXX", &path, NULL);
  assert_true (self->fd >= 0);
  (void) g_unlink (path);
  assert_int_equal (write (self->fd, capture.bytes->data, capture.bytes->len), capture.bytes->len);

  file = um_text_store_new_for_fd (dup (self->fd));
  stream = g_memory_input_stream_new_from_data (capture.bytes->data, capture.bytes->len, NULL);
  reader = um_capture_file_new (stream, NULL, NULL);
  assert_non_null (reader);
  um_case_builder_keep_texts (builder, kept);
  um_case_builder_set_file (builder, file);
  while (um_capture_file_next (reader, &packet, um_case_builder_get_damage (builder), NULL, NULL) ==
         UM_READ_PACKET)
    um_case_builder_push_packet (builder, &packet);
  um_case_builder_finish (builder);
  self->about = um_case_builder_snapshot (builder, UM_VANTAGE_UNKNOWN);
  assert_int_equal (self->about->messages->len, 2);
}

static void
fixture_clear (Fixture *self)
{
  um_case_unref (self->about);
  (void) close (self->fd);
}

static const UmMessage *
message_at (const Fixture *self, guint index)
{
  return g_ptr_array_index (self->about->messages, index);
}

static void
a_text_is_the_same_wherever_it_lies (void **state)
{
  for (guint kept = 0; kept < 2; kept++)
    {
      Fixture fixture;
      g_auto (UmMessageText) invite = { 0 };
      g_auto (UmMessageText) options = { 0 };

      fixture_init (&fixture, kept * ALL);
      assert_int_equal (message_at (&fixture, 0)->text.store == NULL, kept);
      assert_int_equal (message_at (&fixture, 1)->text.store == NULL, kept);
      assert_true (um_message_read_text (message_at (&fixture, 0), &invite));
      assert_true (um_slice_equal (invite.bytes, UM_SLICE (INVITE)));
      assert_true (um_message_read_text (message_at (&fixture, 1), &options));
      assert_true (um_slice_has_prefix (options.bytes, UM_SLICE ("OPTIONS sip:a@b SIP/2.0\r\n")));
      assert_true (um_slice_equal (um_message_first_line (message_at (&fixture, 1)),
                                   UM_SLICE ("OPTIONS sip:a@b SIP/2.0")));
      assert_int_equal (um_case_count_lost_texts (fixture.about), 0);
      fixture_clear (&fixture);
    }
}

static void
fields_are_found_again_in_the_text (void **state)
{
  Fixture fixture;
  g_auto (UmMessageText) text = { 0 };
  UmFieldPlace places[UM_LIMIT_FIELDS];
  const UmMessage *invite;
  const UmField *contact;
  UmTextRef host;

  fixture_init (&fixture, 0);
  invite = message_at (&fixture, 0);
  contact = um_message_find_field (invite, UM_FIELD_CONTACT);
  assert_true (um_message_read_text (invite, &text));
  assert_true (um_message_find_places (invite, text.bytes, places));
  host = places[contact - invite->fields].host;
  assert_true (um_slice_equal (um_slice_head (um_slice_from (text.bytes, host.offset), host.len),
                               UM_SLICE ("203.0.113.9")));
  fixture_clear (&fixture);
}

static void
line_keys_tell_lines_apart (void **state)
{
  Fixture fixture;
  const UmMessage *invite;
  guint64 via, contact, origin, connection;

  fixture_init (&fixture, 0);
  invite = message_at (&fixture, 0);
  via = um_message_get_line_key (invite, um_message_find_field (invite, UM_FIELD_VIA));
  contact = um_message_get_line_key (invite, um_message_find_field (invite, UM_FIELD_CONTACT));
  origin = um_message_get_line_key (invite, um_message_find_field (invite, UM_FIELD_SDP_ORIGIN));
  connection =
      um_message_get_line_key (invite, um_message_find_field (invite, UM_FIELD_SDP_CONNECTION));
  assert_int_equal (contact,
                    um_slice_hash64 (UM_SLICE ("Contact: <sip:100@203.0.113.9:1024>")));
  assert_int_equal (via, um_slice_hash64 (
                             UM_SLICE ("Via: SIP/2.0/UDP 203.0.113.9:1024;branch=z9hG4bK1")));
  assert_int_equal (origin, um_slice_hash64 (UM_SLICE ("o=- 1 1 IN IP4 203.0.113.9")));
  assert_int_equal (connection, um_slice_hash64 (UM_SLICE ("c=IN IP4 203.0.113.9")));
  fixture_clear (&fixture);
}

static guint
count_lines (const UmFindings *findings)
{
  guint n = 0;

  for (guint i = 0; i < findings->evidence->len; i++)
    n += ((const UmEvidence *) findings->evidence->pdata[i])->lines->len;
  return n;
}

static void
a_file_that_shrank_costs_the_lines_and_not_the_verdict (void **state)
{
  Fixture whole, cut;
  g_autoptr (UmFindings) expected = NULL;
  g_autoptr (UmFindings) findings = NULL;
  g_auto (UmMessageText) text = { 0 };

  fixture_init (&whole, 0);
  fixture_init (&cut, 0);
  assert_int_equal (ftruncate (cut.fd, 100), 0);
  expected = um_findings_new (whole.about);
  findings = um_findings_new (cut.about);
  assert_true (count_lines (expected) > 0);
  assert_int_equal (count_lines (findings), 0);
  assert_int_equal (findings->verdict, expected->verdict);
  assert_int_equal (findings->evidence->len, expected->evidence->len);
  assert_false (um_message_read_text (message_at (&cut, 0), &text));
  assert_int_equal (text.bytes.len, 0);
  assert_true (um_case_count_lost_texts (cut.about) > 0);
  assert_int_equal (um_case_count_lost_texts (whole.about), 0);
  fixture_clear (&whole);
  fixture_clear (&cut);
}

/* Other bytes in the same place are not taken for the message. */
static void
a_file_that_was_written_over_is_noticed (void **state)
{
  Fixture fixture;
  char other[] = "nothing of SIP stands here any more";
  g_auto (UmMessageText) text = { 0 };

  fixture_init (&fixture, 0);
  assert_int_equal (pwrite (fixture.fd, other, sizeof other,
                            (off_t) message_at (&fixture, 0)->text.offset + 20),
                    sizeof other);
  assert_false (um_message_read_text (message_at (&fixture, 0), &text));
  assert_int_equal (um_case_count_lost_texts (fixture.about), 1);
  fixture_clear (&fixture);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_text_is_the_same_wherever_it_lies),
    cmocka_unit_test (fields_are_found_again_in_the_text),
    cmocka_unit_test (line_keys_tell_lines_apart),
    cmocka_unit_test (a_file_that_shrank_costs_the_lines_and_not_the_verdict),
    cmocka_unit_test (a_file_that_was_written_over_is_noticed),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
