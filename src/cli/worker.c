/* The signal ends the job at its next wait, so that sockets are closed and nothing is half said. */

#include "cli/worker.h"

#include <signal.h>

#include <glib-unix.h>

typedef struct
{
  CliWorkerFunc func;
  gpointer data;
  GCancellable *cancellable;
  GMainLoop *loop;
} Job;

static gboolean
cancel_cb (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_CONTINUE;
}

static gboolean
quit_cb (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

static gpointer
run_job (gpointer data)
{
  Job *job = data;

  job->func (job->cancellable, job->data);
  (void) g_idle_add (quit_cb, job->loop);
  return NULL;
}

void
cli_worker_run (CliWorkerFunc func, gpointer data)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Job job = { func, data, cancellable, loop };
  guint interrupt = g_unix_signal_add (SIGINT, cancel_cb, cancellable);
  guint terminate = g_unix_signal_add (SIGTERM, cancel_cb, cancellable);
  GThread *thread = g_thread_new ("worker", run_job, &job);

  g_main_loop_run (loop);
  (void) g_thread_join (thread);
  (void) g_source_remove (interrupt);
  (void) g_source_remove (terminate);
}
