#pragma once

/* What a transport hands to SIP: an address pair and a payload. For UDP one datagram, for TCP one
 * framed message. */

#include "core/address.h"

G_BEGIN_DECLS

typedef enum
{
  UM_TRANSPORT_UNKNOWN,
  UM_TRANSPORT_UDP,
  UM_TRANSPORT_TCP,
  UM_TRANSPORT_TLS,
  UM_TRANSPORT_WS,
  UM_TRANSPORT_SCTP,
} UmTransport;

typedef struct
{
  guint64 frame;  /* packet number, or number of the message in a text trace */
  gint64 time_us; /* UM_TIME_UNKNOWN when not known */
  UmEndpoint source;
  UmEndpoint destination; /* address unset: "the PBX that wrote the trace" */
  UmTransport transport;
  guint8 ttl;           /* TTL or hop limit; 0: unknown (text) */
  guint8 source_mac[6]; /* all zero: unknown */
  gboolean truncated;   /* bytes are missing at the end: cut by snap length or lost */
  gboolean from_text;   /* came from a text trace: lengths are claims, spacing may be damaged */
  UmSlice payload;
} UmDatagram;

G_END_DECLS
