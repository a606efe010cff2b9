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
