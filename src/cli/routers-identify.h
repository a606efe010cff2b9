#pragma once

#include "cli/cli.h"

G_BEGIN_DECLS

/* Says what goes where, asks, and prints what the gateway told and which entries fit. Returns the
 * exit status: 0 when one does, 3 when none. */
int cli_routers_identify (UmRouterStore *store, gboolean json);

G_END_DECLS
