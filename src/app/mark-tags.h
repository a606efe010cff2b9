#pragma once

#include "engine/engine.h"

#include <gtksourceview/gtksource.h>

G_BEGIN_DECLS

/* The colours of marked lines as text tags "offending", "normal", "untouched" (the line) and
 * "offending-span" ... (what stands out in it), for the light, dark and high contrast styles. */
void um_mark_tags_add (GtkTextBuffer *buffer);
/* Call again when the style changes. */
void um_mark_tags_update (GtkTextBuffer *buffer);
/* Marks one line of the buffer; spans of line are byte offsets into its text. */
void um_mark_tags_apply (GtkTextBuffer *buffer, guint buffer_line, const UmMarkedLine *line);
/* Colour of the word beside a line, for the current style; NULL for context. */
const char *um_mark_tags_word_colour (UmMark mark);

G_END_DECLS
