/* Version 3 (the HEP3 network protocol specification of 2013): "HEP3", the length of all, then
 * chunks of vendor, type, length and value. Versions 1 and 2 are C structs as they lay in memory,
 * with nothing to know them by but fields that must agree. */

#include "dissect/hep.h"

#include "core/bytes.h"
#include "core/text.h"

#define PROTOCOL_TCP  6
#define PROTOCOL_UDP  17
#define PROTOCOL_SCTP 132

#define OLD_FIXED  8
#define OLD_TIME   12 /* version 2: seconds, microseconds, capture id, padding */
#define OLD_INET   2
#define OLD_INET6  10
#define OLD_INET6B 30 /* of the BSDs */

#define CHUNK_HEADER 6
#define TYPE_SIP     1

enum
{
  CHUNK_PROTOCOL = 2,
  CHUNK_SOURCE_4 = 3,
  CHUNK_DESTINATION_4 = 4,
  CHUNK_SOURCE_6 = 5,
  CHUNK_DESTINATION_6 = 6,
  CHUNK_SOURCE_PORT = 7,
  CHUNK_DESTINATION_PORT = 8,
  CHUNK_SECONDS = 9,
  CHUNK_MICROSECONDS = 10,
  CHUNK_TYPE = 11,
  CHUNK_PAYLOAD = 15,
  CHUNK_PACKED_PAYLOAD = 16,
};

static gint64
make_time (guint32 seconds, guint32 microseconds)
{
  return (gint64) seconds * G_USEC_PER_SEC + microseconds % G_USEC_PER_SEC;
}

static gboolean
is_old (guint8 version, guint8 length, guint8 family, guint8 protocol)
{
  gsize addresses = family == OLD_INET ? 8 : 32;

  return (family == OLD_INET || family == OLD_INET6 || family == OLD_INET6B) &&
         (protocol == PROTOCOL_UDP || protocol == PROTOCOL_TCP || protocol == PROTOCOL_SCTP) &&
         length == OLD_FIXED + addresses + (version == 2 ? OLD_TIME : 0);
}

/* The time is in the sender's byte order: nearly always a PC's. */
static UmLayerStatus
parse_old (UmSlice bytes, UmHep *hep)
{
  const guint8 *header = (const guint8 *) bytes.data;
  UmFamily family;
  gsize size;
  guint32 seconds, microseconds;

  if (bytes.len < 4 || !is_old (header[0], header[1], header[2], header[3]))
    return UM_LAYER_OTHER;
  if (bytes.len < header[1])
    return UM_LAYER_CUT;
  family = header[2] == OLD_INET ? UM_FAMILY_IPV4 : UM_FAMILY_IPV6;
  size = family == UM_FAMILY_IPV4 ? 4 : 16;
  hep->ip_protocol = header[3];
  hep->source.address = um_address_from_bytes (family, header + OLD_FIXED);
  hep->destination.address = um_address_from_bytes (family, header + OLD_FIXED + size);
  if (!um_bytes_be16 (bytes, 4, &hep->source.port) ||
      !um_bytes_be16 (bytes, 6, &hep->destination.port))
    return UM_LAYER_CUT;
  if (header[0] == 2 && um_bytes_le32 (bytes, OLD_FIXED + 2 * size, &seconds) &&
      um_bytes_le32 (bytes, OLD_FIXED + 2 * size + 4, &microseconds))
    hep->time_us = make_time (seconds, microseconds);
  hep->is_sip = TRUE;
  hep->payload = um_slice_from (bytes, header[1]);
  return UM_LAYER_OK;
}

static void
take_address (UmSlice value, UmFamily family, UmAddress *address)
{
  if (value.len == (family == UM_FAMILY_IPV4 ? 4 : 16))
    *address = um_address_from_bytes (family, (const guint8 *) value.data);
}

static void
take_payload (UmSlice value, gboolean packed, UmHep *hep)
{
  hep->payload = value;
  hep->is_packed = packed;
}

static void
take_chunk (guint16 type, UmSlice value, UmHep *hep, guint32 clock[2])
{
  guint8 byte = value.len == 1 ? (guint8) value.data[0] : 0;

  switch (type)
    {
    case CHUNK_PROTOCOL:
      hep->ip_protocol = byte;
      break;
    case CHUNK_SOURCE_4:
      take_address (value, UM_FAMILY_IPV4, &hep->source.address);
      break;
    case CHUNK_DESTINATION_4:
      take_address (value, UM_FAMILY_IPV4, &hep->destination.address);
      break;
    case CHUNK_SOURCE_6:
      take_address (value, UM_FAMILY_IPV6, &hep->source.address);
      break;
    case CHUNK_DESTINATION_6:
      take_address (value, UM_FAMILY_IPV6, &hep->destination.address);
      break;
    case CHUNK_SOURCE_PORT:
      (void) um_bytes_be16 (value, 0, &hep->source.port);
      break;
    case CHUNK_DESTINATION_PORT:
      (void) um_bytes_be16 (value, 0, &hep->destination.port);
      break;
    case CHUNK_SECONDS:
      (void) um_bytes_be32 (value, 0, &clock[0]);
      break;
    case CHUNK_MICROSECONDS:
      (void) um_bytes_be32 (value, 0, &clock[1]);
      break;
    case CHUNK_TYPE:
      hep->is_sip = byte == TYPE_SIP;
      break;
    case CHUNK_PAYLOAD:
      take_payload (value, FALSE, hep);
      break;
    case CHUNK_PACKED_PAYLOAD:
      take_payload (value, TRUE, hep);
      break;
    default:
      break;
    }
}

static UmLayerStatus
parse_3 (UmSlice bytes, UmHep *hep)
{
  guint16 total, vendor, type, length;
  guint32 clock[2] = { 0 };

  if (!um_bytes_be16 (bytes, 4, &total) || total > bytes.len)
    return UM_LAYER_CUT;
  bytes = um_slice_from (um_slice_head (bytes, total), 6);
  while (um_bytes_be16 (bytes, 0, &vendor) && um_bytes_be16 (bytes, 2, &type) &&
         um_bytes_be16 (bytes, 4, &length))
    {
      if (length < CHUNK_HEADER || length > bytes.len)
        return UM_LAYER_BAD;
      if (vendor == 0)
        take_chunk (type, um_slice_from (um_slice_head (bytes, length), CHUNK_HEADER), hep, clock);
      bytes = um_slice_from (bytes, length);
    }
  if (clock[0] != 0)
    hep->time_us = make_time (clock[0], clock[1]);
  return bytes.len == 0 && um_slice_is_set (hep->payload) ? UM_LAYER_OK : UM_LAYER_BAD;
}

UmLayerStatus
um_hep_parse (UmSlice payload, UmHep *ret_hep)
{
  UmHep hep = { .time_us = UM_TIME_UNKNOWN };
  UmLayerStatus status;
  guint8 first;

  if (!um_bytes_u8 (payload, 0, &first))
    return UM_LAYER_OTHER;
  if (um_slice_has_prefix (payload, UM_SLICE ("HEP3")))
    status = parse_3 (payload, &hep);
  else if (first == 1 || first == 2)
    status = parse_old (payload, &hep);
  else
    return UM_LAYER_OTHER;
  if (status == UM_LAYER_OK)
    *ret_hep = hep;
  return status;
}
