/* Loading the router database, and each keystroke of what people type into its search. The aim is
 * 10 ms a keystroke; see a build without sanitizers. */

#include <string.h>
#include <time.h>

#include <glib.h>

#include "routers/router-store.h"

enum
{
  ROUNDS = 50,
};

/* CPU time: a busy machine must not look like a slow search. */
static gint64
now_ns (void)
{
  struct timespec now;

  (void) clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * G_GINT64_CONSTANT (1000000000) + now.tv_nsec;
}

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
          gint64 start = now_ns ();
          g_autoptr (GPtrArray) hits = um_router_store_search (store, typed);
          gint64 took = now_ns () - start;

          worst = MAX (worst, took);
          sum += took;
          found = hits->len;
        }
    }
  g_print ("%-34s %4u found, %5.2f ms a keystroke, worst %5.2f ms\n", query, found,
           (double) sum / 1e6 / (ROUNDS * keys), (double) worst / 1e6);
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
  gint64 start = now_ns ();
  g_autoptr (UmRouterStore) store = um_router_store_new (&error);

  if (store == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  g_print ("%u entries loaded in %.1f ms\n", um_router_store_get_routers (store)->len,
           (double) (now_ns () - start) / 1e6);
  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    type_in (store, queries[i]);
  return 0;
}
