/* Matching follows field guide E.4: the address in the SDP; the source address of the SIP packets
 * with the port of the SDP; any flow from or to what the other side named (RFC 4961); last, what
 * begins when the call does at an address of one end. Each stream belongs to one call and
 * direction. Look-ups go by address and time, so that no call looks at all streams. */

#include "model/media.h"

#include "core/limits.h"
#include "core/text.h"

#define SLACK_US      1000000 /* a stream may begin so long before its call, by other clocks */
#define START_US      2000000 /* how close to the answer a stream begins that nothing names */
#define MIN_CALL_US   300000  /* shorter calls say nothing */
#define CUT_US        5000000 /* silence before the end that is no habit of hanging up */
#define CUT_BOTH_US   10000000
#define HOLE_US       2000000
#define MIN_HOLE_LOST 10
#define MIN_LOST      3 /* one lost packet of fifty is two percent, and nobody hears it */

/* Streams at one place, by the time of their first packet. */
typedef struct
{
  GHashTable *by_destination; /* UmEndpoint * → GPtrArray of UmStream */
  GHashTable *by_source;
  GHashTable *by_address; /* UmAddress *, either end → GPtrArray of UmStream */
  GHashTable *taken[2];   /* set of UmStream, by direction */
  GHashTable *own_public; /* const UmPhone * → UmAddress *, not owned */
  GHashTable *receptions; /* SSRC → UmReception, not owned: what was heard of that stream */
} Index;

/* One direction of one call while it is put together. */
typedef struct
{
  UmMedia *media;
  UmCallEnd hears;
  const UmStream *biggest;
  guint64 reached; /* packets that can have arrived */
  guint8 last_type;
  gboolean timed; /* all times are known */
} Leg;

/* --- index --- */

static int
compare_streams (gconstpointer a, gconstpointer b)
{
  const UmStream *x = *(const UmStream *const *) a, *y = *(const UmStream *const *) b;

  return (x->first_us > y->first_us) - (x->first_us < y->first_us);
}

static void
enter (GHashTable *table, gconstpointer key, const UmStream *stream)
{
  GPtrArray *streams = g_hash_table_lookup (table, key);

  if (streams == NULL)
    {
      streams = g_ptr_array_new ();
      g_hash_table_insert (table, (gpointer) key, streams);
    }
  g_ptr_array_add (streams, (gpointer) stream);
}

static GHashTable *
table_new (GHashFunc hash, GEqualFunc equal)
{
  return g_hash_table_new_full (hash, equal, NULL, (GDestroyNotify) g_ptr_array_unref);
}

static void
index_init (Index *self, const UmCase *about)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_copy (about->streams, NULL, NULL);

  self->by_destination = table_new (um_endpoint_hash, um_endpoint_equal_func);
  self->by_source = table_new (um_endpoint_hash, um_endpoint_equal_func);
  self->by_address = table_new (um_address_hash, um_address_equal_func);
  self->taken[0] = g_hash_table_new (NULL, NULL);
  self->taken[1] = g_hash_table_new (NULL, NULL);
  self->own_public = g_hash_table_new (NULL, NULL);
  self->receptions = g_hash_table_new (NULL, NULL);
  for (guint i = 0; about->receptions != NULL && i < about->receptions->len; i++)
    {
      UmReception *reception = &g_array_index (about->receptions, UmReception, i);

      g_hash_table_insert (self->receptions, GUINT_TO_POINTER (reception->ssrc), reception);
    }
  g_ptr_array_set_free_func (sorted, NULL);
  g_ptr_array_sort (sorted, compare_streams);
  for (guint i = 0; i < sorted->len; i++)
    {
      const UmStream *stream = g_ptr_array_index (sorted, i);

      enter (self->by_destination, &stream->destination, stream);
      enter (self->by_source, &stream->source, stream);
      enter (self->by_address, &stream->source.address, stream);
      enter (self->by_address, &stream->destination.address, stream);
    }
}

static void
index_clear (Index *self)
{
  g_hash_table_unref (self->by_destination);
  g_hash_table_unref (self->by_source);
  g_hash_table_unref (self->by_address);
  g_hash_table_unref (self->taken[0]);
  g_hash_table_unref (self->taken[1]);
  g_hash_table_unref (self->own_public);
  g_hash_table_unref (self->receptions);
}

/* --- matching --- */

/* What the end that heard the stream said of it. Two ends that picked the same SSRC are rare. */
static void
take_report (const Index *index, UmMedia *media, const UmStream *stream, guint rate)
{
  const UmReception *reception =
      g_hash_table_lookup (index->receptions, GUINT_TO_POINTER (stream->ssrc));

  media->reported = reception != NULL;
  media->round_trip_us = -1;
  if (reception == NULL)
    return;
  if (rate == 0)
    rate = um_rtp_static_rate (stream->main_type);
  media->reported_lost = reception->lost;
  media->reported_jitter_ms = rate > 0 ? 1000.0 * reception->jitter / rate : 0.0;
  media->round_trip_us = reception->round_trip_us;
}

static void
take (Index *index, Leg *leg, const UmStream *stream, gboolean inferred)
{
  UmMedia *media = leg->media;
  const UmCallSide *side = &media->call->sides[leg->hears];
  guint rate = stream->main_type >= UM_AUDIO_FIRST_DYNAMIC
                   ? um_call_side_get_rate (side, stream->main_type)
                   : 0;
  gboolean lost_in_space = media->to_phone &&
                           um_address_is_public (&media->call->phone->source.address) &&
                           um_address_is_private (&stream->destination.address);

  g_hash_table_add (index->taken[media->to_phone], (gpointer) stream);
  media->inferred |= inferred;
  media->unreachable |= lost_in_space;
  leg->reached += lost_in_space ? 0 : stream->packets;
  if (media->n_streams == 0 || stream->last_us > media->last_us)
    {
      leg->last_type = stream->last_type;
      media->last_us = stream->last_us;
    }
  if (media->n_streams == 0 || stream->first_us < media->first_us)
    media->first_us = stream->first_us;
  media->n_streams++;
  media->packets += stream->packets;
  media->lost += stream->lost;
  media->duplicates += stream->duplicates;
  for (guint i = 0; i < MIN (stream->n_gaps, UM_STREAM_MAX_GAPS); i++)
    if (stream->gaps[i].lost >= MIN_HOLE_LOST &&
        !um_call_is_held (media->call, stream->gaps[i].start_us, stream->gaps[i].end_us))
      media->gap_us = MAX (media->gap_us, stream->gaps[i].end_us - stream->gaps[i].start_us);
  if (leg->biggest != NULL && leg->biggest->packets >= stream->packets)
    return;
  leg->biggest = stream;
  media->actual = stream->destination;
  media->source = stream->source;
  media->jitter_ms = um_stream_get_jitter_ms (stream, rate);
  take_report (index, media, stream, rate);
}

/* The first of streams that begins at or after this time. */
static guint
find_first (GPtrArray *streams, gint64 time_us)
{
  guint low = 0, high = streams->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (((const UmStream *) g_ptr_array_index (streams, middle))->first_us < time_us)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* What the phone sends to its own site is not what it hears. */
static gboolean
is_of_phone (const Leg *leg, const UmStream *stream)
{
  const UmAddress *phone = &leg->media->call->phone->source.address;
  gboolean is_source = um_address_equal (&stream->source.address, phone);

  if (leg->hears == UM_CALL_SERVER)
    return is_source;
  return !is_source && um_address_equal (&stream->destination.address, phone);
}

static void
take_at (Index *index,
         Leg *leg,
         GPtrArray *streams,
         gint64 from_us,
         gint64 to_us,
         gboolean strict,
         gboolean inferred)
{
  if (streams == NULL)
    return;
  for (guint i = find_first (streams, from_us); i < streams->len; i++)
    {
      const UmStream *stream = g_ptr_array_index (streams, i);

      if (stream->first_us > to_us)
        return;
      if (!g_hash_table_contains (index->taken[leg->media->to_phone], stream) &&
          (!strict || is_of_phone (leg, stream)))
        take (index, leg, stream, inferred);
    }
}

static void
take_endpoint (Index *index,
               Leg *leg,
               GHashTable *table,
               const UmEndpoint *endpoint,
               gboolean strict,
               gboolean inferred)
{
  const UmCall *call = leg->media->call;

  if (um_address_is_set (&endpoint->address))
    take_at (index, leg, g_hash_table_lookup (table, endpoint), call->invite->time_us - SLACK_US,
             call->end_us, strict, inferred);
}

static const UmEndpoint *
sip_endpoint (const UmCall *call, UmCallEnd end)
{
  return end == UM_CALL_PHONE ? &call->phone->source : &call->phone->server;
}

static UmCallEnd
other_end (UmCallEnd end)
{
  return end == UM_CALL_PHONE ? UM_CALL_SERVER : UM_CALL_PHONE;
}

/* (1) sent to what the hearing end named; strict: and from or to the very address of this phone,
 * for a file may hold both sides of the router */
static void
match_sdp (Index *index, Leg *leg, gboolean strict)
{
  const UmCallSide *side = &leg->media->call->sides[leg->hears];

  for (guint i = 0; i < side->n_media; i++)
    take_endpoint (index, leg, index->by_destination, um_call_side_get_media (side, i), strict,
                   FALSE);
}

/* (2) sent to the same port at the address that SIP itself uses */
static void
match_sip (Index *index, Leg *leg, gboolean strict)
{
  const UmCall *call = leg->media->call;

  for (guint i = 0; i < call->sides[leg->hears].n_media; i++)
    {
      UmEndpoint endpoint = { sip_endpoint (call, leg->hears)->address,
                              um_call_side_get_media (&call->sides[leg->hears], i)->port };

      take_endpoint (index, leg, index->by_destination, &endpoint, strict, FALSE);
    }
}

/* (3) whatever comes from what the speaking end named (RFC 4961) */
static void
match_symmetric (Index *index, Leg *leg, gboolean strict)
{
  const UmCallSide *side = &leg->media->call->sides[other_end (leg->hears)];

  for (guint i = 0; i < side->n_media; i++)
    take_endpoint (index, leg, index->by_source, um_call_side_get_media (side, i), strict, TRUE);
}

/* (4) begins with the call at the phone's address, and nothing else is known of it */
static void
match_start (Index *index, Leg *leg, gboolean strict)
{
  const UmCall *call = leg->media->call;
  const UmMessage *start = call->answer != NULL ? call->answer : call->progress;
  const UmAddress *address = &call->phone->source.address;

  if (leg->media->n_streams == 0 && um_address_is_set (address))
    take_at (index, leg, g_hash_table_lookup (index->by_address, address),
             start->time_us - START_US, start->time_us + START_US, strict, TRUE);
}

/* --- judging --- */

/* The capture would show sound of these ends, because it does so for others or at other times. */
static gboolean
would_be_seen (const Index *index, const UmCall *call)
{
  const UmCallSide *server = &call->sides[UM_CALL_SERVER];

  if (g_hash_table_contains (index->by_address, &call->phone->source.address))
    return TRUE;
  for (guint i = 0; i < server->n_media; i++)
    if (g_hash_table_contains (index->by_address, &um_call_side_get_media (server, i)->address))
      return TRUE;
  return FALSE;
}

/* The site's public address as answers told it to the phone. */
static const UmAddress *
own_public_address (Index *index, const UmPhone *phone)
{
  const UmAddress *address = g_hash_table_lookup (index->own_public, phone);

  if (um_address_is_set (&phone->public_address.address))
    return &phone->public_address.address;
  if (g_hash_table_contains (index->own_public, phone))
    return address;
  for (guint i = 0; address == NULL && i < phone->received->len; i++)
    {
      const UmMessage *message = g_ptr_array_index (phone->received, i);
      const UmField *received =
          message->is_request ? NULL : um_message_find_field (message, UM_FIELD_VIA_RECEIVED);

      if (received != NULL && um_address_is_public (&received->address))
        address = &received->address;
    }
  g_hash_table_insert (index->own_public, (gpointer) phone, (gpointer) address);
  return address;
}

static gboolean
is_hairpin (Index *index, const Leg *from_phone)
{
  const UmAddress *own = own_public_address (index, from_phone->media->call->phone);

  return own != NULL && from_phone->media->n_streams > 0 &&
         um_address_equal (own, &from_phone->media->actual.address);
}

/* It fell silent while the call went on, and nothing says that this was meant. */
static gboolean
is_cut_out (const Leg *leg, const Leg *other)
{
  const UmMedia *media = leg->media;
  const UmCall *call = media->call;
  gint64 silence_us = call->end_us - media->last_us;

  if (media->gap_us >= HOLE_US)
    return TRUE;
  if (silence_us < CUT_US || call->transferred || um_rtp_is_comfort_noise (leg->last_type) ||
      um_call_is_held (call, media->last_us, call->end_us))
    return FALSE;
  if (other->media->n_streams > 0 && other->media->last_us - media->last_us >= CUT_US)
    return TRUE;
  /* without its BYE the call may have ended long before the file */
  return call->ending != NULL && call->ending->method == UM_METHOD_BYE && silence_us >= CUT_BOTH_US;
}

static gboolean
is_poor (const UmMedia *media)
{
  return (media->lost >= MIN_LOST && um_media_get_loss_percent (media) > UM_MEDIA_LOSS_PERCENT) ||
         media->jitter_ms > UM_MEDIA_JITTER_MS;
}

static UmMediaFinding
judge_heard (const Leg *leg, const Leg *other)
{
  if (is_cut_out (leg, other))
    return UM_MEDIA_CUT_OUT;
  if (is_poor (leg->media))
    return UM_MEDIA_QUALITY;
  /* a call that was taken back from hold and has sound again is none on hold */
  return um_call_is_held (leg->media->call, leg->media->last_us, leg->media->call->end_us)
             ? UM_MEDIA_HOLD
             : UM_MEDIA_OK;
}

static gboolean
is_heard (const Leg *leg)
{
  return leg->reached > 0 && leg->media->last_us >= leg->media->call->answer->time_us;
}

static UmMediaFinding
judge (Index *index, const Leg *leg, const Leg *other)
{
  const UmCall *call = leg->media->call;
  gboolean heard;

  if (!leg->timed)
    return UM_MEDIA_UNKNOWN;
  if (call->answer == NULL)
    return leg->media->n_streams > 0 ? UM_MEDIA_EARLY_ONLY : UM_MEDIA_UNKNOWN;
  heard = is_heard (leg);
  if (heard && leg->hears == UM_CALL_SERVER && !is_heard (other) && is_hairpin (index, leg))
    return UM_MEDIA_HAIRPIN;
  if (heard)
    return judge_heard (leg, other);
  if (um_call_is_held (call, call->answer->time_us, call->answer->time_us + MIN_CALL_US))
    return UM_MEDIA_HOLD;
  if (call->end_us - call->answer->time_us < MIN_CALL_US)
    return UM_MEDIA_UNKNOWN;
  if (is_heard (other))
    return UM_MEDIA_ONE_WAY;
  return would_be_seen (index, call) ? UM_MEDIA_NONE : UM_MEDIA_UNKNOWN;
}

/* --- public --- */

/* It came to sound, and somebody said where. */
static gboolean
is_told (const UmCall *call)
{
  return (call->answer != NULL || call->progress != NULL) &&
         call->sides[UM_CALL_PHONE].n_media + call->sides[UM_CALL_SERVER].n_media > 0;
}

static gboolean
has_times (const UmCall *call)
{
  const UmMessage *start = call->answer != NULL ? call->answer : call->progress;

  return call->invite->time_us != UM_TIME_UNKNOWN && start->time_us != UM_TIME_UNKNOWN &&
         call->end_us != UM_TIME_UNKNOWN;
}

static void
add_leg (GArray *legs, GPtrArray *media, const UmCall *call, gboolean to_phone)
{
  UmMedia *entry = g_new0 (UmMedia, 1);
  Leg leg = { .media = entry, .hears = to_phone ? UM_CALL_PHONE : UM_CALL_SERVER };

  entry->call = call;
  leg.timed = has_times (call);
  entry->to_phone = to_phone;
  if (call->sides[leg.hears].n_media > 0)
    entry->advertised = *um_call_side_get_media (&call->sides[leg.hears], 0);
  g_ptr_array_add (media, entry);
  g_array_append_val (legs, leg);
}

static GArray *
begin_legs (const UmCase *about, GPtrArray *media, GPtrArray *calls, guint64 *ret_left_out)
{
  guint limit = about->streams->len > 0 ? G_MAXUINT : UM_LIMIT_MEDIA_UNKNOWN;
  GArray *legs = g_array_new (FALSE, TRUE, sizeof (Leg));

  *ret_left_out = 0;
  for (guint i = 0; i < calls->len; i++)
    for (guint to_phone = 2; is_told (g_ptr_array_index (calls, i)) && to_phone-- > 0;)
      {
        if (legs->len == limit)
          {
            *ret_left_out += 2;
            break;
          }

        add_leg (legs, media, g_ptr_array_index (calls, i), to_phone);
      }
  return legs;
}

GPtrArray *
um_media_find (const UmCase *about, GPtrArray *calls, guint64 *ret_left_out)
{
  static const struct
  {
    void (*match) (Index *index, Leg *leg, gboolean strict);
    gboolean strict;
  } passes[] = { { match_sdp, TRUE },  { match_sip, TRUE },  { match_symmetric, TRUE },
                 { match_sdp, FALSE }, { match_sip, FALSE }, { match_symmetric, FALSE },
                 { match_start, TRUE } };
  GPtrArray *media = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) legs = begin_legs (about, media, calls, ret_left_out);
  Index index;

  index_init (&index, about);
  for (gsize pass = 0; about->streams->len > 0 && pass < G_N_ELEMENTS (passes); pass++)
    for (guint i = 0; i < legs->len; i++)
      if (g_array_index (legs, Leg, i).timed)
        passes[pass].match (&index, &g_array_index (legs, Leg, i), passes[pass].strict);
  for (guint i = 0; i < legs->len; i++)
    {
      Leg *leg = &g_array_index (legs, Leg, i);

      leg->media->finding = judge (&index, leg, &g_array_index (legs, Leg, i ^ 1));
    }
  index_clear (&index);
  return media;
}

double
um_media_get_loss_percent (const UmMedia *self)
{
  guint64 expected = self->packets + self->lost;

  return expected > 0 ? 100.0 * (double) self->lost / (double) expected : 0.0;
}

const char *
um_media_finding_name (UmMediaFinding finding)
{
  static const char *const names[] = { "ok",   "one-way",    "none",    "cut-out", "hairpin",
                                       "hold", "early-only", "quality", "unknown" };

  return names[finding];
}
