#pragma once

#include "app/router-item.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* A router in a list, with the reason why it is at the top. */
#define UM_TYPE_ROUTER_ROW (um_router_row_get_type ())
G_DECLARE_FINAL_TYPE (UmRouterRow, um_router_row, UM, ROUTER_ROW, AdwBin)

GtkWidget *um_router_row_new (void);
void um_router_row_set_item (UmRouterRow *self, UmRouterItem *item);

G_END_DECLS
