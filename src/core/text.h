#pragma once

/* Untrusted bytes made safe for people, logs and markup. Offsets into the original can be carried
 * over, because the contract gives spans in the text as printed. */

#include "core/slice.h"

G_BEGIN_DECLS

/* Valid UTF-8 without control characters: invalid bytes and controls other than TAB become \xNN,
 * directional overrides (which could make a line read backwards) become \u{NNNN}.
 * (transfer full) */
char *um_text_escape (UmSlice bytes);
/* TRUE for printable ASCII, which um_text_escape() leaves as it is. */
gboolean um_text_is_plain (UmSlice bytes);

/* As um_text_escape(); *offsets (n_offsets of them, ascending byte offsets into bytes) are
 * replaced by their places in the result. */
char *um_text_escape_with_offsets (UmSlice bytes, gsize *offsets, gsize n_offsets);

/* Escaped and cut to max_chars characters with an ellipsis: for labels. (transfer full) */
char *um_text_shorten (UmSlice bytes, guint max_chars);

/* UTC in the contract's form: "2026-01-05T10:00:00.000000Z"; NULL when the time is unknown.
 * (transfer full) (nullable) */
char *um_text_time (gint64 time_us);

#define UM_TIME_UNKNOWN G_MININT64

G_END_DECLS
