/* A frame is lines of "name value", then for each message "name length" and its bytes. Names that
 * are not known are passed over, so that a newer mirror still serves an older client. */

#include "probe/mirror-wire.h"

#include "core/limits.h"

#include <gio/gio.h>

enum
{
  LINE_LENGTH = 76, /* of base64, as RFC 2045 section 6.8 wraps it */
};

static const char begin_line[] = "-----BEGIN UNMANGLE MIRROR-----\r\n";
static const char end_line[] = "-----END UNMANGLE MIRROR-----\r\n";
static const char mark_start[] = "umk1";
static const char action_letters[UM_N_MIRROR_ACTIONS] = { 'e', 'c', 'd', 'b' };

/* --- marks --- */

const char *
um_mirror_mark_to_string (const UmMirrorMark *mark, char buffer[UM_MIRROR_MARK_LENGTH + 1])
{
  (void) g_snprintf (buffer, UM_MIRROR_MARK_LENGTH + 1,
                     "%s%08x%02x%c%03x%015" G_GINT64_MODIFIER "x", mark_start, mark->run,
                     mark->number, action_letters[mark->action], mark->seconds & 0xfff,
                     mark->cookie & G_GUINT64_CONSTANT (0xfffffffffffffff));
  return buffer;
}

static gboolean
read_hex (const char *text, guint digits, guint64 *ret_value)
{
  guint64 value = 0;

  for (guint i = 0; i < digits; i++)
    {
      int digit = g_ascii_xdigit_value (text[i]);

      if (digit < 0)
        return FALSE;
      value = value * 16 + (guint64) digit;
    }
  *ret_value = value;
  return TRUE;
}

static gboolean
read_mark (const char *text, UmMirrorMark *ret_mark)
{
  guint64 run, number, seconds, cookie;
  const char *letter = memchr (action_letters, text[14], sizeof action_letters);

  if (letter == NULL || !read_hex (text + 4, 8, &run) || !read_hex (text + 12, 2, &number) ||
      !read_hex (text + 15, 3, &seconds) || !read_hex (text + 18, 15, &cookie))
    return FALSE;
  *ret_mark = (UmMirrorMark){ .run = (guint32) run,
                              .number = (guint8) number,
                              .action = (UmMirrorAction) (letter - action_letters),
                              .seconds = (guint16) MIN (seconds, UM_MIRROR_MAX_SECONDS),
                              .cookie = cookie };
  return TRUE;
}

gboolean
um_mirror_mark_next (UmSlice *rest, UmMirrorMark *ret_mark)
{
  for (;;)
    {
      gssize at = um_slice_find (*rest, UM_SLICE (mark_start));

      if (at < 0 || rest->len - (gsize) at < UM_MIRROR_MARK_LENGTH)
        return FALSE;
      *rest = um_slice_from (*rest, (gsize) at);
      if (read_mark (rest->data, ret_mark))
        {
          *rest = um_slice_from (*rest, UM_MIRROR_MARK_LENGTH);
          return TRUE;
        }
      *rest = um_slice_from (*rest, 1);
    }
}

gboolean
um_mirror_mark_find (UmSlice bytes, guint32 run, UmMirrorMark *ret_mark)
{
  UmMirrorMark mark;

  while (um_mirror_mark_next (&bytes, &mark))
    if (mark.run == run)
      {
        *ret_mark = mark;
        return TRUE;
      }
  return FALSE;
}

/* --- frames --- */

/* A whole conversion in memory; at most max bytes come out. (transfer full), NULL on failure. */
static GByteArray *
convert (GConverter *converter, UmSlice input, gsize max)
{
  g_autoptr (GByteArray) output = g_byte_array_new ();
  GConverterResult result = G_CONVERTER_CONVERTED;

  while (result != G_CONVERTER_FINISHED)
    {
      guint8 chunk[2048];
      gsize bytes_read = 0, written = 0;

      result = g_converter_convert (converter, input.data, input.len, chunk, sizeof chunk,
                                    G_CONVERTER_INPUT_AT_END, &bytes_read, &written, NULL);
      if (result == G_CONVERTER_ERROR || output->len + written > max)
        return NULL;
      g_byte_array_append (output, chunk, (guint) written);
      input = um_slice_from (input, bytes_read);
    }
  return g_steal_pointer (&output);
}

static void
add_message (GString *text, const char *name, UmSlice bytes)
{
  if (!um_slice_is_set (bytes))
    return;
  g_string_append_printf (text, "%s %" G_GSIZE_FORMAT "\n", name, bytes.len);
  g_string_append_len (text, bytes.data, (gssize) bytes.len);
}

static void
add_endpoint (GString *text, const char *name, const UmEndpoint *endpoint)
{
  char address[UM_ENDPOINT_STRING_MAX];

  g_string_append_printf (text, "%s %u %s\n", name, endpoint->port,
                          um_address_to_string (&endpoint->address, address));
}

static GString *
write_plain (const UmMirrorFrame *frame)
{
  GString *text = g_string_new (NULL);

  add_endpoint (text, "source", &frame->source);
  add_endpoint (text, "local", &frame->local);
  for (guint i = 0; i < frame->n_ports; i++)
    g_string_append_printf (text, "port %u\n", frame->ports[i]);
  add_message (text, "request", frame->request);
  add_message (text, "head", frame->head);
  add_message (text, "progress", frame->progress);
  add_message (text, "call-back", frame->call_back);
  return text;
}

char *
um_mirror_frame_encode (const UmMirrorFrame *frame)
{
  g_autoptr (GConverter) deflate =
      G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, -1));
  GString *plain = write_plain (frame);
  g_autoptr (GByteArray) packed =
      convert (deflate, um_slice_new (plain->str, plain->len), G_MAXUINT);
  g_autofree char *base64 = g_base64_encode (packed->data, packed->len);
  GString *text = g_string_new (begin_line);

  for (const char *at = base64; *at != '\0'; at += MIN (LINE_LENGTH, strlen (at)))
    g_string_append_printf (text, "%.*s\r\n", LINE_LENGTH, at);
  g_string_append (text, end_line);
  g_string_free (plain, TRUE);
  return g_string_free (text, FALSE);
}

static gboolean
read_endpoint (UmSlice value, UmEndpoint *ret_endpoint)
{
  gssize space = um_slice_find_byte (value, ' ');
  guint64 port;
  UmEndpoint endpoint;

  if (space < 0 || !um_slice_parse_uint (um_slice_head (value, (gsize) space), 65535, &port) ||
      !um_address_parse (um_slice_from (value, (gsize) space + 1), &endpoint.address))
    return FALSE;
  endpoint.port = (guint16) port;
  *ret_endpoint = endpoint;
  return TRUE;
}

/* Where the message of that name goes; NULL for names of the future. */
static UmSlice *
message_of (UmMirrorFrame *frame, UmSlice name)
{
  if (um_slice_equal (name, UM_SLICE ("request")))
    return &frame->request;
  if (um_slice_equal (name, UM_SLICE ("head")))
    return &frame->head;
  if (um_slice_equal (name, UM_SLICE ("progress")))
    return &frame->progress;
  if (um_slice_equal (name, UM_SLICE ("call-back")))
    return &frame->call_back;
  return NULL;
}

/* One line, and the bytes that it announces. FALSE when they are not all there. */
static gboolean
read_item (UmMirrorFrame *frame, UmSlice *rest)
{
  gssize end = um_slice_find_byte (*rest, '\n');
  UmSlice line = um_slice_head (*rest, end >= 0 ? (gsize) end : 0);
  gssize space = um_slice_find_byte (line, ' ');
  UmSlice name = um_slice_head (line, space >= 0 ? (gsize) space : 0);
  UmSlice value = um_slice_from (line, name.len + 1);
  UmSlice *message = message_of (frame, name);
  guint64 number;

  if (end < 0 || space < 0)
    return FALSE;
  *rest = um_slice_from (*rest, (gsize) end + 1);
  if (um_slice_equal (name, UM_SLICE ("source")))
    return read_endpoint (value, &frame->source);
  if (um_slice_equal (name, UM_SLICE ("local")))
    return read_endpoint (value, &frame->local);
  if (um_slice_equal (name, UM_SLICE ("port")) && um_slice_parse_uint (value, 65535, &number) &&
      frame->n_ports < UM_MIRROR_MAX_PORTS)
    frame->ports[frame->n_ports++] = (guint16) number;
  if (message == NULL)
    return TRUE;
  if (!um_slice_parse_uint (value, rest->len, &number))
    return FALSE;
  *message = um_slice_head (*rest, number);
  *rest = um_slice_from (*rest, number);
  return TRUE;
}

static gboolean
read_plain (UmSlice plain, UmMirrorFrame *ret_frame)
{
  UmMirrorFrame frame = { 0 };

  while (plain.len > 0)
    if (!read_item (&frame, &plain))
      return FALSE;
  if (!um_address_is_set (&frame.source.address) || !um_slice_is_set (frame.request))
    return FALSE;
  *ret_frame = frame;
  return TRUE;
}

/* What stands between the border lines; unset when they do not. */
static UmSlice
find_frame (UmSlice text, UmSlice *ret_whole)
{
  gssize begin = um_slice_find (text, UM_SLICE (begin_line));
  UmSlice inner;
  gssize end;

  if (begin < 0)
    return UM_SLICE_UNSET;
  inner = um_slice_from (text, (gsize) begin + strlen (begin_line));
  end = um_slice_find (inner, UM_SLICE (end_line));
  if (end < 0)
    return UM_SLICE_UNSET;
  *ret_whole = um_slice_head (um_slice_from (text, (gsize) begin),
                              strlen (begin_line) + (gsize) end + strlen (end_line));
  return um_slice_head (inner, (gsize) end);
}

gboolean
um_mirror_frame_decode (UmSlice text,
                        UmMirrorFrame *ret_frame,
                        GByteArray **ret_storage,
                        UmSlice *ret_text)
{
  g_autoptr (GConverter) inflate =
      G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB));
  UmSlice whole = UM_SLICE_UNSET;
  UmSlice inner = find_frame (text, &whole);
  g_autofree char *base64 = um_slice_dup (inner);
  g_autoptr (GByteArray) plain = NULL;
  gsize len;

  if (base64 == NULL || base64[0] == '\0')
    return FALSE;
  (void) g_base64_decode_inplace (base64, &len);
  plain = convert (inflate, um_slice_new (base64, len), UM_LIMIT_MIRROR_FRAME);
  if (plain == NULL || !read_plain (um_slice_new (plain->data, plain->len), ret_frame))
    return FALSE;
  *ret_storage = g_steal_pointer (&plain);
  if (ret_text != NULL)
    *ret_text = whole;
  return TRUE;
}
