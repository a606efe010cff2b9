/* unmangle-cli cases: saved cases as a table, for the supervisor. Reads what is noted in each, not
 * its captures. */

#include "cli/cli.h"

#include <errno.h>
#include <stdio.h>

static char *
dup_minutes (const UmCaseSummary *summary)
{
  if (summary->opened == UM_TIME_UNKNOWN || summary->reported == UM_TIME_UNKNOWN ||
      summary->reported < summary->opened)
    return g_strdup ("");
  return g_strdup_printf ("%" G_GINT64_FORMAT,
                          (summary->reported - summary->opened) / (60 * G_USEC_PER_SEC));
}

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

static void
print_case (const char *path, const UmCaseSummary *summary)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *opened = um_text_time (summary->opened);
  g_autofree char *reported = um_text_time (summary->reported);
  g_autofree char *minutes = dup_minutes (summary);
  g_autoptr (GString) row = g_string_new (NULL);
  const char *const cells[] = {
    name,
    summary->number,
    summary->customer,
    summary->site,
    summary->technician,
    summary->source_name,
    um_verdict_name (summary->verdict),
    um_certainty_name (summary->certainty),
    summary->router,
    or_empty (opened),
    or_empty (reported),
    minutes,
    summary->fixed      ? "yes"
    : summary->verified ? "no"
                        : "",
    NULL,
  };

  um_csv_table_add_row (row, cells);
  fputs (row->str, stdout);
}

static gboolean
read_case (const char *path, UmCaseSummary *ret_summary, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, error);

  return stream != NULL && um_case_file_peek (G_INPUT_STREAM (stream), ret_summary, NULL, error);
}

int
cmd_cases (int argc, char **argv)
{
  static const char *const head[] = { "file",     "number",  "customer",  "site",   "technician",
                                      "capture",  "verdict", "certainty", "router", "opened",
                                      "reported", "minutes", "fixed",     NULL };
  g_auto (GStrv) files = NULL;
  const GOptionEntry entries[] = {
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL, "CASE..." },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GString) table = um_csv_table_new ();
  g_autoptr (GError) error = NULL;
  int status = 0;

  g_option_context_set_summary (
      context, "Lists saved cases as CSV: verdict, router, minutes from opening to the report, "
               "fixed or not.\nExit status: 0, or 2 when one of them could not be read.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return cli_trouble ("cases: %s", error->message);
  if (files == NULL)
    return cli_trouble ("cases: which? (see unmangle-cli cases --help)");
  um_csv_table_add_row (table, head);
  fputs (table->str, stdout);
  for (guint i = 0; files[i] != NULL; i++)
    {
      g_auto (UmCaseSummary) summary = { 0 };
      g_autoptr (GError) trouble = NULL;

      if (read_case (files[i], &summary, &trouble))
        print_case (files[i], &summary);
      else
        status = cli_trouble ("%s: %s", files[i], trouble->message);
    }
  if (fflush (stdout) != 0)
    return cli_trouble ("standard output: %s", g_strerror (errno));
  return status;
}
