#pragma once

/* Facts about the machines of the site that are not SIP: who is the gateway, what does it call
 * itself, which SIP servers do DHCP and DNS name, who could not be reached. Each with where it was
 * learned. */

#include "core/arena.h"
#include "core/damage.h"
#include "dissect/notice.h"
#include "model/phone.h"

G_BEGIN_DECLS

/* One thing that one machine told, once, however often it was repeated. Text is escaped; NULL when
 * not told. Which fields are set depends on kind: see UmNoticeKind. */
typedef struct
{
  UmNoticeKind kind;
  guint64 frame; /* where it was seen first */
  gint64 time_us;
  UmAddress address;
  UmAddress server;
  guint8 mac[6]; /* all zero: not told */
  guint16 port;
  gboolean is_router;
  const char *name;
  const char *detail;
  const char *model;
  const char *place;
  const char *target;
  UmEndpoint from; /* UM_NOTICE_UNREACHABLE */
  UmEndpoint to;
  guint8 icmp_type;
  guint8 icmp_code;
} UmHostFact;

/* How the gateway was found out, the surest first. */
typedef enum
{
  UM_GATEWAY_UNKNOWN,
  UM_GATEWAY_BY_TRAFFIC, /* its card delivers what comes from beyond the local net */
  UM_GATEWAY_BY_DHCP,    /* the DHCP server names it */
  UM_GATEWAY_BY_ROUTER,  /* it announces itself as IPv6 router */
  UM_GATEWAY_BY_SSDP,    /* it announces itself as an Internet gateway */
} UmGatewaySource;

/* Read-only once built. */
typedef struct
{
  GPtrArray *facts;      /* of const UmHostFact *, in order of appearance; owned by the arena */
  UmAddress gateway;     /* the router's address on the phones' net; unset: not known */
  guint8 gateway_mac[6]; /* all zero: not known */
  UmGatewaySource gateway_source;
  GPtrArray
      *gateway_names; /* of const UmHostFact *: SSDP, LLDP and CDP, what the gateway says it is */
  GArray *public_addresses; /* of UmAddress: those that the phones were seen or told to have */
} UmHostFacts;

/* Collects what the dissector notices. At most UM_LIMIT_HOST_FACTS different facts of each kind. */
typedef struct _UmHostNotes UmHostNotes;

/* arena: where the facts live (a reference is kept). */
UmHostNotes *um_host_notes_new (UmArena *arena);
void um_host_notes_free (UmHostNotes *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmHostNotes, um_host_notes_free)
/* damage: counts UM_DAMAGE_LIMIT_REACHED for each fact that found no room. */
void um_host_notes_push (UmHostNotes *self, const UmNotice *notice, UmDamage *damage);

/* phones: of UmPhone. mapped: of UmAddress, what STUN servers told the phones. The facts live as
 * long as the arena. (transfer full) */
UmHostFacts *
um_host_facts_new (const UmHostNotes *notes, const GPtrArray *phones, const GArray *mapped);
void um_host_facts_free (UmHostFacts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmHostFacts, um_host_facts_free)

/* TRUE when ARP (or IPv6 neighbour discovery) in this file gives address to the card mac. */
gboolean
um_host_facts_lives_at (const UmHostFacts *self, const UmAddress *address, const guint8 mac[6]);
gboolean um_host_facts_has_gateway_mac (const UmHostFacts *self);

/* "arp", "dhcp", "dns", "ssdp", "lldp", "cdp", "icmp": as printed in the contract. */
const char *um_host_fact_source_name (const UmHostFact *self);
/* "traffic", "dhcp", "router-advertisement", "ssdp", NULL when not known. */
const char *um_gateway_source_name (UmGatewaySource source);

G_END_DECLS
