#pragma once

/* What a test against a mirror saw: for every message what was sent next to what arrived, in both
 * directions, and what the NAT on the way does. */

#include "model/exchange.h"

G_BEGIN_DECLS

typedef enum
{
  UM_MIRROR_REQUEST_OUT,
  UM_MIRROR_RESPONSE_IN,
  UM_MIRROR_REQUEST_IN,
  UM_MIRROR_RESPONSE_OUT,
} UmMirrorDirection;

/* exchange->result: UNTOUCHED, CHANGED, or SILENT where the message or its mirror image was lost.
 */
typedef struct
{
  UmMirrorDirection direction;
  gboolean tcp;
  guint16 port; /* of the mirror */
  UmExchange *exchange;
} UmMirrorExchange;

typedef enum
{
  UM_ANSWER_UNKNOWN, /* not tried, or nothing could be learned */
  UM_ANSWER_NO,
  UM_ANSWER_YES,
} UmAnswer;

/* A whole test. Read-only, and shared by reference, once handed over. */
typedef struct
{
  UmEndpoint local; /* of UDP */
  UmEndpoint server;
  char *server_name;     /* as it was asked for, printable */
  char *port_holder;     /* nullable: who holds UDP port 5060 here, so that another one was used */
  char *foreign;         /* nullable: first line of an answer that no mirror gave, printable */
  gboolean is_detector;  /* the server speaks the protocol of sip-alg-detector: UDP INVITE only */
  guint16 other_port;    /* of the mirror; 0: it has none */
  UmEndpoint seen;       /* whom the mirror saw on its port; unset: nothing came back */
  UmEndpoint seen_other; /* whom it saw on its other port */
  UmAnswer hairpin;      /* what this machine sends to its own public address comes back in */
  guint lifetime_kept;   /* seconds: the longest silence after which the mirror still got in */
  guint lifetime_lost;   /* seconds: the shortest after which it did not; 0: none */
  guint packets;         /* sent over UDP */
  gint64 first_time_us;
  gint64 last_time_us;
  GPtrArray *exchanges; /* of UmMirrorExchange, in order */
} UmMirrorRun;

UmMirrorRun *um_mirror_run_new (void);
UmMirrorRun *um_mirror_run_ref (UmMirrorRun *self);
void um_mirror_run_unref (UmMirrorRun *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmMirrorRun, um_mirror_run_unref)

/* method: static. The exchange is SILENT until something is compared. (transfer none) */
UmExchange *um_mirror_run_add (UmMirrorRun *self,
                               UmMirrorDirection direction,
                               gboolean tcp,
                               guint16 port,
                               const char *method,
                               gsize sent);

const char *um_mirror_direction_name (UmMirrorDirection direction); /* "request-out" and so on */

G_END_DECLS
