#include "app/capture-help.h"

struct _UmCaptureHelp
{
  AdwPreferencesGroup parent_instance;

  GtkLabel *mail_text;
};

G_DEFINE_FINAL_TYPE (UmCaptureHelp, um_capture_help, ADW_TYPE_PREFERENCES_GROUP)

static void
copy_mail_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UmCaptureHelp *self = UM_CAPTURE_HELP (widget);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), gtk_label_get_text (self->mail_text));
}

static void
um_capture_help_class_init (UmCaptureHelpClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_install_action (widget_class, "help.copy-mail", NULL, copy_mail_action);
  gtk_widget_class_set_template_from_resource (widget_class, UM_APP_PATH "ui/capture-help.ui");
  gtk_widget_class_bind_template_child (widget_class, UmCaptureHelp, mail_text);
}

static void
um_capture_help_init (UmCaptureHelp *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
