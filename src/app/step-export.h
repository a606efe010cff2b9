#pragma once

/* The steps for one router, taken along: copied, printed, saved as PDF, Markdown or text. */

#include <adwaita.h>

#include "engine/engine.h"

G_BEGIN_DECLS

/* Format by the ending of the name: .pdf, .md, anything else text. Blocks for some milliseconds. */
gboolean um_step_export_save (const UmRouter *router, GFile *file, GError **error);
/* Opens the print dialog. */
void um_step_export_print (const UmRouter *router, GtkWindow *parent);

G_END_DECLS
