#pragma once

#include "engine/engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What the selected line means: what you see, why it matters, what would clear it, how sure. */
#define UM_TYPE_LINE_CARD (um_line_card_get_type ())
G_DECLARE_FINAL_TYPE (UmLineCard, um_line_card, UM, LINE_CARD, AdwBin)

/* evidence: what names this line, nullable; finding: the phone's, nullable. line NULL: nothing is
 * selected. All are only read during the call. */
void um_line_card_show (UmLineCard *self,
                        const UmMarkedLine *line,
                        const UmEvidence *evidence,
                        const UmPhoneFinding *finding);

G_END_DECLS
