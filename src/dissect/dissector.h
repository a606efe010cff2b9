#pragma once

/* The loop: a packet goes in, SIP views and the other facts come out through a sink. Fed by push,
 * the same for a file and a live capture. */

#include "dissect/datagram.h"
#include "dissect/notice.h"
#include "dissect/rtcp.h"
#include "dissect/rtp.h"
#include "dissect/sip-message.h"
#include "core/damage.h"
#include "io/packet.h"

G_BEGIN_DECLS

/* A STUN (RFC 8489) success answer: the server told the client its public address. */
typedef struct
{
  gint64 time_us;
  UmEndpoint client; /* who asked: destination of the answer */
  UmEndpoint server;
  UmEndpoint mapped; /* XOR-MAPPED-ADDRESS, or MAPPED-ADDRESS of old servers */
  gboolean relayed;  /* mapped is not the client's own, but lent to it by a TURN server */
} UmStunMapping;

/* Each callback may be NULL. Views are valid only during the call. */
typedef struct
{
  void (*sip) (const UmDatagram *datagram, const UmSipMessage *message, gpointer user_data);
  void (*stun) (const UmStunMapping *mapping, gpointer user_data);
  /* a TLS record at the start of a TCP direction: once per connection direction */
  void (*tls) (const UmDatagram *datagram, gpointer user_data);
  /* what may be RTP, by its header: the most frequent packet of most captures */
  void (*rtp) (const UmRtpPacket *packet, gpointer user_data);
  /* what an end says that it heard */
  void (*rtcp) (const UmRtcpReport *report, gpointer user_data);
  /* what machines tell about themselves and the network */
  UmNoticeFunc notice;
} UmDissectorSink;

/* The packet that most captures are made of: SIP or RTP in one whole UDP datagram. */
typedef enum
{
  UM_PLAIN_NONE, /* anything else: a dissector has to look at it */
  UM_PLAIN_SIP,
  UM_PLAIN_RTP,
} UmPlainKind;

typedef struct
{
  UmDatagram datagram;  /* SIP */
  UmSipMessage message; /* SIP; large */
  UmRtpPacket rtp;      /* RTP */
} UmPlainPacket;

/* What a dissector would deliver of packet, and all that it would: so it need not be asked, and the
 * packets of a capture can be read in several threads. Only the member that the kind names is filled. */
UmPlainKind  um_dissector_read_plain (const UmPacket *packet, UmPlainPacket *ret_plain);

typedef struct _UmDissector UmDissector;

/* sink is copied; damage (not owned) must outlive the dissector and is counted into. */
UmDissector *um_dissector_new (const UmDissectorSink *sink, gpointer user_data, UmDamage *damage);
void         um_dissector_free (UmDissector *self);
/* Takes a packet apart; packet->bytes are not kept (TCP and fragments copy what they must). TRUE when
 * it is a part of what the verdict rests on: SIP, STUN, what machines tell of the network, fragments
 * and connections that may be any of it. FALSE for sound and for what is not ours. */
gboolean     um_dissector_push (UmDissector *self, const UmPacket *packet);
/* End of input: delivers what still waits (a cut last message) and counts what never became
 * whole. May be called once; push afterwards is a mistake. */
void         um_dissector_finish (UmDissector *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmDissector, um_dissector_free)

G_END_DECLS
