/* Attributes of a STUN message, as far as they name the client's public address. */

#include "dissect/stun.h"

#include "core/bytes.h"

#define HEADER           20
#define MAGIC_COOKIE     0x2112a442
#define CLASS_MASK       0x0110
#define CLASS_SUCCESS    0x0100
#define BINDING_RESPONSE 0x0101

#define ATTRIBUTE_MAPPED         0x0001
#define ATTRIBUTE_XOR_MAPPED     0x0020
#define ATTRIBUTE_XOR_MAPPED_OLD 0x8020 /* drafts of RFC 5389, in servers of their time */

#define PORT_STUN        3478
#define PORT_STUN_GOOGLE 19302

/* mask: cookie and transaction id for the XOR form, zeros for the plain one. */
static gboolean
parse_address (UmSlice value, const guint8 mask[16], UmEndpoint *ret_mapped)
{
  guint8 family;
  guint16 port;
  guint8 bytes[16];
  gsize size;

  if (!um_bytes_u8 (value, 1, &family) || !um_bytes_be16 (value, 2, &port))
    return FALSE;
  size = family == 1 ? 4 : 16;
  if ((family != 1 && family != 2) || value.len != 4 + size)
    return FALSE;
  for (gsize i = 0; i < size; i++)
    bytes[i] = (guint8) value.data[4 + i] ^ mask[i];
  ret_mapped->address =
      um_address_from_bytes (family == 1 ? UM_FAMILY_IPV4 : UM_FAMILY_IPV6, bytes);
  ret_mapped->port = port ^ (mask[0] << 8 | mask[1]);
  return TRUE;
}

/* The first good address of the best kind. FALSE also when attributes do not fill the message. */
static gboolean
find_mapped (UmSlice attributes, const guint8 mask[16], UmEndpoint *ret_mapped)
{
  static const guint8 plain[16] = { 0 };
  gboolean found_xor = FALSE, found_plain = FALSE;
  UmEndpoint mapped = { 0 };

  while (attributes.len > 0)
    {
      guint16 type, length;
      UmSlice value;

      if (!um_bytes_be16 (attributes, 0, &type) || !um_bytes_be16 (attributes, 2, &length) ||
          length > attributes.len - 4)
        return FALSE;
      value = um_slice_head (um_slice_from (attributes, 4), length);
      attributes = um_slice_from (attributes, 4 + ((gsize) length + 3) / 4 * 4);
      if (!found_xor && (type == ATTRIBUTE_XOR_MAPPED || type == ATTRIBUTE_XOR_MAPPED_OLD))
        found_xor = parse_address (value, mask, &mapped);
      else if (!found_xor && !found_plain && type == ATTRIBUTE_MAPPED)
        found_plain = parse_address (value, plain, &mapped);
    }
  if (found_xor || found_plain)
    *ret_mapped = mapped;
  return found_xor || found_plain;
}

gboolean
um_stun_parse_xor_address (UmSlice value, UmSlice message, UmEndpoint *ret_address)
{
  guint8 mask[16];

  if (message.len < HEADER)
    return FALSE;
  memcpy (mask, message.data + 4, sizeof mask);
  return parse_address (value, mask, ret_address);
}

gboolean
um_stun_looks_like_stun (UmSlice payload)
{
  guint32 cookie;

  return um_bytes_be32 (payload, 4, &cookie) && cookie == MAGIC_COOKIE &&
         ((guint8) payload.data[0] & 0xc0) == 0;
}

gboolean
um_stun_parse_mapped (UmSlice payload, guint16 server_port, UmEndpoint *ret_mapped)
{
  guint16 type, length;
  guint32 cookie;
  guint8 mask[16];

  if (payload.len < HEADER || !um_bytes_be16 (payload, 0, &type) ||
      !um_bytes_be16 (payload, 2, &length) || !um_bytes_be32 (payload, 4, &cookie))
    return FALSE;
  if ((type & 0xc000) != 0 || (type & CLASS_MASK) != CLASS_SUCCESS || length % 4 != 0 ||
      length != payload.len - HEADER)
    return FALSE;
  if (cookie != MAGIC_COOKIE &&
      (type != BINDING_RESPONSE || (server_port != PORT_STUN && server_port != PORT_STUN_GOOGLE)))
    return FALSE;
  memcpy (mask, payload.data + 4, sizeof mask);
  return find_mapped (um_slice_from (payload, HEADER), mask, ret_mapped);
}
