#include "support/test.h"

#include "engine/capture-access.h"

#include <glib/gstdio.h>
#include <unistd.h>

static void
what_is_missing_is_found_by_looking (void **state)
{
  g_autofree char *path = NULL;

  assert_int_equal (um_capture_access_find_at ("/nowhere/unmangle-capture"), UM_CAPTURE_NO_HELPER);
  (void) close (g_file_open_tmp ("unmangle-test-XXXXXX", &path, NULL));
  assert_int_equal (um_capture_access_find_at (path), UM_CAPTURE_NOT_A_MEMBER);
  (void) g_chmod (path, 0700);
  assert_int_equal (um_capture_access_find_at (path),
                    geteuid () == 0 ? UM_CAPTURE_ALLOWED : UM_CAPTURE_NO_RIGHT);
  (void) g_unlink (path);
}

/* One sentence that ends with the other way; what is no problem has none. */
static void
every_lack_is_explained_in_one_sentence (void **state)
{
  for (UmCaptureAccess access = UM_CAPTURE_ALLOWED; access <= UM_CAPTURE_CONFINED; access++)
    {
      g_autoptr (UmSentence) sentence = um_capture_access_explain (access);
      g_autofree char *text = um_sentence_dup_text (sentence, NULL);

      if (access == UM_CAPTURE_ALLOWED || access == UM_CAPTURE_ASKS)
        {
          assert_null (text);
          continue;
        }
      assert_non_null (text);
      assert_true (g_str_has_suffix (text, "open a file instead."));
      assert_null (strstr (text, ". "));
      assert_null (strchr (text, '{'));
    }
}

static void
a_password_is_asked_by_pkexec (void **state)
{
  g_autoptr (GPtrArray) direct = um_capture_access_command (UM_CAPTURE_ALLOWED);
  g_autoptr (GPtrArray) asking = um_capture_access_command (UM_CAPTURE_ASKS);

  assert_int_equal (direct->len, 1);
  assert_int_equal (asking->len, 2);
  assert_string_equal (asking->pdata[0], "pkexec");
  assert_string_equal (asking->pdata[1], direct->pdata[0]);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (what_is_missing_is_found_by_looking),
    cmocka_unit_test (every_lack_is_explained_in_one_sentence),
    cmocka_unit_test (a_password_is_asked_by_pkexec),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
