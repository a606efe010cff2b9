#pragma once

/* One run: a capture or trace goes in, findings come out. Runs on a worker thread; progress and
 * cancel are there from the start. */

#include "engine/live.h"
#include "report/case-file.h"
#include "report/report-cut.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define UM_TYPE_INVESTIGATION (um_investigation_get_type ())
G_DECLARE_FINAL_TYPE (UmInvestigation, um_investigation, UM, INVESTIGATION, GObject)

/* Property "fraction": double 0.0 .. 1.0 of the file read, notified in the thread-default main
 * context of the caller at most every 50 ms. */

/* A saved capture, text trace or case; what it is, is seen by its content. */
UmInvestigation *um_investigation_new_for_file (GFile *file);
/* Pasted text: name is what the findings call it. */
UmInvestigation *um_investigation_new_for_bytes (GBytes *bytes, const char *name);
/* Standard input or any descriptor, which is taken over. One that cannot seek is spooled to an
 * unlinked temporary file of at most UM_LIMIT_SPOOL bytes. */
UmInvestigation *um_investigation_new_for_fd (int fd, const char *name);

/* A live capture: the run captures until the capture ends, by um_investigation_stop () or by itself,
 * and gives the findings of its recording. For a capture that has ended, it reads the recording
 * again. A reference is kept. */
UmInvestigation *um_investigation_new_for_live (UmLive *live);

/* Before the run: one more part of the same capture (tcpdump -C, -W, -G, Wireshark's ring buffer). The
 * parts are read in the order of their time; all of them are one case. */
void um_investigation_add_file (UmInvestigation *self, GFile *file);
/* Before the run: the technician's word on where the capture was taken. */
void um_investigation_set_vantage (UmInvestigation *self, UmVantage vantage);
/* Before the run: packets and messages of other times are left out and counted; one without a time
 * stays. UM_TIME_UNKNOWN: from the beginning, to the end. */
void um_investigation_set_window (UmInvestigation *self, gint64 from_us, gint64 to_us);
/* Before the run: only phones that text names are judged (see um_case_choose_phones()); the run fails
 * with UM_ERROR_NOT_FOUND when there is none. */
void um_investigation_set_phone (UmInvestigation *self, const char *text);
/* Before the run: the packets that the verdict rests on are copied to stream as pcapng, without sound
 * and without other traffic. A text trace and a saved case have none: UM_ERROR_UNSUPPORTED. */
void um_investigation_set_copy (UmInvestigation *self, GOutputStream *stream);
/* From any thread: ends the reading. The run returns the findings of what was read until then, with
 * UM_DAMAGE_STOPPED counted unless it was a live capture. Before anything was read it ends as
 * cancelled. The GCancellable of the run, on the other hand, gives up everything. */
void um_investigation_stop (UmInvestigation *self);
/* From any thread, at any time: asks for the findings of what has been read so far. They come once,
 * with the next packets, as signal "findings-so-far" (UmFindings *, borrowed: reference what is
 * kept) in the thread-default main context of an asynchronous run, in the calling thread of a
 * blocking one; never after the run has finished. Judging takes the reader's time, in proportion to
 * what was read: ask again only when the answer has come, at most every second. */
void um_investigation_request_findings (UmInvestigation *self);
double um_investigation_get_fraction (UmInvestigation *self);
/* After a run that returned findings: why the source could not be read to its end (a stick was pulled,
 * the file became shorter), NULL if it could. The findings are then those of what came before, with
 * UM_DAMAGE_READ_FAILED counted. */
const GError *um_investigation_get_read_error (UmInvestigation *self);

/* After the run of a saved case: the whole of it, with what was answered and the capture from after
 * the change; the findings of the run are those of its first capture. NULL for anything else.
 * (transfer full) (nullable) */
UmCaseFile *um_investigation_steal_case (UmInvestigation *self);

/* Blocks: reads the sources once more, as they lie there, for their SHA-256. Not part of the run,
 * which is faster without it; reports and saved cases name it. (transfer full) of UmReportSource;
 * NULL and *error when one of them cannot be read any more. */
GPtrArray *um_investigation_hash_sources (UmInvestigation *self,
                                          GCancellable *cancellable,
                                          GError **error);

/* Blocks: reads the capture once more for the packets that cut wants; nothing for a text trace or a
 * saved case. FALSE when it cannot be read any more; the cut is whole without. */
gboolean um_investigation_fill_cut (UmInvestigation *self,
                                    UmReportCut *cut,
                                    gboolean outside,
                                    GCancellable *cancellable,
                                    GError **error);

/* Blocks. (transfer full). Errors: UM_ERROR_UNSUPPORTED, _EMPTY, _DAMAGED, and those of GIO
 * (not found, permission, directory, cancelled, reading failed before anything was found); prefixed with the name of the source. */
UmFindings *um_investigation_run (UmInvestigation *self, GCancellable *cancellable, GError **error);
void um_investigation_run_async (UmInvestigation *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
UmFindings *
um_investigation_run_finish (UmInvestigation *self, GAsyncResult *result, GError **error);

G_END_DECLS
