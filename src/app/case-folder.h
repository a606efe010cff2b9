#pragma once

#include "engine/engine.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* The folder in which cases are kept that nobody named a place for. */

typedef struct
{
  GFile *file;
  UmCaseSummary summary;
} UmCaseEntry;

void um_case_entry_free (UmCaseEntry *self);

/* (transfer full) */
char *um_case_folder_dup_path (void);
/* A path in it that is not taken, for a case of this source; the folder is made. (transfer full) */
char *um_case_folder_dup_new_path (const char *source_name);
/* The newest cases, newest first, at most max: of UmCaseEntry. On a worker thread; what cannot be
 * read is left out. */
void um_case_folder_list_async (guint max,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* (transfer full); NULL only when cancelled. */
GPtrArray *um_case_folder_list_finish (GAsyncResult *result, GError **error);
/* Takes a case out of the list, and puts it back. What was taken out is deleted by
 * um_case_folder_purge(). */
gboolean um_case_folder_remove (GFile *file, GError **error);
gboolean um_case_folder_restore (GFile *file, GError **error);
void um_case_folder_purge (void);

G_END_DECLS
