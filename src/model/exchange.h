#pragma once

/* Bytes we sent next to the bytes that arrived: what an active test saw of the path. The hop test
 * fills it from the quotes in ICMP errors; detect judges it, report prints it. */

#include "core/address.h"

G_BEGIN_DECLS

/* Ordered: the graver result of several messages is the hop's. */
typedef enum
{
  UM_HOP_SILENT,    /* nothing came back */
  UM_HOP_SHORT,     /* the quote is the same as far as it goes, but does not go far enough */
  UM_HOP_UNTOUCHED, /* the quote holds all that was sent, unchanged */
  UM_HOP_CHANGED,
  UM_HOP_ANSWERED, /* SIP came back from a packet that could not reach a server */
} UmHopResult;

/* One line that differs. Text is printable (core/text.h). */
typedef struct
{
  guint number; /* from 1: the line as it was sent; as it arrived for a line that was put in */
  char *before; /* NULL: put in on the way */
  char *after;  /* NULL: removed on the way */
} UmExchangedLine;

/* One message sent with one TTL, and what came of it. */
typedef struct
{
  const char *method; /* "INVITE", "REGISTER"; static */
  UmHopResult result;
  gsize sent;   /* bytes */
  gsize quoted; /* bytes of it that came back */
  gboolean
      checksum_differs; /* the quote is no longer than the UDP header, whose checksum is not that
                         * of what was sent: something was changed, the NAT's own work perhaps */
  gsize first_change;   /* in bytes sent: where the first line that differs ended */
  char *answer;         /* first line of the SIP answer, printable; NULL unless answered */
  GPtrArray *lines;     /* of UmExchangedLine, in order */
} UmExchange;

typedef struct
{
  guint ttl;
  UmAddress address; /* who sent the ICMP error or the answer; unset when silent */
  UmHopResult result;
  GPtrArray *exchanges; /* of UmExchange; empty: no SIP went out with this TTL */
} UmHop;

/* A whole hop test. Read-only, and shared by reference, once handed over. */
typedef struct
{
  UmEndpoint local;
  UmEndpoint target;
  char *target_name;   /* as it was asked for, printable */
  char *gateway_mac;   /* nullable: of the first hop, "3c:a6:2f:01:02:03" */
  char *gateway_maker; /* nullable: whom that MAC belongs to, printable */
  char *port_holder;   /* nullable: who holds UDP port 5060 here, so that another one was used */
  guint distance;      /* TTL that reached the target or its filter; 0: not seen */
  guint reach;         /* highest TTL seen to expire on the way: no SIP went beyond; 0: none */
  guint packets;       /* sent in all */
  /* Controls, sent to the first hop that showed a change; NULL: not tried or not answered. */
  UmExchange *without_private; /* an INVITE in which no private address stands */
  UmExchange *to_other_port;   /* the INVITE, towards other_port */
  guint16 other_port;
  gint64 first_time_us;
  gint64 last_time_us;
  GPtrArray *hops; /* of UmHop, by TTL, up to the last one that was tried */
} UmHopRun;

UmExchange *um_exchange_new (const char *method, gsize sent);
void um_exchange_free (UmExchange *self);
/* before, after: raw bytes, unset when there is no such line. */
void um_exchange_add_line (UmExchange *self, guint number, UmSlice before, UmSlice after);

UmHop *um_hop_new (guint ttl);
void um_hop_free (UmHop *self);
/* NULL when no such message went out with this TTL. */
const UmExchange *um_hop_get_exchange (const UmHop *self, const char *method);
/* Takes the exchange over, in place of an earlier one of the same method, and settles the result:
 * a change in any message is a change; untouched is told by the most telling one, the INVITE. */
void um_hop_take_exchange (UmHop *self, UmExchange *exchange);

UmHopRun *um_hop_run_new (void);
UmHopRun *um_hop_run_ref (UmHopRun *self);
void um_hop_run_unref (UmHopRun *self);

const char *um_hop_result_name (UmHopResult result); /* "untouched" and so on */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmExchange, um_exchange_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmHop, um_hop_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmHopRun, um_hop_run_unref)

G_END_DECLS
