/* Follows the messages of each phone in order. A call is known by its Call-ID; what an ALG changes
 * does not matter here, because each side of a router is looked at by itself. */

#include "model/call.h"

#include "core/text.h"
#include "dissect/sdp.h"

/* --- SDP --- */

/* From the line with the first address to the end: o= stands in front of all else that counts. */
static UmSlice
find_sdp (const UmMessage *message)
{
  for (guint i = 0; i < message->n_fields; i++)
    if (um_field_is_sdp (message->fields[i].id))
      {
        gsize start = message->fields[i].host.len > 0 ? message->fields[i].host.offset
                                                      : message->fields[i].port_text.offset;

        while (start > 0 && message->text.data[start - 1] != '\n' &&
               message->text.data[start - 1] != '\r')
          start--;
        return um_slice_from (message->text, start);
      }
  return UM_SLICE_UNSET;
}

typedef struct
{
  UmEndpoint endpoint;
  gboolean has_audio;
  gboolean held;
} Audio;

/* The first audio line. Its c= and direction, else those of the session. */
static Audio
read_audio (UmSlice sdp)
{
  Audio audio = { 0 };
  UmSdpReader reader;
  UmSdpLine line;
  gint media = -1;

  um_sdp_reader_init (&reader, sdp);
  while (um_sdp_reader_next (&reader, &line))
    {
      if (line.kind == UM_SDP_MEDIA && !audio.has_audio &&
          um_slice_equal_nocase (line.media_type, UM_SLICE ("audio")))
        {
          audio.has_audio = TRUE;
          audio.endpoint.port = line.port;
          media = line.media;
        }
      if (line.media >= 0 && line.media != media)
        continue;
      if (line.kind == UM_SDP_CONNECTION && !um_address_parse (line.host, &audio.endpoint.address))
        audio.endpoint.address = (UmAddress){ 0 };
      if (line.kind == UM_SDP_DIRECTION)
        audio.held = !um_slice_equal_nocase (line.value, UM_SLICE ("sendrecv"));
    }
  if (um_address_scope (&audio.endpoint.address) == UM_SCOPE_UNSPECIFIED)
    audio.held = TRUE;
  return audio;
}

/* "a=rtpmap:111 opus/48000/2" */
static void
read_rate (UmCallSide *side, UmSlice line)
{
  UmSlice rest = um_slice_from (line, strlen ("a=rtpmap:"));
  gssize blank = um_slice_find_byte (rest, ' ');
  gssize slash = um_slice_find_byte (rest, '/');
  guint64 type, rate;
  UmSlice text;

  if (blank < 0 || slash < blank)
    return;
  text = um_slice_from (rest, slash + 1);
  if (um_slice_find_byte (text, '/') >= 0)
    text = um_slice_head (text, um_slice_find_byte (text, '/'));
  if (um_slice_parse_uint (um_slice_head (rest, blank), 127, &type) && type >= 96 &&
      um_slice_parse_uint (um_slice_trim (text), 1000000, &rate))
    side->rates[type - 96] = rate;
}

static void
read_rates (UmCallSide *side, UmSlice sdp)
{
  while (sdp.len > 0)
    {
      gssize end = um_slice_find_byte (sdp, '\n');
      UmSlice line = end >= 0 ? um_slice_head (sdp, end) : sdp;

      if (um_slice_has_prefix_nocase (line, UM_SLICE ("a=rtpmap:")))
        read_rate (side, line);
      sdp = um_slice_from (sdp, line.len + 1);
    }
}

static void
add_media (UmCallSide *side, const UmEndpoint *endpoint)
{
  for (guint i = 0; i < side->n_media; i++)
    if (um_endpoint_equal (&side->media[i], endpoint))
      return;
  if (side->n_media < UM_CALL_MAX_MEDIA)
    side->media[side->n_media++] = *endpoint;
}

static void
note_hold (UmCall *self, gint64 time_us)
{
  gboolean held = self->sides[UM_CALL_PHONE].held || self->sides[UM_CALL_SERVER].held;
  UmCallHold *last = self->n_holds > 0 ? &self->holds[self->n_holds - 1] : NULL;
  gboolean was_held = last != NULL && last->end_us == G_MAXINT64;

  if (held && !was_held && self->n_holds < UM_CALL_MAX_HOLDS)
    self->holds[self->n_holds++] = (UmCallHold){ time_us, G_MAXINT64 };
  else if (!held && was_held)
    last->end_us = time_us;
}

static void
note_sdp (UmCall *self, const UmMessage *message, UmCallEnd end)
{
  UmCallSide *side = &self->sides[end];
  UmSlice sdp = find_sdp (message);
  Audio audio;

  if (!um_slice_is_set (sdp))
    return;
  audio = read_audio (sdp);
  if (!audio.has_audio || audio.endpoint.port == 0)
    return;
  side->held = audio.held;
  read_rates (side, sdp);
  if (um_address_scope (&audio.endpoint.address) != UM_SCOPE_UNSPECIFIED)
    add_media (side, &audio.endpoint);
  note_hold (self, message->time_us);
}

/* --- the course of a call --- */

static void
note_request (UmCall *self, const UmMessage *message, UmCallEnd end)
{
  switch (message->method)
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
  GHashTable *by_id; /* UmSlice * → UmCall, of the phone at hand */
} Finder;

static void
find_in_message (Finder *self, const UmPhone *phone, const UmMessage *message, UmCallEnd end)
{
  UmCall *call = g_hash_table_lookup (self->by_id, &message->call_id);

  if (call == NULL && message->is_request && message->method == UM_METHOD_INVITE &&
      !um_slice_is_set (message->to_tag) && um_slice_is_set (message->call_id))
    {
      call = call_new (phone, message, end);
      g_ptr_array_add (self->calls, call);
      g_hash_table_insert (self->by_id, &call->call_id, call);
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
  Finder finder = { g_ptr_array_new_with_free_func (g_free),
                    g_hash_table_new (um_slice_hash, um_slice_equal_func) };

  for (guint i = 0; i < about->phones->len; i++)
    find_of_phone (&finder, g_ptr_array_index (about->phones, i));
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
