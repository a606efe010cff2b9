#pragma once

#include "core/address.h"

G_BEGIN_DECLS

/* The MAC address of a machine on this computer's own network, as the kernel has learned it (IPv4
 * only). FALSE, and ret_mac untouched, when it knows none. */
gboolean um_arp_table_find (const UmAddress *address, guint8 ret_mac[6]) G_GNUC_WARN_UNUSED_RESULT;
/* The same from a table in the form of /proc/net/arp. */
gboolean um_arp_table_find_in (const char *path,
                               const UmAddress *address,
                               guint8 ret_mac[6]) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
