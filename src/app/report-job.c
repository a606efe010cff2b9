#include "app/report-job.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "app/phrases.h"
#include "app/preferences.h"

/* A job with what a redacted copy or a proof needs while it is being printed. */
typedef struct
{
  UmRouterStore *store;
  UmRedactor *redactor; /* nullable */
  GPtrArray *matches;   /* of UmRouterMatch */
  GPtrArray *before;    /* of UmFindings */
  UmBeforeAfter *proof; /* nullable */
  UmFindings *findings; /* to be printed */
  UmReportOptions options;
} Desk;

typedef struct
{
  UmReportJob *job;
  char *path;
} Order;

const char *
um_format_extension (UmFormat format)
{
  static const char *const extensions[UM_N_FORMATS] = { "pdf", "html", "md", "json", "csv" };

  g_return_val_if_fail (format < UM_N_FORMATS, "pdf");
  return extensions[format];
}

UmReportJob *
um_report_job_new (UmFindings *findings, UmFindings *after, UmAnswers *answers)
{
  UmReportJob *self = g_new0 (UmReportJob, 1);

  self->findings = um_findings_ref (findings);
  self->after = after != NULL ? um_findings_ref (after) : NULL;
  self->complaints = um_answers_dup_complaints_text (answers);
  self->paper = um_preferences_get_flag (um_preferences_get (), "letter-paper") ? UM_PAPER_LETTER
                                                                                : UM_PAPER_A4;
  if (um_answers_get_hops (answers) != NULL)
    self->hops = um_hop_run_ref (um_answers_get_hops (answers));
  if (um_answers_get_mirror (answers) != NULL)
    self->mirror = um_mirror_run_ref (um_answers_get_mirror (answers));
  for (UmCaseText i = 0; i < UM_CASE_N_TEXTS; i++)
    self->texts[i] = um_answers_dup_text (answers, i);
  return self;
}

void
um_report_job_free (UmReportJob *self)
{
  um_findings_unref (self->findings);
  g_clear_pointer (&self->after, um_findings_unref);
  for (UmCaseText i = 0; i < UM_CASE_N_TEXTS; i++)
    g_free (self->texts[i]);
  g_free (self->complaints);
  um_hop_run_unref (self->hops);
  um_mirror_run_unref (self->mirror);
  g_free (self);
}

/* What the technician chose; with the reason of the evidence, if that named it as well.
 * (transfer full) of UmRouterMatch */
static GPtrArray *
chosen_matches (const UmReportJob *job, UmRouterStore *store)
{
  const char *id = job->texts[UM_CASE_ROUTER];
  const UmRouter *router = id != NULL ? um_router_store_find (store, id) : NULL;
  g_autoptr (GPtrArray) found = um_router_matches_find (store, job->findings);
  GPtrArray *chosen = g_ptr_array_new_with_free_func ((GDestroyNotify) um_router_match_free);
  UmRouterMatch *match;

  for (guint i = 0; router != NULL && i < found->len; i++)
    if (((const UmRouterMatch *) found->pdata[i])->router == router)
      {
        g_ptr_array_add (chosen, g_ptr_array_steal_index (found, i));
        return chosen;
      }
  if (router != NULL)
    {
      match = g_new0 (UmRouterMatch, 1);
      match->router = router;
      match->reason = um_sentence_new (N_ ("Chosen by the technician."), NULL);
      g_ptr_array_add (chosen, match);
    }
  return chosen;
}

static void
desk_clear (Desk *self)
{
  g_clear_pointer (&self->proof, um_before_after_free);
  g_clear_pointer (&self->before, g_ptr_array_unref);
  g_clear_pointer (&self->findings, um_findings_unref);
  g_clear_pointer (&self->matches, g_ptr_array_unref);
  g_clear_pointer (&self->redactor, um_redactor_free);
  g_clear_pointer (&self->store, um_router_store_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Desk, desk_clear)

/* The findings as they are to be printed: themselves, or a redacted copy. */
static UmFindings *
prepare (const Desk *self, UmFindings *findings)
{
  return self->redactor != NULL ? um_redactor_apply (self->redactor, findings)
                                : um_findings_ref (findings);
}

static void
learn (Desk *self, const UmReportJob *job)
{
  if (!job->redact)
    return;
  self->redactor = um_redactor_new (UM_REDACT_ALL);
  um_redactor_learn (self->redactor, job->findings);
  if (job->after != NULL)
    um_redactor_learn (self->redactor, job->after);
  um_redactor_apply_matches (self->redactor, self->matches);
}

static void
fill_options (Desk *self, const UmReportJob *job)
{
  self->options = (UmReportOptions){
    .customer = job->redact ? NULL : job->texts[UM_CASE_CUSTOMER],
    .site = job->redact ? NULL : job->texts[UM_CASE_SITE],
    .technician = job->texts[UM_CASE_TECHNICIAN],
    .company = job->texts[UM_CASE_COMPANY],
    .number = job->texts[UM_CASE_NUMBER],
    .logo = job->texts[UM_CASE_LOGO],
    .symptoms = job->complaints,
    /* They name the addresses of the site. */
    .hops = job->redact ? NULL : job->hops,
    .mirror = job->redact ? NULL : job->mirror,
    .paper = job->paper,
    .matches = self->matches,
    .before = self->proof,
    .translate = um_phrases_translate,
  };
}

/* The proof is made anew of what is printed, so that a redacted one holds only tokens. */
static gboolean
desk_init (Desk *self, const UmReportJob *job, GError **error)
{
  self->store = um_router_store_new_default (error);
  if (self->store == NULL)
    return FALSE;
  self->matches = chosen_matches (job, self->store);
  learn (self, job);
  self->findings = prepare (self, job->after != NULL ? job->after : job->findings);
  if (job->after != NULL)
    {
      self->before = g_ptr_array_new_with_free_func ((GDestroyNotify) um_findings_unref);
      g_ptr_array_add (self->before, prepare (self, job->findings));
      self->proof = um_before_after_new (self->before, self->findings, error);
      if (self->proof == NULL)
        return FALSE;
    }
  fill_options (self, job);
  return TRUE;
}

static gboolean
write_report (const Desk *desk, UmFormat format, const char *path, GError **error)
{
  g_autofree char *text = NULL;

  switch (format)
    {
    case UM_FORMAT_PDF:
    case UM_N_FORMATS:
      return um_report_pdf_write (desk->findings, &desk->options, path, error);
    case UM_FORMAT_HTML:
      text = um_report_html_new (desk->findings, &desk->options);
      break;
    case UM_FORMAT_MARKDOWN:
      text = um_report_markdown_new (desk->findings, &desk->options);
      break;
    case UM_FORMAT_JSON:
      text = um_report_json_new (desk->findings, &desk->options);
      break;
    case UM_FORMAT_CSV:
      text = um_report_csv_new (desk->findings);
      break;
    }
  return um_report_file_save (path, text, error);
}

static void
order_free (gpointer data)
{
  Order *order = data;

  um_report_job_free (order->job);
  g_free (order->path);
  g_free (order);
}

static void
write_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Order *order = task_data;
  g_auto (Desk) desk = { 0 };
  GError *error = NULL;
  GStatBuf about;

  if (!desk_init (&desk, order->job, &error) ||
      !write_report (&desk, order->job->format, order->path, &error))
    g_task_return_error (task, error);
  else
    g_task_return_int (task, g_stat (order->path, &about) == 0 ? about.st_size : 0);
}

void
um_report_job_write_async (UmReportJob *job,
                           const char *path,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Order *order = g_new0 (Order, 1);

  order->job = job;
  order->path = g_strdup (path);
  g_task_set_source_tag (task, um_report_job_write_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, order, order_free);
  g_task_run_in_thread (task, write_in_thread);
}

goffset
um_report_job_write_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}

void
um_report_sheets_free (UmReportSheets *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->pages);
  g_free (self);
}

static void
draw_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const UmReportJob *job = task_data;
  g_auto (Desk) desk = { 0 };
  GError *error = NULL;
  UmReportSheets *sheets;

  if (!desk_init (&desk, job, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  sheets = g_new0 (UmReportSheets, 1);
  sheets->pages =
      um_report_pdf_new_sheets (desk.findings, &desk.options, &sheets->width, &sheets->height);
  g_task_return_pointer (task, sheets, (GDestroyNotify) um_report_sheets_free);
}

void
um_report_job_draw_async (UmReportJob *job,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, um_report_job_draw_async);
  g_task_set_task_data (task, job, (GDestroyNotify) um_report_job_free);
  g_task_run_in_thread (task, draw_in_thread);
}

UmReportSheets *
um_report_job_draw_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
