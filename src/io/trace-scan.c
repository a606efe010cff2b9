/* Time stamps, endpoints and masked addresses in the lines of a text trace. Everything here was
 * written by programs we do not know or edited by people, so a scan that does not fit is an
 * ordinary answer, not an error. */

#include "io/trace-scan.h"

#include "core/text.h"
#include "dissect/sip-lex.h"

static gboolean
read_number (const char **position, const char *end, gsize min, gsize max, guint *ret_value)
{
  const char *p = *position;
  guint value = 0;

  while (p < end && g_ascii_isdigit (*p) && (gsize) (p - *position) < max)
    value = value * 10 + (guint) (*p++ - '0');
  if ((gsize) (p - *position) < min)
    return FALSE;
  *position = p;
  *ret_value = value;
  return TRUE;
}

static gboolean
read_char (const char **position, const char *end, const char *any_of)
{
  if (*position >= end || **position == '\0' || strchr (any_of, **position) == NULL)
    return FALSE;
  (*position)++;
  return TRUE;
}

static gboolean
read_clock (const char **position, const char *end, guint *ret_seconds)
{
  const char *p = *position;
  guint hour, minute, second;

  if (!read_number (&p, end, 1, 2, &hour) || !read_char (&p, end, ":") ||
      !read_number (&p, end, 2, 2, &minute) || !read_char (&p, end, ":") ||
      !read_number (&p, end, 2, 2, &second) || hour > 23 || minute > 59 || second > 60)
    return FALSE;
  *position = p;
  *ret_seconds = (hour * 60 + minute) * 60 + second;
  return TRUE;
}

/* Fraction of a second behind the clock; what is finer than a microsecond is cut off. */
static guint
read_fraction (const char **position, const char *end)
{
  const char *p = *position;
  guint value = 0, digits = 0;

  if (!read_char (&p, end, ".,:") || p >= end || !g_ascii_isdigit (*p))
    return 0;
  for (; p < end && g_ascii_isdigit (*p); p++)
    if (digits < 6)
      {
        value = value * 10 + (guint) (*p - '0');
        digits++;
      }
  for (; digits < 6; digits++)
    value *= 10;
  *position = p;
  return value;
}

/* Days since 1970-01-01 in the Gregorian calendar; March is the first month of its year, so that
 * the leap day comes last. */
static gint64
days_from_date (guint year, guint month, guint day)
{
  gint64 y = (gint64) year - (month <= 2);
  gint64 from_march = month > 2 ? (gint64) month - 3 : (gint64) month + 9;
  gint64 day_of_year = (153 * from_march + 2) / 5 + day - 1;

  return y * 365 + y / 4 - y / 100 + y / 400 + day_of_year - 719468;
}

static gboolean
read_date (const char **position, const char *end, gint64 *ret_days)
{
  const char *p = *position;
  guint year, month, day;

  if (!read_number (&p, end, 4, 4, &year) || !read_char (&p, end, "-/.") ||
      !read_number (&p, end, 2, 2, &month) || !read_char (&p, end, "-/.") ||
      !read_number (&p, end, 2, 2, &day) || year < 1970 || month < 1 || month > 12 || day < 1 ||
      day > 31)
    return FALSE;
  *position = p;
  *ret_days = days_from_date (year, month, day);
  return TRUE;
}

const char *
um_trace_time_read (const char *position, const char *end, gint64 *ret_time_us)
{
  const char *p = position;
  gint64 days;
  guint seconds, fraction;

  if (!read_date (&p, end, &days) || !read_char (&p, end, " \tT_"))
    return NULL;
  p = um_sip_lex_skip_blanks (p, end);
  if (!read_clock (&p, end, &seconds))
    return NULL;
  fraction = read_fraction (&p, end);
  *ret_time_us = (days * 86400 + seconds) * G_USEC_PER_SEC + fraction;
  return p;
}

gint64
um_trace_time_find (UmSlice line)
{
  const char *end = um_slice_end (line);
  gboolean in_number = FALSE;
  gint64 time_us;

  for (const char *p = line.data; p < end; p++)
    {
      if (g_ascii_isdigit (*p) && !in_number && um_trace_time_read (p, end, &time_us) != NULL)
        return time_us;
      in_number = g_ascii_isdigit (*p);
    }
  return UM_TIME_UNKNOWN;
}

/* "Nov 13 15:52:55" */
static gboolean
starts_with_month (const char *p, const char *end)
{
  static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  guint number;

  if (end - p < 4 || p[3] != ' ')
    return FALSE;
  for (gsize i = 0; i + 3 < sizeof months; i += 3)
    if (memcmp (p, months + i, 3) == 0)
      {
        p = um_sip_lex_skip_blanks (p + 3, end);
        return read_number (&p, end, 1, 2, &number) && read_char (&p, end, " ");
      }
  return FALSE;
}

gboolean
um_trace_is_stamped (UmSlice line)
{
  const char *p = line.data;
  const char *end = um_slice_end (line);
  guint number;
  gint64 days;

  if (read_char (&p, end, "<"))
    {
      if (!read_number (&p, end, 1, 3, &number) || !read_char (&p, end, ">"))
        return FALSE;
    }
  else
    (void) read_char (&p, end, "[*");
  return read_clock (&p, end, &number) || read_date (&p, end, &days) || starts_with_month (p, end);
}

UmTransport
um_trace_transport_parse (UmSlice word)
{
  static const struct
  {
    UmSlice name;
    UmTransport transport;
  } names[] = {
    { { "udp", 3 }, UM_TRANSPORT_UDP }, { { "tcp", 3 }, UM_TRANSPORT_TCP },
    { { "tls", 3 }, UM_TRANSPORT_TLS }, { { "ssl", 3 }, UM_TRANSPORT_TLS },
    { { "ws", 2 }, UM_TRANSPORT_WS },   { { "wss", 3 }, UM_TRANSPORT_WS },
    { { "sctp", 4 }, UM_TRANSPORT_SCTP },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (um_slice_equal_nocase (word, names[i].name))
      return names[i].transport;
  return UM_TRANSPORT_UNKNOWN;
}

static gboolean
is_host_char (char c)
{
  return g_ascii_isalnum (c) || c == '.' || c == ':' || c == '*' || c == '-' || c == '_';
}

/* "udp/", "UDP:", "tcp " in front of the address */
static const char *
read_transport (const char *position, const char *end, UmTransport *ret_transport)
{
  const char *p = position;
  UmTransport transport;

  while (p < end && g_ascii_isalpha (*p))
    p++;
  transport = um_trace_transport_parse (um_slice_new (position, (gsize) (p - position)));
  if (transport == UM_TRANSPORT_UNKNOWN || !read_char (&p, end, ":/ "))
    return position;
  *ret_transport = transport;
  return um_sip_lex_skip_blanks (p, end);
}

static UmTracePlaceKind
classify_host (UmSlice host, UmAddress *ret_address)
{
  if (host.len == 0)
    return UM_TRACE_PLACE_NONE;
  if (um_address_parse (host, ret_address))
    return UM_TRACE_PLACE_ADDRESS;
  return um_trace_is_masked_host (host) ? UM_TRACE_PLACE_MASKED : UM_TRACE_PLACE_NAME;
}

/* " 5060" or " port 5060"; what follows must not make it a size or a time of day. */
static const char *
read_separate_port (const char *position, const char *end, guint64 *ret_port)
{
  const char *p = um_sip_lex_skip_blanks (position, end);
  const char *start;

  if (p == position)
    return position;
  if (um_slice_has_prefix_nocase (um_slice_new (p, (gsize) (end - p)), UM_SLICE ("port ")))
    p = um_sip_lex_skip_blanks (p + 5, end);
  start = p;
  while (p < end && g_ascii_isdigit (*p))
    p++;
  if ((p < end && (is_host_char (*p) || *p == '/') && !(*p == ':' && p + 1 == end)) ||
      um_slice_has_prefix_nocase (um_slice_new (p, (gsize) (end - p)), UM_SLICE (" byte")) ||
      !um_slice_parse_uint (um_slice_new (start, (gsize) (p - start)), 65535, ret_port))
    return position;
  return p;
}

/* Position of the last byte of this value, or slice.len. */
static gsize
find_last (UmSlice slice, char byte)
{
  for (gsize i = slice.len; i > 0; i--)
    if (slice.data[i - 1] == byte)
      return i - 1;
  return slice.len;
}

/* Without brackets: "A:P" when there is one colon; with more, an IPv6 address, and only when that
 * fails one with a port behind the last colon. */
static void
split_host (UmSlice word, UmTracePlace *place, guint64 *port)
{
  gsize at = find_last (word, ':');
  gboolean single = at == word.len || um_slice_find_byte (um_slice_head (word, at), ':') < 0;
  UmAddress address = { 0 };

  place->kind = single ? UM_TRACE_PLACE_NAME : classify_host (word, &address);
  if (place->kind != UM_TRACE_PLACE_ADDRESS)
    {
      if (at == word.len || um_slice_parse_uint (um_slice_from (word, at + 1), 65535, port))
        place->kind = classify_host (um_slice_head (word, at), &address);
      else
        place->kind = UM_TRACE_PLACE_NAME;
    }
  place->endpoint.address = address;
}

/* "[A]" or "[A]:P"; position stands at the bracket. Leaves the kind NONE when it does not close. */
static const char *
read_bracketed (const char *position, const char *end, UmTracePlace *place, guint64 *port)
{
  const char *close = memchr (position, ']', (gsize) (end - position));
  const char *digits, *p;

  if (close == NULL)
    return position;
  place->kind = classify_host (um_slice_new (position + 1, (gsize) (close - position - 1)),
                               &place->endpoint.address);
  p = close + 1;
  if (!read_char (&p, end, ":"))
    return p;
  digits = p;
  while (p < end && g_ascii_isdigit (*p))
    p++;
  if (!um_slice_parse_uint (um_slice_new (digits, (gsize) (p - digits)), 65535, port))
    return close + 1;
  return p;
}

const char *
um_trace_place_read (const char *position, const char *end, UmTracePlace *ret_place)
{
  UmTracePlace place = { 0 };
  guint64 port = 0;
  const char *p = read_transport (um_sip_lex_skip_blanks (position, end), end, &place.transport);
  const char *start = p;

  if (p < end && *p == '[')
    p = read_bracketed (p, end, &place, &port);
  else
    {
      UmSlice word;

      while (p < end && is_host_char (*p))
        p++;
      word = um_slice_new (start, (gsize) (p - start));
      while (word.len > 0 && strchr (":.", word.data[word.len - 1]) != NULL &&
             !(word.len > 1 && word.data[word.len - 1] == ':' && word.data[word.len - 2] == ':'))
        word.len--;
      if (word.len > 0)
        split_host (word, &place, &port);
    }
  if (place.kind == UM_TRACE_PLACE_NONE)
    {
      *ret_place = (UmTracePlace){ 0 };
      return position;
    }
  if (port == 0)
    p = read_separate_port (p, end, &port);
  if (place.kind == UM_TRACE_PLACE_ADDRESS)
    place.endpoint.port = (guint16) port;
  *ret_place = place;
  return p;
}

gboolean
um_trace_place_read_dotted (UmSlice word, UmTracePlace *ret_place)
{
  gsize dot = find_last (word, '.');
  UmTracePlace place = { 0 };
  UmSlice host, service;
  guint64 port = 0;

  if (dot == word.len)
    return FALSE;
  host = um_slice_head (word, dot);
  service = um_slice_from (word, host.len + 1);
  if (um_slice_equal (service, UM_SLICE ("sip")))
    port = 5060;
  else if (um_slice_equal (service, UM_SLICE ("sip-tls")))
    port = 5061;
  else if (!um_slice_parse_uint (service, 65535, &port))
    return FALSE;
  place.kind = classify_host (host, &place.endpoint.address);
  if (place.kind == UM_TRACE_PLACE_NONE)
    return FALSE;
  if (place.kind == UM_TRACE_PLACE_ADDRESS)
    place.endpoint.port = (guint16) port;
  *ret_place = place;
  return TRUE;
}

gboolean
um_trace_is_masked_host (UmSlice host)
{
  const char *p = host.data;
  const char *end = um_slice_end (host);
  guint parts = 0, masked = 0, impossible = 0;

  while (p < end)
    {
      const char *start = p;
      guint number = 0;

      if (read_number (&p, end, 1, 3, &number))
        impossible += number > 255;
      else
        {
          while (p < end && p - start < 4 && strchr ("xX*#", *p) != NULL && *p != '\0')
            p++;
          if (p == start)
            return FALSE;
          masked++;
        }
      parts++;
      if (p == end)
        return parts == 4 ? masked + impossible > 0 : masked == parts && parts >= 2;
      if (!read_char (&p, end, ".") || parts == 4)
        return FALSE;
    }
  return FALSE;
}

static gboolean
holds_masked_word (UmSlice line)
{
  const char *p = line.data;
  const char *end = um_slice_end (line);

  while (p < end)
    {
      const char *start = p;

      while (p < end && (g_ascii_isalnum (*p) || (*p != '\0' && strchr (".*#-_", *p) != NULL)))
        p++;
      if (p - start >= 3 && (start == line.data || strchr ("@:= [", start[-1]) != NULL) &&
          um_trace_is_masked_host (um_slice_new (start, (gsize) (p - start))))
        return TRUE;
      p += p == start;
    }
  return FALSE;
}

/* Cloudflare writes a no-break space between the words; copying turns it into a blank or not. */
static gboolean
holds_protected_email (UmSlice line)
{
  gssize at = um_slice_find (line, UM_SLICE ("[email"));
  UmSlice rest;

  if (at < 0)
    return FALSE;
  rest = um_slice_head (um_slice_from (line, (gsize) at + 6), 24);
  return um_slice_find (rest, UM_SLICE ("protected]")) >= 0;
}

static gboolean
is_address_line (UmSlice line)
{
  static const UmSlice starts[] = {
    { "via", 3 }, { "v:", 2 }, { "v ", 2 }, { "contact", 7 }, { "m:", 2 }, { "m ", 2 },
    { "c=", 2 },  { "o=", 2 }, { "a=rtcp:", 7 }, { "a=candidate:", 12 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (starts); i++)
    if (um_slice_has_prefix_nocase (line, starts[i]))
      return TRUE;
  return FALSE;
}

/* "From: ;tag=1": a web page took "<sip:...>" for a tag. below: the lines that follow, which may go on
 * with the value. */
static gboolean
is_swallowed (UmSlice line, UmSlice below)
{
  static const char *const names[] = { "from", "f", "to", "t", "contact", "m" };
  gssize colon = um_slice_find_byte (line, ':');
  UmSlice name = um_slice_trim (um_slice_head (line, (gsize) MAX (colon, 0)));
  UmSlice value = um_slice_from (line, (gsize) MAX (colon, 0) + 1);
  const char *end = um_slice_end (value);
  gboolean is_one = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    is_one |= um_slice_equal_nocase (name, um_slice_from_string (names[i]));
  if (colon < 1 || !is_one || (below.len > 0 && (below.data[0] == ' ' || below.data[0] == '\t')))
    return FALSE;
  value = um_slice_trim (value);
  if (value.len > 0 && value.data[0] == '"')
    {
      const char *behind = um_sip_lex_skip_quoted (value.data, end);

      value = um_slice_trim (um_slice_new (behind, (gsize) (end - behind)));
    }
  return value.len == 0 || value.data[0] == ';';
}

gboolean
um_trace_has_masked_address (UmSlice message)
{
  const char *p = message.data;
  const char *end = um_slice_end (message);

  while (p < end)
    {
      const char *line_end = um_sip_lex_find_line_end (p, end);
      UmSlice line = um_slice_new (p, (gsize) (line_end - p));

      p = um_sip_lex_skip_line_end (line_end, end);
      if (is_address_line (line) && (holds_masked_word (line) || holds_protected_email (line)))
        return TRUE;
      if (is_swallowed (line, um_slice_new (p, (gsize) (end - p))))
        return TRUE;
    }
  return FALSE;
}
