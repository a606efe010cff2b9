/* Each tunnel header is read only as far as it takes to find what is behind it. A header that does
 * not look right means that something else uses the port. */

#include "dissect/tunnel.h"

#include "dissect/link.h"
#include "io/packet.h"

#define PROTOCOL_HOP_BY_HOP  0
#define PROTOCOL_IPV4        4
#define PROTOCOL_IPV6        41
#define PROTOCOL_ROUTING     43
#define PROTOCOL_GRE         47
#define PROTOCOL_AH          51
#define PROTOCOL_DESTINATION 60
#define PROTOCOL_ETHERIP     97
#define PROTOCOL_MOBILITY    135
#define PROTOCOL_MPLS        137

#define GRE_CHECKSUM       0x8000
#define GRE_ROUTING        0x4000
#define GRE_KEY            0x2000
#define GRE_SEQUENCE       0x1000
#define GRE_ACKNOWLEDGMENT 0x0080 /* version 1 */
#define GRE_VERSION        0x0007

#define ETHERTYPE_MPLS     0x8847
#define ETHERTYPE_ERSPAN   0x88be /* type II with a sequence number, type I without */
#define ETHERTYPE_ERSPAN_3 0x22eb

#define ERSPAN_2_HEADER   8
#define ERSPAN_3_HEADER   12
#define ERSPAN_3_PLATFORM 8 /* follows where the last bit of the header says so */

#define PORT_GTP_U       2152
#define PORT_VXLAN       4789
#define PORT_VXLAN_LINUX 8472 /* before there was a number */
#define PORT_GENEVE      6081
#define PORT_TZSP        37008

gboolean
um_tunnel_protocol_is_read (guint8 protocol)
{
  switch (protocol)
    {
    case UM_IP_PROTOCOL_TCP:
    case UM_IP_PROTOCOL_UDP:
    case UM_IP_PROTOCOL_SCTP:
    case PROTOCOL_HOP_BY_HOP:
    case PROTOCOL_IPV4:
    case PROTOCOL_IPV6:
    case PROTOCOL_ROUTING:
    case PROTOCOL_GRE:
    case PROTOCOL_AH:
    case PROTOCOL_DESTINATION:
    case PROTOCOL_ETHERIP:
    case PROTOCOL_MOBILITY:
    case PROTOCOL_MPLS:
      return TRUE;
    default:
      return FALSE;
    }
}

static UmLayerStatus
take (UmSlice bytes, gsize header, guint16 ethertype, UmTunnel *tunnel)
{
  if (header > bytes.len)
    return UM_LAYER_CUT;
  *tunnel = (UmTunnel){ .ethertype = ethertype, .inner = um_slice_from (bytes, header) };
  return UM_LAYER_OK;
}

/* --- GRE --- */

static UmLayerStatus
find_in_erspan_3 (UmSlice bytes, gsize header, UmTunnel *tunnel)
{
  guint8 last;

  if (!um_bytes_u8 (bytes, header + ERSPAN_3_HEADER - 1, &last))
    return UM_LAYER_CUT;
  header += ERSPAN_3_HEADER + ((last & 1) != 0 ? ERSPAN_3_PLATFORM : 0);
  return take (bytes, header, UM_ETHERTYPE_TEB, tunnel);
}

/* Routing (RFC 1701) has been given up long ago. PPTP's version 1 (RFC 2637) has a key always. */
static UmLayerStatus
find_in_gre (UmSlice bytes, UmTunnel *tunnel)
{
  guint16 flags, protocol;
  gsize header = 4;

  if (!um_bytes_be16 (bytes, 0, &flags) || !um_bytes_be16 (bytes, 2, &protocol))
    return UM_LAYER_CUT;
  if ((flags & GRE_ROUTING) != 0 || (flags & GRE_VERSION) != (protocol == UM_ETHERTYPE_PPP))
    return UM_LAYER_OTHER;
  header += (flags & GRE_CHECKSUM) != 0 ? 4 : 0;
  header += (flags & GRE_KEY) != 0 ? 4 : 0;
  header += (flags & GRE_SEQUENCE) != 0 ? 4 : 0;
  switch (protocol)
    {
    case UM_ETHERTYPE_PPP:
      if ((flags & GRE_SEQUENCE) == 0)
        return UM_LAYER_OTHER; /* an acknowledgment alone */
      header += (flags & GRE_ACKNOWLEDGMENT) != 0 ? 4 : 0;
      return take (bytes, header, protocol, tunnel);
    case ETHERTYPE_ERSPAN:
      header += (flags & GRE_SEQUENCE) != 0 ? ERSPAN_2_HEADER : 0;
      return take (bytes, header, UM_ETHERTYPE_TEB, tunnel);
    case ETHERTYPE_ERSPAN_3:
      return find_in_erspan_3 (bytes, header, tunnel);
    case UM_ETHERTYPE_IPV4:
    case UM_ETHERTYPE_IPV6:
    case UM_ETHERTYPE_TEB:
    case ETHERTYPE_MPLS:
      return take (bytes, header, protocol, tunnel);
    default:
      return UM_LAYER_OTHER;
    }
}

UmLayerStatus
um_tunnel_find_in_ip (const UmIpPacket *packet, UmTunnel *ret_tunnel)
{
  switch (packet->protocol)
    {
    case PROTOCOL_IPV4:
    case PROTOCOL_IPV6:
      return take (packet->payload, 0, UM_ETHERTYPE_IPV4, ret_tunnel);
    case PROTOCOL_GRE:
      return find_in_gre (packet->payload, ret_tunnel);
    case PROTOCOL_ETHERIP:
      return take (packet->payload, 2, UM_ETHERTYPE_TEB, ret_tunnel);
    case PROTOCOL_MPLS:
      return take (packet->payload, 0, ETHERTYPE_MPLS, ret_tunnel);
    default:
      return UM_LAYER_OTHER;
    }
}

/* --- over UDP --- */

static UmLayerStatus
find_in_vxlan (UmSlice bytes, UmTunnel *tunnel)
{
  guint32 flags;

  if (!um_bytes_be32 (bytes, 0, &flags) || flags != 0x08000000) /* a network is named, no more */
    return UM_LAYER_OTHER;
  return take (bytes, 8, UM_ETHERTYPE_TEB, tunnel);
}

static UmLayerStatus
find_in_geneve (UmSlice bytes, UmTunnel *tunnel)
{
  guint8 first;
  guint16 protocol;

  if (!um_bytes_u8 (bytes, 0, &first) || !um_bytes_be16 (bytes, 2, &protocol) || first >> 6 != 0 ||
      (protocol != UM_ETHERTYPE_TEB && protocol != UM_ETHERTYPE_IPV4 &&
       protocol != UM_ETHERTYPE_IPV6))
    return UM_LAYER_OTHER;
  return take (bytes, 8 + (gsize) (first & 0x3f) * 4, protocol, tunnel);
}

/* A chain of extension headers: length in words, content, type of the next one. */
static UmLayerStatus
skip_gtp_extensions (UmSlice bytes, gsize *header)
{
  guint8 next, words;

  if (!um_bytes_u8 (bytes, *header - 1, &next))
    return UM_LAYER_CUT;
  while (next != 0)
    {
      if (!um_bytes_u8 (bytes, *header, &words))
        return UM_LAYER_CUT;
      if (words == 0)
        return UM_LAYER_BAD;
      *header += (gsize) words * 4;
      if (!um_bytes_u8 (bytes, *header - 1, &next))
        return UM_LAYER_CUT;
    }
  return UM_LAYER_OK;
}

/* Version 1, user data. One of the three low flags brings four more bytes: sequence and number of
 * the datagram, type of the first extension, of which only those that are flagged mean anything. */
static UmLayerStatus
find_in_gtp (UmSlice bytes, UmTunnel *tunnel)
{
  guint8 flags, type;
  gsize header = 8;

  if (!um_bytes_u8 (bytes, 0, &flags) || !um_bytes_u8 (bytes, 1, &type) || (flags & 0xf0) != 0x30 ||
      type != 0xff)
    return UM_LAYER_OTHER;
  if ((flags & 7) != 0)
    header += 4;
  if ((flags & 4) != 0)
    {
      UmLayerStatus status = skip_gtp_extensions (bytes, &header);

      if (status != UM_LAYER_OK)
        return status;
    }
  return take (bytes, header, UM_ETHERTYPE_IPV4, tunnel);
}

/* Version 1, a packet that was received; tagged fields up to the end tag. */
static UmLayerStatus
find_in_tzsp (UmSlice bytes, UmTunnel *tunnel)
{
  enum
  {
    TAG_PADDING = 0,
    TAG_END = 1,
    ENCAPSULATES_ETHERNET = 1,
    ENCAPSULATES_80211 = 18,
  };
  guint16 head, protocol;
  guint8 tag, length;
  gsize header = 4;

  if (!um_bytes_be16 (bytes, 0, &head) || !um_bytes_be16 (bytes, 2, &protocol) || head != 0x0100 ||
      (protocol != ENCAPSULATES_ETHERNET && protocol != ENCAPSULATES_80211))
    return UM_LAYER_OTHER;
  while (um_bytes_u8 (bytes, header, &tag) && tag != TAG_END)
    {
      header++;
      if (tag == TAG_PADDING)
        continue;
      if (!um_bytes_u8 (bytes, header, &length))
        return UM_LAYER_CUT;
      header += 1 + (gsize) length;
    }
  if (header >= bytes.len)
    return UM_LAYER_CUT;
  *tunnel = (UmTunnel){
    .link_type = protocol == ENCAPSULATES_ETHERNET ? UM_LINK_ETHERNET : UM_LINK_80211,
    .inner = um_slice_from (bytes, header + 1),
  };
  return UM_LAYER_OK;
}

static gboolean
has_port (const UmUdpDatagram *datagram, guint16 port)
{
  return datagram->destination_port == port || datagram->source_port == port;
}

UmLayerStatus
um_tunnel_find_in_udp (const UmUdpDatagram *datagram, UmTunnel *ret_tunnel)
{
  /* VXLAN and Geneve take their source port from a hash of what is inside. */
  if (datagram->destination_port == PORT_VXLAN || datagram->destination_port == PORT_VXLAN_LINUX)
    return find_in_vxlan (datagram->payload, ret_tunnel);
  if (datagram->destination_port == PORT_GENEVE)
    return find_in_geneve (datagram->payload, ret_tunnel);
  if (has_port (datagram, PORT_GTP_U))
    return find_in_gtp (datagram->payload, ret_tunnel);
  if (has_port (datagram, PORT_TZSP))
    return find_in_tzsp (datagram->payload, ret_tunnel);
  return UM_LAYER_OTHER;
}
