#pragma once

/* The mirror: answers a test message with what it received. Safe to expose: whoever has not shown
 * by a cookie that the address is his gets one short answer, never longer than what came; the
 * cookie is computed, not kept; what is kept is bounded and needs a valid cookie; nothing of a
 * message is logged or stored. Decides only; mirror-server.h moves the bytes. */

#include "probe/mirror-wire.h"

G_BEGIN_DECLS

typedef struct _UmMirror UmMirror;

/* Between whom a message travels. */
typedef struct
{
  UmEndpoint local; /* ours */
  UmEndpoint peer;
  gboolean tcp;
} UmMirrorFlow;

typedef void (*UmMirrorSendFunc) (const UmMirrorFlow *flow, UmSlice bytes, gpointer user_data);

/* Since the start. */
typedef struct
{
  guint64 received;
  guint64 foreign;    /* without our mark: not answered */
  guint64 limited;    /* from addresses that send too much: not answered */
  guint64 challenged; /* answered with a cookie only */
  guint64 mirrored;
  guint64 called_back;
} UmMirrorCounts;

/* ports: where it listens, told to clients. secret: 32 random bytes. */
UmMirror *um_mirror_new (const guint16 *ports, guint n_ports, const guint8 secret[32]);
void um_mirror_free (UmMirror *self);

/* A message arrived: send is called for each of the answers, with flow. now_us: monotonic. */
void um_mirror_take (UmMirror *self,
                     gint64 now_us,
                     const UmMirrorFlow *flow,
                     UmSlice bytes,
                     UmMirrorSendFunc send,
                     gpointer user_data);
/* When um_mirror_run_due() has something to do; G_MAXINT64: nothing is waiting. */
gint64 um_mirror_get_due (const UmMirror *self);
/* Sends what is due: the requests that clients asked for some seconds ago. */
void um_mirror_run_due (UmMirror *self, gint64 now_us, UmMirrorSendFunc send, gpointer user_data);

const UmMirrorCounts *um_mirror_get_counts (const UmMirror *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmMirror, um_mirror_free)

G_END_DECLS
