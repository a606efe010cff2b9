#pragma once

#include "engine/engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Draws one call: a column for each end, an arrow for each message, a bar for each direction of
 * sound. Lives in a GtkScrolledWindow and draws only what is on the screen. Signal "selected" when
 * another row was chosen by pointer or key, "activated" on a double click or Return. A picture says
 * nothing to a screen reader: its description tells the selected row, and whoever uses the widget
 * keeps a list of messages with the same selection. */
#define UM_TYPE_LADDER_VIEW (um_ladder_view_get_type ())
G_DECLARE_FINAL_TYPE (UmLadderView, um_ladder_view, UM, LADDER_VIEW, GtkWidget)

/* ladder: nullable, taken over; what it points to must outlive it. Selects nothing. */
void um_ladder_view_set_ladder (UmLadderView *self, UmLadder *ladder);
/* (nullable) */
const UmLadder *um_ladder_view_get_ladder (UmLadderView *self);
/* Index of the selected row, or -1. */
int um_ladder_view_get_selected (UmLadderView *self);
/* Selects the row and brings it on the screen; no signal. -1: none. */
void um_ladder_view_select (UmLadderView *self, int row);
/* (nullable) */
const UmLadderRow *um_ladder_view_get_row (UmLadderView *self, int row);
/* The row that carries message, or -1. */
int um_ladder_view_find_message (UmLadderView *self, const UmMessage *message);

G_END_DECLS
