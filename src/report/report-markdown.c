/* The findings for a ticket. SIP lines stand in fenced blocks whose fence is longer than any run of
 * backticks in them (CommonMark 4.5), so that no line can end its block; all other text is escaped
 * character by character. */

#include "report/report-markdown.h"

#include "core/text.h"
#include "routers/router-text.h"

#include <string.h>

enum
{
  MAX_PHONES = 100,
  MAX_EVIDENCE = 40, /* a ticket is read on a phone; the rest is in the PDF and JSON */
  MAX_MATCHES = 3,
  MAX_LINE = 1000, /* characters */
};

typedef struct
{
  GString *out;
  const UmFindings *findings;
  const UmReportOptions *options; /* never NULL */
} Note;

static const char *
tr (const Note *self, const char *english)
{
  return self->options->translate != NULL ? self->options->translate (english) : english;
}

/* Text outside of code. An @ or # before a word would name a user or a ticket at GitHub and GitLab:
 * an empty comment in between prevents that. "://" and "www." would become links. */
static void
put_escaped (Note *self, const char *text)
{
  g_autofree char *safe = um_report_safe_text (text);

  for (const char *p = safe; p != NULL && *p != '\0'; p++)
    {
      if ((*p == '@' || *p == '#') && (p == safe || !g_ascii_isalnum (p[-1])))
        g_string_append_printf (self->out, "%s%c<!-- -->", *p == '#' ? "\\" : "", *p);
      else if (strchr ("\\`*_{}[]<>#|~!&$", *p) != NULL)
        g_string_append_printf (self->out, "\\%c", *p);
      else if (*p == ':' && p[1] == '/' && p[2] == '/')
        g_string_append (self->out, "\\:");
      else if (g_ascii_strncasecmp (p, "www.", 4) == 0)
        {
          g_string_append_len (self->out, p, 3);
          g_string_append (self->out, "\\.");
          p += 3;
        }
      else
        g_string_append_c (self->out, *p == '\t' ? ' ' : *p);
    }
}

static guint
longest_run (const char *text)
{
  guint run = 0, longest = 0;

  for (; *text != '\0'; text++)
    {
      run = *text == '`' ? run + 1 : 0;
      longest = MAX (longest, run);
    }
  return longest;
}

static void
put_ticks (Note *self, guint n)
{
  for (guint i = 0; i < n; i++)
    g_string_append_c (self->out, '`');
}

/* As inline code; the blanks keep backticks at the ends apart from the fence. */
static void
put_code (Note *self, const char *text)
{
  g_autofree char *safe = um_text_shorten (um_slice_from_string (text), MAX_LINE);
  guint ticks = longest_run (safe) + 1;

  put_ticks (self, ticks);
  g_string_append_printf (self->out, ticks > 1 ? " %s " : "%s", safe);
  put_ticks (self, ticks);
}

static void
put_block (Note *self, const char *language, const char *content)
{
  guint ticks = MAX (longest_run (content) + 1, 3);

  put_ticks (self, ticks);
  g_string_append_printf (self->out, "%s\n%s", language, content);
  put_ticks (self, ticks);
  g_string_append (self->out, "\n\n");
}

static void
put_sentence (Note *self, const char *lead, const UmSentence *sentence, const char *end)
{
  g_autofree char *text = um_sentence_dup_text (sentence, self->options->translate);

  if (text == NULL || text[0] == '\0')
    return;
  g_string_append (self->out, lead);
  put_escaped (self, text);
  g_string_append (self->out, end);
}

static void
put_heading (Note *self, const char *english)
{
  g_string_append (self->out, "### ");
  put_escaped (self, tr (self, english));
  g_string_append (self->out, "\n\n");
}

static void
put_left_out (Note *self, const char *format, guint64 n)
{
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, n);
  g_autoptr (UmSentence) sentence = um_sentence_new (format, number, NULL);

  if (n > 0)
    put_sentence (self, "", sentence, "\n\n");
}

static void
put_capture (Note *self, const char *label, const UmCase *about)
{
  g_string_append_printf (self->out, "- %s: ", tr (self, label));
  put_code (self, about->source_name);
  g_string_append_printf (self->out, ", %" G_GUINT64_FORMAT " %s, %u %s\n", about->packets,
                          tr (self, N_ ("packets")), about->messages->len,
                          tr (self, N_ ("SIP messages")));
}

static void
put_verdict (Note *self)
{
  const UmFindings *findings = self->findings;
  g_autofree char *summary = um_report_summary_text (findings, self->options->translate);
  g_autoptr (UmSentence) pairs = findings->outside != NULL ? um_report_pairs (findings) : NULL;

  g_string_append (self->out, "## ");
  put_escaped (self, summary);
  g_string_append (self->out, "\n\n");
  put_sentence (self, "", findings->headline, "\n\n");
  put_sentence (self, "**", findings->next_step, "**\n\n");
  put_capture (self, findings->outside != NULL ? N_ ("Inside") : N_ ("File"), findings->about);
  if (findings->outside != NULL)
    put_capture (self, N_ ("Outside"), findings->outside);
  put_sentence (self, "- ", pairs, "\n");
  g_string_append (self->out, "- ");
  put_escaped (self, tr (self, N_ ("taken")));
  g_string_append_c (self->out, ' ');
  put_escaped (self, tr (self, um_report_vantage_words (findings->vantage)));
  g_string_append (self->out, "\n\n");
}

static void
put_proof (Note *self)
{
  const UmBeforeAfter *proof = self->options->before;
  guint shown = 0;

  if (proof == NULL)
    return;
  put_heading (self, N_ ("Proof of fix"));
  put_sentence (self, "", proof->headline, "\n\n");
  put_sentence (self, "", proof->caution, "\n\n");
  for (guint i = 0; i < proof->phones->len && shown < MAX_PHONES; i++)
    {
      const UmPhoneChange *change = proof->phones->pdata[i];
      g_autofree char *name = um_report_change_name (change);

      if (!um_report_change_is_listed (change))
        continue;
      shown++;
      g_string_append (self->out, "- ");
      put_code (self, name);
      g_string_append (self->out, ": ");
      put_escaped (self, tr (self, um_report_fix_words (change->fix)));
      for (guint f = 0; f < change->fields->len; f++)
        {
          const UmFieldChange *field = change->fields->pdata[f];

          g_string_append (self->out, f == 0 ? " (" : ", ");
          put_code (self, field->name);
          g_string_append_c (self->out, ' ');
          put_escaped (self, tr (self, um_report_field_state_words (field->state)));
        }
      g_string_append (self->out, change->fields->len > 0 ? ")\n" : "\n");
    }
  g_string_append_c (self->out, '\n');
}

static void
put_phones (Note *self)
{
  g_autoptr (GPtrArray) phones = um_report_phones (self->findings);
  guint shown = MIN (phones->len, (guint) MAX_PHONES);

  if (phones->len == 0)
    return;
  put_heading (self, N_ ("Phones"));
  for (guint i = 0; i < shown; i++)
    {
      const UmPhoneFinding *finding = phones->pdata[i];
      g_autofree char *verdict = um_report_phone_verdict_text (finding, self->options->translate);

      g_string_append_printf (self->out, "- %u: ", finding->phone->id);
      if (finding->phone->name != NULL)
        put_code (self, finding->phone->name);
      g_string_append_c (self->out, ' ');
      if (finding->phone->aor != NULL)
        put_code (self, finding->phone->aor);
      g_string_append (self->out, ": **");
      put_escaped (self, verdict);
      g_string_append (self->out, "**");
      put_sentence (self, ". ", finding->reason, "");
      g_string_append_c (self->out, '\n');
    }
  g_string_append_c (self->out, '\n');
  put_left_out (self, N_ ("{0} more phones are not listed here."), phones->len - shown);
}

/* One line of a code block: what cannot be read as its end. */
static void
append_line (GString *block, const char *lead, const char *text)
{
  g_autofree char *safe = um_text_shorten (um_slice_from_string (text), MAX_LINE);

  g_string_append_printf (block, "%s%s\n", lead, safe);
}

/* As a diff, which tickets colour. */
static void
append_compared (GString *block, const UmMarkedLine *line)
{
  if (line->before != NULL)
    append_line (block, "- ", line->before);
  if (line->after != NULL)
    append_line (block, "+ ", line->after);
}

static void
put_lines (Note *self, const UmEvidence *evidence)
{
  g_autoptr (GString) block = g_string_new (NULL);
  gboolean compared = FALSE;

  for (guint i = 0; i < evidence->lines->len; i++)
    {
      const UmMarkedLine *line = evidence->lines->pdata[i];
      const char *word = um_report_mark_words (line->mark);
      g_autofree char *lead =
          g_strdup_printf ("%3u %-10s ", line->number, word[0] != '\0' ? tr (self, word) : "");

      compared |= line->before != NULL || line->after != NULL;
      if (line->before != NULL || line->after != NULL)
        append_compared (block, line);
      else
        append_line (block, lead, line->text);
    }
  if (block->len > 0)
    put_block (self, compared ? "diff" : "", block->str);
}

static void
put_evidence (Note *self, const UmEvidence *evidence)
{
  g_string_append_printf (self->out, "**\\[%u\\] ", evidence->id);
  put_escaped (self, tr (self, um_report_grade_words (evidence->grade)));
  g_string_append (self->out, "**, ");
  put_escaped (self, evidence->rule);
  if (evidence->message != NULL)
    {
      g_autofree char *first = um_report_first_line (evidence->message);
      g_autofree char *place =
          um_report_place (self->findings, evidence->message, self->options->translate);

      g_string_append (self->out, ": ");
      put_code (self, first);
      g_string_append (self->out, " (");
      put_escaped (self, place);
      g_string_append_c (self->out, ')');
    }
  g_string_append (self->out, "\n\n");
  put_lines (self, evidence);
  put_sentence (self, "", evidence->explanation, "\n\n");
}

static void
put_all_evidence (Note *self)
{
  GPtrArray *all = self->findings->evidence;
  guint shown = MIN (all->len, (guint) MAX_EVIDENCE);

  if (all->len == 0)
    return;
  put_heading (self, N_ ("Evidence"));
  for (guint i = 0; i < shown; i++)
    put_evidence (self, all->pdata[i]);
  put_left_out (self, N_ ("{0} more findings of the same kinds are not listed here."),
                all->len - shown + self->findings->evidence_left_out);
}

static void
put_gaps (Note *self)
{
  g_autoptr (GPtrArray) gaps = um_report_gaps (self->findings);

  if (gaps->len == 0)
    return;
  put_heading (self, N_ ("What was not seen"));
  for (guint i = 0; i < gaps->len; i++)
    put_sentence (self, "- ", gaps->pdata[i], "\n");
  g_string_append_c (self->out, '\n');
}

static void
put_routers (Note *self)
{
  GPtrArray *matches = self->options->matches;

  if (self->findings->verdict == UM_VERDICT_NO_ALG || matches == NULL || matches->len == 0)
    return;
  put_heading (self, N_ ("Switching the SIP ALG off"));
  for (guint i = 0; i < MIN (matches->len, (guint) MAX_MATCHES); i++)
    {
      const UmRouterMatch *match = matches->pdata[i];

      g_string_append (self->out, "- ");
      put_escaped (self, um_router_get_title (match->router));
      g_string_append (self->out, " (");
      put_code (self, match->router->id);
      g_string_append (self->out, ")");
      put_sentence (self, ": ", match->reason, "");
      g_string_append_c (self->out, '\n');
      for (guint m = 0; m < match->router->methods->len; m++)
        {
          const UmRouterMethod *method = match->router->methods->pdata[m];

          for (guint s = 0; s < method->steps->len; s++)
            {
              g_string_append_printf (self->out, "  %u. ", s + 1);
              put_escaped (self, method->steps->pdata[s]);
              g_string_append_c (self->out, '\n');
            }
        }
    }
  g_string_append_c (self->out, '\n');
}

char *
um_report_markdown_new (const UmFindings *findings, const UmReportOptions *options)
{
  static const UmReportOptions no_options = { 0 };
  Note self = { g_string_new (NULL), findings, options != NULL ? options : &no_options };

  put_verdict (&self);
  put_proof (&self);
  put_phones (&self);
  put_all_evidence (&self);
  put_gaps (&self);
  put_routers (&self);
  g_string_append (self.out, "Unmangle " UM_VERSION "\n");
  return g_string_free (self.out, FALSE);
}

static void
put_list (Note *self, const char *heading, const GPtrArray *texts)
{
  if (texts->len == 0)
    return;
  put_heading (self, heading);
  for (guint i = 0; i < texts->len; i++)
    {
      g_string_append (self->out, "- ");
      put_escaped (self, g_ptr_array_index (texts, i));
      g_string_append_c (self->out, '\n');
    }
  g_string_append_c (self->out, '\n');
}

static void
put_method (Note *self, const UmRouterMethod *method)
{
  const char *kind = um_router_method_kind_text (method->kind);
  g_autoptr (GString) commands = g_string_new (NULL);

  put_heading (self, method->title != NULL ? method->title : kind);
  for (guint i = 0; i < method->steps->len; i++)
    {
      g_string_append_printf (self->out, "%u. ", i + 1);
      put_escaped (self, method->steps->pdata[i]);
      g_string_append_c (self->out, '\n');
    }
  g_string_append_c (self->out, '\n');
  for (guint i = 0; i < method->commands->len; i++)
    g_string_append_printf (commands, "%s\n", (const char *) method->commands->pdata[i]);
  if (commands->len > 0)
    put_block (self, "", commands->str);
  put_escaped (self, tr (self, um_router_reboot_text (method->reboot)));
  g_string_append (self->out, "\n\n");
}

static void
put_sources (Note *self, const UmRouter *router)
{
  put_heading (self, N_ ("Sources"));
  put_escaped (self, tr (self, um_router_verified_text (router->verified)));
  g_string_append (self->out, "\n\n");
  for (guint i = 0; i < router->sources->len; i++)
    {
      const UmRouterSource *source = router->sources->pdata[i];

      g_string_append (self->out, "- ");
      put_escaped (self, source->title != NULL ? source->title : "");
      g_string_append_printf (self->out, " <%s>\n", source->url);
    }
}

char *
um_report_markdown_new_for_router (const UmRouter *router, UmTranslateFunc translate)
{
  const UmReportOptions options = { .translate = translate };
  Note self = { g_string_new (NULL), NULL, &options };
  g_autofree char *names = um_router_join (router->alg_names);
  g_autoptr (UmSentence) called = um_sentence_new (N_ ("The switch is called: {0}."), names, NULL);

  g_string_append (self.out, "## ");
  put_escaped (&self, um_router_get_title (router));
  g_string_append (self.out, "\n\n");
  put_escaped (&self, tr (&self, um_router_can_disable_text (router->can_disable)));
  g_string_append_c (self.out, ' ');
  put_escaped (&self, tr (&self, um_router_default_text (router->default_state)));
  g_string_append (self.out, "\n\n");
  put_sentence (&self, "", called, "\n\n");
  if (router->login != NULL)
    {
      put_escaped (&self, router->login);
      g_string_append (self.out, "\n\n");
    }
  for (guint i = 0; i < router->methods->len; i++)
    put_method (&self, router->methods->pdata[i]);
  put_list (&self, N_ ("Watch out"), router->cautions);
  put_list (&self, N_ ("How to check that it is off"), router->verify);
  put_list (&self, N_ ("Afterwards"), router->after);
  put_list (&self, N_ ("Related settings"), router->related);
  put_sources (&self, router);
  return g_string_free (self.out, FALSE);
}
