/* Times are as people write them: 2026-01-05T10:00:00Z, 2026-01-05 10:00, 2026-01-05. Without a
 * zone they are local. */

#include "cli/selection.h"

#include <gio/gunixoutputstream.h>
#include <sys/stat.h>

void
cli_selection_clear (CliSelection *self)
{
  g_free (self->from);
  g_free (self->to);
  g_free (self->phone);
  g_free (self->sip_only);
  if (self->copy.path != NULL)
    um_report_file_clear (&self->copy);
}

void
cli_selection_add_options (CliSelection *self, GOptionContext *context)
{
  const GOptionEntry entries[] = {
    { "from", 0, 0, G_OPTION_ARG_STRING, &self->from,
      "leave out what is earlier: 2026-01-05T10:00:00Z, or local time", "TIME" },
    { "to", 0, 0, G_OPTION_ARG_STRING, &self->to, "leave out what is later", "TIME" },
    { "phone", 0, 0, G_OPTION_ARG_STRING, &self->phone,
      "judge only phones with this address, or this in their name, number or user agent", "TEXT" },
    { "sip-only", 0, 0, G_OPTION_ARG_FILENAME, &self->sip_only,
      "write a copy of the capture without sound and other traffic (pcapng)", "OUT" },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, NULL);
}

/* "10:00" → "10:00:00", and a date alone is its first second. */
static char *
complete_time (const char *text)
{
  GString *whole = g_string_new (text);

  g_strdelimit (whole->str, " ", 'T');
  if (strchr (whole->str, 'T') == NULL)
    g_string_append (whole, "T00:00:00");
  else if (strlen (strchr (whole->str, 'T')) == strlen ("T10:00"))
    g_string_append (whole, ":00");
  return g_string_free (whole, FALSE);
}

static gboolean
parse_time (const char *name, const char *text, gint64 *ret_time_us, GError **error)
{
  g_autoptr (GTimeZone) local = g_time_zone_new_local ();
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *whole = NULL;

  *ret_time_us = UM_TIME_UNKNOWN;
  if (text == NULL)
    return TRUE;
  whole = complete_time (text);
  time = g_date_time_new_from_iso8601 (whole, local);
  if (time == NULL)
    {
      g_set_error (error, UM_ERROR, UM_ERROR_FAILED,
                   "--%s is a time like 2026-01-05T10:00:00Z or \"2026-01-05 10:00\"", name);
      return FALSE;
    }
  *ret_time_us = g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time);
  return TRUE;
}

gboolean
cli_selection_prepare (CliSelection *self, GError **error)
{
  if (!parse_time ("from", self->from, &self->from_us, error) ||
      !parse_time ("to", self->to, &self->to_us, error))
    return FALSE;
  if (self->from_us == UM_TIME_UNKNOWN || self->to_us == UM_TIME_UNKNOWN ||
      self->from_us <= self->to_us)
    return TRUE;
  g_set_error_literal (error, UM_ERROR, UM_ERROR_FAILED, "--to is earlier than --from");
  return FALSE;
}

static gboolean
is_same_file (const char *a, const char *b)
{
  struct stat one, other;

  return stat (a, &one) == 0 && stat (b, &other) == 0 && one.st_dev == other.st_dev &&
         one.st_ino == other.st_ino;
}

gboolean
cli_selection_apply (CliSelection *self,
                     UmInvestigation *investigation,
                     const char *path,
                     GError **error)
{
  g_autoptr (GOutputStream) stream = NULL;

  um_investigation_set_window (investigation, self->from_us, self->to_us);
  if (self->phone != NULL)
    um_investigation_set_phone (investigation, self->phone);
  if (self->sip_only == NULL)
    return TRUE;
  if (is_same_file (path, self->sip_only))
    {
      g_set_error (error, UM_ERROR, UM_ERROR_FAILED, "%s: the copy would replace the capture",
                   self->sip_only);
      return FALSE;
    }
  if (!um_report_file_open (&self->copy, self->sip_only, error))
    return FALSE;
  stream = g_unix_output_stream_new (self->copy.fd, FALSE);
  um_investigation_set_copy (investigation, stream);
  return TRUE;
}

gboolean
cli_selection_commit (CliSelection *self, GError **error)
{
  return self->sip_only == NULL || um_report_file_commit (&self->copy, error);
}
