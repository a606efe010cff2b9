#pragma once

#include "engine/engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* When there was sound in one direction of a call: the width is the time from the answer (or the
 * first sound) to the end, filled while there was sound, open where it was gone. */
#define UM_TYPE_SOUND_PLOT (um_sound_plot_get_type ())
G_DECLARE_FINAL_TYPE (UmSoundPlot, um_sound_plot, UM, SOUND_PLOT, GtkWidget)

GtkWidget *um_sound_plot_new (void);
/* media: nullable; belongs to findings, which is referenced. */
void um_sound_plot_show (UmSoundPlot *self, UmFindings *findings, const UmMedia *media);

G_END_DECLS
