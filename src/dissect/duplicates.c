/* A table of the last packets by their hash. A newer packet takes the place of an older one, so it
 * neither grows nor has to be cleaned. */

#include "dissect/duplicates.h"

#include "core/text.h"

enum
{
  SLOTS = 4096,
  HEAD = 192, /* ports, checksum, and the lines that tell one SIP message from the next */
  TAIL = 64,
};

/* Mirror ports are faster than that, and no timer of SIP is shorter than 100 ms. */
#define MOMENT_US (50 * 1000)

typedef struct
{
  guint64 hash;
  gint64 time_us;
} Seen;

struct _UmDuplicates
{
  Seen seen[SLOTS];
};

UmDuplicates *
um_duplicates_new (void)
{
  UmDuplicates *self = g_new0 (UmDuplicates, 1);

  for (guint i = 0; i < SLOTS; i++)
    self->seen[i].time_us = UM_TIME_UNKNOWN;
  return self;
}

void
um_duplicates_free (UmDuplicates *self)
{
  g_free (self);
}

static guint64
mix (guint64 hash, guint64 value)
{
  hash = (hash ^ value) * G_GUINT64_CONSTANT (0xff51afd7ed558ccd);
  return hash ^ hash >> 32;
}

static guint64
hash_packet (const UmIpPacket *packet)
{
  gsize len = packet->payload.len;
  guint64 hash = mix (len, (guint64) packet->id << 32 | (guint64) packet->offset << 16 |
                               (guint64) packet->ttl << 8 | packet->protocol);

  hash = mix (hash, um_slice_hash64 (um_slice_new (&packet->source, sizeof packet->source)));
  hash =
      mix (hash, um_slice_hash64 (um_slice_new (&packet->destination, sizeof packet->destination)));
  hash = mix (hash, um_slice_hash64 (um_slice_head (packet->payload, HEAD)));
  if (len > HEAD)
    hash = mix (hash, um_slice_hash64 (um_slice_from (packet->payload, len - MIN (len, TAIL))));
  return hash;
}

gboolean
um_duplicates_has_seen (UmDuplicates *self, const UmIpPacket *packet, gint64 time_us)
{
  guint64 hash;
  Seen *seen;

  if (time_us == UM_TIME_UNKNOWN)
    return FALSE;
  hash = hash_packet (packet);
  seen = &self->seen[hash % SLOTS];
  if (seen->time_us != UM_TIME_UNKNOWN && seen->hash == hash &&
      MAX (seen->time_us, time_us) <= MIN (seen->time_us, time_us) + MOMENT_US)
    return TRUE;
  *seen = (Seen){ hash, time_us };
  return FALSE;
}
