#include "support/trace-case.h"

UmCase *
case_from_trace (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (UmTextTrace) trace = um_text_trace_new_for_bytes (bytes);
  g_autoptr (UmCaseBuilder) builder = um_case_builder_new ("test.txt", UM_SOURCE_TEXT);
  UmTraceMessage message;

  while (um_text_trace_next (trace, &message, um_case_builder_get_damage (builder), NULL,
                             NULL))
    um_case_builder_push_trace_message (builder, &message);
  um_case_builder_finish (builder);
  return um_case_builder_snapshot (builder, UM_VANTAGE_UNKNOWN);
}

UmFindings *
findings_from_trace (const char *text)
{
  g_autoptr (UmCase) about = case_from_trace (text);

  return um_findings_new (about);
}
