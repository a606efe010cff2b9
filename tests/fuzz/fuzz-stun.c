/* STUN answers, from a server's own port and from any. */

#include "fuzz/fuzz.h"

#include "dissect/stun.h"

static void
try_port (UmSlice payload, guint16 port)
{
  UmEndpoint mapped = { 0 };

  if (um_stun_parse_mapped (payload, port, &mapped))
    g_assert_true (um_address_is_set (&mapped.address));
  else
    g_assert_false (um_address_is_set (&mapped.address));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  UmSlice payload = um_slice_new (data, size);

  try_port (payload, 3478);
  try_port (payload, 5060);
  return 0;
}
