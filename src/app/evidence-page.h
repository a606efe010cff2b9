#pragma once

#include "app/wizard-page.h"

G_BEGIN_DECLS

/* What was loaded, where it was taken (which can be corrected), and the capture from the other side
 * of the router. */
#define UM_TYPE_EVIDENCE_PAGE (um_evidence_page_get_type ())
G_DECLARE_FINAL_TYPE (UmEvidencePage, um_evidence_page, UM, EVIDENCE_PAGE, UmWizardPage)

AdwComboRow *um_evidence_page_get_vantage_row (UmEvidencePage *self);
/* Lays the file next to the one that is open. */
void um_evidence_page_add_side (UmEvidencePage *self, GFile *file);

G_END_DECLS
