#pragma once

/* A blocking job on a thread of its own, ended early by Ctrl-C or SIGTERM. */

#include <gio/gio.h>

G_BEGIN_DECLS

typedef void (*CliWorkerFunc) (GCancellable *cancellable, gpointer data);

/* Returns when func has. Sources of the default main context run meanwhile, on this thread. */
void cli_worker_run (CliWorkerFunc func, gpointer data);

G_END_DECLS
