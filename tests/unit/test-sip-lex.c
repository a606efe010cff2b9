#include "support/test.h"

#include "dissect/sip-lex.h"
#include "support/guard-buffer.h"

typedef const char *Scan (const char *position, const char *end);

typedef struct
{
  const char *label;
  Scan *scan;
  UmSlice text;
  gsize expected; /* how far the scan gets */
} ScanRow;

static const ScanRow scan_rows[] = {
  { "token up to the colon", um_sip_lex_skip_token, UM_SLICE ("Via: a"), 3 },
  { "every token mark", um_sip_lex_skip_token, UM_SLICE ("aZ09-.!%*_+`'~("), 14 },
  { "no token at all", um_sip_lex_skip_token, UM_SLICE ("<a>"), 0 },
  { "token ends at a NUL", um_sip_lex_skip_token, UM_SLICE ("ab\0cd"), 2 },
  { "token ends at a high byte", um_sip_lex_skip_token, UM_SLICE ("ab\xc3\xa9"), 2 },
  { "token runs to the end", um_sip_lex_skip_token, UM_SLICE ("INVITE"), 6 },
  { "blanks", um_sip_lex_skip_blanks, UM_SLICE (" \t x"), 3 },
  { "line ends are no blanks", um_sip_lex_skip_blanks, UM_SLICE (" \r\n x"), 1 },
  { "nothing to skip", um_sip_lex_skip_blanks, UM_SLICE (""), 0 },
  { "quoted", um_sip_lex_skip_quoted, UM_SLICE ("\"ab\" c"), 4 },
  { "escaped quote", um_sip_lex_skip_quoted, UM_SLICE ("\"a\\\"b\"c"), 6 },
  { "escaped backslash before the end", um_sip_lex_skip_quoted, UM_SLICE ("\"a\\\\\"c"), 5 },
  { "quote without end", um_sip_lex_skip_quoted, UM_SLICE ("\"abc"), 4 },
  { "backslash as last byte", um_sip_lex_skip_quoted, UM_SLICE ("\"ab\\"), 4 },
  { "NUL inside quotes", um_sip_lex_skip_quoted, UM_SLICE ("\"a\0b\"c"), 5 },
  { "find CRLF", um_sip_lex_find_line_end, UM_SLICE ("ab\r\ncd"), 2 },
  { "find LF", um_sip_lex_find_line_end, UM_SLICE ("ab\ncd\r"), 2 },
  { "find lone CR", um_sip_lex_find_line_end, UM_SLICE ("ab\rcd\n"), 2 },
  { "no line end", um_sip_lex_find_line_end, UM_SLICE ("ab\0cd"), 5 },
  { "skip CRLF as one", um_sip_lex_skip_line_end, UM_SLICE ("\r\n\r\n"), 2 },
  { "skip LF", um_sip_lex_skip_line_end, UM_SLICE ("\n\n"), 1 },
  { "skip lone CR", um_sip_lex_skip_line_end, UM_SLICE ("\r\r\n"), 1 },
  { "CR as last byte", um_sip_lex_skip_line_end, UM_SLICE ("\r"), 1 },
  { "LF CR are two", um_sip_lex_skip_line_end, UM_SLICE ("\n\r"), 1 },
};

static void
scans_stop_where_they_promise (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (scan_rows); i++)
    {
      UmSlice text = guard_buffer_copy (scan_rows[i].text.data, scan_rows[i].text.len);
      const char *position = scan_rows[i].scan (text.data, um_slice_end (text));

      print_message ("%s\n", scan_rows[i].label);
      assert_int_equal (position - text.data, scan_rows[i].expected);
    }
}

static void
line_ends_are_found_at_any_distance (void **state)
{
  static char bytes[1200];

  for (gsize i = 0; i < sizeof bytes; i++)
    {
      UmSlice text;

      memset (bytes, 'x', sizeof bytes);
      bytes[i] = i % 2 == 0 ? '\r' : '\n';
      text = um_slice_new (bytes, sizeof bytes);
      assert_int_equal (um_sip_lex_find_line_end (text.data, um_slice_end (text)) - text.data, i);
    }
}

typedef struct
{
  gboolean expected;
  UmSlice line;
} StartRow;

static const StartRow start_rows[] = {
  { TRUE, UM_SLICE ("INVITE sip:1001@192.0.2.1 SIP/2.0") },
  { TRUE, UM_SLICE ("REGISTER sips:example.com SIP/2.0") },
  { TRUE, UM_SLICE ("INVITE tel:+15550100 SIP/2.0") },
  { TRUE, UM_SLICE ("OPTIONS unheard-of+scheme.1:anything SIP/2.0") },
  { TRUE, UM_SLICE ("!odd-Method*+`.%'~ sip:a SIP/2.0") },
  { TRUE, UM_SLICE ("INVITE  \t sip:a@b   SIP/2.0 \t") },
  { TRUE, UM_SLICE ("INVITE sip:a@b sip/2.0") },
  { TRUE, UM_SLICE ("SIP/2.0 200 OK") },
  { TRUE, UM_SLICE ("SIP/2.0 100 ") },
  { TRUE, UM_SLICE ("SIP/2.0 699") },
  { TRUE, UM_SLICE ("SIP/2.0  183  Session Progress") },
  { FALSE, UM_SLICE ("") },
  { FALSE, UM_SLICE (" ") },
  { FALSE, UM_SLICE ("INVITE") },
  { FALSE, UM_SLICE ("INVITE ") },
  { FALSE, UM_SLICE ("INVITE sip") },
  { FALSE, UM_SLICE ("INVITE sip:") },
  { FALSE, UM_SLICE ("INVITE sip: SIP/2.0") },
  { FALSE, UM_SLICE ("INVITE sip:a@b") },
  { FALSE, UM_SLICE ("INVITE sip:a@b SIP") },
  { FALSE, UM_SLICE ("INVITE sip:a@b SIP/2.") },
  { FALSE, UM_SLICE ("INVITE sip:a@b SIP/2.01") },
  { FALSE, UM_SLICE ("INVITE sip:a@b SIP/2.0/UDP") },
  { FALSE, UM_SLICE ("INVITE sip:a@b SIP/2.0 and more") },
  { FALSE, UM_SLICE ("INVITE sip:a@b and more SIP/2.0") },
  { FALSE, UM_SLICE ("INVITE sip:a@bSIP/2.0") },
  { FALSE, UM_SLICE ("INVITE 1001 SIP/2.0") },
  { FALSE, UM_SLICE ("INVITE 12:30:11 SIP/2.0") },
  { FALSE, UM_SLICE ("INVITE sip:a\0b SIP/2.0") },
  { FALSE, UM_SLICE ("INVITE\0sip:a@b SIP/2.0") },
  { FALSE, UM_SLICE (" INVITE sip:a@b SIP/2.0") },
  { FALSE, UM_SLICE ("GET /index.html HTTP/1.1") },
  { FALSE, UM_SLICE ("GET http://example.com/ HTTP/1.1") },
  { FALSE, UM_SLICE ("HTTP/1.1 200 OK") },
  { FALSE, UM_SLICE ("DESCRIBE rtsp://example.com/stream RTSP/1.0") },
  { FALSE, UM_SLICE ("RTSP/1.0 200 OK") },
  { FALSE, UM_SLICE ("M-SEARCH * HTTP/1.1") },
  { FALSE, UM_SLICE ("Via: SIP/2.0/UDP 192.0.2.1") },
  { FALSE, UM_SLICE ("Supported protocol: SIP/2.0") },
  { FALSE, UM_SLICE ("The phone sent an INVITE sip:a@b SIP/2.0") },
  { FALSE, UM_SLICE ("SIP/2.0") },
  { FALSE, UM_SLICE ("SIP/2.0 ") },
  { FALSE, UM_SLICE ("SIP/2.0/UDP 192.0.2.1") },
  { FALSE, UM_SLICE ("SIP/2.0 is a protocol") },
  { FALSE, UM_SLICE ("SIP/2.0 20 OK") },
  { FALSE, UM_SLICE ("SIP/2.0 2000 OK") },
  { FALSE, UM_SLICE ("SIP/2.0 099 OK") },
  { FALSE, UM_SLICE ("SIP/2.0 700 OK") },
  { FALSE, UM_SLICE ("SIP/2.0 200OK") },
  { FALSE, UM_SLICE ("SIP/2.0200 OK") },
};

static void
start_lines_are_told_from_other_text (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (start_rows); i++)
    {
      UmSlice line = start_rows[i].line;

      print_message ("%.*s\n", (int) line.len, line.data);
      assert_int_equal (um_sip_lex_is_start_line (guard_buffer_copy (line.data, line.len)),
                        start_rows[i].expected);
    }
  assert_false (um_sip_lex_is_start_line (UM_SLICE_UNSET));
}

static void
lines_come_one_by_one_whatever_ends_them (void **state)
{
  static const char *const expected[] = { "a", "b", "", "c", "d" };
  UmSlice rest = guard_buffer_string ("a\r\nb\n\nc\rd");

  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      UmSlice line;

      assert_true (rest.len > 0);
      line = um_sip_lex_next_line (&rest);
      assert_true (um_slice_equal (line, um_slice_from_string (expected[i])));
    }
  assert_int_equal (rest.len, 0);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (scans_stop_where_they_promise),
    cmocka_unit_test (line_ends_are_found_at_any_distance),
    cmocka_unit_test (start_lines_are_told_from_other_text),
    cmocka_unit_test (lines_come_one_by_one_whatever_ends_them),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
