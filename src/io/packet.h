#pragma once

/* One packet as a capture file or the helper's pipe delivers it. */

#include "core/slice.h"

G_BEGIN_DECLS

/* LINKTYPE_ values of the pcap formats (tcpdump.org/linktypes.html) that we can take apart. */
typedef enum
{
  UM_LINK_NULL = 0,
  UM_LINK_ETHERNET = 1,
  UM_LINK_PPP = 9,
  UM_LINK_PPP_HDLC = 50,
  UM_LINK_RAW_BSD = 12, /* DLT_RAW on most systems, met in files too */
  UM_LINK_RAW_OPENBSD = 14,
  UM_LINK_PPP_ETHER = 51,
  UM_LINK_ATM_LLC = 100,
  UM_LINK_RAW = 101,
  UM_LINK_CISCO_HDLC = 104,
  UM_LINK_80211 = 105,
  UM_LINK_LOOP = 108,
  UM_LINK_LINUX_SLL = 113,
  UM_LINK_PFLOG = 117,
  UM_LINK_PRISM = 119,
  UM_LINK_RADIOTAP = 127,
  UM_LINK_AVS = 163,
  UM_LINK_PPP_PPPD = 166,
  UM_LINK_PPI = 192,
  UM_LINK_ERF = 197,
  UM_LINK_PPP_DIRECTION = 204,
  UM_LINK_IPV4 = 228,
  UM_LINK_IPV6 = 229,
  UM_LINK_NFLOG = 239,
  UM_LINK_LINUX_SLL2 = 276,
} UmLinkType;

typedef struct
{
  guint64 number;      /* from 1, as Wireshark counts */
  gint64 time_us;      /* since 1970-01-01 UTC; UM_TIME_UNKNOWN when the file has none */
  guint32 link_type;   /* UmLinkType or any other number */
  guint32 interface;   /* pcapng interface id within the file, else 0 */
  guint32 wire_length; /* length on the wire; larger than bytes.len when cut by the snap length */
  UmSlice bytes;       /* valid until the next read */
  guint64 offset;      /* where the bytes begin in the unpacked file */
} UmPacket;

G_END_DECLS
