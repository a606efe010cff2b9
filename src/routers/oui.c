/* oui.txt has one line "00-22-72   (hex)\t\tOrganisation" per prefix, and more lines around it that
 * do not matter here. It is not sorted, and read once or twice in a run: searched from the top. */

#include "routers/oui.h"

#include <string.h>

#include "core/limits.h"
#include "core/text.h"

static const char *const installed[] = {
  "/usr/share/ieee-data/oui.txt",
  "/usr/share/hwdata/oui.txt",
};

enum
{
  GROUP_BIT = 0x01,
  LOCAL_BIT = 0x02,
  VENDOR_CHARS = 60,
};

static const char *
skip_blanks (const char *p, const char *end)
{
  while (p < end && (*p == ' ' || *p == '\t'))
    p++;
  return p;
}

/* What stands behind prefix and "(hex)" on a line of their own; empty when p is another mention. */
static UmSlice
read_vendor (const char *p, const char *end)
{
  static const char mark[] = "(hex)";
  const char *start;

  p = skip_blanks (p, end);
  if ((gsize) (end - p) < sizeof mark - 1 || memcmp (p, mark, sizeof mark - 1) != 0)
    return um_slice_new (p, 0);
  start = p = skip_blanks (p + sizeof mark - 1, end);
  while (p < end && *p != '\n' && *p != '\r')
    p++;
  return um_slice_new (start, p - start);
}

static char *
find_in (const char *data, gsize len, const char *prefix)
{
  const char *end = data + len;
  gsize prefix_len = strlen (prefix);

  for (const char *p = data; p < end; p++)
    {
      UmSlice vendor;

      p = g_strstr_len (p, end - p, prefix);
      if (p == NULL)
        break;
      vendor = read_vendor (p + prefix_len, end);
      if (vendor.len > 0)
        return um_text_shorten (vendor, VENDOR_CHARS);
    }
  return NULL;
}

char *
um_oui_find_vendor (const char *path, const guint8 mac[6])
{
  g_autoptr (GMappedFile) file = NULL;
  g_autofree char *prefix = g_strdup_printf ("%02X-%02X-%02X", mac[0], mac[1], mac[2]);

  if ((mac[0] & (GROUP_BIT | LOCAL_BIT)) != 0)
    return NULL;
  for (gsize i = 0; path == NULL && file == NULL && i < G_N_ELEMENTS (installed); i++)
    file = g_mapped_file_new (installed[i], FALSE, NULL);
  if (path != NULL)
    file = g_mapped_file_new (path, FALSE, NULL);
  if (file == NULL || g_mapped_file_get_length (file) > UM_LIMIT_OUI_FILE ||
      g_mapped_file_get_contents (file) == NULL)
    return NULL;
  return find_in (g_mapped_file_get_contents (file), g_mapped_file_get_length (file), prefix);
}
