#include "support/test.h"

#include "report/report-text.h"
#include "support/findings-builder.h"

static char *
text_of (const FindingsBuilder *builder, const UmReportOptions *options, gboolean colour)
{
  char *text = um_report_text_new (&builder->findings, options, colour);

  assert_true (g_utf8_validate (text, -1, NULL));
  return text;
}

static void
assert_says (const char *text, const char *wanted)
{
  if (strstr (text, wanted) == NULL)
    fail_msg ("\"%s\" is not in:\n%s", wanted, text);
}

static const struct
{
  UmVerdict verdict;
  UmCertainty certainty;
  UmLeans leans;
  const char *words;
} verdict_rows[] = {
  { UM_VERDICT_ALG_DETECTED, UM_CERTAINTY_PROVEN, UM_LEANS_ALG, "SIP ALG detected (proven)" },
  { UM_VERDICT_ALG_DETECTED, UM_CERTAINTY_LIKELY, UM_LEANS_NOWHERE, "SIP ALG detected (likely)" },
  { UM_VERDICT_NO_ALG, UM_CERTAINTY_EXCLUDED, UM_LEANS_NOWHERE, "No SIP ALG (excluded)" },
  { UM_VERDICT_INCONCLUSIVE, UM_CERTAINTY_POSSIBLE, UM_LEANS_ALG,
    "Inconclusive (possible, leans to an ALG)" },
  { UM_VERDICT_INCONCLUSIVE, UM_CERTAINTY_POSSIBLE, UM_LEANS_NO_ALG,
    "Inconclusive (possible, leans to no ALG)" },
  { UM_VERDICT_INCONCLUSIVE, UM_CERTAINTY_POSSIBLE, UM_LEANS_NOWHERE, "Inconclusive (possible)" },
  { UM_VERDICT_INCONCLUSIVE, UM_CERTAINTY_NONE, UM_LEANS_NOWHERE,
    "Inconclusive (too little was seen)" },
  { UM_VERDICT_INCONCLUSIVE, UM_CERTAINTY_NONE, UM_LEANS_NO_ALG,
    "Inconclusive (too little was seen, leans to no ALG)" },
};

static void
the_verdict_comes_first_and_in_words (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (verdict_rows); i++)
    {
      g_autoptr (FindingsBuilder) builder = findings_builder_new ("a.pcap");
      g_autofree char *words = NULL;
      g_autofree char *text = NULL;

      builder->findings.verdict = verdict_rows[i].verdict;
      builder->findings.certainty = verdict_rows[i].certainty;
      builder->findings.leans = verdict_rows[i].leans;
      words = um_report_verdict_text (&builder->findings, NULL);
      text = text_of (builder, NULL, FALSE);
      print_message ("%s\n", words);
      assert_string_equal (words, verdict_rows[i].words);
      assert_true (g_str_has_prefix (text, verdict_rows[i].words));
    }
}

static void
phones_with_the_verdict_are_counted (void **state)
{
  g_autoptr (FindingsBuilder) builder = findings_builder_new_detected ();
  g_autofree char *text = NULL;

  findings_builder_add_phone (builder, "Snom D385", UM_VERDICT_NO_ALG, UM_CERTAINTY_EXCLUDED);
  findings_builder_add_phone (builder, "Snom D385", UM_VERDICT_ALG_DETECTED, UM_CERTAINTY_LIKELY);
  text = text_of (builder, NULL, FALSE);
  assert_true (g_str_has_prefix (text, "SIP ALG detected (likely) on 2 of 3 phones\n"));
}

static void
detected_phones_are_listed_before_the_others (void **state)
{
  g_autoptr (FindingsBuilder) builder = findings_builder_new ("a.pcap");
  g_autoptr (GPtrArray) phones = NULL;

  findings_builder_add_phone (builder, "clean", UM_VERDICT_NO_ALG, UM_CERTAINTY_EXCLUDED);
  findings_builder_add_phone (builder, "open", UM_VERDICT_INCONCLUSIVE, UM_CERTAINTY_NONE);
  findings_builder_add_phone (builder, "bad", UM_VERDICT_ALG_DETECTED, UM_CERTAINTY_LIKELY);
  phones = um_report_phones (&builder->findings);
  assert_int_equal (phones->len, 3);
  assert_string_equal (((UmPhoneFinding *) phones->pdata[0])->phone->name, "bad");
  assert_string_equal (((UmPhoneFinding *) phones->pdata[1])->phone->name, "open");
  assert_string_equal (((UmPhoneFinding *) phones->pdata[2])->phone->name, "clean");
}

static const char *const detected_words[] = {
  "A SIP ALG rewrote the messages of the only phone in this capture.",
  "site.pcap: 2300 packets, 2 SIP messages",
  "taken at the phone system or provider: The trace was written by the phone system.",
  "damage: the file ends in the middle of a packet (1)",
  "1  Polycom VVX 410  sip:1001@pbx.example.net",
  "seen from outside as: 203.0.113.50:1024",
  "[1] strong sign: public-contact",
  "[3] speaks against an ALG: private-contact",
  "INVITE sip:1002@pbx.example.net SIP/2.0\n",
  "(packet 12, 2026-01-05T10:00:00.000000Z, 203.0.113.50:1024)",
  "   0 [normal]    Received packet from 203.0.113.50:1024\n",
  "   8 [offending] Contact: <sip:1001@203.0.113.50:1024>\n",
  "  16 [offending] c=IN IP4 203.0.113.50\n",
  "   6 [untouched] Contact: <sip:1001@192.168.1.50:5060>\n",
  "   7             Expires: 3600\n",
  "The SDP body names the router's public address.",
  "The capture as a whole",
  "No STUN was seen in this capture.",
  "WHAT WAS NOT SEEN",
  "- No call to a phone was seen: incoming calls were not tested.",
  "Switch the SIP ALG off and capture the same call again.",
  "unmangle-cli routers search",
};

static void
the_report_says_what_was_found_and_where (void **state)
{
  g_autoptr (FindingsBuilder) builder = findings_builder_new_detected ();
  g_autofree char *text = text_of (builder, NULL, FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (detected_words); i++)
    assert_says (text, detected_words[i]);
  assert_null (strchr (text, '\033'));
}

/* Position of the first character of wanted in its line, in characters. */
static glong
column_of (const char *text, const char *wanted)
{
  const char *hit = strstr (text, wanted);
  const char *start = hit;

  assert_non_null (hit);
  while (start > text && start[-1] != '\n')
    start--;
  return g_utf8_pointer_to_offset (start, hit);
}

static void
carets_stand_below_the_offending_part (void **state)
{
  g_autoptr (FindingsBuilder) builder = findings_builder_new ("a.pcap");
  UmEvidence *evidence =
      findings_builder_add_evidence (builder, "public-contact", UM_GRADE_STRONG, NULL, NULL, "x");
  g_autofree char *text = NULL;

  findings_builder_add_line (builder, evidence, 8, "Contact: Zo\xc3\xab <sip:203.0.113.50>",
                             UM_MARK_OFFENDING, "203.0.113.50");
  text = text_of (builder, NULL, FALSE);
  assert_says (text, "<sip:203.0.113.50>\n");
  assert_int_equal (column_of (text, "203.0.113.50"), column_of (text, "^^^^^^^^^^^^\n"));
}

static void
only_offending_parts_have_carets (void **state)
{
  g_autoptr (FindingsBuilder) builder = findings_builder_new ("a.pcap");
  UmEvidence *evidence =
      findings_builder_add_evidence (builder, "private-contact", UM_GRADE_CLEARS, NULL, NULL, "x");
  g_autofree char *text = NULL;

  findings_builder_add_line (builder, evidence, 8, "c=IN IP4 192.168.1.50", UM_MARK_UNTOUCHED,
                             "192.168.1.50");
  text = text_of (builder, NULL, FALSE);
  assert_says (text, "[untouched] c=IN IP4 192.168.1.50\n");
  assert_null (strchr (text, '^'));
}

static void
colour_comes_besides_the_words (void **state)
{
  g_autoptr (FindingsBuilder) builder = findings_builder_new_detected ();
  g_autofree char *text = text_of (builder, NULL, TRUE);

  assert_says (text, "\033[31m");
  assert_says (text, "[offending]");
  assert_says (text, "[normal]");
  assert_says (text, "[untouched]");
  assert_says (text, "\033[4m203.0.113.50\033[0m");
}

/* An ESC from the network would let a capture repaint the technician's terminal. */
static void
control_characters_of_a_capture_never_reach_the_terminal (void **state)
{
  g_autoptr (FindingsBuilder) builder = findings_builder_new ("x\033]0;evil\007.pcap");
  UmPhoneFinding *phone =
      findings_builder_add_phone (builder, "\033[2J", UM_VERDICT_INCONCLUSIVE, UM_CERTAINTY_NONE);
  UmMessage *message = findings_builder_add_message (builder, 1, 0, "INVITE \033c SIP/2.0\r\n");
  UmEvidence *evidence = findings_builder_add_evidence (builder, "rule", UM_GRADE_WEAK, phone,
                                                        message, "said \033[1m");
  UmMarkedLine *line =
      findings_builder_add_line (builder, evidence, 1, "c=x", UM_MARK_OFFENDING, NULL);
  g_autofree char *text = NULL;

  line->before = g_strdup ("\033[7m");
  text = text_of (builder, NULL, FALSE);
  assert_null (strchr (text, '\033'));
  assert_null (strchr (text, '\007'));
  assert_says (text, "\\x1B[2J");
}

static void
a_comparison_prints_before_above_after (void **state)
{
  g_autoptr (FindingsBuilder) builder = findings_builder_new_detected ();
  g_autoptr (FindingsBuilder) outside = findings_builder_new ("wan.pcap");
  g_autofree char *text = NULL;

  findings_builder_compare (builder, outside);
  text = text_of (builder, NULL, FALSE);
  assert_says (text, "inside:  site.pcap: 2300 packets, 2 SIP messages\n");
  assert_says (text, "outside: wan.pcap: 0 packets, 1 SIP messages\n");
  assert_says (text, "118 messages stand in both captures, 2 only inside, 3 only outside.");
  assert_says (text, " 2.500 seconds");
  assert_says (text, "(outside, packet 7");
  assert_says (text, "5 [offending] before: Contact: <sip:1001@192.168.1.50>\n"
                     "                       after:  Contact: <sip:1001@203.0.113.50>\n"
                     "                                                  ^^^^^^^^^^^^\n");
  assert_says (text, "before: Supported: path\n                       after:  (is gone)\n");
  assert_says (text, "before: (was not there)\n                       after:  Foo: bar\n");
}

static void
explanations_are_wrapped_and_sip_lines_are_not (void **state)
{
  g_autoptr (FindingsBuilder) builder = findings_builder_new ("a.pcap");
  g_autoptr (GString) explanation = g_string_new (NULL);
  g_autofree char *sip = g_strdup_printf ("Record-Route: <sip:%0800d@h>", 0);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  UmEvidence *evidence;

  for (guint i = 0; i < 60; i++)
    g_string_append (explanation, "seventy ");
  evidence =
      findings_builder_add_evidence (builder, "rule", UM_GRADE_WEAK, NULL, NULL, explanation->str);
  findings_builder_add_line (builder, evidence, 4, sip, UM_MARK_NORMAL, NULL);
  text = text_of (builder, NULL, FALSE);
  assert_says (text, sip);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (strstr (lines[i], "Record-Route") == NULL)
      assert_true (g_utf8_strlen (lines[i], -1) <= 100);
}

static void
what_is_not_listed_is_counted (void **state)
{
  g_autoptr (FindingsBuilder) builder = findings_builder_new ("a.pcap");
  UmPhoneFinding *phone =
      findings_builder_add_phone (builder, "x", UM_VERDICT_INCONCLUSIVE, UM_CERTAINTY_NONE);
  g_autofree char *text = NULL;

  for (guint i = 0; i < 1000; i++)
    findings_builder_add_evidence (builder, "rule", UM_GRADE_WEAK, phone, NULL, "x");
  for (guint i = 0; i < 250; i++)
    findings_builder_add_phone (builder, "y", UM_VERDICT_INCONCLUSIVE, UM_CERTAINTY_NONE);
  builder->findings.evidence_left_out = 7;
  text = text_of (builder, NULL, FALSE);
  assert_says (text, "607 more findings");
  assert_says (text, "51 more phones");
}

static const struct
{
  const char *label;
  gboolean registration, outbound, answer, inbound, inbound_on_lan;
  UmTransport transport;
  guint16 port;
  UmVantage vantage;
  guint n_gaps;
  const char *says;
} gap_rows[] = {
  { "everything seen", TRUE, TRUE, TRUE, TRUE, TRUE, UM_TRANSPORT_UDP, 5060, UM_VANTAGE_BOTH, 0,
    NULL },
  { "no call", TRUE, FALSE, FALSE, FALSE, FALSE, UM_TRANSPORT_UDP, 5060, UM_VANTAGE_WAN, 1,
    "No call was placed" },
  { "no register", FALSE, TRUE, TRUE, TRUE, TRUE, UM_TRANSPORT_UDP, 5060, UM_VANTAGE_BOTH, 1,
    "No registration" },
  { "no outbound", TRUE, FALSE, TRUE, TRUE, TRUE, UM_TRANSPORT_UDP, 5060, UM_VANTAGE_BOTH, 1,
    "No call from a phone" },
  { "no inbound", TRUE, TRUE, FALSE, FALSE, FALSE, UM_TRANSPORT_UDP, 5060, UM_VANTAGE_BOTH, 1,
    "No call to a phone" },
  { "no answer", TRUE, TRUE, FALSE, TRUE, TRUE, UM_TRANSPORT_UDP, 5060, UM_VANTAGE_BOTH, 1,
    "SDP of its answers" },
  { "inbound beyond only", TRUE, TRUE, TRUE, TRUE, FALSE, UM_TRANSPORT_UDP, 5060, UM_VANTAGE_SERVER,
    1, "not seen on the phones' side" },
  { "lan", TRUE, TRUE, TRUE, TRUE, TRUE, UM_TRANSPORT_UDP, 5060, UM_VANTAGE_LAN, 1,
    "not seen beyond the router" },
  { "other port", TRUE, TRUE, TRUE, TRUE, TRUE, UM_TRANSPORT_UDP, 5080, UM_VANTAGE_BOTH, 1,
    "Port 5060 was not used" },
  { "tls only", FALSE, FALSE, FALSE, FALSE, FALSE, UM_TRANSPORT_TLS, 5061, UM_VANTAGE_UNKNOWN, 1,
    "encrypted" },
};

static void
gaps_follow_the_coverage (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (gap_rows); i++)
    {
      g_autoptr (FindingsBuilder) builder = findings_builder_new ("a.pcap");
      UmCoverage *coverage = &builder->findings.coverage;
      g_autoptr (GPtrArray) gaps = NULL;

      print_message ("%s\n", gap_rows[i].label);
      findings_builder_add_phone (builder, "x", UM_VERDICT_INCONCLUSIVE, UM_CERTAINTY_NONE);
      coverage->registration = gap_rows[i].registration;
      coverage->outbound_invite = gap_rows[i].outbound;
      coverage->answer_sdp = gap_rows[i].answer;
      coverage->inbound_invite = gap_rows[i].inbound;
      coverage->inbound_on_lan = gap_rows[i].inbound_on_lan;
      coverage->transports = 1u << gap_rows[i].transport;
      g_array_append_val (coverage->ports, gap_rows[i].port);
      builder->findings.vantage = gap_rows[i].vantage;
      gaps = um_report_gaps (&builder->findings);
      assert_int_equal (gaps->len, gap_rows[i].n_gaps);
      if (gap_rows[i].says != NULL)
        {
          g_autofree char *text = um_sentence_dup_text (gaps->pdata[0], NULL);

          assert_says (text, gap_rows[i].says);
        }
    }
}

static const char *
shouted (const char *english)
{
  return strcmp (english, "EVIDENCE") == 0 ? "BELEGE" : english;
}

static void
fixed_words_go_through_the_translation (void **state)
{
  g_autoptr (FindingsBuilder) builder = findings_builder_new_detected ();
  UmReportOptions options = { .translate = shouted };
  g_autofree char *text = text_of (builder, &options, FALSE);

  assert_says (text, "\nBELEGE\n");
  assert_null (strstr (text, "\nEVIDENCE\n"));
}

static void
a_matched_router_brings_its_steps_and_commands (void **state)
{
  g_autoptr (FindingsBuilder) builder = findings_builder_new_detected ();
  UmRouterMethod method = { .title = (char *) "By SSH",
                            .steps = g_ptr_array_new (),
                            .commands = g_ptr_array_new () };
  UmRouter router = { .id = (char *) "acme-one", .title = (char *) "Acme One" };
  UmRouterMatch match = { &router, findings_builder_say (builder, "named by the evidence") };
  g_autoptr (GPtrArray) matches = g_ptr_array_new ();
  UmReportOptions options = { .matches = matches };
  g_autofree char *text = NULL;

  router.methods = g_ptr_array_new ();
  router.cautions = g_ptr_array_new ();
  g_ptr_array_add (method.steps, (char *) "Log in as administrator.");
  g_ptr_array_add (method.commands, (char *) "set sip-helper disable");
  g_ptr_array_add (router.methods, &method);
  g_ptr_array_add (router.cautions, (char *) "Calls are cut.");
  g_ptr_array_add (matches, &match);
  text = text_of (builder, &options, FALSE);
  assert_says (text, "Acme One (acme-one)");
  assert_says (text, "1. Log in as administrator.");
  assert_says (text, "\n        set sip-helper disable\n");
  assert_says (text, "!  Calls are cut.");
  assert_null (strstr (text, "routers search"));
  g_ptr_array_unref (method.steps);
  g_ptr_array_unref (method.commands);
  g_ptr_array_unref (router.methods);
  g_ptr_array_unref (router.cautions);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (the_verdict_comes_first_and_in_words),
    cmocka_unit_test (phones_with_the_verdict_are_counted),
    cmocka_unit_test (detected_phones_are_listed_before_the_others),
    cmocka_unit_test (the_report_says_what_was_found_and_where),
    cmocka_unit_test (carets_stand_below_the_offending_part),
    cmocka_unit_test (only_offending_parts_have_carets),
    cmocka_unit_test (colour_comes_besides_the_words),
    cmocka_unit_test (control_characters_of_a_capture_never_reach_the_terminal),
    cmocka_unit_test (a_comparison_prints_before_above_after),
    cmocka_unit_test (explanations_are_wrapped_and_sip_lines_are_not),
    cmocka_unit_test (what_is_not_listed_is_counted),
    cmocka_unit_test (gaps_follow_the_coverage),
    cmocka_unit_test (fixed_words_go_through_the_translation),
    cmocka_unit_test (a_matched_router_brings_its_steps_and_commands),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
