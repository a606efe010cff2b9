/* Reads in large steps and takes gzip (RFC 1952) off. The converter is driven by hand, not through
 * GConverterInputStream, for three things that hides: several members in one file, a cut file told
 * from a broken one, and how much of the packed file is behind us. */

#include "io/read-buffer.h"

struct _UmReadBuffer
{
  GInputStream *stream;
  GConverter *inflate; /* NULL: the file is not packed */
  guint8 *bytes; /* own, or lent by um_read_buffer_use() */
  guint8 *own;
  gsize size; /* of bytes */
  gsize start;
  gsize end;
  guint8 *packed; /* input of inflate */
  gsize packed_start;
  gsize packed_end;
  guint64 read; /* from stream */
  guint64 unpacked;
  guint64 max_unpacked;
  gboolean probed;
  gboolean stream_ended;
  gboolean frozen;
  gboolean is_short; /* a fill was asked for while frozen */
  UmReadBufferEnd state;
};

#define STEP   (1024 * 1024)
#define PACKED (64 * 1024)
/* Output of one step of inflate. GZlibDecompressor keeps back what it made in the step that found
 * the stream broken, so small steps lose little. */
#define INFLATE_STEP (16 * 1024)
#define CAPACITY     UM_READ_BUFFER_CAPACITY
/* Most files are small, and touching memory for the first time costs more than reading them. */
#define FIRST        (128 * 1024)

G_STATIC_ASSERT (CAPACITY >= UM_READ_BUFFER_MAX + STEP);

gboolean
um_read_buffer_is_gzip (UmSlice first_bytes)
{
  return um_slice_has_prefix (first_bytes, UM_SLICE ("\x1f\x8b"));
}

/* One read; 0 bytes is the end of the file and remembered. */
static gboolean
read_once (UmReadBuffer *self,
           guint8 *to,
           gsize room,
           gsize *ret_len,
           GCancellable *cancellable,
           GError **error)
{
  gssize len = g_input_stream_read (self->stream, to, room, cancellable, error);

  if (len < 0)
    return FALSE;
  if (len == 0)
    self->stream_ended = TRUE;
  self->read += len;
  *ret_len = len;
  return TRUE;
}

static gboolean
fill_packed (UmReadBuffer *self, GCancellable *cancellable, GError **error)
{
  gsize len = 0;

  if (self->packed_start > 0)
    {
      memmove (self->packed, self->packed + self->packed_start,
               self->packed_end - self->packed_start);
      self->packed_end -= self->packed_start;
      self->packed_start = 0;
    }
  if (self->packed_end >= PACKED) /* inflate wants more than it was given and takes nothing */
    {
      self->state = UM_READ_BUFFER_CORRUPT;
      return TRUE;
    }
  if (!read_once (self, self->packed + self->packed_end, PACKED - self->packed_end, &len,
                  cancellable, error))
    return FALSE;
  self->packed_end += len;
  return TRUE;
}

/* Behind a member: another one, or the end. Zeros and other padding behind the last are no damage;
 * gzip(1) ignores them too. */
static gboolean
next_member (UmReadBuffer *self, GCancellable *cancellable, GError **error)
{
  while (self->packed_end - self->packed_start < 2 && !self->stream_ended)
    if (!fill_packed (self, cancellable, error))
      return FALSE;
  if (um_read_buffer_is_gzip (
          um_slice_new (self->packed + self->packed_start, self->packed_end - self->packed_start)))
    g_converter_reset (self->inflate);
  else
    self->state = UM_READ_BUFFER_ENDED;
  return TRUE;
}

static gboolean
unpack_once (UmReadBuffer *self, GCancellable *cancellable, GError **error)
{
  gsize room = MIN (MIN (self->size - self->end, INFLATE_STEP), self->max_unpacked - self->unpacked);
  gsize taken = 0, made = 0;
  GConverterResult result;
  g_autoptr (GError) failure = NULL;

  if (room == 0)
    {
      self->state = UM_READ_BUFFER_LIMIT;
      return TRUE;
    }
  result = g_converter_convert (self->inflate, self->packed + self->packed_start,
                                self->packed_end - self->packed_start, self->bytes + self->end,
                                room, self->stream_ended ? G_CONVERTER_INPUT_AT_END : 0, &taken,
                                &made, &failure);
  if (result == G_CONVERTER_ERROR)
    {
      if (!g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT))
        self->state = UM_READ_BUFFER_CORRUPT;
      else if (self->stream_ended)
        self->state = UM_READ_BUFFER_CUT;
      else
        return fill_packed (self, cancellable, error);
      return TRUE;
    }
  self->packed_start += taken;
  self->end += made;
  self->unpacked += made;
  return result == G_CONVERTER_FINISHED ? next_member (self, cancellable, error) : TRUE;
}

static gboolean
copy_once (UmReadBuffer *self, GCancellable *cancellable, GError **error)
{
  gsize len = 0;

  if (!read_once (self, self->bytes + self->end, MIN (self->size - self->end, STEP), &len,
                  cancellable, error))
    return FALSE;
  self->end += len;
  if (self->stream_ended)
    self->state = UM_READ_BUFFER_ENDED;
  return TRUE;
}

/* The first two bytes tell whether the rest is packed. */
static gboolean
probe (UmReadBuffer *self, GCancellable *cancellable, GError **error)
{
  while (self->end < 2 && self->state == UM_READ_BUFFER_OPEN)
    if (!copy_once (self, cancellable, error))
      return FALSE;
  self->probed = TRUE;
  if (!um_read_buffer_is_gzip (um_slice_new (self->bytes, self->end)))
    return TRUE;
  self->inflate = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  /* What was read as plain becomes the first input; from now on PACKED bytes at a time. */
  self->packed = g_malloc (MAX (self->end, PACKED));
  memcpy (self->packed, self->bytes, self->end);
  self->packed_end = self->end;
  self->end = 0;
  self->state = UM_READ_BUFFER_OPEN;
  return TRUE;
}

UmReadBuffer *
um_read_buffer_new (GInputStream *stream, guint64 max_unpacked)
{
  UmReadBuffer *self = g_new0 (UmReadBuffer, 1);

  self->stream = g_object_ref (stream);
  self->size = FIRST;
  self->bytes = self->own = g_malloc (self->size);
  self->max_unpacked = max_unpacked;
  return self;
}

void
um_read_buffer_free (UmReadBuffer *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->stream);
  g_clear_object (&self->inflate);
  g_free (self->own);
  g_free (self->packed);
  g_free (self);
}

gboolean
um_read_buffer_fill (UmReadBuffer *self, gsize wanted, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (wanted <= UM_READ_BUFFER_MAX, FALSE);

  if (self->end - self->start >= wanted)
    return TRUE;
  if (self->frozen)
    {
      self->is_short = TRUE;
      return TRUE;
    }
  if (self->size < CAPACITY && (wanted > self->size - PACKED || self->read >= FIRST))
    {
      self->size = CAPACITY;
      self->bytes = self->own = g_realloc (self->own, self->size);
    }
  if (self->start + wanted > self->size - PACKED)
    {
      memmove (self->bytes, self->bytes + self->start, self->end - self->start);
      self->end -= self->start;
      self->start = 0;
    }
  if (!self->probed && !probe (self, cancellable, error))
    return FALSE;
  while (self->end - self->start < wanted && self->state == UM_READ_BUFFER_OPEN)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (self->inflate != NULL ? !unpack_once (self, cancellable, error)
                                : !copy_once (self, cancellable, error))
        return FALSE;
    }
  return TRUE;
}

void
um_read_buffer_use (UmReadBuffer *self, guint8 *bytes)
{
  memmove (bytes, self->bytes + self->start, self->end - self->start); /* it may be the same memory */
  self->end -= self->start;
  self->start = 0;
  self->bytes = bytes;
  self->size = CAPACITY;
  g_clear_pointer (&self->own, g_free);
}

void
um_read_buffer_freeze (UmReadBuffer *self, gboolean frozen)
{
  self->frozen = frozen;
  self->is_short = FALSE;
}

gboolean
um_read_buffer_is_short (const UmReadBuffer *self)
{
  return self->is_short;
}

UmSlice
um_read_buffer_get (const UmReadBuffer *self)
{
  return um_slice_new (self->bytes + self->start, self->end - self->start);
}

void
um_read_buffer_skip (UmReadBuffer *self, gsize len)
{
  g_return_if_fail (len <= self->end - self->start);

  self->start += len;
}

UmReadBufferEnd
um_read_buffer_get_end (const UmReadBuffer *self)
{
  return self->state;
}

gboolean
um_read_buffer_is_packed (const UmReadBuffer *self)
{
  return self->inflate != NULL;
}

guint64
um_read_buffer_get_offset (const UmReadBuffer *self)
{
  if (self->inflate != NULL)
    return self->read - (self->packed_end - self->packed_start);
  return self->read - (self->end - self->start);
}
