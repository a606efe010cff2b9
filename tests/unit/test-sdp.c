#include "support/test.h"

#include "core/limits.h"
#include "dissect/sdp.h"
#include "support/assert-slice.h"
#include "support/guard-buffer.h"

typedef struct
{
  UmSlice text;
  gint kind; /* -1: passed over */
  const char *value;
  const char *host;
  const char *port_text;
  guint16 port;
  const char *type; /* of media or candidate */
  guint component;
} LineRow;

static const LineRow line_rows[] = {
  { UM_SLICE ("o=- 1 2 IN IP4 192.0.2.1"), UM_SDP_ORIGIN, "- 1 2 IN IP4 192.0.2.1", "192.0.2.1" },
  { UM_SLICE ("o=Jane Q 1 2 in ip6 2001:db8::1"), UM_SDP_ORIGIN, "Jane Q 1 2 in ip6 2001:db8::1",
    "2001:db8::1" },
  { UM_SLICE ("o=- 1 2 IN IP4"), UM_SDP_ORIGIN, "- 1 2 IN IP4", NULL },
  { UM_SLICE ("o="), UM_SDP_ORIGIN, "", NULL },
  { UM_SLICE ("c=IN IP4 192.0.2.1"), UM_SDP_CONNECTION, "IN IP4 192.0.2.1", "192.0.2.1" },
  { UM_SLICE ("c=IN IP4 233.252.0.1/127/3"), UM_SDP_CONNECTION, "IN IP4 233.252.0.1/127/3",
    "233.252.0.1" },
  { UM_SLICE ("c=IN IP6 2001:db8::1"), UM_SDP_CONNECTION, "IN IP6 2001:db8::1", "2001:db8::1" },
  { UM_SLICE ("c=IN IP4 media.example.net"), UM_SDP_CONNECTION, "IN IP4 media.example.net",
    "media.example.net" },
  { UM_SLICE (" \tc = IN\tIP4  192.0.2.1 \t"), UM_SDP_CONNECTION, "IN\tIP4  192.0.2.1",
    "192.0.2.1" },
  { UM_SLICE ("c=IN IP5 192.0.2.1"), UM_SDP_CONNECTION, "IN IP5 192.0.2.1", NULL },
  { UM_SLICE ("c=192.0.2.1"), UM_SDP_CONNECTION, "192.0.2.1", NULL },
  { UM_SLICE ("c=IN IP4 /127"), UM_SDP_CONNECTION, "IN IP4 /127", NULL },
  { UM_SLICE ("m=audio 49170 RTP/AVP 0 8"), UM_SDP_MEDIA, "audio 49170 RTP/AVP 0 8", NULL, "49170",
    49170, "audio" },
  { UM_SLICE ("m=video 49170/2 RTP/AVP 31"), UM_SDP_MEDIA, "video 49170/2 RTP/AVP 31", NULL,
    "49170", 49170, "video" },
  { UM_SLICE ("m=audio 0 RTP/AVP 0"), UM_SDP_MEDIA, "audio 0 RTP/AVP 0", NULL, "0", 0, "audio" },
  { UM_SLICE ("m=audio 114706 RTP/AVP 0"), UM_SDP_MEDIA, "audio 114706 RTP/AVP 0", NULL, NULL, 0,
    "audio" }, /* 49170 if it wrapped around */
  { UM_SLICE ("m=audio"), UM_SDP_MEDIA, "audio", NULL, NULL, 0, "audio" },
  { UM_SLICE ("m="), UM_SDP_MEDIA, "", NULL, NULL, 0, NULL },
  { UM_SLICE ("a=rtcp:53020"), UM_SDP_RTCP, "53020", NULL, "53020", 53020 },
  { UM_SLICE ("a=rtcp:53020 IN IP4 192.0.2.4"), UM_SDP_RTCP, "53020 IN IP4 192.0.2.4", "192.0.2.4",
    "53020", 53020 },
  { UM_SLICE ("a=RTCP : 53020 IN IP6 2001:db8::4"), UM_SDP_RTCP, "53020 IN IP6 2001:db8::4",
    "2001:db8::4", "53020", 53020 },
  { UM_SLICE ("a=rtcp:"), UM_SDP_RTCP, "", NULL, NULL, 0 },
  { UM_SLICE ("a=candidate:1 1 UDP 2130706431 192.0.2.5 8998 typ host"), UM_SDP_CANDIDATE,
    "1 1 UDP 2130706431 192.0.2.5 8998 typ host", "192.0.2.5", "8998", 8998, "host", 1 },
  { UM_SLICE ("a=candidate:x/+ 2 udp 1 203.0.113.7 45664 typ srflx raddr 192.0.2.5 rport 8999"),
    UM_SDP_CANDIDATE, "x/+ 2 udp 1 203.0.113.7 45664 typ srflx raddr 192.0.2.5 rport 8999",
    "203.0.113.7", "45664", 45664, "srflx", 2 },
  { UM_SLICE ("a=candidate:1 1 UDP 1 x.local 9 typ host"), UM_SDP_CANDIDATE,
    "1 1 UDP 1 x.local 9 typ host", "x.local", "9", 9, "host", 1 },
  { UM_SLICE ("a=candidate:1 4294967297 UDP 1 192.0.2.5 70000 host"), UM_SDP_CANDIDATE,
    "1 4294967297 UDP 1 192.0.2.5 70000 host", "192.0.2.5", NULL, 0, NULL, 0 },
  { UM_SLICE ("a=candidate:1 1 UDP 1"), UM_SDP_CANDIDATE, "1 1 UDP 1", NULL, NULL, 0, NULL, 1 },
  { UM_SLICE ("i=(o=IN IP4 192.0.2.1)"), UM_SDP_INFORMATION, "(o=IN IP4 192.0.2.1)", "192.0.2.1" },
  { UM_SLICE ("i= ( o = IN  IP4 192.0.2.1 ) "), UM_SDP_INFORMATION, "( o = IN  IP4 192.0.2.1 )",
    "192.0.2.1" },
  { UM_SLICE ("i=(o=IN IP6 2001:db8::1)"), UM_SDP_INFORMATION, "(o=IN IP6 2001:db8::1)",
    "2001:db8::1" },
  { UM_SLICE ("i=A weekly talk (o=IN IP4 192.0.2.1)"), UM_SDP_INFORMATION,
    "A weekly talk (o=IN IP4 192.0.2.1)", NULL },
  { UM_SLICE ("i=(o=IN IP4 192.0.2.1"), UM_SDP_INFORMATION, "(o=IN IP4 192.0.2.1", NULL },
  { UM_SLICE ("i=(o=IN IP4 the studio)"), UM_SDP_INFORMATION, "(o=IN IP4 the studio)", NULL },
  { UM_SLICE ("i=(o=IN IP4 192.0.2.1 or so)"), UM_SDP_INFORMATION, "(o=IN IP4 192.0.2.1 or so)",
    NULL },
  { UM_SLICE ("i=(c=IN IP4 192.0.2.1)"), UM_SDP_INFORMATION, "(c=IN IP4 192.0.2.1)", NULL },
  { UM_SLICE ("i=()"), UM_SDP_INFORMATION, "()", NULL },
  { UM_SLICE ("i=("), UM_SDP_INFORMATION, "(", NULL },
  { UM_SLICE ("a=sendrecv"), UM_SDP_DIRECTION, "sendrecv", NULL },
  { UM_SLICE ("a=inactive "), UM_SDP_DIRECTION, "inactive", NULL },
  { UM_SLICE ("a=ice-ufrag:8hhY"), UM_SDP_ICE_UFRAG, "8hhY", NULL },
  { UM_SLICE ("v=0"), -1 },
  { UM_SLICE ("s=c=IN IP4 192.0.2.1"), -1 },
  { UM_SLICE ("a=rtcp-mux"), -1 },
  { UM_SLICE ("a=rtcp-fb:96 nack"), -1 },
  { UM_SLICE ("a=sendrecvx"), -1 },
  { UM_SLICE ("a=ice-pwd:x"), -1 },
  { UM_SLICE ("a="), -1 },
  { UM_SLICE ("c"), -1 },
  { UM_SLICE ("cc=IN IP4 192.0.2.1"), -1 },
  { UM_SLICE ("=IN IP4 192.0.2.1"), -1 },
  { UM_SLICE (" "), -1 },
  { UM_SLICE ("\0=IN IP4 192.0.2.1"), -1 },
};

static void
lines_give_what_an_alg_may_touch (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (line_rows); i++)
    {
      const LineRow *row = &line_rows[i];
      UmSdpReader reader;
      UmSdpLine line = { .media = 4711 };

      print_message ("%.*s\n", (int) row->text.len, row->text.data);
      um_sdp_reader_init (&reader, guard_buffer_copy (row->text.data, row->text.len));
      assert_int_equal (um_sdp_reader_next (&reader, &line), row->kind >= 0);
      if (row->kind < 0)
        {
          assert_int_equal (line.media, 4711);
          continue;
        }
      assert_int_equal (line.kind, row->kind);
      assert_true (um_slice_equal (line.line, row->text));
      assert_slice (line.value, row->value);
      assert_slice (line.host, row->host);
      assert_slice (line.port_text, row->port_text);
      assert_int_equal (line.port, row->port);
      assert_slice (row->kind == UM_SDP_CANDIDATE ? line.candidate_type : line.media_type,
                    row->type);
      assert_int_equal (line.candidate_component, row->component);
      assert_int_equal (line.media, row->kind == UM_SDP_MEDIA ? 0 : -1);
      assert_false (um_sdp_reader_next (&reader, &line));
    }
}

static void
lines_belong_to_their_media_whatever_ends_them (void **state)
{
  static const char *const ends[] = { "\r\n", "\n", "\r" };
  static const char *const lines[] = { "v=0",
                                       "o=- 1 1 IN IP4 192.0.2.1",
                                       "",
                                       "c=IN IP4 192.0.2.2",
                                       "m=audio 4000 RTP/AVP 0",
                                       "a=sendonly",
                                       "m=bad",
                                       "a=rtcp:5" };
  static const gint media[] = { -1, -1, 0, 0, 1, 1 };

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      UmSdpReader reader;
      UmSdpLine line;

      for (gsize l = 0; l < G_N_ELEMENTS (lines); l++)
        g_string_append_printf (text, "%s%s", lines[l], ends[i]);
      um_sdp_reader_init (&reader, guard_buffer_copy (text->str, text->len));
      for (gsize l = 0; l < G_N_ELEMENTS (media); l++)
        {
          assert_true (um_sdp_reader_next (&reader, &line));
          assert_int_equal (line.media, media[l]);
        }
      assert_false (um_sdp_reader_next (&reader, &line));
    }
}

static void
reading_ends_at_the_limit_of_lines (void **state)
{
  g_autoptr (GString) text = g_string_new (NULL);
  UmSdpReader reader;
  UmSdpLine line;
  guint n = 0;

  for (guint i = 0; i < UM_LIMIT_SDP_LINES + 5; i++)
    g_string_append (text, i % 2 == 0 ? "m=audio 1 x\n" : "x=\n");
  um_sdp_reader_init (&reader, um_slice_new (text->str, text->len));
  while (um_sdp_reader_next (&reader, &line))
    n++;
  assert_int_equal (n, UM_LIMIT_SDP_LINES / 2);
  assert_int_equal (reader.lines, UM_LIMIT_SDP_LINES);
  assert_true (reader.rest.len > 0); /* so the caller can tell that something was left out */
}

typedef struct
{
  const char *label;
  const char *content_type; /* NULL: no header */
  const char *body;
  const char *sdp; /* NULL: none */
} FindRow;

#define MIXED    "multipart/mixed;boundary=b1"
#define SDP_PART "Content-Type: application/sdp\r\n\r\nv=0\r\n"

static const FindRow find_rows[] = {
  { "plain", "application/sdp", "v=0\r\n", "v=0\r\n" },
  { "any case, parameter", "Application/SDP ; charset=utf-8", "v=0", "v=0" },
  { "blanks around the slash", "application / sdp", "v=0", "v=0" },
  { "announced but empty", "application/sdp", "", NULL },
  { "no type", NULL, "v=0\r\n", "v=0\r\n" },
  { "empty type", "", "v=0\r\n", "v=0\r\n" },
  { "no type, other text", NULL, "hello v=0", NULL },
  { "other type", "text/plain", "v=0\r\n", NULL },
  { "longer type", "application/sdp-x", "v=0\r\n", NULL },
  { "other major type", "text/sdp", "v=0\r\n", NULL },
  { "multipart", MIXED, "--b1\r\n" SDP_PART "\r\n--b1--\r\n", "v=0\r\n" },
  { "quoted boundary", "multipart/mixed; boundary=\"b 1;x\"",
    "--b 1;x\r\n" SDP_PART "\r\n--b 1;x--\r\n", "v=0\r\n" },
  { "second part, preamble", MIXED,
    "preamble\r\n--b1\r\nContent-Type: text/plain\r\n\r\nv=1\r\n--b1\r\n" SDP_PART
    "\r\n--b1--\r\nepilogue",
    "v=0\r\n" },
  { "LF", MIXED, "--b1\nContent-Type: application/sdp\n\nv=0\n\n--b1--\n", "v=0\n" },
  { "compact name, blanks behind the delimiter", MIXED,
    "--b1 \t\r\nc : application/sdp\r\n\r\nv=0\r\n--b1--", "v=0" },
  { "folded type", MIXED, "--b1\r\nContent-Type:\r\n application/sdp\r\n\r\nv=0\r\n--b1--", "v=0" },
  { "part without a type", MIXED, "--b1\r\n\r\nv=0\r\n--b1--", "v=0" },
  { "part without a type, text", MIXED, "--b1\r\n\r\nhello\r\n--b1--", NULL },
  { "no closing delimiter", MIXED, "--b1\r\n" SDP_PART, "v=0\r\n" },
  { "part without its empty line", MIXED, "--b1\r\nContent-Type: application/sdp\r\n--b1--", NULL },
  { "empty part", MIXED, "--b1\r\n--b1--", NULL },
  { "longer boundary", MIXED, "--b12\r\n" SDP_PART "--b12--", NULL },
  { "boundary inside a line", MIXED, "x--b1\r\n" SDP_PART "x--b1--", NULL },
  { "behind the closing delimiter", MIXED, "--b1--\r\n--b1\r\n" SDP_PART, NULL },
  { "no boundary", "multipart/mixed", "--b1\r\n" SDP_PART "--b1--", NULL },
  { "empty boundary", "multipart/mixed;boundary=", "--\r\n" SDP_PART "----", NULL },
  { "boundary with half its quotes", "multipart/mixed;boundary=\"", "--\"\r\n" SDP_PART,
    "v=0\r\n" },
  { "nested", MIXED,
    "--b1\r\nContent-Type: multipart/alternative; boundary=b2\r\n\r\n--b2\r\n" SDP_PART
    "--b2--\r\n--b1--",
    "v=0" },
};

static void
the_sdp_of_a_body_is_found (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (find_rows); i++)
    {
      const FindRow *row = &find_rows[i];
      UmSlice type =
          row->content_type != NULL ? guard_buffer_string (row->content_type) : UM_SLICE_UNSET;

      print_message ("%s\n", row->label);
      assert_slice (um_sdp_find (type, guard_buffer_string (row->body)), row->sdp);
    }
  assert_slice (um_sdp_find (UM_SLICE_UNSET, UM_SLICE_UNSET), NULL);
}

/* n multiparts around one SDP */
static UmSlice
find_nested (guint n)
{
  g_autoptr (GString) body = g_string_new (NULL);

  for (guint i = 1; i < n; i++)
    g_string_append_printf (body,
                            "--x%u\n"
                            "c: multipart/mixed;boundary=x%u\n\n",
                            i, i + 1);
  g_string_append_printf (body,
                          "--x%u\n"
                          "c: application/sdp\n\nv=0",
                          n);
  return um_sdp_find (UM_SLICE ("multipart/mixed;boundary=x1"),
                      guard_buffer_copy (body->str, body->len));
}

static void
multiparts_are_followed_down_to_the_limit (void **state)
{
  assert_slice (find_nested (1), "v=0");
  assert_slice (find_nested (UM_LIMIT_LAYERS), "v=0");
  assert_slice (find_nested (UM_LIMIT_LAYERS + 1), NULL);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (lines_give_what_an_alg_may_touch),
    cmocka_unit_test (lines_belong_to_their_media_whatever_ends_them),
    cmocka_unit_test (reading_ends_at_the_limit_of_lines),
    cmocka_unit_test (the_sdp_of_a_body_is_found),
    cmocka_unit_test (multiparts_are_followed_down_to_the_limit),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
