#pragma once

/* A saved case: the captures as they were read (not their files, which may be gone), how the judge
 * was corrected, and what was answered and noted. One ZIP file; docs/case-file.md has its format.
 * What a later version put into it survives being saved again by this one.
 *
 * Saving again is cheap: a capture is packed once. */

#include "detect/complaint.h"
#include "report/report.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* A first capture, and one from after the change. */
typedef enum
{
  UM_CASE_BEFORE,
  UM_CASE_AFTER,
  UM_CASE_N_STAGES,
} UmCaseStage;

/* What is answered and noted. Names in the file: "customer", "site" ... */
typedef enum
{
  UM_CASE_CUSTOMER,
  UM_CASE_SITE,
  UM_CASE_TECHNICIAN,
  UM_CASE_COMPANY,
  UM_CASE_LOGO,     /* path of a picture on this computer */
  UM_CASE_NUMBER,   /* the case's number in the ticket system */
  UM_CASE_REPORTED, /* what the customer said, in his own words */
  UM_CASE_NOTES,
  UM_CASE_ROUTER,      /* id in the router database */
  UM_CASE_OLD_SETTING, /* how the router was set before the change */
  UM_CASE_N_TEXTS,
} UmCaseText;

typedef struct _UmCaseFile UmCaseFile;

UmCaseFile *um_case_file_new (void);
void um_case_file_free (UmCaseFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmCaseFile, um_case_file_free)

/* "" when it was never set. NULL and "" are the same. */
const char *um_case_file_get_text (const UmCaseFile *self, UmCaseText text);
void um_case_file_set_text (UmCaseFile *self, UmCaseText text, const char *value);
UmComplaints um_case_file_get_complaints (const UmCaseFile *self);
void um_case_file_set_complaints (UmCaseFile *self, UmComplaints complaints);
/* When the case was first opened and when a report was last written, in microseconds since 1970;
 * UM_TIME_UNKNOWN: never. */
gint64 um_case_file_get_opened (const UmCaseFile *self);
void um_case_file_set_opened (UmCaseFile *self, gint64 time_us);
gint64 um_case_file_get_reported (const UmCaseFile *self);
void um_case_file_set_reported (UmCaseFile *self, gint64 time_us);

/* findings: NULL takes the stage out. vantage: as the technician corrected it, else
 * UM_VANTAGE_UNKNOWN. The findings of a comparison keep both captures. */
void um_case_file_set_findings (UmCaseFile *self,
                                UmCaseStage stage,
                                UmFindings *findings,
                                UmVantage vantage);
/* NULL: there is none. Judged by this version of the program, not the one that saved it. */
UmFindings *um_case_file_get_findings (const UmCaseFile *self, UmCaseStage stage);
UmVantage um_case_file_get_vantage (const UmCaseFile *self, UmCaseStage stage);
/* sources: of UmReportSource, nullable; taken over. */
void um_case_file_set_sources (UmCaseFile *self, UmCaseStage stage, GPtrArray *sources);
/* (transfer none) (nullable) of UmReportSource */
GPtrArray *um_case_file_get_sources (const UmCaseFile *self, UmCaseStage stage);

/* Replaces path only when all of it is on disk. now_us: the time to note in it. Errors: G_IO_ERROR.
 */
gboolean um_case_file_save (UmCaseFile *self, const char *path, gint64 now_us, GError **error);
/* The same on a worker thread, with the case as it is now: it may be changed meanwhile. */
void um_case_file_save_async (UmCaseFile *self,
                              const char *path,
                              gint64 now_us,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean um_case_file_save_finish (GAsyncResult *result, GError **error);

/* TRUE for what um_case_file_save() writes; 64 bytes are enough. */
gboolean um_case_file_is_case (UmSlice first_bytes);
/* Reads and judges. forced: UM_VANTAGE_UNKNOWN takes what was saved for each stage, anything else
 * holds for all. Errors: UM_ERROR_DAMAGED, UM_ERROR_UNSUPPORTED (saved by a later, incompatible
 * version), G_IO_ERROR. (transfer full) */
UmCaseFile *um_case_file_load (GInputStream *stream,
                               UmVantage forced,
                               GCancellable *cancellable,
                               GError **error);

/* What a list of saved cases shows, without reading their captures. */
typedef struct
{
  char *customer; /* "" when not said */
  char *site;
  char *number; /* of the case */
  char *technician;
  char *router;      /* id in the router database, "" when none was chosen */
  char *source_name; /* of the first capture */
  gint64 opened;     /* UM_TIME_UNKNOWN where it was not noted */
  gint64 saved;
  gint64 reported;
  UmVerdict verdict; /* as it was when saved; of the last stage */
  UmCertainty certainty;
  gboolean verified; /* there is a capture from after the change */
  gboolean fixed;    /* a capture from after the change shows that the ALG is off */
} UmCaseSummary;

gboolean um_case_file_peek (GInputStream *stream,
                            UmCaseSummary *ret_summary,
                            GCancellable *cancellable,
                            GError **error);
void um_case_summary_clear (UmCaseSummary *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (UmCaseSummary, um_case_summary_clear)

G_END_DECLS
