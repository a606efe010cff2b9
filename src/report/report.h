#pragma once

/* What a report says besides the findings themselves, the same for every format. */

#include "detect/findings.h"
#include "routers/router.h"

G_BEGIN_DECLS

typedef enum
{
  UM_PAPER_A4,
  UM_PAPER_LETTER,
} UmPaper;

/* All strings nullable and not owned. */
typedef struct
{
  const char *customer;
  const char *site;
  const char *technician;
  const char *company;
  const char *symptoms;       /* what the customer said, one text */
  GDateTime *date;            /* NULL: now */
  UmPaper paper;
  GPtrArray *routers;         /* of const UmRouter *: whose steps are printed; NULL or empty: the
                               * general advice */
  UmTranslateFunc translate;  /* NULL: English */
} UmReportOptions;

/* The verdict as people read it: "SIP ALG detected (likely)". (transfer full) */
char *um_report_verdict_text (const UmFindings *findings, UmTranslateFunc translate);
/* "What was not seen": one sentence per gap in the coverage. (transfer full) of UmSentence */
GPtrArray *um_report_gaps (const UmFindings *findings);

G_END_DECLS
