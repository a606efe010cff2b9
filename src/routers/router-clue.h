#pragma once

/* What the router tells about itself, in a capture or when it is asked: the clues by which its
 * entry in the database is found. */

#include "detect/findings.h"

G_BEGIN_DECLS

/* The surest first: the order breaks ties. */
typedef enum
{
  UM_ROUTER_CLUE_ALG,         /* the family of the ALG, proven by a mark in the messages */
  UM_ROUTER_CLUE_UPNP,        /* its UPnP description, or the line with which it announces itself */
  UM_ROUTER_CLUE_LINK,        /* LLDP, CDP */
  UM_ROUTER_CLUE_SIP,         /* User-Agent or Server of what the gateway itself sent */
  UM_ROUTER_CLUE_WEB,         /* title of its web page, its Server header, its login realm */
  UM_ROUTER_CLUE_CERTIFICATE, /* whom the certificate of its web page names */
  UM_ROUTER_CLUE_DHCP,        /* the name and vendor class with which it asks its provider */
  UM_ROUTER_CLUE_MAC,         /* its MAC address, and the organisation that has it from IEEE */
} UmRouterClueKind;

typedef struct
{
  UmRouterClueKind kind;
  char *text;   /* safe to show; for a MAC address its first three bytes: "00:09:0f" */
  char *vendor; /* of a MAC address, nullable */
} UmRouterClue;

/* (transfer full) of UmRouterClue */
GPtrArray *um_router_clues_new (void);
/* text: from the network, made safe and cut here. Empty text, and what is there already, is left
 * out; so is what exceeds UM_LIMIT_ROUTER_CLUES. */
void um_router_clues_add (GPtrArray *clues, UmRouterClueKind kind, const char *text);
/* Copies of what others holds, where it is news. */
void um_router_clues_add_all (GPtrArray *clues, const GPtrArray *others);
void um_router_clues_add_mac (GPtrArray *clues, const guint8 mac[6]);
/* Everything that a capture tells about the gateway. */
void um_router_clues_add_findings (GPtrArray *clues, const UmFindings *findings);

/* "alg", "upnp", "link", "sip", "web", "certificate", "dhcp", "mac". */
const char *um_router_clue_kind_name (UmRouterClueKind kind);
/* For people: where the clue is from, and that it names name, which is the database's own word for
 * it: nothing that the customer's devices are called gets into a report this way. (transfer full)
 */
UmSentence *um_router_clue_to_sentence (const UmRouterClue *self, const char *name);

G_END_DECLS
