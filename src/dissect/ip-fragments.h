#pragma once

/* Fragments in, whole datagrams out; IPv4 and IPv6. Bounded by UM_LIMIT_FRAGMENTS datagrams under
 * way: the oldest gives way. Where fragments overlap, the first bytes win. */

#include "core/damage.h"
#include "dissect/datagram.h"
#include "dissect/ip.h"

G_BEGIN_DECLS

typedef struct _UmIpFragments UmIpFragments;

/* A datagram that never became whole: packet->payload is what is there without a gap from its
 * start, packet->missing is at least 1. carrier is that of its first fragment. A capture filter on
 * ports keeps only first fragments, and the telling headers stand in them. */
typedef void (*UmIpFragmentsFunc) (const UmIpPacket *packet, const UmDatagram *carrier,
                                   gpointer user_data);

/* func (nullable) may not call back into the same UmIpFragments. damage is not owned. */
UmIpFragments *um_ip_fragments_new (UmIpFragmentsFunc func, gpointer user_data, UmDamage *damage);
void           um_ip_fragments_free (UmIpFragments *self);
/* Takes one fragment; carrier says when and from where it came. TRUE when it completes a datagram:
 * *ret_whole is it, its payload valid until the next call. */
gboolean       um_ip_fragments_add (UmIpFragments *self, const UmIpPacket *fragment,
                                    const UmDatagram *carrier, UmIpPacket *ret_whole);
/* Counts and hands over what is still incomplete. */
void           um_ip_fragments_finish (UmIpFragments *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmIpFragments, um_ip_fragments_free)

G_END_DECLS
