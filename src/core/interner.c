/* A direct-mapped table: each hash has one place, and what comes later takes it. The same string kept
 * twice costs some bytes; a table that never forgets would cost a cache miss for every Call-ID. */

#include "core/interner.h"

enum
{
  PLACES = 16 * 1024, /* power of two */
};

typedef struct
{
  guint32 hash;
  guint32 size;
  const void *kept; /* NULL: free */
} Place;

struct _UmInterner
{
  UmArena *arena;
  Place strings[PLACES];
  Place blocks[PLACES];
};

const UmString *
um_string_new (UmArena *arena, UmSlice bytes)
{
  UmString *self;

  if (!um_slice_is_set (bytes))
    return NULL;
  self = um_arena_alloc_packed (arena, sizeof *self + bytes.len);
  self->len = (guint32) bytes.len;
  if (bytes.len > 0)
    memcpy (self->data, bytes.data, bytes.len);
  return self;
}

guint
um_string_hash (gconstpointer string)
{
  return (guint) um_slice_hash64 (um_string_slice (string));
}

gboolean
um_string_equal_func (gconstpointer a, gconstpointer b)
{
  return um_string_equal (a, b);
}

UmInterner *
um_interner_new (UmArena *arena)
{
  UmInterner *self = g_new0 (UmInterner, 1);

  self->arena = um_arena_ref (arena);
  return self;
}

void
um_interner_free (UmInterner *self)
{
  if (self == NULL)
    return;
  um_arena_unref (self->arena);
  g_free (self);
}

const UmString *
um_interner_get_string (UmInterner *self, UmSlice bytes)
{
  guint32 hash;
  Place *place;

  if (!um_slice_is_set (bytes))
    return NULL;
  hash = um_slice_hash (&bytes);
  place = &self->strings[hash & (PLACES - 1)];
  if (place->kept == NULL || place->hash != hash || place->size != bytes.len ||
      memcmp (((const UmString *) place->kept)->data, bytes.data, bytes.len) != 0)
    *place = (Place){ hash, (guint32) bytes.len, um_string_new (self->arena, bytes) };
  return place->kept;
}

const void *
um_interner_get_block (UmInterner *self, const void *block, gsize size)
{
  UmSlice bytes = um_slice_new (block, size);
  guint32 hash;
  Place *place;

  if (size == 0)
    return NULL;
  hash = um_slice_hash (&bytes);
  place = &self->blocks[hash & (PLACES - 1)];
  if (place->kept == NULL || place->hash != hash || place->size != size ||
      memcmp (place->kept, block, size) != 0)
    {
      void *copy = um_arena_alloc (self->arena, size);

      memcpy (copy, block, size);
      *place = (Place){ hash, (guint32) size, copy };
    }
  return place->kept;
}
