#pragma once

/* DHCP (RFC 2131, options of RFC 2132, SIP servers of RFC 3361): who was given which address, by
 * whom, with which router and SIP server. */

#include "dissect/notice.h"

G_BEGIN_DECLS

/* Any number of notices. about: frame and time. Nothing for what is no DHCP message. */
void um_dhcp_read (UmSlice payload, const UmNotice *about, UmNoticeFunc func, gpointer user_data);

G_END_DECLS
