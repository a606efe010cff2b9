#pragma once

/* Where the bytes of an investigation come from: a file, pasted text, or a descriptor. Can be opened
 * from its beginning as often as it takes. */

#include "io/capture-file.h"
#include "io/text-store.h"
#include "io/unpack-stream.h"

G_BEGIN_DECLS

typedef enum
{
  UM_CONTENT_CAPTURE,
  UM_CONTENT_TEXT,
  UM_CONTENT_CASE, /* a saved case: no capture of its own */
} UmContent;

typedef struct _UmSource UmSource;

UmSource *um_source_new_for_file (GFile *file);
UmSource *um_source_new_for_bytes (GBytes *bytes, const char *name);
/* fd is taken over. Input that cannot seek is spooled to an unlinked temporary file of at most
 * UM_LIMIT_SPOOL bytes when it is first opened. */
UmSource *um_source_new_for_fd (int fd, const char *name);
void um_source_free (UmSource *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmSource, um_source_free)

const char *um_source_get_name (const UmSource *self);
/* Bytes as they lie there, packed or not; 0: not known. After the first opening. */
guint64 um_source_get_size (const UmSource *self);
/* What it is, by its first (unpacked) bytes. Errors: UM_ERROR_EMPTY, UM_ERROR_UNSUPPORTED, and
 * those of GIO. */
gboolean um_source_detect (UmSource *self,
                           UmContent *ret_content,
                           GCancellable *cancellable,
                           GError **error);
/* A stream at the beginning of the unpacked bytes; only gzip around a capture stays, since the reader
 * of captures takes it off and tells a cut from a corrupt one. *ret_unpack: the stream that takes a
 * packing off, NULL without one; owned by the returned stream. (transfer full) */
GInputStream *um_source_open (UmSource *self,
                              UmContent content,
                              UmUnpackStream **ret_unpack,
                              GCancellable *cancellable,
                              GError **error);
/* The capture at which a stream from um_source_open() stands, or the next one in the ZIP that unpack
 * (nullable) takes apart; *ret_skipped is increased for each file in between that is none.
 * (transfer full) */
UmCaptureFile *um_source_open_capture (UmUnpackStream *unpack,
                                       GInputStream *stream,
                                       guint *ret_skipped,
                                       GCancellable *cancellable,
                                       GError **error);
/* Of the bytes as they lie there, packed or not: 64 hex digits. (transfer full) */
char *um_source_dup_sha256 (UmSource *self,
                            guint64 *ret_size,
                            GCancellable *cancellable,
                            GError **error);
/* The file behind the stream opened last, for readings by offset. NULL where there is none, or its bytes
 * are packed. (transfer full) */
UmTextStore *um_source_dup_text_store (const UmSource *self);
/* FALSE when the file has become shorter since it was opened. */
gboolean um_source_check_size (UmSource *self, GError **error);
/* How much of the packed bytes is behind the reader of a stream from um_source_open(). */
guint64 um_source_get_offset (const UmSource *self);

G_END_DECLS
