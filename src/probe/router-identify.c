/* Three questions at once, each of which may stay without an answer. The UPnP description is
 * fetched here and not by gupnp's control point, which would load the description of everything
 * that answers on this network. */

#include "probe/router-identify.h"

#include <libgssdp/gssdp.h>
#include <libsoup/soup.h>
#include <string.h>

#include "core/limits.h"
#include "probe/router-words.h"
#include "probe/web-fetch.h"

enum
{
  WAIT_SECONDS = 4,   /* for one answer of a web page */
  SEARCH_SECONDS = 3, /* for answers to the UPnP search, which come within MX */
  SEARCH_MX = 2,
  MAX_REDIRECTS = 3,
};

typedef struct
{
  GCancellable *cancellable; /* of the run: the caller's, or the end of its time */
  GCancellable *outer;       /* nullable */
  gulong outer_id;
  SoupSession *session;
  GSSDPClient *ssdp;             /* nullable */
  GSSDPResourceBrowser *browser; /* nullable */
  GSource *search_end;           /* nullable */
  GSource *end;
  GSource *stop; /* when cancelled */
  GPtrArray *clues;
  char *host; /* the gateway's address */
  guint pending;
} Run;

/* One page on its way, through redirects. */
typedef struct
{
  GTask *task; /* a reference */
  SoupMessage *message;
  guint redirects;
  gboolean is_description;
} Page;

static void ask_page (GTask *task, GUri *uri, guint redirects, gboolean is_description);

static void
drop_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_source_unref (g_steal_pointer (source));
}

static void
end_search (Run *self)
{
  drop_source (&self->search_end);
  g_clear_object (&self->browser);
  g_clear_object (&self->ssdp);
}

static void
run_free (gpointer data)
{
  Run *self = data;

  end_search (self);
  drop_source (&self->end);
  drop_source (&self->stop);
  if (self->outer != NULL)
    g_cancellable_disconnect (self->outer, self->outer_id);
  g_clear_object (&self->outer);
  g_object_unref (self->cancellable);
  g_object_unref (self->session);
  g_ptr_array_unref (self->clues);
  g_free (self->host);
  g_free (self);
}

/* A part has ended, whatever came of it. */
static void
part_done (GTask *task)
{
  Run *self = g_task_get_task_data (task);

  if (--self->pending > 0)
    return;
  drop_source (&self->end);
  drop_source (&self->stop);
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_pointer (task, g_steal_pointer (&self->clues),
                           (GDestroyNotify) g_ptr_array_unref);
  if (self->clues == NULL)
    self->clues = um_router_clues_new ();
}

static void
page_free (Page *self)
{
  g_object_unref (self->message);
  g_object_unref (self->task);
  g_free (self);
}

static void
add_header (GPtrArray *clues, SoupMessage *message, const char *name)
{
  um_router_clues_add (
      clues, UM_ROUTER_CLUE_WEB,
      soup_message_headers_get_one (soup_message_get_response_headers (message), name));
}

static void
add_certificate (GPtrArray *clues, SoupMessage *message)
{
  GTlsCertificate *certificate = soup_message_get_tls_peer_certificate (message);
  g_autofree char *subject = NULL;

  if (certificate != NULL)
    g_object_get (certificate, "subject-name", &subject, NULL);
  um_router_clues_add (clues, UM_ROUTER_CLUE_CERTIFICATE, subject);
}

/* The address to go on to when it is the gateway's own. Another name is not looked up: it is a
 * clue. (transfer full) (nullable) */
static GUri *
follow (Run *self, SoupMessage *message)
{
  const char *location =
      soup_message_headers_get_one (soup_message_get_response_headers (message), "Location");
  g_autoptr (GUri) next = NULL;

  if (!SOUP_STATUS_IS_REDIRECTION (soup_message_get_status (message)) || location == NULL)
    return NULL;
  next = g_uri_parse_relative (soup_message_get_uri (message), location, SOUP_HTTP_URI_FLAGS, NULL);
  if (next == NULL || g_uri_get_host (next) == NULL)
    return NULL;
  if (g_str_equal (g_uri_get_host (next), self->host))
    return g_steal_pointer (&next);
  um_router_clues_add (self->clues, UM_ROUTER_CLUE_WEB, g_uri_get_host (next));
  return NULL;
}

static void
read_page (Run *self, const Page *page, GBytes *body)
{
  gsize len = 0;
  const char *data = g_bytes_get_data (body, &len);
  UmSlice text = um_slice_new (data, MIN (len, UM_LIMIT_WEB_PAGE));
  g_autofree char *title = NULL;

  if (page->is_description)
    {
      um_router_words_add_description (self->clues, text);
      return;
    }
  title = um_router_words_title (text);
  um_router_clues_add (self->clues, UM_ROUTER_CLUE_WEB, title);
  add_header (self->clues, page->message, "WWW-Authenticate");
  add_header (self->clues, page->message, "Server");
}

static void
on_page (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Page *page = user_data;
  GTask *task = page->task;
  Run *self = g_task_get_task_data (task);
  g_autoptr (GBytes) body = um_web_fetch_finish (result, NULL);
  g_autoptr (GUri) next = NULL;

  add_certificate (self->clues, page->message);
  if (body != NULL)
    {
      read_page (self, page, body);
      next = page->redirects < MAX_REDIRECTS ? follow (self, page->message) : NULL;
    }
  if (next != NULL)
    ask_page (task, next, page->redirects + 1, page->is_description);
  part_done (task);
  page_free (page);
}

/* Routers sign their own certificates. Nothing secret is sent, so whom it names is all we want. */
static gboolean
accept_any_certificate (SoupMessage *message,
                        GTlsCertificate *certificate,
                        GTlsCertificateFlags errors,
                        gpointer user_data)
{
  return TRUE;
}

static void
ask_page (GTask *task, GUri *uri, guint redirects, gboolean is_description)
{
  Run *self = g_task_get_task_data (task);
  Page *page = g_new0 (Page, 1);

  page->task = g_object_ref (task);
  page->message = soup_message_new_from_uri ("GET", uri);
  page->redirects = redirects;
  page->is_description = is_description;
  g_signal_connect (page->message, "accept-certificate", G_CALLBACK (accept_any_certificate), NULL);
  self->pending++;
  um_web_fetch_async (self->session, page->message, UM_LIMIT_WEB_PAGE, self->cancellable, on_page,
                      page);
}

static void
ask_web (GTask *task, const char *scheme, guint16 port)
{
  Run *self = g_task_get_task_data (task);
  g_autoptr (GUri) uri =
      g_uri_build (SOUP_HTTP_URI_FLAGS, scheme, NULL, self->host, port, "/", NULL, NULL);

  if (port != 0)
    ask_page (task, uri, 0, FALSE);
}

/* Only what the gateway itself offers is loaded. */
static void
on_resource (GSSDPResourceBrowser *browser, const char *usn, GList *locations, gpointer user_data)
{
  GTask *task = user_data;
  Run *self = g_task_get_task_data (task);

  for (GList *item = locations; item != NULL; item = item->next)
    {
      g_autoptr (GUri) uri = g_uri_parse (item->data, SOUP_HTTP_URI_FLAGS, NULL);

      if (uri == NULL || g_strcmp0 (g_uri_get_host (uri), self->host) != 0 ||
          g_strcmp0 (g_uri_get_scheme (uri), "http") != 0 || self->pending > UM_LIMIT_ROUTER_CLUES)
        continue;
      ask_page (task, uri, 0, TRUE);
    }
}

static gboolean
on_search_end (gpointer user_data)
{
  GTask *task = user_data;

  end_search (g_task_get_task_data (task));
  part_done (task);
  return G_SOURCE_REMOVE;
}

/* Pages end by themselves when cancelled; a search only waits. */
static gboolean
on_stop (GCancellable *cancellable, gpointer user_data)
{
  GTask *task = user_data;
  Run *self = g_task_get_task_data (task);

  if (self->search_end != NULL)
    (void) on_search_end (task);
  return G_SOURCE_REMOVE;
}

static gboolean
on_end (gpointer user_data)
{
  GTask *task = user_data;
  Run *self = g_task_get_task_data (task);

  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

/* (transfer full) */
static GSource *
call_in (guint seconds, GSourceFunc func, GTask *task)
{
  GSource *source = g_timeout_source_new_seconds (seconds);

  g_source_set_callback (source, func, g_object_ref (task), g_object_unref);
  (void) g_source_attach (source, g_task_get_context (task));
  return source;
}

/* A network that cannot do multicast, or a group that is in use, only costs this clue. */
static void
search_upnp (GTask *task, const char *interface)
{
  Run *self = g_task_get_task_data (task);

  if (*interface == '\0')
    return;
  self->ssdp = gssdp_client_new_full (interface, NULL, 0, GSSDP_UDA_VERSION_1_0, NULL);
  if (self->ssdp == NULL)
    return;
  self->browser = gssdp_resource_browser_new (self->ssdp, "upnp:rootdevice");
  gssdp_resource_browser_set_mx (self->browser, SEARCH_MX);
  g_signal_connect (self->browser, "resource-available", G_CALLBACK (on_resource), task);
  self->pending++;
  self->search_end = call_in (SEARCH_SECONDS, on_search_end, task);
  (void) gssdp_resource_browser_set_active (self->browser, TRUE);
}

static void
on_cancelled (GCancellable *outer, gpointer inner)
{
  g_cancellable_cancel (inner);
}

void
um_router_identify_async (const UmGateway *gateway,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Run *self = g_new0 (Run, 1);

  g_task_set_task_data (task, self, run_free);
  self->cancellable = g_cancellable_new ();
  self->session = um_web_session_new (WAIT_SECONDS, TRUE);
  self->clues = um_router_clues_new ();
  self->host = um_address_dup_string (&gateway->address);
  self->pending = 1; /* held until everything was started */
  if (cancellable != NULL)
    {
      self->outer = g_object_ref (cancellable);
      self->outer_id = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled),
                                              g_object_ref (self->cancellable), g_object_unref);
    }
  if (gateway->has_mac)
    um_router_clues_add_mac (self->clues, gateway->mac);
  self->stop = g_cancellable_source_new (self->cancellable);
  g_source_set_callback (self->stop, G_SOURCE_FUNC (on_stop), g_object_ref (task), g_object_unref);
  (void) g_source_attach (self->stop, g_task_get_context (task));
  self->end = call_in (UM_ROUTER_IDENTIFY_SECONDS, on_end, task);
  ask_web (task, "http", gateway->http_port);
  ask_web (task, "https", gateway->https_port);
  search_upnp (task, gateway->interface);
  part_done (task);
}

GPtrArray *
um_router_identify_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
