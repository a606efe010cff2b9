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
  g_free (self->customer);
  g_free (self->site);
  g_free (self->technician);
  g_free (self->company);
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
    { "customer", 0, 0, G_OPTION_ARG_STRING, &self->customer, "for the report", "NAME" },
    { "site", 0, 0, G_OPTION_ARG_STRING, &self->site, "for the report", "NAME" },
    { "technician", 0, 0, G_OPTION_ARG_STRING, &self->technician, "for the report", "NAME" },
    { "redact", 0, 0, G_OPTION_ARG_STRING, &self->redact,
      "replace by tokens: all, or a list of numbers, names, addresses, macs", "WHAT" },
    { "lang", 0, 0, G_OPTION_ARG_STRING, &self->lang,
      "language of text and reports: en, de ... (--json stays English)", "CODE" },
    { "company", 0, 0, G_OPTION_ARG_STRING, &self->company, "for the report", "NAME" },
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
  if (self->lang != NULL && !cli_language_set (self->lang, error))
    return FALSE;
  if (self->redact != NULL)
    self->redactor = um_redactor_new (self->redact_what);
  self->store = um_router_store_new (error);
  return self->store != NULL;
}

gboolean
cli_output_has_files (const CliOutput *self)
{
  return self->pdf != NULL || self->html != NULL || self->markdown != NULL || self->csv != NULL;
}

/* text is taken over. */
static gboolean
save (const char *path, char *text, GError **error)
{
  g_autofree char *owned = text;

  return um_report_file_save (path, owned, error);
}

static int
write_files (const CliOutput *self, const UmFindings *findings, const UmReportOptions *report)
{
  g_autoptr (GError) error = NULL;

  if ((self->pdf != NULL && !um_report_pdf_write (findings, report, self->pdf, &error)) ||
      (self->html != NULL && !save (self->html, um_report_html_new (findings, report), &error)) ||
      (self->markdown != NULL &&
       !save (self->markdown, um_report_markdown_new (findings, report), &error)) ||
      (self->csv != NULL && !save (self->csv, um_report_csv_new (findings), &error)))
    return cli_trouble ("%s", error->message);
  return findings->verdict;
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

static int
print_findings (CliOutput *self, UmFindings *findings, GPtrArray *before, GPtrArray *matches)
{
  gboolean anonymous = (self->redact_what & UM_REDACT_NAMES) != 0;
  UmReportOptions report = { .customer = anonymous ? NULL : self->customer,
                             .site = anonymous ? NULL : self->site,
                             .technician = self->technician,
                             .company = self->company,
                             .matches = matches,
                             .translate = self->lang != NULL ? cli_language_translate : NULL };
  g_autoptr (UmBeforeAfter) proof = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;

  if (before != NULL)
    {
      proof = um_before_after_new (before, findings, &error);
      if (proof == NULL)
        return cli_output_failure (self, findings->about->source_name, error);
      report.before = proof;
    }
  output = self->json ? um_report_json_new (findings, &report)
                      : um_report_text_new (findings, &report, isatty (STDOUT_FILENO) == 1);
  fputs (output, stdout);
  if (self->json)
    putchar ('\n');
  return write_files (self, findings, &report);
}

int
cli_output_findings (CliOutput *self, UmFindings *findings, GPtrArray *before)
{
  g_autoptr (GPtrArray) matches = um_router_matches_find (self->store, findings);
  g_autoptr (GPtrArray) earlier = NULL;
  g_autoptr (UmFindings) copy = NULL;

  if (self->redactor == NULL)
    return print_findings (self, findings, before, matches);
  um_redactor_learn (self->redactor, findings);
  for (guint i = 0; before != NULL && i < before->len; i++)
    um_redactor_learn (self->redactor, before->pdata[i]);
  copy = um_redactor_apply (self->redactor, findings);
  earlier = before != NULL ? redact_all (self, before) : NULL;
  um_redactor_apply_matches (self->redactor, matches);
  return print_findings (self, copy, earlier, matches);
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

int
cli_output_failure (const CliOutput *self, const char *path, const GError *error)
{
  g_autofree char *name =
      g_str_equal (path, "-") ? g_strdup ("standard input") : g_path_get_basename (path);
  g_autofree char *shown =
      self->redactor != NULL ? um_redactor_file_name (self->redactor, name) : g_strdup (name);
  g_autoptr (GError) copy = copy_error (self, name, shown, error);
  g_autofree char *text = um_text_escape (um_slice_from_string (copy->message));
  g_autofree char *json = NULL;

  (void) cli_trouble ("%s", text);
  if (!self->json)
    return CLI_TROUBLE;
  json = um_report_json_new_for_error (shown, copy);
  printf ("%s\n", json);
  return CLI_TROUBLE;
}
