#include "support/notice-text.h"

#include "core/text.h"
#include "support/guard-buffer.h"

static const char *const kinds[UM_N_NOTICE_KINDS] = {
  [UM_NOTICE_ARP] = "ARP",
  [UM_NOTICE_ROUTER] = "ROUTER",
  [UM_NOTICE_DHCP_LEASE] = "LEASE",
  [UM_NOTICE_DHCP_CLIENT] = "CLIENT",
  [UM_NOTICE_DHCP_ROUTER] = "DHCP-ROUTER",
  [UM_NOTICE_DHCP_SIP] = "DHCP-SIP",
  [UM_NOTICE_DNS_ADDRESS] = "A",
  [UM_NOTICE_DNS_SRV] = "SRV",
  [UM_NOTICE_DNS_NAPTR] = "NAPTR",
  [UM_NOTICE_SSDP] = "SSDP",
  [UM_NOTICE_LLDP] = "LLDP",
  [UM_NOTICE_CDP] = "CDP",
  [UM_NOTICE_UNREACHABLE] = "UNREACHABLE",
};

static void
append_address (GString *text, const char *name, const UmAddress *address)
{
  char buffer[UM_ENDPOINT_STRING_MAX];

  if (um_address_is_set (address))
    g_string_append_printf (text, " %s%s", name, um_address_to_string (address, buffer));
}

static void
append_endpoint (GString *text, const char *name, const UmEndpoint *endpoint)
{
  char buffer[UM_ENDPOINT_STRING_MAX];

  if (um_address_is_set (&endpoint->address))
    g_string_append_printf (text, " %s%s", name, um_endpoint_to_string (endpoint, buffer));
}

static void
append_slice (GString *text, const char *name, UmSlice slice)
{
  g_autofree char *escaped = slice.len > 0 ? um_text_escape (slice) : NULL;

  if (escaped != NULL)
    g_string_append_printf (text, " %s<%s>", name, escaped);
}

void
notice_text_append (const UmNotice *notice, gpointer string)
{
  static const guint8 none[6] = { 0 };
  GString *text = string;

  g_string_append (text, kinds[notice->kind]);
  append_address (text, "", &notice->address);
  append_address (text, "by ", &notice->server);
  if (memcmp (notice->mac, none, sizeof none) != 0)
    g_string_append_printf (text, " mac %02x..%02x", notice->mac[0], notice->mac[5]);
  append_slice (text, "", notice->name);
  append_slice (text, "detail ", notice->detail);
  append_slice (text, "model ", notice->model);
  append_slice (text, "place ", notice->place);
  append_slice (text, "target ", notice->target);
  if (notice->port != 0)
    g_string_append_printf (text, " port %u", notice->port);
  if (notice->is_router)
    g_string_append (text, " router");
  append_endpoint (text, "from ", &notice->from);
  append_endpoint (text, "to ", &notice->to);
  if (notice->kind == UM_NOTICE_UNREACHABLE)
    g_string_append_printf (text, " %u/%u", notice->icmp_type, notice->icmp_code);
  g_string_append (text, "; ");
}

char *
notice_text_read (NoticeTextReader reader, UmSlice bytes)
{
  const UmNotice about = { .frame = 1 };
  GString *whole = g_string_new (NULL);

  for (gsize len = 0; len < bytes.len; len++)
    {
      g_autoptr (GString) part = g_string_new (NULL);

      reader (guard_buffer_copy (bytes.data, len), &about, notice_text_append, part);
    }
  reader (guard_buffer_copy (bytes.data, bytes.len), &about, notice_text_append, whole);
  return g_string_free (whole, FALSE);
}
