/* The sound of the calls as a table, and the symptoms that were seen. Words carry the meaning; the
 * icons only repeat it. */

#include "report/report-pdf-parts.h"

enum
{
  MAX_MEDIA = 60, /* two for a call */
};

static const double columns[] = { 0, 60, 132, 340 };

static double
column_width (const UmPdf *self, guint column)
{
  return (column + 1 < G_N_ELEMENTS (columns) ? columns[column + 1] : um_pdf_inner_width (self)) -
         columns[column] - 10;
}

static void
draw_table_head (UmPdf *self)
{
  static const char *const titles[] = { N_ ("Frame"), N_ ("Direction"), N_ ("From, to"),
                                        N_ ("Result") };
  UmPdfStyle style = { .size = 8, .ink = UM_INK_GREY, .bold = TRUE, .max_lines = 1 };

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      style.x = columns[i];
      style.width = column_width (self, i);
      (void) um_pdf_text_at (self, &style, self->y, um_pdf_tr (self, titles[i]));
    }
  self->y += 15;
  um_pdf_fill (self, UM_INK_RULE, UM_PDF_MARGIN, self->y - 2, um_pdf_inner_width (self), 0.75);
  self->y += 4;
}

static double
put_cell (UmPdf *self, guint column, gboolean mono, const char *text)
{
  UmPdfStyle style = {
    .size = 8.5, .mono = mono, .x = columns[column], .width = column_width (self, column)
  };

  return um_pdf_text_at (self, &style, self->y, text);
}

static char *
dup_result (const UmPdf *self, const UmMedia *media)
{
  g_autofree char *packets = g_strdup_printf ("%" G_GUINT64_FORMAT, media->packets);
  g_autofree char *lost = g_strdup_printf ("%" G_GUINT64_FORMAT, media->lost);
  g_autofree char *jitter = g_strdup_printf ("%.1f", media->jitter_ms);
  g_autoptr (UmSentence) counts =
      um_sentence_new (N_ ("{0} packets, {1} lost, jitter {2} ms"), packets, lost, jitter, NULL);
  g_autofree char *text = um_pdf_sentence (self, counts);

  return g_strdup_printf ("%s\n%s", um_pdf_tr (self, um_report_media_words (media->finding)), text);
}

static void
draw_medium (UmPdf *self, gconstpointer data)
{
  const UmMedia *media = data;
  char from[UM_ENDPOINT_STRING_MAX], to[UM_ENDPOINT_STRING_MAX];
  g_autofree char *frame = g_strdup_printf ("%" G_GUINT64_FORMAT, media->call->invite->frame);
  g_autofree char *result = dup_result (self, media);
  g_autofree char *path = NULL;
  double height;

  if (self->y <= UM_PDF_TOP + 1) /* the table goes on: its head is repeated */
    draw_table_head (self);
  path = media->n_streams > 0
             ? g_strdup_printf ("%s\n%s", um_endpoint_to_string (&media->source, from),
                                um_endpoint_to_string (&media->actual, to))
             : g_strdup_printf ("–\n%s", um_endpoint_to_string (&media->advertised, to));
  height = put_cell (self, 0, FALSE, frame);
  height = MAX (height, put_cell (self, 1, FALSE,
                                  media->to_phone ? um_pdf_tr (self, N_ ("to the phone"))
                                                  : um_pdf_tr (self, N_ ("from the phone"))));
  height = MAX (height, put_cell (self, 2, TRUE, path));
  self->y += MAX (height, put_cell (self, 3, FALSE, result)) + 4;
  um_pdf_fill (self, UM_INK_RULE, UM_PDF_MARGIN, self->y, um_pdf_inner_width (self), 0.4);
  self->y += 4;
}

static void
draw_first_medium (UmPdf *self, gconstpointer data)
{
  draw_table_head (self);
  draw_medium (self, data);
}

static void
draw_symptom (UmPdf *self, gconstpointer data)
{
  const UmSymptom *symptom = data;
  UmPdfStyle title = { .size = 10, .bold = TRUE, .x = 20 };
  UmPdfStyle body = { .size = 9.5, .x = 20 };
  g_autofree char *seen = um_pdf_sentence (self, symptom->explanation);
  g_autofree char *cause = um_pdf_sentence (self, symptom->cause);

  um_pdf_icon (self, symptom->alg_can_cause ? UM_ICON_WARNING : UM_ICON_QUESTION, UM_INK_GREY,
               UM_INK_WHITE, UM_PDF_MARGIN + 2, self->y + 1.5, 10);
  um_pdf_text (self, &title, um_pdf_tr (self, um_report_symptom_words (symptom->id)));
  um_pdf_text (self, &body, seen);
  if (cause[0] != '\0')
    um_pdf_text (self, &body, cause);
  um_pdf_space (self, 5);
}

static void
put_symptoms (UmPdf *self, GPtrArray *symptoms)
{
  gboolean headed = FALSE;

  for (guint i = 0; symptoms != NULL && i < symptoms->len; i++)
    {
      const UmSymptom *symptom = symptoms->pdata[i];

      if (!symptom->seen)
        continue;
      if (!headed)
        um_pdf_heading (self, 1, um_pdf_tr (self, N_ ("Symptoms seen")));
      headed = TRUE;
      um_pdf_keep (self, draw_symptom, symptom);
    }
}

void
um_pdf_media (UmPdf *self)
{
  GPtrArray *media = self->findings->media;

  if (um_report_has_sound (self->findings))
    {
      um_pdf_heading (self, 1, um_pdf_tr (self, N_ ("Sound of the calls")));
      for (guint i = 0; i < MIN (media->len, (guint) MAX_MEDIA); i++)
        um_pdf_keep (self, i == 0 ? draw_first_medium : draw_medium, media->pdata[i]);
      if (media->len > MAX_MEDIA)
        um_pdf_left_out (self, N_ ("{0} more calls are not printed."),
                         (media->len - MAX_MEDIA) / 2);
    }
  put_symptoms (self, self->findings->symptoms);
}
