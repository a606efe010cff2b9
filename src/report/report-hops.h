#pragma once

/* A hop test as JSON and as text. */

#include "detect/hop-verdict.h"
#include "report/report.h"

G_BEGIN_DECLS

/* The contract of report-json.h with source.kind "hops" and the list "hops". (transfer full) */
char *um_report_hops_json_new (const UmHopRun *run, const UmHopVerdict *verdict);
/* For a terminal. translate: nullable. (transfer full) */
char *um_report_hops_text_new (const UmHopRun *run,
                               const UmHopVerdict *verdict,
                               UmTranslateFunc translate,
                               gboolean colour);

G_END_DECLS
