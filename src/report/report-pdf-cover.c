/* Page 1: it stands alone, because many customers read no further. Whatever comes from a form is
 * cut to a length that leaves the rest of the page in place. */

#include "report/report-pdf-parts.h"

#include "core/text.h"

enum
{
  MAX_FIELD = 160,      /* characters of a cover row */
  MAX_SYMPTOMS = 3,     /* of those that the capture shows */
  PARAGRAPH_ROOM = 110, /* subtitle and a paragraph in a language with long words */
};

static void
draw_title (UmPdf *self)
{
  UmPdfStyle title = { .size = 25, .bold = TRUE };
  UmPdfStyle maker = { .size = 9, .ink = UM_INK_GREY };

  self->y = UM_PDF_MARGIN - 6;
  if (!um_pdf_logo (self, self->width - UM_PDF_MARGIN, self->y - 4))
    um_pdf_text_aligned (self, &maker, self->y + 14, "Unmangle", PANGO_ALIGN_RIGHT);
  self->y += um_pdf_text_at (self, &title, self->y, um_pdf_tr (self, N_ ("SIP ALG findings")));
  um_pdf_fill (self, UM_INK_TEXT, UM_PDF_MARGIN, self->y + 4, um_pdf_inner_width (self), 1.5);
  self->y += 14;
}

typedef struct
{
  const char *label; /* English */
  const char *value; /* nullable: the row is left out */
} Row;

/* Label over value; returns the height. */
static double
draw_field (UmPdf *self, const Row *row, double x, double width)
{
  UmPdfStyle label = { .size = 8, .ink = UM_INK_GREY, .x = x, .width = width, .max_lines = 1 };
  UmPdfStyle value = { .size = 10.5, .x = x, .width = width, .max_lines = 2 };
  g_autofree char *text = um_text_shorten (um_slice_from_string (row->value), MAX_FIELD);
  double height = um_pdf_text_at (self, &label, self->y, um_pdf_tr (self, row->label));

  return height + um_pdf_text_at (self, &value, self->y + height, text);
}

static void
draw_fields (UmPdf *self)
{
  const UmReportOptions *options = self->options;
  const UmCase *outside = self->findings->outside;
  g_autofree char *date = g_date_time_format (self->date, "%Y-%m-%d %H:%M");
  const Row rows[] = {
    { N_ ("Customer"), options->customer },
    { N_ ("Site"), options->site },
    { N_ ("Technician"), options->technician },
    { N_ ("Company"), options->company },
    { N_ ("Case"), options->number },
    { N_ ("Date"), date },
    { outside != NULL ? N_ ("File inside") : N_ ("File"), self->findings->about->source_name },
    { N_ ("File outside"), outside != NULL ? outside->source_name : NULL },
  };
  double width = um_pdf_inner_width (self) / 2;
  double row_height = 0;
  guint column = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      double height;

      if (rows[i].value == NULL || rows[i].value[0] == '\0')
        continue;
      height = draw_field (self, &rows[i], column * width, width - 12);
      row_height = MAX (row_height, height);
      if (++column == 2)
        {
          self->y += row_height + 6;
          row_height = 0;
          column = 0;
        }
    }
  if (column > 0)
    self->y += row_height + 6;
  self->y += 8;
}

static void
draw_banner (UmPdf *self)
{
  const UmFindings *findings = self->findings;
  UmPdfStyle verdict = {
    .size = 19, .bold = TRUE, .ink = UM_INK_WHITE, .x = 66, .width = um_pdf_inner_width (self) - 82
  };
  UmPdfStyle meaning = { .size = 10, .ink = UM_INK_WHITE, .x = 66, .width = verdict.width };
  g_autofree char *summary = um_report_summary_text (findings, self->options->translate);
  const char *words = um_pdf_tr (self, um_report_certainty_meaning (findings->certainty));
  UmInk ink = um_pdf_verdict_ink (findings->verdict);
  double first = um_pdf_text_height (self, &verdict, summary);
  double height = MAX (first + 4 + um_pdf_text_height (self, &meaning, words) + 28, 66);

  um_pdf_rounded_box (self, UM_PDF_MARGIN, self->y, um_pdf_inner_width (self), height, 8);
  um_pdf_set_ink (self, ink);
  cairo_fill (self->cr);
  um_pdf_icon (self, um_pdf_verdict_icon (findings->verdict), UM_INK_WHITE, ink, UM_PDF_MARGIN + 18,
               self->y + height / 2 - 17, 34);
  (void) um_pdf_text_at (self, &verdict, self->y + 13, summary);
  (void) um_pdf_text_at (self, &meaning, self->y + 13 + first + 4, words);
  self->y += height + 14;
}

static const char *
meaning_words (UmVerdict verdict)
{
  switch (verdict)
    {
    case UM_VERDICT_ALG_DETECTED:
      return N_ ("A router function called SIP ALG changes the messages with which the phones "
                 "register and place calls. This can cause missing or one-way audio, calls that "
                 "fail or break off, phones that keep ringing, and wrong busy lamps. It does not "
                 "cause echo, crackling or poor sound during a call.");
    case UM_VERDICT_NO_ALG:
      return N_ ("The messages of these phones crossed the router unchanged, as far as the capture "
                 "reaches. Trouble with calls has another cause; the router's SIP ALG is not it.");
    case UM_VERDICT_INCONCLUSIVE:
      break;
    }
  return N_ ("The capture does not answer the question. This is neither a fault found nor an "
             "all-clear: a second capture is needed, and the next lines say which.");
}

static void
draw_step (UmPdf *self, guint number, const char *text)
{
  UmPdfStyle body = { .size = 10.5, .x = 24, .max_lines = 4 };
  UmPdfStyle digit = { .size = 9, .bold = TRUE, .ink = UM_INK_WHITE, .width = 15 };
  g_autofree char *label = g_strdup_printf ("%u", number);
  double height = um_pdf_text_height (self, &body, text);

  um_pdf_need_room (self, height);
  um_pdf_set_ink (self, UM_INK_TEXT);
  cairo_new_path (self->cr);
  cairo_arc (self->cr, UM_PDF_MARGIN + 7.5, self->y + 7.5, 7.5, 0, 2 * G_PI);
  cairo_fill (self->cr);
  um_pdf_text_aligned (self, &digit, self->y + 1.5, label, PANGO_ALIGN_CENTER);
  (void) um_pdf_text_at (self, &body, self->y, text);
  self->y += MAX (height, 15) + 5;
}

static char *
dup_page_sentence (UmPdf *self, const char *format, guint page)
{
  g_autofree char *number = g_strdup_printf ("%u", page);
  g_autoptr (UmSentence) sentence = um_sentence_new (format, number, NULL);

  return um_pdf_sentence (self, sentence);
}

static const char *
default_next_step (UmVerdict verdict)
{
  switch (verdict)
    {
    case UM_VERDICT_ALG_DETECTED:
      return N_ ("Switch the SIP ALG of the router off.");
    case UM_VERDICT_NO_ALG:
      return N_ ("Leave the SIP setting of the router as it is.");
    case UM_VERDICT_INCONCLUSIVE:
      break;
    }
  return N_ ("Capture again while a phone registers and while a call is placed in each direction.");
}

static void
draw_next_steps (UmPdf *self)
{
  const UmFindings *findings = self->findings;
  g_autofree char *first = um_pdf_sentence (self, findings->next_step);
  g_autofree char *where = NULL;

  draw_step (self, 1,
             first[0] != '\0' ? first : um_pdf_tr (self, default_next_step (findings->verdict)));
  switch (findings->verdict)
    {
    case UM_VERDICT_ALG_DETECTED:
      where = dup_page_sentence (self,
                                 N_ ("The steps for the router begin on page {0}. Restart "
                                     "the router and the phones afterwards."),
                                 self->router_page);
      draw_step (self, 2, where);
      draw_step (self, 3,
                 um_pdf_tr (self, N_ ("Place a call in each direction and capture again: "
                                      "the marked lines must then show the phones' own "
                                      "addresses.")));
      break;
    case UM_VERDICT_NO_ALG:
      draw_step (self, 2,
                 um_pdf_tr (self, N_ ("Look for the cause in the phones, the network or at "
                                      "the provider.")));
      where = dup_page_sentence (
          self, N_ ("What the capture could not show is listed on page {0}."), self->coverage_page);
      draw_step (self, 3, where);
      break;
    case UM_VERDICT_INCONCLUSIVE:
      where = dup_page_sentence (
          self, N_ ("What the capture could not show is listed on page {0}."), self->coverage_page);
      draw_step (self, 2, where);
      break;
    }
}

static void
draw_subtitle (UmPdf *self, const char *english)
{
  UmPdfStyle style = { .size = 12.5, .bold = TRUE };

  um_pdf_need_room (self, PARAGRAPH_ROOM);
  self->y += 10;
  self->y += um_pdf_text_at (self, &style, self->y, um_pdf_tr (self, english)) + 4;
}

static void
draw_symptom (UmPdf *self, const UmSymptom *symptom)
{
  UmPdfStyle title = { .size = 10.5, .bold = TRUE, .x = 24, .max_lines = 1 };
  UmPdfStyle body = { .size = 9.5, .x = 24, .max_lines = 4 };
  g_autofree char *cause = um_pdf_sentence (self, symptom->cause);

  um_pdf_icon (self, symptom->alg_can_cause ? UM_ICON_WARNING : UM_ICON_QUESTION, UM_INK_GREY,
               UM_INK_WHITE, UM_PDF_MARGIN + 2, self->y + 1.5, 11);
  self->y += um_pdf_text_at (self, &title, self->y,
                             um_pdf_tr (self, um_report_symptom_words (symptom->id)));
  if (cause[0] != '\0')
    self->y += um_pdf_text_at (self, &body, self->y, cause);
  self->y += 3;
}

/* What the capture shows of the trouble, and whether that is the router's doing: as many as leave
 * the page in place. */
static void
draw_symptoms (UmPdf *self)
{
  const GPtrArray *symptoms = self->findings->symptoms;
  const char *said = self->options->symptoms;
  guint left = said != NULL && said[0] != '\0' ? MAX_SYMPTOMS - 1 : MAX_SYMPTOMS;
  gboolean headed = FALSE;

  for (guint i = 0; symptoms != NULL && i < symptoms->len && left > 0; i++)
    {
      const UmSymptom *symptom = symptoms->pdata[i];

      if (!symptom->seen)
        continue;
      if (!headed)
        draw_subtitle (self, N_ ("Symptoms seen"));
      headed = TRUE;
      draw_symptom (self, symptom);
      left--;
    }
}

void
um_pdf_cover (UmPdf *self)
{
  UmPdfStyle headline = { .size = 12.5, .max_lines = 5 };
  UmPdfStyle body = { .size = 10.5, .max_lines = 8 };
  g_autofree char *sentence = um_pdf_sentence (self, self->findings->headline);
  const char *symptoms = self->options->symptoms;

  draw_title (self);
  draw_fields (self);
  draw_banner (self);
  self->y += um_pdf_text_at (self, &headline, self->y, sentence) + 16;
  self->y += um_pdf_path (self, self->y) + 4;
  if (symptoms != NULL && symptoms[0] != '\0')
    {
      g_autofree char *text =
          um_text_shorten (um_slice_from_string (symptoms), UM_PDF_MAX_SYMPTOMS);

      draw_subtitle (self, N_ ("What was reported"));
      self->y += um_pdf_text_at (self, &body, self->y, text) + 4;
    }
  draw_subtitle (self, N_ ("What this means"));
  self->y += um_pdf_text_at (self, &body, self->y,
                             um_pdf_tr (self, meaning_words (self->findings->verdict))) +
             4;
  draw_symptoms (self);
  draw_subtitle (self, N_ ("What to do next"));
  draw_next_steps (self);
}
