#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One step in the list at the left: its number, or a check mark once it is done. */
#define UM_TYPE_STEP_ROW (um_step_row_get_type ())
G_DECLARE_FINAL_TYPE (UmStepRow, um_step_row, UM, STEP_ROW, GtkListBoxRow)

GtkWidget *um_step_row_new (const char *title, guint number);
void um_step_row_set_done (UmStepRow *self, gboolean done);
gboolean um_step_row_get_done (UmStepRow *self);

G_END_DECLS
