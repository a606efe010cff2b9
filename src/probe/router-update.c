#include "probe/router-update.h"

#include <string.h>

#include "core/error.h"
#include "core/limits.h"
#include "core/text.h"
#include "probe/web-fetch.h"
#include "routers/router-release.h"

enum
{
  WAIT_SECONDS = 15, /* for one answer */
  MAX_REDIRECTS = 3,
};

typedef struct
{
  UmUpdateSource source;
  char *folder; /* nullable */
  SoupSession *session;
  SoupMessage *message; /* nullable */
  GCancellable *cancellable;
  GCancellable *outer; /* nullable */
  gulong outer_id;
  GSource *end; /* nullable */
  guint redirects;
  GBytes *release; /* nullable: what was fetched */
} Update;

static void ask (GTask *task, GUri *uri);

static void
drop_end (Update *self)
{
  if (self->end == NULL)
    return;
  g_source_destroy (self->end);
  g_source_unref (g_steal_pointer (&self->end));
}

static void
update_free (gpointer data)
{
  Update *self = data;

  drop_end (self);
  if (self->outer != NULL)
    g_cancellable_disconnect (self->outer, self->outer_id);
  g_clear_object (&self->outer);
  um_update_source_clear (&self->source);
  g_clear_object (&self->message);
  g_clear_pointer (&self->release, g_bytes_unref);
  g_object_unref (self->cancellable);
  g_object_unref (self->session);
  g_free (self->folder);
  g_free (self);
}

static void
fail (GTask *task, GError *error)
{
  drop_end (g_task_get_task_data (task));
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_error (task, g_steal_pointer (&error));
  g_clear_error (&error);
}

static void
install (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Update *self = task_data;
  GError *error = NULL;
  gboolean changed = FALSE;

  if (um_router_release_install (self->release, &self->source, self->folder, &changed, &error))
    g_task_return_int (task, changed);
  else
    g_task_return_error (task, error);
}

static const char *
get_header (const Update *self, const char *name)
{
  return soup_message_headers_get_one (soup_message_get_response_headers (self->message), name);
}

/* Where it leads, if that is HTTPS again. (transfer full) */
static GUri *
follow (Update *self, GError **error)
{
  const char *location = get_header (self, "Location");
  g_autoptr (GUri) next = NULL;

  if (location != NULL)
    next = g_uri_parse_relative (soup_message_get_uri (self->message), location,
                                 SOUP_HTTP_URI_FLAGS, NULL);
  if (next == NULL || g_strcmp0 (g_uri_get_scheme (next), "https") != 0)
    g_set_error_literal (error, UM_ERROR, UM_ERROR_FAILED,
                         "the server leads away from HTTPS; not followed");
  else if (++self->redirects > MAX_REDIRECTS)
    g_set_error_literal (error, UM_ERROR, UM_ERROR_FAILED, "the server redirects without end");
  else
    return g_steal_pointer (&next);
  return NULL;
}

static GError *
bad_status (const Update *self)
{
  guint status = soup_message_get_status (self->message);

  return g_error_new (UM_ERROR, UM_ERROR_FAILED, "the server answered %u %s", status,
                      soup_status_get_phrase (status));
}

static void
on_fetched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Update *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) bytes = um_web_fetch_finish (result, &error);
  g_autoptr (GUri) next = NULL;

  if (bytes == NULL)
    {
      g_prefix_error (&error, "fetching the router database: ");
      fail (task, error);
    }
  else if (SOUP_STATUS_IS_REDIRECTION (soup_message_get_status (self->message)))
    {
      next = follow (self, &error);
      if (next != NULL)
        ask (task, next);
      else
        fail (task, error);
    }
  else if (soup_message_get_status (self->message) != SOUP_STATUS_OK)
    fail (task, bad_status (self));
  else
    {
      drop_end (self);
      self->release = g_steal_pointer (&bytes);
      g_task_run_in_thread (task, install);
    }
}

static void
ask (GTask *task, GUri *uri)
{
  Update *self = g_task_get_task_data (task);

  g_clear_object (&self->message);
  self->message = soup_message_new_from_uri ("GET", uri);
  um_web_fetch_async (self->session, self->message, UM_LIMIT_ROUTER_RELEASE, self->cancellable,
                      on_fetched, g_object_ref (task));
}

static gboolean
on_end (gpointer user_data)
{
  g_cancellable_cancel (((Update *) g_task_get_task_data (user_data))->cancellable);
  return G_SOURCE_REMOVE;
}

static void
on_cancelled (GCancellable *outer, gpointer inner)
{
  g_cancellable_cancel (inner);
}

static Update *
update_new (const UmUpdateSource *source,
            const char *folder,
            GTlsDatabase *authorities,
            GCancellable *cancellable)
{
  Update *self = g_new0 (Update, 1);

  self->source = *source;
  self->source.address = g_strdup (source->address);
  self->folder = g_strdup (folder);
  self->session = um_web_session_new (WAIT_SECONDS, FALSE);
  if (authorities != NULL)
    soup_session_set_tls_database (self->session, authorities);
  self->cancellable = g_cancellable_new ();
  if (cancellable == NULL)
    return self;
  self->outer = g_object_ref (cancellable);
  self->outer_id = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled),
                                          g_object_ref (self->cancellable), g_object_unref);
  return self;
}

void
um_router_update_async (const UmUpdateSource *source,
                        const char *folder,
                        GTlsDatabase *authorities,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Update *self = update_new (source, folder, authorities, cancellable);
  g_autoptr (GUri) uri = NULL;
  GError *error = NULL;

  g_task_set_task_data (task, self, update_free);
  uri = g_uri_parse (source->address, SOUP_HTTP_URI_FLAGS, &error);
  if (uri == NULL)
    {
      fail (task, error);
      return;
    }
  self->end = g_timeout_source_new_seconds (UM_ROUTER_UPDATE_SECONDS);
  g_source_set_callback (self->end, on_end, g_object_ref (task), g_object_unref);
  (void) g_source_attach (self->end, g_task_get_context (task));
  ask (task, uri);
}

gboolean
um_router_update_finish (GAsyncResult *result, gboolean *ret_changed, GError **error)
{
  GError *problem = NULL;
  gssize changed = g_task_propagate_int (G_TASK (result), &problem);

  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  *ret_changed = changed > 0;
  return TRUE;
}
