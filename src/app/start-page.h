#pragma once

#include "app/capture-view.h"
#include "app/start-choices.h"
#include "app/wizard-page.h"

G_BEGIN_DECLS

/* Opens a capture or trace; shows progress and why it failed. */
#define UM_TYPE_START_PAGE (um_start_page_get_type ())
G_DECLARE_FINAL_TYPE (UmStartPage, um_start_page, UM, START_PAGE, UmWizardPage)

/* What is shown: "choose", "capture", "several", "loading" or "failed". */
const char *um_start_page_get_view (UmStartPage *self);

/* Asks what these files (of GFile) are; the answer is an action of the window. NULL: no longer. */
void um_start_page_ask (UmStartPage *self, GPtrArray *files);
UmStartChoices *um_start_page_get_choices (UmStartPage *self);
/* For tests: where a live capture is made. */
UmCaptureView *um_start_page_get_capture (UmStartPage *self);

G_END_DECLS
