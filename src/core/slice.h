#pragma once

/* Borrowed bytes: a pointer and a length, never a NUL-terminated guess. The owner of the bytes
 * decides how long a slice is valid. An unset slice has data == NULL; an empty value that stands
 * in the message has data != NULL and len == 0. */

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

typedef struct
{
  const char *data;
  gsize len;
} UmSlice;

#define UM_SLICE_UNSET    ((UmSlice){ NULL, 0 })
#define UM_SLICE(literal) ((UmSlice){ (literal), sizeof (literal) - 1 })

static inline UmSlice
um_slice_new (const void *data, gsize len)
{
  return (UmSlice){ data, len };
}

static inline UmSlice
um_slice_from_string (const char *string)
{
  return string != NULL ? (UmSlice){ string, strlen (string) } : UM_SLICE_UNSET;
}

static inline gboolean
um_slice_is_set (UmSlice slice)
{
  return slice.data != NULL;
}

static inline const char *
um_slice_end (UmSlice slice)
{
  return slice.data + slice.len;
}

/* The part from offset to the end; empty when offset lies beyond it. */
static inline UmSlice
um_slice_from (UmSlice slice, gsize offset)
{
  offset = MIN (offset, slice.len);
  return (UmSlice){ slice.data + offset, slice.len - offset };
}

static inline UmSlice
um_slice_head (UmSlice slice, gsize len)
{
  return (UmSlice){ slice.data, MIN (len, slice.len) };
}

static inline gboolean
um_slice_equal (UmSlice a, UmSlice b)
{
  return a.len == b.len && (a.len == 0 || memcmp (a.data, b.data, a.len) == 0);
}

/* ASCII case only: SIP tokens compare that way (RFC 3261 section 7.3.1). */
static inline gboolean
um_slice_equal_nocase (UmSlice a, UmSlice b)
{
  if (a.len != b.len)
    return FALSE;
  for (gsize i = 0; i < a.len; i++)
    {
      guchar x = a.data[i], y = b.data[i];

      if (x != y && ((x ^ y) != 0x20 || (x | 0x20) < 'a' || (x | 0x20) > 'z'))
        return FALSE;
    }
  return TRUE;
}

/* Eight bytes at a time, since keys may be whole lines; the last eight overlap those before. */
static inline guint64
um_slice_hash64 (UmSlice slice)
{
  const guint64 factor = G_GUINT64_CONSTANT (0xff51afd7ed558ccd);
  guint64 hash = slice.len * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  guint64 word = 0;

  for (gsize i = 0; i + 8 < slice.len; i += 8)
    {
      memcpy (&word, slice.data + i, sizeof word);
      hash = (hash ^ word) * factor;
      hash ^= hash >> 32;
    }
  word = 0;
  if (slice.len >= 8)
    memcpy (&word, slice.data + slice.len - 8, sizeof word);
  else
    for (gsize i = 0; i < slice.len; i++)
      word = word << 8 | (guchar) slice.data[i];
  hash = (hash ^ word) * factor;
  return hash ^ hash >> 32;
}

/* Of UmSlice *, for GHashTable. */
static inline guint
um_slice_hash (gconstpointer slice)
{
  return (guint) um_slice_hash64 (*(const UmSlice *) slice);
}

static inline gboolean
um_slice_equal_func (gconstpointer a, gconstpointer b)
{
  return um_slice_equal (*(const UmSlice *) a, *(const UmSlice *) b);
}

static inline gboolean
um_slice_has_prefix (UmSlice slice, UmSlice prefix)
{
  return slice.len >= prefix.len && memcmp (slice.data, prefix.data, prefix.len) == 0;
}

static inline gboolean
um_slice_has_prefix_nocase (UmSlice slice, UmSlice prefix)
{
  return um_slice_equal_nocase (um_slice_head (slice, prefix.len), prefix);
}

/* Position of the first byte, or -1. */
static inline gssize
um_slice_find_byte (UmSlice slice, char byte)
{
  const char *hit = slice.len > 0 ? memchr (slice.data, byte, slice.len) : NULL;

  return hit != NULL ? hit - slice.data : -1;
}

static inline gssize
um_slice_find (UmSlice slice, UmSlice needle)
{
  /* gcc with sanitizers does not see that an unset slice has no length. */
  const char *hit = slice.data != NULL && slice.len > 0
                        ? memmem (slice.data, slice.len, needle.data, needle.len)
                        : NULL;

  return hit != NULL ? hit - slice.data : -1;
}

static inline gboolean
um_slice_contains_nocase (UmSlice slice, UmSlice needle)
{
  for (gsize i = 0; i + needle.len <= slice.len; i++)
    if (g_ascii_strncasecmp (slice.data + i, needle.data, needle.len) == 0)
      return TRUE;
  return FALSE;
}

static inline gboolean
um_byte_is_space (char c)
{
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* White space includes CR and LF, so a folded value trims as one. */
static inline UmSlice
um_slice_trim (UmSlice slice)
{
  while (slice.len > 0 && um_byte_is_space (slice.data[0]))
    {
      slice.data++;
      slice.len--;
    }
  while (slice.len > 0 && um_byte_is_space (slice.data[slice.len - 1]))
    slice.len--;
  return slice;
}

/* Digits only, at least one; FALSE (and *ret_value untouched) for anything else or above max. */
static inline gboolean
um_slice_parse_uint (UmSlice slice, guint64 max, guint64 *ret_value)
{
  guint64 value = 0;

  if (slice.len == 0)
    return FALSE;
  for (gsize i = 0; i < slice.len; i++)
    {
      guint digit = (guchar) slice.data[i] - '0';

      if (digit > 9 || value > (max - digit) / 10)
        return FALSE;
      value = value * 10 + digit;
    }
  *ret_value = value;
  return TRUE;
}

/* (transfer full) */
static inline char *
um_slice_dup (UmSlice slice)
{
  return slice.data != NULL ? g_strndup (slice.data, slice.len) : NULL;
}

G_END_DECLS
