#pragma once

/* One live capture as a window sees it: started, looked at, stopped; its findings so far, and its
 * findings in the end. */

#include "engine/engine.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define UM_TYPE_CAPTURE_SESSION (um_capture_session_get_type ())
G_DECLARE_FINAL_TYPE (UmCaptureSession, um_capture_session, UM, CAPTURE_SESSION, GObject)

/* Signal "changed": several times a second while it runs, and once when it has ended. */
UmCaptureSession *um_capture_session_new (const char *interface);
void um_capture_session_stop (UmCaptureSession *self);
/* Gives it up: nothing more is told, nothing is kept. */
void um_capture_session_cancel (UmCaptureSession *self);

void um_capture_session_get_status (UmCaptureSession *self, UmLiveStatus *ret_status);
UmLive *um_capture_session_get_live (UmCaptureSession *self);
/* TRUE until the findings, or the error, are there. */
gboolean um_capture_session_is_running (UmCaptureSession *self);
/* So far, then for good; NULL before anything was judged. */
UmFindings *um_capture_session_get_findings (UmCaptureSession *self);
/* Why it could not begin; else NULL. */
const GError *um_capture_session_get_error (UmCaptureSession *self);

G_END_DECLS
