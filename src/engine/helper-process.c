#include "engine/helper-process.h"

#include <errno.h>
#include <gio/gio.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

struct _UmHelperProcess
{
  GPid pid;
  int input; /* its standard input: closing it is the request to end; -1: closed */
};

static gboolean
refuse (UmCaptureAccess access, GError **error)
{
  g_autoptr (UmSentence) sentence = um_capture_access_explain (access);
  g_autofree char *text = um_sentence_dup_text (sentence, NULL);

  if (text == NULL)
    return FALSE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, text);
  return TRUE;
}

UmHelperProcess *
um_helper_process_new (const char *interface, const char *filter, int *ret_output, GError **error)
{
  UmCaptureAccess access = um_capture_access_find ();
  g_autoptr (GPtrArray) command = NULL;
  g_autofree UmHelperProcess *self = g_new0 (UmHelperProcess, 1);

  if (refuse (access, error))
    return NULL;
  command = um_capture_access_command (access);
  g_ptr_array_add (command, g_strdup (interface));
  g_ptr_array_add (command, g_strdup (filter));
  g_ptr_array_add (command, NULL);
  if (!g_spawn_async_with_pipes (NULL, (char **) command->pdata, NULL,
                                 G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD |
                                     G_SPAWN_CLOEXEC_PIPES,
                                 NULL, NULL, &self->pid, &self->input, ret_output, NULL, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
um_helper_process_stop (UmHelperProcess *self)
{
  if (self->input >= 0)
    (void) close (self->input);
  self->input = -1;
}

static gpointer
wait_for_end (gpointer pid)
{
  while (waitpid (GPOINTER_TO_INT (pid), NULL, 0) < 0 && errno == EINTR)
    ;
  return NULL;
}

/* Waiting happens elsewhere: pkexec that still asks for a password cannot be killed by us. With its
 * input closed the helper ends as soon as it begins. */
void
um_helper_process_free (UmHelperProcess *self)
{
  if (self == NULL)
    return;
  um_helper_process_stop (self);
  (void) kill (self->pid, SIGKILL);
  if (waitpid (self->pid, NULL, WNOHANG) == 0)
    g_thread_unref (g_thread_new ("helper-end", wait_for_end, GINT_TO_POINTER (self->pid)));
  g_free (self);
}
