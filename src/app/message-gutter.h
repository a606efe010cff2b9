#pragma once

#include "engine/engine.h"

#include <gtksourceview/gtksource.h>

G_BEGIN_DECLS

typedef enum
{
  UM_GUTTER_ICONS,   /* of the marks */
  UM_GUTTER_NUMBERS, /* lines of the SIP message: the envelope is line 0 */
  UM_GUTTER_WORDS,   /* "Offending", "Normal", "Untouched" */
  UM_N_GUTTERS,
} UmGutterKind;

/* A column beside the text of a message. */
#define UM_TYPE_MESSAGE_GUTTER (um_message_gutter_get_type ())
G_DECLARE_FINAL_TYPE (
    UmMessageGutter, um_message_gutter, UM, MESSAGE_GUTTER, GtkSourceGutterRendererText)

GtkSourceGutterRenderer *um_message_gutter_new (UmGutterKind kind);
/* lines: of UmMarkedLine, one for each line of the buffer. Nullable. */
void um_message_gutter_set_lines (UmMessageGutter *self, GPtrArray *lines);
/* The icon or the words beside this line of the buffer; NULL: none. (transfer full) */
char *um_message_gutter_dup_text (UmMessageGutter *self, guint line);

G_END_DECLS
