/* Packed files: whatever is in them, no more comes out than was allowed, and it ends. */

#include "fuzz/fuzz.h"

#include "io/unpack-stream.h"

enum
{
  MAX_UNPACKED = 64 * 1024,
};

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static char buffer[4096];
  g_autoptr (GInputStream) packed = g_memory_input_stream_new_from_data (data, (gssize) size, NULL);
  g_autoptr (UmUnpackStream) unpack = NULL;
  UmDamage damage = { 0 };
  gsize total = 0;
  gssize n;

  if (!um_unpack_stream_is_packed (um_slice_new (data, size)))
    return 0;
  unpack = um_unpack_stream_new (packed, MAX_UNPACKED);
  while ((n = g_input_stream_read (G_INPUT_STREAM (unpack), buffer, sizeof buffer, NULL, NULL)) > 0)
    total += (gsize) n;
  g_assert_cmpint (n, ==, 0); /* memory does not fail: damage is no error */
  g_assert_cmpuint (total, <=, MAX_UNPACKED);
  um_unpack_stream_count_damage (unpack, &damage);
  return 0;
}
