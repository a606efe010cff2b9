#pragma once

/* The test against a mirror (or an old server of sip-alg-detector): messages of a phone's, compared
 * byte by byte with what the mirror received, and the mirror's with what arrived here. Sends to the
 * network: only on a person's word. */

#include "model/mirror-run.h"
#include "probe/probe-progress.h"
#include "probe/probe-stream.h"
#include "probe/probe-transport.h"

G_BEGIN_DECLS

/* How the test reaches the network; tests put a network of their own in. */
typedef struct
{
  UmProbeTransport *udp;
  UmProbeStream *tcp;
  /* A further UDP socket from a port of its own, for what the NAT does. (transfer full) */
  UmProbeTransport *(*new_socket) (const UmEndpoint *server, gpointer data, GError **error);
  gpointer data;
} UmProbeNetwork;

/* lifetime: also find out how long the NAT keeps a binding, which takes some minutes. Blocks for
 * seconds. server_name: as it was asked for. Errors: those of the sockets, cancelled; a server that
 * does not answer is a result. (transfer full) */
UmMirrorRun *um_probe_mirror_run (const UmProbeNetwork *network,
                                  const char *server_name,
                                  gboolean lifetime,
                                  UmProbeProgressFunc progress,
                                  gpointer user_data,
                                  GCancellable *cancellable,
                                  GError **error);

/* Resolves, opens the sockets and runs on a worker thread; progress (nullable) is called in the
 * thread-default main context of the caller. */
void um_probe_mirror_run_async (const char *server,
                                gboolean lifetime,
                                UmProbeProgressFunc progress,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
UmMirrorRun *um_probe_mirror_run_finish (GAsyncResult *result, GError **error);

/* A socket as um_probe_transport_new_udp() opens it, but never from port 5060. */
UmProbeTransport *
um_probe_mirror_new_socket (const UmEndpoint *server, gpointer unused, GError **error);

G_END_DECLS
