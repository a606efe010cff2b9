#include "app/window.h"

#include <glib/gi18n.h>

#include "app/phrases.h"
#include "app/report-page.h"

/* Joins the wizard and the loader, and owns what concerns the window as a whole: opening by
 * chooser, drop and paste, the title, Back and Next. */

struct _UmWindow
{
  AdwApplicationWindow parent_instance;

  AdwWindowTitle *title;
  GtkToggleButton *steps_button;
  AdwToastOverlay *toasts;
  UmWizard *wizard;

  UmLoader *loader;
  UmAnswers *answers;
  UmFindings *shown;             /* what the pages were given last */
  GFile *file;                   /* what the loader was given last; NULL for pasted text */
  GtkFileChooserNative *chooser; /* while it is open */
  GCancellable *paste_cancellable;
};

G_DEFINE_FINAL_TYPE (UmWindow, um_window, ADW_TYPE_APPLICATION_WINDOW)

static void
update (UmWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  guint position = um_wizard_get_position (self->wizard);
  UmWizardPage *page = um_wizard_get_page (self->wizard, position);
  const char *name = um_loader_get_name (self->loader);
  gboolean has_findings = um_loader_get_findings (self->loader) != NULL;
  /* Translators: "Findings, step 2 of 4" */
  g_autofree char *subtitle =
      g_strdup_printf (_ ("%s, step %u of %u"), um_wizard_page_get_title (page), position + 1,
                       um_wizard_get_n_pages (self->wizard));

  adw_window_title_set_title (self->title, has_findings ? name : "Unmangle");
  adw_window_title_set_subtitle (self->title, subtitle);
  gtk_window_set_title (GTK_WINDOW (self), has_findings ? name : "Unmangle");
  gtk_widget_action_set_enabled (widget, "win.back", um_wizard_can_go_back (self->wizard));
  gtk_widget_action_set_enabled (widget, "win.next", um_wizard_can_go_next (self->wizard));
  gtk_widget_action_set_enabled (widget, "win.save-report", has_findings);
  gtk_widget_action_set_enabled (widget, "win.paste",
                                 position == 0 &&
                                     um_loader_get_state (self->loader) != UM_LOADER_LOADING);
}

/* Only what could be read is worth offering again. */
static void
remember_file (UmWindow *self)
{
  g_autofree char *uri = self->file != NULL ? g_file_get_uri (self->file) : NULL;

  if (uri != NULL)
    gtk_recent_manager_add_item (gtk_recent_manager_get_default (), uri);
}

/* What was open is still there: said in passing. */
static void
show_side_error (UmWindow *self)
{
  const GError *error = um_loader_get_side_error (self->loader);
  g_autofree char *text = NULL;

  if (error == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  text = um_phrases_error (error, _ ("The other capture"));
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (text));
}

static void
on_loader_changed (UmWindow *self)
{
  UmFindings *findings = um_loader_get_findings (self->loader);
  gboolean opened = self->shown == NULL && findings != NULL;

  if (findings != self->shown)
    {
      um_wizard_set_findings (self->wizard, findings);
      g_clear_pointer (&self->shown, um_findings_unref);
      self->shown = findings != NULL ? um_findings_ref (findings) : NULL;
    }
  if (opened)
    {
      um_wizard_go_to (self->wizard, "symptoms");
      remember_file (self);
    }
  if (um_loader_get_state (self->loader) == UM_LOADER_DONE)
    show_side_error (self);
  update (self);
}

static void
on_chooser_response (UmWindow *self, int response)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  g_clear_object (&self->chooser);
  if (file != NULL)
    um_window_open_file (self, file);
}

static void
add_filter (GtkFileChooser *chooser, const char *name, const char *const *patterns)
{
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  for (guint i = 0; patterns[i] != NULL; i++)
    gtk_file_filter_add_pattern (filter, patterns[i]);
  gtk_file_chooser_add_filter (chooser, filter);
  g_object_unref (filter);
}

static void
open_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  static const char *const captures[] = { "*.pcap*", "*.cap*", "*.dmp*", "*.txt", "*.log", NULL };
  static const char *const all[] = { "*", NULL };
  UmWindow *self = UM_WINDOW (widget);

  if (self->chooser != NULL)
    return;
  self->chooser = gtk_file_chooser_native_new (_ ("Open a Capture or Trace"), GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  add_filter (GTK_FILE_CHOOSER (self->chooser), _ ("Captures and text traces"), captures);
  add_filter (GTK_FILE_CHOOSER (self->chooser), _ ("All files"), all);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chooser_response), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
open_uri_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autoptr (GFile) file = g_file_new_for_uri (g_variant_get_string (parameter, NULL));

  um_window_open_file (UM_WINDOW (widget), file);
}

/* The toast's "Open". */
static void
show_uri_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_show_uri (GTK_WINDOW (widget), g_variant_get_string (parameter, NULL), GDK_CURRENT_TIME);
}

static void
on_text_pasted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UmWindow) self = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);

  if (g_cancellable_is_cancelled (self->paste_cancellable))
    return;
  if (text != NULL && *text != '\0')
    um_window_open_text (self, text);
  else
    adw_toast_overlay_add_toast (self->toasts,
                                 adw_toast_new (_ ("There is no text on the clipboard")));
}

static void
paste_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UmWindow *self = UM_WINDOW (widget);

  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), self->paste_cancellable,
                                 on_text_pasted, g_object_ref (self));
}

static void
cancel_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  um_loader_cancel (UM_WINDOW (widget)->loader);
}

static void
back_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  um_wizard_go_back (UM_WINDOW (widget)->wizard);
}

static void
next_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  um_wizard_go_next (UM_WINDOW (widget)->wizard);
}

static void
step_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  um_wizard_go_to (UM_WINDOW (widget)->wizard, g_variant_get_string (parameter, NULL));
}

static void
save_report_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UmWindow *self = UM_WINDOW (widget);

  um_wizard_go_to (self->wizard, "report");
  um_report_page_choose_file (UM_REPORT_PAGE (um_wizard_find_page (self->wizard, "report")));
}

static void
report_router_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UmWizard *wizard = UM_WINDOW (widget)->wizard;

  um_report_page_set_router (UM_REPORT_PAGE (um_wizard_find_page (wizard, "report")),
                             g_variant_get_string (parameter, NULL));
}

static gboolean
on_drop (UmWindow *self, const GValue *value)
{
  GdkFileList *list = g_value_get_boxed (value);
  GSList *files = list != NULL ? gdk_file_list_get_files (list) : NULL;
  gboolean taken = files != NULL;

  if (taken)
    um_window_open_file (self, files->data);
  g_slist_free (files);
  return taken;
}

static void
um_window_dispose (GObject *object)
{
  UmWindow *self = UM_WINDOW (object);

  g_cancellable_cancel (self->paste_cancellable);
  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
  if (self->loader != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->loader, self);
      um_loader_cancel (self->loader);
    }
  G_OBJECT_CLASS (um_window_parent_class)->dispose (object);
}

static void
um_window_finalize (GObject *object)
{
  UmWindow *self = UM_WINDOW (object);

  g_clear_object (&self->loader);
  g_clear_object (&self->answers);
  g_clear_pointer (&self->shown, um_findings_unref);
  g_clear_object (&self->file);
  g_clear_object (&self->paste_cancellable);
  G_OBJECT_CLASS (um_window_parent_class)->finalize (object);
}

static gboolean
show_steps_button (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  UmWindow *self = UM_WINDOW (widget);

  gtk_widget_set_visible (GTK_WIDGET (self->steps_button),
                          adw_flap_get_folded (um_wizard_get_flap (self->wizard)));
  return G_SOURCE_REMOVE;
}

/* The flap folds while sizes are being allocated; a widget that appears in the header bar then
 * would stay without one. */
static void
on_folded (UmWindow *self)
{
  gtk_widget_add_tick_callback (GTK_WIDGET (self), show_steps_button, NULL, NULL);
}

static void
install_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "win.open", NULL, open_action);
  gtk_widget_class_install_action (klass, "win.open-uri", "s", open_uri_action);
  gtk_widget_class_install_action (klass, "win.show-uri", "s", show_uri_action);
  gtk_widget_class_install_action (klass, "win.paste", NULL, paste_action);
  gtk_widget_class_install_action (klass, "win.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (klass, "win.back", NULL, back_action);
  gtk_widget_class_install_action (klass, "win.next", NULL, next_action);
  gtk_widget_class_install_action (klass, "win.step", "s", step_action);
  gtk_widget_class_install_action (klass, "win.report-router", "s", report_router_action);
  gtk_widget_class_install_action (klass, "win.save-report", NULL, save_report_action);
  /* Not an accelerator of the application: those come before the entries' own paste. */
  gtk_widget_class_add_binding_action (klass, GDK_KEY_v, GDK_CONTROL_MASK, "win.paste", NULL);
}

static void
um_window_class_init (UmWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = um_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = um_window_finalize;
  install_actions (widget_class);
  g_type_ensure (UM_TYPE_WIZARD);
  gtk_widget_class_set_template_from_resource (widget_class, UM_APP_PATH "ui/window.ui");
  gtk_widget_class_bind_template_child (widget_class, UmWindow, title);
  gtk_widget_class_bind_template_child (widget_class, UmWindow, steps_button);
  gtk_widget_class_bind_template_child (widget_class, UmWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, UmWindow, wizard);
}

static void
um_window_init (UmWindow *self)
{
  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  AdwFlap *flap;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->paste_cancellable = g_cancellable_new ();
  self->loader = um_loader_new ();
  self->answers = um_answers_new ();
  um_wizard_set_loader (self->wizard, self->loader);
  um_wizard_set_answers (self->wizard, self->answers);

  flap = um_wizard_get_flap (self->wizard);
  g_object_bind_property (flap, "reveal-flap", self->steps_button, "active",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  g_signal_connect_object (flap, "notify::folded", G_CALLBACK (on_folded), self, G_CONNECT_SWAPPED);

  g_signal_connect_object (drop, "drop", G_CALLBACK (on_drop), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->wizard), GTK_EVENT_CONTROLLER (drop));
  g_signal_connect_object (self->wizard, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->loader, "changed", G_CALLBACK (on_loader_changed), self,
                           G_CONNECT_SWAPPED);
  update (self);
}

UmWindow *
um_window_new (UmApplication *app)
{
  return g_object_new (UM_TYPE_WINDOW, "application", app, NULL);
}

void
um_window_open_file (UmWindow *self, GFile *file)
{
  g_set_object (&self->file, file);
  um_answers_clear (self->answers);
  um_loader_load_file (self->loader, file);
}

void
um_window_open_text (UmWindow *self, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  g_clear_object (&self->file);
  um_answers_clear (self->answers);
  um_loader_load_bytes (self->loader, bytes, _ ("Pasted text"));
}

UmWizard *
um_window_get_wizard (UmWindow *self)
{
  return self->wizard;
}

UmLoader *
um_window_get_loader (UmWindow *self)
{
  return self->loader;
}
