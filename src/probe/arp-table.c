/* /proc/net/arp: address, hardware type, flags, MAC, mask, device; the first line is a heading. An
 * entry that is being asked for has flags 0 and a MAC of zeros. */

#include "probe/arp-table.h"

#include <stdio.h>

enum
{
  MAX_LINES = 65536, /* the kernel's own limit is lower */
};

static gboolean
parse_line (const char *line, const char *wanted, guint8 ret_mac[6])
{
  guint mac[6], type, flags;
  char address[64];

  if (sscanf (line, "%63s 0x%x 0x%x %2x:%2x:%2x:%2x:%2x:%2x", address, &type, &flags, &mac[0],
              &mac[1], &mac[2], &mac[3], &mac[4], &mac[5]) != 9 ||
      flags == 0 || !g_str_equal (address, wanted))
    return FALSE;
  for (guint i = 0; i < 6; i++)
    ret_mac[i] = (guint8) mac[i];
  return TRUE;
}

gboolean
um_arp_table_find_in (const char *path, const UmAddress *address, guint8 ret_mac[6])
{
  char wanted[UM_ENDPOINT_STRING_MAX], line[256];
  FILE *file = fopen (path, "re");
  gboolean found = FALSE;

  (void) um_address_to_string (address, wanted);
  for (guint i = 0; file != NULL && !found && i < MAX_LINES; i++)
    {
      if (fgets (line, sizeof line, file) == NULL)
        break;
      found = parse_line (line, wanted, ret_mac);
    }
  if (file != NULL)
    (void) fclose (file);
  return found;
}

gboolean
um_arp_table_find (const UmAddress *address, guint8 ret_mac[6])
{
  return um_arp_table_find_in ("/proc/net/arp", address, ret_mac);
}
