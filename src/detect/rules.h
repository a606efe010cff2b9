#pragma once

#include "detect/rule.h"

G_BEGIN_DECLS

/* Runs every rule that applies to this phone; evidence is appended to *evidence* (of UmEvidence).
 * Returns how many pieces were left out because a rule had reached its limit. */
guint64 um_rules_run (const UmPhoneFacts *facts, GPtrArray *evidence);
/* The table, for documentation and tests. */
const UmRule *um_rules_get (guint *ret_n_rules);

G_END_DECLS
