#pragma once

/* The router database: every entry of data/routers, compiled in, or of a folder with such files. */

#include "core/slice.h"
#include "routers/router.h"

G_BEGIN_DECLS

typedef struct _UmRouterStore UmRouterStore;

/* The compiled-in database. Fails only when our own data is broken. (transfer full) */
UmRouterStore *um_router_store_new (GError **error);
/* Every *.json of the folder. The first mistake ends it: UM_ERROR_INVALID, with file and entry in
 * the text; UM_ERROR_EMPTY when there is no such file; G_IO_ERROR codes for what cannot be read.
 * (transfer full) */
UmRouterStore *um_router_store_new_from_directory (const char *path, GError **error);
/* json: {"serial": NUMBER, "files": {"NAME.json": as such a file, ...}}. Every mistake is
 * UM_ERROR_INVALID. (transfer full) */
UmRouterStore *um_router_store_new_from_bundle (UmSlice json, GError **error);
void um_router_store_free (UmRouterStore *self);

/* Adds every *.json of the folder; an entry with the id of another replaces it. A file with a
 * mistake is left out as a whole and becomes a problem; a folder that is not there is none. */
void um_router_store_add_directory (UmRouterStore *self, const char *path);
/* For whoever loads: something named name was left out. */
void um_router_store_add_problem (UmRouterStore *self, const char *name, const GError *error);
/* What was left out and why, in English. (transfer none) of char * */
const GPtrArray *um_router_store_get_problems (const UmRouterStore *self);
/* Grows with each release; 0 for a folder. */
guint64 um_router_store_get_serial (const UmRouterStore *self);

/* Sorted by maker, family and firmware. (transfer none) of const UmRouter * */
const GPtrArray *um_router_store_get_routers (const UmRouterStore *self);
/* (transfer none) (nullable) */
const UmRouter *um_router_store_find (const UmRouterStore *self, const char *id);
/* The entries in which every word of text occurs, best first: maker, family and models count more
 * than operators, names of the switch and firmware. Case, accents, spaces and hyphens do not
 * matter, nor does one wrong letter in a word that would be found nowhere. Text without a letter or
 * digit asks for nothing and gives every entry, so that a search field starts with the full list.
 * (transfer container) of const UmRouter *, owned by the store */
GPtrArray *um_router_store_search (const UmRouterStore *self, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmRouterStore, um_router_store_free)

G_END_DECLS
