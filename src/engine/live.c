/* The loop reads the helper's pipe and never waits longer than TICK_MS, so that a stop, a silent
 * helper, a removed interface and a slept computer are all noticed in it. Time is that of
 * CLOCK_BOOTTIME, which goes on while the computer sleeps and cannot be set. */

#include "engine/live.h"

#include "core/error.h"
#include "core/limits.h"
#include "dissect/packet-trim.h"
#include "engine/helper-process.h"
#include "io/capture-record.h"
#include "io/capture-writer.h"

#include <string.h>
#include <sys/statvfs.h>
#include <time.h>

enum
{
  TICK_MS = 100,
  CHECK_EVERY = 1024, /* packets between two ticks, when they come faster */
};

/* The helper speaks every second; twice that is a hiccup. */
#define SILENT_AFTER_US (3 * G_USEC_PER_SEC)
/* A tick that took so long was no tick: the computer slept, or we were stopped. */
#define PAUSED_AFTER_US (5 * G_USEC_PER_SEC)
/* After the request to end: what is still in the pipe takes no longer. */
#define END_WITHIN_US (3 * G_USEC_PER_SEC)
#define CLOCK_JUMP_US (2 * G_USEC_PER_SEC)

struct _UmLive
{
  gatomicrefcount ref_count;
  char *interface;
  char *filter;
  gboolean keeps_all; /* filter "all": what is of no use here is recorded as well */
  guint duration_s;
  int stop; /* atomic: asked to end */

  GMutex mutex; /* guards the three below */
  UmLiveStatus status;
  UmLiveSeen seen;
  UmInterfaceKind kind;

  GMutex reading; /* the recording has one place where it is read */
  UmCaptureRecord *record;
  guint32 link_type;
  UmCaptureStats stats;

  /* the running loop alone */
  UmCaptureStream *stream;
  UmHelperProcess *helper;
  UmCaseBuilder *builder; /* NULL once it has been taken */
  UmLiveStatus now;       /* what status becomes at the next tick */
  UmLiveSeen seen_now;
  UmCaptureStreamEvent last;
  gint64 started_us; /* 0: not yet */
  gint64 ticked_us;
  gint64 heard_us;  /* the helper's last word */
  gint64 sip_us;    /* last SIP, or the start */
  gint64 ending_us; /* when it was asked to end; 0: not yet */
  gint64 clock_us;  /* time of the packets minus ours, as it was when they were fresh */
  gint64 packet_us; /* time of the last packet */
  guint downs;
  guint64 overwritten; /* signalling, when the case was last built anew */
};

static gint64
steady_us (void)
{
  struct timespec now = { 0 };

  (void) clock_gettime (CLOCK_BOOTTIME, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* --- the recording --- */

/* /tmp is memory on many systems; /var/tmp is for large files (hier(7)). */
static char *
recording_folder (void)
{
  return g_strdup (g_getenv ("TMPDIR") == NULL && g_file_test ("/var/tmp", G_FILE_TEST_IS_DIR)
                       ? "/var/tmp"
                       : g_get_tmp_dir ());
}

static UmCaptureRecord *
open_record (void)
{
  g_autofree char *folder = recording_folder ();
  UmRecordLimits limits = { { UM_LIMIT_LIVE_SIGNALLING, UM_LIMIT_LIVE_MEDIA },
                            (gint64) UM_LIMIT_LIVE_AGE_S * G_USEC_PER_SEC };
  struct statvfs disk;

  if (statvfs (folder, &disk) == 0)
    for (guint i = 0; i < UM_RECORD_N_RINGS; i++)
      limits.bytes[i] = MIN (limits.bytes[i], (guint64) disk.f_bavail * disk.f_frsize /
                                                  UM_LIMIT_LIVE_DISK_PART / UM_RECORD_N_RINGS);
  return um_capture_record_new (folder, &limits);
}

static guint64
count_overwritten (const UmLive *self)
{
  return um_capture_record_get_overwritten (self->record, UM_RECORD_SIGNALLING) +
         um_capture_record_get_overwritten (self->record, UM_RECORD_MEDIA);
}

/* What happened to the capture stands in the case, next to what is wrong with its packets. */
static void
tell_damage (const UmLive *self, UmCaseBuilder *builder)
{
  guint64 *count = um_case_builder_get_damage (builder)->count;

  count[UM_DAMAGE_PACKETS_LOST] = self->now.lost;
  count[UM_DAMAGE_CAPTURE_PAUSED] = self->now.pauses;
  count[UM_DAMAGE_CLOCK_JUMP] = self->now.clock_jumps;
  count[UM_DAMAGE_INTERFACE_DOWN] = self->downs;
  count[UM_DAMAGE_OVERWRITTEN] = self->now.overwritten;
  count[UM_DAMAGE_INTERFACE_GONE] = self->now.ending == UM_LIVE_INTERFACE_GONE;
  count[UM_DAMAGE_HELPER_DIED] = self->now.ending == UM_LIVE_HELPER_DIED;
  count[UM_DAMAGE_RECORDING_FAILED] = self->now.ending == UM_LIVE_RECORDING_FAILED;
}

static UmCaseBuilder *
read_record (UmLive *self, GError **error)
{
  g_autoptr (UmCaseBuilder) builder = um_case_builder_new (self->interface, UM_SOURCE_LIVE);
  GError *local_error = NULL;
  UmPacket packet;

  um_capture_record_rewind (self->record);
  while (um_capture_record_next (self->record, &packet, &local_error))
    um_case_builder_push_packet (builder, &packet);
  if (local_error != NULL)
    {
      g_propagate_error (error, local_error);
      return NULL;
    }
  return g_steal_pointer (&builder);
}

/* The case forgets what the recording has overwritten: both are bounded, and stay equal. */
static void
follow_record (UmLive *self)
{
  guint64 overwritten = um_capture_record_get_overwritten (self->record, UM_RECORD_SIGNALLING);
  UmCaseBuilder *builder;

  if (overwritten == self->overwritten)
    return;
  builder = read_record (self, NULL);
  if (builder == NULL)
    return;
  self->overwritten = overwritten;
  um_case_builder_free (self->builder);
  self->builder = builder;
}

static void
end (UmLive *self, UmLiveEnding ending)
{
  self->now.state = UM_LIVE_ENDED;
  self->now.ending = ending;
}

static void
record_packet (UmLive *self, const UmPacket *packet, UmRecordRing ring)
{
  g_autoptr (GError) error = NULL;

  um_case_builder_push_packet (self->builder, packet);
  if (!um_capture_record_add (self->record, ring, packet, self->ticked_us, &error))
    end (self, UM_LIVE_RECORDING_FAILED);
}

/* --- one packet --- */

/* Packets come late, never early: one that comes from the future, or from before the last one, means
 * that the clock was set. */
static void
watch_clock (UmLive *self, gint64 time_us)
{
  gint64 ahead = time_us - steady_us ();

  if (ahead > self->clock_us + CLOCK_JUMP_US ||
      (self->packet_us != 0 && time_us < self->packet_us - CLOCK_JUMP_US))
    {
      self->now.clock_jumps++;
      self->clock_us = ahead;
    }
  self->clock_us = MAX (self->clock_us, ahead);
  self->packet_us = time_us;
}

static void
take_packet (UmLive *self, UmPacket *packet)
{
  guint sip = um_case_builder_get_n_messages (self->builder);
  gsize len;
  UmTrimKind kind = um_packet_trim (packet, &len);

  self->now.packets++;
  um_live_seen_add (&self->seen_now, packet);
  watch_clock (self, packet->time_us);
  if (kind == UM_TRIM_OTHER && !self->keeps_all)
    return;
  packet->bytes.len = len;
  packet->number = ++self->now.recorded;
  if (kind == UM_TRIM_MEDIA)
    self->seen_now.rtp = ++self->now.rtp;
  record_packet (self, packet, kind == UM_TRIM_SIGNALLING ? UM_RECORD_SIGNALLING : UM_RECORD_MEDIA);
  if (um_case_builder_get_n_messages (self->builder) != sip)
    self->sip_us = self->ticked_us;
}

/* --- what goes on besides packets --- */

static void
begin (UmLive *self)
{
  self->now.state = UM_LIVE_RUNNING;
  self->started_us = self->sip_us = self->heard_us = self->ticked_us;
  self->clock_us = g_get_real_time () - self->ticked_us;
  self->link_type = um_capture_stream_get_link_type (self->stream);
}

/* The helper notices when its interface is removed, but lives on while it is switched off. */
static void
watch_interface (UmLive *self)
{
  gboolean is_up = TRUE;
  guint64 packets;

  if (self->started_us == 0 || g_str_equal (self->interface, "any") ||
      !um_interface_look (self->interface, &is_up, &packets))
    return;
  if (!is_up && self->now.state != UM_LIVE_DOWN)
    self->downs++;
  if (is_up != (self->now.state != UM_LIVE_DOWN))
    self->now.state = is_up ? UM_LIVE_RUNNING : UM_LIVE_DOWN;
}

static void
watch_helper (UmLive *self, gboolean spoke)
{
  if (spoke)
    self->heard_us = self->ticked_us;
  if (self->now.state == UM_LIVE_RUNNING && self->ending_us == 0 &&
      self->ticked_us - self->heard_us > SILENT_AFTER_US)
    {
      self->now.state = UM_LIVE_SILENT;
      self->now.pauses++;
    }
  else if (self->now.state == UM_LIVE_SILENT && spoke)
    self->now.state = UM_LIVE_RUNNING;
}

/* A computer that slept did not hear its helper either: one pause, not two. */
static void
watch_time (UmLive *self)
{
  gint64 now = steady_us ();

  if (self->started_us != 0 && now - self->ticked_us > PAUSED_AFTER_US)
    {
      self->now.pauses++;
      self->heard_us = now;
    }
  self->ticked_us = now;
}

static void
ask_to_end (UmLive *self)
{
  gboolean time_over =
      self->started_us != 0 && self->duration_s > 0 &&
      self->ticked_us - self->started_us >= (gint64) self->duration_s * G_USEC_PER_SEC;

  if (self->ending_us == 0 && (time_over || g_atomic_int_get (&self->stop)))
    {
      self->ending_us = self->ticked_us;
      self->now.ending = time_over ? UM_LIVE_TIME_OVER : UM_LIVE_STOPPED;
      um_helper_process_stop (self->helper);
    }
  /* It hangs, or is not there yet. */
  if (self->ending_us != 0 && self->ticked_us - self->ending_us > END_WITHIN_US)
    end (self, self->now.ending);
}

static void
publish (UmLive *self)
{
  self->stats = *um_capture_stream_get_stats (self->stream);
  self->now.sip = um_case_builder_get_n_messages (self->builder);
  self->now.lost = self->stats.dropped_kernel + self->stats.dropped_interface;
  self->now.overwritten = count_overwritten (self);
  self->seen_now.tls = um_case_builder_get_n_tls (self->builder);
  if (self->started_us != 0)
    {
      self->now.elapsed_us = self->ticked_us - self->started_us;
      self->now.since_sip_us = self->ticked_us - self->sip_us;
    }
  tell_damage (self, self->builder);
  g_mutex_lock (&self->mutex);
  self->status = self->now;
  self->seen = self->seen_now;
  g_mutex_unlock (&self->mutex);
}

/* --- the loop --- */

static void
take_fault (UmLive *self)
{
  if (self->started_us == 0)
    end (self, UM_LIVE_NOT_STARTED);
  else
    end (self, um_capture_stream_get_fault (self->stream) == UM_HELPER_FAULT_DOWN
                   ? UM_LIVE_INTERFACE_GONE
                   : UM_LIVE_HELPER_DIED);
}

static void
take_event (UmLive *self, UmCaptureStreamEvent event, UmPacket *packet)
{
  self->last = event;
  if (self->started_us == 0 && um_capture_stream_has_begun (self->stream))
    begin (self);
  switch (event)
    {
    case UM_CAPTURE_STREAM_PACKET:
      take_packet (self, packet);
      break;
    case UM_CAPTURE_STREAM_STATS:
    case UM_CAPTURE_STREAM_QUIET:
      break;
    case UM_CAPTURE_STREAM_END: /* only when asked */
      end (self, self->ending_us != 0 ? self->now.ending : UM_LIVE_HELPER_DIED);
      break;
    case UM_CAPTURE_STREAM_FAULT:
      take_fault (self);
      break;
    case UM_CAPTURE_STREAM_CLOSED:
    case UM_CAPTURE_STREAM_BROKEN:
      end (self, self->started_us == 0 ? UM_LIVE_NOT_STARTED : UM_LIVE_HELPER_DIED);
      break;
    }
}

static void
loop (UmLive *self, UmLiveTickFunc tick, gpointer user_data, GCancellable *cancellable)
{
  self->ticked_us = steady_us ();
  while (self->now.state != UM_LIVE_ENDED && !g_cancellable_is_cancelled (cancellable))
    {
      gboolean spoke = FALSE;

      for (guint i = 0; i < CHECK_EVERY && self->now.state != UM_LIVE_ENDED; i++)
        {
          UmPacket packet;
          UmCaptureStreamEvent event = um_capture_stream_next (self->stream, TICK_MS, &packet);

          if (event == UM_CAPTURE_STREAM_PACKET && i == 0)
            watch_time (self);
          take_event (self, event, &packet);
          if (event == UM_CAPTURE_STREAM_QUIET)
            break;
          spoke = TRUE;
          if (event == UM_CAPTURE_STREAM_STATS)
            break;
        }
      watch_time (self);
      if (self->now.state == UM_LIVE_ENDED)
        break;
      watch_helper (self, spoke);
      watch_interface (self);
      follow_record (self);
      ask_to_end (self);
      publish (self);
      tick (self->builder, user_data);
    }
  publish (self);
}

static void
set_no_permission (UmLive *self, GError **error)
{
  g_autoptr (UmSentence) sentence = um_capture_access_explain (UM_CAPTURE_NO_RIGHT);
  g_autofree char *text = um_sentence_dup_text (sentence, NULL);

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, text);
}

/* The helper ended before it began, without a word or with one that is no frame. */
static void
set_no_word (UmLive *self, GError **error)
{
  if (self->last == UM_CAPTURE_STREAM_CLOSED)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                         "permission to capture was not given");
  else
    g_set_error_literal (error, UM_ERROR, UM_ERROR_FAILED,
                         "the program that captures is of another version");
}

/* Why it did not begin. */
static void
set_start_error (UmLive *self, GError **error)
{
  UmHelperFault fault = um_capture_stream_get_fault (self->stream);

  if (fault == 0)
    set_no_word (self, error);
  else if (fault == UM_HELPER_FAULT_RIGHTS)
    set_no_permission (self, error);
  else if (fault == UM_HELPER_FAULT_INTERFACE)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                 "there is no interface %s that can be captured from", self->interface);
  else if (fault == UM_HELPER_FAULT_DOWN)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "the interface %s is switched off",
                 self->interface);
  else
    g_set_error_literal (error, UM_ERROR, UM_ERROR_FAILED,
                         "the program that captures refused to, or could not give up its rights");
}

static UmInterfaceKind
find_kind (const char *name, guint8 mac[6])
{
  g_autoptr (GPtrArray) interfaces = um_interfaces_list ();

  for (guint i = 0; i < interfaces->len; i++)
    {
      const UmInterface *interface = interfaces->pdata[i];

      if (!g_str_equal (interface->name, name))
        continue;
      memcpy (mac, interface->mac, 6);
      return interface->kind;
    }
  return UM_INTERFACE_VIRTUAL;
}

static gboolean
start (UmLive *self, GError **error)
{
  int output;

  self->kind = find_kind (self->interface, self->seen_now.own_mac);
  self->helper = um_helper_process_new (self->interface, self->filter, &output, error);
  if (self->helper == NULL)
    return FALSE;
  self->stream = um_capture_stream_new (output);
  self->record = open_record ();
  self->builder = um_case_builder_new (self->interface, UM_SOURCE_LIVE);
  return TRUE;
}

gboolean
um_live_run (UmLive *self,
             UmLiveTickFunc tick,
             gpointer user_data,
             GCancellable *cancellable,
             GError **error)
{
  g_return_val_if_fail (self->helper == NULL, FALSE);
  if (!start (self, error))
    return FALSE;
  loop (self, tick, user_data, cancellable);
  um_helper_process_free (self->helper);
  self->helper = NULL;
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (self->started_us != 0)
    return TRUE;
  if (self->now.ending == UM_LIVE_STOPPED)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped before it began");
  else
    set_start_error (self, error);
  return FALSE;
}

gboolean
um_live_has_ended (UmLive *self)
{
  UmLiveStatus status;

  um_live_get_status (self, &status);
  return status.state == UM_LIVE_ENDED;
}

UmCaseBuilder *
um_live_build_case (UmLive *self, GError **error)
{
  UmCaseBuilder *builder = NULL;

  g_return_val_if_fail (self->started_us != 0, NULL);
  g_mutex_lock (&self->reading);
  if (self->now.overwritten == 0)
    builder = g_steal_pointer (&self->builder);
  if (builder == NULL)
    builder = read_record (self, error);
  g_mutex_unlock (&self->reading);
  if (builder != NULL)
    {
      tell_damage (self, builder);
      um_case_builder_finish (builder);
    }
  return builder;
}

/* --- saving --- */

static gboolean
write_record (UmLive *self, GOutputStream *stream, GCancellable *cancellable, GError **error)
{
  g_autoptr (UmCaptureWriter) writer =
      um_capture_writer_new (stream, self->link_type, self->interface, cancellable, error);
  GError *local_error = NULL;
  UmPacket packet;

  if (writer == NULL)
    return FALSE;
  um_capture_record_rewind (self->record);
  while (um_capture_record_next (self->record, &packet, &local_error))
    if (!um_capture_writer_add (writer, &packet, cancellable, error))
      return FALSE;
  if (local_error != NULL)
    {
      g_propagate_error (error, local_error);
      return FALSE;
    }
  return um_capture_writer_finish (writer, &self->stats, cancellable, error);
}

gboolean
um_live_save (UmLive *self, GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileOutputStream) stream = NULL;
  gboolean done;

  g_return_val_if_fail (self->started_us != 0, FALSE);
  /* Other people's calls: for their owner's eyes only. */
  stream =
      g_file_replace (file, NULL, FALSE, G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION,
                      cancellable, error);
  if (stream == NULL)
    return FALSE;
  g_mutex_lock (&self->reading);
  done = write_record (self, G_OUTPUT_STREAM (stream), cancellable, error);
  g_mutex_unlock (&self->reading);
  if (!done)
    {
      /* Closing would put the half of it in the place of the old file. */
      g_autoptr (GCancellable) no = g_cancellable_new ();

      g_cancellable_cancel (no);
      (void) g_output_stream_close (G_OUTPUT_STREAM (stream), no, NULL);
      return FALSE;
    }
  return g_output_stream_close (G_OUTPUT_STREAM (stream), cancellable, error);
}

/* --- the object --- */

UmLive *
um_live_new (const char *interface, const char *filter, guint duration_s)
{
  UmLive *self = g_new0 (UmLive, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->mutex);
  g_mutex_init (&self->reading);
  self->interface = g_strdup (interface);
  self->filter = g_strdup (filter != NULL ? filter : "sip+rtp");
  self->keeps_all = g_str_equal (self->filter, "all");
  self->duration_s = duration_s;
  return self;
}

UmLive *
um_live_ref (UmLive *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
um_live_unref (UmLive *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  um_helper_process_free (self->helper);
  um_capture_stream_free (self->stream);
  um_capture_record_free (self->record);
  um_case_builder_free (self->builder);
  g_mutex_clear (&self->mutex);
  g_mutex_clear (&self->reading);
  g_free (self->interface);
  g_free (self->filter);
  g_free (self);
}

const char *
um_live_get_interface (const UmLive *self)
{
  return self->interface;
}

void
um_live_get_status (UmLive *self, UmLiveStatus *ret_status)
{
  g_mutex_lock (&self->mutex);
  *ret_status = self->status;
  g_mutex_unlock (&self->mutex);
}

static const char *
ending_text (UmLiveEnding ending)
{
  switch (ending)
    {
    case UM_LIVE_NOT_ENDED:
    case UM_LIVE_STOPPED:
      return N_ ("The capture was stopped.");
    case UM_LIVE_TIME_OVER:
      return N_ ("The time of the capture is over.");
    case UM_LIVE_INTERFACE_GONE:
      return N_ ("The interface was removed. What was captured until then is kept.");
    case UM_LIVE_HELPER_DIED:
      return N_ (
          "The program that captures stopped working. What was captured until then is kept.");
    case UM_LIVE_RECORDING_FAILED:
      return N_ ("The disk is full. What was captured until then is kept.");
    case UM_LIVE_NOT_STARTED:
      return N_ ("The capture could not begin.");
    }
  return NULL;
}

const char *
um_live_status_text (const UmLiveStatus *status)
{
  switch (status->state)
    {
    case UM_LIVE_STARTING:
      return N_ ("The capture begins …");
    case UM_LIVE_RUNNING:
      return N_ ("Capturing.");
    case UM_LIVE_SILENT:
      return N_ ("No word from the program that captures. It goes on by itself when it can.");
    case UM_LIVE_DOWN:
      return N_ ("The interface is switched off. The capture goes on when it is back.");
    case UM_LIVE_ENDED:
      return ending_text (status->ending);
    }
  return NULL;
}

UmSentence *
um_live_explain_silence (UmLive *self)
{
  UmLiveSeen seen;
  gboolean is_up;

  g_mutex_lock (&self->mutex);
  seen = self->seen;
  is_up = self->status.state != UM_LIVE_DOWN;
  g_mutex_unlock (&self->mutex);
  return um_live_seen_explain (&seen, self->kind, is_up);
}

void
um_live_stop (UmLive *self)
{
  g_atomic_int_set (&self->stop, TRUE);
}
