#include "support/test.h"

#include <string.h>

#include <libsoup/soup.h>

#include "core/limits.h"
#include "probe/router-identify.h"

/* A gateway on this computer: what its pages say, and what it was asked. */
typedef struct
{
  SoupServer *server;
  UmGateway gateway;
  const char *page;
  guint status;
  const char *location; /* nullable */
  const char *realm;    /* nullable */
  gboolean silent;      /* takes the question and never answers */
  guint asked;
  gboolean credentials; /* somebody tried to log in */
} Box;

static void
on_request (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  Box *box = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  box->asked++;
  if (soup_message_headers_get_one (soup_server_message_get_request_headers (message),
                                    "Authorization") != NULL)
    box->credentials = TRUE;
  if (box->silent)
    {
      soup_server_message_pause (message);
      return;
    }
  soup_server_message_set_status (message, box->status, NULL);
  if (box->location != NULL && g_str_equal (path, "/"))
    soup_message_headers_append (headers, "Location", box->location);
  if (box->realm != NULL)
    soup_message_headers_append (headers, "WWW-Authenticate", box->realm);
  soup_server_message_set_response (message, "text/html", SOUP_MEMORY_COPY, box->page,
                                    strlen (box->page));
}

/* with_tls: a page over HTTPS only. */
static Box *
box_new (gboolean with_tls, const char *page)
{
  Box *box = g_new0 (Box, 1);
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autofree char *pem = g_build_filename (g_getenv ("UM_TEST_PEM"), "server-expired.pem", NULL);
  g_autoptr (GError) error = NULL;
  GSList *uris;
  guint16 port;

  box->page = page;
  box->status = 200;
  box->server = soup_server_new ("server-header", "RouterWeb/1.0", NULL);
  if (with_tls)
    {
      certificate = g_tls_certificate_new_from_file (pem, &error);
      assert_null (error);
      soup_server_set_tls_certificate (box->server, certificate);
    }
  soup_server_add_handler (box->server, NULL, on_request, box, NULL);
  assert_true (soup_server_listen_local (
      box->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY | (with_tls ? SOUP_SERVER_LISTEN_HTTPS : 0),
      &error));
  uris = soup_server_get_uris (box->server);
  port = g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  box->gateway.address = um_address_from_ipv4 (0x7f000001);
  if (with_tls)
    box->gateway.https_port = port;
  else
    box->gateway.http_port = port;
  return box;
}

static void
box_free (Box *box)
{
  soup_server_disconnect (box->server);
  g_object_unref (box->server);
  g_free (box);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GPtrArray *
identify (const UmGateway *gateway, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  um_router_identify_async (gateway, cancellable, on_done, &result);
  while (result == NULL)
    (void) g_main_context_iteration (NULL, TRUE);
  return um_router_identify_finish (result, error);
}

static gboolean
has_clue (const GPtrArray *clues, UmRouterClueKind kind, const char *text)
{
  for (guint i = 0; i < clues->len; i++)
    {
      const UmRouterClue *clue = clues->pdata[i];

      if (clue->kind == kind && strstr (clue->text, text) != NULL)
        return TRUE;
    }
  return FALSE;
}

static void
page_tells_title_and_server (void **state)
{
  Box *box = box_new (FALSE, "<title>FRITZ!Box 7590</title>");
  g_autoptr (GPtrArray) clues = NULL;

  box->gateway.has_mac = TRUE;
  memcpy (box->gateway.mac, "\x00\x09\x0f\x01\x02\x03", 6);
  clues = identify (&box->gateway, NULL, NULL);
  assert_true (has_clue (clues, UM_ROUTER_CLUE_WEB, "FRITZ!Box 7590"));
  assert_true (has_clue (clues, UM_ROUTER_CLUE_WEB, "RouterWeb/1.0"));
  assert_true (has_clue (clues, UM_ROUTER_CLUE_MAC, "00:09:0f"));
  assert_int_equal (clues->len, 3);
  box_free (box);
}

/* The realm is read; nothing is entered. */
static void
login_is_not_tried (void **state)
{
  Box *box = box_new (FALSE, "<title>401</title>");
  g_autoptr (GPtrArray) clues = NULL;

  box->status = 401;
  box->realm = "Basic realm=\"NETGEAR R7000P\"";
  clues = identify (&box->gateway, NULL, NULL);
  assert_true (has_clue (clues, UM_ROUTER_CLUE_WEB, "NETGEAR R7000P"));
  assert_int_equal (box->asked, 1);
  assert_false (box->credentials);
  box_free (box);
}

/* Routers sign for themselves, and their clocks are wrong: whom the certificate names is all. */
static void
certificate_names_the_maker (void **state)
{
  Box *box = box_new (TRUE, "<title>Login</title>");
  g_autoptr (GPtrArray) clues = identify (&box->gateway, NULL, NULL);

  assert_true (has_clue (clues, UM_ROUTER_CLUE_CERTIFICATE, "Vigor Router"));
  assert_true (has_clue (clues, UM_ROUTER_CLUE_WEB, "Login"));
  box_free (box);
}

static void
redirect_on_the_gateway_is_followed (void **state)
{
  Box *box = box_new (FALSE, "<title>EdgeOS</title>");
  g_autoptr (GPtrArray) clues = NULL;

  box->status = 302;
  box->location = "/login.html";
  clues = identify (&box->gateway, NULL, NULL);
  assert_true (has_clue (clues, UM_ROUTER_CLUE_WEB, "EdgeOS"));
  assert_int_equal (box->asked, 2);
  box_free (box);
}

/* Nobody but the gateway is asked: the name it leads to is a clue, not a place to go. */
static void
redirect_elsewhere_is_a_clue_only (void **state)
{
  Box *other = box_new (FALSE, "<title>Elsewhere</title>");
  Box *box = box_new (FALSE, "<title>Moved</title>");
  g_autofree char *location = g_strdup_printf ("http://localhost:%u/", other->gateway.http_port);
  g_autoptr (GPtrArray) clues = NULL;

  box->status = 301;
  box->location = location;
  clues = identify (&box->gateway, NULL, NULL);
  assert_true (has_clue (clues, UM_ROUTER_CLUE_WEB, "localhost"));
  assert_int_equal (other->asked, 0);
  box_free (box);
  box_free (other);
}

static void
redirects_end (void **state)
{
  Box *box = box_new (FALSE, "<title>Round</title>");
  g_autoptr (GPtrArray) clues = NULL;

  box->status = 302;
  box->location = "/";
  clues = identify (&box->gateway, NULL, NULL);
  assert_true (has_clue (clues, UM_ROUTER_CLUE_WEB, "Round"));
  assert_true (box->asked >= 2 && box->asked <= 5);
  box_free (box);
}

static void
endless_page_is_cut (void **state)
{
  g_autofree char *blanks = g_strnfill (4 * UM_LIMIT_WEB_PAGE, ' ');
  g_autofree char *page = g_strconcat ("<title>Near</title>", blanks, "<title>Far</title>", NULL);
  Box *box = box_new (FALSE, page);
  g_autoptr (GPtrArray) clues = identify (&box->gateway, NULL, NULL);

  assert_true (has_clue (clues, UM_ROUTER_CLUE_WEB, "Near"));
  assert_false (has_clue (clues, UM_ROUTER_CLUE_WEB, "Far"));
  box_free (box);
}

/* A closed port is the usual answer of a gateway that has no page. */
static void
gateway_without_page_tells_nothing (void **state)
{
  Box *box = box_new (FALSE, "");
  UmGateway gateway = box->gateway;
  g_autoptr (GPtrArray) clues = NULL;

  box_free (box);
  clues = identify (&gateway, NULL, NULL);
  assert_int_equal (clues->len, 0);
}

static gboolean
cancel_when_asked (gpointer user_data)
{
  gpointer *both = user_data;

  if (((Box *) both[0])->asked == 0)
    return G_SOURCE_CONTINUE;
  g_cancellable_cancel (both[1]);
  return G_SOURCE_REMOVE;
}

static void
silent_gateway_can_be_given_up (void **state)
{
  Box *box = box_new (FALSE, "");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  gpointer both[] = { box, cancellable };

  box->silent = TRUE;
  (void) g_timeout_add (1, cancel_when_asked, both);
  assert_null (identify (&box->gateway, cancellable, &error));
  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
  box_free (box);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (page_tells_title_and_server),
    cmocka_unit_test (login_is_not_tried),
    cmocka_unit_test (certificate_names_the_maker),
    cmocka_unit_test (redirect_on_the_gateway_is_followed),
    cmocka_unit_test (redirect_elsewhere_is_a_clue_only),
    cmocka_unit_test (redirects_end),
    cmocka_unit_test (endless_page_is_cut),
    cmocka_unit_test (gateway_without_page_tells_nothing),
    cmocka_unit_test (silent_gateway_can_be_given_up),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
