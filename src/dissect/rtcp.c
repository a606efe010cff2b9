/* A compound packet is a row of packets, each with its length in words. */

#include "dissect/rtcp.h"

#include "core/bytes.h"

#define HEADER      8 /* with the SSRC of the reporter */
#define SENDER_INFO 20
#define BLOCK       24

enum
{
  TYPE_SENDER = 200,
  TYPE_RECEIVER = 201,
  TYPE_LAST = 207, /* RFC 3611 */
};

gboolean
um_rtcp_looks_like_rtcp (UmSlice payload)
{
  guint8 first, type;

  return um_bytes_u8 (payload, 0, &first) && first >> 6 == 2 && um_bytes_u8 (payload, 1, &type) &&
         type >= TYPE_SENDER && type <= TYPE_LAST;
}

static gboolean
read_block (UmSlice bytes, UmRtcpBlock *block)
{
  guint32 loss, highest;

  if (!um_bytes_be32 (bytes, 0, &block->ssrc) || !um_bytes_be32 (bytes, 4, &loss) ||
      !um_bytes_be32 (bytes, 8, &highest) || !um_bytes_be32 (bytes, 12, &block->jitter) ||
      !um_bytes_be32 (bytes, 16, &block->last_report) || !um_bytes_be32 (bytes, 20, &block->delay))
    return FALSE;
  block->fraction_lost = loss >> 24;
  block->lost = (gint32) (loss << 8) >> 8; /* 24 bits with a sign */
  return TRUE;
}

static gboolean
read_report (UmSlice packet, guint8 type, guint count, UmRtcpReport *report)
{
  gsize at = HEADER;

  if (!um_bytes_be32 (packet, 4, &report->reporter))
    return FALSE;
  report->is_sender = type == TYPE_SENDER;
  report->sent_time = 0;
  report->n_blocks = 0;
  if (report->is_sender)
    {
      if (!um_bytes_be32 (packet, HEADER + 2, &report->sent_time))
        return FALSE;
      at += SENDER_INFO;
    }
  while (report->n_blocks < count &&
         read_block (um_slice_from (packet, at), &report->blocks[report->n_blocks]))
    {
      report->n_blocks++;
      at += BLOCK;
    }
  return TRUE;
}

gboolean
um_rtcp_next (UmSlice *payload, UmRtcpReport *ret_report)
{
  guint8 type;
  guint16 words;

  while (um_rtcp_looks_like_rtcp (*payload) && um_bytes_u8 (*payload, 1, &type) &&
         um_bytes_be16 (*payload, 2, &words))
    {
      UmSlice packet = um_slice_head (*payload, ((gsize) words + 1) * 4);
      guint count = (guint8) packet.data[0] & 0x1f;

      *payload = um_slice_from (*payload, ((gsize) words + 1) * 4);
      if ((type == TYPE_SENDER || type == TYPE_RECEIVER) &&
          read_report (packet, type, count, ret_report))
        return TRUE;
    }
  return FALSE;
}
