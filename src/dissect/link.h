#pragma once

/* Link layers, down to the IP header. */

#include "core/slice.h"
#include "dissect/layer.h"

G_BEGIN_DECLS

typedef struct
{
  UmSlice ip;            /* from the IP header on; may carry padding behind the datagram */
  guint8 source_mac[6];  /* all zero where the layer has none */
  guint16 other;         /* UM_LAYER_OTHER: the EtherType of what is not IP, 0: none was read */
  UmSlice payload;       /* UM_LAYER_OTHER: what follows that EtherType */
  UmSlice more;          /* frames behind this one in the same packet: see link-80211.h */
} UmLinkFrame;

/* EtherTypes that lead further, as GRE and its like name them too. */
#define UM_ETHERTYPE_IPV4 0x0800
#define UM_ETHERTYPE_IPV6 0x86dd
#define UM_ETHERTYPE_TEB  0x6558 /* a whole Ethernet frame (RFC 7637) */
#define UM_ETHERTYPE_PPP  0x880b /* of PPTP (RFC 2637) */

/* Takes the link header off bytes, a packet of this UmLinkType. UM_LAYER_OK only when IP is inside;
 * *ret_frame is untouched on anything else but UM_LAYER_OTHER. */
UmLayerStatus um_link_parse (guint32 link_type, UmSlice bytes,
                             UmLinkFrame *ret_frame) G_GNUC_WARN_UNUSED_RESULT;
/* The same for what stands behind an EtherType: tags, labels, PPPoE, Ethernet inside. frame: its
 * source_mac is replaced where a frame inside has one. */
UmLayerStatus um_link_parse_ethertype (guint16 ethertype, UmSlice bytes,
                                       UmLinkFrame *frame) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
