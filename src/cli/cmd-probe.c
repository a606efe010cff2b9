/* unmangle-cli probe: active tests. Says what goes where before anything is sent. */

#include "cli/cli.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include <glib-unix.h>

static void
announce (const UmProbeTransport *transport)
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
  if (transport->port_holder != NULL)
    g_printerr ("UDP port 5060 is in use by %s: sending from port %u instead.\n",
                transport->port_holder, transport->local.port);
}

static void
show_progress (gboolean sip, guint ttl, gpointer user_data)
{
  if (isatty (STDERR_FILENO) == 1)
    g_printerr ("\r%s hop %-2u ", sip ? "SIP," : "distance,", ttl);
}

typedef struct
{
  UmProbeTransport *transport;
  const char *target;
  GCancellable *cancellable;
  GMainLoop *loop;
  UmHopRun *run;
  GError *error;
} Job;

/* Ctrl-C ends the run at its next wait, so that the socket is closed and nothing is half said. */
static gboolean
cancel_cb (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_CONTINUE;
}

static gboolean
quit_cb (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

static gpointer
run_job (gpointer data)
{
  Job *job = data;

  job->run = um_probe_hops_run (job->transport, job->target, show_progress, NULL, job->cancellable,
                                &job->error);
  (void) g_idle_add (quit_cb, job->loop);
  return NULL;
}

/* The run blocks, so it has a thread; this one waits for signals. */
static UmHopRun *
run_cancellable (UmProbeTransport *transport, const char *target, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Job job = { transport, target, cancellable, loop, NULL, NULL };
  guint signals = g_unix_signal_add (SIGINT, cancel_cb, cancellable);
  GThread *thread = g_thread_new ("probe", run_job, &job);

  g_main_loop_run (loop);
  (void) g_thread_join (thread);
  (void) g_source_remove (signals);
  if (isatty (STDERR_FILENO) == 1)
    g_printerr ("\r%24s\r", "");
  if (job.error != NULL)
    g_propagate_error (error, job.error);
  return job.run;
}

static int
trouble (const char *target, gboolean json, const GError *error)
{
  g_autofree char *line = NULL;

  if (json)
    {
      line = um_report_json_new_for_error (target, error);
      printf ("%s\n", line);
    }
  return cli_trouble ("probe hops: %s", error->message);
}

static int
probe_hops (const char *target, gboolean json)
{
  g_autoptr (UmProbeTransport) transport = NULL;
  g_autoptr (UmHopRun) run = NULL;
  g_autoptr (UmHopVerdict) verdict = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;
  UmEndpoint endpoint;

  if (um_probe_target_resolve (target, NULL, &endpoint, &error))
    transport = um_probe_transport_new_udp (&endpoint, &error);
  if (transport == NULL)
    return trouble (target, json, error);
  announce (transport);
  run = run_cancellable (transport, target, &error);
  if (run == NULL)
    return trouble (target, json, error);
  verdict = um_hop_verdict_new (run);
  output = json ? um_report_hops_json_new (run, verdict)
                : um_report_hops_text_new (run, verdict, NULL, isatty (STDOUT_FILENO) == 1);
  fputs (output, stdout);
  if (json)
    putchar ('\n');
  if (fflush (stdout) != 0)
    return cli_trouble ("standard output: %s", g_strerror (errno));
  return verdict->verdict;
}

int
cmd_probe (int argc, char **argv)
{
  gboolean json = FALSE;
  g_autofree char *target = NULL;
  g_auto (GStrv) words = NULL;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "one JSON object", NULL },
    { "to", 0, 0, G_OPTION_ARG_STRING, &target,
      "towards this address (default " UM_PROBE_DEFAULT_TARGET ", beyond the provider's edge)",
      "HOST[:PORT]" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &words, NULL, "hops" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_set_summary (
      context,
      "hops: sends SIP that expires at the first, second, third ... router and reads what each "
      "one\n"
      "quotes back: names the box that changes SIP. No server, no privilege. It is about this\n"
      "computer's network path and never clears phones: exit status 1 ALG detected, 2 trouble,\n"
      "3 inconclusive.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return cli_trouble ("%s", error->message);
  if (words == NULL || g_strv_length (words) != 1 || !g_str_equal (words[0], "hops"))
    return cli_trouble ("probe: hops (see unmangle-cli probe --help)");
  return probe_hops (target != NULL ? target : UM_PROBE_DEFAULT_TARGET, json);
}
