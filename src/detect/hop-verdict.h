#pragma once

/* What a hop test says: changed or not, between which two hops, and whose box that is likely to be.
 * Pure. It is about the path of the machine that ran it: it can prove an ALG, never clear phones.
 */

#include "core/sentence.h"
#include "detect/findings.h"
#include "model/exchange.h"

G_BEGIN_DECLS

typedef struct
{
  UmVerdict verdict; /* never UM_VERDICT_NO_ALG */
  UmCertainty certainty;
  UmLeans leans;
  UmSentence *headline;
  UmSentence *explanation; /* nullable: whose box, and what else it could be */
  UmSentence *controls;    /* nullable: what the box leaves alone */
  UmSentence *next_step;
  UmSentence *scope;
  const UmHop *before; /* the last hop that vouches for the text; NULL: this machine itself */
  const UmHop *after;  /* the first hop with a change or an answer; NULL: none */
  const char *box;     /* "customer-router", NULL when the test does not say */
} UmHopVerdict;

/* run is borrowed and must outlive the verdict. (transfer full) */
UmHopVerdict *um_hop_verdict_new (const UmHopRun *run);
void um_hop_verdict_free (UmHopVerdict *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmHopVerdict, um_hop_verdict_free)

G_END_DECLS
