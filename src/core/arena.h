#pragma once

/* Memory that lives as long as one case: allocated in chunks, never freed one by one. Reference
 * counted, so that a snapshot of a running case keeps it alive. One thread allocates; any thread
 * may read what was allocated before the snapshot was handed over. */

#include "core/slice.h"

G_BEGIN_DECLS

typedef struct _UmArena UmArena;

UmArena *um_arena_new (void);
UmArena *um_arena_ref (UmArena *arena);
void um_arena_unref (UmArena *arena);
/* Zeroed, aligned for any type of ours (8 bytes). Never NULL; size 0 gives a valid pointer. */
void *um_arena_alloc (UmArena *arena, gsize size);
/* The same, aligned for a guint32 only: many short strings. */
void *um_arena_alloc_packed (UmArena *arena, gsize size);
/* The same bytes, owned by the arena. An unset slice stays unset. */
UmSlice um_arena_copy (UmArena *arena, UmSlice bytes);
/* NUL-terminated copy. */
const char *um_arena_strdup (UmArena *arena, UmSlice bytes);
gsize um_arena_get_size (const UmArena *arena);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmArena, um_arena_unref)

G_END_DECLS
