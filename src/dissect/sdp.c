/* SDP (RFC 8866) line by line, and where in a message body it stands. Lines are judged on their
 * own: a broken one costs itself, not the rest. */

#include "dissect/sdp.h"

#include "core/address.h"
#include "core/limits.h"
#include "dissect/sip-header.h"
#include "dissect/sip-lex.h"
#include "dissect/sip-uri.h"

typedef enum
{
  DELIMITER_NONE,
  DELIMITER_OPEN,
  DELIMITER_CLOSE,
} Delimiter;

static UmSlice find_sdp (UmSlice content_type, UmSlice body, guint depth);

static inline UmSlice
between (const char *start, const char *end)
{
  return um_slice_new (start, end - start);
}

/* Takes the next word off; unset when there is none. */
static UmSlice
next_word (UmSlice *rest)
{
  const char *end = um_slice_end (*rest);
  const char *start = um_sip_lex_skip_blanks (rest->data, end);
  const char *after = start;

  while (after < end && *after != ' ' && *after != '\t')
    after++;
  *rest = between (after, end);
  return after > start ? between (start, after) : UM_SLICE_UNSET;
}

static UmSlice
cut_at (UmSlice text, char byte)
{
  gssize position = um_slice_find_byte (text, byte);

  return position >= 0 ? um_slice_head (text, position) : text;
}

/* The word behind "IN IP4" or "IN IP6", wherever that stands: user names of o= have blanks in
 * them. Without "/ttl"; unset when there is none. */
static UmSlice
find_host (UmSlice text)
{
  UmSlice before = UM_SLICE_UNSET;
  UmSlice word;

  while (um_slice_is_set (word = next_word (&text)))
    {
      if (um_slice_equal_nocase (before, UM_SLICE ("IN")) &&
          (um_slice_equal_nocase (word, UM_SLICE ("IP4")) ||
           um_slice_equal_nocase (word, UM_SLICE ("IP6"))))
        {
          UmSlice host = cut_at (next_word (&text), '/');

          return host.len > 0 ? host : UM_SLICE_UNSET;
        }
      before = word;
    }
  return UM_SLICE_UNSET;
}

static void
set_port (UmSdpLine *line, UmSlice text)
{
  guint64 port;

  if (!um_slice_parse_uint (text, G_MAXUINT16, &port))
    return;
  line->port_text = text;
  line->port = port;
}

/* FortiGate leaves the address it replaced in "i=(o=IN IP4 192.0.2.1)". This proves a rewrite, so
 * that only the whole mark with an address in it counts; blanks do not matter. */
static UmSlice
find_fortigate_mark (UmSlice value)
{
  UmSlice inside, host;
  UmAddress address;

  if (value.len < 2 || value.data[0] != '(' || value.data[value.len - 1] != ')')
    return UM_SLICE_UNSET;
  inside = um_slice_trim (um_slice_new (value.data + 1, value.len - 2));
  if (!um_slice_has_prefix (inside, UM_SLICE ("o")))
    return UM_SLICE_UNSET;
  inside = um_slice_trim (um_slice_from (inside, 1));
  if (!um_slice_has_prefix (inside, UM_SLICE ("=")))
    return UM_SLICE_UNSET;
  host = find_host (um_slice_from (inside, 1));
  if (!um_slice_is_set (host) || um_slice_end (host) != um_slice_end (inside) ||
      !um_address_parse (host, &address))
    return UM_SLICE_UNSET;
  return host;
}

static void
read_media (UmSdpLine *line)
{
  UmSlice rest = line->value;

  line->kind = UM_SDP_MEDIA;
  line->media_type = next_word (&rest);
  set_port (line, cut_at (next_word (&rest), '/'));
}

static void
read_rtcp (UmSdpLine *line)
{
  UmSlice rest = line->value;

  line->kind = UM_SDP_RTCP;
  set_port (line, next_word (&rest));
  line->host = find_host (rest);
}

/* foundation component transport priority address port "typ" type ... (RFC 8839 section 5.1) */
static void
read_candidate (UmSdpLine *line)
{
  UmSlice rest = line->value;
  guint64 component;

  line->kind = UM_SDP_CANDIDATE;
  (void) next_word (&rest);
  if (um_slice_parse_uint (next_word (&rest), 256, &component))
    line->candidate_component = component;
  (void) next_word (&rest);
  (void) next_word (&rest);
  line->host = next_word (&rest);
  set_port (line, next_word (&rest));
  if (um_slice_equal_nocase (next_word (&rest), UM_SLICE ("typ")))
    line->candidate_type = next_word (&rest);
}

static gboolean
is_direction (UmSlice name)
{
  static const UmSlice directions[] = { UM_SLICE ("sendrecv"), UM_SLICE ("sendonly"),
                                        UM_SLICE ("recvonly"), UM_SLICE ("inactive") };

  for (gsize i = 0; i < G_N_ELEMENTS (directions); i++)
    if (um_slice_equal_nocase (name, directions[i]))
      return TRUE;
  return FALSE;
}

/* line->value is all that follows "a=". FALSE for an attribute that does not concern us. */
static gboolean
read_attribute (UmSdpLine *line)
{
  UmSlice name, value;

  /* rtcp, rtpmap, candidate, ice-ufrag, inactive, sendrecv ...: most attributes are others */
  if (line->value.len == 0 || memchr ("rcisRCIS", line->value.data[0], 8) == NULL)
    return FALSE;
  name = cut_at (line->value, ':');
  value = um_slice_trim (um_slice_from (line->value, name.len + 1));
  name = um_slice_trim (name);
  if (is_direction (name))
    {
      line->kind = UM_SDP_DIRECTION;
      line->value = name;
      return TRUE;
    }
  line->value = value;
  if (um_slice_equal_nocase (name, UM_SLICE ("rtcp")))
    read_rtcp (line);
  else if (um_slice_equal_nocase (name, UM_SLICE ("candidate")))
    read_candidate (line);
  else if (um_slice_equal_nocase (name, UM_SLICE ("ice-ufrag")))
    line->kind = UM_SDP_ICE_UFRAG;
  else if (um_slice_equal_nocase (name, UM_SLICE ("rtpmap")))
    line->kind = UM_SDP_RTPMAP;
  else
    return FALSE;
  return TRUE;
}

/* FALSE for a line of no kind of ours. */
static gboolean
read_line (UmSdpLine *line, gint *media)
{
  UmSlice text = um_slice_trim (line->line);
  UmSlice tail;

  if (text.len == 0 || memchr ("ocmia", text.data[0], 5) == NULL)
    return FALSE;
  tail = um_slice_trim (um_slice_from (text, 1));
  if (tail.len == 0 || tail.data[0] != '=')
    return FALSE;
  line->value = um_slice_trim (um_slice_from (tail, 1));
  if (text.data[0] == 'm')
    (*media)++;
  line->media = *media;
  switch (text.data[0])
    {
    case 'o':
    case 'c':
      line->kind = text.data[0] == 'o' ? UM_SDP_ORIGIN : UM_SDP_CONNECTION;
      line->host = find_host (line->value);
      return TRUE;
    case 'm':
      read_media (line);
      return TRUE;
    case 'i':
      line->kind = UM_SDP_INFORMATION;
      line->host = find_fortigate_mark (line->value);
      return TRUE;
    case 'a':
      return read_attribute (line);
    default:
      return FALSE;
    }
}

/* "type/subtype" of a Content-Type, NULL subtype: any. */
static gboolean
is_type (UmSlice content_type, const char *type, const char *subtype)
{
  UmSlice name = cut_at (content_type, ';');
  UmSlice major = cut_at (name, '/');
  UmSlice minor = um_slice_trim (um_slice_from (name, major.len + 1));

  return um_slice_equal_nocase (um_slice_trim (major), um_slice_from_string (type)) &&
         (subtype == NULL || um_slice_equal_nocase (minor, um_slice_from_string (subtype)));
}

static UmSlice
find_boundary (UmSlice content_type)
{
  UmSlice name = cut_at (content_type, ';');
  UmSlice boundary;

  if (!um_sip_parameter_find (um_slice_from (content_type, name.len), UM_SLICE ("boundary"),
                              &boundary))
    return UM_SLICE_UNSET;
  if (boundary.len >= 2 && boundary.data[0] == '"' && boundary.data[boundary.len - 1] == '"')
    boundary = um_slice_new (boundary.data + 1, boundary.len - 2);
  return boundary.len > 0 ? boundary : UM_SLICE_UNSET;
}

static Delimiter
delimiter_of (UmSlice line, UmSlice boundary)
{
  UmSlice tail;

  if (!um_slice_has_prefix (line, UM_SLICE ("--")) ||
      !um_slice_has_prefix (um_slice_from (line, 2), boundary))
    return DELIMITER_NONE;
  tail = um_slice_trim (um_slice_from (line, 2 + boundary.len));
  if (tail.len == 0)
    return DELIMITER_OPEN;
  return um_slice_equal (tail, UM_SLICE ("--")) ? DELIMITER_CLOSE : DELIMITER_NONE;
}

/* part: headers, empty line, content. */
static UmSlice
find_in_part (UmSlice part, guint depth)
{
  const char *position = part.data;
  const char *end = um_slice_end (part);
  UmSlice content_type = UM_SLICE_UNSET;

  while (position < end && *position != '\r' && *position != '\n')
    {
      const char *line = position;
      const char *line_end;
      gssize colon;

      do
        {
          line_end = um_sip_lex_find_line_end (position, end);
          position = um_sip_lex_skip_line_end (line_end, end);
        }
      while (position < end && (*position == ' ' || *position == '\t'));
      colon = um_slice_find_byte (between (line, line_end), ':');
      if (colon >= 0 && !um_slice_is_set (content_type) &&
          um_sip_header_id (um_slice_trim (between (line, line + colon))) ==
              UM_SIP_HEADER_CONTENT_TYPE)
        content_type = um_slice_trim (between (line + colon + 1, line_end));
    }
  if (position == end)
    return UM_SLICE_UNSET;
  return find_sdp (content_type, between (um_sip_lex_skip_line_end (position, end), end), depth);
}

/* RFC 2046 section 5.1. The line end in front of a delimiter belongs to it; a last part without
 * its closing delimiter ends with the body. */
static UmSlice
find_in_multipart (UmSlice body, UmSlice boundary, guint depth)
{
  const char *position = body.data;
  const char *end = um_slice_end (body);
  const char *part = NULL;
  const char *last_end = position;

  while (position < end)
    {
      const char *line_end = um_sip_lex_find_line_end (position, end);
      Delimiter delimiter = delimiter_of (between (position, line_end), boundary);

      position = um_sip_lex_skip_line_end (line_end, end);
      if (delimiter != DELIMITER_NONE)
        {
          UmSlice sdp = UM_SLICE_UNSET;

          if (part != NULL)
            sdp = find_in_part (between (part, MAX (part, last_end)), depth);
          if (um_slice_is_set (sdp) || delimiter == DELIMITER_CLOSE)
            return sdp;
          part = position;
        }
      last_end = line_end;
    }
  return part != NULL ? find_in_part (between (part, end), depth) : UM_SLICE_UNSET;
}

/* depth: multiparts around this body. */
static UmSlice
find_sdp (UmSlice content_type, UmSlice body, guint depth)
{
  UmSlice boundary;

  if (body.len == 0)
    return UM_SLICE_UNSET;
  content_type = um_slice_trim (content_type);
  if (content_type.len == 0)
    return um_slice_has_prefix (um_slice_trim (body), UM_SLICE ("v=")) ? body : UM_SLICE_UNSET;
  if (is_type (content_type, "application", "sdp"))
    return body;
  if (!is_type (content_type, "multipart", NULL) || depth == UM_LIMIT_LAYERS)
    return UM_SLICE_UNSET;
  boundary = find_boundary (content_type);
  if (!um_slice_is_set (boundary))
    return UM_SLICE_UNSET;
  return find_in_multipart (body, boundary, depth + 1);
}

void
um_sdp_reader_init (UmSdpReader *self, UmSlice body)
{
  self->rest = body;
  self->media = -1;
  self->lines = 0;
}

gboolean
um_sdp_reader_next (UmSdpReader *self, UmSdpLine *ret_line)
{
  while (self->rest.len > 0 && self->lines < UM_LIMIT_SDP_LINES)
    {
      const char *end = um_slice_end (self->rest);
      const char *line_end = um_sip_lex_find_line_end (self->rest.data, end);
      UmSdpLine line = { .line = between (self->rest.data, line_end) };

      self->rest = between (um_sip_lex_skip_line_end (line_end, end), end);
      self->lines++;
      if (line.line.len > 0 && read_line (&line, &self->media))
        {
          *ret_line = line;
          return TRUE;
        }
    }
  return FALSE;
}

UmSlice
um_sdp_find (UmSlice content_type, UmSlice body)
{
  return find_sdp (content_type, body, 0);
}
