#pragma once

/* What of a packet is recorded. A live capture sees other people's calls: SIP is kept whole, sound
 * never is. */

#include "core/slice.h"
#include "io/packet.h"

G_BEGIN_DECLS

typedef enum
{
  UM_TRIM_SIGNALLING, /* SIP, STUN, what tells about the network: whole */
  UM_TRIM_MEDIA,      /* RTP: its headers; RTCP: whole */
  UM_TRIM_OTHER,      /* of no use here */
} UmTrimKind;

/* What packet is, and how many of its bytes, from the first, hold all that is read of it here.
 * Decides by the packet alone: fragments and TCP segments are signalling. */
UmTrimKind um_packet_trim (const UmPacket *packet, gsize *ret_len);

G_END_DECLS
