/* Little-endian by writing each number so, whatever the machine. Blocks are collected and written
 * many at a time. */

#include "io/capture-writer.h"

#include "core/text.h" /* UM_TIME_UNKNOWN */

#include <string.h>

enum
{
  SECTION_BLOCK = 0x0a0d0d0a,
  INTERFACE_BLOCK = 1,
  PACKET_BLOCK = 6,
  STATISTICS_BLOCK = 5,
  BYTE_ORDER_MAGIC = 0x1a2b3c4d,

  OPTION_END = 0,
  OPTION_NAME = 2,        /* if_name */
  OPTION_APPLICATION = 4, /* shb_userappl */
  OPTION_RECEIVED = 4,    /* isb_ifrecv */
  OPTION_DROPPED = 5,     /* isb_ifdrop: by the interface */
  OPTION_OS_DROPPED = 7,  /* isb_osdrop */

  FLUSH_AT = 256 * 1024,
};

struct _UmCaptureWriter
{
  GOutputStream *stream;
  GByteArray *bytes; /* not yet written */
  GArray *link_types; /* of guint32: of the interfaces, in their order */
  gsize block;       /* where the block that is being built begins */
};

static void
put (UmCaptureWriter *self, const void *bytes, gsize len)
{
  static const guint8 padding[4];

  g_byte_array_append (self->bytes, bytes, (guint) len);
  g_byte_array_append (self->bytes, padding, (4 - len % 4) % 4);
}

static void
put_32 (UmCaptureWriter *self, guint32 value)
{
  value = GUINT32_TO_LE (value);
  put (self, &value, sizeof value);
}

/* A time or a count of 64 bits, higher half first as the format wants times. */
static void
put_time (UmCaptureWriter *self, gint64 time_us)
{
  put_32 (self, (guint32) ((guint64) time_us >> 32));
  put_32 (self, (guint32) time_us);
}

static void
put_option (UmCaptureWriter *self, guint16 code, const void *bytes, gsize len)
{
  put_32 (self, (guint32) len << 16 | code);
  put (self, bytes, len);
}

static void
put_option_64 (UmCaptureWriter *self, guint16 code, guint64 value)
{
  value = GUINT64_TO_LE (value);
  put_option (self, code, &value, sizeof value);
}

static void
begin_block (UmCaptureWriter *self, guint32 type)
{
  self->block = self->bytes->len;
  put_32 (self, type);
  put_32 (self, 0); /* the length, known at the end */
}

static void
end_block (UmCaptureWriter *self)
{
  guint32 length = (guint32) (self->bytes->len - self->block) + 4;
  guint32 stored = GUINT32_TO_LE (length);

  put_32 (self, length);
  memcpy (self->bytes->data + self->block + 4, &stored, sizeof stored);
}

static gboolean
flush (UmCaptureWriter *self, GCancellable *cancellable, GError **error)
{
  gboolean done = g_output_stream_write_all (self->stream, self->bytes->data, self->bytes->len,
                                             NULL, cancellable, error);

  g_byte_array_set_size (self->bytes, 0);
  return done;
}

static void
add_interface (UmCaptureWriter *self, guint32 link_type, const char *interface)
{
  begin_block (self, INTERFACE_BLOCK);
  put_32 (self, link_type);
  put_32 (self, UM_HELPER_WIRE_SNAPLEN);
  if (interface != NULL)
    put_option (self, OPTION_NAME, interface, strlen (interface));
  put_32 (self, OPTION_END);
  end_block (self);
  g_array_append_val (self->link_types, link_type);
}

static void
add_headers (UmCaptureWriter *self, guint32 link_type, const char *interface)
{
  static const char application[] = "Unmangle " UM_VERSION;

  begin_block (self, SECTION_BLOCK);
  put_32 (self, BYTE_ORDER_MAGIC);
  put_32 (self, 1);           /* version 1.0 */
  put_32 (self, G_MAXUINT32); /* length of the section, 64 bits: not said */
  put_32 (self, G_MAXUINT32);
  put_option (self, OPTION_APPLICATION, application, strlen (application));
  put_32 (self, OPTION_END);
  end_block (self);
  add_interface (self, link_type, interface);
}

UmCaptureWriter *
um_capture_writer_new (GOutputStream *stream,
                       guint32 link_type,
                       const char *interface,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (UmCaptureWriter) self = g_new0 (UmCaptureWriter, 1);

  self->stream = g_object_ref (stream);
  self->bytes = g_byte_array_sized_new (FLUSH_AT + 64 * 1024);
  self->link_types = g_array_new (FALSE, FALSE, sizeof (guint32));
  add_headers (self, link_type, interface);
  return flush (self, cancellable, error) ? g_steal_pointer (&self) : NULL;
}

void
um_capture_writer_free (UmCaptureWriter *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->stream);
  g_byte_array_unref (self->bytes);
  g_array_unref (self->link_types);
  g_free (self);
}

static guint
find_interface (UmCaptureWriter *self, guint32 link_type)
{
  guint i = 0;

  while (i < self->link_types->len && g_array_index (self->link_types, guint32, i) != link_type)
    i++;
  if (i == self->link_types->len)
    add_interface (self, link_type, NULL);
  return i;
}

gboolean
um_capture_writer_add (UmCaptureWriter *self,
                       const UmPacket *packet,
                       GCancellable *cancellable,
                       GError **error)
{
  guint interface = find_interface (self, packet->link_type);

  begin_block (self, PACKET_BLOCK);
  put_32 (self, interface);
  put_time (self, packet->time_us != UM_TIME_UNKNOWN ? packet->time_us : 0);
  put_32 (self, (guint32) packet->bytes.len);
  put_32 (self, packet->wire_length);
  put (self, packet->bytes.data, packet->bytes.len);
  end_block (self);
  return self->bytes->len < FLUSH_AT || flush (self, cancellable, error);
}

gboolean
um_capture_writer_finish (UmCaptureWriter *self,
                          const UmCaptureStats *stats,
                          GCancellable *cancellable,
                          GError **error)
{
  if (stats != NULL)
    {
      begin_block (self, STATISTICS_BLOCK);
      put_32 (self, 0);
      put_time (self, g_get_real_time ());
      put_option_64 (self, OPTION_RECEIVED, stats->received);
      put_option_64 (self, OPTION_DROPPED, stats->dropped_interface);
      put_option_64 (self, OPTION_OS_DROPPED, stats->dropped_kernel);
      put_32 (self, OPTION_END);
      end_block (self);
    }
  return flush (self, cancellable, error);
}
