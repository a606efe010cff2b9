#pragma once

#include "report/report.h"

G_BEGIN_DECLS

/* The contract of design.md section 4, one line without its end. (transfer full) */
char *um_report_json_new (const UmFindings *findings, const UmReportOptions *options);
/* The line of a file that could not be read. (transfer full) */
char *um_report_json_new_for_error (const char *source_name, const GError *error);

G_END_DECLS
