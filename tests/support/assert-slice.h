#pragma once

#include "core/slice.h"
#include "support/test.h"

/* NULL stands for an unset slice, "" for an empty one that stands in the text. */
static inline void
assert_slice (UmSlice slice, const char *expected)
{
  assert_int_equal (um_slice_is_set (slice), expected != NULL);
  if (expected != NULL && !um_slice_equal (slice, um_slice_from_string (expected)))
    fail_msg ("\"%.*s\" is not \"%s\"", (int) slice.len, slice.data, expected);
}
