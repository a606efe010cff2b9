/* IP headers. */

#include "dissect/ip.h"

#include "core/bytes.h"
#include "core/limits.h"

#define PROTOCOL_HOP_BY_HOP  0
#define PROTOCOL_ROUTING     43
#define PROTOCOL_FRAGMENT    44
#define PROTOCOL_AH          51
#define PROTOCOL_DESTINATION 60
#define PROTOCOL_MOBILITY    135

#define IPV4_MORE_FRAGMENTS 0x2000
#define IPV4_OFFSET_MASK    0x1fff
#define IPV4_HEADER_MIN     20
#define IPV6_HEADER         40
#define FRAGMENT_HEADER     8

static UmLayerStatus
parse_ipv4 (UmSlice bytes, UmIpPacket *packet)
{
  const guint8 *header = (const guint8 *) bytes.data;
  gsize header_length = (header[0] & 0x0f) * 4;
  guint16 total, id, fragment;

  if (header_length < IPV4_HEADER_MIN)
    return UM_LAYER_BAD;
  if (bytes.len < header_length || !um_bytes_be16 (bytes, 2, &total) ||
      !um_bytes_be16 (bytes, 4, &id) || !um_bytes_be16 (bytes, 6, &fragment))
    return UM_LAYER_CUT;
  if (total != 0 && total < header_length)
    return UM_LAYER_BAD;
  packet->ttl = header[8];
  packet->protocol = header[9];
  packet->source = um_address_from_bytes (UM_FAMILY_IPV4, header + 12);
  packet->destination = um_address_from_bytes (UM_FAMILY_IPV4, header + 16);
  packet->id = id;
  packet->more_fragments = (fragment & IPV4_MORE_FRAGMENTS) != 0;
  packet->offset = (fragment & IPV4_OFFSET_MASK) * 8;
  packet->is_fragment = packet->more_fragments || packet->offset != 0;
  packet->missing = total > bytes.len ? total - bytes.len : 0;
  if (total != 0)
    bytes = um_slice_head (bytes, total);
  packet->payload = um_slice_from (bytes, header_length);
  return UM_LAYER_OK;
}

static UmLayerStatus
parse_ipv6 (UmSlice bytes, UmIpPacket *packet)
{
  const guint8 *header = (const guint8 *) bytes.data;
  guint16 length;

  if (bytes.len < IPV6_HEADER || !um_bytes_be16 (bytes, 4, &length))
    return UM_LAYER_CUT;
  packet->protocol = header[6];
  packet->ttl = header[7];
  packet->source = um_address_from_bytes (UM_FAMILY_IPV6, header + 8);
  packet->destination = um_address_from_bytes (UM_FAMILY_IPV6, header + 24);
  packet->payload = um_slice_from (bytes, IPV6_HEADER);
  packet->missing = length > packet->payload.len ? length - packet->payload.len : 0;
  if (length != 0)
    packet->payload = um_slice_head (packet->payload, length);
  return UM_LAYER_OK;
}

/* A fragment header with neither offset nor "more" is an atomic fragment (RFC 6946): a whole. */
static UmLayerStatus
take_fragment_header (UmIpPacket *packet)
{
  guint8 next;
  guint16 fragment;

  if (!um_bytes_u8 (packet->payload, 0, &next) || !um_bytes_be16 (packet->payload, 2, &fragment) ||
      !um_bytes_be32 (packet->payload, 4, &packet->id))
    return UM_LAYER_CUT;
  packet->protocol = next;
  packet->more_fragments = (fragment & 1) != 0;
  packet->offset = fragment & 0xfff8;
  packet->is_fragment = packet->more_fragments || packet->offset != 0;
  packet->payload = um_slice_from (packet->payload, FRAGMENT_HEADER);
  return UM_LAYER_OK;
}

/* unit and extra: the length byte counts units, without the first extra bytes. */
static UmLayerStatus
take_extension (UmIpPacket *packet, gsize unit, gsize extra)
{
  guint8 next, length;
  gsize size;

  if (!um_bytes_u8 (packet->payload, 0, &next) || !um_bytes_u8 (packet->payload, 1, &length))
    return UM_LAYER_CUT;
  size = length * unit + extra;
  if (size > packet->payload.len)
    return packet->missing > 0 ? UM_LAYER_CUT : UM_LAYER_BAD;
  packet->protocol = next;
  packet->payload = um_slice_from (packet->payload, size);
  return UM_LAYER_OK;
}

UmLayerStatus
um_ip_skip_extensions (UmIpPacket *packet)
{
  for (guint layer = 0; layer <= UM_LIMIT_LAYERS && !packet->is_fragment; layer++)
    {
      UmLayerStatus status;

      if (packet->protocol == PROTOCOL_AH)
        status = take_extension (packet, 4, 8);
      else if (packet->version != 6)
        return UM_LAYER_OK;
      else if (packet->protocol == PROTOCOL_FRAGMENT)
        status = take_fragment_header (packet);
      else if (packet->protocol == PROTOCOL_HOP_BY_HOP || packet->protocol == PROTOCOL_ROUTING ||
               packet->protocol == PROTOCOL_DESTINATION || packet->protocol == PROTOCOL_MOBILITY)
        status = take_extension (packet, 8, 8);
      else
        return UM_LAYER_OK;
      if (status != UM_LAYER_OK)
        return status;
    }
  return packet->is_fragment ? UM_LAYER_OK : UM_LAYER_TOO_DEEP;
}

UmLayerStatus
um_ip_parse (UmSlice bytes, UmIpPacket *ret_packet)
{
  UmIpPacket packet = { 0 };
  UmLayerStatus status;
  guint8 version;

  if (!um_bytes_u8 (bytes, 0, &version))
    return UM_LAYER_CUT;
  packet.version = version >> 4;
  if (packet.version == 4)
    status = parse_ipv4 (bytes, &packet);
  else if (packet.version == 6)
    status = parse_ipv6 (bytes, &packet);
  else
    return UM_LAYER_BAD;
  if (status == UM_LAYER_OK)
    status = um_ip_skip_extensions (&packet);
  if (status == UM_LAYER_OK)
    *ret_packet = packet;
  return status;
}
