#pragma once

/* One small file from the web, read up to a limit, without following, logging in or remembering. */

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* A session without cookies, cache and logins. timeout: of each wait for the other side, in
 * seconds. is_local: the place is on this network, so no proxy is asked. (transfer full) */
SoupSession *um_web_session_new (guint timeout, gboolean is_local);

/* Redirects are answers here: where they may lead is the caller's business. */
void um_web_fetch_async (SoupSession *session,
                         SoupMessage *message,
                         gsize max_bytes,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
/* max_bytes + 1 bytes when there was more. (transfer full) */
GBytes *um_web_fetch_finish (GAsyncResult *result, GError **error);

G_END_DECLS
