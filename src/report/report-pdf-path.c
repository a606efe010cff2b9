/* The small picture on page 1: the way of a SIP message from phone to provider, which box is
 * suspected, and where the capture was taken. */

#include "report/report-pdf-parts.h"

enum
{
  BOX_HEIGHT = 58,
  BADGE_HEIGHT = 25, /* with the space above it */
  PATH_HEIGHT = 98,
  MAX_STATIONS = 4,
};

typedef enum
{
  STATION_PHONE,
  STATION_ROUTER,
  STATION_PROVIDER,
} StationKind;

typedef struct
{
  StationKind kind;
  const char *name; /* English */
  gboolean suspect;
} Station;

static void
draw_phone_icon (cairo_t *cr, double x, double y)
{
  cairo_rectangle (cr, x - 11, y - 9, 22, 18);
  cairo_rectangle (cr, x - 7, y - 6, 8, 5);
  for (int i = 0; i < 6; i++)
    {
      cairo_new_sub_path (cr);
      cairo_arc (cr, x - 6 + i % 3 * 3.5, y + 2.5 + i / 3 * 3.5, 0.7, 0, 2 * G_PI);
    }
  cairo_move_to (cr, x + 6, y - 6);
  cairo_line_to (cr, x + 6, y + 6);
  cairo_stroke (cr);
}

static void
draw_router_icon (cairo_t *cr, double x, double y)
{
  cairo_rectangle (cr, x - 14, y, 28, 9);
  cairo_move_to (cr, x - 8, y);
  cairo_line_to (cr, x - 10, y - 10);
  cairo_move_to (cr, x + 8, y);
  cairo_line_to (cr, x + 10, y - 10);
  for (int i = 0; i < 3; i++)
    {
      cairo_new_sub_path (cr);
      cairo_arc (cr, x - 9 + i * 4, y + 4.5, 0.7, 0, 2 * G_PI);
    }
  cairo_stroke (cr);
}

static void
draw_provider_icon (cairo_t *cr, double x, double y)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x - 8, y + 3, 6, G_PI / 2, 3 * G_PI / 2);
  cairo_arc (cr, x, y - 2, 8, G_PI * 1.15, G_PI * 1.85);
  cairo_arc (cr, x + 9, y + 3, 6, -G_PI / 2, G_PI / 2);
  cairo_close_path (cr);
  cairo_stroke (cr);
}

static void
draw_station (UmPdf *self, const Station *station, double x, double y, double width)
{
  cairo_t *cr = self->cr;
  UmVerdict verdict = self->findings->verdict;
  UmPdfStyle style = {
    .size = 9, .bold = TRUE, .max_lines = 1, .width = width - 12, .x = x - UM_PDF_MARGIN + 6
  };
  UmInk ink = station->suspect ? um_pdf_verdict_ink (verdict) : UM_INK_GREY;

  um_pdf_rounded_box (self, x, y, width, BOX_HEIGHT, 6);
  um_pdf_set_ink (self, station->suspect ? um_pdf_verdict_tint (verdict) : UM_INK_PANEL);
  cairo_fill_preserve (cr);
  um_pdf_set_ink (self, station->suspect ? ink : UM_INK_RULE);
  cairo_set_line_width (cr, station->suspect ? 1.8 : 0.8);
  cairo_stroke (cr);
  um_pdf_set_ink (self, ink);
  cairo_set_line_width (cr, 1.2);
  if (station->kind == STATION_PHONE)
    draw_phone_icon (cr, x + width / 2, y + 20);
  else if (station->kind == STATION_ROUTER)
    draw_router_icon (cr, x + width / 2, y + 20);
  else
    draw_provider_icon (cr, x + width / 2, y + 20);
  um_pdf_text_aligned (self, &style, y + 38, um_pdf_tr (self, station->name), PANGO_ALIGN_CENTER);
}

static void
draw_arrow (UmPdf *self, double from, double to, double y)
{
  cairo_t *cr = self->cr;

  cairo_new_path (cr);
  um_pdf_set_ink (self, UM_INK_GREY);
  cairo_set_line_width (cr, 1.2);
  cairo_move_to (cr, from + 5, y);
  cairo_line_to (cr, to - 8, y);
  cairo_stroke (cr);
  cairo_move_to (cr, to - 4, y);
  cairo_line_to (cr, to - 10, y - 3.5);
  cairo_line_to (cr, to - 10, y + 3.5);
  cairo_close_path (cr);
  cairo_fill (cr);
}

static const char *
suspect_words (const UmFindings *findings)
{
  switch (findings->verdict)
    {
    case UM_VERDICT_ALG_DETECTED:
      return findings->box != NULL ? N_ ("rewrites the messages here")
                                   : N_ ("rewritten here or behind it");
    case UM_VERDICT_NO_ALG:
      return N_ ("leaves the messages alone");
    case UM_VERDICT_INCONCLUSIVE:
      break;
    }
  return N_ ("not decided");
}

/* The suspect's badge, an icon and words, below its box. */
static void
draw_badge (UmPdf *self, double centre, double y)
{
  UmVerdict verdict = self->findings->verdict;
  UmPdfStyle style = {
    .size = 8.5, .bold = TRUE, .max_lines = 1, .width = 150, .ink = um_pdf_verdict_ink (verdict)
  };
  const char *words = um_pdf_tr (self, suspect_words (self->findings));
  double width = um_pdf_text_width (self, &style, words);

  um_pdf_icon (self, um_pdf_verdict_icon (verdict), style.ink, UM_INK_WHITE,
               centre - (width + 15) / 2, y + 1, 11);
  style.x = centre - (width + 15) / 2 + 15 - UM_PDF_MARGIN;
  (void) um_pdf_text_at (self, &style, y, words);
}

/* A dashed line down from the place where the capture was taken, and words below it. */
static void
draw_capture_point (UmPdf *self, double x, double from, double to)
{
  static const double dashes[] = { 2, 2 };
  cairo_t *cr = self->cr;
  UmPdfStyle style = { .size = 8, .max_lines = 1, .width = 120, .ink = UM_INK_BLUE };
  const char *words = um_pdf_tr (self, N_ ("captured here"));
  double width = um_pdf_text_width (self, &style, words);

  um_pdf_set_ink (self, UM_INK_BLUE);
  cairo_save (cr);
  cairo_set_line_width (cr, 1);
  cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_move_to (cr, x, from);
  cairo_line_to (cr, x, to);
  cairo_stroke (cr);
  cairo_restore (cr);
  cairo_new_path (cr);
  cairo_arc (cr, x, from, 3, 0, 2 * G_PI);
  cairo_fill (cr);
  style.x =
      CLAMP (x - width / 2, UM_PDF_MARGIN, self->width - UM_PDF_MARGIN - width) - UM_PDF_MARGIN;
  (void) um_pdf_text_at (self, &style, to + 1, words);
}

static guint
list_stations (const UmFindings *findings, Station stations[MAX_STATIONS])
{
  gboolean inner = g_strcmp0 (findings->box, "inner-router") == 0;
  guint n = 0;

  stations[n++] = (Station){ STATION_PHONE, N_ ("Phones"), FALSE };
  if (inner)
    stations[n++] = (Station){ STATION_ROUTER, N_ ("Inner router"), TRUE };
  stations[n++] = (Station){ STATION_ROUTER, inner ? N_ ("Outer router") : N_ ("Router"), !inner };
  stations[n++] = (Station){ STATION_PROVIDER, N_ ("Provider"), FALSE };
  return n;
}

double
um_pdf_path (UmPdf *self, double y)
{
  const UmFindings *findings = self->findings;
  Station stations[MAX_STATIONS];
  guint n = list_stations (findings, stations);
  double width = n == 3 ? 112 : 96;
  double gap = (um_pdf_inner_width (self) - n * width) / (n - 1);
  double last = UM_PDF_MARGIN + (n - 1) * (width + gap);
  double line = y + BOX_HEIGHT / 2.0;
  double below = y + BOX_HEIGHT + BADGE_HEIGHT;

  if (self->measuring)
    return PATH_HEIGHT;
  for (guint i = 0; i < n; i++)
    {
      double x = UM_PDF_MARGIN + i * (width + gap);

      draw_station (self, &stations[i], x, y, width);
      if (i + 1 < n)
        draw_arrow (self, x + width, x + width + gap, line);
      if (stations[i].suspect)
        draw_badge (self, x + width / 2 + (n > 3 ? 14 : 0), y + BOX_HEIGHT + 8);
    }
  if (findings->vantage == UM_VANTAGE_LAN || findings->vantage == UM_VANTAGE_BOTH)
    draw_capture_point (self, UM_PDF_MARGIN + width + gap / 2, line, below);
  if (findings->vantage == UM_VANTAGE_WAN || findings->vantage == UM_VANTAGE_BOTH)
    draw_capture_point (self, last - gap / 2, line, below);
  if (findings->vantage == UM_VANTAGE_SERVER)
    draw_capture_point (self, last + width / 2, y + BOX_HEIGHT, below);
  return PATH_HEIGHT;
}
