#pragma once

/* Which make of ALG it was, and on which box: said only where the evidence says it. */

#include "detect/findings.h"

G_BEGIN_DECLS

/* Sets alg_family, alg_reason and box of findings that have their verdict. */
void um_findings_name_box (UmFindings *self);

G_END_DECLS
