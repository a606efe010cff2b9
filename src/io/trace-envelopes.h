#pragma once

/* Envelopes: the lines that PBXes, phones and capture tools print in front of a SIP message. One
 * table row per format. */

#include "dissect/datagram.h"

G_BEGIN_DECLS

typedef struct
{
  const char *format; /* name of the row */
  UmSlice line;       /* the line that gave the addresses, without its end */
  gint64 time_us;     /* UM_TIME_UNKNOWN without a full date */
  UmEndpoint source;  /* unset: not told */
  UmEndpoint destination;
  UmTransport transport;
  gboolean masked; /* an address was there, made unreadable */
  guint reach;     /* other lines that the format puts between this one and the message */
  gboolean ruled;  /* the format draws a line of dashes in front of the message */
} UmTraceEnvelope;

/* Does an envelope begin at line? above and below are the text around it, as far as it may be
 * looked at (some formats take several lines). *ret_envelope is untouched on FALSE. */
gboolean um_trace_envelope_match (UmSlice above, UmSlice line, UmSlice below,
                                  UmTraceEnvelope *ret_envelope);
/* A line that some format prints behind a message: "<------------->", "---", "--end msg--" ... */
gboolean um_trace_envelope_is_end_mark (UmSlice line);

G_END_DECLS
