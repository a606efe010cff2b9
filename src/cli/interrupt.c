/* A thread waits for the signal: almost nothing of GLib may be called in a signal handler. */

#include "cli/interrupt.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

enum
{
  EXIT_INTERRUPTED = 128 + SIGINT, /* as the shell tells it */
};

struct _CliInterrupt
{
  GMutex mutex;             /* guards the two below */
  UmInvestigation *running; /* not owned */
  gboolean pressed;
};

static gpointer
wait_for_interrupt (gpointer user_data)
{
  CliInterrupt *self = user_data;
  sigset_t set;
  int number;

  (void) sigemptyset (&set);
  (void) sigaddset (&set, SIGINT);
  while (sigwait (&set, &number) == 0)
    {
      g_mutex_lock (&self->mutex);
      if (self->pressed)
        _exit (EXIT_INTERRUPTED);
      self->pressed = TRUE;
      if (self->running != NULL)
        um_investigation_stop (self->running);
      g_mutex_unlock (&self->mutex);
    }
  return NULL;
}

CliInterrupt *
cli_interrupt_new (void)
{
  CliInterrupt *self = g_new0 (CliInterrupt, 1);
  sigset_t set;

  g_mutex_init (&self->mutex);
  (void) sigemptyset (&set);
  (void) sigaddset (&set, SIGINT);
  (void) pthread_sigmask (SIG_BLOCK, &set, NULL);
  g_thread_unref (g_thread_new ("interrupt", wait_for_interrupt, self));
  return self;
}

UmFindings *
cli_interrupt_run (CliInterrupt *self, UmInvestigation *investigation, GError **error)
{
  UmFindings *findings;

  g_mutex_lock (&self->mutex);
  self->running = investigation;
  if (self->pressed)
    um_investigation_stop (investigation);
  g_mutex_unlock (&self->mutex);
  findings = um_investigation_run (investigation, NULL, error);
  g_mutex_lock (&self->mutex);
  self->running = NULL;
  g_mutex_unlock (&self->mutex);
  return findings;
}

gboolean
cli_interrupt_is_pressed (CliInterrupt *self)
{
  gboolean pressed;

  g_mutex_lock (&self->mutex);
  pressed = self->pressed;
  g_mutex_unlock (&self->mutex);
  return pressed;
}
