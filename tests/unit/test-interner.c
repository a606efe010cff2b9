#include "support/test.h"

#include "core/interner.h"

static void
an_equal_string_is_kept_once (void **state)
{
  g_autoptr (UmArena) arena = um_arena_new ();
  g_autoptr (UmInterner) interner = um_interner_new (arena);
  char first[] = "sip:1001@example.net";
  char second[] = "sip:1001@example.net";
  const UmString *kept = um_interner_get_string (interner, um_slice_from_string (first));

  memset (first, 'x', sizeof first);
  assert_ptr_equal (um_interner_get_string (interner, um_slice_from_string (second)), kept);
  assert_true (um_slice_equal (um_string_slice (kept), UM_SLICE ("sip:1001@example.net")));
}

static void
unset_is_null_and_empty_is_not (void **state)
{
  g_autoptr (UmArena) arena = um_arena_new ();
  g_autoptr (UmInterner) interner = um_interner_new (arena);

  assert_null (um_interner_get_string (interner, UM_SLICE_UNSET));
  assert_false (um_slice_is_set (um_string_slice (NULL)));
  assert_non_null (um_interner_get_string (interner, UM_SLICE ("")));
  assert_int_equal (um_string_slice (um_interner_get_string (interner, UM_SLICE (""))).len, 0);
  assert_null (um_interner_get_block (interner, "", 0));
}

/* More different ones than it has places for: what was handed out stays as it is. */
static void
what_is_forgotten_stays_valid (void **state)
{
  enum
  {
    N = 100000
  };
  g_autoptr (UmArena) arena = um_arena_new ();
  g_autoptr (UmInterner) interner = um_interner_new (arena);
  g_autofree const UmString **strings = g_new (const UmString *, N);
  g_autofree const guint32 **blocks = g_new (const guint32 *, N);

  for (guint32 i = 0; i < N; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      strings[i] = um_interner_get_string (interner, um_slice_from_string (text));
      blocks[i] = um_interner_get_block (interner, &i, sizeof i);
    }
  for (guint32 i = 0; i < N; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      assert_true (um_slice_equal (um_string_slice (strings[i]), um_slice_from_string (text)));
      assert_int_equal (*blocks[i], i);
    }
}

static void
strings_are_compared_by_content (void **state)
{
  g_autoptr (UmArena) arena = um_arena_new ();
  const UmString *a = um_string_new (arena, UM_SLICE ("abc"));
  const UmString *b = um_string_new (arena, UM_SLICE ("abc"));
  const UmString *c = um_string_new (arena, UM_SLICE ("abd"));

  assert_ptr_not_equal (a, b);
  assert_true (um_string_equal (a, b));
  assert_int_equal (um_string_hash (a), um_string_hash (b));
  assert_false (um_string_equal (a, c));
  assert_false (um_string_equal (a, NULL));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (an_equal_string_is_kept_once),
    cmocka_unit_test (unset_is_null_and_empty_is_not),
    cmocka_unit_test (what_is_forgotten_stays_valid),
    cmocka_unit_test (strings_are_compared_by_content),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
