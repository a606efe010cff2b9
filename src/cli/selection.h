#pragma once

/* What of a capture is looked at, and copied: a time, a phone, its signalling. */

#include "cli/cli.h"

G_BEGIN_DECLS

typedef struct
{
  char *from;
  char *to;
  char *phone;
  char *sip_only;
  gint64 from_us; /* UM_TIME_UNKNOWN: from the beginning */
  gint64 to_us;   /* UM_TIME_UNKNOWN: to the end */
  UmReportFile copy;
} CliSelection;

void cli_selection_clear (CliSelection *self);

/* The options fill self, which must outlive the parsing. */
void cli_selection_add_options (CliSelection *self, GOptionContext *context);
/* After parsing: FALSE for what is no time, and for one that ends before it begins. */
gboolean cli_selection_prepare (CliSelection *self, GError **error);
/* Before the run. path: the capture, which must not be the copy's own place. FALSE when that is so,
 * or the copy cannot be made. */
gboolean cli_selection_apply (CliSelection *self,
                              UmInvestigation *investigation,
                              const char *path,
                              GError **error);
/* After a good run: puts the copy in its place. */
gboolean cli_selection_commit (CliSelection *self, GError **error);

G_END_DECLS
