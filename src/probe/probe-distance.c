/* How far SIP may go. Keep-alives (RFC 5626 section 3.5.1: nothing but line ends) with a growing
 * TTL go to the port of the test and, where a proxy in a router swallows those, to high ports. A
 * TTL counts only when a router on the way said that it expired there. */

#include "probe/probe-run.h"

enum
{
  HIGH_PORT = 33434, /* traceroute's: nobody listens there, and every operator knows it */
  MAX_SILENT = 4,    /* hops in a row, after which the way is taken to be closed */
};

/* The TTL that a keep-alive was sent with is told by its length. */
static gboolean
send_keep_alive (UmProbeRun *self, guint ttl, guint16 port, GError **error)
{
  char bytes[2 * (UM_PROBE_MAX_HOPS + 1)];

  for (gsize i = 0; i < sizeof bytes; i += 2)
    {
      bytes[i] = '\r';
      bytes[i + 1] = '\n';
    }
  return um_probe_run_send (self, port, ttl, um_slice_new (bytes, 2 * (ttl + 1)), error);
}

/* 0: the quote has no payload. */
static guint
keep_alive_ttl (const UmProbeEvent *event)
{
  gsize len = 0;

  while (len + 1 < event->len && event->bytes[len] == '\r' && event->bytes[len + 1] == '\n')
    len += 2;
  return len >= 4 ? (guint) (len / 2 - 1) : 0;
}

static gboolean
is_known_hop (const UmProbeRun *self, const UmAddress *address)
{
  for (guint i = 0; i < self->run->hops->len; i++)
    if (um_address_equal (&((UmHop *) self->run->hops->pdata[i])->address, address))
      return TRUE;
  return FALSE;
}

/* What an event says of the keep-alive with this TTL: expired, refused (the target or a filter), or
 * nothing. A late error must not pass for that of a later hop, or SIP might go too far. */
static UmProbeEventKind
read_keep_alive (const UmProbeRun *self, guint ttl, guint16 port)
{
  const UmProbeEvent *event = &self->event;
  guint sent_with;

  if (event->kind == UM_PROBE_DATAGRAM)
    return um_endpoint_equal (&event->from, &self->run->target) ? UM_PROBE_REFUSED
                                                                : UM_PROBE_NOTHING;
  if (event->kind == UM_PROBE_NOTHING || event->port != port)
    return UM_PROBE_NOTHING;
  sent_with = keep_alive_ttl (event);
  if (sent_with != ttl && (sent_with != 0 || is_known_hop (self, &event->from.address)))
    return UM_PROBE_NOTHING;
  /* The target's own address: a router in front of the phone system; what lies behind is its own.
   */
  if (um_address_equal (&event->from.address, &self->run->target.address))
    return UM_PROBE_REFUSED;
  return event->kind;
}

gboolean
um_probe_run_try_keep_alive (
    UmProbeRun *self, UmHop *hop, guint16 port, UmProbeEventKind *ret_kind, GError **error)
{
  gint64 end = um_probe_run_end_of (UM_PROBE_TIMEOUT_MS);

  if (!send_keep_alive (self, hop->ttl, port, error))
    return FALSE;
  for (guint i = 0; i < UM_PROBE_MAX_EVENTS; i++)
    {
      if (!um_probe_run_wait (self, end, error))
        return FALSE;
      *ret_kind = read_keep_alive (self, hop->ttl, port);
      if (*ret_kind != UM_PROBE_NOTHING || self->event.kind == UM_PROBE_NOTHING)
        break;
    }
  if (*ret_kind == UM_PROBE_NOTHING) /* that was pause enough */
    return TRUE;
  if (*ret_kind == UM_PROBE_EXPIRED && !um_address_is_set (&hop->address))
    hop->address = self->event.from.address;
  else if (*ret_kind == UM_PROBE_EXPIRED &&
           !um_address_equal (&hop->address, &self->event.from.address))
    *ret_kind = UM_PROBE_NOTHING; /* another way, of another length perhaps */
  return um_probe_run_pause (self, error);
}

static gboolean
measure_hop (UmProbeRun *self, UmHop *hop, GError **error)
{
  guint tries = self->swallowed ? 1 : UM_PROBE_TRIES;
  UmProbeEventKind kind = UM_PROBE_NOTHING;
  UmProbeEventKind high = UM_PROBE_NOTHING;

  for (guint i = 0; i < tries && kind == UM_PROBE_NOTHING; i++)
    if (!um_probe_run_try_keep_alive (self, hop, self->run->target.port, &kind, error))
      return FALSE;
  if (kind == UM_PROBE_NOTHING &&
      !um_probe_run_try_keep_alive (self, hop, (guint16) (HIGH_PORT + hop->ttl), &high, error))
    return FALSE;
  if (kind == UM_PROBE_EXPIRED)
    self->run->reach = hop->ttl;
  if (high == UM_PROBE_EXPIRED)
    self->high_reach = hop->ttl;
  if (kind == UM_PROBE_REFUSED || high == UM_PROBE_REFUSED)
    self->run->distance = hop->ttl;
  self->swallowed |= high != UM_PROBE_NOTHING;
  self->silent = kind == UM_PROBE_NOTHING && high == UM_PROBE_NOTHING ? self->silent + 1 : 0;
  return TRUE;
}

/* Another port may take another way: where only that one was seen to expire, the last hop is left
 * out for safety. */
gboolean
um_probe_run_measure (UmProbeRun *self, GError **error)
{
  UmHopRun *run = self->run;

  for (guint ttl = 1; ttl <= UM_PROBE_MAX_HOPS && run->distance == 0 && self->silent < MAX_SILENT;
       ttl++)
    {
      UmHop *hop = um_hop_new (ttl);

      g_ptr_array_add (run->hops, hop);
      if (self->progress != NULL)
        self->progress (UM_PROBE_STEP_DISTANCE, ttl, self->user_data);
      if (!measure_hop (self, hop, error))
        return FALSE;
    }
  if (self->high_reach > 0)
    run->reach = MAX (run->reach, self->high_reach - 1);
  g_ptr_array_set_size (run->hops, (gint) run->reach);
  return TRUE;
}
