#include "support/test.h"

#include <string.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "routers/router-match.h"

static UmRouterStore *
compiled_in (void)
{
  g_autoptr (GError) error = NULL;
  UmRouterStore *store = um_router_store_new (&error);

  assert_null (error);
  return store;
}

static GPtrArray *
no_matches (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) um_router_match_free);
}

static const UmRouterMatch *
match_at (const GPtrArray *matches, guint i)
{
  assert_true (i < matches->len);
  return g_ptr_array_index (matches, i);
}

/* Organisations as they stand in IEEE's list. */
static void
organisations_lead_to_their_devices (void **state)
{
  static const struct
  {
    const char *vendor;
    const char *first; /* id of the best match */
  } rows[] = {
    { "Fortinet, Inc.", "fortinet-fortigate-ngfw-policy-mode" },
    { "AVM Audiovisuelles Marketing und Computersysteme GmbH", "avm-fritzbox" },
    { "Routerboard.com", "mikrotik-routeros" },
    { "Cisco Meraki", "cisco-meraki-mx" },
    { "2Wire Inc", "at-t-2wire-3800" },
    { "HUMAX Co., Ltd.", "at-t-bgw320" },
    { "FREEBOX SAS", "free-freebox-pro" },
    { "eero inc.", "eero-eero" },
    { "DrayTek Corp.", "draytek-vigor-older" },
    { "Space Exploration Technologies", "starlink-router" },
    { "PePWave Ltd", "peplink-balance-max" },
    { "Deciso B.V.", "opnsense-opnsense" },
  };
  g_autoptr (UmRouterStore) store = compiled_in ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) matches = no_matches ();
      g_autofree char *reason = NULL;

      print_message ("%s\n", rows[i].vendor);
      um_router_matches_add_vendor (store, matches, rows[i].vendor);
      assert_string_equal (match_at (matches, 0)->router->id, rows[i].first);
      reason = um_sentence_dup_text (match_at (matches, 0)->reason, NULL);
      assert_non_null (strstr (reason, rows[i].vendor));
    }
}

/* No row of the table may point to entries that are not there any more. */
static void
every_known_organisation_leads_somewhere (void **state)
{
  static const char *const vendors[] = {
    "Actiontec Electronics, Inc",
    "Adtran Inc",
    "ARRIS Group, Inc.",
    "ASUSTek COMPUTER INC.",
    "Astaro AG",
    "AudioCodes USA Inc",
    "Baicells Technologies Co., Ltd",
    "Barracuda Networks, Inc.",
    "Belkin International Inc.",
    "BUFFALO.INC",
    "Calix Inc.",
    "Check Point Software Technologies",
    "Cisco-Linksys, LLC",
    "Cisco Systems, Inc",
    "CommScope Inc",
    "Comtrend Corporation",
    "CradlePoint, Inc",
    "D-Link Corporation",
    "Edgewater Networks",
    "Extreme Networks, Inc.",
    "Fiberhome Telecommunication Technologies Co.,LTD",
    "GL Technologies (Hong Kong) Limited",
    "Google, Inc.",
    "Grandstream Networks, Inc.",
    "Hitron Technologies. Inc",
    "HUAWEI TECHNOLOGIES CO.,LTD",
    "Juniper Networks",
    "Keenetic Limited",
    "LANCOM Systems GmbH",
    "Linksys LLC",
    "Mercusys Technologies CO., LTD.",
    "NETASQ",
    "NETGEAR",
    "Nokia Shanghai Bell Co., Ltd.",
    "PACE plc",
    "Palo Alto Networks",
    "Peplink International Ltd.",
    "Sagemcom Broadband SAS",
    "SmartRG Inc",
    "SonicWALL",
    "Sophos Ltd",
    "Stormshield",
    "Synology Incorporated",
    "Technicolor CH USA Inc.",
    "Tenda Technology Co.,Ltd.Dongguan branch",
    "The Linksys Group, Inc.",
    "THOMSON TELECOM BELGIUM",
    "TP-LINK TECHNOLOGIES CO.,LTD.",
    "TRENDnet, Inc.",
    "Ubee Interactive Co., Limited",
    "Ubiquiti Inc",
    "Vantiva USA LLC",
    "Vantiva Connected Home",
    "WatchGuard Technologies, Inc.",
    "Xiaomi Communications Co Ltd",
    "Yamaha Corporation",
    "zte corporation",
    "Zyxel Communications Corporation",
  };
  g_autoptr (UmRouterStore) store = compiled_in ();

  for (gsize i = 0; i < G_N_ELEMENTS (vendors); i++)
    {
      g_autoptr (GPtrArray) matches = no_matches ();

      print_message ("%s\n", vendors[i]);
      um_router_matches_add_vendor (store, matches, vendors[i]);
      assert_true (matches->len > 0);
    }
}

/* A maker of anything else, or of boxes for everybody, would lead to the wrong menu. */
static void
other_organisations_lead_nowhere (void **state)
{
  static const char *const vendors[] = { "",
                                         "IGT",
                                         "Arcadyan Corporation",
                                         "Sercomm Corporation.",
                                         "BARRISTER INFO SYS CORP",
                                         "-, .,",
                                         "Apple, Inc." };
  g_autoptr (UmRouterStore) store = compiled_in ();
  g_autoptr (GPtrArray) matches = no_matches ();

  for (gsize i = 0; i < G_N_ELEMENTS (vendors); i++)
    {
      um_router_matches_add_vendor (store, matches, vendors[i]);
      assert_int_equal (matches->len, 0);
    }
}

/* A mark in the messages proves more than the card does: what it found stays in front, once. */
static void
card_comes_behind_the_mark_and_nothing_twice (void **state)
{
  const UmFindings findings = { .alg_family = "fortinet" };
  g_autoptr (UmRouterStore) store = compiled_in ();
  g_autoptr (GPtrArray) matches = um_router_matches_find (store, &findings);
  g_autofree char *reason = NULL;
  guint found = matches->len;

  assert_true (found >= 6);
  um_router_matches_add_vendor (store, matches, "Fortinet, Inc.");
  assert_int_equal (matches->len, found);
  reason = um_sentence_dup_text (match_at (matches, 0)->reason, NULL);
  assert_non_null (strstr (reason, "mark"));
  um_router_matches_add_vendor (store, matches, "AVM GmbH");
  assert_int_equal (matches->len, found + 1);
  assert_string_equal (match_at (matches, found)->router->id, "avm-fritzbox");
}

static void
no_family_finds_nothing (void **state)
{
  const UmFindings none = { 0 };
  const UmFindings other = { .alg_family = "unheard-of" };
  g_autoptr (UmRouterStore) store = compiled_in ();
  g_autoptr (GPtrArray) first = um_router_matches_find (store, &none);
  g_autoptr (GPtrArray) second = um_router_matches_find (store, &other);

  assert_int_equal (first->len, 0);
  assert_int_equal (second->len, 0);
}

/* A prefix that an entry names itself counts without any list being installed. */
static void
prefix_of_an_entry_is_matched (void **state)
{
  static const char entry[] =
      "{\"maker\": \"Acme\", \"routers\": [{\"id\": \"acme-box\", \"family\": \"Box\", "
      "\"models\": [\"B1\"], \"default\": \"on\", \"can_disable\": \"no\", \"methods\": [], "
      "\"sources\": [], \"verified\": \"not-verified\", \"ouis\": [\"00:00:5e\"]}]}";
  static const guint8 same[6] = { 0x00, 0x00, 0x5e, 1, 2, 3 };
  static const guint8 other[6] = { 0x02, 0x00, 0x5e, 1, 2, 3 };
  g_autofree char *folder = g_dir_make_tmp ("unmangle-match-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "acme.json", NULL);
  g_autoptr (UmRouterStore) store = NULL;
  g_autoptr (GPtrArray) matches = no_matches ();
  g_autofree char *reason = NULL;

  assert_true (g_file_set_contents (path, entry, -1, NULL));
  store = um_router_store_new_from_directory (folder, NULL);
  (void) g_remove (path);
  (void) g_rmdir (folder);
  assert_non_null (store);
  um_router_matches_add_mac (store, matches, other);
  assert_int_equal (matches->len, 0);
  um_router_matches_add_mac (store, matches, same);
  um_router_matches_add_mac (store, matches, same);
  assert_int_equal (matches->len, 1);
  assert_string_equal (match_at (matches, 0)->router->id, "acme-box");
  reason = um_sentence_dup_text (match_at (matches, 0)->reason, NULL);
  assert_non_null (strstr (reason, "00:00:5e"));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (organisations_lead_to_their_devices),
    cmocka_unit_test (every_known_organisation_leads_somewhere),
    cmocka_unit_test (other_organisations_lead_nowhere),
    cmocka_unit_test (card_comes_behind_the_mark_and_nothing_twice),
    cmocka_unit_test (no_family_finds_nothing),
    cmocka_unit_test (prefix_of_an_entry_is_matched),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
