#pragma once

#include "engine/engine.h"

G_BEGIN_DECLS

/* The evidence that explains a line of message: selected if it does, else the one with the gravest
 * mark there. selected: nullable. (nullable) */
const UmEvidence *um_line_evidence_find (const UmFindings *findings,
                                         const UmMessage *message,
                                         guint number,
                                         const UmEvidence *selected);
/* The line that the evidence is about: its gravest. (nullable) */
const UmMarkedLine *um_line_evidence_telling (const UmEvidence *evidence);
/* A normal line may stand in the evidence as its background only, beside the lines that tell. */
gboolean um_line_evidence_is_background (const UmMarkedLine *line, const UmEvidence *evidence);

G_END_DECLS
