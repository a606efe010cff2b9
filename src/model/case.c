/* The builder collects; the snapshot freezes. Messages are never changed once pushed, so a snapshot
 * shares them and only copies the lists. */

#include "model/case.h"

#include "core/limits.h"
#include "core/text.h"

struct _UmCaseBuilder
{
  UmArena *arena;
  UmMessageMaker *maker;
  UmTextStore *spool; /* for texts that no file holds in one piece */
  UmTextStore *file;  /* of the packets being pushed; nullable */
  guint64 kept;       /* bytes of texts in memory */
  guint64 max_kept;
  UmDissector *dissector;
  char *source_name;
  UmSourceKind kind;
  guint64 packets;
  gint64 first_time_us;
  gint64 last_time_us;
  UmDamage damage;
  UmSlice envelope;       /* of the trace message being pushed */
  const UmPacket *packet; /* being pushed; NULL: none */
  GPtrArray *arenas;
  GPtrArray *text_stores;
  GPtrArray *messages;   /* of const UmMessage * in arena */
  GPtrArray *requests;   /* of const UmMessage *, parallel to messages */
  GHashTable *transactions; /* set of const UmMessage *: the newest request of each */
  GArray *stun;
  GArray *tls;
  UmStreams *streams;
  UmReceptions *receptions;
  UmHostNotes *notes;
};

/* A transaction is its top branch and CSeq (RFC 3261 section 17.1.3); the client's address is part
 * of the key, so that the LAN and WAN leg of one file stay apart. Old clients without branch are
 * found by Call-ID and CSeq. The table's keys are the requests themselves. */
static UmSlice
transaction_id (const UmMessage *message)
{
  return um_string_slice (message->branch != NULL ? message->branch : message->call_id);
}

static const UmAddress *
transaction_client (const UmMessage *message)
{
  return message->is_request ? &message->source.address : &message->destination.address;
}

static guint
transaction_hash (gconstpointer key)
{
  const UmMessage *message = key;
  UmSlice id = transaction_id (message);

  return um_slice_hash (&id) ^ (guint) message->cseq * 31 ^
         um_address_hash (transaction_client (message));
}

static gboolean
transaction_equal (gconstpointer a, gconstpointer b)
{
  const UmMessage *x = a, *y = b;

  return x->cseq == y->cseq && um_slice_equal (transaction_id (x), transaction_id (y)) &&
         um_string_equal (x->method_text, y->method_text) &&
         um_address_equal (transaction_client (x), transaction_client (y));
}

/* The request that message answers. An ACK for a non-2xx answer shares the INVITE's branch: it is
 * not a request that anything answers. */
static const UmMessage *
note_transaction (UmCaseBuilder *self, const UmMessage *message)
{
  UmSlice id = transaction_id (message);

  if ((message->is_request && message->method == UM_METHOD_ACK) || !um_slice_is_set (id) ||
      id.len > 1024)
    return NULL;
  if (!message->is_request)
    return g_hash_table_lookup (self->transactions, message);
  g_hash_table_replace (self->transactions, (gpointer) message, (gpointer) message);
  return NULL;
}

static gboolean
is_in_packet (const UmPacket *packet, UmSlice text)
{
  return packet != NULL && text.data >= packet->bytes.data &&
         um_slice_end (text) <= um_slice_end (packet->bytes);
}

/* The first megabytes stay in memory, so that a technician's usual file needs no second reading;
 * a text that its file holds in one piece is read from there; the rest goes to the spool. */
static void
place_text (UmCaseBuilder *self, UmTextPlace *place, UmSlice text)
{
  place->len = text.len;
  if (self->kept + text.len <= self->max_kept)
    {
      self->kept += text.len;
      place->kept = um_arena_copy (self->arena, text).data;
    }
  else if (self->file != NULL && is_in_packet (self->packet, text))
    {
      place->store = self->file;
      place->offset = self->packet->offset + (guint64) (text.data - self->packet->bytes.data);
    }
  else if (um_text_store_append (self->spool, text, &place->offset))
    place->store = self->spool;
  else
    {
      place->kept = NULL;
      um_damage_count (&self->damage, UM_DAMAGE_LIMIT_REACHED);
    }
}

static void
add_message (UmCaseBuilder *self, UmMessage *message, UmSlice text)
{
  place_text (self, &message->text, text);
  message->index = self->messages->len;
  if (message->fields_truncated || (message->anomalies & UM_SIP_ANOMALY_TOO_MANY_HEADERS) != 0)
    um_damage_count (&self->damage, UM_DAMAGE_LIMIT_REACHED);
  g_ptr_array_add (self->messages, message);
  g_ptr_array_add (self->requests, (gpointer) note_transaction (self, message));
}

static void
on_sip (const UmDatagram *datagram, const UmSipMessage *view, gpointer user_data)
{
  UmCaseBuilder *self = user_data;

  add_message (self, um_message_new_from_view (self->maker, datagram, view, self->envelope),
               view->raw);
}

static void
on_stun (const UmStunMapping *mapping, gpointer user_data)
{
  UmCaseBuilder *self = user_data;

  g_array_append_val (self->stun, *mapping);
}

static void
on_tls (const UmDatagram *datagram, gpointer user_data)
{
  UmCaseBuilder *self = user_data;
  UmTlsFlow flow = { datagram->source, datagram->destination, datagram->frame, datagram->time_us };

  g_array_append_val (self->tls, flow);
}

static void
on_rtp (const UmRtpPacket *packet, gpointer user_data)
{
  UmCaseBuilder *self = user_data;

  um_streams_push (self->streams, packet, &self->damage);
}

static void
on_rtcp (const UmRtcpReport *report, gpointer user_data)
{
  UmCaseBuilder *self = user_data;

  um_receptions_push (self->receptions, report, &self->damage);
}

static void
on_notice (const UmNotice *notice, gpointer user_data)
{
  UmCaseBuilder *self = user_data;

  um_host_notes_push (self->notes, notice, &self->damage);
}

static UmCase *
case_alloc (void)
{
  UmCase *self = g_new0 (UmCase, 1);

  g_atomic_ref_count_init (&self->ref_count);
  return self;
}

UmCaseBuilder *
um_case_builder_new (const char *source_name, UmSourceKind kind)
{
  static const UmDissectorSink sink = {
    .sip = on_sip, .stun = on_stun, .tls = on_tls, .rtp = on_rtp, .rtcp = on_rtcp, .notice = on_notice
  };
  UmCaseBuilder *self = g_new0 (UmCaseBuilder, 1);

  self->arena = um_arena_new ();
  self->maker = um_message_maker_new (self->arena);
  self->spool = um_text_store_new_spool (UM_LIMIT_SPOOL);
  self->arenas = g_ptr_array_new_with_free_func ((GDestroyNotify) um_arena_unref);
  g_ptr_array_add (self->arenas, self->arena);
  self->text_stores = g_ptr_array_new_with_free_func ((GDestroyNotify) um_text_store_unref);
  g_ptr_array_add (self->text_stores, self->spool);
  self->source_name = um_text_escape (um_slice_from_string (source_name));
  self->kind = kind;
  self->max_kept = UM_LIMIT_TEXTS_KEPT;
  self->first_time_us = self->last_time_us = UM_TIME_UNKNOWN;
  self->messages = g_ptr_array_new ();
  self->requests = g_ptr_array_new ();
  self->transactions = g_hash_table_new (transaction_hash, transaction_equal);
  self->stun = g_array_new (FALSE, FALSE, sizeof (UmStunMapping));
  self->tls = g_array_new (FALSE, FALSE, sizeof (UmTlsFlow));
  self->streams = um_streams_new ();
  self->receptions = um_receptions_new ();
  self->notes = um_host_notes_new (self->arena);
  self->dissector = um_dissector_new (&sink, self, &self->damage);
  return self;
}

void
um_case_builder_free (UmCaseBuilder *self)
{
  if (self == NULL)
    return;
  um_dissector_free (self->dissector);
  um_message_maker_free (self->maker);
  g_ptr_array_unref (self->arenas);
  g_ptr_array_unref (self->text_stores);
  g_free (self->source_name);
  g_ptr_array_unref (self->messages);
  g_ptr_array_unref (self->requests);
  g_hash_table_unref (self->transactions);
  g_array_unref (self->stun);
  g_array_unref (self->tls);
  um_streams_free (self->streams);
  um_receptions_free (self->receptions);
  um_host_notes_free (self->notes);
  g_free (self);
}

static void
note_time (UmCaseBuilder *self, gint64 time_us)
{
  self->packets++;
  if (time_us == UM_TIME_UNKNOWN)
    return;
  if (self->first_time_us == UM_TIME_UNKNOWN || time_us < self->first_time_us)
    self->first_time_us = time_us;
  if (self->last_time_us == UM_TIME_UNKNOWN || time_us > self->last_time_us)
    self->last_time_us = time_us;
}

void
um_case_builder_keep_texts (UmCaseBuilder *self, guint64 max_bytes)
{
  self->max_kept = max_bytes;
}

void
um_case_builder_set_file (UmCaseBuilder *self, UmTextStore *file)
{
  self->file = file;
  if (file != NULL)
    g_ptr_array_add (self->text_stores, um_text_store_ref (file));
}

gboolean
um_case_builder_push_packet (UmCaseBuilder *self, const UmPacket *packet)
{
  gboolean telling;

  note_time (self, packet->time_us);
  self->packet = packet;
  telling = um_dissector_push (self->dissector, packet);
  self->packet = NULL;
  return telling;
}

UmArena *
um_case_builder_add_arena (UmCaseBuilder *self)
{
  UmArena *arena = um_arena_new ();

  g_ptr_array_add (self->arenas, arena);
  return arena;
}

void
um_case_builder_push_message (UmCaseBuilder *self,
                              const UmPacket *packet,
                              UmMessage *message,
                              UmSlice text)
{
  note_time (self, packet->time_us);
  self->packet = packet;
  add_message (self, message, text);
  self->packet = NULL;
}

void
um_case_builder_push_rtp (UmCaseBuilder *self, const UmRtpPacket *packet)
{
  note_time (self, packet->time_us);
  on_rtp (packet, self);
}

void
um_case_builder_push_trace_message (UmCaseBuilder *self, const UmTraceMessage *trace)
{
  UmSipMessage view;

  note_time (self, trace->datagram.time_us);
  if (um_sip_message_parse (trace->datagram.payload, UM_SIP_FRAME_TEXT, &view, NULL) != UM_SIP_OK)
    {
      um_damage_count (&self->damage, UM_DAMAGE_MALFORMED_SIP);
      return;
    }
  self->envelope = trace->envelope;
  on_sip (&trace->datagram, &view, self);
  self->envelope = UM_SLICE_UNSET;
}

/* The framing is the one the message was read with: it decides what its body is. */
static gboolean
parse_again (const UmDatagram *datagram, UmSipMessage *ret_view)
{
  if (datagram->from_text)
    return um_sip_message_parse (datagram->payload, UM_SIP_FRAME_TEXT, ret_view, NULL) == UM_SIP_OK;
  if (datagram->transport == UM_TRANSPORT_TCP && !datagram->truncated &&
      um_sip_message_parse (datagram->payload, UM_SIP_FRAME_STREAM, ret_view, NULL) == UM_SIP_OK)
    return TRUE;
  return um_sip_message_parse (datagram->payload, UM_SIP_FRAME_DATAGRAM, ret_view, NULL) ==
         UM_SIP_OK;
}

gboolean
um_case_builder_restore_message (UmCaseBuilder *self,
                                 const UmDatagram *datagram,
                                 UmSlice envelope,
                                 guint anomalies)
{
  UmSipMessage view;

  if (!parse_again (datagram, &view))
    {
      um_damage_count (&self->damage, UM_DAMAGE_MALFORMED_SIP);
      return FALSE;
    }
  view.anomalies = anomalies;
  self->envelope = envelope;
  on_sip (datagram, &view, self);
  self->envelope = UM_SLICE_UNSET;
  return TRUE;
}

void
um_case_builder_restore_stun (UmCaseBuilder *self, const UmStunMapping *mapping)
{
  on_stun (mapping, self);
}

void
um_case_builder_restore_tls (UmCaseBuilder *self, const UmTlsFlow *flow)
{
  g_array_append_val (self->tls, *flow);
}

void
um_case_builder_restore_notice (UmCaseBuilder *self, const UmNotice *notice)
{
  um_host_notes_push (self->notes, notice, &self->damage);
}

void
um_case_builder_restore_stream (UmCaseBuilder *self, const UmStream *stream)
{
  um_streams_add (self->streams, stream, &self->damage);
}

void
um_case_builder_restore_span (UmCaseBuilder *self,
                              guint64 packets,
                              gint64 first_time_us,
                              gint64 last_time_us)
{
  self->packets = packets;
  self->first_time_us = first_time_us;
  self->last_time_us = last_time_us;
}

guint
um_case_builder_get_n_messages (const UmCaseBuilder *self)
{
  return self->messages->len;
}

guint
um_case_builder_get_n_tls (const UmCaseBuilder *self)
{
  return self->tls->len;
}

UmDamage *
um_case_builder_get_damage (UmCaseBuilder *self)
{
  return &self->damage;
}

void
um_case_builder_finish (UmCaseBuilder *self)
{
  um_dissector_finish (self->dissector);
}

static GPtrArray *
copy_pointers (GPtrArray *from)
{
  return g_ptr_array_copy (from, NULL, NULL);
}

static gpointer
ref_arena (gconstpointer arena, gpointer user_data)
{
  return um_arena_ref ((UmArena *) arena);
}

static gpointer
ref_store (gconstpointer store, gpointer user_data)
{
  return um_text_store_ref ((UmTextStore *) store);
}

/* Each phone asks for its own: a search through all of them would be quadratic. */
static GHashTable *
index_stun (GArray *stun)
{
  GHashTable *by_client = g_hash_table_new_full (um_address_hash, um_address_equal_func, g_free,
                                                 (GDestroyNotify) g_array_unref);

  for (guint i = 0; i < stun->len; i++)
    {
      const UmAddress *client = &g_array_index (stun, UmStunMapping, i).client.address;
      GArray *places = g_hash_table_lookup (by_client, client);

      if (places == NULL)
        {
          places = g_array_new (FALSE, FALSE, sizeof (guint));
          g_hash_table_insert (by_client, g_memdup2 (client, sizeof *client), places);
        }
      g_array_append_val (places, i);
    }
  return by_client;
}

/* (transfer full) of UmAddress: what STUN servers told */
static GArray *
mapped_addresses (GArray *stun)
{
  GArray *mapped = g_array_new (FALSE, FALSE, sizeof (UmAddress));

  for (guint i = 0; i < stun->len; i++)
    if (!g_array_index (stun, UmStunMapping, i).relayed)
      g_array_append_val (mapped, g_array_index (stun, UmStunMapping, i).mapped.address);
  return mapped;
}

/* Two packets of one millisecond may stand in a capture in either order: an answer may come before
 * its request. */
static void
find_late_requests (const UmCaseBuilder *self, GPtrArray *requests)
{
  for (guint i = 0; i < requests->len; i++)
    {
      const UmMessage *answer = g_ptr_array_index (self->messages, i);
      const UmMessage *request;

      if (answer->is_request || g_ptr_array_index (requests, i) != NULL ||
          answer->time_us == UM_TIME_UNKNOWN)
        continue;
      request = g_hash_table_lookup (self->transactions, answer);
      if (request != NULL && request->time_us != UM_TIME_UNKNOWN &&
          request->time_us - answer->time_us <= UM_LIMIT_REORDERING_US)
        requests->pdata[i] = (gpointer) request;
    }
}

UmCase *
um_case_builder_snapshot (UmCaseBuilder *self, UmVantage forced)
{
  UmCase *result = case_alloc ();
  g_autoptr (GArray) mapped = mapped_addresses (self->stun);

  result->arenas = g_ptr_array_copy (self->arenas, ref_arena, NULL);
  result->text_stores = g_ptr_array_copy (self->text_stores, ref_store, NULL);
  result->source_name = g_strdup (self->source_name);
  result->kind = self->kind;
  result->packets = self->packets;
  result->first_time_us = self->first_time_us;
  result->last_time_us = self->last_time_us;
  result->damage = self->damage;
  result->messages = copy_pointers (self->messages);
  result->requests = copy_pointers (self->requests);
  find_late_requests (self, result->requests);
  result->stun = g_array_copy (self->stun);
  result->tls = g_array_copy (self->tls);
  result->streams = um_streams_copy (self->streams);
  result->stun_by_client = index_stun (result->stun);
  result->phones = um_phones_find (result->messages, forced);
  result->receptions = um_receptions_copy (self->receptions);
  result->hosts = um_host_facts_new (self->notes, result->phones, mapped);
  return result;
}

static gboolean
contains_nocase (const char *text, UmSlice part)
{
  return text != NULL && um_slice_contains_nocase (um_slice_from_string (text), part);
}

static gboolean
phone_is_called (const UmPhone *phone, const char *text)
{
  UmSlice part = um_slice_from_string (text);
  UmAddress address;

  if (um_address_parse (part, &address))
    return um_address_equal (&phone->address.address, &address) ||
           um_address_equal (&phone->source.address, &address) ||
           um_address_equal (&phone->public_address.address, &address);
  return contains_nocase (phone->name, part) || contains_nocase (phone->aor, part) ||
         contains_nocase (phone->user_agent, part) || contains_nocase (phone->instance, part);
}

guint
um_case_choose_phones (UmCase *self, const char *text)
{
  GPtrArray *all = self->phones;

  self->phones = g_ptr_array_new_with_free_func ((GDestroyNotify) um_phone_free);
  self->others = g_ptr_array_new_with_free_func ((GDestroyNotify) um_phone_free);
  g_ptr_array_set_free_func (all, NULL);
  for (guint i = 0; i < all->len; i++)
    g_ptr_array_add (phone_is_called (all->pdata[i], text) ? self->phones : self->others,
                     all->pdata[i]);
  g_ptr_array_unref (all);
  return self->phones->len;
}

UmCase *
um_case_ref (UmCase *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
um_case_unref (UmCase *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->arenas, g_ptr_array_unref);
  g_clear_pointer (&self->text_stores, g_ptr_array_unref);
  g_free (self->source_name);
  g_ptr_array_unref (self->messages);
  g_ptr_array_unref (self->requests);
  g_array_unref (self->stun);
  g_array_unref (self->tls);
  g_ptr_array_unref (self->streams);
  g_ptr_array_unref (self->phones);
  g_clear_pointer (&self->others, g_ptr_array_unref);
  g_clear_pointer (&self->stun_by_client, g_hash_table_unref);
  g_clear_pointer (&self->receptions, g_array_unref);
  um_host_facts_free (self->hosts);
  g_free (self);
}

const UmMessage *
um_case_get_request (const UmCase *self, const UmMessage *answer)
{
  return g_ptr_array_index (self->requests, answer->index);
}

guint64
um_case_count_lost_texts (const UmCase *self)
{
  guint64 lost = 0;

  for (guint i = 0; self->text_stores != NULL && i < self->text_stores->len; i++)
    lost += um_text_store_get_lost (self->text_stores->pdata[i]);
  return lost;
}
