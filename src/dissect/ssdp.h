#pragma once

/* SSDP (UPnP Device Architecture 1.1 section 1): routers announce what they are. */

#include "dissect/notice.h"

G_BEGIN_DECLS

#define UM_SSDP_PORT 1900

/* One notice for an announcement (NOTIFY ssdp:alive) or an answer to a search. about: frame, time,
 * and the sender's address and MAC. */
void um_ssdp_read (UmSlice payload, const UmNotice *about, UmNoticeFunc func, gpointer user_data);

G_END_DECLS
