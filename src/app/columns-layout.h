#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Three children in as many columns as the width allows: side by side; the third below the second;
 * all below each other. The second gets what is left over. */
#define UM_TYPE_COLUMNS_LAYOUT (um_columns_layout_get_type ())
G_DECLARE_FINAL_TYPE (UmColumnsLayout, um_columns_layout, UM, COLUMNS_LAYOUT, GtkLayoutManager)

G_END_DECLS
