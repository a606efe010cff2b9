#pragma once

#include "engine/engine.h"

#include <glib-object.h>

G_BEGIN_DECLS

/* A row of the list of findings: a phone, or one piece of its evidence. Keeps the findings alive.
 */
#define UM_TYPE_FINDING_ITEM (um_finding_item_get_type ())
G_DECLARE_FINAL_TYPE (UmFindingItem, um_finding_item, UM, FINDING_ITEM, GObject)

/* evidence NULL: the phone itself; finding NULL: evidence that belongs to no phone. */
UmFindingItem *um_finding_item_new (UmFindings *findings,
                                    const UmPhoneFinding *finding,
                                    const UmEvidence *evidence);
UmFindings *um_finding_item_get_findings (UmFindingItem *self);
const UmPhoneFinding *um_finding_item_get_finding (UmFindingItem *self);
const UmEvidence *um_finding_item_get_evidence (UmFindingItem *self);

/* Roots for a tree: a row for each phone, then evidence without one. (transfer full) */
GListModel *um_finding_items_new (UmFindings *findings);
/* GtkTreeListModelCreateModelFunc: the evidence of a phone, offending first. */
GListModel *um_finding_item_create_children (gpointer item, gpointer unused);

G_END_DECLS
