#pragma once

#include "app/finding-item.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* One finding in a list: a phone with its verdict, or a piece of evidence with its strength. */
#define UM_TYPE_EVIDENCE_ROW (um_evidence_row_get_type ())
G_DECLARE_FINAL_TYPE (UmEvidenceRow, um_evidence_row, UM, EVIDENCE_ROW, AdwBin)

GtkWidget *um_evidence_row_new (void);
void um_evidence_row_set_item (UmEvidenceRow *self, UmFindingItem *item);

G_END_DECLS
