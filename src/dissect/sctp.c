/* Chunks: type, flags, length, value, padded to four bytes. What is not user data is passed over.
 */

#include "dissect/sctp.h"

#define HEADER        12
#define CHUNK_HEADER  4
#define DATA_HEADER   16 /* with TSN, stream, sequence, protocol */
#define I_DATA_HEADER 20

enum
{
  CHUNK_DATA = 0,
  CHUNK_I_DATA = 64,
  FLAG_LAST = 1,
  FLAG_FIRST = 2,
};

UmLayerStatus
um_sctp_parse (UmSlice bytes, UmSctpPacket *ret_packet)
{
  UmSctpPacket packet = { 0 };

  if (bytes.len < HEADER || !um_bytes_be16 (bytes, 0, &packet.source_port) ||
      !um_bytes_be16 (bytes, 2, &packet.destination_port))
    return UM_LAYER_CUT;
  packet.chunks = um_slice_from (bytes, HEADER);
  *ret_packet = packet;
  return UM_LAYER_OK;
}

gboolean
um_sctp_next (UmSctpPacket *packet, UmSctpChunk *ret_chunk)
{
  guint8 type, flags;
  guint16 length;

  while (um_bytes_u8 (packet->chunks, 0, &type) && um_bytes_u8 (packet->chunks, 1, &flags) &&
         um_bytes_be16 (packet->chunks, 2, &length) && length >= CHUNK_HEADER)
    {
      UmSlice chunk = um_slice_head (packet->chunks, length);
      gsize header = type == CHUNK_I_DATA ? I_DATA_HEADER : DATA_HEADER;

      packet->chunks = um_slice_from (packet->chunks, ((gsize) length + 3) / 4 * 4);
      if ((type != CHUNK_DATA && type != CHUNK_I_DATA) || chunk.len <= header ||
          !um_bytes_be32 (chunk, 4, &ret_chunk->tsn))
        continue;
      ret_chunk->is_first = (flags & FLAG_FIRST) != 0;
      ret_chunk->is_last = (flags & FLAG_LAST) != 0;
      ret_chunk->is_cut = chunk.len < length;
      ret_chunk->payload = um_slice_from (chunk, header);
      return TRUE;
    }
  return FALSE;
}
