/* The hot path of a big capture: one look-up per packet and no allocation. A packet that looks like
 * RTP is none yet: it waits in a small table until others with the same source and rising numbers
 * follow, so that random bytes never fill the memory. */

#include "model/stream.h"

#include "core/limits.h"
#include "core/text.h"

/* The sender held its breath (a call on hold) without telling so by the timestamps: no jitter. */
#define PAUSE_NS G_GINT64_CONSTANT (200000000)

enum
{
  PROOF = 4,          /* packets in good order that make a stream */
  MAX_STEP = 100,     /* numbers that may be missing between two of them */
  MAX_DROPOUT = 3000, /* RFC 3550 appendix A.1: further ahead is a restart */
  WAITING_SETS = 256, /* by flow */
  WAITING_WAYS = 4,
  WAITING_TIME_US = 1000000,
  GAP_US = 1000000,
  MAIN_TYPE_RUN = 50,  /* another type for so long has become the main one */
  MAX_ADVANCE = 96000, /* two seconds of the fastest clock: further is a jump of the timestamps */
};

/* What dynamic payload types of voice run at. */
static const guint dynamic_rates[UM_STREAM_MAX_RATES] = { 8000, 16000, 32000, 48000 };

typedef struct
{
  UmRtpPacket first;
  UmRtpPacket last;
  guint count;     /* 0: free */
  gint64 since_us; /* when the flow took this place */
} Waiting;

struct _UmStreams
{
  GArray *streams; /* of UmStream */
  guint32 *slots;  /* 1 + index into streams; 0: free */
  guint n_slots;   /* power of two, at least twice the streams */
  Waiting waiting[WAITING_SETS][WAITING_WAYS];
};

/* --- hashing --- */

static inline guint64
mix (guint64 hash, guint64 value)
{
  hash = (hash ^ value) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  return hash ^ hash >> 29;
}

static inline guint64
mix_endpoint (guint64 hash, const UmEndpoint *endpoint)
{
  guint64 low, high;

  memcpy (&low, endpoint->address.bytes, sizeof low);
  hash = mix (hash, low + endpoint->port);
  if (endpoint->address.family == UM_FAMILY_IPV4)
    return hash;
  memcpy (&high, endpoint->address.bytes + sizeof low, sizeof high);
  return mix (hash, high);
}

static inline guint64
hash_flow (const UmEndpoint *source, const UmEndpoint *destination)
{
  return mix_endpoint (mix_endpoint (0, source), destination);
}

static inline guint64
hash_stream (const UmEndpoint *source, const UmEndpoint *destination, guint32 ssrc)
{
  return mix (hash_flow (source, destination), ssrc);
}

static inline gboolean
is_same_flow (const UmRtpPacket *a, const UmRtpPacket *b)
{
  return um_endpoint_equal (&a->source, &b->source) &&
         um_endpoint_equal (&a->destination, &b->destination);
}

/* --- the table of streams --- */

static UmStream *
stream_at (const UmStreams *self, guint index)
{
  return &g_array_index (self->streams, UmStream, index);
}

static UmStream *
find_stream (const UmStreams *self, const UmRtpPacket *packet)
{
  guint slot =
      hash_stream (&packet->source, &packet->destination, packet->ssrc) & (self->n_slots - 1);

  while (self->slots[slot] != 0)
    {
      UmStream *stream = stream_at (self, self->slots[slot] - 1);

      if (stream->ssrc == packet->ssrc && um_endpoint_equal (&stream->source, &packet->source) &&
          um_endpoint_equal (&stream->destination, &packet->destination))
        return stream;
      slot = (slot + 1) & (self->n_slots - 1);
    }
  return NULL;
}

static void
enter_slot (UmStreams *self, guint index)
{
  const UmStream *stream = stream_at (self, index);
  guint slot =
      hash_stream (&stream->source, &stream->destination, stream->ssrc) & (self->n_slots - 1);

  while (self->slots[slot] != 0)
    slot = (slot + 1) & (self->n_slots - 1);
  self->slots[slot] = index + 1;
}

static void
grow_slots (UmStreams *self)
{
  g_free (self->slots);
  self->n_slots *= 2;
  self->slots = g_new0 (guint32, self->n_slots);
  for (guint i = 0; i < self->streams->len; i++)
    enter_slot (self, i);
}

/* --- jitter --- */

/* RFC 3550 appendix A.8, in nanoseconds: J += (|D| - J) / 16. */
static void
add_jitter (UmJitter *self, gint64 difference_ns)
{
  self->now_ns += (ABS (difference_ns) - self->now_ns) / 16;
  self->sum_ns += self->now_ns / 16; /* scaled, so that no capture is long enough to overflow */
  self->samples++;
}

static void
measure_jitter (UmStream *self, gint64 elapsed_us, gint32 advance, guint payload_type)
{
  guint rate = um_rtp_static_rate (payload_type);
  guint n = rate != 0 ? 1 : UM_STREAM_MAX_RATES;

  for (guint i = 0; i < n; i++)
    {
      guint clock = rate != 0 ? rate : dynamic_rates[i];
      gint64 difference_ns = elapsed_us * 1000 - (gint64) advance * 1000000000 / clock;

      if (difference_ns < PAUSE_NS)
        add_jitter (&self->jitter[i], difference_ns);
    }
  self->media_time += advance;
  self->clock_us += elapsed_us;
}

/* Only steps within one stretch of speech tell: what follows a pause (marker), comfort noise, DTMF
 * or a jump of the timestamps was not sent in even steps. */
static void
note_step (UmStream *self, const UmRtpPacket *packet)
{
  gint64 elapsed_us = packet->time_us - self->last_us;
  gint32 advance = (gint32) (packet->timestamp - self->last_timestamp);

  if (packet->payload_type != self->main_type || self->last_type != self->main_type ||
      packet->marker || advance <= 0 || elapsed_us < 0 || elapsed_us >= GAP_US ||
      advance > MAX_ADVANCE)
    return;
  measure_jitter (self, elapsed_us, advance, packet->payload_type);
}

/* The sound may move to another codec; a few digits or comfort noise do not count. */
static void
note_type (UmStream *self, guint payload_type)
{
  self->payload_types[payload_type / 64] |= G_GUINT64_CONSTANT (1) << payload_type % 64;
  if (payload_type == self->main_type)
    {
      self->other_run = 0;
      return;
    }
  if (um_rtp_is_comfort_noise (payload_type) ||
      (!um_rtp_is_comfort_noise (self->main_type) && ++self->other_run < MAIN_TYPE_RUN))
    return;
  self->main_type = payload_type;
  self->other_run = 0;
  self->media_time = self->clock_us = 0;
  memset (self->jitter, 0, sizeof self->jitter);
}

/* --- sequence numbers --- */

static void
restart (UmStream *self, guint16 sequence)
{
  self->highest = sequence;
  self->window = 1;
  self->span = 1;
}

static void
note_gap (UmStream *self, const UmRtpPacket *packet, guint missing)
{
  if (packet->time_us - self->last_us < GAP_US)
    return;
  if (self->n_gaps < UM_STREAM_MAX_GAPS)
    self->gaps[self->n_gaps] = (UmStreamGap){ self->last_us, packet->time_us, missing };
  self->n_gaps++;
}

/* A number at or below the highest one. Late ones beyond the window are taken for late, not
 * twice. */
static void
add_late (UmStream *self, guint behind)
{
  if (behind < 64 && (self->window >> behind & 1) != 0)
    {
      self->duplicates++;
      return;
    }
  self->packets++;
  self->reordered++;
  if (behind < 64)
    self->window |= G_GUINT64_CONSTANT (1) << behind;
  if (behind < self->span)
    self->lost -= MIN (self->lost, 1);
}

static void
add_packet (UmStream *self, const UmRtpPacket *packet)
{
  guint ahead = (guint16) (packet->sequence - self->highest);
  guint behind = (guint16) (self->highest - packet->sequence);

  if (behind < MAX_DROPOUT)
    {
      add_late (self, behind);
      return;
    }
  note_gap (self, packet, ahead < MAX_DROPOUT ? ahead - 1 : 0);
  if (ahead < MAX_DROPOUT)
    {
      self->lost += ahead - 1;
      self->window = ahead < 64 ? self->window << ahead | 1 : 1;
      self->span = MIN (self->span + ahead, G_MAXUINT16);
      self->highest = packet->sequence;
      if (ahead == 1)
        note_step (self, packet);
    }
  else
    {
      self->restarts++;
      restart (self, packet->sequence);
    }
  self->packets++;
  note_type (self, packet->payload_type);
  self->last_type = packet->payload_type;
  self->last_timestamp = packet->timestamp;
  self->last_us = MAX (self->last_us, packet->time_us);
}

static void
begin_stream (UmStream *self, const UmRtpPacket *first)
{
  memset (self, 0, sizeof *self);
  self->source = first->source;
  self->destination = first->destination;
  self->ssrc = first->ssrc;
  self->ttl = first->ttl;
  self->main_type = self->last_type = first->payload_type;
  self->first_us = self->last_us = first->time_us;
  self->last_timestamp = first->timestamp;
  self->packets = 1;
  restart (self, first->sequence);
  note_type (self, first->payload_type);
}

/* --- those that have yet to prove themselves --- */

/* The place of this flow, or a free one, or that of a flow which has had its time; NULL when all
 * are taken: the next packet of this flow may find room. */
static Waiting *
find_waiting (UmStreams *self, const UmRtpPacket *packet)
{
  Waiting *set =
      self->waiting[hash_flow (&packet->source, &packet->destination) & (WAITING_SETS - 1)];
  Waiting *best = NULL;

  for (guint i = 0; i < WAITING_WAYS; i++)
    {
      gboolean is_free =
          set[i].count == 0 || ABS (packet->time_us - set[i].since_us) > WAITING_TIME_US;

      if (set[i].count > 0 && is_same_flow (&set[i].last, packet))
        return &set[i];
      if (is_free && (best == NULL || set[i].count == 0))
        best = &set[i];
    }
  if (best != NULL)
    {
      best->count = 0;
      best->since_us = packet->time_us;
    }
  return best;
}

/* The same source, a little further on. */
static gboolean
follows (const UmRtpPacket *packet, const UmRtpPacket *last)
{
  guint step = (guint16) (packet->sequence - last->sequence);

  return packet->ssrc == last->ssrc && step > 0 && step <= MAX_STEP &&
         (gint32) (packet->timestamp - last->timestamp) >= 0;
}

static void
promote (UmStreams *self, Waiting *waiting, UmDamage *damage)
{
  guint index = self->streams->len;
  UmStream *stream;

  waiting->count = 0;
  if (index == UM_LIMIT_STREAMS)
    {
      um_damage_count (damage, UM_DAMAGE_LIMIT_REACHED);
      return;
    }
  g_array_set_size (self->streams, index + 1);
  stream = stream_at (self, index);
  begin_stream (stream, &waiting->first);
  /* those in between were in order and counted; only what lies between them is not known */
  stream->packets = PROOF - 1;
  add_packet (stream, &waiting->last);
  stream->lost = (guint16) (waiting->last.sequence - waiting->first.sequence) + 1 - PROOF;
  stream->window = stream->lost == 0 ? (1 << PROOF) - 1 : 1;
  if ((index + 1) * 2 > self->n_slots)
    grow_slots (self);
  else
    enter_slot (self, index);
}

static void
push_unknown (UmStreams *self, const UmRtpPacket *packet, UmDamage *damage)
{
  Waiting *waiting = find_waiting (self, packet);

  if (waiting == NULL)
    return;
  if (waiting->count > 0 && packet->ssrc == waiting->last.ssrc &&
      packet->sequence == waiting->last.sequence)
    return; /* mirrored twice */
  if (waiting->count == 0 || !follows (packet, &waiting->last))
    {
      waiting->first = *packet;
      waiting->count = 0;
    }
  waiting->last = *packet;
  if (++waiting->count == PROOF)
    promote (self, waiting, damage);
}

/* --- public --- */

UmStreams *
um_streams_new (void)
{
  UmStreams *self = g_new0 (UmStreams, 1);

  self->streams = g_array_new (FALSE, FALSE, sizeof (UmStream));
  self->n_slots = 64;
  self->slots = g_new0 (guint32, self->n_slots);
  return self;
}

void
um_streams_free (UmStreams *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->streams);
  g_free (self->slots);
  g_free (self);
}

void
um_streams_push (UmStreams *self, const UmRtpPacket *packet, UmDamage *damage)
{
  UmStream *stream;

  if (packet->time_us == UM_TIME_UNKNOWN)
    return;
  stream = find_stream (self, packet);
  if (stream != NULL)
    add_packet (stream, packet);
  else
    push_unknown (self, packet, damage);
}

void
um_streams_add (UmStreams *self, const UmStream *stream, UmDamage *damage)
{
  if (self->streams->len < UM_LIMIT_STREAMS)
    g_array_append_val (self->streams, *stream);
  else
    um_damage_count (damage, UM_DAMAGE_LIMIT_REACHED);
}

GPtrArray *
um_streams_copy (const UmStreams *self)
{
  GPtrArray *copy = g_ptr_array_new_full (self->streams->len, g_free);

  for (guint i = 0; i < self->streams->len; i++)
    g_ptr_array_add (copy, g_memdup2 (stream_at (self, i), sizeof (UmStream)));
  return copy;
}

gboolean
um_stream_has_type (const UmStream *self, guint payload_type)
{
  return payload_type < 128 && (self->payload_types[payload_type / 64] >> payload_type % 64 & 1);
}

/* Without the SDP, the clock whose rate is nearest to how fast the timestamps rose. */
static guint
guess_rate (const UmStream *self)
{
  guint best = 0;
  double measured;

  if (self->clock_us <= 0)
    return 0;
  measured = (double) self->media_time * 1e6 / (double) self->clock_us;
  for (guint i = 1; i < UM_STREAM_MAX_RATES; i++)
    if (ABS (measured - dynamic_rates[i]) < ABS (measured - dynamic_rates[best]))
      best = i;
  return best;
}

double
um_stream_get_jitter_ms (const UmStream *self, guint rate)
{
  const UmJitter *jitter;
  guint index = 0;

  if (um_rtp_static_rate (self->main_type) == 0)
    {
      index = guess_rate (self);
      for (guint i = 0; i < UM_STREAM_MAX_RATES; i++)
        if (dynamic_rates[i] == rate)
          index = i;
    }
  jitter = &self->jitter[index];
  return jitter->samples > 0 ? (double) jitter->sum_ns * 16 / jitter->samples / 1e6 : 0.0;
}
