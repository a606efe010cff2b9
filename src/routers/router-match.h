#pragma once

/* Clues → routers: which entries of the database they point to, best first and with the reason. */

#include "routers/router-clue.h"
#include "routers/router-store.h"

G_BEGIN_DECLS

typedef struct
{
  const UmRouter *router; /* not owned: belongs to the store */
  UmSentence *reason;
} UmRouterMatch;

void um_router_match_free (UmRouterMatch *self);
/* clues: of UmRouterClue. Best first; empty when none names a maker or a model. Entries whose model
 * is named hide those of which only the maker is. (transfer full) of UmRouterMatch */
GPtrArray *um_router_matches_find_by_clues (UmRouterStore *store, const GPtrArray *clues);
/* The same for what a capture tells. (transfer full) of UmRouterMatch */
GPtrArray *um_router_matches_find (UmRouterStore *store, const UmFindings *findings);

G_END_DECLS
