/* Findings → routers. Only a maker that the evidence names leads to entries: a guess would send the
 * technician to the wrong menu. */

#include "routers/router-match.h"

static const struct
{
  const char *family;    /* UmFindings.alg_family */
  const char *id_prefix; /* of the entries of that maker's devices */
  const char *reason;
} families[] = {
  { "fortinet", "fortinet-fortigate-",
    N_ ("The messages carry a mark that only FortiGate firewalls write.") },
};

void
um_router_match_free (UmRouterMatch *self)
{
  if (self == NULL)
    return;
  um_sentence_free (self->reason);
  g_free (self);
}

GPtrArray *
um_router_matches_find (UmRouterStore *store, const UmFindings *findings)
{
  GPtrArray *matches = g_ptr_array_new_with_free_func ((GDestroyNotify) um_router_match_free);
  const GPtrArray *routers = um_router_store_get_routers (store);

  for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
    {
      if (findings->alg_family == NULL || !g_str_equal (findings->alg_family, families[i].family))
        continue;
      /* newest firmware first: entries are sorted by firmware */
      for (guint j = routers->len; j > 0; j--)
        {
          const UmRouter *router = g_ptr_array_index (routers, j - 1);
          UmRouterMatch *match;

          if (!g_str_has_prefix (router->id, families[i].id_prefix))
            continue;
          match = g_new0 (UmRouterMatch, 1);
          match->router = router;
          match->reason = um_sentence_new (families[i].reason, NULL);
          g_ptr_array_add (matches, match);
        }
    }
  return matches;
}
