#pragma once

/* The contract between the wizard and a page. A page knows the case and nothing of its neighbours;
 * it moves on only by the window's actions ("win.next", "win.step"). */

#include "app/answers.h"
#include "app/loader.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UM_TYPE_WIZARD_PAGE (um_wizard_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (UmWizardPage, um_wizard_page, UM, WIZARD_PAGE, AdwBin)

struct _UmWizardPageClass
{
  AdwBinClass parent_class;

  /* Once, after construction: for pages that open something. */
  void (*set_loader) (UmWizardPage *self, UmLoader *loader);
  /* Once, after construction: for pages that ask, or need what was answered. */
  void (*set_answers) (UmWizardPage *self, UmAnswers *answers);
  /* NULL: no case is open. */
  void (*set_findings) (UmWizardPage *self, UmFindings *findings);
};

/* Properties: "title" (set in the template), "complete": the step is done and the next one makes
 * sense, "busy": something runs that leaving would disturb. */
const char *um_wizard_page_get_title (UmWizardPage *self);
gboolean um_wizard_page_get_complete (UmWizardPage *self);
void um_wizard_page_set_complete (UmWizardPage *self, gboolean complete);
gboolean um_wizard_page_get_busy (UmWizardPage *self);
void um_wizard_page_set_busy (UmWizardPage *self, gboolean busy);

void um_wizard_page_set_loader (UmWizardPage *self, UmLoader *loader);
void um_wizard_page_set_answers (UmWizardPage *self, UmAnswers *answers);
void um_wizard_page_set_findings (UmWizardPage *self, UmFindings *findings);
/* A short message at the bottom of the window. text is plain text. button_label and action are
 * nullable; target is (transfer floating) and nullable. */
void um_wizard_page_toast (UmWizardPage *self,
                           const char *text,
                           const char *button_label,
                           const char *action,
                           GVariant *target);

G_END_DECLS
