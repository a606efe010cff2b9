#pragma once

/* A packet around the bytes of a message: IP and UDP, or TCP, with lengths and checksums that add
 * up. For what has no packet of its own (a text trace, a saved case), was spread over several, or
 * must not be shown as it was. */

#include "model/message.h"

G_BEGIN_DECLS

enum
{
  UM_REBUILT_MAX_PAYLOAD = 65000, /* an IP packet holds no more */
};

/* Link type UM_LINK_RAW. datagram->payload is cut to UM_REBUILT_MAX_PAYLOAD. An address that is not
 * known is 0.0.0.0 (::), a port that is not known 5060. TCP for transport TCP, with this sequence
 * number; else UDP. (transfer full) */
GByteArray *um_rebuilt_packet_new (const UmDatagram *datagram, guint32 sequence);

/* After bytes of the packet's UDP payload were overwritten: what the checksum in its UDP header
 * must be instead (RFC 1624), so that it is as right or wrong as it was. checksum: the one that
 * stands there; 0, which means none, stays. old and new: as long as each other, from an even place
 * in the datagram. */
guint16 um_rebuilt_packet_checksum (guint16 checksum, UmSlice before, UmSlice after);

G_END_DECLS
