#include "support/test.h"

#include "probe/hop-quote.h"
#include "support/guard-buffer.h"

#define MARK "0badcafe011i"

#define START      "INVITE sip:unmangle-probe@" MARK ".invalid SIP/2.0\r\n"
#define CONTACT    "Contact: <sip:u@192.168.1.50:5060>\r\n"
#define VIA_BEGIN  "Via: SIP/2.0/UDP "
#define VIA        VIA_BEGIN "192.168.1.50:5060;rport;branch=z9hG4bK1\r\n"
#define REST       "CSeq: 1 INVITE\r\n"
#define LENGTH(n)  "Content-Length: " n "\r\n\r\n"
#define VERSION    "v=0\r\n"
#define ORIGIN     "o=- 1 1 IN IP4 192.168.1.50\r\n"
#define CONNECTION "c=IN IP4 192.168.1.50\r\n"
#define MEDIA      "m=audio 20000 RTP/AVP 0\r\n"

#define HEAD        SENT_TO_VIA REST
#define SENT_TO_VIA START CONTACT VIA
#define SENT        HEAD LENGTH ("82") VERSION ORIGIN CONNECTION MEDIA

/* A valid extension: version 2, no checksum, one object of 4 bytes. */
#define LABELS "\x20\x00\x00\x00\x00\x08\x01\x01\x12\x34\x51\x01"

typedef struct
{
  const char *label;
  UmSlice quote;
  gsize original;
  UmHopResult result;
  gssize quoted;     /* -1: not looked at */
  const char *lines; /* "number:before>after", one a line; NULL: none */
} Row;

#define BYTES(literal)              \
  {                                 \
    (literal), sizeof (literal) - 1 \
  }

static const Row rows[] = {
  { "all of it", BYTES (SENT), 0, UM_HOP_UNTOUCHED, sizeof SENT - 1, NULL },
  { "all of it, with its length", BYTES (SENT), sizeof SENT - 1, UM_HOP_UNTOUCHED, sizeof SENT - 1,
    NULL },
  { "zeros behind it", BYTES (SENT "\0\0\0\0"), 0, UM_HOP_UNTOUCHED, sizeof SENT - 1, NULL },
  { "a trailer behind it", BYTES (SENT "\x17 rubbish"), 0, UM_HOP_UNTOUCHED, -1, NULL },
  { "labels behind it", BYTES (SENT LABELS), sizeof SENT - 1, UM_HOP_UNTOUCHED, -1, NULL },
  { "nothing (28 bytes)", BYTES (""), 0, UM_HOP_SHORT, 0, NULL },
  { "the beginning of the first line", BYTES ("INVITE sip:unm"), 0, UM_HOP_SHORT, 14, NULL },
  { "cut behind a line", BYTES (START CONTACT), 0, UM_HOP_SHORT, sizeof (START CONTACT) - 1, NULL },
  { "cut in a line", BYTES (START CONTACT "Via: SIP/2.0/UDP 192"), 0, UM_HOP_SHORT,
    sizeof (START CONTACT) + 19, NULL },
  { "cut before a CR", BYTES (START "Contact: <sip:u@192.168.1.50:5060>"), 0, UM_HOP_SHORT, -1,
    NULL },
  { "cut in the last line", BYTES (HEAD LENGTH ("82") VERSION ORIGIN CONNECTION "m=audio 200"), 0,
    UM_HOP_SHORT, -1, NULL },
  { "padding with a length", BYTES (START CONTACT "\0\0\0\0\0\0" LABELS),
    sizeof (START CONTACT) + 5, UM_HOP_SHORT, -1, NULL },
  { "a line cut by padding is no change", BYTES (START CONTACT "Via: SIP/2.0/UDP 1\0\0\0"), 0,
    UM_HOP_SHORT, sizeof (START CONTACT) - 1, NULL },
  { "labels of an old box at 128 bytes",
    /* START CONTACT is 92 bytes, and 8 of Via follow; the extension begins with a blank. */
    BYTES (START CONTACT "Via: SIP" LABELS), 0, UM_HOP_SHORT, 100, NULL },
  { "rubbish", BYTES ("\xff\xfe\x00\x01\x80zz"), 0, UM_HOP_SHORT, 0, NULL },
  { "text of somebody else", BYTES ("HTTP/1.1 400 Bad\r\nContact: <sip:u@203.0.113.9>\r\n"), 0,
    UM_HOP_SHORT, 0, NULL },
  { "binary in a line is no change", BYTES (START "Contact: <sip:u@20\x01\x02:5060>\r\n"), 0,
    UM_HOP_SHORT, sizeof START - 1, NULL },
  { "Contact changed", BYTES (START "Contact: <sip:u@203.0.113.9:5060>\r\n"), 0, UM_HOP_CHANGED, -1,
    "2:Contact: <sip:u@192.168.1.50:5060>>Contact: <sip:u@203.0.113.9:5060>\n" },
  { "Contact changed, labels of an old box",
    /* one byte less in Contact: 9 of Via are quoted. */
    BYTES (START "Contact: <sip:u@203.0.113.9:5060>\r\nVia: SIP/" LABELS), 0, UM_HOP_CHANGED, 100,
    "2:Contact: <sip:u@192.168.1.50:5060>>Contact: <sip:u@203.0.113.9:5060>\n" },
  { "changed in the line that is cut", BYTES (START CONTACT "Via: SIP/2.0/UDP 203.0"), 0,
    UM_HOP_CHANGED, -1,
    "3:Via: SIP/2.0/UDP 192.168.1.50:5060;rport;branch=z9hG4bK1>Via: SIP/2.0/UDP 203.0\n" },
  { "SDP and Content-Length changed",
    BYTES (HEAD LENGTH ("80") VERSION "o=- 1 1 IN IP4 203.0.113.9\r\n"
                                      "c=IN IP4 203.0.113.9\r\n" MEDIA),
    0, UM_HOP_CHANGED, -1,
    "5:Content-Length: 82>Content-Length: 80\n"
    "8:o=- 1 1 IN IP4 192.168.1.50>o=- 1 1 IN IP4 203.0.113.9\n"
    "9:c=IN IP4 192.168.1.50>c=IN IP4 203.0.113.9\n" },
  { "Content-Length alone changed", BYTES (HEAD LENGTH ("0082") VERSION ORIGIN CONNECTION MEDIA), 0,
    UM_HOP_CHANGED, -1, "5:Content-Length: 82>Content-Length: 0082\n" },
  { "a line removed", BYTES (START VIA REST LENGTH ("82") VERSION ORIGIN CONNECTION MEDIA), 0,
    UM_HOP_CHANGED, -1, "2:Contact: <sip:u@192.168.1.50:5060>>-\n" },
  { "a line put in", BYTES (START CONTACT VIA "X-Alg: yes\r\n" REST), 0, UM_HOP_CHANGED, -1,
    "4:->X-Alg: yes\n" },
  { "a Via put on top", BYTES (START CONTACT "Via: SIP/2.0/UDP 203.0.113.9\r\n" VIA REST), 0,
    UM_HOP_CHANGED, -1, "3:->Via: SIP/2.0/UDP 203.0.113.9\n" },
  { "lines that changed places",
    BYTES (START VIA CONTACT REST LENGTH ("82") VERSION ORIGIN CONNECTION MEDIA), 0, UM_HOP_CHANGED,
    -1, NULL },
  { "the last line changed",
    BYTES (HEAD LENGTH ("82") VERSION ORIGIN CONNECTION "m=audio 30000 RTP/AVP 0\r\n"), 0,
    UM_HOP_CHANGED, -1, "10:m=audio 20000 RTP/AVP 0>m=audio 30000 RTP/AVP 0\n" },
  { "line end changed", BYTES (START "Contact: <sip:u@192.168.1.50:5060>\n" VIA), 0, UM_HOP_CHANGED,
    -1, "2:Contact: <sip:u@192.168.1.50:5060>\\x0D>Contact: <sip:u@192.168.1.50:5060>\n" },
  { "a line put in at the end", BYTES (SENT "a=alg:yes\r\n"), 0, UM_HOP_CHANGED, -1,
    "11:->a=alg:yes\n" },
};

static char *
print_lines (const UmExchange *exchange)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < exchange->lines->len; i++)
    {
      const UmExchangedLine *line = exchange->lines->pdata[i];

      g_string_append_printf (out, "%u:%s>%s\n", line->number,
                              line->before != NULL ? line->before : "-",
                              line->after != NULL ? line->after : "-");
    }
  return g_string_free (out, FALSE);
}

static UmExchange *
compare (UmSlice bytes, gsize original)
{
  UmHopQuote quote = { guard_buffer_copy (bytes.data, bytes.len), original, 28 };

  return um_hop_quote_compare ("INVITE", UM_SLICE (SENT), UM_SLICE (MARK), &quote);
}

static void
quotes_are_told_apart (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const Row *row = &rows[i];
      g_autoptr (UmExchange) exchange = compare (row->quote, row->original);
      g_autofree char *lines = print_lines (exchange);

      print_message ("%s\n", row->label);
      assert_string_equal (um_hop_result_name (exchange->result), um_hop_result_name (row->result));
      assert_int_equal (exchange->sent, sizeof SENT - 1);
      if (row->quoted >= 0)
        assert_int_equal (exchange->quoted, row->quoted);
      if (row->lines != NULL || row->result != UM_HOP_CHANGED)
        assert_string_equal (lines, row->lines != NULL ? row->lines : "");
    }
}

/* However long the quote is: the same text is never a change. */
static void
no_prefix_of_what_was_sent_is_a_change (void **state)
{
  for (gsize len = 0; len < sizeof SENT; len++)
    {
      g_autoptr (UmExchange) exchange = compare (um_slice_new (SENT, len), 0);
      g_autoptr (UmExchange) padded = NULL;
      g_autofree char *bytes = g_malloc0 (len + 8);

      memcpy (bytes, SENT, len);
      padded = compare (um_slice_new (bytes, len + 8), 0);
      assert_int_equal (exchange->result, len == sizeof SENT - 1 ? UM_HOP_UNTOUCHED : UM_HOP_SHORT);
      assert_int_equal (exchange->quoted, len);
      assert_int_equal (padded->result, exchange->result);
      assert_true (padded->quoted <= len);
    }
}

/* One flipped byte: never a crash; text is a change, anything else ends the quote. */
static void
every_other_byte_of_text_is_a_change_once_the_mark_is_there (void **state)
{
  for (gsize at = sizeof START - 1; at < sizeof SENT - 1; at++)
    {
      g_autofree char *bytes = g_memdup2 (SENT, sizeof SENT);
      g_autoptr (UmExchange) text = NULL;
      g_autoptr (UmExchange) binary = NULL;

      bytes[at] = bytes[at] == 'z' ? 'y' : 'z';
      text = compare (um_slice_new (bytes, sizeof SENT - 1), 0);
      bytes[at] = (char) 0x80;
      binary = compare (um_slice_new (bytes, sizeof SENT - 1), 0);
      assert_int_equal (text->result, UM_HOP_CHANGED);
      assert_int_equal (binary->result, UM_HOP_SHORT);
    }
}

/* Where the first change ends decides whether a shorter quote would have shown it. */
static void
first_change_is_the_end_of_its_line_as_sent (void **state)
{
  g_autoptr (UmExchange) contact =
      compare (UM_SLICE (START "Contact: <sip:u@203.0.113.9:5060>\r\n" VIA), 0);
  g_autoptr (UmExchange) added = compare (UM_SLICE (START "X: y\r\n" CONTACT VIA), 0);

  assert_int_equal (contact->first_change, sizeof (START CONTACT) - 1);
  assert_int_equal (added->first_change, sizeof SENT - 1);
}

static void
a_thousand_lines_are_cut_not_read (void **state)
{
  g_autoptr (GString) text = g_string_new (START);
  g_autoptr (UmExchange) exchange = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append (text, "\r\n");
  exchange = compare (um_slice_new (text->str, text->len), 0);
  assert_int_equal (exchange->result, UM_HOP_CHANGED);
  assert_in_range (exchange->lines->len, 1, 100);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (quotes_are_told_apart),
    cmocka_unit_test (no_prefix_of_what_was_sent_is_a_change),
    cmocka_unit_test (every_other_byte_of_text_is_a_change_once_the_mark_is_there),
    cmocka_unit_test (first_change_is_the_end_of_its_line_as_sent),
    cmocka_unit_test (a_thousand_lines_are_cut_not_read),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
