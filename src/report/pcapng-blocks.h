#pragma once

/* pcapng (draft-ietf-opsawg-pcapng) in memory, block by block, with comments. Little-endian,
 * microseconds. */

#include "core/slice.h"

G_BEGIN_DECLS

/* application and comments: nullable. */
void um_pcapng_add_section (GByteArray *file, const char *application, const char *comment);
/* Interfaces are numbered from 0 in the order in which they are added. name: nullable. */
void um_pcapng_add_interface (GByteArray *file, guint16 link_type, const char *name);
void um_pcapng_add_packet (GByteArray *file,
                           guint32 interface,
                           gint64 time_us,
                           guint32 wire_length,
                           UmSlice bytes,
                           const char *comment);

G_END_DECLS
