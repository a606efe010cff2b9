#pragma once

/* IP addresses and endpoints as plain values. */

#include "core/slice.h"

G_BEGIN_DECLS

typedef enum
{
  UM_FAMILY_NONE = 0, /* no address: a host name, or nothing at all */
  UM_FAMILY_IPV4 = 4,
  UM_FAMILY_IPV6 = 6,
} UmFamily;

typedef struct
{
  guint8 family;    /* UmFamily */
  guint8 bytes[16]; /* network order; IPv4 uses the first four, the rest is zero */
} UmAddress;

typedef struct
{
  UmAddress address;
  guint16 port; /* 0: unknown */
} UmEndpoint;

/* Where an address can live. "Private" in the sense of the field guide is every scope that a NAT
 * would have to translate: see um_address_is_private(). Documentation ranges count as public. */
typedef enum
{
  UM_SCOPE_NONE,
  UM_SCOPE_PUBLIC,
  UM_SCOPE_PRIVATE,    /* RFC 1918, RFC 4193 */
  UM_SCOPE_CGNAT,      /* RFC 6598, 100.64/10 */
  UM_SCOPE_LINK_LOCAL, /* RFC 3927, fe80::/10 */
  UM_SCOPE_LOOPBACK,
  UM_SCOPE_UNSPECIFIED, /* 0.0.0.0, :: */
  UM_SCOPE_MULTICAST,   /* and broadcast */
} UmScope;

#define UM_ENDPOINT_STRING_MAX 64 /* "[" + IPv6 + "]:65535" + NUL, with room */

/* Parses a literal IPv4 or IPv6 address, the latter with or without brackets. IPv4-mapped IPv6
 * becomes IPv4, so that both spellings compare equal. FALSE for host names and impossible octets.
 */
gboolean um_address_parse (UmSlice text, UmAddress *ret_address) G_GNUC_WARN_UNUSED_RESULT;
UmAddress um_address_from_ipv4 (guint32 host_order);
UmAddress um_address_from_bytes (UmFamily family, const guint8 *network_order);

static inline gboolean
um_address_is_set (const UmAddress *address)
{
  return address->family != UM_FAMILY_NONE;
}

static inline gboolean
um_address_equal (const UmAddress *a, const UmAddress *b)
{
  return memcmp (a, b, sizeof *a) == 0;
}

static inline gboolean
um_endpoint_equal (const UmEndpoint *a, const UmEndpoint *b)
{
  return a->port == b->port && um_address_equal (&a->address, &b->address);
}

UmScope um_address_scope (const UmAddress *address);
gboolean um_address_is_private (const UmAddress *address);
gboolean um_address_is_public (const UmAddress *address);
/* TRUE when both lie in the same /24 (IPv4) or /64 (IPv6): a guess at "the same local net". */
gboolean um_address_same_net (const UmAddress *a, const UmAddress *b);

/* Hash and equality of UmAddress * and UmEndpoint * for GHashTable. */
guint um_address_hash (gconstpointer address);
gboolean um_address_equal_func (gconstpointer a, gconstpointer b);
guint um_endpoint_hash (gconstpointer endpoint);
gboolean um_endpoint_equal_func (gconstpointer a, gconstpointer b);

/* Writes into and returns buffer: "192.0.2.1", "2001:db8::1"; "" for none. */
const char *um_address_to_string (const UmAddress *address, char buffer[UM_ENDPOINT_STRING_MAX]);
/* "192.0.2.1:5060", "[2001:db8::1]:5060"; without the port when it is 0. */
const char *um_endpoint_to_string (const UmEndpoint *endpoint, char buffer[UM_ENDPOINT_STRING_MAX]);
/* (transfer full) */
char *um_address_dup_string (const UmAddress *address);
char *um_endpoint_dup_string (const UmEndpoint *endpoint);

G_END_DECLS
