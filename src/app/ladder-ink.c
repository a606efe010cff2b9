#include "app/ladder-ink.h"

#include "app/ladder-words.h"
#include "app/mark-tags.h"
#include "app/phrases.h"

/* Positions run from the start side; mirror() turns them round for scripts from right to left. */

#define HEAD_LINES    3
#define ARROW_LENGTH  8
#define ARROW_HALF    4
#define STROKE        1.5
#define FAINT         .35
#define BAR_THICKNESS 7
#define ICON_SIZE     16

typedef struct
{
  GtkWidget *widget;
  GtkSnapshot *snapshot;
  const UmLadder *ladder;
  const UmLadderSizes *sizes;
  int width;
} Ink;

/* A message may have become another one at the router. */
typedef struct
{
  GdkRGBA sent;
  GdkRGBA arrived;
  double width;
  double dash; /* 0: none */
} Pen;

static Ink
make_ink (GtkWidget *widget,
          GtkSnapshot *snapshot,
          const UmLadder *ladder,
          const UmLadderSizes *sizes)
{
  return (Ink){ widget, snapshot, ladder, sizes, gtk_widget_get_width (widget) };
}

static gboolean
is_mirrored (const Ink *ink)
{
  return gtk_widget_get_direction (ink->widget) == GTK_TEXT_DIR_RTL;
}

static GdkRGBA
get_text_colour (GtkWidget *widget, double alpha)
{
  GdkRGBA colour;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  colour.alpha *= (float) alpha;
  return colour;
}

static GdkRGBA
get_named_colour (GtkWidget *widget, const char *name, double alpha)
{
  GdkRGBA colour;

  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), name, &colour))
    return get_text_colour (widget, alpha);
  colour.alpha *= (float) alpha;
  return colour;
}

/* Middle of a column. */
static double
column_x (const Ink *ink, guint column)
{
  double room = (double) (ink->width - ink->sizes->margin) / ink->ladder->n_columns;
  double x = ink->sizes->margin + room * (column + .5);

  return is_mirrored (ink) ? ink->width - x : x;
}

static double
column_width (const Ink *ink)
{
  return (double) (ink->width - ink->sizes->margin) / ink->ladder->n_columns;
}

static PangoLayout *
make_layout (GtkWidget *widget, const char *text, double width, double scale)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, text);

  if (scale < 1)
    {
      PangoAttrList *attrs = pango_attr_list_new ();

      pango_attr_list_insert (attrs, pango_attr_scale_new (scale));
      pango_layout_set_attributes (layout, attrs);
      pango_attr_list_unref (attrs);
    }
  if (width > 0)
    pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  return layout;
}

/* Text centred at x, its top at y, no wider than width. Returns its width. */
static int
put_text (const Ink *ink,
          const char *text,
          double x,
          double y,
          double width,
          double scale,
          GdkRGBA colour)
{
  PangoLayout *layout = make_layout (ink->widget, text, width, scale);
  int text_width;

  pango_layout_get_pixel_size (layout, &text_width, NULL);
  gtk_snapshot_save (ink->snapshot);
  gtk_snapshot_translate (ink->snapshot,
                          &GRAPHENE_POINT_INIT ((float) (x - text_width / 2.), (float) y));
  gtk_snapshot_append_layout (ink->snapshot, layout, &colour);
  gtk_snapshot_restore (ink->snapshot);
  g_object_unref (layout);
  return text_width;
}

UmLadderSizes
um_ladder_ink_sizes (GtkWidget *widget, const UmLadder *ladder)
{
  PangoContext *context = gtk_widget_get_pango_context (widget);
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int line = pango_font_metrics_get_height (metrics) / PANGO_SCALE;
  int width = pango_font_metrics_get_approximate_char_width (metrics) / PANGO_SCALE;

  pango_font_metrics_unref (metrics);
  return (UmLadderSizes){ .line = line,
                          .char_width = width,
                          .head = HEAD_LINES * line + 10,
                          .row = 2 * line + 8,
                          .margin = 10 * width };
}

void
um_ladder_ink_columns (GtkWidget *widget,
                       GtkSnapshot *snapshot,
                       const UmLadder *ladder,
                       const UmLadderSizes *sizes,
                       int y1,
                       int y2)
{
  Ink ink = make_ink (widget, snapshot, ladder, sizes);
  GdkRGBA colour = get_text_colour (widget, .18);

  for (guint i = 0; i < ladder->n_columns; i++)
    {
      double width = ladder->columns[i].kind == UM_COLUMN_ROUTER ? 5 : 1;

      gtk_snapshot_append_color (snapshot, &colour,
                                 &GRAPHENE_RECT_INIT ((float) (column_x (&ink, i) - width / 2),
                                                      (float) y1, (float) width,
                                                      (float) (y2 - y1)));
    }
}

static const char *
column_icon (UmColumnKind kind)
{
  switch (kind)
    {
    case UM_COLUMN_PHONE:
      return "call-start-symbolic";
    case UM_COLUMN_ROUTER:
      return "network-wireless-symbolic";
    case UM_COLUMN_SERVER:
      return "network-server-symbolic";
    }
  g_return_val_if_reached (NULL);
}

static void
put_icon (const Ink *ink, const char *name, double x, double y, GdkRGBA colour)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (ink->widget));
  g_autoptr (GtkIconPaintable) icon = gtk_icon_theme_lookup_icon (
      theme, name, NULL, ICON_SIZE, gtk_widget_get_scale_factor (ink->widget),
      gtk_widget_get_direction (ink->widget), GTK_ICON_LOOKUP_FORCE_SYMBOLIC);

  gtk_snapshot_save (ink->snapshot);
  gtk_snapshot_translate (ink->snapshot,
                          &GRAPHENE_POINT_INIT ((float) (x - ICON_SIZE / 2.), (float) y));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), ink->snapshot, ICON_SIZE,
                                            ICON_SIZE, &colour, 1);
  gtk_snapshot_restore (ink->snapshot);
}

void
um_ladder_ink_heads (GtkWidget *widget,
                     GtkSnapshot *snapshot,
                     const UmLadder *ladder,
                     const UmLadderSizes *sizes,
                     int y)
{
  Ink ink = make_ink (widget, snapshot, ladder, sizes);
  GdkRGBA ground = get_named_colour (widget, "view_bg_color", 1);
  GdkRGBA rule = get_text_colour (widget, .15);
  GdkRGBA text = get_text_colour (widget, 1);
  GdkRGBA faint = get_text_colour (widget, .6);
  double width = column_width (&ink) - 8;

  gtk_snapshot_append_color (
      snapshot, &ground,
      &GRAPHENE_RECT_INIT (0, (float) y, (float) ink.width, (float) sizes->head));
  gtk_snapshot_append_color (
      snapshot, &rule,
      &GRAPHENE_RECT_INIT (0, (float) (y + sizes->head - 1), (float) ink.width, 1));
  for (guint i = 0; i < ladder->n_columns; i++)
    {
      const UmLadderColumn *column = &ladder->columns[i];
      g_autofree char *name = um_ladder_words_column (column);
      g_autofree char *address = um_address_is_set (&column->endpoint.address)
                                     ? um_phrases_endpoint (&column->endpoint)
                                     : g_strdup ("");
      double x = column_x (&ink, i);

      put_icon (&ink, column_icon (column->kind), x, y + 4, faint);
      (void) put_text (&ink, name, x, y + 4 + ICON_SIZE, width, 1, text);
      (void) put_text (&ink, address, x, y + 4 + ICON_SIZE + sizes->line, width, .85, faint);
    }
}

/* A line from x1 to x2, dashed where dash is not 0. */
static void
put_line (const Ink *ink, double x1, double x2, double y, GdkRGBA colour, double width, double dash)
{
  graphene_rect_t area = GRAPHENE_RECT_INIT ((float) MIN (x1, x2), (float) (y - width),
                                             (float) ABS (x2 - x1), (float) (2 * width));
  cairo_t *cr = gtk_snapshot_append_cairo (ink->snapshot, &area);

  gdk_cairo_set_source_rgba (cr, &colour);
  cairo_set_line_width (cr, width);
  if (dash > 0)
    cairo_set_dash (cr, (const double[]){ dash, dash }, 2, 0);
  cairo_move_to (cr, x1, y);
  cairo_line_to (cr, x2, y);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
put_arrow_head (const Ink *ink, double from, double to, double y, GdkRGBA colour, double scale)
{
  double length = ARROW_LENGTH * scale, half = ARROW_HALF * scale;
  double back = to > from ? -length : length;
  graphene_rect_t area = GRAPHENE_RECT_INIT ((float) (to - length), (float) (y - half - 1),
                                             (float) (2 * length), (float) (2 * half + 2));
  cairo_t *cr = gtk_snapshot_append_cairo (ink->snapshot, &area);

  gdk_cairo_set_source_rgba (cr, &colour);
  cairo_move_to (cr, to, y);
  cairo_line_to (cr, to + back, y - half);
  cairo_line_to (cr, to + back, y + half);
  cairo_close_path (cr);
  cairo_fill (cr);
  cairo_destroy (cr);
}

static void
put_time (const Ink *ink, const UmLadderRow *row, double y)
{
  g_autofree char *text = um_ladder_words_time (row);
  PangoLayout *layout = make_layout (ink->widget, text, 0, .85);
  GdkRGBA colour = get_text_colour (ink->widget, .6);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  gtk_snapshot_save (ink->snapshot);
  gtk_snapshot_translate (
      ink->snapshot,
      &GRAPHENE_POINT_INIT ((float) (is_mirrored (ink) ? ink->width - width - 12 : 12), (float) y));
  gtk_snapshot_append_layout (ink->snapshot, layout, &colour);
  gtk_snapshot_restore (ink->snapshot);
  g_object_unref (layout);
}

/* Both sides of the router were captured. */
static gboolean
passes_router (const Ink *ink, const UmLadderRow *row)
{
  int router = ink->ladder->router;

  return router >= 0 && MIN ((int) row->seen_from, (int) row->seen_to) < router &&
         MAX ((int) row->seen_from, (int) row->seen_to) > router;
}

static GdkRGBA
faint (GdkRGBA colour)
{
  colour.alpha *= (float) FAINT;
  return colour;
}

/* The captured part; what is known without having been captured is faint. */
static void
put_way (const Ink *ink, const UmLadderRow *row, double y, const Pen *pen)
{
  double from = column_x (ink, row->from), to = column_x (ink, row->to);
  double seen_from = column_x (ink, row->seen_from), seen_to = column_x (ink, row->seen_to);
  double turn = seen_from; /* from here on it may have been changed */

  if (from == to)
    to = seen_to = from + column_width (ink) / 3;
  if (row->seen_from != row->from)
    put_line (ink, from, seen_from, y, faint (pen->sent), STROKE, 2);
  if (row->seen_to != row->to)
    put_line (ink, seen_to, to, y, faint (pen->sent), STROKE, 2);
  if (passes_router (ink, row))
    turn = column_x (ink, (guint) ink->ladder->router);
  if (turn != seen_from)
    put_line (ink, seen_from, turn, y, pen->sent, pen->width, pen->dash);
  put_line (ink, turn, seen_to, y, pen->arrived, pen->width, pen->dash);
  put_arrow_head (ink, turn, seen_to, y, pen->arrived, pen->width > STROKE ? 1.6 : 1);
}

static GdkRGBA
mark_colour (GtkWidget *widget, UmMark mark)
{
  GdkRGBA colour;

  switch (mark)
    {
    case UM_MARK_CONTEXT:
    case UM_MARK_NORMAL:
      return get_text_colour (widget, .75);
    case UM_MARK_UNTOUCHED:
    case UM_MARK_OFFENDING:
      gdk_rgba_parse (&colour, um_mark_tags_word_colour (mark));
      return colour;
    }
  g_return_val_if_reached (get_text_colour (widget, 1));
}

/* Where the words stand: on the first captured stretch, beside the router and not across it. */
static void
get_stretch (const Ink *ink, const UmLadderRow *row, double *ret_middle, double *ret_width)
{
  guint end = passes_router (ink, row) ? (guint) ink->ladder->router : row->seen_to;
  double from = column_x (ink, row->seen_from), to = column_x (ink, end);

  *ret_middle = (from + to) / 2;
  *ret_width = MAX (ABS (to - from), column_width (ink)) - 16;
}

static void
put_message (const Ink *ink, const UmLadderRow *row, double y)
{
  const UmFlowArrow *arrow = row->arrow;
  GdkRGBA colour = mark_colour (ink->widget, arrow->mark);
  Pen pen = { mark_colour (ink->widget, UM_MARK_CONTEXT), colour, STROKE,
              arrow->retransmission ? 5 : 0 };
  const char *icon = um_phrases_mark_icon (arrow->mark);
  g_autofree char *text = um_ladder_words_arrow (arrow);
  double middle, width;
  int text_width;

  get_stretch (ink, row, &middle, &width);
  text_width =
      put_text (ink, text, middle, y, width - 2 * ICON_SIZE, 1, get_text_colour (ink->widget, 1));
  if (icon != NULL)
    put_icon (ink, icon,
              middle + (is_mirrored (ink) ? 1 : -1) * (text_width / 2. + ICON_SIZE / 2. + 6),
              y + (ink->sizes->line - ICON_SIZE) / 2., colour);
  put_way (ink, row, y + ink->sizes->line + 8, &pen);
}

static void
put_sound (const Ink *ink, const UmLadderRow *row, double y)
{
  gboolean missing = um_ladder_row_is_missing (row);
  g_autofree char *text = um_ladder_words_sound (row->media);
  GdkRGBA colour = get_text_colour (ink->widget, missing ? .55 : .35);
  Pen pen = { colour, colour, missing ? STROKE : BAR_THICKNESS, missing ? 8 : 0 };
  double middle, width;

  get_stretch (ink, row, &middle, &width);
  (void) put_text (ink, text, middle, y, width, 1,
                   get_text_colour (ink->widget, missing ? 1 : .75));
  put_way (ink, row, y + ink->sizes->line + 8, &pen);
}

void
um_ladder_ink_row (GtkWidget *widget,
                   GtkSnapshot *snapshot,
                   const UmLadder *ladder,
                   const UmLadderSizes *sizes,
                   int index,
                   gboolean selected)
{
  Ink ink = make_ink (widget, snapshot, ladder, sizes);
  const UmLadderRow *row = &g_array_index (ladder->rows, UmLadderRow, (guint) index);
  double y = sizes->head + index * sizes->row;

  if (selected)
    {
      GdkRGBA ground = get_text_colour (widget, gtk_widget_has_focus (widget) ? .14 : .08);
      GskRoundedRect box;

      gsk_rounded_rect_init_from_rect (
          &box,
          &GRAPHENE_RECT_INIT (6, (float) y + 2, (float) ink.width - 12, (float) sizes->row - 2),
          8);
      gtk_snapshot_push_rounded_clip (snapshot, &box);
      gtk_snapshot_append_color (snapshot, &ground, &box.bounds);
      gtk_snapshot_pop (snapshot);
    }
  put_time (&ink, row, y + 5);
  if (row->arrow != NULL)
    put_message (&ink, row, y + 4);
  else
    put_sound (&ink, row, y + 4);
}
