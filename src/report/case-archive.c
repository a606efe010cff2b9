/* As in OpenDocument and EPUB, the first part is named "mimetype" and is not compressed, so that
 * the file can be told by its first bytes. */

#include "report/case-archive.h"

#include "core/error.h"
#include "core/limits.h"
#include "core/slice.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>

#define MIME_TYPE "application/vnd.unmangle.case"

enum
{
  CHUNK = 64 * 1024,
  NAME_AT = 30, /* in the first local header of a ZIP file */
};

UmCasePart *
um_case_part_new (const char *name, GBytes *bytes)
{
  UmCasePart *self = g_new0 (UmCasePart, 1);

  self->name = g_strdup (name);
  self->bytes = g_bytes_ref (bytes);
  return self;
}

void
um_case_part_free (UmCasePart *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_bytes_unref (self->bytes);
  g_free (self);
}

gboolean
um_case_archive_is (const void *first_bytes, gsize len)
{
  UmSlice head = um_slice_new (first_bytes, len);

  return um_slice_has_prefix (head, UM_SLICE ("PK\x03\x04")) &&
         um_slice_has_prefix (um_slice_from (head, NAME_AT), UM_SLICE ("mimetype"));
}

/* --- writing --- */

static gboolean
write_part (struct archive *archive, const char *name, GBytes *bytes, gint64 time_s)
{
  struct archive_entry *entry = archive_entry_new ();
  gsize size = 0;
  const void *data = g_bytes_get_data (bytes, &size);
  gboolean done;

  archive_entry_set_pathname (entry, name);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0644);
  archive_entry_set_size (entry, (la_int64_t) size);
  archive_entry_set_mtime (entry, time_s, 0);
  done = archive_write_header (archive, entry) == ARCHIVE_OK &&
         (size == 0 || archive_write_data (archive, data, size) == (la_ssize_t) size);
  archive_entry_free (entry);
  return done;
}

gboolean
um_case_archive_write (int fd, GPtrArray *parts, gint64 time_s, GError **error)
{
  struct archive *archive = archive_write_new ();
  g_autoptr (GBytes) mime = g_bytes_new_static (MIME_TYPE, strlen (MIME_TYPE));
  gboolean done = archive_write_set_format_zip (archive) == ARCHIVE_OK &&
                  archive_write_zip_set_compression_store (archive) == ARCHIVE_OK &&
                  archive_write_set_bytes_in_last_block (archive, 1) == ARCHIVE_OK &&
                  archive_write_open_fd (archive, fd) == ARCHIVE_OK &&
                  write_part (archive, "mimetype", mime, time_s);

  for (guint i = 0; done && i < parts->len; i++)
    {
      const UmCasePart *part = parts->pdata[i];

      done = write_part (archive, part->name, part->bytes, time_s);
    }
  done = done && archive_write_close (archive) == ARCHIVE_OK;
  if (!done)
    {
      int errsv = archive_errno (archive) > 0 ? archive_errno (archive) : EIO;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errsv), "writing: %s",
                   g_strerror (errsv));
    }
  archive_write_free (archive);
  return done;
}

/* --- reading --- */

typedef struct
{
  GInputStream *stream;      /* not owned */
  GCancellable *cancellable; /* not owned */
  GError *error;             /* of the stream */
  char chunk[CHUNK];
} Reader;

static la_ssize_t
read_stream (struct archive *archive, void *user_data, const void **ret_bytes)
{
  Reader *self = user_data;
  gssize n =
      g_input_stream_read (self->stream, self->chunk, CHUNK, self->cancellable, &self->error);

  *ret_bytes = self->chunk;
  if (n < 0)
    archive_set_error (archive, ARCHIVE_FATAL, "reading");
  return n;
}

static GError *
damaged (const char *problem)
{
  return g_error_new (UM_ERROR, UM_ERROR_DAMAGED, "the saved case is damaged: %s", problem);
}

/* All of the entry, as long as no more than *left bytes come out of the file. */
static GBytes *
read_entry (struct archive *archive, char *buffer, guint64 *left, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  la_ssize_t n;

  while ((n = archive_read_data (archive, buffer, CHUNK)) > 0)
    {
      if ((guint64) n > *left)
        {
          g_propagate_error (error, damaged ("it is too large"));
          return NULL;
        }
      *left -= (guint64) n;
      g_byte_array_append (bytes, (const guint8 *) buffer, (guint) n);
    }
  if (n < 0)
    {
      g_propagate_error (error, damaged ("it is cut or corrupt"));
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static gboolean
read_all (struct archive *archive, GPtrArray *parts, guint max_parts, GError **error)
{
  g_autofree char *buffer = g_malloc (CHUNK);
  struct archive_entry *entry;
  guint64 left = UM_LIMIT_CASE_FILE;
  int result = ARCHIVE_OK;

  while (parts->len < max_parts)
    {
      g_autofree char *name = NULL;
      g_autoptr (GBytes) bytes = NULL;

      result = archive_read_next_header (archive, &entry);
      if (result != ARCHIVE_OK && result != ARCHIVE_WARN)
        break;
      name = g_strdup (archive_entry_pathname (entry));
      bytes = read_entry (archive, buffer, &left, error);
      if (bytes == NULL)
        return FALSE;
      if (name != NULL && !g_str_equal (name, "mimetype") && g_utf8_validate (name, -1, NULL))
        g_ptr_array_add (parts, um_case_part_new (name, bytes));
    }
  if (result >= ARCHIVE_WARN)
    return TRUE;
  g_propagate_error (error, damaged ("it is cut or corrupt"));
  return FALSE;
}

GPtrArray *
um_case_archive_read (GInputStream *stream,
                      guint max_parts,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) um_case_part_free);
  g_autofree Reader *reader = g_new0 (Reader, 1);
  struct archive *archive = archive_read_new ();
  g_autoptr (GError) local_error = NULL;
  gboolean done;

  reader->stream = stream;
  reader->cancellable = cancellable;
  archive_read_support_format_zip_streamable (archive);
  done = archive_read_open (archive, reader, NULL, read_stream, NULL) == ARCHIVE_OK &&
         read_all (archive, parts, max_parts, &local_error);
  archive_read_free (archive);
  if (done)
    return g_steal_pointer (&parts);
  if (reader->error != NULL)
    g_propagate_error (error, reader->error);
  else
    g_propagate_error (error, local_error != NULL ? g_steal_pointer (&local_error)
                                                  : damaged ("it is cut or corrupt"));
  return NULL;
}
