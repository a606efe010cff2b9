/* The findings for a browser or a mail attachment. Everything that is not written here goes through
 * put_escaped(): hostile input is text, never markup. A content security policy stands behind it,
 * so that even a mistake could load and run nothing. The page is well-formed XML as well, which the
 * tests rely on. */

#include "report/report-html.h"

#include "core/text.h"
#include "routers/advice.h"

#include <string.h>

enum
{
  MAX_PHONES = 500,
  MAX_EVIDENCE = 400,
  MAX_MATCHES = 3,
  MAX_LINE = 3000, /* characters of one line; what is cut is counted */
};

typedef struct
{
  GString *out;
  const UmFindings *findings;
  const UmReportOptions *options; /* never NULL */
} Page;

static const char style[] =
    ":root{color-scheme:light dark;--text:#1d1d20;--soft:#5e5c64;--back:#fff;--panel:#f3f3f5;"
    "--rule:#d5d5da;--red:#a51d2d;--redback:#fdeaea;--green:#1b6b35;--greenback:#e6f4ea;"
    "--blue:#1a5fb4;--blueback:#e7f0fb;--amber:#7a4a00}"
    "@media(prefers-color-scheme:dark){:root{--text:#f2f2f5;--soft:#b4b3ba;--back:#1e1e21;"
    "--panel:#2a2a2e;--rule:#48484e;--red:#ff938c;--redback:#43201f;--green:#8ff0a4;"
    "--greenback:#1c3625;--blue:#99c1f1;--blueback:#1b2e45;--amber:#f8d47a}}"
    "*{box-sizing:border-box}"
    "body{margin:0 auto;padding:2rem 1.25rem 4rem;max-width:62rem;background:var(--back);"
    "color:var(--text);font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}"
    "h1{font-size:1.7rem;margin:0 0 1rem}h2{margin:2.5rem 0 .75rem;padding-bottom:.3rem;"
    "border-bottom:1px solid var(--rule)}h3{margin:1.75rem 0 .5rem}"
    ".banner{border-radius:.6rem;padding:1rem 1.25rem;border-left:.5rem solid;margin:1rem 0}"
    ".banner p{margin:.2rem 0}.banner .sum{font-size:1.35rem;font-weight:700}"
    ".detected{background:var(--redback);border-color:var(--red)}.detected .sum{color:var(--red)}"
    ".clear{background:var(--greenback);border-color:var(--green)}.clear .sum{color:var(--green)}"
    ".open{background:var(--panel);border-color:var(--amber)}.open .sum{color:var(--amber)}"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1.25rem;margin:0}"
    "dt{color:var(--soft)}dd{margin:0}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;"
    "padding:.45rem .6rem;border-bottom:1px solid var(--rule)}th{color:var(--soft);"
    "font-weight:600;white-space:nowrap}td:first-child,td code{overflow-wrap:normal}"
    "td:first-child{white-space:nowrap}.wide{min-width:11rem}"
    "code,.sip{font-family:ui-monospace,monospace;font-size:.86rem}"
    ".soft{color:var(--soft)}.ev{margin:1.5rem 0;break-inside:avoid}"
    ".ev p{margin:.2rem 0 .6rem}"
    ".sip td{border:0;border-bottom:1px solid var(--back);padding:.15rem .6rem;direction:ltr;"
    "unicode-bidi:isolate}"
    ".sip .n{width:3.5rem;text-align:right;color:var(--soft)}.sip .w{width:8rem;font-weight:700;"
    "font-family:system-ui,sans-serif;white-space:nowrap}"
    ".sip tr{background:var(--panel)}.offending{background:var(--redback)!important;"
    "color:var(--red)}.normal{background:var(--greenback)!important;color:var(--green)}"
    ".untouched{background:var(--blueback)!important;color:var(--blue)}"
    ".sip b{text-decoration:underline;text-underline-offset:.15em}"
    "li{margin:.25rem 0}pre{background:var(--panel);padding:.6rem .8rem;white-space:pre-wrap}"
    "a{color:var(--blue)}"
    "@media print{body{max-width:none;padding:0;font-size:10pt}h2{break-after:avoid}"
    "h3{break-after:avoid}tr{break-inside:avoid}"
    ".banner,.sip tr,pre{print-color-adjust:exact;-webkit-print-color-adjust:exact}}";

static const char *
tr (const Page *self, const char *english)
{
  return self->options->translate != NULL ? self->options->translate (english) : english;
}

static void
put (Page *self, const char *markup)
{
  g_string_append (self->out, markup);
}

/* The only way for text into the page. */
static void
put_escaped (Page *self, const char *text)
{
  g_autofree char *safe = um_report_safe_text (text);
  g_autofree char *escaped = safe != NULL ? g_markup_escape_text (safe, -1) : NULL;

  if (escaped != NULL)
    g_string_append (self->out, escaped);
}

/* open and close: markup around text; nothing for no text. */
static void
put_text (Page *self, const char *open, const char *text, const char *close)
{
  if (text == NULL || text[0] == '\0')
    return;
  put (self, open);
  put_escaped (self, text);
  put (self, close);
}

static void
put_sentence (Page *self, const char *open, const UmSentence *sentence, const char *close)
{
  g_autofree char *text = um_sentence_dup_text (sentence, self->options->translate);

  put_text (self, open, text, close);
}

static void
put_heading (Page *self, const char *english)
{
  put_text (self, "<h2>", tr (self, english), "</h2>\n");
}

static void
put_left_out (Page *self, const char *format, guint64 n)
{
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, n);
  g_autoptr (UmSentence) sentence = um_sentence_new (format, number, NULL);

  if (n > 0)
    put_sentence (self, "<p class=\"soft\">", sentence, "</p>\n");
}

static void
put_head (Page *self)
{
  put (self, "<!DOCTYPE html>\n<html");
  if (self->options->translate == NULL)
    put (self, " lang=\"en\"");
  put (self, ">\n<head>\n<meta charset=\"utf-8\"/>\n"
             "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
             "style-src 'unsafe-inline'\"/>\n"
             "<meta name=\"referrer\" content=\"no-referrer\"/>\n"
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
             "<meta name=\"generator\" content=\"Unmangle " UM_VERSION "\"/>\n");
  put_text (self, "<title>", tr (self, N_ ("SIP ALG findings")), "</title>\n");
  put (self, "<style>");
  put (self, style);
  put (self, "</style>\n</head>\n<body>\n");
  put_text (self, "<h1>", tr (self, N_ ("SIP ALG findings")), "</h1>\n");
}

static void
put_term (Page *self, const char *english, const char *value)
{
  if (value == NULL || value[0] == '\0')
    return;
  put_text (self, "<dt>", tr (self, english), "</dt>");
  put_text (self, "<dd>", value, "</dd>\n");
}

static void
put_form (Page *self)
{
  const UmReportOptions *options = self->options;
  g_autoptr (GDateTime) date =
      options->date != NULL ? g_date_time_ref (options->date) : g_date_time_new_now_local ();
  g_autofree char *words = g_date_time_format (date, "%Y-%m-%d %H:%M");

  put (self, "<dl>\n");
  put_term (self, N_ ("Customer"), options->customer);
  put_term (self, N_ ("Site"), options->site);
  put_term (self, N_ ("Technician"), options->technician);
  put_term (self, N_ ("Case"), options->number);
  put_term (self, N_ ("Company"), options->company);
  put_term (self, N_ ("Date"), words);
  put_term (self, N_ ("What was reported"), options->symptoms);
  put (self, "</dl>\n");
}

static const char *
verdict_class (UmVerdict verdict)
{
  switch (verdict)
    {
    case UM_VERDICT_ALG_DETECTED:
      return "<div class=\"banner detected\">";
    case UM_VERDICT_NO_ALG:
      return "<div class=\"banner clear\">";
    case UM_VERDICT_INCONCLUSIVE:
      break;
    }
  return "<div class=\"banner open\">";
}

static void
put_banner (Page *self)
{
  const UmFindings *findings = self->findings;
  g_autofree char *summary = um_report_summary_text (findings, self->options->translate);

  put (self, verdict_class (findings->verdict));
  put_text (self, "<p class=\"sum\">", summary, "</p>");
  put_text (self, "<p>", tr (self, um_report_certainty_meaning (findings->certainty)), "</p>");
  put (self, "</div>\n");
  put_sentence (self, "<p>", findings->headline, "</p>\n");
  put_sentence (self, "<p><strong>", findings->next_step, "</strong></p>\n");
}

static void
put_change (Page *self, const UmPhoneChange *change)
{
  g_autofree char *name = um_report_change_name (change);

  put_text (self, "<p><strong>", name, "</strong>: ");
  put_escaped (self, tr (self, um_report_fix_words (change->fix)));
  put (self, "</p>\n");
  if (change->fields->len == 0)
    return;
  put (self, "<table class=\"sip\">\n");
  for (guint i = 0; i < change->fields->len; i++)
    {
      const UmFieldChange *field = change->fields->pdata[i];

      put_text (self, "<tr class=\"context\"><td class=\"w\">", tr (self, N_ ("before")),
                "</td><td>");
      put_text (self, "", field->before, "</td></tr>\n<tr class=\"");
      put_text (self, "", um_field_state_name (field->state), "\"><td class=\"w\">");
      put_text (self, "", tr (self, um_report_field_state_words (field->state)), "</td><td>");
      put_escaped (self, field->after);
      put (self, "</td></tr>\n");
    }
  put (self, "</table>\n");
}

static void
put_proof (Page *self)
{
  const UmBeforeAfter *proof = self->options->before;
  guint shown = 0;

  if (proof == NULL)
    return;
  put_heading (self, N_ ("Proof of fix"));
  put_sentence (self, "<p><strong>", proof->headline, "</strong></p>\n");
  put_sentence (self, "<p class=\"soft\">", proof->caution, "</p>\n");
  for (guint i = 0; i < proof->phones->len && shown < MAX_PHONES; i++)
    if (um_report_change_is_listed (proof->phones->pdata[i]))
      {
        put_change (self, proof->phones->pdata[i]);
        shown++;
      }
}

static void
put_phones (Page *self)
{
  g_autoptr (GPtrArray) phones = um_report_phones (self->findings);
  guint shown = MIN (phones->len, (guint) MAX_PHONES);

  put_heading (self, N_ ("Phones"));
  if (phones->len == 0)
    {
      put_text (self, "<p>", tr (self, N_ ("No phone was seen in this capture.")), "</p>\n");
      return;
    }
  put (self, "<table>\n<tr><th>#</th>");
  put_text (self, "<th>", tr (self, N_ ("Phone")), "</th>");
  put_text (self, "<th>", tr (self, N_ ("Addresses")), "</th>");
  put_text (self, "<th>", tr (self, N_ ("Result")), "</th></tr>\n");
  for (guint i = 0; i < shown; i++)
    {
      const UmPhoneFinding *finding = phones->pdata[i];
      const UmPhone *phone = finding->phone;
      g_autofree char *verdict = um_report_phone_verdict_text (finding, self->options->translate);
      g_autofree char *own = um_endpoint_dup_string (&phone->address);
      g_autofree char *seen = um_endpoint_dup_string (&phone->public_address);

      g_string_append_printf (self->out, "<tr><td>%u</td><td>", phone->id);
      put_text (self, "<strong>", phone->name, "</strong><br/>");
      put_text (self, "<code>", phone->aor, "</code>");
      put (self, "</td><td class=\"wide\">");
      put_text (self, "<code>", own, "</code><br/>");
      put_text (self, "<code class=\"soft\">", seen, "</code>");
      put (self, "</td><td>");
      put_text (self, "<strong>", verdict, "</strong>");
      put_sentence (self, "<br/>", finding->reason, "");
      put_sentence (self, "<br/><em>", finding->next_step, "</em>");
      put (self, "</td></tr>\n");
    }
  put (self, "</table>\n");
  put_left_out (self, N_ ("{0} more phones are not listed here."), phones->len - shown);
}

/* text with its spans in bold, cut where it gets unreadable. */
static void
put_spans (Page *self, const char *text, const GArray *spans)
{
  g_autofree char *safe = um_report_safe_text (text);
  glong chars = g_utf8_strlen (safe, -1);
  gsize length =
      chars > MAX_LINE ? (gsize) (g_utf8_offset_to_pointer (safe, MAX_LINE) - safe) : strlen (safe);
  gsize done = 0;

  for (guint i = 0; spans != NULL && i < spans->len; i++)
    {
      UmSpan span = g_array_index (spans, UmSpan, i);
      g_autofree char *plain = NULL;
      g_autofree char *bold = NULL;

      if (span.start < done || span.end > length || span.start >= span.end)
        continue;
      plain = g_markup_escape_text (safe + done, (gssize) (span.start - done));
      bold = g_markup_escape_text (safe + span.start, (gssize) (span.end - span.start));
      g_string_append_printf (self->out, "%s<b>%s</b>", plain, bold);
      done = span.end;
    }
  safe[length] = '\0';
  put_escaped (self, safe + done);
  if (chars > MAX_LINE)
    put_left_out (self, N_ ("{0} more characters of this line are not printed."), chars - MAX_LINE);
}

static void
begin_line (Page *self, const UmMarkedLine *line, const char *class, const char *word)
{
  g_string_append_printf (self->out, "<tr class=\"%s\"><td class=\"n\">%u</td><td class=\"w\">",
                          class, line->number);
  put_escaped (self, word);
  put (self, "</td><td>");
}

static void
put_compared (Page *self, const UmMarkedLine *line)
{
  begin_line (self, line, "context", tr (self, N_ ("before")));
  put_escaped (self, line->before != NULL ? line->before : tr (self, N_ ("(was not there)")));
  put (self, "</td></tr>\n");
  begin_line (self, line, um_mark_name (line->mark), tr (self, N_ ("after")));
  if (line->after != NULL)
    put_spans (self, line->after, line->spans);
  else
    put_escaped (self, tr (self, N_ ("(is gone)")));
  put (self, "</td></tr>\n");
}

static void
put_line (Page *self, const UmMarkedLine *line)
{
  if (line->before != NULL || line->after != NULL)
    {
      put_compared (self, line);
      return;
    }
  begin_line (self, line, um_mark_name (line->mark), tr (self, um_report_mark_words (line->mark)));
  put_spans (self, line->text, line->spans);
  put (self, "</td></tr>\n");
}

static void
put_evidence (Page *self, const UmEvidence *evidence)
{
  g_string_append_printf (self->out, "<div class=\"ev\" id=\"evidence-%u\">\n<p><strong>[%u] ",
                          evidence->id, evidence->id);
  put_escaped (self, tr (self, um_report_grade_words (evidence->grade)));
  put_text (self, "</strong> · ", evidence->rule, "<br/>\n");
  if (evidence->message != NULL)
    {
      g_autofree char *first = um_report_first_line (evidence->message);
      g_autofree char *place =
          um_report_place (self->findings, evidence->message, self->options->translate);

      put_text (self, "<code>", first, "</code><br/>");
      put_text (self, "<span class=\"soft\">", place, "</span>");
    }
  put (self, "</p>\n");
  if (evidence->lines->len > 0)
    {
      put (self, "<table class=\"sip\">\n");
      for (guint i = 0; i < evidence->lines->len; i++)
        put_line (self, evidence->lines->pdata[i]);
      put (self, "</table>\n");
    }
  put_sentence (self, "<p>", evidence->explanation, "</p>\n");
  put (self, "</div>\n");
}

static void
put_group (Page *self, GPtrArray *list, const UmPhone *phone, const char *title, guint *left)
{
  gboolean begun = FALSE;

  for (guint i = 0; i<list->len && * left> 0; i++)
    {
      const UmEvidence *evidence = list->pdata[i];

      if (evidence->phone != phone)
        continue;
      if (!begun)
        put_text (self, "<h3>", title, "</h3>\n");
      begun = TRUE;
      put_evidence (self, evidence);
      (*left)--;
    }
}

static void
put_all_evidence (Page *self)
{
  g_autoptr (GPtrArray) phones = um_report_phones (self->findings);
  GPtrArray *all = self->findings->evidence;
  guint left = MAX_EVIDENCE;

  if (all->len == 0)
    return;
  put_heading (self, N_ ("Evidence"));
  for (guint i = 0; i < phones->len && left > 0; i++)
    {
      const UmPhoneFinding *finding = phones->pdata[i];
      g_autofree char *title =
          g_strdup_printf ("%s %u: %s", tr (self, N_ ("Phone")), finding->phone->id,
                           finding->phone->name != NULL ? finding->phone->name : "");

      put_group (self, finding->evidence, finding->phone, title, &left);
    }
  put_group (self, all, NULL, tr (self, N_ ("The capture as a whole")), &left);
  put_left_out (self, N_ ("{0} more findings of the same kinds are not listed here."),
                all->len - (MAX_EVIDENCE - left) + self->findings->evidence_left_out);
}

static void
put_gaps (Page *self)
{
  g_autoptr (GPtrArray) gaps = um_report_gaps (self->findings);

  if (gaps->len == 0)
    return;
  put_heading (self, N_ ("What was not seen"));
  put (self, "<ul>\n");
  for (guint i = 0; i < gaps->len; i++)
    put_sentence (self, "<li>", gaps->pdata[i], "</li>\n");
  put (self, "</ul>\n");
}

static void
put_list (Page *self, const char *english, GPtrArray *items)
{
  if (items->len == 0)
    return;
  put_text (self, "<p><strong>", tr (self, english), "</strong></p>\n<ul>\n");
  for (guint i = 0; i < items->len; i++)
    put_text (self, "<li>", items->pdata[i], "</li>\n");
  put (self, "</ul>\n");
}

static void
put_method (Page *self, const UmRouterMethod *method)
{
  put_text (self, "<p><strong>", method->title, "</strong></p>\n");
  if (method->steps->len > 0)
    put (self, "<ol>\n");
  for (guint i = 0; i < method->steps->len; i++)
    put_text (self, "<li>", method->steps->pdata[i], "</li>\n");
  if (method->steps->len > 0)
    put (self, "</ol>\n");
  if (method->commands->len > 0)
    put (self, "<pre>");
  for (guint i = 0; i < method->commands->len; i++)
    put_text (self, "", method->commands->pdata[i], "\n");
  if (method->commands->len > 0)
    put (self, "</pre>\n");
}

static void
put_sources (Page *self, GPtrArray *sources)
{
  for (guint i = 0; i < sources->len; i++)
    {
      const UmRouterSource *source = sources->pdata[i];

      if (!g_str_has_prefix (source->url, "https://") && !g_str_has_prefix (source->url, "http://"))
        continue;
      put_text (self, "<p class=\"soft\"><a rel=\"noreferrer\" href=\"", source->url, "\">");
      put_text (self, "", source->title != NULL ? source->title : source->url, "</a></p>\n");
    }
}

static void
put_router (Page *self, const UmRouterMatch *match)
{
  const UmRouter *router = match->router;

  put_text (self, "<h3>", um_router_get_title (router), "</h3>\n");
  put_sentence (self, "<p>", match->reason, "</p>\n");
  put_text (self, "<p>", router->login, "</p>\n");
  for (guint i = 0; i < router->methods->len; i++)
    put_method (self, router->methods->pdata[i]);
  put_list (self, N_ ("Watch out"), router->cautions);
  put_list (self, N_ ("How to check that it is off"), router->verify);
  put_list (self, N_ ("Afterwards"), router->after);
  put_list (self, N_ ("Related settings"), router->related);
  put_sources (self, router->sources);
}

static void
put_advice (Page *self)
{
  for (const UmAdvice *advice = um_advice_general (); advice->id != NULL; advice++)
    {
      put_text (self, "<h3>", tr (self, advice->title), "</h3>\n");
      put (self, "<ol>\n");
      for (guint i = 0; advice->steps[i] != NULL; i++)
        put_text (self, "<li>", tr (self, advice->steps[i]), "</li>\n");
      put (self, "</ol>\n");
      if (advice->message != NULL)
        put_text (self, "<pre>", tr (self, advice->message), "</pre>\n");
    }
}

static void
put_routers (Page *self)
{
  GPtrArray *matches = self->options->matches;
  guint n = matches != NULL ? MIN (matches->len, (guint) MAX_MATCHES) : 0;

  if (self->findings->verdict == UM_VERDICT_NO_ALG ||
      (n == 0 && self->findings->leans != UM_LEANS_ALG))
    return;
  put_heading (self, N_ ("Switching the SIP ALG off"));
  for (guint i = 0; i < n; i++)
    put_router (self, matches->pdata[i]);
  if (n > 0)
    put_left_out (self, N_ ("{0} more entries of the router database may fit."), matches->len - n);
  else
    put_advice (self);
}

static void
put_capture (Page *self, const char *label, const UmCase *about)
{
  g_autofree char *packets = g_strdup_printf ("%" G_GUINT64_FORMAT, about->packets);
  g_autofree char *messages = g_strdup_printf ("%u", about->messages->len);
  g_autofree char *first = um_text_time (about->first_time_us);
  g_autofree char *last = um_text_time (about->last_time_us);
  g_autofree char *span =
      first != NULL ? g_strdup_printf ("%s – %s", first, last != NULL ? last : "?") : NULL;

  put_term (self, label, about->source_name);
  put_term (self, N_ ("Packets"), packets);
  put_term (self, N_ ("SIP messages"), messages);
  put_term (self, N_ ("Captured"), span);
  for (guint kind = 0; kind < UM_N_DAMAGE_KINDS; kind++)
    if (about->damage.count[kind] > 0)
      {
        g_autofree char *detail =
            g_strdup_printf ("%s (%" G_GUINT64_FORMAT ")", tr (self, um_damage_kind_detail (kind)),
                             about->damage.count[kind]);

        put_term (self, N_ ("Damage"), detail);
      }
}

/* The files that were read, by their contents. */
static void
put_files (Page *self)
{
  const GPtrArray *sources = self->options->sources;

  for (guint i = 0; sources != NULL && i < sources->len; i++)
    {
      const UmReportSource *source = sources->pdata[i];
      g_autofree char *size = g_strdup_printf ("%" G_GUINT64_FORMAT, source->size);
      g_autoptr (UmSentence) sentence =
          um_sentence_new (N_ ("{0}, {1} bytes"), source->name, size, NULL);
      g_autofree char *file = um_sentence_dup_text (sentence, self->options->translate);

      put_term (self, N_ ("File read"), file);
      put_term (self, "SHA-256", source->sha256);
    }
}

static void
put_source (Page *self)
{
  const UmFindings *findings = self->findings;
  UmTranslateFunc translate = self->options->translate;
  g_autofree char *reason = um_sentence_dup_text (findings->vantage_reason, translate);
  g_autofree char *known_by = um_sentence_dup_text (findings->alg_reason, translate);
  g_autoptr (UmSentence) sentence = findings->outside != NULL ? um_report_pairs (findings) : NULL;
  g_autofree char *pairs = um_sentence_dup_text (sentence, translate);
  g_autofree char *place =
      g_strdup_printf ("%s%s%s", tr (self, um_report_vantage_words (findings->vantage)),
                       reason != NULL ? ". " : "", reason != NULL ? reason : "");

  put_heading (self, N_ ("Source"));
  put (self, "<dl>\n");
  put_capture (self, findings->outside != NULL ? N_ ("Inside") : N_ ("File"), findings->about);
  if (findings->outside != NULL)
    put_capture (self, N_ ("Outside"), findings->outside);
  put_files (self);
  put_term (self, N_ ("Matched"), pairs);
  put_term (self, N_ ("Taken"), place);
  put_term (self, N_ ("Kind of ALG"), findings->alg_family);
  put_term (self, N_ ("Known by"), known_by);
  put_term (self, N_ ("Made with"), "Unmangle " UM_VERSION);
  put (self, "</dl>\n");
}

char *
um_report_html_new (const UmFindings *findings, const UmReportOptions *options)
{
  static const UmReportOptions no_options = { 0 };
  Page self = { g_string_new (NULL), findings, options != NULL ? options : &no_options };

  put_head (&self);
  put_form (&self);
  put_banner (&self);
  put_proof (&self);
  put_phones (&self);
  put_all_evidence (&self);
  put_gaps (&self);
  put_routers (&self);
  put_source (&self);
  put (&self, "</body>\n</html>\n");
  return g_string_free (self.out, FALSE);
}
