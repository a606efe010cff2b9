#pragma once

/* Free-text search over router entries: what um_router_store_search () does. */

#include "routers/router.h"

G_BEGIN_DECLS

/* What is searched, folded once, so that a keystroke costs a fraction of a millisecond. */
typedef struct _UmRouterSearch UmRouterSearch;

/* routers: of const UmRouter *, in the order that breaks ties, entries of one family together;
 * must live as long. (transfer full) */
UmRouterSearch *um_router_search_new (const GPtrArray *routers);
void            um_router_search_free (UmRouterSearch *self);
/* Best first. (transfer container) of const UmRouter * */
GPtrArray      *um_router_search_run (const UmRouterSearch *self, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmRouterSearch, um_router_search_free)

G_END_DECLS
