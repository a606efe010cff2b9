#pragma once

/* The ZIP file around a saved case: named parts of bytes, stored as they are. */

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  char *name;
  GBytes *bytes;
} UmCasePart;

UmCasePart *um_case_part_new (const char *name, GBytes *bytes);
void um_case_part_free (UmCasePart *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmCasePart, um_case_part_free)

/* TRUE for the beginning of a file that um_case_archive_write() made; 64 bytes are enough. */
gboolean um_case_archive_is (const void *first_bytes, gsize len);
/* parts: of UmCasePart, in the order in which they are to stand. time_s: noted for each of them.
 * Errors: G_IO_ERROR. */
gboolean um_case_archive_write (int fd, GPtrArray *parts, gint64 time_s, GError **error);
/* At most max_parts of them; a part of a saved case, and of other ZIP files none. Errors:
 * UM_ERROR_DAMAGED, and those of the stream. (transfer full) of UmCasePart */
GPtrArray *um_case_archive_read (GInputStream *stream,
                                 guint max_parts,
                                 GCancellable *cancellable,
                                 GError **error);

G_END_DECLS
