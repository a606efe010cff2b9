#include "app/answers.h"

#include "app/phrases.h"

struct _UmAnswers
{
  GObject parent_instance;

  UmComplaints complaints;
  char *old_setting;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (UmAnswers, um_answers, G_TYPE_OBJECT)

static void
um_answers_finalize (GObject *object)
{
  g_free (UM_ANSWERS (object)->old_setting);
  G_OBJECT_CLASS (um_answers_parent_class)->finalize (object);
}

static void
um_answers_class_init (UmAnswersClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = um_answers_finalize;
  changed_signal = g_signal_new ("changed", UM_TYPE_ANSWERS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
um_answers_init (UmAnswers *self)
{
  self->old_setting = g_strdup ("");
}

UmAnswers *
um_answers_new (void)
{
  return g_object_new (UM_TYPE_ANSWERS, NULL);
}

void
um_answers_clear (UmAnswers *self)
{
  self->complaints = 0;
  g_free (self->old_setting);
  self->old_setting = g_strdup ("");
  g_signal_emit (self, changed_signal, 0);
}

UmComplaints
um_answers_get_complaints (UmAnswers *self)
{
  return self->complaints;
}

void
um_answers_set_complaint (UmAnswers *self, UmComplaint complaint, gboolean set)
{
  UmComplaints bit = 1u << complaint;
  UmComplaints complaints = set ? self->complaints | bit : self->complaints & ~bit;

  if (complaints == self->complaints)
    return;
  self->complaints = complaints;
  g_signal_emit (self, changed_signal, 0);
}

char *
um_answers_dup_complaints_text (UmAnswers *self)
{
  GString *text = NULL;

  for (UmComplaint i = 0; i < UM_N_COMPLAINTS; i++)
    {
      if ((self->complaints & (1u << i)) == 0)
        continue;
      if (text == NULL)
        text = g_string_new (NULL);
      else
        g_string_append (text, ". ");
      g_string_append (text, um_phrases_translate (um_complaint_words (i)));
    }
  return text != NULL ? g_string_free (g_string_append_c (text, '.'), FALSE) : NULL;
}

const char *
um_answers_get_old_setting (UmAnswers *self)
{
  return self->old_setting;
}

void
um_answers_set_old_setting (UmAnswers *self, const char *text)
{
  if (g_str_equal (self->old_setting, text))
    return;
  g_free (self->old_setting);
  self->old_setting = g_strdup (text);
  g_signal_emit (self, changed_signal, 0);
}
