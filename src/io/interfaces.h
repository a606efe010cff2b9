#pragma once

/* The network interfaces of this computer, as people know them. Reads sysfs and asks the kernel for
 * addresses; needs no rights. */

#include "core/address.h"

G_BEGIN_DECLS

typedef enum
{
  UM_INTERFACE_CABLE,
  UM_INTERFACE_USB_CABLE, /* a network adapter on USB */
  UM_INTERFACE_BRIDGE,    /* several cables joined: this computer stands between phone and switch */
  UM_INTERFACE_WIFI,
  UM_INTERFACE_MOBILE,
  UM_INTERFACE_VLAN,
  UM_INTERFACE_TUNNEL,  /* VPN */
  UM_INTERFACE_VIRTUAL, /* containers, virtual machines */
  UM_INTERFACE_LOOPBACK,
} UmInterfaceKind;

typedef struct
{
  char *name; /* "enp0s25" */
  UmInterfaceKind kind;
  guint8 mac[6];             /* all zero: none */
  GArray *addresses;         /* of UmAddress, without link-local ones */
  gboolean is_up;            /* switched on: only then it can be captured from */
  gboolean has_link;         /* a cable is plugged in, Wi-Fi is connected */
  gboolean is_default_route; /* the way to the internet */
  guint64 packets;           /* received and sent since it came up */
} UmInterface;

void um_interface_free (UmInterface *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmInterface, um_interface_free)

/* All of them, the one that most likely sees the phones first, virtual ones last.
 * (transfer full) of UmInterface */
GPtrArray *um_interfaces_list (void);
/* The same with other folders in place of /sys/class/net and /proc/net. */
GPtrArray *um_interfaces_list_in (const char *sys, const char *proc);
/* Packets received and sent so far, in *ret_packets. FALSE: the interface is gone. */
gboolean um_interface_look (const char *name, gboolean *ret_is_up, guint64 *ret_packets);

/* "Network cable", "Wi-Fi" ... in English, to be translated. */
const char *um_interface_kind_name (UmInterfaceKind kind);

G_END_DECLS
