#pragma once

#include "engine/engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* How SIP ALG is switched off: on one router, or in general. */
#define UM_TYPE_ROUTER_VIEW (um_router_view_get_type ())
G_DECLARE_FINAL_TYPE (UmRouterView, um_router_view, UM, ROUTER_VIEW, AdwBin)

/* router NULL: the general advice. reason: nullable. */
void um_router_view_show (UmRouterView *self, const UmRouter *router, const char *reason);
/* What is shown, NULL for the general advice. */
const UmRouter *um_router_view_get_router (UmRouterView *self);
GtkCheckButton *um_router_view_get_report_check (UmRouterView *self);

/* How the router was set before the change. */
GtkEditable *um_router_view_get_old_setting (UmRouterView *self);

G_END_DECLS
