#include "support/test.h"

#include "core/limits.h"
#include "core/text.h"
#include "model/stream.h"

#define START  G_GINT64_CONSTANT (1767607200000000)
#define PHONE  "192.0.2.10"
#define SERVER "198.51.100.20"
#define PACKET 20000 /* µs */

typedef struct
{
  UmStreams *streams;
  UmDamage damage;
  UmRtpPacket next; /* what send() sends */
} Fixture;

static UmEndpoint
endpoint (const char *address, guint16 port)
{
  UmEndpoint result = { .port = port };

  assert_true (um_address_parse (um_slice_from_string (address), &result.address));
  return result;
}

static void
fixture_init (Fixture *self)
{
  *self = (Fixture){ .streams = um_streams_new () };
  self->next = (UmRtpPacket){ .time_us = START,
                              .source = endpoint (PHONE, 4000),
                              .destination = endpoint (SERVER, 16000),
                              .ssrc = 0xabcd,
                              .sequence = 100,
                              .timestamp = 5000 };
}

/* Sends n packets of 20 ms in good order. */
static void
send_run (Fixture *self, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      um_streams_push (self->streams, &self->next, &self->damage);
      self->next.sequence++;
      self->next.timestamp += 160;
      self->next.time_us += PACKET;
    }
}

/* One packet that stands so many numbers away from the next one. */
static void
send_at (Fixture *self, int distance)
{
  UmRtpPacket packet = self->next;

  packet.sequence += distance;
  packet.timestamp += distance * 160;
  um_streams_push (self->streams, &packet, &self->damage);
}

/* n packets that never arrive. */
static void
lose (Fixture *self, guint n)
{
  self->next.sequence += n;
  self->next.timestamp += n * 160;
  self->next.time_us += (gint64) n * PACKET;
}

static GPtrArray *
fixture_end (Fixture *self)
{
  GPtrArray *streams = um_streams_copy (self->streams);

  um_streams_free (self->streams);
  return streams;
}

/* What happens after 20 packets in good order, before 20 more. */
typedef enum
{
  NOTHING,
  LOSS_OF_3,
  LOSS_OF_200,
  A_DUPLICATE,
  AN_OLD_DUPLICATE,
  LATE_BY_TWO,
  LATE_BY_A_HUNDRED,
  A_NUMBER_FROM_NOWHERE,
  A_PAUSE,
  A_HOLE,
} Event;

static void
happen (Fixture *self, Event event)
{
  switch (event)
    {
    case NOTHING:
      return;
    case LOSS_OF_3:
      lose (self, 3);
      return;
    case LOSS_OF_200:
      lose (self, 200);
      return;
    case A_DUPLICATE:
      send_at (self, -1);
      return;
    case AN_OLD_DUPLICATE:
      send_at (self, -3);
      return;
    case LATE_BY_TWO:
      lose (self, 1);
      send_run (self, 2);
      send_at (self, -3);
      return;
    case LATE_BY_A_HUNDRED:
      lose (self, 1);
      send_run (self, 100);
      send_at (self, -101);
      return;
    case A_NUMBER_FROM_NOWHERE:
      self->next.sequence += 20000;
      return;
    case A_PAUSE: /* silence suppression: time passes, no number is missing */
      self->next.time_us += 3000000;
      self->next.timestamp += 24000;
      return;
    case A_HOLE:
      lose (self, 150);
      return;
    }
}

static const struct
{
  const char *label;
  Event event;
  guint packets, lost, duplicates, reordered, restarts, gaps, lost_in_gap;
} counting[] = {
  { "nothing", NOTHING, 40, 0, 0, 0, 0, 0, 0 },
  { "three are lost", LOSS_OF_3, 40, 3, 0, 0, 0, 0, 0 },
  { "two hundred are lost", LOSS_OF_200, 40, 200, 0, 0, 0, 1, 200 },
  { "one comes twice", A_DUPLICATE, 40, 0, 1, 0, 0, 0, 0 },
  { "an older one comes twice", AN_OLD_DUPLICATE, 40, 0, 1, 0, 0, 0, 0 },
  { "one comes late", LATE_BY_TWO, 43, 0, 0, 1, 0, 0, 0 },
  { "one comes very late", LATE_BY_A_HUNDRED, 141, 0, 0, 1, 0, 0, 0 },
  { "the numbering restarts", A_NUMBER_FROM_NOWHERE, 40, 0, 0, 0, 1, 0, 0 },
  { "the sender pauses", A_PAUSE, 40, 0, 0, 0, 0, 1, 0 },
  { "three seconds are lost", A_HOLE, 40, 150, 0, 0, 0, 1, 150 },
};

/* Each row also with the numbers wrapping in its middle. */
static void
numbers_are_counted (void **state)
{
  static const guint16 starts[] = { 100, 65516, 65526 };

  for (gsize i = 0; i < G_N_ELEMENTS (counting) * G_N_ELEMENTS (starts); i++)
    {
      Fixture fixture;
      gsize row = i / G_N_ELEMENTS (starts);
      g_autoptr (GPtrArray) streams = NULL;
      const UmStream *stream;

      print_message ("%s, from %u\n", counting[row].label, starts[i % G_N_ELEMENTS (starts)]);
      fixture_init (&fixture);
      fixture.next.sequence = starts[i % G_N_ELEMENTS (starts)];
      send_run (&fixture, 20);
      happen (&fixture, counting[row].event);
      send_run (&fixture, 20);
      streams = fixture_end (&fixture);
      assert_int_equal (streams->len, 1);
      stream = g_ptr_array_index (streams, 0);
      assert_int_equal (stream->packets, counting[row].packets);
      assert_int_equal (stream->lost, counting[row].lost);
      assert_int_equal (stream->duplicates, counting[row].duplicates);
      assert_int_equal (stream->reordered, counting[row].reordered);
      assert_int_equal (stream->restarts, counting[row].restarts);
      assert_int_equal (stream->n_gaps, counting[row].gaps);
      assert_int_equal (stream->gaps[0].lost, counting[row].lost_in_gap);
      assert_int_equal (stream->first_us, START);
      assert_int_equal (stream->last_us, fixture.next.time_us - PACKET);
    }
}

/* Two mirror ports, or "-i any", deliver every packet twice. */
static void
a_doubled_capture_is_counted_once (void **state)
{
  Fixture fixture;
  g_autoptr (GPtrArray) streams = NULL;
  const UmStream *stream;

  fixture_init (&fixture);
  for (guint i = 0; i < 30; i++)
    {
      send_run (&fixture, 1);
      send_at (&fixture, -1);
    }
  streams = fixture_end (&fixture);
  assert_int_equal (streams->len, 1);
  stream = g_ptr_array_index (streams, 0);
  assert_int_equal (stream->packets, 30);
  assert_int_equal (stream->lost, 0);
}

typedef enum
{
  STANDS_STILL, /* the sequence: bytes that mean something else */
  FALLS,
  LEAPS,
  OTHER_SOURCES,
  TIME_FALLS,
  TOO_FEW,
} Fake;

static const struct
{
  const char *label;
  Fake fake;
} fakes[] = {
  { "always the same number", STANDS_STILL },
  { "numbers that fall", FALLS },
  { "numbers that leap", LEAPS },
  { "another source each time", OTHER_SOURCES },
  { "timestamps that fall", TIME_FALLS },
  { "three packets", TOO_FEW },
};

static void
what_only_looks_like_rtp_is_no_stream (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fakes); i++)
    {
      Fixture fixture;
      g_autoptr (GPtrArray) streams = NULL;

      print_message ("%s\n", fakes[i].label);
      fixture_init (&fixture);
      for (guint n = 0; n < (fakes[i].fake == TOO_FEW ? 3u : 200u); n++)
        {
          send_run (&fixture, 1);
          fixture.next.sequence -= fakes[i].fake == STANDS_STILL ? 1 : 0;
          fixture.next.sequence -= fakes[i].fake == FALLS ? 2 : 0;
          fixture.next.sequence += fakes[i].fake == LEAPS ? 1000 : 0;
          fixture.next.ssrc += fakes[i].fake == OTHER_SOURCES ? 1 : 0;
          fixture.next.timestamp -= fakes[i].fake == TIME_FALLS ? 320 : 0;
        }
      streams = fixture_end (&fixture);
      assert_int_equal (streams->len, 0);
    }
}

static void
flows_and_sources_are_kept_apart (void **state)
{
  Fixture fixture;
  g_autoptr (GPtrArray) streams = NULL;

  fixture_init (&fixture);
  send_run (&fixture, 10);
  fixture.next.ssrc = 0x1234;
  send_run (&fixture, 11);
  fixture.next.destination.port = 16002;
  send_run (&fixture, 12);
  fixture.next.source = endpoint ("2001:db8::10", 4000);
  fixture.next.destination = endpoint ("2001:db8::20", 4000);
  send_run (&fixture, 13);
  fixture.next.source = endpoint ("2001:db8::11", 4000);
  send_run (&fixture, 14);
  streams = fixture_end (&fixture);
  assert_int_equal (streams->len, 5);
  for (guint i = 0; i < streams->len; i++)
    assert_int_equal (((UmStream *) g_ptr_array_index (streams, i))->packets, 10 + i);
}

static void
many_streams_at_once_are_all_counted (void **state)
{
  Fixture fixture;
  g_autoptr (GPtrArray) streams = NULL;

  fixture_init (&fixture);
  for (guint n = 0; n < 20; n++)
    for (guint i = 0; i < 2000; i++)
      {
        UmRtpPacket packet = fixture.next;

        packet.source.port += 2 * i;
        packet.sequence += n;
        packet.timestamp += 160 * n;
        packet.time_us += PACKET * n;
        um_streams_push (fixture.streams, &packet, &fixture.damage);
      }
  streams = fixture_end (&fixture);
  assert_int_equal (streams->len, 2000);
  for (guint i = 0; i < streams->len; i++)
    assert_in_range (((UmStream *) g_ptr_array_index (streams, i))->packets, 8, 20);
}

/* Flows that never become streams hold no place for long. */
static void
noise_does_not_keep_streams_out (void **state)
{
  Fixture fixture;
  g_autoptr (GPtrArray) streams = NULL;
  UmEndpoint phone;

  fixture_init (&fixture);
  phone = fixture.next.source;
  for (guint n = 0; n < 100; n++)
    {
      UmRtpPacket noise = fixture.next;

      for (guint i = 0; n < 10 && i < 4000; i++)
        {
          noise.source.port = 10000 + i;
          noise.ssrc = n * 4000 + i;
          um_streams_push (fixture.streams, &noise, &fixture.damage);
        }
      fixture.next.source = phone;
      send_run (&fixture, 1);
    }
  streams = fixture_end (&fixture);
  assert_int_equal (streams->len, 1);
  assert_true (((UmStream *) g_ptr_array_index (streams, 0))->packets > 10);
}

static void
the_limit_is_counted (void **state)
{
  Fixture fixture;
  g_autoptr (GPtrArray) streams = NULL;

  fixture_init (&fixture);
  for (guint i = 0; i < UM_LIMIT_STREAMS + 5; i++)
    {
      fixture.next.ssrc = i;
      send_run (&fixture, 4);
    }
  streams = fixture_end (&fixture);
  assert_int_equal (streams->len, UM_LIMIT_STREAMS);
  assert_int_equal (fixture.damage.count[UM_DAMAGE_LIMIT_REACHED], 5);
}

/* late: every second packet comes so many µs late; step: of the timestamps. */
static const struct
{
  const char *label;
  guint type, step, rate;
  gint64 late;
  guint expected_us; /* RFC 3550 settles where every difference is as large as this */
} jitters[] = {
  { "even", 0, 160, 8000, 0, 0 },
  { "5 ms", 0, 160, 8000, 5000, 5000 },
  { "40 ms: not in order of time, but of numbers", 8, 160, 8000, 15000, 15000 },
  { "G.722 counts at 8 kHz", 9, 160, 8000, 5000, 5000 },
  { "Opus, rate from the SDP", 111, 960, 48000, 5000, 5000 },
  { "Opus, rate guessed", 111, 960, 0, 5000, 5000 },
  { "dynamic type at 8 kHz, rate guessed", 97, 160, 0, 5000, 5000 },
  { "16 kHz, rate guessed", 105, 320, 0, 5000, 5000 },
  { "a rate that nothing runs at is no rate", 97, 160, 7, 5000, 5000 },
};

static void
jitter_is_that_of_rfc_3550 (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (jitters); i++)
    {
      Fixture fixture;
      g_autoptr (GPtrArray) streams = NULL;
      double jitter_ms;

      print_message ("%s\n", jitters[i].label);
      fixture_init (&fixture);
      fixture.next.payload_type = jitters[i].type;
      for (guint n = 0; n < 2000; n++)
        {
          gint64 late = n % 2 != 0 ? jitters[i].late : 0;

          fixture.next.time_us += late;
          send_run (&fixture, 1);
          fixture.next.time_us -= late;
          fixture.next.timestamp += jitters[i].step - 160;
        }
      streams = fixture_end (&fixture);
      jitter_ms = um_stream_get_jitter_ms (g_ptr_array_index (streams, 0), jitters[i].rate);
      assert_in_range ((guint) (jitter_ms * 1000 + 0.5), jitters[i].expected_us * 98 / 100,
                       jitters[i].expected_us);
    }
}

/* Digits, comfort noise and pauses leave the measure alone: each would add a second or more. */
static void
pauses_and_digits_are_no_jitter (void **state)
{
  Fixture fixture;
  g_autoptr (GPtrArray) streams = NULL;
  const UmStream *stream;

  fixture_init (&fixture);
  for (guint round = 0; round < 5; round++)
    {
      send_run (&fixture, 50);
      fixture.next.payload_type = 101; /* an event repeats its first timestamp */
      for (guint n = 0; n < 10; n++)
        {
          send_run (&fixture, 1);
          fixture.next.timestamp -= 160;
        }
      fixture.next.payload_type = 13;
      send_run (&fixture, 1);
      fixture.next.time_us += 800000;
      fixture.next.payload_type = 0;
      fixture.next.marker = TRUE; /* and a timestamp that knows nothing of the pause */
      send_run (&fixture, 1);
      fixture.next.marker = FALSE;
    }
  streams = fixture_end (&fixture);
  assert_int_equal (streams->len, 1);
  stream = g_ptr_array_index (streams, 0);
  assert_int_equal (stream->main_type, 0);
  assert_true (um_stream_has_type (stream, 13));
  assert_true (um_stream_has_type (stream, 101));
  assert_false (um_stream_has_type (stream, 8));
  assert_int_equal ((guint) (um_stream_get_jitter_ms (stream, 8000) * 1000), 0);
}

static void
packets_without_a_time_are_left_alone (void **state)
{
  Fixture fixture;
  g_autoptr (GPtrArray) streams = NULL;

  fixture_init (&fixture);
  for (guint i = 0; i < 10; i++)
    {
      fixture.next.time_us = UM_TIME_UNKNOWN;
      um_streams_push (fixture.streams, &fixture.next, &fixture.damage);
      fixture.next.sequence++;
    }
  streams = fixture_end (&fixture);
  assert_int_equal (streams->len, 0);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (numbers_are_counted),
    cmocka_unit_test (a_doubled_capture_is_counted_once),
    cmocka_unit_test (what_only_looks_like_rtp_is_no_stream),
    cmocka_unit_test (flows_and_sources_are_kept_apart),
    cmocka_unit_test (many_streams_at_once_are_all_counted),
    cmocka_unit_test (noise_does_not_keep_streams_out),
    cmocka_unit_test (the_limit_is_counted),
    cmocka_unit_test (jitter_is_that_of_rfc_3550),
    cmocka_unit_test (pauses_and_digits_are_no_jitter),
    cmocka_unit_test (packets_without_a_time_are_left_alone),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
