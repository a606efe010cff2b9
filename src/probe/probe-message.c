/* Canary SIP messages (RFC 3261, RFC 4566). Lines that ALGs rewrite stand first: a router that
 * quotes 128 bytes (100 of SIP) still shows the whole Contact. */

#include "probe/probe-message.h"

enum
{
  TAG_LENGTH = 12,   /* run, TTL, attempt, method: 8 + 2 + 1 + 1 characters */
  RTP_PORTS = 10000, /* 20000 .. 29998: even, and not what a phone nearby is likely to use */
};

static const struct
{
  const char *name;
  char letter;
} methods[] = {
  [UM_PROBE_INVITE] = { "INVITE", 'i' },
  [UM_PROBE_REGISTER] = { "REGISTER", 'r' },
  [UM_PROBE_INVITE_PUBLIC] = { "INVITE", 'n' },
  [UM_PROBE_INVITE_OTHER_PORT] = { "INVITE", 'p' },
};

const char *
um_probe_method_name (UmProbeMethod method)
{
  return methods[method].name;
}

static void
print_tag (const UmProbeTag *tag, char buffer[TAG_LENGTH + 1])
{
  (void) g_snprintf (buffer, TAG_LENGTH + 1, "%08x%02x%x%c", tag->run, tag->ttl & 0xff,
                     tag->attempt & 0xf, methods[tag->method].letter);
}

char *
um_probe_tag_to_string (const UmProbeTag *tag)
{
  char buffer[TAG_LENGTH + 1];

  print_tag (tag, buffer);
  return g_strdup (buffer);
}

static char *
new_session (const UmProbeTag *tag, const UmEndpoint *local)
{
  char host[UM_ENDPOINT_STRING_MAX];
  const char *type = local->address.family == UM_FAMILY_IPV6 ? "IP6" : "IP4";
  guint port = 20000 + 2 * (tag->run % (RTP_PORTS / 2));

  (void) um_address_to_string (&local->address, host);
  return g_strdup_printf ("v=0\r\n"
                          "o=- 1 1 IN %s %s\r\n"
                          "s=-\r\n"
                          "c=IN %s %s\r\n"
                          "t=0 0\r\n"
                          "m=audio %u RTP/AVP 0\r\n",
                          type, host, type, host, port);
}

static char *
new_invite (const UmProbeTag *tag, const UmEndpoint *local)
{
  char mark[TAG_LENGTH + 1];
  char here[UM_ENDPOINT_STRING_MAX];
  g_autofree char *session = new_session (tag, local);

  print_tag (tag, mark);
  (void) um_endpoint_to_string (local, here);
  return g_strdup_printf ("INVITE sip:unmangle-probe@%s.invalid SIP/2.0\r\n"
                          "Contact: <sip:u@%s>\r\n"
                          "Via: SIP/2.0/UDP %s;rport;branch=z9hG4bK%s\r\n"
                          "From: <sip:u@x.invalid>;tag=1\r\n"
                          "To: <sip:unmangle-probe@x.invalid>\r\n"
                          "Call-ID: %s\r\n"
                          "CSeq: 1 INVITE\r\n"
                          "Max-Forwards: 70\r\n"
                          "Content-Type: application/sdp\r\n"
                          "Content-Length: %" G_GSIZE_FORMAT "\r\n"
                          "\r\n"
                          "%s",
                          mark, here, here, mark, mark, strlen (session), session);
}

static char *
new_register (const UmProbeTag *tag, const UmEndpoint *local)
{
  char mark[TAG_LENGTH + 1];
  char here[UM_ENDPOINT_STRING_MAX];

  print_tag (tag, mark);
  (void) um_endpoint_to_string (local, here);
  return g_strdup_printf ("REGISTER sip:%s.invalid SIP/2.0\r\n"
                          "Contact: <sip:unmangle-probe@%s>\r\n"
                          "Via: SIP/2.0/UDP %s;rport;branch=z9hG4bK%s\r\n"
                          "From: <sip:unmangle-probe@x.invalid>;tag=1\r\n"
                          "To: <sip:unmangle-probe@x.invalid>\r\n"
                          "Call-ID: %s\r\n"
                          "CSeq: 1 REGISTER\r\n"
                          "Max-Forwards: 70\r\n"
                          "Expires: 60\r\n"
                          "Content-Length: 0\r\n"
                          "\r\n",
                          mark, here, here, mark, mark);
}

/* An address that nobody has (RFC 5737, RFC 3849), so that no router finds its own or ours in it.
 */
static char *
new_public_invite (const UmProbeTag *tag, const UmEndpoint *local)
{
  UmSlice text = local->address.family == UM_FAMILY_IPV6 ? UM_SLICE ("2001:db8::77")
                                                         : UM_SLICE ("198.51.100.77");
  UmEndpoint elsewhere = { .port = local->port };

  (void) !um_address_parse (text, &elsewhere.address);
  return new_invite (tag, &elsewhere);
}

char *
um_probe_message_new (const UmProbeTag *tag, const UmEndpoint *local)
{
  switch (tag->method)
    {
    case UM_PROBE_INVITE:
    case UM_PROBE_INVITE_OTHER_PORT:
      return new_invite (tag, local);
    case UM_PROBE_INVITE_PUBLIC:
      return new_public_invite (tag, local);
    case UM_PROBE_REGISTER:
    case UM_N_PROBE_METHODS:
      break;
    }
  return new_register (tag, local);
}

/* suffix: makes the branch of a new transaction; "" stays in the INVITE's. */
static char *
new_follow_up (const UmProbeTag *tag,
               const UmEndpoint *local,
               const char *method,
               const char *suffix,
               UmSlice to,
               guint cseq)
{
  char mark[TAG_LENGTH + 1];
  char here[UM_ENDPOINT_STRING_MAX];

  print_tag (tag, mark);
  (void) um_endpoint_to_string (local, here);
  return g_strdup_printf ("%s sip:unmangle-probe@%s.invalid SIP/2.0\r\n"
                          "Via: SIP/2.0/UDP %s;rport;branch=z9hG4bK%s%s\r\n"
                          "From: <sip:u@x.invalid>;tag=1\r\n"
                          "To: %.*s\r\n"
                          "Call-ID: %s\r\n"
                          "CSeq: %u %s\r\n"
                          "Max-Forwards: 70\r\n"
                          "Content-Length: 0\r\n"
                          "\r\n",
                          method, mark, here, mark, suffix, (int) to.len, to.data, mark, cseq,
                          method);
}

/* The To of a response, if it can be repeated: one line of sane length. */
static UmSlice
usable_to (UmSlice response_to)
{
  if (response_to.len == 0 || response_to.len > 200 ||
      um_slice_find_byte (response_to, '\n') >= 0 || um_slice_find_byte (response_to, '\r') >= 0 ||
      um_slice_find_byte (response_to, '\0') >= 0)
    return UM_SLICE ("<sip:unmangle-probe@x.invalid>");
  return response_to;
}

char *
um_probe_message_new_ack (const UmProbeTag *tag,
                          const UmEndpoint *local,
                          UmSlice response_to,
                          gboolean success)
{
  return new_follow_up (tag, local, "ACK", success ? "a" : "", usable_to (response_to), 1);
}

char *
um_probe_message_new_bye (const UmProbeTag *tag, const UmEndpoint *local, UmSlice response_to)
{
  return new_follow_up (tag, local, "BYE", "b", usable_to (response_to), 2);
}

char *
um_probe_message_new_cancel (const UmProbeTag *tag, const UmEndpoint *local)
{
  return new_follow_up (tag, local, "CANCEL", "", usable_to (UM_SLICE_UNSET), 1);
}

static gboolean
parse_tag (UmSlice text, guint32 run, UmProbeTag *ret_tag)
{
  guint digits[3];
  UmProbeMethod method;

  for (guint i = 0; i < G_N_ELEMENTS (digits); i++)
    {
      int digit = g_ascii_xdigit_value (text.data[8 + i]);

      if (digit < 0)
        return FALSE;
      digits[i] = digit;
    }
  for (method = 0; method < UM_N_PROBE_METHODS; method++)
    if (methods[method].letter == text.data[TAG_LENGTH - 1])
      break;
  if (method == UM_N_PROBE_METHODS)
    return FALSE;
  *ret_tag = (UmProbeTag){ run, method, digits[0] * 16 + digits[1], digits[2] };
  return TRUE;
}

gboolean
um_probe_tag_find (UmSlice bytes, guint32 run, UmProbeTag *ret_tag)
{
  char number[9];

  (void) g_snprintf (number, sizeof number, "%08x", run);
  while (bytes.len >= TAG_LENGTH)
    {
      gssize at = um_slice_find (bytes, um_slice_new (number, 8));

      if (at < 0 || bytes.len - at < TAG_LENGTH)
        return FALSE;
      bytes = um_slice_from (bytes, at);
      if (parse_tag (bytes, run, ret_tag))
        return TRUE;
      bytes = um_slice_from (bytes, 1);
    }
  return FALSE;
}
