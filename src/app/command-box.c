#include "app/command-box.h"

struct _UmCommandBox
{
  AdwBin parent_instance;

  GtkLabel *text;
};

G_DEFINE_FINAL_TYPE (UmCommandBox, um_command_box, ADW_TYPE_BIN)

static void
copy_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget),
                          um_command_box_get_text (UM_COMMAND_BOX (widget)));
}

static void
um_command_box_class_init (UmCommandBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_install_action (widget_class, "command.copy", NULL, copy_action);
  gtk_widget_class_set_template_from_resource (widget_class, UM_APP_PATH "ui/command-box.ui");
  gtk_widget_class_bind_template_child (widget_class, UmCommandBox, text);
}

static void
um_command_box_init (UmCommandBox *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
um_command_box_new (const char *text, gboolean is_command)
{
  UmCommandBox *self = g_object_new (UM_TYPE_COMMAND_BOX, NULL);

  gtk_label_set_text (self->text, text);
  if (is_command)
    gtk_widget_add_css_class (GTK_WIDGET (self->text), "monospace");
  return GTK_WIDGET (self);
}

const char *
um_command_box_get_text (UmCommandBox *self)
{
  return gtk_label_get_text (self->text);
}
