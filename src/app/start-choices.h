#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What can be opened: a file, text, a case or file from lately, a sample. Everything is opened by
 * an action of the window. */
#define UM_TYPE_START_CHOICES (um_start_choices_get_type ())
G_DECLARE_FINAL_TYPE (UmStartChoices, um_start_choices, UM, START_CHOICES, AdwBin)

/* Looks into the folder of cases again. */
void um_start_choices_update_cases (UmStartChoices *self);
guint um_start_choices_get_n_cases (UmStartChoices *self);

G_END_DECLS
