#pragma once

/* Text traces of PBXes and phones: finds the SIP, reads the envelope in front of it. SIP is found
 * by its start line, so an unknown envelope still gives its messages; a known one (the table in
 * io/trace-envelopes.c) adds time, direction and addresses. */

#include "dissect/datagram.h"
#include "core/damage.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  UmDatagram datagram; /* payload: the SIP text; addresses as far as the envelope tells.
                        * A local address that the envelope leaves out stays unset. */
  UmSlice envelope;    /* the line that gave the addresses, without its end; unset when none.
                        * datagram.payload and envelope are valid until the next call. */
  const char *format;  /* name of the envelope row ("generic"), or NULL */
} UmTraceMessage;

typedef struct _UmTextTrace UmTextTrace;

/* Reads stream (a reference is kept) as it goes: the memory it takes does not grow with the log. */
UmTextTrace *um_text_trace_new (GInputStream *stream);
UmTextTrace *um_text_trace_new_for_bytes (GBytes *text);
void         um_text_trace_free (UmTextTrace *self);
/* The next message, in the order of the file. FALSE at the end, and when the stream fails or the
 * reading is cancelled: then *error is set, after all messages that came before. datagram.frame counts
 * from 1. */
gboolean     um_text_trace_next (UmTextTrace *self, UmTraceMessage *ret_message, UmDamage *damage,
                                 GCancellable *cancellable, GError **error);
/* Bytes of the source already passed, for progress. */
guint64      um_text_trace_get_offset (const UmTextTrace *self);

/* TRUE when the bytes look like text: no NUL, and nearly all of it printable or valid UTF-8. */
gboolean     um_text_trace_is_text (UmSlice first_bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmTextTrace, um_text_trace_free)

G_END_DECLS
