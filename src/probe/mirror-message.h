#pragma once

/* The SIP that the mirror test sends: what a phone would, so that an ALG takes it for one. Names
 * are below .invalid, and only a mirror answers them. Pure. */

#include "probe/mirror-wire.h"

G_BEGIN_DECLS

/* Which message: everything that its text follows from. */
typedef struct
{
  const char *method; /* "INVITE", "REGISTER", "OPTIONS", "ACK", "BYE" */
  gboolean tcp;
  UmEndpoint local; /* where the socket sends from */
  UmEndpoint server;
  UmMirrorMark mark;
} UmMirrorMessage;

/* (transfer full) */
char *um_mirror_message_new_request (const UmMirrorMessage *message);
/* 200 to a request of the mirror's; with SDP where that is an INVITE. NULL when the request cannot
 * be read. (transfer full) (nullable) */
char *um_mirror_message_new_response (const UmEndpoint *local, UmSlice request);
/* The INVITE by which a server of sip-alg-detector knows its client. (transfer full) */
char *um_mirror_message_new_detector_invite (const UmMirrorMessage *message);

G_END_DECLS
