#pragma once

/* Fetches a newer router database over HTTPS and puts it in place. Sends to the network: only on a
 * person's word. What arrives counts only with the right signature (routers/router-release). */

#include <gio/gio.h>

#include "routers/update-source.h"

G_BEGIN_DECLS

enum
{
  UM_ROUTER_UPDATE_SECONDS = 60, /* all of it */
};

/* folder: where it goes, NULL for the user's data folder of this program. authorities: who may sign
 * the server's certificate, NULL for those of the system. Everything is copied. Runs in the
 * thread-default main context of the caller; checking and writing are done on a worker thread. */
void um_router_update_async (const UmUpdateSource *source,
                             const char *folder,
                             GTlsDatabase *authorities,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* *ret_changed: FALSE when what is offered is here already. Errors: GIO's and libsoup's for the
 * way, UM_ERROR_INVALID for what was fetched; nothing was changed then. */
gboolean um_router_update_finish (GAsyncResult *result, gboolean *ret_changed, GError **error);

G_END_DECLS
