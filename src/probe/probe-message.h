#pragma once

/* The SIP that a test sends: small, valid for strict ALGs, and its own on every try, so that a late
 * quote is told from a changed one. Nobody can be called by it: all names are below .invalid. */

#include "core/address.h"

G_BEGIN_DECLS

typedef enum
{
  UM_PROBE_INVITE,
  UM_PROBE_REGISTER,
  /* Controls, for a hop that showed a change: */
  UM_PROBE_INVITE_PUBLIC,     /* without a private address in its text */
  UM_PROBE_INVITE_OTHER_PORT, /* the INVITE, towards another port */
  UM_N_PROBE_METHODS,
} UmProbeMethod;

static inline gboolean
um_probe_method_is_control (UmProbeMethod method)
{
  return method == UM_PROBE_INVITE_PUBLIC || method == UM_PROBE_INVITE_OTHER_PORT;
}

/* Which message of which run. */
typedef struct
{
  guint32 run; /* random, the same in one run */
  UmProbeMethod method;
  guint ttl;     /* 1 .. 255 */
  guint attempt; /* 0 .. 15 */
} UmProbeTag;

enum
{
  /* An ICMP error carries at most 576 bytes, headers and all (RFC 1812 section 4.3.2.3): about 520
   * of SIP. ICMPv6 quotes up to 1280 (RFC 4443), and its addresses are longer. */
  UM_PROBE_MESSAGE_MAX = 500,
  UM_PROBE_MESSAGE_MAX_IPV6 = 600,
};

/* "INVITE", "REGISTER": what stands in the message. */
const char *um_probe_method_name (UmProbeMethod method);

/* What stands in the message to tell it from all others. (transfer full) */
char *um_probe_tag_to_string (const UmProbeTag *tag);
/* local: where the socket sends from. (transfer full) */
char *um_probe_message_new (const UmProbeTag *tag, const UmEndpoint *local);
/* ACK, BYE or CANCEL of an INVITE made by um_probe_message_new(); response: what answered it, unset
 * for CANCEL; its To is taken over. success: the response was 2xx, whose ACK is a transaction of
 * its own (RFC 3261 section 13.2.2.4). (transfer full) */
char *um_probe_message_new_ack (const UmProbeTag *tag,
                                const UmEndpoint *local,
                                UmSlice response_to,
                                gboolean success);
char *
um_probe_message_new_bye (const UmProbeTag *tag, const UmEndpoint *local, UmSlice response_to);
char *um_probe_message_new_cancel (const UmProbeTag *tag, const UmEndpoint *local);

/* Finds the mark of a message of this run anywhere in bytes (a quote, an answer). FALSE, and
 * *ret_tag untouched, when there is none. */
gboolean
um_probe_tag_find (UmSlice bytes, guint32 run, UmProbeTag *ret_tag) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
