/* One run: opens the source, sees by its content what it is, feeds the case builder, judges. All of
 * it happens on one worker thread; the only thing shared with the caller is the progress cell. */

#include "engine/investigation.h"

#include "core/error.h"
#include "core/limits.h"
#include "io/capture-file.h"
#include "io/text-trace.h"

#include <gio/gunixinputstream.h>
#include <glib/gstdio.h>
#include <errno.h>
#include <unistd.h>

enum
{
  PEEK_SIZE = 4096, /* enough to tell text from binary */
  COPY_SIZE = 64 * 1024,
  CHECK_EVERY = 256, /* packets or messages between two looks at the cancellable */
  NOTIFY_AFTER_MS = 50,
};

struct _UmInvestigation
{
  GObject parent_instance;

  GFile *file; /* one of file, bytes, fd */
  GBytes *bytes;
  int fd; /* -1: none; owned */
  char *name;
  UmVantage vantage;
  guint64 size; /* bytes of the source, 0: not known */

  GMutex mutex; /* guards the two below */
  double fraction;
  guint notify_source;
  GMainContext *context; /* where "fraction" is notified; NULL in a blocking run */
};

enum
{
  PROP_0,
  PROP_FRACTION,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (UmInvestigation, um_investigation, G_TYPE_OBJECT)

/* --- progress --- */

static gboolean
notify_in_caller_cb (gpointer user_data)
{
  UmInvestigation *self = user_data;

  g_mutex_lock (&self->mutex);
  self->notify_source = 0;
  g_mutex_unlock (&self->mutex);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
  return G_SOURCE_REMOVE;
}

static void
schedule_notify (UmInvestigation *self)
{
  GSource *source = g_timeout_source_new (NOTIFY_AFTER_MS);

  g_source_set_callback (source, notify_in_caller_cb, g_object_ref (self), g_object_unref);
  self->notify_source = g_source_attach (source, self->context);
  g_source_unref (source);
}

static void
set_fraction (UmInvestigation *self, double fraction)
{
  g_mutex_lock (&self->mutex);
  self->fraction = fraction;
  if (self->notify_source == 0 && self->context != NULL)
    schedule_notify (self);
  g_mutex_unlock (&self->mutex);
}

double
um_investigation_get_fraction (UmInvestigation *self)
{
  double fraction;

  g_return_val_if_fail (UM_IS_INVESTIGATION (self), 0.0);
  g_mutex_lock (&self->mutex);
  fraction = self->fraction;
  g_mutex_unlock (&self->mutex);
  return fraction;
}

static void
set_offset (UmInvestigation *self, guint64 offset)
{
  if (self->size > 0)
    set_fraction (self, MIN (0.98, (double) offset / self->size));
}

/* --- opening --- */

/* Input that cannot seek is copied to an unlinked file, so that it can be looked at and then read.
 */
static int
spool (int fd, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = NULL;
  g_autoptr (GInputStream) input = g_unix_input_stream_new (fd, FALSE);
  g_autofree char *buffer = g_malloc (COPY_SIZE);
  guint64 total = 0;
  gssize n;
  int spooled = g_file_open_tmp ("unmangle-XXXXXX", &path, error);

  if (spooled < 0)
    return -1;
  (void) g_unlink (path);
  while ((n = g_input_stream_read (input, buffer, COPY_SIZE, cancellable, error)) > 0)
    {
      total += n;
      if (total > UM_LIMIT_SPOOL)
        {
          g_set_error (error, UM_ERROR, UM_ERROR_FAILED, "standard input is larger than %d MiB",
                       (int) (UM_LIMIT_SPOOL / (1024 * 1024)));
          n = -1;
          break;
        }
      if (write (spooled, buffer, n) != n)
        {
          int errsv = errno;

          g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errsv), "spooling: %s",
                       g_strerror (errsv));
          n = -1;
          break;
        }
    }
  if (n == 0)
    return spooled;
  (void) close (spooled);
  return -1;
}

static GInputStream *
open_fd (UmInvestigation *self, GCancellable *cancellable, GError **error)
{
  int copy;

  if (lseek (self->fd, 0, SEEK_SET) < 0)
    {
      int spooled = spool (self->fd, cancellable, error);

      if (spooled < 0)
        return NULL;
      (void) close (self->fd);
      self->fd = spooled;
      (void) lseek (self->fd, 0, SEEK_SET);
    }
  copy = dup (self->fd);
  if (copy < 0)
    {
      int errsv = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errsv), "%s", g_strerror (errsv));
      return NULL;
    }
  return g_unix_input_stream_new (copy, TRUE);
}

/* A new stream at the beginning of the source. */
static GInputStream *
open_source (UmInvestigation *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInfo) info = NULL;
  GFileInputStream *stream;

  if (self->bytes != NULL)
    {
      self->size = g_bytes_get_size (self->bytes);
      return g_memory_input_stream_new_from_bytes (self->bytes);
    }
  if (self->fd >= 0)
    return open_fd (self, cancellable, error);
  stream = g_file_read (self->file, cancellable, error);
  if (stream == NULL)
    return NULL;
  info = g_file_input_stream_query_info (stream, G_FILE_ATTRIBUTE_STANDARD_SIZE, cancellable, NULL);
  self->size = info != NULL ? (guint64) MAX (g_file_info_get_size (info), 0) : 0;
  return G_INPUT_STREAM (stream);
}

static GInputStream *
unpack (GInputStream *packed)
{
  g_autoptr (GZlibDecompressor) gzip = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);

  return g_converter_input_stream_new (packed, G_CONVERTER (gzip));
}

/* --- reading --- */

static UmFindings *
judge (UmInvestigation *self, UmCaseBuilder *builder)
{
  g_autoptr (UmCase) about = NULL;

  um_case_builder_finish (builder);
  about = um_case_builder_snapshot (builder, self->vantage);
  return um_findings_new (about);
}

static UmFindings *
run_capture (UmInvestigation *self, GInputStream *stream, GCancellable *cancellable, GError **error)
{
  g_autoptr (UmCaptureFile) capture = um_capture_file_new (stream, cancellable, error);
  g_autoptr (UmCaseBuilder) builder = NULL;
  UmReadResult result;
  UmPacket packet;
  guint64 count = 0;

  if (capture == NULL)
    return NULL;
  builder = um_case_builder_new (self->name, um_capture_file_get_format (capture) == UM_CAPTURE_PCAP
                                                 ? UM_SOURCE_PCAP
                                                 : UM_SOURCE_PCAPNG);
  while ((result = um_capture_file_next (capture, &packet, um_case_builder_get_damage (builder),
                                         cancellable, error)) == UM_READ_PACKET)
    {
      um_case_builder_push_packet (builder, &packet);
      if (++count % CHECK_EVERY == 0)
        set_offset (self, um_capture_file_get_offset (capture));
    }
  return result == UM_READ_END ? judge (self, builder) : NULL;
}

/* The whole stream, at most UM_LIMIT_TEXT bytes of it; *ret_cut tells whether there was more. */
static GBytes *
read_text (GInputStream *stream, gboolean *ret_cut, GCancellable *cancellable, GError **error)
{
  g_autoptr (GByteArray) text = g_byte_array_new ();
  g_autofree guint8 *buffer = g_malloc (COPY_SIZE);
  gssize n;

  while ((n = g_input_stream_read (stream, buffer, COPY_SIZE, cancellable, error)) > 0)
    {
      g_byte_array_append (text, buffer, n);
      if (text->len > UM_LIMIT_TEXT)
        {
          *ret_cut = TRUE;
          g_byte_array_set_size (text, UM_LIMIT_TEXT);
          break;
        }
    }
  return n < 0 ? NULL : g_byte_array_free_to_bytes (g_steal_pointer (&text));
}

static UmFindings *
run_text (UmInvestigation *self, GInputStream *stream, GCancellable *cancellable, GError **error)
{
  gboolean cut = FALSE;
  g_autoptr (GBytes) text = read_text (stream, &cut, cancellable, error);
  g_autoptr (UmTextTrace) trace = NULL;
  g_autoptr (UmCaseBuilder) builder = NULL;
  UmTraceMessage message;
  guint64 count = 0;

  if (text == NULL)
    return NULL;
  self->size = g_bytes_get_size (text);
  trace = um_text_trace_new (text);
  builder = um_case_builder_new (self->name, UM_SOURCE_TEXT);
  if (cut)
    um_damage_count (um_case_builder_get_damage (builder), UM_DAMAGE_LIMIT_REACHED);
  while (um_text_trace_next (trace, &message, um_case_builder_get_damage (builder)))
    {
      um_case_builder_push_trace_message (builder, &message);
      if (++count % CHECK_EVERY != 0)
        continue;
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      set_offset (self, um_text_trace_get_offset (trace));
    }
  return judge (self, builder);
}

/* The first bytes of the (unpacked) source, without consuming them from a later stream. */
static GBytes *
peek (UmInvestigation *self, gboolean *ret_gzip, GCancellable *cancellable, GError **error)
{
  g_autoptr (GInputStream) stream = open_source (self, cancellable, error);
  g_autoptr (GInputStream) unpacked = NULL;
  g_autofree char *buffer = g_malloc (PEEK_SIZE);
  gsize n = 0;

  if (stream == NULL ||
      !g_input_stream_read_all (stream, buffer, PEEK_SIZE, &n, cancellable, error))
    return NULL;
  *ret_gzip = um_capture_is_gzip (um_slice_new (buffer, n));
  if (!*ret_gzip)
    return g_bytes_new (buffer, n);
  g_clear_object (&stream);
  stream = open_source (self, cancellable, error);
  if (stream == NULL)
    return NULL;
  unpacked = unpack (stream);
  /* a cut gzip fails after its last whole bytes: what came before it still tells */
  (void) g_input_stream_read_all (unpacked, buffer, PEEK_SIZE, &n, cancellable, NULL);
  return g_bytes_new (buffer, n);
}

static UmFindings *
run_source (UmInvestigation *self, GCancellable *cancellable, GError **error)
{
  gboolean gzip = FALSE;
  g_autoptr (GBytes) first = peek (self, &gzip, cancellable, error);
  g_autoptr (GInputStream) stream = NULL;
  UmSlice bytes;

  if (first == NULL)
    return NULL;
  bytes = um_slice_new (g_bytes_get_data (first, NULL), g_bytes_get_size (first));
  if (bytes.len == 0)
    {
      g_set_error_literal (error, UM_ERROR, UM_ERROR_EMPTY,
                           gzip ? "the compressed file holds nothing" : "the file is empty");
      return NULL;
    }
  stream = open_source (self, cancellable, error);
  if (stream == NULL)
    return NULL;
  if (um_capture_format_detect (bytes) != UM_CAPTURE_NOT_A_CAPTURE)
    return run_capture (self, stream, cancellable, error);
  if (um_text_trace_is_text (bytes))
    {
      g_autoptr (GInputStream) text = gzip ? unpack (stream) : g_object_ref (stream);

      return run_text (self, text, cancellable, error);
    }
  g_set_error_literal (error, UM_ERROR, UM_ERROR_UNSUPPORTED,
                       "neither a capture (pcap, pcapng) nor a text trace");
  return NULL;
}

UmFindings *
um_investigation_run (UmInvestigation *self, GCancellable *cancellable, GError **error)
{
  UmFindings *findings;

  g_return_val_if_fail (UM_IS_INVESTIGATION (self), NULL);
  findings = g_cancellable_set_error_if_cancelled (cancellable, error)
                 ? NULL
                 : run_source (self, cancellable, error);
  if (findings == NULL)
    {
      g_prefix_error (error, "%s: ", self->name);
      return NULL;
    }
  set_fraction (self, 1.0);
  return findings;
}

static void
run_in_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  UmFindings *findings = um_investigation_run (source_object, cancellable, &error);

  if (findings != NULL)
    g_task_return_pointer (task, findings, (GDestroyNotify) um_findings_unref);
  else
    g_task_return_error (task, error);
}

void
um_investigation_run_async (UmInvestigation *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (UM_IS_INVESTIGATION (self));
  g_task_set_source_tag (task, um_investigation_run_async);
  g_clear_pointer (&self->context, g_main_context_unref);
  self->context = g_main_context_ref_thread_default ();
  g_task_run_in_thread (task, run_in_thread);
}

UmFindings *
um_investigation_run_finish (UmInvestigation *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- object --- */

static void
um_investigation_finalize (GObject *object)
{
  UmInvestigation *self = UM_INVESTIGATION (object);

  g_clear_object (&self->file);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  if (self->fd >= 0)
    (void) close (self->fd);
  g_free (self->name);
  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (um_investigation_parent_class)->finalize (object);
}

static void
um_investigation_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_FRACTION)
    g_value_set_double (value, um_investigation_get_fraction (UM_INVESTIGATION (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
um_investigation_class_init (UmInvestigationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = um_investigation_finalize;
  object_class->get_property = um_investigation_get_property;
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0.0, 1.0, 0.0,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
um_investigation_init (UmInvestigation *self)
{
  self->fd = -1;
  g_mutex_init (&self->mutex);
}

UmInvestigation *
um_investigation_new_for_file (GFile *file)
{
  UmInvestigation *self = g_object_new (UM_TYPE_INVESTIGATION, NULL);

  self->file = g_object_ref (file);
  self->name = g_file_get_basename (file);
  return self;
}

UmInvestigation *
um_investigation_new_for_bytes (GBytes *bytes, const char *name)
{
  UmInvestigation *self = g_object_new (UM_TYPE_INVESTIGATION, NULL);

  self->bytes = g_bytes_ref (bytes);
  self->name = g_strdup (name);
  return self;
}

UmInvestigation *
um_investigation_new_for_fd (int fd, const char *name)
{
  UmInvestigation *self = g_object_new (UM_TYPE_INVESTIGATION, NULL);

  self->fd = fd;
  self->name = g_strdup (name);
  return self;
}

void
um_investigation_set_vantage (UmInvestigation *self, UmVantage vantage)
{
  g_return_if_fail (UM_IS_INVESTIGATION (self));
  self->vantage = vantage;
}
