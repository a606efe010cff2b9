#include "report/csv-table.h"

#include "core/text.h"

enum
{
  MAX_CELL = 8000, /* characters; Excel's own limit is 32767 */
};

/* A formula begins with one of these, in some programs also in their full-width forms. */
static gboolean
begins_formula (const char *text)
{
  static const char *const starts[] = { "=",      "+",      "-",      "@",     "\t",
                                        "\uff1d", "\uff0b", "\uff0d", "\uff20" };

  while (*text == ' ')
    text++;
  for (gsize i = 0; i < G_N_ELEMENTS (starts); i++)
    if (g_str_has_prefix (text, starts[i]))
      return TRUE;
  return FALSE;
}

/* Where Excel separates by semicolon or tab (half of Europe), the rest of a cell begins a new one
 * there: it must not be a formula either. */
static void
add_cell (GString *table, const char *text)
{
  g_autofree char *safe = um_text_shorten (um_slice_from_string (text), MAX_CELL);

  g_string_append_c (table, '"');
  for (const char *p = safe; *p != '\0'; p++)
    {
      if ((p == safe || strchr (";,\t", p[-1]) != NULL) && begins_formula (p))
        g_string_append_c (table, '\'');
      if (*p == '"')
        g_string_append_c (table, '"');
      g_string_append_c (table, *p);
    }
  g_string_append_c (table, '"');
}

GString *
um_csv_table_new (void)
{
  return g_string_new ("\xef\xbb\xbf");
}

void
um_csv_table_add_row (GString *table, const char *const *cells)
{
  for (guint i = 0; cells[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (table, ',');
      add_cell (table, cells[i]);
    }
  g_string_append (table, "\r\n");
}
