#include "support/test.h"

#include <string.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "routers/oui.h"

/* In the format of IEEE's file; the organisations are made up, and so is who has which prefix. */
static const char list[] = "OUI/MA-L                        Organization\r\n"
                           "company_id                      Organization\r\n"
                           "\r\n"
                           "00-00-5E   (hex)\t\tAcme Routers, Inc.\r\n"
                           "00005E     (base 16)\t\tAcme Routers, Inc.\r\n"
                           "\t\t\t\tSuite 28-00-01 (hex building)\r\n"
                           "\r\n"
                           "  A8-BB-CC   (hex)  Blanks in front\n"
                           "28-00-01   (hex)\t\tSecond\x1b[2J Acme\r\n"
                           "28-00-02   (hex)\t\t\r\n"
                           "28-00-03   (base 16)\t\tNo mark\r\n"
                           "28-00-04   (he";

typedef struct
{
  char *path;
} Fixture;

static int
setup (void **state)
{
  Fixture *fixture = g_new0 (Fixture, 1);
  int fd = g_file_open_tmp ("unmangle-oui-XXXXXX", &fixture->path, NULL);

  *state = fixture;
  return fd >= 0 && g_close (fd, NULL) ? 0 : -1;
}

static int
teardown (void **state)
{
  Fixture *fixture = *state;

  (void) g_remove (fixture->path);
  g_free (fixture->path);
  g_free (fixture);
  return 0;
}

static void
prefixes_have_their_organisation (void **state)
{
  static const struct
  {
    const char *label;
    guint8 mac[6];
    const char *vendor;
  } rows[] = {
    { "first", { 0x00, 0x00, 0x5e, 1, 2, 3 }, "Acme Routers, Inc." },
    { "blanks in front, one line break", { 0xa8, 0xbb, 0xcc, 0, 0, 0 }, "Blanks in front" },
    { "not listed", { 0x00, 0x00, 0x5f, 0, 0, 0 }, NULL },
    { "no organisation", { 0x28, 0x00, 0x02, 0, 0, 0 }, NULL },
    { "another line's mark", { 0x28, 0x00, 0x03, 0, 0, 0 }, NULL },
    { "cut line", { 0x28, 0x00, 0x04, 0, 0, 0 }, NULL },
    { "group address", { 0x01, 0x00, 0x5e, 0, 0, 1 }, NULL },
    { "made up locally", { 0x02, 0x00, 0x5e, 0, 0, 1 }, NULL },
    { "zeros", { 0 }, NULL },
  };
  const Fixture *fixture = *state;

  assert_true (g_file_set_contents (fixture->path, list, sizeof list - 1, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *vendor = um_oui_find_vendor (fixture->path, rows[i].mac);

      print_message ("%s\n", rows[i].label);
      if (rows[i].vendor == NULL)
        assert_null (vendor);
      else
        assert_string_equal (vendor, rows[i].vendor);
    }
}

/* The address of the building has the digits, too; and a terminal must not obey the file. */
static void
other_mentions_and_escapes_are_harmless (void **state)
{
  static const guint8 mac[6] = { 0x28, 0x00, 0x01 };
  const Fixture *fixture = *state;
  g_autofree char *vendor = NULL;

  assert_true (g_file_set_contents (fixture->path, list, sizeof list - 1, NULL));
  vendor = um_oui_find_vendor (fixture->path, mac);
  assert_non_null (vendor);
  assert_true (g_str_has_prefix (vendor, "Second"));
  assert_null (strchr (vendor, '\x1b'));
}

static void
missing_and_empty_lists_find_nothing (void **state)
{
  static const guint8 mac[6] = { 0x00, 0x00, 0x5e };
  const Fixture *fixture = *state;

  assert_null (um_oui_find_vendor (fixture->path, mac)); /* empty */
  assert_null (um_oui_find_vendor ("/nonexistent/oui.txt", mac));
  assert_true (g_file_set_contents (fixture->path, "00-00-5E", 8, NULL));
  assert_null (um_oui_find_vendor (fixture->path, mac));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown (prefixes_have_their_organisation, setup, teardown),
    cmocka_unit_test_setup_teardown (other_mentions_and_escapes_are_harmless, setup, teardown),
    cmocka_unit_test_setup_teardown (missing_and_empty_lists_find_nothing, setup, teardown),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
