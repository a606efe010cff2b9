#include "support/test.h"

#include "core/arena.h"

static void
copies_outlive_their_source_and_other_references (void **state)
{
  UmArena *arena = um_arena_new ();
  g_autoptr (UmArena) snapshot = um_arena_ref (arena);
  char source[] = "Contact";
  UmSlice copy = um_arena_copy (arena, um_slice_new (source, 7));

  memset (source, 'x', sizeof source);
  um_arena_unref (arena);
  assert_true (um_slice_equal (copy, UM_SLICE ("Contact")));
}

static void
blocks_are_zeroed_aligned_and_apart (void **state)
{
  g_autoptr (UmArena) arena = um_arena_new ();
  char *previous = NULL;

  for (gsize size = 0; size < 3000; size += 7)
    {
      char *block = um_arena_alloc (arena, size);

      assert_int_equal ((guintptr) block % 8, 0);
      for (gsize i = 0; i < size; i++)
        assert_int_equal (block[i], 0);
      memset (block, 0xff, size);
      if (previous != NULL)
        assert_ptr_not_equal (block, previous);
      previous = block;
    }
}

static void
a_block_larger_than_a_chunk_is_possible (void **state)
{
  g_autoptr (UmArena) arena = um_arena_new ();
  char *big = um_arena_alloc (arena, 1024 * 1024);

  big[1024 * 1024 - 1] = 1;
  assert_true (um_arena_get_size (arena) >= 1024 * 1024);
}

static void
unset_stays_unset_and_empty_stays_empty (void **state)
{
  g_autoptr (UmArena) arena = um_arena_new ();

  assert_false (um_slice_is_set (um_arena_copy (arena, UM_SLICE_UNSET)));
  assert_true (um_slice_is_set (um_arena_copy (arena, UM_SLICE (""))));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (copies_outlive_their_source_and_other_references),
    cmocka_unit_test (blocks_are_zeroed_aligned_and_apart),
    cmocka_unit_test (a_block_larger_than_a_chunk_is_possible),
    cmocka_unit_test (unset_stays_unset_and_empty_stays_empty),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
