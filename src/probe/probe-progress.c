/* News travel from the worker by the GTask's own context: in order, and never after its result. */

#include "probe/probe-progress.h"

typedef struct
{
  GTask *task;
  UmProbeStep step;
  guint number;
} News;

UmProbeJob *
um_probe_job_new (const char *target,
                  gboolean lifetime,
                  UmProbeProgressFunc progress,
                  gpointer user_data)
{
  UmProbeJob *self = g_new0 (UmProbeJob, 1);

  self->target = g_strdup (target);
  self->lifetime = lifetime;
  self->progress = progress;
  self->user_data = user_data;
  return self;
}

void
um_probe_job_free (gpointer data)
{
  UmProbeJob *self = data;

  g_free (self->target);
  g_free (self);
}

static gboolean
deliver_cb (gpointer data)
{
  const News *news = data;
  const UmProbeJob *job = g_task_get_task_data (news->task);

  job->progress (news->step, news->number, job->user_data);
  return G_SOURCE_REMOVE;
}

static void
news_free (gpointer data)
{
  News *news = data;

  g_object_unref (news->task);
  g_free (news);
}

void
um_probe_job_post (UmProbeStep step, guint number, gpointer task)
{
  const UmProbeJob *job = g_task_get_task_data (task);
  News *news;

  if (job->progress == NULL)
    return;
  news = g_new0 (News, 1);
  news->task = g_object_ref (task);
  news->step = step;
  news->number = number;
  g_main_context_invoke_full (g_task_get_context (task), g_task_get_priority (task), deliver_cb,
                              news, news_free);
}
