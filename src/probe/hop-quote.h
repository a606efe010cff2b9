#pragma once

/* Lays what a hop quoted in its ICMP error next to what was sent. Pure. */

#include "model/exchange.h"

G_BEGIN_DECLS

/* A quote as the error queue hands it over: the bytes behind the quoted UDP header. */
typedef struct
{
  UmSlice bytes;
  gsize original; /* RFC 4884: how many of them are the datagram, padding included; 0: not told */
  guint headers;  /* bytes of the IP and UDP header quoted in front: 28, or 48 with IPv6 */
} UmHopQuote;

/* mark: text that only this message holds; a quote without it proves nothing and is "short".
 * (transfer full) */
UmExchange *
um_hop_quote_compare (const char *method, UmSlice sent, UmSlice mark, const UmHopQuote *quote);

G_END_DECLS
