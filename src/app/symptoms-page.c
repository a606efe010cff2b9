#include "app/symptoms-page.h"

#include "app/phrases.h"

struct _UmSymptomsPage
{
  UmWizardPage parent_instance;

  AdwPreferencesGroup *alg_group;
  AdwPreferencesGroup *other_group;
  GtkRevealer *warning;
  AdwEntryRow *words;

  GtkCheckButton *checks[UM_N_COMPLAINTS];
  UmAnswers *answers;
  gboolean updating; /* the checks follow the answers, not the user */
};

G_DEFINE_FINAL_TYPE (UmSymptomsPage, um_symptoms_page, UM_TYPE_WIZARD_PAGE)

static void
on_toggled (UmSymptomsPage *self, GtkCheckButton *check)
{
  if (self->updating || self->answers == NULL)
    return;
  for (UmComplaint i = 0; i < UM_N_COMPLAINTS; i++)
    if (self->checks[i] == check)
      um_answers_set_complaint (self->answers, i, gtk_check_button_get_active (check));
}

static void
update (UmSymptomsPage *self)
{
  UmComplaints complaints = um_answers_get_complaints (self->answers);

  self->updating = TRUE;
  for (UmComplaint i = 0; i < UM_N_COMPLAINTS; i++)
    gtk_check_button_set_active (self->checks[i], (complaints & (1u << i)) != 0);
  self->updating = FALSE;
  gtk_revealer_set_reveal_child (self->warning, um_complaints_rule_out_alg (complaints));
}

static void
add_row (UmSymptomsPage *self, UmComplaint complaint)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();
  const char *words = um_phrases_translate (um_complaint_words (complaint));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), words);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row),
                               um_phrases_translate (um_complaint_detail (complaint)));
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  g_signal_connect_object (check, "toggled", G_CALLBACK (on_toggled), self, G_CONNECT_SWAPPED);
  self->checks[complaint] = GTK_CHECK_BUTTON (check);
  adw_preferences_group_add (
      um_complaint_alg_can_cause (complaint) ? self->alg_group : self->other_group, row);
}

static void
um_symptoms_page_set_answers (UmWizardPage *page, UmAnswers *answers)
{
  UmSymptomsPage *self = UM_SYMPTOMS_PAGE (page);

  g_set_object (&self->answers, answers);
  um_answers_bind (answers, UM_CASE_REPORTED, GTK_EDITABLE (self->words));
  g_signal_connect_object (answers, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

static void
um_symptoms_page_set_findings (UmWizardPage *page, UmFindings *findings)
{
  um_wizard_page_set_complete (page, findings != NULL);
}

static void
um_symptoms_page_dispose (GObject *object)
{
  g_clear_object (&UM_SYMPTOMS_PAGE (object)->answers);
  G_OBJECT_CLASS (um_symptoms_page_parent_class)->dispose (object);
}

static void
um_symptoms_page_class_init (UmSymptomsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = um_symptoms_page_dispose;
  UM_WIZARD_PAGE_CLASS (klass)->set_answers = um_symptoms_page_set_answers;
  UM_WIZARD_PAGE_CLASS (klass)->set_findings = um_symptoms_page_set_findings;
  gtk_widget_class_set_template_from_resource (widget_class, UM_APP_PATH "ui/symptoms-page.ui");
  gtk_widget_class_bind_template_child (widget_class, UmSymptomsPage, alg_group);
  gtk_widget_class_bind_template_child (widget_class, UmSymptomsPage, other_group);
  gtk_widget_class_bind_template_child (widget_class, UmSymptomsPage, warning);
  gtk_widget_class_bind_template_child (widget_class, UmSymptomsPage, words);
}

static void
um_symptoms_page_init (UmSymptomsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (UmComplaint i = 0; i < UM_N_COMPLAINTS; i++)
    add_row (self, i);
}

GtkCheckButton *
um_symptoms_page_get_check (UmSymptomsPage *self, UmComplaint complaint)
{
  return self->checks[complaint];
}

gboolean
um_symptoms_page_get_warns (UmSymptomsPage *self)
{
  return gtk_revealer_get_reveal_child (self->warning);
}
