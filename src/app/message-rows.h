#pragma once

#include "engine/engine.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* The messages of a case as a list of UmMessageItem, made only for rows that are asked for, so that
 * hundreds of thousands cost four bytes each. Filtering runs in slices of the main loop; the rows
 * change once, when it is done. Property "busy": a filter is being worked out. Signal "changing":
 * all rows are about to be replaced; whoever holds a selection drops it there, for
 * GtkSingleSelection would make every new item to look for the old one. */
#define UM_TYPE_MESSAGE_ROWS (um_message_rows_get_type ())
G_DECLARE_FINAL_TYPE (UmMessageRows, um_message_rows, UM, MESSAGE_ROWS, GObject)

UmMessageRows *um_message_rows_new (void);
/* (nullable) findings. Drops the filter's old result; keeps the filter. */
void um_message_rows_set_findings (UmMessageRows *self, UmFindings *findings);
/* Only messages of this transaction method (NULL or "": all, answers count for their request) that
 * hold text in Call-ID, a user, an address or the first line (NULL or "": all). */
void um_message_rows_set_filter (UmMessageRows *self, const char *method, const char *text);
gboolean um_message_rows_is_busy (UmMessageRows *self);
/* Not all messages may be in the list. */
gboolean um_message_rows_is_filtered (UmMessageRows *self);
/* Row of this message, or G_MAXUINT where the filter hides it. */
guint um_message_rows_find (UmMessageRows *self, const UmMessage *message);

G_END_DECLS
