/* unmangle-cli mirror: the provider's side of the mirror test. Tells on standard error that it runs
 * and, once a minute when there was something, how much; never what. */

#include "cli/cli.h"
#include "cli/worker.h"

enum
{
  TELL_SECONDS = 60,
};

typedef struct
{
  UmMirrorServer *server;
  guint64 told;
  GError *error;
} Job;

static void
serve_on_thread (GCancellable *cancellable, gpointer data)
{
  Job *job = data;

  (void) um_mirror_server_run (job->server, cancellable, &job->error);
}

static gboolean
tell_cb (gpointer data)
{
  Job *job = data;
  UmMirrorCounts counts = um_mirror_server_get_counts (job->server);

  if (counts.received != job->told)
    g_printerr ("%" G_GUINT64_FORMAT " messages: %" G_GUINT64_FORMAT " mirrored, %" G_GUINT64_FORMAT
                " called back, %" G_GUINT64_FORMAT " challenged, %" G_GUINT64_FORMAT
                " over the limit, %" G_GUINT64_FORMAT " not ours\n",
                counts.received, counts.mirrored, counts.called_back, counts.challenged,
                counts.limited, counts.foreign);
  job->told = counts.received;
  return G_SOURCE_CONTINUE;
}

static int
serve (UmMirrorServer *server)
{
  Job job = { server, 0, NULL };
  guint timer = g_timeout_add_seconds (TELL_SECONDS, tell_cb, &job);
  int status = 0;

  cli_worker_run (serve_on_thread, &job);
  (void) g_source_remove (timer);
  (void) tell_cb (&job);
  if (job.error != NULL)
    status = cli_trouble ("mirror: %s", job.error->message);
  g_clear_error (&job.error);
  return status;
}

/* "ADDR:PORT", "[ADDR]:PORT", ":PORT" or "PORT" for all addresses. */
static gboolean
parse_listen (const char *text, UmEndpoint *ret_listen)
{
  const char *colon = strrchr (text, ':');
  UmSlice host = um_slice_new (text, colon != NULL ? (gsize) (colon - text) : 0);
  guint64 port;
  UmEndpoint endpoint = { 0 };

  if (!um_slice_parse_uint (um_slice_from_string (colon != NULL ? colon + 1 : text), 65535,
                            &port) ||
      port == 0 || (host.len > 0 && !um_address_parse (host, &endpoint.address)))
    return FALSE;
  endpoint.port = (guint16) port;
  *ret_listen = endpoint;
  return TRUE;
}

static int
listen_and_serve (char **texts)
{
  g_autoptr (UmMirrorServer) server = NULL;
  g_autoptr (GArray) listen = g_array_new (FALSE, FALSE, sizeof (UmEndpoint));
  g_autoptr (GError) error = NULL;

  for (char **text = texts; *text != NULL; text++)
    {
      UmEndpoint endpoint;

      if (!parse_listen (*text, &endpoint))
        return cli_trouble ("mirror: --listen wants ADDR:PORT, not \"%s\"", *text);
      g_array_append_val (listen, endpoint);
    }
  server = um_mirror_server_new ((const UmEndpoint *) listen->data, listen->len, &error);
  if (server == NULL)
    return cli_trouble ("mirror: %s", error->message);
  for (char **text = texts; *text != NULL; text++)
    g_printerr ("Listening on %s, UDP and TCP.\n", *text);
  g_printerr ("Only messages of the mirror test are answered; nothing of them is kept. Ctrl-C "
              "stops.\n");
  return serve (server);
}

int
cmd_mirror (int argc, char **argv)
{
  static const char *const everywhere[] = { ":5060", ":15060", NULL };
  g_auto (GStrv) listen = NULL;
  const GOptionEntry entries[] = {
    { "listen", 0, 0, G_OPTION_ARG_STRING_ARRAY, &listen,
      "UDP and TCP here; give it twice for a second port (default: all addresses, 5060 and 15060)",
      "ADDR:PORT" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_set_summary (
      context,
      "Answers `unmangle-cli probe mirror` with what it received. Runs on a server beyond\n"
      "the customer's routers, with an address of its own; needs no privilege.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return cli_trouble ("%s", error->message);
  if (argc > 1)
    return cli_trouble ("mirror: takes no arguments (see unmangle-cli mirror --help)");
  return listen_and_serve (listen != NULL ? listen : (char **) everywhere);
}
