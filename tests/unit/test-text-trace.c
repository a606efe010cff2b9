#include "support/test.h"

#include "core/limits.h"
#include "core/text.h"
#include "io/text-trace.h"
#include "support/guard-buffer.h"
#include "support/test-stream.h"

#define HEADERS                                                                                    \
  "Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1\n"                                           \
  "From: <sip:alice@example.com>;tag=1\n"                                                          \
  "To: <sip:bob@example.com>\n"                                                                    \
  "Call-ID: 1@192.168.1.50\n"                                                                      \
  "CSeq: 1 INVITE\n"
#define REQUEST "INVITE sip:bob@example.com SIP/2.0\n" HEADERS "Content-Length: 0\n\n"
#define RESPONSE "SIP/2.0 100 Trying\n" HEADERS "Content-Length: 0\n\n"
#define SDP "v=0\no=- 1 1 IN IP4 192.168.1.50\ns=-\nc=IN IP4 192.168.1.50\nm=audio 4000 RTP/AVP 0\n"
#define WITH_SDP                                                                                   \
  "INVITE sip:bob@example.com SIP/2.0\n" HEADERS                                                   \
  "Content-Type: application/sdp\nContent-Length: 86\n\n" SDP
#define CUT "INVITE sip:bob@example.com SIP/2.0\nVia: SIP/2.0/UDP 192.168.1.50:5060;bra"

enum
{
  MAX_MESSAGES = 8,
};

typedef struct
{
  UmTraceMessage messages[MAX_MESSAGES];
  gsize n;
  UmDamage damage;
  UmTextTrace *trace;
  GBytes *bytes;
  GPtrArray *kept; /* of char */
} Result;

static UmSlice
keep (Result *result, UmSlice slice)
{
  if (!um_slice_is_set (slice))
    return slice;
  g_ptr_array_add (result->kept, um_slice_dup (slice));
  return um_slice_new (g_ptr_array_index (result->kept, result->kept->len - 1), slice.len);
}

static Result
read_slice (UmSlice text)
{
  Result result = { .kept = g_ptr_array_new_with_free_func (g_free) };
  UmTraceMessage message;

  result.bytes = g_bytes_new_static (text.data, text.len);
  result.trace = um_text_trace_new_for_bytes (result.bytes);
  while (um_text_trace_next (result.trace, &message, &result.damage, NULL, NULL))
    {
      assert_true (result.n < MAX_MESSAGES);
      /* what the trace hands out is valid until the next call */
      message.datagram.payload = keep (&result, message.datagram.payload);
      message.envelope = keep (&result, message.envelope);
      result.messages[result.n++] = message;
      assert_int_equal (message.datagram.frame, result.n);
      assert_true (message.datagram.from_text);
    }
  return result;
}

static Result
read_text (const char *text)
{
  return read_slice (guard_buffer_string (text));
}

static void
result_clear (Result *result)
{
  um_text_trace_free (result->trace);
  g_bytes_unref (result->bytes);
  g_ptr_array_unref (result->kept);
}

static void
assert_slice (UmSlice slice, const char *expected)
{
  g_autofree char *text = um_slice_dup (slice);

  assert_non_null (text);
  assert_string_equal (text, expected);
}

static void
assert_endpoint (const UmEndpoint *endpoint, const char *expected)
{
  char buffer[UM_ENDPOINT_STRING_MAX];

  assert_string_equal (um_endpoint_to_string (endpoint, buffer), expected);
}

static char *
with_line_ends (const char *text, const char *line_end)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  return g_strjoinv (line_end, lines);
}

/* "\r\n" each */
static char *
crlf (const char *text)
{
  return with_line_ends (text, "\r\n");
}

typedef struct
{
  const char *label;
  const char *text;
  const char *payloads[MAX_MESSAGES]; /* as they must come, up to a NULL */
} Row;

static const Row rows[] = {
  { "bare", REQUEST, { REQUEST } },
  { "with a body", WITH_SDP, { WITH_SDP } },
  { "two bare ones", REQUEST "\n" RESPONSE, { REQUEST, RESPONSE } },
  { "three bare ones, bodies between", WITH_SDP "\n" RESPONSE "\n\n" WITH_SDP "\n\n\n",
    { WITH_SDP, RESPONSE, WITH_SDP } },
  { "no empty line between them", "SIP/2.0 100 Trying\n" HEADERS RESPONSE,
    { "SIP/2.0 100 Trying\n" HEADERS, RESPONSE } },
  { "unknown envelopes",
    "@@ 17 weird a>b\n" REQUEST "@@ 18 weird b>a\n\n" RESPONSE "@@ the end\n",
    { REQUEST, RESPONSE } },
  { "log lines after a body", WITH_SDP "some log line\nanother: line\n", { WITH_SDP } },
  { "a stamped log line after the headers",
    "SIP/2.0 100 Trying\n" HEADERS "[2026-01-05 10:00:00] NOTICE nothing\n" RESPONSE,
    { "SIP/2.0 100 Trying\n" HEADERS, RESPONSE } },
  { "wrong Content-Length of an ALG keeps the whole body",
    "SIP/2.0 200 OK\n" HEADERS "Content-Type: application/sdp\nContent-Length: 20\n\n" SDP,
    { "SIP/2.0 200 OK\n" HEADERS "Content-Type: application/sdp\nContent-Length: 20\n\n" SDP } },
  { "half-cut last message", RESPONSE "\n" CUT, { RESPONSE, CUT } },
  { "only a start line", "SIP/2.0 200 OK", { "SIP/2.0 200 OK" } },
  { "prose in a sentence",
    "The phone sends INVITE sip:bob@example.com SIP/2.0 and then waits.\n"
    "It says INVITE sip:bob@example.com SIP/2.0\nto the proxy.\n"
    "SIP/2.0 200 OK\nis the answer, as in SIP/2.0 200 OK\n",
    { NULL } },
  { "prose in front of a message", "Please look at this:\n\n" REQUEST "Thank you\n", { REQUEST } },
  { "not SIP", "GET / HTTP/1.1\nHost: example.com\n\n", { NULL } },
  { "another version", "INVITE sip:bob@example.com SIP/3.0\n" HEADERS "\n", { NULL } },
  { "nothing", "\n\n\n", { NULL } },
};

static void
assert_payloads (const Result *result, const Row *row)
{
  gsize n = 0;

  while (n < MAX_MESSAGES && row->payloads[n] != NULL)
    n++;
  assert_int_equal (result->n, n);
}

static void
messages_are_found_by_their_start_lines (void **state)
{
  static const char *const line_ends[] = { "\n", "\r\n", "\r" };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (line_ends); j++)
      {
        g_autofree char *text = with_line_ends (rows[i].text, line_ends[j]);
        Result result = read_text (text);

        print_message ("%s, line end %" G_GSIZE_FORMAT "\n", rows[i].label, j);
        assert_payloads (&result, &rows[i]);
        for (gsize k = 0; k < result.n; k++)
          {
            g_autofree char *expected = with_line_ends (rows[i].payloads[k], line_ends[j]);

            assert_slice (result.messages[k].datagram.payload, expected);
            assert_null (result.messages[k].format);
            assert_false (um_slice_is_set (result.messages[k].envelope));
            assert_false (um_address_is_set (&result.messages[k].datagram.source.address));
            assert_true (result.messages[k].datagram.time_us == UM_TIME_UNKNOWN);
          }
        assert_int_equal (um_text_trace_get_offset (result.trace), strlen (text));
        result_clear (&result);
      }
}

static void
what_only_begins_like_sip_is_counted (void **state)
{
  static const struct
  {
    const char *text;
    guint64 count;
  } texts[] = {
    { "SIP/2.0 200 OK\nis the answer\n\n" RESPONSE, 1 },
    { "INVITE <sip:bob@example.com> SIP/2.0\n" HEADERS "\n\n" RESPONSE, 1 },
    { "INVITE sip:bob@example.com; lr SIP/2.0\n" HEADERS "\n\n" RESPONSE, 1 },
    { "SIP/2.0 4294967301 OK\n" HEADERS "\n\n" RESPONSE, 1 },
    { "We speak SIP/2.0\nNote: always\n\n" RESPONSE, 0 },
    { "As in INVITE <sip:a> SIP/2.0 here\n\n" RESPONSE, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      Result result = read_text (texts[i].text);

      print_message ("%s\n", texts[i].text);
      assert_int_equal (result.n, 1);
      assert_slice (result.messages[0].datagram.payload, RESPONSE);
      assert_int_equal (result.damage.count[UM_DAMAGE_MALFORMED_SIP], texts[i].count);
      result_clear (&result);
    }
}

static void
generic_envelope_gives_the_remote_end (void **state)
{
  const char *text = "Received packet from 203.0.113.9:5060\n" REQUEST "\n"
                     "Sent packet to 203.0.113.9:5061\n\n" RESPONSE;

  for (gsize i = 0; i < 2; i++)
    {
      g_autofree char *changed = i == 0 ? g_strdup (text) : crlf (text);
      g_autofree char *payload = i == 0 ? g_strdup (REQUEST) : crlf (REQUEST);
      Result result = read_text (changed);
      const UmTraceMessage *in = &result.messages[0], *out = &result.messages[1];

      assert_int_equal (result.n, 2);
      assert_endpoint (&in->datagram.source, "203.0.113.9:5060");
      assert_int_equal (in->datagram.destination.address.family, UM_FAMILY_NONE);
      assert_int_equal (in->datagram.destination.port, 0);
      assert_endpoint (&out->datagram.destination, "203.0.113.9:5061");
      assert_int_equal (out->datagram.source.address.family, UM_FAMILY_NONE);
      assert_int_equal (out->datagram.source.port, 0);
      assert_slice (in->envelope, "Received packet from 203.0.113.9:5060");
      assert_slice (out->envelope, "Sent packet to 203.0.113.9:5061");
      assert_string_equal (in->format, "generic");
      assert_int_equal (in->datagram.transport, UM_TRANSPORT_UNKNOWN);
      assert_slice (in->datagram.payload, payload);
      result_clear (&result);
    }
}

static void
an_envelope_serves_one_message_only (void **state)
{
  Result result = read_text ("Received packet from 203.0.113.9:5060\n" REQUEST "\n" RESPONSE);

  assert_int_equal (result.n, 2);
  assert_string_equal (result.messages[0].format, "generic");
  assert_null (result.messages[1].format);
  assert_endpoint (&result.messages[1].datagram.source, "");
  result_clear (&result);
}

static void
an_envelope_of_something_else_is_not_borrowed (void **state)
{
  Result result = read_text ("Received packet from 203.0.113.9:5060\none\ntwo\nthree\n" REQUEST);
  Result ended = read_text ("<--- SIP read from UDP:203.0.113.9:5060 --->\n\n<------------->\n"
                            REQUEST);

  assert_int_equal (result.n, 1);
  assert_null (result.messages[0].format);
  assert_int_equal (ended.n, 1);
  assert_null (ended.messages[0].format);
  result_clear (&result);
  result_clear (&ended);
}

static void
sipfrag_is_not_a_message (void **state)
{
  const char *notify = "NOTIFY sip:a@192.0.2.1 SIP/2.0\n" HEADERS
                       "Content-Type: message/sipfrag\nContent-Length: 16\n\n"
                       "SIP/2.0 200 OK\n";
  const char *multipart = "NOTIFY sip:a@192.0.2.1 SIP/2.0\n" HEADERS
                          "Content-Type: multipart/mixed;boundary=x\nContent-Length: 61\n\n"
                          "--x\nContent-Type: message/sipfrag\n\nSIP/2.0 200 OK\n--x--\n";
  g_autofree char *text = g_strconcat (notify, "\n", multipart, "\n", RESPONSE, NULL);
  Result result = read_text (text);

  assert_int_equal (result.n, 3);
  assert_slice (result.messages[0].datagram.payload, notify);
  assert_slice (result.messages[1].datagram.payload, multipart);
  assert_slice (result.messages[2].datagram.payload, RESPONSE);
  result_clear (&result);
}

static void
lost_body_does_not_swallow_the_next_message (void **state)
{
  const char *headers = "INVITE sip:bob@example.com SIP/2.0\n" HEADERS
                        "Content-Type: application/sdp\nContent-Length: 200\n\n";
  g_autofree char *text = g_strconcat (headers, RESPONSE, NULL);
  Result result = read_text (text);

  assert_int_equal (result.n, 2);
  assert_slice (result.messages[0].datagram.payload, headers);
  result_clear (&result);
}

typedef struct
{
  const char *label;
  const char *text;
  const char *payload; /* NULL: no message */
} CleanRow;

#define SHORT "SIP/2.0 200 OK\nVia: SIP/2.0/UDP 192.0.2.1\nCSeq: 1 BYE\n\n"

static const CleanRow clean_rows[] = {
  { "quoted", "> SIP/2.0 200 OK\n> Via: SIP/2.0/UDP 192.0.2.1\n> CSeq: 1 BYE\n>\n", SHORT },
  { "line numbers",
    "  8. SIP/2.0 200 OK\n  9. Via: SIP/2.0/UDP 192.0.2.1\n 10. CSeq: 1 BYE\n 11. \n", SHORT },
  { "log stamps",
    "[May 16 13:55:17] SIP/2.0 200 OK\n[May 16 13:55:17] Via: SIP/2.0/UDP 192.0.2.1\n"
    "[May 16 13:55:18] CSeq: 1 BYE\n[May 16 13:55:18] \n[May 16 13:55:18] --- end\n",
    SHORT },
  { "syslog",
    "<134>Feb 16 11:19:13 sua [1176]: DLG <6+info > [001] SIP/2.0 200 OK\n"
    "<134>Feb 16 11:19:13 sua [1176]: DLG <6+info > [001] Via: SIP/2.0/UDP 192.0.2.1\n"
    "<134>Feb 16 11:19:13 sua [1176]: DLG <6+info > [001] CSeq: 1 BYE\n"
    "<134>Feb 16 11:19:13 sua [1176]: DLG <6+info > [001]\nother\n",
    SHORT },
  { "bullets", "- SIP/2.0 200 OK\n- Via: SIP/2.0/UDP 192.0.2.1\n- CSeq: 1 BYE\n\n", SHORT },
  { "indented", "    SIP/2.0 200 OK\n    Via: SIP/2.0/UDP 192.0.2.1\n    CSeq: 1 BYE\n\n", SHORT },
  { "indented, and folded on top",
    "  SIP/2.0 200 OK\n  Via: SIP/2.0/UDP\n    192.0.2.1\n  CSeq: 1 BYE\n\n",
    "SIP/2.0 200 OK\nVia: SIP/2.0/UDP\n  192.0.2.1\nCSeq: 1 BYE\n\n" },
  { "folding is not an indentation", "SIP/2.0 200 OK\nVia: SIP/2.0/UDP\n  192.0.2.1\n\n",
    "SIP/2.0 200 OK\nVia: SIP/2.0/UDP\n  192.0.2.1\n\n" },
  { "indented headers behind a plain start line stay", "SIP/2.0 200 OK\n Via: x\n CSeq: 1 BYE\n\n",
    NULL },
  { "the block ends where the prefix does",
    "> SIP/2.0 200 OK\n> Via: SIP/2.0/UDP 192.0.2.1\n> CSeq: 1 BYE\n> \nI think so.\n", SHORT },
  { "only the start line has something in front: nothing is stripped",
    "tx: SIP/2.0 200 OK\nVia: SIP/2.0/UDP 192.0.2.1\nCSeq: 1 BYE\n\n", SHORT },
  { "ngrep dots", "SIP/2.0 200 OK.\nVia: SIP/2.0/UDP 192.0.2.1.\nCSeq: 1 BYE.\n.\n", SHORT },
  { "one dot is a dot", "SIP/2.0 200 OK.\nVia: SIP/2.0/UDP 192.0.2.1\nCSeq: 1 BYE\n\n",
    "SIP/2.0 200 OK.\nVia: SIP/2.0/UDP 192.0.2.1\nCSeq: 1 BYE\n\n" },
  { "double spacing", "SIP/2.0 200 OK\n\nVia: SIP/2.0/UDP 192.0.2.1\n\nCSeq: 1 BYE\n\n\n\n",
    SHORT },
  { "blanks in the empty line", "SIP/2.0 200 OK\nVia: SIP/2.0/UDP 192.0.2.1\nCSeq: 1 BYE\n  \n",
    SHORT },
  { "rsyslog",
    "Jan  5 10:00:00 pbx sip: SIP/2.0 200 OK#015#012Via: SIP/2.0/UDP 192.0.2.1#015#012"
    "CSeq: 1 BYE#015#012#015#012\nnext\n",
    "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.1\r\nCSeq: 1 BYE\r\n\r\n" },
  { "Kiwi",
    "SIP/2.0 200 OK<013><010>Via: SIP/2.0/UDP 192.0.2.1<013><010>CSeq: 1 BYE<013><010><013><010>",
    "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.1\r\nCSeq: 1 BYE\r\n\r\n" },
  { "JSON",
    "{\"a\":1,\"text\":\"BYE sip:a@b SIP/2.0\\r\\nVia: \\\"x\\\"\\r\\n\\r\\n\",\"b\":2}\n",
    "BYE sip:a@b SIP/2.0\r\nVia: \"x\"\r\n\r\n" },
  { "chan_sip's debug lines",
    "[2026-01-05 10:00:00] DEBUG[35] chan_sip.c:  Header  0 [ 14]: SIP/2.0 200 OK\n"
    "[2026-01-05 10:00:00] DEBUG[35] chan_sip.c:  Header  1 [ 26]: Via: SIP/2.0/UDP 192.0.2.1\n"
    "[2026-01-05 10:00:01] DEBUG[35] chan_sip.c:  Header  2 [ 11]: CSeq: 1 BYE\n"
    "[2026-01-05 10:00:01] DEBUG[35] chan_sip.c:  Header  3 [  0]: \n"
    "[2026-01-05 10:00:01] DEBUG[35] chan_sip.c: something else\n",
    SHORT },
  { "chan_sip's debug lines with a body",
    "chan_sip.c:  Header 0 [ 14]: SIP/2.0 200 OK\nchan_sip.c:  Header 1 [ 26]: Via: x\n"
    "chan_sip.c:  Header 2 [ 0]: \nchan_sip.c:    Body 0 [ 3]: v=0\n"
    "chan_sip.c:    Body 1 [ 20]: c=IN IP4 192.168.1.1\nchan_sip.c: end\n",
    "SIP/2.0 200 OK\nVia: x\n\nv=0\nc=IN IP4 192.168.1.1\n" },
  { "chan_sip's debug lines of old",
    "DEBUG[1]: Header 0: SIP/2.0 200 OK (14)\nDEBUG[1]: Header 1: Via: x(y) (9)\n"
    "DEBUG[1]: Header 2:  (0)\nDEBUG[1]: Line: v=0 (3)\n",
    "SIP/2.0 200 OK\nVia: x(y)\n\nv=0\n" },
  { "FortiGate's dump without hex",
    "(SIP/2.0 200 OK..Via: SIP/2.0/UDP 192.0.2.1..CSeq: 1 BYE....)]\n",
    "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.1\r\nCSeq: 1 BYE\r\n\r\n" },
  { "dots that are dots", "(SIP/2.0 200 OK..Via: a..b.example..CSeq: 1 BYE....)",
    "SIP/2.0 200 OK\r\nVia: a..b.example\r\nCSeq: 1 BYE\r\n\r\n" },
  { "a cell of a table",
    "1,\"SIP/2.0 200 OK\nVia: x\nFrom: \"\"Bob\"\" <sip:b@192.0.2.1>\n\n\",2\n",
    "SIP/2.0 200 OK\nVia: x\nFrom: \"Bob\" <sip:b@192.0.2.1>\n\n" },
  { "a cell with escapes", "1\tSIP/2.0 200 OK\\r\\nVia: x\\r\\n\\r\\n\t2\n",
    "SIP/2.0 200 OK\r\nVia: x\r\n\r\n" },
  { "a quote that is none", "he said \"SIP/2.0 200 OK\nVia: x\nCSeq: 1 BYE\n\n",
    "SIP/2.0 200 OK\nVia: x\nCSeq: 1 BYE\n\n" },
  { "a page of HTML",
    "<html><body><pre>SIP/2.0 200 OK\nFrom: &lt;sip:b@192.0.2.1&gt;\n\n</pre></body></html>",
    "SIP/2.0 200 OK\nFrom: <sip:b@192.0.2.1>\n\n" },
  { "a page of HTML without pre",
    "<div>SIP/2.0 200 OK<br>\nFrom: &lt;sip:b@192.0.2.1&gt;<br>\n<br></div>",
    "SIP/2.0 200 OK\nFrom: <sip:b@192.0.2.1>\n\n" },
  { "RTF", "{\\rtf1\\ansi SIP/2.0 200 OK\\par\nFrom: <sip:b@192.0.2.1>\\par\n\\par\n}",
    "SIP/2.0 200 OK\nFrom: <sip:b@192.0.2.1>\n\n" },
  { "escapes of a later line stay", "SIP/2.0 200 OK\nVia: SIP/2.0/UDP 192.0.2.1#015#012\n\n",
    "SIP/2.0 200 OK\nVia: SIP/2.0/UDP 192.0.2.1#015#012\n\n" },
  { "Windows-1252", "SIP/2.0 200 OK\nFrom: \"J\xf6rg\" <sip:j@192.0.2.1>\n\n",
    "SIP/2.0 200 OK\nFrom: \"J\xf6rg\" <sip:j@192.0.2.1>\n\n" },
  { "UTF-8 byte-order mark", "\xef\xbb\xbf" SHORT, SHORT },
};

static void
what_every_line_has_is_stripped_and_nothing_else (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (clean_rows); i++)
    {
      Result result = read_text (clean_rows[i].text);

      print_message ("%s\n", clean_rows[i].label);
      assert_int_equal (result.n, clean_rows[i].payload != NULL ? 1 : 0);
      if (result.n == 1)
        assert_slice (result.messages[0].datagram.payload, clean_rows[i].payload);
      result_clear (&result);
    }
}

static void
utf16_is_read_in_both_orders (void **state)
{
  const char *text = "Received packet from 203.0.113.9:5060\n" REQUEST;

  for (gsize order = 0; order < 2; order++)
    {
      g_autoptr (GString) wide = g_string_new (NULL);
      Result result;

      g_string_append_len (wide, order == 0 ? "\xff\xfe" : "\xfe\xff", 2);
      for (const char *p = text; *p != '\0'; p++)
        {
          g_string_append_c (wide, order == 0 ? *p : '\0');
          g_string_append_c (wide, order == 0 ? '\0' : *p);
        }
      result = read_slice (guard_buffer_copy (wide->str, wide->len));
      assert_int_equal (result.n, 1);
      assert_slice (result.messages[0].datagram.payload, REQUEST);
      assert_string_equal (result.messages[0].format, "generic");
      assert_int_equal (um_text_trace_get_offset (result.trace), wide->len);
      assert_true (um_text_trace_is_text (um_slice_new (wide->str, wide->len)));
      result_clear (&result);
    }
}

static void
masked_addresses_are_counted_once_per_message (void **state)
{
  static const struct
  {
    const char *line;
    guint64 count;
  } lines[] = {
    { "Via: SIP/2.0/UDP xxx.xxx.xxx.xxx:5060;branch=z9hG4bK1", 1 },
    { "Via: SIP/2.0/UDP x.x.x.x;branch=z9hG4bK1", 1 },
    { "v: SIP/2.0/UDP 198.51.XX.XX:5060", 1 },
    { "Contact: <sip:alice@xxx.xxx.xxx.xxx:5060>", 1 },
    { "Contact: <sip:[email protected]>", 1 },
    { "Contact: <sip:alice@198.51.100.300:5060>", 1 },
    { "m: <sip:198.51.100.300>\nVia: SIP/2.0/UDP x.x.x.x", 1 },
    { "Content-Length: 20\n\nv=0\nc=IN IP4 xxx.xxx.xxx.xxx", 1 },
    { "Via: SIP/2.0/UDP 192.0.2.1:5060;received=198.51.100.3", 0 },
    { "Via: SIP/2.0/UDP pbx.example.com:5060", 0 },
    { "Contact: <sip:alice@192.0.2.1>;+u.version=5.9.5.0614", 0 },
    { "User-Agent: Phone x.x.x.x 1.2.3.400", 0 },
    { "From: ;tag=1", 1 },
    { "Contact: ;+sip.instance=\"\"", 1 },
    { "t: \"Bob\" ;tag=2", 1 },
    { "Contact:", 1 },
    { "Contact:\n <sip:bob@192.0.2.1>", 0 },
    { "Contact: *", 0 },
    { "From: \"Bob\" <sip:bob@192.0.2.1>;tag=1", 0 },
    { "From: sip:bob@192.0.2.1;tag=1", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *text = g_strconcat ("SIP/2.0 200 OK\n", lines[i].line, "\n\n", NULL);
      Result result = read_text (text);

      print_message ("%s\n", lines[i].line);
      assert_int_equal (result.n, 1);
      assert_int_equal (result.damage.count[UM_DAMAGE_MASKED_ADDRESSES], lines[i].count);
      result_clear (&result);
    }
}

#define BYTES(literal) { literal, sizeof (literal) - 1 }

static void
text_is_told_from_everything_else (void **state)
{
  static const struct
  {
    UmSlice bytes;
    gboolean is_text;
  } samples[] = {
    { BYTES ("plain words\r\n\tand a tab"), TRUE },
    { BYTES ("J\xc3\xb6rg"), TRUE },
    { BYTES ("Herr J\xf6rg ruft an, sagt er"), TRUE },
    { BYTES ("\033[0mcolours\033[1m of a terminal"), TRUE },
    { BYTES ("\xef\xbb\xbfmark"), TRUE },
    { BYTES ("\xff\xfe" "a\0b\0"), TRUE },
    { BYTES ("cut here: \xe2\x82"), TRUE },
    { BYTES ("a\0b"), FALSE },
    { BYTES ("%PDF-1.4 looks like text"), FALSE },
    { BYTES ("\x89PNG\r\n\x1a\n"), FALSE },
    { BYTES ("\xff\xd8\xff\xe0 JFIF"), FALSE },
    { BYTES ("PK\x03\x04 and so on"), FALSE },
    { BYTES ("\x1f\x8b\x08 packed"), FALSE },
    { BYTES ("\x7f" "ELF\x01\x01"), FALSE },
    { BYTES ("\x01\x02\x03\x04 abcdef"), FALSE },
    { BYTES ("\x80\x81\x92\x93\xa0\xb1 abc"), FALSE },
    { BYTES (""), FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      UmSlice bytes = guard_buffer_copy (samples[i].bytes.data, samples[i].bytes.len);

      print_message ("sample %" G_GSIZE_FORMAT "\n", i);
      assert_int_equal (um_text_trace_is_text (bytes), samples[i].is_text);
    }
}

#undef BYTES

/* One line of JSON holds a whole call. */
static void
one_line_may_hold_many_messages (void **state)
{
  Result result = read_text ("{\"calls\":[{\"raw\":\"BYE sip:a@b SIP/2.0\\r\\nVia: x\\r\\n\\r\\n\"},"
                             "{\"raw\":\"SIP/2.0 200 OK\\r\\nVia: x\\r\\n\\r\\n\"}]}\n" RESPONSE);

  assert_int_equal (result.n, 3);
  assert_slice (result.messages[0].datagram.payload, "BYE sip:a@b SIP/2.0\r\nVia: x\r\n\r\n");
  assert_slice (result.messages[1].datagram.payload, "SIP/2.0 200 OK\r\nVia: x\r\n\r\n");
  assert_slice (result.messages[2].datagram.payload, RESPONSE);
  result_clear (&result);
}

/* chan_sip prints a message and, with its debugging on, again line by line: that is one message. Two
 * that are told line by line only are two. */
static void
a_message_that_is_told_twice_counts_once (void **state)
{
  const char *numbered = "chan_sip.c:  Header 0 [ 14]: SIP/2.0 200 OK\n"
                         "chan_sip.c:  Header 1 [ 26]: Via: SIP/2.0/UDP 192.0.2.1\n"
                         "chan_sip.c:  Header 2 [ 0]: \n";
  g_autofree char *twice = g_strconcat ("<--- SIP read from UDP:203.0.113.9:5060 --->\n" SHORT
                                        "<------------->\n", numbered, NULL);
  g_autofree char *two = g_strconcat (numbered, numbered, NULL);
  Result one = read_text (twice);
  Result both = read_text (two);

  assert_int_equal (one.n, 1);
  assert_slice (one.messages[0].datagram.payload, SHORT);
  assert_endpoint (&one.messages[0].datagram.source, "203.0.113.9:5060");
  assert_int_equal (both.n, 2);
  result_clear (&one);
  result_clear (&both);
}

static void
parts_are_joined_only_when_they_follow (void **state)
{
  const char *first = "x [Part 01 of 02]\nSIP/2.0 200 OK\nVia: SIP/2.0/UDP 192.0";
  g_autofree char *joined = g_strconcat (first, "\nx [Part 02 of 02]\n.2.1\nCSeq: 1 BYE\n\n", NULL);
  g_autofree char *whole = g_strconcat (first, ".2.1\nx [Part 02 of 02]\nCSeq: 1 BYE\n\n", NULL);
  g_autofree char *alone = g_strconcat ("x [Part 02 of 02]\n.2.1\nCSeq: 1 BYE\n\n", SHORT, NULL);
  Result results[3] = { read_text (joined), read_text (whole), read_text (alone) };

  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    {
      assert_int_equal (results[i].n, 1);
      assert_slice (results[i].messages[0].datagram.payload, SHORT);
      result_clear (&results[i]);
    }
}

/* What a stream of any length gives is what its bytes give, and takes no more memory than a window. */
static void
a_long_log_is_read_as_it_comes (void **state)
{
  const char *piece = "2026-01-05 10:00:00 nothing\n2026-01-05 10:00:00 nothing again\n"
                      "2026-01-05 10:00:00 Received packet from 203.0.113.9:5060\n" WITH_SDP
                      "2026-01-05 10:00:01 more\n";
  guint64 size = 6000 * strlen (piece);
  g_autoptr (GInputStream) stream = test_stream_new (um_slice_from_string (piece), size, FALSE);
  g_autoptr (UmTextTrace) trace = um_text_trace_new (stream);
  g_autoptr (GError) error = NULL;
  UmDamage damage = { 0 };
  UmTraceMessage message;
  guint n = 0;

  while (um_text_trace_next (trace, &message, &damage, NULL, &error))
    {
      n++;
      assert_slice (message.datagram.payload, WITH_SDP);
      assert_endpoint (&message.datagram.source, "203.0.113.9:5060");
      assert_true (message.datagram.time_us != UM_TIME_UNKNOWN);
    }
  assert_null (error);
  assert_int_equal (n, 6000);
  assert_int_equal (um_text_trace_get_offset (trace), size);
}

/* Several MiB without a line end, and SIP behind it. */
static void
a_line_of_any_length_is_passed_over (void **state)
{
  g_autofree char *line = g_strnfill (5 * 1024 * 1024, 'x');
  g_autofree char *text = g_strconcat (line, " SIP/2.0 ", line, "\n", RESPONSE, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);
  g_autoptr (UmTextTrace) trace = um_text_trace_new (stream);
  UmDamage damage = { 0 };
  UmTraceMessage message;

  assert_true (um_text_trace_next (trace, &message, &damage, NULL, NULL));
  assert_slice (message.datagram.payload, RESPONSE);
  assert_false (um_text_trace_next (trace, &message, &damage, NULL, NULL));
}

static void
a_message_without_end_is_cut_and_counted (void **state)
{
  g_autoptr (GString) text = g_string_new (RESPONSE "INVITE sip:bob@example.com SIP/2.0\n");
  Result result;

  while (text->len < 2 * UM_LIMIT_SIP_MESSAGE)
    g_string_append (text, "X-Padding: and so on\n");
  g_string_append (text, "\n" RESPONSE);
  result = read_slice (um_slice_new (text->str, text->len));
  assert_int_equal (result.n, 3);
  assert_true (result.messages[1].datagram.payload.len <= UM_LIMIT_SIP_MESSAGE + 100);
  assert_int_equal (result.damage.count[UM_DAMAGE_LIMIT_REACHED], 1);
  assert_slice (result.messages[2].datagram.payload, RESPONSE);
  result_clear (&result);
}

static void
messages_before_a_failure_come_first (void **state)
{
  const char *text = REQUEST RESPONSE;
  g_autoptr (GInputStream) stream = test_stream_new (um_slice_from_string (text), strlen (text),
                                                     TRUE);
  g_autoptr (UmTextTrace) trace = um_text_trace_new (stream);
  g_autoptr (GError) error = NULL;
  UmDamage damage = { 0 };
  UmTraceMessage message;

  assert_true (um_text_trace_next (trace, &message, &damage, NULL, &error));
  assert_slice (message.datagram.payload, REQUEST);
  assert_true (um_text_trace_next (trace, &message, &damage, NULL, &error));
  assert_slice (message.datagram.payload, RESPONSE);
  assert_null (error);
  assert_false (um_text_trace_next (trace, &message, &damage, NULL, &error));
  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_FAILED));
}

/* Fed with every prefix: it ends, and no message reaches beyond what was given. */
static void
every_prefix_of_a_trace_ends (void **state)
{
  const char *text = "2026-01-05 10:00:00 Received packet from 203.0.113.9:5060\r\n" WITH_SDP
                     "\n<--- Transmitting (NAT) to 203.0.113.9:5060 --->\n" RESPONSE
                     "\n> SIP/2.0 200 OK\n> Via: x\n>\n> v=0\n"
                     "BYE sip:a@b SIP/2.0#015#012Via: x#015#012\n"
                     "SIP/2.0 200 OK.\nVia: x.\n.\nv=0.\n";
  gsize len = strlen (text);

  for (gsize i = 0; i <= len; i++)
    {
      char *copy = g_memdup2 (text, MAX (i, 1)); /* its end is the sanitizer's red zone */
      g_autoptr (GBytes) bytes = g_bytes_new_take (copy, i);
      g_autoptr (UmTextTrace) trace = um_text_trace_new_for_bytes (bytes);
      UmDamage damage = { 0 };
      UmTraceMessage message;
      gsize messages = 0, payload = 0;

      while (um_text_trace_next (trace, &message, &damage, NULL, NULL))
        {
          UmSlice bytes_of = message.datagram.payload;

          assert_true (++messages <= 5);
          assert_true (bytes_of.len > 0);
          payload += bytes_of.len;
          if (bytes_of.data >= copy && bytes_of.data < copy + i)
            assert_true (um_slice_end (bytes_of) <= copy + i);
          assert_true (um_text_trace_get_offset (trace) <= i);
        }
      assert_true (payload <= i);
      assert_int_equal (um_text_trace_get_offset (trace), i);
      if (i == len)
        assert_int_equal (messages, 5);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (messages_are_found_by_their_start_lines),
    cmocka_unit_test (what_only_begins_like_sip_is_counted),
    cmocka_unit_test (generic_envelope_gives_the_remote_end),
    cmocka_unit_test (an_envelope_serves_one_message_only),
    cmocka_unit_test (an_envelope_of_something_else_is_not_borrowed),
    cmocka_unit_test (sipfrag_is_not_a_message),
    cmocka_unit_test (lost_body_does_not_swallow_the_next_message),
    cmocka_unit_test (what_every_line_has_is_stripped_and_nothing_else),
    cmocka_unit_test (utf16_is_read_in_both_orders),
    cmocka_unit_test (masked_addresses_are_counted_once_per_message),
    cmocka_unit_test (text_is_told_from_everything_else),
    cmocka_unit_test (one_line_may_hold_many_messages),
    cmocka_unit_test (a_message_that_is_told_twice_counts_once),
    cmocka_unit_test (parts_are_joined_only_when_they_follow),
    cmocka_unit_test (a_long_log_is_read_as_it_comes),
    cmocka_unit_test (a_line_of_any_length_is_passed_over),
    cmocka_unit_test (a_message_without_end_is_cut_and_counted),
    cmocka_unit_test (messages_before_a_failure_come_first),
    cmocka_unit_test (every_prefix_of_a_trace_ends),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
