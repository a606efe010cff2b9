/* Both threads do the same: take the next batch of packets off the file (one at a time), take the
 * packets apart (both at once), push what came of it into the case (one at a time, in the order of the
 * file). So neither waits for long, whatever the capture is made of. */

#include "engine/capture-reading.h"

#include "model/case-worker.h"

enum
{
  ALONE = 4, /* batches, of a megabyte each, that need no second thread */
};

typedef struct
{
  UmCaptureFile *capture;
  UmCaseBuilder *builder;
  const UmCaptureReadingHooks *hooks;
  GCancellable *cancellable;

  GMutex reading; /* guards capture and these: */
  guint64 count;
  guint next; /* number of the next batch */
  gboolean ended;
  gboolean failed;
  GError *error;

  GMutex pushing; /* guards builder and this: */
  guint turn;     /* number of the batch that is to be pushed */
  GCond turned;
} Reading;

/* What a thread works with. */
typedef struct
{
  Reading *reading;
  UmPacketBatch *batch;
  UmCaseWorker *worker;
  UmDamage damage;
  guint64 offset;
  guint number; /* of the batch */
} Lane;

static void
lane_init (Lane *self, Reading *reading)
{
  *self = (Lane){ reading, um_packet_batch_new (), um_case_worker_new (reading->builder) };
}

static void
lane_clear (Lane *self)
{
  um_packet_batch_free (self->batch);
  um_case_worker_free (self->worker);
}

/* FALSE when there is no batch any more; one without packets still brings its damage. */
static gboolean
take_batch (Lane *self)
{
  Reading *reading = self->reading;
  UmReadResult result;
  UmPacket *packets;
  guint n;

  if (reading->ended)
    return FALSE;
  self->number = reading->next++;
  self->damage = (UmDamage){ 0 };
  result = um_capture_file_next_batch (reading->capture, self->batch, &self->damage,
                                       reading->cancellable, &reading->error);
  reading->ended = result != UM_READ_PACKET;
  reading->failed = result == UM_READ_FAILED;
  packets = um_packet_batch_get (self->batch, &n);
  for (guint i = 0; i < n; i++)
    packets[i].number = ++reading->count;
  self->offset = reading->hooks->tell (reading->hooks->user_data);
  return TRUE;
}

static void
push_batch (Lane *self, const UmPacket *packets, guint n, gboolean in_caller)
{
  const UmCaptureReadingHooks *hooks = self->reading->hooks;

  um_damage_add (um_case_builder_get_damage (self->reading->builder), &self->damage);
  um_case_worker_push (self->worker, packets, n);
  hooks->progress (self->offset, in_caller, hooks->user_data);
}

/* One batch from file to case. */
static gboolean
lane_step (Lane *self, gboolean in_caller)
{
  Reading *reading = self->reading;
  const UmPacket *packets;
  gboolean any;
  guint n;

  g_mutex_lock (&reading->reading);
  any = take_batch (self);
  g_mutex_unlock (&reading->reading);
  if (!any)
    return FALSE;
  packets = um_packet_batch_get (self->batch, &n);
  um_case_worker_read (self->worker, packets, n);
  g_mutex_lock (&reading->pushing);
  while (reading->turn != self->number)
    g_cond_wait (&reading->turned, &reading->pushing);
  push_batch (self, packets, n, in_caller);
  reading->turn++;
  g_cond_broadcast (&reading->turned);
  g_mutex_unlock (&reading->pushing);
  return TRUE;
}

static gpointer
run_second (gpointer data)
{
  Lane *lane = data;

  while (lane_step (lane, FALSE))
    continue;
  return NULL;
}

static void
run_both (Reading *reading, Lane *lane)
{
  Lane second;
  GThread *thread;

  lane_init (&second, reading);
  thread = g_thread_new ("reading", run_second, &second);
  while (lane_step (lane, TRUE))
    continue;
  (void) g_thread_join (thread);
  lane_clear (&second);
}

gboolean
um_capture_reading_run (UmCaptureFile *capture,
                        UmCaseBuilder *builder,
                        guint64 *count,
                        const UmCaptureReadingHooks *hooks,
                        GCancellable *cancellable,
                        GError **error)
{
  Reading reading = { capture, builder, hooks, cancellable, .count = *count };
  gboolean alone = TRUE;
  Lane lane;

  g_mutex_init (&reading.reading);
  g_mutex_init (&reading.pushing);
  g_cond_init (&reading.turned);
  lane_init (&lane, &reading);
  while (alone && lane_step (&lane, TRUE))
    alone = reading.next < ALONE || g_get_num_processors () == 1;
  if (!alone)
    run_both (&reading, &lane);
  lane_clear (&lane);
  g_mutex_clear (&reading.reading);
  g_mutex_clear (&reading.pushing);
  g_cond_clear (&reading.turned);
  *count = reading.count;
  if (reading.failed)
    g_propagate_error (error, reading.error);
  return !reading.failed;
}
