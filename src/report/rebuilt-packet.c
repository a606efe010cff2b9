#include "report/rebuilt-packet.h"

enum
{
  IPV4_HEADER = 20,
  IPV6_HEADER = 40,
  UDP_HEADER = 8,
  TCP_HEADER = 20,
  PROTOCOL_TCP = 6,
  PROTOCOL_UDP = 17,
  TCP_PUSH_ACK = 0x18,
  SIP_PORT = 5060,
  USUAL_TTL = 64,
};

static void
put_16 (GByteArray *packet, guint16 value)
{
  value = GUINT16_TO_BE (value);
  g_byte_array_append (packet, (const guint8 *) &value, sizeof value);
}

static void
put_32 (GByteArray *packet, guint32 value)
{
  put_16 (packet, (guint16) (value >> 16));
  put_16 (packet, (guint16) value);
}

static void
set_16 (GByteArray *packet, guint at, guint16 value)
{
  packet->data[at] = (guint8) (value >> 8);
  packet->data[at + 1] = (guint8) value;
}

/* One's complement sum of 16-bit words (RFC 1071), an odd byte padded with zero. */
static guint32
add_words (guint32 sum, const guint8 *bytes, gsize len)
{
  for (gsize i = 0; i + 1 < len; i += 2)
    sum += (guint32) bytes[i] << 8 | bytes[i + 1];
  if (len % 2 != 0)
    sum += (guint32) bytes[len - 1] << 8;
  while (sum > 0xffff)
    sum = (sum & 0xffff) + (sum >> 16);
  return sum;
}

static gboolean
is_ipv6 (const UmDatagram *datagram)
{
  return datagram->source.address.family == UM_FAMILY_IPV6 ||
         datagram->destination.address.family == UM_FAMILY_IPV6;
}

static void
put_ip (GByteArray *packet, const UmDatagram *datagram, guint8 protocol, gsize len)
{
  guint8 ttl = datagram->ttl != 0 ? datagram->ttl : USUAL_TTL;
  gboolean v6 = is_ipv6 (datagram);
  guint width = v6 ? 16 : 4;

  if (v6)
    {
      put_32 (packet, 0x60000000);
      put_16 (packet, (guint16) len);
      put_16 (packet, (guint16) (protocol << 8 | ttl));
    }
  else
    {
      put_16 (packet, 0x4500);
      put_16 (packet, (guint16) (IPV4_HEADER + len));
      put_32 (packet, 0x00004000); /* no identification, not to be fragmented */
      put_16 (packet, (guint16) (ttl << 8 | protocol));
      put_16 (packet, 0);
    }
  g_byte_array_append (packet, datagram->source.address.bytes, width);
  g_byte_array_append (packet, datagram->destination.address.bytes, width);
  if (!v6)
    set_16 (packet, 10, (guint16) ~add_words (0, packet->data, IPV4_HEADER));
}

/* at: where the transport's header begins; its checksum stands at at + offset and is zero now. */
static void
set_checksum (GByteArray *packet, guint at, guint offset, guint8 protocol)
{
  guint addresses = at == IPV6_HEADER ? 32 : 8;
  guint32 len = packet->len - at;
  guint32 sum = add_words (0, packet->data + at - addresses, addresses);
  guint16 checksum;

  sum = add_words (sum + protocol + (len >> 16) + (len & 0xffff), packet->data + at, len);
  checksum = (guint16) ~sum;
  set_16 (packet, at + offset, checksum == 0 && protocol == PROTOCOL_UDP ? 0xffff : checksum);
}

static guint16
port_of (const UmEndpoint *endpoint)
{
  return endpoint->port != 0 ? endpoint->port : SIP_PORT;
}

GByteArray *
um_rebuilt_packet_new (const UmDatagram *datagram, guint32 sequence)
{
  UmSlice payload = um_slice_head (datagram->payload, UM_REBUILT_MAX_PAYLOAD);
  gboolean tcp = datagram->transport == UM_TRANSPORT_TCP;
  guint header = tcp ? TCP_HEADER : UDP_HEADER;
  guint at = is_ipv6 (datagram) ? IPV6_HEADER : IPV4_HEADER;
  guint8 protocol = tcp ? PROTOCOL_TCP : PROTOCOL_UDP;
  GByteArray *packet = g_byte_array_new ();

  put_ip (packet, datagram, protocol, header + payload.len);
  put_16 (packet, port_of (&datagram->source));
  put_16 (packet, port_of (&datagram->destination));
  if (tcp)
    {
      put_32 (packet, sequence);
      put_32 (packet, 1);
      put_16 (packet, TCP_HEADER / 4 << 12 | TCP_PUSH_ACK);
      put_16 (packet, 0xffff);
      put_32 (packet, 0);
    }
  else
    {
      put_16 (packet, (guint16) (UDP_HEADER + payload.len));
      put_16 (packet, 0);
    }
  g_byte_array_append (packet, (const guint8 *) payload.data, (guint) payload.len);
  set_checksum (packet, at, tcp ? 16 : 6, protocol);
  return packet;
}

guint16
um_rebuilt_packet_checksum (guint16 checksum, UmSlice before, UmSlice after)
{
  guint32 old_sum, new_sum;
  guint32 sum;

  if (checksum == 0)
    return 0;
  old_sum = add_words (0, (const guint8 *) before.data, before.len);
  new_sum = add_words (0, (const guint8 *) after.data, after.len);
  /* RFC 1624, equation 3: HC' = ~(~HC + ~m + m') */
  sum = (guint16) ~checksum + (guint16) ~old_sum + new_sum;
  while (sum > 0xffff)
    sum = (sum & 0xffff) + (sum >> 16);
  sum = (guint16) ~sum;
  return sum == 0 ? 0xffff : (guint16) sum;
}
