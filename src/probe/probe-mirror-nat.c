/* What the NAT on the way does besides: whether it loops back, how long it keeps a binding. */

#include "probe/probe-mirror-run.h"

static const guint16 lifetimes[] = { 15, 30, 45, 60, 90, 120, 180 }; /* seconds of silence */

/* Another socket sends to the address that the mirror saw: does it come in here? */
static gboolean
try_hairpin (UmMirrorProbe *self, GError **error)
{
  UmMirrorRun *run = self->run;
  g_autoptr (UmProbeTransport) other =
      self->network->new_socket (&run->seen, self->network->data, NULL);
  g_auto (UmMirrorHearing) hearing = UM_MIRROR_HEARING_NONE;
  UmMirrorMessage message;
  g_autofree char *text = NULL;

  if (other == NULL || um_address_equal (&run->seen.address, &run->local.address))
    return TRUE;
  message = um_mirror_probe_new_message (self, "OPTIONS", &other->local, run->seen.port,
                                         UM_MIRROR_BACK, 0);
  text = um_mirror_message_new_request (&message);
  for (guint i = 0; i < 2 && hearing.call_back == NULL; i++)
    {
      run->packets++;
      if (!other->send (other, run->seen.port, UM_MIRROR_PROBE_TTL, um_slice_from_string (text),
                        error) ||
          !um_mirror_probe_listen (self, self->network->udp, message.mark.number,
                                   UM_MIRROR_PROBE_WAIT_MS, NULL, &hearing, error))
        return FALSE;
    }
  run->hairpin = hearing.call_back != NULL ? UM_ANSWER_YES : UM_ANSWER_NO;
  return TRUE;
}

/* A call back that was ordered for later, over a socket that is silent until then. */
typedef struct
{
  UmProbeTransport *socket;
  guint8 number;
  gint64 due_us; /* monotonic; 0: the order did not get through */
  guint16 seconds;
} Order;

static gboolean
order_call_back (UmMirrorProbe *self, Order *order, GError **error)
{
  guint16 port = self->run->server.port;
  UmMirrorMessage message;
  g_auto (UmMirrorHearing) hearing = UM_MIRROR_HEARING_NONE;
  g_autofree char *text = NULL;
  guint64 cookie = 0;

  if (!um_mirror_probe_get_cookie (self, order->socket, port, &cookie, error))
    return FALSE;
  message = um_mirror_probe_new_message (self, "OPTIONS", &order->socket->local, port,
                                         UM_MIRROR_LATER, cookie);
  message.mark.seconds = order->seconds;
  text = um_mirror_message_new_request (&message);
  order->number = message.mark.number;
  if (cookie == 0)
    return TRUE;
  if (!um_mirror_probe_ask (self, order->socket, port, order->number, text,
                            um_mirror_probe_has_final, &hearing, error))
    return FALSE;
  if (hearing.final != NULL)
    order->due_us = g_get_monotonic_time () + order->seconds * G_USEC_PER_SEC;
  return TRUE;
}

static gboolean
await_call_back (UmMirrorProbe *self, const Order *order, GError **error)
{
  gint64 left_us = order->due_us + 2 * G_USEC_PER_SEC - g_get_monotonic_time ();
  g_auto (UmMirrorHearing) hearing = UM_MIRROR_HEARING_NONE;
  UmMirrorRun *run = self->run;

  if (order->due_us == 0)
    return TRUE;
  if (!um_mirror_probe_listen (self, order->socket, order->number,
                               (guint) (MAX (left_us, 0) / 1000), NULL, &hearing, error))
    return FALSE;
  if (hearing.call_back != NULL)
    run->lifetime_kept = MAX (run->lifetime_kept, order->seconds);
  else if (run->lifetime_lost == 0)
    run->lifetime_lost = order->seconds;
  return TRUE;
}

/* All orders at once, so that it takes no longer than the longest. */
static gboolean
measure_lifetime (UmMirrorProbe *self, GError **error)
{
  Order orders[G_N_ELEMENTS (lifetimes)] = { 0 };
  gboolean ok = TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (orders) && ok; i++)
    {
      orders[i].seconds = lifetimes[i];
      orders[i].socket = self->network->new_socket (&self->run->server, self->network->data, error);
      ok = orders[i].socket != NULL && order_call_back (self, &orders[i], error);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (orders) && ok; i++)
    ok = await_call_back (self, &orders[i], error);
  for (gsize i = 0; i < G_N_ELEMENTS (orders); i++)
    um_probe_transport_free (orders[i].socket);
  return ok;
}

gboolean
um_mirror_probe_try_nat (UmMirrorProbe *self, gboolean lifetime, GError **error)
{
  return try_hairpin (self, error) && (!lifetime || measure_lifetime (self, error));
}
