#include "app/window.h"

#include <glib/gi18n.h>

#include "app/case-folder.h"
#include "app/case-keeper.h"
#include "app/loading-strip.h"
#include "app/network-test-window.h"
#include "app/opener.h"
#include "app/phrases.h"
#include "app/preferences.h"
#include "app/report-page.h"
#include "app/start-page.h"

/* Joins the wizard, the loader and the keeper of the case, and owns what concerns the window as a
 * whole: what was opened, the title, Back and Next. */

struct _UmWindow
{
  AdwApplicationWindow parent_instance;

  AdwWindowTitle *title;
  GtkToggleButton *steps_button;
  AdwToastOverlay *toasts;
  UmWizard *wizard;
  UmLoadingStrip *strip;

  UmLoader *loader;
  UmAnswers *answers;
  UmCaseKeeper *keeper;
  UmOpener *opener;
  UmFindings *shown;             /* what the pages were given last */
  gboolean begun;                /* the keeper knows the case */
  GPtrArray *pending;            /* of GFile: several that wait for a word on what they are */
  GFile *side;                   /* nullable: to be added when the first one is read */
  GtkFileChooserNative *chooser; /* for saving the case, while it is open */
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
  gboolean is_done = has_findings && !um_loader_is_busy (self->loader);
  /* Translators: "Findings, step 2 of 4" */
  g_autofree char *subtitle =
      g_strdup_printf (_ ("%s, step %u of %u"), um_wizard_page_get_title (page), position + 1,
                       um_wizard_get_n_pages (self->wizard));

  adw_window_title_set_title (self->title, has_findings ? name : "Unmangle");
  adw_window_title_set_subtitle (self->title, subtitle);
  gtk_window_set_title (GTK_WINDOW (self), has_findings ? name : "Unmangle");
  gtk_widget_action_set_enabled (widget, "win.back", um_wizard_can_go_back (self->wizard));
  gtk_widget_action_set_enabled (widget, "win.next", um_wizard_can_go_next (self->wizard));
  gtk_widget_action_set_enabled (widget, "win.save-report", is_done);
  gtk_widget_action_set_enabled (widget, "win.save-case", is_done);
  gtk_widget_action_set_enabled (widget, "win.print", is_done);
  gtk_widget_action_set_enabled (widget, "win.stop", um_loader_is_partial (self->loader));
  gtk_widget_action_set_enabled (widget, "win.paste",
                                 position == 0 && !um_loader_is_busy (self->loader));
}

static void
toast (UmWindow *self, const char *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (markup));
}

/* Only what could be read is worth offering again. */
static void
remember_file (UmWindow *self)
{
  GFile *file = um_loader_get_file (self->loader);
  g_autofree char *uri = file != NULL ? g_file_get_uri (file) : NULL;

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
  toast (self, text);
}

/* Findings so far are shown once; on the page that shows them they would change under the reader's
 * eyes, so newer ones wait for the end of the reading or for another page. */
static gboolean
is_wanted (UmWindow *self, UmFindings *findings)
{
  UmWizardPage *page = um_wizard_get_page (self->wizard, um_wizard_get_position (self->wizard));

  if (findings == self->shown)
    return FALSE;
  return self->shown == NULL || !um_loader_is_partial (self->loader) ||
         page != um_wizard_find_page (self->wizard, "findings");
}

static void
show_findings (UmWindow *self, UmFindings *findings)
{
  UmFindings *old = self->shown;

  self->shown = findings != NULL ? um_findings_ref (findings) : NULL;
  um_wizard_set_findings (self->wizard, findings);
  um_loader_drop_findings (old);
}

/* The whole of a case is there for the first time. A saved one goes on where findings are. */
static void
begin_case (UmWindow *self)
{
  self->begun = TRUE;
  remember_file (self);
  if (um_case_keeper_begin (self->keeper))
    um_wizard_go_to (self->wizard, "findings");
  if (self->side != NULL)
    um_loader_add_side (self->loader, self->side);
  g_clear_object (&self->side);
}

static void
on_loader_changed (UmWindow *self)
{
  UmFindings *findings = um_loader_get_findings (self->loader);
  gboolean opened = self->shown == NULL && findings != NULL;
  gboolean done = um_loader_get_state (self->loader) == UM_LOADER_DONE;

  if (is_wanted (self, findings))
    show_findings (self, findings);
  if (opened)
    um_wizard_go_to (self->wizard, "symptoms");
  if (done && !self->begun)
    begin_case (self);
  else if (done)
    show_side_error (self);
  update (self);
}

/* Another case, or another look at this window. */
static void
end_case (UmWindow *self)
{
  if (self->begun)
    {
      um_case_keeper_end (self->keeper);
      um_answers_clear_tests (self->answers);
    }
  self->begun = FALSE;
  g_clear_object (&self->side);
  g_clear_pointer (&self->pending, g_ptr_array_unref);
  um_answers_clear (self->answers);
}

static UmStartPage *
start_page (UmWindow *self)
{
  return UM_START_PAGE (um_wizard_find_page (self->wizard, "start"));
}

/* --- opening --- */

static void
on_files (UmWindow *self, GPtrArray *files)
{
  um_window_open_files (self, files);
}

static void
on_text (UmWindow *self, const char *text)
{
  um_window_open_text (self, text);
}

static void
on_nothing_to_paste (UmWindow *self)
{
  toast (self, _ ("There is no text on the clipboard"));
}

static void
open_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  um_opener_choose (UM_WINDOW (widget)->opener);
}

static void
paste_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  um_opener_paste (UM_WINDOW (widget)->opener);
}

/* What the files are that wait; (transfer full) (nullable). */
static GPtrArray *
take_pending (UmWindow *self)
{
  GPtrArray *files = g_steal_pointer (&self->pending);

  um_start_page_ask (start_page (self), NULL);
  return files;
}

static void
open_parts_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UmWindow *self = UM_WINDOW (widget);
  g_autoptr (GPtrArray) files = take_pending (self);

  if (files == NULL)
    return;
  end_case (self);
  um_loader_load_parts (self->loader, files);
}

static void
open_sides_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UmWindow *self = UM_WINDOW (widget);
  g_autoptr (GPtrArray) files = take_pending (self);

  if (files == NULL)
    return;
  um_window_open_file (self, files->pdata[0]);
  self->side = g_object_ref (files->pdata[1]);
}

static void
open_each_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UmWindow *self = UM_WINDOW (widget);
  g_autoptr (GPtrArray) files = take_pending (self);
  GtkApplication *app = gtk_window_get_application (GTK_WINDOW (self));

  for (guint i = 0; files != NULL && i < files->len; i++)
    {
      UmWindow *window = i == 0 ? self : um_window_new (UM_APPLICATION (app));

      um_window_open_file (window, files->pdata[i]);
      gtk_window_present (GTK_WINDOW (window));
    }
}

static void
open_none_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autoptr (GPtrArray) files = take_pending (UM_WINDOW (widget));
}

static void
open_uri_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autoptr (GFile) file = g_file_new_for_uri (g_variant_get_string (parameter, NULL));

  um_window_open_file (UM_WINDOW (widget), file);
}

static void
open_pair_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UmWindow *self = UM_WINDOW (widget);
  const char *first, *second;
  g_autoptr (GFile) file = NULL;

  g_variant_get (parameter, "(&s&s)", &first, &second);
  file = g_file_new_for_uri (first);
  um_window_open_file (self, file);
  self->side = g_file_new_for_uri (second);
}

/* The toast's "Undo". */
static void
restore_case_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autoptr (GFile) file = g_file_new_for_uri (g_variant_get_string (parameter, NULL));

  (void) um_case_folder_restore (file, NULL);
  um_start_choices_update_cases (um_start_page_get_choices (start_page (UM_WINDOW (widget))));
}

/* The toast's "Open". */
static void
show_uri_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_show_uri (GTK_WINDOW (widget), g_variant_get_string (parameter, NULL), GDK_CURRENT_TIME);
}

static void
cancel_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  um_loader_cancel (UM_WINDOW (widget)->loader);
}

static void
stop_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  um_loader_stop (UM_WINDOW (widget)->loader);
}

static void
network_test_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UmWindow *self = UM_WINDOW (widget);

  gtk_window_present (GTK_WINDOW (um_network_test_window_new (GTK_WINDOW (self), self->answers)));
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
print_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UmWindow *self = UM_WINDOW (widget);

  um_wizard_go_to (self->wizard, "report");
  um_report_page_print (UM_REPORT_PAGE (um_wizard_find_page (self->wizard, "report")));
}

/* The style sheet has the colours of marks outside of messages. */
static void
update_marks (UmWindow *self)
{
  if (um_preferences_get_flag (um_preferences_get (), "safe-marks"))
    gtk_widget_add_css_class (GTK_WIDGET (self), "safe-marks");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "safe-marks");
}

static void
on_report_written (UmWindow *self)
{
  um_case_keeper_note_report (self->keeper);
}

/* --- saving --- */

static void
on_case_saved (UmWindow *self, gboolean asked_for)
{
  if (asked_for)
    toast (self, _ ("Case saved"));
}

static void
on_case_failed (UmWindow *self, const GError *error)
{
  g_autofree char *details = um_text_shorten (um_slice_from_string (error->message), 200);
  /* Translators: the placeholder is the text of the operating system, in English. */
  g_autofree char *text = g_strdup_printf (_ ("The case could not be saved: %s"), details);

  toast (self, text);
}

static void
on_save_response (UmWindow *self, int response)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  g_clear_object (&self->chooser);
  if (file != NULL && g_file_peek_path (file) != NULL && self->begun)
    um_case_keeper_save_as (self->keeper, g_file_peek_path (file));
  else if (file != NULL)
    toast (self, _ ("Choose a folder on this computer"));
}

static char *
dup_case_name (UmWindow *self)
{
  g_autofree char *customer = um_answers_dup_text (self->answers, UM_CASE_CUSTOMER);
  char *name = g_strdup_printf ("%s.unmangle",
                                customer != NULL ? customer : um_loader_get_name (self->loader));

  return g_strdelimit (name, "/", '-');
}

static void
save_case_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UmWindow *self = UM_WINDOW (widget);
  const char *path = um_case_keeper_get_path (self->keeper);
  g_autofree char *folder = um_case_folder_dup_path ();
  g_autofree char *name = NULL;

  if (self->chooser != NULL || !self->begun)
    return;
  if (path != NULL && !g_str_has_prefix (path, folder))
    {
      um_case_keeper_save_as (self->keeper, path);
      return;
    }
  name = dup_case_name (self);
  self->chooser = gtk_file_chooser_native_new (_ ("Save the Case"), GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_save_response), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
um_window_dispose (GObject *object)
{
  UmWindow *self = UM_WINDOW (object);

  if (self->opener != NULL)
    um_opener_close (self->opener);
  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
  if (self->loader != NULL)
    {
      if (self->begun)
        um_case_keeper_end (self->keeper);
      self->begun = FALSE;
      g_signal_handlers_disconnect_by_data (self->loader, self);
      um_loader_cancel (self->loader);
    }
  G_OBJECT_CLASS (um_window_parent_class)->dispose (object);
}

static void
um_window_finalize (GObject *object)
{
  UmWindow *self = UM_WINDOW (object);

  g_clear_object (&self->keeper);
  g_clear_object (&self->loader);
  g_clear_object (&self->answers);
  g_clear_object (&self->opener);
  g_clear_object (&self->side);
  g_clear_pointer (&self->pending, g_ptr_array_unref);
  g_clear_pointer (&self->shown, um_findings_unref);
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
  gtk_widget_class_install_action (klass, "win.open-pair", "(ss)", open_pair_action);
  gtk_widget_class_install_action (klass, "win.restore-case", "s", restore_case_action);
  gtk_widget_class_install_action (klass, "win.open-parts", NULL, open_parts_action);
  gtk_widget_class_install_action (klass, "win.open-sides", NULL, open_sides_action);
  gtk_widget_class_install_action (klass, "win.open-each", NULL, open_each_action);
  gtk_widget_class_install_action (klass, "win.open-none", NULL, open_none_action);
  gtk_widget_class_install_action (klass, "win.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (klass, "win.stop", NULL, stop_action);
  gtk_widget_class_install_action (klass, "win.save-case", NULL, save_case_action);
  gtk_widget_class_install_action (klass, "win.network-test", NULL, network_test_action);
  gtk_widget_class_install_action (klass, "win.back", NULL, back_action);
  gtk_widget_class_install_action (klass, "win.next", NULL, next_action);
  gtk_widget_class_install_action (klass, "win.step", "s", step_action);
  gtk_widget_class_install_action (klass, "win.print", NULL, print_action);
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
  g_type_ensure (UM_TYPE_LOADING_STRIP);
  gtk_widget_class_set_template_from_resource (widget_class, UM_APP_PATH "ui/window.ui");
  gtk_widget_class_bind_template_child (widget_class, UmWindow, title);
  gtk_widget_class_bind_template_child (widget_class, UmWindow, steps_button);
  gtk_widget_class_bind_template_child (widget_class, UmWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, UmWindow, wizard);
  gtk_widget_class_bind_template_child (widget_class, UmWindow, strip);
}

static void
um_window_init (UmWindow *self)
{
  AdwFlap *flap;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->loader = um_loader_new ();
  self->answers = um_answers_new ();
  um_answers_clear (self->answers);
  self->keeper = um_case_keeper_new (self->loader, self->answers);
  self->opener = um_opener_new (GTK_WINDOW (self));
  um_loading_strip_set_loader (self->strip, self->loader);
  um_wizard_set_loader (self->wizard, self->loader);
  um_wizard_set_answers (self->wizard, self->answers);

  flap = um_wizard_get_flap (self->wizard);
  g_object_bind_property (flap, "reveal-flap", self->steps_button, "active",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  g_signal_connect_object (flap, "notify::folded", G_CALLBACK (on_folded), self, G_CONNECT_SWAPPED);

  g_signal_connect_object (um_preferences_get (), "notify::safe-marks", G_CALLBACK (update_marks),
                           self, G_CONNECT_SWAPPED);
  update_marks (self);
  um_opener_accept_drops (self->opener, GTK_WIDGET (self->wizard));
  g_signal_connect_object (self->opener, "files", G_CALLBACK (on_files), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->opener, "text", G_CALLBACK (on_text), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->opener, "nothing-to-paste", G_CALLBACK (on_nothing_to_paste), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (um_wizard_find_page (self->wizard, "report"), "written",
                           G_CALLBACK (on_report_written), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->keeper, "saved", G_CALLBACK (on_case_saved), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->keeper, "failed", G_CALLBACK (on_case_failed), self,
                           G_CONNECT_SWAPPED);
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
  end_case (self);
  um_loader_load_file (self->loader, file);
}

void
um_window_open_files (UmWindow *self, GPtrArray *files)
{
  if (files->len == 1)
    {
      um_window_open_file (self, files->pdata[0]);
      return;
    }
  g_clear_pointer (&self->pending, g_ptr_array_unref);
  self->pending = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < files->len; i++)
    g_ptr_array_add (self->pending, g_object_ref (files->pdata[i]));
  um_start_page_ask (start_page (self), self->pending);
  um_wizard_go_to (self->wizard, "start");
}

void
um_window_open_text (UmWindow *self, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  end_case (self);
  um_loader_load_bytes (self->loader, bytes, _ ("Pasted text"));
}

UmAnswers *
um_window_get_answers (UmWindow *self)
{
  return self->answers;
}

UmCaseKeeper *
um_window_get_keeper (UmWindow *self)
{
  return self->keeper;
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
