/* Learning goes by the places in which SIP names people and things; replacing goes through the
 * whole text, because what was learned in From may stand in a Call-ID, a User-Agent or a sentence
 * too. */

#include "report/redact-text.h"

#include <string.h>

enum
{
  LONG_NUMBER = 7, /* digits: too long for a port, a status or a counter */
};

static gboolean
is_at (UmSlice text, gsize at, const char *word)
{
  UmSlice wanted = um_slice_from_string (word);

  return at + wanted.len <= text.len &&
         um_slice_equal_nocase (um_slice_head (um_slice_from (text, at), wanted.len), wanted);
}

static UmSlice
part (UmSlice text, gsize start, gsize end)
{
  return um_slice_head (um_slice_from (text, start), end - start);
}

/* --- MAC addresses --- */

static int
hex (char c)
{
  return g_ascii_xdigit_value (c);
}

/* A MAC that begins at text: 12 digits, or pairs with ':' or '-', or fours with '.'. Returns its
 * length, 0 for none. */
static gsize
read_mac (UmSlice text, guint8 ret_mac[6])
{
  char separator = text.len > 2 && strchr (":-", text.data[2]) != NULL ? text.data[2]
                   : text.len > 4 && text.data[4] == '.'               ? '.'
                                                                       : '\0';
  guint every = separator == '.' ? 4 : 2;
  gsize at = 0;

  for (guint digit = 0; digit < 12; digit++)
    {
      if (separator != '\0' && digit > 0 && digit % every == 0)
        {
          if (at >= text.len || text.data[at] != separator)
            return 0;
          at++;
        }
      if (at >= text.len || hex (text.data[at]) < 0)
        return 0;
      ret_mac[digit / 2] = (guint8) (digit % 2 == 0 ? hex (text.data[at]) << 4
                                                    : ret_mac[digit / 2] | hex (text.data[at]));
      at++;
    }
  if (at < text.len &&
      (hex (text.data[at]) >= 0 || (separator != '\0' && text.data[at] == separator &&
                                    at + 1 < text.len && hex (text.data[at + 1]) >= 0)))
    return 0;
  return at;
}

/* In the spelling of the original. */
static void
append_mac (GString *out, UmSlice spelled, const guint8 mac[6])
{
  g_autofree char *digits =
      g_strdup_printf ("%02x%02x%02x%02x%02x%02x", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
  gboolean upper = FALSE;
  guint digit = 0;

  for (gsize i = 0; i < spelled.len; i++)
    upper |= g_ascii_isupper (spelled.data[i]);
  for (gsize i = 0; i < spelled.len; i++)
    if (hex (spelled.data[i]) < 0)
      g_string_append_c (out, spelled.data[i]);
    else
      g_string_append_c (out, upper ? g_ascii_toupper (digits[digit++]) : digits[digit++]);
}

/* --- addresses --- */

/* The address that begins at text, IPv4 also with '-' or '_' as in file names. Returns its length.
 */
static gsize
read_address (UmSlice text, UmAddress *ret_address, char *ret_separator)
{
  gsize len = 0, dots = 0, colons = 0;
  char separator = '\0';
  char plain[48];

  while (len < text.len && len < sizeof plain - 1)
    {
      char c = text.data[len];

      if (c == ':')
        colons++;
      else if (strchr (".-_", c) != NULL && colons == 0 && (separator == '\0' || separator == c))
        separator = c, dots++;
      else if (c == '.' && colons > 0)
        dots++;
      else if (hex (c) < 0)
        break;
      if (colons == 0 && dots == 4) /* the end of a sentence or of a name */
        break;
      plain[len++] = c == separator && colons == 0 ? '.' : c;
    }
  if (dots >= 3 && colons > 0 && separator != '\0')
    len = strcspn (plain, ":"); /* an IPv4 address and its port */
  while (len > 0 &&
         (plain[len - 1] == '.' || (plain[len - 1] == ':' && (len < 2 || plain[len - 2] != ':'))))
    len--;
  *ret_separator = separator == '\0' ? '.' : separator;
  if (len < 2 || (len < text.len && um_redact_is_word_byte (text.data[len])))
    return 0;
  return um_address_parse (um_slice_new (plain, len), ret_address) ? len : 0;
}

/* --- learning --- */

static gboolean
is_number (UmSlice text)
{
  gsize digits = 0;

  for (gsize i = 0; i < text.len; i++)
    {
      digits += g_ascii_isdigit (text.data[i]);
      if (!g_ascii_isdigit (text.data[i]) && strchr ("+*#-.() ", text.data[i]) == NULL)
        return FALSE;
    }
  return digits > 0;
}

static void
learn_name_or_number (UmRedactTerms *terms, UmSlice text)
{
  um_redact_terms_learn (terms, is_number (text) ? UM_TERM_NUMBER : UM_TERM_NAME, text);
}

/* The whole name, its words, and numbers in it. */
static void
learn_display_name (UmRedactTerms *terms, UmSlice name)
{
  gsize start = 0;

  learn_name_or_number (terms, name);
  for (gsize i = 0; i <= name.len; i++)
    if (i == name.len || !um_redact_is_word_byte (name.data[i]))
      {
        if (i > start)
          learn_name_or_number (terms, part (name, start, i));
        start = i + 1;
      }
}

/* The host, and the domain above it. */
static void
learn_host (UmRedactTerms *terms, UmSlice host)
{
  UmAddress address;
  gssize dot;

  if (host.len == 0 || um_address_parse (host, &address) || is_number (host))
    return;
  um_redact_terms_learn (terms, UM_TERM_HOST, host);
  dot = um_slice_find_byte (host, '.');
  if (dot > 0 && um_slice_find_byte (um_slice_from (host, (gsize) dot + 1), '.') > 0)
    learn_host (terms, um_slice_from (host, (gsize) dot + 1));
  else if (dot > 0) /* the customer's own part of the domain, as in a file name */
    um_redact_terms_learn (terms, UM_TERM_NAME, um_slice_head (host, (gsize) dot));
}

static gsize
span_of (UmSlice text, gsize at, const char *stops)
{
  while (at < text.len && strchr (stops, text.data[at]) == NULL)
    at++;
  return at;
}

/* sip:user@host, sip:host, tel:number anywhere in the line. */
static void
learn_uris (UmRedactTerms *terms, UmSlice line)
{
  for (gsize i = 0; i + 4 < line.len; i++)
    {
      gboolean tel = is_at (line, i, "tel:");
      gsize start, at, end;

      if (!tel && !is_at (line, i, "sip:") && !is_at (line, i, "sips:"))
        continue;
      start = (gsize) um_slice_find_byte (um_slice_from (line, i), ':') + i + 1;
      end = span_of (line, start, "<>\", \t");
      at = span_of (part (line, 0, end), start, "@");
      if (tel || at < end)
        {
          UmSlice user = part (line, start, tel ? end : at);

          user = um_slice_head (user, span_of (user, 0, ";:?"));
          learn_name_or_number (terms, user);
        }
      start = at < end ? at + 1 : start;
      if (!tel)
        learn_host (terms, part (line, start, span_of (part (line, 0, end), start, ";:?&")));
      i = end;
    }
}

/* What stands before '<' of an address header. */
static void
learn_display_names (UmRedactTerms *terms, UmSlice value)
{
  gsize start = 0;

  for (gsize i = 0; i < value.len; i++)
    if (value.data[i] == '"')
      {
        gsize end = span_of (value, i + 1, "\"");

        if (span_of (value, end, "<,;") < value.len &&
            value.data[span_of (value, end, "<,;")] == '<')
          learn_display_name (terms, part (value, i + 1, end));
        i = end;
      }
    else if (value.data[i] == '<')
      {
        UmSlice name = um_slice_trim (part (value, start, i));

        if (name.len > 0 && um_slice_find_byte (name, '"') < 0)
          learn_display_name (terms, name);
        i = span_of (value, i, ">");
      }
    else if (value.data[i] == ',')
      start = i + 1;
}

/* name="value" of an authorization. */
static void
learn_parameter (UmRedactTerms *terms, UmSlice line, const char *name, gboolean is_host)
{
  gsize len = strlen (name);

  for (gsize i = 0; i + len < line.len; i++)
    if (is_at (line, i, name))
      {
        UmSlice value = part (line, i + len, span_of (line, i + len, "\""));

        if (is_host)
          learn_host (terms, value);
        else
          learn_name_or_number (terms, value);
      }
}

static void
learn_patterns (UmRedactTerms *terms, UmSlice line)
{
  for (gsize i = 0; i < line.len; i++)
    {
      UmAddress address;
      guint8 mac[6];
      char separator;
      gsize len;

      if (hex (line.data[i]) < 0 && line.data[i] != ':')
        continue;
      if (i > 0 && hex (line.data[i - 1]) >= 0)
        continue;
      len = read_mac (um_slice_from (line, i), mac);
      if (len > 0)
        um_redact_terms_learn_mac (terms, mac);
      else if (i == 0 || !um_redact_is_word_byte (line.data[i - 1]))
        {
          len = read_address (um_slice_from (line, i), &address, &separator);
          if (len > 0)
            um_redact_terms_learn_address (terms, &address);
        }
      i += len > 0 ? len - 1 : 0;
    }
}

static gboolean
is_product_line (UmSlice line)
{
  return is_at (line, 0, "User-Agent") || is_at (line, 0, "Server");
}

void
um_redact_learn_line (UmRedactTerms *terms, UmSlice line, guint number)
{
  gssize colon = um_slice_find_byte (line, ':');

  if (line.len < 2)
    return;
  if (!is_product_line (line))
    learn_patterns (terms, line);
  learn_uris (terms, line);
  if (line.data[1] == '=')
    {
      UmSlice user = part (line, 2, span_of (line, 2, " "));

      if (line.data[0] == 'o')
        learn_name_or_number (terms, user);
      else if (strchr ("ep", line.data[0]) != NULL)
        learn_display_name (terms, um_slice_from (line, 2));
      return;
    }
  if (number <= 1 || colon <= 0)
    return;
  learn_display_names (terms, um_slice_from (line, (gsize) colon + 1));
  learn_parameter (terms, line, "username=\"", FALSE);
  learn_parameter (terms, line, "realm=\"", TRUE);
  if (is_at (line, 0, "Organization:") || is_at (line, 0, "Subject:") || is_at (line, 0, "s:"))
    learn_display_name (terms, um_slice_trim (um_slice_from (line, (gsize) colon + 1)));
}

/* --- replacing --- */

typedef struct
{
  UmRedactTerms *terms;
  guint what;
  UmRedactMode mode;
  UmSlice text;
  gsize at;        /* what is done */
  gsize protected; /* up to here, numbers and names are SIP's own */
  GString *out;
} Run;

/* Header and SDP lines whose numbers are counters, lengths, ports and codes. */
static const char *const technical[] = {
  "CSeq:",
  "Content-Length:",
  "l:",
  "Max-Forwards:",
  "Expires:",
  "Min-Expires:",
  "Session-Expires:",
  "x:",
  "Min-SE:",
  "RSeq:",
  "RAck:",
  "Timestamp:",
  "Date:",
  "Retry-After:",
  "Content-Type:",
  "Allow:",
  "Allow-Events:",
  "Supported:",
  "k:",
  "Require:",
  "Accept:",
  "Event:",
  "MIME-Version:",
  "v=",
  "t=",
  "b=",
  "m=",
  "r=",
  "z=",
  "a=rtpmap:",
  "a=fmtp:",
  "a=ptime:",
  "a=rtcp:",
  "a=candidate:",
};

/* Where the part begins that may hold names and numbers. */
static gsize
protected_length (UmSlice line)
{
  gssize colon = um_slice_find_byte (line, ':');
  gsize at;

  for (gsize i = 0; i < G_N_ELEMENTS (technical); i++)
    if (is_at (line, 0, technical[i]))
      return line.len;
  if (is_at (line, 0, "SIP/2.0 "))
    return MIN (line.len, 12);
  if (line.len > 1 && line.data[1] == '=')
    {
      at = span_of (line, 2, " ");
      return line.data[0] == 'o' || line.data[0] == 'c' ? 2
             : line.data[0] == 'a'                      ? line.len
                                                        : MIN (at, 2);
    }
  at = span_of (line, 0, " ");
  if (colon > 0 && (gsize) colon < at + 1)
    return (gsize) colon + 1;
  return at; /* the method of a start line */
}

static gboolean
follows (const Run *self, const char *word)
{
  gsize len = strlen (word);

  return self->at >= len && is_at (self->text, self->at - len, word);
}

/* Digits that SIP itself writes: a port, a version, a parameter that counts. */
static gboolean
is_technical_number (const Run *self, gsize len)
{
  static const char *const counters[] = { "rport=", "expires=",   "q=",  "ttl=",
                                          "cause=", "refresher=", "nc=", "port=" };
  gsize end = self->at + len;
  char before = self->at > 0 ? self->text.data[self->at - 1] : ' ';
  char after = end < self->text.len ? self->text.data[end] : ' ';

  if (len >= LONG_NUMBER || after == '@')
    return FALSE;
  if (before == ':')
    return self->at > 1 && !follows (self, "sip:") && !follows (self, "sips:") &&
           !follows (self, "tel:") &&
           (um_redact_is_word_byte (self->text.data[self->at - 2]) ||
            self->text.data[self->at - 2] == ']');
  if (before == '/' ||
      (before == '.' && self->at > 1 && g_ascii_isdigit (self->text.data[self->at - 2])))
    return TRUE;
  if (after == '.' && end + 1 < self->text.len && g_ascii_isdigit (self->text.data[end + 1]))
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (counters); i++)
    if (follows (self, counters[i]))
      return TRUE;
  return FALSE;
}

/* %3A and the like separate words as well. */
static gboolean
at_word_start (const Run *self)
{
  const char *p = self->text.data + self->at;

  return self->at == 0 || !um_redact_is_word_byte (p[-1]) ||
         (self->at > 2 && p[-3] == '%' && hex (p[-2]) >= 0 && hex (p[-1]) >= 0);
}

static gboolean
take_mac (Run *self)
{
  guint8 mac[6], token[6];
  UmTermKind kind;
  UmSlice rest = um_slice_from (self->text, self->at);
  gsize len;

  if (self->at > 0 && hex (self->text.data[self->at - 1]) >= 0)
    return FALSE;
  len = read_mac (rest, mac);
  if (len == 0 || (um_redact_terms_match (self->terms, rest, &kind) >= len && at_word_start (self)))
    return FALSE; /* no MAC, or a phone number of twelve digits */
  if ((self->what & UM_REDACT_MACS) == 0)
    g_string_append_len (self->out, rest.data, (gssize) len);
  else
    {
      um_redact_terms_mac (self->terms, mac, token);
      append_mac (self->out, um_slice_head (rest, len), token);
    }
  self->at += len;
  return TRUE;
}

static gboolean
take_address (Run *self)
{
  UmSlice rest = um_slice_from (self->text, self->at);
  UmAddress address, token;
  g_autofree char *text = NULL;
  char separator;
  gsize len = read_address (rest, &address, &separator);
  gboolean known;

  if (len == 0)
    return FALSE;
  known = um_redact_terms_knows_address (self->terms, &address);
  if ((self->mode == UM_REDACT_PRODUCT || separator != '.') && !known)
    return FALSE;
  if ((self->what & UM_REDACT_ADDRESSES) == 0)
    g_string_append_len (self->out, rest.data, (gssize) len);
  else
    {
      token = um_redact_terms_address (self->terms, &address);
      text = um_address_dup_string (&token);
      g_string_append (self->out, separator != '.' ? g_strdelimit (text, ".", separator) : text);
    }
  self->at += len;
  return TRUE;
}

static gboolean
take_term (Run *self)
{
  UmSlice rest = um_slice_from (self->text, self->at);
  UmTermKind kind;
  gsize len = um_redact_terms_match (self->terms, rest, &kind);

  if (len == 0 || (self->at < self->protected && len < LONG_NUMBER))
    return FALSE;
  if (kind == UM_TERM_NUMBER && self->mode != UM_REDACT_FREE &&
      self->mode != UM_REDACT_CALL_ID && is_technical_number (self, len))
    return FALSE;
  if ((self->what & (kind == UM_TERM_NUMBER ? UM_REDACT_NUMBERS : UM_REDACT_NAMES)) == 0)
    g_string_append_len (self->out, rest.data, (gssize) len);
  else
    g_string_append (self->out, um_redact_terms_token (self->terms, um_slice_head (rest, len)));
  self->at += len;
  return TRUE;
}

/* Where an opaque identifier stands: it goes as a whole, but for a host behind '@'. */
static gboolean
is_at_id (const Run *self)
{
  static const char *const headers[] = { "Call-ID:", "i:", "In-Reply-To:", "Replaces:" };

  if (self->mode == UM_REDACT_CALL_ID)
    return self->at == 0;
  if (self->mode != UM_REDACT_SIP)
    return FALSE;
  if (follows (self, "tag=") || follows (self, "branch="))
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      gsize value = strlen (headers[i]);

      if (!is_at (self->text, 0, headers[i]))
        continue;
      while (value < self->text.len && um_byte_is_space (self->text.data[value]))
        value++;
      return self->at == value;
    }
  return FALSE;
}

static gboolean
take_id (Run *self)
{
  gsize end;

  if ((self->what & (UM_REDACT_NUMBERS | UM_REDACT_NAMES | UM_REDACT_MACS)) == 0 ||
      !is_at_id (self))
    return FALSE;
  end = span_of (self->text, self->at, "@;,<>\" \t");
  if (end == self->at)
    return FALSE;
  g_string_append (self->out, um_redact_terms_id (self->terms, part (self->text, self->at, end)));
  self->at = end;
  return TRUE;
}

/* Moves the ends of the spans that lie in what was just replaced. */
static void
move_spans (GArray *moved, const GArray *spans, gsize from, gsize to, gsize out_from, gsize out_to)
{
  for (guint i = 0; i < spans->len; i++)
    {
      const UmSpan *span = &g_array_index (spans, UmSpan, i);
      UmSpan *result = &g_array_index (moved, UmSpan, i);

      if (span->start >= from && span->start < to)
        result->start = out_from;
      if (span->end > from && span->end <= to)
        result->end = out_to;
    }
}

static void
step (Run *self)
{
  char c = self->text.data[self->at];

  if (take_id (self))
    return;
  if ((hex (c) >= 0 || c == ':') && take_mac (self))
    return;
  if (at_word_start (self) &&
      (((hex (c) >= 0 || c == ':') && take_address (self)) || take_term (self)))
    return;
  g_string_append_c (self->out, c);
  self->at++;
}

char *
um_redact_text (
    UmRedactTerms *terms, guint what, UmRedactMode mode, const char *text, GArray *spans)
{
  Run run = { terms, what, mode, um_slice_from_string (text) };
  g_autoptr (GArray) moved = spans != NULL ? g_array_copy (spans) : NULL;

  run.out = g_string_sized_new (run.text.len + 16);
  run.protected = mode == UM_REDACT_SIP ? protected_length (run.text) : 0;
  if (mode == UM_REDACT_SIP && is_product_line (run.text))
    run.mode = UM_REDACT_PRODUCT;
  while (run.at < run.text.len)
    {
      gsize from = run.at, out_from = run.out->len;

      step (&run);
      if (spans != NULL)
        move_spans (moved, spans, from, run.at, out_from, run.out->len);
    }
  for (guint i = 0; spans != NULL && i < spans->len; i++)
    g_array_index (spans, UmSpan, i) = g_array_index (moved, UmSpan, i);
  return g_string_free (run.out, FALSE);
}
