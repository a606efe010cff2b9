#pragma once

#include <stddef.h>
#include <stdint.h>

#include "core/slice.h"

/* What libFuzzer calls, and fuzz-main.c for each file of the corpus. Besides not crashing, a target
 * asserts what its module promises for any input. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* A result is unset, or lies in the bytes it was read from. */
static inline void
assert_inside (UmSlice part, UmSlice whole)
{
  if (!um_slice_is_set (part))
    {
      g_assert_cmpuint (part.len, ==, 0);
      return;
    }
  g_assert_true (part.data >= whole.data);
  g_assert_true (part.len <= whole.len);
  g_assert_true ((gsize) (part.data - whole.data) <= whole.len - part.len);
}

/* Inputs that are lists: the next byte of *rest (0 behind its end), or up to len of them. */
static inline guint8
fuzz_take_u8 (UmSlice *rest)
{
  guint8 byte = rest->len > 0 ? (guint8) rest->data[0] : 0;

  *rest = um_slice_from (*rest, MIN (rest->len, 1));
  return byte;
}

static inline UmSlice
fuzz_take (UmSlice *rest, gsize len)
{
  UmSlice taken = um_slice_head (*rest, MIN (rest->len, len));

  *rest = um_slice_from (*rest, taken.len);
  return taken;
}
