#pragma once

/* RTCP sender and receiver reports (RFC 3550 section 6.4): what the far end heard of a stream. */

#include "core/address.h"

G_BEGIN_DECLS

enum
{
  UM_RTCP_MAX_BLOCKS = 31, /* the count has five bits */
};

/* What the reporter heard of one stream. */
typedef struct
{
  guint32 ssrc;
  guint8 fraction_lost; /* since the report before, of 256 */
  gint32 lost;          /* since the beginning; negative with duplicates */
  guint32 jitter;       /* in units of the stream's clock */
  guint32 last_report;  /* middle of the NTP time of the sender's last report; 0: none came */
  guint32 delay;        /* since it came, in 1/65536 s */
} UmRtcpBlock;

typedef struct
{
  gint64 time_us;
  UmEndpoint source;
  UmEndpoint destination;
  guint32 reporter; /* its SSRC */
  gboolean is_sender;
  guint32 sent_time; /* of a sender: middle of its NTP time */
  UmRtcpBlock blocks[UM_RTCP_MAX_BLOCKS];
  guint n_blocks;
} UmRtcpReport;

/* Cheap test for "this may be RTCP": version 2 and a packet type of RFC 3550. */
gboolean um_rtcp_looks_like_rtcp (UmSlice payload);
/* Takes the next report off a compound packet. FALSE when there is none, or at what does not add
 * up. Only the fields that the packet holds are set. */
gboolean um_rtcp_next (UmSlice *payload, UmRtcpReport *ret_report) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
