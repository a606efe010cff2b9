#pragma once

/* The default gateway of this computer, as the kernel knows it. IPv4 only: home and office routers
 * have an IPv4 side, and a link-local IPv6 gateway shows no web page. */

#include "core/address.h"

G_BEGIN_DECLS

typedef struct
{
  UmAddress address;
  char interface[16]; /* as many bytes as the kernel gives a name; "" for none: no UPnP search */
  guint8 mac[6];
  gboolean has_mac;   /* the computer has talked to it lately */
  guint16 http_port;  /* of its web page: 80 */
  guint16 https_port; /* 443 */
} UmGateway;

/* proc_net: the folder to read, NULL for /proc/net. Of several default routes the one that the
 * kernel prefers. UM_ERROR_NOT_FOUND when there is none. */
gboolean um_gateway_find (const char *proc_net, UmGateway *ret_gateway, GError **error);

G_END_DECLS
