/* Findings to standard output and into report files, the same for every command that judges. */

#include "cli/output.h"

#include "cli/language.h"

#include <stdio.h>
#include <unistd.h>

void
cli_output_clear (CliOutput *self)
{
  g_free (self->pdf);
  g_free (self->html);
  g_free (self->markdown);
  g_free (self->csv);
  g_free (self->media_csv);
  g_free (self->cut);
  g_free (self->save_case);
  g_free (self->customer);
  g_free (self->site);
  g_free (self->technician);
  g_free (self->company);
  g_free (self->number);
  g_free (self->logo);
  g_free (self->redact);
  g_free (self->lang);
  um_redactor_free (self->redactor);
  um_router_store_free (self->store);
}

void
cli_output_add_options (CliOutput *self, GOptionContext *context)
{
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->json, "one JSON object a line", NULL },
    { "text", 0, 0, G_OPTION_ARG_NONE, &self->text, "findings for people (default)", NULL },
    { "pdf", 0, 0, G_OPTION_ARG_FILENAME, &self->pdf, "write the findings report", "OUT" },
    { "html", 0, 0, G_OPTION_ARG_FILENAME, &self->html, "the same as one HTML file", "OUT" },
    { "markdown", 0, 0, G_OPTION_ARG_FILENAME, &self->markdown, "the same for a ticket", "OUT" },
    { "csv", 0, 0, G_OPTION_ARG_FILENAME, &self->csv, "write the list of messages", "OUT" },
    { "media-csv", 0, 0, G_OPTION_ARG_FILENAME, &self->media_csv,
      "write the sound of the calls, a direction a row", "OUT" },
    { "cut", 0, 0, G_OPTION_ARG_FILENAME, &self->cut,
      "write the packets that the findings refer to, as pcapng with comments", "OUT" },
    { "save-case", 0, 0, G_OPTION_ARG_FILENAME, &self->save_case,
      "write all of it, to be opened again", "OUT" },
    { "customer", 0, 0, G_OPTION_ARG_STRING, &self->customer, "for the report", "NAME" },
    { "site", 0, 0, G_OPTION_ARG_STRING, &self->site, "for the report", "NAME" },
    { "technician", 0, 0, G_OPTION_ARG_STRING, &self->technician, "for the report", "NAME" },
    { "redact", 0, 0, G_OPTION_ARG_STRING, &self->redact,
      "replace by tokens: all, or a list of numbers, names, addresses, macs", "WHAT" },
    { "lang", 0, 0, G_OPTION_ARG_STRING, &self->lang,
      "language of text and reports: en, de ... (--json stays English)", "CODE" },
    { "company", 0, 0, G_OPTION_ARG_STRING, &self->company, "for the report", "NAME" },
    { "logo", 0, 0, G_OPTION_ARG_FILENAME, &self->logo, "a PNG for the report", "FILE" },
    { "case-number", 0, 0, G_OPTION_ARG_STRING, &self->number, "for the report", "TEXT" },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, NULL);
}

gboolean
cli_output_prepare (CliOutput *self, GError **error)
{
  if (self->json && self->text)
    {
      g_set_error_literal (error, UM_ERROR, UM_ERROR_FAILED, "either --json or --text");
      return FALSE;
    }
  if (self->redact != NULL && !um_redact_parse (self->redact, &self->redact_what))
    {
      g_set_error_literal (error, UM_ERROR, UM_ERROR_FAILED,
                           "--redact is all, or a list of numbers, names, addresses, macs");
      return FALSE;
    }
  if (self->redact != NULL && self->save_case != NULL)
    {
      g_set_error_literal (
          error, UM_ERROR, UM_ERROR_FAILED,
          "a saved case holds the messages as they are: --redact has no part in it");
      return FALSE;
    }
  if (self->lang != NULL && !cli_language_set (self->lang, error))
    return FALSE;
  if (self->redact != NULL)
    self->redactor = um_redactor_new (self->redact_what);
  return TRUE;
}

gboolean
cli_output_has_files (const CliOutput *self)
{
  return self->pdf != NULL || self->html != NULL || self->markdown != NULL || self->csv != NULL ||
         self->media_csv != NULL || self->cut != NULL || self->save_case != NULL;
}

/* text is taken over. */
static gboolean
save (const char *path, char *text, GError **error)
{
  g_autofree char *owned = text;

  return um_report_file_save (path, owned, error);
}

static gboolean
write_cut (const CliOutput *self,
           const CliSubject *subject,
           const UmFindings *shown,
           const UmReportOptions *report,
           GError **error)
{
  g_autoptr (UmReportCut) cut = um_report_cut_new (subject->findings);

  /* A capture that is gone by now costs the lower headers, not the cut. */
  if (subject->inside != NULL && self->redactor == NULL)
    (void) um_investigation_fill_cut (subject->inside, cut, FALSE, NULL, NULL);
  if (subject->outside != NULL && self->redactor == NULL)
    (void) um_investigation_fill_cut (subject->outside, cut, TRUE, NULL, NULL);
  return um_report_cut_write (cut, shown, report, self->cut, error);
}

/* shown: the findings of subject, or their redacted copy. */
static int
write_files (const CliOutput *self,
             const CliSubject *subject,
             const UmFindings *shown,
             const UmReportOptions *report)
{
  g_autoptr (GError) error = NULL;

  if ((self->pdf != NULL && !um_report_pdf_write (shown, report, self->pdf, &error)) ||
      (self->html != NULL && !save (self->html, um_report_html_new (shown, report), &error)) ||
      (self->markdown != NULL &&
       !save (self->markdown, um_report_markdown_new (shown, report), &error)) ||
      (self->csv != NULL && !save (self->csv, um_report_csv_new (shown), &error)) ||
      (self->media_csv != NULL &&
       !save (self->media_csv, um_report_csv_media_new (shown), &error)) ||
      (self->cut != NULL && !write_cut (self, subject, shown, report, &error)))
    return cli_trouble ("%s", error->message);
  return shown->verdict;
}

/* Before and after are compared as printed: the tokens are the same in both. */
static GPtrArray *
redact_all (CliOutput *self, GPtrArray *before)
{
  GPtrArray *copies = g_ptr_array_new_with_free_func ((GDestroyNotify) um_findings_unref);

  for (guint i = 0; i < before->len; i++)
    g_ptr_array_add (copies, um_redactor_apply (self->redactor, before->pdata[i]));
  return copies;
}

/* (transfer full) (nullable) of UmReportSource */
static GPtrArray *
redact_sources (CliOutput *self, const GPtrArray *sources)
{
  GPtrArray *copies = NULL;

  if (sources == NULL)
    return NULL;
  copies = g_ptr_array_new_with_free_func ((GDestroyNotify) um_report_source_free);
  for (guint i = 0; i < sources->len; i++)
    {
      const UmReportSource *source = sources->pdata[i];
      g_autofree char *name = um_redactor_file_name (self->redactor, source->name);

      g_ptr_array_add (copies, um_report_source_new (name, source->size, source->sha256));
    }
  return copies;
}

/* shown and before: the findings of subject, or their redacted copies. */
static int
print_findings (CliOutput *self,
                const CliSubject *subject,
                UmFindings *shown,
                GPtrArray *before,
                UmReportOptions *report)
{
  g_autoptr (UmBeforeAfter) proof = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;

  if (before != NULL)
    {
      proof = um_before_after_new (before, shown, &error);
      if (proof == NULL)
        return cli_output_failure (self, shown->about->source_name, error);
      report->before = proof;
    }
  output = self->json ? um_report_json_new (shown, report)
                      : um_report_text_new (shown, report, isatty (STDOUT_FILENO) == 1);
  fputs (output, stdout);
  if (self->json)
    putchar ('\n');
  (void) fflush (stdout); /* a line each, for who reads along; an error shows at the end */
  return write_files (self, subject, shown, report);
}

static int
print_redacted (CliOutput *self, const CliSubject *subject, UmReportOptions *report)
{
  g_autoptr (GPtrArray) earlier = NULL;
  g_autoptr (UmFindings) findings = NULL;
  g_autoptr (GPtrArray) sources = NULL;

  um_redactor_learn (self->redactor, subject->findings);
  for (guint i = 0; subject->before != NULL && i < subject->before->len; i++)
    um_redactor_learn (self->redactor, subject->before->pdata[i]);
  findings = um_redactor_apply (self->redactor, subject->findings);
  earlier = subject->before != NULL ? redact_all (self, subject->before) : NULL;
  report->sources = sources = redact_sources (self, subject->sources);
  um_redactor_apply_matches (self->redactor, report->matches);
  if ((self->redact_what & UM_REDACT_NAMES) != 0)
    report->customer = report->site = report->number = NULL;
  return print_findings (self, subject, findings, earlier, report);
}

/* What the command line says, else what the saved case says. */
static const char *
choose (const char *option, const CliSubject *subject, UmCaseText text)
{
  const char *said =
      subject->saved_case != NULL ? um_case_file_get_text (subject->saved_case, text) : "";

  return option != NULL ? option : said[0] != '\0' ? said : NULL;
}

static void
save_texts (const CliOutput *self, UmCaseFile *file)
{
  const struct
  {
    UmCaseText text;
    const char *value;
  } texts[] = {
    { UM_CASE_CUSTOMER, self->customer },     { UM_CASE_SITE, self->site },
    { UM_CASE_TECHNICIAN, self->technician }, { UM_CASE_COMPANY, self->company },
    { UM_CASE_NUMBER, self->number },         { UM_CASE_LOGO, self->logo },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (texts[i].value != NULL)
      um_case_file_set_text (file, texts[i].text, texts[i].value);
}

static GPtrArray *
ref_sources (GPtrArray *sources)
{
  return sources != NULL ? g_ptr_array_ref (sources) : NULL;
}

static int
save_case (const CliOutput *self, const CliSubject *subject)
{
  g_autoptr (UmCaseFile) fresh = subject->saved_case == NULL ? um_case_file_new () : NULL;
  UmCaseFile *file = fresh != NULL ? fresh : subject->saved_case;
  gboolean after = subject->before != NULL;
  gint64 now = g_get_real_time ();
  g_autoptr (GError) error = NULL;

  save_texts (self, file);
  if (after)
    {
      um_case_file_set_findings (file, UM_CASE_BEFORE, subject->before->pdata[0], subject->vantage);
      um_case_file_set_sources (file, UM_CASE_BEFORE, ref_sources (subject->before_sources));
    }
  um_case_file_set_findings (file, after ? UM_CASE_AFTER : UM_CASE_BEFORE, subject->findings,
                             subject->vantage);
  um_case_file_set_sources (file, after ? UM_CASE_AFTER : UM_CASE_BEFORE,
                            ref_sources (subject->sources));
  if (um_case_file_get_opened (file) == UM_TIME_UNKNOWN)
    um_case_file_set_opened (file, now);
  if (self->pdf != NULL || self->html != NULL || self->markdown != NULL)
    um_case_file_set_reported (file, now);
  return um_case_file_save (file, self->save_case, now, &error)
             ? 0
             : cli_trouble ("%s", error->message);
}

/* Loading the database takes longer than judging a small capture: it is done for the first one that
 * gives a clue. */
static GPtrArray *
find_matches (CliOutput *self, const UmFindings *findings, GError **error)
{
  g_autoptr (GPtrArray) clues = um_router_clues_new ();

  um_router_clues_add_findings (clues, findings);
  if (clues->len == 0)
    return g_ptr_array_new_with_free_func ((GDestroyNotify) um_router_match_free);
  if (self->store == NULL)
    self->store = um_router_store_new_default (error);
  return self->store != NULL ? um_router_matches_find_by_clues (self->store, clues) : NULL;
}

int
cli_output_findings (CliOutput *self, const CliSubject *subject)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) matches = find_matches (self, subject->findings, &error);
  UmReportOptions report = { .customer = choose (self->customer, subject, UM_CASE_CUSTOMER),
                             .site = choose (self->site, subject, UM_CASE_SITE),
                             .technician = choose (self->technician, subject, UM_CASE_TECHNICIAN),
                             .company = choose (self->company, subject, UM_CASE_COMPANY),
                             .number = choose (self->number, subject, UM_CASE_NUMBER),
                             .logo = choose (self->logo, subject, UM_CASE_LOGO),
                             .matches = matches,
                             .sources = subject->sources,
                             .translate = self->lang != NULL ? cli_language_translate : NULL };
  int status;

  if (matches == NULL)
    return cli_trouble ("%s", error->message);
  status = self->redactor != NULL
               ? print_redacted (self, subject, &report)
               : print_findings (self, subject, subject->findings, subject->before, &report);
  if (status == CLI_TROUBLE || self->save_case == NULL)
    return status;
  return save_case (self, subject) == CLI_TROUBLE ? CLI_TROUBLE : status;
}

/* error without the name of its file, where that is redacted. */
static GError *
copy_error (const CliOutput *self, const char *name, const char *shown, const GError *error)
{
  g_autoptr (GString) message = g_string_new (error->message);

  if (self->redactor != NULL)
    (void) g_string_replace (message, name, shown, 0);
  return g_error_new_literal (error->domain, error->code, message->str);
}

/* On standard error, under the name that may be shown. (transfer full) of *ret_shown. */
static GError *
tell (const CliOutput *self, const char *path, const GError *error, char **ret_shown)
{
  g_autofree char *name =
      g_str_equal (path, "-") ? g_strdup ("standard input") : g_path_get_basename (path);
  char *shown =
      self->redactor != NULL ? um_redactor_file_name (self->redactor, name) : g_strdup (name);
  GError *copy = copy_error (self, name, shown, error);
  g_autofree char *text = um_text_escape (um_slice_from_string (copy->message));

  (void) cli_trouble ("%s", text);
  *ret_shown = shown;
  return copy;
}

int
cli_output_incomplete (const CliOutput *self, const char *path, const GError *error, int status)
{
  g_autofree char *shown = NULL;
  g_autoptr (GError) copy = NULL;

  if (error == NULL)
    return status;
  copy = tell (self, path, error, &shown);
  return CLI_TROUBLE;
}

int
cli_output_failure (const CliOutput *self, const char *path, const GError *error)
{
  g_autofree char *shown = NULL;
  g_autoptr (GError) copy = tell (self, path, error, &shown);
  g_autofree char *json = NULL;

  if (!self->json)
    return CLI_TROUBLE;
  json = um_report_json_new_for_error (shown, copy);
  printf ("%s\n", json);
  return CLI_TROUBLE;
}
