/* Follows the messages of each phone in order. A call is known by its Call-ID; what an ALG changes
 * does not matter here, because each side of a router is looked at by itself. */

#include "model/call.h"

#include "core/text.h"

/* --- SDP --- */

static gboolean
names_address (const UmAudio *audio)
{
  return um_address_scope (&audio->endpoint.address) != UM_SCOPE_UNSPECIFIED;
}

/* The newest word on an address or a rate; an address that was named before is none anew. */
static void
add_said (UmCallSide *side, const UmAudio *audio)
{
  gboolean is_new = names_address (audio);

  for (guint i = 0; i < side->n_said; i++)
    {
      if (side->said[i] == audio)
        return;
      is_new &= !um_endpoint_equal (&side->said[i]->endpoint, &audio->endpoint);
    }
  if (side->n_said == UM_CALL_MAX_MEDIA)
    return;
  side->said[side->n_said++] = audio;
  side->n_media += is_new;
}

const UmEndpoint *
um_call_side_get_media (const UmCallSide *self, guint i)
{
  for (guint k = 0; k < self->n_said; k++)
    {
      const UmEndpoint *endpoint = &self->said[k]->endpoint;
      gboolean is_new = names_address (self->said[k]);

      for (guint j = 0; j < k; j++)
        is_new &= !um_endpoint_equal (&self->said[j]->endpoint, endpoint);
      if (is_new && i-- == 0)
        return endpoint;
    }
  return NULL;
}

guint
um_call_side_get_rate (const UmCallSide *self, guint payload_type)
{
  guint rate = 0;

  for (guint i = self->n_said; rate == 0 && i-- > 0;)
    rate = um_audio_get_rate (self->said[i], payload_type);
  return rate;
}

static void
note_hold (UmCall *self, gint64 time_us)
{
  gboolean held = self->sides[UM_CALL_PHONE].held || self->sides[UM_CALL_SERVER].held;
  UmCallHold *last = self->n_holds > 0 ? &self->holds[self->n_holds - 1] : NULL;
  gboolean was_held = last != NULL && last->end_us == G_MAXINT64;

  if (held && !was_held && self->n_holds < UM_CALL_MAX_HOLDS)
    {
      if (self->holds == NULL)
        self->holds = g_new (UmCallHold, UM_CALL_MAX_HOLDS);
      self->holds[self->n_holds++] = (UmCallHold){ time_us, G_MAXINT64 };
    }
  else if (!held && was_held)
    last->end_us = time_us;
}

static void
note_sdp (UmCall *self, const UmMessage *message, UmCallEnd end)
{
  UmCallSide *side = &self->sides[end];

  if (message->audio == NULL)
    return;
  side->held = message->audio->held;
  add_said (side, message->audio);
  note_hold (self, message->time_us);
}

/* --- the course of a call --- */

static void
note_request (UmCall *self, const UmMessage *message, UmCallEnd end)
{
  switch ((UmMethod) message->method)
    {
    case UM_METHOD_ACK:
      if (self->answer != NULL && self->ack == NULL && message->cseq == self->answer->cseq)
        self->ack = message;
      break;
    case UM_METHOD_BYE:
    case UM_METHOD_CANCEL:
      if (self->ending == NULL)
        self->ending = message;
      break;
    case UM_METHOD_REFER:
      self->transferred = TRUE;
      break;
    case UM_METHOD_INVITE:
    case UM_METHOD_OTHER:
    case UM_METHOD_INFO:
    case UM_METHOD_MESSAGE:
    case UM_METHOD_NOTIFY:
    case UM_METHOD_OPTIONS:
    case UM_METHOD_PRACK:
    case UM_METHOD_PUBLISH:
    case UM_METHOD_REGISTER:
    case UM_METHOD_SUBSCRIBE:
    case UM_METHOD_UPDATE:
      break;
    }
}

/* The answer with credentials asked for (401, 407) or a redirection is not the end. */
static gboolean
is_refusal (guint status)
{
  return status >= 400 && status != 401 && status != 407 && status != 422 && status != 491;
}

static void
note_answer (UmCall *self, const UmMessage *message)
{
  if (message->method == UM_METHOD_CANCEL && message->status >= 200)
    self->cancel_status = message->status;
  if (message->method != UM_METHOD_INVITE || self->answer != NULL)
    return;
  if (message->status == 180 || message->status == 183)
    self->rang = TRUE;
  if (message->status > 100 && message->status < 200 && message->has_sdp && self->progress == NULL)
    self->progress = message;
  if (message->status >= 200 && message->status < 300)
    self->answer = message;
  else if (is_refusal (message->status) && self->ending == NULL)
    self->ending = message;
}

static void
note_message (UmCall *self, const UmMessage *message, UmCallEnd end)
{
  if (message->is_request)
    note_request (self, message, end);
  else
    note_answer (self, message);
  if (message->has_sdp && (message->is_request || message->status < 300))
    note_sdp (self, message, end);
}

void
um_call_free (UmCall *self)
{
  if (self == NULL)
    return;
  g_free (self->holds);
  g_free (self);
}

static UmCall *
call_new (const UmPhone *phone, const UmMessage *invite, UmCallEnd end)
{
  UmCall *self = g_new0 (UmCall, 1);

  self->phone = phone;
  self->call_id = invite->call_id;
  self->invite = invite;
  self->from_phone = end == UM_CALL_PHONE;
  return self;
}

typedef struct
{
  GPtrArray *calls;  /* of UmCall */
  GHashTable *by_id; /* const UmString * → UmCall, of the phone at hand */
} Finder;

static void
find_in_message (Finder *self, const UmPhone *phone, const UmMessage *message, UmCallEnd end)
{
  UmCall *call = g_hash_table_lookup (self->by_id, message->call_id);

  if (call == NULL && message->is_request && message->method == UM_METHOD_INVITE &&
      message->to_tag == NULL && message->call_id != NULL)
    {
      call = call_new (phone, message, end);
      g_ptr_array_add (self->calls, call);
      g_hash_table_insert (self->by_id, (gpointer) call->call_id, call);
    }
  if (call != NULL)
    note_message (call, message, end);
}

/* Both lists of a phone are in order of the capture; so is what is made of them. */
static void
find_of_phone (Finder *self, const UmPhone *phone)
{
  guint s = 0, r = 0;

  g_hash_table_remove_all (self->by_id);
  while (s < phone->sent->len || r < phone->received->len)
    {
      const UmMessage *sent = s < phone->sent->len ? g_ptr_array_index (phone->sent, s) : NULL;
      const UmMessage *received =
          r < phone->received->len ? g_ptr_array_index (phone->received, r) : NULL;
      gboolean is_sent = received == NULL || (sent != NULL && sent->index < received->index);

      if (is_sent)
        find_in_message (self, phone, sent, UM_CALL_PHONE);
      else
        find_in_message (self, phone, received, UM_CALL_SERVER);
      s += is_sent;
      r += !is_sent;
    }
}

GPtrArray *
um_calls_find (const UmCase *about)
{
  Finder finder = { g_ptr_array_new_with_free_func ((GDestroyNotify) um_call_free),
                    g_hash_table_new (um_string_hash, um_string_equal_func) };

  for (guint i = 0; i < about->phones->len; i++)
    {
      const UmPhone *phone = g_ptr_array_index (about->phones, i);

      find_of_phone (&finder, phone);
      if (phone->inside != NULL) /* sound may come as far as the router and no farther */
        find_of_phone (&finder, phone->inside);
    }
  for (guint i = 0; i < finder.calls->len; i++)
    {
      UmCall *call = g_ptr_array_index (finder.calls, i);

      call->end_us = call->ending != NULL ? call->ending->time_us : about->last_time_us;
    }
  g_hash_table_unref (finder.by_id);
  return finder.calls;
}

gboolean
um_call_is_held (const UmCall *self, gint64 start_us, gint64 end_us)
{
  for (guint i = 0; i < self->n_holds; i++)
    if (self->holds[i].start_us < end_us && self->holds[i].end_us > start_us)
      return TRUE;
  return FALSE;
}
