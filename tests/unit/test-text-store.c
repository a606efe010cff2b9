#include "support/test.h"

#include "io/text-store.h"

#include <glib/gstdio.h>
#include <unistd.h>

static int
make_file (const char *content)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("unmangle-test-XXXXXX", &path, NULL);

  assert_true (fd >= 0);
  (void) g_unlink (path);
  assert_int_equal (write (fd, content, strlen (content)), strlen (content));
  return fd;
}

static void
assert_reads (UmTextStore *store, guint64 offset, const char *expected)
{
  gsize len = strlen (expected);
  g_autofree char *buffer = g_malloc0 (len + 1);

  assert_true (um_text_store_read (store, offset, buffer, len));
  assert_string_equal (buffer, expected);
}

static void
a_file_is_read_at_any_offset (void **state)
{
  g_autoptr (UmTextStore) store = um_text_store_new_for_fd (make_file ("0123456789"));

  assert_reads (store, 7, "789");
  assert_reads (store, 0, "0123456789");
  assert_int_equal (um_text_store_get_lost (store), 0);
}

static void
a_file_that_shrank_is_told_and_counted (void **state)
{
  int fd = make_file ("0123456789");
  g_autoptr (UmTextStore) store = um_text_store_new_for_fd (fd);
  char buffer[4];

  assert_int_equal (ftruncate (fd, 5), 0);
  assert_false (um_text_store_read (store, 3, buffer, 4));
  assert_false (um_text_store_read (store, 100, buffer, 4));
  assert_int_equal (um_text_store_get_lost (store), 2);
  assert_reads (store, 1, "1234");
}

/* Small texts and ones larger than its buffer, read while more are written. */
static void
a_spool_gives_back_what_it_was_given (void **state)
{
  g_autoptr (UmTextStore) store = um_text_store_new_spool (G_MAXINT64);
  g_autofree char *large = g_strnfill (1000000, 'L');
  guint64 offsets[2000], at;

  for (guint i = 0; i < G_N_ELEMENTS (offsets); i++)
    {
      g_autofree char *text = g_strdup_printf ("%u:%*s", i, (int) (i % 700), "");

      if (i % 500 == 0)
        assert_true (um_text_store_append (store, um_slice_from_string (large), &at));
      assert_true (um_text_store_append (store, um_slice_from_string (text), &offsets[i]));
      assert_reads (store, offsets[i], text);
    }
  for (guint i = 0; i < G_N_ELEMENTS (offsets); i++)
    {
      g_autofree char *text = g_strdup_printf ("%u:%*s", i, (int) (i % 700), "");

      assert_reads (store, offsets[i], text);
    }
  assert_reads (store, at, large);
}

static void
a_full_spool_takes_no_more (void **state)
{
  g_autoptr (UmTextStore) store = um_text_store_new_spool (10);
  guint64 offset = 77;
  char buffer[8];

  assert_true (um_text_store_append (store, UM_SLICE ("01234567"), &offset));
  assert_int_equal (offset, 0);
  offset = 77;
  assert_false (um_text_store_append (store, UM_SLICE ("012"), &offset));
  assert_int_equal (offset, 77);
  assert_true (um_text_store_append (store, UM_SLICE ("89"), &offset));
  assert_reads (store, 6, "6789");
  assert_false (um_text_store_read (store, 9, buffer, 2));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_file_is_read_at_any_offset),
    cmocka_unit_test (a_file_that_shrank_is_told_and_counted),
    cmocka_unit_test (a_spool_gives_back_what_it_was_given),
    cmocka_unit_test (a_full_spool_takes_no_more),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
