/* Requests and answers of the mirror test (RFC 3261, RFC 8866). The private address stands wherever
 * ALGs are known to look for one, and where they are known not to. */

#include "probe/mirror-message.h"

#include "dissect/sip-message.h"

static char *
new_session (const UmEndpoint *local)
{
  char host[UM_ENDPOINT_STRING_MAX];
  const char *type = local->address.family == UM_FAMILY_IPV6 ? "IP6" : "IP4";

  (void) um_address_to_string (&local->address, host);
  return g_strdup_printf ("v=0\r\n"
                          "o=- 20518 0 IN %s %s\r\n"
                          "s=-\r\n"
                          "c=IN %s %s\r\n"
                          "t=0 0\r\n"
                          "m=audio 20002 RTP/AVP 0 8 101\r\n"
                          "a=rtpmap:101 telephone-event/8000\r\n"
                          "a=rtcp:20003 IN %s %s\r\n"
                          "a=candidate:1 1 UDP 2130706431 %s 20002 typ host\r\n"
                          "a=sendrecv\r\n",
                          type, host, type, host, type, host, host);
}

static void
add_session (GString *text, const UmEndpoint *local)
{
  g_autofree char *session = new_session (local);

  g_string_append_printf (text,
                          "Content-Type: application/sdp\r\n"
                          "Content-Length: %" G_GSIZE_FORMAT "\r\n"
                          "\r\n"
                          "%s",
                          strlen (session), session);
}

char *
um_mirror_message_new_request (const UmMirrorMessage *self)
{
  char mark[UM_MIRROR_MARK_LENGTH + 1];
  char here[UM_ENDPOINT_STRING_MAX], host[UM_ENDPOINT_STRING_MAX], there[UM_ENDPOINT_STRING_MAX];
  GString *text = g_string_new (NULL);

  (void) um_mirror_mark_to_string (&self->mark, mark);
  (void) um_endpoint_to_string (&self->local, here);
  (void) um_address_to_string (&self->local.address, host);
  (void) um_endpoint_to_string (&self->server, there);
  g_string_append_printf (text,
                          "%s sip:unmangle-mirror@%s SIP/2.0\r\n"
                          "Via: SIP/2.0/%s %s;rport;branch=z9hG4bK%s\r\n"
                          "Max-Forwards: 70\r\n"
                          "From: <sip:unmangle-probe@x.invalid>;tag=%s\r\n"
                          "To: <sip:unmangle-mirror@x.invalid>\r\n"
                          "Call-ID: %s@%s\r\n"
                          "CSeq: 1 %s\r\n"
                          "Contact: <sip:unmangle-probe@%s>\r\n"
                          "User-Agent: unmangle\r\n",
                          self->method, there, self->tcp ? "TCP" : "UDP", here, mark, mark, mark,
                          host, self->method, here);
  if (g_str_equal (self->method, "REGISTER"))
    g_string_append (text, "Expires: 60\r\n");
  if (g_str_equal (self->method, "INVITE"))
    add_session (text, &self->local);
  else
    g_string_append (text, "Content-Length: 0\r\n\r\n");
  return g_string_free (text, FALSE);
}

char *
um_mirror_message_new_response (const UmEndpoint *local, UmSlice request)
{
  char here[UM_ENDPOINT_STRING_MAX];
  UmSipMessage message;
  GString *text;

  if (um_sip_message_parse (request, UM_SIP_FRAME_DATAGRAM, &message, NULL) != UM_SIP_OK ||
      !message.is_request)
    return NULL;
  text = g_string_new ("SIP/2.0 200 OK\r\n");
  for (guint i = 0; i < message.n_headers; i++)
    {
      const UmSipHeader *header = &message.headers[i];

      if (header->id == UM_SIP_HEADER_VIA || header->id == UM_SIP_HEADER_FROM ||
          header->id == UM_SIP_HEADER_TO || header->id == UM_SIP_HEADER_CALL_ID ||
          header->id == UM_SIP_HEADER_CSEQ)
        g_string_append_printf (text, "%s: %.*s%s\r\n", um_sip_header_name (header->id),
                                (int) header->value.len, header->value.data,
                                header->id == UM_SIP_HEADER_TO ? ";tag=probe" : "");
    }
  g_string_append_printf (text, "Contact: <sip:unmangle-probe@%s>\r\n",
                          um_endpoint_to_string (local, here));
  if (um_slice_equal (message.method, UM_SLICE ("INVITE")))
    add_session (text, local);
  else
    g_string_append (text, "Content-Length: 0\r\n\r\n");
  return g_string_free (text, FALSE);
}

/* That server takes a request apart with patterns: it wants a body, Content-Type and
 * Content-Length, and reads at most 1024 bytes. */
char *
um_mirror_message_new_detector_invite (const UmMirrorMessage *self)
{
  g_autofree char *text = um_mirror_message_new_request (self);
  GString *invite = g_string_new (text);

  (void) g_string_replace (invite, "sip:unmangle-mirror@", "sip:sip-alg-detector-daemon@", 1);
  return g_string_free (invite, FALSE);
}
