#include "app/application.h"

#include <glib/gi18n.h>

#include "app/case-folder.h"
#include "app/preferences-window.h"
#include "app/window.h"

struct _UmApplication
{
  AdwApplication parent_instance;
};

typedef struct
{
  const char *action;
  const char *accels[3];
} Accel;

static const Accel ACCELS[] = {
  { "win.back", { "<Alt>Left", NULL } },
  { "win.next", { "<Alt>Right", NULL } },
  { "win.open", { "<Control>o", NULL } },
  { "win.save-case", { "<Control>s", NULL } },
  { "win.save-report", { "<Control>e", NULL } },
  { "win.print", { "<Control>p", NULL } },
  { "app.preferences", { "<Control>comma", NULL } },
  { "win.show-help-overlay", { "F1", "<Control>question", NULL } },
  { "window.close", { "<Control>w", NULL } },
  { "app.quit", { "<Control>q", NULL } },
};

G_DEFINE_FINAL_TYPE (UmApplication, um_application, ADW_TYPE_APPLICATION)

static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_application_quit (G_APPLICATION (user_data));
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  adw_show_about_window (gtk_application_get_active_window (GTK_APPLICATION (user_data)),
                         "application-name", "Unmangle", "application-icon", UM_APP_ID, "version",
                         UM_VERSION, "developer-name", _ ("The Unmangle developers"),
                         "license-type", GTK_LICENSE_GPL_3_0, "comments",
                         _ ("Tells on evidence whether a router changed SIP messages, "
                            "and how to stop it."),
                         /* Translators: put your names here, one a line. */
                         "translator-credits", _ ("translator-credits"), NULL);
}

static void
preferences_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (user_data));

  gtk_window_present (GTK_WINDOW (um_preferences_window_new (parent)));
}

static UmWindow *
ensure_window (UmApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (window == NULL || !UM_IS_WINDOW (window))
    window = GTK_WINDOW (um_window_new (self));
  return UM_WINDOW (window);
}

static void
um_application_activate (GApplication *app)
{
  gtk_window_present (GTK_WINDOW (ensure_window (UM_APPLICATION (app))));
}

static void
um_application_open (GApplication *app, GFile **files, int n_files, const char *hint)
{
  UmWindow *window = ensure_window (UM_APPLICATION (app));
  g_autoptr (GPtrArray) all = g_ptr_array_new ();

  for (int i = 0; i < n_files; i++)
    g_ptr_array_add (all, files[i]);
  um_window_open_files (window, all);
  gtk_window_present (GTK_WINDOW (window));
}

static void
um_application_startup (GApplication *app)
{
  static const GActionEntry actions[] = {
    { .name = "quit", .activate = quit_action },
    { .name = "about", .activate = about_action },
    { .name = "preferences", .activate = preferences_action },
  };

  G_APPLICATION_CLASS (um_application_parent_class)->startup (app);
  um_case_folder_purge ();
  gtk_window_set_default_icon_name (UM_APP_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (app), actions, G_N_ELEMENTS (actions), app);
  for (guint i = 0; i < G_N_ELEMENTS (ACCELS); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (app), ACCELS[i].action,
                                           (const char **) ACCELS[i].accels);
}

static void
um_application_class_init (UmApplicationClass *klass)
{
  GApplicationClass *app_class = G_APPLICATION_CLASS (klass);

  app_class->startup = um_application_startup;
  app_class->activate = um_application_activate;
  app_class->open = um_application_open;
}

static void
um_application_init (UmApplication *self)
{
}

UmApplication *
um_application_new (GApplicationFlags flags)
{
  return g_object_new (UM_TYPE_APPLICATION, "application-id", UM_APP_ID, "flags", flags,
                       "resource-base-path", "/org/unmangle/Unmangle", NULL);
}
