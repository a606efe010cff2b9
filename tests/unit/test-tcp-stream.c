#include "support/test.h"

#include "core/limits.h"
#include "dissect/tcp-stream.h"
#include "support/guard-buffer.h"

#define HEAD(cseq) "Via: SIP/2.0/TCP 192.0.2.1\r\nCall-ID: a@b\r\nCSeq: " cseq "\r\n"
#define OPTIONS \
  "OPTIONS sip:1@192.0.2.9 SIP/2.0\r\n" HEAD ("1 OPTIONS") "Content-Length: 0\r\n\r\n"
#define MESSAGE \
  "MESSAGE sip:1@192.0.2.9 SIP/2.0\r\n" HEAD ("2 MESSAGE") "l: 14\r\n\r\nfirst\r\nsecond\r"
#define ANSWER "SIP/2.0 200 OK\r\n" HEAD ("1 OPTIONS") "Content-Length: 0\r\n\r\n"
#define TLS    "\x16\3\1\0\4abcd"

#define UPGRADE \
  "GET /ws HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: sip\r\n\r\n"
#define ACCEPTED \
  "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: sip\r\n\r\n"
/* Frames: the lengths are those of OPTIONS (113), ANSWER (96), and of a part of each. */
#define WS_OPTIONS "\x81\x71" OPTIONS
#define WS_MASKED  "\x81\xf1\0\0\0\0" OPTIONS
#define WS_ANSWER  "\x82\x60" ANSWER
#define WS_PING    "\x89\4ping"

#define START 1000

typedef struct
{
  GString *told;
  UmDamage damage;
  UmSipFramerSink sink;
  UmTcpStreams *streams;
  UmDatagram carrier;
} Fixture;

static void
sip_cb (const UmDatagram *datagram, const UmSipMessage *message, gpointer user_data)
{
  Fixture *self = user_data;

  assert_true (um_slice_equal (datagram->payload, message->raw));
  g_string_append_printf (self->told, "%s%.*s@%u ", datagram->truncated ? "~" : "",
                          message->is_request ? (int) message->method.len : 3,
                          message->is_request ? message->method.data : message->raw.data + 8,
                          (guint) datagram->frame);
  g_string_append_printf (self->told, "%u ", (guint) datagram->payload.len);
}

static void
tls_cb (const UmDatagram *datagram, gpointer user_data)
{
  Fixture *self = user_data;

  g_string_append_printf (self->told, "TLS@%u ", (guint) datagram->frame);
}

static void
fixture_init (Fixture *self)
{
  *self = (Fixture){ .told = g_string_new (NULL) };
  self->sink.sip = sip_cb;
  self->sink.tls = tls_cb;
  self->sink.user_data = self;
  self->sink.damage = &self->damage;
  self->streams = um_tcp_streams_new (&self->sink);
  self->carrier.source = (UmEndpoint){ um_address_from_ipv4 (0xc0000201), 5060 };
  self->carrier.destination = (UmEndpoint){ um_address_from_ipv4 (0xc6336402), 5060 };
  self->carrier.transport = UM_TRANSPORT_TCP;
}

/* Ends the streams; what was told, then S: stream gap, M: malformed, L: limit. */
static char *
fixture_end (Fixture *self)
{
  um_tcp_streams_finish (self->streams);
  um_tcp_streams_free (self->streams);
  um_sip_framer_sink_clear (&self->sink);
  g_string_append_printf (self->told, "S%u M%u L%u",
                          (guint) self->damage.count[UM_DAMAGE_STREAM_GAP],
                          (guint) self->damage.count[UM_DAMAGE_MALFORMED_SIP],
                          (guint) self->damage.count[UM_DAMAGE_LIMIT_REACHED]);
  return g_string_free (self->told, FALSE);
}

static void
push (Fixture *self, guint32 sequence, guint8 flags, UmSlice payload, gsize missing)
{
  UmTcpSegment segment = { .sequence = sequence,
                           .flags = flags,
                           .payload = payload,
                           .missing = missing };

  self->carrier.frame++;
  (void) um_tcp_streams_push (self->streams, &segment, &self->carrier);
}

typedef struct
{
  guint32 at; /* from START */
  guint8 flags;
  UmSlice payload;
  gsize missing;
} Step;

typedef struct
{
  const char *label;
  Step steps[6];
  const char *expected;
} Row;

#define O_LEN 113 /* OPTIONS */

static const Row rows[] = {
  { "one message", { { 0, 0, UM_SLICE (OPTIONS) } }, "OPTIONS@1 113 S0 M0 L0" },
  { "two in one segment", { { 0, 0, UM_SLICE (OPTIONS OPTIONS) } },
    "OPTIONS@1 113 OPTIONS@1 113 S0 M0 L0" },
  { "a body", { { 0, 0, UM_SLICE (MESSAGE ANSWER) } }, "MESSAGE@1 115 200@1 96 S0 M0 L0" },
  { "keep-alives", { { 0, 0, UM_SLICE ("\r\n\r\n") }, { 4, 0, UM_SLICE (OPTIONS) },
                     { 4 + O_LEN, 0, UM_SLICE ("\r\n\r\n") } }, "OPTIONS@2 113 S0 M0 L0" },
  { "sent again", { { 0, 0, UM_SLICE (OPTIONS) }, { 0, 0, UM_SLICE (OPTIONS) } },
    "OPTIONS@1 113 S0 M0 L0" },
  { "sent again and longer", { { 0, 0, UM_SLICE (OPTIONS) }, { 0, 0, UM_SLICE (OPTIONS OPTIONS) } },
    "OPTIONS@1 113 OPTIONS@2 113 S0 M0 L0" },
  { "TCP keep-alive", { { 0, 0, UM_SLICE (OPTIONS) }, { O_LEN - 1, 0, UM_SLICE ("x") },
                        { O_LEN, 0, UM_SLICE (OPTIONS) } },
    "OPTIONS@1 113 OPTIONS@3 113 S0 M0 L0" },
  { "out of order", { { 0, UM_TCP_SYN, UM_SLICE ("") }, { 1 + O_LEN, 0, UM_SLICE (ANSWER) },
                      { 1, 0, UM_SLICE (OPTIONS) } }, "OPTIONS@3 113 200@3 96 S0 M0 L0" },
  { "a FIN overtakes", { { 0, UM_TCP_SYN, UM_SLICE ("") },
                         { 1 + O_LEN, UM_TCP_FIN, UM_SLICE ("") },
                         { 1, 0, UM_SLICE (OPTIONS) } }, "OPTIONS@3 113 S0 M0 L0" },
  { "sent again after FIN", { { 0, UM_TCP_FIN, UM_SLICE (OPTIONS) }, { 0, UM_TCP_FIN,
                                                                      UM_SLICE (OPTIONS) } },
    "OPTIONS@1 113 S0 M0 L0" },
  { "a gap that stays", { { 0, 0, UM_SLICE (OPTIONS) }, { O_LEN + 50, 0, UM_SLICE (ANSWER) } },
    "OPTIONS@1 113 200@2 96 S1 M0 L0" },
  { "a gap inside a message drops it",
    { { 0, 0, UM_SLICE ("OPTIONS sip:1@192.0.2.9 SIP/2.0\r\nVia: SIP") },
      { 60, 0, UM_SLICE ("SIP/2.0 lost\r\nContent-Length: 0\r\n\r\n" ANSWER) } },
    "200@2 96 S1 M0 L0" },
  { "first segment lost after SYN", { { 0, UM_TCP_SYN, UM_SLICE ("") },
                                      { 90, 0, UM_SLICE (ANSWER) } }, "200@2 96 S1 M0 L0" },
  { "reset inside a message",
    { { 0, 0, UM_SLICE ("OPTIONS sip:1@192.0.2.9 SIP/2.0\r\nVia: x\r\n") },
                                { 41, UM_TCP_RST, UM_SLICE ("") },
                                { 0, 0, UM_SLICE ("OPTIONS") } }, "~OPTIONS@1 41 S1 M0 L0" },
  { "cut last message", { { 0, 0, UM_SLICE ("OPTIONS sip:1@192.0.2.9 SIP/2.0\r\nVia: x\r\n") } },
    "~OPTIONS@1 41 S1 M0 L0" },
  { "cut in its start line", { { 0, 0, UM_SLICE (OPTIONS "SIP/2.0 2") } },
    "OPTIONS@1 113 S1 M0 L0" },
  { "new connection on the same ports",
    { { 0, UM_TCP_SYN, UM_SLICE ("") }, { 1, 0, UM_SLICE (OPTIONS) },
      { 0x70000000, UM_TCP_SYN, UM_SLICE ("") }, { 0x70000001, 0, UM_SLICE (ANSWER) } },
    "OPTIONS@2 113 200@4 96 S0 M0 L0" },
  { "the same without its SYN",
    { { 0, 0, UM_SLICE (OPTIONS) }, { 0x70000001, 0, UM_SLICE (ANSWER) } },
    "OPTIONS@1 113 200@2 96 S0 M0 L0" },
  { "repeated SYN", { { 0, UM_TCP_SYN, UM_SLICE ("") }, { 0, UM_TCP_SYN, UM_SLICE ("") },
                      { 1, 0, UM_SLICE (OPTIONS) }, { 0, UM_TCP_SYN, UM_SLICE ("") } },
    "OPTIONS@3 113 S0 M0 L0" },
  { "snapped", { { 0, 0, UM_SLICE ("OPTIONS sip:1@192.0.2.9 SIP/2.0\r\nVia: x\r\n"), O_LEN - 41 },
                 { O_LEN, 0, UM_SLICE (ANSWER) } }, "~OPTIONS@1 41 200@2 96 S0 M0 L0" },
  { "TLS", { { 0, 0, UM_SLICE (TLS) }, { 9, 0, UM_SLICE (TLS) } }, "TLS@1 S0 M0 L0" },
  { "TLS, then a new connection",
    { { 0, UM_TCP_SYN, UM_SLICE ("") }, { 1, 0, UM_SLICE (TLS) },
      { 500, UM_TCP_SYN, UM_SLICE ("") }, { 501, 0, UM_SLICE (TLS) } }, "TLS@2 TLS@4 S0 M0 L0" },
  { "TLS of a later record", { { 0, 0, UM_SLICE ("\x17\3\3\0\4abcd") } }, "TLS@1 S0 M0 L0" },
  { "no TLS version", { { 0, 0, UM_SLICE ("\x16\x05\1\0\4abcd") } }, "S0 M0 L0" },
  { "HTTP, with holes", { { 0, 0, UM_SLICE ("GET / HTTP/1.1\r\n\r\n") },
                          { 99, 0, UM_SLICE ("GET / HTTP/1.1\r\n\r\n") } }, "S0 M0 L0" },
  { "something else, then SIP", { { 0, 0, UM_SLICE ("\0\1\2\3") }, { 4, 0, UM_SLICE (OPTIONS) } },
    "OPTIONS@2 113 S0 M0 L0" },
  { "SIP quoted in something else",
    { { 0, 0, UM_SLICE ("HTTP/1.1 200 OK\r\n\r\n" OPTIONS) } }, "S0 M0 L0" },
  { "an HTTP server that begins like SIP",
    { { 0, 0, UM_SLICE ("SIP/2.0 200 ok\r\nContent-Type: x/y\r\n\r\n") } }, "S0 M1 L0" },
  { "Content-Length one too small", { { 0, 0, UM_SLICE (MESSAGE "\n" ANSWER) } },
    "MESSAGE@1 115 200@1 96 S0 M0 L0" },
  { "WebSocket older than the capture", { { 0, 0, UM_SLICE (WS_MASKED WS_PING WS_OPTIONS) } },
    "OPTIONS@1 113 OPTIONS@1 113 S0 M0 L0" },
  { "WebSocket for something else",
    { { 0, 0, UM_SLICE ("GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n" WS_OPTIONS) } },
    "S0 M0 L0" },
  { "an upgrade that is no answer yet", { { 0, 0, UM_SLICE (UPGRADE OPTIONS) } },
    "S0 M1 L0" },
  { "a WebSocket finds its way back after a gap",
    { { 0, 0, UM_SLICE (UPGRADE WS_OPTIONS "\x81\x71" "OPTIONS sip") },
      { 500, 0, UM_SLICE ("rest" WS_OPTIONS) }, { 619, 0, UM_SLICE (WS_ANSWER) } },
    "OPTIONS@1 113 200@3 96 S1 M0 L0" },
  { "a WebSocket cut in its last message",
    { { 0, 0, UM_SLICE (UPGRADE WS_OPTIONS "\x81\x71" "OPTIONS sip") } },
    "OPTIONS@1 113 S1 M0 L0" },
  { "Content-Length four too small", { { 0, 0, UM_SLICE (MESSAGE "rest\r\n" ANSWER) } },
    "MESSAGE@1 115 200@1 96 S0 M1 L0" },
};

/* Keeps the table honest about its own lengths. */
static void
the_samples_have_the_lengths_that_the_rows_say (void **state)
{
  assert_int_equal (sizeof OPTIONS - 1, O_LEN);
  assert_int_equal (sizeof MESSAGE - 1, 115);
  assert_int_equal (sizeof ANSWER - 1, 96);
}

/* base: where the numbers begin, also just before they wrap around. */
static void
run_rows (guint32 base)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Fixture fixture;
      g_autofree char *told = NULL;

      print_message ("%s\n", rows[i].label);
      fixture_init (&fixture);
      for (gsize n = 0; n < G_N_ELEMENTS (rows[i].steps); n++)
        {
          const Step *step = &rows[i].steps[n];

          if (step->payload.data != NULL)
            push (&fixture, base + step->at, step->flags,
                  guard_buffer_copy (step->payload.data, step->payload.len), step->missing);
        }
      told = fixture_end (&fixture);
      assert_string_equal (told, rows[i].expected);
    }
}

static void
segments_become_messages (void **state)
{
  run_rows (START);
}

static void
sequence_numbers_wrap_around (void **state)
{
  run_rows (G_MAXUINT32 - 20);
}

/* Feeds bytes with a cut at first, then in pieces of each; frames are not compared. */
static char *
feed_pieces (UmSlice bytes, gsize first, gsize each)
{
  Fixture fixture;
  gsize at = 0;
  g_autofree char *told = NULL;
  g_autoptr (GRegex) frames = g_regex_new ("@\\d+", 0, 0, NULL);

  fixture_init (&fixture);
  push (&fixture, START - 1, UM_TCP_SYN, UM_SLICE (""), 0);
  while (at < bytes.len)
    {
      gsize len = MIN (at == 0 && first > 0 ? first : each, bytes.len - at);

      UmSlice piece = guard_buffer_copy (bytes.data + at, len);

      push (&fixture, START + at, 0, piece, 0);
      guard_buffer_free (piece);
      at += len;
    }
  told = fixture_end (&fixture);
  return g_regex_replace_literal (frames, told, -1, 0, "", 0, NULL);
}

static const struct
{
  const char *label;
  UmSlice bytes;
  const char *expected;
} split_rows[] = {
  { "messages", UM_SLICE ("\r\n\r\n" MESSAGE OPTIONS "\r\n\r\n" ANSWER MESSAGE),
    "MESSAGE 115 OPTIONS 113 200 96 MESSAGE 115 S0 M0 L0" },
  { "bare LF",
    UM_SLICE ("SIP/2.0 200 OK\nCSeq: 1 X\nl: 2\n\nab"
              "SIP/2.0 100 Trying\nCSeq: 1 X\nl: 0\n\n"),
    "200 33 100 35 S0 M0 L0" },
  { "a wrong length, then in step again", UM_SLICE (MESSAGE "Via: SIP/2.0 200 OK\r\nx\r\n" ANSWER),
    "MESSAGE 115 200 96 S0 M1 L0" },
  { "cut at its end", UM_SLICE (ANSWER "SIP/2.0 200 OK\r\nCSeq: 1 X\r\nl: 5\r\n\r\nabc"),
    "200 96 ~200 38 S1 M0 L0" },
  { "TLS", UM_SLICE (TLS TLS), "TLS S0 M0 L0" },
  { "WebSocket, asking side", UM_SLICE (UPGRADE WS_MASKED WS_PING WS_MASKED "\x88\0"),
    "OPTIONS 113 OPTIONS 113 S0 M0 L0" },
  { "WebSocket, answering side",
    UM_SLICE (ACCEPTED WS_OPTIONS "\x81\4\r\n\r\n" "\x81\5hello" WS_ANSWER),
    "OPTIONS 113 200 96 S0 M0 L0" },
  { "WebSocket message in parts, a ping between them",
    UM_SLICE (UPGRADE "\x01\x0b" "OPTIONS sip" WS_PING "\x00\x01" ":" "\x80\x65"
              "1@192.0.2.9 SIP/2.0\r\n" HEAD ("1 OPTIONS") "Content-Length: 0\r\n\r\n" WS_ANSWER),
    "OPTIONS 113 200 96 S0 M0 L0" },
  { "a part without a first one", UM_SLICE (UPGRADE "\x80\3abc"), "S0 M1 L0" },
  { "a first part inside a message", UM_SLICE (UPGRADE "\x01\3abc\x01\3abc"), "S0 M1 L0" },
  { "compressed", UM_SLICE (UPGRADE "\xc1\3abc"), "S0 M1 L0" },
  { "no such frame", UM_SLICE (UPGRADE "\x83\3abc"), "S0 M1 L0" },
  { "a frame larger than any message", UM_SLICE (UPGRADE "\x81\x7f\0\0\0\0\x10\0\0\0"),
    "S0 M0 L1" },
  { "SIP that is none", UM_SLICE (UPGRADE "\x81\x1d" "SIP/2.0 200 OK\r\nX: abcdef\r\n\r\n"),
    "S0 M1 L0" },
};

static void
pieces_of_any_size_give_the_same (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (split_rows); i++)
    {
      UmSlice bytes = split_rows[i].bytes;

      print_message ("%s\n", split_rows[i].label);
      for (gsize n = 1; n <= bytes.len; n++)
        {
          g_autofree char *split = feed_pieces (bytes, n, bytes.len);
          g_autofree char *pieces = n <= 64 ? feed_pieces (bytes, 0, n) : NULL;

          assert_string_equal (split, split_rows[i].expected);
          if (pieces != NULL)
            assert_string_equal (pieces, split_rows[i].expected);
        }
    }
}

static char *
large_message (gsize body)
{
  g_autofree char *text = g_strnfill (body, 'x');

  return g_strdup_printf ("MESSAGE sip:1@192.0.2.9 SIP/2.0\r\n" HEAD ("2 MESSAGE")
                          "Content-Length: %u\r\n\r\n%s", (guint) body, text);
}

/* Quadratic work would show here as minutes. */
static void
a_large_message_byte_by_byte_is_one_message (void **state)
{
  g_autofree char *message = large_message (250 * 1024);
  gsize len = strlen (message);
  g_autofree char *expected = g_strdup_printf ("MESSAGE@%u %u S0 M0 L0", (guint) len, (guint) len);
  g_autofree char *told = NULL;
  Fixture fixture;

  fixture_init (&fixture);
  for (gsize i = 0; i < len; i++)
    push (&fixture, START + i, 0, um_slice_new (message + i, 1), 0);
  told = fixture_end (&fixture);
  assert_string_equal (told, expected);
}

/* Headers that never end are given up at the limit, and the next message is found. */
static void
endless_headers_are_given_up (void **state)
{
  g_autofree char *line = g_strdup_printf ("X: %0*d\r\n", 1000, 0);
  gsize at = strlen ("OPTIONS sip:1@192.0.2.9 SIP/2.0\r\n");
  g_autofree char *told = NULL;
  Fixture fixture;

  fixture_init (&fixture);
  push (&fixture, START, 0, UM_SLICE ("OPTIONS sip:1@192.0.2.9 SIP/2.0\r\n"), 0);
  for (gsize i = 0; i < UM_LIMIT_SIP_MESSAGE / 1000 + 20; i++)
    {
      push (&fixture, START + at, 0, um_slice_from_string (line), 0);
      at += strlen (line);
    }
  push (&fixture, START + at, 0, UM_SLICE (ANSWER), 0);
  told = fixture_end (&fixture);
  assert_true (g_str_has_prefix (told, "200@"));
  assert_true (g_str_has_suffix (told, " 96 S0 M0 L1"));
}

static void
bytes_waiting_are_limited (void **state)
{
  g_autofree char *message = large_message (UM_LIMIT_TCP_PENDING);
  g_autofree char *told = NULL;
  Fixture fixture;
  gsize at = 500;

  fixture_init (&fixture);
  push (&fixture, START, 0, UM_SLICE ("OPTIONS sip:1@192.0.2.9 SIP/2.0\r\n"), 0);
  for (guint i = 0; fixture.damage.count[UM_DAMAGE_STREAM_GAP] == 0; i++)
    {
      assert_true (i < UM_LIMIT_TCP_PENDING / 1000);
      push (&fixture, START + at, 0, um_slice_new (message + at - 500, 1000), 0);
      at += 1000;
    }
  push (&fixture, START + at, 0, um_slice_from (um_slice_from_string (message), at - 500), 0);
  told = fixture_end (&fixture);
  assert_non_null (strstr (told, "MESSAGE@"));
  assert_true (g_str_has_suffix (told, "S1 M0 L0"));
}

static void
the_least_recently_used_stream_gives_way (void **state)
{
  g_autofree char *told = NULL;
  Fixture fixture;

  fixture_init (&fixture);
  for (guint i = 0; i <= UM_LIMIT_TCP_STREAMS; i++)
    {
      fixture.carrier.source.port = i & 0xffff;
      fixture.carrier.destination.port = 5060 + (i >> 16);
      push (&fixture, START, UM_TCP_SYN, UM_SLICE (""), 0);
    }
  assert_int_equal (fixture.damage.count[UM_DAMAGE_LIMIT_REACHED], 1);
  told = fixture_end (&fixture);
  assert_string_equal (told, "S0 M0 L1");
}

/* Many half messages at once: the oldest are handed over cut before the memory grows further. */
static void
half_messages_are_limited_together (void **state)
{
  g_autofree char *message = large_message (200 * 1024);
  guint streams = UM_LIMIT_TCP_MEMORY / (100 * 1024);
  Fixture fixture;
  g_autofree char *told = NULL;

  fixture_init (&fixture);
  for (guint i = 0; i < streams; i++)
    {
      fixture.carrier.source.port = i;
      for (gsize at = 0; at < 150 * 1024; at += 50 * 1024)
        push (&fixture, START + at, 0, um_slice_new (message + at, 50 * 1024), 0);
    }
  assert_true (fixture.damage.count[UM_DAMAGE_LIMIT_REACHED] > 100);
  assert_int_equal (fixture.damage.count[UM_DAMAGE_LIMIT_REACHED],
                    fixture.damage.count[UM_DAMAGE_STREAM_GAP]);
  told = fixture_end (&fixture);
  assert_int_equal (fixture.damage.count[UM_DAMAGE_STREAM_GAP], streams);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (the_samples_have_the_lengths_that_the_rows_say),
    cmocka_unit_test (segments_become_messages),
    cmocka_unit_test (sequence_numbers_wrap_around),
    cmocka_unit_test (pieces_of_any_size_give_the_same),
    cmocka_unit_test (a_large_message_byte_by_byte_is_one_message),
    cmocka_unit_test (endless_headers_are_given_up),
    cmocka_unit_test (bytes_waiting_are_limited),
    cmocka_unit_test (the_least_recently_used_stream_gives_way),
    cmocka_unit_test (half_messages_are_limited_together),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
