/* Finds the start line in what loggers, mail programs and people made of it. Nothing is stripped
 * on suspicion: the prefix of the start line must come back, in the same shape, on a line that is
 * a header without it. Leading blanks fold headers in SIP, so they only go when the start line has
 * them too. */

#include "io/trace-clean.h"

#include "core/limits.h"
#include "dissect/sip-lex.h"

static UmSlice
peek_line (UmSlice text)
{
  const char *line_end = um_sip_lex_find_line_end (text.data, um_slice_end (text));

  return um_slice_new (text.data, (gsize) (line_end - text.data));
}

static UmSlice
drop_line (UmSlice text)
{
  const char *end = um_slice_end (text);
  const char *next = um_sip_lex_skip_line_end (um_sip_lex_find_line_end (text.data, end), end);

  return um_slice_new (next, (gsize) (end - next));
}

static gboolean
is_empty (UmSlice line)
{
  return um_slice_trim (line).len == 0;
}

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t';
}

gboolean
um_trace_is_header (UmSlice line)
{
  const char *end = um_slice_end (line);
  const char *p = line.data;

  if (line.len == 0 || !g_ascii_isalpha (*p))
    return FALSE;
  p = um_sip_lex_skip_token (p, end);
  if (p - line.data > UM_LIMIT_HEADER_NAME)
    return FALSE;
  p = um_sip_lex_skip_blanks (p, end);
  return p < end && *p == ':';
}

/* A header that hardly occurs in prose: needed where the start line stands in the middle of
 * something. */
static gboolean
is_sip_header (UmSlice line)
{
  static const char *const names[] = { "via", "v", "from", "f", "to", "t", "call-id", "i", "cseq",
                                       "contact", "m", "max-forwards", "record-route", "route" };
  const char *colon;
  UmSlice name;

  if (!um_trace_is_header (line))
    return FALSE;
  colon = memchr (line.data, ':', line.len);
  name = um_slice_trim (um_slice_new (line.data, (gsize) (colon - line.data)));
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (um_slice_equal_nocase (name, um_slice_from_string (names[i])))
      return TRUE;
  return FALSE;
}

/* Position behind the prefix, or NULL. Runs of digits match runs of digits (line numbers, clocks),
 * and so do the blanks in front of them; blanks at the end count exactly, or the line ends. */
static const char *
match_prefix (UmSlice prefix, UmSlice line)
{
  const char *p = prefix.data, *prefix_end = um_slice_end (prefix);
  const char *l = line.data, *line_end = um_slice_end (line);

  while (p < prefix_end)
    {
      const char *p_start = p, *l_start = l;

      if (g_ascii_isdigit (*p))
        {
          while (p < prefix_end && g_ascii_isdigit (*p))
            p++;
          l = l_start = um_sip_lex_skip_blanks (l, line_end);
          while (l < line_end && g_ascii_isdigit (*l))
            l++;
          if (l == l_start)
            return NULL;
        }
      else if (is_blank (*p))
        {
          p = um_sip_lex_skip_blanks (p, prefix_end);
          l = um_sip_lex_skip_blanks (l, line_end);
          if (p == prefix_end && l - l_start >= p - p_start)
            return l_start + (p - p_start);
          if (p == prefix_end)
            return l == line_end ? l : NULL;
          if (!g_ascii_isdigit (*p) && (l == l_start))
            return NULL;
        }
      else if (l < line_end && *l == *p)
        {
          p++;
          l++;
        }
      else
        return NULL;
    }
  return l;
}

static UmSlice
skip_number (UmSlice text)
{
  const char *start = um_sip_lex_skip_blanks (text.data, um_slice_end (text));

  text = um_slice_new (start, (gsize) (um_slice_end (text) - start));
  while (text.len > 0 && g_ascii_isdigit (text.data[0]))
    text = um_slice_from (text, 1);
  return text;
}

/* "(61)" behind the text, in old versions */
static UmSlice
drop_count (UmSlice line)
{
  gsize len = line.len;

  if (len < 4 || line.data[len - 1] != ')')
    return line;
  for (len--; len > 0 && g_ascii_isdigit (line.data[len - 1]); len--)
    ;
  if (len < 2 || line.data[len - 1] != '(' || line.data[len - 2] != ' ')
    return line;
  return um_slice_head (line, len - 2);
}

/* What chan_sip's debug lines say of one line of a message:
 * "Header  1 [ 64]: Via: ...", "  Body  0 [  3]: v=0"; "Header 1: Via: ... (61)", "Line: v=0 (3)" */
static gboolean
read_numbered (UmSlice raw, gboolean first_only, UmSlice *ret_line)
{
  static const char *const words[] = { "Header ", "Body ", "Line: " };

  for (gsize i = 0; i < (first_only ? 1 : G_N_ELEMENTS (words)); i++)
    {
      gssize at = um_slice_find (raw, um_slice_from_string (words[i]));
      UmSlice rest = um_slice_from (raw, (gsize) MAX (at, 0) + strlen (words[i]));
      gssize close;

      if (at < 0 || (at > 0 && !is_blank (raw.data[at - 1])))
        continue;
      if (i == 2)
        {
          *ret_line = drop_count (rest);
          return TRUE;
        }
      rest = skip_number (rest);
      if (um_slice_has_prefix (rest, UM_SLICE (": ")))
        {
          *ret_line = drop_count (um_slice_from (rest, 2));
          return TRUE;
        }
      close = um_slice_has_prefix (rest, UM_SLICE (" [")) ? um_slice_find_byte (rest, ']') : -1;
      if (close < 0 || close > 8 || (gsize) close + 1 >= rest.len || rest.data[close + 1] != ':')
        continue;
      *ret_line = um_slice_from (rest, (gsize) close + 3);
      return TRUE;
    }
  return FALSE;
}

gboolean
um_trace_clean_line (const UmTraceStyle *style, UmSlice *text, UmSlice *ret_raw, UmSlice *ret_line)
{
  UmSlice raw, line;
  const char *end, *next;

  if (text->len == 0)
    return FALSE;
  raw = line = peek_line (*text);
  if (style->numbered && !read_numbered (raw, FALSE, &line))
    return FALSE;
  if (style->prefix.len > 0 && raw.len > 0)
    {
      const char *rest = match_prefix (style->prefix, raw);

      if (rest == NULL)
        return FALSE;
      line = um_slice_new (rest, (gsize) (um_slice_end (raw) - rest));
    }
  if (style->dotted && line.len > 0 && line.data[line.len - 1] == '.')
    line.len--;
  end = um_slice_end (*text);
  next = um_sip_lex_skip_line_end (um_slice_end (raw), end);
  *text = um_slice_new (next, (gsize) (end - next));
  if (style->doubled && line.len > 0 && text->len > 0 && is_empty (peek_line (*text)))
    *text = drop_line (*text);
  *ret_raw = raw;
  *ret_line = line;
  return TRUE;
}

/* -- escapes ---------------------------------------------------------------------------------- */

typedef struct
{
  UmTraceEscape kind;
  UmSlice text;
  char byte;
} Escape;

static const Escape escapes[] = {
  { UM_TRACE_ESCAPE_OCTAL, { "#015", 4 }, '\r' },
  { UM_TRACE_ESCAPE_OCTAL, { "#012", 4 }, '\n' },
  { UM_TRACE_ESCAPE_OCTAL, { "#011", 4 }, '\t' },
  { UM_TRACE_ESCAPE_DECIMAL, { "<013>", 5 }, '\r' },
  { UM_TRACE_ESCAPE_DECIMAL, { "<010>", 5 }, '\n' },
  { UM_TRACE_ESCAPE_DECIMAL, { "<009>", 5 }, '\t' },
  { UM_TRACE_ESCAPE_BACKSLASH, { "\\r", 2 }, '\r' },
  { UM_TRACE_ESCAPE_BACKSLASH, { "\\n", 2 }, '\n' },
  { UM_TRACE_ESCAPE_BACKSLASH, { "\\t", 2 }, '\t' },
  { UM_TRACE_ESCAPE_BACKSLASH, { "\\\"", 2 }, '"' },
  { UM_TRACE_ESCAPE_BACKSLASH, { "\\\\", 2 }, '\\' },
  { UM_TRACE_ESCAPE_BACKSLASH, { "\\/", 2 }, '/' },
};

static const Escape *
find_escape (UmTraceEscape kind, UmSlice text)
{
  for (gsize i = 0; i < G_N_ELEMENTS (escapes); i++)
    if ((kind == UM_TRACE_ESCAPE_NONE || kind == escapes[i].kind) &&
        um_slice_has_prefix (text, escapes[i].text))
      return &escapes[i];
  return NULL;
}

/* "Name:" with no dot in it, as a host would have. */
static gboolean
is_dotless_header (UmSlice text)
{
  gsize i = 0;

  while (i < MIN (text.len, UM_LIMIT_HEADER_NAME) &&
         (g_ascii_isalnum (text.data[i]) || text.data[i] == '-'))
    i++;
  return i > 0 && i < text.len && text.data[i] == ':' && g_ascii_isalpha (text.data[0]);
}

/* ".." for CR and LF, where a header, an SDP line, another one or the end follows. */
static gboolean
is_dotted_line_end (UmSlice text)
{
  UmSlice rest = um_slice_from (text, 2);

  if (!um_slice_has_prefix (text, UM_SLICE ("..")))
    return FALSE;
  return rest.len == 0 || rest.data[0] == ')' || um_slice_has_prefix (rest, UM_SLICE ("..")) ||
         (rest.len > 1 && g_ascii_islower (rest.data[0]) && rest.data[1] == '=') ||
         is_dotless_header (rest);
}

static gsize
undot (UmSlice text, GByteArray *into)
{
  gsize i = 0;

  gboolean ends = FALSE;

  while (i < text.len && !(text.data[i] == ')' && (ends || i + 1 == text.len)))
    {
      ends = is_dotted_line_end (um_slice_from (text, i));
      g_byte_array_append (into, (const guint8 *) (ends ? "\r\n" : text.data + i), ends ? 2 : 1);
      i += ends ? 2 : 1;
    }
  return i;
}

gsize
um_trace_unescape (UmTraceEscape escape, char stop, UmSlice text, GByteArray *into)
{
  gsize i = 0;

  if (escape == UM_TRACE_ESCAPE_DOTS)
    return undot (text, into);
  while (i < text.len)
    {
      UmSlice rest = um_slice_from (text, i);
      const Escape *hit = rest.data[0] != '\0' && strchr ("#<\\", rest.data[0]) != NULL
                              ? find_escape (escape, rest) : NULL;
      gboolean doubled = stop == '"' && um_slice_has_prefix (rest, UM_SLICE ("\"\""));

      if (stop != '\0' && rest.data[0] == stop && !doubled)
        break;
      g_byte_array_append (into, (const guint8 *) (hit != NULL ? &hit->byte : rest.data), 1);
      i += hit != NULL ? hit->text.len : doubled ? 2 : 1;
    }
  return i;
}

UmSlice
um_trace_quoted_cell (UmSlice text)
{
  text = um_slice_head (text, UM_LIMIT_SIP_MESSAGE);
  for (gsize i = 0; i < text.len; i++)
    if (text.data[i] == '"')
      {
        if (i + 1 == text.len || text.data[i + 1] != '"')
          return um_slice_head (text, i);
        i++;
      }
  return UM_SLICE_UNSET;
}

/* The kind of the first escaped line end in text, and where it stands. */
static UmTraceEscape
find_escaped_line_end (UmSlice text, gsize *ret_at, gsize *ret_behind)
{
  for (gsize i = 0; i < text.len; i++)
    {
      const Escape *hit = strchr ("#<\\", text.data[i]) != NULL && text.data[i] != '\0'
                              ? find_escape (UM_TRACE_ESCAPE_NONE, um_slice_from (text, i)) : NULL;
      const Escape *second;

      if (hit == NULL || (hit->byte != '\r' && hit->byte != '\n'))
        continue;
      *ret_at = i;
      *ret_behind = i + hit->text.len;
      second = find_escape (hit->kind, um_slice_from (text, *ret_behind));
      if (hit->byte == '\r' && second != NULL && second->byte == '\n')
        *ret_behind += second->text.len;
      return hit->kind;
    }
  return UM_TRACE_ESCAPE_NONE;
}

gboolean
um_trace_take_escaped_line (UmTraceEscape escape, UmSlice *text, UmSlice *ret_line)
{
  gsize at = text->len, behind = text->len;

  if (text->len == 0 || escape == UM_TRACE_ESCAPE_NONE)
    return FALSE;
  (void) find_escaped_line_end (*text, &at, &behind);
  *ret_line = um_slice_head (*text, at);
  *text = um_slice_from (*text, behind);
  return TRUE;
}

/* -- the start line --------------------------------------------------------------------------- */

static const char *
back_over_blanks (const char *start, const char *p)
{
  while (p > start && is_blank (p[-1]))
    p--;
  return p;
}

static const char *
back_over_word (const char *start, const char *p)
{
  while (p > start && !is_blank (p[-1]))
    p--;
  return p;
}

/* Capital letters alone: with garbage in front ("E..@.INVITE") a token would begin too early. A
 * letter that happens to stand before a known method is garbage as well. */
static const char *
method_start (const char *start, const char *end)
{
  static const char *const methods[] = { "REGISTER", "INVITE", "ACK", "BYE", "CANCEL", "OPTIONS",
                                         "SUBSCRIBE", "NOTIFY", "PUBLISH", "MESSAGE", "REFER",
                                         "UPDATE", "PRACK", "INFO" };
  const char *p = end;

  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      gsize len = strlen (methods[i]);

      if ((gsize) (end - start) >= len && memcmp (end - len, methods[i], len) == 0)
        return end - len;
    }
  while (p > start && (g_ascii_isupper (p[-1]) || p[-1] == '_' || p[-1] == '-'))
    p--;
  return p;
}

/* First byte of the start line that has "SIP/2.0" at mark, or NULL when there is none. */
static const char *
start_of (UmSlice line, const char *mark)
{
  const char *end = um_slice_end (line);
  const char *uri_end = back_over_blanks (line.data, mark);
  const char *uri, *method_end, *method;

  if (end - mark > 10 && mark[7] == ' ' && g_ascii_isdigit (mark[8]) && g_ascii_isdigit (mark[9]) &&
      g_ascii_isdigit (mark[10]))
    return mark;
  if (uri_end == mark || uri_end == line.data)
    return NULL;
  uri = back_over_word (line.data, uri_end);
  method_end = back_over_blanks (line.data, uri);
  if (method_end == uri || method_end == line.data)
    return NULL;
  if (um_sip_lex_is_start_line (um_slice_new (line.data, (gsize) (mark + 7 - line.data))))
    return line.data;
  method = method_start (line.data, method_end);
  return method < method_end ? method : NULL;
}

static gboolean
is_dotted_start_line (UmSlice line)
{
  UmSlice shown = um_slice_head (line, line.len - 1);

  return um_sip_lex_is_start_line (shown) || um_sip_lex_is_start_line (um_slice_trim (shown));
}

/* ngrep writes line ends as '.', so header lines and the empty line all end in one. Looks no
 * further than the next start line: each line is looked at for one message only. */
static gboolean
is_dotted (UmSlice start, UmSlice below)
{
  if (start.len == 0 || start.data[start.len - 1] != '.' || !is_dotted_start_line (start))
    return FALSE;
  if (!um_trace_is_header (peek_line (below)))
    return FALSE;
  while (below.len > 0)
    {
      UmSlice line = peek_line (below);

      if (line.len == 0)
        return FALSE;
      if (line.data[line.len - 1] != '.')
        return drop_line (below).len == 0; /* cut at the end of the file */
      if (line.len == 1 || is_dotted_start_line (line))
        return TRUE;
      below = drop_line (below);
    }
  return TRUE;
}

static gboolean
is_doubled (UmSlice below)
{
  UmSlice second;

  if (below.len == 0 || !is_empty (peek_line (below)))
    return FALSE;
  second = drop_line (below);
  if (!um_trace_is_header (peek_line (second)))
    return FALSE;
  second = drop_line (second);
  return second.len > 0 && is_empty (peek_line (second)) &&
         um_trace_is_header (peek_line (drop_line (second)));
}

/* "INVITE sip:bob@example.com SIP/2.0..Via: ..." */
static gboolean
find_dots (UmSlice start, const char *mark, UmTraceStart *found)
{
  UmSlice rest = um_slice_new (MAX (start.data, mark), 0);
  gssize dots;
  UmSlice first;

  rest.len = (gsize) (um_slice_end (start) - rest.data);
  dots = um_slice_find (rest, UM_SLICE (".."));
  if (dots < 0)
    return FALSE;
  first = um_slice_new (start.data, (gsize) (rest.data - start.data) + (gsize) dots);
  if (!um_sip_lex_is_start_line (first) ||
      !is_sip_header (um_slice_from (rest, (gsize) dots + 2)))
    return FALSE;
  found->style.escape = UM_TRACE_ESCAPE_DOTS;
  return TRUE;
}

static gboolean
find_escaped (UmSlice start, const char *mark, UmTraceStart *found)
{
  const char *from = MAX (start.data, mark);
  UmSlice rest = um_slice_new (from, (gsize) (um_slice_end (start) - from));
  gsize at = 0, behind = 0;
  UmTraceEscape escape = find_escaped_line_end (rest, &at, &behind);
  UmSlice first = um_slice_new (start.data, (gsize) (from - start.data) + at);

  if (escape == UM_TRACE_ESCAPE_NONE || !um_sip_lex_is_start_line (first) ||
      !um_trace_is_header (um_slice_from (rest, behind)))
    return FALSE;
  found->style.escape = escape;
  found->certain = TRUE;
  return TRUE;
}

static gboolean
find_prefixed (UmSlice prefix, UmSlice below, UmTraceStart *found)
{
  UmSlice next = peek_line (below);
  const char *rest;

  if (prefix.len > UM_LIMIT_LINE_PREFIX || below.len == 0)
    return FALSE;
  rest = match_prefix (prefix, next);
  if (rest == NULL ||
      !um_trace_is_header (um_slice_new (rest, (gsize) (um_slice_end (next) - rest))))
    return FALSE;
  found->style.prefix = prefix;
  return TRUE;
}

static gboolean
find_numbered (UmSlice line, UmSlice below, UmTraceStart *found)
{
  UmSlice start, next;

  if (!read_numbered (line, TRUE, &start) || !um_sip_lex_is_start_line (start) ||
      !read_numbered (peek_line (below), TRUE, &next))
    return FALSE;
  found->start = start;
  found->style.numbered = TRUE;
  return TRUE;
}

gboolean
um_trace_resembles_start (UmSlice line, const char *mark, UmSlice below)
{
  UmSlice behind = um_slice_from (line, (gsize) (mark - line.data) + 7);

  if (mark != line.data && !is_empty (behind))
    return FALSE;
  return is_sip_header (peek_line (below));
}

/* Behind the quote that opens a cell. text: the message and all that follows. */
static gboolean
is_quoted (UmSlice prefix, UmSlice text)
{
  if (prefix.len == 0 || prefix.data[prefix.len - 1] != '"' ||
      (prefix.len > 1 && strchr (",;\t|", prefix.data[prefix.len - 2]) == NULL))
    return FALSE;
  return um_slice_is_set (um_trace_quoted_cell (text));
}

gboolean
um_trace_start_find (UmSlice line, const char *mark, UmSlice below, UmTraceStart *ret_start)
{
  const char *first = start_of (line, mark);
  UmTraceStart found = { .certain = TRUE };
  UmSlice prefix, shown;

  if (first == NULL)
    return FALSE;
  found.start = um_slice_new (first, (gsize) (um_slice_end (line) - first));
  if (find_numbered (line, below, &found))
    {
      *ret_start = found;
      return TRUE;
    }
  prefix = um_slice_new (line.data, (gsize) (first - line.data));
  if (find_escaped (found.start, mark, &found) || find_dots (found.start, mark, &found))
    {
      *ret_start = found;
      return TRUE;
    }
  found.style.dotted = prefix.len == 0 && is_dotted (found.start, below);
  shown = um_slice_head (found.start, found.start.len - (found.style.dotted ? 1 : 0));
  if (!um_sip_lex_is_start_line (shown) && !um_sip_lex_is_start_line (um_slice_trim (shown)))
    return FALSE;
  if (is_quoted (prefix, um_slice_new (first, (gsize) (um_slice_end (below) - first))))
    found.style.quoted = um_trace_is_header (peek_line (below));
  if (found.style.quoted)
    {
      *ret_start = found;
      return TRUE;
    }
  if (prefix.len == 0)
    {
      found.style.doubled = !found.style.dotted && is_doubled (below);
      found.certain = below.len == 0 || found.style.doubled ||
                      um_trace_is_header (peek_line (below));
    }
  else if (!find_prefixed (prefix, below, &found) && !is_sip_header (peek_line (below)))
    return FALSE;
  *ret_start = found;
  return TRUE;
}
