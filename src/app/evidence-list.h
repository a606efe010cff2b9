#pragma once

#include "app/finding-item.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The phones of a case with their evidence. Signal "selected" when another row is selected. */
#define UM_TYPE_EVIDENCE_LIST (um_evidence_list_get_type ())
G_DECLARE_FINAL_TYPE (UmEvidenceList, um_evidence_list, UM, EVIDENCE_LIST, AdwBin)

void um_evidence_list_set_findings (UmEvidenceList *self, UmFindings *findings);
/* NULL when the list is empty. */
UmFindingItem *um_evidence_list_get_selected (UmEvidenceList *self);
guint um_evidence_list_get_n_rows (UmEvidenceList *self);
void um_evidence_list_select (UmEvidenceList *self, guint position);

G_END_DECLS
