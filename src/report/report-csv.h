#pragma once

#include "detect/findings.h"

G_BEGIN_DECLS

/* Every SIP message, one a row: frame, time, from, to, first_line, call_id, cseq, phone, marks; for
 * a comparison the capture comes first ("inside", "outside"). (transfer full) */
char *um_report_csv_new (const UmFindings *findings);
/* The sound of the calls, one direction a row, with the words of the JSON. (transfer full) */
char *um_report_csv_media_new (const UmFindings *findings);

G_END_DECLS
