#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A command or a text to take along, with a button that copies it. */
#define UM_TYPE_COMMAND_BOX (um_command_box_get_type ())
G_DECLARE_FINAL_TYPE (UmCommandBox, um_command_box, UM, COMMAND_BOX, AdwBin)

/* is_command: shown in monospace. */
GtkWidget *um_command_box_new (const char *text, gboolean is_command);
const char *um_command_box_get_text (UmCommandBox *self);

G_END_DECLS
