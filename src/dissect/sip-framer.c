/* Where a message ends is known from its Content-Length alone, so a wrong one (an ALG that changed
 * the body and not the header) puts the framer out of step: it says so and looks for the next start
 * line. The work stays linear however small the segments are: a message is parsed when its headers
 * are whole, and again when its body is. */

#include "dissect/sip-framer.h"

#include "core/limits.h"
#include "dissect/sip-lex.h"
#include "dissect/websocket.h"

#define METHOD_MAX        32
#define TLS_RECORD_HEADER 5
#define TLS_RECORD_MAX    (16384 + 2048) /* RFC 5246 section 6.2.3 */

typedef enum
{
  LINE_NO,
  LINE_MAYBE, /* not whole yet */
  LINE_YES,
} LineKind;

static gboolean
may_become_start_line (UmSlice bytes)
{
  static const char version[] = "SIP/2.0 ";
  const char *end = um_slice_end (bytes);
  const char *position;

  if (bytes.len > UM_LIMIT_START_LINE)
    return FALSE;
  if (um_slice_equal_nocase (um_slice_head (bytes, sizeof version - 1),
                             um_slice_head (UM_SLICE (version), bytes.len)))
    return TRUE;
  for (position = bytes.data; position < end; position++)
    if ((guchar) *position < ' ' && *position != '\t')
      return FALSE;
  position = um_sip_lex_skip_token (bytes.data, end);
  if (position == bytes.data || position - bytes.data > METHOD_MAX)
    return FALSE;
  if (position == end)
    return TRUE;
  if (*position != ' ' && *position != '\t')
    return FALSE;
  position = um_sip_lex_skip_blanks (position, end);
  return position == end || g_ascii_isalpha (*position);
}

static LineKind
classify_line (UmSlice bytes)
{
  const char *line_end = um_sip_lex_find_line_end (bytes.data, um_slice_end (bytes));

  if (line_end < um_slice_end (bytes))
    return um_sip_lex_is_start_line (um_slice_new (bytes.data, line_end - bytes.data)) ? LINE_YES
                                                                                       : LINE_NO;
  return may_become_start_line (bytes) ? LINE_MAYBE : LINE_NO;
}

/* Behind the first line; the whole when the line does not end. */
static gsize
line_length (UmSlice bytes)
{
  const char *end = um_slice_end (bytes);

  return um_sip_lex_skip_line_end (um_sip_lex_find_line_end (bytes.data, end), end) - bytes.data;
}

/* Handshake, or any later record of a connection that is older than the capture. */
static LineKind
classify_tls (UmSlice bytes)
{
  const guint8 *record = (const guint8 *) bytes.data;

  if (record[0] < 0x14 || record[0] > 0x17)
    return LINE_NO;
  if (bytes.len >= 2 && record[1] != 3)
    return LINE_NO;
  if (bytes.len >= 3 && record[2] > 4)
    return LINE_NO;
  if (bytes.len < TLS_RECORD_HEADER)
    return LINE_MAYBE;
  return (record[3] << 8 | record[4]) <= TLS_RECORD_MAX ? LINE_YES : LINE_NO;
}

gboolean
um_sip_framer_is_plausible (const UmSipMessage *message)
{
  static const UmSipHeaderId ids[] = { UM_SIP_HEADER_VIA, UM_SIP_HEADER_CALL_ID, UM_SIP_HEADER_CSEQ,
                                       UM_SIP_HEADER_FROM, UM_SIP_HEADER_TO };

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    if (um_sip_message_find (message, ids[i]) != NULL)
      return TRUE;
  return FALSE;
}

static void
deliver (UmSipFramerSink *sink, const UmDatagram *carrier, gboolean truncated)
{
  UmDatagram datagram = *carrier;

  datagram.truncated = truncated;
  datagram.payload = sink->message.raw;
  if (sink->sip != NULL)
    sink->sip (&datagram, &sink->message, sink->user_data);
}

static void
tell_tls (UmSipFramer *self, UmSlice bytes, const UmDatagram *carrier, UmSipFramerSink *sink)
{
  UmDatagram datagram = *carrier;

  datagram.payload = bytes;
  if (!self->told_tls && sink->tls != NULL)
    sink->tls (&datagram, sink->user_data);
  self->told_tls = TRUE;
}

static void
next_message (UmSipFramer *self)
{
  self->need = 0;
  self->scanned = 0;
}

static void
get_lost (UmSipFramer *self, UmSipFramerSink *sink, UmDamageKind why)
{
  um_damage_count (sink->damage, why);
  self->state = UM_SIP_FRAMER_LOST;
  self->mid_line = FALSE;
  next_message (self);
}

/* Position behind the empty line that ends the headers, or 0 while it is not there. */
static gsize
find_header_end (UmSipFramer *self, UmSlice bytes)
{
  const char *end = um_slice_end (bytes);
  const char *position = bytes.data + self->scanned;

  for (;;)
    {
      const char *line_end = um_sip_lex_find_line_end (position, end);
      const char *next = um_sip_lex_skip_line_end (line_end, end);

      self->scanned = line_end - bytes.data;
      if (next == end)
        return 0;
      if (*next == '\n' || (*next == '\r' && next + 1 < end))
        return um_sip_lex_skip_line_end (next, end) - bytes.data;
      if (*next == '\r')
        return 0;
      position = next;
    }
}

/* How many bytes the message will have: its headers alone say so. */
static gsize
announced_length (UmSlice headers, UmSipFramerSink *sink)
{
  if (um_sip_message_parse (headers, UM_SIP_FRAME_DATAGRAM, &sink->message, NULL) != UM_SIP_OK ||
      !sink->message.has_content_length)
    return 0;
  return headers.len + MIN (sink->message.content_length, UM_LIMIT_SIP_MESSAGE);
}

/* bytes begin with a start line. The length of the message that was handed over, or 0: then either
 * more bytes are needed or the state is LOST. */
static gsize
take_message (UmSipFramer *self, UmSlice bytes, const UmDatagram *carrier, UmSipFramerSink *sink)
{
  gsize header_end, consumed = 0;

  if (bytes.len < self->need)
    return 0;
  header_end = find_header_end (self, bytes);
  if (header_end > 0)
    switch (um_sip_message_parse (bytes, UM_SIP_FRAME_STREAM, &sink->message, &consumed))
      {
      case UM_SIP_OK:
        if (!um_sip_framer_is_plausible (&sink->message))
          {
            get_lost (self, sink, UM_DAMAGE_MALFORMED_SIP);
            return 0;
          }
        deliver (sink, carrier, FALSE);
        next_message (self);
        return consumed;
      case UM_SIP_MALFORMED:
        get_lost (self, sink, UM_DAMAGE_MALFORMED_SIP);
        return 0;
      case UM_SIP_INCOMPLETE:
        self->need = announced_length (um_slice_head (bytes, header_end), sink);
        break;
      }
  self->need = MAX (self->need, bytes.len + 1);
  if (self->need > UM_LIMIT_SIP_MESSAGE)
    get_lost (self, sink, UM_DAMAGE_LIMIT_REACHED);
  return 0;
}

/* LOST: passes over lines until one is, or may become, a start line. Returns how many bytes. */
static gsize
seek_start_line (UmSipFramer *self, UmSlice bytes)
{
  gsize passed = 0;

  while (passed < bytes.len)
    {
      UmSlice rest = um_slice_from (bytes, passed);
      LineKind kind = self->mid_line ? LINE_NO : classify_line (rest);

      if (kind == LINE_YES)
        self->state = UM_SIP_FRAMER_SIP;
      if (kind != LINE_NO)
        break;
      passed += line_length (rest);
      self->mid_line = bytes.data[passed - 1] != '\n' && bytes.data[passed - 1] != '\r';
    }
  return passed;
}

/* START and SIP, at the start of a message. Returns bytes used; 0 with a changed state is progress
 * too, 0 without is "more bytes are needed". */
static gsize
take_start (UmSipFramer *self, UmSlice bytes, const UmDatagram *carrier, UmSipFramerSink *sink)
{
  LineKind kind = classify_line (bytes);
  LineKind tls = self->state == UM_SIP_FRAMER_START ? classify_tls (bytes) : LINE_NO;
  gsize used;

  if (kind == LINE_YES)
    {
      self->state = UM_SIP_FRAMER_SIP;
      used = take_message (self, bytes, carrier, sink);
      return self->state == UM_SIP_FRAMER_LOST ? line_length (bytes) : used;
    }
  if (kind == LINE_MAYBE || tls == LINE_MAYBE)
    return 0;
  if (tls == LINE_YES)
    tell_tls (self, bytes, carrier, sink);
  if (self->state == UM_SIP_FRAMER_START && um_websocket_begins_with_sip (bytes))
    {
      self->state = UM_SIP_FRAMER_WEBSOCKET;
      return 0;
    }
  if (self->state == UM_SIP_FRAMER_START)
    switch (um_websocket_looks_like_http (bytes))
      {
      case UM_SIP_OK:
        self->state = UM_SIP_FRAMER_HTTP;
        return 0;
      case UM_SIP_INCOMPLETE:
        return 0;
      case UM_SIP_MALFORMED:
        break;
      }
  if (self->state == UM_SIP_FRAMER_START)
    self->state = UM_SIP_FRAMER_OTHER;
  else
    get_lost (self, sink, UM_DAMAGE_MALFORMED_SIP);
  return 0;
}

/* Empty lines between messages are keep-alives (RFC 5626 section 3.5.1). */
static gsize
skip_keep_alive (UmSlice bytes)
{
  gsize len = 0;

  while (len < bytes.len && (bytes.data[len] == '\r' || bytes.data[len] == '\n'))
    len++;
  return len;
}

/* HTTP: waits for the end of the headers; then the connection is a WebSocket, or nothing of ours. */
static gsize
take_http (UmSipFramer *self, UmSlice bytes)
{
  gsize header_end = find_header_end (self, bytes);

  if (header_end == 0 && bytes.len <= UM_LIMIT_HTTP_HEADERS)
    return 0;
  next_message (self);
  self->state = header_end > 0 && um_websocket_is_sip_upgrade (um_slice_head (bytes, header_end))
                    ? UM_SIP_FRAMER_WEBSOCKET
                    : UM_SIP_FRAMER_OTHER;
  return header_end;
}

/* One whole message of a WebSocket; line ends, or nothing at all, are keep-alives, and other text is
 * not ours. */
static void
deliver_websocket (UmSlice bytes, const UmDatagram *carrier, UmSipFramerSink *sink)
{
  UmDatagram datagram = *carrier;

  datagram.transport = UM_TRANSPORT_WS;
  if (bytes.len == 0 || !um_sip_message_looks_like_sip (bytes))
    return;
  if (um_sip_message_parse (bytes, UM_SIP_FRAME_DATAGRAM, &sink->message, NULL) == UM_SIP_OK &&
      um_sip_framer_is_plausible (&sink->message))
    deliver (sink, &datagram, FALSE);
  else
    um_damage_count (sink->damage, UM_DAMAGE_MALFORMED_SIP);
}

/* Out of step with the frames: only a segment that begins with one finds the way back. */
static void
leave_websocket (UmSipFramer *self, UmSipFramerSink *sink, UmDamageKind why)
{
  um_damage_count (sink->damage, why);
  g_clear_pointer (&self->parts, g_byte_array_unref);
  next_message (self);
  self->state = UM_SIP_FRAMER_OTHER;
}

/* A frame of text or binary: a message, or a part of one. */
static void
take_data (UmSipFramer *self,
           const UmWebsocketFrame *frame,
           UmSlice payload,
           const UmDatagram *carrier,
           UmSipFramerSink *sink)
{
  gboolean continues = frame->opcode == UM_WEBSOCKET_CONTINUATION;
  GByteArray *into;

  if (frame->is_extended || continues != (self->parts != NULL))
    {
      leave_websocket (self, sink, UM_DAMAGE_MALFORMED_SIP);
      return;
    }
  if (!frame->is_final && !continues)
    self->parts = g_byte_array_new ();
  if (sink->clear == NULL)
    sink->clear = g_byte_array_new ();
  into = self->parts != NULL ? self->parts : sink->clear;
  if (into == sink->clear)
    g_byte_array_set_size (into, 0);
  if (into->len + payload.len > UM_LIMIT_SIP_MESSAGE)
    {
      leave_websocket (self, sink, UM_DAMAGE_LIMIT_REACHED);
      return;
    }
  um_websocket_unmask (frame, payload, into);
  if (!frame->is_final)
    return;
  deliver_websocket (um_slice_new (into->data, into->len), carrier, sink);
  g_clear_pointer (&self->parts, g_byte_array_unref);
}

static gsize
take_frame (UmSipFramer *self, UmSlice bytes, const UmDatagram *carrier, UmSipFramerSink *sink)
{
  UmWebsocketFrame frame;

  switch (um_websocket_frame_parse (bytes, &frame))
    {
    case UM_SIP_OK:
      break;
    case UM_SIP_INCOMPLETE:
      return 0;
    case UM_SIP_MALFORMED:
      leave_websocket (self, sink, UM_DAMAGE_MALFORMED_SIP);
      return 0;
    }
  if (frame.payload_length > UM_LIMIT_SIP_MESSAGE)
    {
      leave_websocket (self, sink, UM_DAMAGE_LIMIT_REACHED);
      return 0;
    }
  self->need = frame.header_length + frame.payload_length;
  if (bytes.len < self->need)
    return 0;
  self->need = 0;
  if (frame.opcode < UM_WEBSOCKET_CLOSE)
    take_data (self, &frame,
               um_slice_head (um_slice_from (bytes, frame.header_length), frame.payload_length),
               carrier, sink);
  return frame.header_length + frame.payload_length;
}

static gsize
take_next (UmSipFramer *self, UmSlice bytes, const UmDatagram *carrier, UmSipFramerSink *sink)
{
  switch (self->state)
    {
    case UM_SIP_FRAMER_START:
    case UM_SIP_FRAMER_SIP:
      return take_start (self, bytes, carrier, sink);
    case UM_SIP_FRAMER_LOST:
      return seek_start_line (self, bytes);
    case UM_SIP_FRAMER_HTTP:
      return take_http (self, bytes);
    case UM_SIP_FRAMER_WEBSOCKET:
      return take_frame (self, bytes, carrier, sink);
    case UM_SIP_FRAMER_OTHER:
      break;
    }
  return bytes.len;
}

/* Takes all that is whole; returns how many bytes are done with. */
static gsize
take_all (UmSipFramer *self, UmSlice bytes, const UmDatagram *carrier, UmSipFramerSink *sink)
{
  gsize done = 0;

  for (;;)
    {
      UmSipFramerState before = self->state;
      gsize used;

      if (before == UM_SIP_FRAMER_OTHER)
        return bytes.len;
      if (before == UM_SIP_FRAMER_START || before == UM_SIP_FRAMER_SIP)
        done += skip_keep_alive (um_slice_from (bytes, done));
      if (done == bytes.len)
        return done;
      used = take_next (self, um_slice_from (bytes, done), carrier, sink);
      done += used;
      if (used == 0 && self->state == before)
        return done;
    }
}

static void
reserve (UmSipFramer *self, gsize wanted, UmSipFramerSink *sink)
{
  if (self->bytes == NULL)
    {
      self->bytes = g_steal_pointer (&sink->spare);
      self->capacity = self->bytes != NULL ? sink->spare_capacity : 0;
    }
  if (wanted <= self->capacity)
    return;
  self->capacity = MAX (MAX (wanted, self->capacity * 2), 4096);
  self->bytes = g_realloc (self->bytes, self->capacity);
}

static void
drop_bytes (UmSipFramer *self)
{
  g_clear_pointer (&self->bytes, g_free);
  self->len = 0;
  self->capacity = 0;
}

static void
release (UmSipFramer *self, UmSipFramerSink *sink)
{
  if (sink->spare == NULL)
    {
      sink->spare = g_steal_pointer (&self->bytes);
      sink->spare_capacity = self->capacity;
    }
  drop_bytes (self);
}

void
um_sip_framer_push (UmSipFramer *self,
                    UmSlice bytes,
                    const UmDatagram *carrier,
                    UmSipFramerSink *sink)
{
  gsize done;

  if (bytes.len == 0)
    return;
  if (self->state == UM_SIP_FRAMER_OTHER)
    {
      if (um_sip_message_looks_like_sip (bytes))
        self->state = UM_SIP_FRAMER_SIP;
      else if (um_websocket_begins_with_sip (bytes))
        self->state = UM_SIP_FRAMER_WEBSOCKET;
      else
        return;
    }
  if (self->len > 0)
    {
      reserve (self, self->len + bytes.len, sink);
      memcpy (self->bytes + self->len, bytes.data, bytes.len);
      self->len += bytes.len;
      if (self->len < self->need)
        return;
      bytes = um_slice_new (self->bytes, self->len);
    }
  done = take_all (self, bytes, carrier, sink);
  if (done == bytes.len)
    {
      release (self, sink);
      return;
    }
  bytes = um_slice_from (bytes, done);
  if (self->len == 0)
    reserve (self, bytes.len, sink);
  memmove (self->bytes, bytes.data, bytes.len);
  self->len = bytes.len;
}

void
um_sip_framer_gap (UmSipFramer *self, UmSipFramerSink *sink)
{
  release (self, sink);
  g_clear_pointer (&self->parts, g_byte_array_unref);
  next_message (self);
  self->mid_line = FALSE;
  if (self->state == UM_SIP_FRAMER_SIP)
    self->state = UM_SIP_FRAMER_LOST;
  if (self->state == UM_SIP_FRAMER_HTTP || self->state == UM_SIP_FRAMER_WEBSOCKET)
    self->state = UM_SIP_FRAMER_OTHER;
}

gboolean
um_sip_framer_cut (UmSipFramer *self, const UmDatagram *carrier, UmSipFramerSink *sink)
{
  UmSlice bytes = um_slice_new (self->bytes, self->len);
  gboolean is_sip = self->state == UM_SIP_FRAMER_SIP && self->len > 0;
  gboolean is_websocket =
      self->state == UM_SIP_FRAMER_WEBSOCKET && (self->len > 0 || self->parts != NULL);

  if (is_sip && um_sip_message_looks_like_sip (bytes) &&
      um_sip_message_parse (bytes, UM_SIP_FRAME_DATAGRAM, &sink->message, NULL) == UM_SIP_OK)
    deliver (sink, carrier, TRUE);
  um_sip_framer_gap (self, sink);
  return is_sip || is_websocket;
}

void
um_sip_framer_clear (UmSipFramer *self)
{
  drop_bytes (self);
  g_clear_pointer (&self->parts, g_byte_array_unref);
}

gsize
um_sip_framer_get_size (const UmSipFramer *self)
{
  return self->capacity + (self->parts != NULL ? self->parts->len : 0);
}

void
um_sip_framer_sink_clear (UmSipFramerSink *sink)
{
  g_clear_pointer (&sink->spare, g_free);
  g_clear_pointer (&sink->clear, g_byte_array_unref);
}
