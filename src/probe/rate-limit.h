#pragma once

/* How many packets an address may send in a second, for very many addresses in fixed memory: a
 * table of buckets that fill up again. Addresses that share a bucket share its tokens; which ones
 * do is keyed by a secret, so that nobody can choose whom to crowd out. Not thread-safe. */

#include "core/address.h"

G_BEGIN_DECLS

typedef struct _UmRateLimit UmRateLimit;

/* per_second: what each bucket gains; burst: what it holds. */
UmRateLimit *um_rate_limit_new (guint per_second, guint burst, guint64 secret);
void um_rate_limit_free (UmRateLimit *self);
/* Takes a token. now_us: monotonic. IPv6 counts by /64, since one site has all of it. */
gboolean um_rate_limit_take (UmRateLimit *self, gint64 now_us, const UmAddress *address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmRateLimit, um_rate_limit_free)

G_END_DECLS
