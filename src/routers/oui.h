#pragma once

/* The organisation that a MAC address was handed out to, from the list that Debian's packages
 * ieee-data and hwdata install. Without them nothing is found, and nothing else is missing. */

#include <glib.h>

G_BEGIN_DECLS

/* path: a file in the format of IEEE's oui.txt, or NULL for the installed one. NULL when the list
 * is not there or does not have it, and for addresses that no organisation has: group addresses and
 * those made up locally. Safe to show. (transfer full) (nullable) */
char *um_oui_find_vendor (const char *path, const guint8 mac[6]);

G_END_DECLS
