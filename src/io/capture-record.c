/* A ring is a queue of segments; a full ring drops its oldest one. Records are written many at a
 * time and kept in memory until then, so that a full disk loses none. The files have no name: what
 * is in them is nobody's business once we are gone. */

#include "io/capture-record.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

enum
{
  SEGMENTS = 8, /* of a ring: what goes at once is an eighth of it */
  FLUSH_AT = 128 * 1024,
  READ_AT_ONCE = 512 * 1024,
};

/* In front of the bytes of a packet. Never leaves this machine: its own byte order. */
typedef struct
{
  guint64 number;
  gint64 time_us;
  guint32 link_type;
  guint32 wire_length;
  guint32 len;
} Head;

typedef struct
{
  int fd;
  guint64 written;     /* bytes of whole records in the file */
  GByteArray *waiting; /* records behind them, not yet written */
  guint64 packets;
  gint64 first_us; /* steady clock, when the first record came */
  gint64 last_us;
} Segment;

typedef struct
{
  GQueue segments; /* of Segment, oldest first */
  guint64 overwritten;

  /* reading */
  GList *at;
  guint64 offset;    /* within at */
  GByteArray *read;  /* bytes of at from offset on */
  gsize taken;       /* of read */
  gboolean has_next; /* next is filled */
  UmPacket next;
} Ring;

struct _UmCaptureRecord
{
  char *folder;
  UmRecordLimits limits;
  Ring rings[UM_RECORD_N_RINGS];
  gboolean failed;
};

static void
segment_free (gpointer data)
{
  Segment *self = data;

  (void) close (self->fd);
  g_byte_array_unref (self->waiting);
  g_free (self);
}

static void
set_error (GError **error, const char *what, int errsv)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errsv), "%s: %s", what,
               g_strerror (errsv));
}

static Segment *
segment_new (const char *folder, gint64 now_us, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "unmangle-capture-XXXXXX", NULL);
  int fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);
  Segment *self;

  if (fd < 0)
    {
      set_error (error, "recording", errno);
      return NULL;
    }
  (void) g_unlink (path);
  self = g_new0 (Segment, 1);
  self->fd = fd;
  self->first_us = now_us;
  self->waiting = g_byte_array_new ();
  return self;
}

static guint64
segment_size (const Segment *self)
{
  return self->written + self->waiting->len;
}

/* A part that was written when the disk was full is overwritten by nobody and read by nobody. */
static gboolean
segment_flush (Segment *self, GError **error)
{
  gsize done = 0;

  while (done < self->waiting->len)
    {
      gssize n = pwrite (self->fd, self->waiting->data + done, self->waiting->len - done,
                         (off_t) (self->written + done));
      int errsv = errno;

      if (n < 0 && errsv == EINTR)
        continue;
      if (n <= 0)
        {
          set_error (error, "recording", errsv);
          return FALSE;
        }
      done += (gsize) n;
    }
  self->written += done;
  g_byte_array_set_size (self->waiting, 0);
  return TRUE;
}

UmCaptureRecord *
um_capture_record_new (const char *folder, const UmRecordLimits *limits)
{
  UmCaptureRecord *self = g_new0 (UmCaptureRecord, 1);

  self->folder = g_strdup (folder);
  self->limits = *limits;
  for (guint i = 0; i < UM_RECORD_N_RINGS; i++)
    {
      g_queue_init (&self->rings[i].segments);
      self->rings[i].read = g_byte_array_new ();
    }
  return self;
}

void
um_capture_record_free (UmCaptureRecord *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < UM_RECORD_N_RINGS; i++)
    {
      g_queue_clear_full (&self->rings[i].segments, segment_free);
      g_byte_array_unref (self->rings[i].read);
    }
  g_free (self->folder);
  g_free (self);
}

static void
drop_oldest (Ring *ring)
{
  Segment *oldest = g_queue_pop_head (&ring->segments);

  ring->overwritten += oldest->packets;
  segment_free (oldest);
}

/* too_old_us: packets from before it are let go. */
static gboolean
is_oldest_due (Ring *ring, gint64 too_old_us)
{
  const Segment *oldest = g_queue_peek_head (&ring->segments);

  return g_queue_get_length (&ring->segments) > SEGMENTS ||
         (g_queue_get_length (&ring->segments) > 1 && oldest->last_us < too_old_us);
}

/* The segment that takes the next record. */
static Segment *
find_room (UmCaptureRecord *self, UmRecordRing which, gint64 now_us, GError **error)
{
  Ring *ring = &self->rings[which];
  Segment *newest = g_queue_peek_tail (&ring->segments);
  guint64 room = self->limits.bytes[which] / SEGMENTS;

  if (newest != NULL && segment_size (newest) < room &&
      now_us - newest->first_us < self->limits.age_us / SEGMENTS)
    return newest;
  if (newest != NULL && !segment_flush (newest, error))
    return NULL;
  newest = segment_new (self->folder, now_us, error);
  if (newest == NULL)
    return NULL;
  g_queue_push_tail (&ring->segments, newest);
  while (is_oldest_due (ring, now_us - self->limits.age_us))
    drop_oldest (ring);
  return newest;
}

static void
append (Segment *segment, const UmPacket *packet, gint64 now_us)
{
  Head head = { packet->number, packet->time_us, packet->link_type, packet->wire_length,
                (guint32) packet->bytes.len };

  g_byte_array_append (segment->waiting, (const guint8 *) &head, sizeof head);
  g_byte_array_append (segment->waiting, (const guint8 *) packet->bytes.data,
                       (guint) packet->bytes.len);
  segment->packets++;
  segment->last_us = now_us;
}

gboolean
um_capture_record_add (
    UmCaptureRecord *self, UmRecordRing ring, const UmPacket *packet, gint64 now_us, GError **error)
{
  Segment *segment;

  g_return_val_if_fail (!self->failed, FALSE);
  segment = find_room (self, ring, now_us, error);
  self->failed = segment == NULL;
  if (self->failed)
    segment = g_queue_peek_tail (&self->rings[ring].segments);
  if (segment == NULL)
    return FALSE;
  append (segment, packet, now_us);
  if (!self->failed && segment->waiting->len >= FLUSH_AT)
    self->failed = !segment_flush (segment, error);
  return !self->failed;
}

guint64
um_capture_record_get_overwritten (const UmCaptureRecord *self, UmRecordRing ring)
{
  return self->rings[ring].overwritten;
}

/* --- reading --- */

void
um_capture_record_rewind (UmCaptureRecord *self)
{
  for (guint i = 0; i < UM_RECORD_N_RINGS; i++)
    {
      Ring *ring = &self->rings[i];

      ring->at = ring->segments.head;
      ring->offset = 0;
      ring->taken = 0;
      ring->has_next = FALSE;
      g_byte_array_set_size (ring->read, 0);
    }
}

/* Up to len bytes of segment from offset on: from the file, then from what waits. */
static gssize
read_segment (const Segment *segment, guint64 offset, guint8 *buffer, gsize len, GError **error)
{
  gssize n;

  if (offset >= segment->written)
    {
      gsize skip = (gsize) (offset - segment->written);

      len = MIN (len, segment->waiting->len - skip);
      if (len > 0)
        memcpy (buffer, segment->waiting->data + skip, len);
      return (gssize) len;
    }
  do
    n = pread (segment->fd, buffer, MIN (len, segment->written - offset), (off_t) offset);
  while (n < 0 && errno == EINTR);
  if (n <= 0)
    {
      set_error (error, "reading the recording", n < 0 ? errno : EIO);
      return -1;
    }
  return n;
}

/* At least wanted bytes behind ring->taken, of which the segment has as many. */
static gboolean
read_ahead (Ring *ring, gsize wanted, GError **error)
{
  g_byte_array_remove_range (ring->read, 0, (guint) ring->taken);
  ring->taken = 0;
  while (ring->read->len < wanted)
    {
      guint before = ring->read->len;
      gssize n;

      g_byte_array_set_size (ring->read, before + READ_AT_ONCE);
      n = read_segment (ring->at->data, ring->offset, ring->read->data + before, READ_AT_ONCE,
                        error);
      g_byte_array_set_size (ring->read, before + (guint) MAX (n, 0));
      if (n <= 0)
        return FALSE;
      ring->offset += (guint64) n;
    }
  return TRUE;
}

static gboolean
has_bytes (Ring *ring, gsize wanted, GError **error)
{
  return ring->read->len - ring->taken >= wanted || read_ahead (ring, wanted, error);
}

/* FALSE at the end of the ring, or with error set. */
static gboolean
fetch (Ring *ring, GError **error)
{
  Head head;

  while (ring->at != NULL && ring->taken == ring->read->len &&
         ring->offset == segment_size (ring->at->data))
    {
      ring->at = ring->at->next;
      ring->offset = 0;
    }
  if (ring->at == NULL || !has_bytes (ring, sizeof head, error))
    return FALSE;
  memcpy (&head, ring->read->data + ring->taken, sizeof head);
  if (!has_bytes (ring, sizeof head + head.len, error))
    return FALSE;
  ring->next = (UmPacket){
    .number = head.number,
    .time_us = head.time_us,
    .link_type = head.link_type,
    .wire_length = head.wire_length,
    .bytes = um_slice_new (ring->read->data + ring->taken + sizeof head, head.len),
  };
  ring->taken += sizeof head + head.len;
  ring->has_next = TRUE;
  return TRUE;
}

gboolean
um_capture_record_next (UmCaptureRecord *self, UmPacket *ret_packet, GError **error)
{
  Ring *first = NULL;

  for (guint i = 0; i < UM_RECORD_N_RINGS; i++)
    {
      Ring *ring = &self->rings[i];
      GError *local_error = NULL;

      if (!ring->has_next && !fetch (ring, &local_error) && local_error != NULL)
        {
          g_propagate_error (error, local_error);
          return FALSE;
        }
      if (ring->has_next && (first == NULL || ring->next.number < first->next.number))
        first = ring;
    }
  if (first == NULL)
    return FALSE;
  *ret_packet = first->next;
  first->has_next = FALSE;
  return TRUE;
}
