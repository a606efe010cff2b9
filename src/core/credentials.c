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
is_at (UmSlice line, gsize at, UmSlice word)
{
  return at <= line.len && um_slice_has_prefix_nocase (um_slice_from (line, at), word);
}

/* The line with its secrets overwritten. Nearly every line has none: the copy is made with the first
 * of them. */
typedef struct
{
  UmSlice line;
  char *mask; /* NULL: nothing is hidden yet */
} Masking;

static void
hide (Masking *self, gsize start, gsize end)
{
  if (start >= end)
    return;
  if (self->mask == NULL)
    {
      self->mask = g_malloc (self->line.len + 1);
      memcpy (self->mask, self->line.data, self->line.len);
      self->mask[self->line.len] = '\0';
    }
  memset (self->mask + start, '*', end - start);
}

/* "Authorization: Basic ..." and everything else whose parameters we do not know. */
static void
hide_unknown_scheme (Masking *self)
{
  static const char *const headers[] = { "Authorization", "Proxy-Authorization" };
  UmSlice line = self->line;
  gsize i = 0;

  if (!has_name (line, headers[0]) && !has_name (line, headers[1]))
    return;
  i = (gsize) um_slice_find_byte (line, ':') + 1;
  while (i < line.len && um_byte_is_space (line.data[i]))
    i++;
  if (is_at (line, i, UM_SLICE ("Digest")))
    return;
  while (i < line.len && !um_byte_is_space (line.data[i]))
    i++;
  hide (self, MIN (i + 1, line.len), line.len);
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

/* A parameter of that kind ends at end: its name stands there, with nothing but a separator before. */
static gboolean
is_secret_name (UmSlice line, gsize end)
{
  static const UmSlice names[] = { UM_SLICE ("response"), UM_SLICE ("nonce"),
                                   UM_SLICE ("cnonce"),   UM_SLICE ("nextnonce"),
                                   UM_SLICE ("rspauth"),  UM_SLICE ("opaque"),
                                   UM_SLICE ("auts") };

  for (gsize n = 0; n < G_N_ELEMENTS (names); n++)
    {
      gsize start = end - names[n].len;

      if (end >= names[n].len && is_at (line, start, names[n]) &&
          (start == 0 || line.data[start - 1] == ',' || um_byte_is_space (line.data[start - 1])))
        return TRUE;
    }
  return FALSE;
}

/* From '=' to '=', because other letters are many. */
static void
hide_parameters (Masking *self)
{
  UmSlice line = self->line;

  for (gsize i = 0; i < line.len; i++)
    {
      gssize equals = um_slice_find_byte (um_slice_from (line, i), '=');
      gsize end, at;

      if (equals < 0)
        return;
      i += (gsize) equals;
      for (end = i; end > 0 && um_byte_is_space (line.data[end - 1]);)
        end--;
      if (!is_secret_name (line, end))
        continue;
      for (at = i + 1; at < line.len && um_byte_is_space (line.data[at]);)
        at++;
      hide (self, at + (at < line.len && line.data[at] == '"' ? 1 : 0), value_end (line, at));
    }
}

static void
hide_sdp_keys (Masking *self)
{
  static const UmSlice whole[] = { UM_SLICE ("k="), UM_SLICE ("a=ice-pwd:"),
                                   UM_SLICE ("a=key-mgmt:") };
  const UmSlice inlined = UM_SLICE ("inline:");
  UmSlice line = self->line;

  for (gsize n = 0; n < G_N_ELEMENTS (whole); n++)
    if (is_at (line, 0, whole[n]))
      hide (self, whole[n].len, line.len);
  if (!is_at (line, 0, UM_SLICE ("a=crypto:")))
    return;
  for (gsize i = 0; i < line.len; i++)
    if (is_at (line, i, inlined))
      {
        gsize end = i + inlined.len;

        while (end < line.len && !um_byte_is_space (line.data[end]) && line.data[end] != ';')
          end++;
        hide (self, i + inlined.len, end);
        i = end;
      }
}

/* sip:user:password@host (RFC 3261 section 19.1.1). */
static void
hide_uri_password (Masking *self)
{
  UmSlice line = self->line;

  for (gsize i = 0; i < line.len; i++)
    {
      gssize next = um_slice_find_byte (um_slice_from (line, i), ':');
      gsize colon = 0, at;

      if (next < 0)
        return;
      i += (gsize) next;
      if (!(i >= 3 && is_at (line, i - 3, UM_SLICE ("sip:"))) &&
          !(i >= 4 && is_at (line, i - 4, UM_SLICE ("sips:"))))
        continue;
      for (at = i + 1; at < line.len && strchr ("@<>\", \t", line.data[at]) == NULL; at++)
        if (line.data[at] == ':' && colon == 0)
          colon = at;
      if (at < line.len && line.data[at] == '@' && colon > 0)
        hide (self, colon + 1, at);
      i = at - 1;
    }
}

char *
um_credentials_mask (UmSlice line)
{
  Masking self = { line, NULL };

  if (!um_slice_is_set (line) || line.len == 0)
    return NULL;
  hide_unknown_scheme (&self);
  hide_parameters (&self);
  hide_sdp_keys (&self);
  hide_uri_password (&self);
  return self.mask;
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
