/* Frames of RFC 6455 section 5.2. Masked payload (all that a browser sends) is made readable in a
 * buffer of the caller; the capture's bytes stay as they are. */

#include "dissect/websocket.h"

#include "core/bytes.h"
#include "dissect/sip-header.h"
#include "dissect/sip-lex.h"

#define FINAL        0x80
#define RESERVED     0x70
#define OPCODE       0x0f
#define MASKED       0x80
#define LENGTH       0x7f
#define LENGTH_16    126
#define LENGTH_64    127
#define PROBE_LENGTH 256 /* a start line, or enough of one */

static gboolean
read_length (UmSlice bytes, guint8 code, UmWebsocketFrame *frame)
{
  guint16 short_length;
  guint32 high, low;

  frame->header_length = 2;
  frame->payload_length = code;
  if (code == LENGTH_16)
    {
      if (!um_bytes_be16 (bytes, 2, &short_length))
        return FALSE;
      frame->header_length = 4;
      frame->payload_length = short_length;
    }
  else if (code == LENGTH_64)
    {
      if (!um_bytes_be32 (bytes, 2, &high) || !um_bytes_be32 (bytes, 6, &low))
        return FALSE;
      frame->header_length = 10;
      frame->payload_length = (guint64) high << 32 | low;
    }
  return TRUE;
}

static gboolean
is_opcode (guint8 opcode)
{
  return opcode <= UM_WEBSOCKET_BINARY ||
         (opcode >= UM_WEBSOCKET_CLOSE && opcode <= UM_WEBSOCKET_PONG);
}

UmSipStatus
um_websocket_frame_parse (UmSlice bytes, UmWebsocketFrame *ret_frame)
{
  UmWebsocketFrame frame = { 0 };
  guint8 first, second;

  if (!um_bytes_u8 (bytes, 0, &first))
    return UM_SIP_INCOMPLETE;
  frame.opcode = first & OPCODE;
  frame.is_final = (first & FINAL) != 0;
  frame.is_extended = (first & RESERVED) != 0;
  /* control frames are whole and short (section 5.5) */
  if (!is_opcode (frame.opcode) || (frame.opcode >= UM_WEBSOCKET_CLOSE && !frame.is_final))
    return UM_SIP_MALFORMED;
  if (!um_bytes_u8 (bytes, 1, &second))
    return UM_SIP_INCOMPLETE;
  if (frame.opcode >= UM_WEBSOCKET_CLOSE && (second & LENGTH) >= LENGTH_16)
    return UM_SIP_MALFORMED;
  if (!read_length (bytes, second & LENGTH, &frame))
    return UM_SIP_INCOMPLETE;
  frame.is_masked = (second & MASKED) != 0;
  if (frame.is_masked)
    {
      if (bytes.len < frame.header_length + sizeof frame.mask)
        return UM_SIP_INCOMPLETE;
      memcpy (frame.mask, bytes.data + frame.header_length, sizeof frame.mask);
      frame.header_length += sizeof frame.mask;
    }
  *ret_frame = frame;
  return UM_SIP_OK;
}

void
um_websocket_unmask (const UmWebsocketFrame *frame, UmSlice payload, GByteArray *into)
{
  guint start = into->len;

  if (payload.len == 0)
    return;
  g_byte_array_append (into, (const guint8 *) payload.data, payload.len);
  for (gsize i = 0; frame->is_masked && i < payload.len; i++)
    into->data[start + i] ^= frame->mask[i % sizeof frame->mask];
}

UmSipStatus
um_websocket_looks_like_http (UmSlice bytes)
{
  static const UmSlice starts[] = { { "GET /", 5 }, { "HTTP/1.1 101", 12 } };

  for (gsize i = 0; i < G_N_ELEMENTS (starts); i++)
    if (um_slice_equal (um_slice_head (bytes, starts[i].len),
                        um_slice_head (starts[i], bytes.len)))
      return bytes.len >= starts[i].len ? UM_SIP_OK : UM_SIP_INCOMPLETE;
  return UM_SIP_MALFORMED;
}

static gboolean
list_has (UmSlice list, UmSlice word)
{
  UmSlice element;

  while (um_sip_list_next (&list, &element))
    if (um_slice_equal_nocase (element, word))
      return TRUE;
  return FALSE;
}

gboolean
um_websocket_is_sip_upgrade (UmSlice headers)
{
  const char *position = headers.data;
  const char *end = um_slice_end (headers);
  gboolean upgrades = FALSE, speaks_sip = FALSE;

  while (position < end)
    {
      const char *line_end = um_sip_lex_find_line_end (position, end);
      UmSlice line = um_slice_new (position, line_end - position);
      gssize colon = um_slice_find_byte (line, ':');
      UmSlice name = um_slice_trim (um_slice_head (line, MAX (colon, 0)));
      UmSlice value = um_slice_trim (um_slice_from (line, colon + 1));

      if (um_slice_equal_nocase (name, UM_SLICE ("Upgrade")))
        upgrades |= list_has (value, UM_SLICE ("websocket"));
      if (um_slice_equal_nocase (name, UM_SLICE ("Sec-WebSocket-Protocol")))
        speaks_sip |= list_has (value, UM_SLICE ("sip"));
      position = um_sip_lex_skip_line_end (line_end, end);
    }
  return upgrades && speaks_sip;
}

gboolean
um_websocket_begins_with_sip (UmSlice bytes)
{
  char clear[PROBE_LENGTH];
  UmWebsocketFrame frame;
  UmSlice payload;
  gsize len;

  if (bytes.len == 0 || ((guint8) bytes.data[0] != (FINAL | UM_WEBSOCKET_TEXT) &&
                         (guint8) bytes.data[0] != (FINAL | UM_WEBSOCKET_BINARY)))
    return FALSE;
  if (um_websocket_frame_parse (bytes, &frame) != UM_SIP_OK ||
      frame.payload_length > UM_LIMIT_SIP_MESSAGE)
    return FALSE;
  payload = um_slice_head (um_slice_from (bytes, frame.header_length), frame.payload_length);
  len = MIN (payload.len, sizeof clear);
  for (gsize i = 0; i < len; i++)
    clear[i] = payload.data[i] ^ (frame.is_masked ? frame.mask[i % sizeof frame.mask] : 0);
  return um_sip_message_looks_like_sip (um_slice_new (clear, len));
}
