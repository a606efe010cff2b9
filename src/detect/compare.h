#pragma once

/* Two captures of one call, before and after the router: what the one side sent is laid next to
 * what arrived on the other, line by line (field guide D.4). The reference method: a difference is
 * proof. */

#include "detect/findings.h"
#include "model/pairing.h"

G_BEGIN_DECLS

/* Judges the phones of the inside capture by their pairs. Takes references on both cases.
 * findings->about is the inside one, findings->outside the other; where the vantages say that they
 * were given the other way round, they are exchanged. (transfer full) */
UmFindings *um_findings_new_compared (UmCase *inside, UmCase *outside);

/* What differs between the two sides of a phone of which one file holds both (UmPhone.inside).
 * pairing: of these two. Appends evidence (of UmEvidence), returns how many pieces found no room.
 */
guint64 um_compare_sides (const UmPhone *phone, const UmPairing *pairing, GPtrArray *evidence);

G_END_DECLS
