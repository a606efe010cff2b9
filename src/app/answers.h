#pragma once

/* What the technician told us about the case, beside the capture: shared by the pages, none of
 * which knows another. */

#include "engine/engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UM_TYPE_ANSWERS (um_answers_get_type ())
G_DECLARE_FINAL_TYPE (UmAnswers, um_answers, UM, ANSWERS, GObject)

/* Signal "changed". */
UmAnswers *um_answers_new (void);
/* Back to nothing said: another customer. Technician, company and logo are those of the
 * preferences. */
void um_answers_clear (UmAnswers *self);
/* TRUE when something was said of this customer. */
gboolean um_answers_has_any (UmAnswers *self);

UmComplaints um_answers_get_complaints (UmAnswers *self);
void um_answers_set_complaint (UmAnswers *self, UmComplaint complaint, gboolean set);
/* The complaints, and what the customer said in his own words, as one translated text; NULL when
 * there are none. (transfer full) */
char *um_answers_dup_complaints_text (UmAnswers *self);

/* What the active tests of this network found; NULL: not run. (transfer none) */
UmHopRun *um_answers_get_hops (UmAnswers *self);
UmMirrorRun *um_answers_get_mirror (UmAnswers *self);
void um_answers_set_hops (UmAnswers *self, UmHopRun *run);
void um_answers_set_mirror (UmAnswers *self, UmMirrorRun *run);
/* Another site. um_answers_clear() leaves them: a test may come before the first capture. */
void um_answers_clear_tests (UmAnswers *self);

/* What was written down; "" when it was not. */
const char *um_answers_get_text (UmAnswers *self, UmCaseText text);
/* NULL and "" are the same. */
void um_answers_set_text (UmAnswers *self, UmCaseText text, const char *value);
/* The same without spaces around it; NULL when nothing was written down. (transfer full) */
char *um_answers_dup_text (UmAnswers *self, UmCaseText text);
/* The entry shows the text and sets it. Self must outlive the entry. */
void um_answers_bind (UmAnswers *self, UmCaseText text, GtkEditable *entry);

G_END_DECLS
