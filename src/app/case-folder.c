#include "app/case-folder.h"

#include <glib/gstdio.h>

#define SUFFIX  ".unmangle"
#define REMOVED ".removed"

enum
{
  MAX_NAME_CHARS = 60,
  MAX_FILES = 10000, /* of a folder that only this program fills */
};

typedef struct
{
  char *path;
  gint64 modified;
} Candidate;

void
um_case_entry_free (UmCaseEntry *self)
{
  g_object_unref (self->file);
  um_case_summary_clear (&self->summary);
  g_free (self);
}

char *
um_case_folder_dup_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "unmangle", "cases", NULL);
}

char *
um_case_folder_dup_new_path (const char *source_name)
{
  g_autofree char *folder = um_case_folder_dup_path ();
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *day = g_date_time_format (now, "%Y-%m-%d");
  g_autofree char *name =
      g_utf8_substring (source_name, 0, MIN (g_utf8_strlen (source_name, -1), MAX_NAME_CHARS));
  char *path = NULL;

  g_mkdir_with_parents (folder, 0700);
  g_strdelimit (name, "/", '-');
  for (guint i = 1; path == NULL; i++)
    {
      g_autofree char *base = i == 1 ? g_strdup_printf ("%s %s" SUFFIX, day, name)
                                     : g_strdup_printf ("%s %s %u" SUFFIX, day, name, i);

      path = g_build_filename (folder, base, NULL);
      if (g_file_test (path, G_FILE_TEST_EXISTS))
        g_clear_pointer (&path, g_free);
    }
  return path;
}

static int
compare_candidates (gconstpointer a, gconstpointer b)
{
  const Candidate *first = a, *second = b;

  return (first->modified < second->modified) - (first->modified > second->modified);
}

static void
clear_candidate (gpointer data)
{
  g_free (((Candidate *) data)->path);
}

/* Of Candidate, newest first. */
static GArray *
find_candidates (void)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (Candidate));
  g_autofree char *folder = um_case_folder_dup_path ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_array_set_clear_func (found, clear_candidate);
  while (dir != NULL && found->len < MAX_FILES && (name = g_dir_read_name (dir)) != NULL)
    {
      Candidate candidate = { 0 };
      GStatBuf about;

      if (!g_str_has_suffix (name, SUFFIX))
        continue;
      candidate.path = g_build_filename (folder, name, NULL);
      if (g_stat (candidate.path, &about) == 0)
        candidate.modified = about.st_mtime;
      g_array_append_val (found, candidate);
    }
  g_array_sort (found, compare_candidates);
  return found;
}

static void
list_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  guint max = GPOINTER_TO_UINT (task_data);
  g_autoptr (GArray) candidates = find_candidates ();
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) um_case_entry_free);

  for (guint i = 0; i < candidates->len && entries->len < max; i++)
    {
      UmCaseEntry *entry = g_new0 (UmCaseEntry, 1);
      g_autoptr (GFileInputStream) stream = NULL;

      entry->file = g_file_new_for_path (g_array_index (candidates, Candidate, i).path);
      stream = g_file_read (entry->file, cancellable, NULL);
      if (stream != NULL &&
          um_case_file_peek (G_INPUT_STREAM (stream), &entry->summary, cancellable, NULL))
        g_ptr_array_add (entries, entry);
      else
        um_case_entry_free (entry);
    }
  g_task_return_pointer (task, entries, (GDestroyNotify) g_ptr_array_unref);
}

void
um_case_folder_list_async (guint max,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, um_case_folder_list_async);
  g_task_set_task_data (task, GUINT_TO_POINTER (max), NULL);
  g_task_run_in_thread (task, list_in_thread);
}

GPtrArray *
um_case_folder_list_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static GFile *
removed_file (GFile *file)
{
  g_autofree char *path = g_strconcat (g_file_peek_path (file), REMOVED, NULL);

  return g_file_new_for_path (path);
}

gboolean
um_case_folder_remove (GFile *file, GError **error)
{
  g_autoptr (GFile) removed = removed_file (file);

  return g_file_move (file, removed, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, error);
}

gboolean
um_case_folder_restore (GFile *file, GError **error)
{
  g_autoptr (GFile) removed = removed_file (file);

  return g_file_move (removed, file, G_FILE_COPY_NONE, NULL, NULL, NULL, error);
}

void
um_case_folder_purge (void)
{
  g_autofree char *folder = um_case_folder_dup_path ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, SUFFIX REMOVED))
      {
        g_autofree char *path = g_build_filename (folder, name, NULL);

        g_unlink (path);
      }
}
