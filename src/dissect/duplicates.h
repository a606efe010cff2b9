#pragma once

/* Recognises packets that a capture holds twice: a mirror port that copies what comes in and what
 * goes out, a bridge watched on both sides, with a VLAN tag once and once without. Such copies are
 * alike from the IP header on and come within milliseconds. A real retransmission has another IP
 * identification and comes half a second later (RFC 3261 section 17.1.1.1), and a packet behind a
 * router has another TTL: neither is a copy. */

#include "dissect/ip.h"

G_BEGIN_DECLS

typedef struct _UmDuplicates UmDuplicates;

UmDuplicates *um_duplicates_new (void);
void um_duplicates_free (UmDuplicates *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmDuplicates, um_duplicates_free)

/* TRUE when packet was seen a moment ago; remembers it otherwise. Never for a packet without a
 * time. Looks at the header, the length, and both ends of the payload. */
gboolean um_duplicates_has_seen (UmDuplicates *self, const UmIpPacket *packet, gint64 time_us);

G_END_DECLS
