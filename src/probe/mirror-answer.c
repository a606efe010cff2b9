/* Answers repeat Via, From, To, Call-ID and CSeq as they arrived (RFC 3261 section 8.2.6.2), with
 * received= and rport= in the top Via (RFC 3581): an ALG puts its own marks back into all of them.
 * The SDP names another address in o= than in c=, which a rewriting router likes to even out. */

#include "probe/mirror-answer.h"

#include "dissect/sip-message.h"

enum
{
  BODY_STEP = 128,   /* bodies are padded to a multiple, so that the length is known beforehand */
  MAX_COPIED = 1500, /* bytes of headers repeated: what came in one datagram */
};

gboolean
um_mirror_is_response (UmSlice bytes)
{
  return um_slice_has_prefix (bytes, UM_SLICE ("SIP/2.0 "));
}

gboolean
um_mirror_is_method (UmSlice bytes, const char *method)
{
  UmSlice name = um_slice_from_string (method);

  return um_slice_has_prefix (bytes, name) && bytes.len > name.len && bytes.data[name.len] == ' ';
}

/* --- parts --- */

static void
add_via (GString *text, const UmMirrorArrival *arrival, const UmSipHeader *via, gboolean top)
{
  char source[UM_ENDPOINT_STRING_MAX];
  gssize rport = top ? um_slice_find (via->value, UM_SLICE (";rport")) : -1;
  UmSlice rest = um_slice_from (via->value, (gsize) MAX (rport, 0) + strlen (";rport"));

  if (rport < 0 || (rest.len > 0 && rest.data[0] == '='))
    {
      g_string_append_printf (text, "Via: %.*s\r\n", (int) via->value.len, via->value.data);
      return;
    }
  g_string_append_printf (text, "Via: %.*s;received=%s;rport=%u%.*s\r\n", (int) rport,
                          via->value.data, um_address_to_string (&arrival->peer.address, source),
                          arrival->peer.port, (int) rest.len, rest.data);
}

/* The mark, with the cookie, becomes the To tag where there is none. */
static void
add_copied (GString *text, const UmMirrorArrival *arrival, const UmSipMessage *message)
{
  char mark[UM_MIRROR_MARK_LENGTH + 1];
  gboolean top = TRUE;

  (void) um_mirror_mark_to_string (&arrival->mark, mark);
  for (guint i = 0; i < message->n_headers && text->len < MAX_COPIED; i++)
    {
      const UmSipHeader *header = &message->headers[i];

      if (header->id == UM_SIP_HEADER_VIA)
        {
          add_via (text, arrival, header, top);
          top = FALSE;
        }
      else if (header->id == UM_SIP_HEADER_TO)
        g_string_append_printf (
            text, "To: %.*s%s%s\r\n", (int) header->value.len, header->value.data,
            um_slice_find (header->value, UM_SLICE (";tag=")) < 0 ? ";tag=" : "",
            um_slice_find (header->value, UM_SLICE (";tag=")) < 0 ? mark : "");
      else if (header->id == UM_SIP_HEADER_FROM || header->id == UM_SIP_HEADER_CALL_ID ||
               header->id == UM_SIP_HEADER_CSEQ)
        g_string_append_printf (text, "%s: %.*s\r\n", um_sip_header_name (header->id),
                                (int) header->value.len, header->value.data);
    }
}

/* For a request that was changed beyond reading: the client knows the answer by its mark. */
static void
add_invented (GString *text, const UmMirrorArrival *arrival)
{
  char mark[UM_MIRROR_MARK_LENGTH + 1], peer[UM_ENDPOINT_STRING_MAX];

  (void) um_mirror_mark_to_string (&arrival->mark, mark);
  g_string_append_printf (text,
                          "Via: SIP/2.0/%s %s;branch=z9hG4bK%s\r\n"
                          "From: <sip:unmangle-probe@x.invalid>;tag=%s\r\n"
                          "To: <sip:unmangle-mirror@x.invalid>;tag=m\r\n"
                          "Call-ID: %s\r\n"
                          "CSeq: 1 OPTIONS\r\n",
                          arrival->tcp ? "TCP" : "UDP",
                          um_endpoint_to_string (&arrival->peer, peer), mark, mark, mark);
}

static GString *
new_response (const UmMirrorArrival *arrival, const char *status)
{
  GString *text = g_string_new (NULL);
  UmSipMessage message;

  g_string_append_printf (text, "SIP/2.0 %s\r\n", status);
  if (um_sip_message_parse (arrival->bytes, UM_SIP_FRAME_DATAGRAM, &message, NULL) == UM_SIP_OK &&
      um_sip_message_find (&message, UM_SIP_HEADER_VIA) != NULL)
    add_copied (text, arrival, &message);
  else
    add_invented (text, arrival);
  return text;
}

static char *
new_session (const UmMirrorArrival *arrival)
{
  char here[UM_ENDPOINT_STRING_MAX];
  gboolean v6 = arrival->local.address.family == UM_FAMILY_IPV6;

  (void) um_address_to_string (&arrival->local.address, here);
  return g_strdup_printf ("v=0\r\n"
                          "o=unmangle 1 1 IN %s %s\r\n"
                          "s=-\r\n"
                          "c=IN %s %s\r\n"
                          "t=0 0\r\n"
                          "m=audio 30000 RTP/AVP 0 101\r\n"
                          "a=rtpmap:101 telephone-event/8000\r\n"
                          "a=rtcp:30001\r\n",
                          v6 ? "IP6" : "IP4", v6 ? "2001:db8::7" : "192.0.2.7", v6 ? "IP6" : "IP4",
                          here);
}

static void
add_session (GString *text, const UmMirrorArrival *arrival)
{
  char here[UM_ENDPOINT_STRING_MAX];
  g_autofree char *session = new_session (arrival);

  g_string_append_printf (text,
                          "Contact: <sip:unmangle-mirror@%s>\r\n"
                          "Content-Type: application/sdp\r\n"
                          "Content-Length: %" G_GSIZE_FORMAT "\r\n"
                          "\r\n"
                          "%s",
                          um_endpoint_to_string (&arrival->local, here), strlen (session), session);
}

/* --- messages --- */

char *
um_mirror_answer_new_challenge (const UmMirrorArrival *arrival)
{
  GString *text = new_response (arrival, "401 Mark");

  g_string_append (text, "Content-Length: 0\r\n\r\n");
  return g_string_free (text, FALSE);
}

char *
um_mirror_answer_new_progress (const UmMirrorArrival *arrival)
{
  GString *text = new_response (arrival, "183 Session Progress");

  add_session (text, arrival);
  return g_string_free (text, FALSE);
}

/* The beginning of a request of the mirror's own, up to CSeq. */
static GString *
new_request (const UmMirrorArrival *arrival, const char *method)
{
  UmMirrorMark mark = arrival->mark;
  char text[UM_MIRROR_MARK_LENGTH + 1];
  char here[UM_ENDPOINT_STRING_MAX], peer[UM_ENDPOINT_STRING_MAX];
  GString *request = g_string_new (NULL);

  mark.action = UM_MIRROR_BACK;
  (void) um_mirror_mark_to_string (&mark, text);
  (void) um_endpoint_to_string (&arrival->local, here);
  (void) um_endpoint_to_string (&arrival->peer, peer);
  g_string_append_printf (request,
                          "%s sip:unmangle-probe@%s SIP/2.0\r\n"
                          "Via: SIP/2.0/%s %s;rport;branch=z9hG4bK%s\r\n"
                          "Max-Forwards: 70\r\n"
                          "From: <sip:unmangle-mirror@%s>;tag=%s\r\n"
                          "To: <sip:unmangle-probe@%s>\r\n"
                          "Call-ID: %s\r\n"
                          "CSeq: 1 %s\r\n",
                          method, peer, arrival->tcp ? "TCP" : "UDP", here, text, here, text, peer,
                          text, method);
  return request;
}

char *
um_mirror_answer_new_call_back (const UmMirrorArrival *arrival)
{
  GString *text;

  if (arrival->mark.action == UM_MIRROR_CALL_BACK)
    {
      text = new_request (arrival, "INVITE");
      add_session (text, arrival);
    }
  else
    {
      text = new_request (arrival, "OPTIONS");
      g_string_append (text, "Content-Length: 0\r\n\r\n");
    }
  return g_string_free (text, FALSE);
}

/* The head is part of the frame, and says how long the frame is: both are tried with growing
 * lengths until the frame fits. */
static void
add_frame (GString *text, const UmMirrorArrival *arrival, UmSlice progress, UmSlice call_back)
{
  UmMirrorFrame frame = { .source = arrival->peer,
                          .local = arrival->local,
                          .n_ports = MIN (arrival->n_ports, UM_MIRROR_MAX_PORTS),
                          .request = arrival->bytes,
                          .progress = progress,
                          .call_back = call_back };
  gsize start = text->len;
  g_autofree char *body = NULL;
  gsize length = 0;

  for (guint i = 0; i < frame.n_ports; i++)
    frame.ports[i] = arrival->ports[i];
  do
    {
      length = body != NULL ? strlen (body) + BODY_STEP - strlen (body) % BODY_STEP : BODY_STEP;
      g_free (body);
      g_string_truncate (text, start);
      g_string_append_printf (text,
                              "Content-Type: text/plain\r\n"
                              "Content-Length: %" G_GSIZE_FORMAT "\r\n"
                              "\r\n",
                              length);
      frame.head = um_slice_new (text->str, text->len);
      body = um_mirror_frame_encode (&frame);
    }
  while (strlen (body) > length);
  g_string_append (text, body);
  for (gsize left = length - strlen (body); left > 0; left--)
    g_string_append_c (text, ' ');
}

char *
um_mirror_answer_new_final (const UmMirrorArrival *arrival, UmSlice progress, UmSlice call_back)
{
  gboolean invite = um_mirror_is_method (arrival->bytes, "INVITE");
  GString *text = new_response (arrival, invite ? "480 Mirrored" : "200 Mirrored");

  add_frame (text, arrival, progress, call_back);
  return g_string_free (text, FALSE);
}

char *
um_mirror_answer_new_ack (const UmMirrorArrival *arrival)
{
  GString *text = new_request (arrival, "ACK");

  add_frame (text, arrival, UM_SLICE_UNSET, UM_SLICE_UNSET);
  return g_string_free (text, FALSE);
}
