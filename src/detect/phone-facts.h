#pragma once

/* What the rules ask about a phone again and again, worked out once. */

#include "detect/evidence.h"
#include "detect/site-facts.h"
#include "model/pairing.h"

G_BEGIN_DECLS

/* Why a public value may stand in a message without any ALG. */
typedef enum
{
  UM_CAUSE_NONE,
  UM_CAUSE_STUN,    /* equals the phone's own STUN result: explained */
  UM_CAUSE_LEARNED, /* equals an earlier received/rport after private beginnings: explained */
  UM_CAUSE_ICE,     /* the default matches one of its own candidates: explained */
  UM_CAUSE_WRITTEN, /* seen on its own side of the router, the phone writes it itself: explained */
  UM_CAUSE_MAYBE_LEARNED,  /* the first REGISTER is missing: plausible */
  UM_CAUSE_TOLD,           /* the server told it, but the phone never registers it: plausible */
  UM_CAUSE_KNEW_ADDRESS,   /* its Call-ID holds the same public address: plausible */
  UM_CAUSE_INFRASTRUCTURE, /* PBX, SBC, gateway with a static external address: plausible */
  UM_CAUSE_STUN_OTHER,     /* STUN seen, for another port: plausible */
  UM_CAUSE_PROXY,          /* a second Via at the public address: an on-site proxy: plausible */
  UM_CAUSE_COPIED,         /* an answer whose Contact copies the Request-URI: plausible */
  UM_CAUSE_UNKNOWN_DEVICE, /* nothing says that the sender is a phone: a carrier's gateway? */
  UM_CAUSE_SIBLING,        /* another kind of phone behind the same router arrived untouched */
} UmCause;

typedef struct
{
  const UmCase *about;
  const UmSiteFacts *site;
  const UmPhone *phone;
  gboolean beyond_router;   /* seen from beyond the router, with a public source */
  gboolean on_lan;          /* seen on its own side, with a public server */
  gboolean infrastructure;  /* PBX, SBC, gateway, proxy or scanner by its User-Agent */
  gboolean is_phone;        /* by product, registration, credentials or instance */
  gboolean several_devices; /* different devices send from one endpoint: a proxy or SBC */
  gboolean sibling_twin;    /* see UmSiteFacts */
  gboolean sibling_other;
  gboolean first_register_public; /* first REGISTER in the file: no credentials, public Contact */
  gboolean first_register_private;
  gboolean second_via;         /* a request with another Via below one at the public address */
  gboolean other_received;     /* some server saw it under another address than its source */
  gboolean public_received;    /* LAN: some answer carries a public received= */
  gboolean direct;             /* no address translation lies between (design.md case 19) */
  gboolean began_private;      /* its first Contact in the file is a private one */
  gboolean private_connection; /* some c= of its own is private */
  gboolean source_connection;  /* some c= of its own is S */
  gboolean several_ways;       /* it talks to several server ports, or over several transports */
  gboolean half_seen_call;     /* both sides are in the file, but one call only on the phone's */
  UmPairing *pairing;          /* of both sides, where they are in the file; else NULL */
  const UmField *own;          /* an RFC 1918 address that only the phone can have written */
  const UmField *leftover;     /* a private address of the phone in a message from beyond */
  const UmMessage *leftover_message;

  /* indexes, so that each question is one look-up; keys are owned by the tables */
  GHashTable *sources;        /* UmAddress *: S, every public address its packets came from */
  GHashTable *told;           /* UmEndpoint * → 1 + index of the first answer that named it */
  GHashTable *learned;        /* UmAddress * → 1 + index of the first learned Contact */
  GHashTable *registered;     /* UmEndpoint *: public Contacts of its REGISTER requests */
  guint last_private;         /* 1 + index of its last call or answer with a private Contact */
  GHashTable *stun_results;   /* UmEndpoint *: mapped addresses that STUN told this phone */
  GHashTable *stun_addresses; /* UmAddress *: the same without ports */
  GHashTable *known;          /* UmAddress *: hosts it put into its own Call-IDs */
  GHashTable *answered;       /* const UmMessage *: its requests that got a final answer */
  GHashTable *written;        /* UmAddress *: public ones it is seen writing on its own side */
} UmPhoneFacts;

void um_phone_facts_init (UmPhoneFacts *self,
                          const UmCase *about,
                          const UmSiteFacts *site,
                          const UmPhone *phone);
void um_phone_facts_clear (UmPhoneFacts *self);
/* TRUE for a private value that is none of the phone's own: an inner router's (case 5). */
gboolean um_phone_facts_is_foreign (const UmPhoneFacts *self, const UmAddress *address);
/* A request with another Via below one at the public address, put there at the site. */
gboolean um_phone_facts_has_second_via (const UmPhoneFacts *self, const UmMessage *message);
/* TRUE when address is one of the public addresses the phone's packets came from (S). */
gboolean um_phone_facts_is_source (const UmPhoneFacts *self, const UmAddress *address);
/* Is there a harmless reason for this Contact, or for this c= or o= with the given media port? */
UmCause um_phone_facts_contact_cause (const UmPhoneFacts *self,
                                      const UmMessage *message,
                                      const UmField *contact);
UmCause
um_phone_facts_sdp_cause (const UmPhoneFacts *self, const UmMessage *message, const UmField *field);
/* The cause accounts for the value completely; the others only make it doubtful. */
gboolean um_cause_explains (UmCause cause);

G_END_DECLS
