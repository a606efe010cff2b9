#pragma once

/* The blocks of a pcapng file (draft-ietf-opsawg-pcapng). Internal to io/capture-file.c. */

#include "core/damage.h"
#include "io/capture-file.h"
#include "io/read-buffer.h"

G_BEGIN_DECLS

typedef struct _UmPcapng UmPcapng;

/* buffer (not owned) stands at the first section header. NULL when that is cut or broken; with an
 * I/O error *error is set, else not. */
UmPcapng    *um_pcapng_new (UmReadBuffer *buffer, GCancellable *cancellable,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
void         um_pcapng_free (UmPcapng *self);
/* As um_capture_file_next(), but packet->number is left alone, and how the buffer ended is the
 * caller's to count. *ret_cut: the end came inside a block. */
UmReadResult um_pcapng_next (UmPcapng *self, UmPacket *ret_packet, gboolean *ret_cut,
                             UmDamage *damage, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmPcapng, um_pcapng_free)

G_END_DECLS
