#include "support/test.h"

#include <string.h>

#include <glib/gstdio.h>
#include <libsoup/soup.h>

#include "core/error.h"
#include "core/limits.h"
#include "probe/router-update.h"
#include "routers/router-release.h"
#include "support/release-builder.h"

#define NEW 9000000001

/* A server of updates on this computer, and a user who has none yet. */
typedef struct
{
  ReleaseKey key;
  SoupServer *server;
  GTlsDatabase *authorities;
  char *folder;
  GBytes *body; /* what it offers */
  guint status;
  char *location; /* nullable: of a redirect */
  gboolean cut;   /* it hangs up in the middle */
  gboolean silent;
  guint asked;
} Site;

/* The head promises the whole body; half of it comes. */
static void
hang_up (SoupServerMessage *message, GBytes *body)
{
  g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);
  GOutputStream *output = g_io_stream_get_output_stream (stream);
  gsize len = g_bytes_get_size (body);
  g_autofree char *head =
      g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n", len);

  assert_true (g_output_stream_write_all (output, head, strlen (head), NULL, NULL, NULL));
  assert_true (
      g_output_stream_write_all (output, g_bytes_get_data (body, NULL), len / 2, NULL, NULL, NULL));
  (void) g_io_stream_close (stream, NULL, NULL);
}

static void
on_request (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  Site *site = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  SoupMessageBody *body = soup_server_message_get_response_body (message);
  gsize len = g_bytes_get_size (site->body);

  site->asked++;
  if (site->silent)
    {
      soup_server_message_pause (message);
      return;
    }
  soup_server_message_set_status (message, site->status, NULL);
  if (site->location != NULL && !g_str_equal (path, "/moved"))
    {
      soup_message_headers_append (headers, "Location", site->location);
      return;
    }
  if (g_str_equal (path, "/moved"))
    soup_server_message_set_status (message, 200, NULL);
  if (site->cut)
    {
      hang_up (message, site->body);
      return;
    }
  soup_message_body_append (body, SOUP_MEMORY_COPY, g_bytes_get_data (site->body, NULL), len);
}

static char *
pem_path (const char *name)
{
  return g_build_filename (g_getenv ("UM_TEST_PEM"), name, NULL);
}

static Site *
site_new (const char *pem, gboolean with_tls)
{
  Site *site = g_new0 (Site, 1);
  g_autofree char *certificate_path = pem_path (pem);
  g_autofree char *authority_path = pem_path ("authority.pem");
  g_autoptr (GTlsCertificate) certificate =
      g_tls_certificate_new_from_file (certificate_path, NULL);
  GSList *uris;

  release_key_init (&site->key);
  site->folder = g_dir_make_tmp ("unmangle-update-XXXXXX", NULL);
  site->authorities = g_tls_file_database_new (authority_path, NULL);
  assert_non_null (certificate);
  assert_non_null (site->authorities);
  site->body = release_new (&site->key, NEW, "Box");
  site->status = 200;
  site->server = soup_server_new (NULL, NULL);
  soup_server_set_tls_certificate (site->server, certificate);
  soup_server_add_handler (site->server, NULL, on_request, site, NULL);
  assert_true (soup_server_listen_local (
      site->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY | (with_tls ? SOUP_SERVER_LISTEN_HTTPS : 0),
      NULL));
  uris = soup_server_get_uris (site->server);
  site->key.source.address = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return site;
}

static void
site_free (Site *site)
{
  g_autofree char *file = g_build_filename (site->folder, "routers.release", NULL);

  (void) g_remove (file);
  assert_int_equal (g_rmdir (site->folder), 0); /* nothing half written is left */
  soup_server_disconnect (site->server);
  g_object_unref (site->server);
  g_object_unref (site->authorities);
  g_bytes_unref (site->body);
  um_update_source_clear (&site->key.source);
  g_free (site->location);
  g_free (site->folder);
  g_free (site);
}

static void
offer (Site *site, GBytes *body)
{
  GBytes *old = site->body;

  site->body = body;
  g_bytes_unref (old);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
update (Site *site, GCancellable *cancellable, gboolean *ret_changed, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  um_router_update_async (&site->key.source, site->folder, site->authorities, cancellable, on_done,
                          &result);
  while (result == NULL)
    (void) g_main_context_iteration (NULL, TRUE);
  return um_router_update_finish (result, ret_changed, error);
}

/* (transfer full) */
static char *
installed_family (const Site *site)
{
  g_autoptr (UmRouterStore) store =
      um_router_store_new_for_user (site->folder, &site->key.source, NULL);
  const UmRouter *router = um_router_store_find (store, "acme-box");

  return router != NULL ? g_strdup (router->family) : NULL;
}

/* The update fails, says why, and changes nothing. */
static void
assert_fails (Site *site, const char *why)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *family = NULL;
  gboolean changed = FALSE;

  assert_false (update (site, NULL, &changed, &error));
  print_message ("%s\n", error->message);
  assert_non_null (strstr (error->message, why));
  family = installed_family (site);
  assert_null (family);
}

static void
newer_database_is_installed (void **state)
{
  Site *site = site_new ("server.pem", TRUE);
  g_autofree char *family = NULL;
  gboolean changed = FALSE;

  assert_true (update (site, NULL, &changed, NULL));
  assert_true (changed);
  family = installed_family (site);
  assert_string_equal (family, "Box");
  assert_true (update (site, NULL, &changed, NULL));
  assert_false (changed);
  site_free (site);
}

static void
wrong_signature_is_refused (void **state)
{
  Site *site = site_new ("server.pem", TRUE);
  ReleaseKey other;

  release_key_init (&other);
  offer (site, release_new (&other, NEW, "Box"));
  assert_fails (site, "signature");
  site_free (site);
}

static void
cut_download_is_refused (void **state)
{
  Site *site = site_new ("server.pem", TRUE);

  site->cut = TRUE;
  assert_fails (site, "fetching");
  site->cut = FALSE; /* cut before it was put on the server */
  offer (site, g_bytes_new_from_bytes (site->body, 0, g_bytes_get_size (site->body) / 2));
  assert_fails (site, "signature");
  site_free (site);
}

static void
huge_file_is_refused (void **state)
{
  Site *site = site_new ("server.pem", TRUE);

  offer (site,
         g_bytes_new_take (g_malloc0 (4 * UM_LIMIT_ROUTER_RELEASE), 4 * UM_LIMIT_ROUTER_RELEASE));
  assert_fails (site, "too large");
  site_free (site);
}

static void
redirect_within_https_is_followed (void **state)
{
  Site *site = site_new ("server.pem", TRUE);
  gboolean changed = FALSE;

  site->status = 302;
  site->location = g_strdup ("/moved");
  assert_true (update (site, NULL, &changed, NULL));
  assert_true (changed);
  assert_int_equal (site->asked, 2);
  site_free (site);
}

static void
redirect_to_plain_http_is_refused (void **state)
{
  Site *plain = site_new ("server.pem", FALSE);
  Site *site = site_new ("server.pem", TRUE);

  site->status = 302;
  site->location = g_strdup (plain->key.source.address);
  assert_true (g_str_has_prefix (site->location, "http://"));
  assert_fails (site, "HTTPS");
  assert_int_equal (plain->asked, 0);
  site_free (site);
  site_free (plain);
}

static void
endless_redirects_are_given_up (void **state)
{
  Site *site = site_new ("server.pem", TRUE);

  site->status = 302;
  site->location = g_strdup ("/");
  assert_fails (site, "without end");
  assert_true (site->asked <= 5);
  site_free (site);
}

static void
expired_certificate_is_refused (void **state)
{
  Site *site = site_new ("server-expired.pem", TRUE);

  assert_fails (site, "certificate");
  assert_int_equal (site->asked, 0);
  site_free (site);
}

static void
unknown_authority_is_refused (void **state)
{
  Site *site = site_new ("server.pem", TRUE);

  g_object_unref (site->authorities);
  site->authorities = g_tls_backend_get_default_database (g_tls_backend_get_default ());
  assert_fails (site, "certificate");
  site_free (site);
}

static void
downgrade_is_refused (void **state)
{
  Site *site = site_new ("server.pem", TRUE);
  g_autofree char *family = NULL;
  g_autoptr (GError) error = NULL;
  gboolean changed = FALSE;

  offer (site, release_new (&site->key, 1, "Ancient box"));
  assert_fails (site, "older");
  offer (site, release_new (&site->key, NEW, "New box"));
  assert_true (update (site, NULL, &changed, NULL));
  offer (site, release_new (&site->key, NEW - 1, "Old box"));
  assert_false (update (site, NULL, &changed, &error));
  assert_non_null (strstr (error->message, "older"));
  family = installed_family (site);
  assert_string_equal (family, "New box");
  site_free (site);
}

static void
other_answers_are_refused (void **state)
{
  Site *site = site_new ("server.pem", TRUE);

  site->status = 404;
  assert_fails (site, "404");
  site_free (site);
}

static void
nobody_there_is_an_error (void **state)
{
  Site *site = site_new ("server.pem", TRUE);

  soup_server_disconnect (site->server);
  assert_fails (site, "fetching");
  site_free (site);
}

static gboolean
cancel_when_asked (gpointer user_data)
{
  gpointer *both = user_data;

  if (((Site *) both[0])->asked == 0)
    return G_SOURCE_CONTINUE;
  g_cancellable_cancel (both[1]);
  return G_SOURCE_REMOVE;
}

static void
slow_server_can_be_given_up (void **state)
{
  Site *site = site_new ("server.pem", TRUE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  gpointer both[] = { site, cancellable };
  gboolean changed = FALSE;

  site->silent = TRUE;
  (void) g_timeout_add (1, cancel_when_asked, both);
  assert_false (update (site, cancellable, &changed, &error));
  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
  site_free (site);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (newer_database_is_installed),
    cmocka_unit_test (wrong_signature_is_refused),
    cmocka_unit_test (cut_download_is_refused),
    cmocka_unit_test (huge_file_is_refused),
    cmocka_unit_test (redirect_within_https_is_followed),
    cmocka_unit_test (redirect_to_plain_http_is_refused),
    cmocka_unit_test (endless_redirects_are_given_up),
    cmocka_unit_test (expired_certificate_is_refused),
    cmocka_unit_test (unknown_authority_is_refused),
    cmocka_unit_test (downgrade_is_refused),
    cmocka_unit_test (other_answers_are_refused),
    cmocka_unit_test (nobody_there_is_an_error),
    cmocka_unit_test (slow_server_can_be_given_up),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
