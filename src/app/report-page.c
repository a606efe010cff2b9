#include "app/report-page.h"

#include <glib/gi18n.h>

#include "app/phrases.h"
#include "app/preferences.h"
#include "app/report-mailer.h"
#include "app/report-printer.h"

struct _UmReportPage
{
  UmWizardPage parent_instance;

  UmProofGroup *proof;
  AdwEntryRow *customer;
  AdwEntryRow *site;
  AdwEntryRow *number;
  AdwEntryRow *technician;
  AdwEntryRow *company;
  AdwEntryRow *notes;
  AdwActionRow *verdict_row;
  AdwActionRow *evidence_row;
  AdwActionRow *gaps_row;
  AdwActionRow *steps_row;
  GtkSwitch *redact;
  AdwComboRow *format;
  GtkSpinner *spinner;
  GtkLabel *status;

  UmFindings *findings;
  UmLoader *loader;
  UmAnswers *answers;
  char *path;                    /* of the file that is being written */
  GtkFileChooserNative *chooser; /* while it is open */
  GtkPrintOperation *printing;   /* while it runs */
  GCancellable *cancellable;
};

static guint written_signal;

G_DEFINE_FINAL_TYPE (UmReportPage, um_report_page, UM_TYPE_WIZARD_PAGE)

static UmFormat
get_format (UmReportPage *self)
{
  guint selected = adw_combo_row_get_selected (self->format);

  return selected < UM_N_FORMATS ? (UmFormat) selected : UM_FORMAT_PDF;
}

static UmReportJob *
job_new (UmReportPage *self)
{
  const UmBeforeAfter *proof = um_proof_group_get_proof (self->proof);
  UmReportJob *job =
      um_report_job_new (self->findings, proof != NULL ? proof->after : NULL, self->answers);

  job->format = get_format (self);
  job->redact = gtk_switch_get_active (self->redact);
  return job;
}

static void
show_error (UmReportPage *self, const char *format, const GError *error)
{
  g_autofree char *details = um_text_shorten (um_slice_from_string (error->message), 200);
  g_autoptr (GString) text = g_string_new (format);

  g_string_replace (text, "%s", details, 1);
  um_wizard_page_toast (UM_WIZARD_PAGE (self), text->str, NULL, NULL, NULL);
}

static void
set_working (UmReportPage *self, gboolean working)
{
  gboolean ready = self->findings != NULL && !working && !um_loader_is_busy (self->loader);

  gtk_spinner_set_spinning (self->spinner, working);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "report.save", ready);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "report.print", ready);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "report.mail", ready);
}

static gboolean
is_gone (UmReportPage *self)
{
  return g_cancellable_is_cancelled (self->cancellable);
}

static void
note_written (UmReportPage *self)
{
  um_wizard_page_set_complete (UM_WIZARD_PAGE (self), TRUE);
  g_signal_emit (self, written_signal, 0);
}

/* The next customer's report is written by the same people. */
static void
remember_author (UmReportPage *self)
{
  static const struct
  {
    UmCaseText text;
    const char *name;
  } kept[] = { { UM_CASE_TECHNICIAN, "technician" }, { UM_CASE_COMPANY, "company" } };

  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    if (*um_preferences_get_text (um_preferences_get (), kept[i].name) == '\0')
      g_object_set (um_preferences_get (), kept[i].name,
                    um_answers_get_text (self->answers, kept[i].text), NULL);
}

/* --- file --- */

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UmReportPage) self = user_data;
  g_autofree char *path = g_steal_pointer (&self->path);
  g_autoptr (GError) error = NULL;
  goffset size = um_report_job_write_finish (result, &error);
  g_autofree char *shown = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GFile) file = NULL;
  g_autofree char *uri = NULL;

  if (is_gone (self))
    return;
  set_working (self, FALSE);
  if (size < 0)
    {
      /* Translators: %s is the text of the operating system, in English. */
      show_error (self, _ ("The report could not be saved: %s"), error);
      return;
    }
  remember_author (self);
  note_written (self);
  shown = g_format_size ((guint64) size);
  /* Translators: the size of the file: "48.2 kB" */
  text = g_strdup_printf (_ ("Report saved (%s)"), shown);
  gtk_label_set_text (self->status, text);
  file = g_file_new_for_path (path);
  uri = g_file_get_uri (file);
  um_wizard_page_toast (UM_WIZARD_PAGE (self), text, _ ("_Open"), "win.show-uri",
                        g_variant_new_string (uri));
}

static void
on_chooser_response (UmReportPage *self, int response)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  g_clear_object (&self->chooser);
  if (file != NULL)
    um_report_page_save (self, file);
}

static void
save_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  um_report_page_choose_file (UM_REPORT_PAGE (widget));
}

/* --- paper --- */

static void
on_printed (UmReportPage *self, GtkPrintOperationResult result)
{
  g_autoptr (GtkPrintOperation) operation = g_steal_pointer (&self->printing);
  g_autoptr (GError) error = NULL;

  if (result == GTK_PRINT_OPERATION_RESULT_ERROR)
    {
      gtk_print_operation_get_error (operation, &error);
      /* Translators: %s is the text of the printing system. */
      show_error (self, _ ("The report could not be printed: %s"), error);
    }
  else if (result == GTK_PRINT_OPERATION_RESULT_APPLY)
    note_written (self);
}

static void
on_drawn (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UmReportPage) self = user_data;
  g_autoptr (GError) error = NULL;
  UmReportSheets *sheets = um_report_job_draw_finish (result, &error);

  if (is_gone (self))
    {
      um_report_sheets_free (sheets);
      return;
    }
  set_working (self, FALSE);
  if (sheets == NULL)
    {
      show_error (self, _ ("The report could not be printed: %s"), error);
      return;
    }
  self->printing = um_report_printer_new (sheets);
  g_signal_connect_object (self->printing, "done", G_CALLBACK (on_printed), self,
                           G_CONNECT_SWAPPED);
  gtk_print_operation_run (self->printing, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                           GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL);
}

void
um_report_page_print (UmReportPage *self)
{
  if (self->findings == NULL || self->printing != NULL)
    return;
  set_working (self, TRUE);
  um_report_job_draw_async (job_new (self), self->cancellable, on_drawn, g_object_ref (self));
}

static void
print_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  um_report_page_print (UM_REPORT_PAGE (widget));
}

/* --- mail --- */

static void
on_composed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UmReportPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean composed = um_report_mailer_compose_finish (result, &error);

  if (is_gone (self))
    return;
  set_working (self, FALSE);
  if (composed)
    note_written (self);
  else
    um_wizard_page_toast (UM_WIZARD_PAGE (self),
                          _ ("No mail program could be opened. Save the report and attach it."),
                          _ ("_Save…"), "report.save", NULL);
}

static void
on_mail_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UmReportPage) self = user_data;
  g_autofree char *path = g_steal_pointer (&self->path);
  g_autoptr (GError) error = NULL;
  goffset size = um_report_job_write_finish (result, &error);
  g_autofree char *shown = NULL;
  g_autofree char *text = NULL;

  if (is_gone (self))
    return;
  if (size < 0)
    {
      set_working (self, FALSE);
      show_error (self, _ ("The report could not be saved: %s"), error);
      return;
    }
  shown = g_format_size ((guint64) size);
  /* Translators: the size of the file: "48.2 kB" */
  text = g_strdup_printf (_ ("Redacted PDF for the mail: %s"), shown);
  gtk_label_set_text (self->status, text);
  um_report_mailer_compose_async (
      path, _ ("SIP ALG report"),
      _ ("The findings are in the attached report. Numbers, names and addresses in it are "
         "replaced by tokens."),
      self->cancellable, on_composed, g_object_ref (self));
}

/* In the cache, not in a temporary folder: the mail program reads it when it likes. */
static char *
dup_mail_path (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "unmangle", NULL);

  g_mkdir_with_parents (folder, 0700);
  /* Translators: name of a file */
  return g_build_filename (folder, _ ("SIP ALG report.pdf"), NULL);
}

void
um_report_page_mail (UmReportPage *self)
{
  UmReportJob *job;

  if (self->findings == NULL || self->path != NULL)
    return;
  job = job_new (self);
  job->format = UM_FORMAT_PDF;
  job->redact = TRUE;
  self->path = dup_mail_path ();
  set_working (self, TRUE);
  um_report_job_write_async (job, self->path, self->cancellable, on_mail_written,
                             g_object_ref (self));
}

static void
mail_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  um_report_page_mail (UM_REPORT_PAGE (widget));
}

/* --- what it will contain --- */

static void
update_steps (UmReportPage *self)
{
  const char *id = self->answers != NULL ? um_answers_get_text (self->answers, UM_CASE_ROUTER) : "";
  g_autoptr (UmRouterStore) store = *id != '\0' ? um_router_store_new_default (NULL) : NULL;
  const UmRouter *router = store != NULL ? um_router_store_find (store, id) : NULL;

  adw_action_row_set_subtitle (self->steps_row, router != NULL ? um_router_get_title (router)
                                                               : _ ("General advice"));
}

static void
update_summary (UmReportPage *self)
{
  const UmBeforeAfter *proof = um_proof_group_get_proof (self->proof);
  UmFindings *shown = proof != NULL ? proof->after : self->findings;
  g_autofree char *verdict = NULL;
  g_autofree char *evidence = NULL;
  g_autofree char *missing = NULL;
  g_autoptr (GPtrArray) gaps = NULL;

  if (shown == NULL)
    return;
  verdict = proof != NULL ? um_phrases_sentence (proof->headline) : um_phrases_verdict (shown);
  gaps = um_report_gaps (shown);
  evidence =
      g_strdup_printf (ngettext ("%u finding, each with its marked lines",
                                 "%u findings, each with its marked lines", shown->evidence->len),
                       shown->evidence->len);
  missing = g_strdup_printf (ngettext ("%u thing that the capture does not show",
                                       "%u things that the capture does not show", gaps->len),
                             gaps->len);
  adw_action_row_set_subtitle (self->verdict_row, verdict);
  adw_action_row_set_subtitle (self->evidence_row, evidence);
  adw_action_row_set_subtitle (self->gaps_row, missing);
  gtk_widget_set_visible (GTK_WIDGET (self->gaps_row), gaps->len > 0);
}

static void
on_loader_changed (UmReportPage *self)
{
  set_working (self, gtk_spinner_get_spinning (self->spinner));
}

static void
um_report_page_set_loader (UmWizardPage *page, UmLoader *loader)
{
  UmReportPage *self = UM_REPORT_PAGE (page);

  self->loader = g_object_ref (loader);
  um_proof_group_set_loader (self->proof, um_loader_get_after (loader));
  g_signal_connect_object (loader, "changed", G_CALLBACK (on_loader_changed), self,
                           G_CONNECT_SWAPPED);
  set_working (self, FALSE);
}

static void
um_report_page_set_answers (UmWizardPage *page, UmAnswers *answers)
{
  UmReportPage *self = UM_REPORT_PAGE (page);

  self->answers = g_object_ref (answers);
  um_answers_bind (answers, UM_CASE_CUSTOMER, GTK_EDITABLE (self->customer));
  um_answers_bind (answers, UM_CASE_SITE, GTK_EDITABLE (self->site));
  um_answers_bind (answers, UM_CASE_NUMBER, GTK_EDITABLE (self->number));
  um_answers_bind (answers, UM_CASE_TECHNICIAN, GTK_EDITABLE (self->technician));
  um_answers_bind (answers, UM_CASE_COMPANY, GTK_EDITABLE (self->company));
  um_answers_bind (answers, UM_CASE_NOTES, GTK_EDITABLE (self->notes));
  g_signal_connect_object (answers, "changed", G_CALLBACK (update_steps), self, G_CONNECT_SWAPPED);
  update_steps (self);
}

static void
um_report_page_set_findings (UmWizardPage *page, UmFindings *findings)
{
  UmReportPage *self = UM_REPORT_PAGE (page);

  g_clear_pointer (&self->findings, um_findings_unref);
  self->findings = findings != NULL ? um_findings_ref (findings) : NULL;
  um_proof_group_set_findings (self->proof, findings);
  update_summary (self);
  gtk_label_set_text (self->status, "");
  gtk_switch_set_active (self->redact, um_preferences_get_flag (um_preferences_get (), "redact"));
  if (self->loader != NULL)
    set_working (self, FALSE);
  um_wizard_page_set_complete (page, FALSE);
}

static void
um_report_page_dispose (GObject *object)
{
  UmReportPage *self = UM_REPORT_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
  if (self->printing != NULL)
    gtk_print_operation_cancel (self->printing);
  g_clear_object (&self->printing);
  g_clear_object (&self->answers);
  g_clear_object (&self->loader);
  G_OBJECT_CLASS (um_report_page_parent_class)->dispose (object);
}

static void
um_report_page_finalize (GObject *object)
{
  UmReportPage *self = UM_REPORT_PAGE (object);

  g_clear_pointer (&self->findings, um_findings_unref);
  g_clear_object (&self->cancellable);
  g_free (self->path);
  G_OBJECT_CLASS (um_report_page_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, UmReportPage, proof);
  gtk_widget_class_bind_template_child (widget_class, UmReportPage, customer);
  gtk_widget_class_bind_template_child (widget_class, UmReportPage, site);
  gtk_widget_class_bind_template_child (widget_class, UmReportPage, number);
  gtk_widget_class_bind_template_child (widget_class, UmReportPage, technician);
  gtk_widget_class_bind_template_child (widget_class, UmReportPage, company);
  gtk_widget_class_bind_template_child (widget_class, UmReportPage, notes);
  gtk_widget_class_bind_template_child (widget_class, UmReportPage, verdict_row);
  gtk_widget_class_bind_template_child (widget_class, UmReportPage, evidence_row);
  gtk_widget_class_bind_template_child (widget_class, UmReportPage, gaps_row);
  gtk_widget_class_bind_template_child (widget_class, UmReportPage, steps_row);
  gtk_widget_class_bind_template_child (widget_class, UmReportPage, redact);
  gtk_widget_class_bind_template_child (widget_class, UmReportPage, format);
  gtk_widget_class_bind_template_child (widget_class, UmReportPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, UmReportPage, status);
}

static void
um_report_page_class_init (UmReportPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = um_report_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = um_report_page_finalize;
  UM_WIZARD_PAGE_CLASS (klass)->set_loader = um_report_page_set_loader;
  UM_WIZARD_PAGE_CLASS (klass)->set_answers = um_report_page_set_answers;
  UM_WIZARD_PAGE_CLASS (klass)->set_findings = um_report_page_set_findings;
  written_signal = g_signal_new ("written", UM_TYPE_REPORT_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
  g_type_ensure (UM_TYPE_PROOF_GROUP);
  gtk_widget_class_install_action (widget_class, "report.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "report.print", NULL, print_action);
  gtk_widget_class_install_action (widget_class, "report.mail", NULL, mail_action);
  gtk_widget_class_set_template_from_resource (widget_class, UM_APP_PATH "ui/report-page.ui");
  gtk_widget_class_bind_template_callback (widget_class, update_summary);
  bind_children (widget_class);
}

static void
um_report_page_init (UmReportPage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "report.save", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "report.print", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "report.mail", FALSE);
  update_steps (self);
}

void
um_report_page_choose_file (UmReportPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autofree char *customer = NULL;
  g_autofree char *name = NULL;
  const char *extension = um_format_extension (get_format (self));

  if (self->chooser != NULL || self->findings == NULL || root == NULL)
    return;
  customer = um_answers_dup_text (self->answers, UM_CASE_CUSTOMER);
  /* Translators: the names of files: customer and extension, or the extension alone */
  name = customer != NULL ? g_strdup_printf (_ ("SIP ALG report %s.%s"), customer, extension)
                          : g_strdup_printf (_ ("SIP ALG report.%s"), extension);
  g_strdelimit (name, "/", '-');
  self->chooser = gtk_file_chooser_native_new (_ ("Save Report"), GTK_WINDOW (root),
                                               GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chooser_response), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

void
um_report_page_save (UmReportPage *self, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);

  g_return_if_fail (self->findings != NULL);
  if (path == NULL)
    {
      um_wizard_page_toast (UM_WIZARD_PAGE (self), _ ("Choose a folder on this computer"), NULL,
                            NULL, NULL);
      return;
    }
  if (self->path != NULL)
    return;
  self->path = g_steal_pointer (&path);
  set_working (self, TRUE);
  um_report_job_write_async (job_new (self), self->path, self->cancellable, on_written,
                             g_object_ref (self));
}

void
um_report_page_open_after (UmReportPage *self, GFile *file)
{
  um_proof_group_open (self->proof, file);
}

const UmBeforeAfter *
um_report_page_get_proof (UmReportPage *self)
{
  return um_proof_group_get_proof (self->proof);
}

AdwComboRow *
um_report_page_get_format_row (UmReportPage *self)
{
  return self->format;
}
