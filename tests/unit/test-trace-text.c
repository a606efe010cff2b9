#include "support/test.h"

#include "core/limits.h"
#include "io/trace-text.h"
#include "support/guard-buffer.h"
#include "support/test-stream.h"

#define LOG "2026-01-05 10:00:00 nothing happened\n"

static UmSlice
read_all (UmTraceText *text)
{
  while (!um_trace_text_is_ended (text))
    assert_true (um_trace_text_read (text, 0, NULL, NULL));
  return um_trace_text_get_window (text);
}

static void
each_encoding_comes_out_as_text (void **state)
{
  static const struct
  {
    const char *label;
    UmSlice bytes;
    const char *text;
  } rows[] = {
    { "plain", { "a\nb", 3 }, "a\nb" },
    { "with a mark", { "\xef\xbb\xbf" "a", 4 }, "a" },
    { "UTF-16 LE", { "\xff\xfe" "a\0\xe4\0", 6 }, "a\xc3\xa4" },
    { "UTF-16 BE", { "\xfe\xff" "\0a\0\xe4", 6 }, "a\xc3\xa4" },
    { "UTF-16 beyond the plane", { "\xff\xfe" "\x3d\xd8\x42\xdc" "b\0", 8 }, "\xf0\x9f\x91\x82" "b" },
    { "UTF-16 with lone halves", { "\xff\xfe" "\x3d\xd8" "b\0" "\x42\xdc" "c", 9 },
      "\xef\xbf\xbd" "b\xef\xbf\xbd" },
    { "HTML", { "<html>a<br>b", 12 }, "a\nb" },
    { "RTF", { "{\\rtf1 a\\par b}", 15 }, "a\nb" },
    { "nothing", { "", 0 }, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      UmSlice bytes = guard_buffer_copy (rows[i].bytes.data, rows[i].bytes.len);
      g_autoptr (GBytes) held = g_bytes_new_static (bytes.data, bytes.len);
      g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (held);
      g_autoptr (UmTraceText) streamed = um_trace_text_new (stream);
      g_autoptr (UmTraceText) given = um_trace_text_new_for_bytes (held);
      g_autofree char *one = um_slice_dup (read_all (streamed));
      g_autofree char *two = um_slice_dup (read_all (given));

      print_message ("%s\n", rows[i].label);
      assert_string_equal (one, rows[i].text);
      assert_string_equal (two, rows[i].text);
      assert_int_equal (um_trace_text_get_offset (given, strlen (two)), rows[i].bytes.len);
    }
}

static void
what_is_dropped_does_not_come_again (void **state)
{
  g_autoptr (GInputStream) stream = test_stream_new (UM_SLICE (LOG), 8 * 1024 * 1024, FALSE);
  g_autoptr (UmTraceText) text = um_trace_text_new (stream);
  guint64 dropped = 0;

  while (!um_trace_text_is_ended (text))
    {
      UmSlice window = um_trace_text_get_window (text);
      gsize drop = window.len - MIN (window.len, 100);

      assert_true (um_trace_text_read (text, drop, NULL, NULL));
      dropped += drop;
      window = um_trace_text_get_window (text);
      assert_true (window.len <= 2 * 1024 * 1024);
      assert_true (um_slice_has_prefix (window, UM_SLICE (LOG)) == (dropped % strlen (LOG) == 0));
      assert_int_equal (um_trace_text_get_offset (text, 0), dropped);
    }
  assert_int_equal (dropped + um_trace_text_get_window (text).len, 8 * 1024 * 1024);
}

static void
a_stream_that_fails_leaves_what_came_before (void **state)
{
  g_autoptr (GInputStream) stream = test_stream_new (UM_SLICE (LOG), 3 * strlen (LOG), TRUE);
  g_autoptr (UmTraceText) text = um_trace_text_new (stream);
  g_autoptr (GError) error = NULL;

  assert_false (um_trace_text_read (text, 0, NULL, &error));
  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_FAILED));
  assert_true (um_trace_text_is_ended (text));
  assert_int_equal (um_trace_text_get_window (text).len, 3 * strlen (LOG));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (each_encoding_comes_out_as_text),
    cmocka_unit_test (what_is_dropped_does_not_come_again),
    cmocka_unit_test (a_stream_that_fails_leaves_what_came_before),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
