/* The hop test in the contract's form (unknown fields are added: "segment", "scope", and per hop
 * "messages") and for people: a hop a line, and below a changed one its lines before and after. */

#include "report/report-hops.h"

#include "core/text.h"
#include "report/json-writer.h"

enum
{
  WIDTH = 88,
};

#define RED    "\033[31m"
#define YELLOW "\033[33m"
#define BOLD   "\033[1m"
#define RESET  "\033[0m"

/* --- JSON --- */

static void
add_string (UmJsonWriter *json, const char *name, const char *value)
{
  um_json_writer_set_member_name (json, name);
  if (value != NULL)
    um_json_writer_add_string (json, value);
  else
    um_json_writer_add_null (json);
}

static void
add_int (UmJsonWriter *json, const char *name, guint64 value)
{
  um_json_writer_set_member_name (json, name);
  um_json_writer_add_int (json, (gint64) value);
}

static void
add_sentence (UmJsonWriter *json, const char *name, const UmSentence *sentence)
{
  g_autofree char *text = um_sentence_dup_text (sentence, NULL);

  add_string (json, name, text);
}

static void
add_address (UmJsonWriter *json, const char *name, const UmAddress *address)
{
  char buffer[UM_ENDPOINT_STRING_MAX];

  add_string (json, name,
              um_address_is_set (address) ? um_address_to_string (address, buffer) : NULL);
}

static void
add_empty_array (UmJsonWriter *json, const char *name)
{
  um_json_writer_set_member_name (json, name);
  um_json_writer_begin_array (json);
  um_json_writer_end_array (json);
}

static void
add_time (UmJsonWriter *json, const char *name, gint64 time_us)
{
  g_autofree char *text = um_text_time (time_us);

  add_string (json, name, text);
}

static void
add_source (UmJsonWriter *json, const UmHopRun *run)
{
  char local[UM_ENDPOINT_STRING_MAX], target[UM_ENDPOINT_STRING_MAX];

  um_json_writer_set_member_name (json, "source");
  um_json_writer_begin_object (json);
  add_string (json, "name", run->target_name);
  add_string (json, "kind", "hops");
  add_int (json, "packets", run->packets);
  add_int (json, "sip_messages", 0); /* quotes in ICMP errors do not count */
  add_time (json, "first_time", run->first_time_us);
  add_time (json, "last_time", run->last_time_us);
  add_string (json, "vantage", "lan");
  add_string (json, "vantage_reason", "the test ran on this computer");
  add_empty_array (json, "damage");
  add_string (json, "from", um_endpoint_to_string (&run->local, local));
  add_string (json, "to", um_endpoint_to_string (&run->target, target));
  add_string (json, "port_5060_held_by", run->port_holder);
  um_json_writer_end_object (json);
}

static void
add_segment_end (UmJsonWriter *json, const char *ttl, const char *address, const UmHop *hop)
{
  add_int (json, ttl, hop != NULL ? hop->ttl : 0); /* 0: this computer */
  if (hop != NULL)
    add_address (json, address, &hop->address);
  else
    add_string (json, address, NULL);
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
add_alg (UmJsonWriter *json, const UmHopVerdict *verdict)
{
  um_json_writer_set_member_name (json, "alg");
  if (verdict->box == NULL)
    {
      um_json_writer_add_null (json);
      return;
    }
  um_json_writer_begin_object (json);
  add_string (json, "family", NULL);
  add_sentence (json, "reason", verdict->explanation);
  add_string (json, "box", verdict->box);
  um_json_writer_end_object (json);
}

/* The part of after that differs from before: what lies between equal beginnings and ends, in whole
 * characters. */
static UmSpan
changed_span (const char *before, const char *after)
{
  gsize n = strlen (before), m = strlen (after), start = 0, tail = 0;

  while (start < MIN (n, m) && before[start] == after[start])
    start++;
  while (tail < MIN (n, m) - start && before[n - 1 - tail] == after[m - 1 - tail])
    tail++;
  return (UmSpan){ start, m - tail }; /* both are ASCII: quotes end at the first other byte */
}

static void
add_line (UmJsonWriter *json, const char *method, const UmExchangedLine *line)
{
  UmSpan span = { 0, 0 };

  if (line->before != NULL && line->after != NULL)
    span = changed_span (line->before, line->after);
  um_json_writer_begin_object (json);
  add_string (json, "message", method);
  add_int (json, "number", line->number);
  add_string (json, "text", line->after != NULL ? line->after : line->before);
  add_string (json, "mark", um_mark_name (UM_MARK_OFFENDING));
  um_json_writer_set_member_name (json, "spans");
  um_json_writer_begin_array (json);
  if (span.end > span.start)
    {
      um_json_writer_begin_array (json);
      um_json_writer_add_int (json, (gint64) span.start);
      um_json_writer_add_int (json, (gint64) span.end);
      um_json_writer_end_array (json);
    }
  um_json_writer_end_array (json);
  add_string (json, "before", line->before);
  add_string (json, "after", line->after);
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
        add_line (json, exchange->method, exchange->lines->pdata[k]);
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
  add_int (json, "ttl", hop->ttl);
  add_address (json, "address", &hop->address);
  add_string (json, "result", um_hop_result_name (hop->result));
  add_int (json, "quoted", get_quoted (hop));
  add_lines (json, hop);
  um_json_writer_set_member_name (json, "messages");
  um_json_writer_begin_array (json);
  for (guint i = 0; i < hop->exchanges->len; i++)
    {
      const UmExchange *exchange = hop->exchanges->pdata[i];

      um_json_writer_begin_object (json);
      add_string (json, "method", exchange->method);
      add_string (json, "result", um_hop_result_name (exchange->result));
      add_int (json, "sent", exchange->sent);
      add_int (json, "quoted", exchange->quoted);
      add_string (json, "answer", exchange->answer);
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
      add_int (json, "id", 1);
      add_string (json, "rule",
                  verdict->after->result == UM_HOP_ANSWERED ? "hop-answered" : "hop-changed");
      add_string (json, "grade", um_grade_name (UM_GRADE_PROOF));
      add_string (json, "phone", NULL);
      add_string (json, "message", NULL);
      add_lines (json, verdict->after);
      add_sentence (json, "explanation", verdict->headline);
      um_json_writer_end_object (json);
    }
  um_json_writer_end_array (json);
}

static void
add_coverage (UmJsonWriter *json)
{
  static const char *const none[] = { "register", "outbound_invite", "answer_sdp", "inbound_invite",
                                      "inbound_on_lan" };

  um_json_writer_set_member_name (json, "coverage"); /* of phones: a hop test sees none */
  um_json_writer_begin_object (json);
  for (gsize i = 0; i < G_N_ELEMENTS (none); i++)
    {
      um_json_writer_set_member_name (json, none[i]);
      um_json_writer_add_boolean (json, FALSE);
    }
  add_empty_array (json, "transports");
  add_empty_array (json, "ports");
  um_json_writer_end_object (json);
}

char *
um_report_hops_json_new (const UmHopRun *run, const UmHopVerdict *verdict)
{
  UmJsonWriter *json = um_json_writer_new ();

  um_json_writer_begin_object (json);
  add_string (json, "format", "unmangle-findings");
  add_int (json, "version", 1);
  add_source (json, run);
  add_string (json, "verdict", um_verdict_name (verdict->verdict));
  add_string (json, "certainty", um_certainty_name (verdict->certainty));
  add_string (json, "leans", um_leans_name (verdict->leans));
  add_sentence (json, "headline", verdict->headline);
  add_sentence (json, "next_step", verdict->next_step);
  add_sentence (json, "scope", verdict->scope);
  add_segment (json, verdict);
  add_alg (json, verdict);
  um_json_writer_set_member_name (json, "hops");
  um_json_writer_begin_array (json);
  for (guint i = 0; i < run->hops->len; i++)
    add_hop (json, run->hops->pdata[i]);
  um_json_writer_end_array (json);
  add_int (json, "distance", run->distance);
  add_empty_array (json, "phones");
  add_evidence (json, verdict);
  add_coverage (json);
  add_empty_array (json, "media");
  add_empty_array (json, "symptoms");
  add_empty_array (json, "routers");
  um_json_writer_end_object (json);
  return um_json_writer_free_to_string (json);
}

/* --- text --- */

typedef struct
{
  GString *out;
  UmTranslateFunc translate;
  gboolean colour;
} Printer;

static const char *
tr (const Printer *self, const char *english)
{
  return self->translate != NULL ? self->translate (english) : english;
}

static void
put_sentence (Printer *self, const UmSentence *sentence)
{
  g_autofree char *text = um_sentence_dup_text (sentence, self->translate);
  g_auto (GStrv) words = g_strsplit (text != NULL ? text : "", " ", -1);
  glong column = 0;

  if (text == NULL)
    return;
  for (char **word = words; *word != NULL; word++)
    {
      glong len = g_utf8_strlen (*word, -1);

      if (column > 0 && column + 1 + len > WIDTH)
        {
          g_string_append_c (self->out, '\n');
          column = 0;
        }
      else if (column > 0)
        {
          g_string_append_c (self->out, ' ');
          column++;
        }
      g_string_append (self->out, *word);
      column += len;
    }
  g_string_append_c (self->out, '\n');
}

static void
put_heading (Printer *self, const char *english)
{
  g_string_append_printf (self->out, "\n%s%s%s\n", self->colour ? BOLD : "", tr (self, english),
                          self->colour ? RESET : "");
}

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
put_exchange (Printer *self, const UmExchange *exchange)
{
  const char *red = self->colour ? RED : "", *end = self->colour ? RESET : "";

  if (exchange->answer != NULL)
    g_string_append_printf (self->out, "        %s: %s\n", exchange->method, exchange->answer);
  if (exchange->lines->len > 0)
    g_string_append_printf (self->out, "        %s\n", exchange->method);
  for (guint i = 0; i < exchange->lines->len; i++)
    {
      const UmExchangedLine *line = exchange->lines->pdata[i];

      if (line->before != NULL)
        g_string_append_printf (self->out, "          - %s\n", line->before);
      if (line->after != NULL)
        g_string_append_printf (self->out, "          %s+ %s%s\n", red, line->after, end);
    }
}

static void
put_hop (Printer *self, const UmHop *hop)
{
  gboolean bad = hop->result >= UM_HOP_CHANGED;
  char buffer[UM_ENDPOINT_STRING_MAX];

  g_string_append_printf (
      self->out, "  %2u  %-39s %s%s%s", hop->ttl,
      um_address_is_set (&hop->address) ? um_address_to_string (&hop->address, buffer) : "*",
      bad && self->colour ? RED : "", tr (self, result_words (hop->result)),
      bad && self->colour ? RESET : "");
  for (guint i = 0; i < hop->exchanges->len; i++)
    {
      const UmExchange *exchange = hop->exchanges->pdata[i];

      if (exchange->result != UM_HOP_SILENT && exchange->result != UM_HOP_ANSWERED)
        g_string_append_printf (self->out, "  %s %" G_GSIZE_FORMAT "/%" G_GSIZE_FORMAT,
                                exchange->method, exchange->quoted, exchange->sent);
    }
  g_string_append_c (self->out, '\n');
  for (guint i = 0; i < hop->exchanges->len; i++)
    put_exchange (self, hop->exchanges->pdata[i]);
}

static void
put_path (Printer *self, const UmHopRun *run)
{
  char local[UM_ENDPOINT_STRING_MAX], target[UM_ENDPOINT_STRING_MAX];
  g_autoptr (UmSentence) way =
      um_sentence_new (N_ ("From {0} towards {1}. Bytes: how many of a message each hop quoted."),
                       um_endpoint_to_string (&run->local, local),
                       um_endpoint_to_string (&run->target, target), NULL);
  g_autoptr (UmSentence) port = NULL;

  put_heading (self, N_ ("THE PATH"));
  put_sentence (self, way);
  if (run->port_holder != NULL)
    {
      port = um_sentence_new (
          N_ ("UDP port 5060 of this computer is in use by {0}, so another one was used: a router "
              "that looks at port 5060 only may treat it otherwise. Close that program and run the "
              "test again."),
          run->port_holder, NULL);
      put_sentence (self, port);
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
  Printer self = { g_string_new (NULL), translate, colour };
  const char *words =
      um_report_verdict_words (verdict->verdict, verdict->certainty, verdict->leans);
  const char *shade = verdict->verdict == UM_VERDICT_ALG_DETECTED ? RED : YELLOW;

  g_string_append_printf (self.out, "%s%s%s%s\n\n", colour ? BOLD : "", colour ? shade : "",
                          tr (&self, words), colour ? RESET : "");
  put_sentence (&self, verdict->headline);
  put_sentence (&self, verdict->explanation);
  put_sentence (&self, verdict->scope);
  put_path (&self, run);
  put_heading (&self, N_ ("WHAT TO DO NEXT"));
  put_sentence (&self, verdict->next_step);
  return g_string_free (self.out, FALSE);
}
