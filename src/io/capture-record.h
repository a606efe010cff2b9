#pragma once

/* The packets of a live capture on disk: two rings of unlinked temporary files, so that hours of
 * sound never push out the one REGISTER that tells. Nothing of it outlives the process. */

#include "io/packet.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  UM_RECORD_SIGNALLING,
  UM_RECORD_MEDIA,
  UM_RECORD_N_RINGS,
} UmRecordRing;

typedef struct
{
  guint64 bytes[UM_RECORD_N_RINGS]; /* what each ring may take */
  gint64 age_us;                    /* packets older than the newest one by more are let go */
} UmRecordLimits;

typedef struct _UmCaptureRecord UmCaptureRecord;

/* folder: where the files lie. */
UmCaptureRecord *um_capture_record_new (const char *folder, const UmRecordLimits *limits);
void um_capture_record_free (UmCaptureRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmCaptureRecord, um_capture_record_free)

/* packet->number rises from call to call. now_us: of a steady clock, since that of the packets may
 * be set. FALSE when the disk is full or fails: what was added until then, packet included, stays
 * and can be read; nothing more can be added. */
gboolean um_capture_record_add (UmCaptureRecord *self,
                                UmRecordRing ring,
                                const UmPacket *packet,
                                gint64 now_us,
                                GError **error);
/* Packets that had to make room for newer ones. */
guint64 um_capture_record_get_overwritten (const UmCaptureRecord *self, UmRecordRing ring);

/* Reads from the beginning: the packets of both rings in the order in which they were added, with
 * the numbers that they had. */
void um_capture_record_rewind (UmCaptureRecord *self);
/* FALSE at the end, or with error set. The bytes are valid until the next call. Nothing may be
 * added between two of them. */
gboolean um_capture_record_next (UmCaptureRecord *self, UmPacket *ret_packet, GError **error);

G_END_DECLS
