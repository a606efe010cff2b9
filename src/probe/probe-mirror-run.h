#pragma once

/* One mirror test while it runs: shared by the files probe-mirror*.c only. */

#include "probe/mirror-hearing.h"
#include "probe/mirror-message.h"
#include "probe/probe-mirror.h"

G_BEGIN_DECLS

enum
{
  UM_MIRROR_PROBE_TRIES = 4,
  UM_MIRROR_PROBE_WAIT_MS = 500,    /* doubled with each try (RFC 3261 section 17.1.1.2) */
  UM_MIRROR_PROBE_MAX_EVENTS = 256, /* heard in one wait: a flood must not hold us up */
  UM_MIRROR_PROBE_TTL = 64,
};

typedef struct
{
  const UmProbeNetwork *network;
  GCancellable *cancellable; /* not owned */
  UmProbeProgressFunc progress;
  gpointer user_data;
  UmMirrorRun *run;
  guint32 number; /* marks the messages of this run */
  guint8 next;    /* of the next message */
  UmProbeEvent event;
} UmMirrorProbe;

typedef gboolean (*UmMirrorDoneFunc) (const UmMirrorHearing *hearing);

static inline UmSlice
um_mirror_probe_slice (const GByteArray *bytes)
{
  return bytes != NULL ? um_slice_new (bytes->data, bytes->len) : UM_SLICE_UNSET;
}

/* probe-mirror-ask.c */

/* A message with the next number. */
UmMirrorMessage um_mirror_probe_new_message (UmMirrorProbe *self,
                                             const char *method,
                                             const UmEndpoint *local,
                                             guint16 port,
                                             UmMirrorAction action,
                                             guint64 cookie);
gboolean um_mirror_probe_send (UmMirrorProbe *self, guint16 port, const char *text, GError **error);
/* ACK: the last word of a transaction, to which nothing comes back. */
gboolean
um_mirror_probe_send_ack (UmMirrorProbe *self, const UmMirrorMessage *invite, GError **error);
/* Listens for that long, or until done (nullable) says so. Everything that belongs to the message
 * of that number goes into hearing. */
gboolean um_mirror_probe_listen (UmMirrorProbe *self,
                                 UmProbeTransport *socket,
                                 guint8 number,
                                 guint wait_ms,
                                 UmMirrorDoneFunc done,
                                 UmMirrorHearing *hearing,
                                 GError **error);
/* Sends until done; a message that never got what it asked for is no error. */
gboolean um_mirror_probe_ask (UmMirrorProbe *self,
                              UmProbeTransport *socket,
                              guint16 port,
                              guint8 number,
                              const char *text,
                              UmMirrorDoneFunc done,
                              UmMirrorHearing *hearing,
                              GError **error);
gboolean um_mirror_probe_has_final (const UmMirrorHearing *hearing);
/* *ret_cookie: 0 when the server gave none; what else it answered is noted in the run. */
gboolean um_mirror_probe_get_cookie (UmMirrorProbe *self,
                                     UmProbeTransport *socket,
                                     guint16 port,
                                     guint64 *ret_cookie,
                                     GError **error);
/* Adds an exchange; arrived: unset for what was lost. */
void um_mirror_probe_compare (UmMirrorProbe *self,
                              UmMirrorDirection direction,
                              gboolean tcp,
                              guint16 port,
                              const char *method,
                              UmSlice sent,
                              UmSlice arrived);

/* probe-mirror-detector.c */

gboolean um_mirror_probe_try_detector (UmMirrorProbe *self, GError **error);

/* probe-mirror-nat.c */

gboolean um_mirror_probe_try_nat (UmMirrorProbe *self, gboolean lifetime, GError **error);

G_END_DECLS
