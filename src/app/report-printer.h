#pragma once

#include "app/report-job.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* An operation that prints the sheets, which it takes over: run it with a dialog, or exported to a
 * file. (transfer full) */
GtkPrintOperation *um_report_printer_new (UmReportSheets *sheets);

G_END_DECLS
