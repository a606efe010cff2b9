/* The same layers as the dissector's, down to the ports. What is not understood is not thrown away:
 * it is counted as damage later, in a live capture as in a file. */

#include "dissect/packet-trim.h"

#include "core/bytes.h"
#include "core/limits.h"
#include "dissect/hep.h"
#include "dissect/icmp.h"
#include "dissect/ip.h"
#include "dissect/link.h"
#include "dissect/rtp.h"
#include "dissect/sip-message.h"
#include "dissect/tunnel.h"
#include "dissect/udp.h"

enum
{
  FIRST_MEDIA_PORT = 1024,
  FIRST_SIP_PORT = 5060,
  LAST_SIP_PORT = 5099,
  ICMP_HEADER = 8,
  STUN_HEADER = 20,
  LONGEST_KEEP_ALIVE = 8, /* "jaK", empty lines, NULs */
};

/* RFC 8489 section 5: two zero bits, a length in words. The cookie is newer than old servers. */
static gboolean
is_stun (UmSlice payload)
{
  guint16 length;

  return ((guint8) payload.data[0] & 0xc0) == 0 && um_bytes_be16 (payload, 2, &length) &&
         length % 4 == 0 && payload.len == STUN_HEADER + (gsize) length;
}

/* RFC 5761 section 4: what would be RTP's marker and payload types 64 to 95. */
static gboolean
is_rtcp (UmSlice payload)
{
  guint8 type;

  return um_bytes_u8 (payload, 1, &type) && type >= 192 && type <= 223;
}

static gboolean
has_port (const UmUdpDatagram *udp, guint16 first, guint16 last)
{
  return (udp->source_port >= first && udp->source_port <= last) ||
         (udp->destination_port >= first && udp->destination_port <= last);
}

/* DHCP and DHCPv6 name the gateway, SSDP the router's model. */
static gboolean
tells_about_the_network (const UmUdpDatagram *udp)
{
  return has_port (udp, 67, 68) || has_port (udp, 546, 547) || has_port (udp, 1900, 1900);
}

/* A copy of SIP for a recorder. */
static gboolean
is_hep (const UmUdpDatagram *udp)
{
  UmHep hep;

  return um_hep_parse (udp->payload, &hep) != UM_LAYER_OTHER;
}

static UmTrimKind
trim_udp (const UmUdpDatagram *udp, gboolean cut, gsize *ret_len)
{
  UmSlice payload = udp->payload;
  UmRtpPacket rtp;

  if (payload.len <= LONGEST_KEEP_ALIVE || is_stun (payload) || tells_about_the_network (udp))
    return UM_TRIM_SIGNALLING;
  if (((guint8) payload.data[0] & 0xc0) == 0x80 &&
      MIN (udp->source_port, udp->destination_port) >= FIRST_MEDIA_PORT)
    {
      if (is_rtcp (payload))
        return UM_TRIM_MEDIA;
      if (um_rtp_parse (payload, cut, &rtp))
        {
          *ret_len = um_rtp_header_length (payload);
          return UM_TRIM_MEDIA;
        }
    }
  return has_port (udp, FIRST_SIP_PORT, LAST_SIP_PORT) || um_sip_message_looks_like_sip (payload) ||
                 is_hep (udp)
             ? UM_TRIM_SIGNALLING
             : UM_TRIM_OTHER;
}

/* RFC 792 and RFC 4443: what could not be delivered is quoted in the answer, sound included. */
static gboolean
is_icmp_error (const UmIpPacket *ip)
{
  guint8 type;

  if (!um_bytes_u8 (ip->payload, 0, &type))
    return FALSE;
  if (ip->protocol == UM_IP_PROTOCOL_ICMPV6)
    return type < 128;
  return ip->protocol == UM_IP_PROTOCOL_ICMP && (type == 3 || type == 11 || type == 12);
}

static void
trim_quote (const UmPacket *packet, UmSlice quote, gsize *ret_len)
{
  UmIpPacket ip;
  UmUdpDatagram udp;
  gsize length = 0;

  if (um_ip_parse (quote, &ip) != UM_LAYER_OK || ip.protocol != UM_IP_PROTOCOL_UDP ||
      um_udp_parse (ip.payload, &udp) != UM_LAYER_OK ||
      trim_udp (&udp, TRUE, &length) == UM_TRIM_SIGNALLING)
    return;
  *ret_len = (gsize) (udp.payload.data - packet->bytes.data) + MIN (length, udp.payload.len);
}

static UmTrimKind trim_ip (const UmPacket *packet, UmSlice bytes, guint layer, gsize *ret_len);

static UmTrimKind
trim_tunnel (const UmPacket *packet, const UmTunnel *tunnel, guint layer, gsize *ret_len)
{
  UmLinkFrame frame = { 0 };
  UmLayerStatus status;

  if (layer >= UM_LIMIT_LAYERS)
    return UM_TRIM_SIGNALLING;
  if (tunnel->ethertype != 0)
    status = um_link_parse_ethertype (tunnel->ethertype, tunnel->inner, &frame);
  else
    status = um_link_parse (tunnel->link_type, tunnel->inner, &frame);
  return status == UM_LAYER_OK ? trim_ip (packet, frame.ip, layer, ret_len) : UM_TRIM_SIGNALLING;
}

static UmTrimKind
trim_datagram (const UmPacket *packet, const UmIpPacket *ip, guint layer, gsize *ret_len)
{
  UmUdpDatagram udp;
  UmTunnel tunnel;
  UmLayerStatus status;
  gsize length = G_MAXSIZE;
  UmTrimKind kind;

  if (um_udp_parse (ip->payload, &udp) != UM_LAYER_OK)
    return UM_TRIM_SIGNALLING;
  kind = trim_udp (&udp, udp.cut || ip->missing > 0, &length);
  if (length < udp.payload.len)
    *ret_len = (gsize) (udp.payload.data - packet->bytes.data) + length;
  if (kind != UM_TRIM_OTHER)
    return kind;
  status = um_tunnel_find_in_udp (&udp, &tunnel);
  if (status == UM_LAYER_OTHER)
    return UM_TRIM_OTHER;
  return status == UM_LAYER_OK ? trim_tunnel (packet, &tunnel, layer + 1, ret_len)
                               : UM_TRIM_SIGNALLING;
}

static UmTrimKind
trim_ip (const UmPacket *packet, UmSlice bytes, guint layer, gsize *ret_len)
{
  UmIpPacket ip;
  UmTunnel tunnel;

  if (um_ip_parse (bytes, &ip) != UM_LAYER_OK || ip.is_fragment)
    return UM_TRIM_SIGNALLING;
  if (ip.protocol == UM_IP_PROTOCOL_UDP)
    return trim_datagram (packet, &ip, layer, ret_len);
  if (is_icmp_error (&ip))
    trim_quote (packet, um_slice_from (ip.payload, ICMP_HEADER), ret_len);
  return um_tunnel_find_in_ip (&ip, &tunnel) == UM_LAYER_OK
             ? trim_tunnel (packet, &tunnel, layer + 1, ret_len)
             : UM_TRIM_SIGNALLING;
}

UmTrimKind
um_packet_trim (const UmPacket *packet, gsize *ret_len)
{
  UmLinkFrame frame;

  *ret_len = packet->bytes.len;
  if (um_link_parse (packet->link_type, packet->bytes, &frame) != UM_LAYER_OK)
    return UM_TRIM_SIGNALLING;
  return trim_ip (packet, frame.ip, 0, ret_len);
}
