/* One message is under way at a time, so few quotes are kept: the last ones. */

#include "probe/icmp-quotes.h"

#include "core/bytes.h"
#include "dissect/icmp.h"
#include "dissect/link.h"

enum
{
  MAX_QUOTES = 32,
  UNREACHABLE = 3, /* RFC 792 */
  TIME_EXCEEDED = 11,
  ICMP_HEADER = 8,
};

typedef struct
{
  UmAddress hop;
  UmEndpoint from;
  UmEndpoint to;
  UmIcmpQuote quote;
} Entry;

struct _UmIcmpQuotes
{
  GMutex mutex;
  Entry entries[MAX_QUOTES];
  guint n; /* taken since the last clearing */
};

UmIcmpQuotes *
um_icmp_quotes_new (void)
{
  UmIcmpQuotes *self = g_new0 (UmIcmpQuotes, 1);

  g_mutex_init (&self->mutex);
  return self;
}

void
um_icmp_quotes_free (UmIcmpQuotes *self)
{
  if (self == NULL)
    return;
  g_mutex_clear (&self->mutex);
  g_free (self);
}

/* An IPv4 header is taken as it stands: the quote is cut, and um_ip_parse() would say so. */
static gboolean
read_quote (UmSlice quoted, Entry *entry)
{
  guint8 first, protocol;
  UmSlice udp;

  if (!um_bytes_u8 (quoted, 0, &first) || first >> 4 != 4 || !um_bytes_u8 (quoted, 9, &protocol) ||
      protocol != UM_IP_PROTOCOL_UDP || quoted.len < 20)
    return FALSE;
  entry->from.address = um_address_from_bytes (UM_FAMILY_IPV4, (const guint8 *) quoted.data + 12);
  entry->to.address = um_address_from_bytes (UM_FAMILY_IPV4, (const guint8 *) quoted.data + 16);
  udp = um_slice_from (quoted, (gsize) (first & 0xf) * 4);
  return um_bytes_be16 (udp, 0, &entry->from.port) && um_bytes_be16 (udp, 2, &entry->to.port) &&
         um_bytes_be16 (udp, 4, &entry->quote.length) &&
         um_bytes_be16 (udp, 6, &entry->quote.checksum);
}

void
um_icmp_quotes_take (UmIcmpQuotes *self, guint32 link_type, UmSlice packet)
{
  UmLinkFrame frame;
  UmIpPacket ip;
  guint8 type;
  Entry entry;

  if (um_link_parse (link_type, packet, &frame) != UM_LAYER_OK ||
      um_ip_parse (frame.ip, &ip) != UM_LAYER_OK || ip.protocol != UM_IP_PROTOCOL_ICMP ||
      ip.is_fragment || !um_bytes_u8 (ip.payload, 0, &type) ||
      (type != TIME_EXCEEDED && type != UNREACHABLE) ||
      !read_quote (um_slice_from (ip.payload, ICMP_HEADER), &entry))
    return;
  entry.hop = ip.source;
  g_mutex_lock (&self->mutex);
  self->entries[self->n++ % MAX_QUOTES] = entry;
  g_mutex_unlock (&self->mutex);
}

void
um_icmp_quotes_clear (UmIcmpQuotes *self)
{
  g_mutex_lock (&self->mutex);
  self->n = 0;
  g_mutex_unlock (&self->mutex);
}

gboolean
um_icmp_quotes_find (UmIcmpQuotes *self,
                     const UmAddress *hop,
                     const UmEndpoint *local,
                     const UmEndpoint *target,
                     UmIcmpQuote *ret_quote)
{
  gboolean found = FALSE;

  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < MIN (self->n, (guint) MAX_QUOTES) && !found; i++)
    {
      const Entry *entry = &self->entries[(self->n - 1 - i) % MAX_QUOTES];

      found = um_address_equal (&entry->hop, hop) && um_endpoint_equal (&entry->from, local) &&
              um_endpoint_equal (&entry->to, target);
      if (found)
        *ret_quote = entry->quote;
    }
  g_mutex_unlock (&self->mutex);
  return found;
}

static guint32
add_words (guint32 sum, const guint8 *bytes, gsize len)
{
  for (gsize i = 0; i < len; i++)
    sum += (guint32) bytes[i] << (i % 2 == 0 ? 8 : 0);
  return sum;
}

guint16
um_icmp_quotes_checksum (const UmEndpoint *local, const UmEndpoint *target, UmSlice payload)
{
  guint32 length = (guint32) payload.len + 8;
  guint32 sum = UM_IP_PROTOCOL_UDP + 2 * length + local->port + target->port;

  sum = add_words (sum, local->address.bytes, 4);
  sum = add_words (sum, target->address.bytes, 4);
  sum = add_words (sum, (const guint8 *) payload.data, payload.len);
  while (sum >> 16 != 0)
    sum = (sum & 0xffff) + (sum >> 16);
  return sum == 0xffff ? 0xffff : (guint16) ~sum;
}
