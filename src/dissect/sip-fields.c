/* CSeq, the name-addr family (RFC 3261 section 20.10) and the host of a Call-ID. */

#include "dissect/sip-fields.h"

#include "dissect/sip-lex.h"

/* The '<' that opens the address, or NULL. It may stand in a quoted display name or parameter,
 * which does not count; in a name whose quote never ends, any '<' has to do. */
static const char *
find_bracket (UmSlice value)
{
  const char *position = value.data;
  const char *end = um_slice_end (value);

  while (position < end && *position != '<')
    {
      const char *after;

      if (*position != '"')
        {
          position++;
          continue;
        }
      after = um_sip_lex_skip_quoted (position, end);
      if (after == end && (after - position < 2 || after[-1] != '"'))
        return memchr (position, '<', end - position);
      position = after;
    }
  return position < end ? position : NULL;
}

/* From the first ';' of text on, without it; unset when there is none. */
static UmSlice
parameters_of (UmSlice text)
{
  gssize semicolon = um_slice_find_byte (text, ';');

  return semicolon >= 0 ? um_slice_from (text, semicolon + 1) : UM_SLICE_UNSET;
}

static gboolean
split_bracketed (UmSlice value, const char *open, UmSipNameAddr *addr)
{
  const char *end = um_slice_end (value);
  const char *close = memchr (open, '>', end - open);

  if (close == NULL)
    return FALSE;
  addr->display_name = um_slice_trim (um_slice_new (value.data, open - value.data));
  addr->uri_text = um_slice_trim (um_slice_new (open + 1, close - open - 1));
  addr->parameters = parameters_of (um_slice_new (close + 1, end - close - 1));
  return TRUE;
}

static void
split_bare (UmSlice value, UmSipNameAddr *addr)
{
  gssize semicolon = um_slice_find_byte (value, ';');

  addr->display_name = um_slice_head (value, 0);
  addr->uri_text = um_slice_trim (semicolon >= 0 ? um_slice_head (value, semicolon) : value);
  addr->parameters = parameters_of (value);
}

UmSipStatus
um_sip_cseq_parse (UmSlice value, guint64 *ret_number, UmSlice *ret_method)
{
  UmSlice method;
  guint64 number;
  gsize digits = 0;

  value = um_slice_trim (value);
  while (digits < value.len && g_ascii_isdigit (value.data[digits]))
    digits++;
  method = um_slice_trim (um_slice_from (value, digits));
  if (!um_slice_parse_uint (um_slice_head (value, digits), G_MAXUINT64, &number) ||
      method.len == 0 || method.data == value.data + digits ||
      um_sip_lex_skip_token (method.data, um_slice_end (method)) != um_slice_end (method))
    return UM_SIP_MALFORMED;
  *ret_number = number;
  *ret_method = method;
  return UM_SIP_OK;
}

UmSipStatus
um_sip_name_addr_parse (UmSlice value, UmSipNameAddr *ret_addr)
{
  UmSipNameAddr addr = { 0 };
  const char *open;
  UmSipStatus status;

  value = um_slice_trim (value);
  if (value.len == 0)
    return UM_SIP_MALFORMED;
  if (um_slice_equal (value, UM_SLICE ("*")))
    {
      addr.display_name = um_slice_head (value, 0);
      addr.is_star = TRUE;
      *ret_addr = addr;
      return UM_SIP_OK;
    }
  open = find_bracket (value);
  if (open == NULL)
    split_bare (value, &addr);
  else if (!split_bracketed (value, open, &addr))
    return UM_SIP_MALFORMED;
  status = um_sip_uri_parse (addr.uri_text, &addr.uri);
  if (status == UM_SIP_OK)
    *ret_addr = addr;
  return status;
}

UmSlice
um_sip_call_id_host (UmSlice call_id)
{
  const char *at = call_id.len > 0 ? memrchr (call_id.data, '@', call_id.len) : NULL;

  return at != NULL ? um_slice_from (call_id, at + 1 - call_id.data) : UM_SLICE_UNSET;
}
