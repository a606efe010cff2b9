/* Text traces: every message that is found, with its envelope, through the reader of SIP. */

#include "fuzz/fuzz.h"

#include "dissect/sip-message.h"
#include "io/text-trace.h"

static UmSipMessage message;

static void
try_found (const UmTraceMessage *found)
{
  UmSlice payload = found->datagram.payload;

  g_assert_cmpuint (payload.len, >, 0);
  g_assert_cmpint (um_slice_is_set (found->envelope), ==, found->format != NULL);
  if (um_sip_message_parse (payload, UM_SIP_FRAME_TEXT, &message, NULL) == UM_SIP_OK)
    assert_inside (message.raw, payload);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (UmTextTrace) trace = um_text_trace_new_for_bytes (bytes);
  UmDamage damage = { 0 };
  UmTraceMessage found;
  guint64 n = 0;

  (void) um_text_trace_is_text (um_slice_new (data, size));
  while (um_text_trace_next (trace, &found, &damage, NULL, NULL))
    {
      g_assert_cmpuint (found.datagram.frame, ==, ++n);
      g_assert_cmpuint (n, <=, size);
      try_found (&found);
      g_assert_cmpuint (um_text_trace_get_offset (trace), <=, size);
    }
  g_assert_cmpuint (um_text_trace_get_offset (trace), ==, size);
  return 0;
}
