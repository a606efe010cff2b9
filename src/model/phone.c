/* Finds the phones. Roles are decided per flow (a pair of endpoints), because one address can be a
 * server towards its phones and a client towards its provider. Each message votes; the side with
 * more votes for "I am the device" is the phone of that flow. */

#include "model/phone.h"

#include "core/text.h"
#include "model/legs.h"
#include "model/phone-identity.h"

typedef struct
{
  UmEndpoint a; /* source of the first message */
  UmEndpoint b;
  int score_a; /* votes for "a is the phone" minus votes for "b is the phone" */
  gboolean a_sent;
  gboolean b_sent;
  gboolean a_named; /* its User-Agent has voted */
  gboolean b_named;
  gboolean decided;    /* something other than who spoke first has voted */
  GPtrArray *messages; /* of const UmMessage *, in order */
} Flow;

/* What kind of device a User-Agent means, remembered: a file has few of them and many messages. */
typedef struct
{
  GHashTable *by_text; /* UmSlice * (owned; its bytes are a message's) → 1 + UmDeviceKind */
  UmSlice last;
  UmDeviceKind last_kind;
} KindCache;

typedef struct
{
  UmEndpoint low;
  UmEndpoint high;
} FlowKey;

static KindCache *
kind_cache_new (void)
{
  KindCache *self = g_new0 (KindCache, 1);

  self->by_text = g_hash_table_new_full (um_slice_hash, um_slice_equal_func, g_free, NULL);
  self->last_kind = UM_DEVICE_UNKNOWN;
  return self;
}

static void
kind_cache_free (KindCache *self)
{
  g_hash_table_unref (self->by_text);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KindCache, kind_cache_free)

static UmDeviceKind
kind_cache_get (KindCache *self, UmSlice user_agent)
{
  guint known;

  if (um_slice_equal (user_agent, self->last))
    return self->last_kind;
  known = GPOINTER_TO_UINT (g_hash_table_lookup (self->by_text, &user_agent));
  if (known == 0)
    {
      known = 1 + um_user_agent_kind (user_agent);
      g_hash_table_insert (self->by_text, g_memdup2 (&user_agent, sizeof user_agent),
                           GUINT_TO_POINTER (known));
    }
  self->last = user_agent;
  self->last_kind = known - 1;
  return self->last_kind;
}

static guint
flow_key_hash (gconstpointer key)
{
  const FlowKey *self = key;

  return um_endpoint_hash (&self->low) * 33 + um_endpoint_hash (&self->high);
}

static gboolean
flow_key_equal (gconstpointer a, gconstpointer b)
{
  const FlowKey *x = a, *y = b;

  return um_endpoint_equal (&x->low, &y->low) && um_endpoint_equal (&x->high, &y->high);
}

static FlowKey
flow_key (const UmMessage *message)
{
  FlowKey key = { 0 };
  gboolean swap =
      memcmp (&message->source.address, &message->destination.address, sizeof (UmAddress)) > 0 ||
      (um_address_equal (&message->source.address, &message->destination.address) &&
       message->source.port > message->destination.port);

  key.low = swap ? message->destination : message->source;
  key.high = swap ? message->source : message->destination;
  return key;
}

static void
flow_free (gpointer data)
{
  Flow *self = data;

  g_ptr_array_unref (self->messages);
  g_free (self);
}

static Flow *
flow_new (const UmMessage *first)
{
  Flow *self = g_new0 (Flow, 1);

  self->a = first->source;
  self->b = first->destination;
  self->messages = g_ptr_array_new ();
  return self;
}

/* What a message says about its sender: positive for a device, negative for a server. A REGISTER
 * settles it; the rest is habit. */
static int
sender_vote (const UmMessage *message)
{
  int vote = 0;

  if (message->method == UM_METHOD_REGISTER)
    vote += message->is_request ? 40 : -40;
  if (message->is_request && message->has_authorization)
    vote += 10;
  if (!message->is_request && (message->status == 401 || message->status == 407))
    vote -= 10;
  if (message->method == UM_METHOD_SUBSCRIBE || message->method == UM_METHOD_PUBLISH)
    vote += message->is_request ? 4 : -4;
  if (message->method == UM_METHOD_NOTIFY || message->method == UM_METHOD_OPTIONS)
    vote += message->is_request ? -1 : 1;
  return vote;
}

/* What the product says, counted once for each end of a flow. A phone's name weighs more than a
 * private address: a PBX in a data centre has a private address facing public phones. */
static int
product_vote (KindCache *kinds, const UmMessage *message)
{
  switch (kind_cache_get (kinds, um_string_slice (message->user_agent)))
    {
    case UM_DEVICE_PHONE:
      return 14;
    case UM_DEVICE_PBX:
    case UM_DEVICE_PROXY:
    case UM_DEVICE_SBC:
      return -10;
    case UM_DEVICE_GATEWAY:
    case UM_DEVICE_SCANNER:
    case UM_DEVICE_UNKNOWN:
      break;
    }
  return 0;
}

/* Before any message: an unset end is the PBX that wrote the trace; a private end facing a public
 * one is the customer's; a high port facing 5060 is a client's. */
static int
address_vote (const UmEndpoint *a, const UmEndpoint *b)
{
  int vote = 0;

  if (!um_address_is_set (&b->address) && um_address_is_set (&a->address))
    vote += 12;
  if (!um_address_is_set (&a->address) && um_address_is_set (&b->address))
    vote -= 12;
  if (um_address_is_private (&a->address) && um_address_is_public (&b->address))
    vote += 12;
  if (um_address_is_public (&a->address) && um_address_is_private (&b->address))
    vote -= 12;
  if (b->port == 5060 && a->port > 5080)
    vote += 2;
  if (a->port == 5060 && b->port > 5080)
    vote -= 2;
  return vote;
}

static void
vote (Flow *flow, KindCache *kinds, const UmMessage *message)
{
  gboolean from_a = um_endpoint_equal (&message->source, &flow->a);
  gboolean *named = from_a ? &flow->a_named : &flow->b_named;
  int votes = sender_vote (message);

  if (!*named && message->user_agent != NULL)
    {
      int product = product_vote (kinds, message);

      *named = TRUE;
      /* a PBX or border controller may stand at either end: its name alone decides nothing */
      flow->decided |= product > 0;
      votes += product;
    }
  flow->decided |= sender_vote (message) != 0 && message->method != UM_METHOD_OPTIONS;
  flow->score_a += from_a ? votes : -votes;
  flow->a_sent |= from_a;
  flow->b_sent |= !from_a;
}

/* Where nothing but a server's name has voted, the end that places the call is taken: a trunk. */
static gboolean
a_is_phone (const Flow *flow)
{
  const UmMessage *first = g_ptr_array_index (flow->messages, 0);

  if (!flow->decided && first->is_request && first->method == UM_METHOD_INVITE)
    return TRUE;
  return flow->score_a > 0;
}

static gboolean
is_of_flow (const Flow *flow, const UmMessage *message)
{
  return (um_endpoint_equal (&flow->a, &message->source) &&
          um_endpoint_equal (&flow->b, &message->destination)) ||
         (um_endpoint_equal (&flow->b, &message->source) &&
          um_endpoint_equal (&flow->a, &message->destination));
}

static GPtrArray *
collect_flows (GPtrArray *messages, KindCache *kinds)
{
  GPtrArray *flows = g_ptr_array_new_with_free_func (flow_free);
  g_autoptr (GHashTable) by_key =
      g_hash_table_new_full (flow_key_hash, flow_key_equal, g_free, NULL);

  Flow *flow = NULL;

  for (guint i = 0; i < messages->len; i++)
    {
      const UmMessage *message = g_ptr_array_index (messages, i);
      FlowKey key;

      if (flow != NULL && is_of_flow (flow, message)) /* as that before it: the messages of a call */
        {
          vote (flow, kinds, message);
          g_ptr_array_add (flow->messages, (gpointer) message);
          continue;
        }
      key = flow_key (message);
      flow = g_hash_table_lookup (by_key, &key);
      if (flow == NULL)
        {
          int addresses;

          flow = flow_new (message);
          addresses = address_vote (&flow->a, &flow->b);
          flow->decided = ABS (addresses) > 2;
          flow->score_a = addresses + (message->is_request ? 1 : -1);
          g_ptr_array_add (flows, flow);
          g_hash_table_insert (by_key, g_memdup2 (&key, sizeof key), flow);
        }
      vote (flow, kinds, message);
      g_ptr_array_add (flow->messages, (gpointer) message);
    }
  return flows;
}

/* "sip:user@host" of the device itself, as this message of its tells it; unset when it does not. */
static UmSlice
own_aor (const UmMessage *sent)
{
  if (!sent->is_request)
    return um_string_slice (sent->to_uri);
  return um_string_slice (sent->from_uri);
}

typedef struct
{
  GPtrArray *phones;       /* of UmPhone */
  GHashTable *by_endpoint; /* UmEndpoint * (owned) → UmPhone */
  GHashTable *by_identity; /* "address aor user-agent" → UmPhone: the same phone on another port */
} Registry;

static char *
identity_key (const UmEndpoint *source, const UmMessage *sent)
{
  UmSlice aor = own_aor (sent);
  UmSlice product = um_string_slice (sent->user_agent);
  char address[UM_ENDPOINT_STRING_MAX];

  if (!um_slice_is_set (aor) || !um_slice_is_set (product))
    return NULL;
  return g_strdup_printf ("%s %.*s %.*s", um_address_to_string (&source->address, address),
                          (int) MIN (aor.len, 256), aor.data, (int) MIN (product.len, 256),
                          product.data);
}

static UmPhone *
phone_new (Registry *registry, const UmEndpoint *source, const UmEndpoint *server)
{
  UmPhone *self;

  if (registry->phones->len == UM_LIMIT_PHONES)
    return NULL;
  self = g_new0 (UmPhone, 1);
  self->id = registry->phones->len + 1;
  self->source = *source;
  self->server = *server;
  self->sent = g_ptr_array_new ();
  self->received = g_ptr_array_new ();
  g_ptr_array_add (registry->phones, self);
  return self;
}

void
um_phone_free (UmPhone *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->aor);
  g_free (self->user_agent);
  g_free (self->instance);
  um_sentence_free (self->vantage_reason);
  for (guint i = 0; i < UM_N_PHONE_FACTS; i++)
    um_sentence_free (self->learned[i]);
  g_ptr_array_unref (self->sent);
  g_ptr_array_unref (self->received);
  um_phone_free (self->inside);
  g_free (self);
}

static const UmMessage *
first_sent_by (const Flow *flow, const UmEndpoint *source)
{
  for (guint i = 0; i < flow->messages->len; i++)
    {
      const UmMessage *message = g_ptr_array_index (flow->messages, i);

      if (um_endpoint_equal (&message->source, source))
        return message;
    }
  return NULL;
}

/* The phone of this flow: known by its endpoint, else by who it says it is, else a new one. */
static UmPhone *
registry_get (Registry *registry,
              const Flow *flow,
              const UmEndpoint *source,
              const UmEndpoint *server)
{
  const UmMessage *first = first_sent_by (flow, source);
  g_autofree char *identity = identity_key (source, first);
  UmPhone *phone = g_hash_table_lookup (registry->by_endpoint, source);

  if (phone == NULL && identity != NULL)
    phone = g_hash_table_lookup (registry->by_identity, identity);
  if (phone == NULL)
    phone = phone_new (registry, source, server);
  if (phone == NULL)
    return NULL;
  g_hash_table_insert (registry->by_endpoint, g_memdup2 (source, sizeof *source), phone);
  if (identity != NULL)
    g_hash_table_insert (registry->by_identity, g_steal_pointer (&identity), phone);
  return phone;
}

static int
compare_messages (gconstpointer a, gconstpointer b)
{
  const UmMessage *x = *(const UmMessage *const *) a, *y = *(const UmMessage *const *) b;

  return (x->index > y->index) - (x->index < y->index);
}

static void
add_flow (Registry *registry, const Flow *flow)
{
  gboolean from_a = a_is_phone (flow);
  const UmEndpoint *source = from_a ? &flow->a : &flow->b;
  const UmEndpoint *server = from_a ? &flow->b : &flow->a;
  UmPhone *phone;

  /* an address that never sends is not a phone: a server replying to a private Contact */
  if (!(from_a ? flow->a_sent : flow->b_sent) || !um_address_is_set (&source->address))
    return;
  phone = registry_get (registry, flow, source, server);
  if (phone == NULL)
    return;
  for (guint i = 0; i < flow->messages->len; i++)
    {
      const UmMessage *message = g_ptr_array_index (flow->messages, i);

      g_ptr_array_add (um_endpoint_equal (&message->source, source) ? phone->sent : phone->received,
                       (gpointer) message);
    }
}

/* Text without an envelope: nothing is known of either end. All of it is one sender's. */
static void
add_unaddressed (Registry *registry, GPtrArray *messages, KindCache *kinds)
{
  UmEndpoint nobody = { 0 };
  UmPhone *phone = NULL;

  for (guint i = 0; i < messages->len; i++)
    {
      const UmMessage *message = g_ptr_array_index (messages, i);

      if (um_address_is_set (&message->source.address) ||
          um_address_is_set (&message->destination.address))
        continue;
      if (phone == NULL)
        phone = phone_new (registry, &nobody, &nobody);
      if (phone == NULL)
        return;
      g_ptr_array_add (sender_vote (message) >= 0 ? phone->sent : phone->received,
                       (gpointer) message);
    }
}

static void
describe (UmPhone *self)
{
  UmSlice user_agent = UM_SLICE_UNSET, aor = UM_SLICE_UNSET;

  for (guint i = 0; i < self->sent->len; i++)
    {
      const UmMessage *message = g_ptr_array_index (self->sent, i);

      if (!um_slice_is_set (user_agent))
        user_agent = um_string_slice (message->user_agent);
      if (!um_slice_is_set (aor) || (message->method == UM_METHOD_REGISTER && message->is_request))
        aor = own_aor (message);
      if (self->instance == NULL && message->instance != NULL)
        self->instance = um_text_shorten (um_string_slice (message->instance), 120);
    }
  self->kind = um_user_agent_kind (user_agent);
  self->name = um_user_agent_dup_name (user_agent);
  self->aor = um_slice_is_set (aor) ? um_text_shorten (aor, 120) : NULL;
  self->user_agent = um_slice_is_set (user_agent) ? um_text_shorten (user_agent, 160) : NULL;
}

/* TTLs start at 64, 128 or 255: how many routers a packet has passed. -1: cannot tell. */
static int
hops_passed (const UmPhone *self)
{
  static const guint starts[] = { 64, 128, 255 };
  guint ttl = 0;

  for (guint i = 0; i < self->sent->len; i++)
    ttl = MAX (ttl, ((const UmMessage *) g_ptr_array_index (self->sent, i))->ttl);
  for (gsize i = 0; ttl > 0 && i < G_N_ELEMENTS (starts); i++)
    if (ttl <= starts[i])
      return starts[i] - ttl < 32 ? (int) (starts[i] - ttl) : -1;
  return -1;
}

/* Behind carrier-grade NAT the WAN side of the customer's router is a 100.64 address: the phone's
 * own RFC 1918 address in its messages tells that a router has been passed (design.md case 5). */
static gboolean
is_behind_carrier_nat (const UmPhone *self)
{
  if (um_address_scope (&self->source.address) != UM_SCOPE_CGNAT)
    return FALSE;
  for (guint i = 0; i < self->sent->len; i++)
    {
      const UmMessage *message = g_ptr_array_index (self->sent, i);

      for (guint j = 0; message->is_request && j < message->n_fields; j++)
        {
          const UmField *field = &message->fields[j];

          if ((field->id == UM_FIELD_CALL_ID || field->id == UM_FIELD_CONTACT ||
               field->id == UM_FIELD_VIA || field->id == UM_FIELD_SDP_CANDIDATE) &&
              um_address_scope (&field->address) == UM_SCOPE_PRIVATE)
            return TRUE;
        }
    }
  return FALSE;
}

static void
infer_vantage (UmPhone *self)
{
  gboolean server_known = um_address_is_set (&self->server.address);
  char source[UM_ENDPOINT_STRING_MAX], server[UM_ENDPOINT_STRING_MAX];

  um_address_to_string (&self->source.address, source);
  um_address_to_string (&self->server.address, server);
  if (!um_address_is_set (&self->source.address))
    {
      self->vantage = UM_VANTAGE_UNKNOWN;
      self->vantage_reason = um_sentence_new (
          N_ ("The text does not say from which address the messages came."), NULL);
    }
  else if (is_behind_carrier_nat (self) && !um_address_is_private (&self->server.address))
    {
      self->vantage = UM_VANTAGE_WAN;
      self->vantage_reason = um_sentence_new (
          N_ ("The packets come from {0}, an address of the provider's own network, while the "
              "phone lives on a private one: they were captured beyond the customer's router."),
          source, NULL);
    }
  else if (um_address_is_private (&self->source.address) &&
           um_address_is_public (&self->server.address))
    {
      self->vantage = UM_VANTAGE_LAN;
      self->vantage_reason =
          um_sentence_new (N_ ("The phone's packets still carry its private address {0}, and "
                               "the server {1} is public: this is the phone's side of the "
                               "router."),
                           source, server, NULL);
    }
  else if (um_address_is_private (&self->source.address))
    {
      self->vantage = UM_VANTAGE_UNKNOWN;
      self->vantage_reason = um_sentence_new (
          server_known ? N_ ("Phone {0} and server {1} both have private addresses: no address "
                             "translation lies between them.")
                       : N_ ("The messages come from the private address {0}: no address "
                             "translation is visible."),
          source, server, NULL);
    }
  else if (!server_known)
    {
      self->vantage = UM_VANTAGE_SERVER;
      self->vantage_reason = um_sentence_new (
          N_ ("The trace was written by the phone system, which received the messages from {0}: "
              "it shows them as they arrived beyond the router."),
          source, NULL);
    }
  else
    {
      self->vantage = self->routers_passed == 0 || self->routers_passed == 1 ? UM_VANTAGE_WAN
                                                                             : UM_VANTAGE_SERVER;
      self->vantage_reason = um_sentence_new (
          N_ ("The phone's packets come from the public address {0}: they were captured beyond "
              "the router."),
          source, NULL);
    }
}

/* The phone's own address: its source on the LAN; beyond the router that is the public one, and its
 * own shows only if it named a private one itself. */
static void
set_addresses (UmPhone *self)
{
  if (!um_address_is_set (&self->source.address))
    return;
  if (um_address_is_private (&self->source.address) && !is_behind_carrier_nat (self))
    {
      self->address = self->source;
      return;
    }
  self->public_address = self->source;
  for (guint i = 0; i < self->sent->len; i++)
    {
      const UmMessage *message = g_ptr_array_index (self->sent, i);
      const UmField *via = um_message_find_field_at (message, UM_FIELD_VIA, 0);

      if (message->is_request && via != NULL && um_address_is_private (&via->address))
        {
          self->address = (UmEndpoint){ via->address, via->port };
          return;
        }
    }
}

/* Those of one flow come in order. */
static void
sort_messages (GPtrArray *messages)
{
  for (guint i = 1; i < messages->len; i++)
    if (compare_messages (&messages->pdata[i - 1], &messages->pdata[i]) > 0)
      {
        g_ptr_array_sort (messages, compare_messages);
        return;
      }
}

static void
finish_phone (UmPhone *self, UmVantage forced)
{
  sort_messages (self->sent);
  sort_messages (self->received);
  describe (self);
  self->routers_passed = hops_passed (self);
  infer_vantage (self);
  set_addresses (self);
  if (forced == UM_VANTAGE_UNKNOWN || forced == self->vantage)
    return;
  self->vantage = forced;
  um_sentence_free (self->vantage_reason);
  self->vantage_reason = um_sentence_new (N_ ("The technician said so."), NULL);
}

GPtrArray *
um_phones_find (GPtrArray *messages, UmVantage forced)
{
  g_autoptr (KindCache) kinds = kind_cache_new ();
  g_autoptr (GPtrArray) flows = collect_flows (messages, kinds);
  Registry registry = {
    .phones = g_ptr_array_new_with_free_func ((GDestroyNotify) um_phone_free),
    .by_endpoint = g_hash_table_new_full (um_endpoint_hash, um_endpoint_equal_func, g_free, NULL),
    .by_identity = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
  };

  for (guint i = 0; i < flows->len; i++)
    add_flow (&registry, g_ptr_array_index (flows, i));
  add_unaddressed (&registry, messages, kinds);
  for (guint i = 0; i < registry.phones->len; i++)
    finish_phone (g_ptr_array_index (registry.phones, i), forced);
  if (forced == UM_VANTAGE_UNKNOWN)
    um_legs_join (registry.phones);
  for (guint i = 0; i < registry.phones->len; i++)
    um_phone_identify (g_ptr_array_index (registry.phones, i));
  g_hash_table_unref (registry.by_endpoint);
  g_hash_table_unref (registry.by_identity);
  return registry.phones;
}

const char *
um_vantage_name (UmVantage vantage)
{
  switch (vantage)
    {
    case UM_VANTAGE_LAN:
      return "lan";
    case UM_VANTAGE_WAN:
      return "wan";
    case UM_VANTAGE_SERVER:
      return "server";
    case UM_VANTAGE_BOTH:
      return "both";
    case UM_VANTAGE_UNKNOWN:
      break;
    }
  return "unknown";
}
