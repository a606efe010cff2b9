#pragma once

/* Reads a capture into a case with two threads where the capture is large and the machine has a second
 * core. The case is the same as with one. */

#include "io/capture-file.h"
#include "model/case.h"

G_BEGIN_DECLS

/* What the caller wants to know on the way. Never two of them at once, in whichever thread. */
typedef struct
{
  /* how many bytes of the source are behind the capture */
  guint64 (*tell) (gpointer user_data);
  /* the case holds the packets up to offset, and stands still meanwhile; in_caller: this is the thread
   * that reads the capture */
  void (*progress) (guint64 offset, gboolean in_caller, gpointer user_data);
  gpointer user_data;
} UmCaptureReadingHooks;

/* All of capture, from where it stands. *count: packets of the parts before it, and in the end those
 * of this one as well. What was read until an error or cancel is in the case. */
gboolean um_capture_reading_run (UmCaptureFile *capture,
                                 UmCaseBuilder *builder,
                                 guint64 *count,
                                 const UmCaptureReadingHooks *hooks,
                                 GCancellable *cancellable,
                                 GError **error);

G_END_DECLS
