/* One run: reads the source (or its parts, one after the other) into the case builder, judges. All
 * of it happens on one worker thread; the only thing shared with the caller is the progress cell.
 */

#include "engine/investigation.h"

#include "core/error.h"
#include "core/limits.h"
#include "core/text.h"
#include "engine/capture-reading.h"
#include "engine/source.h"
#include "io/capture-file.h"
#include "io/capture-writer.h"
#include "io/text-trace.h"

enum
{
  CHECK_EVERY = 256, /* packets or messages between two looks at the cancellable */
  NOTIFY_AFTER_MS = 50,
};

struct _UmInvestigation
{
  GObject parent_instance;

  GPtrArray *sources; /* of UmSource: one, or the parts of a rotated capture; none: live */
  UmLive *live;
  UmVantage vantage;
  guint part;            /* the source that is being read */
  GError *read_error;    /* why the reading ended early, though something had been read */
  GCancellable *reading; /* ends the reading: stopped or cancelled */
  int stopped;           /* atomic */
  int findings_wanted;   /* atomic */
  UmCaseFile *saved_case; /* nullable */
  gint64 from_us;         /* UM_TIME_UNKNOWN: from the beginning */
  gint64 to_us;           /* UM_TIME_UNKNOWN: to the end */
  char *phone;            /* nullable: the phone that is asked about */
  GOutputStream *copy;    /* nullable */
  UmCaptureWriter *writer; /* to copy; NULL before the first packet */

  GMutex mutex; /* guards the two below */
  double fraction;
  guint notify_source;
  GMainContext *context; /* where "fraction" is notified; NULL in a blocking run */
};

enum
{
  PROP_0,
  PROP_FRACTION,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

enum
{
  FINDINGS_SO_FAR,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UmInvestigation, um_investigation, G_TYPE_OBJECT)

/* --- progress --- */

static gboolean
notify_in_caller_cb (gpointer user_data)
{
  UmInvestigation *self = user_data;

  g_mutex_lock (&self->mutex);
  self->notify_source = 0;
  g_mutex_unlock (&self->mutex);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
  return G_SOURCE_REMOVE;
}

static void
schedule_notify (UmInvestigation *self)
{
  GSource *source = g_timeout_source_new (NOTIFY_AFTER_MS);

  g_source_set_callback (source, notify_in_caller_cb, g_object_ref (self), g_object_unref);
  self->notify_source = g_source_attach (source, self->context);
  g_source_unref (source);
}

static void
set_fraction (UmInvestigation *self, double fraction)
{
  g_mutex_lock (&self->mutex);
  self->fraction = fraction;
  if (self->notify_source == 0 && self->context != NULL)
    schedule_notify (self);
  g_mutex_unlock (&self->mutex);
}

double
um_investigation_get_fraction (UmInvestigation *self)
{
  double fraction;

  g_return_val_if_fail (UM_IS_INVESTIGATION (self), 0.0);
  g_mutex_lock (&self->mutex);
  fraction = self->fraction;
  g_mutex_unlock (&self->mutex);
  return fraction;
}

/* offset: bytes of the part that is being read; every part counts the same. */
static void
set_offset (UmInvestigation *self, const UmSource *source, guint64 offset)
{
  guint64 size = um_source_get_size (source);
  double here = size > 0 ? MIN (1.0, (double) offset / size) : 0.0;

  set_fraction (self, MIN (0.98, (self->part + here) / self->sources->len));
}

/* --- findings so far --- */

typedef struct
{
  UmInvestigation *self;
  UmFindings *findings;
} SoFar;

static void
so_far_free (gpointer data)
{
  SoFar *self = data;

  g_object_unref (self->self);
  um_findings_unref (self->findings);
  g_free (self);
}

static gboolean
emit_so_far_cb (gpointer user_data)
{
  SoFar *so_far = user_data;

  g_signal_emit (so_far->self, signals[FINDINGS_SO_FAR], 0, so_far->findings);
  return G_SOURCE_REMOVE;
}

/* A snapshot shares the messages, so the builder goes on while the caller looks at them. */
static void
answer_request (UmInvestigation *self, UmCaseBuilder *builder)
{
  g_autoptr (UmCase) about = NULL;
  SoFar *so_far;
  GSource *source;

  if (!g_atomic_int_compare_and_exchange (&self->findings_wanted, TRUE, FALSE))
    return;
  about = um_case_builder_snapshot (builder, self->vantage);
  if (self->phone != NULL)
    (void) um_case_choose_phones (about, self->phone);
  so_far = g_new0 (SoFar, 1);
  so_far->self = g_object_ref (self);
  so_far->findings = um_findings_new (about);
  if (self->context == NULL)
    {
      (void) emit_so_far_cb (so_far);
      so_far_free (so_far);
      return;
    }
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT); /* comes before the end of the task */
  g_source_set_callback (source, emit_so_far_cb, so_far, so_far_free);
  (void) g_source_attach (source, self->context);
  g_source_unref (source);
}

/* --- reading --- */

typedef struct
{
  UmInvestigation *self;
  const UmSource *source;
  UmCaseBuilder *builder;
} CaptureProgress;

static guint64
tell_cb (gpointer user_data)
{
  return um_source_get_offset (((const CaptureProgress *) user_data)->source);
}

/* A blocking run gives its findings in the thread that has called it. */
static void
progress_cb (guint64 offset, gboolean in_caller, gpointer user_data)
{
  const CaptureProgress *progress = user_data;

  set_offset (progress->self, progress->source, offset);
  if (in_caller || progress->self->context != NULL)
    answer_request (progress->self, progress->builder);
}

/* A source that is being read. */
typedef struct
{
  UmSource *source;       /* not owned */
  GInputStream *stream;   /* not owned */
  UmUnpackStream *unpack; /* not owned; NULL: not packed */
  UmTextStore *texts;     /* not owned; nullable */
  UmCaseBuilder *builder; /* not owned */
  guint64 *count;         /* of packets or messages, over all parts */
} Reading;

/* FALSE, and counted, for what was not asked for. */
static gboolean
is_chosen (UmInvestigation *self, gint64 time_us, UmDamage *damage)
{
  if (time_us == UM_TIME_UNKNOWN ||
      ((self->from_us == UM_TIME_UNKNOWN || time_us >= self->from_us) &&
       (self->to_us == UM_TIME_UNKNOWN || time_us <= self->to_us)))
    return TRUE;
  um_damage_count (damage, UM_DAMAGE_NOT_CHOSEN);
  return FALSE;
}

static gboolean
copy_packet (UmInvestigation *self,
             const UmPacket *packet,
             GCancellable *cancellable,
             GError **error)
{
  if (self->writer == NULL)
    self->writer =
        um_capture_writer_new (self->copy, packet->link_type, NULL, cancellable, error);
  if (self->writer != NULL && um_capture_writer_add (self->writer, packet, cancellable, error))
    return TRUE;
  g_prefix_error (error, "writing the copy: ");
  return FALSE;
}

/* Packets go on counting where the part before ended. */
static gboolean
read_packets (UmInvestigation *self,
              Reading *reading,
              UmCaptureFile *capture,
              GCancellable *cancellable,
              GError **error)
{
  UmCaseBuilder *builder = reading->builder;
  UmDamage *damage = um_case_builder_get_damage (builder);
  guint64 before = *reading->count;
  CaptureProgress progress = { self, reading->source, builder };
  const UmCaptureReadingHooks hooks = { tell_cb, progress_cb, &progress };
  UmReadResult result;
  UmPacket packet;

  um_case_builder_set_file (builder, um_capture_file_is_packed (capture) ? NULL : reading->texts);
  if (self->copy == NULL && self->from_us == UM_TIME_UNKNOWN && self->to_us == UM_TIME_UNKNOWN)
    return um_capture_reading_run (capture, builder, reading->count, &hooks, cancellable, error);
  while ((result = um_capture_file_next (capture, &packet, damage, cancellable, error)) ==
         UM_READ_PACKET)
    {
      packet.number += before;
      *reading->count = packet.number;
      if (is_chosen (self, packet.time_us, damage) &&
          um_case_builder_push_packet (builder, &packet) && self->copy != NULL &&
          !copy_packet (self, &packet, cancellable, error))
        return FALSE;
      if (packet.number % CHECK_EVERY != 0)
        continue;
      set_offset (self, reading->source, um_source_get_offset (reading->source));
      answer_request (self, builder);
    }
  return result == UM_READ_END;
}

/* One capture, or those of a ZIP one after the other. */
static gboolean
read_captures (UmInvestigation *self, Reading *reading, GCancellable *cancellable, GError **error)
{
  UmDamage *damage = um_case_builder_get_damage (reading->builder);
  gboolean any = FALSE;

  do
    {
      guint skipped = 0;
      g_autoptr (GError) local_error = NULL;
      g_autoptr (UmCaptureFile) capture = um_source_open_capture (
          reading->unpack, reading->stream, &skipped, cancellable, &local_error);

      damage->count[UM_DAMAGE_NOT_A_CAPTURE] += skipped;
      if (capture == NULL && any && local_error->domain == UM_ERROR)
        {
          um_damage_count (damage, UM_DAMAGE_NOT_A_CAPTURE);
          return TRUE;
        }
      if (capture == NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      any = TRUE;
      if (!read_packets (self, reading, capture, cancellable, error))
        return FALSE;
    }
  while (reading->unpack != NULL && um_unpack_stream_next_file (reading->unpack));
  return TRUE;
}

static gboolean
read_trace (UmInvestigation *self, Reading *reading, GCancellable *cancellable, GError **error)
{
  UmCaseBuilder *builder = reading->builder;
  UmDamage *damage = um_case_builder_get_damage (builder);
  g_autoptr (UmTextTrace) trace = um_text_trace_new (reading->stream);
  g_autoptr (GError) local_error = NULL;
  UmTraceMessage message;
  guint64 before = *reading->count;

  while (um_text_trace_next (trace, &message, damage, cancellable, &local_error))
    {
      message.datagram.frame += before;
      *reading->count = message.datagram.frame;
      if (is_chosen (self, message.datagram.time_us, damage))
        um_case_builder_push_trace_message (builder, &message);
      if (*reading->count % CHECK_EVERY != 0)
        continue;
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      set_offset (self, reading->source, um_source_get_offset (reading->source));
      answer_request (self, builder);
    }
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
read_source (UmInvestigation *self,
             UmSource *source,
             UmContent content,
             UmCaseBuilder *builder,
             guint64 *count,
             GCancellable *cancellable,
             GError **error)
{
  UmDamage *damage = um_case_builder_get_damage (builder);
  guint64 cut = damage->count[UM_DAMAGE_TRUNCATED_FILE];
  UmUnpackStream *unpack = NULL;
  g_autoptr (GInputStream) stream = um_source_open (source, content, &unpack, cancellable, error);
  g_autoptr (UmTextStore) texts =
      stream != NULL && unpack == NULL ? um_source_dup_text_store (source) : NULL;

  Reading reading = { source, stream, unpack, texts, builder, count };

  if (stream == NULL || !(content == UM_CONTENT_CAPTURE
                              ? read_captures (self, &reading, cancellable, error)
                              : read_trace (self, &reading, cancellable, error)))
    return FALSE;
  if (!um_source_check_size (source, error))
    return FALSE;
  /* A cut packing and the packet it cuts are one damage. */
  if (unpack != NULL && damage->count[UM_DAMAGE_TRUNCATED_FILE] == cut)
    um_unpack_stream_count_damage (unpack, damage);
  return TRUE;
}

/* --- one source, or the parts of one --- */

typedef struct
{
  UmSource *source; /* not owned */
  UmContent content;
  gint64 first_time_us;
} Part;

/* When the first packet of a capture was seen; UM_TIME_UNKNOWN for a trace, or without packets. */
static gint64
find_first_time (const Part *part, GCancellable *cancellable)
{
  UmUnpackStream *unpack = NULL;
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (UmCaptureFile) capture = NULL;
  UmDamage ignored = { 0 };
  UmPacket packet;
  guint skipped = 0;

  if (part->content != UM_CONTENT_CAPTURE)
    return UM_TIME_UNKNOWN;
  stream = um_source_open (part->source, part->content, &unpack, cancellable, NULL);
  capture = stream != NULL
                ? um_source_open_capture (unpack, stream, &skipped, cancellable, NULL)
                : NULL;
  if (capture == NULL ||
      um_capture_file_next (capture, &packet, &ignored, cancellable, NULL) != UM_READ_PACKET)
    return UM_TIME_UNKNOWN;
  return packet.time_us;
}

/* Ring buffers wrap and shells sort trace10 before trace2: the order is that of time. Parts without
 * one keep their place. */
static void
sort_parts (GArray *parts)
{
  for (guint i = 1; i < parts->len; i++)
    for (guint k = i; k > 0; k--)
      {
        Part *before = &g_array_index (parts, Part, k - 1);
        Part *after = &g_array_index (parts, Part, k);
        Part swap = *before;

        if (before->first_time_us == UM_TIME_UNKNOWN || after->first_time_us == UM_TIME_UNKNOWN ||
            before->first_time_us <= after->first_time_us)
          break;
        *before = *after;
        *after = swap;
      }
}

/* The parts in order. An empty one among several is what an interrupted rotation leaves behind: no
 * trouble, but told. */
static GArray *
find_parts (UmInvestigation *self, guint *ret_empty, GCancellable *cancellable, GError **error)
{
  g_autoptr (GArray) parts = g_array_new (FALSE, TRUE, sizeof (Part));

  for (guint i = 0; i < self->sources->len; i++)
    {
      Part part = { self->sources->pdata[i], UM_CONTENT_TEXT, UM_TIME_UNKNOWN };
      g_autoptr (GError) local_error = NULL;

      if (!um_source_detect (part.source, &part.content, cancellable, &local_error))
        {
          gboolean last = i + 1 == self->sources->len && parts->len == 0;

          if (!last && g_error_matches (local_error, UM_ERROR, UM_ERROR_EMPTY))
            {
              ++*ret_empty;
              continue;
            }
          g_propagate_prefixed_error (error, g_steal_pointer (&local_error),
                                      "%s: ", um_source_get_name (part.source));
          return NULL;
        }
      if (self->sources->len > 1)
        part.first_time_us = find_first_time (&part, cancellable);
      g_array_append_val (parts, part);
    }
  sort_parts (parts);
  return g_steal_pointer (&parts);
}

/* "trace.pcap", "trace.pcap and 3 more" */
static char *
make_name (const UmInvestigation *self, const Part *first)
{
  const char *name = um_source_get_name (first->source);

  if (self->sources->len == 1)
    return g_strdup (name);
  return g_strdup_printf ("%s and %u more", name, self->sources->len - 1);
}

static UmSourceKind
kind_of (const Part *part, GCancellable *cancellable)
{
  UmUnpackStream *unpack = NULL;
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (UmCaptureFile) capture = NULL;
  guint skipped = 0;

  if (part->content == UM_CONTENT_TEXT)
    return UM_SOURCE_TEXT;
  stream = um_source_open (part->source, part->content, &unpack, cancellable, NULL);
  capture = stream != NULL
                ? um_source_open_capture (unpack, stream, &skipped, cancellable, NULL)
                : NULL;
  return capture != NULL && um_capture_file_get_format (capture) == UM_CAPTURE_PCAPNG
             ? UM_SOURCE_PCAPNG
             : UM_SOURCE_PCAP;
}

/* Whether the reading ended because of um_investigation_stop () and not by the caller's cancel. */
static gboolean
was_stopped (UmInvestigation *self, GCancellable *cancellable, const GError *error)
{
  return g_atomic_int_get (&self->stopped) && !g_cancellable_is_cancelled (cancellable) &&
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* The case of what was read, with the phones that were asked for. */
static UmCase *
take_snapshot (UmInvestigation *self, UmCaseBuilder *builder, GError **error)
{
  g_autoptr (UmCase) about = um_case_builder_snapshot (builder, self->vantage);

  if (self->phone == NULL || um_case_choose_phones (about, self->phone) > 0)
    return g_steal_pointer (&about);
  g_set_error (error, UM_ERROR, UM_ERROR_NOT_FOUND, "no phone in it is called %s", self->phone);
  return NULL;
}

/* Evidence quotes messages: what can no longer be read is told. */
static UmFindings *
judge (UmCase *about)
{
  UmFindings *findings = um_findings_new (about);

  about->damage.count[UM_DAMAGE_TEXT_LOST] = um_case_count_lost_texts (about);
  return findings;
}

static UmFindings *
run_case (UmInvestigation *self, UmSource *source, GError **error)
{
  UmUnpackStream *unpack = NULL;
  g_autoptr (GInputStream) stream =
      um_source_open (source, UM_CONTENT_CASE, &unpack, self->reading, error);
  UmFindings *findings = NULL;

  if (self->phone != NULL || self->from_us != UM_TIME_UNKNOWN || self->to_us != UM_TIME_UNKNOWN)
    {
      g_set_error_literal (error, UM_ERROR, UM_ERROR_UNSUPPORTED,
                           "a saved case is reopened as it was: all phones, all of its time");
      return NULL;
    }
  if (stream != NULL)
    self->saved_case = um_case_file_load (stream, self->vantage, self->reading, error);
  if (self->saved_case != NULL)
    findings = um_case_file_get_findings (self->saved_case, UM_CASE_BEFORE);
  if (self->saved_case != NULL && findings == NULL)
    g_set_error_literal (error, UM_ERROR, UM_ERROR_EMPTY, "the saved case holds no capture");
  if (findings != NULL)
    return um_findings_ref (findings);
  g_prefix_error (error, "%s: ", um_source_get_name (source));
  return NULL;
}

/* Without a packet there is still a file with its headers. */
static gboolean
finish_copy (UmInvestigation *self, GError **error)
{
  if (self->copy == NULL)
    return TRUE;
  if (self->writer == NULL)
    self->writer = um_capture_writer_new (self->copy, UM_LINK_ETHERNET, NULL, NULL, error);
  return self->writer != NULL && um_capture_writer_finish (self->writer, NULL, NULL, error);
}

/* A copy of packets needs some. */
static gboolean
can_copy (UmInvestigation *self, const GArray *parts, GError **error)
{
  for (guint i = 0; self->copy != NULL && i < parts->len; i++)
    if (g_array_index (parts, Part, i).content != UM_CONTENT_CAPTURE)
      {
        g_set_error_literal (error, UM_ERROR, UM_ERROR_UNSUPPORTED,
                             "only packets can be copied, and this is no capture");
        return FALSE;
      }
  return TRUE;
}

static gboolean
has_case (const GArray *parts)
{
  for (guint i = 0; i < parts->len; i++)
    if (g_array_index (parts, Part, i).content == UM_CONTENT_CASE)
      return TRUE;
  return FALSE;
}

static UmFindings *
run_parts (UmInvestigation *self, GCancellable *cancellable, GError **error)
{
  guint empty = 0;
  g_autoptr (GArray) parts = find_parts (self, &empty, self->reading, error);
  const Part *first;
  g_autofree char *name = NULL;
  g_autoptr (UmCaseBuilder) builder = NULL;
  g_autoptr (UmCase) about = NULL;
  guint64 count = 0;

  if (parts == NULL || !can_copy (self, parts, error))
    return NULL;
  first = &g_array_index (parts, Part, 0);
  if (first->content == UM_CONTENT_CASE && self->sources->len == 1)
    return run_case (self, first->source, error);
  if (has_case (parts))
    {
      g_set_error_literal (error, UM_ERROR, UM_ERROR_UNSUPPORTED,
                           "a saved case cannot be joined with other files");
      return NULL;
    }
  name = make_name (self, first);
  builder = um_case_builder_new (name, kind_of (first, self->reading));
  um_case_builder_get_damage (builder)->count[UM_DAMAGE_TRUNCATED_FILE] += empty;
  for (self->part = 0; self->part < parts->len; self->part++)
    {
      const Part *part = &g_array_index (parts, Part, self->part);

      g_autoptr (GError) local_error = NULL;

      if (read_source (self, part->source, part->content, builder, &count, self->reading,
                       &local_error))
        continue;
      if (was_stopped (self, cancellable, local_error))
        um_damage_count (um_case_builder_get_damage (builder), UM_DAMAGE_STOPPED);
      else
        {
          g_prefix_error (&local_error, "%s: ", um_source_get_name (part->source));
          if (count == 0 || g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
            {
              g_propagate_error (error, g_steal_pointer (&local_error));
              return NULL;
            }
          self->read_error = g_steal_pointer (&local_error);
          um_damage_count (um_case_builder_get_damage (builder), UM_DAMAGE_READ_FAILED);
        }
      break;
    }
  um_case_builder_finish (builder);
  about = finish_copy (self, error) ? take_snapshot (self, builder, error) : NULL;
  g_clear_pointer (&builder, um_case_builder_free); /* what only reading needs */
  return about != NULL ? judge (about) : NULL;
}

static void
on_live_tick (UmCaseBuilder *builder, gpointer user_data)
{
  answer_request (user_data, builder);
}

static UmFindings *
run_live (UmInvestigation *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (UmCaseBuilder) builder = NULL;
  g_autoptr (UmCase) about = NULL;

  if (!um_live_has_ended (self->live) &&
      !um_live_run (self->live, on_live_tick, self, cancellable, error))
    return NULL;
  builder = um_live_build_case (self->live, error);
  if (builder == NULL)
    return NULL;
  about = take_snapshot (self, builder, error);
  return about != NULL ? judge (about) : NULL;
}

static void
cancelled_cb (GCancellable *cancellable, gpointer reading)
{
  g_cancellable_cancel (reading);
}

UmFindings *
um_investigation_run (UmInvestigation *self, GCancellable *cancellable, GError **error)
{
  UmFindings *findings;
  gulong handler = 0;

  g_return_val_if_fail (UM_IS_INVESTIGATION (self), NULL);
  if (self->live != NULL)
    return run_live (self, cancellable, error);
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), self->reading, NULL);
  findings = g_cancellable_set_error_if_cancelled (self->reading, error)
                 ? NULL
                 : run_parts (self, cancellable, error);
  g_cancellable_disconnect (cancellable, handler);
  if (findings != NULL)
    set_fraction (self, 1.0);
  return findings;
}

static void
run_in_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  UmFindings *findings = um_investigation_run (source_object, cancellable, &error);

  if (findings != NULL)
    g_task_return_pointer (task, findings, (GDestroyNotify) um_findings_unref);
  else
    g_task_return_error (task, error);
}

void
um_investigation_run_async (UmInvestigation *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (UM_IS_INVESTIGATION (self));
  g_task_set_source_tag (task, um_investigation_run_async);
  g_clear_pointer (&self->context, g_main_context_unref);
  self->context = g_main_context_ref_thread_default ();
  g_task_run_in_thread (task, run_in_thread);
}

UmFindings *
um_investigation_run_finish (UmInvestigation *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- object --- */

static void
um_investigation_finalize (GObject *object)
{
  UmInvestigation *self = UM_INVESTIGATION (object);

  g_ptr_array_unref (self->sources);
  g_clear_pointer (&self->saved_case, um_case_file_free);
  g_clear_pointer (&self->writer, um_capture_writer_free);
  g_clear_object (&self->copy);
  g_free (self->phone);
  um_live_unref (self->live);
  g_object_unref (self->reading);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (um_investigation_parent_class)->finalize (object);
}

static void
um_investigation_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_FRACTION)
    g_value_set_double (value, um_investigation_get_fraction (UM_INVESTIGATION (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
um_investigation_class_init (UmInvestigationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = um_investigation_finalize;
  object_class->get_property = um_investigation_get_property;
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0.0, 1.0, 0.0,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  signals[FINDINGS_SO_FAR] =
      g_signal_new ("findings-so-far", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
um_investigation_init (UmInvestigation *self)
{
  self->sources = g_ptr_array_new_with_free_func ((GDestroyNotify) um_source_free);
  self->reading = g_cancellable_new ();
  self->from_us = self->to_us = UM_TIME_UNKNOWN;
  g_mutex_init (&self->mutex);
}

/* source is taken over */
static UmInvestigation *
investigation_new (UmSource *source)
{
  UmInvestigation *self = g_object_new (UM_TYPE_INVESTIGATION, NULL);

  g_ptr_array_add (self->sources, source);
  return self;
}

UmInvestigation *
um_investigation_new_for_file (GFile *file)
{
  return investigation_new (um_source_new_for_file (file));
}

UmInvestigation *
um_investigation_new_for_bytes (GBytes *bytes, const char *name)
{
  return investigation_new (um_source_new_for_bytes (bytes, name));
}

UmInvestigation *
um_investigation_new_for_fd (int fd, const char *name)
{
  return investigation_new (um_source_new_for_fd (fd, name));
}

UmInvestigation *
um_investigation_new_for_live (UmLive *live)
{
  UmInvestigation *self = g_object_new (UM_TYPE_INVESTIGATION, NULL);

  self->live = um_live_ref (live);
  return self;
}

void
um_investigation_add_file (UmInvestigation *self, GFile *file)
{
  g_return_if_fail (UM_IS_INVESTIGATION (self));
  g_ptr_array_add (self->sources, um_source_new_for_file (file));
}

const GError *
um_investigation_get_read_error (UmInvestigation *self)
{
  g_return_val_if_fail (UM_IS_INVESTIGATION (self), NULL);
  return self->read_error;
}

void
um_investigation_stop (UmInvestigation *self)
{
  g_return_if_fail (UM_IS_INVESTIGATION (self));
  if (self->live != NULL)
    um_live_stop (self->live);
  g_atomic_int_set (&self->stopped, TRUE);
  g_cancellable_cancel (self->reading);
}

GPtrArray *
um_investigation_hash_sources (UmInvestigation *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) list =
      g_ptr_array_new_with_free_func ((GDestroyNotify) um_report_source_free);

  g_return_val_if_fail (UM_IS_INVESTIGATION (self), NULL);
  for (guint i = 0; i < self->sources->len; i++)
    {
      guint64 size = 0;
      g_autofree char *sha256 =
          um_source_dup_sha256 (self->sources->pdata[i], &size, cancellable, error);
      g_autofree char *name = NULL;

      if (sha256 == NULL)
        return NULL;
      name = um_text_escape (um_slice_from_string (um_source_get_name (self->sources->pdata[i])));
      g_ptr_array_add (list, um_report_source_new (name, size, sha256));
    }
  return g_steal_pointer (&list);
}

static gboolean
fill_cut_from (const Part *part,
               UmReportCut *cut,
               gboolean outside,
               guint64 *count,
               GCancellable *cancellable,
               GError **error)
{
  UmUnpackStream *unpack = NULL;
  g_autoptr (GInputStream) stream =
      um_source_open (part->source, part->content, &unpack, cancellable, error);
  g_autoptr (UmCaptureFile) capture =
      stream != NULL ? um_capture_file_new (stream, cancellable, error) : NULL;
  guint64 before = *count;
  UmDamage ignored = { 0 };
  UmReadResult result;
  UmPacket packet;

  if (capture == NULL)
    return FALSE;
  while ((result = um_capture_file_next (capture, &packet, &ignored, cancellable, error)) ==
         UM_READ_PACKET)
    {
      packet.number += before;
      *count = packet.number;
      if (um_report_cut_wants (cut, outside, packet.number))
        um_report_cut_add_packet (cut, outside, &packet);
    }
  return result == UM_READ_END;
}

gboolean
um_investigation_fill_cut (UmInvestigation *self,
                           UmReportCut *cut,
                           gboolean outside,
                           GCancellable *cancellable,
                           GError **error)
{
  guint empty = 0;
  g_autoptr (GArray) parts = find_parts (self, &empty, cancellable, error);
  guint64 count = 0;

  for (guint i = 0; parts != NULL && i < parts->len; i++)
    {
      const Part *part = &g_array_index (parts, Part, i);

      if (part->content == UM_CONTENT_CAPTURE &&
          !fill_cut_from (part, cut, outside, &count, cancellable, error))
        return FALSE;
    }
  return parts != NULL;
}

UmCaseFile *
um_investigation_steal_case (UmInvestigation *self)
{
  g_return_val_if_fail (UM_IS_INVESTIGATION (self), NULL);
  return g_steal_pointer (&self->saved_case);
}

void
um_investigation_request_findings (UmInvestigation *self)
{
  g_return_if_fail (UM_IS_INVESTIGATION (self));
  g_atomic_int_set (&self->findings_wanted, TRUE);
}

void
um_investigation_set_vantage (UmInvestigation *self, UmVantage vantage)
{
  g_return_if_fail (UM_IS_INVESTIGATION (self));
  self->vantage = vantage;
}

void
um_investigation_set_window (UmInvestigation *self, gint64 from_us, gint64 to_us)
{
  g_return_if_fail (UM_IS_INVESTIGATION (self));
  self->from_us = from_us;
  self->to_us = to_us;
}

void
um_investigation_set_phone (UmInvestigation *self, const char *text)
{
  g_return_if_fail (UM_IS_INVESTIGATION (self));
  g_free (self->phone);
  self->phone = g_strdup (text);
}

void
um_investigation_set_copy (UmInvestigation *self, GOutputStream *stream)
{
  g_return_if_fail (UM_IS_INVESTIGATION (self));
  g_set_object (&self->copy, stream);
}
