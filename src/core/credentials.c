/* Works on single lines, because that is what is printed: a folded header is recognised by its
 * parameters (RFC 8760, RFC 3261 section 25.1), SDP by its letter (RFC 4568, RFC 8866
 * section 5.12).
 */

#include "core/credentials.h"

#include "core/text.h"

static gboolean
has_name (UmSlice line, const char *name)
{
  UmSlice wanted = um_slice_from_string (name);
  gsize after = wanted.len;

  if (line.len <= wanted.len || !um_slice_equal_nocase (um_slice_head (line, wanted.len), wanted))
    return FALSE;
  while (after < line.len && um_byte_is_space (line.data[after]))
    after++;
  return after < line.len && line.data[after] == ':';
}

static gboolean
is_at (UmSlice line, gsize at, const char *word)
{
  UmSlice wanted = um_slice_from_string (word);

  return at + wanted.len <= line.len &&
         um_slice_equal_nocase (um_slice_head (um_slice_from (line, at), wanted.len), wanted);
}

static void
hide (char *mask, gsize start, gsize end)
{
  for (gsize i = start; i < end; i++)
    mask[i] = '*';
}

/* "Authorization: Basic ..." and everything else whose parameters we do not know. */
static void
hide_unknown_scheme (UmSlice line, char *mask)
{
  static const char *const headers[] = { "Authorization", "Proxy-Authorization" };
  gsize i = 0;

  if (!has_name (line, headers[0]) && !has_name (line, headers[1]))
    return;
  i = (gsize) um_slice_find_byte (line, ':') + 1;
  while (i < line.len && um_byte_is_space (line.data[i]))
    i++;
  if (is_at (line, i, "Digest"))
    return;
  while (i < line.len && !um_byte_is_space (line.data[i]))
    i++;
  hide (mask, MIN (i + 1, line.len), line.len);
}

/* Past the value that begins at i: quoted or up to a comma or blank. */
static gsize
value_end (UmSlice line, gsize i)
{
  if (i < line.len && line.data[i] == '"')
    {
      for (i++; i < line.len && line.data[i] != '"'; i++)
        if (line.data[i] == '\\')
          i++;
      return MIN (i, line.len);
    }
  while (i < line.len && line.data[i] != ',' && !um_byte_is_space (line.data[i]))
    i++;
  return i;
}

static void
hide_parameters (UmSlice line, char *mask)
{
  static const char *const names[] = { "response", "nonce",  "cnonce", "nextnonce",
                                       "rspauth",  "opaque", "auts" };

  for (gsize i = 0; i < line.len; i++)
    for (gsize n = 0; n < G_N_ELEMENTS (names); n++)
      {
        gsize at = i;

        if (!is_at (line, i, names[n]) ||
            (i > 0 && line.data[i - 1] != ',' && !um_byte_is_space (line.data[i - 1])))
          continue;
        at += strlen (names[n]);
        while (at < line.len && um_byte_is_space (line.data[at]))
          at++;
        if (at >= line.len || line.data[at] != '=')
          continue;
        for (at++; at < line.len && um_byte_is_space (line.data[at]);)
          at++;
        hide (mask, at + (at < line.len && line.data[at] == '"' ? 1 : 0), value_end (line, at));
      }
}

static void
hide_sdp_keys (UmSlice line, char *mask)
{
  static const char *const whole[] = { "k=", "a=ice-pwd:", "a=key-mgmt:" };

  for (gsize n = 0; n < G_N_ELEMENTS (whole); n++)
    if (is_at (line, 0, whole[n]))
      hide (mask, strlen (whole[n]), line.len);
  if (!is_at (line, 0, "a=crypto:"))
    return;
  for (gsize i = 0; i < line.len; i++)
    if (is_at (line, i, "inline:"))
      {
        gsize end = i + strlen ("inline:");

        while (end < line.len && !um_byte_is_space (line.data[end]) && line.data[end] != ';')
          end++;
        hide (mask, i + strlen ("inline:"), end);
        i = end;
      }
}

/* sip:user:password@host (RFC 3261 section 19.1.1). */
static void
hide_uri_password (UmSlice line, char *mask)
{
  for (gsize i = 0; i + 5 < line.len; i++)
    {
      gsize colon = 0;
      gsize at = i + (is_at (line, i, "sips:") ? 5 : 4);

      if (!is_at (line, i, "sip:") && !is_at (line, i, "sips:"))
        continue;
      for (; at < line.len && strchr ("@<>\", \t", line.data[at]) == NULL; at++)
        if (line.data[at] == ':' && colon == 0)
          colon = at;
      if (at < line.len && line.data[at] == '@' && colon > 0)
        hide (mask, colon + 1, at);
      i = at > 0 ? at - 1 : i;
    }
}

char *
um_credentials_mask (UmSlice line)
{
  char *mask;

  if (!um_slice_is_set (line) || line.len == 0)
    return NULL;
  mask = g_strndup (line.data, line.len); /* pads with NUL behind an embedded one */
  memcpy (mask, line.data, line.len);
  hide_unknown_scheme (line, mask);
  hide_parameters (line, mask);
  hide_sdp_keys (line, mask);
  hide_uri_password (line, mask);
  if (memcmp (mask, line.data, line.len) != 0)
    return mask;
  g_free (mask);
  return NULL;
}

char *
um_credentials_mask_message (UmSlice text)
{
  char *masked = NULL;
  gsize start = 0;

  for (gsize i = 0; i <= text.len; i++)
    {
      g_autofree char *line = NULL;

      if (i < text.len && text.data[i] != '\r' && text.data[i] != '\n')
        continue;
      line = um_credentials_mask (um_slice_new (text.data + start, i - start));
      if (line != NULL && masked == NULL)
        masked = g_memdup2 (text.data, text.len);
      if (line != NULL)
        memcpy (masked + start, line, i - start);
      start = i + 1;
    }
  return masked;
}

char *
um_credentials_escape_with_offsets (UmSlice line, gsize *offsets, gsize n_offsets)
{
  g_autofree char *masked = um_credentials_mask (line);

  return um_text_escape_with_offsets (masked != NULL ? um_slice_new (masked, line.len) : line,
                                      offsets, n_offsets);
}

char *
um_credentials_escape (UmSlice line)
{
  return um_credentials_escape_with_offsets (line, NULL, 0);
}
