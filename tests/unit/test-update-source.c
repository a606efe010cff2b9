#include "support/test.h"

#include <string.h>

#include <glib/gstdio.h>

#include "core/error.h"
#include "routers/update-source.h"

#define KEY "000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F"

static gboolean
load (const char *text, UmUpdateSource *ret_source, GError **error)
{
  g_autofree char *path = NULL;
  gboolean loaded;
  int fd = g_file_open_tmp ("unmangle-source-XXXXXX", &path, NULL);

  assert_true (fd >= 0 && g_close (fd, NULL));
  assert_true (g_file_set_contents (path, text, -1, NULL));
  loaded = um_update_source_load (path, ret_source, error);
  (void) g_remove (path);
  return loaded;
}

static void
address_and_key_are_read (void **state)
{
  g_auto (UmUpdateSource) source = { 0 };

  assert_true (
      load ("[update]\naddress=https://updates.example.net/routers\nkey=" KEY "\n", &source, NULL));
  assert_string_equal (source.address, "https://updates.example.net/routers");
  assert_int_equal (source.key[1], 1);
  assert_int_equal (source.key[31], 0x1f);
}

static void
what_is_wrong_is_refused (void **state)
{
  static const char *const rows[] = {
    "",
    "[update]\n",
    "[update]\naddress=https://a.example/\n",
    "[update]\nkey=" KEY "\n",
    "[update]\naddress=http://a.example/\nkey=" KEY "\n",
    "[update]\naddress=file:///etc/passwd\nkey=" KEY "\n",
    "[update]\naddress=https://a.example/\nkey=00\n",
    "[update]\naddress=https://a.example/\nkey=" KEY "00\n",
    "[update]\naddress=https://a.example/\nkey=zz0102030405060708090a0b0c0d0e0f"
    "101112131415161718191a1b1c1d1e1f\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      UmUpdateSource source = { 0 };

      print_message ("%s\n", rows[i]);
      assert_false (load (rows[i], &source, &error));
      assert_true (g_error_matches (error, UM_ERROR, UM_ERROR_INVALID));
      assert_null (source.address);
    }
}

static void
no_key_file_is_an_error (void **state)
{
  g_autoptr (GError) error = NULL;
  UmUpdateSource source = { 0 };

  assert_false (load ("no key file", &source, &error));
  assert_non_null (strstr (error->message, "routers.conf"));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (address_and_key_are_read),
    cmocka_unit_test (what_is_wrong_is_refused),
    cmocka_unit_test (no_key_file_is_an_error),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
