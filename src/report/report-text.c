/* The findings for a terminal of 80 to 100 columns. Explanations are wrapped; SIP lines never are,
 * so that they can be compared and copied. Colour comes on top of words, never in place of them. */

#include "report/report-text.h"

#include "core/text.h"

enum
{
  WIDTH = 88,
  MAX_PHONES = 200,
  MAX_EVIDENCE = 400, /* more is for --json */
  MAX_MEDIA = 100,    /* two for a call */
  MAX_MATCHES = 3,    /* routers whose steps are printed */
  MARK_WIDTH = 11,    /* "[untouched]" */
};

#define BOLD      "\033[1m"
#define RED       "\033[31m"
#define GREEN     "\033[32m"
#define YELLOW    "\033[33m"
#define BLUE      "\033[34m"
#define UNDERLINE "\033[4m"
#define RESET     "\033[0m"

typedef struct
{
  GString *out;
  const UmFindings *findings;
  const UmReportOptions *options; /* never NULL */
  gboolean colour;
  guint evidence_left; /* how many more may be printed */
} Printer;

static const char *
tr (const Printer *self, const char *english)
{
  return self->options->translate != NULL ? self->options->translate (english) : english;
}

/* Words of text, wrapped at WIDTH; the first line begins with lead, the others are indented as
 * wide. */
static void
put_wrapped (Printer *self, const char *lead, const char *text)
{
  glong indent = g_utf8_strlen (lead, -1);
  glong column = indent;
  g_autofree char *safe = um_report_safe_text (text);
  g_auto (GStrv) words = g_strsplit (safe != NULL ? safe : "", " ", -1);
  gboolean first = TRUE;

  g_string_append (self->out, lead);
  for (char **word = words; *word != NULL; word++)
    {
      glong len = g_utf8_strlen (*word, -1);

      if (len == 0)
        continue;
      if (!first && column + 1 + len > WIDTH)
        {
          g_string_append_printf (self->out, "\n%*s", (int) indent, "");
          column = indent;
        }
      else if (!first)
        {
          g_string_append_c (self->out, ' ');
          column++;
        }
      g_string_append (self->out, *word);
      column += len;
      first = FALSE;
    }
  g_string_append_c (self->out, '\n');
}

static void
put_sentence (Printer *self, const char *lead, const UmSentence *sentence)
{
  g_autofree char *text = um_sentence_dup_text (sentence, self->options->translate);

  if (text != NULL && text[0] != '\0')
    put_wrapped (self, lead, text);
}

static void
put_heading (Printer *self, const char *english)
{
  g_string_append_printf (self->out, "\n%s%s%s\n", self->colour ? BOLD : "", tr (self, english),
                          self->colour ? RESET : "");
}

/* English word for the mark as it stands between brackets; NULL for lines without one. */
static const char *
mark_word (UmMark mark)
{
  switch (mark)
    {
    case UM_MARK_OFFENDING:
      return N_ ("[offending]");
    case UM_MARK_NORMAL:
      return N_ ("[normal]");
    case UM_MARK_UNTOUCHED:
      return N_ ("[untouched]");
    case UM_MARK_CONTEXT:
      break;
    }
  return "";
}

static const char *
mark_colour (UmMark mark)
{
  switch (mark)
    {
    case UM_MARK_OFFENDING:
      return RED;
    case UM_MARK_NORMAL:
      return GREEN;
    case UM_MARK_UNTOUCHED:
      return BLUE;
    case UM_MARK_CONTEXT:
      break;
    }
  return "";
}

static void
put_padded (GString *out, const char *text, glong width)
{
  glong len = g_utf8_strlen (text, -1);

  g_string_append (out, text);
  if (len < width)
    g_string_append_printf (out, "%*s", (int) (width - len), "");
}

/* text with its spans underlined by the terminal. */
static void
put_coloured_line (GString *out, const UmMarkedLine *line)
{
  gsize length = strlen (line->text);
  gsize done = 0;

  g_string_append (out, mark_colour (line->mark));
  for (guint i = 0; line->spans != NULL && i < line->spans->len; i++)
    {
      UmSpan span = g_array_index (line->spans, UmSpan, i);

      if (span.start < done || span.end > length || span.start >= span.end)
        continue;
      g_string_append_len (out, line->text + done, span.start - done);
      g_string_append (out, UNDERLINE);
      g_string_append_len (out, line->text + span.start, span.end - span.start);
      g_string_append_printf (out, RESET "%s", mark_colour (line->mark));
      done = span.end;
    }
  g_string_append_printf (out, "%s" RESET, line->text + done);
}

static gboolean
in_spans (const UmMarkedLine *line, gsize offset)
{
  for (guint i = 0; i < line->spans->len; i++)
    {
      const UmSpan *span = &g_array_index (line->spans, UmSpan, i);

      if (offset >= span->start && offset < span->end)
        return TRUE;
    }
  return FALSE;
}

/* A row of ^ below the spans. Tabs stay tabs and wide characters take two columns, so that the
 * marks stand where the terminal puts the text. */
static void
put_carets (GString *out, const UmMarkedLine *line, int indent)
{
  g_autoptr (GString) row = g_string_new (NULL);
  gsize used = 0;

  for (const char *p = line->text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gboolean marked = in_spans (line, p - line->text);

      if (c == '\t')
        g_string_append_c (row, '\t');
      else if (!g_unichar_iszerowidth (c))
        g_string_append (row, g_unichar_iswide (c) ? (marked ? "^^" : "  ") : marked ? "^" : " ");
      if (marked)
        used = row->len;
    }
  g_string_truncate (row, used);
  if (used > 0)
    g_string_append_printf (out, "%*s%s\n", indent, "", row->str);
}

/* The two lines of a comparison, before above after, so that the eye finds the difference. */
static void
put_compared (Printer *self, const UmMarkedLine *line, int indent)
{
  const char *words[] = { tr (self, N_ ("before:")), tr (self, N_ ("after:")) };
  const char *missing[] = { tr (self, N_ ("(was not there)")), tr (self, N_ ("(is gone)")) };
  const char *values[] = { line->before, line->after };
  glong width = MAX (g_utf8_strlen (words[0], -1), g_utf8_strlen (words[1], -1)) + 1;

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autofree char *value = um_report_safe_text (values[i]);

      g_string_append_printf (self->out, "%*s", i > 0 ? indent : 0, "");
      put_padded (self->out, words[i], width);
      if (value == NULL)
        g_string_append (self->out, missing[i]);
      else if (i > 0 && self->colour)
        put_coloured_line (self->out, line);
      else
        g_string_append (self->out, value);
      g_string_append_c (self->out, '\n');
    }
  if (!self->colour && line->after != NULL && line->spans != NULL)
    put_carets (self->out, line, indent + (int) width);
}

static void
put_line (Printer *self, const UmMarkedLine *line)
{
  const char *english = mark_word (line->mark);
  const char *word = english[0] != '\0' ? tr (self, english) : "";
  glong width = MAX (MARK_WIDTH, g_utf8_strlen (word, -1));
  int indent = 6 + 4 + 1 + (int) width + 1;

  g_string_append_printf (self->out, "      %4u ", line->number);
  put_padded (self->out, word, width);
  g_string_append_c (self->out, ' ');
  if (line->before != NULL || line->after != NULL)
    {
      put_compared (self, line, indent);
      return;
    }
  if (self->colour)
    put_coloured_line (self->out, line);
  else
    g_string_append (self->out, line->text);
  g_string_append_c (self->out, '\n');
  if (!self->colour && line->mark == UM_MARK_OFFENDING && line->spans != NULL)
    put_carets (self->out, line, indent);
}

static const char *
grade_words (UmGrade grade)
{
  switch (grade)
    {
    case UM_GRADE_PROOF:
      return N_ ("proof");
    case UM_GRADE_STRONG:
      return N_ ("strong sign");
    case UM_GRADE_WEAK:
      return N_ ("weak sign");
    case UM_GRADE_CLEARS:
      break;
    }
  return N_ ("speaks against an ALG");
}

static void
put_evidence (Printer *self, const UmEvidence *evidence)
{
  g_string_append_printf (self->out, "\n  [%u] %s: %s\n", evidence->id,
                          tr (self, grade_words (evidence->grade)), evidence->rule);
  if (evidence->message != NULL)
    {
      g_autofree char *first = um_report_first_line (evidence->message);
      g_autofree char *place =
          um_report_place (self->findings, evidence->message, self->options->translate);

      g_string_append_printf (self->out, "      %s\n      (%s)\n", first, place);
    }
  for (guint i = 0; i < evidence->lines->len; i++)
    put_line (self, evidence->lines->pdata[i]);
  put_sentence (self, "      ", evidence->explanation);
}

static void
put_evidence_list (Printer *self, const char *title, GPtrArray *evidence, const UmPhone *phone)
{
  gboolean begun = FALSE;

  for (guint i = 0; i < evidence->len && self->evidence_left > 0; i++)
    {
      const UmEvidence *item = evidence->pdata[i];

      if (item->phone != phone)
        continue;
      if (!begun)
        g_string_append_printf (self->out, "\n%s\n", title);
      begun = TRUE;
      self->evidence_left--;
      put_evidence (self, item);
    }
}

static void
put_all_evidence (Printer *self, GPtrArray *phones)
{
  GPtrArray *all = self->findings->evidence;
  guint64 shown;

  if (all->len == 0)
    return;
  put_heading (self, N_ ("EVIDENCE"));
  for (guint i = 0; i < phones->len && self->evidence_left > 0; i++)
    {
      const UmPhoneFinding *finding = phones->pdata[i];
      g_autofree char *name = um_report_safe_text (finding->phone->name);
      g_autofree char *title = g_strdup_printf ("%s %u: %s", tr (self, N_ ("Phone")),
                                                finding->phone->id, name != NULL ? name : "");

      put_evidence_list (self, title, finding->evidence, finding->phone);
    }
  put_evidence_list (self, tr (self, N_ ("The capture as a whole")), all, NULL);
  shown = MAX_EVIDENCE - self->evidence_left;
  if (all->len - shown + self->findings->evidence_left_out > 0)
    {
      g_autofree char *n = g_strdup_printf ("%" G_GUINT64_FORMAT,
                                            all->len - shown + self->findings->evidence_left_out);
      g_autoptr (UmSentence) more = um_sentence_new (
          N_ ("{0} more findings of the same kinds are not listed here."), n, NULL);

      g_string_append_c (self->out, '\n');
      put_sentence (self, "  ", more);
    }
}

static void
put_phone (Printer *self, const UmPhoneFinding *finding)
{
  const UmPhone *phone = finding->phone;
  g_autofree char *verdict = um_report_phone_verdict_text (finding, self->options->translate);
  g_autofree char *name = um_report_safe_text (phone->name);
  g_autofree char *aor = um_report_safe_text (phone->aor);
  char own[UM_ENDPOINT_STRING_MAX], seen[UM_ENDPOINT_STRING_MAX];

  g_string_append_printf (self->out, "  %u  %s  %s\n", phone->id, name != NULL ? name : "",
                          aor != NULL ? aor : "");
  if (um_address_is_set (&phone->address.address))
    g_string_append_printf (self->out, "     %s %s\n", tr (self, N_ ("own address:")),
                            um_endpoint_to_string (&phone->address, own));
  if (um_address_is_set (&phone->public_address.address))
    g_string_append_printf (self->out, "     %s %s\n", tr (self, N_ ("seen from outside as:")),
                            um_endpoint_to_string (&phone->public_address, seen));
  put_wrapped (self, "     ", verdict);
  put_sentence (self, "     ", finding->reason);
  put_sentence (self, "     ", finding->next_step);
}

static void
put_phones (Printer *self, GPtrArray *phones)
{
  if (phones->len == 0)
    return;
  put_heading (self, N_ ("PHONES"));
  for (guint i = 0; i < MIN (phones->len, (guint) MAX_PHONES); i++)
    put_phone (self, phones->pdata[i]);
  if (phones->len > MAX_PHONES)
    {
      g_autofree char *n = g_strdup_printf ("%u", phones->len - MAX_PHONES);
      g_autoptr (UmSentence) more =
          um_sentence_new (N_ ("{0} more phones are not listed here."), n, NULL);

      put_sentence (self, "  ", more);
    }
}

/* name, counts and damage of one capture */
static void
put_capture (Printer *self, const char *lead, const UmCase *about)
{
  g_autofree char *name = um_report_safe_text (about->source_name);
  g_autofree char *packets = g_strdup_printf ("%" G_GUINT64_FORMAT, about->packets);
  g_autofree char *messages = g_strdup_printf ("%u", about->messages->len);
  g_autoptr (UmSentence) counts =
      um_sentence_new (N_ ("{0}: {1} packets, {2} SIP messages"), name, packets, messages, NULL);

  put_sentence (self, lead, counts);
  for (guint kind = 0; kind < UM_N_DAMAGE_KINDS; kind++)
    if (about->damage.count[kind] > 0)
      {
        g_autofree char *line =
            g_strdup_printf ("%s: %s (%" G_GUINT64_FORMAT ")", tr (self, N_ ("damage")),
                             tr (self, um_damage_kind_detail (kind)), about->damage.count[kind]);

        put_wrapped (self, "  ", line);
      }
}

static void
put_compared_captures (Printer *self)
{
  g_autofree char *inside = g_strdup_printf ("  %s ", tr (self, N_ ("inside: ")));
  g_autofree char *outside = g_strdup_printf ("  %s ", tr (self, N_ ("outside:")));
  g_autoptr (UmSentence) pairs = um_report_pairs (self->findings);

  put_heading (self, N_ ("CAPTURES COMPARED"));
  put_capture (self, inside, self->findings->about);
  put_capture (self, outside, self->findings->outside);
  put_sentence (self, "  ", pairs);
}

static void
put_source (Printer *self)
{
  const UmFindings *findings = self->findings;
  g_autofree char *reason =
      um_sentence_dup_text (findings->vantage_reason, self->options->translate);
  g_autofree char *family = um_sentence_dup_text (findings->alg_reason, self->options->translate);
  g_autofree char *where = NULL;

  if (findings->outside != NULL)
    put_compared_captures (self);
  else
    {
      put_heading (self, N_ ("CAPTURE"));
      put_capture (self, "  ", findings->about);
    }
  where = g_strdup_printf ("%s %s%s%s", tr (self, N_ ("taken")),
                           tr (self, um_report_vantage_words (findings->vantage)),
                           reason != NULL ? ": " : "", reason != NULL ? reason : "");
  put_wrapped (self, "  ", where);
  if (findings->alg_family != NULL)
    {
      g_autofree char *alg =
          g_strdup_printf ("ALG: %s%s%s", findings->alg_family, family != NULL ? ": " : "",
                           family != NULL ? family : "");

      put_wrapped (self, "  ", alg);
    }
}

/* "to the phone    192.168.1.50:2226 <- 198.51.100.20:16500   40 packets, 0 lost, 0.1 ms  ok" */
static void
put_medium (Printer *self, const UmMedia *media)
{
  char from[UM_ENDPOINT_STRING_MAX], to[UM_ENDPOINT_STRING_MAX];
  g_autofree char *packets = g_strdup_printf ("%" G_GUINT64_FORMAT, media->packets);
  g_autofree char *lost = g_strdup_printf ("%" G_GUINT64_FORMAT, media->lost);
  g_autofree char *jitter = g_strdup_printf ("%.1f", media->jitter_ms);
  g_autoptr (UmSentence) counts =
      media->n_streams > 0
          ? um_sentence_new (N_ ("{0} to {1}: {2} packets, {3} lost, jitter {4} ms"),
                             um_endpoint_to_string (&media->source, from),
                             um_endpoint_to_string (&media->actual, to), packets, lost, jitter,
                             NULL)
          : um_sentence_new (N_ ("no packets; asked for at {0}"),
                             um_endpoint_to_string (&media->advertised, to), NULL);
  g_autofree char *lead =
      g_strdup_printf ("     %s: %s · ",
                       media->to_phone ? tr (self, N_ ("to the phone"))
                                       : tr (self, N_ ("from the phone")),
                       tr (self, um_report_media_words (media->finding)));

  put_sentence (self, lead, counts);
}

static void
put_media (Printer *self)
{
  GPtrArray *media = self->findings->media;

  if (!um_report_has_sound (self->findings))
    return;
  put_heading (self, N_ ("SOUND OF THE CALLS"));
  for (guint i = 0; i < MIN (media->len, (guint) MAX_MEDIA); i++)
    {
      const UmMedia *entry = media->pdata[i];
      g_autofree char *frame = g_strdup_printf ("%" G_GUINT64_FORMAT, entry->call->invite->frame);
      g_autofree char *name = um_report_safe_text (entry->call->phone->name);
      g_autoptr (UmSentence) call =
          um_sentence_new (N_ ("Call of frame {0}, {1}"), frame, name, NULL);

      if (entry->to_phone)
        put_sentence (self, "  ", call);
      put_medium (self, entry);
    }
  if (media->len > MAX_MEDIA)
    {
      g_autofree char *n = g_strdup_printf ("%u", (media->len - MAX_MEDIA) / 2);
      g_autoptr (UmSentence) more =
          um_sentence_new (N_ ("{0} more calls are not listed here."), n, NULL);

      put_sentence (self, "  ", more);
    }
}

/* What was seen; of the rest only what no ALG causes, because people ask for it. */
static void
put_symptoms (Printer *self)
{
  GPtrArray *symptoms = self->findings->symptoms;

  if (symptoms == NULL)
    return;
  put_heading (self, N_ ("SYMPTOMS"));
  for (guint i = 0; i < symptoms->len; i++)
    {
      const UmSymptom *symptom = symptoms->pdata[i];
      g_autofree char *lead = NULL;

      if (!symptom->seen && symptom->alg_can_cause)
        continue;
      lead = g_strdup_printf ("  - %s (%s): ", tr (self, um_report_symptom_words (symptom->id)),
                              symptom->seen ? tr (self, N_ ("seen")) : tr (self, N_ ("not seen")));
      put_sentence (self, lead, symptom->explanation);
      if (symptom->seen)
        put_sentence (self, "    ", symptom->cause);
    }
}

static void
put_gaps (Printer *self)
{
  g_autoptr (GPtrArray) gaps = um_report_gaps (self->findings);

  if (gaps->len == 0)
    return;
  put_heading (self, N_ ("WHAT WAS NOT SEEN"));
  for (guint i = 0; i < gaps->len; i++)
    put_sentence (self, "  - ", gaps->pdata[i]);
}

static void
put_router (Printer *self, const UmRouterMatch *match)
{
  const UmRouter *router = match->router;

  g_string_append_printf (self->out, "\n  %s (%s)\n", um_router_get_title (router), router->id);
  put_sentence (self, "  ", match->reason);
  for (guint m = 0; m < router->methods->len; m++)
    {
      const UmRouterMethod *method = router->methods->pdata[m];

      if (method->title != NULL)
        put_wrapped (self, "  ", method->title);
      for (guint s = 0; s < method->steps->len; s++)
        {
          g_autofree char *lead = g_strdup_printf ("  %2u. ", s + 1);

          put_wrapped (self, lead, method->steps->pdata[s]);
        }
      for (guint c = 0; c < method->commands->len; c++)
        g_string_append_printf (self->out, "        %s\n", (char *) method->commands->pdata[c]);
    }
  for (guint c = 0; c < router->cautions->len; c++)
    put_wrapped (self, "   !  ", router->cautions->pdata[c]);
}

static void
put_routers (Printer *self)
{
  GPtrArray *matches = self->options->matches;

  if (self->findings->verdict == UM_VERDICT_NO_ALG)
    return;
  put_heading (self, N_ ("THE ROUTER"));
  for (guint i = 0; matches != NULL && i < MIN (matches->len, (guint) MAX_MATCHES); i++)
    put_router (self, matches->pdata[i]);
  if (matches != NULL && matches->len > MAX_MATCHES)
    {
      g_autofree char *n = g_strdup_printf ("%u", matches->len - MAX_MATCHES);
      g_autoptr (UmSentence) more =
          um_sentence_new (N_ ("{0} more entries of the router database may fit."), n, NULL);

      put_sentence (self, "  ", more);
    }
  if (matches == NULL || matches->len == 0)
    put_wrapped (self, "  ",
                 tr (self, N_ ("The capture does not name the router. Find its steps "
                               "with: unmangle-cli routers search MAKER")));
}

static void
put_change (Printer *self, const UmPhoneChange *change)
{
  g_autofree char *name = um_report_change_name (change);
  g_autofree char *line =
      g_strdup_printf ("%s: %s", name, tr (self, um_report_fix_words (change->fix)));

  put_wrapped (self, "  ", line);
  for (guint i = 0; i < change->fields->len; i++)
    {
      const UmFieldChange *field = change->fields->pdata[i];
      g_autofree char *before = um_report_safe_text (field->before);
      g_autofree char *after = um_report_safe_text (field->after);

      g_string_append_printf (self->out, "     %s (%s)\n       %s %s\n", field->name,
                              tr (self, um_report_field_state_words (field->state)),
                              tr (self, N_ ("before:")), before);
      if (after != NULL)
        g_string_append_printf (self->out, "       %s %s\n", tr (self, N_ ("now:   ")), after);
    }
}

static void
put_proof (Printer *self)
{
  const UmBeforeAfter *proof = self->options->before;
  guint shown = 0;

  if (proof == NULL)
    return;
  put_heading (self, N_ ("PROOF OF FIX"));
  put_sentence (self, "  ", proof->headline);
  put_sentence (self, "  ", proof->caution);
  for (guint i = 0; i < proof->phones->len && shown < MAX_PHONES; i++)
    if (um_report_change_is_listed (proof->phones->pdata[i]))
      {
        put_change (self, proof->phones->pdata[i]);
        shown++;
      }
}

static const char *
verdict_colour (UmVerdict verdict)
{
  switch (verdict)
    {
    case UM_VERDICT_ALG_DETECTED:
      return RED;
    case UM_VERDICT_NO_ALG:
      return GREEN;
    case UM_VERDICT_INCONCLUSIVE:
      break;
    }
  return YELLOW;
}

char *
um_report_text_new (const UmFindings *findings, const UmReportOptions *options, gboolean colour)
{
  static const UmReportOptions no_options = { 0 };
  Printer self = { g_string_new (NULL), findings, options != NULL ? options : &no_options, colour,
                   MAX_EVIDENCE };
  g_autoptr (GPtrArray) phones = um_report_phones (findings);
  g_autofree char *summary = um_report_summary_text (findings, self.options->translate);

  g_string_append_printf (self.out, "%s%s%s%s\n\n", colour ? BOLD : "",
                          colour ? verdict_colour (findings->verdict) : "", summary,
                          colour ? RESET : "");
  put_sentence (&self, "", findings->headline);
  put_wrapped (&self, "", tr (&self, um_report_certainty_meaning (findings->certainty)));
  put_proof (&self);
  put_source (&self);
  put_phones (&self, phones);
  put_all_evidence (&self, phones);
  put_media (&self);
  put_symptoms (&self);
  put_gaps (&self);
  if (findings->next_step != NULL)
    {
      put_heading (&self, N_ ("WHAT TO DO NEXT"));
      put_sentence (&self, "  ", findings->next_step);
    }
  put_routers (&self);
  return g_string_free (self.out, FALSE);
}
