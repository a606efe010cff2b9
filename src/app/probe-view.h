#pragma once

#include "engine/engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What an active test of the network path found: the verdict, the path with the suspect marked or
 * the messages of the mirror, what follows. */
#define UM_TYPE_PROBE_VIEW (um_probe_view_get_type ())
G_DECLARE_FINAL_TYPE (UmProbeView, um_probe_view, UM, PROBE_VIEW, AdwBin)

/* In place of what was shown before. */
void um_probe_view_show_hops (UmProbeView *self, const UmHopRun *run);
void um_probe_view_show_mirror (UmProbeView *self, const UmMirrorRun *run);
/* The same as text, to be copied; "" when nothing is shown. */
const char *um_probe_view_get_text (UmProbeView *self);

G_END_DECLS
