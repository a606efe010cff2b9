/* Chunked allocation. Messages of a case are many and small and die together: this costs one
 * pointer bump each and no bookkeeping. A large case takes large chunks from the system and asks
 * for huge pages in them: touching memory for the first time, page by page, otherwise costs more
 * than reading the file. */

#include "core/arena.h"

#include <sys/mman.h>

enum
{
  CHUNK_SIZE = 256 * 1024,
  LARGE_CHUNK_SIZE = 8 * 1024 * 1024,
  LARGE_FROM = 4 * 1024 * 1024, /* size of the arena from which chunks are large */
  ALIGNMENT = 8, /* no type of ours needs more */
  PACKED_ALIGNMENT = 4,
};

typedef struct
{
  char *memory;
  gsize size;
  gboolean is_mapped;
} Chunk;

struct _UmArena
{
  gatomicrefcount ref_count;
  GArray *chunks; /* of Chunk */
  char *next;        /* first free byte of the newest chunk */
  gsize left;
  gsize size;
};

/* Zeroed, at least size bytes. */
static Chunk
new_chunk (const UmArena *self, gsize size)
{
  Chunk chunk = { .size = MAX (size, CHUNK_SIZE) };

  if (self->size >= LARGE_FROM && size <= LARGE_CHUNK_SIZE)
    {
      void *memory = mmap (NULL, LARGE_CHUNK_SIZE, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

      if (memory != MAP_FAILED)
        {
          (void) madvise (memory, LARGE_CHUNK_SIZE, MADV_HUGEPAGE);
          return (Chunk){ memory, LARGE_CHUNK_SIZE, TRUE };
        }
    }
  chunk.memory = g_malloc0 (chunk.size);
  return chunk;
}

static void
free_chunk (Chunk *chunk)
{
  if (chunk->is_mapped)
    (void) munmap (chunk->memory, chunk->size);
  else
    g_free (chunk->memory);
}

UmArena *
um_arena_new (void)
{
  UmArena *self = g_new0 (UmArena, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->chunks = g_array_new (FALSE, FALSE, sizeof (Chunk));
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
  for (guint i = 0; i < self->chunks->len; i++)
    free_chunk (&g_array_index (self->chunks, Chunk, i));
  g_array_unref (self->chunks);
  g_free (self);
}

static void *
alloc_aligned (UmArena *self, gsize size, gsize alignment)
{
  gsize skip = -(guintptr) self->next & (alignment - 1);
  void *memory;

  size = MAX (size, 1);
  if (skip + size > self->left)
    {
      Chunk chunk = new_chunk (self, size);

      self->next = chunk.memory;
      self->left = chunk.size;
      g_array_append_val (self->chunks, chunk);
      self->size += chunk.size;
      skip = 0;
    }
  memory = self->next + skip;
  self->next += skip + size;
  self->left -= skip + size;
  return memory;
}

void *
um_arena_alloc (UmArena *self, gsize size)
{
  return alloc_aligned (self, size, ALIGNMENT);
}

void *
um_arena_alloc_packed (UmArena *self, gsize size)
{
  return alloc_aligned (self, size, PACKED_ALIGNMENT);
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
