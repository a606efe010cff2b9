/* The findings report on paper. Two runs of the same drawing: the first one only counts pages, so
 * that the second one can print "Page 1 of 5". Works without a display, on any thread. */

#include "report/report-pdf.h"

#include "core/error.h"
#include "report/report-file.h"
#include "report/report-pdf-parts.h"

#include <cairo-pdf.h>
#include <errno.h>
#include <gio/gio.h>
#include <unistd.h>

enum
{
  COVERAGE_ROOM = 330, /* less is left: the last section begins on its own page */
};

typedef struct
{
  int fd;
  int errsv; /* of the first write that failed, else 0 */
} Sink;

static cairo_status_t
write_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  Sink *sink = closure;

  while (length > 0 && sink->errsv == 0)
    {
      gssize n = write (sink->fd, data, length);

      if (n < 0 && errno != EINTR)
        sink->errsv = errno;
      if (n > 0)
        {
          data += n;
          length -= (unsigned int) n;
        }
    }
  return sink->errsv == 0 ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static cairo_status_t
drop_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  return CAIRO_STATUS_SUCCESS;
}

static void
get_paper (UmPaper paper, double *ret_width, double *ret_height)
{
  switch (paper)
    {
    case UM_PAPER_LETTER:
      *ret_width = 612;
      *ret_height = 792;
      return;
    case UM_PAPER_A4:
      break;
    }
  *ret_width = 595.28;
  *ret_height = 841.89;
}

static void
set_metadata (UmPdf *self, cairo_surface_t *surface)
{
  const UmReportOptions *options = self->options;
  g_autoptr (GDateTime) utc = g_date_time_to_utc (self->date);
  g_autofree char *date = g_date_time_format (utc, "%Y-%m-%dT%H:%M:%SZ");
  g_autofree char *subject = self->findings != NULL
                                 ? um_report_verdict_text (self->findings, options->translate)
                                 : g_strdup (self->subject);
  g_autofree char *technician = um_report_safe_text (options->technician);
  g_autofree char *company = um_report_safe_text (options->company);
  g_autofree char *author = technician != NULL && company != NULL
                                ? g_strdup_printf ("%s, %s", technician, company)
                                : g_strdup (technician != NULL ? technician : company);

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, um_pdf_tr (self, self->title));
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_SUBJECT, subject);
  if (author != NULL)
    cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_AUTHOR, author);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Unmangle " UM_VERSION);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, date);
}

static gboolean
prints_routers (const UmPdf *self)
{
  const UmFindings *findings = self->findings;
  gboolean matched = self->options->matches != NULL && self->options->matches->len > 0;

  switch (findings->verdict)
    {
    case UM_VERDICT_ALG_DETECTED:
      return TRUE;
    case UM_VERDICT_NO_ALG:
      return FALSE;
    case UM_VERDICT_INCONCLUSIVE:
      break;
    }
  return matched || findings->leans == UM_LEANS_ALG;
}

/* Draws everything; returns the number of pages. */
static guint
draw_report (UmPdf *self, gconstpointer none, cairo_surface_t *surface)
{
  um_pdf_begin (self, surface);
  um_pdf_cover (self);
  if (self->options->before != NULL)
    {
      um_pdf_new_page (self);
      um_pdf_proof (self);
    }
  um_pdf_new_page (self);
  um_pdf_phones (self);
  um_pdf_evidence (self);
  um_pdf_flow (self);
  um_pdf_media (self);
  if (self->options->hops != NULL)
    um_pdf_hops (self, self->options->hops);
  if (self->options->mirror != NULL)
    um_pdf_mirror (self, self->options->mirror);
  if (prints_routers (self))
    {
      um_pdf_new_page (self);
      self->router_page = self->page;
      um_pdf_routers (self);
    }
  um_pdf_need_room (self, COVERAGE_ROOM);
  self->coverage_page = self->page;
  um_pdf_coverage (self);
  um_pdf_end (self);
  return self->page;
}

/* The steps for one router alone. */
static guint
draw_steps (UmPdf *self, gconstpointer router, cairo_surface_t *surface)
{
  um_pdf_begin (self, surface);
  um_pdf_router (self, router);
  um_pdf_end (self);
  return self->page;
}

typedef guint (*DrawFunc) (UmPdf *self, gconstpointer data, cairo_surface_t *surface);

/* Draws into fd. FALSE and *error when cairo or the disk fails. */
static gboolean
write_pages (
    UmPdf *self, DrawFunc draw, gconstpointer data, int fd, const char *path, GError **error)
{
  Sink sink = { fd, 0 };
  cairo_surface_t *surface =
      cairo_pdf_surface_create_for_stream (drop_bytes, NULL, self->width, self->height);
  cairo_status_t status;

  self->n_pages = draw (self, data, surface);
  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    {
      surface = cairo_pdf_surface_create_for_stream (write_bytes, &sink, self->width, self->height);
      set_metadata (self, surface);
      (void) draw (self, data, surface);
      cairo_surface_finish (surface);
      status = cairo_surface_status (surface);
      cairo_surface_destroy (surface);
    }
  if (sink.errsv != 0)
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (sink.errsv), "writing %s: %s", path,
                 g_strerror (sink.errsv));
  else if (status != CAIRO_STATUS_SUCCESS)
    g_set_error (error, UM_ERROR, UM_ERROR_FAILED, "drawing %s: %s", path,
                 cairo_status_to_string (status));
  return sink.errsv == 0 && status == CAIRO_STATUS_SUCCESS;
}

static gboolean
write_file (UmPdf *self, DrawFunc draw, gconstpointer data, const char *path, GError **error)
{
  g_autoptr (GDateTime) date = self->options->date != NULL ? g_date_time_ref (self->options->date)
                                                           : g_date_time_new_now_local ();
  g_auto (UmReportFile) file = { .fd = -1 };

  if (!um_report_file_open (&file, path, error))
    return FALSE;
  self->date = date;
  get_paper (self->options->paper, &self->width, &self->height);
  return write_pages (self, draw, data, file.fd, path, error) &&
         um_report_file_commit (&file, error);
}

gboolean
um_report_pdf_write (const UmFindings *findings,
                     const UmReportOptions *options,
                     const char *path,
                     GError **error)
{
  static const UmReportOptions no_options = { 0 };
  g_autofree char *source = um_report_safe_text (findings->about->source_name);
  UmPdf self = { .findings = findings,
                 .options = options != NULL ? options : &no_options,
                 .title = N_ ("SIP ALG findings"),
                 .subject = source };

  return write_file (&self, draw_report, NULL, path, error);
}

gboolean
um_report_pdf_write_router (const UmRouter *router,
                            const UmReportOptions *options,
                            const char *path,
                            GError **error)
{
  static const UmReportOptions no_options = { 0 };
  UmPdf self = { .options = options != NULL ? options : &no_options,
                 .title = N_ ("Switching the SIP ALG off"),
                 .subject = um_router_get_title (router) };

  return write_file (&self, draw_steps, router, path, error);
}

GPtrArray *
um_report_pdf_new_sheets (const UmFindings *findings,
                          const UmReportOptions *options,
                          double *ret_width,
                          double *ret_height)
{
  g_autofree char *source = um_report_safe_text (findings->about->source_name);
  UmPdf self = {
    .findings = findings, .options = options, .title = N_ ("SIP ALG findings"), .subject = source
  };
  g_autoptr (GDateTime) date =
      options->date != NULL ? g_date_time_ref (options->date) : g_date_time_new_now_local ();
  GPtrArray *sheets = g_ptr_array_new_with_free_func ((GDestroyNotify) cairo_surface_destroy);

  self.date = date;
  self.sheets = sheets;
  get_paper (options->paper, &self.width, &self.height);
  self.n_pages = draw_report (&self, NULL, NULL);
  g_ptr_array_set_size (sheets, 0);
  (void) draw_report (&self, NULL, NULL);
  *ret_width = self.width;
  *ret_height = self.height;
  return sheets;
}
