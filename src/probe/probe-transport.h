#pragma once

/* What a probe sends through and hears from: a UDP socket that also hands over the ICMP errors with
 * the bytes they quote (IP_RECVERR), without privilege. An interface, so that a test can be a whole
 * network. */

#include "probe/icmp-quotes.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  UM_PROBE_NOTHING,  /* the time is over */
  UM_PROBE_EXPIRED,  /* Time Exceeded: a router on the way */
  UM_PROBE_REFUSED,  /* Destination Unreachable of any kind: the target, or a filter */
  UM_PROBE_DATAGRAM, /* UDP came in */
} UmProbeEventKind;

enum
{
  UM_PROBE_EVENT_BYTES = 2048, /* a longer datagram is cut: we look at its beginning only */
};

typedef struct
{
  UmProbeEventKind kind;
  UmEndpoint from; /* who sent it; errors have no port */
  gsize len;
  guint16 port;                     /* errors: where the datagram was going */
  gsize original;                   /* errors: RFC 4884 length of the quote, 0 when not told */
  char bytes[UM_PROBE_EVENT_BYTES]; /* the payload; errors: what is quoted behind the UDP header */
} UmProbeEvent;

typedef struct _UmProbeTransport UmProbeTransport;

struct _UmProbeTransport
{
  UmEndpoint local;
  UmEndpoint target;
  UmIcmpQuotes *quotes; /* nullable, not owned: what a capture beside the test sees */
  char *port_holder; /* nullable: who holds port 5060, so that local.port is another */

  /* To a port of the target. FALSE with error when it cannot be sent. */
  gboolean (*send) (UmProbeTransport *self, guint16 port, guint ttl, UmSlice bytes, GError **error);
  /* Waits for one event, at most timeout_ms. FALSE with error on trouble or when cancelled. */
  gboolean (*wait) (UmProbeTransport *self,
                    guint timeout_ms,
                    GCancellable *cancellable,
                    UmProbeEvent *ret_event,
                    GError **error);
  void (*free) (UmProbeTransport *self);
};

/* A UDP socket towards target, from port 5060, or from another one when that is in use.
 * (transfer full) */
UmProbeTransport *um_probe_transport_new_udp (const UmEndpoint *target, GError **error);
/* The same from a port that the system picks. (transfer full) */
UmProbeTransport *um_probe_transport_new_udp_from_any_port (const UmEndpoint *target,
                                                            GError **error);
void um_probe_transport_free (UmProbeTransport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmProbeTransport, um_probe_transport_free)

G_END_DECLS
