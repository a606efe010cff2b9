#include "app/capture-session.h"

enum
{
  LOOK_MS = 250,
  JUDGE_EVERY = 4, /* looks between two requests for findings so far */
};

struct _UmCaptureSession
{
  GObject parent_instance;

  UmLive *live;
  UmInvestigation *investigation;
  GCancellable *cancellable;
  guint look_source;
  guint looks;
  gboolean asked; /* for findings so far that have not come yet */
  gboolean running;
  UmFindings *findings;
  GError *error;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (UmCaptureSession, um_capture_session, G_TYPE_OBJECT)

static void
on_so_far (UmCaptureSession *self, UmFindings *findings)
{
  self->asked = FALSE;
  if (!self->running)
    return;
  g_clear_pointer (&self->findings, um_findings_unref);
  self->findings = um_findings_ref (findings);
}

static gboolean
look (gpointer user_data)
{
  UmCaptureSession *self = user_data;

  if (++self->looks % JUDGE_EVERY == 0 && !self->asked)
    {
      self->asked = TRUE;
      um_investigation_request_findings (self->investigation);
    }
  g_signal_emit (self, changed_signal, 0);
  return G_SOURCE_CONTINUE;
}

static void
on_finished (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UmCaptureSession) self = user_data;
  g_autoptr (GError) error = NULL;
  UmFindings *findings = um_investigation_run_finish (UM_INVESTIGATION (source), result, &error);

  g_clear_handle_id (&self->look_source, g_source_remove);
  self->running = FALSE;
  if (g_cancellable_is_cancelled (self->cancellable))
    {
      um_findings_unref (findings);
      return;
    }
  g_clear_pointer (&self->findings, um_findings_unref);
  self->findings = findings;
  self->error = g_steal_pointer (&error);
  g_signal_emit (self, changed_signal, 0);
}

static void
um_capture_session_dispose (GObject *object)
{
  UmCaptureSession *self = UM_CAPTURE_SESSION (object);

  g_clear_handle_id (&self->look_source, g_source_remove);
  G_OBJECT_CLASS (um_capture_session_parent_class)->dispose (object);
}

static void
um_capture_session_finalize (GObject *object)
{
  UmCaptureSession *self = UM_CAPTURE_SESSION (object);

  g_object_unref (self->investigation);
  g_object_unref (self->cancellable);
  um_live_unref (self->live);
  g_clear_pointer (&self->findings, um_findings_unref);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (um_capture_session_parent_class)->finalize (object);
}

static void
um_capture_session_class_init (UmCaptureSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = um_capture_session_dispose;
  G_OBJECT_CLASS (klass)->finalize = um_capture_session_finalize;
  changed_signal = g_signal_new ("changed", UM_TYPE_CAPTURE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
um_capture_session_init (UmCaptureSession *self)
{
  self->cancellable = g_cancellable_new ();
}

UmCaptureSession *
um_capture_session_new (const char *interface)
{
  UmCaptureSession *self = g_object_new (UM_TYPE_CAPTURE_SESSION, NULL);

  self->live = um_live_new (interface, NULL, 0);
  self->investigation = um_investigation_new_for_live (self->live);
  self->running = TRUE;
  g_signal_connect_object (self->investigation, "findings-so-far", G_CALLBACK (on_so_far), self,
                           G_CONNECT_SWAPPED);
  self->look_source = g_timeout_add (LOOK_MS, look, self);
  um_investigation_run_async (self->investigation, self->cancellable, on_finished,
                              g_object_ref (self));
  return self;
}

void
um_capture_session_stop (UmCaptureSession *self)
{
  um_investigation_stop (self->investigation);
}

void
um_capture_session_cancel (UmCaptureSession *self)
{
  g_clear_handle_id (&self->look_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
}

void
um_capture_session_get_status (UmCaptureSession *self, UmLiveStatus *ret_status)
{
  um_live_get_status (self->live, ret_status);
}

UmLive *
um_capture_session_get_live (UmCaptureSession *self)
{
  return self->live;
}

gboolean
um_capture_session_is_running (UmCaptureSession *self)
{
  return self->running;
}

UmFindings *
um_capture_session_get_findings (UmCaptureSession *self)
{
  return self->findings;
}

const GError *
um_capture_session_get_error (UmCaptureSession *self)
{
  return self->error;
}
