#pragma once

#include "app/wizard-page.h"

G_BEGIN_DECLS

/* What the customer complains about, in his words. May be skipped. */
#define UM_TYPE_SYMPTOMS_PAGE (um_symptoms_page_get_type ())
G_DECLARE_FINAL_TYPE (UmSymptomsPage, um_symptoms_page, UM, SYMPTOMS_PAGE, UmWizardPage)

/* The check button of a complaint. */
GtkCheckButton *um_symptoms_page_get_check (UmSymptomsPage *self, UmComplaint complaint);
/* TRUE while the page says that the complaints are not an ALG matter. */
gboolean um_symptoms_page_get_warns (UmSymptomsPage *self);

G_END_DECLS
