/* What the reports of both active tests print alike: JSON members, the lines of an exchange, text
 * that is wrapped. */

#include "report/report-probe-parts.h"

#include "core/text.h"

enum
{
  WIDTH = 88,
};

/* --- JSON --- */

void
um_probe_json_add_string (UmJsonWriter *json, const char *name, const char *value)
{
  um_json_writer_set_member_name (json, name);
  if (value != NULL)
    um_json_writer_add_string (json, value);
  else
    um_json_writer_add_null (json);
}

void
um_probe_json_add_int (UmJsonWriter *json, const char *name, guint64 value)
{
  um_json_writer_set_member_name (json, name);
  um_json_writer_add_int (json, (gint64) value);
}

void
um_probe_json_add_sentence (UmJsonWriter *json, const char *name, const UmSentence *sentence)
{
  g_autofree char *text = um_sentence_dup_text (sentence, NULL);

  um_probe_json_add_string (json, name, text);
}

void
um_probe_json_add_address (UmJsonWriter *json, const char *name, const UmAddress *address)
{
  char buffer[UM_ENDPOINT_STRING_MAX];

  um_probe_json_add_string (
      json, name, um_address_is_set (address) ? um_address_to_string (address, buffer) : NULL);
}

void
um_probe_json_add_empty_array (UmJsonWriter *json, const char *name)
{
  um_json_writer_set_member_name (json, name);
  um_json_writer_begin_array (json);
  um_json_writer_end_array (json);
}

void
um_probe_json_add_time (UmJsonWriter *json, const char *name, gint64 time_us)
{
  g_autofree char *text = um_text_time (time_us);

  um_probe_json_add_string (json, name, text);
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

void
um_probe_json_add_line (UmJsonWriter *json, const char *method, const UmExchangedLine *line)
{
  UmSpan span = { 0, 0 };

  if (line->before != NULL && line->after != NULL)
    span = changed_span (line->before, line->after);
  um_json_writer_begin_object (json);
  um_probe_json_add_string (json, "message", method);
  um_probe_json_add_int (json, "number", line->number);
  um_probe_json_add_string (json, "text", line->after != NULL ? line->after : line->before);
  um_probe_json_add_string (json, "mark", um_mark_name (UM_MARK_OFFENDING));
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
  um_probe_json_add_string (json, "before", line->before);
  um_probe_json_add_string (json, "after", line->after);
  um_json_writer_end_object (json);
}

void
um_probe_json_add_coverage (UmJsonWriter *json)
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
  um_probe_json_add_empty_array (json, "transports");
  um_probe_json_add_empty_array (json, "ports");
  um_json_writer_end_object (json);
}

/* --- text --- */

const char *
um_probe_printer_tr (const UmProbePrinter *self, const char *english)
{
  return self->translate != NULL ? self->translate (english) : english;
}

void
um_probe_printer_put_sentence (UmProbePrinter *self, const UmSentence *sentence)
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

void
um_probe_printer_put_heading (UmProbePrinter *self, const char *english)
{
  g_string_append_printf (self->out, "\n%s%s%s\n", self->colour ? UM_PROBE_BOLD : "",
                          um_probe_printer_tr (self, english), self->colour ? UM_PROBE_RESET : "");
}

void
um_probe_printer_put_exchange (UmProbePrinter *self, const UmExchange *exchange)
{
  const char *red = self->colour ? UM_PROBE_RED : "", *end = self->colour ? UM_PROBE_RESET : "";

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

void
um_probe_printer_put_command (UmProbePrinter *self, const char *command)
{
  g_string_append_printf (self->out, "    %s\n", command);
}
