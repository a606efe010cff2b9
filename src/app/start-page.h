#pragma once

#include "app/wizard-page.h"

G_BEGIN_DECLS

/* Opens a capture or trace; shows progress and why it failed. */
#define UM_TYPE_START_PAGE (um_start_page_get_type ())
G_DECLARE_FINAL_TYPE (UmStartPage, um_start_page, UM, START_PAGE, UmWizardPage)

/* What is shown: "choose", "loading" or "failed". */
const char *um_start_page_get_view (UmStartPage *self);

G_END_DECLS
