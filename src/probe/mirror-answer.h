#pragma once

/* The texts that a mirror sends. Pure: what they say follows from what arrived and from whom. */

#include "probe/mirror-wire.h"

G_BEGIN_DECLS

/* What arrived. */
typedef struct
{
  UmEndpoint local; /* where it arrived */
  UmEndpoint peer;  /* who sent it */
  gboolean tcp;
  UmSlice bytes;
  UmMirrorMark mark;    /* found in it; its cookie is the valid one */
  const guint16 *ports; /* where the mirror listens */
  guint n_ports;
} UmMirrorArrival;

/* TRUE for bytes that begin with "SIP/2.0 ", whatever follows. */
gboolean um_mirror_is_response (UmSlice bytes);
/* TRUE when the message is a request of that method, as far as its first word says. */
gboolean um_mirror_is_method (UmSlice bytes, const char *method);

/* 401 whose To tag is a mark with the cookie: all that somebody gets who has not shown yet that the
 * address is his. (transfer full) */
char *um_mirror_answer_new_challenge (const UmMirrorArrival *arrival);
/* The request that UM_MIRROR_CALL_BACK asks for: INVITE with SDP, to where the peer was seen. Or
 * the OPTIONS of UM_MIRROR_LATER. (transfer full) */
char *um_mirror_answer_new_call_back (const UmMirrorArrival *arrival);
/* 183 with SDP, for an INVITE. (transfer full) */
char *um_mirror_answer_new_progress (const UmMirrorArrival *arrival);
/* The final answer with the frame. progress, call_back: unset when none is sent. (transfer full) */
char *
um_mirror_answer_new_final (const UmMirrorArrival *arrival, UmSlice progress, UmSlice call_back);
/* ACK with the frame, for the 2xx with which the client took the call back. (transfer full) */
char *um_mirror_answer_new_ack (const UmMirrorArrival *arrival);

G_END_DECLS
