#pragma once

/* Saves packets as pcapng (draft-ietf-opsawg-pcapng): one section, an interface for each link type,
 * microseconds. */

#include "io/capture-stream.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _UmCaptureWriter UmCaptureWriter;

/* Writes to stream (a reference is kept), beginning with the headers. link_type: of the first
 * interface. interface: its name, kept in
 * the file; nullable. Fails with the errors of the stream (G_IO_ERROR_NO_SPACE ...). */
UmCaptureWriter *um_capture_writer_new (GOutputStream *stream,
                                        guint32 link_type,
                                        const char *interface,
                                        GCancellable *cancellable,
                                        GError **error);
void um_capture_writer_free (UmCaptureWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmCaptureWriter, um_capture_writer_free)

gboolean um_capture_writer_add (UmCaptureWriter *self,
                                const UmPacket *packet,
                                GCancellable *cancellable,
                                GError **error);
/* The last block says what was lost while capturing (nullable: not known). The stream stays open.
 */
gboolean um_capture_writer_finish (UmCaptureWriter *self,
                                   const UmCaptureStats *stats,
                                   GCancellable *cancellable,
                                   GError **error);

G_END_DECLS
