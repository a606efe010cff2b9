/* unmangle-cli routers update: fetches a newer router database. */

#include "cli/routers-update.h"

#include <stdio.h>

#include "cli/wait.h"

static gboolean
update (const UmUpdateSource *source, gboolean *ret_changed, GError **error)
{
  g_autoptr (CliWait) wait = cli_wait_new ();
  GAsyncResult *result;

  um_router_update_async (source, NULL, NULL, cli_wait_get_cancellable (wait), cli_wait_callback,
                          wait);
  result = cli_wait_run (wait);
  return um_router_update_finish (result, ret_changed, error);
}

int
cli_routers_update (void)
{
  g_auto (UmUpdateSource) source = { 0 };
  g_autoptr (UmRouterStore) store = NULL;
  g_autoptr (GError) error = NULL;
  gboolean changed = FALSE;

  if (!um_update_source_load (NULL, &source, &error))
    return cli_trouble ("routers update: %s", error->message);
  g_printerr ("Fetching %s\n", source.address);
  if (!update (&source, &changed, &error))
    return cli_trouble ("routers update: %s", error->message);
  store = um_router_store_new_default (&error);
  if (store == NULL)
    return cli_trouble ("routers update: %s", error->message);
  printf (changed ? "Router database %" G_GUINT64_FORMAT " installed: %u entries\n"
                  : "Router database %" G_GUINT64_FORMAT " is the newest: %u entries\n",
          um_router_store_get_serial (store), um_router_store_get_routers (store)->len);
  return 0;
}
