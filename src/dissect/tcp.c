/* The header only; dissect/tcp-stream.c puts the bytes in order. */

#include "dissect/tcp.h"

#include "core/bytes.h"

#define TCP_HEADER_MIN 20

UmLayerStatus
um_tcp_parse (UmSlice bytes, UmTcpSegment *ret_segment)
{
  UmTcpSegment segment = { 0 };
  guint8 data_offset;
  gsize header_length;

  if (!um_bytes_be16 (bytes, 0, &segment.source_port) ||
      !um_bytes_be16 (bytes, 2, &segment.destination_port) ||
      !um_bytes_be32 (bytes, 4, &segment.sequence) || !um_bytes_u8 (bytes, 12, &data_offset) ||
      !um_bytes_u8 (bytes, 13, &segment.flags))
    return UM_LAYER_CUT;
  header_length = (data_offset >> 4) * 4;
  if (header_length < TCP_HEADER_MIN)
    return UM_LAYER_BAD;
  if (header_length > bytes.len)
    return UM_LAYER_CUT;
  segment.payload = um_slice_from (bytes, header_length);
  *ret_segment = segment;
  return UM_LAYER_OK;
}
