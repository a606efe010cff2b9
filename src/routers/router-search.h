#pragma once

/* Free-text search over router entries: what um_router_store_search () does. */

#include "routers/router.h"

G_BEGIN_DECLS

/* routers: of const UmRouter *, in the order that breaks ties. (transfer container) */
GPtrArray *um_router_search (const GPtrArray *routers, const char *text);

G_END_DECLS
