/* Ethernet (IEEE 802.3, 802.1Q, 802.1ad), PPPoE (RFC 2516), PPP (RFC 1661), Linux cooked, BSD null
 * and raw IP. Each layer hands over the EtherType and the bytes behind it; tags and PPPoE are taken
 * off in a loop that ends at UM_LIMIT_LAYERS. */

#include "dissect/link.h"

#include "core/bytes.h"
#include "core/limits.h"
#include "io/packet.h"

#define ETHERTYPE_IPV4       0x0800
#define ETHERTYPE_IPV6       0x86dd
#define ETHERTYPE_VLAN       0x8100
#define ETHERTYPE_QINQ       0x88a8
#define ETHERTYPE_QINQ_OLD   0x9100 /* before 802.1ad, still met on carrier gear */
#define ETHERTYPE_PPPOE_DATA 0x8864

#define PPP_IPV4 0x0021
#define PPP_IPV6 0x0057

#define ETHERNET_HEADER 14
#define COOKED_HEADER   16
#define COOKED2_HEADER  20
#define PPPOE_HEADER    6

static UmLayerStatus
parse_ppp (UmSlice bytes, UmSlice *ret_ip)
{
  guint8 first, second;
  guint16 protocol;

  if (um_slice_has_prefix (bytes, UM_SLICE ("\xff\x03"))) /* address and control, RFC 1662 */
    bytes = um_slice_from (bytes, 2);
  if (!um_bytes_u8 (bytes, 0, &first))
    return UM_LAYER_CUT;
  if ((first & 1) != 0) /* the protocol field is compressed to its second byte */
    {
      protocol = first;
      bytes = um_slice_from (bytes, 1);
    }
  else
    {
      if (!um_bytes_u8 (bytes, 1, &second))
        return UM_LAYER_CUT;
      protocol = first << 8 | second;
      bytes = um_slice_from (bytes, 2);
    }
  if (protocol != PPP_IPV4 && protocol != PPP_IPV6)
    return UM_LAYER_OTHER;
  *ret_ip = bytes;
  return UM_LAYER_OK;
}

static UmLayerStatus
parse_pppoe (UmSlice bytes, UmSlice *ret_ip)
{
  guint8 version, code;
  guint16 length;

  if (!um_bytes_u8 (bytes, 0, &version) || !um_bytes_u8 (bytes, 1, &code) ||
      !um_bytes_be16 (bytes, 4, &length))
    return UM_LAYER_CUT;
  if (version != 0x11)
    return UM_LAYER_BAD;
  if (code != 0)
    return UM_LAYER_OTHER;
  return parse_ppp (um_slice_head (um_slice_from (bytes, PPPOE_HEADER), length), ret_ip);
}

static UmLayerStatus
parse_ethertype (guint16 ethertype, UmSlice bytes, UmSlice *ret_ip)
{
  for (guint layer = 0; layer < UM_LIMIT_LAYERS; layer++)
    switch (ethertype)
      {
      case ETHERTYPE_IPV4:
      case ETHERTYPE_IPV6:
        *ret_ip = bytes;
        return UM_LAYER_OK;
      case ETHERTYPE_PPPOE_DATA:
        return parse_pppoe (bytes, ret_ip);
      case ETHERTYPE_VLAN:
      case ETHERTYPE_QINQ:
      case ETHERTYPE_QINQ_OLD:
        if (!um_bytes_be16 (bytes, 2, &ethertype))
          return UM_LAYER_CUT;
        bytes = um_slice_from (bytes, 4);
        break;
      default: /* lengths of 802.3 frames (below 0x600) are here too */
        return UM_LAYER_OTHER;
      }
  return UM_LAYER_TOO_DEEP;
}

static UmLayerStatus
parse_ethernet (UmSlice bytes, UmLinkFrame *frame)
{
  guint16 ethertype;

  if (!um_bytes_be16 (bytes, 12, &ethertype))
    return UM_LAYER_CUT;
  memcpy (frame->source_mac, bytes.data + 6, sizeof frame->source_mac);
  return parse_ethertype (ethertype, um_slice_from (bytes, ETHERNET_HEADER), &frame->ip);
}

/* Addresses have up to 8 bytes here; only those of 6 are MACs. */
static UmLayerStatus
parse_cooked (UmSlice bytes, UmLinkFrame *frame)
{
  guint16 protocol, address_length;

  if (!um_bytes_be16 (bytes, 14, &protocol) || !um_bytes_be16 (bytes, 4, &address_length))
    return UM_LAYER_CUT;
  if (address_length == sizeof frame->source_mac)
    memcpy (frame->source_mac, bytes.data + 6, sizeof frame->source_mac);
  return parse_ethertype (protocol, um_slice_from (bytes, COOKED_HEADER), &frame->ip);
}

static UmLayerStatus
parse_cooked2 (UmSlice bytes, UmLinkFrame *frame)
{
  guint16 protocol;

  if (bytes.len < COOKED2_HEADER || !um_bytes_be16 (bytes, 0, &protocol))
    return UM_LAYER_CUT;
  if (bytes.data[11] == sizeof frame->source_mac)
    memcpy (frame->source_mac, bytes.data + 12, sizeof frame->source_mac);
  return parse_ethertype (protocol, um_slice_from (bytes, COOKED2_HEADER), &frame->ip);
}

/* The family is in the byte order of the capturing machine, and IPv6 has another number on each
 * system: 24 NetBSD and OpenBSD, 28 FreeBSD, 30 macOS, 10 Linux. */
static UmLayerStatus
parse_null (UmSlice bytes, UmLinkFrame *frame)
{
  guint32 family;

  if (!um_bytes_be32 (bytes, 0, &family))
    return UM_LAYER_CUT;
  if (family > 0xffff)
    family = GUINT32_SWAP_LE_BE (family);
  if (family != 2 && family != 10 && family != 24 && family != 28 && family != 30)
    return UM_LAYER_OTHER;
  frame->ip = um_slice_from (bytes, 4);
  return UM_LAYER_OK;
}

static UmLayerStatus
parse_link (guint32 link_type, UmSlice bytes, UmLinkFrame *frame)
{
  switch (link_type)
    {
    case UM_LINK_ETHERNET:
      return parse_ethernet (bytes, frame);
    case UM_LINK_LINUX_SLL:
      return parse_cooked (bytes, frame);
    case UM_LINK_LINUX_SLL2:
      return parse_cooked2 (bytes, frame);
    case UM_LINK_NULL:
    case UM_LINK_LOOP:
      return parse_null (bytes, frame);
    case UM_LINK_PPP:
      return parse_ppp (bytes, &frame->ip);
    case UM_LINK_PPP_ETHER:
      return parse_pppoe (bytes, &frame->ip);
    case UM_LINK_RAW:
    case UM_LINK_RAW_BSD:
    case UM_LINK_RAW_OPENBSD:
    case UM_LINK_IPV4:
    case UM_LINK_IPV6:
      frame->ip = bytes;
      return UM_LAYER_OK;
    default:
      return UM_LAYER_UNKNOWN_LINK;
    }
}

UmLayerStatus
um_link_parse (guint32 link_type, UmSlice bytes, UmLinkFrame *ret_frame)
{
  UmLinkFrame frame = { 0 };
  UmLayerStatus status = parse_link (link_type, bytes, &frame);

  if (status == UM_LAYER_OK)
    *ret_frame = frame;
  return status;
}
