#include "support/test.h"

#include "core/text.h"
#include "report/report-html.h"
#include "report/report-json.h"
#include "report/report-markdown.h"
#include "report/report-pdf.h"
#include "report/report-text.h"
#include "support/findings-builder.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

/* fontconfig keeps its patterns by offsets, where the leak checker sees no pointer. */
const char *__lsan_default_suppressions (void);

const char *
__lsan_default_suppressions (void)
{
  return "leak:libfontconfig\n";
}

typedef struct
{
  FindingsBuilder *before;
  FindingsBuilder *after;
  UmBeforeAfter *proof;
  UmReportOptions options;
} Desk;

/* The builder's detected phone, clear a day later. */
static int
make_desk (void **state)
{
  Desk *desk = g_new0 (Desk, 1);
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  UmPhoneFinding *phone;
  UmEvidence *evidence;

  desk->before = findings_builder_new_detected ();
  desk->after = findings_builder_new ("tuesday.pcap");
  phone = findings_builder_add_phone (desk->after, "Polycom VVX 410", UM_VERDICT_NO_ALG,
                                      UM_CERTAINTY_EXCLUDED);
  ((UmPhone *) phone->phone)->aor = (char *) "sip:1001@pbx.example.net";
  evidence = findings_builder_add_evidence (desk->after, "untouched-contact", UM_GRADE_CLEARS,
                                            phone, NULL, "Nobody rewrote it.");
  findings_builder_add_line (desk->after, evidence, 8, "Contact: <sip:1001@192.168.1.50>",
                             UM_MARK_UNTOUCHED, "192.168.1.50");
  desk->after->about.first_time_us = desk->before->about.last_time_us + G_TIME_SPAN_DAY;
  desk->after->about.last_time_us = desk->after->about.first_time_us;
  g_atomic_ref_count_init (&desk->before->findings.ref_count);
  g_atomic_ref_count_init (&desk->after->findings.ref_count);
  g_ptr_array_add (list, um_findings_ref (&desk->before->findings));
  desk->proof = um_before_after_new (list, um_findings_ref (&desk->after->findings), NULL);
  assert_non_null (desk->proof);
  desk->options.before = desk->proof;
  *state = desk;
  return 0;
}

static int
clear_desk (void **state)
{
  Desk *desk = *state;

  um_before_after_free (desk->proof);
  findings_builder_free (desk->before);
  findings_builder_free (desk->after);
  g_free (desk);
  return 0;
}

static void
assert_says (const char *text, const char *wanted)
{
  if (strstr (text, wanted) == NULL)
    fail_msg ("\"%s\" is not in:\n%s", wanted, text);
}

static void
the_terminal_shows_each_line_before_and_now (void **state)
{
  const Desk *desk = *state;
  g_autofree char *text = um_report_text_new (&desk->after->findings, &desk->options, FALSE);

  assert_says (text, "\nPROOF OF FIX\n  Fixed: 1 of 1 phones that were rewritten before are clear");
  assert_says (text, "  Polycom VVX 410 sip:1001@pbx.example.net: fixed\n");
  assert_says (text, "     Contact (untouched now)\n"
                     "       before: Contact: <sip:1001@203.0.113.50:1024>\n"
                     "       now:    Contact: <sip:1001@192.168.1.50>\n");
  assert_says (text, "     c= (not told by the new capture)\n");
}

static void
scripts_find_it_under_before (void **state)
{
  const Desk *desk = *state;
  g_autofree char *json = um_report_json_new (&desk->after->findings, &desk->options);
  g_autofree char *plain = um_report_json_new (&desk->after->findings, NULL);

  assert_says (json, "\"before\":{\"sources\":[{\"name\":\"site.pcap\",");
  assert_says (json, "\"outcome\":\"fixed\"");
  assert_says (json,
               "{\"phone\":1,\"name\":\"Polycom VVX 410\",\"aor\":\"sip:1001@pbx.example.net\","
               "\"state\":\"fixed\",\"verdict_before\":\"alg-detected\","
               "\"verdict_after\":\"no-alg\",\"fields\":[{\"field\":\"Contact\","
               "\"state\":\"untouched\",\"before\":\"Contact: <sip:1001@203.0.113.50:1024>\","
               "\"after\":\"Contact: <sip:1001@192.168.1.50>\"}");
  assert_null (strstr (plain, "\"before\":{"));
}

static void
ticket_and_page_say_it (void **state)
{
  const Desk *desk = *state;
  g_autofree char *ticket = um_report_markdown_new (&desk->after->findings, &desk->options);
  g_autofree char *page = um_report_html_new (&desk->after->findings, &desk->options);

  assert_says (ticket, "### Proof of fix\n\nFixed: 1 of 1 phones");
  assert_says (ticket,
               "- `Polycom VVX 410 sip:1001@pbx.example.net`: fixed (`Contact` untouched now");
  assert_says (page, "<h2>Proof of fix</h2>");
  assert_says (page, "<tr class=\"untouched\"><td class=\"w\">untouched now</td><td>Contact: "
                     "&lt;sip:1001@192.168.1.50&gt;</td></tr>");
}

/* Page 2 and nothing else on it, whatever there is to say. */
static void
paper_has_one_page_for_it (void **state)
{
  const Desk *desk = *state;
  g_autofree char *folder = g_dir_make_tmp ("unmangle-proof-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "report.pdf", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) pages = NULL;
  const char *arguments[] = { g_getenv ("PDFTOTEXT"), "-layout", path, "-", NULL };

  for (guint i = 0; i < 40; i++)
    g_ptr_array_add (desk->proof->phones,
                     g_memdup2 (desk->proof->phones->pdata[0], sizeof (UmPhoneChange)));
  assert_true (um_report_pdf_write (&desk->after->findings, &desk->options, path, NULL));
  assert_true (g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_DEFAULT, NULL, NULL, &text,
                             NULL, NULL, NULL));
  for (guint i = 0; i < 40; i++)
    g_free (g_ptr_array_steal_index (desk->proof->phones, 1));
  pages = g_strsplit (text, "\f", -1);
  assert_int_equal (g_unlink (path), 0);
  assert_int_equal (g_rmdir (folder), 0);
  assert_null (strstr (pages[0], "Proof of fix"));
  assert_says (pages[1], "Proof of fix");
  assert_says (pages[1], "Before: site.pcap");
  assert_says (pages[1], "Contact: <sip:1001@192.168.1.50>");
  assert_says (pages[1], "more phones are listed in the other formats.");
  assert_says (pages[2], "Phones");
}

#define TEST(name) cmocka_unit_test_setup_teardown (name, make_desk, clear_desk)

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TEST (the_terminal_shows_each_line_before_and_now),
    TEST (scripts_find_it_under_before),
    TEST (ticket_and_page_say_it),
    TEST (paper_has_one_page_for_it),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
