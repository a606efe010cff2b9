#include "support/packet-builder.h"

#include "core/address.h"
#include "support/guard-buffer.h"

#define TTL 64

static UmEndpoint
parse_endpoint (const char *text)
{
  UmEndpoint endpoint = { 0 };
  const char *colon = strrchr (text, ':');

  g_assert_nonnull (colon);
  g_assert_true (um_address_parse (um_slice_new (text, colon - text), &endpoint.address));
  endpoint.port = (guint16) g_ascii_strtoull (colon + 1, NULL, 10);
  return endpoint;
}

static void
append_be (GByteArray *array, guint32 value, guint bytes)
{
  while (bytes-- > 0)
    {
      guint8 byte = value >> (8 * bytes) & 0xff;

      g_byte_array_append (array, &byte, 1);
    }
}

static void
append_address (GByteArray *array, const UmAddress *address)
{
  g_byte_array_append (array, address->bytes, address->family == UM_FAMILY_IPV4 ? 4 : 16);
}

void
packet_builder_prepend (GByteArray *packet, const void *bytes, gsize len)
{
  g_byte_array_prepend (packet, bytes, len);
}

/* fragment: the 16 bits of the IPv4 header with flags and offset. */
static void
prepend_ipv4 (GByteArray *packet,
              const UmEndpoint *source,
              const UmEndpoint *destination,
              guint8 protocol,
              guint16 id,
              guint16 fragment)
{
  g_autoptr (GByteArray) header = g_byte_array_new ();

  append_be (header, 0x4500, 2);
  append_be (header, packet->len + 20, 2);
  append_be (header, id, 2);
  append_be (header, fragment, 2);
  append_be (header, TTL, 1);
  append_be (header, protocol, 1);
  append_be (header, 0, 2);
  append_address (header, &source->address);
  append_address (header, &destination->address);
  packet_builder_prepend (packet, header->data, header->len);
}

static void
prepend_ipv6 (GByteArray *packet,
              const UmEndpoint *source,
              const UmEndpoint *destination,
              guint8 protocol)
{
  g_autoptr (GByteArray) header = g_byte_array_new ();

  append_be (header, 0x60000000, 4);
  append_be (header, packet->len, 2);
  append_be (header, protocol, 1);
  append_be (header, TTL, 1);
  append_address (header, &source->address);
  append_address (header, &destination->address);
  packet_builder_prepend (packet, header->data, header->len);
}

void
packet_builder_prepend_ip (GByteArray *packet,
                           const char *source,
                           const char *destination,
                           guint8 protocol)
{
  UmEndpoint from = parse_endpoint (source);
  UmEndpoint to = parse_endpoint (destination);

  g_assert_cmpint (from.address.family, ==, to.address.family);
  if (from.address.family == UM_FAMILY_IPV4)
    prepend_ipv4 (packet, &from, &to, protocol, 0, 0);
  else
    prepend_ipv6 (packet, &from, &to, protocol);
}

GByteArray *
packet_builder_udp_header (guint16 source, guint16 destination, UmSlice payload)
{
  GByteArray *packet = g_byte_array_new ();

  append_be (packet, source, 2);
  append_be (packet, destination, 2);
  append_be (packet, 8 + payload.len, 2);
  append_be (packet, 0, 2);
  g_byte_array_append (packet, (const guint8 *) payload.data, payload.len);
  return packet;
}

GByteArray *
packet_builder_udp (const char *source, const char *destination, UmSlice payload)
{
  GByteArray *packet = packet_builder_udp_header (parse_endpoint (source).port,
                                                  parse_endpoint (destination).port, payload);

  packet_builder_prepend_ip (packet, source, destination, 17);
  return packet;
}

GByteArray *
packet_builder_tcp (
    const char *source, const char *destination, guint32 sequence, guint8 flags, UmSlice payload)
{
  GByteArray *packet = g_byte_array_new ();

  append_be (packet, parse_endpoint (source).port, 2);
  append_be (packet, parse_endpoint (destination).port, 2);
  append_be (packet, sequence, 4);
  append_be (packet, 0, 4);
  append_be (packet, 0x50, 1);
  append_be (packet, flags, 1);
  append_be (packet, 0xffff, 2);
  append_be (packet, 0, 4);
  g_byte_array_append (packet, (const guint8 *) payload.data, payload.len);
  packet_builder_prepend_ip (packet, source, destination, 6);
  return packet;
}

GByteArray *
packet_builder_fragment (const char *source,
                         const char *destination,
                         guint8 protocol,
                         guint32 id,
                         guint16 offset,
                         gboolean more,
                         UmSlice payload)
{
  GByteArray *packet = g_byte_array_new ();
  UmEndpoint from = parse_endpoint (source);
  UmEndpoint to = parse_endpoint (destination);

  if (from.address.family == UM_FAMILY_IPV6)
    {
      append_be (packet, protocol << 8, 2);
      append_be (packet, offset | (more ? 1 : 0), 2);
      append_be (packet, id, 4);
    }
  g_byte_array_append (packet, (const guint8 *) payload.data, payload.len);
  if (from.address.family == UM_FAMILY_IPV6)
    prepend_ipv6 (packet, &from, &to, 44);
  else
    prepend_ipv4 (packet, &from, &to, protocol, id, offset / 8 | (more ? 0x2000 : 0));
  return packet;
}

void
packet_builder_prepend_ethernet (GByteArray *packet, guint16 ethertype)
{
  guint8 header[14] = { 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, ethertype >> 8, ethertype & 0xff };

  packet_builder_prepend (packet, header, sizeof header);
}

void
packet_builder_prepend_vlan (GByteArray *packet, guint16 id, guint16 inner_ethertype)
{
  guint8 tag[4] = { id >> 8, id & 0xff, inner_ethertype >> 8, inner_ethertype & 0xff };

  packet_builder_prepend (packet, tag, sizeof tag);
}

guint16
packet_builder_ethertype (const GByteArray *packet)
{
  g_assert_cmpuint (packet->len, >, 0);
  return packet->data[0] >> 4 == 6 ? 0x86dd : 0x0800;
}

UmSlice
packet_builder_guarded (const GByteArray *packet)
{
  return guard_buffer_copy (packet->data, packet->len);
}

UmSlice
packet_builder_bytes (const GByteArray *packet)
{
  return um_slice_new (packet->data, packet->len);
}
