#pragma once

#include "app/wizard-page.h"

G_BEGIN_DECLS

/* Who the report is for, and saving it as PDF. */
#define UM_TYPE_REPORT_PAGE (um_report_page_get_type ())
G_DECLARE_FINAL_TYPE (UmReportPage, um_report_page, UM, REPORT_PAGE, UmWizardPage)

/* Asks where to, then saves. */
void um_report_page_choose_file (UmReportPage *self);
/* Writes on a worker thread; a toast tells how it went, and the page becomes complete. */
void um_report_page_save (UmReportPage *self, GFile *file);
/* id of the router whose steps are printed; "" for the general advice. */
void um_report_page_set_router (UmReportPage *self, const char *id);

G_END_DECLS
