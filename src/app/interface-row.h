#pragma once

#include "engine/engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* One network interface to choose: what it is, its addresses, and whether anything moves on it. */
#define UM_TYPE_INTERFACE_ROW (um_interface_row_get_type ())
G_DECLARE_FINAL_TYPE (UmInterfaceRow, um_interface_row, UM, INTERFACE_ROW, AdwActionRow)

/* group: the first row of the choice, NULL for that one itself. */
GtkWidget *um_interface_row_new (const UmInterface *interface, UmInterfaceRow *group);
const char *um_interface_row_get_name (UmInterfaceRow *self);
gboolean um_interface_row_is_chosen (UmInterfaceRow *self);
void um_interface_row_choose (UmInterfaceRow *self);
/* Shows how many packets have passed since the last look. */
void um_interface_row_look (UmInterfaceRow *self, guint seconds);

G_END_DECLS
