/* Indexes over all phones of a case, built once, so that a phone's look at its neighbours is one
 * look-up. */

#include "detect/site-facts.h"

/* A site is a public address together with what an ALG is bound to: transport and server port. */
static char *
site_key (const UmPhone *phone)
{
  const UmMessage *first = g_ptr_array_index (phone->sent, 0);
  char address[UM_ENDPOINT_STRING_MAX];

  return g_strdup_printf ("%s %u %d", um_address_to_string (&phone->source.address, address),
                          phone->server.port, first->transport);
}

static char *
twin_key (const char *site, const UmPhone *phone)
{
  return g_strdup_printf ("%s %s", site, phone->user_agent != NULL ? phone->user_agent : "");
}

/* Every Contact and c= that the phone sent is private, and there is at least one Contact. */
static gboolean
is_untouched (const UmPhone *phone)
{
  gboolean contact = FALSE;

  if (!um_address_is_public (&phone->source.address))
    return FALSE;
  for (guint i = 0; i < phone->sent->len; i++)
    {
      const UmMessage *message = g_ptr_array_index (phone->sent, i);

      for (guint j = 0; j < message->n_fields; j++)
        {
          const UmField *field = &message->fields[j];

          if (field->id != UM_FIELD_CONTACT && field->id != UM_FIELD_SDP_CONNECTION)
            continue;
          if (um_address_is_public (&field->address))
            return FALSE;
          contact |= field->id == UM_FIELD_CONTACT && um_address_is_private (&field->address);
        }
    }
  return contact;
}

static void
increase (GHashTable *table, gpointer key)
{
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (table, key));

  g_hash_table_replace (table, key, GUINT_TO_POINTER (count + 1));
}

const UmField *
um_message_find_own_private (const UmMessage *message)
{
  for (guint i = 0; i < message->n_fields; i++)
    {
      const UmField *field = &message->fields[i];

      if ((field->id == UM_FIELD_CALL_ID || field->id == UM_FIELD_SDP_CANDIDATE) &&
          um_address_scope (&field->address) == UM_SCOPE_PRIVATE)
        return field;
    }
  return NULL;
}

static char *
inner_key (const UmPhone *phone, const UmAddress *address)
{
  char source[UM_ENDPOINT_STRING_MAX], inner[UM_ENDPOINT_STRING_MAX];

  return g_strdup_printf ("%s %s", um_address_to_string (&phone->source.address, source),
                          um_address_to_string (address, inner));
}

/* The address that the phone's first call names in both Contact and c=, if the phone lives on
 * another net. Customers use the same private addresses, and one device may have several lines. */
static void
note_inner (UmSiteFacts *self, const UmPhone *phone)
{
  for (guint i = 0; i < phone->sent->len; i++)
    {
      const UmMessage *message = g_ptr_array_index (phone->sent, i);
      const UmField *contact = um_message_find_field (message, UM_FIELD_CONTACT);
      const UmField *connection = um_message_find_field (message, UM_FIELD_SDP_CONNECTION);
      g_autofree char *key = NULL;
      char home[UM_ENDPOINT_STRING_MAX];
      const UmField *own;

      if (contact == NULL || connection == NULL || !um_address_is_private (&contact->address) ||
          !um_address_equal (&contact->address, &connection->address))
        continue;
      own = um_message_find_own_private (message);
      if (own == NULL || um_address_same_net (&contact->address, &own->address))
        return;
      key = inner_key (phone, &contact->address);
      if (g_hash_table_add (
              self->homes,
              g_strdup_printf ("%s %s", key, um_address_to_string (&own->address, home))))
        increase (self->inner, g_steal_pointer (&key));
      return;
    }
}

gboolean
um_message_has_allocated_port (const UmMessage *message)
{
  const UmField *contact = um_message_find_field (message, UM_FIELD_CONTACT);
  const UmField *via = um_message_find_field_at (message, UM_FIELD_VIA, 0);

  return message->is_request && contact != NULL && contact->has_port && via != NULL &&
         message->transport == UM_TRANSPORT_UDP &&
         um_address_equal (&contact->address, &message->source.address) &&
         um_address_equal (&via->address, &message->source.address) &&
         (via->has_port ? via->port : 5060) == message->source.port &&
         contact->port != message->source.port;
}

enum
{
  MAX_NUMBERS = 256, /* looked at behind one address: more phones tell nothing more */
  NEAR = 8,          /* an allocator counts up by one, but others may take ports between */
};

static void
add_number (GHashTable *table, gconstpointer key, gsize key_size, guint number)
{
  GArray *numbers = g_hash_table_lookup (table, key);

  if (numbers == NULL)
    {
      numbers = g_array_new (FALSE, FALSE, sizeof (guint));
      g_hash_table_insert (table, g_memdup2 (key, key_size), numbers);
    }
  for (guint i = 0; i < numbers->len; i++)
    if (g_array_index (numbers, guint, i) == number)
      return;
  if (numbers->len < MAX_NUMBERS)
    g_array_append_val (numbers, number);
}

static void
note_ports (UmSiteFacts *self, const UmPhone *phone)
{
  for (guint i = 0; i < phone->sent->len; i++)
    {
      const UmMessage *message = g_ptr_array_index (phone->sent, i);
      const UmField *contact = um_message_find_field (message, UM_FIELD_CONTACT);
      UmEndpoint claimed;

      if (contact == NULL || !um_address_is_public (&contact->address) ||
          !um_address_equal (&contact->address, &message->source.address))
        continue;
      if (um_message_has_allocated_port (message))
        add_number (self->allocated, &message->source.address, sizeof (UmAddress), contact->port);
      claimed = (UmEndpoint){ contact->address, contact->has_port ? contact->port : 5060 };
      if (message->is_request && message->method == UM_METHOD_REGISTER &&
          message->transport == UM_TRANSPORT_UDP)
        add_number (self->claims, &claimed, sizeof claimed, phone->id);
    }
}

guint
um_site_facts_count_allocated (const UmSiteFacts *self, const UmMessage *message)
{
  GArray *ports = g_hash_table_lookup (self->allocated, &message->source.address);
  guint own = um_message_find_field (message, UM_FIELD_CONTACT)->port;
  guint count = 0;

  for (guint i = 0; ports != NULL && i < ports->len; i++)
    {
      guint port = g_array_index (ports, guint, i);

      count += port != own && ABS ((int) port - (int) own) <= NEAR;
    }
  return count;
}

guint
um_site_facts_count_sharing (const UmSiteFacts *self, const UmMessage *message)
{
  const UmField *contact = um_message_find_field (message, UM_FIELD_CONTACT);
  UmEndpoint claimed = { contact->address, contact->has_port ? contact->port : 5060 };
  GArray *claimants = g_hash_table_lookup (self->claims, &claimed);

  return claimants != NULL ? claimants->len : 0;
}

gboolean
um_message_has_starting_ttl (const UmMessage *message)
{
  return message->ttl == 64 || message->ttl == 128 || message->ttl == 255;
}

static void
note_phone (UmSiteFacts *self, const UmPhone *phone)
{
  g_autofree char *site = phone->sent->len > 0 ? site_key (phone) : NULL;

  if (site == NULL)
    return;
  note_inner (self, phone);
  note_ports (self, phone);
  if (!is_untouched (phone))
    return;
  self->ttl_restarts |= um_message_has_starting_ttl (phone->sent->pdata[0]) &&
                        phone->source.address.family == UM_FAMILY_IPV4;
  increase (self->untouched, twin_key (site, phone));
  increase (self->untouched_sites, g_steal_pointer (&site));
}

UmSiteFacts *
um_site_facts_new (const UmCase *about)
{
  UmSiteFacts *self = g_new0 (UmSiteFacts, 1);

  self->untouched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->untouched_sites = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->inner = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->homes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->allocated = g_hash_table_new_full (um_address_hash, um_address_equal_func, g_free,
                                           (GDestroyNotify) g_array_unref);
  self->claims = g_hash_table_new_full (um_endpoint_hash, um_endpoint_equal_func, g_free,
                                        (GDestroyNotify) g_array_unref);
  for (guint i = 0; i < about->phones->len; i++)
    note_phone (self, g_ptr_array_index (about->phones, i));
  for (guint i = 0; about->others != NULL && i < about->others->len; i++)
    note_phone (self, g_ptr_array_index (about->others, i));
  return self;
}

void
um_site_facts_free (UmSiteFacts *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->untouched);
  g_hash_table_unref (self->untouched_sites);
  g_hash_table_unref (self->inner);
  g_hash_table_unref (self->homes);
  g_hash_table_unref (self->allocated);
  g_hash_table_unref (self->claims);
  g_free (self);
}

static guint
count_twins (const UmSiteFacts *self, const UmPhone *phone, guint *ret_all)
{
  g_autofree char *site = site_key (phone);
  g_autofree char *twin = twin_key (site, phone);

  *ret_all = GPOINTER_TO_UINT (g_hash_table_lookup (self->untouched_sites, site));
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->untouched, twin));
}

gboolean
um_site_facts_has_untouched_twin (const UmSiteFacts *self, const UmPhone *phone)
{
  guint all;

  return phone->sent->len > 0 && phone->user_agent != NULL && count_twins (self, phone, &all) > 0;
}

gboolean
um_site_facts_has_untouched_other (const UmSiteFacts *self, const UmPhone *phone)
{
  guint all, twins;

  if (phone->sent->len == 0)
    return FALSE;
  twins = count_twins (self, phone, &all);
  return all > twins;
}

guint
um_site_facts_count_inner (const UmSiteFacts *self, const UmPhone *phone, const UmAddress *address)
{
  g_autofree char *key = inner_key (phone, address);

  return GPOINTER_TO_UINT (g_hash_table_lookup (self->inner, key));
}
