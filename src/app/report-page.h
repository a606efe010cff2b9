#pragma once

#include "app/proof-group.h"
#include "app/wizard-page.h"

G_BEGIN_DECLS

/* The capture from after the change, laid next to the first one; who the report is for, its format,
 * and saving, printing
 * and mailing it. Signal "written" when that was done. */
#define UM_TYPE_REPORT_PAGE (um_report_page_get_type ())
G_DECLARE_FINAL_TYPE (UmReportPage, um_report_page, UM, REPORT_PAGE, UmWizardPage)

/* Asks where to, then saves. */
void um_report_page_choose_file (UmReportPage *self);
/* Writes on a worker thread; a toast tells how it went, and the page becomes complete. */
void um_report_page_save (UmReportPage *self, GFile *file);
/* Lays the pages out on a worker thread, then asks for a printer. */
void um_report_page_print (UmReportPage *self);
/* Writes a redacted PDF and opens a new mail with it. */
void um_report_page_mail (UmReportPage *self);

/* The capture from after the change: read on a worker thread. */
void um_report_page_open_after (UmReportPage *self, GFile *file);
/* What became of the phones; NULL while there is no capture from after the change, or it proves
 * nothing because it is older. */
const UmBeforeAfter *um_report_page_get_proof (UmReportPage *self);
AdwComboRow *um_report_page_get_format_row (UmReportPage *self);

G_END_DECLS
