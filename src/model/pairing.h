#pragma once

/* The same message on both sides of the router (field guide D.4). Matched by Call-ID, CSeq, method
 * and status, in order of repetition; where an ALG changed the Call-ID, by the part before '@',
 * then by From tag. Clocks are never trusted: their offset is estimated from the pairs. */

#include "model/case.h"

G_BEGIN_DECLS

typedef struct
{
  const UmMessage *inside;
  const UmMessage *outside;
} UmPair;

typedef struct
{
  GArray *pairs; /* of UmPair, in order of the inside capture */
  guint only_inside;
  guint only_outside;
  gint64 clock_offset_us; /* outside minus inside, median over the pairs; 0 without times */
} UmPairing;

/* The messages belong to the two cases, which must outlive the pairing. (transfer full) */
UmPairing *um_pairing_new (const UmCase *inside, const UmCase *outside);
/* The same for a phone of which one file holds both sides. (transfer full) */
UmPairing *um_pairing_new_of_phone (const UmPhone *inside, const UmPhone *outside);
void um_pairing_free (UmPairing *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmPairing, um_pairing_free)

G_END_DECLS
