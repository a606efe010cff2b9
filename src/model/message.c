/* An owned SIP message: the one place where bytes of a packet buffer are copied. */

#include "model/message.h"

#include "dissect/sdp.h"
#include "dissect/sip-fields.h"
#include "dissect/sip-lex.h"
#include "dissect/sip-via.h"

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

/* "sip:user@host" of From or To and its tag. */
static void
read_party (UmSlice value, UmSlice *ret_uri, UmSlice *ret_tag)
{
  UmSipNameAddr addr;
  gssize end;

  if (!um_slice_is_set (value) || um_sip_name_addr_parse (value, &addr) != UM_SIP_OK)
    return;
  end = um_slice_find_byte (addr.uri_text, ';');
  *ret_uri = end >= 0 ? um_slice_head (addr.uri_text, end) : addr.uri_text;
  (void) um_sip_parameter_find (addr.parameters, UM_SLICE ("tag"), ret_tag);
}

static UmSlice
strip_quotes (UmSlice value)
{
  static const char *const pairs[] = { "\"\"", "<>" };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    if (value.len >= 2 && value.data[0] == pairs[i][0] && value.data[value.len - 1] == pairs[i][1])
      value = um_slice_new (value.data + 1, value.len - 2);
  return value;
}

static guint
count_values (const UmSipMessage *view, UmSipHeaderId id)
{
  const UmSipHeader *header = NULL;
  guint count = 0;

  while ((header = um_sip_message_find_next (view, id, header)) != NULL)
    {
      UmSlice rest = header->value, element;

      while (um_sip_list_next (&rest, &element))
        count++;
    }
  return count;
}

static void
read_top_via (UmMessage *self, const UmSipMessage *view)
{
  UmSlice rest = header_value (view, UM_SIP_HEADER_VIA), element;
  UmSipVia via;

  if (um_slice_is_set (rest) && um_sip_list_next (&rest, &element) &&
      um_sip_via_parse (element, &via) == UM_SIP_OK)
    self->branch = via.branch;
}

static void
read_contact (UmMessage *self, const UmSipMessage *view)
{
  UmSlice rest = header_value (view, UM_SIP_HEADER_CONTACT), element;
  UmSipNameAddr addr;

  if (um_slice_is_set (rest) && um_sip_list_next (&rest, &element) &&
      um_sip_name_addr_parse (element, &addr) == UM_SIP_OK &&
      um_sip_parameter_find (addr.parameters, UM_SLICE ("+sip.instance"), &self->instance))
    self->instance = strip_quotes (self->instance);
}

static void
read_body (UmMessage *self, const UmSipMessage *view)
{
  UmSlice sdp = um_sdp_find (header_value (view, UM_SIP_HEADER_CONTENT_TYPE), view->body);
  UmSdpReader reader;
  UmSdpLine line;

  self->body_len = view->body.len;
  self->has_content_length = view->has_content_length;
  self->content_length = view->content_length;
  if (!um_slice_is_set (sdp))
    return;
  self->has_sdp = TRUE;
  um_sdp_reader_init (&reader, sdp);
  while (!self->has_ice && um_sdp_reader_next (&reader, &line))
    self->has_ice = line.kind == UM_SDP_ICE_UFRAG || line.kind == UM_SDP_CANDIDATE;
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
  read_party (header_value (view, UM_SIP_HEADER_FROM), &self->from_uri, &self->from_tag);
  read_party (header_value (view, UM_SIP_HEADER_TO), &self->to_uri, &self->to_tag);
  read_top_via (self, view);
  read_contact (self, view);
  self->n_vias = count_values (view, UM_SIP_HEADER_VIA);
  self->n_contacts = count_values (view, UM_SIP_HEADER_CONTACT);
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
  guint n_fields;
  gboolean truncated;

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
  self->text = um_arena_copy (arena, view->raw);
  self->envelope = um_arena_copy (arena, envelope);
  move_slices (self, view->raw, self->text);
  self->fields = um_fields_new (arena, view, &n_fields, &truncated);
  self->n_fields = n_fields;
  self->fields_truncated = truncated;
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
