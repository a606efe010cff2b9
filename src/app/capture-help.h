#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* "I cannot capture": other ways to a trace, and a text with which to ask for one. */
#define UM_TYPE_CAPTURE_HELP (um_capture_help_get_type ())
G_DECLARE_FINAL_TYPE (UmCaptureHelp, um_capture_help, UM, CAPTURE_HELP, AdwPreferencesGroup)

G_END_DECLS
