#pragma once

/* What the reports of the hop test and of the mirror test share. */

#include "core/sentence.h"
#include "detect/findings.h"
#include "model/exchange.h"
#include "report/json-writer.h"

G_BEGIN_DECLS

#define UM_PROBE_RED    "\033[31m"
#define UM_PROBE_GREEN  "\033[32m"
#define UM_PROBE_YELLOW "\033[33m"
#define UM_PROBE_BOLD   "\033[1m"
#define UM_PROBE_RESET  "\033[0m"

/* Members of the object being written; NULL, unset: null. */
void um_probe_json_add_string (UmJsonWriter *json, const char *name, const char *value);
void um_probe_json_add_int (UmJsonWriter *json, const char *name, guint64 value);
void um_probe_json_add_sentence (UmJsonWriter *json, const char *name, const UmSentence *sentence);
void um_probe_json_add_address (UmJsonWriter *json, const char *name, const UmAddress *address);
void um_probe_json_add_empty_array (UmJsonWriter *json, const char *name);
void um_probe_json_add_time (UmJsonWriter *json, const char *name, gint64 time_us);
/* "coverage" of phones: an active test sees none. */
void um_probe_json_add_coverage (UmJsonWriter *json);
/* An element of an array of lines, as evidence has them, with the method in "message". */
void um_probe_json_add_line (UmJsonWriter *json, const char *method, const UmExchangedLine *line);

/* Text for a terminal. */
typedef struct
{
  GString *out;
  UmTranslateFunc translate; /* nullable */
  gboolean colour;
} UmProbePrinter;

const char *um_probe_printer_tr (const UmProbePrinter *self, const char *english);
/* Wrapped, and a line of its own; sentence: nullable. */
void um_probe_printer_put_sentence (UmProbePrinter *self, const UmSentence *sentence);
void um_probe_printer_put_heading (UmProbePrinter *self, const char *english);
/* What to type, on a line of its own. */
void um_probe_printer_put_command (UmProbePrinter *self, const char *command);
/* Its lines before and after, and what answered it. */
void um_probe_printer_put_exchange (UmProbePrinter *self, const UmExchange *exchange);

G_END_DECLS
