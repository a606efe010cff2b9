#include "app/message-gutter.h"

#include "app/mark-tags.h"
#include "app/phrases.h"

struct _UmMessageGutter
{
  GtkSourceGutterRendererText parent_instance;

  UmGutterKind kind;
  GPtrArray *lines; /* of UmMarkedLine */
};

G_DEFINE_FINAL_TYPE (UmMessageGutter, um_message_gutter, GTK_SOURCE_TYPE_GUTTER_RENDERER_TEXT)

static void
um_message_gutter_query_data (GtkSourceGutterRenderer *renderer,
                              GtkSourceGutterLines *gutter_lines,
                              guint line)
{
  UmMessageGutter *self = UM_MESSAGE_GUTTER (renderer);
  const UmMarkedLine *marked =
      self->lines != NULL && line < self->lines->len ? self->lines->pdata[line] : NULL;
  GtkSourceGutterRendererText *text = GTK_SOURCE_GUTTER_RENDERER_TEXT (self);
  g_autofree char *shown = NULL;

  if (marked != NULL && self->kind == UM_GUTTER_NUMBERS)
    shown = g_strdup_printf ("%u", marked->number);
  if (marked != NULL && self->kind == UM_GUTTER_WORDS && marked->mark != UM_MARK_CONTEXT)
    {
      shown = g_markup_printf_escaped ("<span foreground=\"%s\">%s</span>",
                                       um_mark_tags_word_colour (marked->mark),
                                       um_phrases_mark (marked->mark));
      gtk_source_gutter_renderer_text_set_markup (text, shown, -1);
      return;
    }
  gtk_source_gutter_renderer_text_set_text (text, shown != NULL ? shown : "", -1);
}

static int
widest_text (UmMessageGutter *self)
{
  static const UmMark marks[] = { UM_MARK_OFFENDING, UM_MARK_NORMAL, UM_MARK_UNTOUCHED };
  GtkSourceGutterRendererText *text = GTK_SOURCE_GUTTER_RENDERER_TEXT (self);
  int widest = 0;
  int width = 0;

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
}

static void
um_message_gutter_init (UmMessageGutter *self)
{
}

GtkSourceGutterRenderer *
um_message_gutter_new (UmGutterKind kind)
{
  UmMessageGutter *self =
      g_object_new (UM_TYPE_MESSAGE_GUTTER, "xpad", kind == UM_GUTTER_NUMBERS ? 8 : 14, "xalign",
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
