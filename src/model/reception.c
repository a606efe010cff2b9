/* A round trip is measured as RFC 3550 section 6.4.1 does, but from here: a sender report passes,
 * and the answer to it names it and says how long it lay at the other end. */

#include "model/reception.h"

#include "core/limits.h"
#include "core/text.h"

enum
{
  KEPT = 4096, /* sender reports that an answer may name: they are some seconds apart */
};

typedef struct
{
  guint32 ssrc;
  guint32 sent_time;
  gint64 time_us;
} Sent;

struct _UmReceptions
{
  GArray *list;      /* of UmReception */
  GHashTable *known; /* guint64: stream and reporter → place in list, plus one */
  Sent sent[KEPT];   /* by hash; a newer one takes the place */
};

UmReceptions *
um_receptions_new (void)
{
  UmReceptions *self = g_new0 (UmReceptions, 1);

  self->list = g_array_new (FALSE, FALSE, sizeof (UmReception));
  self->known = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return self;
}

void
um_receptions_free (UmReceptions *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->list);
  g_hash_table_unref (self->known);
  g_free (self);
}

static Sent *
sent_slot (UmReceptions *self, guint32 ssrc, guint32 sent_time)
{
  guint32 hash = (ssrc * 2654435761u) ^ (sent_time * 2246822519u);

  return &self->sent[(hash ^ hash >> 16) % KEPT];
}

/* NULL when there are too many. */
static UmReception *
find_reception (UmReceptions *self, guint32 ssrc, guint32 reporter)
{
  gint64 key = (gint64) ((guint64) ssrc << 32 | reporter);
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (self->known, &key));

  if (place == 0)
    {
      UmReception reception = { .ssrc = ssrc, .reporter = reporter, .round_trip_us = -1 };

      if (self->list->len >= UM_LIMIT_STREAMS)
        return NULL;
      g_array_append_val (self->list, reception);
      place = self->list->len;
      g_hash_table_insert (self->known, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (place));
    }
  return &g_array_index (self->list, UmReception, place - 1);
}

/* -1 when the report that is named was not seen. */
static gint64
measure_round_trip (UmReceptions *self, const UmRtcpBlock *block, gint64 time_us)
{
  const Sent *sent = sent_slot (self, block->ssrc, block->last_report);
  gint64 delay_us = (gint64) block->delay * G_USEC_PER_SEC / 65536;

  if (block->last_report == 0 || sent->ssrc != block->ssrc ||
      sent->sent_time != block->last_report || time_us == UM_TIME_UNKNOWN ||
      time_us - sent->time_us < delay_us)
    return -1;
  return time_us - sent->time_us - delay_us;
}

void
um_receptions_push (UmReceptions *self, const UmRtcpReport *report, UmDamage *damage)
{
  if (report->is_sender && report->time_us != UM_TIME_UNKNOWN)
    *sent_slot (self, report->reporter, report->sent_time) =
        (Sent){ report->reporter, report->sent_time, report->time_us };
  for (guint i = 0; i < report->n_blocks; i++)
    {
      const UmRtcpBlock *block = &report->blocks[i];
      UmReception *reception = find_reception (self, block->ssrc, report->reporter);
      gint64 round_trip_us;

      if (reception == NULL)
        {
          um_damage_count (damage, UM_DAMAGE_LIMIT_REACHED);
          continue;
        }
      round_trip_us = measure_round_trip (self, block, report->time_us);
      reception->reports++;
      reception->lost = block->lost;
      reception->jitter = block->jitter;
      reception->worst_fraction = MAX (reception->worst_fraction, block->fraction_lost);
      if (round_trip_us >= 0 &&
          (reception->round_trip_us < 0 || round_trip_us < reception->round_trip_us))
        reception->round_trip_us = round_trip_us;
    }
}

GArray *
um_receptions_copy (const UmReceptions *self)
{
  return g_array_copy (self->list);
}
