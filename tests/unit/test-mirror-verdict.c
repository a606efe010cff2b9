#include "support/test.h"

#include "detect/mirror-verdict.h"

#define OUT  UM_MIRROR_REQUEST_OUT
#define IN   UM_MIRROR_RESPONSE_IN
#define CALL UM_MIRROR_REQUEST_IN
#define BACK UM_MIRROR_RESPONSE_OUT

#define SAME UM_HOP_UNTOUCHED
#define ELSE UM_HOP_CHANGED
#define LOST UM_HOP_SILENT

/* What a row changes in a run in which everything came through. */
typedef struct
{
  const char *label;
  const char *local; /* NULL: 192.168.1.50:5060 */
  guint16 local_port;
  guint16 server_port;
  gboolean no_nat;
  gboolean no_other;
  gboolean no_tcp;
  const char *foreign;
  UmHopResult out_register, out_invite, in_invite, call, back; /* UDP, the first port */
  UmHopResult other;                                           /* sent to the other port */
  UmHopResult tcp;                                             /* sent over TCP */
  UmVerdict verdict;
  UmCertainty certainty;
  UmLeans leans;
  const char *says;
} Row;

#define NO_ALG      UM_VERDICT_NO_ALG, UM_CERTAINTY_EXCLUDED, UM_LEANS_NO_ALG
#define PROVEN      UM_VERDICT_ALG_DETECTED, UM_CERTAINTY_PROVEN, UM_LEANS_ALG
#define LEANS_NO    UM_VERDICT_INCONCLUSIVE, UM_CERTAINTY_POSSIBLE, UM_LEANS_NO_ALG
#define LEANS_ALG   UM_VERDICT_INCONCLUSIVE, UM_CERTAINTY_POSSIBLE, UM_LEANS_ALG
#define CANNOT_TELL UM_VERDICT_INCONCLUSIVE, UM_CERTAINTY_NONE, UM_LEANS_NOWHERE

#define DEFAULTS NULL, 5060, 5060, FALSE, FALSE, FALSE, NULL

static const Row rows[] = {
  { "all untouched", DEFAULTS, SAME, SAME, SAME, SAME, SAME, SAME, SAME, NO_ALG, "No SIP ALG" },
  { "changed out", DEFAULTS, ELSE, ELSE, SAME, SAME, ELSE, ELSE, ELSE, PROVEN, "on the way out" },
  { "changed in", DEFAULTS, SAME, SAME, ELSE, ELSE, SAME, SAME, SAME, PROVEN, "on the way in" },
  { "one answer alone", DEFAULTS, SAME, SAME, SAME, SAME, ELSE, SAME, SAME, PROVEN, "way out" },
  { "both", DEFAULTS, SAME, ELSE, ELSE, SAME, SAME, ELSE, ELSE, PROVEN, "in both directions" },
  { "port-bound", DEFAULTS, ELSE, ELSE, ELSE, ELSE, ELSE, SAME, ELSE, PROVEN,
    "Only messages towards port 5060" },
  { "UDP only", DEFAULTS, ELSE, ELSE, ELSE, ELSE, ELSE, ELSE, SAME, PROVEN, "over TCP are not" },
  { "everything", DEFAULTS, ELSE, ELSE, ELSE, ELSE, ELSE, ELSE, ELSE, PROVEN, "TLS are safe" },
  { "call lost: inbound not seen", DEFAULTS, SAME, SAME, SAME, LOST, LOST, SAME, SAME, LEANS_NO,
    "could be compared" },
  { "REGISTER lost", DEFAULTS, LOST, SAME, SAME, SAME, SAME, SAME, SAME, LEANS_NO,
    "could be compared" },
  { "INVITE swallowed", DEFAULTS, SAME, LOST, LOST, SAME, SAME, SAME, SAME, LEANS_ALG, "drops it" },
  { "INVITE lost everywhere is loss", DEFAULTS, SAME, LOST, LOST, SAME, SAME, LOST, LOST, LEANS_NO,
    "could be compared" },
  { "public address", "198.51.100.7", 5060, 5060, FALSE, FALSE, FALSE, NULL, SAME, SAME, SAME, SAME,
    SAME, SAME, SAME, CANNOT_TELL, "nothing to replace" },
  { "public address, changed", "198.51.100.7", 5060, 5060, FALSE, FALSE, FALSE, NULL, SAME, ELSE,
    SAME, SAME, SAME, SAME, SAME, PROVEN, "way out" },
  { "no NAT", NULL, 5060, 5060, TRUE, FALSE, FALSE, NULL, SAME, SAME, SAME, SAME, SAME, SAME, SAME,
    CANNOT_TELL, "no NAT lies in between" },
  { "other port here", NULL, 5062, 5060, FALSE, FALSE, FALSE, NULL, SAME, SAME, SAME, SAME, SAME,
    SAME, SAME, CANNOT_TELL, "did not leave from port 5060" },
  { "other port there", NULL, 5060, 5080, FALSE, FALSE, FALSE, NULL, SAME, SAME, SAME, SAME, SAME,
    SAME, SAME, CANNOT_TELL, "listens on port 5080" },
  { "one port, no TCP", NULL, 5060, 5060, FALSE, TRUE, TRUE, NULL, SAME, SAME, SAME, SAME, SAME,
    SAME, SAME, NO_ALG, "No SIP ALG" },
  { "nothing back", NULL, 5060, 5060, FALSE, TRUE, FALSE, NULL, LOST, LOST, LOST, LOST, LOST, LOST,
    LOST, CANNOT_TELL, "nothing comes back from 192.0.2.80:5060" },
  { "TCP alone", NULL, 5060, 5060, FALSE, TRUE, FALSE, NULL, LOST, LOST, LOST, LOST, LOST, LOST,
    SAME, CANNOT_TELL, "over UDP nothing comes back" },
  { "another server", NULL, 5060, 5060, FALSE, TRUE, TRUE, "SIP/2.0 404 Not Found", LOST, LOST,
    LOST, LOST, LOST, LOST, LOST, CANNOT_TELL, "404 Not Found" },
};

static void
add (UmMirrorRun *run,
     UmMirrorDirection direction,
     gboolean tcp,
     guint16 port,
     const char *method,
     UmHopResult result)
{
  um_mirror_run_add (run, direction, tcp, port, method, 400)->result = result;
}

static UmMirrorRun *
run_of (const Row *row)
{
  UmMirrorRun *run = um_mirror_run_new ();
  guint16 port = row->server_port;

  assert_true (
      um_address_parse (um_slice_from_string (row->local != NULL ? row->local : "192.168.1.50"),
                        &run->local.address));
  run->local.port = row->local_port;
  run->server = (UmEndpoint){ um_address_from_ipv4 (0xc0000250), port };
  run->foreign = g_strdup (row->foreign);
  if (row->out_register != LOST || row->out_invite != LOST)
    run->seen = row->no_nat ? run->local : (UmEndpoint){ um_address_from_ipv4 (0xcb007109), 1024 };
  add (run, OUT, FALSE, port, "REGISTER", row->out_register);
  add (run, IN, FALSE, port, "REGISTER", row->out_register == LOST ? LOST : SAME);
  add (run, OUT, FALSE, port, "INVITE", row->out_invite);
  add (run, IN, FALSE, port, "INVITE", row->in_invite);
  add (run, CALL, FALSE, port, "INVITE", row->call);
  add (run, BACK, FALSE, port, "INVITE", row->back);
  if (!row->no_other)
    {
      run->other_port = 15060;
      add (run, OUT, FALSE, 15060, "INVITE", row->other);
      add (run, IN, FALSE, 15060, "INVITE", row->other == LOST ? LOST : SAME);
    }
  if (!row->no_tcp)
    {
      add (run, OUT, TRUE, port, "INVITE", row->tcp);
      add (run, IN, TRUE, port, "INVITE", row->tcp == LOST ? LOST : SAME);
    }
  return run;
}

static void
verdict_follows_from_what_was_compared (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (UmMirrorRun) run = run_of (&rows[i]);
      g_autoptr (UmMirrorVerdict) verdict = um_mirror_verdict_new (run);
      g_autofree char *headline = um_sentence_dup_text (verdict->headline, NULL);
      g_autofree char *explanation = um_sentence_dup_text (verdict->explanation, NULL);

      print_message ("%s: %s %s\n", rows[i].label, headline, explanation);
      assert_int_equal (verdict->verdict, rows[i].verdict);
      assert_int_equal (verdict->certainty, rows[i].certainty);
      assert_int_equal (verdict->leans, rows[i].leans);
      assert_true (strstr (headline, rows[i].says) != NULL ||
                   (explanation != NULL && strstr (explanation, rows[i].says) != NULL));
      assert_non_null (verdict->next_step);
      assert_non_null (verdict->scope);
    }
}

/* All that is said of the NAT, a sentence a line. */
static char *
nat_of (const UmMirrorRun *run)
{
  g_autoptr (UmMirrorVerdict) verdict = um_mirror_verdict_new (run);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < verdict->nat->len; i++)
    {
      g_autofree char *sentence = um_sentence_dup_text (verdict->nat->pdata[i], NULL);

      g_string_append_printf (text, "%s\n", sentence);
    }
  return g_string_free (text, FALSE);
}

static void
nat_is_described_as_far_as_it_was_seen (void **state)
{
  g_autoptr (UmMirrorRun) run = run_of (&rows[0]);
  g_autofree char *unknown = nat_of (run);
  g_autofree char *symmetric = NULL;
  g_autofree char *kept = NULL;

  assert_non_null (strstr (unknown, "192.168.1.50:5060 as 203.0.113.9:1024"));
  assert_non_null (strstr (unknown, "does not keep the port"));
  assert_null (strstr (unknown, "symmetric"));
  assert_null (strstr (unknown, "hairpin"));
  assert_null (strstr (unknown, "binding"));
  run->seen_other = (UmEndpoint){ run->seen.address, 1025 };
  run->hairpin = UM_ANSWER_NO;
  run->lifetime_kept = 30;
  run->lifetime_lost = 45;
  symmetric = nat_of (run);
  assert_non_null (strstr (symmetric, "symmetric"));
  assert_non_null (strstr (symmetric, "no hairpin"));
  assert_non_null (strstr (symmetric, "after more than 30 and at most 45 seconds"));
  run->seen_other = run->seen;
  run->lifetime_lost = 0;
  run->lifetime_kept = 180;
  kept = nat_of (run);
  assert_null (strstr (kept, "symmetric"));
  assert_non_null (strstr (kept, "at least 180 seconds"));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (verdict_follows_from_what_was_compared),
    cmocka_unit_test (nat_is_described_as_far_as_it_was_seen),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
