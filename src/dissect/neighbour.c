/* Everything is optional in LLDP and CDP, and makers fill the fields as they like: what is there is
 * taken, and a TLV that does not fit ends the reading. A notice that names nothing is not given. */

#include "dissect/neighbour.h"

#include "core/bytes.h"

#define ARP_SIZE 28

enum
{
  LLDP_END = 0,
  LLDP_CHASSIS = 1,
  LLDP_PORT = 2,
  LLDP_SYSTEM_NAME = 5,
  LLDP_SYSTEM_DESCRIPTION = 6,
  LLDP_CAPABILITIES = 7,
  LLDP_MANAGEMENT = 8,
  LLDP_ORGANISATION = 127,
  LLDP_CAPABILITY_ROUTER = 0x10,
  LLDP_ID_IS_MAC = 4, /* of a chassis */
  LLDP_MED_MODEL = 10,
};

enum
{
  CDP_DEVICE = 1,
  CDP_ADDRESSES = 2,
  CDP_PORT = 3,
  CDP_CAPABILITIES = 4,
  CDP_VERSION = 5,
  CDP_PLATFORM = 6,
  CDP_CAPABILITY_ROUTER = 1,
};

static void
read_arp (UmSlice bytes, UmNotice *notice, UmNoticeFunc func, gpointer user_data)
{
  static const guint8 ethernet_ipv4[6] = { 0, 1, 8, 0, 6, 4 };

  if (bytes.len < ARP_SIZE || memcmp (bytes.data, ethernet_ipv4, sizeof ethernet_ipv4) != 0)
    return;
  notice->kind = UM_NOTICE_ARP;
  memcpy (notice->mac, bytes.data + 8, sizeof notice->mac);
  notice->address = um_address_from_bytes (UM_FAMILY_IPV4, (const guint8 *) bytes.data + 14);
  if (um_address_scope (&notice->address) != UM_SCOPE_UNSPECIFIED) /* a probe, RFC 5227 */
    func (notice, user_data);
}

/* --- LLDP --- */

static void
take_lldp_address (UmSlice value, UmNotice *notice)
{
  const guint8 *bytes = (const guint8 *) value.data;

  if (value.len >= 6 && bytes[0] == 5 && bytes[1] == 1)
    notice->address = um_address_from_bytes (UM_FAMILY_IPV4, bytes + 2);
  else if (value.len >= 18 && bytes[0] == 17 && bytes[1] == 2 &&
           !um_address_is_set (&notice->address))
    notice->address = um_address_from_bytes (UM_FAMILY_IPV6, bytes + 2);
}

static void
take_lldp (guint type, UmSlice value, UmNotice *notice)
{
  guint16 enabled;

  switch (type)
    {
    case LLDP_CHASSIS:
      if (value.len == 7 && value.data[0] == LLDP_ID_IS_MAC)
        memcpy (notice->mac, value.data + 1, sizeof notice->mac);
      break;
    case LLDP_PORT:
      notice->place = um_slice_from (value, 1);
      break;
    case LLDP_SYSTEM_NAME:
      notice->name = value;
      break;
    case LLDP_SYSTEM_DESCRIPTION:
      notice->detail = value;
      break;
    case LLDP_CAPABILITIES:
      if (um_bytes_be16 (value, 2, &enabled))
        notice->is_router = (enabled & LLDP_CAPABILITY_ROUTER) != 0;
      break;
    case LLDP_MANAGEMENT:
      take_lldp_address (value, notice);
      break;
    case LLDP_ORGANISATION:
      if (um_slice_has_prefix (value, UM_SLICE ("\0\x12\xbb\x0a")))
        notice->model = um_slice_from (value, 4);
      break;
    default:
      break;
    }
}

static void
read_lldp (UmSlice bytes, UmNotice *notice)
{
  guint16 head;

  while (um_bytes_be16 (bytes, 0, &head))
    {
      guint type = head >> 9;
      gsize len = head & 0x1ff;

      bytes = um_slice_from (bytes, 2);
      if (type == LLDP_END || len > bytes.len)
        return;
      take_lldp (type, um_slice_head (bytes, len), notice);
      bytes = um_slice_from (bytes, len);
    }
}

/* --- CDP --- */

/* The first IPv4 address: count, then protocol type and length, protocol, length, address each. */
static void
take_cdp_addresses (UmSlice value, UmNotice *notice)
{
  value = um_slice_from (value, 4);
  while (!um_address_is_set (&notice->address))
    {
      guint8 protocol_length;
      guint16 length;
      UmSlice protocol;

      if (!um_bytes_u8 (value, 1, &protocol_length) ||
          !um_bytes_be16 (value, 2 + (gsize) protocol_length, &length) ||
          length > value.len - 4 - protocol_length)
        return;
      protocol = um_slice_head (value, 2 + (gsize) protocol_length);
      value = um_slice_from (value, 4 + (gsize) protocol_length);
      if (um_slice_equal (protocol, UM_SLICE ("\1\1\xcc")) && length == 4)
        notice->address = um_address_from_bytes (UM_FAMILY_IPV4, (const guint8 *) value.data);
      value = um_slice_from (value, length);
    }
}

static void
take_cdp (guint type, UmSlice value, UmNotice *notice)
{
  guint32 capabilities;

  switch (type)
    {
    case CDP_DEVICE:
      notice->name = value;
      break;
    case CDP_ADDRESSES:
      take_cdp_addresses (value, notice);
      break;
    case CDP_PORT:
      notice->place = value;
      break;
    case CDP_CAPABILITIES:
      if (um_bytes_be32 (value, 0, &capabilities))
        notice->is_router = (capabilities & CDP_CAPABILITY_ROUTER) != 0;
      break;
    case CDP_VERSION:
      notice->detail = value;
      break;
    case CDP_PLATFORM:
      notice->model = value;
      break;
    default:
      break;
    }
}

static void
read_cdp (UmSlice bytes, UmNotice *notice)
{
  guint16 type, length;

  bytes = um_slice_from (bytes, 4); /* version, time to live, checksum */
  while (um_bytes_be16 (bytes, 0, &type) && um_bytes_be16 (bytes, 2, &length) && length >= 4 &&
         length <= bytes.len)
    {
      take_cdp (type, um_slice_from (um_slice_head (bytes, length), 4), notice);
      bytes = um_slice_from (bytes, length);
    }
}

void
um_neighbour_read (guint16 ethertype,
                   UmSlice payload,
                   const UmNotice *about,
                   UmNoticeFunc func,
                   gpointer user_data)
{
  UmNotice notice = *about;

  if (ethertype == UM_ETHERTYPE_ARP)
    {
      read_arp (payload, &notice, func, user_data);
      return;
    }
  notice.kind = ethertype == UM_ETHERTYPE_LLDP ? UM_NOTICE_LLDP : UM_NOTICE_CDP;
  if (ethertype == UM_ETHERTYPE_LLDP)
    read_lldp (payload, &notice);
  else if (ethertype == UM_ETHERTYPE_CDP)
    read_cdp (payload, &notice);
  if (notice.name.len > 0 || notice.detail.len > 0 || notice.model.len > 0)
    func (&notice, user_data);
}
