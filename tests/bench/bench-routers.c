/* Loading the router database, and each keystroke of what people type into its search. The aim is
 * 10 ms a keystroke; see a build without sanitizers. */

#include <string.h>

#include <glib.h>

#include "routers/router-store.h"

enum
{
  ROUNDS = 50,
};

/* The slowest keystroke counts: somebody waits for it. */
static void
type_in (const UmRouterStore *store, const char *query)
{
  gint64 worst = 0, sum = 0;
  guint found = 0;
  gsize keys = strlen (query);

  for (guint round = 0; round < ROUNDS; round++)
    {
      for (gsize len = 1; len <= keys; len++)
        {
          g_autofree char *typed = g_strndup (query, len);
          gint64 start = g_get_monotonic_time ();
          g_autoptr (GPtrArray) hits = um_router_store_search (store, typed);
          gint64 took = g_get_monotonic_time () - start;

          worst = MAX (worst, took);
          sum += took;
          found = hits->len;
        }
    }
  g_print ("%-34s %4u found, %5.2f ms a keystroke, worst %5.2f ms\n", query, found,
           (double) sum / 1000 / (ROUNDS * keys), (double) worst / 1000);
}

int
main (void)
{
  static const char *const queries[] = {
    "fortigate",      "mikrotk",
    "fritz box 7590", "sip transformations sonicwall",
    "zzzzzzzzzzzz",   "at&t pace 5268ac gateway",
  };
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  g_autoptr (UmRouterStore) store = um_router_store_new (&error);

  if (store == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  g_print ("%u entries loaded in %.1f ms\n", um_router_store_get_routers (store)->len,
           (double) (g_get_monotonic_time () - start) / 1000);
  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    type_in (store, queries[i]);
  return 0;
}
