#include "support/test.h"

#include "core/text.h"
#include "support/guard-buffer.h"

typedef struct
{
  const char *label;
  const char *bytes;
  const char *printed;
} Row;

static const Row rows[] = {
  { "plain", "Contact: <sip:a@b>", "Contact: <sip:a@b>" },
  { "tab stays", "a\tb", "a\tb" },
  { "umlaut stays", "J\xc3\xb6rg", "J\xc3\xb6rg" },
  { "latin-1 is shown as bytes", "J\xf6rg", "J\\xF6rg" },
  { "cut UTF-8 at the end", "a\xe2\x82", "a\\xE2\\x82" },
  { "escape sequence", "\x1b[31mred", "\\x1B[31mred" },
  { "C1 control", "a\xc2\x9b" "b", "a\\u{009B}b" },
  { "right-to-left override", "a\xe2\x80\xae" "b", "a\\u{202E}b" },
  { "line separator", "a\xe2\x80\xa8" "b", "a\\u{2028}b" },
};

static void
untrusted_bytes_become_printable (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *printed = um_text_escape (guard_buffer_string (rows[i].bytes));

      print_message ("%s\n", rows[i].label);
      assert_string_equal (printed, rows[i].printed);
      assert_true (g_utf8_validate (printed, -1, NULL));
    }
}

static void
nul_bytes_do_not_end_the_text (void **state)
{
  g_autofree char *printed = um_text_escape (guard_buffer_copy ("a\0b", 3));

  assert_string_equal (printed, "a\\x00b");
}

static void
offsets_move_with_the_escapes (void **state)
{
  gsize offsets[] = { 0, 1, 2, 3 };
  g_autofree char *printed
      = um_text_escape_with_offsets (guard_buffer_copy ("\xf6" "ab", 3), offsets, 4);

  assert_string_equal (printed, "\\xF6ab");
  assert_int_equal (offsets[0], 0);
  assert_int_equal (offsets[1], 4);
  assert_int_equal (offsets[2], 5);
  assert_int_equal (offsets[3], 6);
}

static void
long_text_is_cut_by_characters (void **state)
{
  g_autofree char *cut = um_text_shorten (UM_SLICE ("\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4"), 3);
  g_autofree char *whole = um_text_shorten (UM_SLICE ("abc"), 3);

  assert_string_equal (cut, "\xc3\xa4\xc3\xa4…");
  assert_string_equal (whole, "abc");
}

static void
times_are_utc_with_microseconds (void **state)
{
  g_autofree char *time = um_text_time (G_GINT64_CONSTANT (1767607200000042));
  g_autofree char *before_1970 = um_text_time (-1);

  assert_string_equal (time, "2026-01-05T10:00:00.000042Z");
  assert_string_equal (before_1970, "1969-12-31T23:59:59.999999Z");
  assert_null (um_text_time (UM_TIME_UNKNOWN));
  assert_null (um_text_time (G_MAXINT64));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (untrusted_bytes_become_printable),
    cmocka_unit_test (nul_bytes_do_not_end_the_text),
    cmocka_unit_test (offsets_move_with_the_escapes),
    cmocka_unit_test (long_text_is_cut_by_characters),
    cmocka_unit_test (times_are_utc_with_microseconds),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
