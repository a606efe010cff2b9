/* Chunked allocation. Messages of a case are many and small and die together: this costs one
 * pointer bump each and no bookkeeping. */

#include "core/arena.h"

enum
{
  CHUNK_SIZE = 256 * 1024,
  ALIGNMENT = 16,
};

struct _UmArena
{
  gatomicrefcount ref_count;
  GPtrArray *chunks; /* of char *, CHUNK_SIZE or larger */
  char *next;        /* first free byte of the newest chunk */
  gsize left;
  gsize size;
};

UmArena *
um_arena_new (void)
{
  UmArena *self = g_new0 (UmArena, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->chunks = g_ptr_array_new_with_free_func (g_free);
  return self;
}

UmArena *
um_arena_ref (UmArena *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
um_arena_unref (UmArena *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->chunks);
  g_free (self);
}

void *
um_arena_alloc (UmArena *self, gsize size)
{
  void *memory;

  size = (MAX (size, 1) + ALIGNMENT - 1) & ~(gsize) (ALIGNMENT - 1);
  if (size > self->left)
    {
      gsize chunk = MAX (size, CHUNK_SIZE);

      self->next = g_malloc0 (chunk);
      self->left = chunk;
      g_ptr_array_add (self->chunks, self->next);
      self->size += chunk;
    }
  memory = self->next;
  self->next += size;
  self->left -= size;
  return memory;
}

UmSlice
um_arena_copy (UmArena *self, UmSlice bytes)
{
  char *copy;

  if (!um_slice_is_set (bytes))
    return UM_SLICE_UNSET;
  copy = um_arena_alloc (self, bytes.len);
  if (bytes.len > 0)
    memcpy (copy, bytes.data, bytes.len);
  return um_slice_new (copy, bytes.len);
}

const char *
um_arena_strdup (UmArena *self, UmSlice bytes)
{
  char *copy = um_arena_alloc (self, bytes.len + 1);

  if (bytes.len > 0)
    memcpy (copy, bytes.data, bytes.len);
  return copy;
}

gsize
um_arena_get_size (const UmArena *self)
{
  return self->size;
}
