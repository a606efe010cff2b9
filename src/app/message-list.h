#pragma once

#include "engine/engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* All messages of a case as a table with a filter. Signals "selected", and "activated" (Enter or a
 * double click). */
#define UM_TYPE_MESSAGE_LIST (um_message_list_get_type ())
G_DECLARE_FINAL_TYPE (UmMessageList, um_message_list, UM, MESSAGE_LIST, AdwBin)

void um_message_list_set_findings (UmMessageList *self, UmFindings *findings);
/* Drops the selection where the filter hides the message. */
void um_message_list_select (UmMessageList *self, const UmMessage *message);
const UmMessage *um_message_list_get_selected (UmMessageList *self); /* (nullable) */
/* As typed and chosen by the user; method NULL: all. */
void um_message_list_filter (UmMessageList *self, const char *method, const char *text);
/* The rows shown; their type is UmMessageItem. */
GListModel *um_message_list_get_rows (UmMessageList *self);
gboolean um_message_list_is_busy (UmMessageList *self);

G_END_DECLS
