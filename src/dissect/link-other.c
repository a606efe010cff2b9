/* ERF of Endace's capture cards, Linux' netfilter log, the packet filter log of the BSDs (OPNsense,
 * pfSense), Cisco's HDLC, PPP as the access servers record it, ATM's LLC. */

#include "dissect/link-other.h"

#include "core/bytes.h"
#include "core/limits.h"
#include "dissect/link-80211.h"
#include "io/packet.h"

#define ERF_HEADER     16
#define ERF_EXTENSION  8
#define ERF_MORE       0x80 /* of a type: extension headers follow */
#define ERF_ETHER_SKIP 2    /* an offset and a pad in front of the frame */

enum
{
  ERF_HDLC = 1,
  ERF_ETHERNET = 2,
  ERF_COLOR_HDLC = 10,
  ERF_COLOR_ETHERNET = 11,
  ERF_DSM_COLOR_HDLC = 15,
  ERF_DSM_COLOR_ETHERNET = 16,
  ERF_COLOR_HASH_HDLC = 19,
  ERF_COLOR_HASH_ETHERNET = 20,
  ERF_IPV4 = 22,
  ERF_IPV6 = 23,
};

enum
{
  NFLOG_HEADER = 4,
  NFLOG_PACKET_HEADER = 1, /* types of its TLVs */
  NFLOG_HARDWARE_ADDRESS = 8,
  NFLOG_PAYLOAD = 9,
  NFLOG_FAMILY_IPV4 = 2,
  NFLOG_FAMILY_IPV6 = 10,
};

#define HDLC_HEADER 4

/* Cisco's HDLC: address, control, EtherType. PPP's address and control say that it is that. */
static UmLayerStatus
parse_hdlc (UmSlice bytes, UmLinkFrame *frame)
{
  guint16 ethertype;

  if (um_slice_has_prefix (bytes, UM_SLICE ("\xff\3")))
    return um_link_parse_ethertype (UM_ETHERTYPE_PPP, bytes, frame);
  if (!um_bytes_be16 (bytes, 2, &ethertype))
    return UM_LAYER_CUT;
  return um_link_parse_ethertype (ethertype, um_slice_from (bytes, HDLC_HEADER), frame);
}

static UmLayerStatus
parse_erf_payload (guint8 type, UmSlice bytes, UmLinkFrame *frame)
{
  switch (type)
    {
    case ERF_ETHERNET:
    case ERF_COLOR_ETHERNET:
    case ERF_DSM_COLOR_ETHERNET:
    case ERF_COLOR_HASH_ETHERNET:
      return um_link_parse_ethertype (UM_ETHERTYPE_TEB, um_slice_from (bytes, ERF_ETHER_SKIP),
                                      frame);
    case ERF_HDLC:
    case ERF_COLOR_HDLC:
    case ERF_DSM_COLOR_HDLC:
    case ERF_COLOR_HASH_HDLC:
      return parse_hdlc (bytes, frame);
    case ERF_IPV4:
    case ERF_IPV6:
      frame->ip = bytes;
      return UM_LAYER_OK;
    default:
      return UM_LAYER_UNKNOWN_LINK;
    }
}

static UmLayerStatus
parse_erf (UmSlice bytes, UmLinkFrame *frame)
{
  guint8 type, extension;

  if (bytes.len < ERF_HEADER || !um_bytes_u8 (bytes, 8, &type))
    return UM_LAYER_CUT;
  bytes = um_slice_from (bytes, ERF_HEADER);
  extension = type;
  for (guint layer = 0; (extension & ERF_MORE) != 0; layer++)
    {
      if (layer == UM_LIMIT_LAYERS)
        return UM_LAYER_TOO_DEEP;
      if (bytes.len < ERF_EXTENSION || !um_bytes_u8 (bytes, 0, &extension))
        return UM_LAYER_CUT;
      bytes = um_slice_from (bytes, ERF_EXTENSION);
    }
  return parse_erf_payload (type & ~ERF_MORE, bytes, frame);
}

/* The TLVs are in the byte order of the machine that made the log: as the first of them, whose
 * length is known, shows. */
static gboolean
next_tlv (UmSlice *bytes, gboolean big, guint16 *ret_type, UmSlice *ret_value)
{
  guint16 length;

  if (!(big ? um_bytes_be16 (*bytes, 0, &length) && um_bytes_be16 (*bytes, 2, ret_type)
            : um_bytes_le16 (*bytes, 0, &length) && um_bytes_le16 (*bytes, 2, ret_type)) ||
      length < 4 || length > bytes->len)
    return FALSE;
  *ret_value = um_slice_from (um_slice_head (*bytes, length), 4);
  *bytes = um_slice_from (*bytes, ((gsize) length + 3) / 4 * 4);
  return TRUE;
}

static UmLayerStatus
parse_nflog (UmSlice bytes, UmLinkFrame *frame)
{
  guint8 family, version;
  gboolean big;
  guint16 type;
  UmSlice value;

  if (!um_bytes_u8 (bytes, 0, &family) || !um_bytes_u8 (bytes, 1, &version) ||
      bytes.len < NFLOG_HEADER + 4)
    return UM_LAYER_CUT;
  if (version != 0)
    return UM_LAYER_BAD;
  if (family != NFLOG_FAMILY_IPV4 && family != NFLOG_FAMILY_IPV6)
    return UM_LAYER_OTHER;
  bytes = um_slice_from (bytes, NFLOG_HEADER);
  big = bytes.data[0] == 0;
  while (next_tlv (&bytes, big, &type, &value))
    {
      if (type == NFLOG_HARDWARE_ADDRESS && um_slice_has_prefix (value, UM_SLICE ("\0\6")) &&
          value.len >= 10)
        memcpy (frame->source_mac, value.data + 4, sizeof frame->source_mac);
      if (type != NFLOG_PAYLOAD)
        continue;
      frame->ip = value;
      return UM_LAYER_OK;
    }
  return bytes.len > 0 ? UM_LAYER_CUT : UM_LAYER_OTHER;
}

/* Its own length first, in bytes, without padding to four. */
static UmLayerStatus
parse_pflog (UmSlice bytes, UmLinkFrame *frame)
{
  guint8 length;

  if (!um_bytes_u8 (bytes, 0, &length))
    return UM_LAYER_CUT;
  if (length < 4)
    return UM_LAYER_BAD;
  if (((gsize) length + 3) / 4 * 4 > bytes.len)
    return UM_LAYER_CUT;
  frame->ip = um_slice_from (bytes, ((gsize) length + 3) / 4 * 4);
  return UM_LAYER_OK;
}

/* A direction, then PPP; pppd puts it in place of the address. */
static UmLayerStatus
parse_ppp_with_direction (UmSlice bytes, UmLinkFrame *frame)
{
  if (bytes.len >= 2 && bytes.data[1] == 3 && (guint8) bytes.data[0] <= 1)
    return um_link_parse_ethertype (UM_ETHERTYPE_PPP, um_slice_from (bytes, 2), frame);
  if (bytes.len < 1)
    return UM_LAYER_CUT;
  return um_link_parse_ethertype (UM_ETHERTYPE_PPP, um_slice_from (bytes, 1), frame);
}

UmLayerStatus
um_link_other_parse (guint32 link_type, UmSlice bytes, UmLinkFrame *frame)
{
  switch (link_type)
    {
    case UM_LINK_80211:
    case UM_LINK_PRISM:
    case UM_LINK_RADIOTAP:
    case UM_LINK_AVS:
    case UM_LINK_PPI:
      return um_link_80211_parse (link_type, bytes, frame);
    case UM_LINK_ERF:
      return parse_erf (bytes, frame);
    case UM_LINK_NFLOG:
      return parse_nflog (bytes, frame);
    case UM_LINK_PFLOG:
      return parse_pflog (bytes, frame);
    case UM_LINK_PPP_HDLC:
    case UM_LINK_CISCO_HDLC:
      return parse_hdlc (bytes, frame);
    case UM_LINK_PPP_PPPD:
    case UM_LINK_PPP_DIRECTION:
      return parse_ppp_with_direction (bytes, frame);
    case UM_LINK_ATM_LLC:
      return um_link_parse_ethertype (0, bytes, frame); /* a length would be there: LLC follows */
    default:
      return UM_LAYER_UNKNOWN_LINK;
    }
}
