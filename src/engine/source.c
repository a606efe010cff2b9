#include "engine/source.h"

#include "core/error.h"
#include "core/limits.h"
#include "io/capture-file.h"
#include "io/text-trace.h"
#include "report/case-file.h"

#include <gio/gfiledescriptorbased.h>
#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>
#include <glib/gstdio.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum
{
  PEEK_SIZE = 4096, /* enough to tell text from binary */
  COPY_SIZE = 64 * 1024,
};

struct _UmSource
{
  GFile *file; /* one of file, bytes, fd */
  GBytes *bytes;
  int fd; /* -1: none; owned */
  char *name;
  guint64 size;
  GInputStream *lying; /* the packed bytes of the stream opened last: all of ours can seek */
};

static UmSource *
source_new (void)
{
  UmSource *self = g_new0 (UmSource, 1);

  self->fd = -1;
  return self;
}

UmSource *
um_source_new_for_file (GFile *file)
{
  UmSource *self = source_new ();

  self->file = g_object_ref (file);
  self->name = g_file_get_basename (file);
  return self;
}

UmSource *
um_source_new_for_bytes (GBytes *bytes, const char *name)
{
  UmSource *self = source_new ();

  self->bytes = g_bytes_ref (bytes);
  self->name = g_strdup (name);
  return self;
}

UmSource *
um_source_new_for_fd (int fd, const char *name)
{
  UmSource *self = source_new ();

  self->fd = fd;
  self->name = g_strdup (name);
  return self;
}

void
um_source_free (UmSource *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->file);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_object (&self->lying);
  if (self->fd >= 0)
    (void) close (self->fd);
  g_free (self->name);
  g_free (self);
}

const char *
um_source_get_name (const UmSource *self)
{
  return self->name;
}

guint64
um_source_get_size (const UmSource *self)
{
  return self->size;
}

guint64
um_source_get_offset (const UmSource *self)
{
  return G_IS_SEEKABLE (self->lying) ? (guint64) MAX (g_seekable_tell (G_SEEKABLE (self->lying)), 0)
                                     : 0;
}

UmTextStore *
um_source_dup_text_store (const UmSource *self)
{
  int fd = -1;

  if (self->fd >= 0)
    fd = fcntl (self->fd, F_DUPFD_CLOEXEC, 0);
  else if (G_IS_FILE_DESCRIPTOR_BASED (self->lying))
    fd = fcntl (g_file_descriptor_based_get_fd (G_FILE_DESCRIPTOR_BASED (self->lying)),
                F_DUPFD_CLOEXEC, 0);
  return fd >= 0 ? um_text_store_new_for_fd (fd) : NULL;
}

static gboolean
fail (GError **error, const char *what, int errsv)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errsv), "%s: %s", what,
               g_strerror (errsv));
  return FALSE;
}

static gboolean
copy_all (int from, int to, GCancellable *cancellable, GError **error)
{
  g_autoptr (GInputStream) input = g_unix_input_stream_new (from, FALSE);
  g_autoptr (GOutputStream) output = g_unix_output_stream_new (to, FALSE);
  g_autofree char *buffer = g_malloc (COPY_SIZE);
  guint64 total = 0;
  gssize n;

  while ((n = g_input_stream_read (input, buffer, COPY_SIZE, cancellable, error)) > 0)
    {
      total += n;
      if (total > UM_LIMIT_SPOOL)
        {
          g_set_error (error, UM_ERROR, UM_ERROR_FAILED, "standard input is larger than %d MiB",
                       (int) (UM_LIMIT_SPOOL / (1024 * 1024)));
          return FALSE;
        }
      if (!g_output_stream_write_all (output, buffer, n, NULL, cancellable, error))
        {
          g_prefix_error (error, "spooling: ");
          return FALSE;
        }
    }
  return n == 0;
}

/* Input that cannot seek is copied to an unlinked file, so that it can be looked at and then read.
 */
static gboolean
spool (UmSource *self, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = NULL;
  int spooled = g_file_open_tmp ("unmangle-XXXXXX", &path, error);

  if (spooled < 0)
    return FALSE;
  (void) g_unlink (path);
  if (!copy_all (self->fd, spooled, cancellable, error))
    {
      (void) close (spooled);
      return FALSE;
    }
  (void) close (self->fd);
  self->fd = spooled;
  (void) lseek (self->fd, 0, SEEK_SET);
  return TRUE;
}

static GInputStream *
open_fd (UmSource *self, GCancellable *cancellable, GError **error)
{
  int copy;

  if (lseek (self->fd, 0, SEEK_SET) < 0 && !spool (self, cancellable, error))
    return NULL;
  copy = dup (self->fd);
  if (copy < 0)
    {
      (void) fail (error, "opening", errno);
      return NULL;
    }
  return g_unix_input_stream_new (copy, TRUE);
}

static GInputStream *
open_file (UmSource *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInfo) info = NULL;
  GFileInputStream *stream = g_file_read (self->file, cancellable, error);

  if (stream == NULL)
    return NULL;
  info = g_file_input_stream_query_info (stream, G_FILE_ATTRIBUTE_STANDARD_SIZE, cancellable, NULL);
  self->size = info != NULL ? (guint64) MAX (g_file_info_get_size (info), 0) : 0;
  return G_INPUT_STREAM (stream);
}

/* The bytes as they lie there. */
static GInputStream *
open_packed (UmSource *self, GCancellable *cancellable, GError **error)
{
  g_clear_object (&self->lying);
  if (self->bytes != NULL)
    {
      self->size = g_bytes_get_size (self->bytes);
      self->lying = g_memory_input_stream_new_from_bytes (self->bytes);
    }
  else if (self->fd >= 0)
    self->lying = open_fd (self, cancellable, error);
  else
    self->lying = open_file (self, cancellable, error);
  return self->lying != NULL ? g_object_ref (self->lying) : NULL;
}

gboolean
um_source_check_size (UmSource *self, GError **error)
{
  g_autoptr (GFileInfo) info = NULL;

  if (!G_IS_FILE_INPUT_STREAM (self->lying))
    return TRUE;
  info = g_file_input_stream_query_info (G_FILE_INPUT_STREAM (self->lying),
                                         G_FILE_ATTRIBUTE_STANDARD_SIZE, NULL, NULL);
  if (info == NULL || (guint64) g_file_info_get_size (info) >= self->size)
    return TRUE;
  g_set_error_literal (error, UM_ERROR, UM_ERROR_DAMAGED,
                       "the file became shorter while it was read");
  return FALSE;
}

/* Up to PEEK_SIZE bytes. When a packing is cut before them, what it gives still tells. */
static gboolean
peek (GInputStream *stream,
      char *buffer,
      UmSlice *ret_bytes,
      GCancellable *cancellable,
      GError **error)
{
  gsize n = 0;

  if (!g_input_stream_read_all (stream, buffer, PEEK_SIZE, &n, cancellable, error))
    return FALSE;
  *ret_bytes = um_slice_new (buffer, n);
  return TRUE;
}

/* gzip: whether that is taken off as well. */
static GInputStream *
open_unpacked (UmSource *self,
               gboolean gzip,
               UmUnpackStream **ret_unpack,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (GInputStream) packed = open_packed (self, cancellable, error);
  g_autofree char *buffer = g_malloc (PEEK_SIZE);
  UmSlice first;

  *ret_unpack = NULL;
  if (packed == NULL || !peek (packed, buffer, &first, cancellable, error))
    return NULL;
  g_clear_object (&packed);
  packed = open_packed (self, cancellable, error);
  if (packed == NULL || !um_unpack_stream_is_packed (first) ||
      (!gzip && um_capture_is_gzip (first)))
    return g_steal_pointer (&packed);
  *ret_unpack = um_unpack_stream_new (packed, UM_LIMIT_UNPACKED);
  return G_INPUT_STREAM (*ret_unpack);
}

GInputStream *
um_source_open (UmSource *self,
                UmContent content,
                UmUnpackStream **ret_unpack,
                GCancellable *cancellable,
                GError **error)
{
  GInputStream *stream;

  *ret_unpack = NULL;
  if (content == UM_CONTENT_CASE)
    return open_packed (self, cancellable, error);
  stream = open_unpacked (self, content == UM_CONTENT_TEXT, ret_unpack, cancellable, error);
  if (content == UM_CONTENT_CAPTURE && *ret_unpack != NULL)
    um_unpack_stream_set_apart (*ret_unpack);
  return stream;
}

/* Why nothing at all came out of the source. */
static void
set_nothing (UmUnpackStream *unpack, GError **error)
{
  UmDamage damage = { 0 };

  if (unpack != NULL)
    um_unpack_stream_count_damage (unpack, &damage);
  if (damage.count[UM_DAMAGE_TRUNCATED_FILE] > 0)
    g_set_error_literal (error, UM_ERROR, UM_ERROR_DAMAGED,
                         "the compressed file is cut or broken at its beginning");
  else
    g_set_error_literal (error, UM_ERROR, UM_ERROR_EMPTY,
                         unpack != NULL ? "the compressed file holds nothing"
                                        : "the file is empty");
}

/* A saved case is a ZIP file, and must not be taken for a packed capture. */
static gboolean
is_case (UmSource *self, gboolean *ret_is_case, GCancellable *cancellable, GError **error)
{
  g_autoptr (GInputStream) packed = open_packed (self, cancellable, error);
  g_autofree char *buffer = g_malloc (PEEK_SIZE);
  UmSlice first;

  if (packed == NULL || !peek (packed, buffer, &first, cancellable, error))
    return FALSE;
  *ret_is_case = um_case_file_is_case (first);
  return TRUE;
}

UmCaptureFile *
um_source_open_capture (UmUnpackStream *unpack,
                        GInputStream *stream,
                        guint *ret_skipped,
                        GCancellable *cancellable,
                        GError **error)
{
  for (;;)
    {
      g_autoptr (GError) local_error = NULL;
      UmCaptureFile *capture = um_capture_file_new (stream, cancellable, &local_error);

      if (capture != NULL)
        return capture;
      if (unpack == NULL || local_error->domain != UM_ERROR || !um_unpack_stream_next_file (unpack))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return NULL;
        }
      ++*ret_skipped;
    }
}

/* Whether one of the files in a ZIP is a capture; the first may be a note. */
static gboolean
holds_capture (UmSource *self, GCancellable *cancellable)
{
  UmUnpackStream *unpack = NULL;
  guint skipped = 0;
  g_autoptr (GInputStream) stream =
      um_source_open (self, UM_CONTENT_CAPTURE, &unpack, cancellable, NULL);
  g_autoptr (UmCaptureFile) capture = NULL;

  if (stream == NULL || unpack == NULL)
    return FALSE;
  capture = um_source_open_capture (unpack, stream, &skipped, cancellable, NULL);
  return capture != NULL;
}

gboolean
um_source_detect (UmSource *self, UmContent *ret_content, GCancellable *cancellable, GError **error)
{
  UmUnpackStream *unpack = NULL;
  g_autoptr (GInputStream) stream = NULL;
  g_autofree char *buffer = g_malloc (PEEK_SIZE);
  gboolean saved_case = FALSE;
  UmSlice first;

  if (!is_case (self, &saved_case, cancellable, error))
    return FALSE;
  if (saved_case)
    {
      *ret_content = UM_CONTENT_CASE;
      return TRUE;
    }
  stream = open_unpacked (self, TRUE, &unpack, cancellable, error);
  if (stream == NULL || !peek (stream, buffer, &first, cancellable, error))
    return FALSE;
  if (first.len == 0)
    set_nothing (unpack, error);
  else if (um_capture_format_detect (first) != UM_CAPTURE_NOT_A_CAPTURE ||
           (unpack != NULL && holds_capture (self, cancellable)))
    *ret_content = UM_CONTENT_CAPTURE;
  else if (um_text_trace_is_text (first))
    *ret_content = UM_CONTENT_TEXT;
  else
    {
      g_set_error_literal (error, UM_ERROR, UM_ERROR_UNSUPPORTED,
                           "neither a capture (pcap, pcapng) nor a text trace");
      return FALSE;
    }
  return first.len > 0;
}

char *
um_source_dup_sha256 (UmSource *self, guint64 *ret_size, GCancellable *cancellable, GError **error)
{
  g_autoptr (GInputStream) stream = open_packed (self, cancellable, error);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guchar *buffer = g_malloc (COPY_SIZE);
  guint64 size = 0;
  gssize n;

  if (stream == NULL)
    return NULL;
  while ((n = g_input_stream_read (stream, buffer, COPY_SIZE, cancellable, error)) > 0)
    {
      g_checksum_update (checksum, buffer, n);
      size += (guint64) n;
    }
  if (n < 0)
    return NULL;
  *ret_size = size;
  return g_strdup (g_checksum_get_string (checksum));
}
