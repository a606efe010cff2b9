/* Quotes end early (576 bytes, 28 of old hops): the IP header and the ports are all that is read of
 * them. */

#include "dissect/icmp.h"

#include "core/bytes.h"

#define ERROR_HEADER        8
#define AT_TARGET           8  /* neighbour advertisement */
#define AT_NEIGHBOUR_OPTION 24 /* neighbour advertisement */
#define AT_ROUTER_OPTION    16 /* router advertisement */

enum
{
  ICMP_UNREACHABLE = 3,
  ICMP_TIME_EXCEEDED = 11,
  ICMPV6_UNREACHABLE = 1,
  ICMPV6_TIME_EXCEEDED = 3,
  ICMPV6_ROUTER = 134,
  ICMPV6_NEIGHBOUR = 136,
  OPTION_SOURCE_LINK = 1,
  OPTION_TARGET_LINK = 2,
};

static gboolean
is_error (guint8 protocol, guint8 type)
{
  if (protocol == UM_IP_PROTOCOL_ICMP)
    return type == ICMP_UNREACHABLE || type == ICMP_TIME_EXCEEDED;
  return type == ICMPV6_UNREACHABLE || type == ICMPV6_TIME_EXCEEDED;
}

static void
read_error (UmSlice quote, UmNotice *notice, UmNoticeFunc func, gpointer user_data)
{
  UmIpPacket quoted;

  if (um_ip_parse (quote, &quoted) != UM_LAYER_OK)
    return;
  notice->kind = UM_NOTICE_UNREACHABLE;
  notice->from = (UmEndpoint){ .address = quoted.source };
  notice->to = (UmEndpoint){ .address = quoted.destination };
  if (quoted.protocol == UM_IP_PROTOCOL_UDP || quoted.protocol == UM_IP_PROTOCOL_TCP ||
      quoted.protocol == UM_IP_PROTOCOL_SCTP)
    {
      guint16 source, destination;

      if (quoted.offset == 0 && um_bytes_be16 (quoted.payload, 0, &source) &&
          um_bytes_be16 (quoted.payload, 2, &destination))
        {
          notice->from.port = source;
          notice->to.port = destination;
        }
    }
  func (notice, user_data);
}

/* Options: type, length in units of eight bytes, value. FALSE without that one. */
static gboolean
find_link_address (UmSlice options, guint8 wanted, guint8 ret_mac[6])
{
  guint8 type, units;

  while (um_bytes_u8 (options, 0, &type) && um_bytes_u8 (options, 1, &units) && units > 0 &&
         options.len >= (gsize) units * 8)
    {
      if (type == wanted && units == 1)
        {
          memcpy (ret_mac, options.data + 2, 6);
          return TRUE;
        }
      options = um_slice_from (options, (gsize) units * 8);
    }
  return FALSE;
}

static void
read_neighbour (UmSlice bytes, UmNotice *notice, UmNoticeFunc func, gpointer user_data)
{
  if (bytes.len < AT_NEIGHBOUR_OPTION ||
      !find_link_address (um_slice_from (bytes, AT_NEIGHBOUR_OPTION), OPTION_TARGET_LINK,
                          notice->mac))
    return;
  notice->kind = UM_NOTICE_ARP;
  notice->address = um_address_from_bytes (UM_FAMILY_IPV6, (const guint8 *) bytes.data + AT_TARGET);
  func (notice, user_data);
}

static void
read_router (UmSlice bytes, UmNotice *notice, UmNoticeFunc func, gpointer user_data)
{
  guint16 lifetime;

  if (!um_bytes_be16 (bytes, 6, &lifetime) || lifetime == 0) /* 0: not a default router */
    return;
  (void) find_link_address (um_slice_from (bytes, AT_ROUTER_OPTION), OPTION_SOURCE_LINK,
                            notice->mac);
  notice->kind = UM_NOTICE_ROUTER;
  func (notice, user_data);
}

void
um_icmp_read (const UmIpPacket *packet,
              const UmNotice *about,
              UmNoticeFunc func,
              gpointer user_data)
{
  UmNotice notice = *about;
  UmSlice bytes = packet->payload;

  if (!um_bytes_u8 (bytes, 0, &notice.icmp_type) || !um_bytes_u8 (bytes, 1, &notice.icmp_code))
    return;
  notice.address = packet->source;
  if (is_error (packet->protocol, notice.icmp_type))
    read_error (um_slice_from (bytes, ERROR_HEADER), &notice, func, user_data);
  else if (packet->protocol == UM_IP_PROTOCOL_ICMPV6 && notice.icmp_type == ICMPV6_NEIGHBOUR)
    read_neighbour (bytes, &notice, func, user_data);
  else if (packet->protocol == UM_IP_PROTOCOL_ICMPV6 && notice.icmp_type == ICMPV6_ROUTER)
    read_router (bytes, &notice, func, user_data);
}
