#pragma once

/* Asks the default gateway who it is: its UPnP description, the title of its web page, whom that
 * page's certificate names. Sends to the network: only on a person's word. Besides the gateway,
 * only the multicast group of UPnP is spoken to, with one search; nobody else's answer is followed
 * up, and nothing logs in. */

#include <gio/gio.h>

#include "probe/gateway.h"
#include "routers/router-clue.h"

G_BEGIN_DECLS

enum
{
  UM_ROUTER_IDENTIFY_SECONDS = 8, /* all of it; what was learned until then counts */
};

/* Runs in the thread-default main context of the caller. gateway is copied. */
void um_router_identify_async (const UmGateway *gateway,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
/* Of UmRouterClue, its MAC address included; may be empty: a gateway need not answer. Fails only
 * when cancelled. (transfer full) */
GPtrArray *um_router_identify_finish (GAsyncResult *result, GError **error);

G_END_DECLS
