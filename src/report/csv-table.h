#pragma once

/* Tables for a spreadsheet: RFC 4180 in UTF-8 with a byte order mark, without which Excel guesses the
 * encoding; every cell is quoted. A cell that a spreadsheet would take for a formula gets a leading
 * apostrophe. */

#include <glib.h>

G_BEGIN_DECLS

GString *um_csv_table_new (void);
/* cells: ended by NULL; any text. */
void um_csv_table_add_row (GString *table, const char *const *cells);

G_END_DECLS
