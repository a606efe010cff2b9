#pragma once

/* The case that is being opened: runs an investigation on its worker thread, drops results that
 * nobody waits for any more, and keeps the outcome. */

#include "engine/engine.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  UM_LOADER_IDLE,
  UM_LOADER_LOADING,
  UM_LOADER_FAILED,
  UM_LOADER_DONE,
} UmLoaderState;

#define UM_TYPE_LOADER (um_loader_get_type ())
G_DECLARE_FINAL_TYPE (UmLoader, um_loader, UM, LOADER, GObject)

/* Property "fraction"; signal "changed" when the state or the findings change. */
UmLoader *um_loader_new (void);
/* A capture, a text trace or a saved case. */
void um_loader_load_file (UmLoader *self, GFile *file);
/* files (of GFile, at least one): parts of one capture (tcpdump -C, Wireshark's ring buffer). */
void um_loader_load_parts (UmLoader *self, GPtrArray *files);
void um_loader_load_bytes (UmLoader *self, GBytes *bytes, const char *name);
/* A live capture that has ended is what is open; a reference is kept. */
void um_loader_take_live (UmLoader *self, UmLive *live, UmFindings *findings);
/* Reads the open source again with the technician's word on where it was taken; UM_VANTAGE_UNKNOWN
 * leaves that to the engine. The findings stay until the new ones are there. */
void um_loader_set_vantage (UmLoader *self, UmVantage vantage);
UmVantage um_loader_get_vantage (UmLoader *self);
/* The capture from the other side of the router: laid next to the open one, whichever is inside.
 * What is open stays when that fails, and um_loader_get_side_error() says why. */
void um_loader_add_side (UmLoader *self, GFile *file);
/* Gives up a run that is under way; nothing when there is none. */
void um_loader_cancel (UmLoader *self);
/* Ends the reading and keeps what was found; the loader is done when that is judged. */
void um_loader_stop (UmLoader *self);
/* What was read and judged elsewhere, as if it had been loaded: name is what it is called.
 * source_file: nullable, to be read again. */
void um_loader_take (UmLoader *self, UmFindings *findings, UmVantage vantage, GFile *source_file);

/* The capture from after the change. (transfer none) */
UmLoader *um_loader_get_after (UmLoader *self);
/* Ends what runs and forgets what is open. */
void um_loader_close (UmLoader *self);

UmLoaderState um_loader_get_state (UmLoader *self);
/* What is shown as the name of the source, safe to show; NULL when nothing was opened. */
const char *um_loader_get_name (UmLoader *self);
/* UM_LOADER_DONE; while what is open is read again or compared; and those so far while it is read
 * for the first time. Else NULL. */
UmFindings *um_loader_get_findings (UmLoader *self);
/* The findings are those so far. */
gboolean um_loader_is_partial (UmLoader *self);
/* Something runs that another side or another vantage would disturb. */
gboolean um_loader_is_busy (UmLoader *self);
/* The file that is open; NULL for pasted text and several files. */
GFile *um_loader_get_file (UmLoader *self);
/* Once, after a saved case was loaded: its answers and the capture from after the change.
 * (transfer full) (nullable) */
UmCaseFile *um_loader_steal_case (UmLoader *self);
/* UM_LOADER_FAILED only, else NULL. */
const GError *um_loader_get_error (UmLoader *self);
/* Why the last other side or new vantage came to nothing; NULL when it did not fail. */
const GError *um_loader_get_side_error (UmLoader *self);

/* Drops a reference on a worker thread: the last one frees the notes on every message. Takes
 * findings over; nullable. */
void um_loader_drop_findings (UmFindings *findings);

G_END_DECLS
