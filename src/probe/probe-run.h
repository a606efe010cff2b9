#pragma once

/* One hop test while it runs: shared by probe-hops.c, probe-distance.c and probe-answer.c only. */

#include "dissect/sip-message.h"
#include "probe/probe-hops.h"
#include "probe/probe-message.h"

G_BEGIN_DECLS

enum
{
  UM_PROBE_TIMEOUT_MS = 1000, /* for one try: routers answer in milliseconds, or limit their rate */
  UM_PROBE_MAX_EVENTS = 256,  /* heard in one wait: a flood to our port must not hold us up */
};

typedef struct
{
  UmProbeTransport *transport;
  GCancellable *cancellable; /* not owned */
  UmProbeProgressFunc progress;
  gpointer user_data;
  UmHopRun *run;
  guint32 number;     /* marks the messages of this run */
  guint high_reach;   /* as run->reach, but of the high ports */
  guint silent;       /* hops in a row without any answer */
  gboolean swallowed; /* keep-alives to the port of the test vanish, those to high ports do not */
  guint silent_sip;   /* hops in a row that answer keep-alives, but no SIP */
  guint cancelled;    /* bits 1 << attempt: INVITEs whose CANCEL went out */
  gboolean answered;  /* something spoke SIP: nothing more is sent */
  UmProbeEvent event;
} UmProbeRun;

/* probe-hops.c */

gint64 um_probe_run_end_of (guint milliseconds);
/* The next event before end (monotonic), into event; NOTHING when the time is over. */
gboolean um_probe_run_wait (UmProbeRun *self, gint64 end, GError **error);
/* Listens for a while, so that no more than a few packets a second go out. */
gboolean um_probe_run_pause (UmProbeRun *self, GError **error);
gboolean
um_probe_run_send (UmProbeRun *self, guint16 port, guint ttl, UmSlice bytes, GError **error);
/* The only way out for SIP: refuses any TTL that was not seen to expire on the way. */
gboolean
um_probe_run_send_sip (UmProbeRun *self, const UmProbeTag *tag, const char *text, GError **error);
/* Where messages of that kind go. */
guint16 um_probe_run_get_port (const UmProbeRun *self, UmProbeMethod method);
UmHop *um_probe_run_get_hop (const UmProbeRun *self, guint ttl);
/* What is known of the message so far; NULL: nothing. */
const UmExchange *um_probe_run_find_exchange (const UmProbeRun *self, const UmProbeTag *tag);
/* Takes the exchange over, in place of an earlier one. */
void um_probe_run_take_exchange (UmProbeRun *self, const UmProbeTag *tag, UmExchange *exchange);
/* An exchange of that message, silent until something is heard. (transfer full) */
UmExchange *um_probe_run_new_exchange (const UmProbeRun *self, const UmProbeTag *tag);

/* probe-distance.c: fills in reach and distance, and a hop for each TTL up to reach. */
gboolean um_probe_run_measure (UmProbeRun *self, GError **error);

/* One keep-alive to a port and its fate. Who says that it expired becomes the hop's address; if the
 * hop has another one, nothing was heard. */
gboolean um_probe_run_try_keep_alive (
    UmProbeRun *self, UmHop *hop, guint16 port, UmProbeEventKind *ret_kind, GError **error);

/* probe-answer.c */

/* TRUE when the event is a SIP response to a message of this run. */
gboolean
um_probe_run_read_response (const UmProbeRun *self, UmSipMessage *response, UmProbeTag *ret_tag);
/* Something answered: it is told that nothing is wanted of it. Both are used as scratch. */
gboolean um_probe_run_take_answer (UmProbeRun *self,
                                   UmSipMessage *response,
                                   UmProbeTag *tag,
                                   GError **error);

G_END_DECLS
