#include "app/answers.h"

#include "app/phrases.h"
#include "app/preferences.h"

struct _UmAnswers
{
  GObject parent_instance;

  UmComplaints complaints;
  char *texts[UM_CASE_N_TEXTS]; /* never NULL */
  UmHopRun *hops;               /* nullable */
  UmMirrorRun *mirror;          /* nullable */
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (UmAnswers, um_answers, G_TYPE_OBJECT)

static void
um_answers_finalize (GObject *object)
{
  for (UmCaseText i = 0; i < UM_CASE_N_TEXTS; i++)
    g_free (UM_ANSWERS (object)->texts[i]);
  um_hop_run_unref (UM_ANSWERS (object)->hops);
  um_mirror_run_unref (UM_ANSWERS (object)->mirror);
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
  for (UmCaseText i = 0; i < UM_CASE_N_TEXTS; i++)
    self->texts[i] = g_strdup ("");
}

UmAnswers *
um_answers_new (void)
{
  return g_object_new (UM_TYPE_ANSWERS, NULL);
}

void
um_answers_clear (UmAnswers *self)
{
  UmPreferences *preferences = um_preferences_get ();

  self->complaints = 0;
  for (UmCaseText i = 0; i < UM_CASE_N_TEXTS; i++)
    {
      g_free (self->texts[i]);
      self->texts[i] =
          g_strdup (i == UM_CASE_TECHNICIAN ? um_preferences_get_text (preferences, "technician")
                    : i == UM_CASE_COMPANY  ? um_preferences_get_text (preferences, "company")
                    : i == UM_CASE_LOGO     ? um_preferences_get_text (preferences, "logo")
                                            : "");
    }
  g_signal_emit (self, changed_signal, 0);
}

static gboolean
is_of_customer (UmCaseText text)
{
  return text != UM_CASE_TECHNICIAN && text != UM_CASE_COMPANY && text != UM_CASE_LOGO &&
         text != UM_CASE_ROUTER;
}

gboolean
um_answers_has_any (UmAnswers *self)
{
  for (UmCaseText i = 0; i < UM_CASE_N_TEXTS; i++)
    if (is_of_customer (i) && *self->texts[i] != '\0')
      return TRUE;
  return self->complaints != 0;
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

static void
append_sentence (GString *text, const char *sentence)
{
  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append (text, sentence);
  if (!g_str_has_suffix (sentence, "."))
    g_string_append_c (text, '.');
}

char *
um_answers_dup_complaints_text (UmAnswers *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *words = um_answers_dup_text (self, UM_CASE_REPORTED);

  for (UmComplaint i = 0; i < UM_N_COMPLAINTS; i++)
    if ((self->complaints & (1u << i)) != 0)
      append_sentence (text, um_phrases_translate (um_complaint_words (i)));
  if (words != NULL)
    append_sentence (text, words);
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

const char *
um_answers_get_text (UmAnswers *self, UmCaseText text)
{
  return self->texts[text];
}

void
um_answers_set_text (UmAnswers *self, UmCaseText text, const char *value)
{
  const char *wanted = value != NULL ? value : "";

  if (g_str_equal (self->texts[text], wanted))
    return;
  g_free (self->texts[text]);
  self->texts[text] = g_strdup (wanted);
  g_signal_emit (self, changed_signal, 0);
}

char *
um_answers_dup_text (UmAnswers *self, UmCaseText text)
{
  char *copy = g_strstrip (g_strdup (self->texts[text]));

  if (*copy == '\0')
    g_clear_pointer (&copy, g_free);
  return copy;
}

typedef struct
{
  UmAnswers *answers; /* not owned */
  UmCaseText text;
} Binding;

static void
on_entry_changed (GtkEditable *entry, Binding *binding)
{
  um_answers_set_text (binding->answers, binding->text, gtk_editable_get_text (entry));
}

static void
on_answers_changed (UmAnswers *self, GtkEditable *entry)
{
  const Binding *binding = g_object_get_data (G_OBJECT (entry), "um-answer");

  if (!g_str_equal (gtk_editable_get_text (entry), self->texts[binding->text]))
    gtk_editable_set_text (entry, self->texts[binding->text]);
}

void
um_answers_bind (UmAnswers *self, UmCaseText text, GtkEditable *entry)
{
  Binding *binding = g_new (Binding, 1);

  *binding = (Binding){ self, text };
  g_object_set_data_full (G_OBJECT (entry), "um-answer", binding, g_free);
  gtk_editable_set_text (entry, self->texts[text]);
  g_signal_connect (entry, "changed", G_CALLBACK (on_entry_changed), binding);
  g_signal_connect_object (self, "changed", G_CALLBACK (on_answers_changed), entry, 0);
}

void
um_answers_clear_tests (UmAnswers *self)
{
  g_clear_pointer (&self->hops, um_hop_run_unref);
  g_clear_pointer (&self->mirror, um_mirror_run_unref);
  g_signal_emit (self, changed_signal, 0);
}

UmHopRun *
um_answers_get_hops (UmAnswers *self)
{
  return self->hops;
}

UmMirrorRun *
um_answers_get_mirror (UmAnswers *self)
{
  return self->mirror;
}

void
um_answers_set_hops (UmAnswers *self, UmHopRun *run)
{
  g_clear_pointer (&self->hops, um_hop_run_unref);
  self->hops = um_hop_run_ref (run);
  g_signal_emit (self, changed_signal, 0);
}

void
um_answers_set_mirror (UmAnswers *self, UmMirrorRun *run)
{
  g_clear_pointer (&self->mirror, um_mirror_run_unref);
  self->mirror = um_mirror_run_ref (run);
  g_signal_emit (self, changed_signal, 0);
}
