/* RTP has no magic number: the version, the payload type and lengths that add up are all there is
 * to know it by. */

#include "dissect/rtp.h"

#include "core/bytes.h"

#define HEADER           12
#define VERSION_MASK     0xc0
#define VERSION_2        0x80
#define HAS_PADDING      0x20
#define HAS_EXTENSION    0x10
#define COUNT_MASK       0x0f
#define LAST_STATIC      34
#define LAST_TYPE        127
#define EXTENSION_HEADER 4

/* RFC 3551 table 4 and 5; 0: unassigned. */
static const guint32 static_rates[LAST_STATIC + 1] = {
  [0] = 8000,   [2] = 8000,   [3] = 8000,   [4] = 8000,   [5] = 8000,   [6] = 16000,  [7] = 8000,
  [8] = 8000,   [9] = 8000,   [10] = 44100, [11] = 44100, [12] = 8000,  [13] = 8000,  [14] = 90000,
  [15] = 8000,  [16] = 11025, [17] = 22050, [18] = 8000,  [19] = 8000,  [25] = 90000, [26] = 90000,
  [28] = 90000, [31] = 90000, [32] = 90000, [33] = 90000, [34] = 90000,
};

static gboolean
is_plausible_type (guint payload_type)
{
  return um_rtp_static_rate (payload_type) != 0 ||
         (payload_type >= UM_RTP_FIRST_DYNAMIC && payload_type <= LAST_TYPE);
}

/* With CSRC list and extension, as the header says it; FALSE when the extension's length is not
 * there. */
static gboolean
measure_header (UmSlice payload, guint8 first, gsize *ret_len)
{
  guint16 words;

  *ret_len = HEADER + 4 * (gsize) (first & COUNT_MASK);
  if ((first & HAS_EXTENSION) == 0)
    return TRUE;
  if (!um_bytes_be16 (payload, *ret_len + 2, &words))
    return FALSE;
  *ret_len += EXTENSION_HEADER + 4 * (gsize) words;
  return TRUE;
}

/* CSRC list, extension and padding leave room for each other. */
static gboolean
adds_up (UmSlice payload, guint8 first)
{
  gsize used;
  guint8 padding;

  if (!measure_header (payload, first, &used) || used > payload.len)
    return FALSE;
  if ((first & HAS_PADDING) == 0)
    return TRUE;
  return um_bytes_u8 (payload, payload.len - 1, &padding) && padding > 0 &&
         padding <= payload.len - used;
}

gboolean
um_rtp_parse (UmSlice payload, gboolean cut, UmRtpPacket *ret_packet)
{
  guint8 first, second;
  guint16 sequence;
  guint32 timestamp, ssrc;

  if (!um_bytes_u8 (payload, 0, &first) || (first & VERSION_MASK) != VERSION_2 ||
      !um_bytes_u8 (payload, 1, &second) || !is_plausible_type (second & 0x7f) ||
      !um_bytes_be16 (payload, 2, &sequence) || !um_bytes_be32 (payload, 4, &timestamp) ||
      !um_bytes_be32 (payload, 8, &ssrc) || (!cut && !adds_up (payload, first)))
    return FALSE;
  ret_packet->marker = (second & 0x80) != 0;
  ret_packet->payload_type = second & 0x7f;
  ret_packet->sequence = sequence;
  ret_packet->timestamp = timestamp;
  ret_packet->ssrc = ssrc;
  return TRUE;
}

gsize
um_rtp_header_length (UmSlice payload)
{
  guint8 first;
  gsize length;

  return um_bytes_u8 (payload, 0, &first) && measure_header (payload, first, &length)
             ? MIN (length, payload.len)
             : payload.len;
}

guint
um_rtp_static_rate (guint payload_type)
{
  return payload_type <= LAST_STATIC ? static_rates[payload_type] : 0;
}

gboolean
um_rtp_is_static_video (guint payload_type)
{
  return payload_type >= 25 && payload_type <= LAST_STATIC;
}
