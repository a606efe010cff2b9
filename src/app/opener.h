#pragma once

/* The ways by which a capture or trace gets into the window: chooser, drop, clipboard. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UM_TYPE_OPENER (um_opener_get_type ())
G_DECLARE_FINAL_TYPE (UmOpener, um_opener, UM, OPENER, GObject)

/* Signals "files" (GPtrArray * of GFile, at least one), "text" (const char *), "nothing-to-paste".
 * window is not owned. */
UmOpener *um_opener_new (GtkWindow *window);
/* What is dropped on widget is opened. */
void um_opener_accept_drops (UmOpener *self, GtkWidget *widget);
/* Shows the chooser, unless it is shown. */
void um_opener_choose (UmOpener *self);
void um_opener_paste (UmOpener *self);
/* Nothing comes any more. */
void um_opener_close (UmOpener *self);

/* Filters for captures, text traces and saved cases, the first of them for all. */
void um_opener_add_filters (GtkFileChooser *chooser, gboolean cases);

G_END_DECLS
