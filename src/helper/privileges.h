#pragma once

#include <stdbool.h>

/* Gives up every right of this process, for good. To be called once the device is open: afterwards
 * the process can copy packets from it to its output, and nothing else.
 *
 * caller: the uid of the person who was allowed to run us as root (pkexec's PKEXEC_UID), NULL when
 * there is none. FALSE when any step failed: the process must end then. */
bool um_privileges_drop (const char *caller);
