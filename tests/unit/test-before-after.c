#include "support/test.h"

#include "core/error.h"
#include "core/text.h"
#include "detect/before-after.h"
#include "support/findings-builder.h"

static const gint64 monday = G_GINT64_CONSTANT (1767607200000000);

/* A capture that begins day days after monday, with one phone of that account and verdict. */
static FindingsBuilder *
capture_new (guint day, const char *aor, UmVerdict verdict)
{
  FindingsBuilder *self = findings_builder_new (day == 0 ? "monday.pcap" : "tuesday.pcap");
  UmPhoneFinding *finding =
      findings_builder_add_phone (self, "Polycom", verdict, UM_CERTAINTY_LIKELY);
  UmEvidence *evidence =
      findings_builder_add_evidence (self, "rule", UM_GRADE_STRONG, finding, NULL, "said");

  g_atomic_ref_count_init (&self->findings.ref_count);
  um_findings_ref (&self->findings); /* the builder owns it */
  ((UmPhone *) finding->phone)->aor = (char *) aor;
  self->about.first_time_us = monday + day * G_TIME_SPAN_DAY;
  self->about.last_time_us = self->about.first_time_us + G_TIME_SPAN_HOUR;
  if (verdict == UM_VERDICT_ALG_DETECTED)
    {
      findings_builder_add_line (self, evidence, 8, "m: <sip:1@203.0.113.5>", UM_MARK_OFFENDING,
                                 NULL);
      findings_builder_add_line (self, evidence, 16, "c=IN IP4 203.0.113.5", UM_MARK_OFFENDING,
                                 NULL);
    }
  else
    findings_builder_add_line (self, evidence, 8, "Contact: <sip:1@192.168.1.5>", UM_MARK_UNTOUCHED,
                               NULL);
  return self;
}

static UmPhone *
phone_of (FindingsBuilder *self, guint index)
{
  return (UmPhone *) ((UmPhoneFinding *) self->findings.phones->pdata[index])->phone;
}

static UmBeforeAfter *
compare (FindingsBuilder *before, FindingsBuilder *after, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new ();

  g_ptr_array_add (list, &before->findings);
  return um_before_after_new (list, &after->findings, error);
}

static const UmPhoneChange *
change_at (const UmBeforeAfter *self, guint index)
{
  assert_true (index < self->phones->len);
  return self->phones->pdata[index];
}

static const struct
{
  const char *label;
  UmVerdict before;
  UmVerdict after;
  UmFix fix;
  UmOutcome outcome;
} rows[] = {
  { "fixed", UM_VERDICT_ALG_DETECTED, UM_VERDICT_NO_ALG, UM_FIX_FIXED, UM_OUTCOME_FIXED },
  { "remains", UM_VERDICT_ALG_DETECTED, UM_VERDICT_ALG_DETECTED, UM_FIX_REMAINS,
    UM_OUTCOME_REMAINS },
  { "open", UM_VERDICT_ALG_DETECTED, UM_VERDICT_INCONCLUSIVE, UM_FIX_OPEN, UM_OUTCOME_OPEN },
  { "new", UM_VERDICT_NO_ALG, UM_VERDICT_ALG_DETECTED, UM_FIX_NEW, UM_OUTCOME_REMAINS },
  { "was fine", UM_VERDICT_NO_ALG, UM_VERDICT_NO_ALG, UM_FIX_UNAFFECTED, UM_OUTCOME_NOTHING },
  { "was open", UM_VERDICT_INCONCLUSIVE, UM_VERDICT_NO_ALG, UM_FIX_UNAFFECTED, UM_OUTCOME_NOTHING },
};

static void
two_verdicts_make_one_outcome (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (FindingsBuilder) before = capture_new (0, "sip:1@a", rows[i].before);
      g_autoptr (FindingsBuilder) after = capture_new (1, "sip:1@a", rows[i].after);
      g_autoptr (UmBeforeAfter) proof = compare (before, after, NULL);

      print_message ("%s\n", rows[i].label);
      assert_int_equal (proof->phones->len, 1);
      assert_int_equal (change_at (proof, 0)->fix, rows[i].fix);
      assert_int_equal (proof->outcome, rows[i].outcome);
      assert_null (proof->caution);
    }
}

static void
each_line_that_was_offending_is_accounted_for (void **state)
{
  g_autoptr (FindingsBuilder) before = capture_new (0, "sip:1@a", UM_VERDICT_ALG_DETECTED);
  g_autoptr (FindingsBuilder) after = capture_new (1, "sip:1@a", UM_VERDICT_NO_ALG);
  g_autoptr (UmBeforeAfter) proof = compare (before, after, NULL);
  const GPtrArray *fields = change_at (proof, 0)->fields;
  const UmFieldChange *contact = fields->pdata[0], *connection = fields->pdata[1];

  assert_int_equal (fields->len, 2);
  assert_string_equal (contact->name, "Contact"); /* m: is its short form */
  assert_int_equal (contact->state, UM_FIELD_UNTOUCHED);
  assert_string_equal (contact->before, "m: <sip:1@203.0.113.5>");
  assert_string_equal (contact->after, "Contact: <sip:1@192.168.1.5>");
  assert_string_equal (connection->name, "c=");
  assert_int_equal (connection->state, UM_FIELD_NOT_SEEN);
  assert_null (connection->after);
}

static void
a_phone_that_is_missing_proves_nothing (void **state)
{
  g_autoptr (FindingsBuilder) before = capture_new (0, "sip:1@a", UM_VERDICT_ALG_DETECTED);
  g_autoptr (FindingsBuilder) after = capture_new (1, "sip:2@a", UM_VERDICT_NO_ALG);
  g_autoptr (UmBeforeAfter) proof = compare (before, after, NULL);

  assert_int_equal (proof->phones->len, 2);
  assert_int_equal (change_at (proof, 0)->fix, UM_FIX_UNAFFECTED);
  assert_int_equal (change_at (proof, 1)->fix, UM_FIX_NOT_SEEN);
  assert_int_equal (proof->outcome, UM_OUTCOME_OPEN);
}

static void
another_device_with_the_same_account_is_not_the_same_phone (void **state)
{
  g_autoptr (FindingsBuilder) before = capture_new (0, "sip:1@a", UM_VERDICT_ALG_DETECTED);
  g_autoptr (FindingsBuilder) after = capture_new (1, "sip:1@a", UM_VERDICT_NO_ALG);
  g_autoptr (UmBeforeAfter) proof = NULL;

  phone_of (before, 0)->instance = (char *) "urn:uuid:1";
  phone_of (after, 0)->instance = (char *) "urn:uuid:2";
  proof = compare (before, after, NULL);
  assert_int_equal (proof->outcome, UM_OUTCOME_OPEN);
}

static void
a_firmware_update_does_not_hide_the_phone (void **state)
{
  g_autoptr (FindingsBuilder) before = capture_new (0, "sip:1@a", UM_VERDICT_ALG_DETECTED);
  g_autoptr (FindingsBuilder) after = capture_new (1, "sip:1@a", UM_VERDICT_NO_ALG);
  g_autoptr (UmBeforeAfter) proof = NULL;

  phone_of (before, 0)->user_agent = (char *) "Polycom/5.5";
  phone_of (after, 0)->user_agent = (char *) "Polycom/5.9";
  proof = compare (before, after, NULL);
  assert_int_equal (proof->outcome, UM_OUTCOME_FIXED);
}

static void
two_phones_of_one_account_stay_two (void **state)
{
  g_autoptr (FindingsBuilder) before = capture_new (0, "sip:1@a", UM_VERDICT_ALG_DETECTED);
  g_autoptr (FindingsBuilder) after = capture_new (1, "sip:1@a", UM_VERDICT_NO_ALG);
  g_autoptr (UmBeforeAfter) proof = NULL;

  (void) findings_builder_add_phone (before, "Polycom", UM_VERDICT_ALG_DETECTED,
                                     UM_CERTAINTY_LIKELY);
  phone_of (before, 1)->aor = (char *) "sip:1@a";
  proof = compare (before, after, NULL);
  assert_int_equal (proof->count[UM_FIX_FIXED], 1);
  assert_int_equal (proof->count[UM_FIX_NOT_SEEN], 1);
  assert_int_equal (proof->outcome, UM_OUTCOME_PARTLY);
}

static void
a_capture_that_is_newer_is_refused (void **state)
{
  g_autoptr (FindingsBuilder) before = capture_new (1, "sip:1@a", UM_VERDICT_ALG_DETECTED);
  g_autoptr (FindingsBuilder) after = capture_new (0, "sip:1@a", UM_VERDICT_NO_ALG);
  g_autoptr (GError) error = NULL;

  assert_null (compare (before, after, &error));
  assert_true (g_error_matches (error, UM_ERROR, UM_ERROR_FAILED));
  assert_string_equal (error->message,
                       "tuesday.pcap is newer than monday.pcap: it cannot show what was before");
}

static void
what_weakens_the_proof_is_said (void **state)
{
  g_autoptr (FindingsBuilder) before = capture_new (0, "sip:1@a", UM_VERDICT_ALG_DETECTED);
  g_autoptr (FindingsBuilder) after = capture_new (1, "sip:1@a", UM_VERDICT_NO_ALG);

  before->about.last_time_us = after->about.first_time_us + 1;
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (UmBeforeAfter) proof = compare (before, after, NULL);
      g_autofree char *caution = um_sentence_dup_text (proof->caution, NULL);

      assert_non_null (strstr (caution, i == 0 ? "overlaps" : "has no times"));
      before->about.first_time_us = UM_TIME_UNKNOWN;
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (two_verdicts_make_one_outcome),
    cmocka_unit_test (each_line_that_was_offending_is_accounted_for),
    cmocka_unit_test (a_phone_that_is_missing_proves_nothing),
    cmocka_unit_test (another_device_with_the_same_account_is_not_the_same_phone),
    cmocka_unit_test (a_firmware_update_does_not_hide_the_phone),
    cmocka_unit_test (two_phones_of_one_account_stay_two),
    cmocka_unit_test (a_capture_that_is_newer_is_refused),
    cmocka_unit_test (what_weakens_the_proof_is_said),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
