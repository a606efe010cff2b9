#pragma once

/* What was read of one capture, packed so that it can be judged again when the capture itself is
 * gone: every SIP message as captured, and what was counted of the rest. docs/case-file.md has the
 * format. */

#include "model/case.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* (transfer full) */
GBytes *um_case_capture_pack (const UmCase *about);
/* packed is hostile input. forced: as um_case_builder_snapshot(). Records and keys of later
 * versions are passed over. Errors: UM_ERROR_DAMAGED, UM_ERROR_UNSUPPORTED (of a later,
 * incompatible version), cancelled. (transfer full) */
UmCase *um_case_capture_unpack (GBytes *packed,
                                UmVantage forced,
                                GCancellable *cancellable,
                                GError **error);

G_END_DECLS
