#include "support/test.h"

#include <string.h>
#include <sys/stat.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "core/error.h"
#include "core/limits.h"
#include "routers/router-store.h"
#include "routers/router-text.h"

/* Pieces of an entry; a row of a table replaces one of them. */
#define METHODS \
  "\"methods\": [{\"kind\": \"gui\", \"steps\": [\"Go.\"], \"reboot_required\": null}]"
#define SOURCES          "\"sources\": [{\"url\": \"https://www.example.com/a\"}]"
#define HEAD             "\"id\": \"acme-box\", \"family\": \"Box\", \"models\": [\"B1\"], "
#define NAMES            "\"alg_names\": [\"SIP Guide\"], "
#define WORDS            "\"default\": \"on\", \"can_disable\": \"yes\", "
#define END              "\"verified\": \"documented\""
#define ENTRY            "{" HEAD NAMES WORDS METHODS ", " SOURCES ", " END "}"
#define FILE_OF(entries) "{\"maker\": \"Acme\", \"routers\": [" entries "]}"

typedef struct
{
  char *folder;
} Fixture;

static int
setup (void **state)
{
  Fixture *fixture = g_new0 (Fixture, 1);

  fixture->folder = g_dir_make_tmp ("unmangle-routers-XXXXXX", NULL);
  *state = fixture;
  return fixture->folder != NULL ? 0 : -1;
}

static int
teardown (void **state)
{
  Fixture *fixture = *state;
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      (void) g_remove (path);
    }
  (void) g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture);
  return 0;
}

static void
put_file (Fixture *fixture, const char *name, const char *data, gssize len)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  assert_true (g_file_set_contents (path, data, len, NULL));
}

static UmRouterStore *
load (Fixture *fixture, GError **error)
{
  return um_router_store_new_from_directory (fixture->folder, error);
}

static UmRouterStore *
compiled_in (void)
{
  g_autoptr (GError) error = NULL;
  UmRouterStore *store = um_router_store_new (&error);

  assert_null (error);
  assert_non_null (store);
  return store;
}

static gboolean
contains_text (const GPtrArray *texts, const char *part)
{
  for (guint i = 0; i < texts->len; i++)
    {
      if (strstr (g_ptr_array_index (texts, i), part) != NULL)
        return TRUE;
    }
  return FALSE;
}

typedef struct
{
  const char *label;
  const char *json;
  const char *expected; /* part of the error's text */
} Refused;

static const Refused refused[] = {
  { "unknown key",
    FILE_OF ("{" HEAD "\"alg_name\": [\"x\"], " NAMES WORDS METHODS ", " SOURCES ", " END "}"),
    "acme.json: router 1: acme-box: unknown key \"alg_name\"" },
  { "unknown key in a method",
    FILE_OF ("{" HEAD NAMES WORDS "\"methods\": [{\"kind\": \"gui\", \"step\": [\"Go.\"], "
             "\"steps\": [\"Go.\"], \"reboot_required\": null}], " SOURCES ", " END "}"),
    "acme-box: methods 1: unknown key \"step\"" },
  { "unknown key in a source",
    FILE_OF ("{" HEAD NAMES WORDS METHODS
             ", \"sources\": [{\"url\": \"https://www.example.com/\", \"date\": \"x\"}], " END "}"),
    "acme-box: sources 1: unknown key \"date\"" },
  { "unknown key of the file", "{\"maker\": \"Acme\", \"routers\": [], \"version\": 1}",
    "acme.json: needs the keys" },
  { "second entry named", FILE_OF (ENTRY ", {\"id\": \"acme-other\"}"),
    "acme.json: router 2: acme-other: missing key \"family\"" },
  { "no id", FILE_OF ("{\"family\": \"Box\"}"),
    "router 1: entry without an id: missing key \"id\"" },
  { "id not kebab",
    FILE_OF (
        "{\"id\": \"Acme Box\", \"family\": \"Box\", \"models\": [\"B1\"], " NAMES WORDS METHODS
        ", " SOURCES ", " END "}"),
    "not lower case words" },
  { "no methods key", FILE_OF ("{" HEAD NAMES WORDS SOURCES ", " END "}"),
    "missing key \"methods\"" },
  { "no steps at all", FILE_OF ("{" HEAD NAMES WORDS "\"methods\": [], " SOURCES ", " END "}"),
    "empty, though it can be switched off: \"methods\"" },
  { "empty steps",
    FILE_OF (
        "{" HEAD NAMES WORDS
        "\"methods\": [{\"kind\": \"gui\", \"steps\": [], \"reboot_required\": null}], " SOURCES
        ", " END "}"),
    "empty list: \"steps\"" },
  { "no name of the switch", FILE_OF ("{" HEAD WORDS METHODS ", " SOURCES ", " END "}"),
    "\"alg_names\"" },
  { "reboot as text",
    FILE_OF ("{" HEAD NAMES WORDS "\"methods\": [{\"kind\": \"gui\", \"steps\": [\"Go.\"], "
             "\"reboot_required\": \"no\"}], " SOURCES ", " END "}"),
    "\"reboot_required\"" },
  { "documented without source",
    FILE_OF ("{" HEAD NAMES WORDS METHODS ", \"sources\": [], " END "}"),
    "acme-box: no source, though it is \"documented\"" },
  { "reported without source",
    FILE_OF ("{" HEAD NAMES WORDS METHODS ", \"sources\": [], \"verified\": \"reported\"}"),
    "no source, though it is \"reported\"" },
  { "source without url",
    FILE_OF ("{" HEAD NAMES WORDS METHODS ", \"sources\": [{\"title\": \"A\"}], " END "}"),
    "missing key \"url\"" },
  { "source is no web address",
    FILE_OF ("{" HEAD NAMES WORDS METHODS
             ", \"sources\": [{\"url\": \"javascript:alert(1)\"}], " END "}"),
    "not a web address" },
  { "unknown word",
    FILE_OF ("{" HEAD NAMES "\"default\": \"On\", \"can_disable\": \"yes\", " METHODS ", " SOURCES
             ", " END "}"),
    "default: unknown word \"On\"" },
  { "same id twice", FILE_OF (ENTRY ", " ENTRY),
    "router 2: acme-box: a second entry with this id" },
  { "empty text", FILE_OF ("{\"id\": \"acme-box\", \"family\": \"  \"}"),
    "empty text in \"family\"" },
  { "terminal escape", FILE_OF ("{\"id\": \"acme-box\", \"family\": \"a\\u001b[2J\"}"),
    "unprintable" },
  { "text running backwards", FILE_OF ("{\"id\": \"acme-box\", \"family\": \"a\\u202eb\"}"),
    "unprintable" },
  { "line break", FILE_OF ("{\"id\": \"acme-box\", \"family\": \"a\\nb\"}"), "line break" },
  { "number for text", FILE_OF ("{\"id\": 7}"), "not a text: \"id\"" },
  { "null for text", FILE_OF ("{\"id\": null}"), "not a text: \"id\"" },
  { "text for list", FILE_OF ("{\"id\": \"acme-box\", \"family\": \"Box\", \"models\": \"B1\"}"),
    "not a list: \"models\"" },
  { "object in list of texts",
    FILE_OF ("{\"id\": \"acme-box\", \"family\": \"Box\", \"models\": [{}]}"),
    "not a text: \"models\"" },
  { "text in list of objects", FILE_OF ("{" HEAD NAMES WORDS "\"methods\": [\"gui\"]}"),
    "not an object in \"methods\"" },
  { "list for entry", FILE_OF ("[]"), "router 1: not an object" },
  { "bad MAC prefix",
    FILE_OF ("{" HEAD NAMES WORDS METHODS ", " SOURCES ", \"ouis\": [\"00:09\"], " END "}"),
    "00:09:0f" },
  { "routers is an object", "{\"maker\": \"Acme\", \"routers\": {}}", "\"routers\" is not a list" },
  { "maker is a list", "{\"maker\": [], \"routers\": []}", "\"maker\" is not a text" },
  { "maker is empty", "{\"maker\": \"\", \"routers\": []}", "\"maker\" is empty" },
  { "top is a list", "[]", "not an object" },
  { "top is a word", "true", "not an object" },
  { "nothing", "", "acme.json: not " },
  { "cut off", "{\"maker\": \"Acme\", \"rout", "not JSON" },
  { "comment", "/* hello */ " FILE_OF (ENTRY), "not JSON" },
  { "single quotes", "{'maker': 'Acme', 'routers': []}", "not JSON" },
};

static void
mistakes_are_refused_with_file_and_entry_named (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      print_message ("%s\n", refused[i].label);
      put_file (*state, "acme.json", refused[i].json, -1);
      assert_null (load (*state, &error));
      assert_true (g_error_matches (error, UM_ERROR, UM_ERROR_INVALID));
      if (strstr (error->message, refused[i].expected) == NULL)
        fail_msg ("%s", error->message);
    }
}

static void
good_folder_is_read_and_other_files_left_alone (void **state)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UmRouterStore) store = NULL;
  const UmRouter *router;

  put_file (*state, "acme.json", FILE_OF (ENTRY), -1);
  put_file (*state, "README.md", "# not JSON", -1);
  store = load (*state, &error);
  assert_null (error);
  assert_int_equal (um_router_store_get_routers (store)->len, 1);
  router = um_router_store_find (store, "acme-box");
  assert_string_equal (um_router_get_title (router), "Acme Box");
  assert_int_equal (router->default_state, UM_ROUTER_DEFAULT_ON);
  assert_int_equal (router->can_disable, UM_ROUTER_CAN_DISABLE_YES);
  assert_int_equal (router->verified, UM_ROUTER_DOCUMENTED);
  assert_int_equal (router->operators->len, 0);
  assert_null (um_router_store_find (store, "acme"));
}

static void
same_id_in_two_files_is_refused (void **state)
{
  g_autoptr (GError) error = NULL;

  put_file (*state, "acme.json", FILE_OF (ENTRY), -1);
  put_file (*state, "bcme.json", FILE_OF (ENTRY), -1);
  assert_null (load (*state, &error));
  assert_string_equal (error->message,
                       "bcme.json: router 1: acme-box: a second entry with this id");
}

static void
folder_without_files_or_missing_is_told_apart (void **state)
{
  g_autoptr (GError) empty = NULL;
  g_autoptr (GError) missing = NULL;

  assert_null (load (*state, &empty));
  assert_true (g_error_matches (empty, UM_ERROR, UM_ERROR_EMPTY));
  assert_null (um_router_store_new_from_directory ("/nonexistent/routers", &missing));
  assert_true (g_error_matches (missing, G_IO_ERROR, G_IO_ERROR_NOT_FOUND));
}

static void
pipe_is_refused_without_waiting_for_a_writer (void **state)
{
  Fixture *fixture = *state;
  g_autofree char *path = g_build_filename (fixture->folder, "acme.json", NULL);
  g_autoptr (GError) error = NULL;

  assert_int_equal (mkfifo (path, 0600), 0);
  assert_null (load (fixture, &error));
  assert_true (g_error_matches (error, UM_ERROR, UM_ERROR_INVALID));
  assert_string_equal (error->message, "acme.json: not a regular file");
}

static void
folder_with_the_name_of_a_file_is_named_in_the_error (void **state)
{
  Fixture *fixture = *state;
  g_autofree char *path = g_build_filename (fixture->folder, "acme.json", NULL);
  g_autoptr (GError) error = NULL;

  assert_int_equal (g_mkdir (path, 0700), 0);
  assert_null (load (fixture, &error));
  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY));
  assert_true (g_str_has_prefix (error->message, "acme.json: "));
}

static GString *
repeated (const char *piece, gsize n)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < n; i++)
    g_string_append (text, piece);
  return text;
}

static void
hostile_files_are_errors (void **state)
{
  g_autoptr (GString) lists = repeated ("[", 500000);
  g_autoptr (GString) objects = repeated ("{\"a\":", 100000);
  g_autoptr (GString) spaces = repeated (" ", UM_LIMIT_ROUTER_FILE + 1);
  g_autoptr (GString) hidden = g_string_new ("/* \" */ ");
  const struct
  {
    const char *label;
    const char *data;
    gsize len;
    const char *expected;
  } rows[] = {
    { "half a million lists", lists->str, lists->len, "nested too deeply" },
    { "a hundred thousand objects", objects->str, objects->len, "nested too deeply" },
    { "one byte too large", spaces->str, spaces->len, "file too large" },
    { "invalid UTF-8", "{\"maker\": \"\xff\"}", 13, "not UTF-8" },
    { "NUL", "{\"maker\"\0: 1}", 13, "acme.json: not " },
    { "lists behind a quote in a comment", hidden->str, 0, "not JSON" },
  };

  g_string_append (hidden, lists->str);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      print_message ("%s\n", rows[i].label);
      put_file (*state, "acme.json", i == 5 ? hidden->str : rows[i].data,
                i == 5 ? (gssize) hidden->len : (gssize) rows[i].len);
      assert_null (load (*state, &error));
      assert_true (g_error_matches (error, UM_ERROR, UM_ERROR_INVALID));
      if (strstr (error->message, rows[i].expected) == NULL)
        fail_msg ("%s", error->message);
    }
}

static void
every_cut_of_a_good_file_is_an_error (void **state)
{
  static const char whole[] = FILE_OF (ENTRY);

  for (gsize len = 0; len < sizeof whole - 1; len++)
    {
      g_autoptr (GError) error = NULL;

      put_file (*state, "acme.json", whole, len);
      assert_null (load (*state, &error));
      assert_true (g_error_matches (error, UM_ERROR, UM_ERROR_INVALID));
    }
}

static void
brackets_in_texts_are_not_nesting (void **state)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UmRouterStore) store = NULL;

  put_file (*state, "acme.json",
            FILE_OF ("{\"id\": \"acme-box\", \"family\": \"[[[[[[[[[[[[[[[[[[[[\\\"{{\", "
                     "\"models\": [\"B1\"], " NAMES WORDS METHODS ", " SOURCES ", " END "}"),
            -1);
  store = load (*state, &error);
  assert_null (error);
  assert_int_equal (um_router_store_get_routers (store)->len, 1);
}

static void
compiled_in_entries_have_steps_or_say_that_there_are_none (void **state)
{
  g_autoptr (UmRouterStore) store = compiled_in ();
  const GPtrArray *routers = um_router_store_get_routers (store);

  assert_true (routers->len >= 150);
  for (guint i = 0; i < routers->len; i++)
    {
      const UmRouter *router = g_ptr_array_index (routers, i);
      guint steps = 0;

      print_message ("%s\n", router->id);
      for (guint m = 0; m < router->methods->len; m++)
        steps += ((const UmRouterMethod *) g_ptr_array_index (router->methods, m))->steps->len;
      assert_true (steps > 0 || router->can_disable == UM_ROUTER_CAN_DISABLE_NO);
      assert_true (steps > 0 || router->cautions->len > 0); /* then what to do instead */
      assert_ptr_equal (um_router_store_find (store, router->id), router);
    }
}

static void
list_is_sorted_by_maker (void **state)
{
  g_autoptr (UmRouterStore) store = compiled_in ();
  const GPtrArray *routers = um_router_store_get_routers (store);

  for (guint i = 1; i < routers->len; i++)
    {
      const UmRouter *before = g_ptr_array_index (routers, i - 1);
      const UmRouter *after = g_ptr_array_index (routers, i);

      assert_true (g_ascii_strcasecmp (before->maker, after->maker) <= 0);
    }
}

/* The SDP mark i=(o=IN IP4 x) proves a FortiGate; what the mark points to must exist. */
static void
fortigate_entries_are_found_by_their_prefix (void **state)
{
  g_autoptr (UmRouterStore) store = compiled_in ();
  const GPtrArray *routers = um_router_store_get_routers (store);
  guint found = 0;

  for (guint i = 0; i < routers->len; i++)
    {
      const UmRouter *router = g_ptr_array_index (routers, i);

      if (g_str_has_prefix (router->id, "fortinet-fortigate-"))
        found++;
      assert_int_equal (g_str_has_prefix (router->id, "fortinet-fortigate-"),
                        strcmp (router->maker, "Fortinet") == 0);
    }
  assert_true (found >= 4);
  assert_string_equal (
      um_router_get_title (um_router_store_find (store, "fortinet-fortigate-fortios-6-2")),
      "Fortinet FortiGate (FortiOS 6.2 - 6.4)");
}

static void
searches_find_what_people_type (void **state)
{
  static const struct
  {
    const char *text;
    const char *first; /* id of the best hit */
  } rows[] = {
    { "tl wr841", "tp-link-wr-classic" },
    { "TLWR841N", "tp-link-wr-classic" },
    { "tl-wr 841 n", "tp-link-wr-classic" },
    { "fritz box 7590", "avm-fritzbox" },
    { "FRITZ!Box", "avm-fritzbox" },
    { "fritzbox", "avm-fritzbox" },
    { "fortios 6.2", "fortinet-fortigate-fortios-6-2" },
    { "turk telekom", "zte-zxhn-h168a-ttnet" },
    { "T\xc3\x9cRK TELEKOM", "zte-zxhn-h168a-ttnet" },
    { "edge router", "ubiquiti-edgerouter" },
    { "asa 5506x", "cisco-asa" },
    { "routeros", "mikrotik-routeros" },
    { "merlin", "asus-merlin" },
    { "fastweb fga2130", "technicolor-fastweb-fga2130" },
    { "5268", "at-t-pace-5268ac" },
    { "5268ac", "at-t-pace-5268ac" },
    { "bgw320", "at-t-bgw320" },
    { "at&t bgw320", "at-t-bgw320" },
    { "att 5268", "at-t-pace-5268ac" },
    { "xfinity", "comcast-xfinity-xb" },
    { "cox panoramic", "comcast-xfinity-xb" },
    { "spectrum", "spectrum-wifi-router" },
    { "starlink", "starlink-router" },
    { "virgin media", "liberty-global-hub" },
    { "ziggo", "liberty-global-hub" },
    { "sky hub", "sky-hub" },
    { "plusnet", "bt-home-hub" },
    { "centurylink c3000a", "centurylink-dsl-modems" },
    { "livebox 6", "orange-livebox" },
    { "freebox pop", "free-freebox" },
    { "telstra dja0230", "technicolor-telstra-dja0230-20" },
    { "meraki", "cisco-meraki-mx" },
    { "belkin", "home-routers-not-confirmed" },
    { "fortios 7.4", "fortinet-fortigate-fortios-7-4" },
    { "fortigate", "fortinet-fortigate-fortios-7-4" }, /* the newest of the family first */
    { "vyos 1.3", "vyos-1-3" },
    { "tz 215", "sonicwall-sonicos-5" },
    { "sip transformations tz270", "sonicwall-sonicos-7-1" },
    { "inspect sip asa", "cisco-asa" },
    { "fixup", "cisco-asa" },
    { "conntrack modules udm", "ubiquiti-unifi-gateway" },
    { "audiocodes", "session-border-controllers-on-site" },
  };
  g_autoptr (UmRouterStore) store = compiled_in ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) found = um_router_store_search (store, rows[i].text);

      print_message ("%s\n", rows[i].text);
      assert_true (found->len > 0);
      assert_string_equal (((const UmRouter *) found->pdata[0])->id, rows[i].first);
    }
}

static void
every_word_must_match (void **state)
{
  static const char *const texts[] = { "fortinet 7590",
                                       "asus fritz",
                                       "zzzz",
                                       "tl wr841 cisco",
                                       "\xe4\xb8\xad\xe6\x96\x87",
                                       "mikrotik \xff"
                                       "qq" };
  g_autoptr (UmRouterStore) store = compiled_in ();

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GPtrArray) found = um_router_store_search (store, texts[i]);

      print_message ("%s\n", texts[i]);
      assert_int_equal (found->len, 0);
    }
}

static void
search_for_nothing_gives_the_whole_list_in_order (void **state)
{
  static const char *const texts[] = { "", "   ", " - ! -- " };
  g_autoptr (UmRouterStore) store = compiled_in ();
  const GPtrArray *routers = um_router_store_get_routers (store);

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GPtrArray) found = um_router_store_search (store, texts[i]);

      assert_int_equal (found->len, routers->len);
      for (guint r = 0; r < routers->len; r++)
        assert_ptr_equal (found->pdata[r], routers->pdata[r]);
    }
}

/* One letter wrong, missing, too many, or two swapped; also while the word is still being typed. */
static void
one_wrong_letter_is_forgiven (void **state)
{
  static const struct
  {
    const char *text;
    const char *maker; /* of the best hit */
  } rows[] = {
    { "fortigat", "Fortinet" },    { "fortigatr", "Fortinet" },
    { "fotigate", "Fortinet" },    { "foritgate", "Fortinet" },
    { "forttigate", "Fortinet" },  { "sonicwal", "SonicWall" },
    { "sonikwall", "SonicWall" },  { "sonikw", "SonicWall" },
    { "mikrotk", "MikroTik" },     { "mikrotick", "MikroTik" },
    { "microtik", "MikroTik" },    { "ubiquity", "Ubiquiti" },
    { "junipr srx", "Juniper" },   { "draytec vigor", "DrayTek" },
    { "netgaer orbi", "NETGEAR" }, { "fitzbox 7590", "AVM" },
    { "xfintiy", "Comcast" },      { "watchgaurd", "WatchGuard" },
    { "comtrand", "Comtrend" },    { "sip transfromations", "SonicWall" },
  };
  g_autoptr (UmRouterStore) store = compiled_in ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) found = um_router_store_search (store, rows[i].text);

      print_message ("%s\n", rows[i].text);
      assert_true (found->len > 0);
      assert_string_equal (((const UmRouter *) found->pdata[0])->maker, rows[i].maker);
    }
}

/* A wrong digit is another device, a short word is near to everything, two mistakes are too many.
 */
static void
other_mistakes_find_nothing (void **state)
{
  static const char *const texts[] = { "bgw329",    "5269ac", "7591",      "fortios 9.9", "mokrotk",
                                       "sonnikwal", "qsa",    "fortigxxe", "mikrotk 7590" };
  g_autoptr (UmRouterStore) store = compiled_in ();

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GPtrArray) found = um_router_store_search (store, texts[i]);

      print_message ("%s\n", texts[i]);
      assert_int_equal (found->len, 0);
    }
}

/* What is spelt right somewhere is not taken for a mistake elsewhere. */
static void
right_spelling_beats_a_near_one (void **state)
{
  g_autoptr (UmRouterStore) store = NULL;
  g_autoptr (GPtrArray) switches = NULL;
  g_autoptr (GPtrArray) names = NULL;

  put_file (
      *state, "acme.json",
      FILE_OF ("{\"id\": \"acme-guida\", \"family\": \"Guida\", \"models\": [\"B1\"], " NAMES WORDS
                   METHODS ", " SOURCES ", " END "},"
               "{\"id\": \"acme-other\", \"family\": \"Other\", \"models\": [\"B1\"], " NAMES WORDS
                   METHODS ", " SOURCES ", " END "}"),
      -1);
  store = load (*state, NULL);
  assert_non_null (store);
  switches = um_router_store_search (store, "guide"); /* both have a switch SIP Guide */
  assert_int_equal (switches->len, 2);
  names = um_router_store_search (store, "guida");
  assert_int_equal (names->len, 1);
  assert_string_equal (((const UmRouter *) names->pdata[0])->id, "acme-guida");
}

/* Every cut of a query is a keystroke of somebody who types it. */
static void
every_keystroke_is_answered (void **state)
{
  static const char whole[] = "fritz!box 7590 \xc3\xbc\xe4\xb8\xad";
  g_autoptr (UmRouterStore) store = compiled_in ();

  for (gsize len = 0; len < sizeof whole; len++)
    {
      g_autofree char *text = g_strndup (whole, len);
      g_autoptr (GPtrArray) found = um_router_store_search (store, text);

      for (guint i = 0; i < found->len; i++)
        assert_ptr_equal (um_router_store_find (store, ((const UmRouter *) found->pdata[i])->id),
                          found->pdata[i]);
      if (len >= 1 && len <= 14)
        assert_true (found->len > 0);
    }
}

/* "Guide" is the maker of the one, a model of the next, then operator, switch and firmware. */
static void
names_rank_above_operators_switches_and_firmware (void **state)
{
  static const char *const order[] = { "b-maker", "a-model", "a-operator", "a-alg", "a-firmware" };
  static const char a[] =
      "{\"maker\": \"Able\", \"routers\": ["
      "{\"id\": \"a-firmware\", \"family\": \"A\", \"models\": [\"M\"], \"firmware\": \"guide\", "
      "\"alg_names\": [\"ALG\"], " WORDS METHODS ", " SOURCES ", " END "},"
      "{\"id\": \"a-alg\", \"family\": \"B\", \"models\": [\"M\"], \"alg_names\": "
      "[\"Guide\"], " WORDS METHODS ", " SOURCES ", " END "},"
      "{\"id\": \"a-operator\", \"family\": \"C\", \"models\": [\"M\"], \"operators\": "
      "[\"Guide\"], \"alg_names\": [\"ALG\"], " WORDS METHODS ", " SOURCES ", " END "},"
      "{\"id\": \"a-model\", \"family\": \"D\", \"models\": [\"Misguided 5\"], \"alg_names\": "
      "[\"ALG\"], " WORDS METHODS ", " SOURCES ", " END "},"
      "{\"id\": \"a-none\", \"family\": \"E\", \"models\": [\"M\"], \"alg_names\": "
      "[\"ALG\"], " WORDS METHODS ", " SOURCES ", " END "}]}";
  static const char b[] =
      "{\"maker\": \"Guide\", \"routers\": [{\"id\": \"b-maker\", \"family\": \"A\", \"models\": "
      "[\"M\"], \"alg_names\": [\"ALG\"], " WORDS METHODS ", " SOURCES ", " END "}]}";
  g_autoptr (UmRouterStore) store = NULL;
  g_autoptr (GPtrArray) found = NULL;

  put_file (*state, "a.json", a, -1);
  put_file (*state, "b.json", b, -1);
  store = load (*state, NULL);
  assert_non_null (store);
  found = um_router_store_search (store, "guide");
  assert_int_equal (found->len, G_N_ELEMENTS (order));
  for (guint i = 0; i < found->len; i++)
    assert_string_equal (((const UmRouter *) found->pdata[i])->id, order[i]);
}

/* "bt" stands inside of other words; "BT" the provider is meant. */
static void
short_words_match_at_the_start_of_a_token_only (void **state)
{
  g_autoptr (UmRouterStore) store = NULL;
  g_autoptr (GPtrArray) found = NULL;

  put_file (
      *state, "acme.json",
      FILE_OF (
          "{\"id\": \"acme-subtle\", \"family\": \"Subtle\", \"models\": [\"B1\"], " NAMES WORDS
              METHODS ", " SOURCES ", " END "},"
          "{\"id\": \"acme-bt\", \"family\": \"Hub BT-5\", \"models\": [\"B1\"], " NAMES WORDS
              METHODS ", " SOURCES ", " END "}"),
      -1);
  store = load (*state, NULL);
  assert_non_null (store);
  found = um_router_store_search (store, "bt");
  assert_int_equal (found->len, 1);
  assert_string_equal (((const UmRouter *) found->pdata[0])->id, "acme-bt");
}

/* What `routers list --json` prints can be put into a file again. */
static void
json_round_trip_keeps_every_entry (void **state)
{
  g_autoptr (UmRouterStore) store = compiled_in ();
  const GPtrArray *routers = um_router_store_get_routers (store);

  for (guint i = 0; i < routers->len; i++)
    {
      const UmRouter *router = g_ptr_array_index (routers, i);
      g_autoptr (JsonObject) object = um_router_to_json (router);
      g_autoptr (JsonObject) again = NULL;
      g_autoptr (UmRouter) copy = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) left = json_node_new (JSON_NODE_OBJECT);
      g_autoptr (JsonNode) right = json_node_new (JSON_NODE_OBJECT);

      assert_string_equal (json_object_get_string_member (object, "maker"), router->maker);
      assert_string_equal (json_object_get_string_member (object, "title"), router->title);
      json_object_remove_member (object, "maker");
      json_object_remove_member (object, "title");
      copy = um_router_new_from_json (object, router->maker, &error);
      assert_null (error);
      again = um_router_to_json (copy);
      json_object_remove_member (again, "maker");
      json_object_remove_member (again, "title");
      json_node_set_object (left, object);
      json_node_set_object (right, again);
      assert_true (json_node_equal (left, right));
    }
}

static void
text_shows_steps_commands_cautions_and_sources (void **state)
{
  g_autoptr (UmRouterStore) store = compiled_in ();
  const UmRouter *router = um_router_store_find (store, "asus-merlin");
  g_autofree char *text = um_router_to_text (router);

  assert_true (g_str_has_prefix (text, "ASUS Asuswrt-Merlin (380.59 and later)\nasus-merlin\n"));
  assert_non_null (
      strstr (text, "\nIn the graphical interface\n  1. Open WAN > NAT Passthrough.\n"));
  assert_non_null (strstr (text, "\n      nvram set fw_pt_sip=0\n"));
  assert_non_null (strstr (text, "\nCheck that it is off:\n  - nvram get fw_pt_sip prints 0.\n"));
  assert_non_null (strstr (text, "\nMind:\n  - Merlin does not block port 5060"));
  assert_non_null (strstr (text, um_router_verified_text (UM_ROUTER_DOCUMENTED)));
  assert_non_null (strstr (text, "\n    https://github.com/RMerl/"));
  assert_true (g_str_has_suffix (text, "\n"));
  assert_true (contains_text (router->models, "RT-AC68U"));
}

static void
text_of_a_device_without_switch_says_so (void **state)
{
  g_autoptr (UmRouterStore) store = compiled_in ();
  g_autofree char *text = um_router_to_text (um_router_store_find (store, "avm-fritzbox"));

  assert_non_null (strstr (text, um_router_can_disable_text (UM_ROUTER_CAN_DISABLE_NO)));
  assert_non_null (strstr (text, um_router_verified_text (UM_ROUTER_NOT_VERIFIED)));
  assert_null (strstr (text, "  1. "));
  assert_non_null (strstr (text, "SIP over TLS"));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown (mistakes_are_refused_with_file_and_entry_named, setup,
                                     teardown),
    cmocka_unit_test_setup_teardown (good_folder_is_read_and_other_files_left_alone, setup,
                                     teardown),
    cmocka_unit_test_setup_teardown (same_id_in_two_files_is_refused, setup, teardown),
    cmocka_unit_test_setup_teardown (folder_without_files_or_missing_is_told_apart, setup,
                                     teardown),
    cmocka_unit_test_setup_teardown (pipe_is_refused_without_waiting_for_a_writer, setup, teardown),
    cmocka_unit_test_setup_teardown (folder_with_the_name_of_a_file_is_named_in_the_error, setup,
                                     teardown),
    cmocka_unit_test_setup_teardown (hostile_files_are_errors, setup, teardown),
    cmocka_unit_test_setup_teardown (every_cut_of_a_good_file_is_an_error, setup, teardown),
    cmocka_unit_test_setup_teardown (brackets_in_texts_are_not_nesting, setup, teardown),
    cmocka_unit_test (compiled_in_entries_have_steps_or_say_that_there_are_none),
    cmocka_unit_test (list_is_sorted_by_maker),
    cmocka_unit_test (fortigate_entries_are_found_by_their_prefix),
    cmocka_unit_test (searches_find_what_people_type),
    cmocka_unit_test (every_word_must_match),
    cmocka_unit_test (one_wrong_letter_is_forgiven),
    cmocka_unit_test (other_mistakes_find_nothing),
    cmocka_unit_test_setup_teardown (right_spelling_beats_a_near_one, setup, teardown),
    cmocka_unit_test (every_keystroke_is_answered),
    cmocka_unit_test (search_for_nothing_gives_the_whole_list_in_order),
    cmocka_unit_test_setup_teardown (names_rank_above_operators_switches_and_firmware, setup,
                                     teardown),
    cmocka_unit_test_setup_teardown (short_words_match_at_the_start_of_a_token_only, setup,
                                     teardown),
    cmocka_unit_test (json_round_trip_keeps_every_entry),
    cmocka_unit_test (text_shows_steps_commands_cautions_and_sources),
    cmocka_unit_test (text_of_a_device_without_switch_says_so),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
