/* An owned SIP message: the one place where bytes of a packet buffer are copied. */

#include "model/message.h"

#include "dissect/sip-fields.h"
#include "dissect/sip-lex.h"

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

static void
read_body (UmMessage *self, const UmSipMessage *view)
{
  self->body_len = view->body.len;
  self->has_content_length = view->has_content_length;
  self->content_length = view->content_length;
}

static void
read_fields (UmMessage *self, UmArena *arena, const UmSipMessage *view)
{
  UmFieldNotes notes;

  self->fields = um_fields_new (arena, view, &notes);
  self->n_fields = notes.n_fields;
  self->fields_truncated = notes.truncated;
  self->n_vias = notes.n_vias;
  self->n_contacts = notes.n_contacts;
  self->branch = notes.branch;
  self->from_uri = notes.from_uri;
  self->from_tag = notes.from_tag;
  self->to_uri = notes.to_uri;
  self->to_tag = notes.to_tag;
  self->instance = notes.instance;
  self->has_sdp = notes.has_sdp;
  self->has_ice = notes.has_ice;
}

static void
read_headers (UmMessage *self, const UmSipMessage *view)
{
  UmSlice cseq_method = UM_SLICE_UNSET;
  UmSlice cseq = header_value (view, UM_SIP_HEADER_CSEQ);

  if (um_slice_is_set (cseq))
    (void) (um_sip_cseq_parse (cseq, &self->cseq, &cseq_method) == UM_SIP_OK);
  self->method_text = view->is_request ? view->method : cseq_method;
  self->method = um_method_from_text (self->method_text);
  self->call_id = header_value (view, UM_SIP_HEADER_CALL_ID);
  self->user_agent = header_value (view, UM_SIP_HEADER_USER_AGENT);
  if (!um_slice_is_set (self->user_agent))
    self->user_agent = header_value (view, UM_SIP_HEADER_SERVER);
  self->has_authorization = um_sip_message_find (view, UM_SIP_HEADER_AUTHORIZATION) != NULL ||
                            um_sip_message_find (view, UM_SIP_HEADER_PROXY_AUTHORIZATION) != NULL;
}

/* The view points into the packet; its slices are moved to the same places of the owned copy. */
static void
move_slice (UmSlice *slice, UmSlice from, UmSlice to)
{
  if (slice->data != NULL && slice->data >= from.data && slice->data <= um_slice_end (from))
    slice->data = to.data + (slice->data - from.data);
}

static void
move_slices (UmMessage *self, UmSlice from, UmSlice to)
{
  UmSlice *const slices[] = { &self->method_text, &self->call_id,    &self->branch,
                              &self->from_tag,    &self->to_tag,     &self->from_uri,
                              &self->to_uri,      &self->user_agent, &self->instance };

  for (gsize i = 0; i < G_N_ELEMENTS (slices); i++)
    move_slice (slices[i], from, to);
}

UmMessage *
um_message_new_from_view (UmArena *arena,
                          const UmDatagram *datagram,
                          const UmSipMessage *view,
                          UmSlice envelope)
{
  UmMessage *self = um_arena_alloc (arena, sizeof *self);

  self->frame = datagram->frame;
  self->time_us = datagram->time_us;
  self->source = datagram->source;
  self->destination = datagram->destination;
  self->transport = datagram->transport;
  self->ttl = datagram->ttl;
  memcpy (self->source_mac, datagram->source_mac, sizeof self->source_mac);
  self->truncated = datagram->truncated;
  self->from_text = datagram->from_text;
  self->is_request = view->is_request;
  self->status = view->is_request ? 0 : view->status;
  self->anomalies = view->anomalies;
  read_headers (self, view);
  read_body (self, view);
  read_fields (self, arena, view);
  self->text = um_arena_copy (arena, view->raw);
  self->envelope = um_arena_copy (arena, envelope);
  move_slices (self, view->raw, self->text);
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

UmSlice
um_message_first_line (const UmMessage *self)
{
  const char *end = um_sip_lex_find_line_end (self->text.data, um_slice_end (self->text));

  return um_slice_new (self->text.data, end - self->text.data);
}

guint
um_message_line_at (const UmMessage *self, gsize offset, UmSlice *ret_line, gsize *ret_start)
{
  const char *end = um_slice_end (self->text);
  const char *start = self->text.data;
  guint number = 1;

  for (;;)
    {
      const char *line_end = um_sip_lex_find_line_end (start, end);
      const char *next = line_end < end ? um_sip_lex_skip_line_end (line_end, end) : end;

      if (self->text.data + offset < next || next == end)
        {
          *ret_line = um_slice_new (start, line_end - start);
          *ret_start = start - self->text.data;
          return number;
        }
      start = next;
      number++;
    }
}
