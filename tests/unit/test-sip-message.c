#include "support/test.h"

#include "dissect/sip-message.h"
#include "support/guard-buffer.h"

#define REQUEST "OPTIONS sip:1001@192.0.2.1 SIP/2.0\r\n"
#define ODD     UM_SIP_ANOMALY_ODD_START_LINE

static UmSipMessage message; /* too large for a habit of the stack */

static UmSipStatus
parse (UmSlice text, UmSipFrame frame, gsize *ret_consumed)
{
  return um_sip_message_parse (guard_buffer_copy (text.data, text.len), frame, &message,
                               ret_consumed);
}

static void
assert_slice (UmSlice slice, const char *expected)
{
  assert_true (um_slice_is_set (slice));
  if (!um_slice_equal (slice, um_slice_from_string (expected)))
    fail_msg ("\"%.*s\" is not \"%s\"", (int) slice.len, slice.data, expected);
}

typedef struct
{
  UmSlice line;
  UmSipStatus status;
  const char *method; /* NULL: a response */
  const char *uri_or_reason;
  guint code;
  guint anomalies;
} StartRow;

static const StartRow start_rows[] = {
  { UM_SLICE ("INVITE sip:a@b SIP/2.0"), UM_SIP_OK, "INVITE", "sip:a@b", 0, 0 },
  { UM_SLICE ("x%-.!*_+`'~Y tel:+1 SIP/2.0"), UM_SIP_OK, "x%-.!*_+`'~Y", "tel:+1", 0, 0 },
  { UM_SLICE ("INVITE  sip:a@b SIP/2.0"), UM_SIP_OK, "INVITE", "sip:a@b", 0, ODD },
  { UM_SLICE ("INVITE sip:a@b\tSIP/2.0"), UM_SIP_OK, "INVITE", "sip:a@b", 0, ODD },
  { UM_SLICE ("INVITE sip:a@b SIP/2.0  "), UM_SIP_OK, "INVITE", "sip:a@b", 0, ODD },
  { UM_SLICE ("INVITE sip:a@b; lr SIP/2.0"), UM_SIP_OK, "INVITE", "sip:a@b; lr", 0, ODD },
  { UM_SLICE ("INVITE <sip:a@b> SIP/2.0"), UM_SIP_OK, "INVITE", "<sip:a@b>", 0, ODD },
  { UM_SLICE ("INVITE 1001 SIP/2.0"), UM_SIP_OK, "INVITE", "1001", 0, ODD },
  { UM_SLICE ("INVITE sip:a@b sip/2.0"), UM_SIP_OK, "INVITE", "sip:a@b", 0, ODD },
  { UM_SLICE ("OPTIONS sip:a@b SIP/7.0"), UM_SIP_OK, "OPTIONS", "sip:a@b", 0, ODD },
  { UM_SLICE ("SIP/2.0 200 OK"), UM_SIP_OK, NULL, "OK", 200, 0 },
  { UM_SLICE ("SIP/2.0 100 "), UM_SIP_OK, NULL, "", 100, 0 },
  { UM_SLICE ("SIP/2.0 100"), UM_SIP_OK, NULL, "", 100, ODD },
  { UM_SLICE ("SIP/2.0 699 = 2**3 * 23"), UM_SIP_OK, NULL, "= 2**3 * 23", 699, 0 },
  { UM_SLICE ("SIP/2.0  404 Not Found"), UM_SIP_OK, NULL, "Not Found", 404, ODD },
  { UM_SLICE ("SIP/3.0 200 OK"), UM_SIP_OK, NULL, "OK", 200, ODD },
  { UM_SLICE ("SIP/2.0 099 No"), UM_SIP_MALFORMED },
  { UM_SLICE ("SIP/2.0 700 No"), UM_SIP_MALFORMED },
  { UM_SLICE ("SIP/2.0 4294967496 No"), UM_SIP_MALFORMED }, /* 200 if it wrapped around */
  { UM_SLICE ("SIP/2.0 -200 No"), UM_SIP_MALFORMED },
  { UM_SLICE ("SIP/2.0 20 No"), UM_SIP_MALFORMED },
  { UM_SLICE ("SIP/2.0 200OK"), UM_SIP_MALFORMED },
  { UM_SLICE ("SIP/2.0200 OK"), UM_SIP_MALFORMED },
  { UM_SLICE ("SIP/2.0"), UM_SIP_MALFORMED },
  { UM_SLICE ("SIP/ 200 OK"), UM_SIP_MALFORMED },
  { UM_SLICE ("INVITE sip:a@b"), UM_SIP_MALFORMED },
  { UM_SLICE ("INVITE SIP/2.0"), UM_SIP_MALFORMED },
  { UM_SLICE ("INVITE sip:a@b SIP/2"), UM_SIP_MALFORMED },
  { UM_SLICE ("INVITE sip:a@b SIP/2.0x"), UM_SIP_MALFORMED },
  { UM_SLICE ("INVITE"), UM_SIP_MALFORMED },
  { UM_SLICE (" INVITE sip:a@b SIP/2.0"), UM_SIP_MALFORMED },
  { UM_SLICE ("GET /index.html HTTP/1.1"), UM_SIP_MALFORMED },
  { UM_SLICE ("HTTP/1.1 200 OK"), UM_SIP_MALFORMED },
  { UM_SLICE ("RTSP/1.0 200 OK"), UM_SIP_MALFORMED },
  { UM_SLICE ("\0INVITE sip:a@b SIP/2.0"), UM_SIP_MALFORMED },
  { UM_SLICE ("Via: SIP/2.0/UDP 192.0.2.1"), UM_SIP_MALFORMED },
};

static void
start_lines_are_read_leniently_but_odd_ones_are_noted (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (start_rows); i++)
    {
      const StartRow *row = &start_rows[i];
      g_autoptr (GString) text = g_string_new_len (row->line.data, row->line.len);

      print_message ("%.*s\n", (int) row->line.len, row->line.data);
      g_string_append (text, "\r\nl: 0\r\n\r\n");
      assert_int_equal (parse (um_slice_new (text->str, text->len), UM_SIP_FRAME_DATAGRAM, NULL),
                        row->status);
      if (row->status != UM_SIP_OK)
        continue;
      assert_int_equal (message.anomalies, row->anomalies);
      assert_int_equal (message.is_request, row->method != NULL);
      assert_int_equal (message.status, row->code);
      if (row->method != NULL)
        assert_slice (message.method, row->method);
      assert_slice (row->method != NULL ? message.request_uri : message.reason, row->uri_or_reason);
    }
}

typedef struct
{
  const char *label;
  UmSlice text;
  UmSipFrame frame;
  UmSipStatus status;
  guint anomalies;
  guint n_headers;
  const char *body;
  gssize consumed; /* -1: all */
} FrameRow;

#define D UM_SIP_FRAME_DATAGRAM
#define S UM_SIP_FRAME_STREAM
#define T UM_SIP_FRAME_TEXT

static const FrameRow frame_rows[] = {
  { "datagram, exact", UM_SLICE (REQUEST "l: 3\r\n\r\nabc"), D, UM_SIP_OK, 0, 1, "abc", -1 },
  { "datagram, no length", UM_SLICE (REQUEST "f: a\r\n\r\nabc"), D, UM_SIP_OK, 0, 1, "abc", -1 },
  { "datagram, short", UM_SLICE (REQUEST "l: 4\r\n\r\nabc"), D, UM_SIP_OK,
    UM_SIP_ANOMALY_BODY_TOO_SHORT, 1, "abc", -1 },
  { "datagram, long", UM_SLICE (REQUEST "l: 2\r\n\r\nabc"), D, UM_SIP_OK,
    UM_SIP_ANOMALY_BODY_TOO_LONG, 1, "abc", -1 },
  { "datagram, line ends behind the body", UM_SLICE (REQUEST "l: 1\r\n\r\na\r\n\r\n"), D, UM_SIP_OK,
    0, 1, "a\r\n\r\n", -1 },
  { "datagram, text behind the line ends", UM_SLICE (REQUEST "l: 1\r\n\r\na\r\nb"), D, UM_SIP_OK,
    UM_SIP_ANOMALY_BODY_TOO_LONG, 1, "a\r\nb", -1 },
  { "datagram, cut in a header", UM_SLICE (REQUEST "l: 3\r\nCall-I"), D, UM_SIP_OK,
    UM_SIP_ANOMALY_NO_HEADER_END | UM_SIP_ANOMALY_BAD_HEADER_LINE | UM_SIP_ANOMALY_BODY_TOO_SHORT,
    1, "", -1 },
  { "datagram, only a start line", UM_SLICE ("SIP/2.0 200 OK"), D, UM_SIP_OK,
    UM_SIP_ANOMALY_NO_HEADER_END, 0, "", -1 },
  { "datagram, empty", UM_SLICE (""), D, UM_SIP_MALFORMED },
  { "datagram, keep-alive", UM_SLICE ("\r\n\r\n"), D, UM_SIP_MALFORMED },
  { "datagram, keep-alive of one NUL", UM_SLICE ("\0"), D, UM_SIP_MALFORMED },
  { "datagram, leading lines", UM_SLICE ("\r\n\r\n" REQUEST "l: 0\r\n\r\n"), D, UM_SIP_OK,
    UM_SIP_ANOMALY_LEADING_EMPTY_LINES, 1, "", -1 },
  { "text, claims more", UM_SLICE (REQUEST "l: 90\r\n\r\nabc"), T, UM_SIP_OK, 0, 1, "abc", -1 },
  { "text, claims less", UM_SLICE (REQUEST "l: 1\r\n\r\nabc"), T, UM_SIP_OK, 0, 1, "abc", -1 },
  { "text, no header end", UM_SLICE (REQUEST "l: 1"), T, UM_SIP_OK, UM_SIP_ANOMALY_NO_HEADER_END, 1,
    "", -1 },
  { "text, LF", UM_SLICE ("SIP/2.0 200 OK\nf: a\nl: 1\n\nabc\n"), T, UM_SIP_OK,
    UM_SIP_ANOMALY_BARE_LF, 2, "abc\n", -1 },
  { "text, lone CR", UM_SLICE ("SIP/2.0 200 OK\rf: a\rl: 1\r\rabc\r"), T, UM_SIP_OK,
    UM_SIP_ANOMALY_BARE_LF, 2, "abc\r", -1 },
  { "text, mixed", UM_SLICE ("SIP/2.0 200 OK\r\nf: a\nl: 1\r\n\r\nabc"), T, UM_SIP_OK,
    UM_SIP_ANOMALY_BARE_LF, 2, "abc", -1 },
  { "text, empty", UM_SLICE (""), T, UM_SIP_MALFORMED },
  { "stream, exact", UM_SLICE (REQUEST "l: 3\r\n\r\nabc"), S, UM_SIP_OK, 0, 1, "abc", -1 },
  { "stream, next one behind it", UM_SLICE (REQUEST "l: 1\r\n\r\naSIP/2.0 200 OK\r\n\r\n"), S,
    UM_SIP_OK, 0, 1, "a", 45 },
  { "stream, no length", UM_SLICE (REQUEST "f: a\r\n\r\nabc"), S, UM_SIP_OK,
    UM_SIP_ANOMALY_NO_CONTENT_LENGTH, 1, "", 44 },
  { "stream, negative length", UM_SLICE (REQUEST "l: -1\r\n\r\n"), S, UM_SIP_OK,
    UM_SIP_ANOMALY_BAD_CONTENT_LENGTH, 1, "", -1 },
  { "stream, body missing", UM_SLICE (REQUEST "l: 3\r\n\r\nab"), S, UM_SIP_INCOMPLETE },
  { "stream, empty", UM_SLICE (""), S, UM_SIP_INCOMPLETE },
  { "stream, keep-alive", UM_SLICE ("\r\n\r\n"), S, UM_SIP_INCOMPLETE },
  { "stream, first letters", UM_SLICE ("INVI"), S, UM_SIP_INCOMPLETE },
  { "stream, part of a version", UM_SLICE ("SIP/2."), S, UM_SIP_INCOMPLETE },
  { "stream, CR undecided", UM_SLICE ("SIP/2.0 200 OK\rl: 0\r\r"), S, UM_SIP_INCOMPLETE },
  { "stream, CR decided", UM_SLICE ("SIP/2.0 200 OK\rl: 0\r\rS"), S, UM_SIP_OK,
    UM_SIP_ANOMALY_BARE_LF, 1, "", 21 },
  { "stream, CRLF before the message", UM_SLICE ("\r\nSIP/2.0 200 OK\r\nl: 0\r\n\r\n"), S,
    UM_SIP_OK, UM_SIP_ANOMALY_LEADING_EMPTY_LINES, 1, "", -1 },
  { "stream, more than we hold", UM_SLICE (REQUEST "l: 300000\r\n\r\n"), S, UM_SIP_MALFORMED },
  { "stream, 2^32 + 1", UM_SLICE (REQUEST "l: 4294967297\r\n\r\na"), S, UM_SIP_MALFORMED },
  { "stream, 2^64 - 1", UM_SLICE (REQUEST "l: 18446744073709551615\r\n\r\n"), S, UM_SIP_MALFORMED },
  { "stream, 2^64 + 1 is no number", UM_SLICE (REQUEST "l: 18446744073709551617\r\n\r\n"), S,
    UM_SIP_OK, UM_SIP_ANOMALY_BAD_CONTENT_LENGTH, 1, "", -1 },
  { "stream, TLS", UM_SLICE ("\x16\x03\x01\x02"), S, UM_SIP_MALFORMED },
  { "stream, HTTP", UM_SLICE ("GET / HTTP/1.1\r\n"), S, UM_SIP_MALFORMED },
  { "stream, no start line to be hoped for", UM_SLICE ("Via: "), S, UM_SIP_MALFORMED },
};

static void
frames_delimit_the_body (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (frame_rows); i++)
    {
      const FrameRow *row = &frame_rows[i];
      gsize consumed = 4711;

      print_message ("%s\n", row->label);
      message.n_headers = 99;
      assert_int_equal (parse (row->text, row->frame, &consumed), row->status);
      if (row->status != UM_SIP_OK)
        {
          assert_int_equal (consumed, 4711);
          assert_int_equal (message.n_headers, 99);
          continue;
        }
      assert_int_equal (message.anomalies, row->anomalies);
      assert_int_equal (message.n_headers, row->n_headers);
      assert_slice (message.body, row->body);
      assert_int_equal (consumed, row->consumed < 0 ? (gssize) row->text.len : row->consumed);
      assert_ptr_equal (um_slice_end (message.raw), um_slice_end (message.body));
    }
}

typedef struct
{
  const char *label;
  UmSlice lines;
  guint anomalies;
  const char *index; /* "name=value|..." */
} HeaderRow;

static const HeaderRow header_rows[] = {
  { "plain", UM_SLICE ("Via: a\r\n"), 0, "Via=a" },
  { "no blank behind the colon", UM_SLICE ("Via:a\r\n"), 0, "Via=a" },
  { "blank before the colon", UM_SLICE ("Via \t: a\r\n"), UM_SIP_ANOMALY_SPACE_BEFORE_COLON,
    "Via=a" },
  { "trailing blanks", UM_SLICE ("Via:  a \t\r\n"), 0, "Via=a" },
  { "empty value", UM_SLICE ("Supported:\r\nk: \r\n"), 0, "Supported=|k=" },
  { "colons in the value", UM_SLICE ("Call-ID: a:b: c\r\n"), 0, "Call-ID=a:b: c" },
  { "folded", UM_SLICE ("Subject: a\r\n b\r\n\tc\r\nVia: d\r\n"), UM_SIP_ANOMALY_FOLDED,
    "Subject=a\r\n b\r\n\tc|Via=d" },
  { "folded before the value", UM_SLICE ("Subject:\r\n b\r\n"), UM_SIP_ANOMALY_FOLDED,
    "Subject=b" },
  { "a line of blanks is no empty line", UM_SLICE ("f: a\r\n  \r\nVia: d\r\n"),
    UM_SIP_ANOMALY_FOLDED, "f=a|Via=d" },
  { "fold behind the start line", UM_SLICE (" f: a\r\nVia: d\r\n"), UM_SIP_ANOMALY_BAD_HEADER_LINE,
    "Via=d" },
  { "no colon", UM_SLICE ("garbage\r\nVia: d\r\n"), UM_SIP_ANOMALY_BAD_HEADER_LINE, "Via=d" },
  { "no colon, folded", UM_SLICE ("garbage\r\n f: a\r\nVia: d\r\n"),
    UM_SIP_ANOMALY_BAD_HEADER_LINE | UM_SIP_ANOMALY_FOLDED, "Via=d" },
  { "no name", UM_SLICE (": x\r\nVia: d\r\n"), UM_SIP_ANOMALY_BAD_HEADER_LINE, "Via=d" },
  { "two words for a name", UM_SLICE ("To day: x\r\nVia: d\r\n"), UM_SIP_ANOMALY_BAD_HEADER_LINE,
    "Via=d" },
  { "NUL in a name", UM_SLICE ("V\0ia: x\r\nVia: d\r\n"), UM_SIP_ANOMALY_BAD_HEADER_LINE, "Via=d" },
  { "two Call-IDs", UM_SLICE ("Call-ID: a\r\ni: b\r\n"), UM_SIP_ANOMALY_DUPLICATE_HEADER,
    "Call-ID=a|i=b" },
  { "two CSeqs", UM_SLICE ("CSeq: 1 A\r\nCSeq: 1 A\r\n"), UM_SIP_ANOMALY_DUPLICATE_HEADER,
    "CSeq=1 A|CSeq=1 A" },
  { "two Froms", UM_SLICE ("From: a\r\nf: a\r\n"), UM_SIP_ANOMALY_DUPLICATE_HEADER, "From=a|f=a" },
  { "two Tos", UM_SLICE ("To: a\r\nt: a\r\n"), UM_SIP_ANOMALY_DUPLICATE_HEADER, "To=a|t=a" },
  { "two Vias and Contacts are fine", UM_SLICE ("Via: a\r\nv: b\r\nm: a\r\nm: b\r\n"), 0,
    "Via=a|v=b|m=a|m=b" },
  { "two equal lengths", UM_SLICE ("l: 0\r\nContent-Length: 0\r\n"),
    UM_SIP_ANOMALY_DUPLICATE_HEADER, "l=0|Content-Length=0" },
  { "two lengths", UM_SLICE ("l: 0\r\nl: 5\r\n"),
    UM_SIP_ANOMALY_DUPLICATE_HEADER | UM_SIP_ANOMALY_BAD_CONTENT_LENGTH, "l=0|l=5" },
  { "second length is no number", UM_SLICE ("l: 0\r\nl: x\r\n"),
    UM_SIP_ANOMALY_DUPLICATE_HEADER | UM_SIP_ANOMALY_BAD_CONTENT_LENGTH, "l=0|l=x" },
  { "length with a tail", UM_SLICE ("l: 1 2\r\n"), UM_SIP_ANOMALY_BAD_CONTENT_LENGTH, "l=1 2" },
  { "length in hexadecimal", UM_SLICE ("l: 0x1\r\n"), UM_SIP_ANOMALY_BAD_CONTENT_LENGTH, "l=0x1" },
  { "empty length", UM_SLICE ("l:\r\n"), UM_SIP_ANOMALY_BAD_CONTENT_LENGTH, "l=" },
};

static void
header_lines_are_indexed_and_their_oddities_noted (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (header_rows); i++)
    {
      const HeaderRow *row = &header_rows[i];
      g_autoptr (GString) text = g_string_new (REQUEST);
      g_autoptr (GString) index = g_string_new (NULL);

      print_message ("%s\n", row->label);
      g_string_append_len (text, row->lines.data, row->lines.len);
      g_string_append (text, "\r\n");
      assert_int_equal (parse (um_slice_new (text->str, text->len), D, NULL), UM_SIP_OK);
      for (guint h = 0; h < message.n_headers; h++)
        g_string_append_printf (index, "%s%.*s=%.*s", h > 0 ? "|" : "",
                                (int) message.headers[h].name.len, message.headers[h].name.data,
                                (int) message.headers[h].value.len, message.headers[h].value.data);
      assert_string_equal (index->str, row->index);
      assert_int_equal (message.anomalies, row->anomalies);
    }
}

static const char tortuous[] =
    "\r\n\r\nINVITE sip:1001@[2001:db8::1]:5060 SIP/2.0\r\n"
    "TO :\r\n sip:1001@example.net ;  tag = 1\r\n"
    "v: SIP / 2.0 / UDP 192.0.2.2 ;branch=z9hG4bK1,\r\n SIP/2.0/UDP 192.0.2.3\r\n"
    "From: \"J \\\"Q\\\" \xc3\xa9\" <sip:1002@example.net>;tag=2\r\n"
    "i: 1@192.0.2.2\r\nCSeq:\t0009\tINVITE\r\n"
    "no colon here\r\nX-Odd: ;;,,;;,;\r\nm: <sip:1002@192.0.2.2>\r\nl: 9\r\n\r\nv=0\r\n\r\nx=";

static void
streams_give_the_same_at_every_split_point (void **state)
{
  static UmSipMessage whole;
  gsize len = sizeof tortuous - 1, consumed = 0;
  UmSlice text = guard_buffer_copy (tortuous, len);

  assert_int_equal (um_sip_message_parse (text, S, &whole, &consumed), UM_SIP_OK);
  assert_int_equal (consumed, len);
  assert_int_equal (whole.n_headers, 8);
  assert_slice (whole.body, "v=0\r\n\r\nx=");
  for (gsize split = 0; split < len; split++)
    assert_int_equal (parse (um_slice_head (text, split), S, &consumed), UM_SIP_INCOMPLETE);
  for (gsize extra = 0; extra < 3; extra++) /* what follows changes nothing */
    {
      g_autoptr (GString) longer = g_string_new_len (tortuous, len);

      g_string_append_len (longer, "\n \r", extra);
      assert_int_equal (parse (um_slice_new (longer->str, longer->len), S, &consumed), UM_SIP_OK);
      assert_int_equal (consumed, len);
      assert_int_equal (message.anomalies, whole.anomalies);
      assert_int_equal (message.n_headers, whole.n_headers);
      for (guint h = 0; h < whole.n_headers; h++)
        {
          assert_int_equal (message.headers[h].id, whole.headers[h].id);
          assert_true (um_slice_equal (message.headers[h].value, whole.headers[h].value));
        }
    }
}

static void
every_datagram_prefix_with_a_start_line_is_a_message (void **state)
{
  gsize start_line_end = strstr (tortuous, "SIP/2.0\r") + strlen ("SIP/2.0") - tortuous;

  for (gsize len = 0; len < sizeof tortuous; len++)
    assert_int_equal (parse (um_slice_new (tortuous, len), D, NULL),
                      len < start_line_end ? UM_SIP_MALFORMED : UM_SIP_OK);
}

static void
headers_above_the_limit_are_noted_and_the_body_still_found (void **state)
{
  g_autoptr (GString) text = g_string_new (REQUEST);
  gsize consumed = 0;

  for (guint i = 0; i < UM_LIMIT_SIP_HEADERS; i++)
    g_string_append (text, "X: y\r\n");
  g_string_append (text, "\r\n");
  assert_int_equal (parse (um_slice_new (text->str, text->len), D, NULL), UM_SIP_OK);
  assert_int_equal (message.n_headers, UM_LIMIT_SIP_HEADERS);
  assert_int_equal (message.anomalies, 0);

  g_string_truncate (text, text->len - 2);
  for (guint i = 0; i < 10000; i++)
    g_string_append (text, "X: y\r\n");
  g_string_append (text, "l: 2\r\n\r\nab");
  assert_int_equal (parse (um_slice_new (text->str, text->len), S, &consumed), UM_SIP_OK);
  assert_int_equal (message.n_headers, UM_LIMIT_SIP_HEADERS);
  assert_int_equal (message.anomalies, UM_SIP_ANOMALY_TOO_MANY_HEADERS);
  assert_slice (message.body, "ab");
}

static void
a_stream_is_not_waited_for_above_the_limit (void **state)
{
  static const char *const heads[] = { "", "INVITE sip:", REQUEST "X: ", REQUEST "X: a\r\n" };

  for (gsize i = 0; i < G_N_ELEMENTS (heads); i++)
    {
      g_autoptr (GString) text = g_string_new (heads[i]);
      char fill = heads[i][0] == '\0' ? '\r' : 'x';

      while (text->len < UM_LIMIT_SIP_MESSAGE)
        g_string_append_c (text, fill);
      assert_int_equal (parse (um_slice_new (text->str, text->len), S, NULL), UM_SIP_INCOMPLETE);
      g_string_append_c (text, fill);
      assert_int_equal (parse (um_slice_new (text->str, text->len), S, NULL), UM_SIP_MALFORMED);
    }
}

static void
headers_are_found_by_id_in_their_order (void **state)
{
  const UmSipHeader *header;

  assert_int_equal (parse (UM_SLICE (REQUEST "v: a\r\nX-B: b\r\nVia: c\r\n\r\n"), D, NULL),
                    UM_SIP_OK);
  header = um_sip_message_find (&message, UM_SIP_HEADER_VIA);
  assert_ptr_equal (header, &message.headers[0]);
  header = um_sip_message_find_next (&message, UM_SIP_HEADER_VIA, header);
  assert_ptr_equal (header, &message.headers[2]);
  assert_null (um_sip_message_find_next (&message, UM_SIP_HEADER_VIA, header));
  assert_null (um_sip_message_find (&message, UM_SIP_HEADER_CONTACT));
  assert_non_null (um_sip_message_find (&message, UM_SIP_HEADER_OTHER));
}

typedef struct
{
  gboolean expected;
  UmSlice bytes;
} LooksRow;

static const LooksRow looks_rows[] = {
  { TRUE, UM_SLICE (REQUEST) },
  { TRUE, UM_SLICE ("\r\n\r\n" REQUEST "Via: x") },
  { TRUE, UM_SLICE ("SIP/2.0 200 OK\nVia: x") },
  { TRUE, UM_SLICE ("NEW-METHOD tel:+1 SIP/2.0") },
  { FALSE, UM_SLICE ("") },
  { FALSE, UM_SLICE ("\r\n\r\n") },
  { FALSE, UM_SLICE ("\0\0\0\0") },
  { FALSE, UM_SLICE ("\x80\x00\x12\x34") },
  { FALSE, UM_SLICE ("REGISTER sip:example.com") },
  { FALSE, UM_SLICE ("GET / HTTP/1.1\r\nX: sip:a SIP/2.0\r\n") },
  { FALSE, UM_SLICE ("HTTP/1.1 200 OK\r\n\r\n" REQUEST) },
  { FALSE, UM_SLICE ("OPTIONS rtsp://example.com RTSP/1.0\r\n") },
  { FALSE, UM_SLICE ("hello\r\n" REQUEST) },
  { FALSE, UM_SLICE ("We speak SIP/2.0 and 200 other protocols") },
};

static void
other_protocols_do_not_look_like_sip (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (looks_rows); i++)
    {
      UmSlice bytes = looks_rows[i].bytes;

      print_message ("row %" G_GSIZE_FORMAT "\n", i);
      assert_int_equal (um_sip_message_looks_like_sip (guard_buffer_copy (bytes.data, bytes.len)),
                        looks_rows[i].expected);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (start_lines_are_read_leniently_but_odd_ones_are_noted),
    cmocka_unit_test (frames_delimit_the_body),
    cmocka_unit_test (header_lines_are_indexed_and_their_oddities_noted),
    cmocka_unit_test (streams_give_the_same_at_every_split_point),
    cmocka_unit_test (every_datagram_prefix_with_a_start_line_is_a_message),
    cmocka_unit_test (headers_above_the_limit_are_noted_and_the_body_still_found),
    cmocka_unit_test (a_stream_is_not_waited_for_above_the_limit),
    cmocka_unit_test (headers_are_found_by_id_in_their_order),
    cmocka_unit_test (other_protocols_do_not_look_like_sip),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
