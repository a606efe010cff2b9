#pragma once

/* pcap and pcapng byte streams of either byte order, appended piece by piece. */

#include "core/slice.h"

typedef struct
{
  GByteArray *bytes;
  gboolean big_endian;
  gboolean modified; /* pcap: records have the 8 extra bytes of magic a1b2cd34 */
} CaptureBuilder;

void capture_builder_init (CaptureBuilder *self, gboolean big_endian);
void capture_builder_clear (CaptureBuilder *self);

void capture_builder_u16 (CaptureBuilder *self, guint16 value);
void capture_builder_u32 (CaptureBuilder *self, guint32 value);
void capture_builder_u64 (CaptureBuilder *self, guint64 value);
void capture_builder_raw (CaptureBuilder *self, UmSlice bytes);

/* magic: 0xa1b2c3d4, 0xa1b23c4d, 0xa1b2cd34, 0x1c0001ab or 0x1c0001ac; link_type: the whole 32 bits */
void capture_builder_pcap_header (CaptureBuilder *self, guint32 magic, guint32 link_type);
void capture_builder_pcap_record (CaptureBuilder *self, guint32 seconds, guint32 fraction,
                                  guint32 wire_length, UmSlice packet);

/* Any block: both lengths and the padding come by themselves. */
void capture_builder_block (CaptureBuilder *self, guint32 type, UmSlice body);
void capture_builder_section (CaptureBuilder *self);
/* options: bytes in the builder's order, or unset. */
void capture_builder_interface (CaptureBuilder *self, guint16 link_type, guint32 snap_length,
                                UmSlice options);
void capture_builder_enhanced (CaptureBuilder *self, guint32 interface, guint64 ticks,
                               guint32 wire_length, UmSlice packet);
void capture_builder_simple (CaptureBuilder *self, guint32 wire_length, UmSlice packet);
void capture_builder_obsolete (CaptureBuilder *self, guint16 interface, guint64 ticks,
                               guint32 wire_length, UmSlice packet);

/* One gzip member with what is there. (transfer full) */
GByteArray *capture_builder_gzip (UmSlice bytes);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CaptureBuilder, capture_builder_clear)
