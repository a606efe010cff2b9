/* The gateway is found by what its card does, before what anybody says: whatever comes to a phone
 * from beyond its own net was delivered by it. Announcements are believed only where they agree
 * with that, or where there is nothing else: everything on a LAN may call itself a gateway. */

#include "model/host-facts.h"

#include "core/limits.h"
#include "core/text.h"

#define INTERNET_GATEWAY "InternetGatewayDevice"

struct _UmHostNotes
{
  UmArena *arena;
  GPtrArray *facts;  /* of const UmHostFact * in arena */
  GHashTable *known; /* char *: what makes a fact that fact */
  guint counts[UM_N_NOTICE_KINDS];
};

UmHostNotes *
um_host_notes_new (UmArena *arena)
{
  UmHostNotes *self = g_new0 (UmHostNotes, 1);

  self->arena = um_arena_ref (arena);
  self->facts = g_ptr_array_new ();
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
um_host_notes_free (UmHostNotes *self)
{
  if (self == NULL)
    return;
  um_arena_unref (self->arena);
  g_ptr_array_unref (self->facts);
  g_hash_table_unref (self->known);
  g_free (self);
}

static gboolean
has_mac (const guint8 mac[6])
{
  static const guint8 none[6] = { 0 };

  return memcmp (mac, none, sizeof none) != 0;
}

static gboolean
same_mac (const guint8 a[6], const guint8 b[6])
{
  return memcmp (a, b, 6) == 0;
}

static void
append_slice (GString *key, UmSlice slice)
{
  g_string_append_printf (key, "|%" G_GSIZE_FORMAT ":", slice.len);
  g_string_append_len (key, slice.data != NULL ? slice.data : "", (gssize) slice.len);
}

/* All that was told, but for the client's port of an error: each try has another one. The key may
 * hold NULs of a hostile name: escaped, since it is a string. */
static char *
make_key (const UmNotice *notice)
{
  g_autoptr (GString) key = g_string_new (NULL);
  const UmAddress *const addresses[] = { &notice->address, &notice->server, &notice->from.address,
                                         &notice->to.address };
  const UmSlice slices[] = { notice->name, notice->detail, notice->model, notice->place,
                             notice->target };

  g_string_append_printf (key, "%d %u %u %u %u %d", notice->kind, notice->port, notice->to.port,
                          notice->icmp_type, notice->icmp_code, notice->is_router);
  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    append_slice (key, um_slice_new (addresses[i], sizeof *addresses[i]));
  append_slice (key, um_slice_new (notice->mac, sizeof notice->mac));
  for (gsize i = 0; i < G_N_ELEMENTS (slices); i++)
    append_slice (key, slices[i]);
  return g_base64_encode ((const guchar *) key->str, key->len);
}

static const char *
keep_text (UmArena *arena, UmSlice text)
{
  g_autofree char *escaped = NULL;

  if (text.len == 0)
    return NULL;
  escaped = um_text_escape (um_slice_head (text, UM_LIMIT_HOST_TEXT));
  return um_arena_strdup (arena, um_slice_from_string (escaped));
}

void
um_host_notes_push (UmHostNotes *self, const UmNotice *notice, UmDamage *damage)
{
  g_autofree char *key = make_key (notice);
  UmHostFact *fact;

  if (g_hash_table_contains (self->known, key))
    return;
  if (self->counts[notice->kind] >= UM_LIMIT_HOST_FACTS)
    {
      um_damage_count (damage, UM_DAMAGE_LIMIT_REACHED);
      return;
    }
  self->counts[notice->kind]++;
  g_hash_table_add (self->known, g_steal_pointer (&key));
  fact = um_arena_alloc (self->arena, sizeof *fact);
  *fact = (UmHostFact){ .kind = notice->kind,
                        .frame = notice->frame,
                        .time_us = notice->time_us,
                        .address = notice->address,
                        .server = notice->server,
                        .port = notice->port,
                        .is_router = notice->is_router,
                        .name = keep_text (self->arena, notice->name),
                        .detail = keep_text (self->arena, notice->detail),
                        .model = keep_text (self->arena, notice->model),
                        .place = keep_text (self->arena, notice->place),
                        .target = keep_text (self->arena, notice->target),
                        .from = notice->from,
                        .to = notice->to,
                        .icmp_type = notice->icmp_type,
                        .icmp_code = notice->icmp_code };
  memcpy (fact->mac, notice->mac, sizeof fact->mac);
  g_ptr_array_add (self->facts, fact);
}

/* --- the gateway --- */

static gboolean
is_beyond (const UmPhone *phone, const UmAddress *address)
{
  return um_address_is_set (address) && um_address_is_private (&phone->source.address) &&
         um_address_is_public (address);
}

/* A card as the key of a table. */
static gpointer
card_key (const guint8 mac[6])
{
  guint64 key = 0;

  memcpy (&key, mac, 6);
  return (gpointer) (gsize) key;
}

/* The card that delivered most of what came from beyond to the phones on the LAN. */
static void
find_delivering_card (UmHostFacts *self, const GPtrArray *phones)
{
  g_autoptr (GHashTable) votes = g_hash_table_new (NULL, NULL);
  guint best = 0;

  for (guint i = 0; i < phones->len; i++)
    {
      const UmPhone *phone = g_ptr_array_index (phones, i);

      for (guint k = 0; phone->vantage == UM_VANTAGE_LAN && k < phone->received->len; k++)
        {
          const UmMessage *message = g_ptr_array_index (phone->received, k);
          gpointer card = card_key (message->source_mac);
          guint count;

          if (!has_mac (message->source_mac) || !is_beyond (phone, &message->source.address))
            continue;
          count = GPOINTER_TO_UINT (g_hash_table_lookup (votes, card)) + 1;
          g_hash_table_replace (votes, card, GUINT_TO_POINTER (count));
          if (count <= best)
            continue;
          best = count;
          memcpy (self->gateway_mac, message->source_mac, sizeof self->gateway_mac);
          self->gateway_source = UM_GATEWAY_BY_TRAFFIC;
        }
    }
}

static gboolean
is_on_phones_net (const GPtrArray *phones, const UmAddress *address)
{
  for (guint i = 0; i < phones->len; i++)
    {
      const UmPhone *phone = g_ptr_array_index (phones, i);

      if (um_address_same_net (&phone->source.address, address) ||
          um_address_same_net (&phone->address.address, address))
        return TRUE;
    }
  return FALSE;
}

/* The router's address by the card: one on the phones' net before any other, IPv4 before IPv6. */
static void
find_address_of_card (UmHostFacts *self, const GPtrArray *phones)
{
  for (guint i = 0; i < self->facts->len; i++)
    {
      const UmHostFact *fact = g_ptr_array_index (self->facts, i);

      if (fact->kind != UM_NOTICE_ARP || !same_mac (fact->mac, self->gateway_mac))
        continue;
      if (is_on_phones_net (phones, &fact->address))
        {
          self->gateway = fact->address;
          return;
        }
      if (!um_address_is_set (&self->gateway))
        self->gateway = fact->address;
    }
}

static gboolean
names_gateway (const UmHostFact *fact, UmGatewaySource source)
{
  switch (source)
    {
    case UM_GATEWAY_BY_DHCP:
      return fact->kind == UM_NOTICE_DHCP_ROUTER;
    case UM_GATEWAY_BY_ROUTER:
      return fact->kind == UM_NOTICE_ROUTER;
    case UM_GATEWAY_BY_SSDP:
      return fact->kind == UM_NOTICE_SSDP && fact->target != NULL &&
             strstr (fact->target, INTERNET_GATEWAY) != NULL;
    case UM_GATEWAY_UNKNOWN:
    case UM_GATEWAY_BY_TRAFFIC:
      break;
    }
  return FALSE;
}

static void
find_card_of_address (UmHostFacts *self)
{
  for (guint i = 0; i < self->facts->len; i++)
    {
      const UmHostFact *fact = g_ptr_array_index (self->facts, i);

      if (fact->kind == UM_NOTICE_ARP && um_address_equal (&fact->address, &self->gateway))
        {
          memcpy (self->gateway_mac, fact->mac, sizeof self->gateway_mac);
          return;
        }
    }
}

/* By what is announced; two different answers are no answer. */
static gboolean
find_announced (UmHostFacts *self, UmGatewaySource source)
{
  const UmHostFact *found = NULL;

  for (guint i = 0; i < self->facts->len; i++)
    {
      const UmHostFact *fact = g_ptr_array_index (self->facts, i);

      if (!names_gateway (fact, source))
        continue;
      if (found != NULL && !um_address_equal (&found->address, &fact->address))
        return FALSE;
      found = fact;
    }
  if (found == NULL)
    return FALSE;
  self->gateway = found->address;
  self->gateway_source = source;
  if (found->kind != UM_NOTICE_DHCP_ROUTER)
    memcpy (self->gateway_mac, found->mac, sizeof self->gateway_mac);
  else
    find_card_of_address (self);
  return TRUE;
}

static void
find_gateway (UmHostFacts *self, const GPtrArray *phones)
{
  find_delivering_card (self, phones);
  if (um_host_facts_has_gateway_mac (self))
    {
      find_address_of_card (self, phones);
      return;
    }
  (void) (find_announced (self, UM_GATEWAY_BY_DHCP) ||
          find_announced (self, UM_GATEWAY_BY_ROUTER) || find_announced (self, UM_GATEWAY_BY_SSDP));
}

/* The ports of one box have neighbouring MAC addresses: the last byte may differ. */
static gboolean
is_of_gateway (const UmHostFacts *self, const UmHostFact *fact)
{
  if (um_address_is_set (&fact->address) && um_address_equal (&fact->address, &self->gateway))
    return TRUE;
  return has_mac (self->gateway_mac) && memcmp (fact->mac, self->gateway_mac, 5) == 0;
}

static void
find_names (UmHostFacts *self)
{
  for (guint i = 0; i < self->facts->len; i++)
    {
      const UmHostFact *fact = g_ptr_array_index (self->facts, i);

      if ((fact->kind == UM_NOTICE_SSDP || fact->kind == UM_NOTICE_LLDP ||
           fact->kind == UM_NOTICE_CDP) &&
          is_of_gateway (self, fact))
        g_ptr_array_add (self->gateway_names, (gpointer) fact);
    }
}

/* --- public addresses --- */

static void
add_public (UmHostFacts *self, const UmAddress *address)
{
  if (!um_address_is_set (address) || !um_address_is_public (address))
    return;
  for (guint i = 0; i < self->public_addresses->len; i++)
    if (um_address_equal (&g_array_index (self->public_addresses, UmAddress, i), address))
      return;
  if (self->public_addresses->len < UM_LIMIT_PUBLIC_ADDRESSES)
    g_array_append_val (self->public_addresses, *address);
}

UmHostFacts *
um_host_facts_new (const UmHostNotes *notes, const GPtrArray *phones, const GArray *mapped)
{
  UmHostFacts *self = g_new0 (UmHostFacts, 1);

  self->facts = g_ptr_array_copy (notes->facts, NULL, NULL);
  self->gateway_names = g_ptr_array_new ();
  self->public_addresses = g_array_new (FALSE, FALSE, sizeof (UmAddress));
  find_gateway (self, phones);
  find_names (self);
  for (guint i = 0; i < phones->len; i++)
    add_public (self, &((const UmPhone *) g_ptr_array_index (phones, i))->public_address.address);
  for (guint i = 0; i < mapped->len; i++)
    add_public (self, &g_array_index (mapped, UmAddress, i));
  return self;
}

void
um_host_facts_free (UmHostFacts *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->facts);
  g_ptr_array_unref (self->gateway_names);
  g_array_unref (self->public_addresses);
  g_free (self);
}

gboolean
um_host_facts_lives_at (const UmHostFacts *self, const UmAddress *address, const guint8 mac[6])
{
  for (guint i = 0; i < self->facts->len; i++)
    {
      const UmHostFact *fact = g_ptr_array_index (self->facts, i);

      if (fact->kind == UM_NOTICE_ARP && same_mac (fact->mac, mac) &&
          um_address_equal (&fact->address, address))
        return TRUE;
    }
  return FALSE;
}

gboolean
um_host_facts_has_gateway_mac (const UmHostFacts *self)
{
  return has_mac (self->gateway_mac);
}

const char *
um_host_fact_source_name (const UmHostFact *self)
{
  switch (self->kind)
    {
    case UM_NOTICE_ARP:
      return "arp";
    case UM_NOTICE_ROUTER:
      return "router-advertisement";
    case UM_NOTICE_DHCP_LEASE:
    case UM_NOTICE_DHCP_CLIENT:
    case UM_NOTICE_DHCP_ROUTER:
    case UM_NOTICE_DHCP_SIP:
      return "dhcp";
    case UM_NOTICE_DNS_ADDRESS:
    case UM_NOTICE_DNS_SRV:
    case UM_NOTICE_DNS_NAPTR:
      return "dns";
    case UM_NOTICE_SSDP:
      return "ssdp";
    case UM_NOTICE_LLDP:
      return "lldp";
    case UM_NOTICE_CDP:
      return "cdp";
    case UM_NOTICE_UNREACHABLE:
      return "icmp";
    case UM_N_NOTICE_KINDS:
      break;
    }
  g_return_val_if_reached (NULL);
}

const char *
um_gateway_source_name (UmGatewaySource source)
{
  switch (source)
    {
    case UM_GATEWAY_UNKNOWN:
      return NULL;
    case UM_GATEWAY_BY_TRAFFIC:
      return "traffic";
    case UM_GATEWAY_BY_DHCP:
      return "dhcp";
    case UM_GATEWAY_BY_ROUTER:
      return "router-advertisement";
    case UM_GATEWAY_BY_SSDP:
      return "ssdp";
    }
  g_return_val_if_reached (NULL);
}
