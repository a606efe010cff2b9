/* One pass over the bytes of a message: start line, header index, body. Nothing is copied and
 * nothing refused that a person reading the trace could still make sense of; what is odd is noted
 * in the anomaly bits. The end of a message is a matter of the frame (RFC 3261 section 18.3).
 *
 * Line ends are CRLF, LF or CR. In a stream a CR as the last byte is undecided until the next one
 * arrives. A header line without end (datagram or text cut off) is a header all the same. */

#include "dissect/sip-message.h"

#include "dissect/sip-lex.h"

/* What a pass finds before the caller's message may be touched. */
typedef struct
{
  const char *position;
  const char *end;
  UmSipFrame frame;
  guint anomalies;

  gboolean is_request;
  UmSlice method;
  UmSlice request_uri;
  guint status;
  UmSlice reason;

  UmSipHeader *headers; /* of the caller's message */
  guint n_headers;
  guint8 first_header[UM_N_SIP_HEADERS];
  guint64 seen; /* bit per UmSipHeaderId */
  gboolean has_content_length;
  guint64 content_length;
} Pass;

static const guint64 single_headers =
    G_GUINT64_CONSTANT (1) << UM_SIP_HEADER_CALL_ID | G_GUINT64_CONSTANT (1) << UM_SIP_HEADER_CSEQ |
    G_GUINT64_CONSTANT (1) << UM_SIP_HEADER_FROM | G_GUINT64_CONSTANT (1) << UM_SIP_HEADER_TO |
    G_GUINT64_CONSTANT (1) << UM_SIP_HEADER_CONTENT_LENGTH;

G_STATIC_ASSERT (UM_N_SIP_HEADERS <= 64);
G_STATIC_ASSERT (UM_LIMIT_SIP_HEADERS < 256);

static inline UmSlice
between (const char *start, const char *end)
{
  return um_slice_new (start, end - start);
}

static inline gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t';
}

static inline gboolean
is_digit (char c)
{
  return c >= '0' && c <= '9';
}

static const char *
skip_digits (const char *position, const char *end)
{
  while (position < end && is_digit (*position))
    position++;
  return position;
}

/* Blanks from the right: returns the end of what stands before them. */
static const char *
trim_blanks_end (const char *start, const char *end)
{
  while (end > start && is_blank (end[-1]))
    end--;
  return end;
}

/* "SIP/" digits "." digits: returns behind it, or position when there is none. */
static const char *
skip_version (const char *position, const char *end)
{
  const char *major, *minor;

  if (!um_slice_has_prefix_nocase (between (position, end), UM_SLICE ("SIP/")))
    return position;
  major = skip_digits (position + 4, end);
  if (major == position + 4 || major == end || *major != '.')
    return position;
  minor = skip_digits (major + 1, end);
  return minor > major + 1 ? minor : position;
}

static void
note_version (Pass *self, UmSlice version)
{
  if (!um_slice_equal (version, UM_SLICE ("SIP/2.0")))
    self->anomalies |= UM_SIP_ANOMALY_ODD_START_LINE;
}

/* Blanks between two parts: one SP is the rule. FALSE when there is none. */
static gboolean
note_gap (Pass *self, const char *start, const char *end)
{
  if (end - start != 1 || *start != ' ')
    self->anomalies |= UM_SIP_ANOMALY_ODD_START_LINE;
  return end > start;
}

/* position stands behind the version. */
static gboolean
read_status_line (Pass *self, const char *position, const char *end)
{
  const char *code = um_sip_lex_skip_blanks (position, end);
  const char *after = skip_digits (code, end);
  guint64 status;

  if (!note_gap (self, position, code) || after - code != 3 ||
      !um_slice_parse_uint (between (code, after), 699, &status) || status < 100)
    return FALSE;
  if (after < end && !is_blank (*after))
    return FALSE;
  if (after == end) /* the SP stands there even when the reason is empty */
    self->anomalies |= UM_SIP_ANOMALY_ODD_START_LINE;
  self->is_request = FALSE;
  self->status = status;
  self->reason = um_slice_trim (between (after, end));
  return TRUE;
}

/* Whatever stands between the method and the version is the Request-URI: with blanks inside, in
 * angle brackets, without a scheme, it is still what the sender meant. */
static gboolean
read_request_line (Pass *self, const char *start, const char *line_end)
{
  const char *end = trim_blanks_end (start, line_end);
  const char *method_end = um_sip_lex_skip_token (start, end);
  const char *uri = um_sip_lex_skip_blanks (method_end, end);
  const char *version = end;
  const char *uri_end, *colon;

  while (version > uri && !is_blank (version[-1]))
    version--;
  uri_end = trim_blanks_end (uri, version);
  if (method_end == start || uri == method_end || uri_end == uri || version == end ||
      skip_version (version, end) != end)
    return FALSE;
  note_gap (self, method_end, uri);
  note_gap (self, uri_end, version);
  note_version (self, between (version, end));
  colon = um_sip_lex_skip_token (uri, uri_end);
  if (end != line_end || colon == uri || colon == uri_end || *colon != ':' ||
      memchr (uri, ' ', uri_end - uri) != NULL || memchr (uri, '\t', uri_end - uri) != NULL)
    self->anomalies |= UM_SIP_ANOMALY_ODD_START_LINE;
  self->is_request = TRUE;
  self->method = between (start, method_end);
  self->request_uri = between (uri, uri_end);
  return TRUE;
}

/* The end of the line that begins at start, and behind its line end. */
static const char *
end_line (Pass *self, const char *start)
{
  const char *line_end = um_sip_lex_find_line_end (start, self->end);

  self->position = um_sip_lex_skip_line_end (line_end, self->end);
  if (self->position - line_end == 1)
    self->anomalies |= UM_SIP_ANOMALY_BARE_LF;
  return line_end;
}

/* The first word alone tells what can never become a start line, so that a stream of something
 * else is not kept waiting for a line end. */
static gboolean
may_become_start_line (UmSlice bytes)
{
  const char *end = um_slice_end (bytes);
  const char *after = um_sip_lex_skip_token (bytes.data, end);

  if (after == bytes.data && bytes.len > 0)
    return FALSE;
  return after == end || is_blank (*after) ||
         (*after == '/' && um_slice_equal_nocase (between (bytes.data, after), UM_SLICE ("SIP")));
}

static UmSipStatus
read_start_line (Pass *self)
{
  const char *start = self->position;
  const char *line_end, *version_end;

  if (!may_become_start_line (between (start, self->end)))
    return UM_SIP_MALFORMED;
  line_end = end_line (self, start);
  if (line_end == self->end && self->frame == UM_SIP_FRAME_STREAM)
    return UM_SIP_INCOMPLETE;
  version_end = skip_version (start, line_end);
  if (version_end == start)
    return read_request_line (self, start, line_end) ? UM_SIP_OK : UM_SIP_MALFORMED;
  note_version (self, between (start, version_end));
  return read_status_line (self, version_end, line_end) ? UM_SIP_OK : UM_SIP_MALFORMED;
}

/* The first one counts; a second with another number makes both doubtful. */
static void
note_content_length (Pass *self, UmSlice value)
{
  guint64 length;
  gboolean valid = um_slice_parse_uint (value, G_MAXUINT64, &length);

  if ((self->seen >> UM_SIP_HEADER_CONTENT_LENGTH & 1) == 0 && valid)
    {
      self->has_content_length = TRUE;
      self->content_length = length;
    }
  else if (!valid || length != self->content_length)
    self->anomalies |= UM_SIP_ANOMALY_BAD_CONTENT_LENGTH;
}

static void
note_header (Pass *self, UmSlice name, UmSlice value)
{
  UmSipHeaderId id = um_sip_header_id (name);
  guint64 bit = G_GUINT64_CONSTANT (1) << id;

  if (id == UM_SIP_HEADER_CONTENT_LENGTH) /* also beyond the limit: a stream is cut by it */
    note_content_length (self, value);
  if ((self->seen & bit & single_headers) != 0)
    self->anomalies |= UM_SIP_ANOMALY_DUPLICATE_HEADER;
  self->seen |= bit;
  if (self->n_headers == UM_LIMIT_SIP_HEADERS)
    {
      self->anomalies |= UM_SIP_ANOMALY_TOO_MANY_HEADERS;
      return;
    }
  self->headers[self->n_headers++] = (UmSipHeader){ id, name, value };
  if (self->first_header[id] == 0)
    self->first_header[id] = self->n_headers;
}

/* One header with its continuation lines; position moves to the next line. */
static void
read_header (Pass *self)
{
  const char *start = self->position;
  const char *name_end = um_sip_lex_skip_token (start, self->end);
  const char *colon = um_sip_lex_skip_blanks (name_end, self->end);
  gboolean valid = name_end > start && colon < self->end && *colon == ':';
  const char *value_end = end_line (self, valid ? colon + 1 : colon);

  while (self->position < self->end && is_blank (*self->position))
    {
      self->anomalies |= UM_SIP_ANOMALY_FOLDED;
      value_end = end_line (self, self->position);
    }
  if (!valid)
    {
      self->anomalies |= UM_SIP_ANOMALY_BAD_HEADER_LINE;
      return;
    }
  if (colon > name_end)
    self->anomalies |= UM_SIP_ANOMALY_SPACE_BEFORE_COLON;
  note_header (self, between (start, name_end), um_slice_trim (between (colon + 1, value_end)));
}

/* Up to and including the empty line. FALSE when the bytes end before it. */
static gboolean
read_headers (Pass *self)
{
  while (self->position < self->end)
    {
      const char *line = self->position;

      if (*line != '\r' && *line != '\n')
        {
          read_header (self);
          continue;
        }
      self->position = um_sip_lex_skip_line_end (line, self->end);
      if (self->position - line == 1)
        {
          if (self->frame == UM_SIP_FRAME_STREAM && *line == '\r' && self->position == self->end)
            return FALSE;
          self->anomalies |= UM_SIP_ANOMALY_BARE_LF;
        }
      return TRUE;
    }
  return FALSE;
}

/* Some stacks pad a datagram with line ends or a NUL: that is not a longer body. */
static gboolean
is_padding (UmSlice bytes)
{
  for (gsize i = 0; i < bytes.len; i++)
    if (bytes.data[i] != '\r' && bytes.data[i] != '\n' && bytes.data[i] != '\0')
      return FALSE;
  return TRUE;
}

/* position stands at the body; sets end behind it. message_start: where the limit counts from. */
static UmSipStatus
delimit_stream_body (Pass *self, const char *message_start)
{
  gsize head = self->position - message_start;

  if ((self->seen >> UM_SIP_HEADER_CONTENT_LENGTH & 1) == 0)
    self->anomalies |= UM_SIP_ANOMALY_NO_CONTENT_LENGTH;
  if (head > UM_LIMIT_SIP_MESSAGE || self->content_length > UM_LIMIT_SIP_MESSAGE - head)
    return UM_SIP_MALFORMED;
  if (self->content_length > (gsize) (self->end - self->position))
    return UM_SIP_INCOMPLETE;
  self->end = self->position + self->content_length;
  return UM_SIP_OK;
}

static void
compare_datagram_body (Pass *self)
{
  UmSlice body = between (self->position, self->end);

  if (!self->has_content_length)
    return;
  if (body.len < self->content_length)
    self->anomalies |= UM_SIP_ANOMALY_BODY_TOO_SHORT;
  else if (!is_padding (um_slice_from (body, self->content_length)))
    self->anomalies |= UM_SIP_ANOMALY_BODY_TOO_LONG;
}

static UmSipStatus
read_body (Pass *self, const char *message_start)
{
  switch (self->frame)
    {
    case UM_SIP_FRAME_DATAGRAM:
      compare_datagram_body (self);
      return UM_SIP_OK;
    case UM_SIP_FRAME_STREAM:
      return delimit_stream_body (self, message_start);
    case UM_SIP_FRAME_TEXT:
      return UM_SIP_OK;
    }
  g_return_val_if_reached (UM_SIP_MALFORMED);
}

static void
skip_empty_lines (Pass *self)
{
  while (self->position < self->end && (*self->position == '\r' || *self->position == '\n'))
    {
      self->anomalies |= UM_SIP_ANOMALY_LEADING_EMPTY_LINES;
      self->position++;
    }
}

/* A stream may wait for more, but not for ever. */
static UmSipStatus
wait_or_give_up (const Pass *self, const char *message_start)
{
  return self->end - message_start > UM_LIMIT_SIP_MESSAGE ? UM_SIP_MALFORMED : UM_SIP_INCOMPLETE;
}

static void
fill_message (const Pass *self, const char *start, UmSipMessage *message)
{
  message->raw = between (start, self->end);
  message->is_request = self->is_request;
  message->method = self->method;
  message->request_uri = self->request_uri;
  message->status = self->status;
  message->reason = self->reason;
  message->n_headers = self->n_headers;
  memcpy (message->first_header, self->first_header, sizeof message->first_header);
  message->body = between (self->position, self->end);
  message->has_content_length = self->has_content_length;
  message->content_length = self->content_length;
  message->anomalies = self->anomalies;
}

UmSipStatus
um_sip_message_parse (UmSlice bytes,
                      UmSipFrame frame,
                      UmSipMessage *ret_message,
                      gsize *ret_consumed)
{
  Pass self = { .position = bytes.data,
                .end = um_slice_end (bytes),
                .frame = frame,
                .headers = ret_message->headers };
  gboolean is_stream = frame == UM_SIP_FRAME_STREAM;
  const char *start;
  UmSipStatus status;

  skip_empty_lines (&self);
  start = self.position;
  if (start == self.end)
    return is_stream ? wait_or_give_up (&self, bytes.data) : UM_SIP_MALFORMED;
  status = read_start_line (&self);
  if (status == UM_SIP_INCOMPLETE)
    return wait_or_give_up (&self, start);
  if (status == UM_SIP_MALFORMED)
    return status;
  if (!read_headers (&self))
    {
      if (is_stream)
        return wait_or_give_up (&self, start);
      self.anomalies |= UM_SIP_ANOMALY_NO_HEADER_END;
    }
  status = read_body (&self, start);
  if (status != UM_SIP_OK)
    return status;
  fill_message (&self, start, ret_message);
  if (ret_consumed != NULL)
    *ret_consumed = self.end - bytes.data;
  return UM_SIP_OK;
}

gboolean
um_sip_message_looks_like_sip (UmSlice bytes)
{
  const char *end = um_slice_end (bytes);
  const char *start = bytes.data;
  const char *line_end;

  while (start < end && (*start == '\r' || *start == '\n'))
    start++;
  if (!may_become_start_line (between (start, end)))
    return FALSE;
  line_end = um_sip_lex_find_line_end (start, end);
  return um_sip_lex_is_start_line (between (start, line_end));
}

const UmSipHeader *
um_sip_message_find (const UmSipMessage *message, UmSipHeaderId id)
{
  guint place = message->first_header[id];

  return place > 0 ? &message->headers[place - 1] : NULL;
}

const UmSipHeader *
um_sip_message_find_next (const UmSipMessage *message,
                          UmSipHeaderId id,
                          const UmSipHeader *previous)
{
  const UmSipHeader *end = message->headers + message->n_headers;

  if (previous == NULL)
    return um_sip_message_find (message, id);
  for (const UmSipHeader *h = previous + 1; h < end; h++)
    if (h->id == id)
      return h;
  return NULL;
}
