#include "app/symptom-row.h"

#include <glib/gi18n.h>

#include "app/phrases.h"

struct _UmSymptomRow
{
  GtkListBoxRow parent_instance;

  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *state;
  GtkLabel *explanation;
  GtkLabel *cause;
};

G_DEFINE_FINAL_TYPE (UmSymptomRow, um_symptom_row, GTK_TYPE_LIST_BOX_ROW)

static void
um_symptom_row_class_init (UmSymptomRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, UM_APP_PATH "ui/symptom-row.ui");
  gtk_widget_class_bind_template_child (widget_class, UmSymptomRow, icon);
  gtk_widget_class_bind_template_child (widget_class, UmSymptomRow, title);
  gtk_widget_class_bind_template_child (widget_class, UmSymptomRow, state);
  gtk_widget_class_bind_template_child (widget_class, UmSymptomRow, explanation);
  gtk_widget_class_bind_template_child (widget_class, UmSymptomRow, cause);
}

static void
um_symptom_row_init (UmSymptomRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* A sentence in its label, which is hidden without one. */
static void
show_sentence (GtkLabel *label, const UmSentence *sentence)
{
  g_autofree char *text = um_phrases_sentence (sentence);

  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

GtkWidget *
um_symptom_row_new (const UmSymptom *symptom)
{
  UmSymptomRow *self = g_object_new (UM_TYPE_SYMPTOM_ROW, NULL);
  const char *title = um_phrases_translate (um_report_symptom_words (symptom->id));
  const char *state = symptom->seen            ? C_ ("symptom", "seen")
                      : symptom->alg_can_cause ? C_ ("symptom", "not seen in this capture")
                                               : C_ ("symptom", "not an ALG matter");
  g_autofree char *label = g_strdup_printf ("%s: %s", title, state);

  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->state, state);
  gtk_image_set_from_icon_name (self->icon, symptom->seen ? "dialog-warning-symbolic"
                                                          : "um-inconclusive-symbolic");
  show_sentence (self->explanation, symptom->explanation);
  show_sentence (self->cause, symptom->cause);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return GTK_WIDGET (self);
}
