#pragma once

/* Ctrl-C ends the reading, not the program: what was read is judged. A second one ends it all. */

#include "engine/engine.h"

G_BEGIN_DECLS

typedef struct _CliInterrupt CliInterrupt;

/* Call once, before any other thread exists: threads inherit what is blocked. Lives as long as the
 * program. (transfer none) */
CliInterrupt *cli_interrupt_new (void);
/* As um_investigation_run () without cancel, but ended by Ctrl-C; (transfer full) */
UmFindings *cli_interrupt_run (CliInterrupt *self, UmInvestigation *investigation, GError **error);
/* Whether Ctrl-C has been pressed: what would be read next is left alone. */
gboolean cli_interrupt_is_pressed (CliInterrupt *self);

G_END_DECLS
