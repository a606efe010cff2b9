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

void um_router_match_free (UmRouterMatch *self);
/* Best first; empty when the evidence names no maker. (transfer full) of UmRouterMatch */
GPtrArray *um_router_matches_find (UmRouterStore *store, const UmFindings *findings);
/* Adds the entries that the gateway's MAC address points to, behind those that are there; none
 * twice. matches: of UmRouterMatch. */
void um_router_matches_add_mac (UmRouterStore *store, GPtrArray *matches, const guint8 mac[6]);
/* The same for the name of an organisation as IEEE lists it. */
void um_router_matches_add_vendor (UmRouterStore *store, GPtrArray *matches, const char *vendor);

G_END_DECLS
