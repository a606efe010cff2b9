#include "support/test.h"

#include <string.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "core/limits.h"
#include "routers/router-match.h"

static UmRouterStore *
compiled_in (void)
{
  g_autoptr (GError) error = NULL;
  UmRouterStore *store = um_router_store_new (&error);

  assert_null (error);
  return store;
}

/* As if the gateway's card were of this organisation. (transfer full) of UmRouterMatch */
static GPtrArray *
matches_of_vendor (UmRouterStore *store, const char *vendor)
{
  g_autoptr (GPtrArray) clues = um_router_clues_new ();

  um_router_clues_add (clues, UM_ROUTER_CLUE_MAC, "00:00:5e");
  ((UmRouterClue *) clues->pdata[0])->vendor = g_strdup (vendor);
  return um_router_matches_find_by_clues (store, clues);
}

static GPtrArray *
matches_of_text (UmRouterStore *store, UmRouterClueKind kind, const char *text)
{
  g_autoptr (GPtrArray) clues = um_router_clues_new ();

  um_router_clues_add (clues, kind, text);
  return um_router_matches_find_by_clues (store, clues);
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
    { "Fortinet, Inc.", "fortinet-fortigate-fortios-7-4" },
    { "AVM Audiovisuelles Marketing und Computersysteme GmbH", "avm-fritzbox" },
    { "Routerboard.com", "mikrotik-routeros" },
    { "Cisco Meraki", "cisco-meraki-mx" },
    { "2Wire Inc", "at-t-2wire-3800" },
    { "HUMAX Co., Ltd.", "at-t-bgw320" },
    { "FREEBOX SAS", "free-freebox" },
    { "eero inc.", "eero-eero" },
    { "DrayTek Corp.", "draytek-vigor-older" },
    { "Space Exploration Technologies", "starlink-router" },
    { "PePWave Ltd", "peplink-balance-max" },
    { "Deciso B.V.", "opnsense-opnsense" },
  };
  g_autoptr (UmRouterStore) store = compiled_in ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) matches = matches_of_vendor (store, rows[i].vendor);
      g_autofree char *reason = NULL;

      print_message ("%s\n", rows[i].vendor);
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
      g_autoptr (GPtrArray) matches = matches_of_vendor (store, vendors[i]);

      print_message ("%s\n", vendors[i]);
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

  for (gsize i = 0; i < G_N_ELEMENTS (vendors); i++)
    {
      g_autoptr (GPtrArray) matches = matches_of_vendor (store, vendors[i]);

      assert_int_equal (matches->len, 0);
    }
}

/* What devices say, as it stands in scans and manuals, and the entry that comes first. */
static const struct
{
  UmRouterClueKind kind;
  const char *text;
  const char *first;
} texts[] = {
  { UM_ROUTER_CLUE_UPNP, "AVM FRITZ!Box 7590 UI", "avm-fritzbox" },
  { UM_ROUTER_CLUE_UPNP, "FRITZ!Box 7590 UPnP/1.0 AVM FRITZ!Box 7590 154.07.29", "avm-fritzbox" },
  { UM_ROUTER_CLUE_UPNP, "AsusWRT/3.0.0.4 UPnP/1.1 MiniUPnPd/1.9", "asus-asuswrt" },
  { UM_ROUTER_CLUE_UPNP, "RouterOS/6.43UPnP/1.0 MikroTik UPnP/1.0", "mikrotik-routeros" },
  { UM_ROUTER_CLUE_UPNP, "Linux UPnP/1.0 Huawei-ATP-IGD", "huawei-home" },
  { UM_ROUTER_CLUE_UPNP, "OpenWRT/kamikaze UPnP/1.0 MiniUPnPd/1.5", "openwrt-openwrt" },
  { UM_ROUTER_CLUE_UPNP, "Tomato UPnP/1.0 MiniUPnPd/1.2", "freshtomato-tomato" },
  { UM_ROUTER_CLUE_UPNP, "RT-AX55", "asus-asuswrt" },
  { UM_ROUTER_CLUE_WEB, "FRITZ!Box", "avm-fritzbox" },
  { UM_ROUTER_CLUE_WEB, "SonicWall - Authentication", "sonicwall-sonicos-7-1" },
  { UM_ROUTER_CLUE_WEB, "FortiGate", "fortinet-fortigate-fortios-7-4" },
  { UM_ROUTER_CLUE_WEB, "RouterOS router configuration page", "mikrotik-routeros" },
  { UM_ROUTER_CLUE_WEB, "Cisco ASDM 6.4(7)", "cisco-asa" },
  { UM_ROUTER_CLUE_WEB, "Linksys Smart Wi-Fi", "linksys-smart-wifi" },
  { UM_ROUTER_CLUE_WEB, "DD-WRT (build 35030M) - Info", "dd-wrt-dd-wrt" },
  { UM_ROUTER_CLUE_WEB, "Freebox OS :: Identification", "free-freebox" },
  { UM_ROUTER_CLUE_WEB, "pfSense - Login", "netgate-pfsense" },
  { UM_ROUTER_CLUE_WEB, "Login | OPNsense", "opnsense-opnsense" },
  { UM_ROUTER_CLUE_WEB, "Vigor Login Page", "draytek-vigor" },
  { UM_ROUTER_CLUE_WEB, "EdgeOS", "ubiquiti-edgerouter" },
  { UM_ROUTER_CLUE_WEB, "UniFi Security Gateway", "ubiquiti-unifi-usg" },
  { UM_ROUTER_CLUE_WEB, "NETGEAR R7000P", "netgear-nighthawk" },
  { UM_ROUTER_CLUE_WEB, "NETGEAR Orbi", "netgear-orbi" },
  { UM_ROUTER_CLUE_WEB, "NETGEAR DG834  ", "netgear-dg834g" },
  { UM_ROUTER_CLUE_WEB, "TP-LINK Wireless N Router WR841N", "tp-link-wr-classic" },
  { UM_ROUTER_CLUE_WEB, "CradlepointHTTPService/1.0.0", "cradlepoint-ncos" },
  { UM_ROUTER_CLUE_WEB, "Kerio Control Embedded Web Server", "gfi-kerio-control" },
  { UM_ROUTER_CLUE_WEB, "Xfinity Broadband Router Server", "comcast-xfinity-xb" },
  { UM_ROUTER_CLUE_WEB, "FreshTomato", "freshtomato-tomato" },
  { UM_ROUTER_CLUE_CERTIFICATE, "CN=FGT30D3X15038375,OU=FortiGate,O=Fortinet,L=Sunnyvale,C=US",
    "fortinet-fortigate-fortios-7-4" },
  { UM_ROUTER_CLUE_CERTIFICATE, "CN=00:22:6b:ef:1e:d0,OU=RV042,O=Cisco-Linksys\\, LLC,C=US",
    "cisco-rv0xx" },
  { UM_ROUTER_CLUE_CERTIFICATE, "CN=Vigor Router,OU=DrayTek Support,O=DrayTek Corp.,C=TW",
    "draytek-vigor" },
  { UM_ROUTER_CLUE_CERTIFICATE, "CN=SophosApplianceCertificate,OU=OU,O=Sophos,C=GB",
    "sophos-sfos" },
  { UM_ROUTER_CLUE_CERTIFICATE, "CN=Fireware web CA,OU=Fireware,O=WatchGuard",
    "watchguard-firebox" },
  { UM_ROUTER_CLUE_CERTIFICATE, "CN=UbiquitiRouterUI,O=Ubiquiti Inc.,L=New York,C=US",
    "ubiquiti-edgerouter" },
  { UM_ROUTER_CLUE_CERTIFICATE, "CN=NetVanta,O=ADTRAN\\, Inc.,L=Huntsville,ST=AL,C=US",
    "adtran-aos" },
  { UM_ROUTER_CLUE_LINK, "Cisco Adaptive Security Appliance Version 8.0(2)", "cisco-asa" },
  { UM_ROUTER_CLUE_LINK, "Meraki MX68 Router/Security Appliance", "cisco-meraki-mx" },
  { UM_ROUTER_CLUE_LINK,
    "Cisco IOS Software [Everest], Virtual XE Software, Version 16.6.8, RELEASE SOFTWARE (fc3)",
    "cisco-ios" },
  { UM_ROUTER_CLUE_LINK, "DrayTek Corporation, Router Model: Vigor2766, Version: 4.3.1_STD",
    "draytek-vigor" },
  { UM_ROUTER_CLUE_SIP, "AVM FRITZ!Box 7312 117.05.23 TAL (Jun  1 2012)", "avm-fritzbox" },
};

static void
what_devices_say_leads_to_their_entries (void **state)
{
  g_autoptr (UmRouterStore) store = compiled_in ();
  guint wrong = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GPtrArray) matches = matches_of_text (store, texts[i].kind, texts[i].text);
      const char *first = matches->len > 0 ? match_at (matches, 0)->router->id : "nothing";

      if (g_str_equal (first, texts[i].first))
        continue;
      print_message ("%s: %s, not %s\n", texts[i].text, first, texts[i].first);
      wrong++;
    }
  assert_int_equal (wrong, 0);
}

/* What other machines say, or every second one: no router of the database. */
static void
other_texts_lead_nowhere (void **state)
{
  static const char *const others[] = {
    "Linux/3.10.0 UPnP/1.0 MiniUPnPd/1.9",
    "nginx",
    "lighttpd/1.4.39",
    "Apache/2.4.41 (Ubuntu)",
    "FreeBSD/12.2 UPnP/1.1 MiniUPnPd/2.2",
    "Login",
    "Home",
    "Hub 3",
    "Windows-NT/5.0 UPnP/1.0",
    "CN=localhost",
  };
  g_autoptr (UmRouterStore) store = compiled_in ();

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr (GPtrArray) matches = matches_of_text (store, UM_ROUTER_CLUE_WEB, others[i]);

      print_message ("%s\n", others[i]);
      assert_int_equal (matches->len, 0);
    }
}

/* A short model name is somebody's only next to its maker; a model hides the maker's other devices.
 */
static void
model_counts_with_its_maker (void **state)
{
  g_autoptr (UmRouterStore) store = compiled_in ();
  g_autoptr (GPtrArray) clues = um_router_clues_new ();
  g_autoptr (GPtrArray) alone = matches_of_text (store, UM_ROUTER_CLUE_UPNP, "AX3");
  g_autoptr (GPtrArray) both = NULL;
  g_autofree char *reason = NULL;

  assert_int_equal (alone->len, 0);
  um_router_clues_add (clues, UM_ROUTER_CLUE_UPNP, "AX3");
  um_router_clues_add (clues, UM_ROUTER_CLUE_UPNP, "HUAWEI TECHNOLOGIES");
  both = um_router_matches_find_by_clues (store, clues);
  assert_int_equal (both->len, 1);
  assert_string_equal (match_at (both, 0)->router->id, "huawei-home");
  reason = um_sentence_dup_text (match_at (both, 0)->reason, NULL);
  assert_non_null (strstr (reason, "names AX3"));
}

/* The mark in the messages proves the device that changed them; a card may be another box's. */
static void
mark_comes_before_all_other_clues (void **state)
{
  g_autoptr (UmRouterStore) store = compiled_in ();
  g_autoptr (GPtrArray) clues = um_router_clues_new ();
  g_autoptr (GPtrArray) matches = NULL;
  g_autofree char *reason = NULL;

  um_router_clues_add (clues, UM_ROUTER_CLUE_WEB, "FRITZ!Box 7590");
  um_router_clues_add (clues, UM_ROUTER_CLUE_ALG, "fortinet");
  matches = um_router_matches_find_by_clues (store, clues);
  assert_true (matches->len >= 7);
  assert_true (g_str_has_prefix (match_at (matches, 0)->router->id, "fortinet-fortigate-"));
  assert_string_equal (match_at (matches, matches->len - 1)->router->id, "avm-fritzbox");
  reason = um_sentence_dup_text (match_at (matches, 0)->reason, NULL);
  assert_non_null (strstr (reason, "mark"));
}

/* Nothing that a machine is called can be more than text, and no flood of it gets through. */
static void
clues_are_safe_and_bounded (void **state)
{
  g_autoptr (GPtrArray) clues = um_router_clues_new ();
  g_autofree char *longest = g_strnfill (100000, 'x');

  um_router_clues_add (clues, UM_ROUTER_CLUE_WEB, NULL);
  um_router_clues_add (clues, UM_ROUTER_CLUE_WEB, "  ");
  assert_int_equal (clues->len, 0);
  um_router_clues_add (clues, UM_ROUTER_CLUE_WEB, "\033[2J\n\xff");
  assert_string_equal (((UmRouterClue *) clues->pdata[0])->text, "\\x1B[2J\\x0A\\xFF");
  um_router_clues_add (clues, UM_ROUTER_CLUE_WEB, longest);
  um_router_clues_add (clues, UM_ROUTER_CLUE_WEB, longest);
  assert_int_equal (clues->len, 2);
  assert_true (strlen (((UmRouterClue *) clues->pdata[1])->text) < 1000);
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *name = g_strdup_printf ("name %u", i);

      um_router_clues_add (clues, UM_ROUTER_CLUE_UPNP, name);
    }
  assert_int_equal (clues->len, UM_LIMIT_ROUTER_CLUES);
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
  g_autoptr (GPtrArray) clues = um_router_clues_new ();
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) matches = NULL;
  g_autofree char *reason = NULL;

  assert_true (g_file_set_contents (path, entry, -1, NULL));
  store = um_router_store_new_from_directory (folder, NULL);
  (void) g_remove (path);
  (void) g_rmdir (folder);
  assert_non_null (store);
  um_router_clues_add_mac (clues, other);
  before = um_router_matches_find_by_clues (store, clues);
  assert_int_equal (before->len, 0);
  um_router_clues_add_mac (clues, same);
  um_router_clues_add_mac (clues, same);
  matches = um_router_matches_find_by_clues (store, clues);
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
    cmocka_unit_test (what_devices_say_leads_to_their_entries),
    cmocka_unit_test (other_texts_lead_nowhere),
    cmocka_unit_test (model_counts_with_its_maker),
    cmocka_unit_test (mark_comes_before_all_other_clues),
    cmocka_unit_test (clues_are_safe_and_bounded),
    cmocka_unit_test (no_family_finds_nothing),
    cmocka_unit_test (prefix_of_an_entry_is_matched),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
