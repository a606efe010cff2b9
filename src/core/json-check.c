#include "core/json-check.h"

#include "core/error.h"

static gboolean
invalid (GError **error, const char *problem)
{
  g_set_error_literal (error, UM_ERROR, UM_ERROR_INVALID, problem);
  return FALSE;
}

/* Outside of texts JSON has these bytes only; a comment or a single quote needs another one. */
static gboolean
is_json_byte (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("{}[]:,+-. \t\r\n", c) != NULL);
}

gboolean
um_json_check (UmSlice json, guint max_depth, GError **error)
{
  gboolean in_text = FALSE;
  guint depth = 0;

  if (!g_utf8_validate_len (json.data, json.len, NULL))
    return invalid (error, "not UTF-8");
  for (gsize i = 0; i < json.len; i++)
    {
      char c = json.data[i];

      if (in_text && c == '\\')
        i++;
      else if (c == '"')
        in_text = !in_text;
      else if (in_text)
        continue;
      else if (!is_json_byte (c))
        return invalid (error, "not JSON (comments and single quotes are none either)");
      else if (c == '{' || c == '[')
        depth++;
      else if ((c == '}' || c == ']') && depth > 0)
        depth--;
      if (depth > max_depth)
        return invalid (error, "nested too deeply");
    }
  return TRUE;
}
