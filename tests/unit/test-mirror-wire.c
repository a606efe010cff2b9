#include "support/assert-slice.h"
#include "support/guard-buffer.h"

#include "probe/mirror-wire.h"

static void
mark_is_read_back_as_it_was_written (void **state)
{
  const UmMirrorMark marks[] = {
    { 0, 0, UM_MIRROR_ECHO, 0, 0 },
    { G_MAXUINT32, 255, UM_MIRROR_BACK, UM_MIRROR_MAX_SECONDS,
      G_GUINT64_CONSTANT (0xfffffffffffffff) },
    { 0x12345678, 9, UM_MIRROR_LATER, 45, 0xabcdef },
    { 1, 2, UM_MIRROR_CALL_BACK, 3, 4 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      char buffer[UM_MIRROR_MARK_LENGTH + 1];
      UmSlice text = guard_buffer_string (um_mirror_mark_to_string (&marks[i], buffer));
      UmMirrorMark mark;

      assert_int_equal (text.len, UM_MIRROR_MARK_LENGTH);
      assert_true (um_mirror_mark_next (&text, &mark));
      assert_int_equal (mark.run, marks[i].run);
      assert_int_equal (mark.number, marks[i].number);
      assert_int_equal (mark.action, marks[i].action);
      assert_int_equal (mark.seconds, marks[i].seconds);
      assert_true (mark.cookie == marks[i].cookie);
      assert_false (um_mirror_mark_next (&text, &mark));
    }
}

static void
mark_is_found_behind_what_only_looks_like_one (void **state)
{
  UmSlice text =
      guard_buffer_string ("umk1umk1 umk1xx umk100000001 umk1zzzzzzzz03e000000000000000000 "
                           "branch=z9hG4bKumk1000000aa02c000000000000000001;x");
  UmMirrorMark mark;

  assert_true (um_mirror_mark_next (&text, &mark));
  assert_int_equal (mark.run, 0xaa);
  assert_slice (text, ";x");
}

static void
mark_of_another_run_is_passed_over (void **state)
{
  UmSlice text = guard_buffer_string ("umk10000000101e000000000000000000 "
                                      "umk10000000203e000000000000000000");
  UmMirrorMark mark = { .number = 77 };

  assert_true (um_mirror_mark_find (text, 2, &mark));
  assert_int_equal (mark.number, 3);
  assert_false (um_mirror_mark_find (text, 5, &mark));
  assert_int_equal (mark.number, 3);
}

static UmMirrorFrame
new_frame (void)
{
  return (UmMirrorFrame){ .source = { um_address_from_ipv4 (0xcb007109), 1024 },
                          .local = { um_address_from_ipv4 (0xc0000250), 5060 },
                          .ports = { 5060, 15060 },
                          .n_ports = 2,
                          .request = UM_SLICE ("INVITE sip:x SIP/2.0\r\n\0\n\xff request 9\n"),
                          .head = UM_SLICE (""),
                          .progress = UM_SLICE ("SIP/2.0 183\r\n\r\n") };
}

static void
frame_is_read_back_from_the_middle_of_a_message (void **state)
{
  UmMirrorFrame frame = new_frame (), read;
  g_autofree char *text = um_mirror_frame_encode (&frame);
  g_autofree char *whole = g_strdup_printf ("SIP/2.0 200 OK\r\n\r\n%s   INVITE", text);
  g_autoptr (GByteArray) storage = NULL;
  UmSlice found;

  assert_true (um_mirror_frame_decode (guard_buffer_string (whole), &read, &storage, &found));
  assert_slice (found, text);
  assert_true (um_slice_equal (read.request, frame.request));
  assert_slice (read.head, "");
  assert_true (um_slice_equal (read.progress, frame.progress));
  assert_slice (read.call_back, NULL);
  assert_true (um_endpoint_equal (&read.source, &frame.source));
  assert_true (um_endpoint_equal (&read.local, &frame.local));
  assert_int_equal (read.n_ports, 2);
}

/* No ALG finds in it what it looks for. */
static void
frame_shows_no_address_and_no_long_line (void **state)
{
  UmMirrorFrame frame = new_frame ();
  g_autofree char *text = um_mirror_frame_encode (&frame);
  g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);

  assert_null (strstr (text, "203.0.113.9"));
  assert_null (strstr (text, "INVITE"));
  for (char **line = lines; *line != NULL; line++)
    assert_true (strlen (*line) <= 76);
}

static void
cut_or_spoilt_frame_is_none (void **state)
{
  UmMirrorFrame frame = new_frame (), read = { .n_ports = 9 };
  g_autofree char *text = um_mirror_frame_encode (&frame);
  g_autoptr (GByteArray) storage = NULL;

  for (gsize len = 0; len < strlen (text); len++)
    {
      g_autofree char *cut = g_strndup (text, len);

      assert_false (um_mirror_frame_decode (guard_buffer_string (cut), &read, &storage, NULL));
    }
  for (gsize at = 33; at < strlen (text) - 40; at++)
    {
      g_autofree char *spoilt = g_strdup (text);

      if (spoilt[at] == '\r' || spoilt[at] == '\n')
        continue;
      spoilt[at] = spoilt[at] == 'A' ? 'B' : 'A';
      /* zlib's checksum knows; only unused bits of the last character may change. */
      if (um_mirror_frame_decode (guard_buffer_string (spoilt), &read, &storage, NULL))
        {
          assert_true (um_slice_equal (read.request, frame.request));
          g_clear_pointer (&storage, g_byte_array_unref);
          read.n_ports = 9;
        }
    }
  assert_int_equal (read.n_ports, 9);
  assert_null (storage);
}

/* A quarter of a megabyte in two kilobytes. */
static void
bomb_is_not_unpacked (void **state)
{
  static char zeros[256 * 1024];
  UmMirrorFrame frame = new_frame (), read;
  g_autofree char *text = NULL;
  g_autoptr (GByteArray) storage = NULL;

  frame.progress = um_slice_new (zeros, sizeof zeros);
  text = um_mirror_frame_encode (&frame);
  assert_true (strlen (text) < 2000);
  assert_false (um_mirror_frame_decode (guard_buffer_string (text), &read, &storage, NULL));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (mark_is_read_back_as_it_was_written),
    cmocka_unit_test (mark_is_found_behind_what_only_looks_like_one),
    cmocka_unit_test (mark_of_another_run_is_passed_over),
    cmocka_unit_test (frame_is_read_back_from_the_middle_of_a_message),
    cmocka_unit_test (frame_shows_no_address_and_no_long_line),
    cmocka_unit_test (cut_or_spoilt_frame_is_none),
    cmocka_unit_test (bomb_is_not_unpacked),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
