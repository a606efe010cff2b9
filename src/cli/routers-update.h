#pragma once

#include "cli/cli.h"

G_BEGIN_DECLS

/* Fetches a newer router database; returns the exit status. */
int cli_routers_update (void);

G_END_DECLS
