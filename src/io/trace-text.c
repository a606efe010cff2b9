/* What the text is written in is decided by its first bytes, once. */

#include "io/trace-text.h"

#include "core/limits.h"
#include "io/html-text.h"
#include "io/rtf-text.h"

enum
{
  STEP = 1024 * 1024, /* read at a time */
  LOOK = 4096,        /* enough to tell HTML from a log */
};

typedef enum
{
  ENCODING_UNKNOWN,
  ENCODING_PLAIN,
  ENCODING_UTF16_LE,
  ENCODING_UTF16_BE,
  ENCODING_HTML,
  ENCODING_RTF,
} Encoding;

struct _UmTraceText
{
  GInputStream *stream; /* NULL: the window is all there is */
  GBytes *bytes;        /* NULL, or what the window is */
  GByteArray *decoded;  /* the window, unless bytes is */
  guint8 *step;
  Encoding encoding;
  UmHtmlText html;
  UmRtfText rtf;
  guint8 half[4]; /* UTF-16: bytes whose other half has not come */
  gsize n_half;
  guint64 read; /* of the stream */
  gboolean ended;
};

static UmSlice
skip_mark (UmSlice bytes)
{
  return um_slice_from (bytes, um_slice_has_prefix (bytes, UM_SLICE ("\xef\xbb\xbf")) ? 3 : 0);
}

static Encoding
find_encoding (UmSlice first)
{
  if (um_slice_has_prefix (first, UM_SLICE ("\xff\xfe")))
    return ENCODING_UTF16_LE;
  if (um_slice_has_prefix (first, UM_SLICE ("\xfe\xff")))
    return ENCODING_UTF16_BE;
  first = skip_mark (first);
  if (um_rtf_text_is_rtf (first))
    return ENCODING_RTF;
  return um_html_text_is_html (um_slice_head (first, LOOK)) ? ENCODING_HTML : ENCODING_PLAIN;
}

/* Lone surrogates become U+FFFD: damage in one character must not cost the file. */
static void
push_utf16 (UmTraceText *self, UmSlice bytes)
{
  guint low = self->encoding == ENCODING_UTF16_LE ? 0 : 1; /* which byte of a unit is the low one */

  for (gsize i = 0; i < bytes.len; i++)
    {
      const guint8 *half = self->half;
      gunichar c, trail;
      char utf8[6];
      gint len;

      self->half[self->n_half++] = (guint8) bytes.data[i];
      if (self->n_half % 2 != 0)
        continue;
      c = (gunichar) (half[low] | half[1 - low] << 8);
      if (self->n_half == 2 && c >= 0xd800 && c < 0xdc00)
        continue;
      trail = self->n_half == 4 ? (gunichar) (half[2 + low] | half[3 - low] << 8) : 0;
      if (trail >= 0xdc00 && trail < 0xe000)
        c = 0x10000 + ((c - 0xd800) << 10) + (trail - 0xdc00);
      else if (self->n_half == 4)
        {
          g_byte_array_append (self->decoded, (const guint8 *) "\xef\xbf\xbd", 3);
          c = trail;
        }
      if (c >= 0xd800 && c < 0xe000)
        c = 0xfffd;
      self->n_half = 0;
      if (c == 0xfeff)
        continue;
      len = g_unichar_to_utf8 (c, utf8);
      g_byte_array_append (self->decoded, (const guint8 *) utf8, (guint) len);
    }
}

static void
push (UmTraceText *self, UmSlice bytes)
{
  if (self->encoding == ENCODING_UNKNOWN)
    {
      self->encoding = find_encoding (bytes);
      bytes = skip_mark (bytes);
    }
  switch (self->encoding)
    {
    case ENCODING_UNKNOWN:
    case ENCODING_PLAIN:
      g_byte_array_append (self->decoded, (const guint8 *) bytes.data, (guint) bytes.len);
      break;
    case ENCODING_UTF16_LE:
    case ENCODING_UTF16_BE:
      push_utf16 (self, bytes);
      break;
    case ENCODING_HTML:
      um_html_text_push (&self->html, bytes, self->decoded);
      break;
    case ENCODING_RTF:
      um_rtf_text_push (&self->rtf, bytes, self->decoded);
      break;
    }
}

UmSlice
um_trace_text_get_window (const UmTraceText *self)
{
  gsize size;
  const char *data;

  if (self->bytes != NULL)
    {
      data = g_bytes_get_data (self->bytes, &size);
      return skip_mark (um_slice_new (data != NULL ? data : "", size));
    }
  data = (const char *) self->decoded->data;
  return um_slice_new (data != NULL ? data : "", self->decoded->len);
}

gboolean
um_trace_text_is_ended (const UmTraceText *self)
{
  return self->ended;
}

gboolean
um_trace_text_read (UmTraceText *self, gsize drop, GCancellable *cancellable, GError **error)
{
  gsize len = 0;
  gboolean good;

  if (self->ended)
    return TRUE;
  if (drop > 0)
    g_byte_array_remove_range (self->decoded, 0, (guint) drop);
  good = g_input_stream_read_all (self->stream, self->step, STEP, &len, cancellable, error);
  /* what came before the failure is text as well */
  push (self, um_slice_new (self->step, len));
  self->read += len;
  self->ended = !good || len < STEP;
  return good;
}

guint64
um_trace_text_get_offset (const UmTraceText *self, gsize in_window)
{
  UmSlice window = um_trace_text_get_window (self);

  if (self->bytes != NULL)
    return in_window + (g_bytes_get_size (self->bytes) - window.len);
  return self->read - MIN (self->read, window.len - in_window);
}

UmTraceText *
um_trace_text_new (GInputStream *stream)
{
  UmTraceText *self = g_new0 (UmTraceText, 1);

  self->stream = g_object_ref (stream);
  self->decoded = g_byte_array_new ();
  self->step = g_malloc (STEP);
  return self;
}

UmTraceText *
um_trace_text_new_for_bytes (GBytes *bytes)
{
  UmTraceText *self;
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  if (find_encoding (um_slice_new (data != NULL ? data : "", size)) != ENCODING_PLAIN)
    {
      g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);

      return um_trace_text_new (stream);
    }
  self = g_new0 (UmTraceText, 1);
  self->bytes = g_bytes_ref (bytes);
  self->ended = TRUE;
  return self;
}

void
um_trace_text_free (UmTraceText *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->stream);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->decoded, g_byte_array_unref);
  g_free (self->step);
  g_free (self);
}
