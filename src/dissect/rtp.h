#pragma once

/* RTP headers (RFC 3550 section 5.1). The payload is never looked at, let alone kept. */

#include "core/address.h"

G_BEGIN_DECLS

/* Comfort noise: RFC 3389, and the number that some makers used before it. */
#define UM_RTP_COMFORT_NOISE     13
#define UM_RTP_COMFORT_NOISE_OLD 19
#define UM_RTP_FIRST_DYNAMIC     96

typedef struct
{
  gint64 time_us;
  UmEndpoint source;
  UmEndpoint destination;
  guint32 ssrc;
  guint32 timestamp;
  guint16 sequence;
  guint8 payload_type;
  guint8 ttl;
  gboolean marker;
} UmRtpPacket;

/* TRUE when payload may be RTP: version 2, a payload type that is assigned or dynamic (RFC 3551;
 * RTCP on the same port is not), lists, extension and padding that fit. cut: bytes are missing at
 * its end. One packet proves little: whoever collects them waits for several of one source. Only
 * the fields that the header holds are set in *ret_packet, and nothing on FALSE. */
gboolean um_rtp_parse (UmSlice payload, gboolean cut, UmRtpPacket *ret_packet)
    G_GNUC_WARN_UNUSED_RESULT;

/* Bytes of the header of what um_rtp_parse() has taken for RTP, CSRC list and extension included;
 * at most payload.len. */
gsize um_rtp_header_length (UmSlice payload);

/* Clock rate of a payload type that RFC 3551 assigns; 0 for dynamic and unassigned ones. */
guint um_rtp_static_rate (guint payload_type);
/* The static type is one of video, whose times do not rise evenly. */
gboolean um_rtp_is_static_video (guint payload_type);

static inline gboolean
um_rtp_is_comfort_noise (guint payload_type)
{
  return payload_type == UM_RTP_COMFORT_NOISE || payload_type == UM_RTP_COMFORT_NOISE_OLD;
}

G_END_DECLS
