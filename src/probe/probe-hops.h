#pragma once

/* The server-less hop test: SIP with TTL 1, 2, 3 ..., and what each hop quotes back in its ICMP
 * error. Sends to the network: only on a person's word. */

#include "model/exchange.h"
#include "probe/probe-progress.h"
#include "probe/probe-transport.h"

G_BEGIN_DECLS

/* Where the test goes when nobody names a place: a public resolver, since it lies beyond the edge
 * of every provider and its operator takes much stranger packets. It never sees SIP: at most some
 * keep-alives of line ends get that far. */
#define UM_PROBE_DEFAULT_TARGET "8.8.8.8"

enum
{
  UM_PROBE_MAX_HOPS = 12,
  UM_PROBE_TRIES = 3,
};

/* "HOST", "HOST:PORT", "[2001:db8::1]:5060"; may ask the DNS. Errors: GIO's resolver, UM_ERROR. */
gboolean um_probe_target_resolve (const char *text,
                                  GCancellable *cancellable,
                                  UmEndpoint *ret_target,
                                  GError **error);

/* Blocks for some seconds, at worst two minutes. target_name: as it was asked for. progress:
 * nullable, called on this thread before each TTL. Errors: those of the socket, cancelled.
 * (transfer full) */
UmHopRun *um_probe_hops_run (UmProbeTransport *transport,
                             const char *target_name,
                             UmProbeProgressFunc progress,
                             gpointer user_data,
                             GCancellable *cancellable,
                             GError **error);

/* Resolves, opens the socket and runs on a worker thread; progress (nullable) is called in the
 * thread-default main context of the caller. */
void um_probe_hops_run_async (const char *target,
                              UmProbeProgressFunc progress,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
UmHopRun *um_probe_hops_run_finish (GAsyncResult *result, GError **error);

G_END_DECLS
