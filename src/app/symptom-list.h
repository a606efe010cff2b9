#pragma once

#include "app/answers.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What the findings say of the customer's complaints, and which other symptoms show. Hidden when
 * there is nothing to say. */
#define UM_TYPE_SYMPTOM_LIST (um_symptom_list_get_type ())
G_DECLARE_FINAL_TYPE (UmSymptomList, um_symptom_list, UM, SYMPTOM_LIST, AdwPreferencesGroup)

void um_symptom_list_set_answers (UmSymptomList *self, UmAnswers *answers);
void um_symptom_list_set_findings (UmSymptomList *self, UmFindings *findings);
guint um_symptom_list_get_n_rows (UmSymptomList *self);

G_END_DECLS
