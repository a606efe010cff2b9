#pragma once

/* What a machine tells its neighbours on the wire: ARP (RFC 826), LLDP (IEEE 802.1AB, with the
 * inventory of LLDP-MED) and CDP. */

#include "dissect/notice.h"

G_BEGIN_DECLS

#define UM_ETHERTYPE_ARP  0x0806
#define UM_ETHERTYPE_LLDP 0x88cc
/* Not an EtherType: the protocol number below Cisco's OUI in a SNAP header. */
#define UM_ETHERTYPE_CDP 0x2000

/* payload: what follows the EtherType or SNAP header. about: frame and time, and the sender's MAC.
 * One notice at most; none when the bytes are not what ethertype says. */
void um_neighbour_read (guint16 ethertype,
                        UmSlice payload,
                        const UmNotice *about,
                        UmNoticeFunc func,
                        gpointer user_data);

G_END_DECLS
