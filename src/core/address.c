/* IP addresses and endpoints as plain values. Parsing is strict: "66.135.32.300" and "010.0.0.1"
 * are not addresses, so a masked or mistyped trace never looks like evidence. */

#include "core/address.h"

#include <arpa/inet.h>

static gboolean
parse_ipv4 (UmSlice text, guint8 bytes[4])
{
  const char *position = text.data;
  const char *end = um_slice_end (text);

  for (guint octet = 0; octet < 4; octet++)
    {
      const char *start = position;
      guint value = 0;

      while (position < end && position - start < 3 && (guchar) (*position - '0') <= 9)
        value = value * 10 + (*position++ - '0');
      if (position == start || value > 255 || (*start == '0' && position - start > 1))
        return FALSE;
      bytes[octet] = value;
      if (octet < 3 && (position == end || *position++ != '.'))
        return FALSE;
    }
  return position == end;
}

static void
unmap_ipv4 (UmAddress *address)
{
  static const guint8 prefix[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

  if (address->family == UM_FAMILY_IPV6 && memcmp (address->bytes, prefix, sizeof prefix) == 0)
    *address = um_address_from_bytes (UM_FAMILY_IPV4, address->bytes + 12);
}

gboolean
um_address_parse (UmSlice text, UmAddress *ret_address)
{
  UmAddress address = { 0 };
  char buffer[INET6_ADDRSTRLEN];

  if (text.len >= 2 && text.data[0] == '[' && text.data[text.len - 1] == ']')
    text = um_slice_new (text.data + 1, text.len - 2);
  if (text.len == 0 || text.len >= sizeof buffer ||
      (!g_ascii_isxdigit (text.data[0]) && text.data[0] != ':'))
    return FALSE;

  if (parse_ipv4 (text, address.bytes))
    {
      address.family = UM_FAMILY_IPV4;
      *ret_address = address;
      return TRUE;
    }
  if (um_slice_find_byte (text, ':') < 0 || um_slice_find_byte (text, '\0') >= 0)
    return FALSE;
  memcpy (buffer, text.data, text.len);
  buffer[text.len] = '\0';
  memset (address.bytes, 0, sizeof address.bytes);
  if (inet_pton (AF_INET6, buffer, address.bytes) != 1)
    return FALSE;
  address.family = UM_FAMILY_IPV6;
  unmap_ipv4 (&address);
  *ret_address = address;
  return TRUE;
}

UmAddress
um_address_from_ipv4 (guint32 host_order)
{
  UmAddress address = { .family = UM_FAMILY_IPV4 };
  guint32 network = GUINT32_TO_BE (host_order);

  memcpy (address.bytes, &network, sizeof network);
  return address;
}

UmAddress
um_address_from_bytes (UmFamily family, const guint8 *network_order)
{
  UmAddress address = { .family = family };

  memcpy (address.bytes, network_order, family == UM_FAMILY_IPV4 ? 4 : 16);
  unmap_ipv4 (&address);
  return address;
}

static UmScope
ipv4_scope (const guint8 *b)
{
  if (b[0] == 10 || (b[0] == 172 && (b[1] & 0xf0) == 16) || (b[0] == 192 && b[1] == 168))
    return UM_SCOPE_PRIVATE;
  if (b[0] == 100 && (b[1] & 0xc0) == 64)
    return UM_SCOPE_CGNAT;
  if (b[0] == 127)
    return UM_SCOPE_LOOPBACK;
  if (b[0] == 169 && b[1] == 254)
    return UM_SCOPE_LINK_LOCAL;
  if (b[0] == 0)
    return UM_SCOPE_UNSPECIFIED;
  if (b[0] >= 224)
    return (b[0] & 0xf0) == 224 || (b[0] & b[1] & b[2] & b[3]) == 255 ? UM_SCOPE_MULTICAST
                                                                      : UM_SCOPE_UNSPECIFIED;
  return UM_SCOPE_PUBLIC;
}

static UmScope
ipv6_scope (const guint8 *b)
{
  static const guint8 zero[15] = { 0 };

  if (memcmp (b, zero, 15) == 0 && b[15] <= 1)
    return b[15] == 0 ? UM_SCOPE_UNSPECIFIED : UM_SCOPE_LOOPBACK;
  if ((b[0] & 0xfe) == 0xfc)
    return UM_SCOPE_PRIVATE;
  if (b[0] == 0xfe && (b[1] & 0xc0) == 0x80)
    return UM_SCOPE_LINK_LOCAL;
  if (b[0] == 0xfe && (b[1] & 0xc0) == 0xc0) /* site-local, deprecated by RFC 3879, still met */
    return UM_SCOPE_PRIVATE;
  if (b[0] == 0xff)
    return UM_SCOPE_MULTICAST;
  return UM_SCOPE_PUBLIC;
}

UmScope
um_address_scope (const UmAddress *address)
{
  switch ((UmFamily) address->family)
    {
    case UM_FAMILY_IPV4:
      return ipv4_scope (address->bytes);
    case UM_FAMILY_IPV6:
      return ipv6_scope (address->bytes);
    case UM_FAMILY_NONE:
      break;
    }
  return UM_SCOPE_NONE;
}

gboolean
um_address_is_private (const UmAddress *address)
{
  switch (um_address_scope (address))
    {
    case UM_SCOPE_PRIVATE:
    case UM_SCOPE_CGNAT:
    case UM_SCOPE_LINK_LOCAL:
    case UM_SCOPE_LOOPBACK:
      return TRUE;
    case UM_SCOPE_NONE:
    case UM_SCOPE_PUBLIC:
    case UM_SCOPE_UNSPECIFIED:
    case UM_SCOPE_MULTICAST:
      break;
    }
  return FALSE;
}

gboolean
um_address_is_public (const UmAddress *address)
{
  return um_address_scope (address) == UM_SCOPE_PUBLIC;
}

gboolean
um_address_same_net (const UmAddress *a, const UmAddress *b)
{
  return um_address_is_set (a) && a->family == b->family &&
         memcmp (a->bytes, b->bytes, a->family == UM_FAMILY_IPV4 ? 3 : 8) == 0;
}

guint
um_address_hash (gconstpointer address)
{
  const UmAddress *self = address;
  guint64 words[2];
  guint64 hash;

  memcpy (words, self->bytes, sizeof words);
  hash = (words[0] ^ self->family) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  hash = (hash ^ hash >> 32 ^ words[1]) * G_GUINT64_CONSTANT (0xff51afd7ed558ccd);
  return (guint) (hash >> 32);
}

gboolean
um_address_equal_func (gconstpointer a, gconstpointer b)
{
  return um_address_equal (a, b);
}

guint
um_endpoint_hash (gconstpointer endpoint)
{
  const UmEndpoint *self = endpoint;

  return um_address_hash (&self->address) * 31 + self->port;
}

gboolean
um_endpoint_equal_func (gconstpointer a, gconstpointer b)
{
  return um_endpoint_equal (a, b);
}

/* inet_ntop() goes through sprintf(): too slow for what is said about every message. */
static char *
append_octet (char *end, guint octet)
{
  if (octet >= 100)
    *end++ = '0' + octet / 100;
  if (octet >= 10)
    *end++ = '0' + octet / 10 % 10;
  *end++ = '0' + octet % 10;
  return end;
}

const char *
um_address_to_string (const UmAddress *address, char buffer[UM_ENDPOINT_STRING_MAX])
{
  char *end = buffer;

  buffer[0] = '\0';
  if (address->family == UM_FAMILY_IPV6)
    (void) inet_ntop (AF_INET6, address->bytes, buffer, UM_ENDPOINT_STRING_MAX);
  if (address->family != UM_FAMILY_IPV4)
    return buffer;
  for (guint i = 0; i < 4; i++)
    {
      if (i > 0)
        *end++ = '.';
      end = append_octet (end, address->bytes[i]);
    }
  *end = '\0';
  return buffer;
}

const char *
um_endpoint_to_string (const UmEndpoint *endpoint, char buffer[UM_ENDPOINT_STRING_MAX])
{
  char host[UM_ENDPOINT_STRING_MAX];

  um_address_to_string (&endpoint->address, host);
  if (endpoint->port == 0)
    g_snprintf (buffer, UM_ENDPOINT_STRING_MAX, "%s", host);
  else if (endpoint->address.family == UM_FAMILY_IPV6)
    g_snprintf (buffer, UM_ENDPOINT_STRING_MAX, "[%s]:%u", host, endpoint->port);
  else
    g_snprintf (buffer, UM_ENDPOINT_STRING_MAX, "%s:%u", host, endpoint->port);
  return buffer;
}

char *
um_address_dup_string (const UmAddress *address)
{
  char buffer[UM_ENDPOINT_STRING_MAX];

  return g_strdup (um_address_to_string (address, buffer));
}

char *
um_endpoint_dup_string (const UmEndpoint *endpoint)
{
  char buffer[UM_ENDPOINT_STRING_MAX];

  return g_strdup (um_endpoint_to_string (endpoint, buffer));
}
