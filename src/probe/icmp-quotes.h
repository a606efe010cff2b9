#pragma once

/* What ICMP errors quote of UDP headers, seen by a capture beside the test. The error queue of a
 * socket hands over only what stands behind that header; old routers quote nothing of it (RFC 792
 * asks for 8 bytes), but the header tells a length and a checksum. Thread-safe. */

#include "core/address.h"

G_BEGIN_DECLS

typedef struct
{
  guint16 length;   /* of the UDP datagram, header and all */
  guint16 checksum; /* 0: none was sent */
} UmIcmpQuote;

typedef struct _UmIcmpQuotes UmIcmpQuotes;

UmIcmpQuotes *um_icmp_quotes_new (void);
void um_icmp_quotes_free (UmIcmpQuotes *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmIcmpQuotes, um_icmp_quotes_free)

/* A captured packet of any kind; IPv4 errors are kept. */
void um_icmp_quotes_take (UmIcmpQuotes *self, guint32 link_type, UmSlice packet);
/* Forgets all: what comes from now on is about what is sent from now on. */
void um_icmp_quotes_clear (UmIcmpQuotes *self);
/* The last one from hop about a datagram from local to target. FALSE, and *ret_quote untouched,
 * when there is none. */
gboolean um_icmp_quotes_find (UmIcmpQuotes *self,
                              const UmAddress *hop,
                              const UmEndpoint *local,
                              const UmEndpoint *target,
                              UmIcmpQuote *ret_quote) G_GNUC_WARN_UNUSED_RESULT;
/* The checksum of that datagram as it leaves this computer (RFC 768, IPv4). */
guint16
um_icmp_quotes_checksum (const UmEndpoint *local, const UmEndpoint *target, UmSlice payload);

G_END_DECLS
