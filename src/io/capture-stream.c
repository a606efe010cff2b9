#include "io/capture-stream.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

enum
{
  /* Twice the longest frame: there is always room behind an incomplete one. */
  BUFFER_SIZE = 2 * (UM_HELPER_WIRE_SNAPLEN + 64),
};

struct _UmCaptureStream
{
  int fd;
  UmHelperWire wire;
  UmCaptureStats stats;
  UmHelperFault fault;
  UmCaptureStreamEvent last; /* once it is over */
  gboolean over;
  gsize start; /* what is unread in buffer */
  gsize end;
  char buffer[BUFFER_SIZE];
};

UmCaptureStream *
um_capture_stream_new (int fd)
{
  UmCaptureStream *self = g_new (UmCaptureStream, 1);

  memset (self, 0, G_STRUCT_OFFSET (UmCaptureStream, buffer));
  self->fd = fd;
  return self;
}

void
um_capture_stream_free (UmCaptureStream *self)
{
  if (self == NULL)
    return;
  (void) close (self->fd);
  g_free (self);
}

/* libpcap counts in 32 bits: 4 billion packets are two days at 20,000 a second. */
static void
follow (guint64 *total, guint64 told)
{
  if (told <= G_MAXUINT32 && *total > G_MAXUINT32 / 2)
    {
      guint64 base = *total & ~(guint64) G_MAXUINT32;

      if (base + told + G_MAXUINT32 / 2 < *total)
        base += (guint64) G_MAXUINT32 + 1;
      told += base;
    }
  *total = MAX (*total, told);
}

static UmCaptureStreamEvent
finish (UmCaptureStream *self, UmCaptureStreamEvent event)
{
  self->over = TRUE;
  self->last = event;
  return event;
}

/* FALSE: more bytes are needed. */
static gboolean
take_frame (UmCaptureStream *self, UmPacket *ret_packet, UmCaptureStreamEvent *ret_event)
{
  UmHelperFrame frame;
  gsize used;
  UmHelperWireResult result = um_helper_wire_read (
      &self->wire, um_slice_new (self->buffer + self->start, self->end - self->start), &frame,
      &used);

  if (result == UM_HELPER_WIRE_MORE)
    return FALSE;
  self->start += used;
  if (result == UM_HELPER_WIRE_BROKEN)
    {
      *ret_event = finish (self, UM_CAPTURE_STREAM_BROKEN);
      return TRUE;
    }
  switch (frame.type)
    {
    case UM_HELPER_FRAME_HELLO:
      return take_frame (self, ret_packet, ret_event);
    case UM_HELPER_FRAME_PACKET:
      *ret_packet = frame.packet;
      *ret_event = UM_CAPTURE_STREAM_PACKET;
      break;
    case UM_HELPER_FRAME_STATS:
      follow (&self->stats.received, frame.received);
      follow (&self->stats.dropped_kernel, frame.dropped_kernel);
      follow (&self->stats.dropped_interface, frame.dropped_interface);
      *ret_event = UM_CAPTURE_STREAM_STATS;
      break;
    case UM_HELPER_FRAME_FAULT:
      self->fault = frame.fault;
      *ret_event = finish (self, UM_CAPTURE_STREAM_FAULT);
      break;
    case UM_HELPER_FRAME_END:
      *ret_event = finish (self, UM_CAPTURE_STREAM_END);
      break;
    }
  return TRUE;
}

/* TRUE when bytes came; else *ret_event says why not. */
static gboolean
fill (UmCaptureStream *self, int timeout_ms, UmCaptureStreamEvent *ret_event)
{
  struct pollfd waiting = { self->fd, POLLIN, 0 };
  gssize n = -1;
  int ready;

  memmove (self->buffer, self->buffer + self->start, self->end - self->start);
  self->end -= self->start;
  self->start = 0;
  ready = poll (&waiting, 1, timeout_ms);
  if (ready > 0)
    n = read (self->fd, self->buffer + self->end, BUFFER_SIZE - self->end);
  if (n > 0)
    {
      self->end += (gsize) n;
      return TRUE;
    }
  if (ready == 0 || (n < 0 && (errno == EINTR || errno == EAGAIN)))
    *ret_event = UM_CAPTURE_STREAM_QUIET;
  else
    *ret_event = finish (self, UM_CAPTURE_STREAM_CLOSED);
  return FALSE;
}

UmCaptureStreamEvent
um_capture_stream_next (UmCaptureStream *self, int timeout_ms, UmPacket *ret_packet)
{
  UmCaptureStreamEvent event = self->last;

  if (self->over)
    return event;
  while (!take_frame (self, ret_packet, &event))
    if (!fill (self, timeout_ms, &event))
      break;
  return event;
}

gboolean
um_capture_stream_has_begun (const UmCaptureStream *self)
{
  return self->wire.greeted;
}

guint32
um_capture_stream_get_link_type (const UmCaptureStream *self)
{
  return self->wire.link_type;
}

const UmCaptureStats *
um_capture_stream_get_stats (const UmCaptureStream *self)
{
  return &self->stats;
}

UmHelperFault
um_capture_stream_get_fault (const UmCaptureStream *self)
{
  return self->fault;
}
