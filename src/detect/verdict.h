#pragma once

/* Evidence → verdict and how sure, for one phone (design.md section 3). */

#include "detect/findings.h"
#include "detect/phone-facts.h"

G_BEGIN_DECLS

/* evidence: of UmEvidence, all of this phone. (transfer full) */
UmPhoneFinding *um_verdict_for_phone (const UmPhoneFacts *facts, GPtrArray *evidence);
void um_phone_finding_free (UmPhoneFinding *self);

/* reason and next_step are N_() literals; next_step may be NULL. */
void um_phone_finding_set (UmPhoneFinding *self,
                           UmVerdict verdict,
                           UmCertainty certainty,
                           UmLeans leans,
                           const char *reason,
                           const char *next_step);

/* TRUE when an INVITE of or to the phone is in the file. */
gboolean um_phone_has_calls (const UmPhone *phone);

G_END_DECLS
