/* unmangle-cli compare: the same calls, before and after the router. */

#include "cli/cli.h"

#include <stdio.h>
#include <unistd.h>

static UmFindings *
read_findings (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  g_autoptr (UmInvestigation) investigation = um_investigation_new_for_file (file);

  return um_investigation_run (investigation, NULL, error);
}

int
cmd_compare (int argc, char **argv)
{
  gboolean json = FALSE;
  gboolean text = FALSE;
  g_auto (GStrv) files = NULL;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "one JSON object", NULL },
    { "text", 0, 0, G_OPTION_ARG_NONE, &text, "findings for people (default)", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL, "INSIDE OUTSIDE" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (UmFindings) inside = NULL;
  g_autoptr (UmFindings) outside = NULL;
  g_autoptr (UmFindings) findings = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;
  UmReportOptions report = { 0 };

  g_option_context_set_summary (context,
                                "Lays the messages that the phones sent next to those that arrived "
                                "beyond the router.\nExit status: 0 no ALG, 1 ALG detected, 2 "
                                "trouble, 3 inconclusive.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return cli_trouble ("%s", error->message);
  if (files == NULL || g_strv_length (files) != 2)
    return cli_trouble ("compare: INSIDE and OUTSIDE, two captures of the same calls");
  if (json && text)
    return cli_trouble ("compare: either --json or --text");
  inside = read_findings (files[0], &error);
  outside = inside != NULL ? read_findings (files[1], &error) : NULL;
  if (outside == NULL)
    {
      g_autofree char *shown = um_text_escape (um_slice_from_string (error->message));

      if (json)
        {
          g_autofree char *name = g_path_get_basename (files[inside != NULL]);
          g_autofree char *line = um_report_json_new_for_error (name, error);

          printf ("%s\n", line);
        }
      return cli_trouble ("%s", shown);
    }
  findings = um_findings_new_compared (inside->about, outside->about);
  output = json ? um_report_json_new (findings, &report)
                : um_report_text_new (findings, &report, isatty (STDOUT_FILENO) == 1);
  fputs (output, stdout);
  if (json)
    putchar ('\n');
  return findings->verdict;
}
