/* pcap files of every magic, and the door to pcapng. A record that is cut by the end of the file is
 * counted and not delivered: its length may be the broken part. A record that claims more than
 * UM_LIMIT_PACKET ends the reading, for pcap has no way to find the next one. */

#include "io/capture-file.h"

#include "core/error.h"
#include "core/limits.h"
#include "io/pcapng.h"
#include "io/read-buffer.h"

enum
{
  MAX_BATCH = 8192, /* packets: a megabyte of the shortest sound */
};

struct _UmPacketBatch
{
  guint8 *bytes; /* the buffer of the reader while it fills this batch */
  guint n_packets;
  UmPacket packets[MAX_BATCH];
};

struct _UmCaptureFile
{
  UmReadBuffer *buffer;
  UmPcapng *pcapng; /* NULL for pcap */
  UmCaptureFormat format;
  guint64 packets;
  guint32 link_type;
  gsize header_length; /* of a record */
  gboolean swapped;
  gboolean nanoseconds;
  gboolean ended;
};

#define FILE_HEADER           24
#define IXIA_EXTRA            4
#define RECORD_HEADER         16
#define MODIFIED_RECORD_EXTRA 8 /* interface index, protocol, packet type: libpcap's savefile.h */

#define MAGIC_MICROSECONDS  0xa1b2c3d4
#define MAGIC_NANOSECONDS   0xa1b23c4d
#define MAGIC_MODIFIED      0xa1b2cd34
#define MAGIC_IXIA_SOFTWARE 0x1c0001ab /* with the size of all records behind the header */
#define MAGIC_IXIA_HARDWARE 0x1c0001ac /* the same, in nanoseconds */
#define MAGIC_PCAPNG        0x0a0d0d0a

/* Bits 16 to 25 are reserved, 26 to 31 say how long the frame check sequence is. */
#define LINK_TYPE_MASK 0xffff

#define CANCEL_INTERVAL 256

static guint32
get32 (const UmCaptureFile *self, const char *at)
{
  guint32 value;

  memcpy (&value, at, sizeof value);
  return self->swapped ? GUINT32_SWAP_LE_BE (value) : value;
}

static gboolean
is_pcap_magic (guint32 magic)
{
  return magic == MAGIC_MICROSECONDS || magic == MAGIC_NANOSECONDS || magic == MAGIC_MODIFIED ||
         magic == MAGIC_IXIA_SOFTWARE || magic == MAGIC_IXIA_HARDWARE;
}

UmCaptureFormat
um_capture_format_detect (UmSlice first_bytes)
{
  guint32 magic;

  if (first_bytes.len < sizeof magic)
    return UM_CAPTURE_NOT_A_CAPTURE;
  memcpy (&magic, first_bytes.data, sizeof magic);
  if (magic == MAGIC_PCAPNG)
    return UM_CAPTURE_PCAPNG;
  if (is_pcap_magic (magic) || is_pcap_magic (GUINT32_SWAP_LE_BE (magic)))
    return UM_CAPTURE_PCAP;
  return UM_CAPTURE_NOT_A_CAPTURE;
}

gboolean
um_capture_is_gzip (UmSlice first_bytes)
{
  return um_read_buffer_is_gzip (first_bytes);
}

static gboolean
read_pcap_header (UmCaptureFile *self, GCancellable *cancellable, GError **error)
{
  UmSlice header;
  guint32 magic;
  gsize size;

  if (!um_read_buffer_fill (self->buffer, FILE_HEADER + IXIA_EXTRA, cancellable, error))
    return FALSE;
  header = um_read_buffer_get (self->buffer);
  if (header.len < FILE_HEADER)
    return FALSE;
  memcpy (&magic, header.data, sizeof magic);
  self->swapped = !is_pcap_magic (magic);
  magic = get32 (self, header.data);
  self->nanoseconds = magic == MAGIC_NANOSECONDS || magic == MAGIC_IXIA_HARDWARE;
  self->header_length = RECORD_HEADER + (magic == MAGIC_MODIFIED ? MODIFIED_RECORD_EXTRA : 0);
  self->link_type = get32 (self, header.data + 20) & LINK_TYPE_MASK;
  size = FILE_HEADER;
  if (magic == MAGIC_IXIA_SOFTWARE || magic == MAGIC_IXIA_HARDWARE)
    size += IXIA_EXTRA;
  if (header.len < size)
    return FALSE;
  um_read_buffer_skip (self->buffer, size);
  return TRUE;
}

static gboolean
read_file_header (UmCaptureFile *self, GCancellable *cancellable, GError **error)
{
  switch (self->format)
    {
    case UM_CAPTURE_PCAP:
      return read_pcap_header (self, cancellable, error);
    case UM_CAPTURE_PCAPNG:
      self->pcapng = um_pcapng_new (self->buffer, cancellable, error);
      return self->pcapng != NULL;
    case UM_CAPTURE_NOT_A_CAPTURE:
      break;
    }
  if (um_read_buffer_get (self->buffer).len < 4 &&
      (um_read_buffer_get_end (self->buffer) == UM_READ_BUFFER_CUT ||
       um_read_buffer_get_end (self->buffer) == UM_READ_BUFFER_CORRUPT))
    return FALSE;
  g_set_error_literal (error, UM_ERROR, UM_ERROR_UNSUPPORTED, "not a capture file");
  return FALSE;
}

UmCaptureFile *
um_capture_file_new (GInputStream *stream, GCancellable *cancellable, GError **error)
{
  g_autoptr (UmCaptureFile) self = g_new0 (UmCaptureFile, 1);
  GError *failure = NULL;

  self->buffer = um_read_buffer_new (stream, UM_LIMIT_UNPACKED);
  if (!um_read_buffer_fill (self->buffer, 4, cancellable, error))
    return NULL;
  self->format = um_capture_format_detect (um_read_buffer_get (self->buffer));
  if (!read_file_header (self, cancellable, &failure))
    {
      if (failure == NULL)
        g_set_error_literal (&failure, UM_ERROR, UM_ERROR_DAMAGED,
                             "the header of the capture file is cut or broken");
      g_propagate_error (error, failure);
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
um_capture_file_free (UmCaptureFile *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->pcapng, um_pcapng_free);
  g_clear_pointer (&self->buffer, um_read_buffer_free);
  g_free (self);
}

UmCaptureFormat
um_capture_file_get_format (const UmCaptureFile *self)
{
  return self->format;
}

/* Older writers mix captured and wire length up; the wire carried at least what was captured. */
static void
fill_packet (const UmCaptureFile *self, const char *record, guint32 captured, UmPacket *packet)
{
  guint32 fraction = get32 (self, record + 4);

  packet->time_us = (gint64) get32 (self, record) * G_USEC_PER_SEC +
                    (self->nanoseconds ? fraction / 1000 : fraction);
  packet->link_type = self->link_type;
  packet->interface = 0;
  packet->wire_length = MAX (get32 (self, record + 12), captured);
  packet->bytes = um_slice_new (record + self->header_length, captured);
}

static UmReadResult
next_pcap (UmCaptureFile *self,
           UmPacket *ret_packet,
           gboolean *ret_cut,
           UmDamage *damage,
           GCancellable *cancellable,
           GError **error)
{
  UmSlice there;
  guint32 captured;

  if (!um_read_buffer_fill (self->buffer, self->header_length, cancellable, error))
    return UM_READ_FAILED;
  there = um_read_buffer_get (self->buffer);
  *ret_cut = there.len > 0;
  if (there.len < self->header_length)
    return UM_READ_END;
  captured = get32 (self, there.data + 8);
  if (captured > UM_LIMIT_PACKET)
    {
      um_damage_count (damage, UM_DAMAGE_BAD_BLOCK);
      *ret_cut = FALSE;
      return UM_READ_END;
    }
  if (!um_read_buffer_fill (self->buffer, self->header_length + captured, cancellable, error))
    return UM_READ_FAILED;
  there = um_read_buffer_get (self->buffer);
  if (there.len < self->header_length + captured)
    return UM_READ_END;
  um_read_buffer_skip (self->buffer, self->header_length + captured);
  fill_packet (self, there.data, captured, ret_packet);
  return UM_READ_PACKET;
}

static void
count_end (const UmCaptureFile *self, gboolean cut, UmDamage *damage)
{
  switch (um_read_buffer_get_end (self->buffer))
    {
    case UM_READ_BUFFER_OPEN: /* given up in the middle: counted there */
      break;
    case UM_READ_BUFFER_ENDED:
      if (cut)
        um_damage_count (damage, UM_DAMAGE_TRUNCATED_FILE);
      break;
    case UM_READ_BUFFER_CUT:
      um_damage_count (damage, UM_DAMAGE_TRUNCATED_FILE);
      break;
    case UM_READ_BUFFER_CORRUPT:
      um_damage_count (damage, UM_DAMAGE_BAD_BLOCK);
      break;
    case UM_READ_BUFFER_LIMIT:
      um_damage_count (damage, UM_DAMAGE_LIMIT_REACHED);
      break;
    }
}

UmReadResult
um_capture_file_next (UmCaptureFile *self,
                      UmPacket *ret_packet,
                      UmDamage *damage,
                      GCancellable *cancellable,
                      GError **error)
{
  gboolean cut = FALSE;
  UmReadResult result;

  if (self->ended)
    return UM_READ_END;
  if (self->packets % CANCEL_INTERVAL == 0 &&
      g_cancellable_set_error_if_cancelled (cancellable, error))
    return UM_READ_FAILED;
  result = self->pcapng != NULL
               ? um_pcapng_next (self->pcapng, ret_packet, &cut, damage, cancellable, error)
               : next_pcap (self, ret_packet, &cut, damage, cancellable, error);
  if (result == UM_READ_PACKET)
    {
      /* what is left in the buffer lies behind the packet, in the file as in memory */
      const char *behind = um_read_buffer_get (self->buffer).data;

      ret_packet->number = ++self->packets;
      ret_packet->offset =
          um_read_buffer_get_offset (self->buffer) - (guint64) (behind - ret_packet->bytes.data);
    }
  if (result == UM_READ_END && !um_read_buffer_is_short (self->buffer))
    {
      self->ended = TRUE;
      count_end (self, cut, damage);
    }
  return result;
}

UmPacketBatch *
um_packet_batch_new (void)
{
  UmPacketBatch *self = g_new0 (UmPacketBatch, 1);

  self->bytes = g_malloc (UM_READ_BUFFER_CAPACITY);
  return self;
}

void
um_packet_batch_free (UmPacketBatch *self)
{
  if (self == NULL)
    return;
  g_free (self->bytes);
  g_free (self);
}

UmPacket *
um_packet_batch_get (UmPacketBatch *self, guint *ret_n_packets)
{
  *ret_n_packets = self->n_packets;
  return self->packets;
}

UmReadResult
um_capture_file_next_batch (UmCaptureFile *self,
                            UmPacketBatch *batch,
                            UmDamage *damage,
                            GCancellable *cancellable,
                            GError **error)
{
  UmReadResult result;

  batch->n_packets = 0;
  um_read_buffer_use (self->buffer, batch->bytes);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return UM_READ_FAILED;
  result = um_capture_file_next (self, &batch->packets[0], damage, cancellable, error);
  if (result != UM_READ_PACKET)
    return result;
  um_read_buffer_freeze (self->buffer, TRUE);
  for (batch->n_packets = 1; batch->n_packets < MAX_BATCH; batch->n_packets++)
    if (um_capture_file_next (self, &batch->packets[batch->n_packets], damage, NULL, NULL) !=
        UM_READ_PACKET)
      break;
  um_read_buffer_freeze (self->buffer, FALSE);
  return UM_READ_PACKET;
}

gboolean
um_capture_file_is_packed (const UmCaptureFile *self)
{
  return um_read_buffer_is_packed (self->buffer);
}

guint64
um_capture_file_get_offset (const UmCaptureFile *self)
{
  return um_read_buffer_get_offset (self->buffer);
}
