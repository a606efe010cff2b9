#pragma once

/* UDP header, RFC 768. */

#include "core/bytes.h"
#include "dissect/layer.h"

G_BEGIN_DECLS

typedef struct
{
  guint16 source_port;
  guint16 destination_port;
  gboolean cut; /* the header announces more bytes than there are */
  UmSlice payload;
} UmUdpDatagram;

/* A length of zero (offload, jumbograms) means "as much as there is". *ret_datagram is untouched on
 * anything but UM_LAYER_OK. */
static inline UmLayerStatus
um_udp_parse (UmSlice bytes, UmUdpDatagram *ret_datagram)
{
  UmUdpDatagram datagram = { 0 };
  guint16 length;

  if (bytes.len < 8 || !um_bytes_be16 (bytes, 0, &datagram.source_port) ||
      !um_bytes_be16 (bytes, 2, &datagram.destination_port) || !um_bytes_be16 (bytes, 4, &length))
    return UM_LAYER_CUT;
  if (length != 0 && length < 8)
    return UM_LAYER_BAD;
  datagram.cut = length > bytes.len;
  datagram.payload = um_slice_from (length != 0 ? um_slice_head (bytes, length) : bytes, 8);
  *ret_datagram = datagram;
  return UM_LAYER_OK;
}

G_END_DECLS
