/* The hop test in the contract's form (unknown fields are added: "segment", "scope", and per hop
 * "messages") and for people: a hop a line, and below a changed one its lines before and after. */

#include "report/report-hops.h"

#include "report/report-probe-parts.h"

/* --- JSON --- */

static void
add_source (UmJsonWriter *json, const UmHopRun *run)
{
  char local[UM_ENDPOINT_STRING_MAX], target[UM_ENDPOINT_STRING_MAX];

  um_json_writer_set_member_name (json, "source");
  um_json_writer_begin_object (json);
  um_probe_json_add_string (json, "name", run->target_name);
  um_probe_json_add_string (json, "kind", "hops");
  um_probe_json_add_int (json, "packets", run->packets);
  um_probe_json_add_int (json, "sip_messages", 0); /* quotes in ICMP errors do not count */
  um_probe_json_add_time (json, "first_time", run->first_time_us);
  um_probe_json_add_time (json, "last_time", run->last_time_us);
  um_probe_json_add_string (json, "vantage", "lan");
  um_probe_json_add_string (json, "vantage_reason", "the test ran on this computer");
  um_probe_json_add_empty_array (json, "damage");
  um_probe_json_add_string (json, "from", um_endpoint_to_string (&run->local, local));
  um_probe_json_add_string (json, "to", um_endpoint_to_string (&run->target, target));
  um_probe_json_add_string (json, "port_5060_held_by", run->port_holder);
  um_json_writer_end_object (json);
}

static void
add_segment_end (UmJsonWriter *json, const char *ttl, const char *address, const UmHop *hop)
{
  um_probe_json_add_int (json, ttl, hop != NULL ? hop->ttl : 0); /* 0: this computer */
  if (hop != NULL)
    um_probe_json_add_address (json, address, &hop->address);
  else
    um_probe_json_add_string (json, address, NULL);
}

static void
add_segment (UmJsonWriter *json, const UmHopVerdict *verdict)
{
  um_json_writer_set_member_name (json, "segment");
  if (verdict->after == NULL)
    {
      um_json_writer_add_null (json);
      return;
    }
  um_json_writer_begin_object (json);
  add_segment_end (json, "after_ttl", "after", verdict->before);
  add_segment_end (json, "before_ttl", "before", verdict->after);
  um_json_writer_end_object (json);
}

static void
add_gateway (UmJsonWriter *json, const UmHopRun *run)
{
  um_json_writer_set_member_name (json, "gateway");
  if (run->gateway_mac == NULL)
    {
      um_json_writer_add_null (json);
      return;
    }
  um_json_writer_begin_object (json);
  um_probe_json_add_address (json, "address", &((const UmHop *) run->hops->pdata[0])->address);
  um_probe_json_add_string (json, "mac", run->gateway_mac);
  um_probe_json_add_string (json, "maker", run->gateway_maker);
  um_json_writer_end_object (json);
}

static void
add_control (UmJsonWriter *json, const char *kind, guint16 port, const UmExchange *exchange)
{
  if (exchange == NULL)
    return;
  um_json_writer_begin_object (json);
  um_probe_json_add_string (json, "kind", kind);
  um_probe_json_add_int (json, "port", port);
  um_probe_json_add_string (json, "result", um_hop_result_name (exchange->result));
  um_json_writer_end_object (json);
}

static void
add_controls (UmJsonWriter *json, const UmHopRun *run)
{
  um_json_writer_set_member_name (json, "controls");
  um_json_writer_begin_array (json);
  add_control (json, "no-private-address", run->target.port, run->without_private);
  add_control (json, "other-port", run->other_port, run->to_other_port);
  um_json_writer_end_array (json);
}

static void
add_alg (UmJsonWriter *json, const UmHopVerdict *verdict)
{
  um_json_writer_set_member_name (json, "alg");
  if (verdict->box == NULL)
    {
      um_json_writer_add_null (json);
      return;
    }
  um_json_writer_begin_object (json);
  um_probe_json_add_string (json, "family", NULL);
  um_probe_json_add_sentence (json, "reason", verdict->explanation);
  um_probe_json_add_string (json, "box", verdict->box);
  um_json_writer_end_object (json);
}

static void
add_lines (UmJsonWriter *json, const UmHop *hop)
{
  um_json_writer_set_member_name (json, "lines");
  um_json_writer_begin_array (json);
  for (guint i = 0; i < hop->exchanges->len; i++)
    {
      const UmExchange *exchange = hop->exchanges->pdata[i];

      for (guint k = 0; k < exchange->lines->len; k++)
        um_probe_json_add_line (json, exchange->method, exchange->lines->pdata[k]);
    }
  um_json_writer_end_array (json);
}

/* What stands for the hop: the INVITE's quote, or the REGISTER's where that is all. */
static gsize
get_quoted (const UmHop *hop)
{
  gsize quoted = 0;

  for (guint i = 0; i < hop->exchanges->len; i++)
    quoted = MAX (quoted, ((UmExchange *) hop->exchanges->pdata[i])->quoted);
  return quoted;
}

static void
add_hop (UmJsonWriter *json, const UmHop *hop)
{
  um_json_writer_begin_object (json);
  um_probe_json_add_int (json, "ttl", hop->ttl);
  um_probe_json_add_address (json, "address", &hop->address);
  um_probe_json_add_string (json, "result", um_hop_result_name (hop->result));
  um_probe_json_add_int (json, "quoted", get_quoted (hop));
  add_lines (json, hop);
  um_json_writer_set_member_name (json, "messages");
  um_json_writer_begin_array (json);
  for (guint i = 0; i < hop->exchanges->len; i++)
    {
      const UmExchange *exchange = hop->exchanges->pdata[i];

      um_json_writer_begin_object (json);
      um_probe_json_add_string (json, "method", exchange->method);
      um_probe_json_add_string (json, "result", um_hop_result_name (exchange->result));
      um_probe_json_add_int (json, "sent", exchange->sent);
      um_probe_json_add_int (json, "quoted", exchange->quoted);
      um_probe_json_add_string (json, "answer", exchange->answer);
      um_json_writer_end_object (json);
    }
  um_json_writer_end_array (json);
  um_json_writer_end_object (json);
}

static void
add_evidence (UmJsonWriter *json, const UmHopVerdict *verdict)
{
  um_json_writer_set_member_name (json, "evidence");
  um_json_writer_begin_array (json);
  if (verdict->after != NULL)
    {
      um_json_writer_begin_object (json);
      um_probe_json_add_int (json, "id", 1);
      um_probe_json_add_string (
          json, "rule", verdict->after->result == UM_HOP_ANSWERED ? "hop-answered" : "hop-changed");
      um_probe_json_add_string (json, "grade", um_grade_name (UM_GRADE_PROOF));
      um_probe_json_add_string (json, "phone", NULL);
      um_probe_json_add_string (json, "message", NULL);
      add_lines (json, verdict->after);
      um_probe_json_add_sentence (json, "explanation", verdict->headline);
      um_json_writer_end_object (json);
    }
  um_json_writer_end_array (json);
}

char *
um_report_hops_json_new (const UmHopRun *run, const UmHopVerdict *verdict)
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
  um_probe_json_add_sentence (json, "next_step", verdict->next_step);
  um_probe_json_add_sentence (json, "scope", verdict->scope);
  add_segment (json, verdict);
  add_alg (json, verdict);
  um_json_writer_set_member_name (json, "hops");
  um_json_writer_begin_array (json);
  for (guint i = 0; i < run->hops->len; i++)
    add_hop (json, run->hops->pdata[i]);
  um_json_writer_end_array (json);
  add_controls (json, run);
  add_gateway (json, run);
  um_probe_json_add_int (json, "distance", run->distance);
  um_probe_json_add_empty_array (json, "phones");
  add_evidence (json, verdict);
  um_probe_json_add_coverage (json);
  um_probe_json_add_empty_array (json, "media");
  um_probe_json_add_empty_array (json, "symptoms");
  um_probe_json_add_empty_array (json, "routers");
  um_json_writer_end_object (json);
  return um_json_writer_free_to_string (json);
}

/* --- text --- */

static const char *
result_words (UmHopResult result)
{
  switch (result)
    {
    case UM_HOP_SILENT:
      return N_ ("silent");
    case UM_HOP_SHORT:
      return N_ ("quotes too little");
    case UM_HOP_UNTOUCHED:
      return N_ ("untouched");
    case UM_HOP_CHANGED:
      return N_ ("CHANGED");
    case UM_HOP_ANSWERED:
      return N_ ("ANSWERED");
    }
  g_return_val_if_reached ("");
}

static void
put_hop (UmProbePrinter *self, const UmHop *hop)
{
  gboolean bad = hop->result >= UM_HOP_CHANGED;
  char buffer[UM_ENDPOINT_STRING_MAX];

  g_string_append_printf (
      self->out, "  %2u  %-39s %s%s%s", hop->ttl,
      um_address_is_set (&hop->address) ? um_address_to_string (&hop->address, buffer) : "*",
      bad && self->colour ? UM_PROBE_RED : "",
      um_probe_printer_tr (self, result_words (hop->result)),
      bad && self->colour ? UM_PROBE_RESET : "");
  for (guint i = 0; i < hop->exchanges->len; i++)
    {
      const UmExchange *exchange = hop->exchanges->pdata[i];

      if (exchange->result != UM_HOP_SILENT && exchange->result != UM_HOP_ANSWERED)
        g_string_append_printf (self->out, "  %s %" G_GSIZE_FORMAT "/%" G_GSIZE_FORMAT,
                                exchange->method, exchange->quoted, exchange->sent);
    }
  g_string_append_c (self->out, '\n');
  for (guint i = 0; i < hop->exchanges->len; i++)
    um_probe_printer_put_exchange (self, hop->exchanges->pdata[i]);
}

static void
put_path (UmProbePrinter *self, const UmHopRun *run)
{
  char local[UM_ENDPOINT_STRING_MAX], target[UM_ENDPOINT_STRING_MAX];
  g_autoptr (UmSentence) way =
      um_sentence_new (N_ ("From {0} towards {1}. Bytes: how many of a message each hop quoted."),
                       um_endpoint_to_string (&run->local, local),
                       um_endpoint_to_string (&run->target, target), NULL);
  g_autoptr (UmSentence) port = NULL;

  um_probe_printer_put_heading (self, N_ ("THE PATH"));
  um_probe_printer_put_sentence (self, way);
  if (run->port_holder != NULL)
    {
      port = um_sentence_new (
          N_ ("UDP port 5060 of this computer is in use by {0}, so another one was used: a router "
              "that looks at port 5060 only may treat it otherwise. Close that program and run the "
              "test again."),
          run->port_holder, NULL);
      um_probe_printer_put_sentence (self, port);
    }
  for (guint i = 0; i < run->hops->len; i++)
    put_hop (self, run->hops->pdata[i]);
}

char *
um_report_hops_text_new (const UmHopRun *run,
                         const UmHopVerdict *verdict,
                         UmTranslateFunc translate,
                         gboolean colour)
{
  UmProbePrinter self = { g_string_new (NULL), translate, colour };
  const char *words =
      um_report_verdict_words (verdict->verdict, verdict->certainty, verdict->leans);
  const char *shade = verdict->verdict == UM_VERDICT_ALG_DETECTED ? UM_PROBE_RED : UM_PROBE_YELLOW;

  g_string_append_printf (self.out, "%s%s%s%s\n\n", colour ? UM_PROBE_BOLD : "",
                          colour ? shade : "", um_probe_printer_tr (&self, words),
                          colour ? UM_PROBE_RESET : "");
  um_probe_printer_put_sentence (&self, verdict->headline);
  um_probe_printer_put_sentence (&self, verdict->explanation);
  um_probe_printer_put_sentence (&self, verdict->controls);
  um_probe_printer_put_sentence (&self, verdict->scope);
  put_path (&self, run);
  um_probe_printer_put_heading (&self, N_ ("WHAT TO DO NEXT"));
  um_probe_printer_put_sentence (&self, verdict->next_step);
  if (verdict->verdict == UM_VERDICT_ALG_DETECTED)
    um_probe_printer_put_command (&self, "unmangle-cli routers search MAKER");
  return g_string_free (self.out, FALSE);
}
