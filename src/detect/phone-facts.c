/* Facts about one phone that several rules share. The causes follow field guide D.5 and the settled
 * cases of the design; each is per value, never for the phone as a whole. */

#include "detect/phone-facts.h"

#include "core/limits.h"
#include "core/text.h"
#include "model/user-agent.h"

static const UmMessage *
message_at (GPtrArray *messages, guint index)
{
  return g_ptr_array_index (messages, index);
}

/* The port a URI or sent-by means: 5060 when none is written (RFC 3261 section 19.1.2). */
static guint16
effective_port (const UmField *field)
{
  return field->has_port ? field->port : 5060;
}

gboolean
um_phone_facts_is_source (const UmPhoneFacts *self, const UmAddress *address)
{
  return g_hash_table_contains (self->sources, address);
}

/* Remembers the earliest index for a key; 1 is added because 0 means "absent". */
static void
remember (GHashTable *table, gconstpointer key, gsize key_size, guint index)
{
  if (!g_hash_table_contains (table, key))
    g_hash_table_insert (table, g_memdup2 (key, key_size), GUINT_TO_POINTER (index + 1));
}

static gboolean
known_before (GHashTable *table, gconstpointer key, guint index)
{
  guint first = GPOINTER_TO_UINT (g_hash_table_lookup (table, key));

  return first != 0 && first - 1 < index;
}

/* STUN_OTHER when the phone asked STUN but got another port than this one. */
static UmCause
stun_cause (const UmPhoneFacts *self, const UmAddress *address, guint16 port)
{
  UmEndpoint endpoint = { *address, port };

  if (g_hash_table_contains (self->stun_results, &endpoint))
    return UM_CAUSE_STUN;
  return g_hash_table_contains (self->stun_addresses, address) ? UM_CAUSE_STUN_OTHER
                                                               : UM_CAUSE_NONE;
}

/* Causes that hold for any value of this phone. */
static UmCause
general_cause (const UmPhoneFacts *self, const UmAddress *address)
{
  if (self->infrastructure)
    return UM_CAUSE_INFRASTRUCTURE;
  if (self->second_via || self->several_devices)
    return UM_CAUSE_PROXY;
  if (!self->is_phone)
    return UM_CAUSE_UNKNOWN_DEVICE;
  if (self->sibling_other && !self->sibling_twin)
    return UM_CAUSE_SIBLING;
  /* its own Call-ID host is the public address and nothing private is left: it knew (case 13) */
  if (self->leftover == NULL && g_hash_table_contains (self->known, address))
    return UM_CAUSE_KNEW_ADDRESS;
  return UM_CAUSE_NONE;
}

/* Contact of an answer that repeats the Request-URI it answers (case 20). */
static gboolean
is_copied (const UmPhoneFacts *self, const UmMessage *message, const UmField *contact)
{
  const UmMessage *request =
      message->is_request ? NULL : um_case_get_request (self->about, message);
  const UmField *uri =
      request != NULL ? um_message_find_field (request, UM_FIELD_REQUEST_URI) : NULL;

  return uri != NULL && um_address_equal (&uri->address, &contact->address) &&
         effective_port (uri) == effective_port (contact);
}

/* After private beginnings, the Contact is exactly what an earlier answer said in received/rport.
 */
static gboolean
was_told (const UmPhoneFacts *self, const UmMessage *message, const UmField *contact)
{
  UmEndpoint endpoint = { contact->address, effective_port (contact) };

  return self->began_private && !self->first_register_public &&
         known_before (self->told, &endpoint, message->index);
}

/* A phone that learns its address does so to be reached there: it registers it. */
static gboolean
is_learned (const UmPhoneFacts *self, const UmMessage *message, const UmField *contact)
{
  UmEndpoint endpoint = { contact->address, effective_port (contact) };

  return was_told (self, message, contact) && g_hash_table_contains (self->registered, &endpoint);
}

/* Told and used, though not registered; a phone that goes back to its private address afterwards
 * has learned nothing. */
static gboolean
may_use_what_it_was_told (const UmPhoneFacts *self, const UmMessage *message)
{
  const UmField *contact = um_message_find_field (message, UM_FIELD_CONTACT);

  return contact != NULL && was_told (self, message, contact) &&
         message->index + 1 >= self->last_private;
}

static void
note_registered (UmPhoneFacts *self, const UmMessage *message)
{
  const UmField *contact = um_message_find_field (message, UM_FIELD_CONTACT);
  gboolean is_register = message->is_request && message->method == UM_METHOD_REGISTER;
  UmEndpoint endpoint;

  if (contact == NULL)
    return;
  if (!is_register && um_address_scope (&contact->address) == UM_SCOPE_PRIVATE)
    self->last_private = message->index + 1;
  if (!is_register || !um_address_is_public (&contact->address))
    return;
  endpoint = (UmEndpoint){ contact->address, effective_port (contact) };
  remember (self->registered, &endpoint, sizeof endpoint, message->index);
}

/* The Contact alone is public, it names exactly the mapping of this flow, and the file does not
 * show how the phone began: it may have learned it (case 3). */
static gboolean
maybe_learned (const UmPhoneFacts *self, const UmMessage *message, const UmField *contact)
{
  return !self->first_register_public && !self->first_register_private &&
         !self->source_connection && effective_port (contact) == message->source.port;
}

UmCause
um_phone_facts_contact_cause (const UmPhoneFacts *self,
                              const UmMessage *message,
                              const UmField *contact)
{
  UmCause stun = stun_cause (self, &contact->address, effective_port (contact));
  UmCause general;

  if (g_hash_table_contains (self->written, &contact->address))
    return UM_CAUSE_WRITTEN;
  if (stun == UM_CAUSE_STUN)
    return stun;
  if (is_learned (self, message, contact))
    return UM_CAUSE_LEARNED;
  general = general_cause (self, &contact->address);
  if (general != UM_CAUSE_NONE)
    return general;
  if (stun != UM_CAUSE_NONE)
    return stun;
  if (is_copied (self, message, contact) && !self->source_connection)
    return UM_CAUSE_COPIED;
  if (may_use_what_it_was_told (self, message))
    return UM_CAUSE_TOLD;
  return maybe_learned (self, message, contact) ? UM_CAUSE_MAYBE_LEARNED : UM_CAUSE_NONE;
}

/* One of the media ports that this c= or o= applies to is a port that STUN told the phone. */
static gboolean
is_stun_media (const UmPhoneFacts *self, const UmMessage *message, const UmField *field)
{
  for (guint i = 0; i < message->n_fields; i++)
    {
      const UmField *media = &message->fields[i];

      if (media->id == UM_FIELD_SDP_MEDIA && media->port != 0 &&
          (field->media < 0 || field->media == media->media) &&
          stun_cause (self, &field->address, media->port) == UM_CAUSE_STUN)
        return TRUE;
    }
  return FALSE;
}

/* ICE: the default destination is one of the phone's own candidates. */
static gboolean
is_own_candidate (const UmMessage *message, const UmAddress *address)
{
  for (guint i = 0; i < message->n_fields; i++)
    if (message->fields[i].id == UM_FIELD_SDP_CANDIDATE &&
        um_address_equal (&message->fields[i].address, address))
      return TRUE;
  return FALSE;
}

UmCause
um_phone_facts_sdp_cause (const UmPhoneFacts *self, const UmMessage *message, const UmField *field)
{
  UmCause general;

  if (g_hash_table_contains (self->written, &field->address))
    return UM_CAUSE_WRITTEN;
  if (is_stun_media (self, message, field))
    return UM_CAUSE_STUN;
  if (is_own_candidate (message, &field->address))
    return UM_CAUSE_ICE;
  /* a learned Contact explains c= and o= with the same host (case 3) */
  if (known_before (self->learned, &field->address, message->index + 1))
    return UM_CAUSE_LEARNED;
  general = general_cause (self, &field->address);
  if (general != UM_CAUSE_NONE)
    return general;
  if (may_use_what_it_was_told (self, message))
    return UM_CAUSE_TOLD;
  return stun_cause (self, &field->address, 0);
}

gboolean
um_cause_explains (UmCause cause)
{
  return cause == UM_CAUSE_STUN || cause == UM_CAUSE_LEARNED || cause == UM_CAUSE_ICE ||
         cause == UM_CAUSE_WRITTEN;
}

static guint
message_hash (gconstpointer key)
{
  const UmMessage *message = key;

  return um_string_hash (message->branch) ^ (guint) message->cseq * 31 ^ message->method * 7 ^
         message->status;
}

static gboolean
is_same_message (gconstpointer a, gconstpointer b)
{
  const UmMessage *x = a, *y = b;

  return x->cseq == y->cseq && x->method == y->method && x->status == y->status &&
         um_string_equal (x->branch, y->branch) && um_string_equal (x->call_id, y->call_id);
}

/* Each message was seen with the TTL it was sent with. A capture of several ports of a box holds a
 * further copy of each, one router on. */
static gboolean
all_start_here (GPtrArray *sent)
{
  g_autoptr (GHashTable) started = g_hash_table_new (message_hash, is_same_message);

  for (guint i = 0; i < sent->len; i++)
    if (um_message_has_starting_ttl (message_at (sent, i)))
      g_hash_table_add (started, g_ptr_array_index (sent, i));
  for (guint i = 0; i < sent->len; i++)
    {
      const UmMessage *message = message_at (sent, i);

      if (!g_hash_table_contains (started, message) || (message->is_request && message->n_vias > 1))
        return FALSE;
    }
  return TRUE;
}

/* Every packet still has the TTL it was sent with, so no router lies between; a proxy or user-space
 * NAT restarts the TTL too, but leaves a second Via or a private address somewhere. Over IPv6 the
 * source is the phone's own address unless another one of it shows. */
static gboolean
is_direct (const UmPhoneFacts *self)
{
  if (self->leftover != NULL || self->second_via || self->phone->sent->len == 0)
    return FALSE;
  if (self->phone->source.address.family == UM_FAMILY_IPV6)
    return TRUE;
  if (self->site->ttl_restarts)
    return FALSE;
  return all_start_here (self->phone->sent);
}

/* A private address that the phone itself wrote and nobody replaced. Its own Via and Contact are
 * not leftovers but untouched fields. */
static gboolean
is_leftover (const UmMessage *message, const UmField *field)
{
  switch ((UmFieldId) field->id)
    {
    case UM_FIELD_CALL_ID:
      return message->is_request && um_address_is_private (&field->address);
    case UM_FIELD_FROM:
      return message->is_request && um_address_is_private (&field->address);
    case UM_FIELD_SDP_ORIGIN:
    case UM_FIELD_SDP_CONNECTION:
    case UM_FIELD_SDP_RTCP:
    case UM_FIELD_SDP_CANDIDATE:
    case UM_FIELD_SDP_TRACE:
    case UM_FIELD_CONTACT:
      return um_address_is_private (&field->address);
    case UM_FIELD_VIA:
      return message->is_request && um_address_is_private (&field->address);
    case UM_FIELD_REQUEST_URI:
    case UM_FIELD_VIA_RECEIVED:
    case UM_FIELD_VIA_RPORT:
    case UM_FIELD_CONTACT_RECEIVED:
    case UM_FIELD_TO:
    case UM_FIELD_CONTENT_LENGTH:
    case UM_FIELD_DIGEST_URI:
    case UM_FIELD_SDP_MEDIA:
    case UM_N_FIELDS:
      break;
    }
  return FALSE;
}

/* In-dialog requests carry the Call-ID of whoever opened the dialog: only those the phone opened
 * (no To tag) tell what the phone wrote. */
static gboolean
opens_dialog (const UmMessage *message)
{
  return message->is_request && message->to_tag == NULL;
}

static void
note_leftover (UmPhoneFacts *self, const UmMessage *message)
{
  for (guint i = 0; self->leftover == NULL && i < message->n_fields; i++)
    {
      const UmField *field = &message->fields[i];

      if (is_leftover (message, field) && (field->id != UM_FIELD_CALL_ID || opens_dialog (message)))
        {
          self->leftover = field;
          self->leftover_message = message;
        }
    }
}

/* Where only the phone itself writes: its Call-ID, its candidates. */
static void
note_own (UmPhoneFacts *self, const UmMessage *message)
{
  for (guint i = 0; self->own == NULL && i < message->n_fields; i++)
    {
      const UmField *field = &message->fields[i];

      if (um_address_scope (&field->address) == UM_SCOPE_PRIVATE &&
          ((field->id == UM_FIELD_CALL_ID && opens_dialog (message)) ||
           field->id == UM_FIELD_SDP_CANDIDATE))
        self->own = field;
    }
}

gboolean
um_phone_facts_is_foreign (const UmPhoneFacts *self, const UmAddress *address)
{
  return self->own != NULL && um_address_scope (address) == UM_SCOPE_CGNAT;
}

/* A phone names its product or behaves like one: it registers, subscribes, answers challenges. A
 * carrier's gateway often does none of that, and public addresses are normal on it. */
static void
note_device (UmPhoneFacts *self, const UmMessage *message)
{
  if (self->phone->user_agent != NULL || message->instance != NULL)
    self->is_phone = TRUE;
  if (message->is_request && (message->method == UM_METHOD_REGISTER ||
                              message->method == UM_METHOD_SUBSCRIBE || message->has_authorization))
    self->is_phone = TRUE;
}

/* Versions change with an update, and some makers add the MAC address to REGISTER only. */
static gboolean
same_product (const UmString *a, const UmString *b)
{
  g_autofree char *name_a = NULL;
  g_autofree char *name_b = NULL;

  if (um_string_equal (a, b))
    return TRUE;
  name_a = um_user_agent_dup_name (um_string_slice (a));
  name_b = um_user_agent_dup_name (um_string_slice (b));
  return g_str_equal (name_a, name_b);
}

/* +sip.instance is made once per device (RFC 5626 section 4.1). */
static gboolean
same_instance (const UmMessage *a, const UmMessage *b)
{
  return a->instance == NULL || b->instance == NULL ||
         um_slice_equal_nocase (um_string_slice (a->instance), um_string_slice (b->instance));
}

/* Who sent from the phone's endpoint before. */
typedef struct
{
  const UmMessage *last;   /* of the device at hand */
  const UmMessage *before; /* of the one before it; NULL: there was none */
} Devices;

/* NATs give a port to somebody else when it has been idle for a while (RFC 4787 asks for two
 * minutes at least); a proxy serves several devices all the time. */
#define IDLE_US G_GINT64_CONSTANT (600000000)

static gboolean
is_same_device (const UmMessage *a, const UmMessage *b)
{
  return same_product (a->user_agent, b->user_agent) && same_instance (a, b);
}

static gboolean
is_long_after (const UmMessage *a, const UmMessage *b)
{
  return a->time_us != UM_TIME_UNKNOWN && b->time_us != UM_TIME_UNKNOWN &&
         b->time_us - a->time_us > IDLE_US;
}

/* Phones behind a NAT have a port each; different products, or instances of one product, that take
 * turns on one endpoint are behind a proxy. */
static void
note_several_devices (UmPhoneFacts *self, const UmMessage *message, Devices *seen)
{
  if (!message->is_request || message->user_agent == NULL || self->several_devices ||
      !um_endpoint_equal (&self->phone->source, &message->source))
    return;
  if (seen->last != NULL && !is_same_device (seen->last, message))
    {
      self->several_devices = !is_long_after (seen->last, message) ||
                              (seen->before != NULL && is_same_device (seen->before, message));
      seen->before = seen->last;
      seen->last = NULL;
    }
  /* an instance once said is kept in mind: some makers say it in REGISTER only */
  if (seen->last == NULL || seen->last->instance == NULL || message->instance != NULL)
    seen->last = message;
}

enum
{
  MANY_ACCOUNTS = 6, /* desk phones have up to that many in use; what serves more is no phone */
};

static void
note_account (UmPhoneFacts *self, const UmMessage *message, GHashTable *accounts)
{
  if (message->is_request && message->method == UM_METHOD_REGISTER && message->from_uri != NULL &&
      um_endpoint_equal (&self->phone->source, &message->source))
    g_hash_table_add (accounts, (gpointer) message->from_uri);
  if (g_hash_table_size (accounts) > MANY_ACCOUNTS)
    self->several_devices = TRUE;
}

static void
note_source (UmPhoneFacts *self, const UmMessage *message)
{
  if (um_address_is_public (&message->source.address))
    remember (self->sources, &message->source.address, sizeof (UmAddress), message->index);
}

static void
note_call_id (UmPhoneFacts *self, const UmMessage *message)
{
  const UmField *call_id = um_message_find_field (message, UM_FIELD_CALL_ID);

  if (opens_dialog (message) && call_id != NULL && um_address_is_set (&call_id->address))
    remember (self->known, &call_id->address, sizeof (UmAddress), message->index);
}

static void
note_connections (UmPhoneFacts *self, const UmMessage *message)
{
  for (guint i = 0; i < message->n_fields; i++)
    {
      const UmField *field = &message->fields[i];

      if (field->id != UM_FIELD_SDP_CONNECTION)
        continue;
      self->private_connection |= um_address_is_private (&field->address);
      self->source_connection |= um_phone_facts_is_source (self, &field->address);
    }
}

/* A proxy beyond the router notes in the Via below its own which public address it saw; one at the
 * site sees the phone's private one. */
static gboolean
is_proxy_beyond (const UmMessage *message, const UmField *top)
{
  for (guint i = 0; i < message->n_fields; i++)
    if (message->fields[i].id == UM_FIELD_VIA_RECEIVED && message->fields[i].index > 0 &&
        um_address_is_public (&message->fields[i].address) &&
        !um_address_equal (&message->fields[i].address, &top->address))
      return TRUE;
  return FALSE;
}

gboolean
um_phone_facts_has_second_via (const UmPhoneFacts *self, const UmMessage *message)
{
  const UmField *top = um_message_find_field_at (message, UM_FIELD_VIA, 0);

  return message->is_request && message->n_vias > 1 && top != NULL &&
         um_phone_facts_is_source (self, &top->address) && !is_proxy_beyond (message, top);
}

typedef struct
{
  gboolean contact_seen;
  const UmMessage *first_register;
  gboolean in_use; /* it has answered or called before: no REGISTER from here on is its first */
} Beginnings;

/* Both lie in one millisecond, so their order in the file says nothing; the one without credentials
 * was first. */
static gboolean
is_before_first (const UmMessage *message, const UmMessage *first)
{
  return first->has_authorization && !message->has_authorization &&
         message->time_us != UM_TIME_UNKNOWN && first->time_us != UM_TIME_UNKNOWN &&
         message->time_us - first->time_us <= UM_LIMIT_REORDERING_US;
}

static void
note_beginnings (UmPhoneFacts *self, const UmMessage *message, Beginnings *seen)
{
  const UmField *contact = um_message_find_field (message, UM_FIELD_CONTACT);

  seen->in_use |= !message->is_request || message->method == UM_METHOD_INVITE;
  if (contact == NULL)
    return;
  if (!seen->contact_seen)
    self->began_private = um_address_is_private (&contact->address);
  seen->contact_seen = TRUE;
  if (!message->is_request || message->method != UM_METHOD_REGISTER ||
      (seen->first_register != NULL && !is_before_first (message, seen->first_register)))
    return;
  seen->first_register = message;
  self->first_register_public =
      !message->has_authorization && !seen->in_use && um_address_is_public (&contact->address);
  self->first_register_private = um_address_is_private (&contact->address);
}

static void
note_answer (UmPhoneFacts *self, const UmMessage *answer)
{
  const UmField *received = um_message_find_field (answer, UM_FIELD_VIA_RECEIVED);
  const UmField *rport = um_message_find_field (answer, UM_FIELD_VIA_RPORT);

  const UmMessage *request = answer->is_request ? NULL : um_case_get_request (self->about, answer);

  if (request != NULL && answer->status >= 200)
    g_hash_table_add (self->answered, (gpointer) request);
  if (answer->is_request || received == NULL)
    return;
  self->other_received |= um_address_is_set (&received->address) &&
                          !um_address_equal (&received->address, &answer->destination.address);
  if (um_address_is_public (&received->address))
    self->public_received = TRUE;
  if (rport != NULL && rport->port != 0)
    {
      UmEndpoint told = { received->address, rport->port };

      remember (self->told, &told, sizeof told, answer->index);
    }
}

static void
note_stun (UmPhoneFacts *self)
{
  GHashTable *by_client = self->about->stun_by_client;
  GArray *places =
      by_client != NULL ? g_hash_table_lookup (by_client, &self->phone->source.address) : NULL;

  for (guint j = 0; places != NULL && j < places->len; j++)
    {
      guint i = g_array_index (places, guint, j);
      const UmStunMapping *mapping = &g_array_index (self->about->stun, UmStunMapping, i);

      remember (self->stun_results, &mapping->mapped, sizeof (UmEndpoint), i);
      remember (self->stun_addresses, &mapping->mapped.address, sizeof (UmAddress), i);
    }
}

/* Both sides of the router are in the file: what the phone is seen writing is its own doing. */
static void
note_written (UmPhoneFacts *self)
{
  const UmPhone *inside = self->phone->inside;

  for (guint i = 0; inside != NULL && i < inside->sent->len; i++)
    {
      const UmMessage *message = message_at (inside->sent, i);

      for (guint j = 0; j < message->n_fields; j++)
        {
          const UmField *field = &message->fields[j];

          if ((field->id == UM_FIELD_CONTACT || field->id == UM_FIELD_SDP_CONNECTION) &&
              um_address_is_public (&field->address))
            remember (self->written, &field->address, sizeof (UmAddress), message->index);
        }
    }
}

/* A call that the phone opened and that never showed beyond the router: nobody saw what left it. */
static void
note_pairs (UmPhoneFacts *self)
{
  g_autoptr (GHashTable) paired = g_hash_table_new (NULL, NULL);
  const UmPhone *inside = self->phone->inside;

  if (inside == NULL)
    return;
  self->pairing = um_pairing_new_of_phone (inside, self->phone);
  for (guint i = 0; i < self->pairing->pairs->len; i++)
    g_hash_table_add (paired, (gpointer) g_array_index (self->pairing->pairs, UmPair, i).inside);
  for (guint i = 0; i < inside->sent->len; i++)
    {
      const UmMessage *message = message_at (inside->sent, i);

      self->half_seen_call |= message->method == UM_METHOD_INVITE && opens_dialog (message) &&
                              !g_hash_table_contains (paired, message);
    }
}

/* After everything else is known: the Contacts the phone learned, with their first appearance. */
static void
note_learned (UmPhoneFacts *self)
{
  for (guint i = 0; i < self->phone->sent->len; i++)
    {
      const UmMessage *message = message_at (self->phone->sent, i);
      const UmField *contact = um_message_find_field (message, UM_FIELD_CONTACT);

      if (contact != NULL && is_learned (self, message, contact))
        remember (self->learned, &contact->address, sizeof (UmAddress), message->index);
    }
}

static GHashTable *
address_table_new (void)
{
  return g_hash_table_new_full (um_address_hash, um_address_equal_func, g_free, NULL);
}

static GHashTable *
endpoint_table_new (void)
{
  return g_hash_table_new_full (um_endpoint_hash, um_endpoint_equal_func, g_free, NULL);
}

void
um_phone_facts_init (UmPhoneFacts *self,
                     const UmCase *about,
                     const UmSiteFacts *site,
                     const UmPhone *phone)
{
  g_autoptr (GHashTable) accounts = g_hash_table_new (um_string_hash, um_string_equal_func);
  Devices devices = { 0 };
  Beginnings seen = { 0 };

  memset (self, 0, sizeof *self);
  self->about = about;
  self->site = site;
  self->sibling_twin = um_site_facts_has_untouched_twin (site, phone);
  self->sibling_other = um_site_facts_has_untouched_other (site, phone);
  self->phone = phone;
  self->sources = address_table_new ();
  self->learned = address_table_new ();
  self->stun_addresses = address_table_new ();
  self->known = address_table_new ();
  self->registered = endpoint_table_new ();
  self->written = address_table_new ();
  self->told = endpoint_table_new ();
  self->stun_results = endpoint_table_new ();
  self->answered = g_hash_table_new (NULL, NULL);
  self->beyond_router = (phone->vantage == UM_VANTAGE_WAN || phone->vantage == UM_VANTAGE_SERVER) &&
                        (um_address_is_public (&phone->source.address) ||
                         um_address_scope (&phone->source.address) == UM_SCOPE_CGNAT);
  self->on_lan = phone->vantage == UM_VANTAGE_LAN && um_address_is_public (&phone->server.address);
  self->infrastructure = phone->kind != UM_DEVICE_PHONE && phone->kind != UM_DEVICE_UNKNOWN;
  for (guint i = 0; i < phone->sent->len; i++)
    note_source (self, message_at (phone->sent, i));
  for (guint i = 0; i < phone->sent->len; i++)
    {
      const UmMessage *message = message_at (phone->sent, i);

      note_own (self, message);
      note_device (self, message);
      note_several_devices (self, message, &devices);
      note_account (self, message, accounts);
      note_leftover (self, message);
      note_call_id (self, message);
      note_connections (self, message);
      note_registered (self, message);
      self->several_ways |= message->destination.port != self->phone->server.port ||
                            message->transport != message_at (phone->sent, 0)->transport;
      self->second_via |= um_phone_facts_has_second_via (self, message);
      note_beginnings (self, message, &seen);
    }
  for (guint i = 0; i < phone->received->len; i++)
    note_answer (self, message_at (phone->received, i));
  note_stun (self);
  note_written (self);
  note_pairs (self);
  note_learned (self);
  /* the TTL of a server that was taken for a phone says nothing of any router */
  self->direct = self->beyond_router && !self->infrastructure && is_direct (self);
}

void
um_phone_facts_clear (UmPhoneFacts *self)
{
  g_clear_pointer (&self->sources, g_hash_table_unref);
  g_clear_pointer (&self->told, g_hash_table_unref);
  g_clear_pointer (&self->learned, g_hash_table_unref);
  g_clear_pointer (&self->registered, g_hash_table_unref);
  g_clear_pointer (&self->stun_results, g_hash_table_unref);
  g_clear_pointer (&self->stun_addresses, g_hash_table_unref);
  g_clear_pointer (&self->known, g_hash_table_unref);
  g_clear_pointer (&self->answered, g_hash_table_unref);
  g_clear_pointer (&self->written, g_hash_table_unref);
  g_clear_pointer (&self->pairing, um_pairing_free);
}
