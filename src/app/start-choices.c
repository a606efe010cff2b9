#include "app/start-choices.h"

#include <glib/gi18n.h>

#include "app/capture-help.h"
#include "app/case-folder.h"
#include "app/phrases.h"
#include "app/wizard-page.h"

#define MAX_RECENT 5
#define MAX_CASES  6

struct _UmStartChoices
{
  AdwBin parent_instance;

  AdwPreferencesGroup *case_group;
  AdwPreferencesGroup *recent_group;
  AdwPreferencesGroup *sample_group;

  GPtrArray *case_rows;   /* of GtkWidget, owned by case_group */
  GPtrArray *recent_rows; /* of GtkWidget, owned by recent_group */
  GCancellable *cancellable;
};

/* second: captured on the other side of the router at the same time; nullable. */
typedef struct
{
  const char *name;
  const char *second;
  const char *title;
} Sample;

static const Sample SAMPLES[] = {
  { "alg-call.pcap", NULL, N_ ("A call through a SIP ALG") },
  { "one-way-inside.pcap", "one-way-outside.pcap",
    N_ ("One-way audio, captured on both sides of the router") },
  { "pbx-trace.txt", NULL, N_ ("Text trace of a hosted phone system") },
  { "clean-call.pcap", NULL, N_ ("A call that nothing changed") },
};

G_DEFINE_FINAL_TYPE (UmStartChoices, um_start_choices, ADW_TYPE_BIN)

/* Before any text, and not in one g_object_new(): its notifications come in no useful order, and a
 * file may be called "a <b>.pcap". */
static GtkWidget *
row_new (const char *title, const char *subtitle, const char *icon)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_icon_name (ADW_ACTION_ROW (row), icon);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  return row;
}

static void
make_open (GtkWidget *row, GFile *file, GFile *second)
{
  g_autofree char *uri = g_file_get_uri (file);
  g_autofree char *second_uri = second != NULL ? g_file_get_uri (second) : NULL;

  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row),
                                  second != NULL ? "win.open-pair" : "win.open-uri");
  if (second != NULL)
    gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "(ss)", uri, second_uri);
  else
    gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", uri);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
}

static void
clear_rows (AdwPreferencesGroup *group, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    adw_preferences_group_remove (group, rows->pdata[i]);
  g_ptr_array_set_size (rows, 0);
}

/* --- samples --- */

static void
add_samples (UmStartChoices *self)
{
  const char *path = g_getenv ("UM_SAMPLES_DIR") != NULL ? g_getenv ("UM_SAMPLES_DIR") : SAMPLESDIR;
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (SAMPLES); i++)
    {
      g_autoptr (GFile) file = g_file_new_build_filename (path, SAMPLES[i].name, NULL);
      g_autoptr (GFile) second = SAMPLES[i].second != NULL
                                     ? g_file_new_build_filename (path, SAMPLES[i].second, NULL)
                                     : NULL;
      GtkWidget *row;

      if (!g_file_query_exists (file, NULL))
        continue;
      row = row_new (gettext (SAMPLES[i].title), SAMPLES[i].name, "x-office-document-symbolic");
      make_open (row, file, second);
      adw_preferences_group_add (self->sample_group, row);
      n++;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->sample_group), n > 0);
}

/* --- files --- */

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
add_recent (UmStartChoices *self, GtkRecentInfo *info)
{
  g_autoptr (GFile) file = g_file_new_for_uri (gtk_recent_info_get_uri (info));
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *title = um_text_shorten (um_slice_from_string (base != NULL ? base : "?"), 80);
  g_autofree char *folder = dup_folder (file);
  GtkWidget *row = row_new (title, folder, "document-open-recent-symbolic");

  make_open (row, file, NULL);
  adw_preferences_group_add (self->recent_group, row);
  g_ptr_array_add (self->recent_rows, row);
}

/* Cases that are kept by themselves have their own list. */
static gboolean
is_kept_case (GtkRecentInfo *info)
{
  g_autofree char *folder = um_case_folder_dup_path ();
  g_autoptr (GFile) file = g_file_new_for_uri (gtk_recent_info_get_uri (info));
  const char *path = g_file_peek_path (file);

  return path != NULL && g_str_has_prefix (path, folder);
}

static void
update_recent (UmStartChoices *self)
{
  GList *items = gtk_recent_manager_get_items (gtk_recent_manager_get_default ());

  clear_rows (self->recent_group, self->recent_rows);
  items = g_list_sort (items, compare_recent);
  for (GList *l = items; l != NULL && self->recent_rows->len < MAX_RECENT; l = l->next)
    if (gtk_recent_info_has_application (l->data, g_get_application_name ()) &&
        gtk_recent_info_exists (l->data) && !is_kept_case (l->data))
      add_recent (self, l->data);
  g_list_free_full (items, (GDestroyNotify) gtk_recent_info_unref);
  gtk_widget_set_visible (GTK_WIDGET (self->recent_group), self->recent_rows->len > 0);
}

/* --- cases --- */

static char *
dup_case_title (const UmCaseSummary *summary)
{
  g_autofree char *name = NULL;

  if (*summary->customer != '\0' && *summary->site != '\0')
    /* Translators: a case: customer and site */
    name = g_strdup_printf (_ ("%s, %s"), summary->customer, summary->site);
  else
    name = g_strdup (*summary->customer != '\0' ? summary->customer : summary->source_name);
  return um_text_shorten (um_slice_from_string (name), 80);
}

static char *
dup_case_subtitle (const UmCaseSummary *summary)
{
  g_autoptr (GDateTime) saved =
      g_date_time_new_from_unix_local (MAX (summary->saved, 0) / G_USEC_PER_SEC);
  g_autofree char *day = saved != NULL ? g_date_time_format (saved, "%x %H:%M") : g_strdup ("");
  const char *verdict = summary->fixed
                            ? _ ("Fixed")
                            : um_phrases_translate (um_report_verdict_words (
                                  summary->verdict, summary->certainty, UM_LEANS_NOWHERE));

  /* Translators: the verdict on a case, and when it was saved */
  return g_strdup_printf (_ ("%s · %s"), verdict, day);
}

static GtkWidget *
case_row_new (const UmCaseEntry *entry)
{
  g_autofree char *title = dup_case_title (&entry->summary);
  g_autofree char *subtitle = dup_case_subtitle (&entry->summary);
  g_autofree char *uri = g_file_get_uri (entry->file);
  g_autofree char *remove_label = g_strdup_printf (_ ("Remove the case “%s”"), title);
  GtkWidget *row = row_new (title, subtitle, "folder-documents-symbolic");
  GtkWidget *remove = gtk_button_new_from_icon_name ("user-trash-symbolic");

  gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_set_tooltip_text (remove, _ ("Remove this case"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (remove), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  remove_label, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (remove), "start.remove-case");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (remove), "s", uri);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), remove);
  make_open (row, entry->file, NULL);
  return row;
}

static void
on_cases_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UmStartChoices) self = user_data;
  g_autoptr (GPtrArray) entries = um_case_folder_list_finish (result, NULL);

  if (entries == NULL || g_cancellable_is_cancelled (self->cancellable))
    return;
  clear_rows (self->case_group, self->case_rows);
  for (guint i = 0; i < entries->len; i++)
    {
      GtkWidget *row = case_row_new (entries->pdata[i]);

      adw_preferences_group_add (self->case_group, row);
      g_ptr_array_add (self->case_rows, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->case_group), entries->len > 0);
}

void
um_start_choices_update_cases (UmStartChoices *self)
{
  um_case_folder_list_async (MAX_CASES, self->cancellable, on_cases_listed, g_object_ref (self));
}

guint
um_start_choices_get_n_cases (UmStartChoices *self)
{
  return self->case_rows->len;
}

static void
remove_case_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UmStartChoices *self = UM_START_CHOICES (widget);
  GtkWidget *page = gtk_widget_get_ancestor (widget, UM_TYPE_WIZARD_PAGE);
  g_autoptr (GFile) file = g_file_new_for_uri (g_variant_get_string (parameter, NULL));

  if (!um_case_folder_remove (file, NULL) || page == NULL)
    return;
  um_start_choices_update_cases (self);
  um_wizard_page_toast (UM_WIZARD_PAGE (page), _ ("Case removed"), _ ("_Undo"), "win.restore-case",
                        parameter);
}

static void
um_start_choices_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (um_start_choices_parent_class)->map (widget);
  um_start_choices_update_cases (UM_START_CHOICES (widget));
}

static void
um_start_choices_dispose (GObject *object)
{
  g_cancellable_cancel (UM_START_CHOICES (object)->cancellable);
  G_OBJECT_CLASS (um_start_choices_parent_class)->dispose (object);
}

static void
um_start_choices_finalize (GObject *object)
{
  UmStartChoices *self = UM_START_CHOICES (object);

  g_ptr_array_unref (self->case_rows);
  g_ptr_array_unref (self->recent_rows);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (um_start_choices_parent_class)->finalize (object);
}

static void
um_start_choices_class_init (UmStartChoicesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = um_start_choices_dispose;
  G_OBJECT_CLASS (klass)->finalize = um_start_choices_finalize;
  widget_class->map = um_start_choices_map;
  g_type_ensure (UM_TYPE_CAPTURE_HELP);
  gtk_widget_class_install_action (widget_class, "start.remove-case", "s", remove_case_action);
  gtk_widget_class_set_template_from_resource (widget_class, UM_APP_PATH "ui/start-choices.ui");
  gtk_widget_class_bind_template_child (widget_class, UmStartChoices, case_group);
  gtk_widget_class_bind_template_child (widget_class, UmStartChoices, recent_group);
  gtk_widget_class_bind_template_child (widget_class, UmStartChoices, sample_group);
}

static void
um_start_choices_init (UmStartChoices *self)
{
  self->case_rows = g_ptr_array_new ();
  self->recent_rows = g_ptr_array_new ();
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self->case_group), FALSE);
  add_samples (self);
  update_recent (self);
  g_signal_connect_object (gtk_recent_manager_get_default (), "changed", G_CALLBACK (update_recent),
                           self, G_CONNECT_SWAPPED);
}
