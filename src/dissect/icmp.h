#pragma once

/* ICMP (RFC 792, RFC 4443): errors, as far as they say who could not reach whom, and what IPv6
 * neighbours and routers tell (RFC 4861). The datagram an error quotes travelled earlier and
 * elsewhere: it is told as a quote and never taken for traffic. */

#include "dissect/ip.h"
#include "dissect/notice.h"

G_BEGIN_DECLS

#define UM_IP_PROTOCOL_ICMP   1
#define UM_IP_PROTOCOL_ICMPV6 58

/* One notice at most. about: frame, time and the sender's MAC. */
void um_icmp_read (const UmIpPacket *packet,
                   const UmNotice *about,
                   UmNoticeFunc func,
                   gpointer user_data);

G_END_DECLS
