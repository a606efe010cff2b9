/* SIP URI (RFC 3261 section 19.1), host with port, and the ";name=value" lists that URIs and header
 * values share. Nothing is unescaped: a slice is what stood in the message. */

#include "dissect/sip-uri.h"

#include "core/address.h"
#include "dissect/sip-lex.h"

static inline UmSlice
between (const char *start, const char *end)
{
  return um_slice_new (start, end - start);
}

/* Position of the first of the two bytes, or end. */
static const char *
find_either (const char *position, const char *end, char a, char b)
{
  while (position < end && *position != a && *position != b)
    position++;
  return position;
}

static gboolean
is_scheme (UmSlice text)
{
  if (text.len == 0 || !g_ascii_isalpha (text.data[0]))
    return FALSE;
  for (gsize i = 1; i < text.len; i++)
    {
      char c = text.data[i];

      if (!g_ascii_isalnum (c) && c != '+' && c != '-' && c != '.')
        return FALSE;
    }
  return TRUE;
}

/* Wider than the grammar (masked addresses, underscores, escapes), but nothing that delimits. */
static const guint8 no_host_char[256] = {
  [0 ... ' '] = 1, ['"'] = 1, ['<'] = 1, ['>'] = 1, [';'] = 1,  [','] = 1,  ['?'] = 1,
  ['/'] = 1,       ['@'] = 1, ['['] = 1, [']'] = 1, ['('] = 1,  [')'] = 1,  ['\\'] = 1,
  [0x7f] = 1,
};

static gboolean
is_host (UmSlice text)
{
  for (gsize i = 0; i < text.len; i++)
    if (no_host_char[(guchar) text.data[i]])
      return FALSE;
  return text.len > 0;
}

/* text: what follows the host, trimmed: nothing, or ':' and a port. */
static gboolean
read_port (UmSlice text, UmSlice *port_text, guint16 *port)
{
  UmSlice digits = um_slice_trim (um_slice_from (text, 1));
  guint64 number;

  *port_text = UM_SLICE_UNSET;
  *port = 0;
  if (text.len == 0)
    return TRUE;
  if (text.data[0] != ':')
    return FALSE;
  if (um_slice_parse_uint (digits, G_MAXUINT16, &number))
    {
      *port_text = digits;
      *port = number;
    }
  return TRUE;
}

/* The '@' that ends the user part, or NULL. ';' and '?' are legal in a user (not in a password), so
 * the first '@' is it; only when the host would have an '@' of its own, the sender forgot to escape
 * the earlier ones. */
static const char *
find_user_end (const char *start, const char *end)
{
  const char *at = memchr (start, '@', end - start);
  const char *password, *stop;

  if (at == NULL)
    return NULL;
  password = find_either (start, at, ':', ':');
  if (find_either (password, at, ';', '?') < at)
    return NULL;
  stop = find_either (at, end, ';', '?');
  return memrchr (at, '@', stop - at);
}

static UmSipStatus
read_sip_uri (const char *position, const char *end, UmSipUri *uri)
{
  const char *at = find_user_end (position, end);
  const char *host_end, *parameters_end;

  if (at != NULL)
    {
      const char *colon = memchr (position, ':', at - position);

      uri->user = between (position, colon != NULL ? colon : at);
      position = at + 1;
    }
  host_end = find_either (position, end, ';', '?');
  if (!um_sip_host_port_parse (between (position, host_end), &uri->host, &uri->port_text,
                               &uri->port))
    return UM_SIP_MALFORMED;
  if (host_end < end && *host_end == ';')
    {
      parameters_end = memchr (host_end, '?', end - host_end);
      uri->parameters = between (host_end + 1, parameters_end != NULL ? parameters_end : end);
    }
  return UM_SIP_OK;
}

static UmSipStatus
read_tel_uri (const char *position, const char *end, UmSipUri *uri)
{
  const char *semicolon = find_either (position, end, ';', ';');

  if (semicolon == position)
    return UM_SIP_MALFORMED;
  uri->user = between (position, semicolon);
  if (semicolon < end)
    uri->parameters = between (semicolon + 1, end);
  return UM_SIP_OK;
}

/* What user and host of nearly every URI are made of: nothing that delimits, nothing that is odd. */
static const guint8 plain_char[256] = {
  ['0' ... '9'] = 1, ['A' ... 'Z'] = 1, ['a' ... 'z'] = 1, ['-'] = 1, ['.'] = 1, ['_'] = 1,
};

static const char *
skip_plain (const char *position, const char *end)
{
  while (position < end && plain_char[(guchar) *position])
    position++;
  return position;
}

/* "sip:user@host:port;parameters" of plain characters, in one pass. FALSE for anything else, which the
 * long way then takes apart; the result would be the same. */
static gboolean
read_plain_uri (UmSlice text, UmSipUri *uri)
{
  const char *end = um_slice_end (text);
  const char *start = text.data + 4, *stop;
  guint64 port;

  if (text.len < 5 || memcmp (text.data, "sip:", 4) != 0)
    return FALSE;
  stop = skip_plain (start, end);
  if (stop < end && *stop == '@' && stop > start)
    {
      uri->user = between (start, stop);
      start = stop + 1;
      stop = skip_plain (start, end);
    }
  if (stop == start)
    return FALSE;
  uri->scheme = um_slice_head (text, 3);
  uri->host = between (start, stop);
  if (stop < end && *stop == ':')
    {
      start = stop + 1;
      stop = skip_plain (start, end);
      uri->port_text = between (start, stop);
      if (!um_slice_parse_uint (uri->port_text, G_MAXUINT16, &port))
        return FALSE;
      uri->port = port;
    }
  if (stop == end)
    return TRUE;
  if (*stop != ';' || memchr (stop, '?', end - stop) != NULL || memchr (stop, '@', end - stop) != NULL)
    return FALSE;
  uri->parameters = between (stop + 1, end);
  return !um_byte_is_space (end[-1]);
}

UmSipStatus
um_sip_uri_parse (UmSlice text, UmSipUri *ret_uri)
{
  UmSipUri uri = { 0 };
  gssize colon;
  const char *rest, *end;
  UmSipStatus status = UM_SIP_OK;

  if (read_plain_uri (text, &uri))
    {
      *ret_uri = uri;
      return UM_SIP_OK;
    }
  uri = (UmSipUri){ 0 };
  text = um_slice_trim (text);
  colon = um_slice_find_byte (text, ':');
  if (colon < 0 || !is_scheme (um_slice_head (text, colon)) || (gsize) colon + 1 == text.len)
    return UM_SIP_MALFORMED;
  uri.scheme = um_slice_head (text, colon);
  rest = text.data + colon + 1;
  end = um_slice_end (text);
  if (um_slice_equal_nocase (uri.scheme, UM_SLICE ("sip")) ||
      um_slice_equal_nocase (uri.scheme, UM_SLICE ("sips")))
    status = read_sip_uri (rest, end, &uri);
  else if (um_slice_equal_nocase (uri.scheme, UM_SLICE ("tel")))
    status = read_tel_uri (rest, end, &uri);
  if (status == UM_SIP_OK)
    *ret_uri = uri;
  return status;
}

gboolean
um_sip_host_port_parse (UmSlice text, UmSlice *ret_host, UmSlice *ret_port_text, guint16 *ret_port)
{
  UmSlice host, port_text, inside;
  UmAddress address;
  guint16 port;
  gssize host_len;

  text = um_slice_trim (text);
  if (text.len > 0 && text.data[0] == '[')
    {
      host_len = um_slice_find_byte (text, ']') + 1;
      host = um_slice_head (text, host_len);
      inside = host_len > 2 ? um_slice_new (host.data + 1, host.len - 2) : UM_SLICE_UNSET;
    }
  else
    {
      /* An IPv6 address that lost its brackets has no port that could be told from it. */
      host_len = um_slice_find_byte (text, ':');
      if (host_len < 0 || (memchr (text.data + host_len + 1, ':', text.len - host_len - 1) != NULL &&
                           um_address_parse (text, &address)))
        host_len = text.len;
      host = inside = um_slice_trim (um_slice_head (text, host_len));
    }
  if (!is_host (inside) ||
      !read_port (um_slice_trim (um_slice_from (text, host_len)), &port_text, &port))
    return FALSE;
  *ret_host = host;
  *ret_port_text = port_text;
  *ret_port = port;
  return TRUE;
}

gboolean
um_sip_parameter_next (UmSlice *parameters, UmSlice *ret_name, UmSlice *ret_value)
{
  const char *position = parameters->data;
  const char *end = position != NULL ? um_slice_end (*parameters) : NULL;

  while (position < end)
    {
      const char *name_end = find_either (position, end, ';', '=');
      UmSlice found = um_slice_trim (between (position, name_end));
      UmSlice value = um_slice_new (um_slice_end (found), 0);

      position = name_end;
      if (position < end && *position == '=')
        {
          const char *start = position + 1;

          while (start < end && um_byte_is_space (*start))
            start++;
          position = start < end && *start == '"' ? um_sip_lex_skip_quoted (start, end) : start;
          position = find_either (position, end, ';', ';');
          value = um_slice_trim (between (start, position));
        }
      if (position < end)
        position++;
      if (found.len > 0)
        {
          *parameters = between (position, end);
          *ret_name = found;
          *ret_value = value;
          return TRUE;
        }
    }
  return FALSE;
}

gboolean
um_sip_parameter_find (UmSlice parameters, UmSlice name, UmSlice *ret_value)
{
  UmSlice found, value;

  while (um_sip_parameter_next (&parameters, &found, &value))
    if (um_slice_equal_nocase (found, name))
      {
        *ret_value = value;
        return TRUE;
      }
  return FALSE;
}
