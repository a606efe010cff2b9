#pragma once

#include "engine/engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* One place of the path, or one message of the mirror test: an icon, what it is, what was seen
 * there, and below it the lines that differ. */
#define UM_TYPE_PROBE_ROW (um_probe_row_get_type ())
G_DECLARE_FINAL_TYPE (UmProbeRow, um_probe_row, UM, PROBE_ROW, GtkListBoxRow)

/* This computer: where the path begins. */
GtkWidget *um_probe_row_new_for_computer (const UmHopRun *run);
/* suspect: the change was seen behind it. gateway: nullable, the maker of its card. */
GtkWidget *um_probe_row_new_for_hop (const UmHop *hop, gboolean suspect, const char *gateway);
GtkWidget *um_probe_row_new_for_message (const UmMirrorExchange *message);

/* For tests and screen readers: title and state, "192.168.1.1, prime suspect". */
const char *um_probe_row_get_title (UmProbeRow *self);
const char *um_probe_row_get_state (UmProbeRow *self);

G_END_DECLS
