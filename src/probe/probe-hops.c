/* The distance first (probe-distance.c): only a TTL that was seen to expire on the way is used for
 * SIP, so no INVITE ever reaches a phone system, whose fail2ban would lock the site out. Then, hop
 * by hop, the INVITE and the REGISTER, until one comes back changed or is answered. */

#include "probe/probe-hops.h"

#include "core/error.h"
#include "core/text.h"
#include "probe/hop-quote.h"
#include "probe/arp-table.h"
#include "probe/probe-run.h"
#include "routers/oui.h"

enum
{
  PACE_MS = 200,      /* between packets: a few a second */
  OTHER_PORT = 15060, /* of the control: no ALG is bound to it */
  MAX_SILENT_SIP = 2, /* hops in a row that quote no SIP, after which they get one try each */
};

/* --- what the parts of a run share --- */

gint64
um_probe_run_end_of (guint milliseconds)
{
  return g_get_monotonic_time () + (gint64) milliseconds * 1000;
}

gboolean
um_probe_run_wait (UmProbeRun *self, gint64 end, GError **error)
{
  gint64 left = (end - g_get_monotonic_time ()) / 1000;

  return self->transport->wait (self->transport, (guint) CLAMP (left, 0, 2 * UM_PROBE_TIMEOUT_MS),
                                self->cancellable, &self->event, error);
}

gboolean
um_probe_run_pause (UmProbeRun *self, GError **error)
{
  gint64 end = um_probe_run_end_of (PACE_MS);

  for (guint i = 0; i < UM_PROBE_MAX_EVENTS; i++)
    {
      if (!um_probe_run_wait (self, end, error))
        return FALSE;
      if (self->event.kind == UM_PROBE_NOTHING)
        break;
    }
  return TRUE;
}

gboolean
um_probe_run_send (UmProbeRun *self, guint16 port, guint ttl, UmSlice bytes, GError **error)
{
  self->run->packets++;
  return self->transport->send (self->transport, port, ttl, bytes, error);
}

guint16
um_probe_run_get_port (const UmProbeRun *self, UmProbeMethod method)
{
  return method == UM_PROBE_INVITE_OTHER_PORT ? self->run->other_port : self->run->target.port;
}

gboolean
um_probe_run_send_sip (UmProbeRun *self, const UmProbeTag *tag, const char *text, GError **error)
{
  g_return_val_if_fail (tag->ttl >= 1 && tag->ttl <= self->run->reach, FALSE);
  return um_probe_run_send (self, um_probe_run_get_port (self, tag->method), tag->ttl,
                            um_slice_from_string (text), error);
}

UmHop *
um_probe_run_get_hop (const UmProbeRun *self, guint ttl)
{
  return ttl >= 1 && ttl <= self->run->hops->len ? self->run->hops->pdata[ttl - 1] : NULL;
}

const UmExchange *
um_probe_run_find_exchange (const UmProbeRun *self, const UmProbeTag *tag)
{
  if (tag->method == UM_PROBE_INVITE_PUBLIC)
    return self->run->without_private;
  if (tag->method == UM_PROBE_INVITE_OTHER_PORT)
    return self->run->to_other_port;
  return um_hop_get_exchange (um_probe_run_get_hop (self, tag->ttl),
                              um_probe_method_name (tag->method));
}

void
um_probe_run_take_exchange (UmProbeRun *self, const UmProbeTag *tag, UmExchange *exchange)
{
  UmExchange **control = tag->method == UM_PROBE_INVITE_PUBLIC ? &self->run->without_private
                                                               : &self->run->to_other_port;

  if (!um_probe_method_is_control (tag->method))
    {
      um_hop_take_exchange (um_probe_run_get_hop (self, tag->ttl), exchange);
      return;
    }
  um_exchange_free (*control);
  *control = exchange;
}

UmExchange *
um_probe_run_new_exchange (const UmProbeRun *self, const UmProbeTag *tag)
{
  g_autofree char *text = um_probe_message_new (tag, &self->run->local);

  return um_exchange_new (um_probe_method_name (tag->method), strlen (text));
}

/* --- SIP --- */

/* FALSE for what is left of the keep-alives, and for the late error of another hop. */
static gboolean
may_belong_to (const UmHop *hop, const UmProbeEvent *event, guint16 port)
{
  return event->port == port && (event->len == 0 || event->bytes[0] != '\r') &&
         (!um_address_is_set (&hop->address) ||
          um_address_equal (&hop->address, &event->from.address));
}

/* A quote goes to the message it belongs to, however late. One that shows no mark of ours belongs
 * to what was sent last. The better of two quotes is kept. */
static void
take_quote (UmProbeRun *self, const UmProbeTag *last)
{
  const UmProbeEvent *event = &self->event;
  UmHopQuote quote = { .bytes = um_slice_new (event->bytes, event->len),
                       .original = event->original };
  gboolean v6 = self->run->local.address.family == UM_FAMILY_IPV6;
  g_autofree char *sent = NULL;
  g_autofree char *mark = NULL;
  UmProbeTag tag = *last;
  const UmExchange *old;
  UmExchange *exchange;
  gboolean marked;
  UmHop *hop;

  quote.headers = v6 ? 48 : 28;
  marked = um_probe_tag_find (quote.bytes, self->number, &tag);
  hop = um_probe_run_get_hop (self, tag.ttl);
  if (hop == NULL ||
      (!marked && !may_belong_to (hop, event, um_probe_run_get_port (self, tag.method))))
    return;
  sent = um_probe_message_new (&tag, &self->run->local);
  mark = um_probe_tag_to_string (&tag);
  exchange = um_hop_quote_compare (um_probe_method_name (tag.method), um_slice_from_string (sent),
                                   um_slice_from_string (mark), &quote);
  old = um_probe_run_find_exchange (self, &tag);
  if (old != NULL && old->result >= exchange->result)
    um_exchange_free (exchange);
  else
    um_probe_run_take_exchange (self, &tag, exchange);
  if (!um_address_is_set (&hop->address))
    hop->address = event->from.address;
}

/* TRUE when the answer or quote is in. */
static gboolean
is_heard (const UmProbeRun *self, const UmProbeTag *tag)
{
  const UmExchange *exchange = um_probe_run_find_exchange (self, tag);

  return self->answered || (exchange != NULL && exchange->result != UM_HOP_SILENT);
}

/* One message, one try: until its quote is in and the pause before the next packet is over. */
static gboolean
try_message (UmProbeRun *self, const UmProbeTag *tag, GError **error)
{
  g_autofree char *text = um_probe_message_new (tag, &self->run->local);
  gint64 end = um_probe_run_end_of (UM_PROBE_TIMEOUT_MS);
  UmSipMessage response;
  UmProbeTag answered;

  if (!um_probe_run_send_sip (self, tag, text, error))
    return FALSE;
  for (guint i = 0; i < UM_PROBE_MAX_EVENTS; i++)
    {
      if (!um_probe_run_wait (self, end, error))
        return FALSE;
      if (self->event.kind == UM_PROBE_NOTHING)
        break;
      if (um_probe_run_read_response (self, &response, &answered))
        {
          self->answered = TRUE;
          return um_probe_run_take_answer (self, &response, &answered, error);
        }
      if (self->event.kind != UM_PROBE_DATAGRAM)
        take_quote (self, tag);
      if (is_heard (self, tag))
        end = MIN (end, um_probe_run_end_of (PACE_MS));
    }
  return TRUE;
}

/* A quote of nothing but headers: the length in the UDP header proves a change, its checksum only
 * suggests one, since a router may have translated it back wrongly. */
static void
read_headers (UmProbeRun *self, const UmProbeTag *tag)
{
  const UmExchange *known = um_probe_run_find_exchange (self, tag);
  UmEndpoint target = { self->run->target.address, um_probe_run_get_port (self, tag->method) };
  g_autofree char *text = um_probe_message_new (tag, &self->run->local);
  UmSlice sent = um_slice_from_string (text);
  UmExchange *exchange;
  UmIcmpQuote quote;

  if (self->transport->quotes == NULL || known == NULL || known->result != UM_HOP_SHORT ||
      known->quoted > 0 ||
      !um_icmp_quotes_find (self->transport->quotes,
                            &um_probe_run_get_hop (self, tag->ttl)->address, &self->run->local,
                            &target, &quote))
    return;
  exchange = um_probe_run_new_exchange (self, tag);
  exchange->result = UM_HOP_SHORT;
  exchange->first_change = sent.len;
  exchange->checksum_differs =
      quote.checksum != 0 &&
      quote.checksum != um_icmp_quotes_checksum (&self->run->local, &target, sent);
  if (quote.length != sent.len + 8)
    {
      g_autofree char *before = g_strdup_printf ("UDP length %" G_GSIZE_FORMAT, sent.len + 8);
      g_autofree char *after = g_strdup_printf ("UDP length %u", quote.length);

      exchange->result = UM_HOP_CHANGED;
      um_exchange_add_line (exchange, 0, um_slice_from_string (before),
                            um_slice_from_string (after));
    }
  um_probe_run_take_exchange (self, tag, exchange);
}

/* The message with this TTL, as often as it takes. A hop that did not answer the keep-alives either
 * gets one try. */
static gboolean
probe_hop (UmProbeRun *self, UmHop *hop, UmProbeMethod method, GError **error)
{
  gboolean answers = um_address_is_set (&hop->address) && self->silent_sip < MAX_SILENT_SIP;
  guint tries = answers ? UM_PROBE_TRIES : 1;
  UmProbeTag tag = { self->number, method, hop->ttl, 0 };

  if (um_probe_run_find_exchange (self, &tag) == NULL)
    um_probe_run_take_exchange (self, &tag, um_probe_run_new_exchange (self, &tag));
  if (self->transport->quotes != NULL)
    um_icmp_quotes_clear (self->transport->quotes);
  for (; tag.attempt < tries && !is_heard (self, &tag); tag.attempt++)
    {
      if (!try_message (self, &tag, error))
        return FALSE;
      read_headers (self, &tag);
    }
  return TRUE;
}

/* The same hop again: with nothing to replace in the text, and towards another port, where a helper
 * that is bound to one does not look. What did not come back says nothing and is dropped. */
static gboolean
probe_controls (UmProbeRun *self, UmHop *hop, GError **error)
{
  UmHopRun *run = self->run;
  UmProbeEventKind kind = UM_PROBE_NOTHING;

  run->other_port = run->target.port == 5060 ? OTHER_PORT : 5060;
  if (!probe_hop (self, hop, UM_PROBE_INVITE_PUBLIC, error) ||
      !um_probe_run_try_keep_alive (self, hop, run->other_port, &kind, error))
    return FALSE;
  return self->answered || kind != UM_PROBE_EXPIRED ||
         probe_hop (self, hop, UM_PROBE_INVITE_OTHER_PORT, error);
}

/* From the first hop on, until a message comes back changed or is answered: what lies beyond would
 * say no more. */
static gboolean
probe_hops (UmProbeRun *self, GError **error)
{
  for (guint ttl = 1; ttl <= self->run->reach && !self->answered; ttl++)
    {
      UmHop *hop = um_probe_run_get_hop (self, ttl);

      if (self->progress != NULL)
        self->progress (UM_PROBE_STEP_HOPS, ttl, self->user_data);
      for (UmProbeMethod method = 0; method <= UM_PROBE_REGISTER && !self->answered; method++)
        if ((method == UM_PROBE_INVITE || um_address_is_set (&hop->address)) &&
            !probe_hop (self, hop, method, error))
          return FALSE;
      if (hop->result == UM_HOP_CHANGED)
        return probe_controls (self, hop, error);
      self->silent_sip = hop->result == UM_HOP_SILENT ? self->silent_sip + 1 : 0;
    }
  return TRUE;
}

/* Hops behind the last one that SIP was sent to were only counted. */
static void
drop_untried_hops (UmHopRun *run)
{
  guint n = run->hops->len;

  while (n > 0 && ((UmHop *) run->hops->pdata[n - 1])->exchanges->len == 0)
    n--;
  g_ptr_array_set_size (run->hops, (gint) n);
}

/* The first hop is on our own network: its card has a maker. */
static void
describe_gateway (UmHopRun *run)
{
  const UmHop *first = run->hops->len > 0 ? run->hops->pdata[0] : NULL;
  guint8 mac[6];

  if (first == NULL || !um_arp_table_find (&first->address, mac))
    return;
  run->gateway_mac = g_strdup_printf ("%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2],
                                      mac[3], mac[4], mac[5]);
  run->gateway_maker = um_oui_find_vendor (NULL, mac);
}

/* --- public --- */

gboolean
um_probe_target_resolve (const char *text,
                         GCancellable *cancellable,
                         UmEndpoint *ret_target,
                         GError **error)
{
  g_autoptr (GSocketConnectable) name = g_network_address_parse (text, 5060, error);
  g_autoptr (GSocketAddressEnumerator) all = NULL;
  g_autoptr (GSocketAddress) first = NULL;
  g_autofree char *address = NULL;
  UmEndpoint target;

  if (name == NULL)
    return FALSE;
  all = g_socket_connectable_enumerate (name);
  first = g_socket_address_enumerator_next (all, cancellable, error);
  if (first == NULL)
    return FALSE;
  address =
      g_inet_address_to_string (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (first)));
  target.port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (first));
  if (!um_address_parse (um_slice_from_string (address), &target.address) || target.port == 0)
    {
      g_set_error (error, UM_ERROR, UM_ERROR_FAILED, "%s: not an address to send to", text);
      return FALSE;
    }
  *ret_target = target;
  return TRUE;
}

UmHopRun *
um_probe_hops_run (UmProbeTransport *transport,
                   const char *target_name,
                   UmProbeProgressFunc progress,
                   gpointer user_data,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (UmHopRun) run = um_hop_run_new ();
  g_autofree UmProbeRun *self = g_new0 (UmProbeRun, 1);
  GError *local_error = NULL;

  *self = (UmProbeRun){ .transport = transport,
                        .cancellable = cancellable,
                        .progress = progress,
                        .user_data = user_data,
                        .run = run,
                        .number = g_random_int () };
  run->local = transport->local;
  run->target = transport->target;
  run->target_name = um_text_escape (um_slice_from_string (target_name));
  run->port_holder = g_strdup (transport->port_holder);
  run->first_time_us = g_get_real_time ();
  if (!um_probe_run_measure (self, &local_error) || !probe_hops (self, &local_error))
    {
      g_propagate_error (error, local_error);
      return NULL;
    }
  drop_untried_hops (run);
  describe_gateway (run);
  run->last_time_us = g_get_real_time ();
  return g_steal_pointer (&run);
}

static void
run_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const UmProbeJob *job = task_data;
  g_autoptr (UmProbeTransport) transport = NULL;
  GError *error = NULL;
  UmHopRun *run = NULL;
  UmEndpoint target;

  if (um_probe_target_resolve (job->target, cancellable, &target, &error))
    transport = um_probe_transport_new_udp (&target, &error);
  if (transport != NULL)
    run = um_probe_hops_run (transport, job->target, um_probe_job_post, task, cancellable, &error);
  if (run != NULL)
    g_task_return_pointer (task, run, (GDestroyNotify) um_hop_run_unref);
  else
    g_task_return_error (task, error);
}

void
um_probe_hops_run_async (const char *target,
                         UmProbeProgressFunc progress,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, um_probe_hops_run_async);
  g_task_set_task_data (task, um_probe_job_new (target, FALSE, progress, user_data),
                        um_probe_job_free);
  g_task_run_in_thread (task, run_in_thread);
}

UmHopRun *
um_probe_hops_run_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
