#pragma once

/* The running capture helper: its two pipes, and how it ends. */

#include "engine/capture-access.h"

G_BEGIN_DECLS

typedef struct _UmHelperProcess UmHelperProcess;

/* ret_output: where its packets come from, (transfer full). Errors: G_IO_ERROR_PERMISSION_DENIED
 * with the sentence of um_capture_access_explain (), and those of starting a program. */
UmHelperProcess *
um_helper_process_new (const char *interface, const char *filter, int *ret_output, GError **error);
/* Ends it, whatever it is doing, without waiting for it. */
void um_helper_process_free (UmHelperProcess *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmHelperProcess, um_helper_process_free)

/* Asks it to end: it says what it still has, and then that it ends. */
void um_helper_process_stop (UmHelperProcess *self);

G_END_DECLS
