#include "support/test.h"

#include "dissect/websocket.h"
#include "support/guard-buffer.h"

typedef struct
{
  const char *label;
  UmSlice bytes;
  UmSipStatus status;
  guint header_length;
  guint64 payload_length;
  guint opcode;
} Row;

static const Row rows[] = {
  { "nothing", UM_SLICE (""), UM_SIP_INCOMPLETE },
  { "one byte", UM_SLICE ("\x81"), UM_SIP_INCOMPLETE },
  { "text", UM_SLICE ("\x81\5hello"), UM_SIP_OK, 2, 5, UM_WEBSOCKET_TEXT },
  { "its payload may be missing", UM_SLICE ("\x82\x7d"), UM_SIP_OK, 2, 125, UM_WEBSOCKET_BINARY },
  { "length of 16 bits", UM_SLICE ("\x81\x7e\1\2"), UM_SIP_OK, 4, 258, UM_WEBSOCKET_TEXT },
  { "half of it", UM_SLICE ("\x81\x7e\1"), UM_SIP_INCOMPLETE },
  { "length of 64 bits", UM_SLICE ("\x81\x7f\0\0\0\1\0\0\0\2"), UM_SIP_OK, 10,
    G_GUINT64_CONSTANT (0x100000002), UM_WEBSOCKET_TEXT },
  { "half of that", UM_SLICE ("\x81\x7f\0\0\0\1\0\0\0"), UM_SIP_INCOMPLETE },
  { "masked", UM_SLICE ("\x81\x85" "abcd"), UM_SIP_OK, 6, 5, UM_WEBSOCKET_TEXT },
  { "half of the mask", UM_SLICE ("\x81\x85" "abc"), UM_SIP_INCOMPLETE },
  { "ping", UM_SLICE ("\x89\0"), UM_SIP_OK, 2, 0, UM_WEBSOCKET_PING },
  { "a ping in parts", UM_SLICE ("\x09\0"), UM_SIP_MALFORMED },
  { "a long ping", UM_SLICE ("\x89\x7e\1\0"), UM_SIP_MALFORMED },
  { "no such opcode", UM_SLICE ("\x83\0"), UM_SIP_MALFORMED },
  { "nor this", UM_SLICE ("\x8b\0"), UM_SIP_MALFORMED },
};

static void
frame_headers_are_read (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const UmWebsocketFrame untouched = { .opcode = 77, .header_length = 99 };
      UmWebsocketFrame frame = untouched;
      UmSlice bytes = guard_buffer_copy (rows[i].bytes.data, rows[i].bytes.len);

      print_message ("%s\n", rows[i].label);
      assert_int_equal (um_websocket_frame_parse (bytes, &frame), rows[i].status);
      if (rows[i].status != UM_SIP_OK)
        {
          assert_memory_equal (&frame, &untouched, sizeof frame);
          continue;
        }
      assert_int_equal (frame.opcode, rows[i].opcode);
      assert_int_equal (frame.header_length, rows[i].header_length);
      assert_true (frame.payload_length == rows[i].payload_length);
    }
}

/* RFC 6455 section 5.7: "Hello", masked. */
static void
the_mask_comes_off (void **state)
{
  UmSlice bytes = guard_buffer_copy ("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58", 11);
  g_autoptr (GByteArray) clear = g_byte_array_new ();
  UmWebsocketFrame frame;

  assert_int_equal (um_websocket_frame_parse (bytes, &frame), UM_SIP_OK);
  um_websocket_unmask (&frame, um_slice_from (bytes, frame.header_length), clear);
  assert_int_equal (clear->len, 5);
  assert_memory_equal (clear->data, "Hello", 5);
}

#define SIP_PROTOCOL "Sec-WebSocket-Protocol: sip\r\n"

static const struct
{
  const char *label;
  const char *headers;
  gboolean is_upgrade;
} upgrade_rows[] = {
  { "request", "GET / HTTP/1.1\r\nUpgrade: websocket\r\n" SIP_PROTOCOL "\r\n", TRUE },
  { "answer", "HTTP/1.1 101 Switching Protocols\r\nupgrade:WebSocket\r\n" SIP_PROTOCOL "\r\n",
    TRUE },
  { "one of several",
    "GET / HTTP/1.1\r\nUpgrade: h2c, websocket\r\nsec-websocket-protocol: chat, SIP\r\n\r\n", TRUE },
  { "another protocol",
    "GET / HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: sipx, mqtt\r\n\r\n", FALSE },
  { "no protocol", "GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n", FALSE },
  { "no upgrade", "GET / HTTP/1.1\r\n" SIP_PROTOCOL "\r\n", FALSE },
  { "another upgrade", "GET / HTTP/1.1\r\nUpgrade: h2c\r\n" SIP_PROTOCOL "\r\n", FALSE },
};

static void
only_an_upgrade_to_sip_counts (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (upgrade_rows); i++)
    {
      print_message ("%s\n", upgrade_rows[i].label);
      assert_int_equal (um_websocket_is_sip_upgrade (guard_buffer_string (upgrade_rows[i].headers)),
                        upgrade_rows[i].is_upgrade);
    }
}

#define LINE "SIP/2.0 200 OK\r\n"

static const struct
{
  const char *label;
  UmSlice bytes;
  gboolean is_sip;
} probe_rows[] = {
  { "SIP", UM_SLICE ("\x81\x10" LINE), TRUE },
  { "SIP, more to come", UM_SLICE ("\x82\x7e\1\0" LINE), TRUE },
  { "SIP under a mask of zeros", UM_SLICE ("\x81\x90\0\0\0\0" LINE), TRUE },
  { "a first part only", UM_SLICE ("\x01\x10" LINE), FALSE },
  { "compressed", UM_SLICE ("\xc1\x10" LINE), FALSE },
  { "ping", UM_SLICE ("\x89\x10" LINE), FALSE },
  { "other text", UM_SLICE ("\x81\5hello"), FALSE },
  { "a frame shorter than its line", UM_SLICE ("\x81\5" LINE), FALSE },
  { "larger than any message", UM_SLICE ("\x81\x7f\0\0\0\1\0\0\0\0" LINE), FALSE },
  { "nothing", UM_SLICE (""), FALSE },
};

static void
an_old_connection_is_known_by_its_frames (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (probe_rows); i++)
    {
      UmSlice bytes = guard_buffer_copy (probe_rows[i].bytes.data, probe_rows[i].bytes.len);

      print_message ("%s\n", probe_rows[i].label);
      assert_int_equal (um_websocket_begins_with_sip (bytes), probe_rows[i].is_sip);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (frame_headers_are_read),
    cmocka_unit_test (the_mask_comes_off),
    cmocka_unit_test (only_an_upgrade_to_sip_counts),
    cmocka_unit_test (an_old_connection_is_known_by_its_frames),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
