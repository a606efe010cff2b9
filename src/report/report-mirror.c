/* The mirror test in the contract's form (unknown fields are added: "exchanges", "nat", "scope")
 * and for people: a message a line, and below a changed one its lines before and after. */

#include "report/report-mirror.h"

#include "report/report-probe-parts.h"
#include "report/report.h"

/* --- JSON --- */

static void
add_endpoint (UmJsonWriter *json, const char *name, const UmEndpoint *endpoint)
{
  char buffer[UM_ENDPOINT_STRING_MAX];

  um_probe_json_add_string (
      json, name,
      um_address_is_set (&endpoint->address) ? um_endpoint_to_string (endpoint, buffer) : NULL);
}

static void
add_source (UmJsonWriter *json, const UmMirrorRun *run)
{
  um_json_writer_set_member_name (json, "source");
  um_json_writer_begin_object (json);
  um_probe_json_add_string (json, "name", run->server_name);
  um_probe_json_add_string (json, "kind", "mirror");
  um_probe_json_add_int (json, "packets", run->packets);
  um_probe_json_add_int (json, "sip_messages", run->exchanges->len);
  um_probe_json_add_time (json, "first_time", run->first_time_us);
  um_probe_json_add_time (json, "last_time", run->last_time_us);
  um_probe_json_add_string (json, "vantage", "both");
  um_probe_json_add_string (json, "vantage_reason",
                            "the test ran on this computer, and the mirror told what it received");
  um_probe_json_add_empty_array (json, "damage");
  add_endpoint (json, "from", &run->local);
  add_endpoint (json, "to", &run->server);
  um_probe_json_add_string (json, "port_5060_held_by", run->port_holder);
  um_json_writer_end_object (json);
}

/* What a mirror calls lost, a hop calls silent. */
static const char *
result_name (UmHopResult result)
{
  return result == UM_HOP_SILENT ? "lost" : um_hop_result_name (result);
}

static void
add_lines (UmJsonWriter *json, const UmExchange *exchange)
{
  um_json_writer_set_member_name (json, "lines");
  um_json_writer_begin_array (json);
  for (guint i = 0; i < exchange->lines->len; i++)
    um_probe_json_add_line (json, exchange->method, exchange->lines->pdata[i]);
  um_json_writer_end_array (json);
}

static void
add_exchange (UmJsonWriter *json, const UmMirrorExchange *one)
{
  um_json_writer_begin_object (json);
  um_probe_json_add_string (json, "direction", um_mirror_direction_name (one->direction));
  um_probe_json_add_string (json, "transport", one->tcp ? "tcp" : "udp");
  um_probe_json_add_int (json, "port", one->port);
  um_probe_json_add_string (json, "method", one->exchange->method);
  um_probe_json_add_string (json, "result", result_name (one->exchange->result));
  um_probe_json_add_int (json, "sent", one->exchange->sent);
  um_probe_json_add_int (json, "arrived", one->exchange->quoted);
  add_lines (json, one->exchange);
  um_json_writer_end_object (json);
}

static void
add_answer (UmJsonWriter *json, const char *name, UmAnswer answer)
{
  um_json_writer_set_member_name (json, name);
  if (answer == UM_ANSWER_UNKNOWN)
    um_json_writer_add_null (json);
  else
    um_json_writer_add_boolean (json, answer == UM_ANSWER_YES);
}

static UmAnswer
same (const UmEndpoint *a, gboolean known, gboolean equal)
{
  if (!known || !um_address_is_set (&a->address))
    return UM_ANSWER_UNKNOWN;
  return equal ? UM_ANSWER_YES : UM_ANSWER_NO;
}

static void
add_nat (UmJsonWriter *json, const UmMirrorRun *run)
{
  um_json_writer_set_member_name (json, "nat");
  um_json_writer_begin_object (json);
  add_endpoint (json, "seen", &run->seen);
  add_endpoint (json, "seen_on_other_port", &run->seen_other);
  add_answer (json, "port_preserved", same (&run->seen, TRUE, run->seen.port == run->local.port));
  add_answer (json, "endpoint_independent",
              same (&run->seen, um_address_is_set (&run->seen_other.address),
                    um_endpoint_equal (&run->seen, &run->seen_other)));
  add_answer (json, "hairpin", run->hairpin);
  um_probe_json_add_int (json, "binding_kept_seconds", run->lifetime_kept);
  um_probe_json_add_int (json, "binding_lost_seconds", run->lifetime_lost);
  um_json_writer_end_object (json);
}

static void
add_evidence (UmJsonWriter *json, const UmMirrorRun *run, const UmMirrorVerdict *verdict)
{
  gint64 id = 0;

  um_json_writer_set_member_name (json, "evidence");
  um_json_writer_begin_array (json);
  for (guint i = 0; i < run->exchanges->len; i++)
    {
      const UmMirrorExchange *one = run->exchanges->pdata[i];

      if (one->exchange->result != UM_HOP_CHANGED)
        continue;
      um_json_writer_begin_object (json);
      um_probe_json_add_int (json, "id", (guint64) ++id);
      um_probe_json_add_string (json, "rule", "mirror-changed");
      um_probe_json_add_string (json, "grade", um_grade_name (UM_GRADE_PROOF));
      um_probe_json_add_string (json, "phone", NULL);
      um_probe_json_add_string (json, "message", NULL);
      add_lines (json, one->exchange);
      um_probe_json_add_sentence (json, "explanation", verdict->headline);
      um_json_writer_end_object (json);
    }
  um_json_writer_end_array (json);
}

char *
um_report_mirror_json_new (const UmMirrorRun *run, const UmMirrorVerdict *verdict)
{
  UmJsonWriter *json = um_json_writer_new ();

  um_json_writer_begin_object (json);
  um_probe_json_add_string (json, "format", "unmangle-findings");
  um_probe_json_add_int (json, "version", 1);
  add_source (json, run);
  um_probe_json_add_string (json, "verdict", um_verdict_name (verdict->verdict));
  um_probe_json_add_string (json, "certainty", um_certainty_name (verdict->certainty));
  um_probe_json_add_string (json, "leans", um_leans_name (verdict->leans));
  um_probe_json_add_sentence (json, "headline", verdict->headline);
  um_probe_json_add_sentence (json, "explanation", verdict->explanation);
  um_probe_json_add_sentence (json, "next_step", verdict->next_step);
  um_probe_json_add_sentence (json, "scope", verdict->scope);
  um_probe_json_add_string (json, "alg", NULL);
  um_json_writer_set_member_name (json, "exchanges");
  um_json_writer_begin_array (json);
  for (guint i = 0; i < run->exchanges->len; i++)
    add_exchange (json, run->exchanges->pdata[i]);
  um_json_writer_end_array (json);
  add_nat (json, run);
  um_probe_json_add_empty_array (json, "phones");
  add_evidence (json, run, verdict);
  um_probe_json_add_coverage (json);
  um_probe_json_add_empty_array (json, "media");
  um_probe_json_add_empty_array (json, "symptoms");
  um_probe_json_add_empty_array (json, "routers");
  um_json_writer_end_object (json);
  return um_json_writer_free_to_string (json);
}

/* --- text --- */

static const char *
direction_words (UmMirrorDirection direction)
{
  switch (direction)
    {
    case UM_MIRROR_REQUEST_OUT:
      return N_ ("sent");
    case UM_MIRROR_RESPONSE_IN:
      return N_ ("its answer");
    case UM_MIRROR_REQUEST_IN:
      return N_ ("call from the mirror");
    case UM_MIRROR_RESPONSE_OUT:
      return N_ ("answer sent");
    }
  g_return_val_if_reached ("");
}

static void
put_one (UmProbePrinter *self, const UmMirrorExchange *one)
{
  UmHopResult result = one->exchange->result;
  const char *shade = result == UM_HOP_CHANGED ? UM_PROBE_RED : UM_PROBE_GREEN;
  const char *words = result == UM_HOP_CHANGED     ? N_ ("CHANGED")
                      : result == UM_HOP_UNTOUCHED ? N_ ("untouched")
                                                   : N_ ("lost");
  gboolean colour = self->colour && result != UM_HOP_SILENT;

  g_string_append_printf (
      self->out, "  %s %-5u  %-8s  %-22s  %s%s%s\n", one->tcp ? "TCP" : "UDP", one->port,
      one->exchange->method, um_probe_printer_tr (self, direction_words (one->direction)),
      colour ? shade : "", um_probe_printer_tr (self, words), colour ? UM_PROBE_RESET : "");
  um_probe_printer_put_exchange (self, one->exchange);
}

static void
put_messages (UmProbePrinter *self, const UmMirrorRun *run)
{
  char local[UM_ENDPOINT_STRING_MAX], server[UM_ENDPOINT_STRING_MAX];
  g_autoptr (UmSentence) way = um_sentence_new (N_ ("From {0} to the mirror {1}."),
                                                um_endpoint_to_string (&run->local, local),
                                                um_endpoint_to_string (&run->server, server), NULL);
  g_autoptr (UmSentence) detector =
      um_sentence_new (N_ ("That server is an old sip-alg-detector: it mirrors an INVITE over UDP, "
                           "and nothing else."),
                       NULL);

  um_probe_printer_put_heading (self, N_ ("THE MESSAGES"));
  um_probe_printer_put_sentence (self, way);
  if (run->is_detector)
    um_probe_printer_put_sentence (self, detector);
  for (guint i = 0; i < run->exchanges->len; i++)
    put_one (self, run->exchanges->pdata[i]);
}

char *
um_report_mirror_text_new (const UmMirrorRun *run,
                           const UmMirrorVerdict *verdict,
                           UmTranslateFunc translate,
                           gboolean colour)
{
  UmProbePrinter self = { g_string_new (NULL), translate, colour };
  const char *words =
      um_report_verdict_words (verdict->verdict, verdict->certainty, verdict->leans);
  const char *shade = verdict->verdict == UM_VERDICT_ALG_DETECTED ? UM_PROBE_RED
                      : verdict->verdict == UM_VERDICT_NO_ALG     ? UM_PROBE_GREEN
                                                                  : UM_PROBE_YELLOW;

  g_string_append_printf (self.out, "%s%s%s%s\n\n", colour ? UM_PROBE_BOLD : "",
                          colour ? shade : "", um_probe_printer_tr (&self, words),
                          colour ? UM_PROBE_RESET : "");
  um_probe_printer_put_sentence (&self, verdict->headline);
  um_probe_printer_put_sentence (&self, verdict->explanation);
  um_probe_printer_put_sentence (&self, verdict->scope);
  if (run->exchanges->len > 0)
    put_messages (&self, run);
  if (verdict->nat->len > 0)
    um_probe_printer_put_heading (&self, N_ ("THE NAT"));
  for (guint i = 0; i < verdict->nat->len; i++)
    um_probe_printer_put_sentence (&self, verdict->nat->pdata[i]);
  um_probe_printer_put_heading (&self, N_ ("WHAT TO DO NEXT"));
  um_probe_printer_put_sentence (&self, verdict->next_step);
  if (verdict->verdict != UM_VERDICT_NO_ALG)
    um_probe_printer_put_command (&self, "unmangle-cli probe hops");
  return g_string_free (self.out, FALSE);
}
