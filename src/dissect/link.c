/* Ethernet (IEEE 802.3, 802.1Q, 802.1ad), MPLS, PPPoE (RFC 2516), PPP (RFC 1661), Linux cooked, BSD
 * null and raw IP. Each layer hands over the EtherType and the bytes behind it; what can stand in
 * front of IP is taken off in a loop that ends at UM_LIMIT_LAYERS. */

#include "dissect/link.h"

#include "core/bytes.h"
#include "core/limits.h"
#include "dissect/link-other.h"
#include "dissect/neighbour.h"
#include "io/packet.h"

#define ETHERTYPE_VLAN           0x8100
#define ETHERTYPE_QINQ           0x88a8
#define ETHERTYPE_QINQ_OLD       0x9100 /* before 802.1ad, still met on carrier gear */
#define ETHERTYPE_MPLS           0x8847
#define ETHERTYPE_MPLS_MULTICAST 0x8848
#define ETHERTYPE_PPPOE_DATA     0x8864
#define ETHERTYPE_MACSEC         0x88e5
#define LENGTH_END               0x0600 /* smaller values are lengths of 802.3 frames */

#define BRIDGED_WITH_CHECK 1 /* with the frame check sequence, and without */
#define BRIDGED            7
#define BRIDGED_PAD        2

#define MPLS_LAST 0x100 /* bottom of the stack */

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

/* RFC 3032: labels up to the one that says it is the last. What follows is told by its first half
 * byte: IP, or a frame behind a control word (RFC 4385), which begins with zero. */
static UmLayerStatus
skip_labels (UmSlice *bytes, guint16 *ret_ethertype)
{
  guint32 label = 0;
  guint8 first;

  for (guint layer = 0; (label & MPLS_LAST) == 0; layer++)
    {
      if (layer == UM_LIMIT_LAYERS)
        return UM_LAYER_TOO_DEEP;
      if (!um_bytes_be32 (*bytes, 0, &label))
        return UM_LAYER_CUT;
      *bytes = um_slice_from (*bytes, 4);
    }
  if (!um_bytes_u8 (*bytes, 0, &first))
    return UM_LAYER_CUT;
  *ret_ethertype = UM_ETHERTYPE_IPV4;
  if (first >> 4 == 6)
    *ret_ethertype = UM_ETHERTYPE_IPV6;
  else if (first >> 4 == 0)
    {
      *ret_ethertype = UM_ETHERTYPE_TEB;
      *bytes = um_slice_from (*bytes, 4);
    }
  else if (first >> 4 != 4)
    return UM_LAYER_OTHER;
  return UM_LAYER_OK;
}

/* Behind a length in place of an EtherType: LLC. Only its SNAP form (RFC 1042) leads anywhere, with
 * an organisation and a protocol of its own: Ethernet's own numbers, Cisco's CDP, and Ethernet
 * frames over ATM (RFC 2684). */
static UmLayerStatus
skip_snap (UmSlice *bytes, guint16 *ret_ethertype)
{
  guint16 protocol;

  if (!um_bytes_be16 (*bytes, 6, &protocol))
    return um_slice_has_prefix (*bytes, UM_SLICE ("\xaa\xaa\3")) ? UM_LAYER_CUT : UM_LAYER_OTHER;
  *ret_ethertype = protocol;
  if (um_slice_has_prefix (*bytes, UM_SLICE ("\xaa\xaa\3\0\x80\xc2")) &&
      (protocol == BRIDGED_WITH_CHECK || protocol == BRIDGED))
    {
      *ret_ethertype = UM_ETHERTYPE_TEB;
      *bytes = um_slice_from (*bytes, 8 + BRIDGED_PAD);
      return UM_LAYER_OK;
    }
  if (!(um_slice_has_prefix (*bytes, UM_SLICE ("\xaa\xaa\3\0\0\0")) && protocol >= LENGTH_END) &&
      !(um_slice_has_prefix (*bytes, UM_SLICE ("\xaa\xaa\3\0\0\x0c")) &&
        protocol == UM_ETHERTYPE_CDP))
    return UM_LAYER_OTHER;
  *bytes = um_slice_from (*bytes, 8);
  return UM_LAYER_OK;
}

static UmLayerStatus
take_ethernet_header (UmSlice *bytes, UmLinkFrame *frame, guint16 *ret_ethertype)
{
  if (!um_bytes_be16 (*bytes, 12, ret_ethertype))
    return UM_LAYER_CUT;
  memcpy (frame->source_mac, bytes->data + 6, sizeof frame->source_mac);
  *bytes = um_slice_from (*bytes, ETHERNET_HEADER);
  return UM_LAYER_OK;
}

static UmLayerStatus
take_tag (UmSlice *bytes, guint16 *ret_ethertype)
{
  if (!um_bytes_be16 (*bytes, 2, ret_ethertype))
    return UM_LAYER_CUT;
  *bytes = um_slice_from (*bytes, 4);
  return UM_LAYER_OK;
}

UmLayerStatus
um_link_parse_ethertype (guint16 ethertype, UmSlice bytes, UmLinkFrame *frame)
{
  for (guint layer = 0; layer < UM_LIMIT_LAYERS; layer++)
    {
      UmLayerStatus status = UM_LAYER_OK;

      switch (ethertype)
        {
        case UM_ETHERTYPE_IPV4:
        case UM_ETHERTYPE_IPV6:
          frame->ip = bytes;
          return UM_LAYER_OK;
        case ETHERTYPE_PPPOE_DATA:
          return parse_pppoe (bytes, &frame->ip);
        case UM_ETHERTYPE_PPP:
          return parse_ppp (bytes, &frame->ip);
        case ETHERTYPE_MACSEC:
          return UM_LAYER_ENCRYPTED;
        case ETHERTYPE_VLAN:
        case ETHERTYPE_QINQ:
        case ETHERTYPE_QINQ_OLD:
          status = take_tag (&bytes, &ethertype);
          break;
        case ETHERTYPE_MPLS:
        case ETHERTYPE_MPLS_MULTICAST:
          status = skip_labels (&bytes, &ethertype);
          break;
        case UM_ETHERTYPE_TEB:
          status = take_ethernet_header (&bytes, frame, &ethertype);
          break;
        default:
          if (ethertype >= LENGTH_END)
            {
              frame->other = ethertype;
              frame->payload = bytes;
              return UM_LAYER_OTHER;
            }
          status = skip_snap (&bytes, &ethertype);
        }
      if (status != UM_LAYER_OK)
        return status;
    }
  return UM_LAYER_TOO_DEEP;
}

static UmLayerStatus
parse_ethernet (UmSlice bytes, UmLinkFrame *frame)
{
  guint16 ethertype;
  UmLayerStatus status = take_ethernet_header (&bytes, frame, &ethertype);

  return status == UM_LAYER_OK ? um_link_parse_ethertype (ethertype, bytes, frame) : status;
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
  return um_link_parse_ethertype (protocol, um_slice_from (bytes, COOKED_HEADER), frame);
}

static UmLayerStatus
parse_cooked2 (UmSlice bytes, UmLinkFrame *frame)
{
  guint16 protocol;

  if (bytes.len < COOKED2_HEADER || !um_bytes_be16 (bytes, 0, &protocol))
    return UM_LAYER_CUT;
  if (bytes.data[11] == sizeof frame->source_mac)
    memcpy (frame->source_mac, bytes.data + 12, sizeof frame->source_mac);
  return um_link_parse_ethertype (protocol, um_slice_from (bytes, COOKED2_HEADER), frame);
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
      return um_link_other_parse (link_type, bytes, frame);
    }
}

UmLayerStatus
um_link_parse (guint32 link_type, UmSlice bytes, UmLinkFrame *ret_frame)
{
  UmLinkFrame frame = { 0 };
  UmLayerStatus status = parse_link (link_type, bytes, &frame);

  if (status == UM_LAYER_OK || status == UM_LAYER_OTHER)
    *ret_frame = frame;
  return status;
}
