#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Opens a new mail with a file attached in the mail program of the desktop, by the portal
 * org.freedesktop.portal.Email, else by xdg-email. Nothing is sent: that is for the technician to
 * do. Errors: G_IO_ERROR, those of D-Bus and of g_spawn. */
void um_report_mailer_compose_async (const char *path,
                                     const char *subject,
                                     const char *body,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean um_report_mailer_compose_finish (GAsyncResult *result, GError **error);

G_END_DECLS
