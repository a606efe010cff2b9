#include "app/report-mailer.h"

#include <fcntl.h>
#include <gio/gunixfdlist.h>
#include <unistd.h>

#define PORTAL_NAME  "org.freedesktop.portal.Desktop"
#define PORTAL_PATH  "/org/freedesktop/portal/desktop"
#define PORTAL_EMAIL "org.freedesktop.portal.Email"

typedef struct
{
  char *path;
  char *subject;
  char *body;
} Mail;

static void
mail_free (gpointer data)
{
  Mail *mail = data;

  g_free (mail->path);
  g_free (mail->subject);
  g_free (mail->body);
  g_free (mail);
}

static void
on_xdg_email (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_subprocess_wait_check_finish (G_SUBPROCESS (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Takes task over. */
static void
try_xdg_email (GTask *task)
{
  const Mail *mail = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_new (
      G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, "xdg-email", "--utf8", "--subject", mail->subject,
      "--body", mail->body, "--attach", mail->path, NULL);

  if (process != NULL)
    g_subprocess_wait_check_async (process, g_task_get_cancellable (task), on_xdg_email, task);
  else
    {
      g_task_return_error (task, error);
      g_object_unref (task);
    }
}

static void
on_portal (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GVariant) handle = g_dbus_connection_call_with_unix_fd_list_finish (
      G_DBUS_CONNECTION (source), NULL, result, NULL);

  if (handle != NULL)
    g_task_return_boolean (task, TRUE);
  else
    try_xdg_email (g_steal_pointer (&task));
}

/* (transfer floating); NULL when the file cannot be handed over. */
static GVariant *
portal_arguments (const Mail *mail, GUnixFDList *fds)
{
  GVariantBuilder options, handles;
  int fd = open (mail->path, O_RDONLY | O_CLOEXEC);
  int index = fd >= 0 ? g_unix_fd_list_append (fds, fd, NULL) : -1;

  if (fd >= 0)
    (void) close (fd);
  if (index < 0)
    return NULL;
  g_variant_builder_init (&handles, G_VARIANT_TYPE ("ah"));
  g_variant_builder_add (&handles, "h", index);
  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "subject", g_variant_new_string (mail->subject));
  g_variant_builder_add (&options, "{sv}", "body", g_variant_new_string (mail->body));
  g_variant_builder_add (&options, "{sv}", "attachment_fds", g_variant_builder_end (&handles));
  return g_variant_new ("(s@a{sv})", "", g_variant_builder_end (&options));
}

void
um_report_mailer_compose_async (const char *path,
                                const char *subject,
                                const char *body,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, cancellable, NULL);
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new ();
  Mail *mail = g_new0 (Mail, 1);
  GVariant *arguments;

  mail->path = g_strdup (path);
  mail->subject = g_strdup (subject);
  mail->body = g_strdup (body);
  g_task_set_source_tag (task, um_report_mailer_compose_async);
  g_task_set_task_data (task, mail, mail_free);
  arguments = bus != NULL ? portal_arguments (mail, fds) : NULL;
  if (arguments != NULL)
    g_dbus_connection_call_with_unix_fd_list (
        bus, PORTAL_NAME, PORTAL_PATH, PORTAL_EMAIL, "ComposeEmail", arguments,
        G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NONE, -1, fds, cancellable, on_portal, task);
  else
    try_xdg_email (task);
}

gboolean
um_report_mailer_compose_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
