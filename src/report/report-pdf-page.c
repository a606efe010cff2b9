/* Pages: text flows line by line from the cursor down, and whatever must stay together is measured
 * first by running it without paint. Everything is in points (cairo's unit for PDF); fonts have
 * absolute sizes, so no screen setting changes the layout. */

#include "report/report-pdf-page.h"

#include "core/text.h"

#include <cairo-pdf.h>
#include <string.h>

#define SANS "Cantarell, DejaVu Sans, Sans"
#define MONO "DejaVu Sans Mono, monospace"

enum
{
  HEADING_SPACE = 16,
  HEADING_KEEP = 40,    /* room below a heading for the first lines of what follows */
  BLOCK_MIN_ROOM = 140, /* a block taller than a page begins here if this much is left */
};

double
um_pdf_inner_width (const UmPdf *self)
{
  return self->width - 2 * UM_PDF_MARGIN;
}

static double
bottom (const UmPdf *self)
{
  return self->height - UM_PDF_BOTTOM;
}

const char *
um_pdf_tr (const UmPdf *self, const char *english)
{
  return self->options->translate != NULL ? self->options->translate (english) : english;
}

char *
um_pdf_sentence (const UmPdf *self, const UmSentence *sentence)
{
  g_autofree char *text = um_sentence_dup_text (sentence, self->options->translate);

  return text != NULL ? um_report_safe_text (text) : g_strdup ("");
}

/* Where a word is too long for its line it is cut without a hyphen: a '-' that nobody sent must not
 * appear in an address. (Text extraction does not show pango's hyphens: look at the page.) */
static void
set_attributes (PangoLayout *layout, PangoAttrList *given)
{
  PangoAttrList *list = given != NULL ? pango_attr_list_copy (given) : pango_attr_list_new ();

  pango_attr_list_insert (list, pango_attr_insert_hyphens_new (FALSE));
  pango_layout_set_attributes (layout, list);
  pango_attr_list_unref (list);
}

/* Text in a script that runs from right to left keeps its order, but columns are columns: pango takes
 * "left" for the side where such text begins. */
static void
align (PangoLayout *layout, PangoAlignment alignment)
{
  gboolean turned = pango_layout_get_direction (layout, 0) == PANGO_DIRECTION_RTL;

  if (turned && alignment != PANGO_ALIGN_CENTER)
    alignment = alignment == PANGO_ALIGN_LEFT ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT;
  pango_layout_set_alignment (layout, alignment);
}

/* A layout for text, at most as wide as the style says. */
static PangoLayout *
create_layout (UmPdf *self, const UmPdfStyle *style, const char *text)
{
  PangoLayout *layout = pango_cairo_create_layout (self->cr);
  PangoFontDescription *font = pango_font_description_from_string (style->mono ? MONO : SANS);
  double width = style->width > 0 ? style->width : um_pdf_inner_width (self) - style->x;

  pango_font_description_set_absolute_size (font, style->size * PANGO_SCALE);
  pango_font_description_set_weight (font, style->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_width (layout, (int) (MAX (width, 10) * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_indent (layout, (int) (-style->hanging * PANGO_SCALE));
  if (style->max_lines > 0)
    {
      pango_layout_set_height (layout, -style->max_lines);
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
    }
  set_attributes (layout, style->attrs);
  pango_layout_set_text (layout, text, -1);
  align (layout, PANGO_ALIGN_LEFT);
  return layout;
}

static double
layout_height (PangoLayout *layout)
{
  int height;

  pango_layout_get_size (layout, NULL, &height);
  return (double) height / PANGO_SCALE;
}

double
um_pdf_text_height (UmPdf *self, const UmPdfStyle *style, const char *text)
{
  g_autoptr (PangoLayout) layout = create_layout (self, style, text);

  return layout_height (layout);
}

double
um_pdf_text_width (UmPdf *self, const UmPdfStyle *style, const char *text)
{
  g_autoptr (PangoLayout) layout = create_layout (self, style, text);
  int width;

  pango_layout_get_size (layout, &width, NULL);
  return (double) width / PANGO_SCALE;
}

double
um_pdf_text_at (UmPdf *self, const UmPdfStyle *style, double y, const char *text)
{
  g_autoptr (PangoLayout) layout = create_layout (self, style, text);

  if (!self->measuring)
    {
      um_pdf_set_ink (self, style->ink);
      cairo_move_to (self->cr, UM_PDF_MARGIN + style->x, y);
      pango_cairo_show_layout (self->cr, layout);
    }
  return layout_height (layout);
}

void
um_pdf_text_aligned (
    UmPdf *self, const UmPdfStyle *style, double y, const char *text, PangoAlignment alignment)
{
  g_autoptr (PangoLayout) layout = create_layout (self, style, text);

  if (self->measuring)
    return;
  align (layout, alignment);
  um_pdf_set_ink (self, style->ink);
  cairo_move_to (self->cr, UM_PDF_MARGIN + style->x, y);
  pango_cairo_show_layout (self->cr, layout);
}

static void
draw_header (UmPdf *self)
{
  UmPdfStyle style = {
    .size = 8, .ink = UM_INK_GREY, .max_lines = 1, .width = um_pdf_inner_width (self) / 2
  };
  g_autofree char *customer = um_report_safe_text (self->options->customer);
  g_autofree char *left =
      g_strdup_printf ("%s%s%s", um_pdf_tr (self, self->title), customer != NULL ? " · " : "",
                       customer != NULL ? customer : "");

  (void) um_pdf_text_at (self, &style, 30, left);
  style.x = style.width;
  um_pdf_text_aligned (self, &style, 30, self->subject != NULL ? self->subject : "",
                       PANGO_ALIGN_RIGHT);
  um_pdf_fill (self, UM_INK_RULE, UM_PDF_MARGIN, 44, um_pdf_inner_width (self), 0.5);
}

static void
draw_footer (UmPdf *self)
{
  UmPdfStyle style = {
    .size = 8, .ink = UM_INK_GREY, .max_lines = 1, .width = um_pdf_inner_width (self) / 2
  };
  g_autofree char *date = g_date_time_format (self->date, "%Y-%m-%d");
  g_autofree char *left = g_strdup_printf ("Unmangle %s · %s", UM_VERSION, date);
  g_autofree char *page = g_strdup_printf ("%u", self->page);
  g_autofree char *total = g_strdup_printf ("%u", self->n_pages);
  g_autoptr (UmSentence) sentence = um_sentence_new (N_ ("Page {0} of {1}"), page, total, NULL);
  g_autofree char *right = um_pdf_sentence (self, sentence);
  double y = self->height - 38;

  um_pdf_fill (self, UM_INK_RULE, UM_PDF_MARGIN, y - 6, um_pdf_inner_width (self), 0.5);
  (void) um_pdf_text_at (self, &style, y, left);
  style.x = style.width;
  um_pdf_text_aligned (self, &style, y, right, PANGO_ALIGN_RIGHT);
}

static void
start_surface (UmPdf *self, cairo_surface_t *surface)
{
  cairo_font_options_t *options = cairo_font_options_create ();

  self->surface = surface;
  self->cr = cairo_create (surface);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_set_font_options (self->cr, options);
  cairo_font_options_destroy (options);
}

static void
start_sheet (UmPdf *self)
{
  cairo_rectangle_t paper = { 0, 0, self->width, self->height };
  cairo_surface_t *sheet = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, &paper);

  g_ptr_array_add (self->sheets, sheet);
  g_clear_pointer (&self->cr, cairo_destroy);
  start_surface (self, sheet);
}

void
um_pdf_begin (UmPdf *self, cairo_surface_t *surface)
{
  if (self->sheets != NULL)
    start_sheet (self);
  else
    start_surface (self, surface);
  self->page = 1;
  self->y = UM_PDF_MARGIN;
}

static void
finish_page (UmPdf *self)
{
  draw_footer (self);
  if (self->page > 1)
    draw_header (self);
  if (self->sheets == NULL)
    cairo_show_page (self->cr);
}

void
um_pdf_new_page (UmPdf *self)
{
  if (self->measuring)
    return;
  finish_page (self);
  if (self->sheets != NULL)
    start_sheet (self);
  self->page++;
  self->y = UM_PDF_TOP;
  self->heading_end = 0;
}

void
um_pdf_need_room (UmPdf *self, double height)
{
  if (!self->measuring && self->y + height > bottom (self))
    um_pdf_new_page (self);
}

void
um_pdf_end (UmPdf *self)
{
  finish_page (self);
  cairo_destroy (self->cr);
  self->cr = NULL;
}

void
um_pdf_space (UmPdf *self, double height)
{
  self->y = self->measuring ? self->y + height : MIN (self->y + height, bottom (self));
}

static double
heading_size (guint level)
{
  return level == 1 ? 15 : 11.5;
}

static double
heading_height (UmPdf *self)
{
  UmPdfStyle style = { .size = heading_size (self->pending_level), .bold = TRUE };

  return self->pending_heading == NULL
             ? 0
             : HEADING_SPACE + um_pdf_text_height (self, &style, self->pending_heading) +
                   (self->pending_level == 1 ? 12 : 5);
}

static void
add_outline (UmPdf *self, guint level, const char *text)
{
  g_autofree char *where =
      g_strdup_printf ("page=%u pos=[0 %d]", self->page, MAX ((int) self->y - 10, 0));
  int id;

  if (self->sheets != NULL) /* paper has no outline */
    return;
  id = cairo_pdf_surface_add_outline (
      self->surface, level == 1 ? CAIRO_PDF_OUTLINE_ROOT : self->outline_parent, text, where,
      level == 1 ? CAIRO_PDF_OUTLINE_FLAG_OPEN : 0);

  if (level == 1)
    self->outline_parent = id;
}

/* Draws the heading that waits, if any. The caller has made room. */
static void
flush_heading (UmPdf *self)
{
  g_autofree char *text = g_steal_pointer (&self->pending_heading);
  UmPdfStyle style = { .size = heading_size (self->pending_level), .bold = TRUE };

  if (text == NULL)
    return;
  if (self->y > UM_PDF_TOP + 1)
    self->y += self->y > self->heading_end ? HEADING_SPACE : 4;
  add_outline (self, self->pending_level, text);
  self->y += um_pdf_text_at (self, &style, self->y, text);
  if (self->pending_level == 1)
    um_pdf_fill (self, UM_INK_RULE, UM_PDF_MARGIN, self->y + 4, um_pdf_inner_width (self), 0.75);
  self->y += self->pending_level == 1 ? 12 : 5;
  self->heading_end = self->y;
}

/* Room for height more points, and for the heading in front of it. */
static void
need (UmPdf *self, double height)
{
  if (!self->measuring && self->y + heading_height (self) + height > bottom (self) &&
      self->y > UM_PDF_TOP + 1)
    um_pdf_new_page (self);
  if (!self->measuring)
    flush_heading (self);
}

void
um_pdf_heading (UmPdf *self, guint level, const char *text)
{
  if (self->pending_heading != NULL) /* two in a row: the first one stands alone */
    need (self, HEADING_KEEP * 2);
  self->pending_heading = um_report_safe_text (text);
  self->pending_level = level;
}

void
um_pdf_keep (UmPdf *self, UmPdfBlockFunc draw, gconstpointer data)
{
  double start = self->y;
  double height;

  if (self->measuring)
    {
      draw (self, data);
      return;
    }
  self->measuring = TRUE;
  draw (self, data);
  self->measuring = FALSE;
  height = self->y - start;
  self->y = start;
  if (height + heading_height (self) > bottom (self) - UM_PDF_TOP)
    height = BLOCK_MIN_ROOM;
  need (self, height);
  draw (self, data);
}

/* One line of a layout, with the band behind it and, beside the first one, the gutter. */
static void
draw_line (UmPdf *self,
           const UmPdfStyle *style,
           PangoLayoutLine *line,
           double x,
           double baseline,
           double height)
{
  if (style->panel)
    {
      double left = UM_PDF_MARGIN + style->panel_x;

      um_pdf_fill (self, style->panel_ink, left, self->y, self->width - UM_PDF_MARGIN - left,
                   height + 0.3);
      if (style->bar_ink != style->panel_ink)
        um_pdf_fill (self, style->bar_ink, left, self->y, 2.5, height + 0.3);
    }
  if (style->gutter != NULL && pango_layout_line_get_start_index (line) == 0)
    style->gutter (self, style->gutter_data);
  um_pdf_set_ink (self, style->ink);
  cairo_move_to (self->cr, UM_PDF_MARGIN + style->x + x, self->y + baseline);
  pango_cairo_show_layout_line (self->cr, line);
}

void
um_pdf_text (UmPdf *self, const UmPdfStyle *style, const char *text)
{
  g_autoptr (PangoLayout) layout = create_layout (self, style, text);
  PangoLayoutIter *iter;

  if (self->measuring)
    {
      self->y += layout_height (layout);
      return;
    }
  iter = pango_layout_get_iter (layout);
  do
    {
      PangoRectangle logical;
      int baseline = pango_layout_iter_get_baseline (iter);
      double height;

      pango_layout_iter_get_line_extents (iter, NULL, &logical);
      height = (double) logical.height / PANGO_SCALE;
      need (self, self->pending_heading != NULL ? HEADING_KEEP : height);
      draw_line (self, style, pango_layout_iter_get_line_readonly (iter),
                 (double) logical.x / PANGO_SCALE, (double) (baseline - logical.y) / PANGO_SCALE,
                 height);
      self->y += height;
    }
  while (pango_layout_iter_next_line (iter));
  pango_layout_iter_free (iter);
}

typedef struct
{
  const UmPdfStyle *style;
  const char *text;
  const char *attributes;
} Link;

static void
draw_link (UmPdf *self, gconstpointer data)
{
  const Link *link = data;

  if (!self->measuring)
    cairo_tag_begin (self->cr, CAIRO_TAG_LINK, link->attributes);
  um_pdf_text (self, link->style, link->text);
  if (!self->measuring)
    cairo_tag_end (self->cr, CAIRO_TAG_LINK);
}

void
um_pdf_link (UmPdf *self, const UmPdfStyle *style, const char *text, const char *uri)
{
  /* Quotes and backslashes would end the attribute; escaped they are the same address. */
  g_autofree char *safe = g_uri_escape_string (uri, ":/?#[]@!$&()*+,;=%", FALSE);
  g_autofree char *attributes = g_strdup_printf ("uri='%s'", safe);
  Link link = { style, text, attributes };

  if (g_str_has_prefix (uri, "https://") || g_str_has_prefix (uri, "http://"))
    um_pdf_keep (self, draw_link, &link);
  else
    um_pdf_text (self, style, text);
}
