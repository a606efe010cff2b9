#pragma once

/* The parts of which envelope lines are made: time stamps, endpoints, transports; and what a
 * person leaves behind who masks the addresses of a trace. Line-sized scans, no allocation. */

#include "dissect/datagram.h"

G_BEGIN_DECLS

/* Date with year and time of day at position: "2026-01-05 10:00:00.123456", with '/' or '.' as
 * well, 'T' or '_' between, ',' or ':' before the fraction. Read as UTC. Returns behind it, or NULL
 * (and *ret_time_us untouched). */
const char *um_trace_time_read (const char *position, const char *end, gint64 *ret_time_us);
/* The first such stamp in line, or UM_TIME_UNKNOWN. */
gint64      um_trace_time_find (UmSlice line);
/* TRUE when the line begins as log records do: any kind of date or time of day, in brackets or
 * behind a syslog priority. */
gboolean    um_trace_is_stamped (UmSlice line);

typedef enum
{
  UM_TRACE_PLACE_NONE,
  UM_TRACE_PLACE_ADDRESS, /* a literal address */
  UM_TRACE_PLACE_MASKED,  /* an address that somebody made unreadable */
  UM_TRACE_PLACE_NAME,    /* something else: a host name perhaps */
} UmTracePlaceKind;

typedef struct
{
  UmTracePlaceKind kind;
  UmEndpoint endpoint;   /* unset unless the kind is ADDRESS */
  UmTransport transport; /* as far as it is written in front: "udp/", "UDP:", "tcp " */
} UmTracePlace;

/* Reads "A:P", "A P", "A port P", "A", "[v6]:P", "udp/[A]:P", "UDP:A:P", after leading blanks.
 * Returns behind it; position itself (and kind NONE) when there is nothing of the sort. */
const char *um_trace_place_read (const char *position, const char *end, UmTracePlace *ret_place);
/* tcpdump's way: the port follows the last dot, as a number or as "sip". */
gboolean    um_trace_place_read_dotted (UmSlice word, UmTracePlace *ret_place);
/* "udp", "TCP" ... as a whole word; UNKNOWN for anything else. */
UmTransport um_trace_transport_parse (UmSlice word);

/* TRUE for a host such as "xxx.xxx.xxx.xxx", "66.135.x.x" or "66.135.32.300". */
gboolean    um_trace_is_masked_host (UmSlice host);
/* TRUE when a Via, Contact or SDP address line of the message holds a masked address, or the web
 * page's "[email protected]", or when a From, To or Contact lost its "<sip:...>" to a web page. */
gboolean    um_trace_has_masked_address (UmSlice message);

G_END_DECLS
