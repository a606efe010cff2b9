#pragma once

/* SDP (RFC 8866) as far as an ALG touches it or betrays itself by it: o=, c=, m=, i=, a=rtcp
 * (RFC 3605), ICE candidates (RFC 8839). Lines are given one by one; nothing is allocated. */

#include "core/slice.h"

G_BEGIN_DECLS

typedef enum
{
  UM_SDP_ORIGIN,         /* o=   host: unicast-address */
  UM_SDP_CONNECTION,     /* c=   host: connection-address without "/ttl" */
  UM_SDP_MEDIA,          /* m=   port */
  UM_SDP_RTCP,           /* a=rtcp:   port, host unset when only a port is given */
  UM_SDP_CANDIDATE,      /* a=candidate:   host, port; type in candidate_type */
  UM_SDP_INFORMATION,    /* i=   host: x of FortiGate's "i=(o=IN IP4 x)" else unset */
  UM_SDP_DIRECTION,      /* a=sendrecv, sendonly, recvonly, inactive: text in value */
  UM_SDP_ICE_UFRAG,      /* a=ice-ufrag: there is ICE */
  UM_SDP_RTPMAP,         /* a=rtpmap:   "type encoding/rate" in value */
} UmSdpKind;

typedef struct
{
  UmSdpKind kind;
  gint media;             /* -1 session level, else index of the m= line, from 0 */
  UmSlice line;           /* whole line without its end */
  UmSlice value;          /* after "x=" or "a=name:" */
  UmSlice host;           /* unset where there is none */
  UmSlice port_text;
  guint16 port;
  UmSlice media_type;     /* MEDIA: "audio" ... */
  UmSlice candidate_type; /* CANDIDATE: "host", "srflx", "prflx", "relay" */
  guint candidate_component; /* CANDIDATE: 1 RTP, 2 RTCP */
} UmSdpLine;

typedef struct
{
  UmSlice rest;
  gint media;
  guint lines; /* read so far, against UM_LIMIT_SDP_LINES */
} UmSdpReader;

/* body: the SDP alone. */
void     um_sdp_reader_init (UmSdpReader *self, UmSlice body);
/* Next line of one of the kinds above, others are passed over; FALSE at the end or the limit. */
gboolean um_sdp_reader_next (UmSdpReader *self, UmSdpLine *ret_line);

/* Where the SDP stands in a message body: the body itself for application/sdp (or no Content-Type
 * and a body that begins with "v="), the first such part of a multipart body (RFC 2046; at most
 * UM_LIMIT_LAYERS parts deep). Unset when there is none. */
UmSlice  um_sdp_find (UmSlice content_type, UmSlice body);

G_END_DECLS
