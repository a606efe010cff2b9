#pragma once

/* Findings → routers: which entries of the database the evidence points to. */

#include "detect/findings.h"
#include "routers/router-store.h"

G_BEGIN_DECLS

typedef struct
{
  const UmRouter *router; /* not owned: belongs to the store */
  UmSentence *reason;
} UmRouterMatch;

void       um_router_match_free (UmRouterMatch *self);
/* Best first; empty when the evidence names no maker. (transfer full) of UmRouterMatch */
GPtrArray *um_router_matches_find (UmRouterStore *store, const UmFindings *findings);

G_END_DECLS
