#pragma once

/* What the technician told us about the case, beside the capture: shared by the pages, none of
 * which knows another. */

#include "engine/engine.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define UM_TYPE_ANSWERS (um_answers_get_type ())
G_DECLARE_FINAL_TYPE (UmAnswers, um_answers, UM, ANSWERS, GObject)

/* Signal "changed". */
UmAnswers *um_answers_new (void);
/* Back to nothing said: another customer. */
void um_answers_clear (UmAnswers *self);

UmComplaints um_answers_get_complaints (UmAnswers *self);
void um_answers_set_complaint (UmAnswers *self, UmComplaint complaint, gboolean set);
/* The complaints as one translated text; NULL when there are none. (transfer full) */
char *um_answers_dup_complaints_text (UmAnswers *self);

/* How the router was set before the change, in the technician's words; "" when not recorded. */
const char *um_answers_get_old_setting (UmAnswers *self);
void um_answers_set_old_setting (UmAnswers *self, const char *text);

G_END_DECLS
