#include "cli/wait.h"

#include <signal.h>

#include <glib-unix.h>

struct _CliWait
{
  GCancellable *cancellable;
  GMainLoop *loop;
  GAsyncResult *result;
  guint interrupt;
};

static gboolean
on_interrupt (gpointer user_data)
{
  g_cancellable_cancel (((CliWait *) user_data)->cancellable);
  return G_SOURCE_CONTINUE;
}

CliWait *
cli_wait_new (void)
{
  CliWait *self = g_new0 (CliWait, 1);

  self->cancellable = g_cancellable_new ();
  self->loop = g_main_loop_new (NULL, FALSE);
  self->interrupt = g_unix_signal_add (SIGINT, on_interrupt, self);
  return self;
}

void
cli_wait_free (CliWait *self)
{
  (void) g_source_remove (self->interrupt);
  g_clear_object (&self->result);
  g_object_unref (self->cancellable);
  g_main_loop_unref (self->loop);
  g_free (self);
}

GCancellable *
cli_wait_get_cancellable (CliWait *self)
{
  return self->cancellable;
}

void
cli_wait_callback (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CliWait *self = user_data;

  self->result = g_object_ref (result);
  g_main_loop_quit (self->loop);
}

GAsyncResult *
cli_wait_run (CliWait *self)
{
  while (self->result == NULL)
    g_main_loop_run (self->loop);
  return self->result;
}
