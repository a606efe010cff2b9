#include "routers/update-source.h"

#include <string.h>

#include "core/error.h"

#define GROUP "update"

static gboolean
invalid (GError **error, const char *problem)
{
  g_set_error_literal (error, UM_ERROR, UM_ERROR_INVALID, problem);
  return FALSE;
}

static gboolean
read_key (const char *hex, guint8 key[UM_ROUTER_KEY_BYTES])
{
  if (strlen (hex) != 2 * UM_ROUTER_KEY_BYTES)
    return FALSE;
  for (guint i = 0; i < UM_ROUTER_KEY_BYTES; i++)
    {
      int high = g_ascii_xdigit_value (hex[2 * i]);
      int low = g_ascii_xdigit_value (hex[2 * i + 1]);

      if (high < 0 || low < 0)
        return FALSE;
      key[i] = (guint8) (high << 4 | low);
    }
  return TRUE;
}

static gboolean
take (const char *address, const char *key, UmUpdateSource *ret_source, GError **error)
{
  UmUpdateSource source = { 0 };

  if (!g_str_has_prefix (address, "https://"))
    return invalid (error, "the address of router updates must begin with https://");
  if (!read_key (key, source.key))
    return invalid (error, "the key of router updates must be 64 hexadecimal digits");
  source.address = g_strdup (address);
  *ret_source = source;
  return TRUE;
}

gboolean
um_update_source_load (const char *path, UmUpdateSource *ret_source, GError **error)
{
  g_autofree char *own =
      g_build_filename (g_get_user_config_dir (), "unmangle", "routers.conf", NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) problem = NULL;
  g_autofree char *address = NULL;
  g_autofree char *key = NULL;

  if (path == NULL)
    path = own;
  if (g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &problem))
    {
      address = g_key_file_get_string (file, GROUP, "address", NULL);
      key = g_key_file_get_string (file, GROUP, "key", NULL);
      if (address != NULL && key != NULL)
        return take (address, key, ret_source, error);
      return invalid (error, "routers.conf needs \"address\" and \"key\" in its group [" GROUP "]");
    }
  if (!g_error_matches (problem, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    {
      g_propagate_prefixed_error (error, g_steal_pointer (&problem), "routers.conf: ");
      return FALSE;
    }
  if (*UM_ROUTER_UPDATE_ADDRESS != '\0')
    return take (UM_ROUTER_UPDATE_ADDRESS, UM_ROUTER_UPDATE_KEY, ret_source, error);
  g_set_error_literal (error, UM_ERROR, UM_ERROR_NOT_FOUND,
                       "no address for router updates is set up");
  return FALSE;
}

void
um_update_source_clear (UmUpdateSource *self)
{
  g_clear_pointer (&self->address, g_free);
}
