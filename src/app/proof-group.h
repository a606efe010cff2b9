#pragma once

#include "app/loader.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The capture from after the change, laid next to the first one: what became of each phone, and of
 * each line that was offending. Signal "changed" when there is another proof, or none any more. */
#define UM_TYPE_PROOF_GROUP (um_proof_group_get_type ())
G_DECLARE_FINAL_TYPE (UmProofGroup, um_proof_group, UM, PROOF_GROUP, AdwPreferencesGroup)

/* Once: after is the loader of that capture. */
void um_proof_group_set_loader (UmProofGroup *self, UmLoader *after);
/* From before the change; NULL: no case. */
void um_proof_group_set_findings (UmProofGroup *self, UmFindings *findings);
void um_proof_group_open (UmProofGroup *self, GFile *file);
/* (nullable) */
const UmBeforeAfter *um_proof_group_get_proof (UmProofGroup *self);

G_END_DECLS
