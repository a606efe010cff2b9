#pragma once

/* Packets inside packets: IP in IP, GRE with its many uses, and the tunnels that run over UDP. */

#include "dissect/ip.h"
#include "dissect/udp.h"

G_BEGIN_DECLS

typedef struct
{
  guint16 ethertype; /* of inner; 0: inner is a frame of link_type */
  guint32 link_type; /* UmLinkType */
  UmSlice inner;
} UmTunnel;

/* FALSE for what never leads to UDP or TCP: ICMP, ESP, routing protocols. */
gboolean um_tunnel_protocol_is_read (guint8 protocol);

/* What packet carries: IP in IP (RFC 2003, RFC 4213), GRE (RFC 2784, RFC 2890; ERSPAN, Ethernet,
 * MPLS, PPTP), EtherIP (RFC 3378), MPLS in IP (RFC 4023). UM_LAYER_OTHER for anything else;
 * *ret_tunnel is untouched on anything but UM_LAYER_OK. */
UmLayerStatus um_tunnel_find_in_ip (const UmIpPacket *packet,
                                    UmTunnel *ret_tunnel) G_GNUC_WARN_UNUSED_RESULT;

/* The same for UDP, by its ports: VXLAN (RFC 7348), Geneve (RFC 8926), GTP-U (3GPP TS 29.281), TZSP
 * (how MikroTik streams its sniffer). What merely uses such a port is UM_LAYER_OTHER. */
UmLayerStatus um_tunnel_find_in_udp (const UmUdpDatagram *datagram,
                                     UmTunnel *ret_tunnel) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
