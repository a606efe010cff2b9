#pragma once

/* IPv4 (RFC 791) and IPv6 (RFC 8200) headers and extension headers. */

#include "core/address.h"
#include "dissect/layer.h"

G_BEGIN_DECLS

#define UM_IP_PROTOCOL_TCP 6
#define UM_IP_PROTOCOL_UDP 17
#define UM_IP_PROTOCOL_SCTP 132

typedef struct
{
  UmAddress source;
  UmAddress destination;
  guint8 version;          /* 4 or 6; the addresses of an IPv6 packet may be IPv4-mapped */
  guint8 protocol;         /* of payload; IPv6: behind the extension headers */
  guint8 ttl;              /* or hop limit */
  gboolean is_fragment;    /* payload is a part, to be given to ip-fragments */
  gboolean more_fragments;
  guint16 offset;          /* fragment: of payload within the datagram, in bytes */
  guint32 id;              /* fragment */
  gsize missing;           /* bytes that the header announces and the capture has not */
  UmSlice payload;
} UmIpPacket;

/* bytes begin with an IP header. Lengths of zero (segmentation offload, jumbograms) mean "as much
 * as there is". *ret_packet is untouched on anything but UM_LAYER_OK. */
UmLayerStatus um_ip_parse (UmSlice bytes, UmIpPacket *ret_packet) G_GNUC_WARN_UNUSED_RESULT;

/* Takes IPv6 extension headers (and AH of either version) off the payload until a transport or a
 * fragment header has been passed. um_ip_parse() has done so already; a reassembled datagram may
 * need it again. */
UmLayerStatus um_ip_skip_extensions (UmIpPacket *packet) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
