#pragma once

/* A call in words: for its picture, for tooltips and screen readers. All (transfer full). */

#include "engine/engine.h"

G_BEGIN_DECLS

/* "Polycom VVX 410", "Router", "Phone system" */
char *um_ladder_words_column (const UmLadderColumn *column);
/* "INVITE (SDP)", "200 OK" */
char *um_ladder_words_arrow (const UmFlowArrow *arrow);
/* "Sound to the phone, 500 packets" */
char *um_ladder_words_sound (const UmMedia *media);
/* "+1.250 s", "" without times */
char *um_ladder_words_time (const UmLadderRow *row);
/* The whole row as one sentence. */
char *um_ladder_words_row (const UmLadder *ladder, const UmLadderRow *row);

G_END_DECLS
