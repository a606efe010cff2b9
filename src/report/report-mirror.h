#pragma once

#include "detect/mirror-verdict.h"

G_BEGIN_DECLS

/* One JSON object in the contract's form ("kind": "mirror"), with "exchanges" and "nat" added,
 * without line end. (transfer full) */
char *um_report_mirror_json_new (const UmMirrorRun *run, const UmMirrorVerdict *verdict);
/* For a terminal. translate: NULL for English. (transfer full) */
char *um_report_mirror_text_new (const UmMirrorRun *run,
                                 const UmMirrorVerdict *verdict,
                                 UmTranslateFunc translate,
                                 gboolean colour);

G_END_DECLS
