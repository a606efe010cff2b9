#include "io/text-store.h"

#include <glib/gstdio.h>
#include <errno.h>
#include <unistd.h>

enum
{
  BUFFER_SIZE = 256 * 1024, /* what waits to be written to a spool */
};

struct _UmTextStore
{
  gatomicrefcount ref_count;
  int fd; /* owned; -1: a spool without a file yet */
  guint lost; /* atomic */

  /* a spool's: */
  guint64 max_size; /* 0: this is no spool */
  GMutex mutex;     /* guards the three below, and fd */
  guint64 written;
  char *buffer;
  gsize buffered;
};

static UmTextStore *
text_store_new (int fd, guint64 max_size)
{
  UmTextStore *self = g_new0 (UmTextStore, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->fd = fd;
  self->max_size = max_size;
  g_mutex_init (&self->mutex);
  return self;
}

UmTextStore *
um_text_store_new_for_fd (int fd)
{
  return text_store_new (fd, 0);
}

UmTextStore *
um_text_store_new_spool (guint64 max_size)
{
  return text_store_new (-1, max_size);
}

UmTextStore *
um_text_store_ref (UmTextStore *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
um_text_store_unref (UmTextStore *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  if (self->fd >= 0)
    (void) close (self->fd);
  g_mutex_clear (&self->mutex);
  g_free (self->buffer);
  g_free (self);
}

/* --- writing a spool --- */

static gboolean
open_spool (UmTextStore *self)
{
  g_autofree char *path = NULL;

  self->fd = g_file_open_tmp ("unmangle-XXXXXX", &path, NULL);
  if (self->fd < 0)
    return FALSE;
  (void) g_unlink (path);
  self->buffer = g_malloc (BUFFER_SIZE);
  return TRUE;
}

/* At the place where the written bytes end: what failed halfway is simply written again. */
static gboolean
write_at_end (UmTextStore *self, const char *bytes, gsize len)
{
  gsize done = 0;

  while (done < len)
    {
      ssize_t n = pwrite (self->fd, bytes + done, len - done, (off_t) (self->written + done));

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      done += (gsize) n;
    }
  self->written += len;
  return TRUE;
}

static gboolean
flush (UmTextStore *self)
{
  if (!write_at_end (self, self->buffer, self->buffered))
    return FALSE;
  self->buffered = 0;
  return TRUE;
}

static gboolean
append (UmTextStore *self, UmSlice text)
{
  if (self->written + self->buffered + text.len > self->max_size ||
      (self->buffer == NULL && !open_spool (self)) ||
      (self->buffered + text.len > BUFFER_SIZE && !flush (self)))
    return FALSE;
  if (text.len > BUFFER_SIZE)
    return write_at_end (self, text.data, text.len);
  memcpy (self->buffer + self->buffered, text.data, text.len);
  self->buffered += text.len;
  return TRUE;
}

gboolean
um_text_store_append (UmTextStore *self, UmSlice text, guint64 *ret_offset)
{
  gboolean fits;

  g_return_val_if_fail (self->max_size > 0, FALSE);
  g_mutex_lock (&self->mutex);
  fits = append (self, text);
  if (fits)
    *ret_offset = self->written + self->buffered - text.len;
  g_mutex_unlock (&self->mutex);
  return fits;
}

/* --- reading --- */

static gboolean
read_file (UmTextStore *self, guint64 offset, char *buffer, gsize len)
{
  gsize done = 0;

  while (done < len)
    {
      ssize_t n = pread (self->fd, buffer + done, len - done, (off_t) (offset + done));

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      done += (gsize) n;
    }
  return TRUE;
}

/* A text lies either in the file or in the buffer as a whole. */
static gboolean
read_spool (UmTextStore *self, guint64 offset, char *buffer, gsize len)
{
  if (offset + len <= self->written)
    return read_file (self, offset, buffer, len);
  if (offset < self->written || offset + len > self->written + self->buffered)
    return FALSE;
  memcpy (buffer, self->buffer + (offset - self->written), len);
  return TRUE;
}

gboolean
um_text_store_read (UmTextStore *self, guint64 offset, char *buffer, gsize len)
{
  gboolean there;

  if (self->max_size == 0)
    there = read_file (self, offset, buffer, len);
  else
    {
      g_mutex_lock (&self->mutex);
      there = read_spool (self, offset, buffer, len);
      g_mutex_unlock (&self->mutex);
    }
  if (!there)
    um_text_store_count_lost (self);
  return there;
}

guint64
um_text_store_get_lost (UmTextStore *self)
{
  return (guint) g_atomic_int_get (&self->lost);
}

void
um_text_store_count_lost (UmTextStore *self)
{
  (void) g_atomic_int_add (&self->lost, 1);
}
