#pragma once

/* JSON that may come from anybody, looked at before json-glib sees it: that recurses without a
 * limit of its own, and tolerates comments and single quotes. */

#include "core/slice.h"

G_BEGIN_DECLS

/* FALSE (UM_ERROR_INVALID) for what is not UTF-8, has bytes outside of texts that JSON has not, or
 * nests deeper than max_depth. TRUE does not mean that it is JSON. */
gboolean um_json_check (UmSlice json, guint max_depth, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
