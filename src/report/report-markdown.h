#pragma once

#include "report/report.h"

G_BEGIN_DECLS

/* The findings as Markdown (CommonMark with tables left out) for a ticket: short, SIP lines in code
 * blocks. Text from a capture can neither become markup nor mention anybody. (transfer full) */
char *um_report_markdown_new (const UmFindings *findings, const UmReportOptions *options);

G_END_DECLS
