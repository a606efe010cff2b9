#include "app/case-keeper.h"

#include "app/case-folder.h"
#include "app/preferences.h"

/* Typing is not saved letter by letter. */
#define PAUSE_SECONDS 2

struct _UmCaseKeeper
{
  GObject parent_instance;

  UmLoader *loader;
  UmAnswers *answers;
  UmCaseFile *file;        /* nullable: no case is open */
  char *path;              /* nullable: kept nowhere yet */
  const UmFindings *known; /* in the file, by stage; only compared */
  const UmFindings *known_after;
  guint timer;
  gboolean saving;
  gboolean again;     /* changed while it was being saved */
  gboolean asked_for; /* the save that runs was asked for by somebody */
  gboolean failed;    /* saving by itself has failed: not tried again for this case */
  gboolean restoring;
};

enum
{
  SIGNAL_SAVED,
  SIGNAL_FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UmCaseKeeper, um_case_keeper, G_TYPE_OBJECT)

static void save (UmCaseKeeper *self);

static void
collect (UmCaseKeeper *self)
{
  UmLoader *after = um_loader_get_after (self->loader);
  UmFindings *findings = um_loader_get_findings (self->loader);
  UmFindings *later = um_loader_get_findings (after);

  for (UmCaseText i = 0; i < UM_CASE_N_TEXTS; i++)
    um_case_file_set_text (self->file, i, um_answers_get_text (self->answers, i));
  um_case_file_set_complaints (self->file, um_answers_get_complaints (self->answers));
  /* A capture is packed when it is new only. */
  if (findings != self->known)
    um_case_file_set_findings (self->file, UM_CASE_BEFORE, findings,
                               um_loader_get_vantage (self->loader));
  if (later != self->known_after)
    um_case_file_set_findings (self->file, UM_CASE_AFTER, later, um_loader_get_vantage (after));
  self->known = findings;
  self->known_after = later;
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UmCaseKeeper) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean asked_for = self->asked_for;

  self->saving = FALSE;
  self->asked_for = FALSE;
  g_application_release (g_application_get_default ());
  if (um_case_file_save_finish (result, &error))
    g_signal_emit (self, signals[SIGNAL_SAVED], 0, asked_for);
  else
    {
      self->failed = TRUE;
      g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
    }
  if (self->again && self->file != NULL && !self->failed)
    save (self);
}

static void
save (UmCaseKeeper *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->again = self->saving;
  if (self->saving)
    return;
  if (self->path == NULL)
    self->path = um_case_folder_dup_new_path (um_loader_get_name (self->loader));
  collect (self);
  self->saving = TRUE;
  g_application_hold (g_application_get_default ());
  um_case_file_save_async (self->file, self->path, g_get_real_time (), NULL, on_saved,
                           g_object_ref (self));
}

static gboolean
on_pause (gpointer user_data)
{
  UmCaseKeeper *self = user_data;

  self->timer = 0;
  save (self);
  return G_SOURCE_REMOVE;
}

/* Looking at a capture leaves no trace; what was noted about it is worth keeping. */
static gboolean
is_worth_keeping (UmCaseKeeper *self)
{
  UmFindings *findings = um_loader_get_findings (self->loader);

  if (self->path != NULL)
    return TRUE;
  return um_preferences_get_flag (um_preferences_get (), "keep-cases") &&
         (um_answers_has_any (self->answers) || findings->outside != NULL ||
          um_loader_get_findings (um_loader_get_after (self->loader)) != NULL);
}

static void
on_changed (UmCaseKeeper *self)
{
  UmLoader *after = um_loader_get_after (self->loader);

  if (self->file == NULL || self->failed || self->restoring ||
      um_loader_get_state (self->loader) != UM_LOADER_DONE || um_loader_is_busy (after) ||
      !is_worth_keeping (self))
    return;
  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add_seconds (PAUSE_SECONDS, on_pause, self);
}

static void
forget (UmCaseKeeper *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->file, um_case_file_free);
  g_clear_pointer (&self->path, g_free);
  self->known = self->known_after = NULL;
  self->failed = self->again = FALSE;
}

static void
um_case_keeper_dispose (GObject *object)
{
  UmCaseKeeper *self = UM_CASE_KEEPER (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->loader != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->loader, self);
      g_signal_handlers_disconnect_by_data (um_loader_get_after (self->loader), self);
    }
  g_clear_object (&self->loader);
  if (self->answers != NULL)
    g_signal_handlers_disconnect_by_data (self->answers, self);
  g_clear_object (&self->answers);
  G_OBJECT_CLASS (um_case_keeper_parent_class)->dispose (object);
}

static void
um_case_keeper_finalize (GObject *object)
{
  UmCaseKeeper *self = UM_CASE_KEEPER (object);

  g_clear_pointer (&self->file, um_case_file_free);
  g_free (self->path);
  G_OBJECT_CLASS (um_case_keeper_parent_class)->finalize (object);
}

static void
um_case_keeper_class_init (UmCaseKeeperClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = um_case_keeper_dispose;
  G_OBJECT_CLASS (klass)->finalize = um_case_keeper_finalize;
  signals[SIGNAL_SAVED] = g_signal_new ("saved", UM_TYPE_CASE_KEEPER, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", UM_TYPE_CASE_KEEPER, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
um_case_keeper_init (UmCaseKeeper *self)
{
}

UmCaseKeeper *
um_case_keeper_new (UmLoader *loader, UmAnswers *answers)
{
  UmCaseKeeper *self = g_object_new (UM_TYPE_CASE_KEEPER, NULL);

  self->loader = g_object_ref (loader);
  self->answers = g_object_ref (answers);
  g_signal_connect_object (loader, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (um_loader_get_after (loader), "changed", G_CALLBACK (on_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (answers, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  return self;
}

static void
restore (UmCaseKeeper *self)
{
  UmFindings *after = um_case_file_get_findings (self->file, UM_CASE_AFTER);
  UmComplaints complaints = um_case_file_get_complaints (self->file);

  self->restoring = TRUE;
  for (UmCaseText i = 0; i < UM_CASE_N_TEXTS; i++)
    um_answers_set_text (self->answers, i, um_case_file_get_text (self->file, i));
  for (UmComplaint i = 0; i < UM_N_COMPLAINTS; i++)
    um_answers_set_complaint (self->answers, i, (complaints & (1u << i)) != 0);
  if (after != NULL)
    um_loader_take (um_loader_get_after (self->loader), after,
                    um_case_file_get_vantage (self->file, UM_CASE_AFTER), NULL);
  self->known = um_loader_get_findings (self->loader);
  self->known_after = after;
  self->restoring = FALSE;
}

gboolean
um_case_keeper_begin (UmCaseKeeper *self)
{
  UmCaseFile *saved = um_loader_steal_case (self->loader);
  GFile *file = um_loader_get_file (self->loader);

  forget (self);
  self->file = saved != NULL ? saved : um_case_file_new ();
  if (saved == NULL)
    {
      um_case_file_set_opened (self->file, g_get_real_time ());
      on_changed (self);
      return FALSE;
    }
  self->path = file != NULL ? g_file_get_path (file) : NULL;
  restore (self);
  return TRUE;
}

void
um_case_keeper_end (UmCaseKeeper *self)
{
  gboolean changed = self->timer != 0 || self->again;

  /* What is written just now does not hold the last changes: then there is no way but to wait. */
  if (self->file != NULL && changed && self->saving)
    {
      collect (self);
      (void) um_case_file_save (self->file, self->path, g_get_real_time (), NULL);
    }
  else if (self->file != NULL && changed)
    save (self);
  forget (self);
}

const char *
um_case_keeper_get_path (UmCaseKeeper *self)
{
  return self->path;
}

void
um_case_keeper_save_as (UmCaseKeeper *self, const char *path)
{
  g_return_if_fail (self->file != NULL);
  g_free (self->path);
  self->path = g_strdup (path);
  self->failed = FALSE;
  self->asked_for = TRUE;
  save (self);
}

void
um_case_keeper_note_report (UmCaseKeeper *self)
{
  if (self->file == NULL)
    return;
  um_case_file_set_reported (self->file, g_get_real_time ());
  on_changed (self);
}
