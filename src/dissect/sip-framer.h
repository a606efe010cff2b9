#pragma once

/* Cuts one direction of a byte stream into SIP messages (RFC 3261 section 18.3). Bytes are copied
 * only while a message is not whole. */

#include "core/damage.h"
#include "dissect/datagram.h"
#include "dissect/sip-message.h"

G_BEGIN_DECLS

typedef enum
{
  UM_SIP_FRAMER_START, /* nothing known yet: SIP, TLS or something else */
  UM_SIP_FRAMER_SIP,   /* at the start of a message, or inside one */
  UM_SIP_FRAMER_LOST,  /* was SIP; looking for the next start line */
  UM_SIP_FRAMER_OTHER, /* not SIP: kept out, unless a segment begins with a start line */
  UM_SIP_FRAMER_HTTP,  /* headers that may turn the connection into a WebSocket */
  UM_SIP_FRAMER_WEBSOCKET,
} UmSipFramerState;

/* A value: all zero is a new one. The fields are the framer's own. */
typedef struct
{
  UmSipFramerState state;
  gboolean told_tls;
  gboolean mid_line; /* LOST: the next bytes continue a line that was passed over */
  guint8 *bytes;     /* the part of a message that is here; NULL: none */
  gsize len;
  gsize capacity;
  gsize need;    /* no use looking again with fewer bytes */
  gsize scanned; /* no end of headers before this */
  GByteArray *parts; /* WEBSOCKET: of a message that comes in several frames; NULL: none */
} UmSipFramer;

/* Shared by all framers of one dissector. Callbacks may be NULL; views are valid only during the
 * call. The rest is the framers' own; zero at first. */
typedef struct
{
  void (*sip) (const UmDatagram *datagram, const UmSipMessage *message, gpointer user_data);
  void (*tls) (const UmDatagram *datagram, gpointer user_data);
  gpointer user_data;
  UmDamage *damage; /* not owned */
  UmSipMessage message;
  guint8 *spare; /* buffer of a framer that became empty */
  gsize spare_capacity;
  GByteArray *clear; /* a message whose mask was taken off */
} UmSipFramerSink;

void     um_sip_framer_push (UmSipFramer *self, UmSlice bytes, const UmDatagram *carrier,
                             UmSipFramerSink *sink);
/* Bytes are missing here: drops the part of a message that was waiting for them. */
void     um_sip_framer_gap (UmSipFramer *self, UmSipFramerSink *sink);
/* As um_sip_framer_gap(), but hands over what can be read of the message, truncated. TRUE when
 * there was a part of one. */
gboolean um_sip_framer_cut (UmSipFramer *self, const UmDatagram *carrier, UmSipFramerSink *sink);
/* FALSE for a message without one of the headers that every SIP message has (RFC 3261 section
 * 8.1.1): something else that only begins like SIP, such as an HTTP server that plays tricks. */
gboolean um_sip_framer_is_plausible (const UmSipMessage *message);
void     um_sip_framer_clear (UmSipFramer *self);
/* Bytes it holds. */
gsize    um_sip_framer_get_size (const UmSipFramer *self);
void     um_sip_framer_sink_clear (UmSipFramerSink *sink);

G_END_DECLS
