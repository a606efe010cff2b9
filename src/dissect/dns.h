#pragma once

/* DNS answers (RFC 1035) that lead to a SIP server: NAPTR, SRV, A and AAAA. */

#include "dissect/notice.h"

G_BEGIN_DECLS

/* 255 bytes of name (RFC 1035 section 2.3.4), each of which may become \xNN, and a NUL. */
#define UM_DNS_NAME_MAX 1024

/* The name at *at of message, with dots and without the last one; bytes that are no part of a host
 * name are written \xNN. On success *at stands behind it. FALSE when it does not fit, or when its
 * pointers lead anywhere but back. */
gboolean um_dns_read_name (UmSlice message,
                           gsize *at,
                           char ret_name[UM_DNS_NAME_MAX]) G_GNUC_WARN_UNUSED_RESULT;

/* One notice for each record of a good answer. about: frame and time. */
void um_dns_read (UmSlice payload, const UmNotice *about, UmNoticeFunc func, gpointer user_data);

G_END_DECLS
