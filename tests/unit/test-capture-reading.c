#include "support/test.h"

#include "engine/capture-reading.h"
#include "support/capture-builder.h"
#include "support/packet-builder.h"

#define SERVER "198.51.100.20:5060"

enum
{
  ROUNDS = 4000, /* some megabytes: more than one thread's share */
};

typedef void (*AddPacket) (CaptureBuilder *capture, UmSlice packet);

static void
add_pcap (CaptureBuilder *capture, UmSlice packet)
{
  capture_builder_pcap_record (capture, 1767607200 + capture->bytes->len / 10000, 0, packet.len,
                               packet);
}

static void
add_pcapng (CaptureBuilder *capture, UmSlice packet)
{
  capture_builder_enhanced (capture, 0, G_GUINT64_CONSTANT (1767607200000000) + capture->bytes->len,
                            packet.len, packet);
}

static void
add (CaptureBuilder *capture, AddPacket add_packet, GByteArray *packet)
{
  add_packet (capture, packet_builder_bytes (packet));
  g_byte_array_unref (packet);
}

static char *
make_message (const char *method, guint i)
{
  g_autofree char *padding = g_strnfill (i % 700, 'x');

  return g_strdup_printf ("%s sip:%u@pbx.example.net SIP/2.0\r\n"
                          "Via: SIP/2.0/UDP 192.168.1.%u;branch=z9hG4bK%u\r\nCall-ID: c%u@h\r\n"
                          "CSeq: 1 %s\r\nContact: <sip:%u@192.168.1.%u>\r\nX: %s\r\n"
                          "Content-Length: 0\r\n\r\n",
                          method, i, i % 200, i, i, method, i, i % 200, padding);
}

/* A call's traffic with all that needs an order: answers, streams, fragments, sound, and garbage. */
static void
add_round (CaptureBuilder *capture, AddPacket add_packet, guint i)
{
  g_autofree char *phone = g_strdup_printf ("203.0.113.%u:5060", i % 100 + 1);
  g_autofree char *request = make_message ("OPTIONS", i);
  g_autofree char *in_stream = make_message ("INFO", i);
  g_autofree char *fragmented = make_message ("NOTIFY", i);
  g_autofree char *answer = g_strdup_printf ("SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.168.1.%u;"
                                             "branch=z9hG4bK%u\r\nCall-ID: c%u@h\r\n"
                                             "CSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n",
                                             i % 200, i, i);
  guint8 rtp[172] = { 0x80, 0, (guint8) (i >> 8), (guint8) i, 0, 0, (guint8) i, 0, 1, 2, 3, 4 };
  gsize half = strlen (in_stream) / 2;
  static guint32 sequence;

  sequence = i == 0 ? 1 : sequence;
  add (capture, add_packet, packet_builder_udp (phone, SERVER, um_slice_from_string (request)));
  add (capture, add_packet, packet_builder_udp ("203.0.113.1:4000", "198.51.100.20:4000",
                                                um_slice_new (rtp, sizeof rtp)));
  add (capture, add_packet,
       packet_builder_tcp ("203.0.113.7:1025", SERVER, sequence, 0x10,
                           um_slice_new (in_stream, half)));
  add (capture, add_packet, packet_builder_udp (SERVER, phone, um_slice_from_string (answer)));
  add (capture, add_packet,
       packet_builder_tcp ("203.0.113.7:1025", SERVER, sequence + (guint32) half, 0x10,
                           um_slice_from_string (in_stream + half)));
  sequence += (guint32) strlen (in_stream);
  if (i % 50 == 0)
    {
      g_autoptr (GByteArray) datagram =
          packet_builder_udp_header (5060, 5060, um_slice_from_string (fragmented));
      UmSlice bytes = packet_builder_bytes (datagram);

      add (capture, add_packet,
           packet_builder_fragment ("203.0.113.8:0", "198.51.100.20:0", 17, i, 80, FALSE,
                                    um_slice_from (bytes, 80)));
      add (capture, add_packet,
           packet_builder_fragment ("203.0.113.8:0", "198.51.100.20:0", 17, i, 0, TRUE,
                                    um_slice_head (bytes, 80)));
      add_packet (capture, UM_SLICE ("\x45garbage"));
    }
}

static void
make_capture (CaptureBuilder *capture, gboolean pcapng)
{
  capture_builder_init (capture, FALSE);
  if (pcapng)
    {
      capture_builder_section (capture);
      capture_builder_interface (capture, UM_LINK_RAW, 0, UM_SLICE_UNSET);
    }
  else
    capture_builder_pcap_header (capture, 0xa1b2c3d4, UM_LINK_RAW);
  for (guint i = 0; i < ROUNDS; i++)
    add_round (capture, pcapng ? add_pcapng : add_pcap, i);
  g_byte_array_set_size (capture->bytes, capture->bytes->len - 10); /* and its end is cut */
}

static UmCase *
read_alone (const CaptureBuilder *capture)
{
  g_autoptr (GInputStream) stream =
      g_memory_input_stream_new_from_data (capture->bytes->data, capture->bytes->len, NULL);
  g_autoptr (UmCaptureFile) reader = um_capture_file_new (stream, NULL, NULL);
  g_autoptr (UmCaseBuilder) builder = um_case_builder_new ("x", UM_SOURCE_PCAP);
  UmPacket packet;

  assert_non_null (reader);
  while (um_capture_file_next (reader, &packet, um_case_builder_get_damage (builder), NULL, NULL) ==
         UM_READ_PACKET)
    um_case_builder_push_packet (builder, &packet);
  um_case_builder_finish (builder);
  return um_case_builder_snapshot (builder, UM_VANTAGE_UNKNOWN);
}

typedef struct
{
  UmCaseBuilder *builder;
  GCancellable *cancellable;
  guint calls;
  guint stop_after; /* calls of progress; 0: never */
  guint64 told;     /* what tell has said last */
  guint64 offset;
  guint64 packets; /* in the snapshot taken last */
} Watch;

static guint64
tell_cb (gpointer user_data)
{
  return ++((Watch *) user_data)->told;
}

/* In whichever thread: so nothing is asserted here but by the counters. */
static void
progress_cb (guint64 offset, gboolean in_caller, gpointer user_data)
{
  Watch *watch = user_data;
  g_autoptr (UmCase) so_far = NULL;

  if (offset < watch->offset)
    watch->calls = G_MAXUINT / 2; /* progress went back */
  watch->offset = offset;
  watch->calls++;
  so_far = um_case_builder_snapshot (watch->builder, UM_VANTAGE_UNKNOWN);
  if (so_far->packets < watch->packets || so_far->messages->len > so_far->packets)
    watch->calls = G_MAXUINT / 2;
  watch->packets = so_far->packets;
  if (watch->calls == watch->stop_after)
    g_cancellable_cancel (watch->cancellable);
}

static UmCase *
read_together (const CaptureBuilder *capture, Watch *watch, GError **error)
{
  g_autoptr (GInputStream) stream =
      g_memory_input_stream_new_from_data (capture->bytes->data, capture->bytes->len, NULL);
  g_autoptr (UmCaptureFile) reader = um_capture_file_new (stream, NULL, NULL);
  g_autoptr (UmCaseBuilder) builder = um_case_builder_new ("x", UM_SOURCE_PCAP);
  const UmCaptureReadingHooks hooks = { tell_cb, progress_cb, watch };
  guint64 count = 0;
  gboolean done;

  assert_non_null (reader);
  watch->builder = builder;
  done = um_capture_reading_run (reader, builder, &count, &hooks, watch->cancellable, error);
  assert_int_equal (done, watch->stop_after == 0);
  um_case_builder_finish (builder);
  return um_case_builder_snapshot (builder, UM_VANTAGE_UNKNOWN);
}

static void
assert_same_message (const UmMessage *a, const UmMessage *b)
{
  g_auto (UmMessageText) text_a = { 0 };
  g_auto (UmMessageText) text_b = { 0 };

  assert_int_equal (a->frame, b->frame);
  assert_int_equal (a->time_us, b->time_us);
  assert_int_equal (a->transport, b->transport);
  assert_int_equal (a->n_fields, b->n_fields);
  assert_memory_equal (a->fields, b->fields, a->n_fields * sizeof a->fields[0]);
  assert_true (um_message_read_text (a, &text_a));
  assert_true (um_message_read_text (b, &text_b));
  assert_true (um_slice_equal (text_a.bytes, text_b.bytes));
}

static void
assert_same_case (const UmCase *a, const UmCase *b)
{
  assert_int_equal (a->packets, b->packets);
  assert_int_equal (a->first_time_us, b->first_time_us);
  assert_int_equal (a->last_time_us, b->last_time_us);
  assert_memory_equal (&a->damage, &b->damage, sizeof a->damage);
  assert_int_equal (a->messages->len, b->messages->len);
  assert_int_equal (a->phones->len, b->phones->len);
  for (guint i = 0; i < a->messages->len; i++)
    {
      const UmMessage *request_a = a->requests->pdata[i], *request_b = b->requests->pdata[i];

      assert_same_message (a->messages->pdata[i], b->messages->pdata[i]);
      assert_int_equal (request_a != NULL, request_b != NULL);
      if (request_a != NULL)
        assert_int_equal (request_a->index, request_b->index);
    }
  assert_int_equal (a->streams->len, b->streams->len);
  assert_int_equal (((const UmStream *) a->streams->pdata[0])->packets,
                    ((const UmStream *) b->streams->pdata[0])->packets);
}

static void
two_threads_read_what_one_reads (void **state)
{
  for (guint pcapng = 0; pcapng < 2; pcapng++)
    {
      g_auto (CaptureBuilder) capture = { 0 };
      g_autoptr (UmCase) alone = NULL;
      g_autoptr (UmCase) together = NULL;
      g_autoptr (GError) error = NULL;
      Watch watch = { 0 };

      make_capture (&capture, pcapng);
      alone = read_alone (&capture);
      assert_int_equal (alone->messages->len, 3 * ROUNDS + ROUNDS / 50);
      assert_int_equal (alone->damage.count[UM_DAMAGE_TRUNCATED_FILE], 1);
      together = read_together (&capture, &watch, &error);
      assert_null (error);
      assert_same_case (alone, together);
      assert_in_range (watch.calls, 4, 1000); /* batches of a megabyte, in order */
    }
}

static void
what_was_read_until_a_stop_is_kept (void **state)
{
  g_auto (CaptureBuilder) capture = { 0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (UmCase) whole = NULL;
  g_autoptr (UmCase) part = NULL;
  g_autoptr (GError) error = NULL;
  Watch watch = { .cancellable = cancellable, .stop_after = 2 };

  make_capture (&capture, FALSE);
  whole = read_alone (&capture);
  part = read_together (&capture, &watch, &error);
  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
  assert_in_range (part->messages->len, 1, whole->messages->len - 1);
  /* after the stop at most the batches that both threads had in hand, and the empty ones of the end */
  assert_in_range (watch.calls, 2, 6);
  for (guint i = 0; i < part->messages->len; i++)
    assert_same_message (part->messages->pdata[i], whole->messages->pdata[i]);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (two_threads_read_what_one_reads),
    cmocka_unit_test (what_was_read_until_a_stop_is_kept),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
