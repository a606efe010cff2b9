/* Only an ACK counts: offers are often many, and only one of them is taken. */

#include "dissect/dhcp.h"

#include "core/bytes.h"
#include "dissect/dns.h"

#define OPTIONS      240 /* behind the fixed part and the magic cookie */
#define MAGIC_COOKIE 0x63825363
#define AT_YOUR      16 /* the address that is given */
#define AT_HARDWARE  28

enum
{
  BOOT_REQUEST = 1,
  BOOT_REPLY = 2,
};

enum
{
  OPTION_PAD = 0,
  OPTION_ROUTER = 3,
  OPTION_HOST_NAME = 12,
  OPTION_MESSAGE_TYPE = 53,
  OPTION_SERVER = 54,
  OPTION_VENDOR_CLASS = 60,
  OPTION_SIP = 120,
  OPTION_END = 255,
  N_OPTIONS = 256,
};

enum
{
  MESSAGE_REQUEST = 3,
  MESSAGE_ACK = 5,
};

/* The first of each option. Long ones in several parts (RFC 3396) keep their first part. */
static void
read_options (UmSlice bytes, UmSlice options[N_OPTIONS])
{
  guint8 code, length;

  while (um_bytes_u8 (bytes, 0, &code) && code != OPTION_END)
    {
      if (code == OPTION_PAD)
        {
          bytes = um_slice_from (bytes, 1);
          continue;
        }
      if (!um_bytes_u8 (bytes, 1, &length) || length > bytes.len - 2)
        return;
      if (!um_slice_is_set (options[code]))
        options[code] = um_slice_head (um_slice_from (bytes, 2), length);
      bytes = um_slice_from (bytes, 2 + (gsize) length);
    }
}

static void
tell_addresses (UmSlice list, UmNotice *notice, UmNoticeFunc func, gpointer user_data)
{
  for (; list.len >= 4; list = um_slice_from (list, 4))
    {
      notice->address = um_address_from_bytes (UM_FAMILY_IPV4, (const guint8 *) list.data);
      func (notice, user_data);
    }
}

/* RFC 3361: encoding 0 is a list of names as in DNS, encoding 1 a list of addresses. */
static void
tell_sip_servers (UmSlice value, UmNotice *notice, UmNoticeFunc func, gpointer user_data)
{
  guint8 encoding;
  gsize at = 1;

  notice->kind = UM_NOTICE_DHCP_SIP;
  if (!um_bytes_u8 (value, 0, &encoding))
    return;
  if (encoding == 1)
    {
      tell_addresses (um_slice_from (value, 1), notice, func, user_data);
      return;
    }
  notice->address = (UmAddress){ 0 };
  while (encoding == 0 && at < value.len)
    {
      char name[UM_DNS_NAME_MAX];

      if (!um_dns_read_name (value, &at, name))
        return;
      notice->name = um_slice_from_string (name);
      func (notice, user_data);
    }
}

static void
read_ack (UmSlice payload,
          const UmSlice *options,
          const UmNotice *about,
          UmNoticeFunc func,
          gpointer user_data)
{
  UmNotice notice = *about;
  UmSlice server = options[OPTION_SERVER];

  memset (notice.mac, 0, sizeof notice.mac);
  if (server.len == 4)
    notice.server = um_address_from_bytes (UM_FAMILY_IPV4, (const guint8 *) server.data);
  notice.kind = UM_NOTICE_DHCP_ROUTER;
  tell_addresses (options[OPTION_ROUTER], &notice, func, user_data);
  tell_sip_servers (options[OPTION_SIP], &notice, func, user_data);
  notice.kind = UM_NOTICE_DHCP_LEASE;
  notice.name = UM_SLICE_UNSET;
  memcpy (notice.mac, payload.data + AT_HARDWARE, sizeof notice.mac);
  notice.address = um_address_from_bytes (UM_FAMILY_IPV4, (const guint8 *) payload.data + AT_YOUR);
  /* the answer to DHCPINFORM gives no address */
  if (um_address_scope (&notice.address) != UM_SCOPE_UNSPECIFIED)
    func (&notice, user_data);
}

static void
read_request (UmSlice payload,
              const UmSlice *options,
              const UmNotice *about,
              UmNoticeFunc func,
              gpointer user_data)
{
  UmNotice notice = *about;

  notice.kind = UM_NOTICE_DHCP_CLIENT;
  memcpy (notice.mac, payload.data + AT_HARDWARE, sizeof notice.mac);
  notice.name = options[OPTION_HOST_NAME];
  notice.detail = options[OPTION_VENDOR_CLASS];
  if (notice.name.len > 0 || notice.detail.len > 0)
    func (&notice, user_data);
}

void
um_dhcp_read (UmSlice payload, const UmNotice *about, UmNoticeFunc func, gpointer user_data)
{
  UmSlice options[N_OPTIONS] = { 0 };
  guint32 cookie;
  guint8 message;

  if (payload.len <= OPTIONS || !um_bytes_be32 (payload, OPTIONS - 4, &cookie) ||
      cookie != MAGIC_COOKIE || payload.data[1] != 1 || payload.data[2] != 6)
    return;
  read_options (um_slice_from (payload, OPTIONS), options);
  if (!um_bytes_u8 (options[OPTION_MESSAGE_TYPE], 0, &message))
    return;
  if (payload.data[0] == BOOT_REPLY && message == MESSAGE_ACK)
    read_ack (payload, options, about, func, user_data);
  else if (payload.data[0] == BOOT_REQUEST && message == MESSAGE_REQUEST)
    read_request (payload, options, about, func, user_data);
}
