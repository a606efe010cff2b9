#include "support/test.h"

#include "probe/mirror.h"
#include "probe/probe-mirror.h"

/* A network without wires between the test and the mirror, with a NAT and an ALG in between. Time
 * stands still: a wait for what does not come is over at once. */

typedef void (*Alg) (GString *text, gboolean outbound);

typedef struct
{
  UmProbeTransport udp;
  UmProbeStream tcp;
  UmMirror *mirror;
  Alg alg;
  gboolean port_bound; /* the ALG looks at port 5060 of the mirror only */
  gboolean tcp_closed;
  gboolean cone; /* the NAT gives one port towards all of the mirror's */
  gboolean hairpin;
  guint lose;         /* every so many-th datagram is lost; 0: none */
  guint loses_of;     /* datagrams so far */
  const char *answer; /* of something else than a mirror; NULL: the mirror answers */
  gboolean is_detector;
  gboolean deaf; /* nothing comes back at all */
  gint64 now_us;
  guint lifetime; /* seconds that the NAT keeps a silent binding */

  GQueue *events; /* of UmProbeEvent */
  GByteArray *stream;
  UmEndpoint tcp_server;
  guint sent;
  guint cancel_after; /* datagrams; 0: never */
  GCancellable *cancellable;
  GPtrArray *sockets; /* of Socket, not owned */
} Network;

typedef struct
{
  UmProbeTransport base;
  Network *network;
  GQueue *events;
} Socket;

static UmEndpoint
endpoint (guint32 address, guint16 port)
{
  return (UmEndpoint){ um_address_from_ipv4 (address), port };
}

#define PHONE  0xc0a80132 /* 192.168.1.50 */
#define PUBLIC 0xcb007109 /* 203.0.113.9 */
#define MIRROR 0xc0000250 /* 192.0.2.80 */

/* What Linux's helper does to the texts of this test. */
static void
rewrite_addresses (GString *text, gboolean outbound)
{
  if (outbound)
    {
      (void) g_string_replace (text, "sip:unmangle-probe@192.168.1.50:5060",
                               "sip:unmangle-probe@203.0.113.9:1024", 0);
      (void) g_string_replace (text, "c=IN IP4 192.168.1.50", "c=IN IP4 203.0.113.9", 0);
    }
  else
    {
      (void) g_string_replace (text, "received=203.0.113.9;rport=1024",
                               "received=192.168.1.50;rport=5060", 0);
      (void) g_string_replace (text, "sip:unmangle-probe@203.0.113.9:1024",
                               "sip:unmangle-probe@192.168.1.50:5060", 0);
    }
}

static void
rewrite_inbound_only (GString *text, gboolean outbound)
{
  if (!outbound)
    rewrite_addresses (text, FALSE);
}

static void
rewrite_length (GString *text, gboolean outbound)
{
  if (outbound)
    (void) g_string_replace (text, "Content-Length: 2", "Content-Length: 9", 1);
}

static void
break_beyond_reading (GString *text, gboolean outbound)
{
  if (outbound)
    (void) g_string_replace (text, "Via: ", "X", 1);
}

static void
push (Network *self, GQueue *queue, const UmEndpoint *from, UmSlice bytes)
{
  UmProbeEvent *event = g_new0 (UmProbeEvent, 1);

  event->kind = UM_PROBE_DATAGRAM;
  event->from = *from;
  event->len = MIN (bytes.len, sizeof event->bytes);
  memcpy (event->bytes, bytes.data, event->len);
  g_queue_push_tail (queue, event);
}

static gboolean
is_lost (Network *self)
{
  return self->deaf || (self->lose > 0 && ++self->loses_of % self->lose == 0);
}

static GString *
pass (Network *self, guint16 port, UmSlice bytes, gboolean outbound)
{
  GString *text = g_string_new_len (bytes.data, (gssize) bytes.len);

  if (self->alg != NULL && (!self->port_bound || port == 5060))
    self->alg (text, outbound);
  return text;
}

/* From the mirror to whoever has that port of the NAT. */
static void
from_mirror (const UmMirrorFlow *flow, UmSlice bytes, gpointer data)
{
  Network *self = data;
  GString *text = pass (self, flow->local.port, bytes, FALSE);

  if (flow->tcp)
    g_byte_array_append (self->stream, (const guint8 *) text->str, (guint) text->len);
  else if (!is_lost (self))
    {
      guint index = flow->peer.port >= 2000 ? flow->peer.port - 2000u : G_MAXUINT;

      if (index < self->sockets->len)
        push (self, ((Socket *) self->sockets->pdata[index])->events, &flow->local,
              um_slice_new (text->str, text->len));
      else
        push (self, self->events, &flow->local, um_slice_new (text->str, text->len));
    }
  g_string_free (text, TRUE);
}

static void
push_foreign (Network *self, const char *status, UmSlice request, const char *body)
{
  g_autofree char *copy = um_slice_dup (request);
  g_autofree char *headers = g_strndup (
      strstr (copy, "Via:"), (gsize) (strstr (copy, "Contact:") - strstr (copy, "Via:")));
  g_autofree char *text = g_strdup_printf (
      "SIP/2.0 %s\r\n%s%sContent-Length: %zu\r\n\r\n%s", status,
      self->is_detector ? "Server: SipAlgDetectorDaemon\r\n" : "", headers, strlen (body), body);

  push (self, self->events, &self->udp.target, um_slice_from_string (text));
}

static void
answer_as_detector (Network *self, UmSlice request)
{
  gsize head = (gsize) um_slice_find (request, UM_SLICE ("\r\n\r\n")) + 4;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  if (um_slice_find (request, UM_SLICE ("sip:sip-alg-detector-daemon@")) < 0)
    {
      push_foreign (self, "403 You seem a real phone, get out", request, "");
      return;
    }
  if (!um_slice_has_prefix (request, UM_SLICE ("INVITE")))
    return;
  first = g_base64_encode ((const guchar *) request.data, head);
  second = g_base64_encode ((const guchar *) request.data + head, request.len - head);
  push_foreign (self, "500 Body contains mirrored request body", request, second);
  push_foreign (self, "180 Body contains mirrored request first line and headers", request, first);
}

static void
to_mirror (Network *self, UmEndpoint source, guint16 port, UmSlice bytes)
{
  UmMirrorFlow flow = { endpoint (MIRROR, port), source, FALSE };
  GString *text = pass (self, port, bytes, TRUE);
  UmSlice arrived = um_slice_new (text->str, text->len);

  if (!is_lost (self))
    {
      if (self->is_detector)
        answer_as_detector (self, arrived);
      else if (self->answer != NULL)
        push_foreign (self, self->answer, arrived, "");
      else
        um_mirror_take (self->mirror, self->now_us, &flow, arrived, from_mirror, self);
    }
  g_string_free (text, TRUE);
}

static gboolean
udp_send (UmProbeTransport *base, guint16 port, guint ttl, UmSlice bytes, GError **error)
{
  Network *self = (Network *) base;
  guint16 mapped = port == 5060 || self->cone ? 1024 : 1025;

  assert_int_equal (ttl, 64);
  if (++self->sent == self->cancel_after)
    g_cancellable_cancel (self->cancellable);
  to_mirror (self, endpoint (PUBLIC, mapped), port, bytes);
  return TRUE;
}

static gboolean
take_event (Network *self,
            GQueue *events,
            GCancellable *cancellable,
            UmProbeEvent *ret_event,
            GError **error)
{
  g_autofree UmProbeEvent *event = g_queue_pop_head (events);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (event == NULL)
    ret_event->kind = UM_PROBE_NOTHING;
  else
    *ret_event = *event;
  return TRUE;
}

static gboolean
udp_wait (UmProbeTransport *base,
          guint timeout_ms,
          GCancellable *cancellable,
          UmProbeEvent *ret_event,
          GError **error)
{
  Network *self = (Network *) base;

  return take_event (self, self->events, cancellable, ret_event, error);
}

static gboolean
socket_send (UmProbeTransport *base, guint16 port, guint ttl, UmSlice bytes, GError **error)
{
  Socket *self = (Socket *) base;
  guint index;

  (void) g_ptr_array_find (self->network->sockets, self, &index);
  if (um_address_equal (&base->target.address, &self->network->udp.target.address))
    to_mirror (self->network, endpoint (PUBLIC, (guint16) (2000 + index)), port, bytes);
  else if (self->network->hairpin)
    push (self->network, self->network->events, &base->local, bytes);
  return TRUE;
}

/* Only here does time pass: nobody waits for more than this test's orders. */
static gboolean
socket_wait (UmProbeTransport *base,
             guint timeout_ms,
             GCancellable *cancellable,
             UmProbeEvent *ret_event,
             GError **error)
{
  Socket *self = (Socket *) base;
  Network *network = self->network;

  if (g_queue_is_empty (self->events) && timeout_ms > 5000)
    {
      gint64 due = um_mirror_get_due (network->mirror);

      if (due - network->now_us > (gint64) network->lifetime * G_USEC_PER_SEC)
        network->deaf = TRUE; /* the binding is gone by then */
      network->now_us = due;
      um_mirror_run_due (network->mirror, due, from_mirror, network);
      network->now_us = 100 * G_USEC_PER_SEC;
      network->deaf = FALSE;
    }
  return take_event (network, self->events, cancellable, ret_event, error);
}

static void
socket_free (UmProbeTransport *base)
{
  g_queue_free_full (((Socket *) base)->events, g_free);
}

static UmProbeTransport *
new_socket (const UmEndpoint *server, gpointer data, GError **error)
{
  Network *network = data;
  Socket *self = g_new0 (Socket, 1);

  self->network = network;
  self->events = g_queue_new ();
  self->base =
      (UmProbeTransport){ .local = endpoint (PHONE, (guint16) (40000 + network->sockets->len)),
                          .target = *server,
                          .send = socket_send,
                          .wait = socket_wait,
                          .free = socket_free };
  g_ptr_array_add (network->sockets, self);
  return &self->base;
}

static Network *
network_of (UmProbeStream *tcp)
{
  return (Network *) ((char *) tcp - offsetof (Network, tcp));
}

static gboolean
tcp_open (UmProbeStream *base,
          const UmEndpoint *server,
          GCancellable *cancellable,
          UmEndpoint *ret_local,
          GError **error)
{
  Network *self = network_of (base);

  self->tcp_server = *server;
  *ret_local = endpoint (PHONE, 50000);
  return !self->tcp_closed && !self->deaf;
}

static gboolean
tcp_exchange (UmProbeStream *base,
              UmSlice bytes,
              GCancellable *cancellable,
              GByteArray **ret_answer,
              GError **error)
{
  Network *self = network_of (base);
  UmMirrorFlow flow = { self->tcp_server, endpoint (PUBLIC, 3000), TRUE };
  GString *text = pass (self, self->tcp_server.port, bytes, TRUE);

  self->stream = g_byte_array_new ();
  um_mirror_take (self->mirror, self->now_us, &flow, um_slice_new (text->str, text->len),
                  from_mirror, self);
  g_string_free (text, TRUE);
  *ret_answer = g_steal_pointer (&self->stream);
  return TRUE;
}

static Network *
network_new (Alg alg)
{
  static const guint8 secret[32] = { 1, 2, 3 };
  static const guint16 ports[] = { 5060, 15060 };
  Network *self = g_new0 (Network, 1);

  self->udp = (UmProbeTransport){ .local = endpoint (PHONE, 5060),
                                  .target = endpoint (MIRROR, 5060),
                                  .send = udp_send,
                                  .wait = udp_wait };
  self->tcp.open = tcp_open;
  self->tcp.exchange = tcp_exchange;
  self->mirror = um_mirror_new (ports, G_N_ELEMENTS (ports), secret);
  self->alg = alg;
  self->now_us = 100 * G_USEC_PER_SEC;
  self->lifetime = 70;
  self->events = g_queue_new ();
  self->sockets = g_ptr_array_new ();
  self->cancellable = g_cancellable_new ();
  return self;
}

static void
network_free (Network *self)
{
  um_mirror_free (self->mirror);
  g_queue_free_full (self->events, g_free);
  g_ptr_array_unref (self->sockets);
  g_object_unref (self->cancellable);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Network, network_free)

static UmMirrorRun *
run_over (Network *self, gboolean lifetime)
{
  UmProbeNetwork network = { &self->udp, &self->tcp, new_socket, self };
  g_autoptr (GError) error = NULL;
  UmMirrorRun *run = um_probe_mirror_run (&network, "mirror.example.net", lifetime, NULL, NULL,
                                          self->cancellable, &error);

  assert_null (error);
  assert_non_null (run);
  return run;
}

/* "udp 5060 request-out INVITE untouched" a line. */
static char *
to_text (const UmMirrorRun *run)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < run->exchanges->len; i++)
    {
      const UmMirrorExchange *one = run->exchanges->pdata[i];

      g_string_append_printf (text, "%s %u %s %s %s\n", one->tcp ? "tcp" : "udp", one->port,
                              um_mirror_direction_name (one->direction), one->exchange->method,
                              um_hop_result_name (one->exchange->result));
    }
  return g_string_free (text, FALSE);
}

#define CLEAN_UDP(port)                           \
  "udp " port " request-out REGISTER untouched\n" \
  "udp " port " response-in REGISTER untouched\n" \
  "udp " port " request-out INVITE untouched\n"   \
  "udp " port " response-in INVITE untouched\n"   \
  "udp " port " response-in INVITE untouched\n"   \
  "udp " port " request-out OPTIONS untouched\n"  \
  "udp " port " response-in OPTIONS untouched\n"  \
  "udp " port " request-in INVITE untouched\n"    \
  "udp " port " response-out INVITE untouched\n"

#define CLEAN_TCP(port)                           \
  "tcp " port " request-out REGISTER untouched\n" \
  "tcp " port " response-in REGISTER untouched\n" \
  "tcp " port " request-out INVITE untouched\n"   \
  "tcp " port " response-in INVITE untouched\n"   \
  "tcp " port " request-out OPTIONS untouched\n"  \
  "tcp " port " response-in OPTIONS untouched\n"  \
  "tcp " port " request-in INVITE untouched\n"

static void
plain_nat_leaves_all_four_directions_untouched (void **state)
{
  g_autoptr (Network) network = network_new (NULL);
  g_autoptr (UmMirrorRun) run = run_over (network, FALSE);
  g_autofree char *text = to_text (run);

  assert_string_equal (text, CLEAN_UDP ("5060") CLEAN_UDP ("15060") CLEAN_TCP ("5060")
                                 CLEAN_TCP ("15060"));
  assert_int_equal (run->other_port, 15060);
  assert_int_equal (run->seen.port, 1024);
  assert_int_equal (run->seen_other.port, 1025);
  assert_int_equal (run->hairpin, UM_ANSWER_NO);
  assert_null (run->foreign);
}

static const UmExchange *
find_exchange (const UmMirrorRun *run,
               guint16 port,
               UmMirrorDirection direction,
               const char *method)
{
  for (guint i = 0; i < run->exchanges->len; i++)
    {
      const UmMirrorExchange *one = run->exchanges->pdata[i];

      if (!one->tcp && one->port == port && one->direction == direction &&
          g_str_equal (one->exchange->method, method))
        return one->exchange;
    }
  fail_msg ("no such exchange");
  return NULL;
}

static void
assert_line (const UmExchange *exchange, guint index, const char *before, const char *after)
{
  const UmExchangedLine *line;

  assert_true (index < exchange->lines->len);
  line = exchange->lines->pdata[index];
  assert_string_equal (line->before, before);
  assert_string_equal (line->after, after);
}

static void
helper_on_the_way_is_seen_in_all_four_directions (void **state)
{
  g_autoptr (Network) network = network_new (rewrite_addresses);
  g_autoptr (UmMirrorRun) run = run_over (network, FALSE);
  const UmExchange *exchange;

  exchange = find_exchange (run, 5060, UM_MIRROR_REQUEST_OUT, "INVITE");
  assert_int_equal (exchange->result, UM_HOP_CHANGED);
  assert_line (exchange, 0, "Contact: <sip:unmangle-probe@192.168.1.50:5060>",
               "Contact: <sip:unmangle-probe@203.0.113.9:1024>");
  assert_line (exchange, 1, "c=IN IP4 192.168.1.50", "c=IN IP4 203.0.113.9");
  assert_int_equal (exchange->lines->len, 2);
  exchange = find_exchange (run, 5060, UM_MIRROR_RESPONSE_IN, "REGISTER");
  assert_int_equal (exchange->result, UM_HOP_CHANGED);
  assert_int_equal (exchange->lines->len, 1); /* Via */
  exchange = find_exchange (run, 5060, UM_MIRROR_REQUEST_IN, "INVITE");
  assert_line (exchange, 0, "INVITE sip:unmangle-probe@203.0.113.9:1024 SIP/2.0",
               "INVITE sip:unmangle-probe@192.168.1.50:5060 SIP/2.0");
  exchange = find_exchange (run, 5060, UM_MIRROR_RESPONSE_OUT, "INVITE");
  assert_int_equal (exchange->result, UM_HOP_CHANGED);
}

static void
change_on_the_way_in_alone_is_seen (void **state)
{
  g_autoptr (Network) network = network_new (rewrite_inbound_only);
  g_autoptr (UmMirrorRun) run = run_over (network, FALSE);

  assert_int_equal (find_exchange (run, 5060, UM_MIRROR_REQUEST_OUT, "INVITE")->result,
                    UM_HOP_UNTOUCHED);
  assert_int_equal (find_exchange (run, 5060, UM_MIRROR_RESPONSE_IN, "INVITE")->result,
                    UM_HOP_CHANGED);
}

static void
helper_bound_to_a_port_leaves_the_other_alone (void **state)
{
  g_autoptr (Network) network = network_new (rewrite_addresses);
  g_autoptr (UmMirrorRun) run = NULL;

  network->port_bound = TRUE;
  run = run_over (network, FALSE);
  assert_int_equal (find_exchange (run, 5060, UM_MIRROR_REQUEST_OUT, "INVITE")->result,
                    UM_HOP_CHANGED);
  assert_int_equal (find_exchange (run, 15060, UM_MIRROR_REQUEST_OUT, "INVITE")->result,
                    UM_HOP_UNTOUCHED);
}

/* Over TCP too, where the length decides what the receiver reads. */
static void
wrong_content_length_is_one_changed_line (void **state)
{
  g_autoptr (Network) network = network_new (rewrite_length);
  g_autoptr (UmMirrorRun) run = run_over (network, FALSE);
  guint seen = 0;

  for (guint i = 0; i < run->exchanges->len; i++)
    {
      const UmMirrorExchange *one = run->exchanges->pdata[i];

      if (one->direction != UM_MIRROR_REQUEST_OUT || !g_str_equal (one->exchange->method, "INVITE"))
        continue;
      assert_int_equal (one->exchange->result, UM_HOP_CHANGED);
      assert_int_equal (one->exchange->lines->len, 1);
      seen++;
    }
  assert_int_equal (seen, 4);
}

static void
request_that_is_broken_beyond_reading_is_mirrored_all_the_same (void **state)
{
  g_autoptr (Network) network = network_new (break_beyond_reading);
  g_autoptr (UmMirrorRun) run = run_over (network, FALSE);

  assert_int_equal (find_exchange (run, 5060, UM_MIRROR_REQUEST_OUT, "REGISTER")->result,
                    UM_HOP_CHANGED);
  assert_int_equal (find_exchange (run, 5060, UM_MIRROR_RESPONSE_IN, "REGISTER")->result,
                    UM_HOP_UNTOUCHED);
}

static void
lost_datagrams_are_sent_again_and_are_no_change (void **state)
{
  for (guint lose = 4; lose < 10; lose++)
    {
      g_autoptr (Network) network = network_new (NULL);
      g_autoptr (UmMirrorRun) run = NULL;

      network->lose = lose;
      run = run_over (network, FALSE);
      for (guint i = 0; i < run->exchanges->len; i++)
        assert_int_not_equal (((UmMirrorExchange *) run->exchanges->pdata[i])->exchange->result,
                              UM_HOP_CHANGED);
      assert_int_equal (find_exchange (run, 5060, UM_MIRROR_REQUEST_OUT, "INVITE")->result,
                        UM_HOP_UNTOUCHED);
    }
}

static void
nothing_back_is_no_exchange_over_udp_and_lost_over_tcp (void **state)
{
  g_autoptr (Network) network = network_new (NULL);
  g_autoptr (UmMirrorRun) run = NULL;
  g_autofree char *text = NULL;

  network->deaf = TRUE;
  run = run_over (network, FALSE);
  text = to_text (run);
  assert_string_equal (text, "tcp 5060 request-out REGISTER silent\n"
                             "tcp 5060 request-out INVITE silent\n"
                             "tcp 5060 request-out OPTIONS silent\n");
  assert_false (um_address_is_set (&run->seen.address));
}

static void
answer_of_another_server_is_told_not_compared (void **state)
{
  g_autoptr (Network) network = network_new (NULL);
  g_autoptr (UmMirrorRun) run = NULL;

  network->answer = "404 Not Found";
  run = run_over (network, FALSE);
  assert_string_equal (run->foreign, "SIP/2.0 404 Not Found");
  assert_false (run->is_detector);
  assert_int_equal (run->exchanges->len, 0);
}

static void
old_detector_is_understood (void **state)
{
  static const struct
  {
    Alg alg;
    UmHopResult result;
  } rows[] = { { NULL, UM_HOP_UNTOUCHED }, { rewrite_addresses, UM_HOP_CHANGED } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (Network) network = network_new (rows[i].alg);
      g_autoptr (UmMirrorRun) run = NULL;

      network->is_detector = TRUE;
      run = run_over (network, FALSE);
      assert_true (run->is_detector);
      assert_int_equal (run->exchanges->len, 1);
      assert_int_equal (find_exchange (run, 5060, UM_MIRROR_REQUEST_OUT, "INVITE")->result,
                        rows[i].result);
    }
}

static void
closed_tcp_is_lost_and_udp_still_tells (void **state)
{
  g_autoptr (Network) network = network_new (NULL);
  g_autoptr (UmMirrorRun) run = NULL;
  g_autofree char *text = NULL;

  network->tcp_closed = TRUE;
  run = run_over (network, FALSE);
  text = to_text (run);
  assert_non_null (strstr (text, CLEAN_UDP ("5060")));
  assert_non_null (strstr (text, "tcp 5060 request-out INVITE silent\n"));
  assert_null (strstr (text, "changed"));
}

static void
nat_that_keeps_its_port_and_loops_back_is_described (void **state)
{
  g_autoptr (Network) network = network_new (NULL);
  g_autoptr (UmMirrorRun) run = NULL;

  network->cone = network->hairpin = TRUE;
  run = run_over (network, FALSE);
  assert_int_equal (run->seen_other.port, run->seen.port);
  assert_int_equal (run->hairpin, UM_ANSWER_YES);
}

static void
lifetime_of_the_binding_is_between_two_silences (void **state)
{
  g_autoptr (Network) network = network_new (NULL);
  g_autoptr (UmMirrorRun) run = run_over (network, TRUE);

  assert_int_equal (run->lifetime_kept, 60);
  assert_int_equal (run->lifetime_lost, 90);
}

static void
cancelled_run_ends_with_that_error (void **state)
{
  for (guint after = 1; after < 12; after++)
    {
      g_autoptr (Network) network = network_new (NULL);
      UmProbeNetwork probe = { &network->udp, &network->tcp, new_socket, network };
      g_autoptr (GError) error = NULL;

      network->cancel_after = after;
      assert_null (
          um_probe_mirror_run (&probe, "x", FALSE, NULL, NULL, network->cancellable, &error));
      assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (plain_nat_leaves_all_four_directions_untouched),
    cmocka_unit_test (helper_on_the_way_is_seen_in_all_four_directions),
    cmocka_unit_test (change_on_the_way_in_alone_is_seen),
    cmocka_unit_test (helper_bound_to_a_port_leaves_the_other_alone),
    cmocka_unit_test (wrong_content_length_is_one_changed_line),
    cmocka_unit_test (request_that_is_broken_beyond_reading_is_mirrored_all_the_same),
    cmocka_unit_test (lost_datagrams_are_sent_again_and_are_no_change),
    cmocka_unit_test (nothing_back_is_no_exchange_over_udp_and_lost_over_tcp),
    cmocka_unit_test (answer_of_another_server_is_told_not_compared),
    cmocka_unit_test (old_detector_is_understood),
    cmocka_unit_test (closed_tcp_is_lost_and_udp_still_tells),
    cmocka_unit_test (nat_that_keeps_its_port_and_loops_back_is_described),
    cmocka_unit_test (lifetime_of_the_binding_is_between_two_silences),
    cmocka_unit_test (cancelled_run_ends_with_that_error),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
