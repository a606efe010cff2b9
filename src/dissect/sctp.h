#pragma once

/* SCTP (RFC 9260): the DATA chunks of a packet that carry a whole user message. SIP sends one
 * message per user message (RFC 4168); those that are spread over chunks are left out. */

#include "core/bytes.h"
#include "dissect/layer.h"

G_BEGIN_DECLS

typedef struct
{
  guint16 source_port;
  guint16 destination_port;
  UmSlice chunks; /* that were not given out yet */
} UmSctpPacket;

/* *ret_packet is untouched on anything but UM_LAYER_OK. */
static inline UmLayerStatus
um_sctp_parse (UmSlice bytes, UmSctpPacket *ret_packet)
{
  UmSctpPacket packet = { 0 };

  if (bytes.len < 12 || !um_bytes_be16 (bytes, 0, &packet.source_port) ||
      !um_bytes_be16 (bytes, 2, &packet.destination_port))
    return UM_LAYER_CUT;
  packet.chunks = um_slice_from (bytes, 12);
  *ret_packet = packet;
  return UM_LAYER_OK;
}

/* The next whole user message; FALSE at the end, or at a chunk that does not add up. */
static inline gboolean
um_sctp_next (UmSctpPacket *packet, UmSlice *ret_payload)
{
  guint8 type, flags;
  guint16 length;

  while (um_bytes_u8 (packet->chunks, 0, &type) && um_bytes_u8 (packet->chunks, 1, &flags) &&
         um_bytes_be16 (packet->chunks, 2, &length) && length >= 4 && length <= packet->chunks.len)
    {
      UmSlice chunk = um_slice_head (packet->chunks, length);

      packet->chunks = um_slice_from (packet->chunks, (gsize) (length + 3) / 4 * 4);
      if (type == 0 && (flags & 3) == 3 && length > 16) /* DATA, with its beginning and its end */
        {
          *ret_payload = um_slice_from (chunk, 16);
          return TRUE;
        }
    }
  return FALSE;
}

G_END_DECLS
