#pragma once

/* Bounds-checked reads over a slice. Each returns FALSE, and leaves *ret_value untouched, when the
 * bytes asked for are not all there. be: network order; le: the other one. */

#include "core/slice.h"

G_BEGIN_DECLS

static inline gboolean
um_bytes_u8 (UmSlice bytes, gsize offset, guint8 *ret_value)
{
  if (offset >= bytes.len)
    return FALSE;
  *ret_value = (guint8) bytes.data[offset];
  return TRUE;
}

static inline gboolean
um_bytes_be16 (UmSlice bytes, gsize offset, guint16 *ret_value)
{
  guint16 value;

  if (bytes.len < 2 || offset > bytes.len - 2)
    return FALSE;
  memcpy (&value, bytes.data + offset, sizeof value);
  *ret_value = GUINT16_FROM_BE (value);
  return TRUE;
}

static inline gboolean
um_bytes_le16 (UmSlice bytes, gsize offset, guint16 *ret_value)
{
  if (!um_bytes_be16 (bytes, offset, ret_value))
    return FALSE;
  *ret_value = GUINT16_SWAP_LE_BE (*ret_value);
  return TRUE;
}

static inline gboolean
um_bytes_be32 (UmSlice bytes, gsize offset, guint32 *ret_value)
{
  guint32 value;

  if (bytes.len < 4 || offset > bytes.len - 4)
    return FALSE;
  memcpy (&value, bytes.data + offset, sizeof value);
  *ret_value = GUINT32_FROM_BE (value);
  return TRUE;
}

static inline gboolean
um_bytes_le32 (UmSlice bytes, gsize offset, guint32 *ret_value)
{
  if (!um_bytes_be32 (bytes, offset, ret_value))
    return FALSE;
  *ret_value = GUINT32_SWAP_LE_BE (*ret_value);
  return TRUE;
}

G_END_DECLS
