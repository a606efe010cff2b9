#include "app/loader.h"

#include <glib/gi18n.h>

/* How soon findings so far are asked for, and the least time between two of them. Judging takes the
 * reader's time, so the pause is also a multiple of what the last answer took. */
#define FIRST_LOOK_MS 200
#define NEXT_LOOK_MS  1000
#define LOOK_RATIO    8

/* Staleness: each run has its own GCancellable. A callback whose cancellable is no longer the
 * loader's belongs to a run that was cancelled or replaced, and its result is dropped. */

struct _UmLoader
{
  GObject parent_instance;

  UmLoaderState state;
  char *name;
  GPtrArray *files; /* of GFile: what is open, to be read again; nullable */
  GBytes *bytes;    /* or pasted text */
  UmLive *live;     /* or what was captured */
  UmVantage vantage;
  GCancellable *cancellable;      /* of the run under way */
  UmInvestigation *investigation; /* of the run under way */
  UmFindings *findings;
  gboolean partial;      /* the findings are those so far */
  gboolean stopping;     /* no more of them are wanted */
  guint look;            /* source that asks for findings so far, or 0 */
  gint64 asked_us;       /* when that was done last */
  UmCaseFile *case_file; /* nullable: a saved case was loaded */
  UmLoader *after;       /* nullable: not asked for yet */
  GError *error;
  GError *side_error;
};

typedef struct
{
  UmLoader *loader;
  GCancellable *cancellable;
  UmFindings *first; /* nullable: what the result is to be compared with */
} Run;

typedef struct
{
  UmCase *inside;
  UmCase *outside;
} Pair;

enum
{
  PROP_FRACTION = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];
static guint changed_signal;

G_DEFINE_FINAL_TYPE (UmLoader, um_loader, G_TYPE_OBJECT)

static void
drop_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  um_findings_unref (task_data);
}

void
um_loader_drop_findings (UmFindings *findings)
{
  g_autoptr (GTask) task = NULL;

  if (findings == NULL)
    return;
  task = g_task_new (NULL, NULL, NULL, NULL);
  g_task_set_source_tag (task, um_loader_drop_findings);
  g_task_set_task_data (task, findings, NULL);
  g_task_run_in_thread (task, drop_in_thread);
}

static void
forget_run (UmLoader *self)
{
  if (self->investigation != NULL)
    g_signal_handlers_disconnect_by_data (self->investigation, self);
  g_clear_object (&self->investigation);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->look, g_source_remove);
  self->stopping = FALSE;
}

static void
set_state (UmLoader *self, UmLoaderState state)
{
  self->state = state;
  g_signal_emit (self, changed_signal, 0);
}

static void
on_fraction (UmLoader *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
}

static gboolean
on_look (gpointer user_data)
{
  UmLoader *self = user_data;

  self->look = 0;
  self->asked_us = g_get_monotonic_time ();
  um_investigation_request_findings (self->investigation);
  return G_SOURCE_REMOVE;
}

static void
on_findings_so_far (UmLoader *self, UmFindings *findings)
{
  gint64 took_ms = (g_get_monotonic_time () - self->asked_us) / 1000;

  if (self->stopping)
    return;
  g_clear_pointer (&self->findings, um_loader_drop_findings);
  self->findings = um_findings_ref (findings);
  self->partial = TRUE;
  self->look = g_timeout_add ((guint) MAX (NEXT_LOOK_MS, took_ms * LOOK_RATIO), on_look, self);
  set_state (self, UM_LOADER_LOADING);
}

static void
run_free (Run *run)
{
  g_clear_pointer (&run->first, um_findings_unref);
  g_object_unref (run->cancellable);
  g_object_unref (run->loader);
  g_free (run);
}

/* A capture that failed on the way shows nothing that could be kept: the error is the news. */
static void
drop_partial (UmLoader *self)
{
  if (self->partial)
    g_clear_pointer (&self->findings, um_loader_drop_findings);
  self->partial = FALSE;
}

/* The end of a run: takes findings, else error. What was open before stays when there are none. */
static void
conclude (Run *run, UmFindings *findings, GError *error)
{
  UmLoader *self = run->loader;

  if (self->cancellable == run->cancellable)
    {
      forget_run (self);
      drop_partial (self);
      if (findings != NULL)
        {
          g_clear_pointer (&self->findings, um_loader_drop_findings);
          self->findings = g_steal_pointer (&findings);
        }
      else if (self->findings != NULL)
        self->side_error = g_steal_pointer (&error);
      else
        self->error = g_steal_pointer (&error);
      set_state (self, self->findings != NULL ? UM_LOADER_DONE : UM_LOADER_FAILED);
    }
  g_clear_pointer (&findings, um_findings_unref);
  g_clear_error (&error);
  run_free (run);
}

static void
pair_free (gpointer data)
{
  Pair *pair = data;

  um_case_unref (pair->inside);
  um_case_unref (pair->outside);
  g_free (pair);
}

static void
compare_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Pair *pair = task_data;

  g_task_return_pointer (task, um_findings_new_compared (pair->inside, pair->outside),
                         (GDestroyNotify) um_findings_unref);
}

static void
on_compared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;
  UmFindings *findings = g_task_propagate_pointer (G_TASK (result), &error);

  conclude (user_data, findings, error);
}

/* The order in which two captures were opened says nothing; where they were taken does. The one
 * opened first is the inside one unless either speaks against it. */
static gboolean
is_inside (const UmFindings *first, const UmFindings *second)
{
  if (first->vantage == second->vantage)
    return TRUE;
  return first->vantage == UM_VANTAGE_LAN ||
         (second->vantage != UM_VANTAGE_LAN && first->vantage == UM_VANTAGE_UNKNOWN);
}

static void
compare (Run *run, const UmFindings *second)
{
  g_autoptr (GTask) task = g_task_new (run->loader, run->cancellable, on_compared, run);
  gboolean inside = is_inside (run->first, second);
  Pair *pair = g_new0 (Pair, 1);

  pair->inside = um_case_ref (inside ? run->first->about : second->about);
  pair->outside = um_case_ref (inside ? second->about : run->first->about);
  g_task_set_source_tag (task, compare);
  g_task_set_task_data (task, pair, pair_free);
  g_task_run_in_thread (task, compare_in_thread);
}

static void
on_run_finished (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;
  GError *error = NULL;
  UmFindings *findings = um_investigation_run_finish (UM_INVESTIGATION (source), result, &error);

  if (findings != NULL && run->first == NULL && run->loader->cancellable == run->cancellable)
    {
      g_clear_pointer (&run->loader->case_file, um_case_file_free);
      run->loader->case_file = um_investigation_steal_case (UM_INVESTIGATION (source));
      if (run->loader->case_file != NULL && run->loader->vantage == UM_VANTAGE_UNKNOWN)
        run->loader->vantage = um_case_file_get_vantage (run->loader->case_file, UM_CASE_BEFORE);
    }
  if (findings != NULL && run->first != NULL && run->loader->cancellable == run->cancellable)
    {
      compare (run, findings);
      um_findings_unref (findings);
    }
  else
    conclude (run, findings, error);
}

/* first: nullable, taken over. */
static void
start (UmLoader *self, UmInvestigation *investigation, UmFindings *first)
{
  Run *run = g_new0 (Run, 1);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  forget_run (self);
  g_clear_error (&self->error);
  g_clear_error (&self->side_error);
  self->investigation = investigation;
  self->cancellable = g_cancellable_new ();
  g_signal_connect_object (investigation, "notify::fraction", G_CALLBACK (on_fraction), self,
                           G_CONNECT_SWAPPED);
  if (self->findings == NULL)
    {
      g_signal_connect_object (investigation, "findings-so-far", G_CALLBACK (on_findings_so_far),
                               self, G_CONNECT_SWAPPED);
      self->look = g_timeout_add (FIRST_LOOK_MS, on_look, self);
    }

  run->loader = g_object_ref (self);
  run->cancellable = g_object_ref (self->cancellable);
  run->first = first;
  um_investigation_run_async (investigation, self->cancellable, on_run_finished, run);
  set_state (self, UM_LOADER_LOADING);
}

/* Forgets what is open. */
static void
close_source (UmLoader *self)
{
  g_clear_pointer (&self->findings, um_loader_drop_findings);
  self->partial = FALSE;
  g_clear_pointer (&self->case_file, um_case_file_free);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->live, um_live_unref);
  g_clear_pointer (&self->name, g_free);
  self->vantage = UM_VANTAGE_UNKNOWN;
}

static void
um_loader_dispose (GObject *object)
{
  UmLoader *self = UM_LOADER (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  forget_run (self);
  if (self->after != NULL)
    um_loader_cancel (self->after);
  G_OBJECT_CLASS (um_loader_parent_class)->dispose (object);
}

static void
um_loader_finalize (GObject *object)
{
  UmLoader *self = UM_LOADER (object);

  close_source (self);
  g_clear_object (&self->after);
  g_clear_error (&self->error);
  g_clear_error (&self->side_error);
  G_OBJECT_CLASS (um_loader_parent_class)->finalize (object);
}

static void
um_loader_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  UmLoader *self = UM_LOADER (object);

  switch (id)
    {
    case PROP_FRACTION:
      g_value_set_double (value, self->investigation != NULL
                                     ? um_investigation_get_fraction (self->investigation)
                                     : 0.0);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
um_loader_class_init (UmLoaderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = um_loader_dispose;
  object_class->finalize = um_loader_finalize;
  object_class->get_property = um_loader_get_property;
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0.0, 1.0, 0.0,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  changed_signal = g_signal_new ("changed", UM_TYPE_LOADER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
um_loader_init (UmLoader *self)
{
}

UmLoader *
um_loader_new (void)
{
  return g_object_new (UM_TYPE_LOADER, NULL);
}

/* Of what is open. (transfer full) */
static UmInvestigation *
investigate (UmLoader *self)
{
  UmInvestigation *investigation;

  if (self->live != NULL)
    return um_investigation_new_for_live (self->live);
  if (self->files == NULL)
    return um_investigation_new_for_bytes (self->bytes, self->name);
  investigation = um_investigation_new_for_file (self->files->pdata[0]);
  for (guint i = 1; i < self->files->len; i++)
    um_investigation_add_file (investigation, self->files->pdata[i]);
  return investigation;
}

static void
set_file (UmLoader *self, GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);

  self->files = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (self->files, g_object_ref (file));
  self->name = um_text_escape (um_slice_from_string (base != NULL ? base : "?"));
}

void
um_loader_load_file (UmLoader *self, GFile *file)
{
  close_source (self);
  set_file (self, file);
  start (self, investigate (self), NULL);
}

void
um_loader_load_parts (UmLoader *self, GPtrArray *files)
{
  close_source (self);
  set_file (self, files->pdata[0]);
  for (guint i = 1; i < files->len; i++)
    g_ptr_array_add (self->files, g_object_ref (files->pdata[i]));
  start (self, investigate (self), NULL);
}

void
um_loader_load_bytes (UmLoader *self, GBytes *bytes, const char *name)
{
  close_source (self);
  self->bytes = g_bytes_ref (bytes);
  self->name = um_text_escape (um_slice_from_string (name));
  start (self, investigate (self), NULL);
}

void
um_loader_take_live (UmLoader *self, UmLive *live, UmFindings *findings)
{
  g_autoptr (UmFindings) kept = um_findings_ref (findings);

  um_loader_close (self);
  self->live = um_live_ref (live);
  /* Translators: the name of a network interface comes behind it */
  self->name = g_strdup_printf (_ ("Live capture on %s"), um_live_get_interface (live));
  self->findings = g_steal_pointer (&kept);
  set_state (self, UM_LOADER_DONE);
}

void
um_loader_set_vantage (UmLoader *self, UmVantage vantage)
{
  UmInvestigation *investigation;

  if (self->findings == NULL || vantage == self->vantage || um_loader_is_busy (self) ||
      (self->files == NULL && self->bytes == NULL && self->live == NULL))
    return;
  self->vantage = vantage;
  investigation = investigate (self);
  um_investigation_set_vantage (investigation, vantage);
  start (self, investigation, NULL);
}

UmVantage
um_loader_get_vantage (UmLoader *self)
{
  return self->vantage;
}

void
um_loader_add_side (UmLoader *self, GFile *file)
{
  g_return_if_fail (self->findings != NULL && !self->partial);
  start (self, um_investigation_new_for_file (file), um_findings_ref (self->findings));
}

void
um_loader_cancel (UmLoader *self)
{
  if (self->cancellable == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  forget_run (self);
  drop_partial (self);
  if (self->findings == NULL)
    close_source (self);
  set_state (self, self->findings != NULL ? UM_LOADER_DONE : UM_LOADER_IDLE);
}

void
um_loader_stop (UmLoader *self)
{
  if (self->investigation == NULL)
    return;
  self->stopping = TRUE;
  g_clear_handle_id (&self->look, g_source_remove);
  um_investigation_stop (self->investigation);
}

void
um_loader_take (UmLoader *self, UmFindings *findings, UmVantage vantage, GFile *source_file)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  forget_run (self);
  close_source (self);
  if (source_file != NULL)
    set_file (self, source_file);
  g_free (self->name);
  self->name = g_strdup (findings->about->source_name);
  self->vantage = vantage;
  self->findings = um_findings_ref (findings);
  set_state (self, UM_LOADER_DONE);
}

void
um_loader_close (UmLoader *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  forget_run (self);
  close_source (self);
  g_clear_error (&self->error);
  g_clear_error (&self->side_error);
  set_state (self, UM_LOADER_IDLE);
}

UmLoaderState
um_loader_get_state (UmLoader *self)
{
  return self->state;
}

const char *
um_loader_get_name (UmLoader *self)
{
  return self->name;
}

UmFindings *
um_loader_get_findings (UmLoader *self)
{
  return self->findings;
}

UmLoader *
um_loader_get_after (UmLoader *self)
{
  if (self->after == NULL)
    self->after = um_loader_new ();
  return self->after;
}

gboolean
um_loader_is_partial (UmLoader *self)
{
  return self->partial;
}

gboolean
um_loader_is_busy (UmLoader *self)
{
  return self->state == UM_LOADER_LOADING;
}

GFile *
um_loader_get_file (UmLoader *self)
{
  return self->files != NULL && self->files->len == 1 ? self->files->pdata[0] : NULL;
}

UmCaseFile *
um_loader_steal_case (UmLoader *self)
{
  return g_steal_pointer (&self->case_file);
}

const GError *
um_loader_get_error (UmLoader *self)
{
  return self->error;
}

const GError *
um_loader_get_side_error (UmLoader *self)
{
  return self->side_error;
}
