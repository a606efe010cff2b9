#include "support/test.h"

#include "io/unpack-stream.h"

#include <archive.h>
#include <archive_entry.h>

enum
{
  LINES = 2000,
};

typedef struct
{
  const char *label;
  int (*add_filter) (struct archive *archive);
  int (*set_format) (struct archive *archive);
} Packing;

static const Packing packings[] = {
  { "gzip", archive_write_add_filter_gzip, archive_write_set_format_raw },
  { "bzip2", archive_write_add_filter_bzip2, archive_write_set_format_raw },
  { "xz", archive_write_add_filter_xz, archive_write_set_format_raw },
  { "zstd", archive_write_add_filter_zstd, archive_write_set_format_raw },
  { "lz4", archive_write_add_filter_lz4, archive_write_set_format_raw },
  { "zip", archive_write_add_filter_none, archive_write_set_format_zip },
};

/* Lines that do not pack to nothing. */
static GString *
new_text (void)
{
  GString *text = g_string_new (NULL);
  guint32 number = 1;

  for (guint i = 0; i < LINES; i++)
    {
      number = number * 1664525 + 1013904223;
      g_string_append_printf (text, "%u %08x\n", i, number);
    }
  return text;
}

static void
add_file (struct archive *archive, const char *name, const char *text, gsize len)
{
  struct archive_entry *entry = archive_entry_new ();

  archive_entry_set_pathname (entry, name);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_size (entry, (la_int64_t) len);
  assert_int_equal (archive_write_header (archive, entry), ARCHIVE_OK);
  assert_int_equal (archive_write_data (archive, text, len), len);
  archive_entry_free (entry);
}

/* One file, or two when second is not NULL. */
static GBytes *
pack (const Packing *packing, const GString *text, const char *second)
{
  struct archive *archive = archive_write_new ();
  gsize size = text->len * 2 + 65536, used = 0;
  char *buffer = g_malloc (size);

  assert_int_equal (packing->set_format (archive), ARCHIVE_OK);
  assert_int_equal (packing->add_filter (archive), ARCHIVE_OK);
  assert_int_equal (archive_write_open_memory (archive, buffer, size, &used), ARCHIVE_OK);
  add_file (archive, "one.txt", text->str, text->len);
  if (second != NULL)
    add_file (archive, "two.txt", second, strlen (second));
  assert_int_equal (archive_write_close (archive), ARCHIVE_OK);
  archive_write_free (archive);
  return g_bytes_new_take (buffer, used);
}

/* All that comes out, in small reads; damage is added up. */
static GString *
unpack (GBytes *packed, guint64 limit, UmDamage *damage)
{
  g_autoptr (GInputStream) lying = g_memory_input_stream_new_from_bytes (packed);
  g_autoptr (UmUnpackStream) stream = um_unpack_stream_new (lying, limit);
  GString *out = g_string_new (NULL);
  char buffer[777];
  gssize n;

  while ((n = g_input_stream_read (G_INPUT_STREAM (stream), buffer, sizeof buffer, NULL, NULL)) > 0)
    g_string_append_len (out, buffer, n);
  assert_int_equal (n, 0);
  um_unpack_stream_count_damage (stream, damage);
  return out;
}

static void
every_packing_gives_what_went_in (void **state)
{
  g_autoptr (GString) text = new_text ();

  for (gsize i = 0; i < G_N_ELEMENTS (packings); i++)
    {
      g_autoptr (GBytes) packed = pack (&packings[i], text, NULL);
      g_autoptr (GString) out = NULL;
      UmDamage damage = { 0 };
      gsize len;
      const char *bytes = g_bytes_get_data (packed, &len);

      print_message ("%s\n", packings[i].label);
      assert_true (um_unpack_stream_is_packed (um_slice_new (bytes, len)));
      assert_true (len < text->len);
      out = unpack (packed, 1 << 20, &damage);
      assert_string_equal (out->str, text->str);
      assert_int_equal (damage.count[UM_DAMAGE_TRUNCATED_FILE], 0);
      assert_int_equal (damage.count[UM_DAMAGE_LIMIT_REACHED], 0);
    }
}

static void
a_cut_packing_gives_its_beginning_and_says_so (void **state)
{
  g_autoptr (GString) text = new_text ();

  for (gsize i = 0; i < G_N_ELEMENTS (packings); i++)
    {
      g_autoptr (GBytes) packed = pack (&packings[i], text, NULL);
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (packed, 0, g_bytes_get_size (packed) / 2);
      g_autoptr (GString) out = NULL;
      UmDamage damage = { 0 };

      print_message ("%s\n", packings[i].label);
      out = unpack (cut, 1 << 20, &damage);
      assert_true (out->len < text->len);
      assert_memory_equal (out->str, text->str, out->len);
      assert_int_equal (damage.count[UM_DAMAGE_TRUNCATED_FILE], 1);
    }
}

static void
no_more_comes_out_than_is_allowed (void **state)
{
  g_autoptr (GString) text = new_text ();

  for (gsize i = 0; i < G_N_ELEMENTS (packings); i++)
    {
      g_autoptr (GBytes) packed = pack (&packings[i], text, NULL);
      UmDamage damage = { 0 };
      g_autoptr (GString) out = unpack (packed, 1000, &damage);

      print_message ("%s\n", packings[i].label);
      assert_int_equal (out->len, 1000);
      assert_memory_equal (out->str, text->str, 1000);
      assert_int_equal (damage.count[UM_DAMAGE_LIMIT_REACHED], 1);
    }
}

static void
files_of_a_zip_follow_one_another_on_lines_of_their_own (void **state)
{
  g_autoptr (GString) text = g_string_new ("no end of line");
  g_autoptr (GBytes) packed = pack (&packings[G_N_ELEMENTS (packings) - 1], text, "second");
  UmDamage damage = { 0 };
  g_autoptr (GString) out = unpack (packed, 1 << 20, &damage);

  assert_string_equal (out->str, "no end of line\nsecond");
}

static void
what_is_not_packed_is_told_by_its_first_bytes (void **state)
{
  assert_false (um_unpack_stream_is_packed (UM_SLICE ("\xd4\xc3\xb2\xa1\x02\x00")));
  assert_false (um_unpack_stream_is_packed (UM_SLICE ("INVITE")));
  assert_false (um_unpack_stream_is_packed (UM_SLICE ("PK")));
  assert_false (um_unpack_stream_is_packed (UM_SLICE ("")));
}

/* Each file of a ZIP by itself, also when one is left in its middle. */
static void
files_of_a_zip_can_be_read_apart (void **state)
{
  static const gsize wanted[] = { G_MAXSIZE, 5 }; /* of the first file */
  g_autoptr (GString) text = new_text ();
  g_autoptr (GBytes) packed = pack (&packings[5], text, "the second\n");

  for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      g_autoptr (GInputStream) lying = g_memory_input_stream_new_from_bytes (packed);
      g_autoptr (UmUnpackStream) stream = um_unpack_stream_new (lying, 1 << 20);
      g_autofree char *buffer = g_malloc0 (text->len + 1);
      gsize n = 0;

      um_unpack_stream_set_apart (stream);
      assert_true (g_input_stream_read_all (G_INPUT_STREAM (stream), buffer,
                                            MIN (wanted[i], text->len + 1), &n, NULL, NULL));
      assert_int_equal (n, MIN (wanted[i], text->len));
      assert_memory_equal (buffer, text->str, n);
      assert_true (um_unpack_stream_next_file (stream));
      assert_true (g_input_stream_read_all (G_INPUT_STREAM (stream), buffer, 100, &n, NULL, NULL));
      assert_int_equal (n, strlen ("the second\n"));
      assert_memory_equal (buffer, "the second\n", n);
      assert_false (um_unpack_stream_next_file (stream));
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (every_packing_gives_what_went_in),
    cmocka_unit_test (a_cut_packing_gives_its_beginning_and_says_so),
    cmocka_unit_test (no_more_comes_out_than_is_allowed),
    cmocka_unit_test (files_of_a_zip_follow_one_another_on_lines_of_their_own),
    cmocka_unit_test (what_is_not_packed_is_told_by_its_first_bytes),
    cmocka_unit_test (files_of_a_zip_can_be_read_apart),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
