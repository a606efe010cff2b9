#pragma once

#include "report/report.h"

G_BEGIN_DECLS

/* The findings as one self-contained HTML file: no scripts, nothing loaded from elsewhere, light
 * and dark as the reader has it, with a style for paper. (transfer full) */
char *um_report_html_new (const UmFindings *findings, const UmReportOptions *options);

G_END_DECLS
