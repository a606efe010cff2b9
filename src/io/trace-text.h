#pragma once

/* The text of a trace, a window at a time: whatever it was written in (UTF-8 or near it, UTF-16, HTML,
 * RTF) comes out as plain text, and a log of any size needs the memory of the window only. */

#include "core/slice.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _UmTraceText UmTraceText;

/* Takes a reference on stream, which stands at the beginning. */
UmTraceText *um_trace_text_new (GInputStream *stream);
/* Plain text is not copied: it is the window as it stands. */
UmTraceText *um_trace_text_new_for_bytes (GBytes *bytes);
void um_trace_text_free (UmTraceText *self);
/* What is there; moves with each um_trace_text_read(). Never unset. */
UmSlice um_trace_text_get_window (const UmTraceText *self);
/* TRUE when nothing follows the window. */
gboolean um_trace_text_is_ended (const UmTraceText *self);
/* Drops the first bytes of the window and reads more. FALSE, with *error set, when the source fails; the
 * window is then as it was, but for what was dropped, and ended. */
gboolean um_trace_text_read (UmTraceText *self,
                             gsize drop,
                             GCancellable *cancellable,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Bytes of the source that are behind this place of the window. Where text was decoded, the share that
 * is done is what progress wants to know. */
guint64 um_trace_text_get_offset (const UmTraceText *self, gsize in_window);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmTraceText, um_trace_text_free)

G_END_DECLS
