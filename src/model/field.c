/* Reads the address-bearing places of a message once. Values that do not parse (torture messages,
 * masked traces) simply give no field: there is nothing to compare in them. */

#include "model/field.h"

#include "dissect/sdp.h"
#include "dissect/sip-fields.h"
#include "dissect/sip-uri.h"
#include "dissect/sip-via.h"

enum
{
  N_KNOWN = 8, /* power of two */
};

typedef struct
{
  const UmSipMessage *message;
  UmFieldList *list;
  UmSlice hosts[N_KNOWN]; /* what was read before, and what it is: by a simple hash */
  UmAddress addresses[N_KNOWN];
} Collector;

static UmTextRef
ref_to (const Collector *self, UmSlice part)
{
  if (part.data == NULL || part.data < self->message->raw.data)
    return (UmTextRef){ 0, 0 };
  return (UmTextRef){ (guint32) (part.data - self->message->raw.data), (guint32) part.len };
}

/* A phone writes its one address everywhere. */
static UmAddress
read_address (Collector *self, UmSlice host)
{
  guint place;

  if (host.len == 0)
    return (UmAddress){ 0 };
  place = (host.len + (guchar) host.data[host.len - 1]) & (N_KNOWN - 1);
  if (!um_slice_equal (host, self->hosts[place]))
    {
      self->hosts[place] = host;
      if (!um_address_parse (host, &self->addresses[place]))
        self->addresses[place] = (UmAddress){ 0 };
    }
  return self->addresses[place];
}

/* The new field, or NULL when the message holds too many. host and port_text may be unset. */
static UmField *
add_field (
    Collector *self, UmFieldId id, guint index, UmSlice host, UmSlice port_text, guint16 port)
{
  UmField *field;
  UmFieldPlace *place;

  if (self->list->n_fields == UM_LIMIT_FIELDS || index > G_MAXUINT8)
    {
      self->list->truncated = TRUE;
      return NULL;
    }
  place = &self->list->places[self->list->n_fields];
  field = &self->list->fields[self->list->n_fields++];
  memset (field, 0, sizeof *field);
  field->id = id;
  field->index = index;
  field->media = -1;
  field->port = port;
  field->has_port = um_slice_is_set (port_text) && port_text.len > 0;
  place->host = ref_to (self, host);
  place->port = ref_to (self, port_text);
  field->address = read_address (self, host);
  return field;
}

static void
add_uri (Collector *self, UmFieldId id, guint index, const UmSipUri *uri)
{
  if (um_slice_is_set (uri->host))
    (void) add_field (self, id, index, uri->host, uri->port_text, uri->port);
}

static void
add_via (Collector *self, guint index, UmSlice value)
{
  UmSipVia via;

  self->list->n_vias++;
  if (um_sip_via_parse (value, &via) != UM_SIP_OK)
    return;
  if (index == 0)
    self->list->branch = via.branch;
  (void) add_field (self, UM_FIELD_VIA, index, via.host, via.port_text, via.port);
  if (um_slice_is_set (via.received))
    (void) add_field (self, UM_FIELD_VIA_RECEIVED, index, via.received, UM_SLICE_UNSET, 0);
  if (via.has_rport)
    (void) add_field (self, UM_FIELD_VIA_RPORT, index, UM_SLICE_UNSET, via.rport_text, via.rport);
}

/* Kamailio's nathelper: received="sip:203.0.113.9:5060" behind a binding it fixed. */
static void
add_contact_received (Collector *self, guint index, UmSlice parameters)
{
  UmSlice value;
  UmSipUri uri;

  if (!um_sip_parameter_find (parameters, UM_SLICE ("received"), &value))
    return;
  if (value.len >= 2 && value.data[0] == '"')
    value = um_slice_new (value.data + 1, value.len - 2);
  if (um_sip_uri_parse (value, &uri) == UM_SIP_OK)
    add_uri (self, UM_FIELD_CONTACT_RECEIVED, index, &uri);
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

/* "sip:user@host" of From or To and its tag. */
static void
add_party (Collector *self, UmFieldId id, UmSlice value, UmSlice *ret_uri, UmSlice *ret_tag)
{
  UmSipNameAddr addr;
  gssize end;

  if (um_sip_name_addr_parse (value, &addr) != UM_SIP_OK || addr.is_star)
    return;
  add_uri (self, id, 0, &addr.uri);
  end = um_slice_find_byte (addr.uri_text, ';');
  *ret_uri = end >= 0 ? um_slice_head (addr.uri_text, end) : addr.uri_text;
  (void) um_sip_parameter_find (addr.parameters, UM_SLICE ("tag"), ret_tag);
}

static void
add_contact (Collector *self, guint index, UmSlice value)
{
  UmSipNameAddr addr;

  self->list->n_contacts++;
  if (index >= UM_LIMIT_CONTACTS)
    {
      self->list->truncated = TRUE;
      return;
    }
  if (um_sip_name_addr_parse (value, &addr) != UM_SIP_OK || addr.is_star)
    return;
  if (index == 0 &&
      um_sip_parameter_find (addr.parameters, UM_SLICE ("+sip.instance"), &self->list->instance))
    self->list->instance = strip_quotes (self->list->instance);
  add_uri (self, UM_FIELD_CONTACT, index, &addr.uri);
  add_contact_received (self, index, addr.parameters);
}

static void
add_list (Collector *self, UmSipHeaderId header_id, UmFieldId id)
{
  const UmSipHeader *header = NULL;
  guint index = 0;

  while ((header = um_sip_message_find_next (self->message, header_id, header)) != NULL)
    {
      UmSlice rest = header->value, element;

      while (um_sip_list_next (&rest, &element))
        if (id == UM_FIELD_VIA)
          add_via (self, index++, element);
        else
          add_contact (self, index++, element);
    }
}

/* Digest username="100", realm="...", uri="sip:203.0.113.9", ... (RFC 3261 section 22.4) */
static void
add_digest_uri (Collector *self, UmSipHeaderId id)
{
  const UmSipHeader *header = um_sip_message_find (self->message, id);
  UmSlice rest = header != NULL ? header->value : UM_SLICE_UNSET, element;

  while (um_sip_list_next (&rest, &element))
    {
      gssize at = um_slice_find (element, UM_SLICE ("uri=\""));
      UmSlice value;
      UmSipUri uri;

      /* the first element still has the scheme in front of it */
      if (at < 0 || (at > 0 && !um_byte_is_space (element.data[at - 1])))
        continue;
      value = um_slice_from (element, at + 5);
      value = um_slice_head (value, MAX (um_slice_find_byte (value, '"'), 0));
      if (um_sip_uri_parse (value, &uri) == UM_SIP_OK)
        add_uri (self, UM_FIELD_DIGEST_URI, 0, &uri);
      return;
    }
}

static void
add_headers (Collector *self)
{
  const UmSipHeader *header;
  UmSipUri uri;

  if (self->message->is_request && um_sip_uri_parse (self->message->request_uri, &uri) == UM_SIP_OK)
    add_uri (self, UM_FIELD_REQUEST_URI, 0, &uri);
  add_list (self, UM_SIP_HEADER_VIA, UM_FIELD_VIA);
  add_list (self, UM_SIP_HEADER_CONTACT, UM_FIELD_CONTACT);
  header = um_sip_message_find (self->message, UM_SIP_HEADER_FROM);
  if (header != NULL)
    add_party (self, UM_FIELD_FROM, header->value, &self->list->from_uri, &self->list->from_tag);
  header = um_sip_message_find (self->message, UM_SIP_HEADER_TO);
  if (header != NULL)
    add_party (self, UM_FIELD_TO, header->value, &self->list->to_uri, &self->list->to_tag);
  header = um_sip_message_find (self->message, UM_SIP_HEADER_CALL_ID);
  if (header != NULL)
    {
      UmSlice host = um_sip_call_id_host (header->value);

      if (um_slice_is_set (host))
        (void) add_field (self, UM_FIELD_CALL_ID, 0, host, UM_SLICE_UNSET, 0);
    }
  header = um_sip_message_find (self->message, UM_SIP_HEADER_CONTENT_LENGTH);
  if (header != NULL)
    (void) add_field (self, UM_FIELD_CONTENT_LENGTH, 0, header->value, UM_SLICE_UNSET, 0);
  add_digest_uri (self, UM_SIP_HEADER_AUTHORIZATION);
  add_digest_uri (self, UM_SIP_HEADER_PROXY_AUTHORIZATION);
}

static UmCandidateType
candidate_type (UmSlice type)
{
  if (um_slice_equal_nocase (type, UM_SLICE ("host")))
    return UM_CANDIDATE_HOST;
  if (um_slice_equal_nocase (type, UM_SLICE ("srflx")))
    return UM_CANDIDATE_SERVER_REFLEXIVE;
  if (um_slice_equal_nocase (type, UM_SLICE ("prflx")))
    return UM_CANDIDATE_PEER_REFLEXIVE;
  if (um_slice_equal_nocase (type, UM_SLICE ("relay")))
    return UM_CANDIDATE_RELAY;
  return UM_CANDIDATE_OTHER;
}

static void
add_sdp_line (Collector *self, const UmSdpLine *line)
{
  static const UmFieldId ids[] = {
    [UM_SDP_ORIGIN] = UM_FIELD_SDP_ORIGIN,       [UM_SDP_CONNECTION] = UM_FIELD_SDP_CONNECTION,
    [UM_SDP_MEDIA] = UM_FIELD_SDP_MEDIA,         [UM_SDP_RTCP] = UM_FIELD_SDP_RTCP,
    [UM_SDP_CANDIDATE] = UM_FIELD_SDP_CANDIDATE, [UM_SDP_INFORMATION] = UM_FIELD_SDP_TRACE,
  };
  UmField *field;

  self->list->has_ice |= line->kind == UM_SDP_ICE_UFRAG || line->kind == UM_SDP_CANDIDATE;
  if (line->kind == UM_SDP_DIRECTION || line->kind == UM_SDP_ICE_UFRAG ||
      line->kind == UM_SDP_RTPMAP)
    return;
  if (line->kind == UM_SDP_INFORMATION && !um_slice_is_set (line->host))
    return;
  field = add_field (self, ids[line->kind], 0, line->host, line->port_text, line->port);
  if (field == NULL)
    return;
  field->media = line->media;
  field->candidate_type =
      line->kind == UM_SDP_CANDIDATE ? candidate_type (line->candidate_type) : UM_CANDIDATE_OTHER;
}

static void
add_sdp (Collector *self)
{
  const UmSipHeader *type = um_sip_message_find (self->message, UM_SIP_HEADER_CONTENT_TYPE);
  UmSlice sdp = um_sdp_find (type != NULL ? type->value : UM_SLICE_UNSET, self->message->body);
  UmSdpReader reader;
  UmSdpLine line;

  if (!um_slice_is_set (sdp))
    return;
  self->list->has_sdp = TRUE;
  um_sdp_reader_init (&reader, sdp);
  while (um_sdp_reader_next (&reader, &line))
    {
      um_audio_reader_push (&self->list->audio, &line);
      add_sdp_line (self, &line);
    }
}

void
um_field_list_read (UmFieldList *self, const UmSipMessage *message)
{
  Collector collector = { .message = message, .list = self };

  /* fields and places are cleared as they are taken */
  self->n_fields = 0;
  memset (&self->truncated, 0, sizeof *self - G_STRUCT_OFFSET (UmFieldList, truncated));
  um_audio_reader_init (&self->audio);
  add_headers (&collector);
  add_sdp (&collector);
}

const char *
um_field_name (UmFieldId id)
{
  static const char *const names[UM_N_FIELDS] = {
    [UM_FIELD_REQUEST_URI] = "Request-URI",
    [UM_FIELD_VIA] = "Via",
    [UM_FIELD_VIA_RECEIVED] = "Via received",
    [UM_FIELD_VIA_RPORT] = "Via rport",
    [UM_FIELD_CONTACT] = "Contact",
    [UM_FIELD_CONTACT_RECEIVED] = "Contact received",
    [UM_FIELD_FROM] = "From",
    [UM_FIELD_TO] = "To",
    [UM_FIELD_CALL_ID] = "Call-ID",
    [UM_FIELD_CONTENT_LENGTH] = "Content-Length",
    [UM_FIELD_DIGEST_URI] = "digest uri",
    [UM_FIELD_SDP_ORIGIN] = "o=",
    [UM_FIELD_SDP_CONNECTION] = "c=",
    [UM_FIELD_SDP_MEDIA] = "m=",
    [UM_FIELD_SDP_RTCP] = "a=rtcp",
    [UM_FIELD_SDP_CANDIDATE] = "a=candidate",
    [UM_FIELD_SDP_TRACE] = "i=",
  };

  return names[id];
}

gboolean
um_field_is_sdp (UmFieldId id)
{
  return id >= UM_FIELD_SDP_ORIGIN && id < UM_N_FIELDS;
}

gboolean
um_field_is_telling (UmFieldId id)
{
  return id == UM_FIELD_CONTACT || um_field_is_sdp (id);
}
