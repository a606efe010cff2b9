#pragma once

#include "report/report.h"

G_BEGIN_DECLS

/* The findings for a terminal: verdict, phones, evidence with marked lines, what to do next.
 * colour: ANSI colours besides the words, which are always there. (transfer full) */
char *um_report_text_new (const UmFindings *findings, const UmReportOptions *options,
                          gboolean colour);

G_END_DECLS
