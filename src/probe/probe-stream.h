#pragma once

/* One message each way over TCP, as the mirror test needs it. An interface, so that a test can be
 * a whole network. */

#include "core/address.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _UmProbeStream UmProbeStream;

struct _UmProbeStream
{
  /* A connection of its own for the next exchange. */
  gboolean (*open) (UmProbeStream *self,
                    const UmEndpoint *server,
                    GCancellable *cancellable,
                    UmEndpoint *ret_local,
                    GError **error);
  /* Sends all and says that there is no more; *ret_answer: all that came back until the other end
   * closed or said nothing for some seconds. (transfer full) The connection is closed. */
  gboolean (*exchange) (UmProbeStream *self,
                        UmSlice bytes,
                        GCancellable *cancellable,
                        GByteArray **ret_answer,
                        GError **error);
  void (*free) (UmProbeStream *self);
};

/* (transfer full) */
UmProbeStream *um_probe_stream_new_tcp (void);
void um_probe_stream_free (UmProbeStream *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmProbeStream, um_probe_stream_free)

G_END_DECLS
