#pragma once

#include "app/message-pane.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* A SIP message with its marked lines. Property "line": number of the selected line; 0 is the
 * envelope of a text trace. Actions "message.next-offending", "message.previous-offending",
 * "message.copy-line", "message.copy". Signal "copied" with a sentence that says what. */
#define UM_TYPE_MESSAGE_VIEW (um_message_view_get_type ())
G_DECLARE_FINAL_TYPE (UmMessageView, um_message_view, UM, MESSAGE_VIEW, AdwBin)

/* message NULL: nothing to show. Selects the first offending line, else the first marked one. */
void
um_message_view_set_message (UmMessageView *self, UmFindings *findings, const UmMessage *message);
const UmMessage *um_message_view_get_message (UmMessageView *self);
/* Selects the line with this number and scrolls to it. */
void um_message_view_select_line (UmMessageView *self, guint number);
/* (nullable): no message is shown. */
const UmMarkedLine *um_message_view_get_selected_line (UmMessageView *self);
UmMessagePane *um_message_view_get_pane (UmMessageView *self);

G_END_DECLS
