#include "io/unpack-stream.h"

#include <archive.h>
#include <archive_entry.h>

enum
{
  CHUNK = 64 * 1024,
};

struct _UmUnpackStream
{
  GInputStream parent_instance;

  GInputStream *packed;
  struct archive *archive;
  guint64 left; /* bytes that may still come out */
  gboolean in_entry;
  gboolean separated; /* from the file before it, if there is one */
  gboolean apart;     /* files are not put behind one another ... */
  gboolean file_done; /* ... so this one has ended, until the next is asked for */
  gboolean ended;
  gboolean cut;              /* the packing is cut or corrupt */
  gboolean limited;          /* more would have come */
  GCancellable *cancellable; /* of the read under way; not owned */
  GError *error;             /* of the packed stream */
  char *chunk;
};

G_DEFINE_FINAL_TYPE (UmUnpackStream, um_unpack_stream, G_TYPE_INPUT_STREAM)

static la_ssize_t
read_packed (struct archive *archive, void *user_data, const void **ret_bytes)
{
  UmUnpackStream *self = user_data;
  gssize n =
      g_input_stream_read (self->packed, self->chunk, CHUNK, self->cancellable, &self->error);

  *ret_bytes = self->chunk;
  if (n < 0)
    archive_set_error (archive, ARCHIVE_FATAL, "reading");
  return n;
}

static void
open_archive (UmUnpackStream *self)
{
  self->archive = archive_read_new ();
  /* One by one: the rest of what libarchive knows is no packing of captures, and would only be
   * more code behind hostile input. */
  archive_read_support_filter_gzip (self->archive);
  archive_read_support_filter_bzip2 (self->archive);
  archive_read_support_filter_xz (self->archive);
  archive_read_support_filter_zstd (self->archive);
  archive_read_support_filter_lz4 (self->archive);
  archive_read_support_format_empty (self->archive);
  archive_read_support_format_raw (self->archive);
  archive_read_support_format_zip_streamable (self->archive);
  if (archive_read_open (self->archive, self, NULL, read_packed, NULL) != ARCHIVE_OK)
    self->cut = self->ended = TRUE;
}

/* To the next file with content; ends the stream behind the last one. */
static void
next_entry (UmUnpackStream *self)
{
  struct archive_entry *entry;

  while (!self->in_entry && !self->ended)
    {
      int result = archive_read_next_header (self->archive, &entry);

      if (result == ARCHIVE_OK || result == ARCHIVE_WARN)
        /* The raw format has no file type: it is the file. */
        self->in_entry = archive_entry_filetype (entry) == AE_IFREG ||
                         archive_format (self->archive) == ARCHIVE_FORMAT_RAW;
      else
        {
          self->ended = TRUE;
          self->cut |= result != ARCHIVE_EOF;
        }
    }
}

static gssize
read_entry (UmUnpackStream *self, void *buffer, gsize count)
{
  la_ssize_t n;

  /* A file's last line may have no end of its own. */
  if (!self->apart && !self->separated && archive_format (self->archive) != ARCHIVE_FORMAT_RAW)
    {
      self->separated = TRUE;
      *(char *) buffer = '\n';
      return 1;
    }
  self->separated = TRUE;
  n = archive_read_data (self->archive, buffer, MIN (count, self->left));
  if (n > 0)
    return n;
  self->in_entry = FALSE;
  self->separated = FALSE;
  self->file_done = self->apart;
  if (n < 0)
    self->ended = self->cut = TRUE;
  return 0;
}

static gssize
um_unpack_stream_read (
    GInputStream *stream, void *buffer, gsize count, GCancellable *cancellable, GError **error)
{
  UmUnpackStream *self = UM_UNPACK_STREAM (stream);
  gssize n = 0;

  self->cancellable = cancellable;
  if (self->archive == NULL)
    open_archive (self);
  while (n == 0 && !self->ended && !self->file_done)
    {
      next_entry (self);
      if (!self->ended && self->left == 0)
        self->limited = self->ended = TRUE;
      else if (!self->ended)
        n = read_entry (self, buffer, count);
    }
  self->cancellable = NULL;
  if (self->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->error));
      return -1;
    }
  self->left -= MIN (self->left, (guint64) n);
  return n;
}

static void
um_unpack_stream_finalize (GObject *object)
{
  UmUnpackStream *self = UM_UNPACK_STREAM (object);

  if (self->archive != NULL)
    archive_read_free (self->archive);
  g_clear_error (&self->error);
  g_free (self->chunk);
  g_object_unref (self->packed);
  G_OBJECT_CLASS (um_unpack_stream_parent_class)->finalize (object);
}

static void
um_unpack_stream_class_init (UmUnpackStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = um_unpack_stream_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = um_unpack_stream_read;
}

static void
um_unpack_stream_init (UmUnpackStream *self)
{
  self->chunk = g_malloc (CHUNK);
  self->separated = TRUE;
}

gboolean
um_unpack_stream_is_packed (UmSlice first_bytes)
{
  const UmSlice magics[] = {
    UM_SLICE ("\x1f\x8b"),
    UM_SLICE ("BZh"),
    UM_SLICE ("\xfd"
              "7zXZ"),
    UM_SLICE ("\x28\xb5\x2f\xfd"),
    UM_SLICE ("\x04\x22\x4d\x18"),
    UM_SLICE ("PK\x03\x04"),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (magics); i++)
    if (um_slice_has_prefix (first_bytes, magics[i]))
      return TRUE;
  return FALSE;
}

UmUnpackStream *
um_unpack_stream_new (GInputStream *packed, guint64 max_unpacked)
{
  UmUnpackStream *self = g_object_new (UM_TYPE_UNPACK_STREAM, NULL);

  self->packed = g_object_ref (packed);
  self->left = max_unpacked;
  return self;
}

void
um_unpack_stream_set_apart (UmUnpackStream *self)
{
  self->apart = TRUE;
}

gboolean
um_unpack_stream_next_file (UmUnpackStream *self)
{
  if (self->archive == NULL || self->ended)
    return FALSE;
  self->in_entry = FALSE;
  self->file_done = FALSE;
  next_entry (self);
  return !self->ended;
}

void
um_unpack_stream_count_damage (UmUnpackStream *self, UmDamage *damage)
{
  if (self->cut)
    um_damage_count (damage, UM_DAMAGE_TRUNCATED_FILE);
  if (self->limited)
    um_damage_count (damage, UM_DAMAGE_LIMIT_REACHED);
}
