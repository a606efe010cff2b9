#pragma once

#include "engine/engine.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* One call of a case, for lists. */
#define UM_TYPE_CALL_ITEM (um_call_item_get_type ())
G_DECLARE_FINAL_TYPE (UmCallItem, um_call_item, UM, CALL_ITEM, GObject)

const UmCall *um_call_item_get_call (UmCallItem *self);
/* "10:00:12 · 1001 to 1002 · answered". (transfer full) */
char *um_call_item_dup_title (UmCallItem *self);

/* All calls as a GListModel of UmCallItem, made when they are asked for. findings: nullable.
 * (transfer full) */
GListModel *um_call_rows_new (UmFindings *findings);

G_END_DECLS
