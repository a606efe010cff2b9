#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the technician wants in every case. Properties: "technician", "company", "logo" (strings,
 * never NULL), "letter-paper", "redact", "safe-marks", "keep-cases" (booleans). Kept in GSettings;
 * where the schema is not installed they last as long as the program runs. */
#define UM_TYPE_PREFERENCES (um_preferences_get_type ())
G_DECLARE_FINAL_TYPE (UmPreferences, um_preferences, UM, PREFERENCES, GObject)

/* The ones of the program. Needs a display. (transfer none) */
UmPreferences *um_preferences_get (void);
const char *um_preferences_get_text (UmPreferences *self, const char *name);
gboolean um_preferences_get_flag (UmPreferences *self, const char *name);

G_END_DECLS
