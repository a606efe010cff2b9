/* Only what the gateway says of itself counts. Everything else on the LAN has names too, and a
 * phone or a set-top box of the same maker would lead to the wrong menu. */

#include "routers/router-clue.h"

#include <string.h>

#include "core/limits.h"
#include "core/text.h"
#include "routers/oui.h"

enum
{
  CLUE_CHARS = 200,
};

static void
clue_free (gpointer data)
{
  UmRouterClue *self = data;

  g_free (self->text);
  g_free (self->vendor);
  g_free (self);
}

GPtrArray *
um_router_clues_new (void)
{
  return g_ptr_array_new_with_free_func (clue_free);
}

static gboolean
is_known (const GPtrArray *clues, UmRouterClueKind kind, const char *text)
{
  for (guint i = 0; i < clues->len; i++)
    {
      const UmRouterClue *clue = g_ptr_array_index (clues, i);

      if (clue->kind == kind && g_str_equal (clue->text, text))
        return TRUE;
    }
  return FALSE;
}

static void
add_slice (GPtrArray *clues, UmRouterClueKind kind, UmSlice text)
{
  g_autofree char *safe = g_strstrip (um_text_shorten (text, CLUE_CHARS));
  UmRouterClue *clue;

  if (*safe == '\0' || clues->len >= UM_LIMIT_ROUTER_CLUES || is_known (clues, kind, safe))
    return;
  clue = g_new0 (UmRouterClue, 1);
  clue->kind = kind;
  clue->text = g_steal_pointer (&safe);
  g_ptr_array_add (clues, clue);
}

void
um_router_clues_add (GPtrArray *clues, UmRouterClueKind kind, const char *text)
{
  if (text != NULL)
    add_slice (clues, kind, um_slice_from_string (text));
}

void
um_router_clues_add_all (GPtrArray *clues, const GPtrArray *others)
{
  for (guint i = 0; i < others->len; i++)
    {
      const UmRouterClue *other = g_ptr_array_index (others, i);
      guint before = clues->len;

      um_router_clues_add (clues, other->kind, other->text);
      if (clues->len > before)
        ((UmRouterClue *) g_ptr_array_index (clues, before))->vendor = g_strdup (other->vendor);
    }
}

void
um_router_clues_add_mac (GPtrArray *clues, const guint8 mac[6])
{
  g_autofree char *oui = g_strdup_printf ("%02x:%02x:%02x", mac[0], mac[1], mac[2]);
  guint before = clues->len;

  um_router_clues_add (clues, UM_ROUTER_CLUE_MAC, oui);
  if (clues->len > before)
    ((UmRouterClue *) g_ptr_array_index (clues, before))->vendor = um_oui_find_vendor (NULL, mac);
}

static void
add_host_facts (GPtrArray *clues, const UmHostFacts *hosts)
{
  for (guint i = 0; i < hosts->gateway_names->len; i++)
    {
      const UmHostFact *fact = g_ptr_array_index (hosts->gateway_names, i);
      UmRouterClueKind kind =
          fact->kind == UM_NOTICE_SSDP ? UM_ROUTER_CLUE_UPNP : UM_ROUTER_CLUE_LINK;

      um_router_clues_add (clues, kind, fact->model);
      um_router_clues_add (clues, kind, fact->name);
      if (fact->kind != UM_NOTICE_SSDP) /* there it is the address of the description */
        um_router_clues_add (clues, kind, fact->detail);
    }
  if (!um_host_facts_has_gateway_mac (hosts))
    return;
  for (guint i = 0; i < hosts->facts->len; i++)
    {
      const UmHostFact *fact = g_ptr_array_index (hosts->facts, i);

      if (fact->kind != UM_NOTICE_DHCP_CLIENT || memcmp (fact->mac, hosts->gateway_mac, 6) != 0)
        continue;
      um_router_clues_add (clues, UM_ROUTER_CLUE_DHCP, fact->detail);
      um_router_clues_add (clues, UM_ROUTER_CLUE_DHCP, fact->name);
    }
  um_router_clues_add_mac (clues, hosts->gateway_mac);
}

/* An ALG that is a proxy answers from the gateway's own address. */
static void
add_sip (GPtrArray *clues, const UmCase *about)
{
  const UmAddress *gateway = &about->hosts->gateway;

  if (about->hosts->gateway_source == UM_GATEWAY_UNKNOWN)
    return;
  for (guint i = 0; i < about->messages->len; i++)
    {
      const UmMessage *message = g_ptr_array_index (about->messages, i);

      if (message->user_agent != NULL && um_address_equal (&message->source.address, gateway))
        add_slice (clues, UM_ROUTER_CLUE_SIP, um_string_slice (message->user_agent));
    }
}

void
um_router_clues_add_findings (GPtrArray *clues, const UmFindings *findings)
{
  const UmCase *about = findings->about;

  um_router_clues_add (clues, UM_ROUTER_CLUE_ALG, findings->alg_family);
  if (about == NULL || about->hosts == NULL)
    return;
  add_host_facts (clues, about->hosts);
  add_sip (clues, about);
}

const char *
um_router_clue_kind_name (UmRouterClueKind kind)
{
  switch (kind)
    {
    case UM_ROUTER_CLUE_ALG:
      return "alg";
    case UM_ROUTER_CLUE_UPNP:
      return "upnp";
    case UM_ROUTER_CLUE_LINK:
      return "link";
    case UM_ROUTER_CLUE_SIP:
      return "sip";
    case UM_ROUTER_CLUE_WEB:
      return "web";
    case UM_ROUTER_CLUE_CERTIFICATE:
      return "certificate";
    case UM_ROUTER_CLUE_DHCP:
      return "dhcp";
    case UM_ROUTER_CLUE_MAC:
      break;
    }
  return "mac";
}

static const char *
clue_format (const UmRouterClue *self)
{
  switch (self->kind)
    {
    case UM_ROUTER_CLUE_ALG:
      return N_ ("The messages carry a mark that only devices of this family write: {0}.");
    case UM_ROUTER_CLUE_UPNP:
      return N_ ("The UPnP description of the gateway names {0}.");
    case UM_ROUTER_CLUE_LINK:
      return N_ ("The gateway announces itself as {0} (LLDP or CDP).");
    case UM_ROUTER_CLUE_SIP:
      return N_ ("The gateway signs SIP messages of its own as {0}.");
    case UM_ROUTER_CLUE_WEB:
      return N_ ("The web page of the gateway names {0}.");
    case UM_ROUTER_CLUE_CERTIFICATE:
      return N_ ("The certificate of the gateway's web page names {0}.");
    case UM_ROUTER_CLUE_DHCP:
      return N_ ("The gateway asks its provider for an address as {0} (DHCP).");
    case UM_ROUTER_CLUE_MAC:
      break;
    }
  return self->vendor != NULL
             ? N_ ("The network card of the gateway is from {0}.")
             : N_ ("The MAC address of the gateway begins with {0}, as this device's do.");
}

UmSentence *
um_router_clue_to_sentence (const UmRouterClue *self, const char *name)
{
  return um_sentence_new (clue_format (self), name, NULL);
}
