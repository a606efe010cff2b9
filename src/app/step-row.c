#include "app/step-row.h"

#include <glib/gi18n.h>

struct _UmStepRow
{
  GtkListBoxRow parent_instance;

  GtkStack *mark;
  GtkLabel *number;
  GtkLabel *title;
  gboolean done;
};

G_DEFINE_FINAL_TYPE (UmStepRow, um_step_row, GTK_TYPE_LIST_BOX_ROW)

static void
um_step_row_class_init (UmStepRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, UM_APP_PATH "ui/step-row.ui");
  gtk_widget_class_bind_template_child (widget_class, UmStepRow, mark);
  gtk_widget_class_bind_template_child (widget_class, UmStepRow, number);
  gtk_widget_class_bind_template_child (widget_class, UmStepRow, title);
}

static void
um_step_row_init (UmStepRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
um_step_row_new (const char *title, guint number)
{
  UmStepRow *self = g_object_new (UM_TYPE_STEP_ROW, NULL);
  g_autofree char *text = g_strdup_printf ("%u", number);

  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->number, text);
  um_step_row_set_done (self, FALSE);
  return GTK_WIDGET (self);
}

void
um_step_row_set_done (UmStepRow *self, gboolean done)
{
  const char *title = gtk_label_get_text (self->title);
  g_autofree char *label = NULL;

  self->done = done;
  gtk_stack_set_visible_child_name (self->mark, done ? "done" : "number");
  /* Translators: what a screen reader says of a step of the wizard that is finished. */
  label = done ? g_strdup_printf (_ ("%s, done"), title) : g_strdup (title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

gboolean
um_step_row_get_done (UmStepRow *self)
{
  return self->done;
}
