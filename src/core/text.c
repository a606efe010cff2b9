/* Untrusted bytes made safe for people, logs and markup. */

#include "core/text.h"

/* U+202A..202E, U+2066..2069 and U+200E/200F reorder what a reader sees. */
static gboolean
is_reordering (gunichar c)
{
  return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f;
}

static inline gboolean
is_printable (char c)
{
  return (guchar) c >= 0x20 && (guchar) c < 0x7f;
}

/* Appends the character at the start of rest and returns how many bytes it took. */
static gsize
append_escaped (GString *out, UmSlice rest)
{
  guchar byte = (guchar) rest.data[0];
  gunichar c;
  gsize len;

  if (byte >= 0x20 && byte < 0x7f)
    {
      g_string_append_c (out, byte);
      return 1;
    }
  c = byte < 0x80 ? byte : g_utf8_get_char_validated (rest.data, rest.len);
  if (c == (gunichar) -1 || c == (gunichar) -2)
    {
      g_string_append_printf (out, "\\x%02X", byte);
      return 1;
    }
  len = g_unichar_to_utf8 (c, NULL);
  if (c == '\t')
    g_string_append_c (out, '\t');
  else if (g_unichar_iscntrl (c) && c < 0x80)
    g_string_append_printf (out, "\\x%02X", byte);
  else if (g_unichar_iscntrl (c) || is_reordering (c) || c == 0x2028 || c == 0x2029)
    g_string_append_printf (out, "\\u{%04X}", c);
  else
    g_string_append_len (out, rest.data, len);
  return len;
}

char *
um_text_escape_with_offsets (UmSlice bytes, gsize *offsets, gsize n_offsets)
{
  GString *out = g_string_sized_new (bytes.len + 1);
  gsize next = 0;
  gsize i = 0;

  while (i < bytes.len)
    {
      gsize stop, plain = i;

      for (; next < n_offsets && offsets[next] <= i; next++)
        offsets[next] = out->len;
      stop = next < n_offsets ? MIN (offsets[next], bytes.len) : bytes.len;
      while (plain < stop && is_printable (bytes.data[plain]))
        plain++;
      g_string_append_len (out, bytes.data + i, plain - i);
      i = plain;
      if (i < stop)
        i += append_escaped (out, um_slice_from (bytes, i));
    }
  for (; next < n_offsets; next++)
    offsets[next] = out->len;
  return g_string_free (out, FALSE);
}

gboolean
um_text_is_plain (UmSlice bytes)
{
  gboolean odd = FALSE;

  for (gsize i = 0; i < bytes.len; i++) /* without a way out: so it is done many bytes at a time */
    odd |= !is_printable (bytes.data[i]);
  return !odd;
}

char *
um_text_escape (UmSlice bytes)
{
  if (um_text_is_plain (bytes))
    return g_strndup (bytes.len > 0 ? bytes.data : "", bytes.len);
  return um_text_escape_with_offsets (bytes, NULL, 0);
}

char *
um_text_shorten (UmSlice bytes, guint max_chars)
{
  g_autofree char *whole = um_text_escape (um_slice_head (bytes, (gsize) max_chars * 4 + 4));
  g_autofree char *cut = NULL;

  if (g_utf8_strlen (whole, -1) <= max_chars && bytes.len <= (gsize) max_chars * 4 + 4)
    return g_steal_pointer (&whole);
  cut = g_utf8_substring (whole, 0, MAX (max_chars, 1) - 1);
  return g_strconcat (cut, "…", NULL);
}

char *
um_text_time (gint64 time_us)
{
  g_autoptr (GDateTime) second = NULL;
  g_autofree char *text = NULL;
  gint64 seconds, micros;

  if (time_us == UM_TIME_UNKNOWN)
    return NULL;
  seconds = time_us / G_USEC_PER_SEC;
  micros = time_us % G_USEC_PER_SEC;
  if (micros < 0)
    {
      micros += G_USEC_PER_SEC;
      seconds--;
    }
  second = g_date_time_new_from_unix_utc (seconds);
  if (second == NULL) /* a year beyond 9999: a broken clock or a broken file */
    return NULL;
  text = g_date_time_format (second, "%Y-%m-%dT%H:%M:%S");
  return g_strdup_printf ("%s.%06" G_GINT64_FORMAT "Z", text, micros);
}
