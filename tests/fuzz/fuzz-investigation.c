/* A whole file: packed or not, capture or text, through the rules to JSON, all in memory. */

#include "fuzz/fuzz.h"

#include "engine/engine.h"
#include "report/report-json.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (UmInvestigation) investigation = um_investigation_new_for_bytes (bytes, "fuzz");
  g_autoptr (GError) error = NULL;
  g_autoptr (UmFindings) findings = um_investigation_run (investigation, NULL, &error);
  g_autofree char *json = NULL;

  g_assert_true ((findings == NULL) == (error != NULL));
  json = findings != NULL ? um_report_json_new (findings, NULL)
                          : um_report_json_new_for_error ("fuzz", error);
  g_assert_true (g_str_has_prefix (json, "{"));
  g_assert_true (g_utf8_validate (json, -1, NULL));
  return 0;
}
