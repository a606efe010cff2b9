#pragma once

/* What a router's web page and UPnP description say: pure functions over hostile bytes. */

#include "routers/router-clue.h"

G_BEGIN_DECLS

/* The text of the first <title>, its entities replaced and its blanks joined, not yet made safe.
 * NULL when there is none. (transfer full) (nullable) */
char *um_router_words_title (UmSlice html);
/* Adds manufacturer, model name, number, description and friendly name of the root device; nothing
 * when it is no UPnP description, what could be read of a broken one. */
void um_router_words_add_description (GPtrArray *clues, UmSlice xml);

G_END_DECLS
