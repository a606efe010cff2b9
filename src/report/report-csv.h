#pragma once

#include "detect/findings.h"

G_BEGIN_DECLS

/* Every SIP message, one a row: frame, time, from, to, first_line, call_id, cseq, phone, marks; for
 * a comparison the capture comes first ("inside", "outside"). RFC 4180 in UTF-8 with a byte order
 * mark, without which Excel guesses the encoding; every cell is quoted. A cell that a spreadsheet
 * would take for a formula gets a leading apostrophe. (transfer full) */
char *um_report_csv_new (const UmFindings *findings);

G_END_DECLS
