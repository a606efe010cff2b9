#include "app/message-gutter.h"

#include "app/mark-tags.h"
#include "app/phrases.h"

#define ICON_SIZE 16

struct _UmMessageGutter
{
  GtkSourceGutterRendererText parent_instance;

  UmGutterKind kind;
  GPtrArray *lines; /* of UmMarkedLine */
};

G_DEFINE_FINAL_TYPE (UmMessageGutter, um_message_gutter, GTK_SOURCE_TYPE_GUTTER_RENDERER_TEXT)

static const UmMarkedLine *
line_at (UmMessageGutter *self, guint line)
{
  return self->lines != NULL && line < self->lines->len ? self->lines->pdata[line] : NULL;
}

char *
um_message_gutter_dup_text (UmMessageGutter *self, guint line)
{
  const UmMarkedLine *marked = line_at (self, line);

  if (marked == NULL || (self->kind != UM_GUTTER_NUMBERS && marked->mark == UM_MARK_CONTEXT))
    return NULL;
  switch (self->kind)
    {
    case UM_GUTTER_ICONS:
      return g_strdup (um_phrases_mark_icon (marked->mark));
    case UM_GUTTER_NUMBERS:
      return marked->number != UM_LINE_FILLER ? g_strdup_printf ("%u", marked->number) : NULL;
    case UM_GUTTER_WORDS:
      return g_strdup (um_phrases_mark (marked->mark));
    case UM_N_GUTTERS:
      break;
    }
  g_return_val_if_reached (NULL);
}

static void
um_message_gutter_query_data (GtkSourceGutterRenderer *renderer,
                              GtkSourceGutterLines *gutter_lines,
                              guint line)
{
  UmMessageGutter *self = UM_MESSAGE_GUTTER (renderer);
  GtkSourceGutterRendererText *text = GTK_SOURCE_GUTTER_RENDERER_TEXT (self);
  g_autofree char *shown = um_message_gutter_dup_text (self, line);
  g_autofree char *markup = NULL;

  if (shown == NULL || self->kind != UM_GUTTER_WORDS)
    {
      gtk_source_gutter_renderer_text_set_text (text, shown != NULL ? shown : "", -1);
      return;
    }
  markup = g_markup_printf_escaped ("<span foreground=\"%s\">%s</span>",
                                    um_mark_tags_word_colour (line_at (self, line)->mark), shown);
  gtk_source_gutter_renderer_text_set_markup (text, markup, -1);
}

/* The renderer for pictures that comes with the view paints all of them in one colour. */
static void
snapshot_icon (UmMessageGutter *self,
               GtkSnapshot *snapshot,
               GtkSourceGutterLines *lines,
               guint line)
{
  g_autofree char *name = um_message_gutter_dup_text (self, line);
  GtkWidget *widget = GTK_WIDGET (self);
  g_autoptr (GtkIconPaintable) icon = NULL;
  GdkRGBA colour;
  int y, height;

  if (name == NULL)
    return;
  gdk_rgba_parse (&colour, um_mark_tags_word_colour (line_at (self, line)->mark));
  gtk_source_gutter_lines_get_line_yrange (
      lines, line, GTK_SOURCE_GUTTER_RENDERER_ALIGNMENT_MODE_FIRST, &y, &height);
  icon = gtk_icon_theme_lookup_icon (
      gtk_icon_theme_get_for_display (gtk_widget_get_display (widget)), name, NULL, ICON_SIZE,
      gtk_widget_get_scale_factor (widget), gtk_widget_get_direction (widget),
      GTK_ICON_LOOKUP_FORCE_SYMBOLIC);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
      snapshot, &GRAPHENE_POINT_INIT (
                    (float) gtk_source_gutter_renderer_get_xpad (GTK_SOURCE_GUTTER_RENDERER (self)),
                    (float) (y + (height - ICON_SIZE) / 2)));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), snapshot, ICON_SIZE,
                                            ICON_SIZE, &colour, 1);
  gtk_snapshot_restore (snapshot);
}

static void
um_message_gutter_snapshot_line (GtkSourceGutterRenderer *renderer,
                                 GtkSnapshot *snapshot,
                                 GtkSourceGutterLines *lines,
                                 guint line)
{
  if (UM_MESSAGE_GUTTER (renderer)->kind == UM_GUTTER_ICONS)
    snapshot_icon (UM_MESSAGE_GUTTER (renderer), snapshot, lines, line);
  else
    GTK_SOURCE_GUTTER_RENDERER_CLASS (um_message_gutter_parent_class)
        ->snapshot_line (renderer, snapshot, lines, line);
}

static int
widest_text (UmMessageGutter *self)
{
  static const UmMark marks[] = { UM_MARK_OFFENDING, UM_MARK_NORMAL, UM_MARK_UNTOUCHED };
  GtkSourceGutterRendererText *text = GTK_SOURCE_GUTTER_RENDERER_TEXT (self);
  int widest = 0;
  int width = 0;

  if (self->kind == UM_GUTTER_ICONS)
    return ICON_SIZE;
  if (self->kind == UM_GUTTER_NUMBERS)
    {
      guint n_lines = self->lines != NULL ? self->lines->len : 0;

      gtk_source_gutter_renderer_text_measure (text, n_lines < 1000 ? "000" : "000000", &widest,
                                               NULL);
      return widest;
    }
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      gtk_source_gutter_renderer_text_measure (text, um_phrases_mark (marks[i]), &width, NULL);
      widest = MAX (widest, width);
    }
  return widest;
}

static void
um_message_gutter_measure (GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural =
        widest_text (UM_MESSAGE_GUTTER (widget)) +
        2 * gtk_source_gutter_renderer_get_xpad (GTK_SOURCE_GUTTER_RENDERER (widget));
}

static void
um_message_gutter_finalize (GObject *object)
{
  g_clear_pointer (&UM_MESSAGE_GUTTER (object)->lines, g_ptr_array_unref);
  G_OBJECT_CLASS (um_message_gutter_parent_class)->finalize (object);
}

static void
um_message_gutter_class_init (UmMessageGutterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = um_message_gutter_finalize;
  GTK_WIDGET_CLASS (klass)->measure = um_message_gutter_measure;
  GTK_SOURCE_GUTTER_RENDERER_CLASS (klass)->query_data = um_message_gutter_query_data;
  GTK_SOURCE_GUTTER_RENDERER_CLASS (klass)->snapshot_line = um_message_gutter_snapshot_line;
}

static void
um_message_gutter_init (UmMessageGutter *self)
{
}

GtkSourceGutterRenderer *
um_message_gutter_new (UmGutterKind kind)
{
  UmMessageGutter *self =
      g_object_new (UM_TYPE_MESSAGE_GUTTER, "xpad", kind == UM_GUTTER_WORDS ? 14 : 8, "xalign",
                    kind == UM_GUTTER_NUMBERS ? 1.0 : 0.0, "alignment-mode",
                    GTK_SOURCE_GUTTER_RENDERER_ALIGNMENT_MODE_FIRST, NULL);

  self->kind = kind;
  return GTK_SOURCE_GUTTER_RENDERER (self);
}

void
um_message_gutter_set_lines (UmMessageGutter *self, GPtrArray *lines)
{
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  self->lines = lines != NULL ? g_ptr_array_ref (lines) : NULL;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
