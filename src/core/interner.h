#pragma once

/* Strings and small tables that are kept once however often they are met: the messages of a capture
 * repeat each other. */

#include "core/arena.h"

G_BEGIN_DECLS

/* Kept bytes behind one pointer. NULL: unset. Not NUL-terminated. */
typedef struct
{
  guint32 len;
  char data[];
} UmString;

static inline UmSlice
um_string_slice (const UmString *self)
{
  return self != NULL ? um_slice_new (self->data, self->len) : UM_SLICE_UNSET;
}

/* By content: equal strings need not be the same one. */
static inline gboolean
um_string_equal (const UmString *a, const UmString *b)
{
  return a == b || um_slice_equal (um_string_slice (a), um_string_slice (b));
}

/* Of const UmString *, which may be NULL, for GHashTable. */
guint um_string_hash (gconstpointer string);
gboolean um_string_equal_func (gconstpointer a, gconstpointer b);

/* (transfer none: lives as long as arena); NULL when bytes is unset. */
const UmString *um_string_new (UmArena *arena, UmSlice bytes);

/* Hands out what it has kept in an arena before, when that was lately: its memory is small and
 * fixed, and what it has forgotten is kept once more. */
typedef struct _UmInterner UmInterner;

UmInterner *um_interner_new (UmArena *arena);
void um_interner_free (UmInterner *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmInterner, um_interner_free)

/* NULL when bytes is unset. */
const UmString *um_interner_get_string (UmInterner *self, UmSlice bytes);
/* size bytes at block, which hold no pointer and no padding; aligned for any type. NULL for size 0. */
const void *um_interner_get_block (UmInterner *self, const void *block, gsize size);

G_END_DECLS
