#pragma once

/* SIP over WebSocket: the upgrade (RFC 6455 section 4) that asks for the "sip" subprotocol (RFC
 * 7118), and the frames behind it. */

#include "dissect/sip-message.h"

G_BEGIN_DECLS

typedef enum
{
  UM_WEBSOCKET_CONTINUATION = 0,
  UM_WEBSOCKET_TEXT = 1,
  UM_WEBSOCKET_BINARY = 2,
  UM_WEBSOCKET_CLOSE = 8,
  UM_WEBSOCKET_PING = 9,
  UM_WEBSOCKET_PONG = 10,
} UmWebsocketOpcode;

typedef struct
{
  guint8 opcode; /* UmWebsocketOpcode */
  gboolean is_final;
  gboolean is_extended; /* reserved bits: compressed (RFC 7692) or the like */
  gboolean is_masked;
  guint8 mask[4];
  gsize header_length;
  guint64 payload_length;
} UmWebsocketFrame;

/* The header of the frame that bytes begin with; its payload need not be there. MALFORMED for what
 * no WebSocket sends. *ret_frame is untouched on anything but UM_SIP_OK. */
UmSipStatus um_websocket_frame_parse (UmSlice bytes, UmWebsocketFrame *ret_frame)
    G_GNUC_WARN_UNUSED_RESULT;
/* Appends payload (from its first byte on) in the clear. */
void um_websocket_unmask (const UmWebsocketFrame *frame, UmSlice payload, GByteArray *into);
/* What an HTTP exchange that may become a WebSocket begins with: UM_SIP_INCOMPLETE while that is
 * not decided. */
UmSipStatus um_websocket_looks_like_http (UmSlice bytes);
/* headers: start line to the last header of a request or of its 101 answer. TRUE when SIP is the
 * subprotocol asked for or agreed on. */
gboolean um_websocket_is_sip_upgrade (UmSlice headers);
/* A connection older than the capture: TRUE when bytes begin with a whole frame header behind which
 * a SIP message begins. */
gboolean um_websocket_begins_with_sip (UmSlice bytes);

G_END_DECLS
