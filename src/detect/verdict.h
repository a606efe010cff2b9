#pragma once

/* Evidence → verdict and how sure, for one phone (design.md section 3). */

#include "detect/findings.h"
#include "detect/phone-facts.h"

G_BEGIN_DECLS

/* evidence: of UmEvidence, all of this phone. (transfer full) */
UmPhoneFinding *um_verdict_for_phone (const UmPhoneFacts *facts, GPtrArray *evidence);
void um_phone_finding_free (UmPhoneFinding *self);

/* TRUE when an INVITE of or to the phone is in the file. */
gboolean um_phone_has_calls (const UmPhone *phone);

G_END_DECLS
