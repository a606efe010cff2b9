#include "app/mark-cell.h"

#include "app/phrases.h"

struct _UmMarkCell
{
  AdwBin parent_instance;

  GtkImage *icon;
  GtkLabel *word;
  UmMessageItem *item; /* nullable */
  guint source;        /* that works the mark out, or 0 */
};

G_DEFINE_FINAL_TYPE (UmMarkCell, um_mark_cell, ADW_TYPE_BIN)

static void
show (UmMarkCell *self, UmMark mark)
{
  const char *classes[] = { mark != UM_MARK_CONTEXT ? um_mark_name (mark) : NULL, NULL };

  gtk_widget_set_css_classes (GTK_WIDGET (self), classes);
  gtk_image_set_from_icon_name (self->icon, um_phrases_mark_icon (mark));
  gtk_label_set_text (self->word, um_phrases_mark (mark));
}

/* One a dispatch: a screenful of them must not hold up a frame. */
static gboolean
on_idle (gpointer user_data)
{
  UmMarkCell *self = user_data;

  self->source = 0;
  show (self, um_message_item_get_mark (self->item));
  return G_SOURCE_REMOVE;
}

static void
um_mark_cell_dispose (GObject *object)
{
  UmMarkCell *self = UM_MARK_CELL (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_object (&self->item);
  G_OBJECT_CLASS (um_mark_cell_parent_class)->dispose (object);
}

static void
um_mark_cell_class_init (UmMarkCellClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = um_mark_cell_dispose;
}

static void
um_mark_cell_init (UmMarkCell *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->icon = GTK_IMAGE (gtk_image_new ());
  self->word = GTK_LABEL (gtk_label_new (NULL));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->word));
  adw_bin_set_child (ADW_BIN (self), box);
}

GtkWidget *
um_mark_cell_new (void)
{
  return g_object_new (UM_TYPE_MARK_CELL, NULL);
}

void
um_mark_cell_set_item (UmMarkCell *self, UmMessageItem *item)
{
  g_clear_handle_id (&self->source, g_source_remove);
  g_set_object (&self->item, item);
  show (self, UM_MARK_CONTEXT);
  if (item != NULL)
    self->source = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, on_idle, self, NULL);
}
