/* RTP headers, and the streams that grow out of them: the input is a list of packets, each behind
 * two bytes: its length, and which way and when it goes. */

#include "fuzz/fuzz.h"

#include "core/damage.h"
#include "dissect/rtp.h"
#include "model/stream.h"

enum
{
  STEP_US = 5000,
};

static void
try_packet (UmSlice payload, guint8 how, gint64 *time_us, UmStreams *streams, UmDamage *damage)
{
  UmAddress address = um_address_from_bytes (UM_FAMILY_IPV4, (const guint8 *) "\xc0\0\2\1");
  UmRtpPacket packet = { 0 };

  if (!um_rtp_parse (payload, (how & 1) != 0, &packet))
    return;
  g_assert_cmpuint (packet.payload_type, <, 128);
  *time_us += STEP_US * (how >> 3);
  packet.time_us = *time_us;
  packet.source = (UmEndpoint){ address, 4000 + (how & 2) };
  packet.destination = (UmEndpoint){ address, 4002 - (how & 2) };
  um_streams_push (streams, &packet, damage);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  UmSlice rest = um_slice_new (data, size);
  UmStreams *streams = um_streams_new ();
  g_autoptr (GPtrArray) found = NULL;
  UmDamage damage = { 0 };
  gint64 time_us = 0;

  while (rest.len > 0)
    {
      guint8 len = fuzz_take_u8 (&rest);
      guint8 how = fuzz_take_u8 (&rest);

      try_packet (fuzz_take (&rest, len), how, &time_us, streams, &damage);
    }
  found = um_streams_copy (streams);
  g_assert_cmpuint (found->len, <=, size);
  um_streams_free (streams);
  return 0;
}
