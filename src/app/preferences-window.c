#include "app/preferences-window.h"

#include <glib/gi18n.h>

#include "app/preferences.h"

struct _UmPreferencesWindow
{
  AdwPreferencesWindow parent_instance;

  AdwEntryRow *technician;
  AdwEntryRow *company;
  AdwActionRow *logo_row;
  GtkWidget *logo_remove;
  AdwComboRow *paper;
  GtkSwitch *redact;
  GtkSwitch *safe_marks;
  GtkSwitch *keep_cases;

  GtkFileChooserNative *chooser; /* while it is open */
};

G_DEFINE_FINAL_TYPE (UmPreferencesWindow, um_preferences_window, ADW_TYPE_PREFERENCES_WINDOW)

static void
show_logo (UmPreferencesWindow *self)
{
  const char *path = um_preferences_get_text (um_preferences_get (), "logo");
  g_autofree char *name = *path != '\0' ? g_filename_display_basename (path) : NULL;

  adw_action_row_set_subtitle (self->logo_row,
                               name != NULL ? name : _ ("A PNG or SVG picture for reports"));
  gtk_widget_set_visible (self->logo_remove, name != NULL);
}

static void
on_chooser_response (UmPreferencesWindow *self, int response)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  g_clear_object (&self->chooser);
  if (file != NULL && g_file_peek_path (file) != NULL)
    g_object_set (um_preferences_get (), "logo", g_file_peek_path (file), NULL);
}

static void
choose_logo_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UmPreferencesWindow *self = UM_PREFERENCES_WINDOW (widget);
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  if (self->chooser != NULL)
    return;
  gtk_file_filter_set_name (filter, _ ("Pictures"));
  gtk_file_filter_add_mime_type (filter, "image/png");
  gtk_file_filter_add_mime_type (filter, "image/svg+xml");
  self->chooser = gtk_file_chooser_native_new (_ ("Choose a Logo"), GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), filter);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chooser_response), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
remove_logo_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_object_set (um_preferences_get (), "logo", "", NULL);
}

static void
bind (const char *name, gpointer target, const char *property)
{
  g_object_bind_property (um_preferences_get (), name, target, property,
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
}

/* A4 is the first choice, Letter the second. */
static gboolean
flag_to_choice (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  g_value_set_uint (to, g_value_get_boolean (from));
  return TRUE;
}

static gboolean
choice_to_flag (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  g_value_set_boolean (to, g_value_get_uint (from) == 1);
  return TRUE;
}

static void
um_preferences_window_dispose (GObject *object)
{
  UmPreferencesWindow *self = UM_PREFERENCES_WINDOW (object);

  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
  G_OBJECT_CLASS (um_preferences_window_parent_class)->dispose (object);
}

static void
um_preferences_window_class_init (UmPreferencesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = um_preferences_window_dispose;
  gtk_widget_class_install_action (widget_class, "preferences.choose-logo", NULL,
                                   choose_logo_action);
  gtk_widget_class_install_action (widget_class, "preferences.remove-logo", NULL,
                                   remove_logo_action);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               UM_APP_PATH "ui/preferences-window.ui");
  gtk_widget_class_bind_template_child (widget_class, UmPreferencesWindow, technician);
  gtk_widget_class_bind_template_child (widget_class, UmPreferencesWindow, company);
  gtk_widget_class_bind_template_child (widget_class, UmPreferencesWindow, logo_row);
  gtk_widget_class_bind_template_child (widget_class, UmPreferencesWindow, logo_remove);
  gtk_widget_class_bind_template_child (widget_class, UmPreferencesWindow, paper);
  gtk_widget_class_bind_template_child (widget_class, UmPreferencesWindow, redact);
  gtk_widget_class_bind_template_child (widget_class, UmPreferencesWindow, safe_marks);
  gtk_widget_class_bind_template_child (widget_class, UmPreferencesWindow, keep_cases);
}

static void
um_preferences_window_init (UmPreferencesWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  bind ("technician", self->technician, "text");
  bind ("company", self->company, "text");
  bind ("redact", self->redact, "active");
  bind ("safe-marks", self->safe_marks, "active");
  bind ("keep-cases", self->keep_cases, "active");
  g_object_bind_property_full (um_preferences_get (), "letter-paper", self->paper, "selected",
                               G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE, flag_to_choice,
                               choice_to_flag, NULL, NULL);
  g_signal_connect_object (um_preferences_get (), "notify::logo", G_CALLBACK (show_logo), self,
                           G_CONNECT_SWAPPED);
  show_logo (self);
}

UmPreferencesWindow *
um_preferences_window_new (GtkWindow *parent)
{
  return g_object_new (UM_TYPE_PREFERENCES_WINDOW, "transient-for", parent, "modal", TRUE, NULL);
}
