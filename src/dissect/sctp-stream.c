/* The parts of a message have transmission sequence numbers (TSN) in a row, the first and the last
 * of them are flagged (RFC 9260 section 6.9). Order between messages does not matter to SIP, so
 * each is given as soon as it is whole. */

#include "dissect/sctp-stream.h"

#include "core/limits.h"
#include "dissect/sip-message.h"

enum
{
  WINDOW = 1024, /* TSNs below the highest of which is known whether they were seen */
};

/* A part that waits for its neighbours. */
typedef struct
{
  GList link; /* in Direction.parts, by TSN */
  guint32 tsn;
  gboolean is_first;
  gboolean is_last;
  gsize len;
  char bytes[];
} Part;

typedef struct
{
  UmDatagram carrier; /* its endpoints are the key */
  GList link;         /* in UmSctpStreams.age */
  GQueue parts;       /* of Part */
  gsize size;         /* of all parts */
  guint32 highest;
  guint8 seen[WINDOW / 8]; /* by TSN modulo WINDOW */
  gboolean speaks_sip;
} Direction;

struct _UmSctpStreams
{
  GHashTable *directions; /* of Direction, by itself */
  GQueue age;             /* least recently used first */
  UmSctpFunc func;
  gpointer user_data;
  UmDamage *damage; /* not owned */
  GByteArray *whole;
};

static guint
direction_hash (gconstpointer key)
{
  const Direction *direction = key;

  return um_endpoint_hash (&direction->carrier.source) * 31 +
         um_endpoint_hash (&direction->carrier.destination);
}

static gboolean
direction_equal (gconstpointer a, gconstpointer b)
{
  const UmDatagram *left = &((const Direction *) a)->carrier;
  const UmDatagram *right = &((const Direction *) b)->carrier;

  return um_endpoint_equal (&left->source, &right->source) &&
         um_endpoint_equal (&left->destination, &right->destination);
}

static void
remove_part (Direction *direction, Part *part)
{
  g_queue_unlink (&direction->parts, &part->link);
  direction->size -= sizeof *part + part->len;
  g_free (part);
}

static void
direction_free (gpointer data)
{
  Direction *direction = data;

  while (direction->parts.head != NULL)
    remove_part (direction, direction->parts.head->data);
  g_free (direction);
}

UmSctpStreams *
um_sctp_streams_new (UmSctpFunc func, gpointer user_data, UmDamage *damage)
{
  UmSctpStreams *self = g_new0 (UmSctpStreams, 1);

  self->directions = g_hash_table_new_full (direction_hash, direction_equal, NULL, direction_free);
  self->func = func;
  self->user_data = user_data;
  self->damage = damage;
  self->whole = g_byte_array_new ();
  return self;
}

void
um_sctp_streams_free (UmSctpStreams *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->directions, g_hash_table_unref);
  g_byte_array_unref (self->whole);
  g_free (self);
}

/* Only SIP is worth a word: Diameter and SS7 use SCTP as well. */
static void
give_up (UmSctpStreams *self, Direction *direction, Part *part)
{
  if (part->is_first
          ? um_sip_message_looks_like_sip (um_slice_new (part->bytes, part->len))
          : direction->speaks_sip &&
                (part->link.prev == NULL || ((Part *) part->link.prev->data)->tsn + 1 != part->tsn))
    um_damage_count (self->damage, UM_DAMAGE_SCTP_INCOMPLETE);
  remove_part (direction, part);
}

/* From the end: a part that has lost its beginning is then the first of its row. */
static void
drop_direction (UmSctpStreams *self, Direction *direction)
{
  while (direction->parts.tail != NULL)
    give_up (self, direction, direction->parts.tail->data);
  g_queue_unlink (&self->age, &direction->link);
  g_hash_table_remove (self->directions, direction);
}

static Direction *
find_direction (UmSctpStreams *self, const UmDatagram *carrier, guint32 tsn)
{
  Direction key = { .carrier = *carrier };
  Direction *direction = g_hash_table_lookup (self->directions, &key);

  if (direction == NULL)
    {
      if (self->age.length >= UM_LIMIT_SCTP_STREAMS)
        {
          um_damage_count (self->damage, UM_DAMAGE_LIMIT_REACHED);
          drop_direction (self, self->age.head->data);
        }
      direction = g_new0 (Direction, 1);
      direction->carrier = *carrier;
      direction->link.data = direction;
      direction->highest = tsn - 1;
      g_hash_table_add (self->directions, direction);
    }
  else
    g_queue_unlink (&self->age, &direction->link);
  g_queue_push_tail_link (&self->age, &direction->link);
  return direction;
}

/* TRUE when this TSN comes for the first time. Far away from the others it is a new association on
 * the old ports. */
static gboolean
note_tsn (Direction *direction, guint32 tsn)
{
  gint32 ahead = (gint32) (tsn - direction->highest);
  guint8 bit = 1 << tsn % 8;
  guint8 *byte = &direction->seen[tsn % WINDOW / 8];

  if (ahead > WINDOW || ahead <= -WINDOW)
    {
      memset (direction->seen, 0, sizeof direction->seen);
      direction->highest = tsn;
    }
  for (; (gint32) (tsn - direction->highest) > 0; direction->highest++)
    direction->seen[(direction->highest + 1) % WINDOW / 8] &= ~(1 << (direction->highest + 1) % 8);
  if ((*byte & bit) != 0)
    return FALSE;
  *byte |= bit;
  return TRUE;
}

static void
deliver (UmSctpStreams *self,
         Direction *direction,
         UmSlice payload,
         gboolean cut,
         const UmDatagram *carrier)
{
  UmDatagram datagram = *carrier;

  datagram.payload = payload;
  datagram.truncated = cut;
  direction->speaks_sip |= um_sip_message_looks_like_sip (payload);
  self->func (&datagram, self->user_data);
}

static Part *
add_part (Direction *direction, const UmSctpChunk *chunk)
{
  GList *after = direction->parts.tail;
  Part *part = g_malloc (sizeof *part + chunk->payload.len);

  *part = (Part){ .tsn = chunk->tsn,
                  .is_first = chunk->is_first,
                  .is_last = chunk->is_last,
                  .len = chunk->payload.len };
  part->link.data = part;
  memcpy (part->bytes, chunk->payload.data, part->len);
  while (after != NULL && (gint32) (((Part *) after->data)->tsn - part->tsn) > 0)
    after = after->prev;
  g_queue_insert_after_link (&direction->parts, after, &part->link);
  direction->size += sizeof *part + part->len;
  return part;
}

static Part *
neighbour (GList *link, const Part *part, gint32 step)
{
  Part *other = link != NULL ? link->data : NULL;

  return other != NULL && other->tsn == part->tsn + (guint32) step ? other : NULL;
}

/* The message that part belongs to, if all of it is there; its parts are gone then. */
static void
join_parts (UmSctpStreams *self, Direction *direction, Part *part, const UmDatagram *carrier)
{
  Part *first = part;
  Part *last = part;

  while (first != NULL && !first->is_first)
    first = neighbour (first->link.prev, first, -1);
  while (last != NULL && !last->is_last)
    last = neighbour (last->link.next, last, 1);
  if (first == NULL || last == NULL)
    return;
  g_byte_array_set_size (self->whole, 0);
  for (;;)
    {
      Part *next = first != last ? first->link.next->data : NULL;

      g_byte_array_append (self->whole, (const guint8 *) first->bytes, first->len);
      remove_part (direction, first);
      if (next == NULL)
        break;
      first = next;
    }
  deliver (self, direction, um_slice_new (self->whole->data, self->whole->len), FALSE, carrier);
}

void
um_sctp_streams_push (UmSctpStreams *self, const UmSctpChunk *chunk, const UmDatagram *carrier)
{
  Direction *direction = find_direction (self, carrier, chunk->tsn);

  if (!note_tsn (direction, chunk->tsn))
    return;
  if (chunk->is_first && (chunk->is_last || chunk->is_cut))
    {
      deliver (self, direction, chunk->payload, chunk->is_cut, carrier);
      return;
    }
  if (chunk->is_cut)
    return; /* the packet was counted as cut */
  join_parts (self, direction, add_part (direction, chunk), carrier);
  while (direction->size > UM_LIMIT_SCTP_PENDING)
    give_up (self, direction, direction->parts.head->data);
}

void
um_sctp_streams_finish (UmSctpStreams *self)
{
  while (self->age.head != NULL)
    drop_direction (self, self->age.head->data);
}
