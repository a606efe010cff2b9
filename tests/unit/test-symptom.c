#include "support/test.h"

#include "support/trace-case.h"

#define PHONE  "203.0.113.50:1024"
#define OTHER  "203.0.113.50:1025"
#define SERVER "198.51.100.20:5060"

/* One message of a trace: seconds since the beginning, and who says what to whom. */
typedef struct
{
  double at;
  const char *from, *to;
  const char *first; /* start line; NULL: the list ends */
  const char *cseq;
  const char *to_tag; /* ";tag=b", "" outside of a dialog */
  const char *contact;
  guint user; /* of the To of NOTIFY, else 1002 */
} Step;

static void
append (GString *trace, const Step *step)
{
  guint ms = (guint) (step->at * 1000 + 0.5);
  const char *method = strchr (step->cseq, ' ') + 1;
  gboolean own = g_str_equal (method, "REGISTER");
  gboolean is_other = g_str_equal (step->from, OTHER) || g_str_equal (step->to, OTHER);
  const char *user = is_other ? "1003" : "1001";

  g_string_append_printf (trace, "2026/01/05 %02u:%02u:%02u.%03u000 %s -> %s\n%s\n",
                          10 + ms / 3600000, ms / 60000 % 60, ms / 1000 % 60, ms % 1000, step->from,
                          step->to, step->first);
  g_string_append_printf (trace, "Via: SIP/2.0/UDP 192.168.1.50;branch=z9hG4bK%.1s%s%s\n",
                          step->cseq, method, is_other ? "o" : "");
  g_string_append_printf (trace, "From: <sip:%s@pbx.example.net>;tag=a\n", user);
  if (step->user != 0)
    g_string_append_printf (trace, "To: <sip:%u@pbx.example.net>%s\n", step->user, step->to_tag);
  else
    g_string_append_printf (trace, "To: <sip:%s@pbx.example.net>%s\n", own ? user : "1002",
                            step->to_tag);
  g_string_append_printf (trace, "Call-ID: %s%s\nCSeq: %s\n", own ? "reg" : "call", user,
                          step->cseq);
  g_string_append_printf (trace, "Contact: <sip:x@%s>\n",
                          step->contact != NULL ? step->contact : "192.168.1.50");
  if (!g_str_equal (step->from, SERVER))
    g_string_append (trace, "User-Agent: Yealink SIP-T46S 66.85.0.5\n");
  g_string_append (trace, "Content-Length: 0\n\n");
}

#define INVITE    "INVITE sip:1002@pbx.example.net SIP/2.0"
#define REINVITE  "INVITE sip:1001@203.0.113.50:1024 SIP/2.0"
#define ACK       "ACK sip:1002@198.51.100.20 SIP/2.0"
#define BYE       "BYE sip:1002@198.51.100.20 SIP/2.0"
#define CANCEL    "CANCEL sip:1002@pbx.example.net SIP/2.0"
#define NOTIFY    "NOTIFY sip:1001@203.0.113.50:1024 SIP/2.0"
#define OPTIONS   "OPTIONS sip:1001@203.0.113.50:1024 SIP/2.0"
#define REGISTER  "REGISTER sip:pbx.example.net SIP/2.0"
#define OK        "SIP/2.0 200 OK"
#define IN_DIALOG ";tag=b"

#define CALL                                                         \
  { 0, PHONE, SERVER, INVITE, "1 INVITE", "" },                      \
  {                                                                  \
    0.1, SERVER, PHONE, "SIP/2.0 180 Ringing", "1 INVITE", IN_DIALOG \
  }
#define ANSWERED                                         \
  CALL, { 1, SERVER, PHONE, OK, "1 INVITE", IN_DIALOG }, \
  {                                                      \
    1.1, PHONE, SERVER, ACK, "1 ACK", IN_DIALOG          \
  }
#define ANSWERED_IN_VAIN                                 \
  CALL, { 1, SERVER, PHONE, OK, "1 INVITE", IN_DIALOG }, \
      { 1.5, SERVER, PHONE, OK, "1 INVITE", IN_DIALOG }, \
  {                                                      \
    2.5, SERVER, PHONE, OK, "1 INVITE", IN_DIALOG        \
  }
#define REGISTERED(number, at, port)                                             \
  { at, PHONE, SERVER, REGISTER, number " REGISTER", "", "203.0.113.50:" port }, \
  {                                                                              \
    at + 0.1, SERVER, PHONE, OK, number " REGISTER", IN_DIALOG                   \
  }
#define TIMES_3(at, from, to, first, cseq, tag)                                 \
  { at, from, to, first, cseq, tag }, { at + 0.5, from, to, first, cseq, tag }, \
  {                                                                             \
    at + 1.5, from, to, first, cseq, tag                                        \
  }

#define NO_SYMPTOM UM_N_SYMPTOMS

static const struct
{
  const char *label;
  UmSymptomId expected; /* NO_SYMPTOM: none at all */
  Step steps[16];
} rows[] = {
  { "a call that works",
    NO_SYMPTOM,
    { ANSWERED,
      { 9, PHONE, SERVER, BYE, "2 BYE", IN_DIALOG },
      { 9.1, SERVER, PHONE, OK, "2 BYE", IN_DIALOG } } },
  { "an INVITE without an answer",
    UM_SYMPTOM_CALL_FAILS,
    { TIMES_3 (0, PHONE, SERVER, INVITE, "1 INVITE", "") } },
  { "an INVITE repeated once",
    NO_SYMPTOM,
    { { 0, PHONE, SERVER, INVITE, "1 INVITE", "" },
      { 0.5, PHONE, SERVER, INVITE, "1 INVITE", "" } } },
  { "the same INVITE three times at once: a doubled capture",
    NO_SYMPTOM,
    { { 0, PHONE, SERVER, INVITE, "1 INVITE", "" },
      { 0.001, PHONE, SERVER, INVITE, "1 INVITE", "" },
      { 0.002, PHONE, SERVER, INVITE, "1 INVITE", "" } } },
  { "repeated until Trying",
    NO_SYMPTOM,
    { TIMES_3 (0, PHONE, SERVER, INVITE, "1 INVITE", ""),
      { 1.6, SERVER, PHONE, "SIP/2.0 100 Trying", "1 INVITE", "" } } },
  { "400",
    UM_SYMPTOM_CALL_FAILS,
    { { 0, PHONE, SERVER, INVITE, "1 INVITE", "" },
      { 0.1, SERVER, PHONE, "SIP/2.0 400 Bad Request", "1 INVITE", IN_DIALOG } } },
  { "486 is the user's answer",
    NO_SYMPTOM,
    { CALL, { 1, SERVER, PHONE, "SIP/2.0 486 Busy Here", "1 INVITE", IN_DIALOG } } },
  { "404 is the service's answer",
    NO_SYMPTOM,
    { CALL, { 1, SERVER, PHONE, "SIP/2.0 404 Not Found", "1 INVITE", IN_DIALOG } } },
  { "200 repeated, never an ACK", UM_SYMPTOM_KEEPS_RINGING, { ANSWERED_IN_VAIN } },
  { "200 repeated twice only",
    NO_SYMPTOM,
    { CALL,
      { 1, SERVER, PHONE, OK, "1 INVITE", IN_DIALOG },
      { 1.5, SERVER, PHONE, OK, "1 INVITE", IN_DIALOG } } },
  { "200 repeated, then its ACK",
    NO_SYMPTOM,
    { ANSWERED_IN_VAIN, { 2.6, PHONE, SERVER, ACK, "1 ACK", IN_DIALOG } } },
  { "given up, and the other end has long answered",
    UM_SYMPTOM_KEEPS_RINGING,
    { CALL,
      { 9, PHONE, SERVER, CANCEL, "1 CANCEL", "" },
      { 9.1, SERVER, PHONE, "SIP/2.0 481 Call Does Not Exist", "1 CANCEL", IN_DIALOG } } },
  { "given up",
    NO_SYMPTOM,
    { CALL,
      { 9, PHONE, SERVER, CANCEL, "1 CANCEL", "" },
      { 9.1, SERVER, PHONE, OK, "1 CANCEL", IN_DIALOG },
      { 9.2, SERVER, PHONE, "SIP/2.0 487 Request Terminated", "1 INVITE", IN_DIALOG } } },
  { "no ACK, and the end after 32 s",
    UM_SYMPTOM_DROP_AT_32S,
    { ANSWERED_IN_VAIN,
      { 33, SERVER, PHONE, BYE, "2 BYE", IN_DIALOG },
      { 33.1, PHONE, SERVER, OK, "2 BYE", IN_DIALOG } } },
  { "a call of 32 s that works",
    NO_SYMPTOM,
    { ANSWERED,
      { 33, SERVER, PHONE, BYE, "2 BYE", IN_DIALOG },
      { 33.1, PHONE, SERVER, OK, "2 BYE", IN_DIALOG } } },
  { "the refresh at 900 s is refused",
    UM_SYMPTOM_DROP_AT_15MIN,
    { ANSWERED,
      { 901, SERVER, PHONE, REINVITE, "5 INVITE", IN_DIALOG },
      { 901.1, PHONE, SERVER, "SIP/2.0 481 Gone", "5 INVITE", IN_DIALOG } } },
  { "the refresh at 900 s works",
    NO_SYMPTOM,
    { ANSWERED,
      { 901, SERVER, PHONE, REINVITE, "5 INVITE", IN_DIALOG },
      { 901.1, PHONE, SERVER, OK, "5 INVITE", IN_DIALOG } } },
  { "a re-INVITE at 100 s is refused",
    NO_SYMPTOM,
    { ANSWERED,
      { 101, SERVER, PHONE, REINVITE, "5 INVITE", IN_DIALOG },
      { 101.1, PHONE, SERVER, "SIP/2.0 481 Gone", "5 INVITE", IN_DIALOG } } },
  { "BYE without an answer",
    UM_SYMPTOM_UNANSWERED_IN_DIALOG,
    { ANSWERED, TIMES_3 (9, SERVER, PHONE, BYE, "2 BYE", IN_DIALOG) } },
  { "NOTIFY without an answer",
    UM_SYMPTOM_BLF,
    { REGISTERED ("1", 0, "1024"), TIMES_3 (1, SERVER, PHONE, NOTIFY, "3 NOTIFY", IN_DIALOG) } },
  { "NOTIFY refused with 481",
    UM_SYMPTOM_BLF,
    { REGISTERED ("1", 0, "1024"),
      { 1, SERVER, PHONE, NOTIFY, "3 NOTIFY", IN_DIALOG },
      { 1.1, PHONE, SERVER, "SIP/2.0 481 No Subscription", "3 NOTIFY", IN_DIALOG } } },
  { "NOTIFY taken",
    NO_SYMPTOM,
    { REGISTERED ("1", 0, "1024"),
      { 1, SERVER, PHONE, NOTIFY, "3 NOTIFY", IN_DIALOG },
      { 1.1, PHONE, SERVER, OK, "3 NOTIFY", IN_DIALOG } } },
  { "NOTIFY refused because the event is unknown",
    NO_SYMPTOM,
    { REGISTERED ("1", 0, "1024"),
      { 1, SERVER, PHONE, NOTIFY, "3 NOTIFY", IN_DIALOG },
      { 1.1, PHONE, SERVER, "SIP/2.0 489 Bad Event", "3 NOTIFY", IN_DIALOG } } },
  { "NOTIFY of another phone",
    UM_SYMPTOM_NOTIFY_TO_WRONG_PHONE,
    { REGISTERED ("1", 0, "1024"),
      { 0.5, OTHER, SERVER, REGISTER, "1 REGISTER", "", "203.0.113.50:1025" },
      { 0.6, SERVER, OTHER, OK, "1 REGISTER", IN_DIALOG },
      { 1, SERVER, PHONE, NOTIFY, "3 NOTIFY", IN_DIALOG, NULL, 1003 },
      { 1.1, PHONE, SERVER, "SIP/2.0 481 No Subscription", "3 NOTIFY", IN_DIALOG, NULL, 1003 } } },
  { "the registered port changes each time",
    UM_SYMPTOM_REGISTRATION_FLAPPING,
    { REGISTERED ("1", 0, "1024"), REGISTERED ("2", 60, "1025"), REGISTERED ("3", 120, "1026"),
      REGISTERED ("4", 180, "1027") } },
  { "it changes once",
    NO_SYMPTOM,
    { REGISTERED ("1", 0, "1024"), REGISTERED ("2", 60, "1025"), REGISTERED ("3", 120, "1025"),
      REGISTERED ("4", 180, "1025") } },
  { "OPTIONS in vain",
    UM_SYMPTOM_REGISTRATION_FLAPPING,
    { REGISTERED ("1", 0, "1024"), TIMES_3 (1, SERVER, PHONE, OPTIONS, "7 OPTIONS", "") } },
};

static const UmSymptom *
symptom (const UmFindings *findings, UmSymptomId id)
{
  return g_ptr_array_index (findings->symptoms, id);
}

static UmFindings *
findings_from_steps (const Step *steps, gsize n)
{
  g_autoptr (GString) trace = g_string_new (NULL);

  for (gsize i = 0; i < n && steps[i].first != NULL; i++)
    append (trace, &steps[i]);
  return findings_from_trace (trace->str);
}

static void
symptoms_are_seen_where_they_show (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (UmFindings) findings =
          findings_from_steps (rows[i].steps, G_N_ELEMENTS (rows[i].steps));
      guint seen = 0;

      print_message ("%s\n", rows[i].label);
      assert_int_equal (findings->symptoms->len, UM_N_SYMPTOMS);
      if (rows[i].expected != NO_SYMPTOM)
        assert_true (symptom (findings, rows[i].expected)->seen);
      for (guint id = 0; id < UM_N_SYMPTOMS; id++)
        {
          /* a NOTIFY that reaches the wrong phone is also one that the lamp misses */
          gboolean follows =
              id == UM_SYMPTOM_BLF && rows[i].expected == UM_SYMPTOM_NOTIFY_TO_WRONG_PHONE;

          if (symptom (findings, id)->seen && !follows)
            {
              assert_string_equal (um_symptom_name (id), um_symptom_name (rows[i].expected));
              seen++;
            }
          assert_non_null (symptom (findings, id)->explanation);
        }
      assert_int_equal (seen, rows[i].expected != NO_SYMPTOM);
    }
}

/* Private Contact, no evidence: whatever is wrong, no rewriting accounts for it. */
static void
nothing_is_tied_to_evidence_that_is_not_there (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (UmFindings) findings =
          findings_from_steps (rows[i].steps, G_N_ELEMENTS (rows[i].steps));

      for (guint id = 0; id < UM_N_SYMPTOMS; id++)
        if (findings->verdict != UM_VERDICT_ALG_DETECTED)
          assert_null (symptom (findings, id)->evidence);
    }
}

static void
a_detected_alg_is_named_as_the_cause (void **state)
{
  static const Step steps[] = {
    { 0, PHONE, SERVER, INVITE, "1 INVITE", "", "203.0.113.50:5062" },
    { 0.5, PHONE, SERVER, INVITE, "1 INVITE", "", "203.0.113.50:5062" },
    { 1.5, PHONE, SERVER, INVITE, "1 INVITE", "", "203.0.113.50:5062" },
    { 0, NULL, NULL, NULL, NULL, NULL, NULL, 0 },
  };
  g_autoptr (UmFindings) findings = findings_from_steps (steps, G_N_ELEMENTS (steps));

  assert_int_equal (findings->verdict, UM_VERDICT_ALG_DETECTED);
  assert_true (symptom (findings, UM_SYMPTOM_CALL_FAILS)->seen);
  assert_non_null (symptom (findings, UM_SYMPTOM_CALL_FAILS)->evidence);
}

static void
quality_is_never_an_alg_matter (void **state)
{
  static const UmSymptomId not_alg[] = { UM_SYMPTOM_JITTER, UM_SYMPTOM_PACKET_LOSS, UM_SYMPTOM_ECHO,
                                         UM_SYMPTOM_STATIC };
  g_autoptr (UmFindings) findings =
      findings_from_steps (rows[0].steps, G_N_ELEMENTS (rows[0].steps));

  for (guint id = 0; id < UM_N_SYMPTOMS; id++)
    {
      gboolean is_listed = FALSE;

      for (gsize i = 0; i < G_N_ELEMENTS (not_alg); i++)
        is_listed |= id == not_alg[i];
      assert_int_equal (symptom (findings, id)->alg_can_cause, !is_listed);
    }
  assert_false (symptom (findings, UM_SYMPTOM_ECHO)->seen);
  assert_false (symptom (findings, UM_SYMPTOM_STATIC)->seen);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (symptoms_are_seen_where_they_show),
    cmocka_unit_test (nothing_is_tied_to_evidence_that_is_not_there),
    cmocka_unit_test (a_detected_alg_is_named_as_the_cause),
    cmocka_unit_test (quality_is_never_an_alg_matter),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
