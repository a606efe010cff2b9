#pragma once

#include "app/message-gutter.h"

G_BEGIN_DECLS

/* The text of a message with its numbers, marks and words, read only. */
#define UM_TYPE_MESSAGE_PANE (um_message_pane_get_type ())
G_DECLARE_FINAL_TYPE (UmMessagePane, um_message_pane, UM, MESSAGE_PANE, GtkSourceView)

/* lines: of UmMarkedLine, one a line of the text; nullable. */
void um_message_pane_set_lines (UmMessagePane *self, GPtrArray *lines);
/* Moves the cursor there and brings it on the screen. */
void um_message_pane_select (UmMessagePane *self, guint index);
/* The line in which the cursor stands; -1: there are no lines. */
int um_message_pane_get_selected (UmMessagePane *self);
/* Index of the next line with this mark, from (excluded) in steps of +1 or -1; -1: none. */
int um_message_pane_find_mark (UmMessagePane *self, UmMark mark, int from, int step);
UmMessageGutter *um_message_pane_get_gutter (UmMessagePane *self, UmGutterKind kind);
/* Index of the line at these coordinates of the widget; -1: none. */
int um_message_pane_line_at (UmMessagePane *self, int x, int y);

G_END_DECLS
