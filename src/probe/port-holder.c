/* Linux tells the socket's inode in /proc/net/udp, and whose it is by the links in /proc/PID/fd;
 * the latter only for processes of the same user. */

#include "probe/port-holder.h"

#include "core/text.h"

#include <stdio.h>

enum
{
  MAX_LINES = 65536, /* of /proc/net/udp: one per socket */
  MAX_FILES = 4096,  /* of one process: a SIP program has some dozens */
};

static gboolean
find_inode (const char *path, guint16 port, guint64 *ret_inode)
{
  FILE *file = fopen (path, "re");
  char line[512];
  gboolean found = FALSE;

  for (guint i = 0; file != NULL && !found && i < MAX_LINES; i++)
    {
      guint local;
      unsigned long inode;

      if (fgets (line, sizeof line, file) == NULL)
        break;
      if (sscanf (
              line,
              "%*d: %*64[0-9A-Fa-f]:%4x %*64[0-9A-Fa-f]:%*4x %*x %*x:%*x %*x:%*x %*x %*u %*d %lu",
              &local, &inode) == 2 &&
          local == port)
        {
          *ret_inode = inode;
          found = TRUE;
        }
    }
  if (file != NULL)
    (void) fclose (file);
  return found;
}

static gboolean
process_holds (const char *pid, const char *link)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "fd", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  for (guint i = 0; dir != NULL && i < MAX_FILES && (name = g_dir_read_name (dir)) != NULL; i++)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      g_autofree char *target = g_file_read_link (file, NULL);

      if (g_strcmp0 (target, link) == 0)
        return TRUE;
    }
  return FALSE;
}

static char *
describe (const char *pid)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "comm", NULL);
  g_autofree char *name = NULL;
  g_autofree char *shown = NULL;

  if (!g_file_get_contents (path, &name, NULL, NULL))
    return g_strdup_printf ("process %s", pid);
  shown = um_text_escape (um_slice_trim (um_slice_from_string (name)));
  return g_strdup_printf ("%s (process %s)", shown, pid);
}

char *
um_port_holder_find (guint16 port)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc", 0, NULL);
  g_autofree char *link = NULL;
  const char *name;
  guint64 inode;

  if (!find_inode ("/proc/net/udp", port, &inode) && !find_inode ("/proc/net/udp6", port, &inode))
    return g_strdup ("another process");
  link = g_strdup_printf ("socket:[%" G_GUINT64_FORMAT "]", inode);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_ascii_isdigit (name[0]) && process_holds (name, link))
      return describe (name);
  return g_strdup ("another process");
}
