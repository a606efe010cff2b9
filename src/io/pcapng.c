/* pcapng: sections of either byte order, interfaces of any link type, three kinds of packet block.
 * Every other block is skipped by its length, whatever its size, and counted if its kind is unknown. A block whose two lengths differ,
 * or whose length is impossible, ends the reading: nothing behind it can be trusted. A block that
 * is sound outside and broken inside is passed over. */

#include "io/pcapng.h"

#include "core/limits.h"
#include "core/text.h"

#define BLOCK_SECTION         0x0a0d0d0a
#define BLOCK_INTERFACE       1
#define BLOCK_PACKET          2 /* obsolete, still written by old tools */
#define BLOCK_SIMPLE_PACKET   3
#define BLOCK_ENHANCED_PACKET 6
/* Without packets, and of no use here: names, statistics, journal entries, keys of TLS. */
#define BLOCK_NAMES      4
#define BLOCK_STATISTICS 5
#define BLOCK_JOURNAL    9
#define BLOCK_SECRETS    10

#define OPTION_TSRESOL  9
#define OPTION_TSOFFSET 14

#define BYTE_ORDER_MAGIC 0x1a2b3c4d
#define BLOCK_MIN        12
#define SECTION_MIN      28

typedef struct
{
  guint32 link_type;
  guint32 snap_length; /* 0: no limit */
  guint8 resolution;   /* as if_tsresol writes it */
  gint64 offset;       /* seconds */
} Interface;

struct _UmPcapng
{
  UmReadBuffer *buffer;   /* not owned */
  GArray *interfaces;     /* of Interface: those of this section */
  guint32 interface_base; /* interfaces of the sections before */
  gboolean swapped;
};

/* What became of one block. */
typedef enum
{
  BLOCK_PASSED,
  BLOCK_GAVE_PACKET,
  BLOCK_END,
  BLOCK_CUT,
  BLOCK_FAILED,
} BlockResult;

/* Reads in the section's byte order; the caller has checked the bounds. */
static guint16
get16 (const UmPcapng *self, const char *at)
{
  guint16 value;

  memcpy (&value, at, sizeof value);
  return self->swapped ? GUINT16_SWAP_LE_BE (value) : value;
}

static guint32
get32 (const UmPcapng *self, const char *at)
{
  guint32 value;

  memcpy (&value, at, sizeof value);
  return self->swapped ? GUINT32_SWAP_LE_BE (value) : value;
}

static guint64
get64 (const UmPcapng *self, const char *at)
{
  guint64 value;

  memcpy (&value, at, sizeof value);
  return self->swapped ? GUINT64_SWAP_LE_BE (value) : value;
}

/* Whole ticks to microseconds, truncated. FALSE when that leaves 64 bits. */
static gboolean
ticks_to_us (guint64 ticks, guint8 resolution, gint64 *ret_us)
{
  guint exponent = resolution & 0x7f;
  unsigned __int128 us = ticks;

  if ((resolution & 0x80) != 0)
    us = us * G_USEC_PER_SEC >> exponent;
  else
    {
      for (; exponent < 6; exponent++)
        us *= 10;
      for (; exponent > 6 && us > 0; exponent--)
        us /= 10;
    }
  if (us > G_MAXINT64)
    return FALSE;
  *ret_us = us;
  return TRUE;
}

static gint64
packet_time (const Interface *interface, guint32 high, guint32 low)
{
  guint64 ticks = (guint64) high << 32 | low;
  gint64 us, offset;

  if (!ticks_to_us (ticks, interface->resolution, &us) ||
      __builtin_mul_overflow (interface->offset, (gint64) G_USEC_PER_SEC, &offset) ||
      __builtin_add_overflow (us, offset, &us))
    return UM_TIME_UNKNOWN;
  return us;
}

/* FALSE when an option is longer than what is left of the block; those before it have been read. */
static gboolean
read_interface_options (const UmPcapng *self, UmSlice options, Interface *interface)
{
  while (options.len >= 4)
    {
      guint16 code = get16 (self, options.data);
      guint16 len = get16 (self, options.data + 2);

      if (code == 0)
        return TRUE;
      if (len > options.len - 4)
        return FALSE;
      if (code == OPTION_TSRESOL && len == 1)
        interface->resolution = options.data[4];
      else if (code == OPTION_TSOFFSET && len == 8)
        interface->offset = (gint64) get64 (self, options.data + 4);
      options = um_slice_from (options, 4 + ((gsize) len + 3) / 4 * 4);
    }
  return options.len == 0;
}

/* A broken description still takes its number, or all packets behind it would change interfaces. */
static void
read_interface (UmPcapng *self, UmSlice body, UmDamage *damage)
{
  Interface interface = { .link_type = G_MAXUINT32, .resolution = 6 };

  if (self->interfaces->len >= UM_LIMIT_INTERFACES)
    {
      um_damage_count (damage, UM_DAMAGE_LIMIT_REACHED);
      return;
    }
  if (body.len >= 8)
    {
      interface.link_type = get16 (self, body.data);
      interface.snap_length = get32 (self, body.data + 4);
    }
  if (body.len < 8 || !read_interface_options (self, um_slice_from (body, 8), &interface))
    um_damage_count (damage, UM_DAMAGE_BAD_BLOCK);
  g_array_append_val (self->interfaces, interface);
}

/* The enhanced and the obsolete packet block differ in how wide the interface number is. */
static gboolean
read_packet (const UmPcapng *self, guint32 type, UmSlice body, UmPacket *packet)
{
  guint32 id, captured;
  const Interface *interface;

  if (body.len < 20)
    return FALSE;
  id = type == BLOCK_PACKET ? get16 (self, body.data) : get32 (self, body.data);
  captured = get32 (self, body.data + 12);
  if (id >= self->interfaces->len || captured > UM_LIMIT_PACKET || captured > body.len - 20)
    return FALSE;
  interface = &g_array_index (self->interfaces, Interface, id);
  packet->time_us =
      packet_time (interface, get32 (self, body.data + 4), get32 (self, body.data + 8));
  packet->link_type = interface->link_type;
  packet->interface = self->interface_base + id;
  packet->wire_length = MAX (get32 (self, body.data + 16), captured);
  packet->bytes = um_slice_new (body.data + 20, captured);
  return TRUE;
}

/* No time, no interface number, no captured length: the first interface and its snap length. */
static gboolean
read_simple_packet (const UmPcapng *self, UmSlice body, UmPacket *packet)
{
  const Interface *interface;
  guint32 wire, captured;

  if (body.len < 4 || self->interfaces->len == 0)
    return FALSE;
  interface = &g_array_index (self->interfaces, Interface, 0);
  wire = get32 (self, body.data);
  captured = wire;
  if (interface->snap_length != 0)
    captured = MIN (captured, interface->snap_length);
  captured = MIN (captured, body.len - 4);
  if (captured > UM_LIMIT_PACKET)
    return FALSE;
  packet->time_us = UM_TIME_UNKNOWN;
  packet->link_type = interface->link_type;
  packet->interface = self->interface_base;
  packet->wire_length = wire;
  packet->bytes = um_slice_new (body.data + 4, captured);
  return TRUE;
}

static BlockResult
read_body (UmPcapng *self, guint32 type, UmSlice body, UmPacket *packet, UmDamage *damage)
{
  gboolean good = TRUE;

  switch (type)
    {
    case BLOCK_SECTION:
      self->interface_base += self->interfaces->len;
      g_array_set_size (self->interfaces, 0);
      return BLOCK_PASSED;
    case BLOCK_INTERFACE:
      read_interface (self, body, damage);
      return BLOCK_PASSED;
    case BLOCK_PACKET:
    case BLOCK_ENHANCED_PACKET:
      good = read_packet (self, type, body, packet);
      break;
    case BLOCK_SIMPLE_PACKET:
      good = read_simple_packet (self, body, packet);
      break;
    default:
      return BLOCK_PASSED;
    }
  if (!good)
    um_damage_count (damage, UM_DAMAGE_BAD_BLOCK);
  return good ? BLOCK_GAVE_PACKET : BLOCK_PASSED;
}

static gboolean
is_kept (guint32 type)
{
  return type == BLOCK_SECTION || type == BLOCK_INTERFACE || type == BLOCK_PACKET ||
         type == BLOCK_SIMPLE_PACKET || type == BLOCK_ENHANCED_PACKET;
}

/* Custom blocks, and kinds of the future: they may hold anything. */
static gboolean
is_unknown (guint32 type)
{
  return !is_kept (type) && type != BLOCK_NAMES && type != BLOCK_STATISTICS &&
         type != BLOCK_JOURNAL && type != BLOCK_SECRETS;
}

static BlockResult
bad_end (UmDamage *damage)
{
  um_damage_count (damage, UM_DAMAGE_BAD_BLOCK);
  return BLOCK_END;
}

/* A block too large to be held: passed over piece by piece up to its second length. */
static BlockResult
skip_block (UmPcapng *self,
            guint32 length,
            guint64 padded,
            UmDamage *damage,
            GCancellable *cancellable,
            GError **error)
{
  guint64 left = padded - 4;

  while (left > 0)
    {
      UmSlice there;

      if (!um_read_buffer_fill (self->buffer, MIN (left, UM_LIMIT_PACKET), cancellable, error))
        return BLOCK_FAILED;
      there = um_read_buffer_get (self->buffer);
      if (there.len == 0)
        return BLOCK_CUT;
      um_read_buffer_skip (self->buffer, MIN (left, there.len));
      left -= MIN (left, there.len);
    }
  if (!um_read_buffer_fill (self->buffer, 4, cancellable, error))
    return BLOCK_FAILED;
  if (um_read_buffer_get (self->buffer).len < 4)
    return BLOCK_CUT;
  if (get32 (self, um_read_buffer_get (self->buffer).data) != length)
    return bad_end (damage);
  um_read_buffer_skip (self->buffer, 4);
  return BLOCK_PASSED;
}

/* The byte order of a section stands inside its first block. FALSE: not a section we can read. */
static gboolean
take_byte_order (UmPcapng *self, UmSlice header)
{
  guint32 magic;

  memcpy (&magic, header.data + 8, sizeof magic);
  if (magic != BYTE_ORDER_MAGIC && magic != GUINT32_SWAP_LE_BE (BYTE_ORDER_MAGIC))
    return FALSE;
  self->swapped = magic != BYTE_ORDER_MAGIC;
  return TRUE;
}

static BlockResult
next_block (
    UmPcapng *self, UmPacket *packet, UmDamage *damage, GCancellable *cancellable, GError **error)
{
  UmSlice block;
  guint32 type, length;
  guint64 padded; /* some writers leave the padding out of the length: rounded up, as others do */

  if (!um_read_buffer_fill (self->buffer, BLOCK_MIN, cancellable, error))
    return BLOCK_FAILED;
  block = um_read_buffer_get (self->buffer);
  if (block.len < BLOCK_MIN)
    return block.len == 0 ? BLOCK_END : BLOCK_CUT;
  type = get32 (self, block.data); /* BLOCK_SECTION reads the same both ways */
  if (type == BLOCK_SECTION && !take_byte_order (self, block))
    return bad_end (damage);
  length = get32 (self, block.data + 4);
  padded = ((guint64) length + 3) / 4 * 4;
  if (length < (type == BLOCK_SECTION ? SECTION_MIN : BLOCK_MIN))
    return bad_end (damage);
  if (padded > UM_READ_BUFFER_MAX)
    {
      if (type == BLOCK_SECTION || type == BLOCK_INTERFACE)
        return bad_end (damage);
      /* not while frozen: it is passed over as a whole or not at all */
      if (!um_read_buffer_fill (self->buffer, UM_READ_BUFFER_MAX, cancellable, error))
        return BLOCK_FAILED;
      if (um_read_buffer_is_short (self->buffer))
        return BLOCK_CUT;
      if (is_kept (type))
        um_damage_count (damage, UM_DAMAGE_BAD_BLOCK);
      else if (is_unknown (type))
        um_damage_count (damage, UM_DAMAGE_UNKNOWN_BLOCK);
      return skip_block (self, length, padded, damage, cancellable, error);
    }
  if (!um_read_buffer_fill (self->buffer, padded, cancellable, error))
    return BLOCK_FAILED;
  block = um_read_buffer_get (self->buffer);
  if (block.len < padded)
    return BLOCK_CUT;
  if (get32 (self, block.data + padded - 4) != length ||
      (type == BLOCK_SECTION && get16 (self, block.data + 12) != 1)) /* major version */
    return bad_end (damage);
  um_read_buffer_skip (self->buffer, padded);
  if (is_unknown (type))
    um_damage_count (damage, UM_DAMAGE_UNKNOWN_BLOCK);
  return read_body (self, type, um_slice_new (block.data + 8, padded - BLOCK_MIN), packet, damage);
}

UmPcapng *
um_pcapng_new (UmReadBuffer *buffer, GCancellable *cancellable, GError **error)
{
  g_autoptr (UmPcapng) self = g_new0 (UmPcapng, 1);
  UmDamage damage = { 0 };
  UmPacket unused;

  self->buffer = buffer;
  self->interfaces = g_array_new (FALSE, FALSE, sizeof (Interface));
  if (next_block (self, &unused, &damage, cancellable, error) != BLOCK_PASSED)
    return NULL;
  return g_steal_pointer (&self);
}

void
um_pcapng_free (UmPcapng *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->interfaces, g_array_unref);
  g_free (self);
}

UmReadResult
um_pcapng_next (UmPcapng *self,
                UmPacket *ret_packet,
                gboolean *ret_cut,
                UmDamage *damage,
                GCancellable *cancellable,
                GError **error)
{
  UmPacket packet = { 0 };
  BlockResult result;

  do
    result = next_block (self, &packet, damage, cancellable, error);
  while (result == BLOCK_PASSED);
  if (result == BLOCK_FAILED)
    return UM_READ_FAILED;
  if (result == BLOCK_GAVE_PACKET)
    {
      packet.number = ret_packet->number;
      *ret_packet = packet;
      return UM_READ_PACKET;
    }
  *ret_cut = result == BLOCK_CUT;
  return UM_READ_END;
}
