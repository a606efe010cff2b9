#pragma once

/* The capture helper beside a hop test: it sees what old routers quote of UDP headers. Only where
 * this person may capture without being asked for a password; the test runs as well without. */

#include "probe/icmp-quotes.h"

G_BEGIN_DECLS

typedef struct _UmIcmpWatch UmIcmpWatch;

/* Listens on the interface that has the address, until freed; quotes must outlive it. NULL when
 * that is not possible. Waits up to two seconds for the helper. (transfer full) (nullable) */
UmIcmpWatch *um_icmp_watch_new (const UmAddress *local, UmIcmpQuotes *quotes);
void um_icmp_watch_free (UmIcmpWatch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmIcmpWatch, um_icmp_watch_free)

G_END_DECLS
