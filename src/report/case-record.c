#include "report/case-record.h"

#include "core/text.h"

void
um_case_record_add_word (GString *line, const char *key, const char *word)
{
  g_string_append_printf (line, " %s=%s", key, word);
}

void
um_case_record_add_uint (GString *line, const char *key, guint64 number)
{
  if (number != 0)
    g_string_append_printf (line, " %s=%" G_GUINT64_FORMAT, key, number);
}

void
um_case_record_add_time (GString *line, const char *key, gint64 time_us)
{
  if (time_us != UM_TIME_UNKNOWN)
    g_string_append_printf (line, " %s=%" G_GINT64_FORMAT, key, time_us);
}

void
um_case_record_add_address (GString *line, const char *key, const UmAddress *address)
{
  char buffer[UM_ENDPOINT_STRING_MAX];

  if (um_address_is_set (address))
    um_case_record_add_word (line, key, um_address_to_string (address, buffer));
}

void
um_case_record_add_mac (GString *line, const char *key, const guint8 mac[6])
{
  static const guint8 none[6];

  if (memcmp (mac, none, sizeof none) != 0)
    g_string_append_printf (line, " %s=%02x:%02x:%02x:%02x:%02x:%02x", key, mac[0], mac[1], mac[2],
                            mac[3], mac[4], mac[5]);
}

void
um_case_record_add_endpoint (GString *line, const char *key, const UmEndpoint *endpoint)
{
  char buffer[UM_ENDPOINT_STRING_MAX];

  if (!um_address_is_set (&endpoint->address) && endpoint->port == 0)
    return;
  g_string_append_printf (line, " %s=%s/%u", key, um_address_to_string (&endpoint->address, buffer),
                          endpoint->port);
}

UmSlice
um_case_record_kind (UmSlice line)
{
  gssize blank = um_slice_find_byte (line, ' ');

  return blank < 0 ? line : um_slice_head (line, (gsize) blank);
}

UmSlice
um_case_record_get (UmSlice line, const char *key)
{
  gsize len = strlen (key);
  gssize blank;

  while ((blank = um_slice_find_byte (line, ' ')) >= 0)
    {
      line = um_slice_from (line, (gsize) blank + 1);
      if (line.len > len && line.data[len] == '=' && memcmp (line.data, key, len) == 0)
        {
          UmSlice value = um_slice_from (line, len + 1);

          blank = um_slice_find_byte (value, ' ');
          return blank < 0 ? value : um_slice_head (value, (gsize) blank);
        }
    }
  return UM_SLICE_UNSET;
}

guint64
um_case_record_get_uint (UmSlice line, const char *key)
{
  guint64 number = 0;

  (void) um_slice_parse_uint (um_case_record_get (line, key), G_MAXUINT64, &number);
  return number;
}

gint64
um_case_record_get_time (UmSlice line, const char *key)
{
  UmSlice value = um_case_record_get (line, key);
  gboolean negative = um_slice_has_prefix (value, UM_SLICE ("-"));
  guint64 number;

  if (!um_slice_parse_uint (um_slice_from (value, negative), G_MAXINT64, &number))
    return UM_TIME_UNKNOWN;
  return negative ? -(gint64) number : (gint64) number;
}

UmAddress
um_case_record_get_address (UmSlice line, const char *key)
{
  UmAddress address;

  return um_address_parse (um_case_record_get (line, key), &address) ? address : (UmAddress){ 0 };
}

void
um_case_record_get_mac (UmSlice line, const char *key, guint8 ret_mac[6])
{
  UmSlice text = um_case_record_get (line, key);

  memset (ret_mac, 0, 6);
  for (gsize i = 0; text.len == 17 && i < 6; i++)
    ret_mac[i] = (guint8) (MAX (g_ascii_xdigit_value (text.data[3 * i]), 0) << 4 |
                           MAX (g_ascii_xdigit_value (text.data[3 * i + 1]), 0));
}

UmEndpoint
um_case_record_get_endpoint (UmSlice line, const char *key)
{
  UmSlice value = um_case_record_get (line, key);
  gssize slash = um_slice_find_byte (value, '/');
  UmEndpoint endpoint = { 0 };
  guint64 port = 0;

  if (slash < 0 || !um_slice_parse_uint (um_slice_from (value, (gsize) slash + 1), 65535, &port))
    return endpoint;
  endpoint.port = (guint16) port;
  if (!um_address_parse (um_slice_head (value, (gsize) slash), &endpoint.address))
    endpoint.address.family = UM_FAMILY_NONE; /* only the port is known */
  return endpoint;
}
