#include "support/test.h"

#include "detect/compare.h"
#include "support/trace-case.h"

#define INSIDE(second)  "2026/01/05 10:00:" second ".000000 192.168.1.50:5060 -> 198.51.100.1:5060\n"
#define OUTSIDE(second) "2026/01/05 10:00:" second ".500000 203.0.113.9:1024 -> 198.51.100.1:5060\n"

#define REGISTER(via, contact, extra)                                      \
  "REGISTER sip:pbx.example.net SIP/2.0\n" via                             \
  "From: <sip:100@pbx.example.net>;tag=1\nTo: <sip:100@pbx.example.net>\n" \
  "Call-ID: reg@192.168.1.50\nCSeq: 1 REGISTER\n"                          \
  "Contact: <sip:100@" contact ">\n" extra "Content-Length: 0\n\n"

#define INVITE(call_id, contact, address)                                  \
  "INVITE sip:200@pbx.example.net SIP/2.0\n" VIA                           \
  "From: <sip:100@pbx.example.net>;tag=2\nTo: <sip:200@pbx.example.net>\n" \
  "Call-ID: " call_id "\nCSeq: 1 INVITE\nContact: <sip:100@" contact ">\n" \
  "Content-Type: application/sdp\nContent-Length: 99\n\n"                  \
  "v=0\no=- 1 1 IN IP4 " address "\ns=-\nc=IN IP4 " address "\nt=0 0\nm=audio 4000 RTP/AVP 0\n\n"

#define VIA   "Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1\n"
#define VIA_2 "Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK2\n"
#define FORK(second, to, tag)                                               \
  "2026/01/05 10:00:" second ".900000 198.51.100.1:5060 -> " to "\n"        \
  "SIP/2.0 180 Ringing\n" VIA "From: <sip:100@pbx.example.net>;tag=2\n"     \
  "To: <sip:200@pbx.example.net>;tag=" tag "\nCall-ID: a\nCSeq: 1 INVITE\n" \
  "Contact: <sip:" tag "@198.51.100.1>\nContent-Length: 0\n\n"
#define AGENT "User-Agent: Yealink SIP-T46S 66.85.0.5\n"
#define ALLOW "Allow: INVITE, ACK, BYE\n"
#define PROXY                                       \
  "Via: SIP/2.0/UDP 198.51.100.7;branch=z9hG4bKp\n" \
  "Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1;received=203.0.113.9\n"
#define EDITED_AND_PROXY                            \
  "Via: SIP/2.0/UDP 198.51.100.1;branch=z9hG4bKp\n" \
  "Via: SIP/2.0/UDP 203.0.113.9:1024;branch=z9hG4bK1\n"
#define RELAYED(second) \
  "2026/01/05 10:00:" second ".700000 198.51.100.1:5060 -> 198.51.100.7:5060\n"
#define ANSWERED(second) \
  "2026/01/05 10:00:" second ".800000 198.51.100.7:5060 -> 198.51.100.1:5060\n"
#define BROUGHT(second) \
  "2026/01/05 10:00:" second ".900000 198.51.100.1:5060 -> 192.168.1.50:5060\n"
#define OK(via)                                                                        \
  "SIP/2.0 200 OK\n" via "From: <sip:100@pbx.example.net>;tag=1\n"                     \
  "To: <sip:100@pbx.example.net>;tag=9\nCall-ID: reg@192.168.1.50\nCSeq: 1 REGISTER\n" \
  "Contact: <sip:100@192.168.1.50>\nContent-Length: 0\n\n"
#define NOTED        "Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1;received=203.0.113.9\n"
#define BEFORE       "Via: SIP/2.0/UDP 198.51.100.1;branch=z9hG4bKp\n" NOTED
#define ROUTER_PROXY "Via: SIP/2.0/UDP 203.0.113.9:5060;branch=z9hG4bKr\n" VIA

typedef struct
{
  const char *label;
  const char *inside;
  const char *outside;
  UmVerdict verdict;
  UmCertainty certainty;
  UmLeans leans;
} Row;

static const Row rows[] = {
  { "the same on both sides",
    INSIDE ("00") REGISTER (VIA, "192.168.1.50", "") INSIDE ("01")
        INVITE ("a@192.168.1.50", "192.168.1.50", "192.168.1.50"),
    OUTSIDE ("00") REGISTER (VIA, "192.168.1.50", "") OUTSIDE ("01")
        INVITE ("a@192.168.1.50", "192.168.1.50", "192.168.1.50"),
    UM_VERDICT_NO_ALG, UM_CERTAINTY_EXCLUDED, UM_LEANS_NO_ALG },
  { "what was not sent was not cleared", INSIDE ("00") REGISTER (VIA, "192.168.1.50", ""),
    OUTSIDE ("00") REGISTER (VIA, "192.168.1.50", ""), UM_VERDICT_INCONCLUSIVE, UM_CERTAINTY_NONE,
    UM_LEANS_NO_ALG },
  { "Contact changed", INSIDE ("00") REGISTER (VIA, "192.168.1.50", ""),
    OUTSIDE ("00") REGISTER (VIA, "203.0.113.9:1024", ""), UM_VERDICT_ALG_DETECTED,
    UM_CERTAINTY_PROVEN, UM_LEANS_ALG },
  { "SDP and Call-ID changed",
    INSIDE ("01") INVITE ("a@192.168.1.50", "192.168.1.50", "192.168.1.50"),
    OUTSIDE ("01") INVITE ("a@203.0.113.9", "192.168.1.50", "203.0.113.9"), UM_VERDICT_ALG_DETECTED,
    UM_CERTAINTY_PROVEN, UM_LEANS_ALG },
  { "a header taken out", INSIDE ("00") REGISTER (VIA, "192.168.1.50", ALLOW),
    OUTSIDE ("00") REGISTER (VIA, "192.168.1.50", ""), UM_VERDICT_ALG_DETECTED, UM_CERTAINTY_PROVEN,
    UM_LEANS_ALG },
  { "a proxy in the router", INSIDE ("00") REGISTER (VIA, "192.168.1.50", ""),
    OUTSIDE ("00") REGISTER (ROUTER_PROXY, "203.0.113.9", ""), UM_VERDICT_ALG_DETECTED,
    UM_CERTAINTY_PROVEN, UM_LEANS_ALG },
  /* it stands beyond the NAT: it saw the public address */
  { "a proxy of the provider is no router", INSIDE ("00") REGISTER (VIA, "192.168.1.50", ""),
    OUTSIDE ("00") REGISTER (PROXY, "198.51.100.7", ""), UM_VERDICT_INCONCLUSIVE, UM_CERTAINTY_NONE,
    UM_LEANS_NOWHERE },
  { "an answer from which the provider's proxy took its Via",
    INSIDE ("00") REGISTER (VIA, "192.168.1.50", "") BROUGHT ("00") OK (NOTED),
    ANSWERED ("00") OK (BEFORE), UM_VERDICT_INCONCLUSIVE, UM_CERTAINTY_NONE, UM_LEANS_NOWHERE },
  { "the provider's proxy, captures swapped", RELAYED ("00") REGISTER (BEFORE, "192.168.1.50", ""),
    INSIDE ("00") REGISTER (VIA, "192.168.1.50", ALLOW), UM_VERDICT_INCONCLUSIVE, UM_CERTAINTY_NONE,
    UM_LEANS_NOWHERE },
  /* no proxy changes a Via that is not its own */
  { "a router that rewrites before the provider's proxy",
    INSIDE ("00") REGISTER (VIA, "192.168.1.50", ""),
    RELAYED ("00") REGISTER (EDITED_AND_PROXY, "203.0.113.9:1024", ""), UM_VERDICT_ALG_DETECTED,
    UM_CERTAINTY_PROVEN, UM_LEANS_ALG },
  { "captures given the other way round", OUTSIDE ("00") REGISTER (VIA, "203.0.113.9:1024", ""),
    INSIDE ("00") REGISTER (VIA, "192.168.1.50", ""), UM_VERDICT_ALG_DETECTED, UM_CERTAINTY_PROVEN,
    UM_LEANS_ALG },
  /* equal, but the router stands before both: the captures show what it did */
  { "both beyond the router", OUTSIDE ("00") REGISTER (VIA, "203.0.113.9:1024", AGENT),
    OUTSIDE ("01") REGISTER (VIA, "203.0.113.9:1024", AGENT), UM_VERDICT_ALG_DETECTED,
    UM_CERTAINTY_LIKELY, UM_LEANS_ALG },
  { "a text trace that hides credentials",
    INSIDE ("00") REGISTER (VIA, "192.168.1.50", "Authorization: Digest response=\"00ff\"\n"),
    OUTSIDE ("00") REGISTER (VIA, "192.168.1.50", "Authorization: Digest response=\"****\"\n"),
    UM_VERDICT_INCONCLUSIVE, UM_CERTAINTY_NONE, UM_LEANS_NO_ALG },
  { "two captures of one side", INSIDE ("00") REGISTER (VIA, "192.168.1.50", ""),
    INSIDE ("01") REGISTER (VIA, "192.168.1.50", ""), UM_VERDICT_INCONCLUSIVE, UM_CERTAINTY_NONE,
    UM_LEANS_NOWHERE },
  /* text traces spell as they like */
  { "the same, in other letters", INSIDE ("00") REGISTER (VIA, "192.168.1.50", ALLOW),
    OUTSIDE ("00") REGISTER (VIA, "192.168.1.50", "ALLOW:  INVITE, ACK, BYE\n"),
    UM_VERDICT_INCONCLUSIVE, UM_CERTAINTY_NONE, UM_LEANS_NO_ALG },
  /* the first of two answers is missing on one side: the other one is not its twin */
  { "one of two answers of a fork is missing",
    INSIDE ("00") INVITE ("a", "192.168.1.50", "192.168.1.50") FORK ("00", "192.168.1.50:5060", "x")
        FORK ("01", "192.168.1.50:5060", "y"),
    OUTSIDE ("00") INVITE ("a", "192.168.1.50", "192.168.1.50")
        FORK ("01", "203.0.113.9:1024", "y"),
    UM_VERDICT_NO_ALG, UM_CERTAINTY_EXCLUDED, UM_LEANS_NO_ALG },
  { "a request that never arrives",
    INSIDE ("00") REGISTER (VIA, "192.168.1.50", "") INSIDE ("01")
        INVITE ("a", "192.168.1.50", "192.168.1.50") INSIDE ("02")
            INVITE ("a", "192.168.1.50", "192.168.1.50") INSIDE ("04")
                INVITE ("a", "192.168.1.50", "192.168.1.50") INSIDE ("10")
                    REGISTER (VIA_2, "192.168.1.50", ""),
    OUTSIDE ("00") REGISTER (VIA, "192.168.1.50", "") OUTSIDE ("10")
        REGISTER (VIA_2, "192.168.1.50", ""),
    UM_VERDICT_INCONCLUSIVE, UM_CERTAINTY_POSSIBLE, UM_LEANS_ALG },
  { "two unrelated captures", INSIDE ("00") REGISTER (VIA, "192.168.1.50", ""),
    OUTSIDE ("01") INVITE ("other", "192.168.9.9", "192.168.9.9"), UM_VERDICT_INCONCLUSIVE,
    UM_CERTAINTY_NONE, UM_LEANS_NOWHERE },
};

static UmFindings *
compare (const char *inside, const char *outside)
{
  g_autoptr (UmCase) a = case_from_trace (inside);
  g_autoptr (UmCase) b = case_from_trace (outside);

  return um_findings_new_compared (a, b);
}

static void
differences_are_proof_and_equality_clears_what_was_seen (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (UmFindings) findings = compare (rows[i].inside, rows[i].outside);

      print_message ("%s\n", rows[i].label);
      assert_int_equal (findings->verdict, rows[i].verdict);
      assert_int_equal (findings->certainty, rows[i].certainty);
      assert_int_equal (findings->leans, rows[i].leans);
    }
}

static void
the_changed_part_is_marked_with_both_texts (void **state)
{
  g_autoptr (UmFindings) findings = compare (rows[2].inside, rows[2].outside);
  const UmEvidence *evidence = g_ptr_array_index (findings->evidence, 0);
  const UmMarkedLine *line = g_ptr_array_index (evidence->lines, 0);
  const UmSpan *span = &g_array_index (line->spans, UmSpan, 0);

  assert_int_equal (evidence->lines->len, 1);
  assert_string_equal (line->before, "Contact: <sip:100@192.168.1.50>");
  assert_string_equal (line->after, "Contact: <sip:100@203.0.113.9:1024>");
  assert_string_equal (line->text, line->after);
  assert_int_equal (line->mark, UM_MARK_OFFENDING);
  assert_int_equal (line->number, 7);
  assert_true (span->start >= strlen ("Contact: <sip:100@"));
  assert_true (span->end <= strlen (line->text) - 1);
}

static void
pairs_and_clock_offset_are_told (void **state)
{
  g_autoptr (UmFindings) findings = compare (rows[0].inside, rows[0].outside);
  const Row *unrelated = &rows[G_N_ELEMENTS (rows) - 1];
  g_autoptr (UmFindings) apart = compare (unrelated->inside, unrelated->outside);

  assert_int_equal (findings->pairs_matched, 2);
  assert_int_equal (findings->only_inside, 0);
  assert_int_equal (findings->clock_offset_us, 500000);
  assert_int_equal (apart->pairs_matched, 0);
  assert_int_equal (apart->only_inside, 1);
  assert_int_equal (apart->only_outside, 1);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (differences_are_proof_and_equality_clears_what_was_seen),
    cmocka_unit_test (the_changed_part_is_marked_with_both_texts),
    cmocka_unit_test (pairs_and_clock_offset_are_told),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
