#include "support/test.h"

#include "core/text.h"
#include "io/text-trace.h"
#include "report/redact.h"
#include "report/report-csv.h"
#include "report/report-html.h"
#include "report/report-json.h"
#include "report/report-markdown.h"
#include "report/report-pdf.h"
#include "report/report-text.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

/* fontconfig keeps its patterns by offsets, where the leak checker sees no pointer. */
const char *__lsan_default_suppressions (void);

const char *
__lsan_default_suppressions (void)
{
  return "leak:libfontconfig\n";
}

static const char trace[] =
    "Received packet from 62.53.10.7:1024\n"
    "INVITE sip:+498912345678@pbx.mueller-bakery.de;user=phone SIP/2.0\n"
    "Via: SIP/2.0/UDP 62.53.10.7:1024;branch=z9hG4bK1;rport\n"
    "From: \"Anna Mueller\" <sip:4711@pbx.mueller-bakery.de>;tag=1\n"
    "To: <sip:+498912345678@pbx.mueller-bakery.de>\n"
    "Call-ID: 00156512abcd-4711@192.168.77.12\nCSeq: 4711 INVITE\n"
    "User-Agent: Yealink SIP-T46S 66.83.0.37 00:15:65:12:ab:cd\n"
    "Contact: \"Anna Mueller\" <sip:4711:geheim@62.53.10.7:1024>"
    ";+sip.instance=\"<urn:uuid:00000000-0000-1000-8000-00156512abcd>\"\n"
    "Authorization: Digest username=\"4711\", nonce=\"feedbeef\", response=\"cafe0123\"\n"
    "Content-Type: application/sdp\nContent-Length: 142\n\n"
    "v=0\no=mueller 1 1 IN IP4 62.53.10.7\ns=-\nc=IN IP4 62.53.10.7\nt=0 0\n"
    "m=audio 11780 RTP/AVP 0\na=rtpmap:0 PCMU/8000\n"
    "k=clear:tresor\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:schluessel\n\n";

static UmFindings *
judge (const char *text, const char *name)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (UmTextTrace) reader = um_text_trace_new_for_bytes (bytes);
  g_autoptr (UmCaseBuilder) builder = um_case_builder_new (name, UM_SOURCE_TEXT);
  g_autoptr (UmCase) about = NULL;
  UmTraceMessage message;

  while (um_text_trace_next (reader, &message, um_case_builder_get_damage (builder), NULL,
                             NULL))
    um_case_builder_push_trace_message (builder, &message);
  um_case_builder_finish (builder);
  about = um_case_builder_snapshot (builder, UM_VANTAGE_UNKNOWN);
  return um_findings_new (about);
}

/* Every line of every message as evidence, so that each is printed. */
static void
mark_everything (UmFindings *findings)
{
  UmEvidence *evidence =
      um_evidence_new ("all-lines", UM_GRADE_WEAK, UM_SUBJECT_MESSAGE, UM_DIRECTION_OUTBOUND, NULL,
                       findings->about->messages->pdata[0]);

  g_ptr_array_unref (evidence->lines);
  evidence->lines = um_findings_mark_message (findings, evidence->message);
  evidence->id = findings->evidence->len + 1;
  evidence->explanation = um_sentence_new ("{0} said it.", "Anna Mueller at 62.53.10.7", NULL);
  g_ptr_array_add (findings->evidence, evidence);
}

static char *
run_tool (const char *tool, const char *option, const char *path, const char *last)
{
  const char *arguments[] = { tool, option, path, last, NULL };
  char *output = NULL;
  int status;

  assert_true (g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output,
                             NULL, &status, NULL));
  assert_int_equal (status, 0);
  return output;
}

/* What all exporters say, wrapped lines of paper joined. */
static char *
print_everything (const UmFindings *findings)
{
  g_autofree char *folder = g_dir_make_tmp ("unmangle-redact-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "report.pdf", NULL);
  g_autofree char *text = um_report_text_new (findings, NULL, FALSE);
  g_autofree char *json = um_report_json_new (findings, NULL);
  g_autofree char *html = um_report_html_new (findings, NULL);
  g_autofree char *markdown = um_report_markdown_new (findings, NULL);
  g_autofree char *csv = um_report_csv_new (findings);
  g_autofree char *paper = NULL;
  g_autofree char *info = NULL;
  g_autoptr (GString) joined = NULL;

  assert_true (um_report_pdf_write (findings, NULL, path, NULL));
  paper = run_tool (g_getenv ("PDFTOTEXT"), "-raw", path, "-");
  info = run_tool (g_getenv ("PDFINFO"), "-isodates", path, NULL);
  joined = g_string_new (paper);
  (void) g_string_replace (joined, "\n", "", 0);
  assert_int_equal (g_unlink (path), 0);
  assert_int_equal (g_rmdir (folder), 0);
  return g_strjoin ("\n", text, json, html, markdown, csv, joined->str, paper, info, NULL);
}

static const struct
{
  const char *secret;
  guint what;
} secrets[] = {
  { "498912345678", UM_REDACT_NUMBERS },
  { "sip:4711@", UM_REDACT_NUMBERS },
  { "-4711@", UM_REDACT_NUMBERS },
  { "\"4711\"", UM_REDACT_NUMBERS },
  { "Anna", UM_REDACT_NAMES },
  { "Mueller", UM_REDACT_NAMES },
  { "mueller-bakery", UM_REDACT_NAMES },
  { "o=mueller", UM_REDACT_NAMES },
  { "pbx.mueller", UM_REDACT_NAMES },
  { "site-anna", UM_REDACT_NAMES },
  { "62.53.10.7", UM_REDACT_ADDRESSES },
  { "192.168.77.12", UM_REDACT_ADDRESSES },
  { "00:15:65:12:ab:cd", UM_REDACT_MACS },
  { "00156512abcd", UM_REDACT_MACS },
};

static const char *const credentials[] = { "feedbeef", "cafe0123", "geheim", "tresor",
                                           "schluessel" };

static char *
print_redacted (const UmFindings *findings, guint what)
{
  g_autoptr (UmRedactor) redactor = um_redactor_new (what);
  g_autoptr (UmFindings) copy = NULL;

  um_redactor_learn (redactor, findings);
  copy = um_redactor_apply (redactor, findings);
  return print_everything (copy);
}

/* The same search finds everything in the plain reports and nothing in the redacted ones. */
static void
no_exporter_tells_what_is_redacted (void **state)
{
  g_autoptr (UmFindings) findings = judge (trace, "site-anna-62-53-10-7-00156512abcd.pcap");
  g_autofree char *plain = NULL;
  g_autofree char *redacted = NULL;

  mark_everything (findings);
  plain = print_everything (findings);
  redacted = print_redacted (findings, UM_REDACT_ALL);
  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
    {
      print_message ("%s\n", secrets[i].secret);
      assert_non_null (strstr (plain, secrets[i].secret));
      assert_null (strstr (redacted, secrets[i].secret));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (credentials); i++)
    {
      print_message ("%s\n", credentials[i]);
      assert_null (strstr (plain, credentials[i]));
      assert_null (strstr (redacted, credentials[i]));
    }
}

static void
only_what_was_asked_for_is_redacted (void **state)
{
  static const guint kinds[] = { UM_REDACT_NUMBERS, UM_REDACT_NAMES, UM_REDACT_ADDRESSES,
                                 UM_REDACT_MACS };
  g_autoptr (UmFindings) findings = judge (trace, "site-anna.pcap");

  mark_everything (findings);
  for (gsize k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      g_autoptr (UmRedactor) redactor = um_redactor_new (kinds[k]);
      g_autoptr (UmFindings) copy = NULL;
      g_autofree char *json = NULL;

      um_redactor_learn (redactor, findings);
      copy = um_redactor_apply (redactor, findings);
      json = um_report_json_new (copy, NULL);
      for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
        {
          gboolean found = strstr (json, secrets[i].secret) != NULL;

          if (strchr (secrets[i].secret, '"') != NULL) /* written otherwise in JSON */
            continue;
          print_message ("%u %s\n", kinds[k], secrets[i].secret);
          if (secrets[i].what == kinds[k])
            assert_false (found);
          else if (secrets[i].what == UM_REDACT_ADDRESSES || secrets[i].what == UM_REDACT_MACS)
            assert_true (found);
        }
    }
}

/* What the verdict rests on must be seen as before. */
static void
the_evidence_still_reads (void **state)
{
  g_autoptr (UmFindings) findings = judge (trace, "a.pcap");
  g_autoptr (UmRedactor) redactor = um_redactor_new (UM_REDACT_ALL);
  g_autoptr (UmFindings) copy = NULL;
  g_autofree char *text = NULL;

  mark_everything (findings);
  um_redactor_learn (redactor, findings);
  copy = um_redactor_apply (redactor, findings);
  text = um_report_text_new (copy, NULL, FALSE);
  assert_int_equal (copy->verdict, findings->verdict);
  assert_int_equal (copy->evidence->len, findings->evidence->len);
  assert_non_null (strstr (text, "Received packet from 192.0.2.1:1024"));
  assert_non_null (strstr (text, "Via: SIP/2.0/UDP 192.0.2.1:1024;branch=z9hG4bK-a;rport"));
  assert_non_null (strstr (text, "CSeq: 4711 INVITE"));
  assert_non_null (strstr (text, "Content-Length: 142"));
  assert_non_null (strstr (text, "m=audio 11780 RTP/AVP 0"));
  assert_non_null (strstr (text, "c=IN IP4 192.0.2.1"));
  assert_non_null (strstr (text, "Yealink SIP-T46S 66.83.0.37 02:00:00:00:00:01"));
  assert_non_null (strstr (text, "8000-020000000001"));
}

static void
spans_move_with_their_text (void **state)
{
  g_autoptr (UmFindings) findings = judge (trace, "a.pcap");
  g_autoptr (UmRedactor) redactor = um_redactor_new (UM_REDACT_ALL);
  g_autoptr (UmFindings) copy = NULL;
  guint spans = 0;

  um_redactor_learn (redactor, findings);
  copy = um_redactor_apply (redactor, findings);
  for (guint i = 0; i < copy->evidence->len; i++)
    {
      const UmEvidence *evidence = copy->evidence->pdata[i];

      for (guint j = 0; j < evidence->lines->len; j++)
        {
          const UmMarkedLine *line = evidence->lines->pdata[j];

          for (guint s = 0; s < line->spans->len; s++)
            {
              UmSpan span = g_array_index (line->spans, UmSpan, s);
              g_autofree char *marked = g_strndup (line->text + span.start, span.end - span.start);

              assert_true (span.end <= strlen (line->text));
              if (line->mark != UM_MARK_OFFENDING)
                continue;
              spans++;
              assert_true (g_str_equal (marked, "192.0.2.1") || g_str_equal (marked, "1024"));
            }
        }
    }
  assert_true (spans >= 3);
}

static const struct
{
  const char *label;
  const char *before;
  const char *after;
} address_rows[] = {
  { "public", "62.1.2.3", "192.0.2.1" },
  { "the same again", "62.1.2.3", "192.0.2.1" },
  { "another", "62.1.2.4", "192.0.2.2" },
  { "private stays private", "192.168.44.9", "192.168.1.1" },
  { "and its net one net", "192.168.44.10", "192.168.1.2" },
  { "ten stays ten", "10.9.8.7", "10.0.2.3" },
  { "carrier NAT stays carrier NAT", "100.99.1.1", "100.64.3.4" },
  { "public, version 6", "2a01:4f8::17", "2001:db8:0:4::5" },
  { "private, version 6", "fd12:3456::17", "fd00:0:0:5::6" },
  { "loopback", "127.0.0.1", "127.0.0.1" },
  { "nothing", "0.0.0.0", "0.0.0.0" },
};

static void
addresses_keep_their_range_and_are_told_apart (void **state)
{
  UmRedactTerms *terms = um_redact_terms_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (address_rows); i++)
    {
      UmAddress address, token;
      g_autofree char *text = NULL;

      print_message ("%s\n", address_rows[i].label);
      assert_true (um_address_parse (um_slice_from_string (address_rows[i].before), &address));
      token = um_redact_terms_address (terms, &address);
      text = um_address_dup_string (&token);
      assert_string_equal (text, address_rows[i].after);
    }
  um_redact_terms_free (terms);
}

static void
a_token_is_never_an_original (void **state)
{
  UmRedactTerms *terms = um_redact_terms_new ();
  UmAddress address, token;
  g_autofree char *text = NULL;
  UmTermKind kind;

  assert_true (um_address_parse (UM_SLICE ("192.0.2.1"), &address));
  um_redact_terms_learn_address (terms, &address);
  token = um_redact_terms_address (terms, &address);
  text = um_address_dup_string (&token);
  assert_string_equal (text, "192.0.2.2");
  um_redact_terms_learn (terms, UM_TERM_NAME, UM_SLICE ("name-a"));
  assert_int_equal (um_redact_terms_match (terms, UM_SLICE ("name-a"), &kind), 6);
  assert_string_equal (um_redact_terms_token (terms, UM_SLICE ("name-a")), "name-b");
  um_redact_terms_free (terms);
}

static const struct
{
  const char *words;
  guint what; /* 0: refused */
} word_rows[] = {
  { "all", UM_REDACT_ALL },
  { "names", UM_REDACT_NAMES },
  { "numbers,macs", UM_REDACT_NUMBERS | UM_REDACT_MACS },
  { "", 0 },
  { "names,", 0 },
  { "all,names", 0 },
  { "Names", 0 },
};

static void
a_word_that_is_none_is_refused (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (word_rows); i++)
    {
      guint what = 99;

      print_message ("\"%s\"\n", word_rows[i].words);
      assert_int_equal (um_redact_parse (word_rows[i].words, &what), word_rows[i].what != 0);
      assert_int_equal (what, word_rows[i].what != 0 ? word_rows[i].what : 99);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (no_exporter_tells_what_is_redacted),
    cmocka_unit_test (only_what_was_asked_for_is_redacted),
    cmocka_unit_test (the_evidence_still_reads),
    cmocka_unit_test (spans_move_with_their_text),
    cmocka_unit_test (addresses_keep_their_range_and_are_told_apart),
    cmocka_unit_test (a_token_is_never_an_original),
    cmocka_unit_test (a_word_that_is_none_is_refused),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
