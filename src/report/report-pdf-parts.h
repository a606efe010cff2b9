#pragma once

/* The parts of the report, in the order in which they are printed. Private to the PDF files. */

#include "report/report-pdf-page.h"

G_BEGIN_DECLS

enum
{
  UM_PDF_MAX_SYMPTOMS = 360, /* characters of what the customer said that page 1 has room for */
};

/* Page 1: what a customer reads. */
void um_pdf_cover (UmPdf *self);
/* Phone, router, provider, and who is to blame; from y on. Returns its height. */
double um_pdf_path (UmPdf *self, double y);
/* The picture of the options, its right upper corner there; FALSE when there is none to draw. */
gboolean um_pdf_logo (UmPdf *self, double right, double top);
/* Says how many things a bound left out; format has {0} for the number. */
void um_pdf_left_out (UmPdf *self, const char *format, guint64 n);
/* What became of the phones since the earlier capture: a page of its own. */
void um_pdf_proof (UmPdf *self);
void um_pdf_phones (UmPdf *self);
void um_pdf_evidence (UmPdf *self);
/* The call that tells most, as a picture; nothing when there is no call. */
void um_pdf_flow (UmPdf *self);
/* What the calls sounded like, and the symptoms that were seen; nothing when there is neither. */
void um_pdf_media (UmPdf *self);
/* The active tests. */
void um_pdf_hops (UmPdf *self, const UmHopRun *run);
void um_pdf_mirror (UmPdf *self, const UmMirrorRun *run);
void um_pdf_routers (UmPdf *self);
/* The steps for one router alone, under its own heading. */
void um_pdf_router (UmPdf *self, const UmRouter *router);
/* What was seen and what was not, how it was judged, the source. */
void um_pdf_coverage (UmPdf *self);

G_END_DECLS
