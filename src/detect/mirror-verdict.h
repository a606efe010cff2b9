#pragma once

/* What a test against a mirror says: changed or not, in which direction, over which transports and
 * ports. It is about the path of the machine that ran it, and never clears phones. Pure. */

#include "core/sentence.h"
#include "detect/findings.h"
#include "model/mirror-run.h"

G_BEGIN_DECLS

typedef struct
{
  UmVerdict verdict;
  UmCertainty certainty;
  UmLeans leans;
  UmSentence *headline;
  UmSentence *explanation; /* nullable: what follows from where it was changed and where not */
  UmSentence *next_step;
  UmSentence *scope;
  GPtrArray *nat; /* of UmSentence: what the NAT on the way does */
} UmMirrorVerdict;

/* (transfer full) */
UmMirrorVerdict *um_mirror_verdict_new (const UmMirrorRun *run);
void um_mirror_verdict_free (UmMirrorVerdict *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmMirrorVerdict, um_mirror_verdict_free)

G_END_DECLS
