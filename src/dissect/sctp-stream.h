#pragma once

/* User messages of SCTP, each once: parts are put together, retransmissions dropped. */

#include "core/damage.h"
#include "dissect/datagram.h"
#include "dissect/sctp.h"

G_BEGIN_DECLS

/* A whole user message, or the front of one (datagram->truncated). Valid only during the call. */
typedef void (*UmSctpFunc) (const UmDatagram *datagram, gpointer user_data);

/* One for each dissector: knows both directions of all associations. */
typedef struct _UmSctpStreams UmSctpStreams;

/* damage (not owned): counts SIP messages of which a part is missing. */
UmSctpStreams *um_sctp_streams_new (UmSctpFunc func, gpointer user_data, UmDamage *damage);
void um_sctp_streams_free (UmSctpStreams *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmSctpStreams, um_sctp_streams_free)

/* carrier: everything but the payload. */
void
um_sctp_streams_push (UmSctpStreams *self, const UmSctpChunk *chunk, const UmDatagram *carrier);
/* End of input: what still waits is counted. */
void um_sctp_streams_finish (UmSctpStreams *self);

G_END_DECLS
