#pragma once

/* Waits for something asynchronous; Ctrl-C cancels it. */

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _CliWait CliWait;

CliWait *cli_wait_new (void);
void cli_wait_free (CliWait *self);
/* For the call that is waited for: its cancellable, and its callback with self as user data. */
GCancellable *cli_wait_get_cancellable (CliWait *self);
void cli_wait_callback (GObject *source, GAsyncResult *result, gpointer self);
/* Runs the main loop until the callback was called. (transfer none) */
GAsyncResult *cli_wait_run (CliWait *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliWait, cli_wait_free)

G_END_DECLS
