#include "app/symptom-list.h"

#include <glib/gi18n.h>

#include "app/symptom-row.h"

struct _UmSymptomList
{
  AdwPreferencesGroup parent_instance;

  UmAnswers *answers;
  UmFindings *findings;
  GPtrArray *rows; /* owned by the group */
};

G_DEFINE_FINAL_TYPE (UmSymptomList, um_symptom_list, ADW_TYPE_PREFERENCES_GROUP)

static void
update (UmSymptomList *self)
{
  UmComplaints complaints = self->answers != NULL ? um_answers_get_complaints (self->answers) : 0;
  g_autoptr (GPtrArray) ranked = NULL;

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  if (self->findings != NULL && self->findings->symptoms != NULL)
    ranked = um_complaints_rank (complaints, self->findings->symptoms);
  for (guint i = 0; ranked != NULL && i < ranked->len; i++)
    {
      GtkWidget *row = um_symptom_row_new (ranked->pdata[i]);

      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
      g_ptr_array_add (self->rows, row);
    }
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self),
                                   complaints != 0 ? _ ("What it means for the complaint")
                                                   : _ ("Symptoms in this capture"));
  gtk_widget_set_visible (GTK_WIDGET (self), self->rows->len > 0);
}

static void
um_symptom_list_dispose (GObject *object)
{
  UmSymptomList *self = UM_SYMPTOM_LIST (object);

  g_clear_object (&self->answers);
  g_clear_pointer (&self->findings, um_findings_unref);
  G_OBJECT_CLASS (um_symptom_list_parent_class)->dispose (object);
}

static void
um_symptom_list_finalize (GObject *object)
{
  g_ptr_array_unref (UM_SYMPTOM_LIST (object)->rows);
  G_OBJECT_CLASS (um_symptom_list_parent_class)->finalize (object);
}

static void
um_symptom_list_class_init (UmSymptomListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = um_symptom_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = um_symptom_list_finalize;
}

static void
um_symptom_list_init (UmSymptomList *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
um_symptom_list_set_answers (UmSymptomList *self, UmAnswers *answers)
{
  g_set_object (&self->answers, answers);
  g_signal_connect_object (answers, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

void
um_symptom_list_set_findings (UmSymptomList *self, UmFindings *findings)
{
  g_clear_pointer (&self->findings, um_findings_unref);
  self->findings = findings != NULL ? um_findings_ref (findings) : NULL;
  update (self);
}

guint
um_symptom_list_get_n_rows (UmSymptomList *self)
{
  return self->rows->len;
}
