/* The header table and the one list splitter. Names are looked up by their length first: no length
 * has more than four of them, so a message of unknown headers costs next to nothing. */

#include "dissect/sip-header.h"

#include "dissect/sip-lex.h"

typedef struct
{
  UmSlice name;
  gboolean is_list;
} Row;

static const Row rows[UM_N_SIP_HEADERS] = {
  [UM_SIP_HEADER_OTHER] = { UM_SLICE_UNSET, FALSE },
  [UM_SIP_HEADER_ACCEPT] = { UM_SLICE ("Accept"), TRUE },
  [UM_SIP_HEADER_ALLOW] = { UM_SLICE ("Allow"), TRUE },
  /* The challenge and credential headers use commas inside one value. */
  [UM_SIP_HEADER_AUTHORIZATION] = { UM_SLICE ("Authorization"), FALSE },
  [UM_SIP_HEADER_CALL_ID] = { UM_SLICE ("Call-ID"), FALSE },
  [UM_SIP_HEADER_CONTACT] = { UM_SLICE ("Contact"), TRUE },
  [UM_SIP_HEADER_CONTENT_ENCODING] = { UM_SLICE ("Content-Encoding"), TRUE },
  [UM_SIP_HEADER_CONTENT_LENGTH] = { UM_SLICE ("Content-Length"), FALSE },
  [UM_SIP_HEADER_CONTENT_TYPE] = { UM_SLICE ("Content-Type"), FALSE },
  [UM_SIP_HEADER_CSEQ] = { UM_SLICE ("CSeq"), FALSE },
  [UM_SIP_HEADER_EVENT] = { UM_SLICE ("Event"), FALSE },
  [UM_SIP_HEADER_EXPIRES] = { UM_SLICE ("Expires"), FALSE },
  [UM_SIP_HEADER_FROM] = { UM_SLICE ("From"), FALSE },
  [UM_SIP_HEADER_MAX_FORWARDS] = { UM_SLICE ("Max-Forwards"), FALSE },
  [UM_SIP_HEADER_P_ASSERTED_IDENTITY] = { UM_SLICE ("P-Asserted-Identity"), TRUE },
  [UM_SIP_HEADER_PATH] = { UM_SLICE ("Path"), TRUE },
  [UM_SIP_HEADER_PROXY_AUTHENTICATE] = { UM_SLICE ("Proxy-Authenticate"), FALSE },
  [UM_SIP_HEADER_PROXY_AUTHORIZATION] = { UM_SLICE ("Proxy-Authorization"), FALSE },
  [UM_SIP_HEADER_RECORD_ROUTE] = { UM_SLICE ("Record-Route"), TRUE },
  [UM_SIP_HEADER_REFER_TO] = { UM_SLICE ("Refer-To"), FALSE },
  [UM_SIP_HEADER_ROUTE] = { UM_SLICE ("Route"), TRUE },
  [UM_SIP_HEADER_SERVER] = { UM_SLICE ("Server"), FALSE },
  [UM_SIP_HEADER_SESSION_EXPIRES] = { UM_SLICE ("Session-Expires"), FALSE },
  [UM_SIP_HEADER_SUBSCRIPTION_STATE] = { UM_SLICE ("Subscription-State"), FALSE },
  [UM_SIP_HEADER_SUPPORTED] = { UM_SLICE ("Supported"), TRUE },
  [UM_SIP_HEADER_TO] = { UM_SLICE ("To"), FALSE },
  [UM_SIP_HEADER_USER_AGENT] = { UM_SLICE ("User-Agent"), FALSE },
  [UM_SIP_HEADER_VIA] = { UM_SLICE ("Via"), TRUE },
  [UM_SIP_HEADER_WARNING] = { UM_SLICE ("Warning"), TRUE },
  [UM_SIP_HEADER_WWW_AUTHENTICATE] = { UM_SLICE ("WWW-Authenticate"), FALSE },
};

#define LONGEST_NAME    19
#define MOST_PER_LENGTH 4

/* Ids by the length of the name; 0 (OTHER) ends a row. */
static const guint8 by_length[LONGEST_NAME + 1][MOST_PER_LENGTH + 1] = {
  [2] = { UM_SIP_HEADER_TO },
  [3] = { UM_SIP_HEADER_VIA },
  [4] = { UM_SIP_HEADER_FROM, UM_SIP_HEADER_CSEQ, UM_SIP_HEADER_PATH },
  [5] = { UM_SIP_HEADER_ALLOW, UM_SIP_HEADER_ROUTE, UM_SIP_HEADER_EVENT },
  [6] = { UM_SIP_HEADER_ACCEPT, UM_SIP_HEADER_SERVER },
  [7] = { UM_SIP_HEADER_CALL_ID, UM_SIP_HEADER_CONTACT, UM_SIP_HEADER_EXPIRES,
          UM_SIP_HEADER_WARNING },
  [8] = { UM_SIP_HEADER_REFER_TO },
  [9] = { UM_SIP_HEADER_SUPPORTED },
  [10] = { UM_SIP_HEADER_USER_AGENT },
  [12] = { UM_SIP_HEADER_MAX_FORWARDS, UM_SIP_HEADER_CONTENT_TYPE, UM_SIP_HEADER_RECORD_ROUTE },
  [13] = { UM_SIP_HEADER_AUTHORIZATION },
  [14] = { UM_SIP_HEADER_CONTENT_LENGTH },
  [15] = { UM_SIP_HEADER_SESSION_EXPIRES },
  [16] = { UM_SIP_HEADER_WWW_AUTHENTICATE, UM_SIP_HEADER_CONTENT_ENCODING },
  [18] = { UM_SIP_HEADER_PROXY_AUTHENTICATE, UM_SIP_HEADER_SUBSCRIPTION_STATE },
  [19] = { UM_SIP_HEADER_PROXY_AUTHORIZATION, UM_SIP_HEADER_P_ASSERTED_IDENTITY },
};

static UmSipHeaderId
compact_id (char letter)
{
  switch (g_ascii_tolower (letter))
    {
    case 'c':
      return UM_SIP_HEADER_CONTENT_TYPE;
    case 'e':
      return UM_SIP_HEADER_CONTENT_ENCODING;
    case 'f':
      return UM_SIP_HEADER_FROM;
    case 'i':
      return UM_SIP_HEADER_CALL_ID;
    case 'k':
      return UM_SIP_HEADER_SUPPORTED;
    case 'l':
      return UM_SIP_HEADER_CONTENT_LENGTH;
    case 'm':
      return UM_SIP_HEADER_CONTACT;
    case 'o':
      return UM_SIP_HEADER_EVENT;
    case 'r':
      return UM_SIP_HEADER_REFER_TO;
    case 't':
      return UM_SIP_HEADER_TO;
    case 'v':
      return UM_SIP_HEADER_VIA;
    case 'x':
      return UM_SIP_HEADER_SESSION_EXPIRES;
    default:
      return UM_SIP_HEADER_OTHER;
    }
}

/* Behind the comma-free stretch that begins at position: at a comma outside of quotes and <...>,
 * or at end. A quote or bracket without end takes all that is left, so that nothing is read
 * twice. */
static const char *
skip_element (const char *position, const char *end)
{
  if (position < end && memchr (position, ',', end - position) == NULL)
    return end;
  while (position < end && *position != ',')
    {
      const char *close;

      if (*position == '"')
        {
          position = um_sip_lex_skip_quoted (position, end);
          continue;
        }
      if (*position != '<')
        {
          position++;
          continue;
        }
      close = memchr (position, '>', end - position);
      position = close != NULL ? close + 1 : end;
    }
  return position;
}

UmSipHeaderId
um_sip_header_id (UmSlice name)
{
  if (name.len == 1)
    return compact_id (name.data[0]);
  if (name.len > LONGEST_NAME)
    return UM_SIP_HEADER_OTHER;
  for (const guint8 *id = by_length[name.len]; *id != UM_SIP_HEADER_OTHER; id++)
    if (((name.data[0] ^ rows[*id].name.data[0]) & ~0x20) == 0 &&
        um_slice_equal_nocase (name, rows[*id].name))
      return *id;
  return UM_SIP_HEADER_OTHER;
}

const char *
um_sip_header_name (UmSipHeaderId id)
{
  g_return_val_if_fail ((guint) id < UM_N_SIP_HEADERS, NULL);

  return rows[id].name.data;
}

gboolean
um_sip_header_is_list (UmSipHeaderId id)
{
  g_return_val_if_fail ((guint) id < UM_N_SIP_HEADERS, FALSE);

  return rows[id].is_list;
}

gboolean
um_sip_list_next (UmSlice *rest, UmSlice *ret_element)
{
  const char *end = um_slice_end (*rest);
  const char *position = rest->data;

  while (position < end)
    {
      const char *stop = skip_element (position, end);
      UmSlice element = um_slice_trim (um_slice_new (position, stop - position));

      position = stop < end ? stop + 1 : end;
      if (element.len > 0)
        {
          *rest = um_slice_new (position, end - position);
          *ret_element = element;
          return TRUE;
        }
    }
  *rest = um_slice_new (end, 0);
  return FALSE;
}
