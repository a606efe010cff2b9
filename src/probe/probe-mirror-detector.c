/* Servers of sip-alg-detector (Iñaki Baz Castillo, 2009), which some providers still run: an INVITE
 * to "sip-alg-detector-daemon" is answered by 180 and 500, whose bodies are base64 of what arrived.
 */

#include "probe/probe-mirror-run.h"

/* The body of an answer of that server's, decoded onto arrived. */
static gboolean
append_body (GByteArray *arrived, UmSlice answer)
{
  gssize head = um_slice_find (answer, UM_SLICE ("\r\n\r\n"));
  g_autofree char *base64 =
      head >= 0 ? um_slice_dup (um_slice_from (answer, (gsize) head + 4)) : NULL;
  gsize len;

  if (base64 == NULL || base64[0] == '\0')
    return FALSE;
  (void) g_base64_decode_inplace (base64, &len);
  g_byte_array_append (arrived, (const guint8 *) base64, (guint) len);
  return len > 0;
}

/* Two answers: 180 with start line and headers, 500 with the body. Over UDP they may change places.
 */
static gboolean
listen_to_detector (UmMirrorProbe *self, guint32 number, GByteArray *arrived, GError **error)
{
  UmProbeTransport *udp = self->network->udp;
  gint64 end = g_get_monotonic_time () + 2 * UM_MIRROR_PROBE_WAIT_MS * 1000;
  g_autoptr (GByteArray) body = g_byte_array_new ();
  UmMirrorMark mark;

  for (guint i = 0; i < UM_MIRROR_PROBE_MAX_EVENTS && (arrived->len == 0 || body->len == 0); i++)
    {
      gint64 left = (end - g_get_monotonic_time ()) / 1000;
      UmSlice bytes;

      if (!udp->wait (udp, (guint) MAX (left, 0), self->cancellable, &self->event, error))
        return FALSE;
      if (self->event.kind == UM_PROBE_NOTHING)
        break;
      bytes = um_slice_new (self->event.bytes, self->event.len);
      if (self->event.kind != UM_PROBE_DATAGRAM ||
          !um_mirror_mark_find (bytes, self->number, &mark) || mark.number != number)
        continue;
      if (um_slice_has_prefix (bytes, UM_SLICE ("SIP/2.0 180 ")) && arrived->len == 0)
        (void) append_body (arrived, bytes);
      else if (um_slice_has_prefix (bytes, UM_SLICE ("SIP/2.0 500 ")) && body->len == 0)
        (void) append_body (body, bytes);
    }
  if (arrived->len == 0 || body->len == 0)
    g_byte_array_set_size (arrived, 0);
  else
    g_byte_array_append (arrived, body->data, body->len);
  return TRUE;
}

gboolean
um_mirror_probe_try_detector (UmMirrorProbe *self, GError **error)
{
  UmProbeTransport *udp = self->network->udp;
  guint16 port = self->run->server.port;
  UmMirrorMessage message =
      um_mirror_probe_new_message (self, "INVITE", &udp->local, port, UM_MIRROR_ECHO, 0);
  g_autofree char *text = um_mirror_message_new_detector_invite (&message);
  g_autoptr (GByteArray) arrived = g_byte_array_new ();

  for (guint i = 0; i < UM_MIRROR_PROBE_TRIES && arrived->len == 0; i++)
    if (!um_mirror_probe_send (self, port, text, error) ||
        !listen_to_detector (self, message.mark.number, arrived, error))
      return FALSE;
  um_mirror_probe_compare (self, UM_MIRROR_REQUEST_OUT, FALSE, port, "INVITE",
                           um_slice_from_string (text),
                           arrived->len > 0 ? um_mirror_probe_slice (arrived) : UM_SLICE_UNSET);
  return um_mirror_probe_send_ack (self, &message, error);
}
