#pragma once

#include "report/report.h"

G_BEGIN_DECLS

/* Writes the findings report as PDF (cairo + pango; no display needed) to path, replacing what is
 * there only when the whole report was written. Errors: UM_ERROR_FAILED or G_IO_ERROR. */
gboolean um_report_pdf_write (const UmFindings *findings, const UmReportOptions *options,
                              const char *path, GError **error);

/* The same pages for a printer: of cairo_surface_t (recording), each *ret_width by *ret_height points.
 * (transfer full) */
GPtrArray *um_report_pdf_new_sheets (const UmFindings *findings,
                                     const UmReportOptions *options,
                                     double *ret_width,
                                     double *ret_height);

/* The steps for one router alone, for a colleague at the site. options: paper, date, customer,
 * translate; nullable. Errors as above. */
gboolean um_report_pdf_write_router (const UmRouter *router, const UmReportOptions *options,
                                     const char *path, GError **error);

G_END_DECLS
