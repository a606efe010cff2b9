#pragma once

/* A router database as it is published: signed, and numbered so that an older one is never taken
 * for news. docs/router-updates.md describes the format. */

#include "routers/router-store.h"
#include "routers/update-source.h"

G_BEGIN_DECLS

/* Checks the signature before anything else is read, then every entry. UM_ERROR_INVALID for a wrong
 * signature and for everything that breaks the format. (transfer full) */
UmRouterStore *um_router_store_new_from_release (GBytes *release,
                                                 const guint8 key[UM_ROUTER_KEY_BYTES],
                                                 GError **error);

/* What the user has: the newer of the compiled-in database and the update in folder
 * (routers.release, signed by source), with the entries of folder/routers added; an entry with the
 * id of another replaces it. Nothing in folder can make this fail: what is wrong there is left out
 * and told by um_router_store_get_problems (). folder: NULL for the user's data folder of this
 * program. source: nullable: updates are left out. (transfer full) */
UmRouterStore *
um_router_store_new_for_user (const char *folder, const UmUpdateSource *source, GError **error);
/* The same with what um_update_source_load () finds. (transfer full) */
UmRouterStore *um_router_store_new_default (GError **error);

/* Puts a release into folder, at once or not at all. Refused (UM_ERROR_INVALID): what
 * um_router_store_new_from_release () refuses, and one that is older than what is there.
 * *ret_changed: FALSE when it is the same. Blocks. */
gboolean um_router_release_install (GBytes *release,
                                    const UmUpdateSource *source,
                                    const char *folder,
                                    gboolean *ret_changed,
                                    GError **error);

G_END_DECLS
