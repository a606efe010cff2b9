#include "support/test.h"

#include "core/error.h"
#include "report/report-json.h"
#include "support/findings-builder.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>

/* Parses one line of output; fails the test when it is not exactly one JSON object on one line. */
static JsonNode *
parse_line (const char *line)
{
  g_autoptr (GError) error = NULL;
  JsonNode *root;

  assert_true (g_utf8_validate (line, -1, NULL));
  assert_null (strchr (line, '\n'));
  root = json_from_string (line, &error);
  assert_null (error);
  assert_true (JSON_NODE_HOLDS_OBJECT (root));
  return root;
}

static JsonNode *
report_of (const FindingsBuilder *builder, const UmReportOptions *options)
{
  g_autofree char *line = um_report_json_new (&builder->findings, options);

  return parse_line (line);
}

static const char *
string_at (JsonNode *root, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) found = json_path_query (path, root, &error);
  JsonArray *hits;

  assert_null (error);
  hits = json_node_get_array (found);
  if (json_array_get_length (hits) != 1)
    fail_msg ("%s: %u values", path, json_array_get_length (hits));
  if (json_array_get_null_element (hits, 0))
    return NULL;
  assert_int_equal (json_node_get_value_type (json_array_get_element (hits, 0)), G_TYPE_STRING);
  return json_array_get_string_element (hits, 0);
}

static gint64
int_at (JsonNode *root, const char *path)
{
  g_autoptr (JsonNode) found = json_path_query (path, root, NULL);
  JsonArray *hits = json_node_get_array (found);

  assert_int_equal (json_array_get_length (hits), 1);
  assert_int_equal (json_node_get_value_type (json_array_get_element (hits, 0)), G_TYPE_INT64);
  return json_array_get_int_element (hits, 0);
}

static gboolean
bool_at (JsonNode *root, const char *path)
{
  g_autoptr (JsonNode) found = json_path_query (path, root, NULL);
  JsonArray *hits = json_node_get_array (found);

  assert_int_equal (json_array_get_length (hits), 1);
  assert_int_equal (json_node_get_value_type (json_array_get_element (hits, 0)), G_TYPE_BOOLEAN);
  return json_array_get_boolean_element (hits, 0);
}

static guint
length_at (JsonNode *root, const char *path)
{
  g_autoptr (JsonNode) found = json_path_query (path, root, NULL);
  JsonArray *hits = json_node_get_array (found);

  assert_int_equal (json_array_get_length (hits), 1);
  return json_array_get_length (json_array_get_array_element (hits, 0));
}

/* path, expected text; NULL: null. */
static const char *const detected_strings[][2] = {
  { "$.format", "unmangle-findings" },
  { "$.source.name", "site.pcap" },
  { "$.source.kind", "pcap" },
  { "$.source.first_time", "2026-01-05T10:00:00.000000Z" },
  { "$.source.last_time", "2026-01-05T10:01:00.500000Z" },
  { "$.source.vantage", "server" },
  { "$.source.vantage_reason", "The trace was written by the phone system." },
  { "$.source.damage[0].kind", "truncated-file" },
  { "$.source.damage[0].detail", "the file ends in the middle of a packet" },
  { "$.verdict", "alg-detected" },
  { "$.certainty", "likely" },
  { "$.leans", "alg" },
  { "$.headline", "A SIP ALG rewrote the messages of the only phone in this capture." },
  { "$.next_step", "Switch the SIP ALG off and capture the same call again." },
  { "$.alg.family", NULL },
  { "$.alg.box", "customer-router" },
  { "$.phones[0].name", "Polycom VVX 410" },
  { "$.phones[0].aor", "sip:1001@pbx.example.net" },
  { "$.phones[0].user_agent", "PolycomVVX-VVX_410-UA/5.5.1" },
  { "$.phones[0].address", NULL },
  { "$.phones[0].public_address", "203.0.113.50:1024" },
  { "$.phones[0].verdict", "alg-detected" },
  { "$.phones[0].certainty", "likely" },
  { "$.evidence[0].rule", "public-contact" },
  { "$.evidence[0].grade", "strong" },
  { "$.evidence[0].message.time", "2026-01-05T10:00:00.000000Z" },
  { "$.evidence[0].message.from", "203.0.113.50:1024" },
  { "$.evidence[0].message.to", NULL },
  { "$.evidence[0].message.first_line", "INVITE sip:1002@pbx.example.net SIP/2.0" },
  { "$.evidence[0].message.call_id", "84b1@192.168.1.50" },
  { "$.evidence[0].message.cseq", "1 INVITE" },
  { "$.evidence[0].lines[0].mark", "normal" },
  { "$.evidence[0].lines[2].mark", "offending" },
  { "$.evidence[0].lines[2].text", "Contact: <sip:1001@203.0.113.50:1024>" },
  { "$.evidence[0].lines[2].before", NULL },
  { "$.evidence[0].lines[2].after", NULL },
  { "$.evidence[1].explanation", "The SDP body names the router's public address." },
  { "$.evidence[2].grade", "clears" },
  { "$.evidence[2].message.time", NULL },
  { "$.evidence[2].lines[0].mark", "untouched" },
  { "$.evidence[2].lines[1].mark", "context" },
  { "$.evidence[3].phone", NULL },
  { "$.evidence[3].message", NULL },
  { "$.coverage.transports[0]", "udp" },
};

static void
every_field_of_the_contract_is_there (void **state)
{
  g_autoptr (FindingsBuilder) builder = findings_builder_new_detected ();
  g_autoptr (JsonNode) root = report_of (builder, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (detected_strings); i++)
    {
      const char *value = string_at (root, detected_strings[i][0]);

      print_message ("%s\n", detected_strings[i][0]);
      if (detected_strings[i][1] == NULL)
        assert_null (value);
      else
        {
          assert_non_null (value);
          assert_string_equal (value, detected_strings[i][1]);
        }
    }
}

static void
numbers_booleans_and_lists_have_their_types (void **state)
{
  g_autoptr (FindingsBuilder) builder = findings_builder_new_detected ();
  g_autoptr (JsonNode) root = report_of (builder, NULL);

  assert_int_equal (int_at (root, "$.version"), 1);
  assert_int_equal (int_at (root, "$.source.packets"), 2300);
  assert_int_equal (int_at (root, "$.source.sip_messages"), 2);
  assert_int_equal (int_at (root, "$.source.damage[0].count"), 1);
  assert_int_equal (length_at (root, "$.source.damage"), 1);
  assert_int_equal (int_at (root, "$.phones[0].id"), 1);
  assert_int_equal (length_at (root, "$.phones[0].evidence"), 3);
  assert_int_equal (int_at (root, "$.phones[0].evidence[2]"), 3);
  assert_int_equal (int_at (root, "$.evidence[0].id"), 1);
  assert_int_equal (int_at (root, "$.evidence[0].phone"), 1);
  assert_int_equal (int_at (root, "$.evidence[0].message.frame"), 12);
  assert_int_equal (int_at (root, "$.evidence[0].lines[0].number"), 0);
  assert_int_equal (int_at (root, "$.evidence[0].lines[2].number"), 8);
  assert_int_equal (length_at (root, "$.evidence[3].lines"), 0);
  assert_true (bool_at (root, "$.coverage.register"));
  assert_true (bool_at (root, "$.coverage.outbound_invite"));
  assert_false (bool_at (root, "$.coverage.answer_sdp"));
  assert_false (bool_at (root, "$.coverage.inbound_invite"));
  assert_false (bool_at (root, "$.coverage.inbound_on_lan"));
  assert_int_equal (int_at (root, "$.coverage.ports[0]"), 5060);
  assert_int_equal (length_at (root, "$.media"), 0);
  assert_int_equal (length_at (root, "$.symptoms"), 0);
  assert_int_equal (length_at (root, "$.routers"), 0);
}

/* A reader cuts the printed text by the spans and must get the address. */
static void
spans_are_byte_offsets_into_the_text_as_printed (void **state)
{
  g_autoptr (FindingsBuilder) builder = findings_builder_new ("a.pcap");
  UmEvidence *evidence =
      findings_builder_add_evidence (builder, "public-contact", UM_GRADE_STRONG, NULL, NULL, "x");
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *cut = NULL;
  const char *text;
  gint64 start, end;

  findings_builder_add_line (builder, evidence, 8,
                             "Contact: \"Zo\xc3\xab \\xFF\" <sip:203.0.113.50>", UM_MARK_OFFENDING,
                             "203.0.113.50");
  root = report_of (builder, NULL);
  text = string_at (root, "$.evidence[0].lines[0].text");
  start = int_at (root, "$.evidence[0].lines[0].spans[0][0]");
  end = int_at (root, "$.evidence[0].lines[0].spans[0][1]");
  assert_int_equal (length_at (root, "$.evidence[0].lines[0].spans"), 1);
  assert_true (start < end && end <= (gint64) strlen (text));
  cut = g_strndup (text + start, end - start);
  assert_string_equal (cut, "203.0.113.50");
}

static void
compared_lines_carry_before_and_after (void **state)
{
  g_autoptr (FindingsBuilder) builder = findings_builder_new ("a.pcap");
  UmEvidence *evidence =
      findings_builder_add_evidence (builder, "paired", UM_GRADE_PROOF, NULL, NULL, "x");
  UmMarkedLine *line = findings_builder_add_line (builder, evidence, 3, "c=IN IP4 203.0.113.50",
                                                  UM_MARK_OFFENDING, NULL);
  g_autoptr (JsonNode) root = NULL;

  line->before = g_strdup ("c=IN IP4 192.168.1.50");
  line->after = g_strdup ("c=IN IP4 203.0.113.50");
  root = report_of (builder, NULL);
  assert_string_equal (string_at (root, "$.evidence[0].grade"), "proof");
  assert_string_equal (string_at (root, "$.evidence[0].lines[0].before"), "c=IN IP4 192.168.1.50");
  assert_string_equal (string_at (root, "$.evidence[0].lines[0].after"), "c=IN IP4 203.0.113.50");
  assert_int_equal (length_at (root, "$.evidence[0].lines[0].spans"), 0);
}

static void
a_comparison_names_both_sources_and_its_pairs (void **state)
{
  g_autoptr (FindingsBuilder) inside = findings_builder_new_detected ();
  g_autoptr (FindingsBuilder) outside = findings_builder_new ("wan.pcap");
  g_autoptr (JsonNode) root = NULL;

  findings_builder_compare (inside, outside);
  root = report_of (inside, NULL);
  assert_false (json_object_has_member (json_node_get_object (root), "source"));
  assert_int_equal (length_at (root, "$.sources"), 2);
  assert_string_equal (string_at (root, "$.sources[0].name"), "site.pcap");
  assert_string_equal (string_at (root, "$.sources[1].name"), "wan.pcap");
  assert_string_equal (string_at (root, "$.sources[1].vantage"), "unknown");
  assert_int_equal (int_at (root, "$.sources[1].sip_messages"), 1);
  assert_int_equal (int_at (root, "$.pairs.matched"), 118);
  assert_int_equal (int_at (root, "$.pairs.only_inside"), 2);
  assert_int_equal (int_at (root, "$.pairs.only_outside"), 3);
  assert_int_equal (int_at (root, "$.pairs.clock_offset_us"), -2500000);
  assert_string_equal (string_at (root, "$.evidence[0].message.side"), "inside");
  assert_string_equal (string_at (root, "$.evidence[4].message.side"), "outside");
}

/* Scripts tell the two kinds of document apart by these. */
static void
a_single_capture_has_neither_pairs_nor_sides (void **state)
{
  g_autoptr (FindingsBuilder) builder = findings_builder_new_detected ();
  g_autofree char *line = um_report_json_new (&builder->findings, NULL);

  assert_null (strstr (line, "\"pairs\""));
  assert_null (strstr (line, "\"sources\""));
  assert_null (strstr (line, "\"side\""));
}

static void
an_empty_case_prints_nulls_and_empty_lists (void **state)
{
  g_autoptr (FindingsBuilder) builder = findings_builder_new ("empty.txt");
  g_autoptr (JsonNode) root = NULL;

  builder->about.kind = UM_SOURCE_TEXT;
  root = report_of (builder, NULL);
  assert_string_equal (string_at (root, "$.source.kind"), "text");
  assert_string_equal (string_at (root, "$.source.vantage"), "unknown");
  assert_string_equal (string_at (root, "$.verdict"), "inconclusive");
  assert_string_equal (string_at (root, "$.certainty"), "none");
  assert_null (string_at (root, "$.leans"));
  assert_null (string_at (root, "$.next_step"));
  assert_null (string_at (root, "$.alg"));
  assert_null (string_at (root, "$.source.first_time"));
  assert_null (string_at (root, "$.source.last_time"));
  assert_int_equal (length_at (root, "$.source.damage"), 0);
  assert_int_equal (length_at (root, "$.phones"), 0);
  assert_int_equal (length_at (root, "$.evidence"), 0);
  assert_int_equal (length_at (root, "$.coverage.transports"), 0);
  assert_int_equal (length_at (root, "$.coverage.ports"), 0);
}

/* Bytes of a hostile capture, in every place that is not escaped by those who fill it. */
static void
hostile_bytes_never_make_the_line_invalid (void **state)
{
  g_autoptr (FindingsBuilder) builder = findings_builder_new ("bad\xff\n\"name\".pcap");
  UmPhoneFinding *phone = findings_builder_add_phone (builder,
                                                      "a\xc0\x80"
                                                      "b",
                                                      UM_VERDICT_NO_ALG, UM_CERTAINTY_EXCLUDED);
  UmMessage *message = findings_builder_add_message (
      builder, G_MAXUINT64, 0, "INVITE sip:\xf0\x9f\"\\\x01@h SIP/2.0\r\nX: y\r\n\r\n");
  g_autoptr (JsonNode) root = NULL;

  message->call_id = um_string_new (builder->arena, UM_SLICE ("\xe2\x80\xae\x00z"));
  message->method_text = um_string_new (builder->arena, UM_SLICE ("IN\nVITE"));
  findings_builder_add_evidence (builder, "rule", UM_GRADE_WEAK, phone, message, "caf\xe9");
  root = report_of (builder, NULL);
  assert_string_equal (string_at (root, "$.source.name"), "bad\\xFF\\x0A\"name\".pcap");
  assert_string_equal (string_at (root, "$.phones[0].name"), "a\\xC0\\x80b");
  assert_string_equal (string_at (root, "$.evidence[0].message.first_line"),
                       "INVITE sip:\\xF0\\x9F\"\\\\x01@h SIP/2.0");
  assert_string_equal (string_at (root, "$.evidence[0].message.call_id"), "\\u{202E}\\x00z");
  assert_string_equal (string_at (root, "$.evidence[0].message.cseq"), "1 IN\\x0AVITE");
  assert_string_equal (string_at (root, "$.evidence[0].explanation"), "caf\\xE9");
  assert_int_equal (int_at (root, "$.evidence[0].message.frame"), G_MAXINT64);
}

static void
matched_routers_are_named_with_their_reason (void **state)
{
  g_autoptr (FindingsBuilder) builder = findings_builder_new_detected ();
  UmRouter router = { .id = (char *) "avm-fritzbox" };
  UmRouterMatch match = { &router, findings_builder_say (builder, "its MAC address") };
  g_autoptr (GPtrArray) matches = g_ptr_array_new ();
  UmReportOptions options = { .matches = matches };
  g_autoptr (JsonNode) root = NULL;

  g_ptr_array_add (matches, &match);
  root = report_of (builder, &options);
  assert_int_equal (length_at (root, "$.routers"), 1);
  assert_string_equal (string_at (root, "$.routers[0].id"), "avm-fritzbox");
  assert_string_equal (string_at (root, "$.routers[0].reason"), "its MAC address");
}

static const struct
{
  UmErrorCode code;
  const char *word;
} error_rows[] = {
  { UM_ERROR_UNSUPPORTED, "unsupported" },
  { UM_ERROR_EMPTY, "empty" },
  { UM_ERROR_DAMAGED, "damaged" },
  { UM_ERROR_FAILED, "failed" },
};

static void
an_unreadable_file_gives_an_error_and_no_verdict (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (error_rows); i++)
    {
      g_autoptr (GError) error = g_error_new (UM_ERROR, error_rows[i].code, "reading x: \"no\"");
      g_autofree char *line = um_report_json_new_for_error ("x\xff.pcap", error);
      g_autoptr (JsonNode) root = parse_line (line);

      assert_string_equal (string_at (root, "$.format"), "unmangle-findings");
      assert_int_equal (int_at (root, "$.version"), 1);
      assert_string_equal (string_at (root, "$.source.name"), "x\\xFF.pcap");
      assert_string_equal (string_at (root, "$.error.code"), error_rows[i].word);
      assert_string_equal (string_at (root, "$.error.message"), "reading x: \"no\"");
      assert_false (json_object_has_member (json_node_get_object (root), "verdict"));
      assert_false (json_object_has_member (json_node_get_object (root), "evidence"));
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (every_field_of_the_contract_is_there),
    cmocka_unit_test (numbers_booleans_and_lists_have_their_types),
    cmocka_unit_test (spans_are_byte_offsets_into_the_text_as_printed),
    cmocka_unit_test (compared_lines_carry_before_and_after),
    cmocka_unit_test (a_comparison_names_both_sources_and_its_pairs),
    cmocka_unit_test (a_single_capture_has_neither_pairs_nor_sides),
    cmocka_unit_test (an_empty_case_prints_nulls_and_empty_lists),
    cmocka_unit_test (hostile_bytes_never_make_the_line_invalid),
    cmocka_unit_test (matched_routers_are_named_with_their_reason),
    cmocka_unit_test (an_unreadable_file_gives_an_error_and_no_verdict),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
