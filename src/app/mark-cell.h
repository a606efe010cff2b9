#pragma once

#include "app/message-item.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Icon and word of the gravest mark of a message, in a table. It takes reading the message and
 * laying it beside the evidence, so it appears a moment later than the row. */
#define UM_TYPE_MARK_CELL (um_mark_cell_get_type ())
G_DECLARE_FINAL_TYPE (UmMarkCell, um_mark_cell, UM, MARK_CELL, AdwBin)

GtkWidget *um_mark_cell_new (void);
/* item: nullable. */
void um_mark_cell_set_item (UmMarkCell *self, UmMessageItem *item);

G_END_DECLS
