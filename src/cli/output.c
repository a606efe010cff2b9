/* Findings to standard output and into report files, the same for every command that judges. */

#include "cli/output.h"

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

int
cli_output_findings (CliOutput *self, const UmFindings *findings)
{
  g_autoptr (GPtrArray) matches = um_router_matches_find (self->store, findings);
  UmReportOptions report = { .customer = self->customer,
                             .site = self->site,
                             .technician = self->technician,
                             .company = self->company,
                             .matches = matches };
  g_autofree char *output =
      self->json ? um_report_json_new (findings, &report)
                 : um_report_text_new (findings, &report, isatty (STDOUT_FILENO) == 1);

  fputs (output, stdout);
  if (self->json)
    putchar ('\n');
  return write_files (self, findings, &report);
}

int
cli_output_failure (const CliOutput *self, const char *path, const GError *error)
{
  g_autofree char *shown = um_text_escape (um_slice_from_string (error->message));
  g_autofree char *name =
      g_str_equal (path, "-") ? g_strdup ("standard input") : g_path_get_basename (path);
  g_autofree char *json = NULL;

  (void) cli_trouble ("%s", shown);
  if (!self->json)
    return CLI_TROUBLE;
  json = um_report_json_new_for_error (name, error);
  printf ("%s\n", json);
  return CLI_TROUBLE;
}
