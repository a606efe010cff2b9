/* An owned SIP message: the one place where bytes of a packet buffer are copied. */

#include "model/message.h"

#include "dissect/sip-fields.h"
#include "dissect/sip-lex.h"

struct _UmMessageMaker
{
  UmArena *arena;
  UmInterner *interner;
  UmFieldList list; /* of the message at hand */
};

UmMethod
um_method_from_text (UmSlice text)
{
  static const struct
  {
    UmSlice name;
    UmMethod method;
  } methods[] = {
    { { "ACK", 3 }, UM_METHOD_ACK },
    { { "BYE", 3 }, UM_METHOD_BYE },
    { { "CANCEL", 6 }, UM_METHOD_CANCEL },
    { { "INFO", 4 }, UM_METHOD_INFO },
    { { "INVITE", 6 }, UM_METHOD_INVITE },
    { { "MESSAGE", 7 }, UM_METHOD_MESSAGE },
    { { "NOTIFY", 6 }, UM_METHOD_NOTIFY },
    { { "OPTIONS", 7 }, UM_METHOD_OPTIONS },
    { { "PRACK", 5 }, UM_METHOD_PRACK },
    { { "PUBLISH", 7 }, UM_METHOD_PUBLISH },
    { { "REFER", 5 }, UM_METHOD_REFER },
    { { "REGISTER", 8 }, UM_METHOD_REGISTER },
    { { "SUBSCRIBE", 9 }, UM_METHOD_SUBSCRIBE },
    { { "UPDATE", 6 }, UM_METHOD_UPDATE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
    if (um_slice_equal (text, methods[i].name))
      return methods[i].method;
  return UM_METHOD_OTHER;
}

static UmSlice
header_value (const UmSipMessage *view, UmSipHeaderId id)
{
  const UmSipHeader *header = um_sip_message_find (view, id);

  return header != NULL ? header->value : UM_SLICE_UNSET;
}

UmMessageMaker *
um_message_maker_new (UmArena *arena)
{
  UmMessageMaker *self = g_new0 (UmMessageMaker, 1);

  self->arena = um_arena_ref (arena);
  self->interner = um_interner_new (arena);
  return self;
}

void
um_message_maker_free (UmMessageMaker *self)
{
  if (self == NULL)
    return;
  um_interner_free (self->interner);
  um_arena_unref (self->arena);
  g_free (self);
}

static const UmString *
keep (UmMessageMaker *maker, UmSlice bytes)
{
  return um_interner_get_string (maker->interner, bytes);
}

/* --- reading --- */

static UmSlice
line_around (UmSlice text, gsize offset)
{
  const char *end = um_sip_lex_find_line_end (text.data + offset, um_slice_end (text));
  const char *start = text.data + offset;

  while (start > text.data && start[-1] != '\n' && start[-1] != '\r')
    start--;
  return um_slice_new (start, end - start);
}

/* Of the line in which its host stands, or else its port; 0 when neither is written. */
static guint64
line_key (UmSlice text, const UmFieldPlace *place)
{
  UmTextRef ref = place->host.len > 0 ? place->host : place->port;

  return ref.len > 0 ? um_slice_hash64 (line_around (text, ref.offset)) : 0;
}

static void
keep_fields (UmMessage *self, UmMessageMaker *maker, UmSlice raw)
{
  const UmFieldList *list = &maker->list;
  guint64 keys[UM_LIMIT_FIELDS];
  guint n = 0;

  for (guint i = 0; i < list->n_fields; i++)
    if (um_field_is_telling (list->fields[i].id))
      keys[n++] = line_key (raw, &list->places[i]);
  self->n_fields = list->n_fields;
  self->fields = um_interner_get_block (maker->interner, list->fields,
                                        list->n_fields * sizeof list->fields[0]);
  self->line_keys = um_interner_get_block (maker->interner, keys, n * sizeof keys[0]);
}

static void
read_fields (UmMessage *self, UmMessageMaker *maker, const UmSipMessage *view)
{
  UmFieldList *list = &maker->list;
  const UmAudio *audio;
  gsize size = 0;

  um_field_list_read (list, view);
  keep_fields (self, maker, view->raw);
  self->fields_truncated = list->truncated;
  self->n_vias = MIN (list->n_vias, G_MAXUINT16);
  self->n_contacts = MIN (list->n_contacts, G_MAXUINT16);
  self->branch = keep (maker, list->branch);
  self->from_uri = keep (maker, list->from_uri);
  self->from_tag = keep (maker, list->from_tag);
  self->to_uri = keep (maker, list->to_uri);
  self->to_tag = keep (maker, list->to_tag);
  self->instance = keep (maker, list->instance);
  self->has_sdp = list->has_sdp;
  self->has_ice = list->has_ice;
  audio = um_audio_reader_get (&list->audio, &size);
  if (audio != NULL)
    self->audio = um_interner_get_block (maker->interner, audio, size);
}

static void
read_headers (UmMessage *self, UmMessageMaker *maker, const UmSipMessage *view)
{
  UmSlice cseq_method = UM_SLICE_UNSET;
  UmSlice cseq = header_value (view, UM_SIP_HEADER_CSEQ);
  UmSlice user_agent = header_value (view, UM_SIP_HEADER_USER_AGENT);
  UmSlice method;

  if (um_slice_is_set (cseq))
    (void) (um_sip_cseq_parse (cseq, &self->cseq, &cseq_method) == UM_SIP_OK);
  method = view->is_request ? view->method : cseq_method;
  self->method = um_method_from_text (method);
  self->method_text = keep (maker, method);
  self->call_id = keep (maker, header_value (view, UM_SIP_HEADER_CALL_ID));
  self->user_agent = keep (maker, um_slice_is_set (user_agent)
                                      ? user_agent
                                      : header_value (view, UM_SIP_HEADER_SERVER));
  self->has_authorization = um_sip_message_find (view, UM_SIP_HEADER_AUTHORIZATION) != NULL ||
                            um_sip_message_find (view, UM_SIP_HEADER_PROXY_AUTHORIZATION) != NULL;
}

static void
read_datagram (UmMessage *self, const UmDatagram *datagram)
{
  self->frame = datagram->frame;
  self->time_us = datagram->time_us;
  self->source = datagram->source;
  self->destination = datagram->destination;
  self->transport = datagram->transport;
  self->ttl = datagram->ttl;
  memcpy (self->source_mac, datagram->source_mac, sizeof self->source_mac);
  self->truncated = datagram->truncated;
  self->from_text = datagram->from_text;
}

UmMessage *
um_message_new_from_view (UmMessageMaker *maker,
                          const UmDatagram *datagram,
                          const UmSipMessage *view,
                          UmSlice envelope)
{
  UmMessage *self = um_arena_alloc (maker->arena, sizeof *self);
  const char *line_end = um_sip_lex_find_line_end (view->raw.data, um_slice_end (view->raw));

  read_datagram (self, datagram);
  self->is_request = view->is_request;
  self->status = view->is_request ? 0 : view->status;
  self->anomalies = view->anomalies;
  self->body_len = view->body.len;
  self->has_content_length = view->has_content_length;
  self->content_length = view->content_length;
  self->first_line = keep (maker, um_slice_new (view->raw.data, line_end - view->raw.data));
  self->envelope = keep (maker, envelope);
  self->text.len = view->raw.len;
  read_headers (self, maker, view);
  read_fields (self, maker, view);
  return self;
}

const UmField *
um_message_find_field (const UmMessage *self, UmFieldId id)
{
  for (guint i = 0; i < self->n_fields; i++)
    if (self->fields[i].id == id)
      return &self->fields[i];
  return NULL;
}

const UmField *
um_message_find_field_at (const UmMessage *self, UmFieldId id, guint index)
{
  for (guint i = 0; i < self->n_fields; i++)
    if (self->fields[i].id == id && self->fields[i].index == index)
      return &self->fields[i];
  return NULL;
}

gboolean
um_message_read_text (const UmMessage *self, UmMessageText *ret_text)
{
  const UmTextPlace *place = &self->text;

  *ret_text = (UmMessageText){ UM_SLICE (""), NULL };
  if (place->store == NULL)
    {
      if (place->kept != NULL)
        ret_text->bytes = um_slice_new (place->kept, place->len);
      return place->kept != NULL;
    }
  ret_text->owned = g_malloc (MAX (place->len, 1));
  if (!um_text_store_read (place->store, place->offset, ret_text->owned, place->len))
    return FALSE;
  ret_text->bytes = um_slice_new (ret_text->owned, place->len);
  if (um_slice_has_prefix (ret_text->bytes, um_string_slice (self->first_line)))
    return TRUE;
  ret_text->bytes = UM_SLICE ("");
  um_text_store_count_lost (place->store);
  return FALSE;
}

void
um_message_text_clear (UmMessageText *self)
{
  g_clear_pointer (&self->owned, g_free);
}

gboolean
um_message_has_same_text (const UmMessage *a, const UmMessage *b)
{
  g_auto (UmMessageText) first = { 0 };
  g_auto (UmMessageText) second = { 0 };

  return a->text.len == b->text.len && um_message_read_text (a, &first) &&
         um_message_read_text (b, &second) && um_slice_equal (first.bytes, second.bytes);
}

gboolean
um_message_find_places (const UmMessage *self, UmSlice text, UmFieldPlace places[UM_LIMIT_FIELDS])
{
  g_autofree UmSipMessage *view = g_new (UmSipMessage, 1);
  g_autofree UmFieldList *list = g_new (UmFieldList, 1);

  if (um_sip_message_parse (text, UM_SIP_FRAME_TEXT, view, NULL) != UM_SIP_OK)
    return FALSE;
  um_field_list_read (list, view);
  if (list->n_fields != self->n_fields ||
      memcmp (list->fields, self->fields, list->n_fields * sizeof list->fields[0]) != 0)
    return FALSE;
  memcpy (places, list->places, list->n_fields * sizeof places[0]);
  return TRUE;
}

guint64
um_message_get_line_key (const UmMessage *self, const UmField *field)
{
  guint index = field - self->fields;
  g_auto (UmMessageText) text = { 0 };
  UmFieldPlace places[UM_LIMIT_FIELDS];
  guint n = 0;

  if (um_field_is_telling (field->id))
    {
      for (guint i = 0; i < index; i++)
        n += um_field_is_telling (self->fields[i].id);
      return self->line_keys[n];
    }
  if (!um_message_read_text (self, &text) || !um_message_find_places (self, text.bytes, places))
    return 0;
  return line_key (text.bytes, &places[index]);
}

UmSlice
um_message_first_line (const UmMessage *self)
{
  return um_string_slice (self->first_line);
}

guint
um_text_line_at (UmSlice text, gsize offset, UmSlice *ret_line, gsize *ret_start)
{
  const char *end = um_slice_end (text);
  const char *start = text.data;
  guint number = 1;

  for (;;)
    {
      const char *line_end = um_sip_lex_find_line_end (start, end);
      const char *next = line_end < end ? um_sip_lex_skip_line_end (line_end, end) : end;

      if (text.data + offset < next || next == end)
        {
          *ret_line = um_slice_new (start, line_end - start);
          *ret_start = start - text.data;
          return number;
        }
      start = next;
      number++;
    }
}
