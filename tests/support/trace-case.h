#pragma once

#include "detect/findings.h"

/* A case from a text trace in any format the program reads; the quickest way to SIP in a test. LF
 * is enough. (transfer full) */
UmCase     *case_from_trace (const char *text);
UmFindings *findings_from_trace (const char *text);
