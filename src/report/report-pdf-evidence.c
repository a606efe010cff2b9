/* What was found in the messages: each line with a band, an icon and a word, so that a
 * black-and-white copy says the same. */

#include "report/report-pdf-parts.h"

#include "core/text.h"

#include <string.h>

enum
{
  MAX_PAGES = 10,   /* of evidence: nobody reads more; what is left out is counted */
  MANY_PHONES = 12, /* from here on a few pieces for each, so that more phones are shown */
  MAX_OF_EACH = 3,
  MAX_LINE = 3000, /* characters of one line; what is cut is counted on the paper */
  MAX_FIRST_LINE = 400,
  SECTION_ROOM = 240, /* heading, legend and a first block */
  WORD_X = 44,        /* columns of a marked line: number, icon, word, text */
  TEXT_X = 110,
  COMPARED_X = 108, /* the columns of a comparison: "before", text */
  COMPARED_W = 38,
};

typedef struct
{
  UmIcon icon;
  UmInk ink;
  UmInk tint;
  const char *word; /* English */
} MarkLook;

static const MarkLook looks[] = {
  [UM_MARK_CONTEXT] = { UM_ICON_NONE, UM_INK_TEXT, UM_INK_PANEL, "" },
  [UM_MARK_NORMAL] = { UM_ICON_CHECK, UM_INK_GREEN, UM_INK_GREEN_TINT, N_ ("normal") },
  [UM_MARK_UNTOUCHED] = { UM_ICON_SHIELD, UM_INK_BLUE, UM_INK_BLUE_TINT, N_ ("untouched") },
  [UM_MARK_OFFENDING] = { UM_ICON_CROSS, UM_INK_RED, UM_INK_RED_TINT, N_ ("offending") },
};

/* The spans in bold and underlined, on top of the line's ink. (transfer full) */
static PangoAttrList *
span_attributes (const UmMarkedLine *line)
{
  PangoAttrList *list = pango_attr_list_new ();

  for (guint i = 0; line->spans != NULL && i < line->spans->len; i++)
    {
      const UmSpan *span = &g_array_index (line->spans, UmSpan, i);
      PangoAttribute *bold = pango_attr_weight_new (PANGO_WEIGHT_BOLD);
      PangoAttribute *under = pango_attr_underline_new (PANGO_UNDERLINE_SINGLE);

      bold->start_index = under->start_index = (guint) MIN (span->start, (gsize) G_MAXUINT);
      bold->end_index = under->end_index = (guint) MIN (span->end, (gsize) G_MAXUINT);
      pango_attr_list_insert (list, bold);
      if (line->mark == UM_MARK_OFFENDING)
        pango_attr_list_insert (list, under);
      else
        pango_attribute_destroy (under);
    }
  return list;
}

/* Left of a marked line: its number, icon and word. */
static void
draw_gutter (UmPdf *self, gconstpointer data)
{
  const UmMarkedLine *line = data;
  const MarkLook *look = &looks[line->mark];
  UmPdfStyle number = {
    .size = 8, .ink = UM_INK_GREY, .mono = TRUE, .x = 6, .width = 20, .max_lines = 1
  };
  UmPdfStyle word = { .size = 8,
                      .bold = TRUE,
                      .ink = look->ink,
                      .x = WORD_X,
                      .max_lines = 1,
                      .width = TEXT_X - WORD_X - 4 };
  g_autofree char *digits = g_strdup_printf ("%u", line->number);

  um_pdf_text_aligned (self, &number, self->y, digits, PANGO_ALIGN_RIGHT);
  um_pdf_icon (self, look->icon, look->ink, UM_INK_WHITE, UM_PDF_MARGIN + 32, self->y + 1, 8.5);
  if (look->word[0] != '\0')
    (void) um_pdf_text_at (self, &word, self->y, um_pdf_tr (self, look->word));
}

static void
draw_left_out_characters (UmPdf *self, const char *text)
{
  if (text != NULL && g_utf8_strlen (text, -1) > MAX_LINE)
    um_pdf_left_out (self, N_ ("{0} more characters of this line are not printed."),
                     g_utf8_strlen (text, -1) - MAX_LINE);
}

/* Left of the second line of a comparison. */
static void
draw_after_gutter (UmPdf *self, gconstpointer data)
{
  const UmMarkedLine *line = data;
  UmPdfStyle word = {
    .size = 8, .ink = looks[line->mark].ink, .x = COMPARED_X, .max_lines = 1, .width = COMPARED_W
  };

  (void) um_pdf_text_at (self, &word, self->y, um_pdf_tr (self, N_ ("after")));
}

static void
draw_before_gutter (UmPdf *self, gconstpointer data)
{
  UmPdfStyle word = {
    .size = 8, .ink = UM_INK_GREY, .x = COMPARED_X, .max_lines = 1, .width = COMPARED_W
  };

  draw_gutter (self, data);
  (void) um_pdf_text_at (self, &word, self->y, um_pdf_tr (self, N_ ("before")));
}

/* The two lines of a comparison: before in plain ink, after in that of the mark, with its spans. */
static void
draw_compared_line (UmPdf *self, const UmMarkedLine *line)
{
  const MarkLook *look = &looks[line->mark];
  const char *absent = um_pdf_tr (self, N_ ("(was not there)"));
  const char *gone = um_pdf_tr (self, N_ ("(is gone)"));
  g_autofree char *before = um_text_shorten (
      um_slice_from_string (line->before != NULL ? line->before : absent), MAX_LINE);
  g_autofree char *after =
      um_text_shorten (um_slice_from_string (line->after != NULL ? line->after : gone), MAX_LINE);
  PangoAttrList *attributes = span_attributes (line);
  UmPdfStyle style = { .size = 8,
                       .mono = TRUE,
                       .ink = UM_INK_TEXT,
                       .x = COMPARED_X + COMPARED_W,
                       .hanging = 14,
                       .width = um_pdf_inner_width (self) - COMPARED_X - COMPARED_W - 6,
                       .panel = TRUE,
                       .panel_ink = UM_INK_PANEL,
                       .bar_ink = look->ink,
                       .gutter = draw_before_gutter,
                       .gutter_data = line };

  um_pdf_text (self, &style, before);
  style.ink = look->ink;
  style.panel_ink = look->tint;
  style.attrs = line->after != NULL ? attributes : NULL;
  style.gutter = draw_after_gutter;
  um_pdf_text (self, &style, after);
  pango_attr_list_unref (attributes);
  draw_left_out_characters (self, line->before);
  draw_left_out_characters (self, line->after);
  um_pdf_space (self, 3);
}

static void
draw_marked_line (UmPdf *self, const UmMarkedLine *line)
{
  const MarkLook *look = &looks[line->mark];
  g_autofree char *text = um_text_shorten (um_slice_from_string (line->text), MAX_LINE);
  PangoAttrList *attributes = span_attributes (line);
  UmPdfStyle style = { .size = 8,
                       .mono = TRUE,
                       .ink = look->ink,
                       .x = TEXT_X,
                       .hanging = 14,
                       .width = um_pdf_inner_width (self) - TEXT_X - 6,
                       .attrs = attributes,
                       .panel = TRUE,
                       .panel_ink = look->tint,
                       .bar_ink = line->mark == UM_MARK_CONTEXT ? look->tint : look->ink,
                       .gutter = draw_gutter,
                       .gutter_data = line };

  um_pdf_text (self, &style, text);
  pango_attr_list_unref (attributes);
  draw_left_out_characters (self, line->text);
  um_pdf_space (self, 1.5);
}

static void
draw_message (UmPdf *self, const UmMessage *message)
{
  UmPdfStyle first = { .size = 8.5, .mono = TRUE, .bold = TRUE, .hanging = 14 };
  UmPdfStyle place = { .size = 8.5, .ink = UM_INK_GREY };
  g_autofree char *whole = um_report_first_line (message);
  g_autofree char *line = um_text_shorten (um_slice_from_string (whole), MAX_FIRST_LINE);
  g_autofree char *time = um_text_time (message->time_us);
  g_autoptr (GString) text = g_string_new (NULL);
  const char *side = um_report_side (self->findings, message);
  char buffer[UM_ENDPOINT_STRING_MAX];

  if (side != NULL)
    g_string_append_printf (text, "%s  ·  ",
                            g_str_equal (side, "outside") ? um_pdf_tr (self, N_ ("Outside"))
                                                          : um_pdf_tr (self, N_ ("Inside")));
  g_string_append_printf (text, "%s %" G_GUINT64_FORMAT,
                          message->from_text ? um_pdf_tr (self, N_ ("Message"))
                                             : um_pdf_tr (self, N_ ("Packet")),
                          message->frame);
  if (time != NULL)
    g_string_append_printf (text, "  ·  %s", time);
  if (um_address_is_set (&message->source.address))
    g_string_append_printf (text, "  ·  %s", um_endpoint_to_string (&message->source, buffer));
  if (um_address_is_set (&message->destination.address))
    g_string_append_printf (text, " → %s", um_endpoint_to_string (&message->destination, buffer));
  um_pdf_text (self, &first, line);
  um_pdf_text (self, &place, text->str);
}

static void
draw_evidence (UmPdf *self, gconstpointer data)
{
  const UmEvidence *evidence = data;
  UmPdfStyle title = { .size = 9.5, .bold = TRUE };
  UmPdfStyle body = { .size = 10 };
  g_autofree char *heading =
      g_strdup_printf ("[%u]  %s  ·  %s", evidence->id,
                       um_pdf_tr (self, um_report_grade_words (evidence->grade)), evidence->rule);
  g_autofree char *explanation = um_pdf_sentence (self, evidence->explanation);

  um_pdf_text (self, &title, heading);
  if (evidence->message != NULL)
    draw_message (self, evidence->message);
  um_pdf_space (self, 4);
  for (guint i = 0; i < evidence->lines->len; i++)
    {
      const UmMarkedLine *line = evidence->lines->pdata[i];

      if (line->before != NULL || line->after != NULL)
        draw_compared_line (self, line);
      else
        draw_marked_line (self, line);
    }
  um_pdf_space (self, 3);
  um_pdf_text (self, &body, explanation);
  um_pdf_space (self, 14);
}

typedef struct
{
  guint last_page; /* no piece begins on a later one */
  guint of_each;   /* pieces of one phone at most */
  guint printed;
} Budget;

/* Prints the pieces of one phone (NULL: of none), as far as the budget reaches, below a heading. */
static void
draw_group (UmPdf *self, GPtrArray *list, const UmPhone *phone, const char *title, Budget *budget)
{
  guint n = 0;

  for (guint i = 0; i < list->len && n < budget->of_each && self->page <= budget->last_page; i++)
    {
      const UmEvidence *evidence = list->pdata[i];

      if (evidence->phone != phone)
        continue;
      if (n == 0)
        um_pdf_heading (self, 2, title);
      um_pdf_keep (self, draw_evidence, evidence);
      n++;
    }
  budget->printed += n;
}

static void
draw_legend (UmPdf *self)
{
  UmPdfStyle style = { .size = 9.5, .ink = UM_INK_GREY };

  um_pdf_text (
      self, &style,
      um_pdf_tr (self, N_ ("Lines are quoted as captured. Offending: what the phone cannot "
                           "have written, or should not. Normal: a public address where "
                           "one belongs. Untouched: crossed the router unchanged.")));
  um_pdf_space (self, 2);
}

void
um_pdf_evidence (UmPdf *self)
{
  const UmFindings *findings = self->findings;
  g_autoptr (GPtrArray) phones = um_report_phones (findings);
  UmPdfStyle body = { .size = 10.5 };
  Budget budget = { 0, phones->len > MANY_PHONES ? (guint) MAX_OF_EACH : G_MAXUINT, 0 };
  guint64 hidden;

  um_pdf_need_room (self, SECTION_ROOM);
  um_pdf_heading (self, 1, um_pdf_tr (self, N_ ("Evidence")));
  if (findings->evidence->len == 0)
    {
      um_pdf_text (self, &body,
                   um_pdf_tr (self, N_ ("Nothing in this capture speaks for or against "
                                        "an ALG.")));
      return;
    }
  draw_legend (self);
  budget.last_page = self->page + MAX_PAGES - 1;
  for (guint i = 0; i < phones->len && self->page <= budget.last_page; i++)
    {
      const UmPhoneFinding *finding = phones->pdata[i];
      g_autofree char *title = g_strdup_printf ("%s %u: %s", um_pdf_tr (self, N_ ("Phone")),
                                                finding->phone->id, finding->phone->name);

      draw_group (self, finding->evidence, finding->phone, title, &budget);
    }
  draw_group (self, findings->evidence, NULL, um_pdf_tr (self, N_ ("The capture as a whole")),
              &budget);
  hidden = findings->evidence->len - budget.printed + findings->evidence_left_out;
  if (hidden > 0)
    um_pdf_left_out (self, N_ ("{0} more findings of the same kinds are not printed."), hidden);
}
