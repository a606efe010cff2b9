#pragma once

#include "engine/engine.h"

#include <glib-object.h>

G_BEGIN_DECLS

/* A row of the list of routers. */
#define UM_TYPE_ROUTER_ITEM (um_router_item_get_type ())
G_DECLARE_FINAL_TYPE (UmRouterItem, um_router_item, UM, ROUTER_ITEM, GObject)

/* router must live as long as the item. reason: why the evidence points to it, nullable. */
UmRouterItem *um_router_item_new (const UmRouter *router, const char *reason);
const UmRouter *um_router_item_get_router (UmRouterItem *self);
const char *um_router_item_get_reason (UmRouterItem *self);

G_END_DECLS
