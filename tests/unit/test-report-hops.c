#include "support/test.h"

#include "core/text.h"
#include "report/report-hops.h"

#include <json-glib/json-glib.h>

static UmHopRun *
new_run (gboolean changed)
{
  UmHopRun *run = um_hop_run_new ();
  UmHop *first = um_hop_new (1), *second = um_hop_new (2);
  UmExchange *same = um_exchange_new ("INVITE", 341), *other = um_exchange_new ("INVITE", 341);

  run->local = (UmEndpoint){ um_address_from_ipv4 (0xc0a80132), 5060 };
  run->target = (UmEndpoint){ um_address_from_ipv4 (0xc6336450), 5060 };
  run->target_name = g_strdup ("pbx.example.net");
  run->packets = 9;
  run->reach = 2;
  run->distance = 3;
  run->first_time_us = UM_TIME_UNKNOWN;
  run->last_time_us = 0;
  first->address = um_address_from_ipv4 (0xc0a80101);
  second->address = um_address_from_ipv4 (0xcb007101);
  same->result = other->result = UM_HOP_UNTOUCHED;
  same->quoted = other->quoted = 341;
  if (changed)
    {
      other->result = UM_HOP_CHANGED;
      other->quoted = 337;
      um_exchange_add_line (other, 2, UM_SLICE ("Contact: <sip:u@192.168.1.50:5060>"),
                            UM_SLICE ("Contact: <sip:u@203.0.113.9:5060>"));
      um_exchange_add_line (other, 3, UM_SLICE ("Supported: 100rel"), UM_SLICE_UNSET);
      um_exchange_add_line (other, 4, UM_SLICE_UNSET, UM_SLICE ("X-Alg: \033[2J"));
    }
  um_hop_take_exchange (first, same);
  um_hop_take_exchange (second, other);
  g_ptr_array_add (run->hops, first);
  g_ptr_array_add (run->hops, second);
  return run;
}

static JsonNode *
to_json (const UmHopRun *run)
{
  g_autoptr (UmHopVerdict) verdict = um_hop_verdict_new (run);
  g_autofree char *text = um_report_hops_json_new (run, verdict);
  g_autoptr (GError) error = NULL;
  JsonNode *node = json_from_string (text, &error);

  assert_null (error);
  assert_null (strchr (text, '\n'));
  return node;
}

static void
changed_path_follows_the_contract (void **state)
{
  g_autoptr (UmHopRun) run = new_run (TRUE);
  g_autoptr (JsonNode) node = to_json (run);
  JsonObject *root = json_node_get_object (node);
  JsonObject *source = json_object_get_object_member (root, "source");
  JsonArray *hops = json_object_get_array_member (root, "hops");
  JsonObject *hop = json_array_get_object_element (hops, 1);
  JsonArray *lines = json_object_get_array_member (hop, "lines");
  JsonObject *line = json_array_get_object_element (lines, 0);
  JsonArray *span = json_array_get_array_element (json_object_get_array_member (line, "spans"), 0);

  assert_string_equal (json_object_get_string_member (root, "format"), "unmangle-findings");
  assert_int_equal (json_object_get_int_member (root, "version"), 1);
  assert_string_equal (json_object_get_string_member (source, "kind"), "hops");
  assert_string_equal (json_object_get_string_member (source, "name"), "pbx.example.net");
  assert_true (json_object_get_null_member (source, "first_time"));
  assert_string_equal (json_object_get_string_member (source, "last_time"),
                       "1970-01-01T00:00:00.000000Z");
  assert_string_equal (json_object_get_string_member (root, "verdict"), "alg-detected");
  assert_string_equal (json_object_get_string_member (root, "certainty"), "proven");
  assert_int_equal (json_array_get_length (hops), 2);
  assert_int_equal (json_object_get_int_member (hop, "ttl"), 2);
  assert_string_equal (json_object_get_string_member (hop, "address"), "203.0.113.1");
  assert_string_equal (json_object_get_string_member (hop, "result"), "changed");
  assert_int_equal (json_object_get_int_member (hop, "quoted"), 337);
  assert_int_equal (json_array_get_length (lines), 3);
  assert_string_equal (json_object_get_string_member (line, "text"),
                       "Contact: <sip:u@203.0.113.9:5060>");
  assert_string_equal (json_object_get_string_member (line, "mark"), "offending");
  assert_int_equal (json_array_get_int_element (span, 0), 16);
  assert_int_equal (json_array_get_int_element (span, 1), 27);
  assert_true (json_object_get_null_member (json_array_get_object_element (lines, 1), "after"));
  assert_string_equal (
      json_object_get_string_member (json_array_get_object_element (lines, 1), "text"),
      "Supported: 100rel");
  assert_true (json_object_get_null_member (json_array_get_object_element (lines, 2), "before"));
  assert_int_equal (json_array_get_length (json_object_get_array_member (root, "evidence")), 1);
  assert_int_equal (json_array_get_length (json_object_get_array_member (root, "phones")), 0);
}

static void
untouched_path_has_no_evidence_and_no_segment (void **state)
{
  g_autoptr (UmHopRun) run = new_run (FALSE);
  g_autoptr (JsonNode) node = to_json (run);
  JsonObject *root = json_node_get_object (node);

  assert_string_equal (json_object_get_string_member (root, "verdict"), "inconclusive");
  assert_string_equal (json_object_get_string_member (root, "leans"), "no-alg");
  assert_true (json_object_get_null_member (root, "segment"));
  assert_true (json_object_get_null_member (root, "alg"));
  assert_int_equal (json_array_get_length (json_object_get_array_member (root, "evidence")), 0);
}

static void
text_tells_the_verdict_the_lines_and_the_scope (void **state)
{
  g_autoptr (UmHopRun) run = new_run (TRUE);
  g_autoptr (UmHopVerdict) verdict = um_hop_verdict_new (run);
  g_autofree char *plain = um_report_hops_text_new (run, verdict, NULL, FALSE);
  g_autofree char *coloured = um_report_hops_text_new (run, verdict, NULL, TRUE);

  assert_true (g_str_has_prefix (plain, "SIP ALG detected (proven)\n"));
  assert_non_null (strstr (plain, "- Contact: <sip:u@192.168.1.50:5060>\n"));
  assert_non_null (strstr (plain, "+ Contact: <sip:u@203.0.113.9:5060>\n"));
  assert_non_null (strstr (plain, "CHANGED  INVITE 337/341"));
  assert_non_null (strstr (plain, "does not clear phones"));
  assert_null (strchr (plain, '\033')); /* neither colour nor what a router put in */
  assert_non_null (strchr (coloured, '\033'));
  assert_null (strstr (coloured, "\033[2J"));
}

static void
busy_port_is_told (void **state)
{
  g_autoptr (UmHopRun) run = new_run (FALSE);
  g_autoptr (UmHopVerdict) verdict = NULL;
  g_autofree char *text = NULL;

  run->local.port = 5062;
  run->port_holder = g_strdup ("baresip (process 123)");
  verdict = um_hop_verdict_new (run);
  text = um_report_hops_text_new (run, verdict, NULL, FALSE);
  assert_non_null (strstr (text, "in use by baresip (process 123)"));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (changed_path_follows_the_contract),
    cmocka_unit_test (untouched_path_has_no_evidence_and_no_segment),
    cmocka_unit_test (text_tells_the_verdict_the_lines_and_the_scope),
    cmocka_unit_test (busy_port_is_told),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
