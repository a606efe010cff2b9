#pragma once

/* The sockets of a mirror: UDP and TCP on each port, one thread, everything bounded. */

#include "probe/mirror.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _UmMirrorServer UmMirrorServer;

/* listen: where to listen, UDP and TCP each; an unset address stands for all of this machine, IPv4
 * and IPv6. Errors: those of the sockets. (transfer full) */
UmMirrorServer *um_mirror_server_new (const UmEndpoint *listen, guint n_listen, GError **error);
void um_mirror_server_free (UmMirrorServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmMirrorServer, um_mirror_server_free)

/* Serves until cancelled: that is TRUE. Errors: those of poll(2). */
gboolean um_mirror_server_run (UmMirrorServer *self, GCancellable *cancellable, GError **error);
/* From any thread: as they were when the server last waited. */
UmMirrorCounts um_mirror_server_get_counts (UmMirrorServer *self);

G_END_DECLS
