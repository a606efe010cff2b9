#pragma once

/* Navigation: the list of steps, the stack of pages, and which moves are allowed. */

#include "app/wizard-page.h"

G_BEGIN_DECLS

#define UM_TYPE_WIZARD (um_wizard_get_type ())
G_DECLARE_FINAL_TYPE (UmWizard, um_wizard, UM, WIZARD, AdwBin)

/* Signal "changed": another page is shown, or a move became possible or impossible. */

/* The container of the list of steps: a button outside shows it when it is folded away. */
AdwFlap *um_wizard_get_flap (UmWizard *self);
void um_wizard_set_loader (UmWizard *self, UmLoader *loader);
void um_wizard_set_answers (UmWizard *self, UmAnswers *answers);
/* Hands the case to every page; NULL closes it. */
void um_wizard_set_findings (UmWizard *self, UmFindings *findings);

guint um_wizard_get_n_pages (UmWizard *self);
guint um_wizard_get_position (UmWizard *self);
UmWizardPage *um_wizard_get_page (UmWizard *self, guint position);
/* By the name in the table of wizard.c: "start", "findings"; NULL when there is none. */
UmWizardPage *um_wizard_find_page (UmWizard *self, const char *name);

/* All pages in front of it are complete and none that is shown is busy. */
gboolean um_wizard_can_reach (UmWizard *self, guint position);
gboolean um_wizard_can_go_back (UmWizard *self);
gboolean um_wizard_can_go_next (UmWizard *self);
void um_wizard_go_back (UmWizard *self);
void um_wizard_go_next (UmWizard *self);
/* Nothing when that page cannot be reached. */
void um_wizard_go_to (UmWizard *self, const char *name);

G_END_DECLS
