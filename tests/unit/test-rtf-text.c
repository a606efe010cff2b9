#include "support/test.h"

#include "io/rtf-text.h"

typedef struct
{
  const char *label;
  const char *rtf;
  const char *text;
} Row;

static const Row rows[] = {
  { "paragraphs", "{\\rtf1\\ansi a\\par b\\line c\\par\nd}", "a\nb\nc\nd" },
  { "the file's lines mean nothing", "{\\rtf1 a\r\nb}", "ab" },
  { "a backslash at the line end does", "{\\rtf1 a\\\nb}", "a\nb" },
  { "groups that are not shown",
    "{\\rtf1{\\fonttbl{\\f0 Courier;}}{\\colortbl;\\red0;}{\\*\\generator x;}{\\info{\\author y}}a}",
    "a" },
  { "formatting", "{\\rtf1\\f0\\fs20 a{\\b b}\\b0 c}", "abc" },
  { "escaped characters", "{\\rtf1 \\{a\\}\\\\ \\'41\\'e4\\~b\\_c}", "{a}\\ A\xc3\xa4 b-c" },
  { "unicode with its replacement", "{\\rtf1 \\u228?b\\u-3913 x}", "\xc3\xa4" "b\xef\x82\xb7" },
  { "cells", "{\\rtf1 a\\cell b\\cell\\row c\\tab d}", "a\tb\t\nc\td" },
  { "binary data", "{\\rtf1 a\\bin4 {{{{b}", "ab" },
  { "more closing braces than open ones", "{\\rtf1 a}}}b", "ab" },
  { "a group that is never closed", "{\\rtf1{\\pict abc", "" },
  { "a word without end", "{\\rtf1 a\\pa", "a" },
};

static char *
convert (const char *rtf, gsize piece)
{
  g_autoptr (GByteArray) into = g_byte_array_new ();
  UmSlice rest = um_slice_from_string (rtf);
  UmRtfText reader = { 0 };

  while (rest.len > 0)
    {
      um_rtf_text_push (&reader, um_slice_head (rest, piece), into);
      rest = um_slice_from (rest, piece);
    }
  return um_slice_dup (um_slice_new (into->data != NULL ? (const char *) into->data : "",
                                     into->len));
}

static void
control_words_go_and_lines_stay (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (gsize piece = 1; piece < 4; piece++)
      {
        g_autofree char *text = convert (rows[i].rtf, piece == 3 ? 4096 : piece);

        print_message ("%s, pieces %zu\n", rows[i].label, piece);
        assert_string_equal (text, rows[i].text);
      }
}

/* Depth is a number, not a stack: nothing recurses. */
static void
a_million_groups_cost_nothing (void **state)
{
  g_autofree char *open = g_strnfill (1000 * 1000, '{');
  g_autofree char *rtf = g_strconcat ("{\\rtf1 ", open, "a", NULL);
  g_autofree char *text = convert (rtf, 4096);

  assert_string_equal (text, "a");
}

static void
documents_are_told_by_their_first_word (void **state)
{
  assert_true (um_rtf_text_is_rtf (UM_SLICE ("{\\rtf1\\ansi")));
  assert_false (um_rtf_text_is_rtf (UM_SLICE ("{\"rtf\":1}")));
  assert_false (um_rtf_text_is_rtf (UM_SLICE ("")));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (control_words_go_and_lines_stay),
    cmocka_unit_test (a_million_groups_cost_nothing),
    cmocka_unit_test (documents_are_told_by_their_first_word),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
