#pragma once

/* What check and compare have in common: how findings are printed and which reports are written. */

#include "cli/cli.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean json;
  gboolean text;
  char *pdf;
  char *html;
  char *markdown;
  char *csv;
  char *media_csv;
  char *cut;
  char *save_case;
  char *customer;
  char *site;
  char *technician;
  char *company;
  char *number;
  char *logo;
  char *redact;
  char *lang;           /* of text and reports; NULL: English, which --json always is */
  guint redact_what;    /* UM_REDACT_... */
  UmRedactor *redactor; /* NULL: nothing is redacted */
  UmRouterStore *store;
} CliOutput;

void cli_output_clear (CliOutput *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliOutput, cli_output_clear)

/* The options fill self, which must outlive the parsing. */
void cli_output_add_options (CliOutput *self, GOptionContext *context);
/* After parsing: FALSE when the options contradict each other or the router database is missing;
 * the error says so. */
gboolean cli_output_prepare (CliOutput *self, GError **error);
/* Whether a file is asked for: it holds one case, and names the SHA-256 of what it was read from. */
gboolean cli_output_has_files (const CliOutput *self);

/* One thing that was judged. Nothing of it is owned. */
typedef struct
{
  UmFindings *findings;
  GPtrArray *before;         /* of UmFindings, from earlier captures; nullable */
  GPtrArray *sources;        /* of UmReportSource: what the findings were read from; nullable */
  GPtrArray *before_sources; /* the same for before; nullable */
  UmInvestigation *inside;   /* what the findings were read with; nullable */
  UmInvestigation *outside;  /* of a comparison; nullable */
  UmCaseFile *saved_case;    /* nullable: what was said in it stands in for missing options */
  UmVantage vantage;         /* as it was given, else UM_VANTAGE_UNKNOWN */
} CliSubject;

/* Prints the findings and writes the reports; returns the exit status. */
int cli_output_findings (CliOutput *self, const CliSubject *subject);
/* A source that could be read in part only: on standard error. status stays as it is if error is NULL,
 * else CLI_TROUBLE is returned: the findings are not those of the whole. */
int cli_output_incomplete (const CliOutput *self, const char *path, const GError *error, int status);
/* A source that could not be read: on standard error, and as its line with --json. Returns
 * CLI_TROUBLE. */
int cli_output_failure (const CliOutput *self, const char *path, const GError *error);

G_END_DECLS
