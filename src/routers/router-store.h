#pragma once

/* The router database: every entry of data/routers, compiled in, or of a folder with such files. */

#include "routers/router.h"

G_BEGIN_DECLS

typedef struct _UmRouterStore UmRouterStore;

/* The compiled-in database. Fails only when our own data is broken. (transfer full) */
UmRouterStore   *um_router_store_new (GError **error);
/* Every *.json of the folder. The first mistake ends it: UM_ERROR_INVALID, with file and entry in
 * the text; UM_ERROR_EMPTY when there is no such file; G_IO_ERROR codes for what cannot be read.
 * (transfer full) */
UmRouterStore   *um_router_store_new_from_directory (const char *path, GError **error);
void             um_router_store_free (UmRouterStore *self);

/* Sorted by maker, family and firmware. (transfer none) of const UmRouter * */
const GPtrArray *um_router_store_get_routers (const UmRouterStore *self);
/* (transfer none) (nullable) */
const UmRouter  *um_router_store_find (const UmRouterStore *self, const char *id);
/* The entries in which every word of text occurs, best first: maker, family and models count more
 * than operators, names of the switch and firmware. Case, accents, spaces and hyphens do not
 * matter, nor does one wrong letter in a word that would be found nowhere. Text without a letter or
 * digit asks for nothing and gives every entry, so that a search field starts with the full list. (transfer container) of const UmRouter *, owned by the store */
GPtrArray       *um_router_store_search (const UmRouterStore *self, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmRouterStore, um_router_store_free)

G_END_DECLS
