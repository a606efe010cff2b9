/* Reassembly, RFC 791 section 3.2 and RFC 8200 section 4.5. Which bytes are there is kept in a bit
 * for each unit of eight, the granularity of fragment offsets; so the work is linear in the bytes
 * and no list of holes can be made to grow. */

#include "dissect/ip-fragments.h"

#include "core/limits.h"
#include "core/text.h"

#define UNIT         8
#define DATAGRAM_MAX 65535
#define UNITS        ((DATAGRAM_MAX + UNIT) / UNIT)
#define LIFETIME_US \
  (30 * G_USEC_PER_SEC) /* identifications come round again; Linux waits as long */

typedef struct
{
  GList link;        /* in UmIpFragments.age; data is the entry */
  UmIpPacket packet; /* of the fragment at offset 0, else of the first seen; payload unset */
  UmDatagram carrier;
  gboolean has_start;
  guint8 *bytes;
  gsize capacity;
  gsize end;   /* highest byte seen */
  gsize total; /* 0: the last fragment has not come */
  guint units;
  guint8 have[UNITS / 8 + 1];
} Entry;

struct _UmIpFragments
{
  GHashTable *entries; /* of Entry, by itself */
  GQueue age;          /* oldest first */
  UmIpFragmentsFunc func;
  gpointer user_data;
  UmDamage *damage; /* not owned */
  guint8 *whole;    /* bytes of the last datagram that became whole */
};

static guint
entry_hash (gconstpointer key)
{
  const UmIpPacket *packet = &((const Entry *) key)->packet;

  return um_address_hash (&packet->source) * 31 + um_address_hash (&packet->destination) +
         packet->id * 2654435761u + packet->protocol;
}

static gboolean
entry_equal (gconstpointer a, gconstpointer b)
{
  const UmIpPacket *left = &((const Entry *) a)->packet;
  const UmIpPacket *right = &((const Entry *) b)->packet;

  return left->id == right->id && left->protocol == right->protocol &&
         left->version == right->version && um_address_equal (&left->source, &right->source) &&
         um_address_equal (&left->destination, &right->destination);
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->bytes);
  g_free (entry);
}

static gboolean
has_unit (const Entry *entry, gsize unit)
{
  return (entry->have[unit / 8] >> unit % 8 & 1) != 0;
}

UmIpFragments *
um_ip_fragments_new (UmIpFragmentsFunc func, gpointer user_data, UmDamage *damage)
{
  UmIpFragments *self = g_new0 (UmIpFragments, 1);

  self->entries = g_hash_table_new_full (entry_hash, entry_equal, NULL, entry_free);
  self->func = func;
  self->user_data = user_data;
  self->damage = damage;
  return self;
}

void
um_ip_fragments_free (UmIpFragments *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->entries, g_hash_table_unref);
  g_free (self->whole);
  g_free (self);
}

static void
forget (UmIpFragments *self, Entry *entry)
{
  g_queue_unlink (&self->age, &entry->link);
  g_hash_table_remove (self->entries, entry);
}

static void
give_up (UmIpFragments *self, Entry *entry)
{
  gsize unit = 0;

  um_damage_count (self->damage, UM_DAMAGE_FRAGMENTS_MISSING);
  while (unit < UNITS && has_unit (entry, unit))
    unit++;
  if (self->func != NULL && entry->has_start && unit > 0)
    {
      UmIpPacket packet = entry->packet;
      gsize len = MIN (unit * UNIT, entry->end);

      packet.is_fragment = FALSE;
      packet.payload = um_slice_new (entry->bytes, len);
      packet.missing = entry->total > len ? entry->total - len : 1;
      self->func (&packet, &entry->carrier, self->user_data);
    }
  forget (self, entry);
}

static Entry *
find_entry (UmIpFragments *self, const UmIpPacket *fragment, const UmDatagram *carrier)
{
  Entry key = { .packet = *fragment };
  Entry *entry = g_hash_table_lookup (self->entries, &key);

  if (entry != NULL && entry->carrier.time_us != UM_TIME_UNKNOWN &&
      carrier->time_us != UM_TIME_UNKNOWN && carrier->time_us > entry->carrier.time_us &&
      (guint64) carrier->time_us - (guint64) entry->carrier.time_us > LIFETIME_US)
    {
      give_up (self, entry);
      entry = NULL;
    }
  if (entry != NULL)
    return entry;
  if (self->age.length >= UM_LIMIT_FRAGMENTS)
    give_up (self, self->age.head->data);
  entry = g_new0 (Entry, 1);
  entry->link.data = entry;
  entry->packet = *fragment;
  entry->packet.payload = UM_SLICE_UNSET;
  entry->carrier = *carrier;
  g_hash_table_add (self->entries, entry);
  g_queue_push_tail_link (&self->age, &entry->link);
  return entry;
}

static void
reserve (Entry *entry, gsize wanted)
{
  if (wanted <= entry->capacity)
    return;
  entry->capacity = MIN (MAX (wanted, entry->capacity * 2), DATAGRAM_MAX + UNIT);
  entry->bytes = g_realloc (entry->bytes, entry->capacity);
}

static void
store (Entry *entry, gsize offset, UmSlice payload)
{
  reserve (entry, offset + payload.len);
  for (gsize at = 0; at < payload.len; at += UNIT)
    {
      gsize unit = (offset + at) / UNIT;

      if (has_unit (entry, unit))
        continue;
      memcpy (entry->bytes + offset + at, payload.data + at, MIN (UNIT, payload.len - at));
      entry->have[unit / 8] |= 1 << unit % 8;
      entry->units++;
    }
  entry->end = MAX (entry->end, offset + payload.len);
}

/* A fragment against its own header, and against what is already known of the datagram. */
static gboolean
fits (const Entry *entry, const UmIpPacket *fragment, gsize end)
{
  if (end > DATAGRAM_MAX || end == fragment->offset)
    return FALSE;
  if (fragment->more_fragments && (end - fragment->offset) % UNIT != 0)
    return FALSE;
  if (!fragment->more_fragments)
    return entry->end <= end && (entry->total == 0 || entry->total == end);
  return entry->total == 0 || end <= entry->total;
}

static void
take_start (Entry *entry, const UmIpPacket *fragment, const UmDatagram *carrier)
{
  if (fragment->offset != 0 || entry->has_start)
    return;
  entry->has_start = TRUE;
  entry->packet = *fragment; /* the key fields are equal */
  entry->packet.payload = UM_SLICE_UNSET;
  entry->carrier = *carrier;
}

gboolean
um_ip_fragments_add (UmIpFragments *self,
                     const UmIpPacket *fragment,
                     const UmDatagram *carrier,
                     UmIpPacket *ret_whole)
{
  Entry *entry = find_entry (self, fragment, carrier);
  gsize end = fragment->offset + fragment->payload.len + fragment->missing;
  UmSlice payload = fragment->payload;

  if (!fits (entry, fragment, end))
    {
      um_damage_count (self->damage, UM_DAMAGE_BAD_HEADER);
      if (entry->units == 0)
        forget (self, entry); /* this very fragment had opened it */
      return FALSE;
    }
  take_start (entry, fragment, carrier);
  if (!fragment->more_fragments)
    entry->total = end;
  if (fragment->missing > 0)
    payload.len -= payload.len % UNIT;
  store (entry, fragment->offset, payload);
  if (entry->total == 0 || entry->units < (entry->total + UNIT - 1) / UNIT)
    return FALSE;

  g_free (self->whole);
  self->whole = g_steal_pointer (&entry->bytes);
  *ret_whole = entry->packet;
  ret_whole->is_fragment = FALSE;
  ret_whole->more_fragments = FALSE;
  ret_whole->missing = 0;
  ret_whole->payload = um_slice_new (self->whole, entry->total);
  forget (self, entry);
  return TRUE;
}

void
um_ip_fragments_finish (UmIpFragments *self)
{
  while (self->age.head != NULL)
    give_up (self, self->age.head->data);
}
