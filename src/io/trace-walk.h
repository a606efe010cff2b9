#pragma once

/* Where a message of a trace ends: at the next envelope, end mark or start line; Content-Length is a
 * hint only, since lengths written in a log are claims. */

#include "io/trace-clean.h"
#include "io/trace-envelopes.h"

G_BEGIN_DECLS

typedef struct
{
  UmSlice text;     /* from behind the start line to the end of the message, without trailing empty
                     * lines, its own separator excepted */
  gboolean altered; /* a line does not stand in it as SIP had it: blanks in the empty line, a part
                     * joined */
  gboolean limited; /* ended by UM_LIMIT_SIP_MESSAGE */
} UmTraceWalk;

/* Takes the lines of one message off *text, which stands behind the start line. envelope: of this
 * message, nullable. */
UmTraceWalk um_trace_walk (const UmTraceStyle *style, const UmTraceEnvelope *envelope,
                           UmSlice *text);

/* Is line the head of a record that goes on where the one before broke off? "[Part 02 of 02]", or a
 * second record with the time and number of envelope's (Ribbon). *ret_rest is what follows it in the
 * line. */
gboolean um_trace_is_continued (const UmTraceEnvelope *envelope, UmSlice line, UmSlice *ret_rest);

G_END_DECLS
