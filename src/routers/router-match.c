/* Findings → routers. Only a maker that the evidence names leads to entries: a guess would send the
 * technician to the wrong menu. */

#include "routers/router-match.h"

#include "routers/oui.h"

static const struct
{
  const char *family;    /* UmFindings.alg_family */
  const char *id_prefix; /* of the entries of that maker's devices */
  const char *reason;
} families[] = {
  { "fortinet", "fortinet-fortigate-",
    N_ ("The messages carry a mark that only FortiGate firewalls write.") },
};

/* Organisations as IEEE lists them, small and without blanks and signs, and whose devices they
 * stand in. A maker may build for several providers; makers that build for everybody are left out.
 */
static const struct
{
  const char *vendor; /* what the organisation's name begins with */
  const char *id_prefix;
} vendors[] = {
  { "2wire", "at-t-2wire" },
  { "2wire", "at-t-pace" },
  { "actiontec", "actiontec-" },
  { "adtran", "adtran-" },
  { "arris", "cable-gateways-" },
  { "arris", "comcast-" },
  { "arris", "at-t-bgw210" },
  { "asustek", "asus-" },
  { "astaro", "sophos-utm" },
  { "audiocodes", "session-border-" },
  { "avm", "avm-" },
  { "baicells", "baicells-" },
  { "barracuda", "barracuda-" },
  { "belkin", "home-routers-" },
  { "buffalo", "home-routers-" },
  { "calix", "access-gateways-" },
  { "checkpoint", "check-point-" },
  { "ciscolinksys", "linksys-" },
  { "ciscomeraki", "cisco-meraki" },
  { "ciscosystems", "cisco-" },
  { "commscope", "cable-gateways-" },
  { "commscope", "comcast-" },
  { "comtrend", "comtrend-" },
  { "cradlepoint", "cradlepoint-" },
  { "deciso", "opnsense-" },
  { "dlink", "d-link-" },
  { "draytek", "draytek-" },
  { "edgewater", "ribbon-edgemarc" },
  { "eero", "eero-" },
  { "extremenetworks", "extreme-" },
  { "fiberhome", "fiberhome-" },
  { "fortinet", "fortinet-fortigate-" },
  { "freebox", "free-" },
  { "gltechnologies", "gl-inet-" },
  { "google", "google-" },
  { "grandstream", "grandstream-" },
  { "hitron", "cable-gateways-" },
  { "huawei", "huawei-" },
  { "humax", "at-t-bgw320" },
  { "juniper", "juniper-" },
  { "keenetic", "keenetic-" },
  { "lancom", "lancom-" },
  { "linksys", "linksys-" },
  { "mercusys", "home-routers-" },
  { "netasq", "stormshield-" },
  { "netgear", "netgear-" },
  { "nokia", "nokia-" },
  { "nokia", "t-mobile-" },
  { "paceplc", "at-t-pace" },
  { "paloalto", "palo-alto-" },
  { "peplink", "peplink-" },
  { "pepwave", "peplink-" },
  { "routerboard", "mikrotik-" },
  { "sagemcom", "sagemcom-" },
  { "smartrg", "access-gateways-" },
  { "sonicwall", "sonicwall-" },
  { "sophos", "sophos-" },
  { "spaceexploration", "starlink-" },
  { "stormshield", "stormshield-" },
  { "synology", "home-routers-" },
  { "technicolorch", "comcast-" },
  { "technicolor", "technicolor-" },
  { "tenda", "tenda-" },
  { "thelinksys", "linksys-" },
  { "thomson", "technicolor-" },
  { "tplink", "tp-link-" },
  { "trendnet", "home-routers-" },
  { "ubee", "cable-gateways-" },
  { "ubiquiti", "ubiquiti-" },
  { "vantivausa", "comcast-" },
  { "vantiva", "technicolor-" },
  { "watchguard", "watchguard-" },
  { "xiaomi", "home-routers-" },
  { "yamaha", "yamaha-" },
  { "zte", "zte-" },
  { "zyxel", "zyxel-" },
};

void
um_router_match_free (UmRouterMatch *self)
{
  if (self == NULL)
    return;
  um_sentence_free (self->reason);
  g_free (self);
}

static gboolean
has_router (const GPtrArray *matches, const UmRouter *router)
{
  for (guint i = 0; i < matches->len; i++)
    {
      if (((const UmRouterMatch *) g_ptr_array_index (matches, i))->router == router)
        return TRUE;
    }
  return FALSE;
}

static void
add (GPtrArray *matches, const UmRouter *router, const UmSentence *reason)
{
  UmRouterMatch *match;

  if (has_router (matches, router))
    return;
  match = g_new0 (UmRouterMatch, 1);
  match->router = router;
  match->reason = um_sentence_copy (reason);
  g_ptr_array_add (matches, match);
}

/* The newest firmware first: entries are sorted by it. */
static void
add_prefix (UmRouterStore *store,
            GPtrArray *matches,
            const char *id_prefix,
            const UmSentence *reason)
{
  const GPtrArray *routers = um_router_store_get_routers (store);

  for (guint i = routers->len; i > 0; i--)
    {
      const UmRouter *router = g_ptr_array_index (routers, i - 1);

      if (g_str_has_prefix (router->id, id_prefix))
        add (matches, router, reason);
    }
}

/* "D-Link Corporation" → "dlinkcorporation" */
static char *
fold_vendor (const char *vendor)
{
  GString *folded = g_string_new (NULL);

  for (const char *p = vendor; *p != '\0'; p++)
    {
      if (g_ascii_isalnum (*p))
        g_string_append_c (folded, g_ascii_tolower (*p));
    }
  return g_string_free (folded, FALSE);
}

void
um_router_matches_add_vendor (UmRouterStore *store, GPtrArray *matches, const char *vendor)
{
  g_autofree char *folded = fold_vendor (vendor);
  g_autoptr (UmSentence) reason =
      um_sentence_new (N_ ("The network card of the gateway is from {0}."), vendor, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (vendors); i++)
    {
      if (g_str_has_prefix (folded, vendors[i].vendor))
        add_prefix (store, matches, vendors[i].id_prefix, reason);
    }
}

static gboolean
has_oui (const UmRouter *router, const char *oui)
{
  for (guint i = 0; i < router->ouis->len; i++)
    {
      if (g_str_equal (g_ptr_array_index (router->ouis, i), oui))
        return TRUE;
    }
  return FALSE;
}

void
um_router_matches_add_mac (UmRouterStore *store, GPtrArray *matches, const guint8 mac[6])
{
  const GPtrArray *routers = um_router_store_get_routers (store);
  g_autofree char *oui = g_strdup_printf ("%02x:%02x:%02x", mac[0], mac[1], mac[2]);
  g_autofree char *vendor = um_oui_find_vendor (NULL, mac);
  g_autoptr (UmSentence) reason = um_sentence_new (
      N_ ("The MAC address of the gateway begins with {0}, as this device's do."), oui, NULL);

  for (guint i = routers->len; i > 0; i--)
    {
      const UmRouter *router = g_ptr_array_index (routers, i - 1);

      if (has_oui (router, oui))
        add (matches, router, reason);
    }
  if (vendor != NULL)
    um_router_matches_add_vendor (store, matches, vendor);
}

GPtrArray *
um_router_matches_find (UmRouterStore *store, const UmFindings *findings)
{
  const UmHostFacts *hosts = findings->about != NULL ? findings->about->hosts : NULL;
  GPtrArray *matches = g_ptr_array_new_with_free_func ((GDestroyNotify) um_router_match_free);

  for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
    {
      g_autoptr (UmSentence) reason = um_sentence_new (families[i].reason, NULL);

      if (g_strcmp0 (findings->alg_family, families[i].family) == 0)
        add_prefix (store, matches, families[i].id_prefix, reason);
    }
  if (hosts != NULL && um_host_facts_has_gateway_mac (hosts))
    um_router_matches_add_mac (store, matches, hosts->gateway_mac);
  return matches;
}
