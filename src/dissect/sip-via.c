/* Via, RFC 3261 section 20.42: "SIP / 2.0 / UDP host : port ; parameters", with white space almost
 * anywhere. Protocol name and version are not judged. */

#include "dissect/sip-via.h"

#include "dissect/sip-lex.h"

static const char *
skip_space (const char *position, const char *end)
{
  while (position < end && um_byte_is_space (*position))
    position++;
  return position;
}

/* A token with white space around it; NULL when there is none. */
static const char *
read_token (const char *position, const char *end, UmSlice *token)
{
  const char *start = skip_space (position, end);
  const char *after = um_sip_lex_skip_token (start, end);

  *token = um_slice_new (start, after - start);
  return after > start ? skip_space (after, end) : NULL;
}

/* "name / version / transport": returns where sent-by begins, NULL when it is not that. */
static const char *
read_protocol (const char *position, const char *end, UmSlice *transport)
{
  for (guint i = 0; i < 2; i++)
    {
      position = read_token (position, end, transport);
      if (position == NULL || position == end || *position != '/')
        return NULL;
      position++;
    }
  position = read_token (position, end, transport);
  /* without white space between them, transport and host are one word */
  return position != um_slice_end (*transport) ? position : NULL;
}

static void
read_parameters (UmSlice parameters, UmSipVia *via)
{
  guint64 port;
  UmSlice name, value;

  while (um_sip_parameter_next (&parameters, &name, &value))
    {
      if (!um_slice_is_set (via->branch) && um_slice_equal_nocase (name, UM_SLICE ("branch")))
        via->branch = value;
      else if (!um_slice_is_set (via->received) &&
               um_slice_equal_nocase (name, UM_SLICE ("received")))
        via->received = value;
      else if (!um_slice_is_set (via->maddr) && um_slice_equal_nocase (name, UM_SLICE ("maddr")))
        via->maddr = value;
      else if (!via->has_rport && um_slice_equal_nocase (name, UM_SLICE ("rport")))
        {
          via->has_rport = TRUE;
          via->rport_text = value;
        }
    }
  if (via->has_rport && um_slice_parse_uint (via->rport_text, G_MAXUINT16, &port))
    via->rport = port;
}

UmSipStatus
um_sip_via_parse (UmSlice value, UmSipVia *ret_via)
{
  UmSipVia via = { 0 };
  const char *end = value.len > 0 ? um_slice_end (value) : value.data;
  const char *sent_by, *semicolon;

  sent_by = read_protocol (value.data, end, &via.transport);
  if (sent_by == NULL || sent_by == end)
    return UM_SIP_MALFORMED;
  semicolon = memchr (sent_by, ';', end - sent_by);
  if (!um_sip_host_port_parse (
          um_slice_new (sent_by, (semicolon != NULL ? semicolon : end) - sent_by), &via.host,
          &via.port_text, &via.port))
    return UM_SIP_MALFORMED;
  if (semicolon != NULL)
    read_parameters (um_slice_new (semicolon, end - semicolon), &via);
  *ret_via = via;
  return UM_SIP_OK;
}
