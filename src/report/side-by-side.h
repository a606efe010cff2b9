#pragma once

/* One message as it was sent and as it arrived, line beside line, for the window and for paper. */

#include "detect/findings.h"

G_BEGIN_DECLS

/* Number of a line that only fills the gap beside one that has no counterpart. */
#define UM_LINE_FILLER G_MAXUINT

/* Both of UmMarkedLine and of equal length. What arrived differently is offending, what it had been
 * is untouched, each with the bytes that differ as its span; what was taken out is offending where
 * it was sent. All other lines are context. */
typedef struct
{
  GPtrArray *sent;
  GPtrArray *arrived;
  guint n_changed;
} UmSideBySide;

/* (transfer full) */
UmSideBySide *um_side_by_side_new (const UmMessage *sent, const UmMessage *arrived);
void um_side_by_side_free (UmSideBySide *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmSideBySide, um_side_by_side_free)

G_END_DECLS
