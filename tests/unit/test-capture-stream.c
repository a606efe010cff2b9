#include "support/test.h"

#include "io/capture-stream.h"

#include <unistd.h>

#define HELLO "\1\0\0\0\14\0\0\0\1\0\0\0\145\0\0\0\0\0\4\0"
#define PACKET(c)             \
  "\2\0\0\0\23\0\0\0"         \
  "\5\0\0\0\0\0\0\0\11\0\0\0" \
  "\0\0\0\0ab" c
#define FAULT "\4\0\0\0\4\0\0\0\3\0\0\0"
#define END   "\5\0\0\0\0\0\0\0"

enum
{
  SHORT_MS = 20,
  LONG_MS = 20000,
};

typedef struct
{
  UmCaptureStream *stream;
  int in;
} Fixture;

static void
fixture_init (Fixture *self)
{
  int fds[2];

  assert_int_equal (pipe (fds), 0);
  self->stream = um_capture_stream_new (fds[0]);
  self->in = fds[1];
}

static void
fixture_clear (Fixture *self)
{
  um_capture_stream_free (self->stream);
  if (self->in >= 0)
    (void) close (self->in);
}

static void
send (Fixture *self, UmSlice bytes)
{
  assert_int_equal (write (self->in, bytes.data, bytes.len), bytes.len);
}

static void
hang_up (Fixture *self)
{
  (void) close (self->in);
  self->in = -1;
}

static void
expect (Fixture *self, int timeout_ms, UmCaptureStreamEvent event)
{
  UmPacket packet;

  assert_int_equal (um_capture_stream_next (self->stream, timeout_ms, &packet), event);
}

static void
packets_come_in_order_however_the_pipe_cuts_them (void **state)
{
  static const UmSlice all = UM_SLICE (HELLO PACKET ("1") PACKET ("2") END);

  for (gsize cut = 0; cut <= all.len; cut++)
    {
      Fixture fixture;
      UmPacket packet;

      fixture_init (&fixture);
      send (&fixture, um_slice_head (all, cut));
      while (um_capture_stream_next (fixture.stream, 0, &packet) == UM_CAPTURE_STREAM_PACKET)
        assert_int_equal (packet.bytes.data[2], '0' + packet.number);
      send (&fixture, um_slice_from (all, cut));
      while (um_capture_stream_next (fixture.stream, LONG_MS, &packet) == UM_CAPTURE_STREAM_PACKET)
        assert_int_equal (packet.bytes.data[2], '0' + packet.number);
      assert_true (um_capture_stream_has_begun (fixture.stream));
      assert_int_equal (um_capture_stream_get_link_type (fixture.stream), UM_LINK_RAW);
      expect (&fixture, 0, UM_CAPTURE_STREAM_END);
      expect (&fixture, 0, UM_CAPTURE_STREAM_END);
      assert_int_equal (packet.number, 2);
      fixture_clear (&fixture);
    }
}

static void
silence_is_told_from_death (void **state)
{
  Fixture fixture;

  fixture_init (&fixture);
  expect (&fixture, SHORT_MS, UM_CAPTURE_STREAM_QUIET);
  assert_false (um_capture_stream_has_begun (fixture.stream));
  send (&fixture, UM_SLICE (HELLO "\2\0\0"));
  expect (&fixture, SHORT_MS, UM_CAPTURE_STREAM_QUIET);
  hang_up (&fixture);
  expect (&fixture, LONG_MS, UM_CAPTURE_STREAM_CLOSED);
  expect (&fixture, LONG_MS, UM_CAPTURE_STREAM_CLOSED);
  fixture_clear (&fixture);
}

static void
a_fault_is_named_and_nonsense_is_refused (void **state)
{
  Fixture fixture;

  fixture_init (&fixture);
  send (&fixture, UM_SLICE (HELLO FAULT));
  expect (&fixture, LONG_MS, UM_CAPTURE_STREAM_FAULT);
  assert_int_equal (um_capture_stream_get_fault (fixture.stream), UM_HELPER_FAULT_DOWN);
  fixture_clear (&fixture);

  fixture_init (&fixture);
  send (&fixture, UM_SLICE ("GET / HTTP/1.0\r\n"));
  expect (&fixture, LONG_MS, UM_CAPTURE_STREAM_BROKEN);
  fixture_clear (&fixture);
}

static gpointer
write_longest (gpointer user_data)
{
  Fixture *self = user_data;
  guint32 len = UM_HELPER_WIRE_SNAPLEN;
  g_autofree guint8 *frame = g_malloc0 (24 + len);
  guint32 body = GUINT32_TO_LE (16 + len), wire = GUINT32_TO_LE (len);

  frame[0] = UM_HELPER_FRAME_PACKET;
  memcpy (frame + 4, &body, 4);
  memcpy (frame + 16, &wire, 4);
  for (guint i = 0; i < 5; i++)
    for (gsize done = 0; done < 24 + len;)
      {
        gssize n = write (self->in, frame + done, 24 + len - done);

        done += n > 0 ? (gsize) n : 0;
      }
  return NULL;
}

static void
the_longest_packets_fit (void **state)
{
  Fixture fixture;
  GThread *writer;
  UmPacket packet;

  fixture_init (&fixture);
  send (&fixture, UM_SLICE (HELLO));
  writer = g_thread_new ("writer", write_longest, &fixture);
  for (guint i = 1; i <= 5; i++)
    {
      assert_int_equal (um_capture_stream_next (fixture.stream, LONG_MS, &packet),
                        UM_CAPTURE_STREAM_PACKET);
      assert_int_equal (packet.number, i);
      assert_int_equal (packet.bytes.len, UM_HELPER_WIRE_SNAPLEN);
    }
  g_thread_join (writer);
  fixture_clear (&fixture);
}

static void
send_stats (Fixture *self, guint64 received)
{
  guint8 frame[32] = { UM_HELPER_FRAME_STATS, 0, 0, 0, 24 };
  guint64 stored = GUINT64_TO_LE (received);

  memcpy (frame + 8, &stored, 8);
  send (self, um_slice_new (frame, sizeof frame));
}

static void
counters_of_32_bits_are_followed_through_their_wrap (void **state)
{
  static const struct
  {
    guint64 told;
    guint64 total;
  } rows[] = {
    { 7, 7 },
    { 5, 7 }, /* never back */
    { 0x90000000, 0x90000000 },
    { 0xfffffff0, 0xfffffff0 },
    { 0x10, G_GUINT64_CONSTANT (0x100000010) },
    { 0xfffffff0, G_GUINT64_CONSTANT (0x1fffffff0) },
    { 0x20, G_GUINT64_CONSTANT (0x200000020) },
  };
  Fixture fixture;

  fixture_init (&fixture);
  send (&fixture, UM_SLICE (HELLO));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      send_stats (&fixture, rows[i].told);
      expect (&fixture, LONG_MS, UM_CAPTURE_STREAM_STATS);
      assert_true (um_capture_stream_get_stats (fixture.stream)->received == rows[i].total);
    }
  fixture_clear (&fixture);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (packets_come_in_order_however_the_pipe_cuts_them),
    cmocka_unit_test (silence_is_told_from_death),
    cmocka_unit_test (a_fault_is_named_and_nonsense_is_refused),
    cmocka_unit_test (the_longest_packets_fit),
    cmocka_unit_test (counters_of_32_bits_are_followed_through_their_wrap),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
