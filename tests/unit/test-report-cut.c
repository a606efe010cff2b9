#include "support/test.h"

#include "core/bytes.h"
#include "io/capture-file.h"
#include "report/rebuilt-packet.h"
#include "report/redact.h"
#include "report/report-cut.h"
#include "support/trace-case.h"

#include <glib/gstdio.h>

static const char invite[] =
    "Received packet from 50.50.50.50:1024\n"
    "INVITE sip:200@pbx.example.net SIP/2.0\n"
    "Via: SIP/2.0/UDP 50.50.50.50;branch=z9hG4bK1\n"
    "From: <sip:100@pbx.example.net>;tag=1\nTo: <sip:200@pbx.example.net>\n"
    "Call-ID: 1@192.168.1.50\nCSeq: 1 INVITE\nContact: <sip:100@50.50.50.50:1024>\n"
    "Authorization: Digest username=\"100\", nonce=\"feedbeef\", response=\"cafe\"\n"
    "User-Agent: Polycom VVX 410\nContent-Type: application/sdp\n\n"
    "v=0\no=- 1 1 IN IP4 50.50.50.50\ns=-\nc=IN IP4 50.50.50.50\nt=0 0\nm=audio 2222 RTP/AVP 0\n\n";

static guint32
sum_words (UmSlice bytes, guint32 sum)
{
  guint16 word;

  for (gsize i = 0; i + 1 < bytes.len; i += 2)
    {
      assert_true (um_bytes_be16 (bytes, i, &word));
      sum += word;
    }
  if (bytes.len % 2 != 0)
    sum += (guint32) (guint8) bytes.data[bytes.len - 1] << 8;
  while (sum > 0xffff)
    sum = (sum & 0xffff) + (sum >> 16);
  return sum;
}

static const struct
{
  const char *label;
  const char *source;
  const char *destination;
  UmTransport transport;
  const char *payload;
} rebuilt_rows[] = {
  { "IPv4, UDP", "192.0.2.1", "198.51.100.7", UM_TRANSPORT_UDP, "even" },
  { "odd length", "192.0.2.1", "198.51.100.7", UM_TRANSPORT_UDP, "odd" },
  { "IPv6", "2001:db8::1", "2001:db8::2", UM_TRANSPORT_UDP, "payload" },
  { "TCP", "192.0.2.1", "198.51.100.7", UM_TRANSPORT_TCP, "payload" },
  { "TCP over IPv6", "2001:db8::1", "2001:db8::2", UM_TRANSPORT_TCP, "odd" },
  { "WebSocket becomes UDP", "192.0.2.1", "198.51.100.7", UM_TRANSPORT_WS, "payload" },
  { "one end unknown", "", "2001:db8::2", UM_TRANSPORT_UNKNOWN, "payload" },
  { "both ends unknown", "", "", UM_TRANSPORT_UNKNOWN, "" },
};

static UmAddress
parse (const char *text)
{
  UmAddress address = { 0 };

  if (text[0] != '\0')
    assert_true (um_address_parse (um_slice_from_string (text), &address));
  return address;
}

static void
rebuilt_packets_add_up (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rebuilt_rows); i++)
    {
      UmDatagram datagram = { .source = { parse (rebuilt_rows[i].source), 5060 },
                              .destination = { parse (rebuilt_rows[i].destination), 0 },
                              .transport = rebuilt_rows[i].transport,
                              .payload = um_slice_from_string (rebuilt_rows[i].payload) };
      g_autoptr (GByteArray) packet = um_rebuilt_packet_new (&datagram, 77);
      UmSlice bytes = um_slice_new (packet->data, packet->len);
      gboolean v6 = packet->data[0] >> 4 == 6;
      gsize header = v6 ? 40 : 20;
      guint8 protocol = packet->data[v6 ? 6 : 9];
      guint16 length = 0;
      guint32 sum;

      print_message ("%s\n", rebuilt_rows[i].label);
      assert_int_equal (protocol, rebuilt_rows[i].transport == UM_TRANSPORT_TCP ? 6 : 17);
      assert_true (um_bytes_be16 (bytes, v6 ? 4 : 2, &length));
      assert_int_equal (length, v6 ? packet->len - 40 : packet->len);
      if (!v6)
        assert_int_equal (sum_words (um_slice_head (bytes, 20), 0), 0xffff);
      sum = sum_words (um_slice_head (um_slice_from (bytes, v6 ? 8 : 12), v6 ? 32 : 8),
                       protocol + packet->len - (guint32) header);
      assert_int_equal (sum_words (um_slice_from (bytes, header), sum), 0xffff);
    }
}

/* What was right stays right when bytes are overwritten; none stays none. */
static void
an_overwritten_payload_keeps_its_checksum (void **state)
{
  UmDatagram datagram = { .source = { parse ("192.0.2.1"), 5060 },
                          .destination = { parse ("192.0.2.2"), 5060 },
                          .payload = UM_SLICE ("nonce=feedbeef1") };
  UmDatagram masked = datagram;
  g_autoptr (GByteArray) before = um_rebuilt_packet_new (&datagram, 0);
  g_autoptr (GByteArray) after = NULL;
  guint16 old_sum = 0, new_sum = 0;

  masked.payload = UM_SLICE ("nonce=*********");
  after = um_rebuilt_packet_new (&masked, 0);
  assert_true (um_bytes_be16 (um_slice_new (before->data, before->len), 26, &old_sum));
  assert_true (um_bytes_be16 (um_slice_new (after->data, after->len), 26, &new_sum));
  assert_int_equal (um_rebuilt_packet_checksum (old_sum, datagram.payload, masked.payload),
                    new_sum);
  assert_int_equal (um_rebuilt_packet_checksum (0, datagram.payload, masked.payload), 0);
}

/* The bytes of the file that is written for the findings. (transfer full) */
static GBytes *
write_cut (UmReportCut *cut, const UmFindings *shown)
{
  g_autofree char *folder = g_dir_make_tmp ("unmangle-cut-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "cut.pcapng", NULL);
  char *bytes = NULL;
  gsize len = 0;

  assert_true (um_report_cut_write (cut, shown, NULL, path, NULL));
  assert_true (g_file_get_contents (path, &bytes, &len, NULL));
  assert_int_equal (g_unlink (path), 0);
  assert_int_equal (g_rmdir (folder), 0);
  return g_bytes_new_take (bytes, len);
}

static UmCase *
read_cut (GBytes *bytes)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);
  g_autoptr (UmCaptureFile) file = um_capture_file_new (stream, NULL, NULL);
  g_autoptr (UmCaseBuilder) builder = um_case_builder_new ("cut.pcapng", UM_SOURCE_PCAPNG);
  UmPacket packet;

  assert_non_null (file);
  while (um_capture_file_next (file, &packet, um_case_builder_get_damage (builder), NULL, NULL) ==
         UM_READ_PACKET)
    um_case_builder_push_packet (builder, &packet);
  um_case_builder_finish (builder);
  for (guint kind = 0; kind < UM_N_DAMAGE_KINDS; kind++)
    assert_int_equal (um_case_builder_get_damage (builder)->count[kind], 0);
  return um_case_builder_snapshot (builder, UM_VANTAGE_UNKNOWN);
}

static gboolean
holds (GBytes *bytes, const char *text)
{
  return memmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text, strlen (text)) !=
         NULL;
}

static void
a_trace_becomes_packets_with_comments (void **state)
{
  g_autoptr (UmFindings) findings = findings_from_trace (invite);
  g_autoptr (UmReportCut) cut = um_report_cut_new (findings);
  g_autoptr (GBytes) bytes = write_cut (cut, findings);
  g_autoptr (UmCase) again = read_cut (bytes);
  const UmMessage *message;

  assert_int_equal (again->messages->len, 1);
  message = again->messages->pdata[0];
  assert_int_equal (message->source.port, 1024);
  assert_true (holds (bytes, "[offending] Contact: <sip:100@50.50.50.50:1024>"));
  assert_true (holds (bytes, "Rebuilt around the text"));
  assert_false (holds (bytes, "feedbeef"));
  assert_false (holds (bytes, "cafe"));
}

/* The packet as captured, its padding and odd TTL included, but for what must not be shown. */
static void
a_packet_stays_as_it_was_captured (void **state)
{
  g_autoptr (UmFindings) trace = findings_from_trace (invite);
  const UmMessage *message = trace->about->messages->pdata[0];
  g_auto (UmMessageText) text = { 0 };
  UmDatagram datagram = { .source = message->source,
                          .destination = { parse ("203.0.113.80"), 5060 },
                          .transport = UM_TRANSPORT_UDP,
                          .ttl = 77 };
  g_autoptr (GByteArray) bytes = NULL;
  g_autoptr (UmCaseBuilder) builder = um_case_builder_new ("a.pcap", UM_SOURCE_PCAP);
  UmPacket packet = { .number = 3, .link_type = UM_LINK_RAW, };
  g_autoptr (UmCase) about = NULL;
  g_autoptr (UmFindings) findings = NULL;
  g_autoptr (UmReportCut) cut = NULL;
  g_autoptr (GBytes) file = NULL;
  g_autoptr (UmCase) again = NULL;

  assert_true (um_message_read_text (message, &text));
  datagram.payload = text.bytes;
  bytes = um_rebuilt_packet_new (&datagram, 0);
  g_byte_array_append (bytes, (const guint8 *) "PAD!", 4);
  packet.wire_length = bytes->len;
  packet.bytes = um_slice_new (bytes->data, bytes->len);
  um_case_builder_push_packet (builder, &packet);
  about = um_case_builder_snapshot (builder, UM_VANTAGE_UNKNOWN);
  findings = um_findings_new (about);
  cut = um_report_cut_new (findings);
  assert_true (um_report_cut_wants (cut, FALSE, 3));
  assert_false (um_report_cut_wants (cut, FALSE, 4));
  assert_false (um_report_cut_wants (cut, TRUE, 3));
  um_report_cut_add_packet (cut, FALSE, &packet);
  file = write_cut (cut, findings);
  assert_true (holds (file, "PAD!"));
  assert_false (holds (file, "Rebuilt around the text"));
  assert_false (holds (file, "feedbeef"));
  again = read_cut (file);
  assert_int_equal (((UmMessage *) again->messages->pdata[0])->ttl, 77);
}

/* Body and Content-Length change together; a length that was wrong stays wrong by the same. */
static void
a_redacted_message_keeps_what_its_length_says (void **state)
{
  g_autofree char *right = g_strdup (invite);
  g_autoptr (GString) text = g_string_new (right);
  g_autoptr (UmFindings) findings = NULL;
  g_autoptr (UmRedactor) redactor = um_redactor_new (UM_REDACT_ALL);
  g_autoptr (UmFindings) copy = NULL;
  g_autoptr (UmReportCut) cut = NULL;
  g_autoptr (GBytes) file = NULL;
  g_autoptr (UmCase) again = NULL;
  const UmMessage *before, *after;

  (void) g_string_replace (text, "Content-Type: ", "Content-Length: 93\nContent-Type: ", 1);
  findings = findings_from_trace (text->str);
  um_redactor_learn (redactor, findings);
  copy = um_redactor_apply (redactor, findings);
  cut = um_report_cut_new (findings);
  file = write_cut (cut, copy);
  assert_false (holds (file, "50.50.50.50"));
  again = read_cut (file);
  before = findings->about->messages->pdata[0];
  after = again->messages->pdata[0];
  assert_true (before->content_length - before->body_len ==
               after->content_length - after->body_len);
  assert_true (before->body_len != after->body_len);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (rebuilt_packets_add_up),
    cmocka_unit_test (an_overwritten_payload_keeps_its_checksum),
    cmocka_unit_test (a_trace_becomes_packets_with_comments),
    cmocka_unit_test (a_packet_stays_as_it_was_captured),
    cmocka_unit_test (a_redacted_message_keeps_what_its_length_says),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
