#include "app/evidence-page.h"

#include <glib/gi18n.h>

#include "app/opener.h"
#include "app/phrases.h"

struct _UmEvidencePage
{
  UmWizardPage parent_instance;

  AdwActionRow *messages_row;
  AdwActionRow *phones_row;
  AdwActionRow *time_row;
  AdwActionRow *sound_row;
  AdwPreferencesGroup *source_group;
  AdwPreferencesGroup *damage_group;
  AdwComboRow *vantage_row;
  AdwActionRow *side_row;
  GtkButton *side_button;
  GtkWidget *working;

  GPtrArray *damage_rows; /* owned by the group */
  UmLoader *loader;
  UmFindings *findings;
  GtkFileChooserNative *chooser; /* while it is open */
  gboolean updating;             /* the choice follows the findings, not the user */
};

/* In the order of the rows in the template; the first leaves it to the engine. */
static const UmVantage VANTAGES[] = { UM_VANTAGE_UNKNOWN, UM_VANTAGE_LAN, UM_VANTAGE_WAN,
                                      UM_VANTAGE_SERVER };

G_DEFINE_FINAL_TYPE (UmEvidencePage, um_evidence_page, UM_TYPE_WIZARD_PAGE)

static char *
dup_time (gint64 time_us)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, "%x %X") : g_strdup ("?");
}

static void
show_time (UmEvidencePage *self, const UmCase *about)
{
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;
  g_autofree char *text = NULL;

  if (about->first_time_us == UM_TIME_UNKNOWN)
    {
      adw_action_row_set_subtitle (self->time_row, _ ("The trace tells no times"));
      return;
    }
  first = dup_time (about->first_time_us);
  last = dup_time (about->last_time_us);
  /* Translators: from one time to another */
  text = g_strdup_printf (_ ("%s to %s"), first, last);
  adw_action_row_set_subtitle (self->time_row, text);
}

static void
show_counts (UmEvidencePage *self, const UmCase *about)
{
  gboolean trace = about->kind == UM_SOURCE_TEXT;
  g_autofree char *messages = g_strdup_printf (
      ngettext ("%u SIP message", "%u SIP messages", about->messages->len), about->messages->len);
  /* Translators: "96 SIP messages in 2300 packets" */
  g_autofree char *both =
      trace ? NULL
            : g_strdup_printf (_ ("%s in %" G_GUINT64_FORMAT " packets"), messages, about->packets);
  guint n_phones = self->findings->phones->len, n_calls = self->findings->calls->len;
  g_autofree char *phones =
      g_strdup_printf (ngettext ("%u phone", "%u phones", n_phones), n_phones);
  g_autofree char *calls = g_strdup_printf (ngettext ("%u call", "%u calls", n_calls), n_calls);
  /* Translators: "3 phones, 2 calls" */
  g_autofree char *text = g_strdup_printf (_ ("%s, %s"), phones, calls);

  adw_action_row_set_subtitle (self->messages_row, both != NULL ? both : messages);
  adw_action_row_set_subtitle (self->phones_row, text);
  adw_action_row_set_subtitle (self->sound_row,
                               um_report_has_sound (self->findings)
                                   ? _ ("In the capture: who heard whom can be told")
                                   : _ ("Not in the capture: who heard whom cannot be told"));
}

static void
show_damage (UmEvidencePage *self, const UmCase *about)
{
  for (guint i = 0; i < self->damage_rows->len; i++)
    adw_preferences_group_remove (self->damage_group, self->damage_rows->pdata[i]);
  g_ptr_array_set_size (self->damage_rows, 0);
  for (UmDamageKind kind = 0; kind < UM_N_DAMAGE_KINDS; kind++)
    {
      GtkWidget *row;
      g_autofree char *count = NULL;

      if (about->damage.count[kind] == 0)
        continue;
      row = adw_action_row_new ();
      count = g_strdup_printf ("%" G_GUINT64_FORMAT, about->damage.count[kind]);
      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                     um_phrases_translate (um_damage_kind_detail (kind)));
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_label_new (count));
      adw_preferences_group_add (self->damage_group, row);
      g_ptr_array_add (self->damage_rows, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->damage_group), self->damage_rows->len > 0);
}

static void
show_vantage (UmEvidencePage *self)
{
  UmVantage forced = um_loader_get_vantage (self->loader);
  g_autofree char *reason = um_phrases_sentence (self->findings->vantage_reason);
  g_autofree char *text = NULL;

  if (forced != UM_VANTAGE_UNKNOWN)
    text = g_strdup (_ ("You said so. The capture was judged again."));
  else if (reason != NULL)
    text = g_strdup_printf ("%s: %s", um_phrases_vantage (self->findings->vantage), reason);
  else
    text = g_strdup (um_phrases_vantage (self->findings->vantage));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->vantage_row), text);
  self->updating = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (VANTAGES); i++)
    if (VANTAGES[i] == forced)
      adw_combo_row_set_selected (self->vantage_row, i);
  self->updating = FALSE;
}

static void
show_side (UmEvidencePage *self)
{
  const UmCase *outside = self->findings->outside;
  g_autoptr (UmSentence) pairs = outside != NULL ? um_report_pairs (self->findings) : NULL;
  g_autofree char *text = um_phrases_sentence (pairs);

  gtk_widget_set_visible (GTK_WIDGET (self->side_button), outside == NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->side_row),
                                 outside == NULL ? _ ("Add the capture from the other side")
                                                 : outside->source_name);
  adw_action_row_set_subtitle (
      self->side_row,
      outside == NULL ? _ ("The same call, captured before and after the router, proves what was "
                           "changed")
                      : text);
}

static void
on_vantage_selected (UmEvidencePage *self)
{
  guint selected = adw_combo_row_get_selected (self->vantage_row);

  if (!self->updating && self->findings != NULL && selected < G_N_ELEMENTS (VANTAGES))
    um_loader_set_vantage (self->loader, VANTAGES[selected]);
}

static void
on_loader_changed (UmEvidencePage *self)
{
  gboolean busy = um_loader_is_busy (self->loader);
  /* While it is read for the first time, the strip above the pages says so. */
  gboolean again = busy && self->findings != NULL && !um_loader_is_partial (self->loader);
  gboolean compared = self->findings != NULL && self->findings->outside != NULL;

  gtk_widget_set_visible (self->working, again);
  gtk_widget_set_sensitive (GTK_WIDGET (self->side_row), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->vantage_row), !busy && !compared);
  um_wizard_page_set_busy (UM_WIZARD_PAGE (self), again);
}

static void
on_chooser_response (UmEvidencePage *self, int response)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  g_clear_object (&self->chooser);
  if (file != NULL && self->findings != NULL)
    um_evidence_page_add_side (self, file);
}

static void
add_side_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UmEvidencePage *self = UM_EVIDENCE_PAGE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);

  if (self->chooser != NULL || self->findings == NULL || root == NULL)
    return;
  self->chooser =
      gtk_file_chooser_native_new (_ ("Open the Capture from the Other Side"), GTK_WINDOW (root),
                                   GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  um_opener_add_filters (GTK_FILE_CHOOSER (self->chooser), FALSE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chooser_response), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
um_evidence_page_set_loader (UmWizardPage *page, UmLoader *loader)
{
  UmEvidencePage *self = UM_EVIDENCE_PAGE (page);

  g_set_object (&self->loader, loader);
  g_signal_connect_object (loader, "changed", G_CALLBACK (on_loader_changed), self,
                           G_CONNECT_SWAPPED);
}

static void
um_evidence_page_set_findings (UmWizardPage *page, UmFindings *findings)
{
  UmEvidencePage *self = UM_EVIDENCE_PAGE (page);
  g_autofree char *name = NULL;

  g_clear_pointer (&self->findings, um_findings_unref);
  um_wizard_page_set_complete (page, findings != NULL);
  if (findings == NULL)
    return;
  self->findings = um_findings_ref (findings);
  name = g_markup_escape_text (findings->about->source_name, -1);
  adw_preferences_group_set_description (self->source_group, name);
  show_counts (self, findings->about);
  show_time (self, findings->about);
  show_damage (self, findings->about);
  show_vantage (self);
  show_side (self);
  on_loader_changed (self);
}

static void
um_evidence_page_dispose (GObject *object)
{
  UmEvidencePage *self = UM_EVIDENCE_PAGE (object);

  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
  g_clear_object (&self->loader);
  g_clear_pointer (&self->findings, um_findings_unref);
  G_OBJECT_CLASS (um_evidence_page_parent_class)->dispose (object);
}

static void
um_evidence_page_finalize (GObject *object)
{
  g_ptr_array_unref (UM_EVIDENCE_PAGE (object)->damage_rows);
  G_OBJECT_CLASS (um_evidence_page_parent_class)->finalize (object);
}

static void
um_evidence_page_class_init (UmEvidencePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = um_evidence_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = um_evidence_page_finalize;
  UM_WIZARD_PAGE_CLASS (klass)->set_loader = um_evidence_page_set_loader;
  UM_WIZARD_PAGE_CLASS (klass)->set_findings = um_evidence_page_set_findings;
  gtk_widget_class_install_action (widget_class, "evidence.add-side", NULL, add_side_action);
  gtk_widget_class_set_template_from_resource (widget_class, UM_APP_PATH "ui/evidence-page.ui");
  gtk_widget_class_bind_template_child (widget_class, UmEvidencePage, messages_row);
  gtk_widget_class_bind_template_child (widget_class, UmEvidencePage, phones_row);
  gtk_widget_class_bind_template_child (widget_class, UmEvidencePage, time_row);
  gtk_widget_class_bind_template_child (widget_class, UmEvidencePage, sound_row);
  gtk_widget_class_bind_template_child (widget_class, UmEvidencePage, source_group);
  gtk_widget_class_bind_template_child (widget_class, UmEvidencePage, damage_group);
  gtk_widget_class_bind_template_child (widget_class, UmEvidencePage, vantage_row);
  gtk_widget_class_bind_template_child (widget_class, UmEvidencePage, side_row);
  gtk_widget_class_bind_template_child (widget_class, UmEvidencePage, side_button);
  gtk_widget_class_bind_template_child (widget_class, UmEvidencePage, working);
  gtk_widget_class_bind_template_callback (widget_class, on_vantage_selected);
}

static void
um_evidence_page_init (UmEvidencePage *self)
{
  self->damage_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwComboRow *
um_evidence_page_get_vantage_row (UmEvidencePage *self)
{
  return self->vantage_row;
}

void
um_evidence_page_add_side (UmEvidencePage *self, GFile *file)
{
  um_loader_add_side (self->loader, file);
}
