#pragma once

/* One report to be made: everything a worker needs, and nothing of a widget. */

#include "app/answers.h"

G_BEGIN_DECLS

typedef enum
{
  UM_FORMAT_PDF,
  UM_FORMAT_HTML,
  UM_FORMAT_MARKDOWN,
  UM_FORMAT_JSON,
  UM_FORMAT_CSV,
  UM_N_FORMATS,
} UmFormat;

/* "pdf", "html" ... */
const char *um_format_extension (UmFormat format);

typedef struct
{
  UmFindings *findings; /* with after: from before the change */
  UmFindings *after;    /* nullable */
  UmFormat format;
  UmPaper paper;
  gboolean redact;
  char *texts[UM_CASE_N_TEXTS]; /* nullable */
  char *complaints;             /* nullable */
  UmHopRun *hops;               /* nullable: what the active tests found */
  UmMirrorRun *mirror;          /* nullable */
} UmReportJob;

/* With what was answered; the paper is that of the preferences. after: nullable. (transfer full) */
UmReportJob *um_report_job_new (UmFindings *findings, UmFindings *after, UmAnswers *answers);
void um_report_job_free (UmReportJob *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmReportJob, um_report_job_free)

/* On a worker thread. job is taken over. The result is the size of the file in bytes; a report that
 * was written is written, whatever happened to cancellable meanwhile. */
void um_report_job_write_async (UmReportJob *job,
                                const char *path,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* -1 and *error on failure. */
goffset um_report_job_write_finish (GAsyncResult *result, GError **error);

/* The pages for a printer. */
typedef struct
{
  GPtrArray *pages; /* of cairo_surface_t */
  double width;     /* points */
  double height;
} UmReportSheets;

void um_report_sheets_free (UmReportSheets *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmReportSheets, um_report_sheets_free)

void um_report_job_draw_async (UmReportJob *job,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
UmReportSheets *um_report_job_draw_finish (GAsyncResult *result, GError **error);

G_END_DECLS
