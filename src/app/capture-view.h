#pragma once

#include "engine/engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Capture live: choose where, watch, stop, save. Signals: "done" (UmLive *, UmFindings *): the
 * findings are wanted; "closed": something else is wanted. Property "busy": a capture runs. */
#define UM_TYPE_CAPTURE_VIEW (um_capture_view_get_type ())
G_DECLARE_FINAL_TYPE (UmCaptureView, um_capture_view, UM, CAPTURE_VIEW, AdwBin)

/* Looks anew at interfaces and rights; call when it is shown. */
void um_capture_view_open (UmCaptureView *self);
/* Gives up what runs. */
void um_capture_view_close (UmCaptureView *self);

/* For tests: starts on the chosen interface, or on one named otherwise. */
void um_capture_view_start (UmCaptureView *self, const char *interface);
/* "setup", "running" or "ended". */
const char *um_capture_view_get_part (UmCaptureView *self);
/* Saves what was captured, as the button does once a file has been chosen. */
void um_capture_view_save (UmCaptureView *self, GFile *file);

G_END_DECLS
