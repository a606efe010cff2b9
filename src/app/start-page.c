#include "app/start-page.h"

#include <glib/gi18n.h>

#include "app/capture-help.h"
#include "app/phrases.h"

/* Everything is opened by an action of the window; this page shows what can be opened and follows
 * the loader. */

#define MAX_RECENT  5
#define MAX_SAMPLES 12

struct _UmStartPage
{
  UmWizardPage parent_instance;

  GtkStack *stack;
  AdwPreferencesGroup *recent_group;
  AdwPreferencesGroup *sample_group;
  GtkLabel *loading_title;
  GtkProgressBar *progress;
  AdwStatusPage *failed;
  GtkExpander *failed_details;
  GtkLabel *failed_text;

  GPtrArray *recent_rows; /* of GtkWidget, owned by recent_group */
  UmLoader *loader;
};

G_DEFINE_FINAL_TYPE (UmStartPage, um_start_page, UM_TYPE_WIZARD_PAGE)

static GtkWidget *
file_row_new (GFile *file, const char *subtitle, const char *icon)
{
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *title = um_text_shorten (um_slice_from_string (base != NULL ? base : "?"), 80);
  g_autofree char *uri = g_file_get_uri (file);
  GtkWidget *row = adw_action_row_new ();

  /* Before any text, and not in one g_object_new(): its notifications come in no useful order, and
   * a file may be called "a <b>.pcap". */
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_icon_name (ADW_ACTION_ROW (row), icon);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.open-uri");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", uri);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  return row;
}

static gboolean
is_sample (const char *name)
{
  return g_str_has_suffix (name, ".pcap") || g_str_has_suffix (name, ".pcapng") ||
         g_str_has_suffix (name, ".txt");
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

static void
add_samples (UmStartPage *self)
{
  const char *path = g_getenv ("UM_SAMPLES_DIR") != NULL ? g_getenv ("UM_SAMPLES_DIR") : SAMPLESDIR;
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (is_sample (name))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < MIN (names->len, MAX_SAMPLES); i++)
    {
      g_autoptr (GFile) file = g_file_new_build_filename (path, names->pdata[i], NULL);

      adw_preferences_group_add (self->sample_group,
                                 file_row_new (file, NULL, "x-office-document-symbolic"));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->sample_group), names->len > 0);
}

static int
compare_recent (gconstpointer a, gconstpointer b)
{
  return -g_date_time_compare (gtk_recent_info_get_modified ((GtkRecentInfo *) a),
                               gtk_recent_info_get_modified ((GtkRecentInfo *) b));
}

/* The parent folder, to tell files of the same name apart. */
static char *
dup_folder (GFile *file)
{
  g_autoptr (GFile) parent = g_file_get_parent (file);
  g_autofree char *path = parent != NULL ? g_file_get_parse_name (parent) : NULL;

  return path != NULL ? um_text_shorten (um_slice_from_string (path), 120) : NULL;
}

static void
update_recent (UmStartPage *self)
{
  GList *items = gtk_recent_manager_get_items (gtk_recent_manager_get_default ());

  for (guint i = 0; i < self->recent_rows->len; i++)
    adw_preferences_group_remove (self->recent_group, self->recent_rows->pdata[i]);
  g_ptr_array_set_size (self->recent_rows, 0);
  items = g_list_sort (items, compare_recent);
  for (GList *l = items; l != NULL && self->recent_rows->len < MAX_RECENT; l = l->next)
    {
      g_autoptr (GFile) file = NULL;
      g_autofree char *folder = NULL;
      GtkWidget *row;

      if (!gtk_recent_info_has_application (l->data, g_get_application_name ()) ||
          !gtk_recent_info_exists (l->data))
        continue;
      file = g_file_new_for_uri (gtk_recent_info_get_uri (l->data));
      folder = dup_folder (file);
      row = file_row_new (file, folder, "document-open-recent-symbolic");
      adw_preferences_group_add (self->recent_group, row);
      g_ptr_array_add (self->recent_rows, row);
    }
  g_list_free_full (items, (GDestroyNotify) gtk_recent_info_unref);
  gtk_widget_set_visible (GTK_WIDGET (self->recent_group), self->recent_rows->len > 0);
}

static void
show_failure (UmStartPage *self)
{
  const GError *error = um_loader_get_error (self->loader);
  g_autofree char *sentence = um_phrases_error (error, um_loader_get_name (self->loader));
  g_autofree char *markup = g_markup_escape_text (sentence, -1);
  g_autofree char *details = um_text_shorten (um_slice_from_string (error->message), 500);

  adw_status_page_set_description (self->failed, markup);
  gtk_label_set_text (self->failed_text, details);
  gtk_expander_set_expanded (self->failed_details, FALSE);
}

static void
on_loader_changed (UmStartPage *self)
{
  UmLoaderState state = um_loader_get_findings (self->loader) != NULL
                            ? UM_LOADER_DONE /* read again or compared: not this page's matter */
                            : um_loader_get_state (self->loader);
  g_autofree char *title = NULL;

  switch (state)
    {
    case UM_LOADER_IDLE:
    case UM_LOADER_DONE:
      gtk_stack_set_visible_child_name (self->stack, "choose");
      break;
    case UM_LOADER_LOADING:
      title = g_strdup_printf (_ ("Reading “%s”"), um_loader_get_name (self->loader));
      gtk_label_set_text (self->loading_title, title);
      gtk_stack_set_visible_child_name (self->stack, "loading");
      break;
    case UM_LOADER_FAILED:
      show_failure (self);
      gtk_stack_set_visible_child_name (self->stack, "failed");
      break;
    }
  um_wizard_page_set_busy (UM_WIZARD_PAGE (self), state == UM_LOADER_LOADING);
  um_wizard_page_set_complete (UM_WIZARD_PAGE (self), state == UM_LOADER_DONE);
}

static void
um_start_page_set_loader (UmWizardPage *page, UmLoader *loader)
{
  UmStartPage *self = UM_START_PAGE (page);

  g_set_object (&self->loader, loader);
  g_object_bind_property (loader, "fraction", self->progress, "fraction", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (loader, "changed", G_CALLBACK (on_loader_changed), self,
                           G_CONNECT_SWAPPED);
}

static void
um_start_page_dispose (GObject *object)
{
  UmStartPage *self = UM_START_PAGE (object);

  g_clear_object (&self->loader);
  G_OBJECT_CLASS (um_start_page_parent_class)->dispose (object);
}

static void
um_start_page_finalize (GObject *object)
{
  g_ptr_array_unref (UM_START_PAGE (object)->recent_rows);
  G_OBJECT_CLASS (um_start_page_parent_class)->finalize (object);
}

static void
um_start_page_class_init (UmStartPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = um_start_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = um_start_page_finalize;
  UM_WIZARD_PAGE_CLASS (klass)->set_loader = um_start_page_set_loader;
  g_type_ensure (UM_TYPE_CAPTURE_HELP);
  gtk_widget_class_set_template_from_resource (widget_class, UM_APP_PATH "ui/start-page.ui");
  gtk_widget_class_bind_template_child (widget_class, UmStartPage, stack);
  gtk_widget_class_bind_template_child (widget_class, UmStartPage, recent_group);
  gtk_widget_class_bind_template_child (widget_class, UmStartPage, sample_group);
  gtk_widget_class_bind_template_child (widget_class, UmStartPage, loading_title);
  gtk_widget_class_bind_template_child (widget_class, UmStartPage, progress);
  gtk_widget_class_bind_template_child (widget_class, UmStartPage, failed);
  gtk_widget_class_bind_template_child (widget_class, UmStartPage, failed_details);
  gtk_widget_class_bind_template_child (widget_class, UmStartPage, failed_text);
}

static void
um_start_page_init (UmStartPage *self)
{
  self->recent_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  add_samples (self);
  update_recent (self);
  g_signal_connect_object (gtk_recent_manager_get_default (), "changed", G_CALLBACK (update_recent),
                           self, G_CONNECT_SWAPPED);
}

const char *
um_start_page_get_view (UmStartPage *self)
{
  return gtk_stack_get_visible_child_name (self->stack);
}
