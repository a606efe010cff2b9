/* Header sizes depend on the frame control bits (IEEE 802.11-2020 section 9.2.4, 9.3.2). The frame
 * check sequence that some drivers leave at the end needs no care: IP says how long it is. */

#include "dissect/link-80211.h"

#include "core/bytes.h"
#include "io/packet.h"

/* First byte of frame control */
#define VERSION_MASK 0x03
#define TYPE_MASK    0x0c
#define TYPE_DATA    0x08
#define SUBTYPE_NULL 0x40 /* no data */
#define SUBTYPE_QOS  0x80
/* Second byte */
#define TO_DS          0x01
#define FROM_DS        0x02
#define MORE_FRAGMENTS 0x04
#define PROTECTED      0x40
#define ORDER          0x80 /* QoS data: four more bytes of header */

#define HEADER          24
#define FOURTH_ADDRESS  6
#define QOS_CONTROL     2
#define HT_CONTROL      4
#define QOS_IS_AMSDU    0x80
#define AT_SEQUENCE     22
#define FRAGMENT_MASK   0x0f
#define SUBFRAME_HEADER 14
#define SNAP_HEADER     8

#define RADIOTAP_TSFT    0x01
#define RADIOTAP_FLAGS   0x02
#define RADIOTAP_MORE    0x80000000
#define RADIOTAP_DATAPAD 0x20 /* the header is padded to four bytes */

#define AVS_MAGIC 0x80211000 /* the last digit is its version */

static UmLayerStatus
parse_snap (UmSlice bytes, UmLinkFrame *frame)
{
  guint16 ethertype;

  if (!um_bytes_be16 (bytes, SNAP_HEADER - 2, &ethertype))
    return UM_LAYER_CUT;
  /* RFC 1042, and the tunnel for what 802.1H lists */
  if (!um_slice_has_prefix (bytes, UM_SLICE ("\xaa\xaa\3\0\0\0")) &&
      !um_slice_has_prefix (bytes, UM_SLICE ("\xaa\xaa\3\0\0\xf8")))
    return UM_LAYER_OTHER;
  return um_link_parse_ethertype (ethertype, um_slice_from (bytes, SNAP_HEADER), frame);
}

/* Subframes: destination, source, length, and the frame padded to four bytes. */
UmLayerStatus
um_link_80211_next (UmLinkFrame *frame)
{
  UmSlice bytes = frame->more;
  guint16 length;

  frame->more = UM_SLICE_UNSET;
  frame->ip = frame->payload = UM_SLICE_UNSET;
  frame->other = 0;
  if (!um_bytes_be16 (bytes, 12, &length))
    return UM_LAYER_CUT;
  memcpy (frame->source_mac, bytes.data + 6, sizeof frame->source_mac);
  bytes = um_slice_from (bytes, SUBFRAME_HEADER);
  /* a frame check sequence may stand behind the last one */
  if (bytes.len >= ((gsize) length + SUBFRAME_HEADER + 3) / 4 * 4)
    frame->more =
        um_slice_from (bytes, ((gsize) length + SUBFRAME_HEADER + 3) / 4 * 4 - SUBFRAME_HEADER);
  if (frame->more.len <= 4)
    frame->more = UM_SLICE_UNSET;
  return parse_snap (um_slice_head (bytes, length), frame);
}

static gsize
header_length (guint8 first, guint8 second)
{
  gsize length = HEADER;

  if ((second & (TO_DS | FROM_DS)) == (TO_DS | FROM_DS))
    length += FOURTH_ADDRESS;
  if ((first & SUBTYPE_QOS) != 0)
    length += QOS_CONTROL + ((second & ORDER) != 0 ? HT_CONTROL : 0);
  return length;
}

/* Where the source stands depends on the direction. */
static void
take_source (UmSlice bytes, guint8 second, UmLinkFrame *frame)
{
  gsize at = 10;

  if ((second & (TO_DS | FROM_DS)) == FROM_DS)
    at = 16;
  else if ((second & (TO_DS | FROM_DS)) == (TO_DS | FROM_DS))
    at = 24;
  memcpy (frame->source_mac, bytes.data + at, sizeof frame->source_mac);
}

/* padded: to four bytes, as Atheros cards do. Fragments of frames are not put together: nobody has
 * sent any for a long time. */
static UmLayerStatus
parse_80211 (UmSlice bytes, gboolean padded, UmLinkFrame *frame)
{
  guint8 first, second, fragment, qos = 0;
  gsize length;

  if (!um_bytes_u8 (bytes, 0, &first) || !um_bytes_u8 (bytes, 1, &second))
    return UM_LAYER_CUT;
  if ((first & VERSION_MASK) != 0 || (first & TYPE_MASK) != TYPE_DATA ||
      (first & SUBTYPE_NULL) != 0)
    return UM_LAYER_OTHER;
  length = header_length (first, second);
  if (bytes.len < length || !um_bytes_u8 (bytes, AT_SEQUENCE, &fragment))
    return UM_LAYER_CUT;
  if ((second & PROTECTED) != 0)
    return UM_LAYER_ENCRYPTED;
  if ((second & MORE_FRAGMENTS) != 0 || (fragment & FRAGMENT_MASK) != 0)
    return UM_LAYER_FRAGMENT;
  take_source (bytes, second, frame);
  if ((first & SUBTYPE_QOS) != 0)
    qos = (guint8)
              bytes.data[HEADER +
                         ((second & (TO_DS | FROM_DS)) == (TO_DS | FROM_DS) ? FOURTH_ADDRESS : 0)];
  if (padded)
    length = (length + 3) / 4 * 4;
  bytes = um_slice_from (bytes, length);
  if ((qos & QOS_IS_AMSDU) == 0)
    return parse_snap (bytes, frame);
  frame->more = bytes;
  return um_link_80211_next (frame);
}

/* radiotap.org: bitmaps of what is there, the last one without its top bit, then the fields. Only
 * the flags are of interest, and they stand behind nothing but the clock, which is aligned. */
static UmLayerStatus
parse_radiotap (UmSlice bytes, UmLinkFrame *frame)
{
  guint16 length;
  guint32 present, word;
  guint8 flags = 0;
  gsize at = 8;

  if (!um_bytes_le16 (bytes, 2, &length) || !um_bytes_le32 (bytes, 4, &present) ||
      length > bytes.len)
    return UM_LAYER_CUT;
  if (bytes.data[0] != 0 || length < 8)
    return UM_LAYER_BAD;
  for (word = present; (word & RADIOTAP_MORE) != 0; at += 4)
    if (at + 4 > length || !um_bytes_le32 (bytes, at, &word))
      return UM_LAYER_BAD;
  if ((present & RADIOTAP_TSFT) != 0)
    at = (at + 7) / 8 * 8 + 8;
  if ((present & RADIOTAP_FLAGS) != 0 && at < length)
    flags = (guint8) bytes.data[at];
  return parse_80211 (um_slice_from (bytes, length), (flags & RADIOTAP_DATAPAD) != 0, frame);
}

/* "message code, message length" in the byte order of the capturing machine. */
static UmLayerStatus
parse_prism (UmSlice bytes, UmLinkFrame *frame)
{
  guint32 code, length;

  if (!um_bytes_be32 (bytes, 0, &code) || !um_bytes_be32 (bytes, 4, &length))
    return UM_LAYER_CUT;
  /* drivers use one link type for both; AVS is in network order */
  if ((code & 0xfffffff0) != AVS_MAGIC && length > 0xffff)
    length = GUINT32_SWAP_LE_BE (length);
  if (length > bytes.len)
    return UM_LAYER_CUT;
  return length >= 8 ? parse_80211 (um_slice_from (bytes, length), FALSE, frame) : UM_LAYER_BAD;
}

/* Per-Packet Information: version, flags, length, and the link type of what follows. */
static UmLayerStatus
parse_ppi (UmSlice bytes, UmLinkFrame *frame)
{
  guint16 length;
  guint32 inner;

  if (!um_bytes_le16 (bytes, 2, &length) || !um_bytes_le32 (bytes, 4, &inner) || length > bytes.len)
    return UM_LAYER_CUT;
  if (length < 8)
    return UM_LAYER_BAD;
  bytes = um_slice_from (bytes, length);
  if (inner == UM_LINK_80211)
    return parse_80211 (bytes, FALSE, frame);
  if (inner == UM_LINK_ETHERNET)
    return um_link_parse_ethertype (UM_ETHERTYPE_TEB, bytes, frame);
  return UM_LAYER_UNKNOWN_LINK;
}

UmLayerStatus
um_link_80211_parse (guint32 link_type, UmSlice bytes, UmLinkFrame *frame)
{
  switch (link_type)
    {
    case UM_LINK_RADIOTAP:
      return parse_radiotap (bytes, frame);
    case UM_LINK_PRISM:
    case UM_LINK_AVS:
      return parse_prism (bytes, frame);
    case UM_LINK_PPI:
      return parse_ppi (bytes, frame);
    default:
      return parse_80211 (bytes, FALSE, frame);
    }
}
