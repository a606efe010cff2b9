#pragma once

/* A live capture: packets from the helper go to a recording on disk and to the case at the same
 * time, cut to what may be kept, so that the case is the one that the saved file would give. Hand
 * it to um_investigation_new_for_live (), which runs it. Reference counted; may be looked at from
 * any thread while it runs. */

#include "engine/live-silence.h"
#include "io/capture-stream.h"
#include "io/interfaces.h"
#include "model/case.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  UM_LIVE_STARTING, /* the helper opens the interface; it may be asking for a password */
  UM_LIVE_RUNNING,
  UM_LIVE_SILENT, /* the helper has not spoken for a while: the computer may be overloaded */
  UM_LIVE_DOWN,   /* the interface is switched off */
  UM_LIVE_ENDED,
} UmLiveState;

typedef enum
{
  UM_LIVE_NOT_ENDED,
  UM_LIVE_STOPPED,
  UM_LIVE_TIME_OVER,
  UM_LIVE_INTERFACE_GONE,
  UM_LIVE_HELPER_DIED,
  UM_LIVE_RECORDING_FAILED,
  UM_LIVE_NOT_STARTED, /* the run gives an error that says why */
} UmLiveEnding;

typedef struct
{
  UmLiveState state;
  UmLiveEnding ending;
  gint64 elapsed_us;   /* since the interface was opened */
  gint64 since_sip_us; /* since the last SIP message, or since the beginning */
  guint64 packets;     /* that came */
  guint64 recorded;    /* of them */
  guint64 rtp;         /* of them */
  guint sip;           /* messages */
  guint64 lost;        /* this computer was too slow, or its card */
  guint64 overwritten; /* of the recording */
  guint pauses;
  guint clock_jumps;
} UmLiveStatus;

typedef struct _UmLive UmLive;

/* filter: "sip", "sip+rtp" or "all"; NULL: "sip+rtp". duration_s: 0: until stopped. */
UmLive *um_live_new (const char *interface, const char *filter, guint duration_s);
UmLive *um_live_ref (UmLive *self);
void um_live_unref (UmLive *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmLive, um_live_unref)

const char *um_live_get_interface (const UmLive *self);
void um_live_get_status (UmLive *self, UmLiveStatus *ret_status);
/* "The capture ended because ..."; what it is doing now. In English, to be translated. */
const char *um_live_status_text (const UmLiveStatus *status);
/* When there is no SIP: the most likely reason. (transfer full) */
UmSentence *um_live_explain_silence (UmLive *self);
/* Ends the capture in order. What was captured is judged. */
void um_live_stop (UmLive *self);
/* The recording as pcapng. Only after the end. Errors: those of the file; G_IO_ERROR_EXISTS never:
 * a file of that name is replaced once all is written. */
gboolean um_live_save (UmLive *self, GFile *file, GCancellable *cancellable, GError **error);

/* For the investigation. tick: called several times a second, between two packets, with the case so
 * far. Returns when the capture has ended. FALSE when it could not begin
 * (G_IO_ERROR_PERMISSION_DENIED, G_IO_ERROR_NOT_FOUND: no such interface, or it is down) or was
 * cancelled. May be run once. */
typedef void (*UmLiveTickFunc) (UmCaseBuilder *builder, gpointer user_data);
gboolean um_live_run (UmLive *self,
                      UmLiveTickFunc tick,
                      gpointer user_data,
                      GCancellable *cancellable,
                      GError **error);
/* Whether it has been run and has ended; then it can be saved, and its case built again and again.
 */
gboolean um_live_has_ended (UmLive *self);
/* The case of the recording, when the run has ended; (transfer full). */
UmCaseBuilder *um_live_build_case (UmLive *self, GError **error);

G_END_DECLS
