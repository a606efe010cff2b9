#include "app/proof-group.h"

#include <glib/gi18n.h>

#include "app/opener.h"
#include "app/phrases.h"

#define MAX_LINE_CHARS 200

struct _UmProofGroup
{
  AdwPreferencesGroup parent_instance;

  AdwActionRow *after_row;
  GtkSpinner *after_spinner;

  UmFindings *findings;          /* from before the change; nullable */
  UmLoader *after;               /* nullable before it is set */
  UmBeforeAfter *proof;          /* nullable: what became of the phones */
  GPtrArray *proof_rows;         /* owned by the group */
  GtkFileChooserNative *chooser; /* while it is open */
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (UmProofGroup, um_proof_group, ADW_TYPE_PREFERENCES_GROUP)

static void
clear_proof (UmProofGroup *self)
{
  for (guint i = 0; i < self->proof_rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), self->proof_rows->pdata[i]);
  g_ptr_array_set_size (self->proof_rows, 0);
  g_clear_pointer (&self->proof, um_before_after_free);
}

static void
show_after (UmProofGroup *self, const char *title, const char *subtitle)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->after_row), title);
  adw_action_row_set_subtitle (self->after_row, subtitle);
}

/* One line, as it was and as it is. */
static GtkWidget *
field_row_new (const UmFieldChange *field)
{
  GtkWidget *row = adw_action_row_new ();
  const char *words = um_phrases_translate (um_report_field_state_words (field->state));
  /* Translators: a part of a message, and what became of it: "Contact: untouched now" */
  g_autofree char *title = g_strdup_printf (_ ("%s: %s"), field->name, words);
  g_autofree char *before = um_text_shorten (um_slice_from_string (field->before), MAX_LINE_CHARS);
  g_autofree char *after =
      field->after != NULL ? um_text_shorten (um_slice_from_string (field->after), MAX_LINE_CHARS)
                           : NULL;
  /* Translators: a line of a message before and after the change */
  g_autofree char *text = after != NULL ? g_strdup_printf (_ ("Before: %s\nNow: %s"), before, after)
                                        : g_strdup_printf (_ ("Before: %s"), before);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  return row;
}

static void
add_phone (UmProofGroup *self, const UmPhoneChange *change)
{
  GtkWidget *row = adw_expander_row_new ();
  g_autofree char *name = um_report_change_name (change);
  g_autofree char *safe = um_report_safe_text (name);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), safe);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row),
                                 um_phrases_translate (um_report_fix_words (change->fix)));
  for (guint i = 0; i < change->fields->len; i++)
    adw_expander_row_add_row (ADW_EXPANDER_ROW (row), field_row_new (change->fields->pdata[i]));
  adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (row), change->fields->len > 0);
  /* One phone: nothing to choose from. */
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row),
                                 self->proof->phones->len == 1 && change->fields->len > 0);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->proof_rows, row);
}

static void
show_proof (UmProofGroup *self)
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
on_after_changed (UmProofGroup *self)
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
  g_signal_emit (self, changed_signal, 0);
}

static void
on_after_response (UmProofGroup *self, int response)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  g_clear_object (&self->chooser);
  if (file != NULL && self->findings != NULL)
    um_proof_group_open (self, file);
}

static void
open_after_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UmProofGroup *self = UM_PROOF_GROUP (widget);
  GtkRoot *root = gtk_widget_get_root (widget);

  if (self->chooser != NULL || self->findings == NULL || root == NULL)
    return;
  self->chooser =
      gtk_file_chooser_native_new (_ ("Open the Capture from After the Change"), GTK_WINDOW (root),
                                   GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  um_opener_add_filters (GTK_FILE_CHOOSER (self->chooser), FALSE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_after_response), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
um_proof_group_dispose (GObject *object)
{
  UmProofGroup *self = UM_PROOF_GROUP (object);

  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
  if (self->after != NULL)
    g_signal_handlers_disconnect_by_data (self->after, self);
  g_clear_object (&self->after);
  G_OBJECT_CLASS (um_proof_group_parent_class)->dispose (object);
}

static void
um_proof_group_finalize (GObject *object)
{
  UmProofGroup *self = UM_PROOF_GROUP (object);

  g_clear_pointer (&self->proof, um_before_after_free);
  g_clear_pointer (&self->findings, um_findings_unref);
  g_ptr_array_unref (self->proof_rows);
  G_OBJECT_CLASS (um_proof_group_parent_class)->finalize (object);
}

static void
um_proof_group_class_init (UmProofGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = um_proof_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = um_proof_group_finalize;
  changed_signal = g_signal_new ("changed", UM_TYPE_PROOF_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "proof.open", NULL, open_after_action);
  gtk_widget_class_set_template_from_resource (widget_class, UM_APP_PATH "ui/proof-group.ui");
  gtk_widget_class_bind_template_child (widget_class, UmProofGroup, after_row);
  gtk_widget_class_bind_template_child (widget_class, UmProofGroup, after_spinner);
}

static void
um_proof_group_init (UmProofGroup *self)
{
  self->proof_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  on_after_changed (self);
}

void
um_proof_group_set_loader (UmProofGroup *self, UmLoader *after)
{
  self->after = g_object_ref (after);
  g_signal_connect_object (after, "changed", G_CALLBACK (on_after_changed), self,
                           G_CONNECT_SWAPPED);
  on_after_changed (self);
}

void
um_proof_group_set_findings (UmProofGroup *self, UmFindings *findings)
{
  UmFindings *old = self->findings;

  self->findings = findings != NULL ? um_findings_ref (findings) : NULL;
  if (findings == NULL && self->after != NULL)
    um_loader_close (self->after); /* another customer */
  on_after_changed (self);
  g_clear_pointer (&old, um_findings_unref);
}

void
um_proof_group_open (UmProofGroup *self, GFile *file)
{
  um_loader_load_file (self->after, file);
}

const UmBeforeAfter *
um_proof_group_get_proof (UmProofGroup *self)
{
  return self->proof;
}
