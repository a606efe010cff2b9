#include "support/test.h"

#include "report/report-markdown.h"
#include "support/findings-builder.h"

#include <string.h>

static void
assert_says (const char *text, const char *wanted)
{
  if (strstr (text, wanted) == NULL)
    fail_msg ("\"%s\" is not in:\n%s", wanted, text);
}

static void
the_ticket_says_what_was_found (void **state)
{
  g_autoptr (FindingsBuilder) builder = findings_builder_new_detected ();
  g_autofree char *text = um_report_markdown_new (&builder->findings, NULL);

  assert_true (g_str_has_prefix (text, "## SIP ALG detected (likely)\n"));
  assert_says (text, "- File: `site.pcap`, 2300 packets, 2 SIP messages\n");
  assert_says (text, "- 1: `Polycom VVX 410` `sip:1001@pbx.example.net`: "
                     "**SIP ALG detected (likely)**");
  assert_says (text, "\n```\n  0 normal     Received packet from 203.0.113.50:1024\n");
  assert_says (text, "\n  8 offending  Contact: <sip:1001@203.0.113.50:1024>\n```\n");
}

/* A fence is ended only by a line of at least as many backticks. */
static void
no_line_ends_its_code_block (void **state)
{
  g_autoptr (FindingsBuilder) builder = findings_builder_new ("a.pcap");
  UmEvidence *evidence =
      findings_builder_add_evidence (builder, "rule", UM_GRADE_WEAK, NULL, NULL, "said");
  UmMarkedLine *line;
  g_autofree char *text = NULL;

  findings_builder_add_line (builder, evidence, 1, "`````", UM_MARK_NORMAL, NULL);
  line = findings_builder_add_line (builder, evidence, 2, "x", UM_MARK_OFFENDING, NULL);
  line->before = g_strdup ("```");
  line->after = g_strdup ("a\n```\n# heading"); /* never so from a capture; still one line */
  text = um_report_markdown_new (&builder->findings, NULL);
  assert_says (text,
               "\n``````diff\n  1 normal     `````\n- ```\n+ a\\x0A```\\x0A# heading\n``````\n");
}

static const struct
{
  const char *label;
  const char *said;
  const char *printed;
} rows[] = {
  { "emphasis", "a*b_c", "a\\*b\\_c" },
  { "markup", "<img src=x>", "\\<img src=x\\>" },
  { "link", "[x](y)", "\\[x\\](y)" },
  { "entity", "&lt;", "\\&lt;" },
  { "bare address", "see http://evil.example", "see http\\://evil.example" },
  { "bare host", "see WWW.evil.example", "see WWW\\.evil.example" },
  { "mention", "ask @admin", "ask @<!-- -->admin" },
  { "ticket", "see #12", "see \\#<!-- -->12" },
  { "mail address", "1001@pbx", "1001@pbx" },
  { "second line", "a\n# b", "a\\\\x0A\\# b" },
};

static void
text_never_becomes_markup (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (FindingsBuilder) builder = findings_builder_new ("a.pcap");
      g_autofree char *text = NULL;
      g_autofree char *wanted = g_strdup_printf ("\n\n%s\n\n", rows[i].printed);

      print_message ("%s\n", rows[i].label);
      builder->findings.headline = findings_builder_say (builder, rows[i].said);
      text = um_report_markdown_new (&builder->findings, NULL);
      assert_says (text, wanted);
    }
}

static void
names_stand_in_code_that_they_cannot_leave (void **state)
{
  g_autoptr (FindingsBuilder) builder = findings_builder_new ("a`b.pcap");
  g_autofree char *text = NULL;

  (void) findings_builder_add_phone (builder, "`@admin`", UM_VERDICT_NO_ALG, UM_CERTAINTY_NONE);
  text = um_report_markdown_new (&builder->findings, NULL);
  assert_says (text, "- File: `` a`b.pcap ``,");
  assert_says (text, "- 1: `` `@admin` `` ");
}

static void
a_comparison_is_a_diff (void **state)
{
  g_autoptr (FindingsBuilder) builder = findings_builder_new_detected ();
  g_autoptr (FindingsBuilder) outside = findings_builder_new ("wan.pcap");
  g_autofree char *text = NULL;

  findings_builder_compare (builder, outside);
  text = um_report_markdown_new (&builder->findings, NULL);
  assert_says (text, "```diff\n- Contact: <sip:1001@192.168.1.50>\n"
                     "+ Contact: <sip:1001@203.0.113.50>\n- Supported: path\n+ Foo: bar\n```\n");
  assert_says (text, "- Outside: `wan.pcap`");
}

/* What somebody pastes into a ticket: steps as a list, commands as they are. */
static void
steps_of_a_router_are_markdown (void **state)
{
  g_autoptr (UmRouterStore) store = um_router_store_new (NULL);
  const GPtrArray *routers = um_router_store_get_routers (store);

  for (guint i = 0; i < routers->len; i++)
    {
      const UmRouter *router = g_ptr_array_index (routers, i);
      g_autofree char *text = um_report_markdown_new_for_router (router, NULL);

      assert_true (g_str_has_prefix (text, "## "));
      for (guint m = 0; m < router->methods->len; m++)
        {
          const UmRouterMethod *method = router->methods->pdata[m];

          for (guint c = 0; c < method->commands->len; c++)
            assert_says (text, method->commands->pdata[c]);
        }
      assert_says (text, "### Sources\n\n");
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (the_ticket_says_what_was_found),
    cmocka_unit_test (no_line_ends_its_code_block),
    cmocka_unit_test (text_never_becomes_markup),
    cmocka_unit_test (names_stand_in_code_that_they_cannot_leave),
    cmocka_unit_test (a_comparison_is_a_diff),
    cmocka_unit_test (steps_of_a_router_are_markdown),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
