/* unmangle-cli probe: active tests. Says what goes where before anything is sent. */

#include "cli/cli.h"
#include "cli/worker.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

static void
announce_port (const UmProbeTransport *transport)
{
  if (transport->port_holder != NULL)
    g_printerr ("UDP port 5060 is in use by %s: sending from port %u instead.\n",
                transport->port_holder, transport->local.port);
}

static void
announce_hops (const UmProbeTransport *transport)
{
  char local[UM_ENDPOINT_STRING_MAX], target[UM_ENDPOINT_STRING_MAX];

  g_printerr (
      "Sending from %s towards %s over UDP:\n"
      "  first up to %d keep-alives of line ends only, there and to traceroute's ports, to measure "
      "the\n"
      "  distance; then an INVITE and a REGISTER to nobody (.invalid), which expire on the way: at "
      "most\n"
      "  %d, never as far as the target. Five packets a second. Ctrl-C stops.\n",
      um_endpoint_to_string (&transport->local, local),
      um_endpoint_to_string (&transport->target, target), UM_PROBE_MAX_HOPS * (UM_PROBE_TRIES + 1),
      2 * UM_PROBE_MAX_HOPS * UM_PROBE_TRIES);
  announce_port (transport);
}

static void
announce_mirror (const UmProbeTransport *transport, gboolean lifetime)
{
  char local[UM_ENDPOINT_STRING_MAX], server[UM_ENDPOINT_STRING_MAX];

  g_printerr (
      "Sending from %s to the mirror %s over UDP and TCP:\n"
      "  REGISTER, INVITE and OPTIONS of nobody (.invalid), some forty messages in all; the "
      "mirror\n"
      "  answers, and sends an INVITE back. It learns this site's public address.%s Ctrl-C "
      "stops.\n",
      um_endpoint_to_string (&transport->local, local),
      um_endpoint_to_string (&transport->target, server), lifetime ? " Three minutes." : "");
  announce_port (transport);
}

static void
show_progress (UmProbeStep step, guint number, gpointer user_data)
{
  static const char *const names[] = { "distance, hop", "SIP, hop", "UDP, port", "TCP, port",
                                       "NAT" };

  if (isatty (STDERR_FILENO) == 1)
    g_printerr ("\r%s %-5u ", names[step], number);
}

static void
clear_progress (void)
{
  if (isatty (STDERR_FILENO) == 1)
    g_printerr ("\r%24s\r", "");
}

static int
trouble (const char *test, const char *target, gboolean json, const GError *error)
{
  g_autofree char *line = NULL;

  if (json)
    {
      line = um_report_json_new_for_error (target, error);
      printf ("%s\n", line);
    }
  return cli_trouble ("probe %s: %s", test, error->message);
}

static int
print_result (const char *output, gboolean json, UmVerdict verdict)
{
  fputs (output, stdout);
  if (json)
    putchar ('\n');
  if (fflush (stdout) != 0)
    return cli_trouble ("standard output: %s", g_strerror (errno));
  return verdict;
}

/* The socket that either test sends from. (transfer full) */
static UmProbeTransport *
open_socket (const char *target, GError **error)
{
  UmEndpoint endpoint;

  if (!um_probe_target_resolve (target, NULL, &endpoint, error))
    return NULL;
  return um_probe_transport_new_udp (&endpoint, error);
}

/* --- hops --- */

typedef struct
{
  UmProbeTransport *transport;
  const char *target;
  UmHopRun *run;
  GError *error;
} HopJob;

static void
run_hops (GCancellable *cancellable, gpointer data)
{
  HopJob *job = data;

  job->run = um_probe_hops_run (job->transport, job->target, show_progress, NULL, cancellable,
                                &job->error);
}

static int
probe_hops (const char *target, gboolean json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UmProbeTransport) transport = open_socket (target, &error);
  g_autoptr (UmHopRun) run = NULL;
  g_autoptr (UmHopVerdict) verdict = NULL;
  g_autofree char *output = NULL;
  g_autoptr (UmIcmpQuotes) quotes = um_icmp_quotes_new ();
  g_autoptr (UmIcmpWatch) watch = NULL;
  HopJob job = { transport, target, NULL, NULL };

  if (transport == NULL)
    return trouble ("hops", target, json, error);
  watch = um_icmp_watch_new (&transport->local.address, quotes);
  if (watch != NULL)
    transport->quotes = quotes;
  announce_hops (transport);
  cli_worker_run (run_hops, &job);
  clear_progress ();
  error = job.error;
  run = job.run;
  if (run == NULL)
    return trouble ("hops", target, json, error);
  verdict = um_hop_verdict_new (run);
  output = json ? um_report_hops_json_new (run, verdict)
                : um_report_hops_text_new (run, verdict, NULL, isatty (STDOUT_FILENO) == 1);
  return print_result (output, json, verdict->verdict);
}

/* --- mirror --- */

typedef struct
{
  UmProbeNetwork network;
  const char *server;
  gboolean lifetime;
  UmMirrorRun *run;
  GError *error;
} MirrorJob;

static void
run_mirror (GCancellable *cancellable, gpointer data)
{
  MirrorJob *job = data;

  job->run = um_probe_mirror_run (&job->network, job->server, job->lifetime, show_progress, NULL,
                                  cancellable, &job->error);
}

static int
probe_mirror (const char *server, gboolean lifetime, gboolean json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UmProbeTransport) udp = open_socket (server, &error);
  g_autoptr (UmProbeStream) tcp = um_probe_stream_new_tcp ();
  g_autoptr (UmMirrorRun) run = NULL;
  g_autoptr (UmMirrorVerdict) verdict = NULL;
  g_autofree char *output = NULL;
  MirrorJob job = { { udp, tcp, um_probe_mirror_new_socket, NULL }, server, lifetime, NULL, NULL };

  if (udp == NULL)
    return trouble ("mirror", server, json, error);
  announce_mirror (udp, lifetime);
  cli_worker_run (run_mirror, &job);
  clear_progress ();
  error = job.error;
  run = job.run;
  if (run == NULL)
    return trouble ("mirror", server, json, error);
  verdict = um_mirror_verdict_new (run);
  output = json ? um_report_mirror_json_new (run, verdict)
                : um_report_mirror_text_new (run, verdict, NULL, isatty (STDOUT_FILENO) == 1);
  return print_result (output, json, verdict->verdict);
}

static int
run_test (char **words, const char *target, const char *server, gboolean lifetime, gboolean json)
{
  const char *word = words != NULL && g_strv_length (words) == 1 ? words[0] : "";

  if (g_str_equal (word, "hops") && server == NULL && !lifetime)
    return probe_hops (target != NULL ? target : UM_PROBE_DEFAULT_TARGET, json);
  if (g_str_equal (word, "mirror") && server != NULL && target == NULL)
    return probe_mirror (server, lifetime, json);
  return cli_trouble ("probe: hops [--to HOST], or mirror --server HOST (see unmangle-cli probe "
                      "--help)");
}

int
cmd_probe (int argc, char **argv)
{
  gboolean json = FALSE;
  gboolean lifetime = FALSE;
  g_autofree char *target = NULL;
  g_autofree char *server = NULL;
  g_auto (GStrv) words = NULL;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "one JSON object", NULL },
    { "to", 0, 0, G_OPTION_ARG_STRING, &target,
      "hops: towards this address (default " UM_PROBE_DEFAULT_TARGET
      ", beyond the provider's edge)",
      "HOST[:PORT]" },
    { "server", 0, 0, G_OPTION_ARG_STRING, &server,
      "mirror: where `unmangle-cli mirror` runs, or an old sip-alg-detector", "HOST[:PORT]" },
    { "lifetime", 0, 0, G_OPTION_ARG_NONE, &lifetime,
      "mirror: also how long the NAT keeps a silent UDP binding; takes three minutes", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &words, NULL, "hops|mirror" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_set_summary (
      context,
      "hops: sends SIP that expires at the first, second, third ... router and reads what each "
      "one\n"
      "quotes back: names the box that changes SIP. No server, no privilege.\n"
      "mirror: sends SIP to a mirror, which tells what it received, and calls back.\n"
      "Both are about this computer's network path and never clear phones: exit status 0 no ALG\n"
      "(mirror), 1 ALG detected, 2 trouble, 3 inconclusive.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return cli_trouble ("%s", error->message);
  return run_test (words, target, server, lifetime, json);
}
