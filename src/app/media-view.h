#pragma once

#include "engine/engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The sound of all calls as a table. Signal "activated" when a row is to be looked at. */
#define UM_TYPE_MEDIA_VIEW (um_media_view_get_type ())
G_DECLARE_FINAL_TYPE (UmMediaView, um_media_view, UM, MEDIA_VIEW, AdwBin)

/* NULL: no case. */
void um_media_view_set_findings (UmMediaView *self, UmFindings *findings);
/* Of the selected row; (nullable). */
const UmMedia *um_media_view_get_selected (UmMediaView *self);
GListModel *um_media_view_get_rows (UmMediaView *self);

G_END_DECLS
