#include "support/test.h"

#include "core/sentence.h"

static const char *
reverse_order (const char *english)
{
  assert_string_equal (english, "{0} before {1}");
  return "{1} nach {0}";
}

static void
placeholders_are_filled_in_any_order (void **state)
{
  g_autoptr (UmSentence) sentence = um_sentence_new ("{0} before {1}", "a", "b", NULL);
  g_autofree char *english = um_sentence_dup_text (sentence, NULL);
  g_autofree char *other = um_sentence_dup_text (sentence, reverse_order);

  assert_string_equal (english, "a before b");
  assert_string_equal (other, "b nach a");
}

static void
arguments_are_never_formats (void **state)
{
  g_autoptr (UmSentence) sentence = um_sentence_new ("saw {0}", "{1}%s{0}", "x", NULL);
  g_autofree char *text = um_sentence_dup_text (sentence, NULL);

  assert_string_equal (text, "saw {1}%s{0}");
}

static void
a_bad_placeholder_is_left_as_text (void **state)
{
  g_autoptr (UmSentence) sentence = um_sentence_new ("{9} {a} {} { {0", "x", NULL);
  g_autofree char *text = um_sentence_dup_text (sentence, NULL);

  assert_string_equal (text, "{9} {a} {} { {0");
}

static void
a_copy_lives_by_itself (void **state)
{
  UmSentence *original = um_sentence_new ("{0}", "value", NULL);
  g_autoptr (UmSentence) copy = um_sentence_copy (original);
  g_autofree char *text = NULL;

  um_sentence_free (original);
  text = um_sentence_dup_text (copy, NULL);
  assert_string_equal (text, "value");
  assert_null (um_sentence_copy (NULL));
  assert_null (um_sentence_dup_text (NULL, NULL));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (placeholders_are_filled_in_any_order),
    cmocka_unit_test (arguments_are_never_formats),
    cmocka_unit_test (a_bad_placeholder_is_left_as_text),
    cmocka_unit_test (a_copy_lives_by_itself),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
