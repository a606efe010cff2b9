/* The proof of the fix on one page: what the customer pays for. More phones than fit are counted.
 */

#include "report/report-pdf-parts.h"

#include "core/text.h"

enum
{
  MAX_LISTED = 12,
  MAX_FIELDS = 3,
  MAX_LINE = 160, /* characters: one page is the promise */
};

static UmIcon
fix_icon (UmFix fix)
{
  switch (fix)
    {
    case UM_FIX_FIXED:
    case UM_FIX_UNAFFECTED:
      return UM_ICON_CHECK;
    case UM_FIX_REMAINS:
    case UM_FIX_NEW:
      return UM_ICON_CROSS;
    case UM_FIX_OPEN:
    case UM_FIX_NOT_SEEN:
    case UM_N_FIXES:
      break;
    }
  return UM_ICON_QUESTION;
}

static UmInk
fix_ink (UmFix fix)
{
  switch (fix)
    {
    case UM_FIX_FIXED:
    case UM_FIX_UNAFFECTED:
      return UM_INK_GREEN;
    case UM_FIX_REMAINS:
    case UM_FIX_NEW:
      return UM_INK_RED;
    case UM_FIX_OPEN:
    case UM_FIX_NOT_SEEN:
    case UM_N_FIXES:
      break;
    }
  return UM_INK_AMBER;
}

static void
draw_line (UmPdf *self, const char *word, const char *value, UmInk ink, UmInk tint)
{
  UmPdfStyle label = { .size = 8, .ink = ink, .x = 24, .width = 92, .max_lines = 1 };
  UmPdfStyle line = { .size = 8,
                      .mono = TRUE,
                      .ink = ink,
                      .x = 120,
                      .hanging = 14,
                      .panel = TRUE,
                      .panel_x = 18,
                      .panel_ink = tint,
                      .bar_ink = ink };
  g_autofree char *text = um_text_shorten (um_slice_from_string (value), MAX_LINE);
  double top = self->y;

  line.width = um_pdf_inner_width (self) - line.x - 6;
  um_pdf_text (self, &line, text);
  (void) um_pdf_text_at (self, &label, top, word);
}

static void
draw_field (UmPdf *self, const UmFieldChange *field)
{
  gboolean good = field->state == UM_FIELD_UNTOUCHED;
  gboolean bad = field->state == UM_FIELD_OFFENDING;
  const char *state = um_pdf_tr (self, um_report_field_state_words (field->state));

  draw_line (self, um_pdf_tr (self, N_ ("before")), field->before, UM_INK_TEXT, UM_INK_PANEL);
  draw_line (self, field->after != NULL ? state : um_pdf_tr (self, N_ ("after")),
             field->after != NULL ? field->after : state,
             good  ? UM_INK_BLUE
             : bad ? UM_INK_RED
                   : UM_INK_GREY,
             good  ? UM_INK_BLUE_TINT
             : bad ? UM_INK_RED_TINT
                   : UM_INK_PANEL);
  um_pdf_space (self, 3);
}

static void
draw_change (UmPdf *self, gconstpointer data)
{
  const UmPhoneChange *change = data;
  UmPdfStyle title = { .size = 10, .bold = TRUE, .x = 18, .max_lines = 1 };
  UmInk ink = fix_ink (change->fix);
  g_autofree char *name = um_report_change_name (change);
  g_autofree char *whole =
      g_strdup_printf ("%s: %s", name, um_pdf_tr (self, um_report_fix_words (change->fix)));
  g_autofree char *text = um_report_safe_text (whole);

  um_pdf_icon (self, fix_icon (change->fix), ink, UM_INK_WHITE, UM_PDF_MARGIN + 2, self->y + 1, 11);
  um_pdf_text (self, &title, text);
  um_pdf_space (self, 2);
  for (guint i = 0; i < MIN (change->fields->len, (guint) MAX_FIELDS); i++)
    draw_field (self, change->fields->pdata[i]);
  um_pdf_space (self, 8);
}

static void
draw_files (UmPdf *self)
{
  const UmBeforeAfter *proof = self->options->before;
  UmPdfStyle body = { .size = 9.5, .ink = UM_INK_GREY, .max_lines = 2 };

  for (guint i = 0; i <= proof->before->len; i++)
    {
      gboolean is_new = i == proof->before->len;
      const UmCase *about =
          is_new ? proof->after->about : ((UmFindings *) proof->before->pdata[i])->about;
      g_autofree char *time = um_text_time (about->first_time_us);
      g_autofree char *text =
          g_strdup_printf ("%s: %s  ·  %s", um_pdf_tr (self, is_new ? N_ ("After") : N_ ("Before")),
                           about->source_name, time != NULL ? time : "?");
      g_autofree char *safe = um_report_safe_text (text);

      if (i < 3 || is_new)
        um_pdf_text (self, &body, safe);
    }
}

void
um_pdf_proof (UmPdf *self)
{
  const UmBeforeAfter *proof = self->options->before;
  UmPdfStyle headline = { .size = 13, .bold = TRUE };
  UmPdfStyle body = { .size = 10 };
  g_autofree char *words = um_pdf_sentence (self, proof->headline);
  g_autofree char *caution = um_pdf_sentence (self, proof->caution);
  guint listed = 0, left_out = 0;

  um_pdf_heading (self, 1, um_pdf_tr (self, N_ ("Proof of fix")));
  um_pdf_text (self, &headline, words);
  um_pdf_space (self, 6);
  if (caution[0] != '\0')
    um_pdf_text (self, &body, caution);
  draw_files (self);
  um_pdf_space (self, 12);
  for (guint i = 0; i < proof->phones->len; i++)
    {
      const UmPhoneChange *change = proof->phones->pdata[i];

      if (!um_report_change_is_listed (change))
        continue;
      if (listed++ < MAX_LISTED && self->y < self->height - 180)
        um_pdf_keep (self, draw_change, change);
      else
        left_out++;
    }
  if (left_out > 0)
    um_pdf_left_out (self, N_ ("{0} more phones are listed in the other formats."), left_out);
}
