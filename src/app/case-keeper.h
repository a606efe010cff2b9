#pragma once

/* Keeps the open case on disk: what was loaded, judged, answered and noted. It is saved by itself
 * once something was noted, or always when it was opened from or saved to a place of its own. */

#include "app/answers.h"
#include "app/loader.h"

G_BEGIN_DECLS

#define UM_TYPE_CASE_KEEPER (um_case_keeper_get_type ())
G_DECLARE_FINAL_TYPE (UmCaseKeeper, um_case_keeper, UM, CASE_KEEPER, GObject)

/* Signals: "saved" (gboolean asked_for), "failed" (const GError *). */
UmCaseKeeper *um_case_keeper_new (UmLoader *loader, UmAnswers *answers);
/* For whoever opened a case: when its findings are there first, its answers and the capture from
 * after the change are put back. TRUE when it was a saved one. */
gboolean um_case_keeper_begin (UmCaseKeeper *self);
/* Where it is kept; NULL: nowhere yet. */
const char *um_case_keeper_get_path (UmCaseKeeper *self);
/* Saves it at path now, and there from now on. */
void um_case_keeper_save_as (UmCaseKeeper *self, const char *path);
/* The case is about to be closed: saves what has changed. The program lasts until it is on disk. */
void um_case_keeper_end (UmCaseKeeper *self);
/* A report was written. */
void um_case_keeper_note_report (UmCaseKeeper *self);

G_END_DECLS
