#pragma once

/* TCP payloads in order, one stream per direction, handed to a SIP framer each. Bounded by
 * UM_LIMIT_TCP_STREAMS (the least recently used gives way), UM_LIMIT_TCP_PENDING per stream and
 * UM_LIMIT_TCP_MEMORY for all. */

#include "dissect/sip-framer.h"
#include "dissect/tcp.h"

G_BEGIN_DECLS

typedef struct _UmTcpStreams UmTcpStreams;

/* sink (not owned) must outlive the streams. */
UmTcpStreams *um_tcp_streams_new (UmSipFramerSink *sink);
void          um_tcp_streams_free (UmTcpStreams *self);
/* carrier: frame, time, both endpoints with ports, TTL, MAC. FALSE when the segment is known to be of
 * something else than SIP. */
gboolean      um_tcp_streams_push (UmTcpStreams *self, const UmTcpSegment *segment,
                                   const UmDatagram *carrier);
/* Delivers what still waits, and counts the gaps that were never filled. */
void          um_tcp_streams_finish (UmTcpStreams *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmTcpStreams, um_tcp_streams_free)

G_END_DECLS
