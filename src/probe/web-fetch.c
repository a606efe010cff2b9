#include "probe/web-fetch.h"

typedef struct
{
  char *buffer;
  gsize max_bytes;
} Fetch;

static void
fetch_free (gpointer data)
{
  Fetch *self = data;

  g_free (self->buffer);
  g_free (self);
}

SoupSession *
um_web_session_new (guint timeout, gboolean is_local)
{
  SoupSession *session = soup_session_new_with_options ("timeout", timeout, "user-agent",
                                                        "Unmangle/" UM_VERSION, NULL);

  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
  if (is_local)
    soup_session_set_proxy_resolver (session, NULL);
  return session;
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Fetch *self = g_task_get_task_data (task);
  GError *error = NULL;
  gsize len = 0;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &len, &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_bytes_new_take (g_steal_pointer (&self->buffer), len),
                           (GDestroyNotify) g_bytes_unref);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Fetch *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GInputStream) stream =
      soup_session_send_finish (SOUP_SESSION (source), result, &error);

  if (stream == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  self->buffer = g_malloc (self->max_bytes + 1);
  g_input_stream_read_all_async (stream, self->buffer, self->max_bytes + 1, G_PRIORITY_DEFAULT,
                                 g_task_get_cancellable (task), on_read, g_object_ref (task));
}

void
um_web_fetch_async (SoupSession *session,
                    SoupMessage *message,
                    gsize max_bytes,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  GTask *task = g_task_new (message, cancellable, callback, user_data);
  Fetch *self = g_new0 (Fetch, 1);

  self->max_bytes = max_bytes;
  g_task_set_task_data (task, self, fetch_free);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_session_send_async (session, message, G_PRIORITY_DEFAULT, cancellable, on_sent, task);
}

GBytes *
um_web_fetch_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
