#pragma once

/* Packets from the pipe of the capture helper: io/helper-wire with a buffer, a time limit and an
 * answer for every way in which the other end can fall silent. */

#include "io/helper-wire.h"

G_BEGIN_DECLS

typedef enum
{
  UM_CAPTURE_STREAM_PACKET, /* the packet is filled; its bytes are valid until the next call */
  UM_CAPTURE_STREAM_STATS,  /* new numbers: um_capture_stream_get_stats () */
  UM_CAPTURE_STREAM_QUIET,  /* nothing came within the time */
  UM_CAPTURE_STREAM_END,    /* the helper ended in order */
  UM_CAPTURE_STREAM_FAULT,  /* the helper gave up: um_capture_stream_get_fault () */
  UM_CAPTURE_STREAM_CLOSED, /* the pipe ended without a word: the helper died */
  UM_CAPTURE_STREAM_BROKEN, /* what came is not what our helper writes */
} UmCaptureStreamEvent;

/* Since the start; a helper that counts in 32 bits is followed through its wrap. */
typedef struct
{
  guint64 received;
  guint64 dropped_kernel;    /* this computer was too slow */
  guint64 dropped_interface; /* the network card lost them before anybody saw them */
} UmCaptureStats;

typedef struct _UmCaptureStream UmCaptureStream;

/* fd is taken over. */
UmCaptureStream *um_capture_stream_new (int fd);
void um_capture_stream_free (UmCaptureStream *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmCaptureStream, um_capture_stream_free)

/* Waits at most timeout_ms. After END, FAULT, CLOSED or BROKEN it gives the same again. */
UmCaptureStreamEvent
um_capture_stream_next (UmCaptureStream *self, int timeout_ms, UmPacket *ret_packet);
/* Whether the helper has begun: it could open the interface. */
gboolean um_capture_stream_has_begun (const UmCaptureStream *self);
guint32 um_capture_stream_get_link_type (const UmCaptureStream *self);
const UmCaptureStats *um_capture_stream_get_stats (const UmCaptureStream *self);
UmHelperFault um_capture_stream_get_fault (const UmCaptureStream *self);

G_END_DECLS
