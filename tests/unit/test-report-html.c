#include "support/test.h"

#include "report/report-html.h"
#include "support/findings-builder.h"

#include <string.h>

/* Everything that the page is made of: what a capture smuggles in would show up as something else.
 */
static const char *const elements[] = {
  "html", "head",   "meta", "title", "style", "body", "h1", "h2",  "h3",   "p",
  "div",  "dl",     "dt",   "dd",    "table", "tr",   "th", "td",  "code", "br",
  "b",    "strong", "em",   "span",  "ul",    "ol",   "li", "pre", "a",
};
static const char *const attributes[] = { "lang",  "charset", "http-equiv", "content", "name",
                                          "class", "id",      "rel",        "href" };

static gboolean
is_among (const char *name, const char *const *names, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (g_str_equal (name, names[i]))
      return TRUE;
  return FALSE;
}

static void
start_element (GMarkupParseContext *context,
               const char *name,
               const char **names,
               const char **values,
               gpointer user_data,
               GError **error)
{
  if (!is_among (name, elements, G_N_ELEMENTS (elements)))
    fail_msg ("<%s> is no element of the report", name);
  for (guint i = 0; names[i] != NULL; i++)
    {
      if (!is_among (names[i], attributes, G_N_ELEMENTS (attributes)))
        fail_msg ("%s is no attribute of the report", names[i]);
      if (g_str_equal (names[i], "href"))
        assert_true (g_str_has_prefix (values[i], "https://") ||
                     g_str_has_prefix (values[i], "http://"));
    }
}

static void
text (
    GMarkupParseContext *context, const char *bytes, gsize len, gpointer user_data, GError **error)
{
  g_string_append_len (user_data, bytes, len);
}

/* Fails unless page is well-formed and made of known parts; returns its text. (transfer full) */
static char *
read_page (const char *page)
{
  const GMarkupParser parser = { .start_element = start_element, .text = text };
  GString *words = g_string_new (NULL);
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, words, NULL);
  g_autoptr (GError) error = NULL;

  assert_true (g_utf8_validate (page, -1, NULL));
  if (!g_markup_parse_context_parse (context, page, -1, &error) ||
      !g_markup_parse_context_end_parse (context, &error))
    fail_msg ("%s", error->message);
  return g_string_free (words, FALSE);
}

static void
assert_says (const char *words, const char *wanted)
{
  if (strstr (words, wanted) == NULL)
    fail_msg ("\"%s\" is not in the report", wanted);
}

static const char *const wanted[] = {
  "SIP ALG detected (likely)",
  "A SIP ALG rewrote the messages of the only phone in this capture.",
  "Example Garden Centre",
  "Polycom VVX 410",
  "sip:1001@pbx.example.net",
  "offendingContact: <sip:1001@203.0.113.50:1024>",
  "normalReceived packet from 203.0.113.50:1024",
  "untouchedContact: <sip:1001@192.168.1.50:5060>",
  "INVITE sip:1002@pbx.example.net SIP/2.0",
  "No call to a phone was seen",
  "the file ends in the middle of a packet (1)",
  "Look for the switch under its other names",
};

static void
the_page_says_what_was_found (void **state)
{
  g_autoptr (FindingsBuilder) builder = findings_builder_new_detected ();
  UmReportOptions options = { .customer = "Example Garden Centre" };
  g_autofree char *page = um_report_html_new (&builder->findings, &options);
  g_autofree char *words = read_page (page);

  for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++)
    assert_says (words, wanted[i]);
  assert_says (page, "<b>203.0.113.50</b>");
}

/* A mail client or a customer's firewall must not see a request to anywhere. */
static void
nothing_is_loaded_and_nothing_runs (void **state)
{
  g_autoptr (FindingsBuilder) builder = findings_builder_new_detected ();
  g_autofree char *page = um_report_html_new (&builder->findings, NULL);

  assert_null (strstr (page, "<script"));
  assert_null (strstr (page, "src="));
  assert_null (strstr (page, "@import"));
  assert_null (strstr (page, "url("));
  assert_says (page, "Content-Security-Policy\" content=\"default-src 'none'");
  assert_says (page, "prefers-color-scheme:dark");
  assert_says (page, "@media print");
}

static const char *const hostile[] = {
  "<script>alert(1)</script>",
  "\"><img src=x onerror=alert(1)>",
  "</td></tr></table><iframe src=//evil.example>",
  "<!-- ",
  "]]><b>",
  "&lt;script&gt; &#60;script&#62;",
  "\xff\xfe<script>\x1b[2J",
  "javascript:alert(1)",
};

static void
hostile_input_stays_text (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autoptr (FindingsBuilder) builder = findings_builder_new (hostile[i]);
      UmPhoneFinding *phone = findings_builder_add_phone (
          builder, hostile[i], UM_VERDICT_ALG_DETECTED, UM_CERTAINTY_LIKELY);
      UmMessage *message = findings_builder_add_message (builder, 1, 0, hostile[i]);
      UmEvidence *evidence = findings_builder_add_evidence (builder, "rule", UM_GRADE_WEAK, phone,
                                                            message, hostile[i]);
      UmMarkedLine *line =
          findings_builder_add_line (builder, evidence, 1, hostile[i], UM_MARK_OFFENDING, NULL);
      UmReportOptions options = { .customer = hostile[i],
                                  .site = hostile[i],
                                  .symptoms = hostile[i] };
      UmSpan whole = { 0, 5 };
      g_autofree char *safe = um_report_safe_text (hostile[i]);
      g_autofree char *page = NULL;
      g_autofree char *words = NULL;

      print_message ("%s\n", safe);
      g_array_append_val (line->spans, whole);
      line = findings_builder_add_line (builder, evidence, 2, "x", UM_MARK_OFFENDING, NULL);
      line->before = g_strdup (hostile[i]);
      line->after = g_strdup (hostile[i]);
      ((UmPhone *) phone->phone)->aor = (char *) hostile[i];
      page = um_report_html_new (&builder->findings, &options);
      words = read_page (page);
      assert_says (words, safe);
      assert_null (strchr (page, '\033'));
    }
}

static void
a_comparison_shows_before_and_after (void **state)
{
  g_autoptr (FindingsBuilder) builder = findings_builder_new_detected ();
  g_autoptr (FindingsBuilder) outside = findings_builder_new ("wan.pcap");
  g_autofree char *page = NULL;
  g_autofree char *words = NULL;

  findings_builder_compare (builder, outside);
  page = um_report_html_new (&builder->findings, NULL);
  words = read_page (page);
  assert_says (words, "5beforeContact: <sip:1001@192.168.1.50>");
  assert_says (words, "5afterContact: <sip:1001@203.0.113.50>");
  assert_says (words, "6after(is gone)");
  assert_says (words, "7before(was not there)");
  assert_says (words, "wan.pcap");
}

static void
what_is_not_listed_is_counted (void **state)
{
  g_autoptr (FindingsBuilder) builder = findings_builder_new ("a.pcap");
  g_autofree char *line = g_strnfill (5000, 'x');
  UmEvidence *evidence = NULL;
  g_autofree char *page = NULL;
  g_autofree char *words = NULL;

  for (guint i = 0; i < 503; i++)
    {
      (void) findings_builder_add_phone (builder, "Snom", UM_VERDICT_NO_ALG, UM_CERTAINTY_NONE);
      evidence = findings_builder_add_evidence (builder, "r", UM_GRADE_WEAK, NULL, NULL, "e");
      if (i == 0)
        findings_builder_add_line (builder, evidence, 1, line, UM_MARK_NORMAL, NULL);
    }
  page = um_report_html_new (&builder->findings, NULL);
  words = read_page (page);
  assert_says (words, "3 more phones are not listed here.");
  assert_says (words, "103 more findings of the same kinds");
  assert_says (words, "2000 more characters of this line");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (the_page_says_what_was_found),
    cmocka_unit_test (nothing_is_loaded_and_nothing_runs),
    cmocka_unit_test (hostile_input_stays_text),
    cmocka_unit_test (a_comparison_shows_before_and_after),
    cmocka_unit_test (what_is_not_listed_is_counted),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
