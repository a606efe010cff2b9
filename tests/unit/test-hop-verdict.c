#include "support/test.h"

#include "detect/hop-verdict.h"

/* One hop: its address ("" for none) and the result of INVITE and REGISTER. */
typedef struct
{
  const char *address;
  UmHopResult invite;
  UmHopResult registration;
  gsize quoted;
} Hop;

typedef struct
{
  const char *label;
  const char *local;
  Hop hops[5]; /* ended by one without an address string */
  UmVerdict verdict;
  UmCertainty certainty;
  UmLeans leans;
  guint before; /* TTL; 0: this machine, or no segment */
  guint after;  /* TTL; 0: no segment */
  const char *box;
  const char *says; /* part of headline or explanation */
} Row;

enum
{
  SENT = 400,
  FIRST_CHANGE = 90,
};

#define UNTOUCHED UM_HOP_UNTOUCHED, UM_HOP_UNTOUCHED, SENT
#define CHANGED   UM_HOP_CHANGED, UM_HOP_CHANGED, SENT
#define SILENT    UM_HOP_SILENT, UM_HOP_SILENT, 0
#define NO_BYTES  UM_HOP_SHORT, UM_HOP_SHORT, 0
#define HUNDRED   UM_HOP_SHORT, UM_HOP_SHORT, 100

#define PROVEN      UM_VERDICT_ALG_DETECTED, UM_CERTAINTY_PROVEN, UM_LEANS_ALG
#define LEANS_NO    UM_VERDICT_INCONCLUSIVE, UM_CERTAINTY_POSSIBLE, UM_LEANS_NO_ALG
#define CANNOT_TELL UM_VERDICT_INCONCLUSIVE, UM_CERTAINTY_NONE, UM_LEANS_NOWHERE

#define LAN "192.168.1.50"

static const Row rows[] = {
  { "router",
    LAN,
    { { "192.168.1.1", UNTOUCHED }, { "203.0.113.1", CHANGED } },
    PROVEN,
    1,
    2,
    "customer-router",
    "after hop 1 (192.168.1.1) and before hop 2 (203.0.113.1)" },
  { "router or a bridged modem",
    LAN,
    { { "192.168.1.1", UNTOUCHED }, { "203.0.113.1", CHANGED } },
    PROVEN,
    1,
    2,
    "customer-router",
    "modem bridged behind it" },
  { "second box",
    LAN,
    { { "192.168.1.1", UNTOUCHED }, { "10.0.0.1", UNTOUCHED }, { "203.0.113.1", CHANGED } },
    PROVEN,
    2,
    3,
    NULL,
    "suspect is 10.0.0.1" },
  { "already at hop 1",
    LAN,
    { { "192.168.1.1", CHANGED } },
    PROVEN,
    0,
    1,
    NULL,
    "between this computer and hop 1" },
  { "silent router",
    LAN,
    { { "", SILENT }, { "203.0.113.1", CHANGED } },
    PROVEN,
    0,
    2,
    NULL,
    "between this computer and hop 2" },
  { "silent second hop",
    LAN,
    { { "192.168.1.1", UNTOUCHED }, { "", SILENT }, { "203.0.113.1", CHANGED } },
    PROVEN,
    1,
    3,
    NULL,
    "quoted too little to be ruled out" },
  { "a short quote that would have shown it vouches",
    LAN,
    { { "192.168.1.1", UNTOUCHED }, { "10.0.0.1", HUNDRED }, { "203.0.113.1", CHANGED } },
    PROVEN,
    2,
    3,
    NULL,
    "suspect is 10.0.0.1" },
  { "a quote without text vouches for nothing",
    LAN,
    { { "192.168.1.1", UNTOUCHED }, { "10.0.0.1", NO_BYTES }, { "203.0.113.1", CHANGED } },
    PROVEN,
    1,
    3,
    NULL,
    "192.168.1.1" },
  { "only the REGISTER is changed",
    LAN,
    { { "192.168.1.1", UNTOUCHED }, { "203.0.113.1", UM_HOP_UNTOUCHED, UM_HOP_CHANGED, SENT } },
    PROVEN,
    1,
    2,
    "customer-router",
    "after hop 1" },
  { "REGISTER changed, its voucher silent",
    LAN,
    { { "192.168.1.1", UM_HOP_UNTOUCHED, UM_HOP_SILENT, SENT },
      { "203.0.113.1", UM_HOP_UNTOUCHED, UM_HOP_CHANGED, SENT } },
    PROVEN,
    0,
    2,
    NULL,
    "between this computer and hop 2" },
  { "answered by the first router",
    LAN,
    { { "192.168.1.1", UM_HOP_ANSWERED, UM_HOP_SILENT, 0 } },
    PROVEN,
    0,
    1,
    "customer-router",
    "intercepts" },
  { "answered farther on",
    LAN,
    { { "192.168.1.1", UNTOUCHED }, { "10.0.0.1", UM_HOP_ANSWERED, UM_HOP_SILENT, 0 } },
    PROVEN,
    1,
    2,
    NULL,
    "within 2 hops" },
  { "untouched to a public hop",
    LAN,
    { { "192.168.1.1", UNTOUCHED }, { "203.0.113.1", UNTOUCHED } },
    LEANS_NO,
    0,
    0,
    NULL,
    "reached hop 2 (203.0.113.1) unchanged" },
  { "untouched, but only at the router",
    LAN,
    { { "192.168.1.1", UNTOUCHED } },
    CANNOT_TELL,
    0,
    0,
    NULL,
    "on the way out" },
  { "untouched, but only to a private hop",
    LAN,
    { { "192.168.1.1", UNTOUCHED }, { "10.0.0.1", UNTOUCHED } },
    CANNOT_TELL,
    0,
    0,
    NULL,
    "still has a private address" },
  { "untouched, but nothing to replace",
    "203.0.113.50",
    { { "203.0.113.1", UNTOUCHED }, { "198.51.100.1", UNTOUCHED } },
    CANNOT_TELL,
    0,
    0,
    NULL,
    "nothing to replace" },
  { "only short quotes",
    LAN,
    { { "192.168.1.1", NO_BYTES }, { "203.0.113.1", HUNDRED } },
    CANNOT_TELL,
    0,
    0,
    NULL,
    "quote too little" },
  { "SIP vanishes",
    LAN,
    { { "192.168.1.1", SILENT }, { "203.0.113.1", SILENT } },
    CANNOT_TELL,
    0,
    0,
    NULL,
    "dropping SIP" },
  { "nothing at all", LAN, { { NULL } }, CANNOT_TELL, 0, 0, NULL, "no router on the way" },
};

static UmExchange *
new_exchange (const char *method, UmHopResult result, gsize quoted)
{
  UmExchange *exchange = um_exchange_new (method, SENT);

  exchange->result = result;
  exchange->quoted = quoted;
  if (result == UM_HOP_CHANGED)
    exchange->first_change = FIRST_CHANGE;
  return exchange;
}

static UmHopRun *
new_run (const Row *row)
{
  UmHopRun *run = um_hop_run_new ();

  assert_true (um_address_parse (um_slice_from_string (row->local), &run->local.address));
  run->local.port = run->target.port = 5060;
  for (guint i = 0; row->hops[i].address != NULL; i++)
    {
      const Hop *hop = &row->hops[i];
      UmHop *made = um_hop_new (i + 1);

      if (hop->address[0] != '\0')
        assert_true (um_address_parse (um_slice_from_string (hop->address), &made->address));
      um_hop_take_exchange (made, new_exchange ("INVITE", hop->invite, hop->quoted));
      um_hop_take_exchange (made, new_exchange ("REGISTER", hop->registration, hop->quoted));
      g_ptr_array_add (run->hops, made);
      run->reach = i + 1;
    }
  return run;
}

static void
runs_are_judged (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const Row *row = &rows[i];
      g_autoptr (UmHopRun) run = new_run (row);
      g_autoptr (UmHopVerdict) verdict = um_hop_verdict_new (run);
      g_autofree char *headline = um_sentence_dup_text (verdict->headline, NULL);
      g_autofree char *explanation = um_sentence_dup_text (verdict->explanation, NULL);
      g_autofree char *scope = um_sentence_dup_text (verdict->scope, NULL);
      g_autofree char *all = g_strconcat (headline, "\n", explanation, NULL);

      print_message ("%s: %s\n", row->label, all);
      assert_int_equal (verdict->verdict, row->verdict);
      assert_int_equal (verdict->certainty, row->certainty);
      assert_int_equal (verdict->leans, row->leans);
      assert_int_equal (verdict->before != NULL ? verdict->before->ttl : 0, row->before);
      assert_int_equal (verdict->after != NULL ? verdict->after->ttl : 0, row->after);
      assert_string_equal (verdict->box != NULL ? verdict->box : "",
                           row->box != NULL ? row->box : "");
      assert_non_null (strstr (all, row->says));
      assert_non_null (strstr (scope, "does not clear phones"));
      assert_non_null (verdict->next_step);
    }
}

/* An ALG bound to port 5060 leaves other ports alone, so they say nothing about it. */
static void
untouched_on_another_port_leans_nowhere (void **state)
{
  const Row row = { "", LAN, { { "192.168.1.1", UNTOUCHED }, { "203.0.113.1", UNTOUCHED } } };

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (UmHopRun) run = new_run (&row);
      g_autoptr (UmHopVerdict) verdict = NULL;

      if (i == 0)
        run->local.port = 5062;
      else
        run->target.port = 5160;
      verdict = um_hop_verdict_new (run);
      assert_int_equal (verdict->leans, UM_LEANS_NOWHERE);
      assert_int_equal (verdict->certainty, UM_CERTAINTY_NONE);
    }
}

/* Not the same as routers that keep silent. */
static void
target_without_a_router_on_the_way_is_called_so (void **state)
{
  g_autoptr (UmHopRun) run = um_hop_run_new ();
  g_autoptr (UmHopVerdict) verdict = NULL;
  g_autofree char *headline = NULL;

  run->distance = 1;
  verdict = um_hop_verdict_new (run);
  headline = um_sentence_dup_text (verdict->headline, NULL);
  assert_int_equal (verdict->verdict, UM_VERDICT_INCONCLUSIVE);
  assert_non_null (strstr (headline, "own network"));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (runs_are_judged),
    cmocka_unit_test (untouched_on_another_port_leans_nowhere),
    cmocka_unit_test (target_without_a_router_on_the_way_is_called_so),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
