#pragma once

/* Why no SIP shows in a live capture: which of the usual reasons it is, from what does show. */

#include "core/sentence.h"
#include "io/interfaces.h"
#include "io/packet.h"

G_BEGIN_DECLS

typedef struct
{
  guint8 own_mac[6]; /* all zero: not known */
  guint64 packets;
  guint64 foreign; /* Ethernet, from one other device to one other device */
  guint64 rtp;
  guint tls; /* TLS connections on SIP's ports */
} UmLiveSeen;

/* Looks at the link layer of one more packet. */
void um_live_seen_add (UmLiveSeen *self, const UmPacket *packet);
/* What it is and what to do about it, in at most two sentences. (transfer full) */
UmSentence *um_live_seen_explain (const UmLiveSeen *self, UmInterfaceKind kind, gboolean is_up);

G_END_DECLS
