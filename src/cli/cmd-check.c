/* unmangle-cli check: judges each file by itself; the exit status is the worst of them. */

#include "cli/cli.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

typedef struct
{
  gboolean json;
  gboolean text;
  char *vantage;
  char *pdf;
  char *customer;
  char *site;
  char *technician;
  char *company;
  char **files;
  UmRouterStore *store;
  UmVantage forced;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->vantage);
  g_free (self->pdf);
  g_free (self->customer);
  g_free (self->site);
  g_free (self->technician);
  g_free (self->company);
  g_strfreev (self->files);
  um_router_store_free (self->store);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_arguments (Options *self, int argc, char **argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->json, "one JSON object a line", NULL },
    { "text", 0, 0, G_OPTION_ARG_NONE, &self->text, "findings for people (default)", NULL },
    { "vantage", 0, 0, G_OPTION_ARG_STRING, &self->vantage,
      "where the capture was taken: auto, lan, wan, server", "WHERE" },
    { "pdf", 0, 0, G_OPTION_ARG_FILENAME, &self->pdf, "write the findings report", "OUT" },
    { "customer", 0, 0, G_OPTION_ARG_STRING, &self->customer, "for the report", "NAME" },
    { "site", 0, 0, G_OPTION_ARG_STRING, &self->site, "for the report", "NAME" },
    { "technician", 0, 0, G_OPTION_ARG_STRING, &self->technician, "for the report", "NAME" },
    { "company", 0, 0, G_OPTION_ARG_STRING, &self->company, "for the report", "NAME" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->files, NULL, "FILE..." },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (
      context, "Judges captures (pcap, pcapng, gzip) and text traces; - reads "
               "standard input.\nExit status: 0 no ALG, 1 ALG detected, 2 trouble, "
               "3 inconclusive.");
  g_option_context_add_main_entries (context, entries, NULL);
  return g_option_context_parse (context, &argc, &argv, error);
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

static void
print_failure (const Options *options, const char *path, const GError *error)
{
  g_autofree char *shown = um_text_escape (um_slice_from_string (error->message));
  g_autofree char *name =
      g_str_equal (path, "-") ? g_strdup ("standard input") : g_path_get_basename (path);
  g_autofree char *json = NULL;

  (void) cli_trouble ("%s", shown);
  if (!options->json)
    return;
  json = um_report_json_new_for_error (name, error);
  printf ("%s\n", json);
}

static int
check_file (const Options *options, const char *path)
{
  g_autoptr (UmInvestigation) investigation = open_source (path);
  g_autoptr (UmFindings) findings = NULL;
  g_autoptr (GPtrArray) matches = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;
  UmReportOptions report = { .customer = options->customer,
                             .site = options->site,
                             .technician = options->technician,
                             .company = options->company };

  um_investigation_set_vantage (investigation, options->forced);
  findings = um_investigation_run (investigation, NULL, &error);
  if (findings == NULL)
    {
      print_failure (options, path, error);
      return CLI_TROUBLE;
    }
  matches = um_router_matches_find (options->store, findings);
  report.matches = matches;
  output = options->json ? um_report_json_new (findings, &report)
                         : um_report_text_new (findings, &report, isatty (STDOUT_FILENO) == 1);
  fputs (output, stdout);
  if (options->json)
    putchar ('\n');
  if (options->pdf != NULL && !um_report_pdf_write (findings, &report, options->pdf, &error))
    return cli_trouble ("writing %s: %s", options->pdf, error->message);
  return findings->verdict;
}

int
cmd_check (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  g_autoptr (GError) error = NULL;
  int status = 0;

  if (!parse_arguments (&options, argc, argv, &error))
    return cli_trouble ("%s", error->message);
  if (options.files == NULL)
    return cli_trouble ("check: which file? (see unmangle-cli check --help)");
  if (options.json && options.text)
    return cli_trouble ("check: either --json or --text");
  if (options.vantage != NULL && !parse_vantage (options.vantage, &options.forced))
    return cli_trouble ("check: --vantage is auto, lan, wan or server");
  if (options.pdf != NULL && options.files[1] != NULL)
    return cli_trouble ("check: --pdf takes one file");
  options.store = um_router_store_new (&error);
  if (options.store == NULL)
    return cli_trouble ("%s", error->message);
  for (guint i = 0; options.files[i] != NULL; i++)
    status = worse (status, check_file (&options, options.files[i]));
  if (fflush (stdout) != 0)
    return cli_trouble ("standard output: %s", g_strerror (errno));
  return status;
}
