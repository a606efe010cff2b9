/* unmangle-cli compare: the same calls, before and after the router. */

#include "cli/output.h"

#include <errno.h>
#include <stdio.h>

/* sources: of UmReportSource; filled when a file is asked for, which names them. */
static UmFindings *
read_findings (const CliOutput *output,
               UmInvestigation *investigation,
               GPtrArray *sources,
               GError **error)
{

  UmFindings *findings = um_investigation_run (investigation, NULL, error);
  GPtrArray *hashed = findings != NULL && cli_output_has_files (output)
                          ? um_investigation_hash_sources (investigation, NULL, NULL)
                          : NULL;

  if (hashed != NULL)
    g_ptr_array_extend_and_steal (sources, hashed);
  return findings;
}

static UmInvestigation *
open_path (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);

  return um_investigation_new_for_file (file);
}

static gboolean
parse_arguments (CliOutput *output, char ***ret_files, int argc, char **argv, GError **error)
{
  const GOptionEntry entries[] = {
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, ret_files, NULL, "INSIDE OUTSIDE" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context,
                                "Lays the messages that the phones sent next to those that arrived "
                                "beyond the router.\nExit status: 0 no ALG, 1 ALG detected, 2 "
                                "trouble, 3 inconclusive.");
  cli_output_add_options (output, context);
  g_option_context_add_main_entries (context, entries, NULL);
  return g_option_context_parse (context, &argc, &argv, error) &&
         cli_output_prepare (output, error);
}

int
cmd_compare (int argc, char **argv)
{
  g_auto (CliOutput) output = { 0 };
  g_auto (GStrv) files = NULL;
  g_autoptr (GPtrArray) sources =
      g_ptr_array_new_with_free_func ((GDestroyNotify) um_report_source_free);
  CliSubject subject = { .sources = sources };
  g_autoptr (UmInvestigation) first = NULL;
  g_autoptr (UmInvestigation) second = NULL;
  g_autoptr (UmFindings) inside = NULL;
  g_autoptr (UmFindings) outside = NULL;
  g_autoptr (UmFindings) findings = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  if (!parse_arguments (&output, &files, argc, argv, &error))
    return cli_trouble ("compare: %s", error->message);
  if (files == NULL || g_strv_length (files) != 2)
    return cli_trouble ("compare: INSIDE and OUTSIDE, two captures of the same calls");
  subject.inside = first = open_path (files[0]);
  subject.outside = second = open_path (files[1]);
  inside = read_findings (&output, first, sources, &error);
  outside = inside != NULL ? read_findings (&output, second, sources, &error) : NULL;
  if (outside == NULL)
    return cli_output_failure (&output, files[inside != NULL], error);
  findings = um_findings_new_compared (inside->about, outside->about);
  subject.findings = findings;
  status = cli_output_findings (&output, &subject);
  status = cli_output_incomplete (&output, files[0], um_investigation_get_read_error (first), status);
  status = cli_output_incomplete (&output, files[1], um_investigation_get_read_error (second),
                                  status);
  if (fflush (stdout) != 0)
    return cli_trouble ("standard output: %s", g_strerror (errno));
  return status;
}
