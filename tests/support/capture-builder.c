#include "support/capture-builder.h"

#include <gio/gio.h>

void
capture_builder_init (CaptureBuilder *self, gboolean big_endian)
{
  *self = (CaptureBuilder){ .bytes = g_byte_array_new (), .big_endian = big_endian };
}

void
capture_builder_clear (CaptureBuilder *self)
{
  g_clear_pointer (&self->bytes, g_byte_array_unref);
}

static void
append (CaptureBuilder *self, guint64 value, guint bytes)
{
  for (guint i = 0; i < bytes; i++)
    {
      guint shift = 8 * (self->big_endian ? bytes - 1 - i : i);
      guint8 byte = value >> shift & 0xff;

      g_byte_array_append (self->bytes, &byte, 1);
    }
}

void
capture_builder_u16 (CaptureBuilder *self, guint16 value)
{
  append (self, value, 2);
}

void
capture_builder_u32 (CaptureBuilder *self, guint32 value)
{
  append (self, value, 4);
}

void
capture_builder_u64 (CaptureBuilder *self, guint64 value)
{
  append (self, value, 8);
}

void
capture_builder_raw (CaptureBuilder *self, UmSlice bytes)
{
  if (bytes.len > 0)
    g_byte_array_append (self->bytes, (const guint8 *) bytes.data, bytes.len);
}

void
capture_builder_pcap_header (CaptureBuilder *self, guint32 magic, guint32 link_type)
{
  self->modified = magic == 0xa1b2cd34;
  capture_builder_u32 (self, magic);
  capture_builder_u16 (self, 2);
  capture_builder_u16 (self, 4);
  capture_builder_u64 (self, 0);
  capture_builder_u32 (self, 0); /* snap length */
  capture_builder_u32 (self, link_type);
  if (magic == 0x1c0001ab || magic == 0x1c0001ac)
    capture_builder_u32 (self, 0); /* of all records: nobody looks at it */
}

void
capture_builder_pcap_record (
    CaptureBuilder *self, guint32 seconds, guint32 fraction, guint32 wire_length, UmSlice packet)
{
  capture_builder_u32 (self, seconds);
  capture_builder_u32 (self, fraction);
  capture_builder_u32 (self, packet.len);
  capture_builder_u32 (self, wire_length);
  if (self->modified)
    capture_builder_u64 (self, 0);
  capture_builder_raw (self, packet);
}

void
capture_builder_block (CaptureBuilder *self, guint32 type, UmSlice body)
{
  static const char zeros[4] = { 0 };
  gsize padding = (4 - body.len % 4) % 4;
  guint32 length = 12 + body.len + padding;

  capture_builder_u32 (self, type);
  capture_builder_u32 (self, length);
  capture_builder_raw (self, body);
  capture_builder_raw (self, um_slice_new (zeros, padding));
  capture_builder_u32 (self, length);
}

/* Builds the body in the same byte order, closes the block, and is done with the body. */
static void
close_block (CaptureBuilder *self, guint32 type, CaptureBuilder *body)
{
  capture_builder_block (self, type, um_slice_new (body->bytes->data, body->bytes->len));
  capture_builder_clear (body);
}

void
capture_builder_section (CaptureBuilder *self)
{
  CaptureBuilder body;

  capture_builder_init (&body, self->big_endian);
  capture_builder_u32 (&body, 0x1a2b3c4d);
  capture_builder_u16 (&body, 1);
  capture_builder_u16 (&body, 0);
  capture_builder_u64 (&body, G_MAXUINT64); /* length not said */
  close_block (self, 0x0a0d0d0a, &body);
}

void
capture_builder_interface (CaptureBuilder *self,
                           guint16 link_type,
                           guint32 snap_length,
                           UmSlice options)
{
  CaptureBuilder body;

  capture_builder_init (&body, self->big_endian);
  capture_builder_u16 (&body, link_type);
  capture_builder_u16 (&body, 0);
  capture_builder_u32 (&body, snap_length);
  capture_builder_raw (&body, options);
  close_block (self, 1, &body);
}

void
capture_builder_enhanced (
    CaptureBuilder *self, guint32 interface, guint64 ticks, guint32 wire_length, UmSlice packet)
{
  CaptureBuilder body;

  capture_builder_init (&body, self->big_endian);
  capture_builder_u32 (&body, interface);
  capture_builder_u32 (&body, ticks >> 32);
  capture_builder_u32 (&body, ticks & 0xffffffff);
  capture_builder_u32 (&body, packet.len);
  capture_builder_u32 (&body, wire_length);
  capture_builder_raw (&body, packet);
  close_block (self, 6, &body);
}

void
capture_builder_simple (CaptureBuilder *self, guint32 wire_length, UmSlice packet)
{
  CaptureBuilder body;

  capture_builder_init (&body, self->big_endian);
  capture_builder_u32 (&body, wire_length);
  capture_builder_raw (&body, packet);
  close_block (self, 3, &body);
}

void
capture_builder_obsolete (
    CaptureBuilder *self, guint16 interface, guint64 ticks, guint32 wire_length, UmSlice packet)
{
  CaptureBuilder body;

  capture_builder_init (&body, self->big_endian);
  capture_builder_u16 (&body, interface);
  capture_builder_u16 (&body, 0);
  capture_builder_u32 (&body, ticks >> 32);
  capture_builder_u32 (&body, ticks & 0xffffffff);
  capture_builder_u32 (&body, packet.len);
  capture_builder_u32 (&body, wire_length);
  capture_builder_raw (&body, packet);
  close_block (self, 2, &body);
}

GByteArray *
capture_builder_gzip (UmSlice bytes)
{
  g_autoptr (GConverter) converter =
      G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, -1));
  g_autoptr (GInputStream) plain =
      g_memory_input_stream_new_from_data (bytes.data, (gssize) bytes.len, NULL);
  g_autoptr (GInputStream) packed = g_converter_input_stream_new (plain, converter);
  GByteArray *result = g_byte_array_new ();
  guint8 chunk[4096];
  gssize len;

  while ((len = g_input_stream_read (packed, chunk, sizeof chunk, NULL, NULL)) > 0)
    g_byte_array_append (result, chunk, len);
  g_assert_cmpint (len, ==, 0);
  return result;
}
