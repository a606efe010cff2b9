/* unmangle-cli capture: captures until Ctrl-C, the end of the time or the end of the interface, and
 * judges what was captured. What happens meanwhile is told on standard error. */

#include "cli/interrupt.h"
#include "cli/output.h"

#include <errno.h>
#include <stdio.h>

/* Phones register every few minutes, but somebody who captures has a call placed. */
#define QUIET_US (60 * G_USEC_PER_SEC)

typedef struct
{
  CliOutput output;
  char *interface;
  char *filter;
  char *write;
  int duration;
  gboolean list;
  char **rest;
} Options;

static void
options_clear (Options *self)
{
  cli_output_clear (&self->output);
  g_free (self->interface);
  g_free (self->filter);
  g_free (self->write);
  g_strfreev (self->rest);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_arguments (Options *self, int argc, char **argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "interface", 'i', 0, G_OPTION_ARG_STRING, &self->interface,
      "where to capture; without it the one that most likely sees the phones", "IF" },
    { "duration", 0, 0, G_OPTION_ARG_INT, &self->duration, "end by itself after S seconds", "S" },
    { "write", 0, 0, G_OPTION_ARG_FILENAME, &self->write,
      "keep what was captured (SIP whole, of sound only the headers)", "OUT.pcapng" },
    { "filter", 0, 0, G_OPTION_ARG_STRING, &self->filter,
      "sip, sip+rtp (default) or all: SIP over TCP on unusual ports", "NAME" },
    { "list", 0, 0, G_OPTION_ARG_NONE, &self->list, "list the interfaces, the likely one first",
      NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->rest, NULL, NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (
      context, "Captures until Ctrl-C and judges what was captured. You see other people's calls: "
               "have their consent.\nSound is never kept. Exit status: 0 no ALG, 1 ALG detected, "
               "2 trouble, 3 inconclusive.");
  cli_output_add_options (&self->output, context);
  g_option_context_add_main_entries (context, entries, NULL);
  return g_option_context_parse (context, &argc, &argv, error) &&
         cli_output_prepare (&self->output, error);
}

static gboolean
is_filter (const char *name)
{
  return name == NULL || g_str_equal (name, "sip") || g_str_equal (name, "sip+rtp") ||
         g_str_equal (name, "all");
}

static void
describe (const UmInterface *interface, GString *text)
{
  g_string_append_printf (text, "%-15s %s", interface->name,
                          um_interface_kind_name (interface->kind));
  for (guint i = 0; i < interface->addresses->len; i++)
    {
      char buffer[UM_ENDPOINT_STRING_MAX];

      g_string_append_printf (
          text, ", %s",
          um_address_to_string (&g_array_index (interface->addresses, UmAddress, i), buffer));
    }
  if (!interface->is_up)
    g_string_append (text, ", off");
  else if (!interface->has_link)
    g_string_append (text, ", nothing plugged in");
  if (interface->is_default_route)
    g_string_append (text, ", to the internet");
}

static int
list_interfaces (void)
{
  g_autoptr (GPtrArray) interfaces = um_interfaces_list ();

  for (guint i = 0; i < interfaces->len; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      describe (interfaces->pdata[i], text);
      puts (text->str);
    }
  return 0;
}

/* (transfer full) (nullable) */
static char *
choose_interface (void)
{
  g_autoptr (GPtrArray) interfaces = um_interfaces_list ();
  g_autoptr (GString) text = g_string_new ("Capturing on ");

  if (interfaces->len == 0)
    return NULL;
  describe (interfaces->pdata[0], text);
  g_printerr ("%s (--interface chooses another one)\n", text->str);
  return g_strdup (((const UmInterface *) interfaces->pdata[0])->name);
}

/* --- while it runs --- */

typedef struct
{
  UmLive *live;
  UmLiveState told;  /* of the states, what was told last */
  guint told_sip;    /* of the messages */
  gint64 told_at_us; /* when */
  gboolean told_silence;
  GMutex mutex; /* guards over; the condition is signalled with it */
  GCond cond;
  gboolean over;
} Watch;

static void
tell_silence (Watch *self)
{
  g_autoptr (UmSentence) reason = um_live_explain_silence (self->live);
  g_autofree char *text = um_sentence_dup_text (reason, NULL);

  g_printerr ("No SIP for a minute. %s\n", text);
  self->told_silence = TRUE;
}

/* At most every second. */
static void
tell_count (Watch *self, const UmLiveStatus *status)
{
  gint64 now_us = g_get_monotonic_time ();

  if (status->sip == self->told_sip || now_us - self->told_at_us < G_USEC_PER_SEC)
    return;
  g_printerr ("%u SIP messages, %" G_GUINT64_FORMAT " packets of sound.\n", status->sip,
              status->rtp);
  self->told_sip = status->sip;
  self->told_at_us = now_us;
}

static void
look (Watch *self)
{
  UmLiveStatus status;

  um_live_get_status (self->live, &status);
  if (status.state != self->told && status.state != UM_LIVE_ENDED)
    {
      g_printerr ("%s%s\n", um_live_status_text (&status),
                  self->told == UM_LIVE_STARTING ? " Ctrl-C ends it and gives the verdict." : "");
      self->told = status.state;
    }
  tell_count (self, &status);
  if (status.state == UM_LIVE_RUNNING && status.sip == 0 && status.since_sip_us >= QUIET_US &&
      !self->told_silence)
    tell_silence (self);
}

static gpointer
watch (gpointer user_data)
{
  Watch *self = user_data;

  g_mutex_lock (&self->mutex);
  while (!self->over)
    {
      look (self);
      (void) g_cond_wait_until (&self->cond, &self->mutex,
                                g_get_monotonic_time () + G_USEC_PER_SEC / 5);
    }
  g_mutex_unlock (&self->mutex);
  return NULL;
}

/* (transfer full) */
static UmFindings *
run (UmLive *live, GError **error)
{
  g_autoptr (UmInvestigation) investigation = um_investigation_new_for_live (live);
  CliInterrupt *interrupt = cli_interrupt_new ();
  Watch self = { .live = live };
  UmFindings *findings;
  GThread *thread;

  g_mutex_init (&self.mutex);
  g_cond_init (&self.cond);
  thread = g_thread_new ("watch", watch, &self);
  findings = cli_interrupt_run (interrupt, investigation, error);
  g_mutex_lock (&self.mutex);
  self.over = TRUE;
  g_cond_signal (&self.cond);
  g_mutex_unlock (&self.mutex);
  g_thread_join (thread);
  g_mutex_clear (&self.mutex);
  g_cond_clear (&self.cond);
  return findings;
}

static void
tell_end (UmLive *live)
{
  UmLiveStatus status;

  um_live_get_status (live, &status);
  g_printerr ("%s %" G_GUINT64_FORMAT " packets, %" G_GUINT64_FORMAT " recorded, %u SIP messages, "
              "%" G_GUINT64_FORMAT " of sound, %" G_GUINT64_FORMAT " lost.\n",
              um_live_status_text (&status), status.packets, status.recorded, status.sip,
              status.rtp, status.lost);
}

/* *ret_sources: for the reports that are made of it, the file that was written, with its SHA-256. */
static int
save (const CliOutput *output, UmLive *live, const char *path, GPtrArray **ret_sources)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  g_autoptr (UmInvestigation) saved = um_investigation_new_for_file (file);
  g_autoptr (GError) error = NULL;

  if (um_live_save (live, file, NULL, &error) && cli_output_has_files (output))
    *ret_sources = um_investigation_hash_sources (saved, NULL, &error);
  return error != NULL ? cli_trouble ("capture: %s: %s", path, error->message) : 0;
}

static int
capture (Options *options)
{
  g_autoptr (UmLive) live =
      um_live_new (options->interface, options->filter, (guint) options->duration);
  g_autoptr (UmFindings) findings = NULL;
  g_autoptr (GPtrArray) sources = NULL;
  g_autoptr (GError) error = NULL;
  CliSubject subject = { 0 };
  int status, saved = 0;

  findings = run (live, &error);
  if (findings == NULL)
    return cli_output_failure (&options->output, options->interface, error);
  tell_end (live);
  if (options->write != NULL)
    saved = save (&options->output, live, options->write, &sources);
  subject.findings = findings;
  subject.sources = sources;
  status = cli_output_findings (&options->output, &subject);
  return saved != 0 ? saved : status;
}

int
cmd_capture (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  g_autoptr (GError) error = NULL;
  int status;

  if (!parse_arguments (&options, argc, argv, &error))
    return cli_trouble ("capture: %s", error->message);
  if (options.rest != NULL)
    return cli_trouble ("capture: %s is no option (see unmangle-cli capture --help)",
                        options.rest[0]);
  if (options.duration < 0)
    return cli_trouble ("capture: --duration is in seconds");
  if (!is_filter (options.filter))
    return cli_trouble ("capture: --filter is sip, sip+rtp or all");
  if (options.list)
    return list_interfaces ();
  if (options.interface == NULL)
    options.interface = choose_interface ();
  if (options.interface == NULL)
    return cli_trouble ("capture: this computer has no network interface");
  status = capture (&options);
  if (fflush (stdout) != 0)
    return cli_trouble ("standard output: %s", g_strerror (errno));
  return status;
}
