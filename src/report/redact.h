#pragma once

/* Findings without what identifies the customer: a copy that every report can print. Whatever a
 * renderer could reach in the copy is redacted, so that none has to know about it. */

#include "report/redact-text.h"
#include "report/report.h"

G_BEGIN_DECLS

/* "all", or words of "numbers,names,addresses,macs". FALSE for anything else. */
gboolean um_redact_parse (const char *words, guint *ret_what);

typedef struct _UmRedactor UmRedactor;

/* what: UM_REDACT_... One redactor gives the same token for the same thing in all it is applied to;
 * it must have learned all of them before the first is printed. */
UmRedactor *um_redactor_new (guint what);
void um_redactor_free (UmRedactor *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmRedactor, um_redactor_free)

void um_redactor_learn (UmRedactor *self, const UmFindings *findings);
/* Messages of the copy hold no fields, and only their first line unless a UmReportCut of the
 * findings holds them. (transfer full) */
UmFindings *um_redactor_apply (UmRedactor *self, const UmFindings *findings);
/* Text that is no line of a message: an error, what was reported. (transfer full) (nullable) */
char *um_redactor_text (UmRedactor *self, const char *text);
/* (transfer full) (nullable) */
char *um_redactor_file_name (UmRedactor *self, const char *name);
/* Replaces the reasons of the matches (of UmRouterMatch). */
void um_redactor_apply_matches (UmRedactor *self, GPtrArray *matches);

G_END_DECLS
