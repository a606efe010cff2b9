#include "app/report-page.h"

#include <glib/gi18n.h>

#include "app/phrases.h"

/* The worker gets copies and references only; it never sees a widget. */

struct _UmReportPage
{
  UmWizardPage parent_instance;

  AdwEntryRow *customer;
  AdwEntryRow *site;
  AdwEntryRow *technician;
  AdwEntryRow *company;
  AdwPreferencesGroup *after_group;
  AdwActionRow *after_row;
  GtkSpinner *after_spinner;
  AdwComboRow *format;
  GtkSwitch *redact;
  AdwComboRow *paper;
  AdwActionRow *verdict_row;
  AdwActionRow *evidence_row;
  AdwActionRow *gaps_row;
  AdwActionRow *steps_row;
  GtkSpinner *spinner;

  UmFindings *findings;
  UmAnswers *answers;
  UmLoader *after;               /* the capture from after the change */
  UmBeforeAfter *proof;          /* nullable: what became of the phones */
  GPtrArray *proof_rows;         /* owned by after_group */
  char *router_id;               /* "" for none */
  GtkFileChooserNative *chooser; /* while it is open */
  GCancellable *cancellable;
};

/* In the order of the rows in the template. */
static const char *const EXTENSIONS[] = { "pdf", "html", "md", "json", "csv" };

typedef enum
{
  FORMAT_PDF,
  FORMAT_HTML,
  FORMAT_MARKDOWN,
  FORMAT_JSON,
  FORMAT_CSV,
} Format;

/* What the worker needs. */
typedef struct
{
  UmFindings *findings; /* with after: from before the change */
  UmFindings *after;    /* nullable */
  Format format;
  gboolean redact;
  char *customer;
  char *site;
  char *technician;
  char *company;
  char *complaints;
  UmHopRun *hops;      /* nullable */
  UmMirrorRun *mirror; /* nullable */
  char *router_id;
  char *path;
  UmPaper paper;
} Job;

G_DEFINE_FINAL_TYPE (UmReportPage, um_report_page, UM_TYPE_WIZARD_PAGE)

static void
job_free (gpointer data)
{
  Job *job = data;

  um_findings_unref (job->findings);
  g_clear_pointer (&job->after, um_findings_unref);
  g_free (job->customer);
  g_free (job->site);
  g_free (job->technician);
  g_free (job->company);
  g_free (job->complaints);
  um_hop_run_unref (job->hops);
  um_mirror_run_unref (job->mirror);
  g_free (job->router_id);
  g_free (job->path);
  g_free (job);
}

static char *
dup_entry (AdwEntryRow *row)
{
  char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));

  if (*text == '\0')
    g_clear_pointer (&text, g_free);
  return text;
}

/* What the technician chose; with the reason of the evidence, if that named it as well.
 * (transfer full) of UmRouterMatch */
static GPtrArray *
chosen_matches (const Job *job, UmRouterStore *store)
{
  const UmRouter *router =
      *job->router_id != '\0' ? um_router_store_find (store, job->router_id) : NULL;
  g_autoptr (GPtrArray) found = um_router_matches_find (store, job->findings);
  GPtrArray *chosen = g_ptr_array_new_with_free_func ((GDestroyNotify) um_router_match_free);
  UmRouterMatch *match;

  for (guint i = 0; router != NULL && i < found->len; i++)
    if (((const UmRouterMatch *) found->pdata[i])->router == router)
      {
        g_ptr_array_add (chosen, g_ptr_array_steal_index (found, i));
        return chosen;
      }
  if (router != NULL)
    {
      match = g_new0 (UmRouterMatch, 1);
      match->router = router;
      match->reason = um_sentence_new (N_ ("Chosen by the technician."), NULL);
      g_ptr_array_add (chosen, match);
    }
  return chosen;
}

static gboolean
write_report (const Job *job,
              const UmFindings *findings,
              const UmReportOptions *options,
              GError **error)
{
  g_autofree char *text = NULL;

  switch (job->format)
    {
    case FORMAT_PDF:
      return um_report_pdf_write (findings, options, job->path, error);
    case FORMAT_HTML:
      text = um_report_html_new (findings, options);
      break;
    case FORMAT_MARKDOWN:
      text = um_report_markdown_new (findings, options);
      break;
    case FORMAT_JSON:
      text = um_report_json_new (findings, options);
      break;
    case FORMAT_CSV:
      text = um_report_csv_new (findings);
      break;
    }
  return um_report_file_save (job->path, text, error);
}

/* The findings as they are to be printed: themselves, or a redacted copy. */
static UmFindings *
prepare (UmRedactor *redactor, UmFindings *findings)
{
  return redactor != NULL ? um_redactor_apply (redactor, findings) : um_findings_ref (findings);
}

/* The proof is made anew of what is printed, so that a redacted one holds only tokens. */
static gboolean
write_job (const Job *job, UmRouterStore *store, GError **error)
{
  g_autoptr (UmRedactor) redactor = job->redact ? um_redactor_new (UM_REDACT_ALL) : NULL;
  g_autoptr (GPtrArray) matches = chosen_matches (job, store);
  g_autoptr (GPtrArray) before =
      g_ptr_array_new_with_free_func ((GDestroyNotify) um_findings_unref);
  g_autoptr (UmFindings) now = NULL;
  g_autoptr (UmBeforeAfter) proof = NULL;
  UmReportOptions options = {
    .customer = job->redact ? NULL : job->customer,
    .site = job->redact ? NULL : job->site,
    .technician = job->technician,
    .company = job->company,
    .symptoms = job->complaints,
    /* They name the addresses of the site. */
    .hops = job->redact ? NULL : job->hops,
    .mirror = job->redact ? NULL : job->mirror,
    .paper = job->paper,
    .matches = matches,
    .translate = um_phrases_translate,
  };

  if (redactor != NULL)
    {
      um_redactor_learn (redactor, job->findings);
      if (job->after != NULL)
        um_redactor_learn (redactor, job->after);
      um_redactor_apply_matches (redactor, matches);
    }
  now = prepare (redactor, job->after != NULL ? job->after : job->findings);
  if (job->after != NULL)
    {
      g_ptr_array_add (before, prepare (redactor, job->findings));
      proof = um_before_after_new (before, now, error);
      if (proof == NULL)
        return FALSE;
      options.before = proof;
    }
  return write_report (job, now, &options, error);
}

static void
write_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Job *job = task_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UmRouterStore) store = um_router_store_new (&error);

  if (store == NULL || !write_job (job, store, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  UmReportPage *self = UM_REPORT_PAGE (source);
  const Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (job->path);
  g_autofree char *uri = g_file_get_uri (file);
  gboolean written = g_task_propagate_boolean (G_TASK (result), &error);

  /* The window was closed meanwhile. */
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  gtk_spinner_stop (self->spinner);
  if (written)
    {
      um_wizard_page_set_complete (UM_WIZARD_PAGE (self), TRUE);
      um_wizard_page_toast (UM_WIZARD_PAGE (self), _ ("Report saved"), _ ("_Open"), "win.show-uri",
                            g_variant_new_string (uri));
    }
  else
    {
      g_autofree char *details = um_text_shorten (um_slice_from_string (error->message), 200);
      /* Translators: the placeholder is the text of the operating system, in English. */
      g_autofree char *text = g_strdup_printf (_ ("The report could not be saved: %s"), details);

      um_wizard_page_toast (UM_WIZARD_PAGE (self), text, NULL, NULL, NULL);
    }
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

static void
update_steps (UmReportPage *self)
{
  g_autoptr (UmRouterStore) store =
      self->router_id != NULL && *self->router_id != '\0' ? um_router_store_new (NULL) : NULL;
  const UmRouter *router = store != NULL ? um_router_store_find (store, self->router_id) : NULL;

  adw_action_row_set_subtitle (self->steps_row, router != NULL ? um_router_get_title (router)
                                                               : _ ("General advice"));
}

static void
update_summary (UmReportPage *self)
{
  g_autofree char *verdict = um_phrases_verdict (self->findings);
  g_autoptr (GPtrArray) gaps = um_report_gaps (self->findings);
  guint n_evidence = self->findings->evidence->len;
  g_autofree char *evidence =
      g_strdup_printf (ngettext ("%u finding, each with its marked lines",
                                 "%u findings, each with its marked lines", n_evidence),
                       n_evidence);
  g_autofree char *missing =
      g_strdup_printf (ngettext ("%u thing that the capture does not show",
                                 "%u things that the capture does not show", gaps->len),
                       gaps->len);

  adw_action_row_set_subtitle (self->verdict_row, verdict);
  adw_action_row_set_subtitle (self->evidence_row, evidence);
  adw_action_row_set_subtitle (self->gaps_row, missing);
  gtk_widget_set_visible (GTK_WIDGET (self->gaps_row), gaps->len > 0);
}

/* --- before and after --- */

static void
clear_proof (UmReportPage *self)
{
  for (guint i = 0; i < self->proof_rows->len; i++)
    adw_preferences_group_remove (self->after_group, self->proof_rows->pdata[i]);
  g_ptr_array_set_size (self->proof_rows, 0);
  g_clear_pointer (&self->proof, um_before_after_free);
}

static void
show_after (UmReportPage *self, const char *title, const char *subtitle)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->after_row), title);
  adw_action_row_set_subtitle (self->after_row, subtitle);
}

/* "Contact: untouched now, c=: untouched now" */
static char *
dup_fields (const UmPhoneChange *change)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < change->fields->len; i++)
    {
      const UmFieldChange *field = change->fields->pdata[i];

      g_string_append_printf (text, "%s%s: %s", i > 0 ? ", " : "", field->name,
                              um_phrases_translate (um_report_field_state_words (field->state)));
    }
  return g_string_free (text, FALSE);
}

static void
add_phone (UmReportPage *self, const UmPhoneChange *change)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *state = gtk_label_new (um_phrases_translate (um_report_fix_words (change->fix)));
  g_autofree char *name = um_report_change_name (change);
  g_autofree char *safe = um_report_safe_text (name);
  g_autofree char *fields = dup_fields (change);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), safe);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), fields);
  gtk_label_set_wrap (GTK_LABEL (state), TRUE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), state);
  adw_preferences_group_add (self->after_group, row);
  g_ptr_array_add (self->proof_rows, row);
}

static void
show_proof (UmReportPage *self)
{
  g_autoptr (GPtrArray) before =
      g_ptr_array_new_with_free_func ((GDestroyNotify) um_findings_unref);
  g_autoptr (GError) error = NULL;
  g_autofree char *headline = NULL;
  g_autofree char *caution = NULL;

  g_ptr_array_add (before, um_findings_ref (self->findings));
  self->proof = um_before_after_new (before, um_loader_get_findings (self->after), &error);
  if (self->proof == NULL)
    {
      show_after (self, _ ("This capture is older than the first one"),
                  _ ("It shows nothing of the change. Capture again."));
      return;
    }
  headline = um_phrases_sentence (self->proof->headline);
  caution = um_phrases_sentence (self->proof->caution);
  show_after (self, headline, caution != NULL ? caution : um_loader_get_name (self->after));
  for (guint i = 0; i < self->proof->phones->len; i++)
    if (um_report_change_is_listed (self->proof->phones->pdata[i]))
      add_phone (self, self->proof->phones->pdata[i]);
}

static void
on_after_changed (UmReportPage *self)
{
  UmLoaderState state = self->after != NULL ? um_loader_get_state (self->after) : UM_LOADER_IDLE;
  g_autofree char *sentence = NULL;

  clear_proof (self);
  gtk_spinner_set_spinning (self->after_spinner, state == UM_LOADER_LOADING);
  gtk_widget_set_visible (GTK_WIDGET (self->after_spinner), state == UM_LOADER_LOADING);
  if (state == UM_LOADER_FAILED)
    sentence =
        um_phrases_error (um_loader_get_error (self->after), um_loader_get_name (self->after));
  if (state == UM_LOADER_DONE && self->findings != NULL)
    show_proof (self);
  else
    show_after (self, sentence != NULL ? sentence : _ ("The capture from after the change"),
                _ ("Laid next to the first one, it shows what is fixed and what remains"));
}

static void
on_after_response (UmReportPage *self, int response)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  g_clear_object (&self->chooser);
  if (file != NULL && self->findings != NULL)
    um_report_page_open_after (self, file);
}

static void
open_after_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UmReportPage *self = UM_REPORT_PAGE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);

  if (self->chooser != NULL || self->findings == NULL || root == NULL)
    return;
  self->chooser =
      gtk_file_chooser_native_new (_ ("Open the Capture from After the Change"), GTK_WINDOW (root),
                                   GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_after_response), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
um_report_page_set_findings (UmWizardPage *page, UmFindings *findings)
{
  UmReportPage *self = UM_REPORT_PAGE (page);

  g_clear_pointer (&self->findings, um_findings_unref);
  if (findings != NULL)
    {
      self->findings = um_findings_ref (findings);
      update_summary (self);
    }
  else if (self->after != NULL)
    um_loader_close (self->after); /* another customer */
  on_after_changed (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "report.save", findings != NULL);
  um_wizard_page_set_complete (page, FALSE);
}

static void
um_report_page_set_loader (UmWizardPage *page, UmLoader *loader)
{
  UmReportPage *self = UM_REPORT_PAGE (page);

  self->after = g_object_ref (um_loader_get_after (loader));
  g_signal_connect_object (self->after, "changed", G_CALLBACK (on_after_changed), self,
                           G_CONNECT_SWAPPED);
  on_after_changed (self);
}

static void
um_report_page_set_answers (UmWizardPage *page, UmAnswers *answers)
{
  g_set_object (&UM_REPORT_PAGE (page)->answers, answers);
}

static void
um_report_page_dispose (GObject *object)
{
  UmReportPage *self = UM_REPORT_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
  g_clear_object (&self->answers);
  if (self->after != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->after, self);
      um_loader_cancel (self->after);
    }
  g_clear_object (&self->after);
  G_OBJECT_CLASS (um_report_page_parent_class)->dispose (object);
}

static void
um_report_page_finalize (GObject *object)
{
  UmReportPage *self = UM_REPORT_PAGE (object);

  g_clear_pointer (&self->findings, um_findings_unref);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->proof, um_before_after_free);
  g_ptr_array_unref (self->proof_rows);
  g_free (self->router_id);
  G_OBJECT_CLASS (um_report_page_parent_class)->finalize (object);
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
  gtk_widget_class_install_action (widget_class, "report.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "report.open-after", NULL, open_after_action);
  gtk_widget_class_set_template_from_resource (widget_class, UM_APP_PATH "ui/report-page.ui");
  gtk_widget_class_bind_template_child (widget_class, UmReportPage, customer);
  gtk_widget_class_bind_template_child (widget_class, UmReportPage, site);
  gtk_widget_class_bind_template_child (widget_class, UmReportPage, technician);
  gtk_widget_class_bind_template_child (widget_class, UmReportPage, company);
  gtk_widget_class_bind_template_child (widget_class, UmReportPage, paper);
  gtk_widget_class_bind_template_child (widget_class, UmReportPage, after_group);
  gtk_widget_class_bind_template_child (widget_class, UmReportPage, after_row);
  gtk_widget_class_bind_template_child (widget_class, UmReportPage, after_spinner);
  gtk_widget_class_bind_template_child (widget_class, UmReportPage, format);
  gtk_widget_class_bind_template_child (widget_class, UmReportPage, redact);
  gtk_widget_class_bind_template_child (widget_class, UmReportPage, verdict_row);
  gtk_widget_class_bind_template_child (widget_class, UmReportPage, evidence_row);
  gtk_widget_class_bind_template_child (widget_class, UmReportPage, gaps_row);
  gtk_widget_class_bind_template_child (widget_class, UmReportPage, steps_row);
  gtk_widget_class_bind_template_child (widget_class, UmReportPage, spinner);
}

static void
um_report_page_init (UmReportPage *self)
{
  self->cancellable = g_cancellable_new ();
  self->router_id = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "report.save", FALSE);
  update_steps (self);
  self->proof_rows = g_ptr_array_new ();
}

static Format
get_format (UmReportPage *self)
{
  guint selected = adw_combo_row_get_selected (self->format);

  return selected < G_N_ELEMENTS (EXTENSIONS) ? (Format) selected : FORMAT_PDF;
}

void
um_report_page_choose_file (UmReportPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autofree char *customer = NULL;
  g_autofree char *name = NULL;
  const char *extension = EXTENSIONS[get_format (self)];

  if (self->chooser != NULL || self->findings == NULL || root == NULL)
    return;
  customer = dup_entry (self->customer);
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
  g_autoptr (GTask) task = NULL;
  g_autofree char *path = g_file_get_path (file);
  Job *job;

  g_return_if_fail (self->findings != NULL);
  if (path == NULL)
    {
      um_wizard_page_toast (UM_WIZARD_PAGE (self), _ ("Choose a folder on this computer"), NULL,
                            NULL, NULL);
      return;
    }
  job = g_new0 (Job, 1);
  job->findings = um_findings_ref (self->findings);
  job->after = self->proof != NULL ? um_findings_ref (self->proof->after) : NULL;
  job->format = get_format (self);
  job->redact = gtk_switch_get_active (self->redact);
  job->customer = dup_entry (self->customer);
  job->site = dup_entry (self->site);
  job->technician = dup_entry (self->technician);
  job->company = dup_entry (self->company);
  job->complaints = um_answers_dup_complaints_text (self->answers);
  if (um_answers_get_hops (self->answers) != NULL)
    job->hops = um_hop_run_ref (um_answers_get_hops (self->answers));
  if (um_answers_get_mirror (self->answers) != NULL)
    job->mirror = um_mirror_run_ref (um_answers_get_mirror (self->answers));
  job->router_id = g_strdup (self->router_id);
  job->path = g_steal_pointer (&path);
  job->paper = adw_combo_row_get_selected (self->paper) == 1 ? UM_PAPER_LETTER : UM_PAPER_A4;

  gtk_spinner_start (self->spinner);
  task = g_task_new (self, self->cancellable, on_written, NULL);
  /* A report that was written is written, whatever happened to the window. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, write_in_thread);
}

void
um_report_page_set_router (UmReportPage *self, const char *id)
{
  g_free (self->router_id);
  self->router_id = g_strdup (id);
  update_steps (self);
}

void
um_report_page_open_after (UmReportPage *self, GFile *file)
{
  um_loader_load_file (self->after, file);
}

const UmBeforeAfter *
um_report_page_get_proof (UmReportPage *self)
{
  return self->proof;
}

AdwComboRow *
um_report_page_get_format_row (UmReportPage *self)
{
  return self->format;
}
