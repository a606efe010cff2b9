#pragma once

#include "app/ladder-view.h"

G_BEGIN_DECLS

/* A call as a picture, with a choice of all calls. Signal "selected" when another message was
 * chosen, "activated" to look at it. */
#define UM_TYPE_CALL_VIEW (um_call_view_get_type ())
G_DECLARE_FINAL_TYPE (UmCallView, um_call_view, UM, CALL_VIEW, AdwBin)

/* NULL: no case. */
void um_call_view_set_findings (UmCallView *self, UmFindings *findings);
/* Shows the call to which message belongs, if it belongs to one, with the message selected. It is
 * laid out on a worker thread, and only once the view is on the screen. */
void um_call_view_show_message (UmCallView *self, const UmMessage *message);
/* (nullable) */
const UmMessage *um_call_view_get_selected (UmCallView *self);
UmLadderView *um_call_view_get_ladder (UmCallView *self);
/* Rows of the picture that is shown; 0 while there is none. */
guint um_call_view_get_n_rows (UmCallView *self);

G_END_DECLS
