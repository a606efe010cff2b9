#pragma once

/* What machines tell about themselves and the network in passing: ARP, DHCP, DNS, UPnP, LLDP, ICMP.
 * Not SIP, but it says which address the gateway has, what the router calls itself, and who could
 * not be reached. */

#include "core/address.h"

G_BEGIN_DECLS

typedef enum
{
  UM_NOTICE_ARP,         /* mac answers for address (ARP, or IPv6 neighbour discovery) */
  UM_NOTICE_ROUTER,      /* address, at mac, says that it is a router (RFC 4861) */
  UM_NOTICE_DHCP_LEASE,  /* the machine at mac was given address, by server */
  UM_NOTICE_DHCP_CLIENT, /* the machine at mac calls itself name; detail: its vendor class */
  UM_NOTICE_DHCP_ROUTER, /* address is the router, says server */
  UM_NOTICE_DHCP_SIP,    /* server hands out address or name as SIP server (RFC 3361) */
  UM_NOTICE_DNS_ADDRESS, /* name has address */
  UM_NOTICE_DNS_SRV,     /* name is served by detail at port (RFC 2782) */
  UM_NOTICE_DNS_NAPTR,   /* name: service detail is found at target (RFC 3403) */
  UM_NOTICE_SSDP, /* address calls itself name (SERVER), detail: LOCATION, target: what it is */
  UM_NOTICE_LLDP, /* name, detail: description, model, place: port; address: management */
  UM_NOTICE_CDP,  /* the same, told by Cisco's protocol */
  UM_NOTICE_UNREACHABLE, /* address reports by ICMP that what from sent did not reach to */
  UM_N_NOTICE_KINDS,
} UmNoticeKind;

/* Slices point into the packet, or to a buffer that lives as long as the callback. */
typedef struct
{
  UmNoticeKind kind;
  guint64 frame;
  gint64 time_us;
  UmAddress address;
  UmAddress server;
  guint8 mac[6]; /* all zero: not told */
  guint16 port;
  gboolean is_router; /* LLDP, CDP: its capabilities say so */
  UmSlice name;
  UmSlice detail;
  UmSlice model;
  UmSlice place;
  UmSlice target;
  UmEndpoint from; /* of the packet that the ICMP error quotes */
  UmEndpoint to;
  guint8 icmp_type;
  guint8 icmp_code;
} UmNotice;

/* The notice and all it points to are valid only during the call. */
typedef void (*UmNoticeFunc) (const UmNotice *notice, gpointer user_data);

G_END_DECLS
