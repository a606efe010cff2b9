#include "app/preferences.h"

#include <gtk/gtk.h>

enum
{
  PROP_TECHNICIAN = 1,
  PROP_COMPANY,
  PROP_LOGO,
  N_TEXTS,
  PROP_LETTER_PAPER = N_TEXTS,
  PROP_REDACT,
  PROP_SAFE_MARKS,
  PROP_KEEP_CASES,
  N_PROPS,
};

/* In the order of the properties; the keys of the schema are called the same. */
static const char *const NAMES[] = { NULL,           "technician", "company",    "logo",
                                     "letter-paper", "redact",     "safe-marks", "keep-cases" };

struct _UmPreferences
{
  GObject parent_instance;

  char *texts[N_TEXTS]; /* never NULL */
  gboolean flags[N_PROPS];
  GSettings *settings; /* nullable */
};

G_DEFINE_FINAL_TYPE (UmPreferences, um_preferences, G_TYPE_OBJECT)

static void
um_preferences_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  UmPreferences *self = UM_PREFERENCES (object);

  if (id < N_TEXTS)
    g_value_set_string (value, self->texts[id]);
  else
    g_value_set_boolean (value, self->flags[id]);
}

static void
um_preferences_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  UmPreferences *self = UM_PREFERENCES (object);

  if (id >= N_TEXTS)
    self->flags[id] = g_value_get_boolean (value);
  else
    {
      g_free (self->texts[id]);
      self->texts[id] =
          g_strdup (g_value_get_string (value) != NULL ? g_value_get_string (value) : "");
    }
}

static void
um_preferences_finalize (GObject *object)
{
  UmPreferences *self = UM_PREFERENCES (object);

  for (guint i = 1; i < N_TEXTS; i++)
    g_free (self->texts[i]);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (um_preferences_parent_class)->finalize (object);
}

static void
um_preferences_class_init (UmPreferencesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = um_preferences_get_property;
  object_class->set_property = um_preferences_set_property;
  object_class->finalize = um_preferences_finalize;
  for (guint i = 1; i < N_PROPS; i++)
    g_object_class_install_property (
        object_class, i,
        i < N_TEXTS ? g_param_spec_string (NAMES[i], NULL, NULL, "", flags)
                    : g_param_spec_boolean (NAMES[i], NULL, NULL, i == PROP_KEEP_CASES, flags));
}

/* g_settings_new() ends the program where the schema is missing: in a build folder, for instance.
 */
static GSettings *
open_settings (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema =
      source != NULL ? g_settings_schema_source_lookup (source, UM_APP_ID, TRUE) : NULL;

  return schema != NULL ? g_settings_new_full (schema, NULL, NULL) : NULL;
}

static void
um_preferences_init (UmPreferences *self)
{
  for (guint i = 1; i < N_TEXTS; i++)
    self->texts[i] = g_strdup ("");
  self->flags[PROP_KEEP_CASES] = TRUE;
  self->settings = open_settings ();
  for (guint i = 1; self->settings != NULL && i < N_PROPS; i++)
    g_settings_bind (self->settings, NAMES[i], self, NAMES[i], G_SETTINGS_BIND_DEFAULT);
}

UmPreferences *
um_preferences_get (void)
{
  GObject *owner = G_OBJECT (gtk_settings_get_default ());
  UmPreferences *self = g_object_get_data (owner, "um-preferences");

  if (self == NULL)
    {
      self = g_object_new (UM_TYPE_PREFERENCES, NULL);
      g_object_set_data_full (owner, "um-preferences", self, g_object_unref);
    }
  return self;
}

static guint
find (const char *name)
{
  for (guint i = 1; i < N_PROPS; i++)
    if (g_str_equal (NAMES[i], name))
      return i;
  g_return_val_if_reached (0);
}

const char *
um_preferences_get_text (UmPreferences *self, const char *name)
{
  return self->texts[find (name)];
}

gboolean
um_preferences_get_flag (UmPreferences *self, const char *name)
{
  return self->flags[find (name)];
}
