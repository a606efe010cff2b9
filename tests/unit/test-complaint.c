#include "support/test.h"

#include "detect/complaint.h"

static UmSymptom *
new_symptom (UmSymptomId id, gboolean seen)
{
  UmSymptom *symptom = g_new0 (UmSymptom, 1);

  symptom->id = id;
  symptom->seen = seen;
  return symptom;
}

static GPtrArray *
new_symptoms (UmSymptomId seen)
{
  GPtrArray *symptoms = g_ptr_array_new_with_free_func (g_free);

  for (UmSymptomId id = 0; id < UM_N_SYMPTOMS; id++)
    g_ptr_array_add (symptoms, new_symptom (id, id == seen));
  return symptoms;
}

static UmSymptomId
id_at (GPtrArray *ranked, guint place)
{
  assert_true (place < ranked->len);
  return ((const UmSymptom *) ranked->pdata[place])->id;
}

static void
only_echo_static_and_choppy_sound_are_no_alg_matter (void **state)
{
  for (UmComplaint i = 0; i < UM_N_COMPLAINTS; i++)
    {
      gboolean other =
          i == UM_COMPLAINT_CHOPPY || i == UM_COMPLAINT_ECHO || i == UM_COMPLAINT_STATIC;

      assert_int_equal (um_complaint_alg_can_cause (i), !other);
      assert_int_equal (um_complaints_rule_out_alg (1u << i), other);
      assert_false (um_complaints_rule_out_alg (1u << i | 1u << UM_COMPLAINT_AUDIO));
    }
  assert_false (um_complaints_rule_out_alg (0));
}

static void
nothing_said_lists_what_was_seen (void **state)
{
  g_autoptr (GPtrArray) symptoms = new_symptoms (UM_SYMPTOM_BLF);
  g_autoptr (GPtrArray) ranked = um_complaints_rank (0, symptoms);

  assert_int_equal (ranked->len, 1);
  assert_int_equal (id_at (ranked, 0), UM_SYMPTOM_BLF);
}

static void
a_complaint_is_answered_even_when_it_was_not_seen (void **state)
{
  g_autoptr (GPtrArray) symptoms = new_symptoms (UM_SYMPTOM_BLF);
  g_autoptr (GPtrArray) ranked = um_complaints_rank (1u << UM_COMPLAINT_ECHO, symptoms);

  assert_int_equal (ranked->len, 2);
  assert_int_equal (id_at (ranked, 0), UM_SYMPTOM_ECHO);
  assert_int_equal (id_at (ranked, 1), UM_SYMPTOM_BLF);
}

static void
what_was_seen_comes_first_among_the_complaints (void **state)
{
  g_autoptr (GPtrArray) symptoms = new_symptoms (UM_SYMPTOM_NO_AUDIO);
  g_autoptr (GPtrArray) ranked = um_complaints_rank (1u << UM_COMPLAINT_AUDIO, symptoms);

  assert_int_equal (ranked->len, 2);
  assert_int_equal (id_at (ranked, 0), UM_SYMPTOM_NO_AUDIO);
  assert_int_equal (id_at (ranked, 1), UM_SYMPTOM_ONE_WAY_AUDIO);
}

static void
every_symptom_answers_a_complaint_and_agrees_about_the_alg (void **state)
{
  UmComplaints all = (1u << UM_N_COMPLAINTS) - 1;
  g_autoptr (GPtrArray) symptoms = new_symptoms (UM_N_SYMPTOMS);
  g_autoptr (GPtrArray) ranked = um_complaints_rank (all, symptoms);

  assert_int_equal (ranked->len, UM_N_SYMPTOMS);
  for (UmSymptomId id = 0; id < UM_N_SYMPTOMS; id++)
    assert_int_equal (um_complaint_alg_can_cause (um_complaint_of_symptom (id)),
                      id < UM_SYMPTOM_JITTER);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (only_echo_static_and_choppy_sound_are_no_alg_matter),
    cmocka_unit_test (nothing_said_lists_what_was_seen),
    cmocka_unit_test (a_complaint_is_answered_even_when_it_was_not_seen),
    cmocka_unit_test (what_was_seen_comes_first_among_the_complaints),
    cmocka_unit_test (every_symptom_answers_a_complaint_and_agrees_about_the_alg),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
