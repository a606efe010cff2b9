#pragma once

/* How a call is painted: columns, heads, arrows, bars. Private to the ladder view. */

#include "engine/engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* In pixels. */
typedef struct
{
  int line;       /* height of one line of text */
  int char_width; /* of an average character */
  int head;       /* the heads of the columns */
  int row;        /* one message or direction of sound */
  int margin;     /* at the start: the times */
} UmLadderSizes;

/* ladder: nullable. */
UmLadderSizes um_ladder_ink_sizes (GtkWidget *widget, const UmLadder *ladder);
/* The life lines, between y1 and y2. */
void um_ladder_ink_columns (GtkWidget *widget,
                            GtkSnapshot *snapshot,
                            const UmLadder *ladder,
                            const UmLadderSizes *sizes,
                            int y1,
                            int y2);
/* What stands at the top of each column; y: where the screen begins. */
void um_ladder_ink_heads (GtkWidget *widget,
                          GtkSnapshot *snapshot,
                          const UmLadder *ladder,
                          const UmLadderSizes *sizes,
                          int y);
void um_ladder_ink_row (GtkWidget *widget,
                        GtkSnapshot *snapshot,
                        const UmLadder *ladder,
                        const UmLadderSizes *sizes,
                        int row,
                        gboolean selected);

G_END_DECLS
