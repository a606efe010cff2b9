#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define UM_TYPE_APPLICATION (um_application_get_type ())
G_DECLARE_FINAL_TYPE (UmApplication, um_application, UM, APPLICATION, AdwApplication)

/* flags: G_APPLICATION_HANDLES_OPEN; tests add G_APPLICATION_NON_UNIQUE. */
UmApplication *um_application_new (GApplicationFlags flags);

G_END_DECLS
