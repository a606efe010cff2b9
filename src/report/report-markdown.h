#pragma once

#include "report/report.h"

G_BEGIN_DECLS

/* The findings as Markdown (CommonMark with tables left out) for a ticket: short, SIP lines in code
 * blocks. Text from a capture can neither become markup nor mention anybody. (transfer full) */
char *um_report_markdown_new (const UmFindings *findings, const UmReportOptions *options);

/* The steps for one router alone, as Markdown. translate: NULL for English. (transfer full) */
char *um_report_markdown_new_for_router (const UmRouter *router, UmTranslateFunc translate);

G_END_DECLS
