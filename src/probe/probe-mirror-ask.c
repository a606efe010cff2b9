/* Over UDP a message is repeated until what it asks for is in: loss is never taken for an ALG. */

#include "probe/line-diff.h"
#include "probe/probe-mirror-run.h"

enum
{
  FIRST_WAIT_MS = UM_MIRROR_PROBE_WAIT_MS,
  PACE_MS = 150, /* between messages */
};

/* Listens until end, or until done says so. Everything that belongs to the message goes into
 * hearing. */
gboolean
um_mirror_probe_listen (UmMirrorProbe *self,
                        UmProbeTransport *socket,
                        guint8 number,
                        guint wait_ms,
                        gboolean (*done) (const UmMirrorHearing *),
                        UmMirrorHearing *hearing,
                        GError **error)
{
  gint64 end = g_get_monotonic_time () + (gint64) wait_ms * 1000;

  for (guint i = 0; i < UM_MIRROR_PROBE_MAX_EVENTS && !(done != NULL && done (hearing)); i++)
    {
      gint64 left = (end - g_get_monotonic_time ()) / 1000;

      if (!socket->wait (socket, (guint) MAX (left, 0), self->cancellable, &self->event, error))
        return FALSE;
      if (self->event.kind == UM_PROBE_DATAGRAM)
        (void) um_mirror_hearing_take (hearing, self->number, number,
                                       um_slice_new (self->event.bytes, self->event.len));
      if (self->event.kind == UM_PROBE_NOTHING)
        break;
    }
  return TRUE;
}

/* Sends until done; a message that never got what it asked for is no error. */
gboolean
um_mirror_probe_ask (UmMirrorProbe *self,
                     UmProbeTransport *socket,
                     guint16 port,
                     guint8 number,
                     const char *text,
                     gboolean (*done) (const UmMirrorHearing *),
                     UmMirrorHearing *hearing,
                     GError **error)
{
  guint wait_ms = FIRST_WAIT_MS;

  for (guint i = 0; i < UM_MIRROR_PROBE_TRIES && !done (hearing); i++, wait_ms *= 2)
    {
      self->run->packets++;
      if (!socket->send (socket, port, UM_MIRROR_PROBE_TTL, um_slice_from_string (text), error) ||
          !um_mirror_probe_listen (self, socket, number, wait_ms, done, hearing, error))
        return FALSE;
    }
  return um_mirror_probe_listen (self, socket, number, PACE_MS, NULL, hearing, error);
}

static gboolean
has_cookie (const UmMirrorHearing *hearing)
{
  return hearing->cookie != 0 || hearing->foreign != NULL;
}

gboolean
um_mirror_probe_has_final (const UmMirrorHearing *hearing)
{
  return hearing->final != NULL;
}

UmMirrorMessage
um_mirror_probe_new_message (UmMirrorProbe *self,
                             const char *method,
                             const UmEndpoint *local,
                             guint16 port,
                             UmMirrorAction action,
                             guint64 cookie)
{
  UmMirrorMessage message = { .method = method, .local = *local, .server = self->run->server };

  message.server.port = port;
  message.mark = (UmMirrorMark){
    .run = self->number, .number = self->next++, .action = action, .cookie = cookie
  };
  return message;
}

/* *ret_cookie: 0 when the server gave none. */
gboolean
um_mirror_probe_get_cookie (UmMirrorProbe *self,
                            UmProbeTransport *socket,
                            guint16 port,
                            guint64 *ret_cookie,
                            GError **error)
{
  UmMirrorMessage message =
      um_mirror_probe_new_message (self, "OPTIONS", &socket->local, port, UM_MIRROR_ECHO, 0);
  g_autofree char *text = um_mirror_message_new_request (&message);
  g_auto (UmMirrorHearing) hearing = UM_MIRROR_HEARING_NONE;

  if (!um_mirror_probe_ask (self, socket, port, message.mark.number, text, has_cookie, &hearing,
                            error))
    return FALSE;
  *ret_cookie = hearing.cookie;
  if (hearing.cookie == 0 && self->run->foreign == NULL)
    {
      self->run->foreign = g_steal_pointer (&hearing.foreign);
      self->run->is_detector = hearing.is_detector;
    }
  return TRUE;
}

/* arrived: unset for what was lost. */
void
um_mirror_probe_compare (UmMirrorProbe *self,
                         UmMirrorDirection direction,
                         gboolean tcp,
                         guint16 port,
                         const char *method,
                         UmSlice sent,
                         UmSlice arrived)
{
  UmExchange *exchange = um_mirror_run_add (self->run, direction, tcp, port, method, sent.len);

  if (!um_slice_is_set (arrived))
    return;
  (void) um_line_diff_compare (exchange, sent, arrived, UM_LINE_DIFF_WHOLE);
  exchange->quoted = arrived.len;
}

gboolean
um_mirror_probe_send (UmMirrorProbe *self, guint16 port, const char *text, GError **error)
{
  UmProbeTransport *udp = self->network->udp;

  self->run->packets++;
  return udp->send (udp, port, UM_MIRROR_PROBE_TTL, um_slice_from_string (text), error);
}

/* The last word of a transaction: nothing comes back. */
gboolean
um_mirror_probe_send_ack (UmMirrorProbe *self, const UmMirrorMessage *invite, GError **error)
{
  UmMirrorMessage ack = *invite;
  g_autofree char *text = NULL;

  ack.method = "ACK";
  text = um_mirror_message_new_request (&ack);
  return um_mirror_probe_send (self, invite->server.port, text, error);
}
