#include "support/test.h"

#include <string.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "core/error.h"
#include "core/limits.h"
#include "routers/router-release.h"
#include "support/release-builder.h"

#define NEW 9000000001 /* newer than any that is compiled in */

typedef struct
{
  ReleaseKey key;
  char *folder; /* as the user's data folder of the program */
} Fixture;

static int
set_up (void **state)
{
  Fixture *fixture = g_new0 (Fixture, 1);

  release_key_init (&fixture->key);
  fixture->folder = g_dir_make_tmp ("unmangle-release-XXXXXX", NULL);
  *state = fixture;
  return 0;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_tree (child);
      else
        (void) g_remove (child);
    }
  (void) g_rmdir (path);
}

static int
tear_down (void **state)
{
  Fixture *fixture = *state;

  remove_tree (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture);
  return 0;
}

static void
write_file (const Fixture *fixture, const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (fixture->folder, folder, NULL);
  g_autofree char *file = g_build_filename (path, name, NULL);

  assert_int_equal (g_mkdir_with_parents (path, 0700), 0);
  assert_true (g_file_set_contents (file, text, -1, NULL));
}

static UmRouterStore *
load (const Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  UmRouterStore *store =
      um_router_store_new_for_user (fixture->folder, &fixture->key.source, &error);

  assert_null (error);
  return store;
}

static gboolean
install (const Fixture *fixture, GBytes *release, gboolean *ret_changed, GError **error)
{
  return um_router_release_install (release, &fixture->key.source, fixture->folder, ret_changed,
                                    error);
}

static void
assert_refused (const Fixture *fixture, GBytes *release, const char *why)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UmRouterStore) store = NULL;
  gboolean changed = FALSE;

  assert_false (install (fixture, release, &changed, &error));
  assert_true (g_error_matches (error, UM_ERROR, UM_ERROR_INVALID));
  if (strstr (error->message, why) == NULL)
    fail_msg ("%s: not for the reason %s", error->message, why);
  store = load (fixture);
  assert_null (um_router_store_find (store, "acme-box"));
  assert_int_equal (um_router_store_get_problems (store)->len, 0);
}

static void
signed_release_takes_the_place_of_what_is_compiled_in (void **state)
{
  const Fixture *fixture = *state;
  g_autoptr (GBytes) release = release_new (&fixture->key, NEW, "Box");
  g_autoptr (UmRouterStore) before = load (fixture);
  g_autoptr (UmRouterStore) after = NULL;
  gboolean changed = FALSE;

  assert_true (um_router_store_get_routers (before)->len > 100);
  assert_true (install (fixture, release, &changed, NULL));
  assert_true (changed);
  after = load (fixture);
  assert_int_equal (um_router_store_get_serial (after), NEW);
  assert_int_equal (um_router_store_get_routers (after)->len, 1);
  assert_int_equal (um_router_store_search (after, "acme")->len, 1);
  assert_true (install (fixture, release, &changed, NULL));
  assert_false (changed);
}

static void
older_release_is_refused (void **state)
{
  const Fixture *fixture = *state;
  g_autoptr (GBytes) newer = release_new (&fixture->key, NEW + 1, "New box");
  g_autoptr (GBytes) older = release_new (&fixture->key, NEW, "Old box");
  g_autoptr (GBytes) ancient = release_new (&fixture->key, 1, "Ancient box");
  g_autoptr (GError) error = NULL;
  g_autoptr (UmRouterStore) store = NULL;
  gboolean changed = FALSE;

  assert_refused (fixture, ancient, "older"); /* than what is compiled in */
  assert_true (install (fixture, newer, &changed, NULL));
  assert_false (install (fixture, older, &changed, &error));
  assert_non_null (strstr (error->message, "older"));
  store = load (fixture);
  assert_string_equal (um_router_store_find (store, "acme-box")->family, "New box");
}

/* Each byte counts: nothing of a changed release is used. */
static void
changed_release_is_refused (void **state)
{
  const Fixture *fixture = *state;
  g_autoptr (GBytes) release = release_new (&fixture->key, NEW, "Box");
  gsize len = 0;
  const char *data = g_bytes_get_data (release, &len);

  for (gsize i = 0; i < len; i += 7)
    {
      g_autofree char *changed = g_memdup2 (data, len);
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GError) error = NULL;
      gboolean done = FALSE;

      changed[i] ^= 1;
      bytes = g_bytes_new_take (g_steal_pointer (&changed), len);
      assert_false (install (fixture, bytes, &done, &error));
      assert_true (g_error_matches (error, UM_ERROR, UM_ERROR_INVALID));
    }
  for (gsize cut = 0; cut < len; cut += 7)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_from_bytes (release, 0, cut);
      gboolean done = FALSE;

      assert_false (install (fixture, bytes, &done, NULL));
    }
}

static void
release_of_somebody_else_is_refused (void **state)
{
  const Fixture *fixture = *state;
  ReleaseKey other;
  g_autoptr (GBytes) release = NULL;

  release_key_init (&other);
  release = release_new (&other, NEW, "Box");
  assert_refused (fixture, release, "signature");
}

/* A right signature does not make a broken database usable. */
static void
broken_release_is_refused (void **state)
{
  static const struct
  {
    const char *json;
    const char *why;
  } rows[] = {
    { "", "serial" },
    { "{\"serial\": 9000000001, \"files\": {\"a.json\": null}}", "a.json: not an object" },
    { "{", "not JSON" },
    { "[]", "serial" },
    { "{\"files\": {}}", "serial" },
    { "{\"serial\": \"9000000001\", \"files\": {}}", "serial" },
    { "{\"serial\": -1, \"files\": {}}", "serial" },
    { "{\"serial\": 9000000001}", "files" },
    { "{\"serial\": 9000000001, \"files\": {}}", "files" },
    { "{\"serial\": 9000000001, \"files\": {\"a.json\": 1}}", "a.json: not an object" },
    { "{\"serial\": 9000000001, \"files\": {\"a.json\": {\"maker\": \"A\", \"routers\": [{}]}}}",
      "missing key" },
  };
  const Fixture *fixture = *state;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) release = release_new_for_json (&fixture->key, rows[i].json);

      print_message ("%s\n", rows[i].json);
      assert_refused (fixture, release, rows[i].why);
    }
}

static void
huge_release_is_refused (void **state)
{
  const Fixture *fixture = *state;
  g_autoptr (GBytes) release =
      g_bytes_new_take (g_malloc0 (UM_LIMIT_ROUTER_RELEASE + 1), UM_LIMIT_ROUTER_RELEASE + 1);

  assert_refused (fixture, release, "too large");
}

/* A disk that lost something: the compiled-in database is always there. */
static void
broken_update_on_disk_is_left_out (void **state)
{
  const Fixture *fixture = *state;
  g_autoptr (UmRouterStore) store = NULL;

  write_file (fixture, ".", "routers.release", "unmangle-routers 1\nrubbish\n");
  store = load (fixture);
  assert_true (um_router_store_get_routers (store)->len > 100);
  assert_int_equal (um_router_store_get_problems (store)->len, 1);
  assert_non_null (
      strstr (g_ptr_array_index (um_router_store_get_problems (store), 0), "routers.release"));
}

#define OWN_ENTRY(id, family)                                                                 \
  "{\"maker\": \"Acme\", \"routers\": [{\"id\": \"" id "\", \"family\": \"" family            \
  "\", \"models\": [\"B1\"], \"default\": \"on\", \"can_disable\": \"no\", \"methods\": [], " \
  "\"sources\": [], \"verified\": \"not-verified\"}]}"

static void
own_entries_override_and_survive_updates (void **state)
{
  const Fixture *fixture = *state;
  g_autoptr (GBytes) release = release_new (&fixture->key, NEW, "Box");
  g_autoptr (UmRouterStore) before = NULL;
  g_autoptr (UmRouterStore) after = NULL;
  gboolean changed = FALSE;
  guint all;

  write_file (fixture, "routers", "own.json", OWN_ENTRY ("avm-fritzbox", "Our FRITZ!Box"));
  write_file (fixture, "routers", "more.json", OWN_ENTRY ("acme-box", "Our box"));
  before = load (fixture);
  all = um_router_store_get_routers (before)->len;
  assert_true (all > 100);
  assert_string_equal (um_router_store_find (before, "avm-fritzbox")->family, "Our FRITZ!Box");
  assert_string_equal (um_router_store_find (before, "acme-box")->family, "Our box");
  for (guint i = 1; i < all; i++) /* the one it replaces is gone */
    assert_true (g_ptr_array_index (um_router_store_get_routers (before), i) !=
                 g_ptr_array_index (um_router_store_get_routers (before), i - 1));
  assert_true (install (fixture, release, &changed, NULL));
  after = load (fixture);
  assert_int_equal (um_router_store_get_routers (after)->len, 2);
  assert_string_equal (um_router_store_find (after, "acme-box")->family, "Our box");
  assert_int_equal (um_router_store_get_problems (after)->len, 0);
}

static void
own_file_with_a_mistake_is_left_out_and_named (void **state)
{
  const Fixture *fixture = *state;
  g_autoptr (UmRouterStore) store = NULL;
  const GPtrArray *problems;

  write_file (fixture, "routers", "good.json", OWN_ENTRY ("acme-box", "Our box"));
  write_file (fixture, "routers", "bad.json", OWN_ENTRY ("Acme", "Bad box"));
  store = load (fixture);
  problems = um_router_store_get_problems (store);
  assert_non_null (um_router_store_find (store, "acme-box"));
  assert_null (um_router_store_find (store, "Acme"));
  assert_int_equal (problems->len, 1);
  assert_non_null (strstr (g_ptr_array_index (problems, 0), "bad.json: router 1: Acme"));
}

/* Without a key nobody can say whose the update is. */
static void
update_without_a_source_is_not_used (void **state)
{
  const Fixture *fixture = *state;
  g_autoptr (GBytes) release = release_new (&fixture->key, NEW, "Box");
  g_autoptr (UmRouterStore) store = NULL;
  gboolean changed = FALSE;

  assert_true (install (fixture, release, &changed, NULL));
  store = um_router_store_new_for_user (fixture->folder, NULL, NULL);
  assert_true (um_router_store_get_routers (store)->len > 100);
}

#define TEST(name) cmocka_unit_test_setup_teardown (name, set_up, tear_down)

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TEST (signed_release_takes_the_place_of_what_is_compiled_in),
    TEST (older_release_is_refused),
    TEST (changed_release_is_refused),
    TEST (release_of_somebody_else_is_refused),
    TEST (broken_release_is_refused),
    TEST (huge_release_is_refused),
    TEST (broken_update_on_disk_is_left_out),
    TEST (own_entries_override_and_survive_updates),
    TEST (own_file_with_a_mistake_is_left_out_and_named),
    TEST (update_without_a_source_is_not_used),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
