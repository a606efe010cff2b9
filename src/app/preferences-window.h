#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define UM_TYPE_PREFERENCES_WINDOW (um_preferences_window_get_type ())
G_DECLARE_FINAL_TYPE (
    UmPreferencesWindow, um_preferences_window, UM, PREFERENCES_WINDOW, AdwPreferencesWindow)

/* parent: nullable. */
UmPreferencesWindow *um_preferences_window_new (GtkWindow *parent);

G_END_DECLS
