#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Which process holds a UDP port of this machine: "baresip (process 1234)"; "another process" when
 * that is not ours to see. Printable. (transfer full) */
char *um_port_holder_find (guint16 port);

G_END_DECLS
