#pragma once

#include "engine/engine.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* One direction of sound of one call, for lists. */
#define UM_TYPE_MEDIA_ITEM (um_media_item_get_type ())
G_DECLARE_FINAL_TYPE (UmMediaItem, um_media_item, UM, MEDIA_ITEM, GObject)

UmFindings *um_media_item_get_findings (UmMediaItem *self);
const UmMedia *um_media_item_get_media (UmMediaItem *self);

/* The sound of all calls as a GListModel of UmMediaItem, what is wrong first, then in order of the
 * calls. findings: nullable. (transfer full) */
GListModel *um_media_rows_new (UmFindings *findings);

/* Something about it can be heard. */
gboolean um_media_is_trouble (const UmMedia *media);

G_END_DECLS
