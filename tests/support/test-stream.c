#include "support/test-stream.h"

enum
{
  PIECE = 8191, /* so that no boundary falls where the reader's own do */
};

struct _TestStream
{
  GInputStream parent_instance;

  UmSlice text;
  guint64 size;
  guint64 given;
  gboolean fails;
};

G_DEFINE_FINAL_TYPE (TestStream, test_stream, G_TYPE_INPUT_STREAM)

static gssize
test_stream_read (GInputStream *stream, void *buffer, gsize count, GCancellable *cancellable,
                  GError **error)
{
  TestStream *self = TEST_STREAM (stream);
  gsize at = self->given % self->text.len;
  gsize n = MIN (MIN (count, PIECE), MIN (self->text.len - at, self->size - self->given));

  if (n == 0 && self->fails)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "Input/output error");
      return -1;
    }
  memcpy (buffer, self->text.data + at, n);
  self->given += n;
  return (gssize) n;
}

static void
test_stream_class_init (TestStreamClass *klass)
{
  G_INPUT_STREAM_CLASS (klass)->read_fn = test_stream_read;
}

static void
test_stream_init (TestStream *self)
{
}

GInputStream *
test_stream_new (UmSlice text, guint64 size, gboolean fails)
{
  TestStream *self = g_object_new (TEST_TYPE_STREAM, NULL);

  self->text = text;
  self->size = size;
  self->fails = fails;
  return G_INPUT_STREAM (self);
}
