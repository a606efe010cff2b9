#pragma once

/* One SIP device at the customer's side, as seen from one capture point. */

#include "core/sentence.h"
#include "model/message.h"
#include "model/user-agent.h"

G_BEGIN_DECLS

/* Where the capture was taken, seen from the router under suspicion. */
typedef enum
{
  UM_VANTAGE_UNKNOWN,
  UM_VANTAGE_LAN,    /* the phone's side of the router */
  UM_VANTAGE_WAN,    /* directly beyond the router */
  UM_VANTAGE_SERVER, /* at the PBX or provider */
  UM_VANTAGE_BOTH,
} UmVantage;

/* What is known of a phone by a fact of the file. */
typedef enum
{
  UM_PHONE_AOR,
  UM_PHONE_USER_AGENT,
  UM_PHONE_INSTANCE,
  UM_PHONE_MAC,
  UM_PHONE_ADDRESS,
  UM_PHONE_PUBLIC_ADDRESS,
  UM_N_PHONE_FACTS,
} UmPhoneIdentity;

typedef struct _UmPhone
{
  guint id;         /* from 1, in order of appearance */
  char *name;       /* product, for people */
  char *aor;        /* "sip:1001@example.net", NULL when never said */
  char *user_agent; /* escaped, NULL when never said */
  char *instance;   /* +sip.instance, NULL when never said */
  UmDeviceKind kind;
  UmEndpoint address; /* its own address where the file shows it, else unset */
  UmEndpoint
      public_address; /* as seen from beyond the router, or as a server told it, else unset */
  UmEndpoint source;  /* source of its packets at the capture point */
  UmEndpoint server;  /* its main peer; unset: the PBX that wrote the trace */
  int routers_passed; /* by the TTL of its packets; -1: cannot tell */
  guint8 mac[6];      /* all zero: not told */
  UmSentence *learned[UM_N_PHONE_FACTS]; /* where, NULL: not known (see model/phone-identity.h) */
  UmVantage vantage;
  UmSentence *vantage_reason;
  GPtrArray *sent;         /* of const UmMessage *, in order */
  GPtrArray *received;     /* of const UmMessage *, in order */
  struct _UmPhone *inside; /* the same device on its own side of the router, where one file holds
                            * both sides (see model/legs.h); owned, else NULL */
} UmPhone;

void um_phone_free (UmPhone *self);

/* Finds the phones among messages (of const UmMessage *). forced: UM_VANTAGE_UNKNOWN infers the
 * vantage. (transfer full) of UmPhone */
GPtrArray *um_phones_find (GPtrArray *messages, UmVantage forced);

const char *um_vantage_name (UmVantage vantage); /* "lan", "wan", "server", "both", "unknown" */

G_END_DECLS
