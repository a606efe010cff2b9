#pragma once

/* A GInputStream that takes packing off: gzip, bzip2, xz, zstd, lz4 and ZIP, by libarchive. What a
 * cut or corrupt packing still gives is given; then the stream ends, and says why. A ZIP gives all
 * its files one behind the other, as parts of a log, or each by itself. */

#include "core/damage.h"
#include "core/slice.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define UM_TYPE_UNPACK_STREAM (um_unpack_stream_get_type ())
G_DECLARE_FINAL_TYPE (UmUnpackStream, um_unpack_stream, UM, UNPACK_STREAM, GInputStream)

/* TRUE for the magic of a packing that the stream takes off. Six bytes are enough. */
gboolean um_unpack_stream_is_packed (UmSlice first_bytes);
/* packed stands at its beginning (transfer none; a reference is kept). At most max_unpacked bytes
 * come out. */
UmUnpackStream *um_unpack_stream_new (GInputStream *packed, guint64 max_unpacked);
/* Before the first read: each file of a ZIP is a stream of its own, which ends where the file does. */
void um_unpack_stream_set_apart (UmUnpackStream *self);
/* Goes on with the next file, from whatever place in the one before. FALSE when there is none. */
gboolean um_unpack_stream_next_file (UmUnpackStream *self);
/* After the end: what was wrong with the packing. */
void um_unpack_stream_count_damage (UmUnpackStream *self, UmDamage *damage);

G_END_DECLS
