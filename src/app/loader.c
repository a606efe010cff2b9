#include "app/loader.h"

/* Staleness: each run has its own GCancellable. A callback whose cancellable is no longer the
 * loader's belongs to a run that was cancelled or replaced, and its result is dropped. */

struct _UmLoader
{
  GObject parent_instance;

  UmLoaderState state;
  char *name;
  GCancellable *cancellable;      /* of the run under way */
  UmInvestigation *investigation; /* of the run under way */
  UmFindings *findings;
  GError *error;
};

typedef struct
{
  UmLoader *loader;
  GCancellable *cancellable;
} Run;

enum
{
  PROP_FRACTION = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];
static guint changed_signal;

G_DEFINE_FINAL_TYPE (UmLoader, um_loader, G_TYPE_OBJECT)

static void
forget_run (UmLoader *self)
{
  if (self->investigation != NULL)
    g_signal_handlers_disconnect_by_data (self->investigation, self);
  g_clear_object (&self->investigation);
  g_clear_object (&self->cancellable);
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

static void
on_run_finished (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;
  UmLoader *self = run->loader;
  g_autoptr (GError) error = NULL;
  g_autoptr (UmFindings) findings =
      um_investigation_run_finish (UM_INVESTIGATION (source), result, &error);

  if (self->cancellable == run->cancellable)
    {
      forget_run (self);
      self->findings = g_steal_pointer (&findings);
      self->error = g_steal_pointer (&error);
      set_state (self, self->findings != NULL ? UM_LOADER_DONE : UM_LOADER_FAILED);
    }
  g_object_unref (run->cancellable);
  g_free (run);
  g_object_unref (self);
}

static void
start (UmLoader *self, UmInvestigation *investigation, char *name)
{
  Run *run = g_new0 (Run, 1);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  forget_run (self);
  g_clear_pointer (&self->findings, um_findings_unref);
  g_clear_error (&self->error);
  g_free (self->name);
  self->name = name;
  self->investigation = investigation;
  self->cancellable = g_cancellable_new ();
  g_signal_connect_object (investigation, "notify::fraction", G_CALLBACK (on_fraction), self,
                           G_CONNECT_SWAPPED);

  run->loader = g_object_ref (self);
  run->cancellable = g_object_ref (self->cancellable);
  um_investigation_run_async (investigation, self->cancellable, on_run_finished, run);
  set_state (self, UM_LOADER_LOADING);
}

static void
um_loader_dispose (GObject *object)
{
  UmLoader *self = UM_LOADER (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  forget_run (self);
  G_OBJECT_CLASS (um_loader_parent_class)->dispose (object);
}

static void
um_loader_finalize (GObject *object)
{
  UmLoader *self = UM_LOADER (object);

  g_clear_pointer (&self->findings, um_findings_unref);
  g_clear_error (&self->error);
  g_free (self->name);
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

void
um_loader_load_file (UmLoader *self, GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);

  start (self, um_investigation_new_for_file (file),
         um_text_escape (um_slice_from_string (base != NULL ? base : "?")));
}

void
um_loader_load_bytes (UmLoader *self, GBytes *bytes, const char *name)
{
  start (self, um_investigation_new_for_bytes (bytes, name),
         um_text_escape (um_slice_from_string (name)));
}

void
um_loader_cancel (UmLoader *self)
{
  if (self->cancellable == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  forget_run (self);
  g_clear_pointer (&self->name, g_free);
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

const GError *
um_loader_get_error (UmLoader *self)
{
  return self->error;
}
