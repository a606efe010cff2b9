#pragma once

/* Packets from a saved capture: pcap and pcapng, any byte order, any mix of interfaces and link
 * types, gzip around either. Our own readers, because libpcap refuses a pcapng whose interfaces
 * differ and hides which one a packet came from. Plain reads, never mmap: a file that shrinks is
 * an error, not a signal. */

#include "core/damage.h"
#include "io/packet.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  UM_CAPTURE_NOT_A_CAPTURE,
  UM_CAPTURE_PCAP,
  UM_CAPTURE_PCAPNG,
} UmCaptureFormat;

typedef enum
{
  UM_READ_PACKET, /* *ret_packet is filled */
  UM_READ_END,    /* no more packets; damage tells whether the end was a clean one */
  UM_READ_FAILED, /* I/O error or cancelled: error is set */
} UmReadResult;

typedef struct _UmCaptureFile UmCaptureFile;

/* Looks at the first bytes of a (decompressed) stream. Four bytes are enough. */
UmCaptureFormat um_capture_format_detect (UmSlice first_bytes);
/* TRUE for the gzip magic. */
gboolean        um_capture_is_gzip (UmSlice first_bytes);

/* Reads from stream (transfer none; a reference is kept), which stands at the file header.
 * Fails with UM_ERROR_UNSUPPORTED (no capture magic), UM_ERROR_DAMAGED (cut inside the file
 * header) or an I/O error. */
UmCaptureFile  *um_capture_file_new (GInputStream *stream, GCancellable *cancellable,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
void            um_capture_file_free (UmCaptureFile *self);
UmCaptureFormat um_capture_file_get_format (const UmCaptureFile *self);
/* The next packet. Its bytes are valid until the next call (of any of these). A record that is cut or contradicts
 * itself is counted in *damage; after it the reader ends, or goes on where that is safe. */
UmReadResult    um_capture_file_next (UmCaptureFile *self, UmPacket *ret_packet, UmDamage *damage,
                                      GCancellable *cancellable, GError **error);
/* Packets read together; their bytes stay valid until the batch is filled again or freed. */
typedef struct _UmPacketBatch UmPacketBatch;

UmPacketBatch  *um_packet_batch_new (void);
void            um_packet_batch_free (UmPacketBatch *self);
/* Not const: who joins captures counts their packets on. */
UmPacket       *um_packet_batch_get (UmPacketBatch *self, guint *ret_n_packets);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmPacketBatch, um_packet_batch_free)

/* Fills batch with at least one packet, and as many more as have been read with it (a megabyte).
 * Otherwise as um_capture_file_next(). */
UmReadResult    um_capture_file_next_batch (UmCaptureFile *self, UmPacketBatch *batch,
                                            UmDamage *damage, GCancellable *cancellable,
                                            GError **error);
/* TRUE when gzip is taken off: offsets of packets are then none of the stream. */
gboolean        um_capture_file_is_packed (const UmCaptureFile *self);
/* Bytes consumed of the stream so far, for progress. */
guint64         um_capture_file_get_offset (const UmCaptureFile *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmCaptureFile, um_capture_file_free)

G_END_DECLS
