#include "support/test.h"

#include "probe/probe-hops.h"

/* A network without wires: routers in a row, then the target. Time stands still: a wait for what
 * does not come is over at once. */

enum
{
  MAX_ROUTERS = 20,
};

typedef struct
{
  gboolean silent;
  gboolean late;    /* its errors come one packet later */
  gboolean changes; /* what it sends on has another address in Contact */
  guint16 only;     /* the port towards which it does; 0: any */
  gsize quote;      /* bytes of text it quotes; 0: all, 1: none */
} Router;

typedef struct
{
  UmProbeTransport base;
  Router routers[MAX_ROUTERS];
  guint n_routers;
  gboolean target_refuses;
  guint proxy;        /* TTL of the router that takes all that goes to port 5060; 0: none */
  const char *answer; /* of the proxy to an INVITE */
  gboolean headers;   /* a capture beside the test sees the UDP headers that are quoted */
  gsize shorter;
  guint16 wrong;
  guint cancel_after; /* packets; 0: never */
  GCancellable *cancellable;

  GQueue *events; /* of UmProbeEvent */
  GQueue *late;   /* of UmProbeEvent */
  GString *sent;  /* first words of all SIP with their TTL: "INVITE 1\n" */
  guint highest_sip;
  guint packets;
} Network;

static UmAddress
router_address (guint ttl)
{
  return um_address_from_ipv4 (0xc0a80000 + ttl); /* 192.168.0.TTL */
}

static UmSlice
change_contact (GString *text)
{
  (void) g_string_replace (text, "Contact: <sip:u@192.168.0.50", "Contact: <sip:u@203.0.113.9", 1);
  return um_slice_new (text->str, text->len);
}

static void
push_error (Network *self, UmProbeEventKind kind, const UmAddress *from, guint16 port, UmSlice text)
{
  UmProbeEvent *event = g_new0 (UmProbeEvent, 1);

  event->kind = kind;
  event->from.address = *from;
  event->port = port;
  event->len = MIN (text.len, sizeof event->bytes);
  if (event->len > 0)
    memcpy (event->bytes, text.data, event->len);
  g_queue_push_tail (self->events, event);
}

static void
push_answer (Network *self, const char *status, UmSlice request)
{
  g_autofree char *text = um_slice_dup (request);
  const char *headers = strstr (text, "Via:");
  UmProbeEvent *event = g_new0 (UmProbeEvent, 1);

  event->kind = UM_PROBE_DATAGRAM;
  event->from = self->base.target;
  event->len = (gsize) g_snprintf (event->bytes, sizeof event->bytes, "SIP/2.0 %s\r\n%.*s\r\n\r\n",
                                   status, (int) (strstr (headers, "\r\nMax") - headers), headers);
  g_queue_push_tail (self->events, event);
}

/* Ethernet, IPv4 and ICMP around 28 bytes of what was sent, as hop TTL would send them. */
static void
see_headers (Network *self, guint ttl, guint16 port, UmSlice sent)
{
  UmEndpoint target = { self->base.target.address, port };
  gsize length = sent.len + 8 - self->shorter;
  guint16 checksum = um_icmp_quotes_checksum (&self->base.local, &target, sent) ^ self->wrong;
  guint8 bytes[] = {
    2,
    0,
    0,
    0,
    0,
    1,
    2,
    0,
    0,
    0,
    0,
    2,
    0x08,
    0x00,
    0x45,
    0,
    0,
    56,
    0,
    1,
    0,
    0,
    63,
    1,
    0,
    0,
    192,
    168,
    0,
    (guint8) ttl,
    192,
    168,
    0,
    50,
    11,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0x45,
    0,
    1,
    113,
    0,
    2,
    0,
    0,
    1,
    17,
    0,
    0,
    192,
    168,
    0,
    50,
    198,
    51,
    100,
    80,
    0x13,
    0xc4,
    (guint8) (port >> 8),
    (guint8) port,
    (guint8) (length >> 8),
    (guint8) length,
    (guint8) (checksum >> 8),
    (guint8) checksum,
  };

  um_icmp_quotes_take (self->base.quotes, 1, um_slice_new (bytes, sizeof bytes));
}

static void
meet_router (Network *self, guint16 port, guint ttl, UmSlice bytes)
{
  const Router *router = &self->routers[ttl - 1];
  g_autoptr (GString) text = g_string_new_len (bytes.data, (gssize) bytes.len);
  UmAddress from = router_address (ttl);
  UmSlice quote = bytes;

  for (guint i = 0; i + 1 < ttl; i++)
    if (self->routers[i].changes && (self->routers[i].only == 0 || self->routers[i].only == port))
      quote = change_contact (text);
  if (router->quote > 0)
    quote = um_slice_head (quote, router->quote == 1 ? 0 : router->quote);
  if (self->headers)
    see_headers (self, ttl, port, bytes);
  if (!router->silent)
    push_error (self, UM_PROBE_EXPIRED, &from, port, quote);
  if (router->late && !g_queue_is_empty (self->events))
    g_queue_push_tail (self->late, g_queue_pop_tail (self->events));
}

static gboolean
network_send (UmProbeTransport *base, guint16 port, guint ttl, UmSlice bytes, GError **error)
{
  Network *self = (Network *) base;
  gboolean sip = um_slice_find (bytes, UM_SLICE ("SIP/2.0")) >= 0;

  while (!g_queue_is_empty (self->late))
    g_queue_push_tail (self->events, g_queue_pop_head (self->late));
  if (++self->packets == self->cancel_after)
    g_cancellable_cancel (self->cancellable);
  if (sip)
    {
      g_string_append_printf (self->sent, "%.*s %u\n", (int) um_slice_find_byte (bytes, ' '),
                              bytes.data, ttl);
      self->highest_sip = MAX (self->highest_sip, ttl);
    }
  if (self->proxy > 0 && ttl >= self->proxy && port == base->target.port)
    {
      if (um_slice_has_prefix (bytes, UM_SLICE ("INVITE ")))
        push_answer (self, self->answer, bytes);
    }
  else if (ttl <= self->n_routers)
    meet_router (self, port, ttl, bytes);
  else if (self->target_refuses)
    push_error (self, UM_PROBE_REFUSED, &base->target.address, port, bytes);
  return TRUE;
}

static gboolean
network_wait (UmProbeTransport *base,
              guint timeout_ms,
              GCancellable *cancellable,
              UmProbeEvent *ret_event,
              GError **error)
{
  Network *self = (Network *) base;
  g_autofree UmProbeEvent *event = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  event = g_queue_pop_head (self->events);
  if (event != NULL)
    *ret_event = *event;
  else
    ret_event->kind = UM_PROBE_NOTHING;
  return TRUE;
}

static void
network_free (UmProbeTransport *base)
{
  Network *self = (Network *) base;

  g_queue_free_full (self->events, g_free);
  g_queue_free_full (self->late, g_free);
  g_string_free (self->sent, TRUE);
  g_object_unref (self->cancellable);
}

static Network *
network_new (guint n_routers)
{
  Network *self = g_new0 (Network, 1);

  self->base.local = (UmEndpoint){ um_address_from_ipv4 (0xc0a80032), 5060 };
  self->base.target = (UmEndpoint){ um_address_from_ipv4 (0xc6336450), 5060 };
  self->base.send = network_send;
  self->base.wait = network_wait;
  self->base.free = network_free;
  self->n_routers = n_routers;
  self->target_refuses = TRUE;
  self->events = g_queue_new ();
  self->late = g_queue_new ();
  self->sent = g_string_new (NULL);
  self->cancellable = g_cancellable_new ();
  return self;
}

static UmHopRun *
run (Network *network)
{
  g_autoptr (GError) error = NULL;
  UmHopRun *result =
      um_probe_hops_run (&network->base, "target", NULL, NULL, network->cancellable, &error);

  if (error != NULL)
    fail_msg ("%s", error->message);
  return result;
}

static UmHopResult
result_of (const UmHopRun *self, guint ttl)
{
  assert_in_range (ttl, 1, self->hops->len);
  return ((UmHop *) self->hops->pdata[ttl - 1])->result;
}

static void
every_router_before_the_target_is_asked_and_nothing_else (void **state)
{
  for (guint n = 1; n < MAX_ROUTERS; n++)
    {
      Network *network = network_new (n);
      g_autoptr (UmProbeTransport) owner = &network->base;
      g_autoptr (UmHopRun) result = run (network);
      guint asked = MIN (n, UM_PROBE_MAX_HOPS);

      assert_int_equal (network->highest_sip, asked);
      assert_int_equal (result->reach, asked);
      assert_int_equal (result->distance, n < UM_PROBE_MAX_HOPS ? n + 1 : 0);
      assert_int_equal (result->hops->len, asked);
      for (guint ttl = 1; ttl <= asked; ttl++)
        assert_int_equal (result_of (result, ttl), UM_HOP_UNTOUCHED);
      assert_int_equal (result->packets, network->packets);
    }
}

static void
silent_target_gets_no_sip (void **state)
{
  Network *network = network_new (3);
  g_autoptr (UmProbeTransport) owner = &network->base;
  g_autoptr (UmHopRun) result = NULL;

  network->target_refuses = FALSE;
  result = run (network);
  assert_int_equal (network->highest_sip, 3);
  assert_int_equal (result->distance, 0);
}

static void
target_behind_silent_routers_gets_no_sip (void **state)
{
  Network *network = network_new (4);
  g_autoptr (UmProbeTransport) owner = &network->base;
  g_autoptr (UmHopRun) result = NULL;

  network->routers[2].silent = network->routers[3].silent = TRUE;
  network->target_refuses = FALSE;
  result = run (network);
  assert_int_equal (network->highest_sip, 2);
}

/* The error of hop 2 comes when hop 3, the silent target, is asked: with and without text. */
static void
late_error_does_not_pass_for_a_later_hop (void **state)
{
  for (gsize quote = 0; quote <= 1; quote++)
    {
      Network *network = network_new (2);
      g_autoptr (UmProbeTransport) owner = &network->base;
      g_autoptr (UmHopRun) result = NULL;

      network->routers[1].late = TRUE;
      network->routers[1].quote = quote;
      network->target_refuses = FALSE;
      result = run (network);
      assert_int_equal (result->reach, 2);
      assert_int_equal (network->highest_sip, 2);
    }
}

static void
no_icmp_means_no_sip (void **state)
{
  Network *network = network_new (5);
  g_autoptr (UmProbeTransport) owner = &network->base;
  g_autoptr (UmHopRun) result = NULL;

  for (guint i = 0; i < 5; i++)
    network->routers[i].silent = TRUE;
  network->target_refuses = FALSE;
  result = run (network);
  assert_string_equal (network->sent->str, "");
  assert_int_equal (result->hops->len, 0);
}

static void
run_stops_at_the_first_change (void **state)
{
  Network *network = network_new (6);
  g_autoptr (UmProbeTransport) owner = &network->base;
  g_autoptr (UmHopRun) result = NULL;
  const UmExchange *invite;
  const UmExchangedLine *line;

  network->routers[1].changes = TRUE;
  result = run (network);
  /* The last two are the controls. */
  assert_string_equal (network->sent->str, "INVITE 1\nREGISTER 1\nINVITE 2\nREGISTER 2\n"
                                           "INVITE 3\nREGISTER 3\nINVITE 3\nINVITE 3\n");
  assert_int_equal (result->hops->len, 3);
  assert_int_equal (result_of (result, 2), UM_HOP_UNTOUCHED);
  assert_int_equal (result_of (result, 3), UM_HOP_CHANGED);
  invite = um_hop_get_exchange (result->hops->pdata[2], "INVITE");
  assert_int_equal (invite->lines->len, 1);
  line = invite->lines->pdata[0];
  assert_string_equal (line->before, "Contact: <sip:u@192.168.0.50:5060>");
  assert_string_equal (line->after, "Contact: <sip:u@203.0.113.9:5060>");
}

static void
controls_tell_what_the_box_leaves_alone (void **state)
{
  for (guint16 only = 0; only <= 5060; only += 5060)
    {
      Network *network = network_new (3);
      g_autoptr (UmProbeTransport) owner = &network->base;
      g_autoptr (UmHopRun) result = NULL;

      network->routers[0].changes = TRUE;
      network->routers[0].only = only;
      result = run (network);
      assert_int_equal (result_of (result, 2), UM_HOP_CHANGED);
      assert_non_null (result->without_private);
      assert_int_equal (result->without_private->result, UM_HOP_UNTOUCHED);
      assert_non_null (result->to_other_port);
      assert_int_equal (result->to_other_port->result,
                        only == 5060 ? UM_HOP_UNTOUCHED : UM_HOP_CHANGED);
      assert_int_equal (network->highest_sip, 2);
    }
}

/* All routers quote nothing; a capture beside the test sees the header of what the second one got:
 * shorter by shorter bytes, its checksum off by wrong. */
static UmHopRun *
run_with_headers (gsize shorter, guint16 wrong, Network **ret_network)
{
  Network *network = network_new (2);

  network->routers[1].quote = 1;
  network->base.quotes = um_icmp_quotes_new ();
  network->headers = TRUE;
  network->shorter = shorter;
  network->wrong = wrong;
  *ret_network = network;
  return run (network);
}

static void
length_in_the_quoted_header_proves_a_change (void **state)
{
  Network *network;
  g_autoptr (UmHopRun) result = run_with_headers (4, 1, &network);
  g_autoptr (UmProbeTransport) owner = &network->base;
  g_autoptr (UmIcmpQuotes) quotes = network->base.quotes;
  const UmExchange *invite = um_hop_get_exchange (result->hops->pdata[1], "INVITE");

  assert_int_equal (result_of (result, 1), UM_HOP_UNTOUCHED);
  assert_int_equal (result_of (result, 2), UM_HOP_CHANGED);
  assert_int_equal (invite->lines->len, 1);
  assert_true (
      g_str_has_prefix (((UmExchangedLine *) invite->lines->pdata[0])->before, "UDP length"));
  assert_int_equal (((UmExchangedLine *) invite->lines->pdata[0])->number, 0);
}

static void
checksum_in_the_quoted_header_only_suggests (void **state)
{
  for (guint16 wrong = 0; wrong <= 1; wrong++)
    {
      Network *network;
      g_autoptr (UmHopRun) result = run_with_headers (0, wrong, &network);
      g_autoptr (UmProbeTransport) owner = &network->base;
      g_autoptr (UmIcmpQuotes) quotes = network->base.quotes;

      assert_int_equal (result_of (result, 2), UM_HOP_SHORT);
      assert_int_equal (um_hop_get_exchange (result->hops->pdata[1], "INVITE")->checksum_differs,
                        wrong);
    }
}

static void
no_change_needs_no_control (void **state)
{
  Network *network = network_new (3);
  g_autoptr (UmProbeTransport) owner = &network->base;
  g_autoptr (UmHopRun) result = run (network);

  assert_null (result->without_private);
  assert_null (result->to_other_port);
  assert_null (strstr (network->sent->str, "INVITE 3\nREGISTER 3\nINVITE"));
}

static void
short_and_silent_hops_are_called_so (void **state)
{
  Network *network = network_new (4);
  g_autoptr (UmProbeTransport) owner = &network->base;
  g_autoptr (UmHopRun) result = NULL;

  network->routers[0].quote = 1;
  network->routers[1].silent = TRUE;
  network->routers[2].quote = 100;
  result = run (network);
  assert_int_equal (result->hops->len, 4);
  assert_int_equal (result_of (result, 1), UM_HOP_SHORT);
  assert_int_equal (result_of (result, 2), UM_HOP_SILENT);
  assert_int_equal (result_of (result, 3), UM_HOP_SHORT);
  assert_int_equal (result_of (result, 4), UM_HOP_UNTOUCHED);
}

/* A late quote belongs to the message whose mark it holds. */
static void
late_quotes_find_their_message (void **state)
{
  Network *network = network_new (3);
  g_autoptr (UmProbeTransport) owner = &network->base;
  g_autoptr (UmHopRun) result = NULL;

  network->routers[1].late = TRUE;
  result = run (network);
  for (guint ttl = 1; ttl <= 3; ttl++)
    assert_int_equal (result_of (result, ttl), UM_HOP_UNTOUCHED);
}

/* The proxy swallows keep-alives too: the distance comes from the high ports, one hop short. */
static void
proxy_is_found_and_told_that_nothing_is_wanted (void **state)
{
  static const struct
  {
    const char *answer;
    const char *sent;
  } cases[] = {
    { "404 Not Found", "INVITE 1\nACK 1\n" },
    { "180 Ringing", "INVITE 1\nCANCEL 1\n" },
    { "200 OK", "INVITE 1\nACK 1\nBYE 1\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Network *network = network_new (3);
      g_autoptr (UmProbeTransport) owner = &network->base;
      g_autoptr (UmHopRun) result = NULL;
      g_autofree char *first = g_strconcat ("SIP/2.0 ", cases[i].answer, NULL);

      print_message ("%s\n", cases[i].answer);
      network->proxy = 1;
      network->answer = cases[i].answer;
      result = run (network);
      assert_string_equal (network->sent->str, cases[i].sent);
      assert_int_equal (result->reach, 2);
      assert_int_equal (result->hops->len, 1);
      assert_int_equal (result_of (result, 1), UM_HOP_ANSWERED);
      assert_string_equal (um_hop_get_exchange (result->hops->pdata[0], "INVITE")->answer, first);
    }
}

/* SIP of strangers, to our port, is none of our business. */
static void
foreign_sip_is_not_an_answer (void **state)
{
  Network *network = network_new (2);
  g_autoptr (UmProbeTransport) owner = &network->base;
  g_autoptr (UmHopRun) result = NULL;

  for (guint i = 0; i < 200; i++)
    {
      push_answer (
          network, "200 OK",
          UM_SLICE ("Via: x\r\nCall-ID: foreign\r\nCSeq: 1 INVITE\r\nMax-Forwards: 70\r\n"));
      ((UmProbeEvent *) g_queue_peek_tail (network->events))->from.port = 4444;
    }
  result = run (network);
  assert_int_equal (result->hops->len, 2);
  assert_int_equal (result_of (result, 1), UM_HOP_UNTOUCHED);
  assert_null (strstr (network->sent->str, "ACK"));
}

static void
cancelled_run_ends_at_once (void **state)
{
  for (guint after = 1; after <= 8; after++)
    {
      Network *network = network_new (3);
      g_autoptr (UmProbeTransport) owner = &network->base;
      g_autoptr (GError) error = NULL;

      network->cancel_after = after;
      assert_null (um_probe_hops_run (owner, "target", NULL, NULL, network->cancellable, &error));
      assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
      assert_int_equal (network->packets, after);
    }
}

static void
targets_are_resolved_strictly (void **state)
{
  static const struct
  {
    const char *text;
    const char *endpoint; /* NULL: refused */
  } rows[] = {
    { "192.0.2.1", "192.0.2.1:5060" },
    { "192.0.2.1:5160", "192.0.2.1:5160" },
    { "[2001:db8::1]:5061", "[2001:db8::1]:5061" },
    { "2001:db8::1", "[2001:db8::1]:5060" },
    { "192.0.2.1:0", NULL },
    { "192.0.2.1:70000", NULL },
    { "", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      UmEndpoint target = { .port = 99 };
      g_autoptr (GError) error = NULL;
      char buffer[UM_ENDPOINT_STRING_MAX];
      gboolean ok = um_probe_target_resolve (rows[i].text, NULL, &target, &error);

      print_message ("%s\n", rows[i].text);
      assert_int_equal (ok, rows[i].endpoint != NULL);
      assert_int_equal (error == NULL, ok);
      if (ok)
        assert_string_equal (um_endpoint_to_string (&target, buffer), rows[i].endpoint);
      else
        assert_int_equal (target.port, 99);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (every_router_before_the_target_is_asked_and_nothing_else),
    cmocka_unit_test (silent_target_gets_no_sip),
    cmocka_unit_test (target_behind_silent_routers_gets_no_sip),
    cmocka_unit_test (late_error_does_not_pass_for_a_later_hop),
    cmocka_unit_test (no_icmp_means_no_sip),
    cmocka_unit_test (run_stops_at_the_first_change),
    cmocka_unit_test (controls_tell_what_the_box_leaves_alone),
    cmocka_unit_test (length_in_the_quoted_header_proves_a_change),
    cmocka_unit_test (checksum_in_the_quoted_header_only_suggests),
    cmocka_unit_test (no_change_needs_no_control),
    cmocka_unit_test (short_and_silent_hops_are_called_so),
    cmocka_unit_test (late_quotes_find_their_message),
    cmocka_unit_test (proxy_is_found_and_told_that_nothing_is_wanted),
    cmocka_unit_test (foreign_sip_is_not_an_answer),
    cmocka_unit_test (cancelled_run_ends_at_once),
    cmocka_unit_test (targets_are_resolved_strictly),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
