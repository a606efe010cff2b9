/* The same message is known by its server and the Call-ID or, where an ALG changed that, the From
 * tag; CSeq, method and status. A NAT changes the phone's end of a flow and never the server's, so
 * a proxy at the site, which is a server to its phones, joins nothing. */

#include "model/legs.h"

#include "core/text.h"

static char *
message_key (const UmString *id, const UmMessage *message, const UmEndpoint *server)
{
  char text[UM_ENDPOINT_STRING_MAX];

  if (id == NULL || id->len == 0)
    return NULL;
  return g_strdup_printf ("%s %.*s %" G_GUINT64_FORMAT " %d %u %d",
                          um_endpoint_to_string (server, text), (int) MIN (id->len, 512), id->data,
                          message->cseq, message->method, message->status, message->is_request);
}

static gboolean
is_on_its_own_side (const UmPhone *phone)
{
  return phone->vantage == UM_VANTAGE_LAN && um_address_is_private (&phone->source.address);
}

static gboolean
is_beyond (const UmPhone *phone)
{
  return phone->vantage == UM_VANTAGE_WAN || phone->vantage == UM_VANTAGE_SERVER;
}

typedef struct
{
  GHashTable *by_key; /* char * → UmPhone on its own side that sent the message */
  GHashTable *joined; /* set of UmPhone: insides that have their outside */
} Join;

/* (transfer full) of key */
static void
enter (Join *self, char *key, UmPhone *phone)
{
  if (key == NULL || g_hash_table_contains (self->by_key, key))
    g_free (key);
  else
    g_hash_table_insert (self->by_key, key, phone);
}

static void
say_both_sides (UmPhone *outside)
{
  char own[UM_ENDPOINT_STRING_MAX], source[UM_ENDPOINT_STRING_MAX];

  um_sentence_free (outside->vantage_reason);
  outside->vantage_reason =
      um_sentence_new (N_ ("The file holds both sides of the router: the phone's messages leave "
                           "{0} and go on to the same "
                           "server from {1}."),
                       um_address_to_string (&outside->inside->source.address, own),
                       um_address_to_string (&outside->source.address, source), NULL);
}

/* (transfer full) of key */
static void
look_up (Join *self, char *key, UmPhone *outside)
{
  UmPhone *inside = key != NULL ? g_hash_table_lookup (self->by_key, key) : NULL;

  if (inside != NULL && outside->inside == NULL && g_hash_table_add (self->joined, inside))
    {
      outside->inside = inside;
      outside->address = inside->source;
      say_both_sides (outside);
    }
  g_free (key);
}

/* Hands both names of each message that the phone sent to func. */
static void
for_each_key (Join *self, UmPhone *phone, void (*func) (Join *, char *, UmPhone *))
{
  for (guint i = 0; i < phone->sent->len; i++)
    {
      const UmMessage *message = g_ptr_array_index (phone->sent, i);

      func (self, message_key (message->call_id, message, &message->destination), phone);
      func (self, message_key (message->from_tag, message, &message->destination), phone);
    }
}

/* Takes the joined ones out of the list; their outsides own them now. */
static void
drop_joined (const Join *self, GPtrArray *phones)
{
  g_autoptr (GPtrArray) all = g_ptr_array_copy (phones, NULL, NULL);

  g_ptr_array_set_free_func (all, NULL);
  g_ptr_array_set_free_func (phones, NULL);
  g_ptr_array_set_size (phones, 0);
  for (guint i = 0; i < all->len; i++)
    {
      UmPhone *phone = g_ptr_array_index (all, i);

      if (g_hash_table_contains (self->joined, phone))
        continue;
      g_ptr_array_add (phones, phone);
      phone->id = phones->len;
      if (phone->inside != NULL)
        phone->inside->id = phone->id;
    }
  g_ptr_array_set_free_func (phones, (GDestroyNotify) um_phone_free);
}

void
um_legs_join (GPtrArray *phones)
{
  Join self = { g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
                g_hash_table_new (NULL, NULL) };
  gboolean any_beyond = FALSE;

  for (guint i = 0; i < phones->len; i++)
    any_beyond |= is_beyond (g_ptr_array_index (phones, i));
  for (guint i = 0; any_beyond && i < phones->len; i++)
    if (is_on_its_own_side (g_ptr_array_index (phones, i)))
      for_each_key (&self, g_ptr_array_index (phones, i), enter);
  for (guint i = 0; g_hash_table_size (self.by_key) > 0 && i < phones->len; i++)
    if (is_beyond (g_ptr_array_index (phones, i)))
      for_each_key (&self, g_ptr_array_index (phones, i), look_up);
  if (g_hash_table_size (self.joined) > 0)
    drop_joined (&self, phones);
  g_hash_table_unref (self.by_key);
  g_hash_table_unref (self.joined);
}
