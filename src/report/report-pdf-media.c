/* The sound of the calls as a table, and the symptoms that were seen. Words carry the meaning; the
 * icons only repeat it. */

#include "report/report-pdf-parts.h"

#include "core/text.h"

enum
{
  MAX_PAGES = 3, /* of the table */
  BAR_HEIGHT = 9,
};

static const double columns[] = { 0, 42, 112, 238, 338 };

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
                                        N_ ("In the call"), N_ ("Result") };
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

/* Text on paper is one paragraph: what shall stand on a line of its own is set by itself. */
static double
put_cell (UmPdf *self, guint column, gboolean mono, const char *first, const char *second)
{
  UmPdfStyle style = { .size = mono ? 7.5 : 8.5,
                       .mono = mono,
                       .x = columns[column],
                       .width = column_width (self, column) };
  double height = um_pdf_text_at (self, &style, self->y, first);

  if (!mono)
    style.size = 7.5;
  style.ink = mono ? UM_INK_TEXT : UM_INK_GREY;
  return second != NULL ? height + um_pdf_text_at (self, &style, self->y + height, second) : height;
}

static char *
dup_counts (const UmPdf *self, const UmMedia *media)
{
  g_autofree char *packets = g_strdup_printf ("%" G_GUINT64_FORMAT, media->packets);
  g_autofree char *lost = g_strdup_printf ("%" G_GUINT64_FORMAT, media->lost);
  g_autofree char *jitter = g_strdup_printf ("%.1f", media->jitter_ms);
  g_autoptr (UmSentence) counts =
      um_sentence_new (N_ ("{0} packets, {1} lost, jitter {2} ms"), packets, lost, jitter, NULL);

  return um_pdf_sentence (self, counts);
}

/* When there was sound, as far as the call is long: a filled bar on a thin line; what was lost or
 * paused for a second or more is a hole. */
typedef struct
{
  double x;
  double width;
  gint64 start_us;
  gint64 end_us;
} Scale;

static double
place_of (const Scale *scale, gint64 time_us)
{
  gint64 inside = CLAMP (time_us, scale->start_us, scale->end_us) - scale->start_us;

  return scale->x + scale->width * (double) inside / (double) (scale->end_us - scale->start_us);
}

static void
draw_stretch (UmPdf *self, const Scale *scale, UmInk ink, gint64 from_us, gint64 to_us)
{
  double x = place_of (scale, from_us);

  um_pdf_fill (self, ink, x, self->y + 2, MAX (place_of (scale, to_us) - x, 0.8), BAR_HEIGHT);
}

static void
draw_stream (UmPdf *self, const Scale *scale, UmInk ink, const UmStream *stream)
{
  gint64 from = stream->first_us;

  for (guint i = 0; i < MIN (stream->n_gaps, (guint) UM_STREAM_MAX_GAPS); i++)
    {
      draw_stretch (self, scale, ink, from, stream->gaps[i].start_us);
      from = stream->gaps[i].end_us;
    }
  draw_stretch (self, scale, ink, from, stream->last_us);
}

static UmInk
media_ink (UmMediaFinding finding)
{
  switch (finding)
    {
    case UM_MEDIA_ONE_WAY:
    case UM_MEDIA_NONE:
    case UM_MEDIA_CUT_OUT:
    case UM_MEDIA_HAIRPIN:
      return UM_INK_RED;
    case UM_MEDIA_QUALITY:
      return UM_INK_AMBER;
    case UM_MEDIA_OK:
    case UM_MEDIA_HOLD:
    case UM_MEDIA_EARLY_ONLY:
    case UM_MEDIA_UNKNOWN:
      break;
    }
  return UM_INK_BLUE;
}

static gint64
end_of_call (const UmFindings *findings, const UmMedia *media)
{
  gint64 end =
      media->call->end_us != UM_TIME_UNKNOWN ? media->call->end_us : findings->about->last_time_us;

  return media->packets > 0 ? MAX (end, media->last_us) : end;
}

/* Returns the height. */
static double
put_plot (UmPdf *self, const UmMedia *media)
{
  const GPtrArray *streams = self->findings->about->streams;
  UmPdfStyle style = { .size = 7, .ink = UM_INK_GREY, .x = columns[3], .max_lines = 1 };
  Scale scale = { UM_PDF_MARGIN + columns[3], column_width (self, 3), media->call->invite->time_us,
                  end_of_call (self->findings, media) };
  UmInk ink = media_ink (media->finding);
  g_autofree char *caption = NULL;

  if (scale.start_us == UM_TIME_UNKNOWN || scale.end_us <= scale.start_us)
    return 0;
  style.width = scale.width;
  um_pdf_fill (self, UM_INK_RULE, scale.x, self->y + 2 + BAR_HEIGHT / 2.0 - 0.5, scale.width, 1);
  for (guint i = 0; media->packets > 0 && i < streams->len; i++)
    {
      const UmStream *stream = streams->pdata[i];

      if (um_endpoint_equal (&stream->source, &media->source) &&
          um_endpoint_equal (&stream->destination, &media->actual) &&
          stream->first_us <= media->last_us && stream->last_us >= media->first_us)
        draw_stream (self, &scale, ink, stream);
    }
  caption =
      g_strdup_printf ("0 – %.1f s", (double) (scale.end_us - scale.start_us) / G_USEC_PER_SEC);
  return 4 + BAR_HEIGHT + um_pdf_text_at (self, &style, self->y + 4 + BAR_HEIGHT, caption);
}

static void
draw_medium (UmPdf *self, gconstpointer data)
{
  const UmMedia *media = data;
  char from[UM_ENDPOINT_STRING_MAX], to[UM_ENDPOINT_STRING_MAX];
  gboolean arrived = media->n_streams > 0;
  g_autofree char *frame = g_strdup_printf ("%" G_GUINT64_FORMAT, media->call->invite->frame);
  g_autofree char *counts = dup_counts (self, media);
  const char *direction = media->to_phone ? N_ ("to the phone") : N_ ("from the phone");
  double heights[G_N_ELEMENTS (columns)];
  double height = 0;

  if (self->y <= UM_PDF_TOP + 1) /* the table goes on: its head is repeated */
    draw_table_head (self);
  /* Not inside MAX(), which would draw them twice. */
  heights[0] = put_cell (self, 0, FALSE, frame, NULL);
  heights[1] = put_cell (self, 1, FALSE, um_pdf_tr (self, direction), NULL);
  heights[2] =
      put_cell (self, 2, TRUE, arrived ? um_endpoint_to_string (&media->source, from) : "–",
                um_endpoint_to_string (arrived ? &media->actual : &media->advertised, to));
  heights[3] = put_plot (self, media);
  heights[4] =
      put_cell (self, 4, FALSE, um_pdf_tr (self, um_report_media_words (media->finding)), counts);
  for (gsize i = 0; i < G_N_ELEMENTS (heights); i++)
    height = MAX (height, heights[i]);
  self->y += height + 4;
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
  guint last_page, n = 0;

  if (um_report_has_sound (self->findings))
    {
      um_pdf_heading (self, 1, um_pdf_tr (self, N_ ("Sound of the calls")));
      last_page = self->page + MAX_PAGES - 1;
      for (; n < media->len && (n % 2 == 1 || self->page <= last_page); n++)
        um_pdf_keep (self, n == 0 ? draw_first_medium : draw_medium, media->pdata[n]);
      if (media->len > n)
        um_pdf_left_out (self, N_ ("{0} more calls are not printed."), (media->len - n) / 2);
    }
  put_symptoms (self, self->findings->symptoms);
}
