#include "probe/gateway.h"

#include <gio/gio.h>
#include <stdio.h>

#include "core/error.h"
#include "probe/arp-table.h"

enum
{
  ROUTE_UP = 0x1,      /* RTF_UP of <linux/route.h> */
  ROUTE_GATEWAY = 0x2, /* RTF_GATEWAY */
};

/* The lines of a file below proc_net, without its heading. (transfer full) (nullable) */
static char **
read_lines (const char *proc_net, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (proc_net, name, NULL);
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;
  return g_strsplit (text, "\n", -1);
}

/* Addresses stand there as the kernel has them in memory: the first byte is the first octet. */
static gboolean
read_route (const char *line, UmGateway *ret_gateway, guint *ret_metric)
{
  char interface[16];
  guint32 destination, gateway;
  guint flags, metric, mask;

  if (sscanf (line, "%15s %x %x %x %*d %*d %u %x", interface, &destination, &gateway, &flags,
              &metric, &mask) != 6)
    return FALSE;
  if (destination != 0 || mask != 0 ||
      (flags & (ROUTE_UP | ROUTE_GATEWAY)) != (ROUTE_UP | ROUTE_GATEWAY))
    return FALSE;
  g_strlcpy (ret_gateway->interface, interface, sizeof ret_gateway->interface);
  ret_gateway->address = um_address_from_bytes (UM_FAMILY_IPV4, (const guint8 *) &gateway);
  *ret_metric = metric;
  return TRUE;
}

static gboolean
find_route (const char *proc_net, UmGateway *ret_gateway, GError **error)
{
  g_auto (GStrv) lines = read_lines (proc_net, "route", error);
  guint best = G_MAXUINT;

  for (gsize i = 1; lines != NULL && lines[0] != NULL && lines[i] != NULL; i++)
    {
      UmGateway found = { 0 };
      guint metric;

      if (!read_route (lines[i], &found, &metric) ||
          (um_address_is_set (&ret_gateway->address) && metric >= best))
        continue;
      *ret_gateway = found;
      best = metric;
    }
  if (lines != NULL && !um_address_is_set (&ret_gateway->address))
    g_set_error_literal (error, UM_ERROR, UM_ERROR_NOT_FOUND,
                         "this computer has no default gateway (IPv4)");
  return um_address_is_set (&ret_gateway->address);
}

gboolean
um_gateway_find (const char *proc_net, UmGateway *ret_gateway, GError **error)
{
  const char *folder = proc_net != NULL ? proc_net : "/proc/net";
  UmGateway gateway = { 0 };
  g_autofree char *arp = g_build_filename (folder, "arp", NULL);

  if (!find_route (folder, &gateway, error))
    return FALSE;
  gateway.http_port = 80;
  gateway.https_port = 443;
  gateway.has_mac = um_arp_table_find_in (arp, &gateway.address, gateway.mac);
  *ret_gateway = gateway;
  return TRUE;
}
