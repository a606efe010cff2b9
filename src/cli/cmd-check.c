/* unmangle-cli check: judges each file by itself; the exit status is the worst of them. */

#include "cli/interrupt.h"
#include "cli/output.h"
#include "cli/selection.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

typedef struct
{
  CliOutput output;
  CliSelection selection;
  char *vantage;
  gboolean join;
  char **before_files;
  char **files;
  GPtrArray *before;         /* of UmFindings; NULL: no earlier capture */
  GPtrArray *before_sources; /* of UmReportSource: of the first of them; nullable */
  UmVantage forced;
  CliInterrupt *interrupt; /* not owned */
  int status;              /* CLI_TROUBLE: one of before could be read in part only */
} Options;

static void
options_clear (Options *self)
{
  cli_output_clear (&self->output);
  cli_selection_clear (&self->selection);
  g_free (self->vantage);
  g_strfreev (self->before_files);
  g_strfreev (self->files);
  g_clear_pointer (&self->before, g_ptr_array_unref);
  g_clear_pointer (&self->before_sources, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_arguments (Options *self, int argc, char **argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "vantage", 0, 0, G_OPTION_ARG_STRING, &self->vantage,
      "where the capture was taken: auto, lan, wan, server", "WHERE" },
    { "join", 0, 0, G_OPTION_ARG_NONE, &self->join,
      "the files are parts of one capture (tcpdump -C, -W): one case", NULL },
    { "before", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->before_files,
      "an earlier capture: tells what is fixed; may be repeated", "FILE" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->files, NULL, "FILE..." },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (
      context,
      "Judges captures (pcap, pcapng; gzip, xz, zstd, lz4, zip), text traces and saved cases; "
      "- reads standard input.\nExit status: 0 no ALG, 1 ALG detected, 2 trouble, "
      "3 inconclusive.");
  cli_output_add_options (&self->output, context);
  cli_selection_add_options (&self->selection, context);
  g_option_context_add_main_entries (context, entries, NULL);
  return g_option_context_parse (context, &argc, &argv, error) &&
         cli_output_prepare (&self->output, error) &&
         cli_selection_prepare (&self->selection, error);
}

/* FALSE for a word that is none. */
static gboolean
parse_vantage (const char *word, UmVantage *ret_vantage)
{
  static const struct
  {
    const char *word;
    UmVantage vantage;
  } words[] = {
    { "auto", UM_VANTAGE_UNKNOWN },
    { "lan", UM_VANTAGE_LAN },
    { "wan", UM_VANTAGE_WAN },
    { "server", UM_VANTAGE_SERVER },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (word, words[i].word))
      {
        *ret_vantage = words[i].vantage;
        return TRUE;
      }
  return FALSE;
}

/* The worst of two exit statuses: 2, then 1, then 3, then 0. */
static int
worse (int a, int b)
{
  static const int rank[] = { [0] = 0, [3] = 1, [1] = 2, [2] = 3 };

  return rank[a] >= rank[b] ? a : b;
}

static UmInvestigation *
open_source (const char *path)
{
  g_autoptr (GFile) file = NULL;

  if (g_str_equal (path, "-"))
    return um_investigation_new_for_fd (dup (STDIN_FILENO), "standard input");
  file = g_file_new_for_commandline_arg (path);
  return um_investigation_new_for_file (file);
}

/* Files are hashed only for what names the hash. A source that is gone meanwhile costs the hash,
 * not the report. */
static GPtrArray *
hash_sources (const Options *options, UmInvestigation *investigation)
{
  return cli_output_has_files (&options->output)
             ? um_investigation_hash_sources (investigation, NULL, NULL)
             : NULL;
}

/* A saved case that holds a capture from after the change is judged by that one, next to the
 * first. The lists of subject are borrowed from what is returned and from saved_case.
 * (transfer full) (nullable) of UmFindings */
static GPtrArray *
take_stages (const Options *options, UmCaseFile *saved_case, CliSubject *subject)
{
  UmFindings *after = um_case_file_get_findings (saved_case, UM_CASE_AFTER);
  GPtrArray *before = NULL;

  subject->saved_case = saved_case;
  subject->sources =
      um_case_file_get_sources (saved_case, after != NULL ? UM_CASE_AFTER : UM_CASE_BEFORE);
  subject->vantage = um_case_file_get_vantage (saved_case, UM_CASE_BEFORE);
  if (after == NULL)
    return NULL;
  before = g_ptr_array_new_with_free_func ((GDestroyNotify) um_findings_unref);
  for (guint i = 0; options->before != NULL && i < options->before->len; i++)
    g_ptr_array_add (before, um_findings_ref (options->before->pdata[i]));
  g_ptr_array_add (before, um_findings_ref (subject->findings));
  subject->findings = after;
  subject->before = before;
  subject->before_sources = um_case_file_get_sources (saved_case, UM_CASE_BEFORE);
  return before;
}

/* path: for the message when it fails. */
static int
check_investigation (Options *options, UmInvestigation *investigation, const char *path)
{
  g_autoptr (UmFindings) findings = NULL;
  g_autoptr (UmCaseFile) saved_case = NULL;
  g_autoptr (GPtrArray) sources = NULL;
  g_autoptr (GPtrArray) stages = NULL;
  g_autoptr (GError) error = NULL;
  CliSubject subject = { .before = options->before,
                         .before_sources = options->before_sources,
                         .vantage = options->forced };

  um_investigation_set_vantage (investigation, options->forced);
  if (cli_selection_apply (&options->selection, investigation, path, &error))
    findings = cli_interrupt_run (options->interrupt, investigation, &error);
  if (findings == NULL || !cli_selection_commit (&options->selection, &error))
    return cli_output_failure (&options->output, path, error);
  subject.findings = findings;
  subject.inside = investigation;
  saved_case = um_investigation_steal_case (investigation);
  if (saved_case != NULL)
    stages = take_stages (options, saved_case, &subject);
  else
    subject.sources = sources = hash_sources (options, investigation);
  return cli_output_incomplete (&options->output, path,
                                um_investigation_get_read_error (investigation),
                                cli_output_findings (&options->output, &subject));
}

static int
check_file (Options *options, const char *path)
{
  g_autoptr (UmInvestigation) investigation = open_source (path);

  return check_investigation (options, investigation, path);
}

/* All files as one case; named after the first. */
static int
check_joined (Options *options)
{
  g_autoptr (UmInvestigation) investigation = open_source (options->files[0]);

  for (guint i = 1; options->files[i] != NULL; i++)
    {
      g_autoptr (GFile) file = g_file_new_for_commandline_arg (options->files[i]);

      um_investigation_add_file (investigation, file);
    }
  return check_investigation (options, investigation, options->files[0]);
}

static gboolean
names_standard_input (char **files)
{
  return g_strv_contains ((const char *const *) files, "-");
}

/* Reads the captures from before the change; FALSE after telling about one that cannot be read. */
static gboolean
read_before (Options *options)
{
  if (options->before_files == NULL)
    return TRUE;
  options->before = g_ptr_array_new_with_free_func ((GDestroyNotify) um_findings_unref);
  for (guint i = 0; options->before_files[i] != NULL; i++)
    {
      g_autoptr (UmInvestigation) investigation = open_source (options->before_files[i]);
      g_autoptr (GError) error = NULL;
      UmFindings *findings;

      um_investigation_set_vantage (investigation, options->forced);
      findings = cli_interrupt_run (options->interrupt, investigation, &error);
      if (findings == NULL)
        {
          (void) cli_output_failure (&options->output, options->before_files[i], error);
          return FALSE;
        }
      options->status = cli_output_incomplete (&options->output, options->before_files[i],
                                               um_investigation_get_read_error (investigation),
                                               options->status);
      if (i == 0)
        options->before_sources = hash_sources (options, investigation);
      g_ptr_array_add (options->before, findings);
    }
  return TRUE;
}

int
cmd_check (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  g_autoptr (GError) error = NULL;
  int status = 0;

  if (!parse_arguments (&options, argc, argv, &error))
    return cli_trouble ("check: %s", error->message);
  if (options.files == NULL)
    return cli_trouble ("check: which file? (see unmangle-cli check --help)");
  if (options.vantage != NULL && !parse_vantage (options.vantage, &options.forced))
    return cli_trouble ("check: --vantage is auto, lan, wan or server");
  if (options.join && names_standard_input (options.files))
    return cli_trouble ("check: --join reads files, not standard input");
  if (!options.join && options.files[1] != NULL &&
      (cli_output_has_files (&options.output) || options.selection.sip_only != NULL))
    return cli_trouble ("check: a report is written for one case: one file, or --join");
  if (options.output.save_case != NULL && options.before_files != NULL &&
      options.before_files[1] != NULL)
    return cli_trouble ("check: a saved case holds one capture from before the change");
  options.interrupt = cli_interrupt_new ();
  if (!read_before (&options))
    return CLI_TROUBLE;
  if (options.join)
    status = check_joined (&options);
  for (guint i = 0; !options.join && options.files[i] != NULL; i++)
    if (i == 0 || !cli_interrupt_is_pressed (options.interrupt))
      status = worse (status, check_file (&options, options.files[i]));
  if (fflush (stdout) != 0)
    return cli_trouble ("standard output: %s", g_strerror (errno));
  return worse (options.status, status);
}
