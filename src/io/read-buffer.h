#pragma once

/* The bytes of a file in front of a reader: one large buffer over a GInputStream, with gzip taken
 * off on the way. Slices point into the buffer; nothing is copied or allocated per record. */

#include "core/slice.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Why no more bytes come. */
typedef enum
{
  UM_READ_BUFFER_OPEN,    /* there may be more */
  UM_READ_BUFFER_ENDED,   /* the end of the file */
  UM_READ_BUFFER_CUT,     /* the file ends inside its gzip stream */
  UM_READ_BUFFER_CORRUPT, /* the gzip stream is not one from here on */
  UM_READ_BUFFER_LIMIT,   /* unpacked more than allowed */
} UmReadBufferEnd;

typedef struct _UmReadBuffer UmReadBuffer;

/* Takes a reference on stream. max_unpacked: what a gzip stream may unpack to. */
UmReadBuffer   *um_read_buffer_new (GInputStream *stream, guint64 max_unpacked);
void            um_read_buffer_free (UmReadBuffer *self);
/* Reads until wanted bytes (at most UM_READ_BUFFER_MAX) are there or no more come; which of the two
 * is seen in the length of um_read_buffer_get(). FALSE only for an I/O error or when cancelled.
 * Bytes already handed out move. */
gboolean        um_read_buffer_fill (UmReadBuffer *self, gsize wanted, GCancellable *cancellable,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Goes on in bytes, of UM_READ_BUFFER_CAPACITY, which stay the caller's; what is not yet skipped moves
 * there. Slices handed out before stay valid as long as the memory they lie in. */
void            um_read_buffer_use (UmReadBuffer *self, guint8 *bytes);
/* While frozen nothing is read and nothing moves: a fill that would have to is noted as short. */
void            um_read_buffer_freeze (UmReadBuffer *self, gboolean frozen);
gboolean        um_read_buffer_is_short (const UmReadBuffer *self);
/* What is there and not yet skipped. */
UmSlice         um_read_buffer_get (const UmReadBuffer *self);
/* Passes over len bytes, no more than um_read_buffer_get() has; they stay valid until the next
 * fill. */
void            um_read_buffer_skip (UmReadBuffer *self, gsize len);
UmReadBufferEnd um_read_buffer_get_end (const UmReadBuffer *self);
/* TRUE when gzip is taken off. */
gboolean        um_read_buffer_is_packed (const UmReadBuffer *self);
/* Bytes of the file (packed, if it is) that are behind the reader. */
guint64         um_read_buffer_get_offset (const UmReadBuffer *self);

/* TRUE for the gzip magic. */
gboolean        um_read_buffer_is_gzip (UmSlice first_bytes);

#define UM_READ_BUFFER_MAX (1024 * 1024 + 64 * 1024)
#define UM_READ_BUFFER_CAPACITY (UM_READ_BUFFER_MAX + 1024 * 1024)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmReadBuffer, um_read_buffer_free)

G_END_DECLS
