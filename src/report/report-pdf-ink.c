/* Colours and icons. The icons are drawn, not taken from a font: a missing glyph must not take the
 * only mark besides the colour away. */

#include "report/report-pdf-page.h"

static const guint32 inks[UM_N_INKS] = {
  [UM_INK_TEXT] = 0x1e1e22,       [UM_INK_GREY] = 0x5e5c64,      [UM_INK_RULE] = 0xd0ced6,
  [UM_INK_PANEL] = 0xf3f3f6,      [UM_INK_WHITE] = 0xffffff,     [UM_INK_RED] = 0xb3261e,
  [UM_INK_RED_TINT] = 0xfde9e7,   [UM_INK_GREEN] = 0x1b7339,     [UM_INK_GREEN_TINT] = 0xe7f4ea,
  [UM_INK_BLUE] = 0x1a5fb4,       [UM_INK_BLUE_TINT] = 0xe7effa, [UM_INK_AMBER] = 0x8a5a00,
  [UM_INK_AMBER_TINT] = 0xfdf3da,
};

void
um_pdf_set_ink (UmPdf *self, UmInk ink)
{
  cairo_set_source_rgb (self->cr, (inks[ink] >> 16) / 255.0, (inks[ink] >> 8 & 0xff) / 255.0,
                        (inks[ink] & 0xff) / 255.0);
}

void
um_pdf_fill (UmPdf *self, UmInk ink, double x, double y, double width, double height)
{
  if (self->measuring)
    return;
  um_pdf_set_ink (self, ink);
  cairo_rectangle (self->cr, x, y, width, height);
  cairo_fill (self->cr);
}

void
um_pdf_rounded_box (UmPdf *self, double x, double y, double width, double height, double radius)
{
  cairo_t *cr = self->cr;

  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - radius, y + radius, radius, -G_PI / 2, 0);
  cairo_arc (cr, x + width - radius, y + height - radius, radius, 0, G_PI / 2);
  cairo_arc (cr, x + radius, y + height - radius, radius, G_PI / 2, G_PI);
  cairo_arc (cr, x + radius, y + radius, radius, G_PI, 3 * G_PI / 2);
  cairo_close_path (cr);
}

static void
check_mark (cairo_t *cr)
{
  cairo_move_to (cr, 0.28, 0.53);
  cairo_line_to (cr, 0.44, 0.69);
  cairo_line_to (cr, 0.73, 0.34);
  cairo_stroke (cr);
}

static void
question_mark (cairo_t *cr)
{
  cairo_arc (cr, 0.5, 0.38, 0.16, -G_PI, G_PI * 0.35);
  cairo_line_to (cr, 0.5, 0.62);
  cairo_stroke (cr);
  cairo_arc (cr, 0.5, 0.77, 0.06, 0, 2 * G_PI);
  cairo_fill (cr);
}

static void
exclamation_mark (cairo_t *cr)
{
  cairo_move_to (cr, 0.5, 0.38);
  cairo_line_to (cr, 0.5, 0.64);
  cairo_stroke (cr);
  cairo_arc (cr, 0.5, 0.8, 0.055, 0, 2 * G_PI);
  cairo_fill (cr);
}

static void
cross_mark (cairo_t *cr)
{
  cairo_move_to (cr, 0.33, 0.33);
  cairo_line_to (cr, 0.67, 0.67);
  cairo_move_to (cr, 0.67, 0.33);
  cairo_line_to (cr, 0.33, 0.67);
  cairo_stroke (cr);
}

static void
icon_ground (UmPdf *self, UmIcon icon)
{
  cairo_t *cr = self->cr;

  cairo_new_path (cr);
  if (icon == UM_ICON_WARNING)
    {
      cairo_move_to (cr, 0.5, 0.08);
      cairo_line_to (cr, 0.98, 0.94);
      cairo_line_to (cr, 0.02, 0.94);
      cairo_close_path (cr);
      cairo_fill (cr);
      return;
    }
  cairo_arc (cr, 0.5, 0.5, icon == UM_ICON_SHIELD ? 0.44 : 0.5, 0, 2 * G_PI);
  if (icon == UM_ICON_SHIELD)
    {
      cairo_set_line_width (cr, 0.1);
      cairo_stroke (cr);
    }
  else
    cairo_fill (cr);
}

void
um_pdf_icon (UmPdf *self, UmIcon icon, UmInk ink, UmInk mark, double x, double y, double size)
{
  cairo_t *cr = self->cr;

  if (self->measuring || icon == UM_ICON_NONE)
    return;
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, size, size);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  um_pdf_set_ink (self, ink);
  icon_ground (self, icon);
  um_pdf_set_ink (self, icon == UM_ICON_SHIELD ? ink : mark);
  cairo_set_line_width (cr, 0.11);
  switch (icon)
    {
    case UM_ICON_CROSS:
      cross_mark (cr);
      break;
    case UM_ICON_CHECK:
    case UM_ICON_SHIELD:
      check_mark (cr);
      break;
    case UM_ICON_QUESTION:
      question_mark (cr);
      break;
    case UM_ICON_WARNING:
      exclamation_mark (cr);
      break;
    case UM_ICON_NONE:
      break;
    }
  cairo_restore (cr);
}

UmInk
um_pdf_verdict_ink (UmVerdict verdict)
{
  switch (verdict)
    {
    case UM_VERDICT_ALG_DETECTED:
      return UM_INK_RED;
    case UM_VERDICT_NO_ALG:
      return UM_INK_GREEN;
    case UM_VERDICT_INCONCLUSIVE:
      break;
    }
  return UM_INK_AMBER;
}

UmInk
um_pdf_verdict_tint (UmVerdict verdict)
{
  switch (verdict)
    {
    case UM_VERDICT_ALG_DETECTED:
      return UM_INK_RED_TINT;
    case UM_VERDICT_NO_ALG:
      return UM_INK_GREEN_TINT;
    case UM_VERDICT_INCONCLUSIVE:
      break;
    }
  return UM_INK_AMBER_TINT;
}

UmIcon
um_pdf_verdict_icon (UmVerdict verdict)
{
  switch (verdict)
    {
    case UM_VERDICT_ALG_DETECTED:
      return UM_ICON_CROSS;
    case UM_VERDICT_NO_ALG:
      return UM_ICON_CHECK;
    case UM_VERDICT_INCONCLUSIVE:
      break;
    }
  return UM_ICON_QUESTION;
}
