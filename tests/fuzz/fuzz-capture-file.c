/* pcap and pcapng, also packed with gzip, down to the last packet. */

#include "fuzz/fuzz.h"

#include "core/limits.h"
#include "io/capture-file.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (data, (gssize) size, NULL);
  g_autoptr (UmCaptureFile) capture = um_capture_file_new (stream, NULL, NULL);
  UmDamage damage = { 0 };
  UmPacket packet;
  guint64 n = 0;

  if (capture == NULL)
    return 0;
  while (um_capture_file_next (capture, &packet, &damage, NULL, NULL) == UM_READ_PACKET)
    {
      guint sum = 0;

      g_assert_cmpuint (packet.number, ==, ++n);
      g_assert_cmpuint (packet.bytes.len, <=, UM_LIMIT_PACKET);
      g_assert_cmpuint (packet.bytes.len, <=, packet.wire_length);
      for (gsize i = 0; i < packet.bytes.len; i++)
        sum += (guint8) packet.bytes.data[i]; /* all of it can be read */
      g_assert_cmpuint (sum, <=, packet.bytes.len * 255);
    }
  g_assert_cmpuint (um_capture_file_get_offset (capture), <=, size);
  return 0;
}
