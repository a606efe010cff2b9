#include "support/test.h"

#include <string.h>

#include "routers/advice.h"

static void
every_advice_has_an_id_of_its_own_a_title_and_steps (void **state)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  for (const UmAdvice *advice = um_advice_general (); advice->id != NULL; advice++)
    {
      print_message ("%s\n", advice->id);
      assert_true (g_hash_table_add (ids, (gpointer) advice->id));
      assert_true (strlen (advice->title) > 10);
      assert_non_null (advice->steps[0]);
      assert_null (advice->steps[UM_ADVICE_MAX_STEPS]);
      for (gsize i = 0; advice->steps[i] != NULL; i++)
        assert_true (g_str_has_suffix (advice->steps[i], "."));
    }
  assert_int_equal (g_hash_table_size (ids), 9);
}

static void
all_the_names_of_the_switch_are_told (void **state)
{
  static const char *const names[] = {
    "SIP ALG",    "SIP Transformer", "SIP Transformations",
    "SIP Helper", "SIP Guide",       "SIP Passthrough",
    "SIP Fixup",  "VoIP ALG",        "NAT helper",
  };
  const UmAdvice *advice = um_advice_find ("other-names");

  assert_non_null (advice);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      print_message ("%s\n", names[i]);
      assert_non_null (strstr (advice->steps[1], names[i]));
    }
}

static void
only_the_provider_gets_a_message (void **state)
{
  for (const UmAdvice *advice = um_advice_general (); advice->id != NULL; advice++)
    assert_int_equal (advice->message != NULL, strcmp (advice->id, "ask-isp") == 0);
}

static void
unknown_advice_is_not_found (void **state)
{
  assert_null (um_advice_find ("reinstall-windows"));
  assert_null (um_advice_find (""));
}

static void
text_numbers_the_steps_of_each_advice_from_one (void **state)
{
  g_autofree char *text = um_advice_to_text ();
  const UmAdvice *advice = um_advice_find ("bridge-mode");
  g_autofree char *expected =
      g_strdup_printf ("\n%s\n  1. %s\n  2. %s\n  3. %s\n\n", advice->title, advice->steps[0],
                       advice->steps[1], advice->steps[2]);

  assert_non_null (strstr (text, expected));
  assert_non_null (strstr (text, um_advice_find ("ask-isp")->message));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (every_advice_has_an_id_of_its_own_a_title_and_steps),
    cmocka_unit_test (all_the_names_of_the_switch_are_told),
    cmocka_unit_test (only_the_provider_gets_a_message),
    cmocka_unit_test (unknown_advice_is_not_found),
    cmocka_unit_test (text_numbers_the_steps_of_each_advice_from_one),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
