/* Character classes and token scans of RFC 3261 section 25.1. Everything works on position and
 * end: the bytes come from the network, a NUL is a byte like any other, and no scan looks at a
 * byte twice, so that callers stay linear whatever they are given. */

#include "dissect/sip-lex.h"

enum
{
  CLASS_TOKEN = 1 << 0,
  CLASS_URI = 1 << 1, /* neither blank nor control: what a start line's URI may be made of */
  CLASS_ALPHA = 1 << 2,
  CLASS_DIGIT = 1 << 3,
};

#define GRAPH CLASS_URI
#define TOKEN (CLASS_TOKEN | CLASS_URI)
#define DIGIT (CLASS_TOKEN | CLASS_URI | CLASS_DIGIT)
#define ALPHA (CLASS_TOKEN | CLASS_URI | CLASS_ALPHA)

static const guint8 classes[256] = {
  ['!'] = TOKEN,           ['"'] = GRAPH,         ['#'] = GRAPH,         ['$'] = GRAPH,
  ['%'] = TOKEN,           ['&'] = GRAPH,         ['\''] = TOKEN,        ['('] = GRAPH,
  [')'] = GRAPH,           ['*'] = TOKEN,         ['+'] = TOKEN,         [','] = GRAPH,
  ['-'] = TOKEN,           ['.'] = TOKEN,         ['/'] = GRAPH,         ['0' ... '9'] = DIGIT,
  [':' ... '@'] = GRAPH,   ['A' ... 'Z'] = ALPHA, ['[' ... '^'] = GRAPH, ['_'] = TOKEN,
  ['`'] = TOKEN,           ['a' ... 'z'] = ALPHA, ['{' ... '}'] = GRAPH, ['~'] = TOKEN,
  [0x80 ... 0xff] = GRAPH,
};

static inline gboolean
has_class (char c, guint8 class)
{
  return (classes[(guchar) c] & class) != 0;
}

static inline const char *
skip_class (const char *position, const char *end, guint8 class)
{
  while (position < end && has_class (*position, class))
    position++;
  return position;
}

/* position when there is no "SIP/2.0" there, as a word of its own. */
static const char *
skip_version (const char *position, const char *end)
{
  const UmSlice version = UM_SLICE ("SIP/2.0");
  const char *after;

  if (!um_slice_has_prefix_nocase (um_slice_new (position, end - position), version))
    return position;
  after = position + version.len;
  return after == end || um_sip_lex_skip_blanks (after, end) > after ? after : position;
}

static gboolean
is_status_line_tail (const char *position, const char *end)
{
  const char *code = um_sip_lex_skip_blanks (position, end);
  const char *after = skip_class (code, end, CLASS_DIGIT);

  if (code == position || after - code != 3 || *code < '1' || *code > '6')
    return FALSE;
  return after == end || um_sip_lex_skip_blanks (after, end) > after;
}

gboolean
um_sip_lex_is_token_char (char c)
{
  return has_class (c, CLASS_TOKEN);
}

const char *
um_sip_lex_skip_token (const char *position, const char *end)
{
  return skip_class (position, end, CLASS_TOKEN);
}

const char *
um_sip_lex_skip_quoted (const char *position, const char *end)
{
  if (position < end)
    position++;
  while (position < end)
    {
      if (*position == '"')
        return position + 1;
      position += *position == '\\' && end - position > 1 ? 2 : 1;
    }
  return end;
}

UmSlice
um_sip_lex_next_line (UmSlice *rest)
{
  const char *start = rest->data;
  const char *end = um_slice_end (*rest);
  const char *line_end = um_sip_lex_find_line_end (start, end);
  const char *next = line_end < end ? um_sip_lex_skip_line_end (line_end, end) : end;

  *rest = um_slice_new (next, end - next);
  return um_slice_new (start, line_end - start);
}

gboolean
um_sip_lex_is_start_line (UmSlice line)
{
  const char *position = line.data;
  const char *end = um_slice_end (line);
  const char *after, *uri, *scheme;

  if (line.len == 0)
    return FALSE;
  after = skip_version (position, end);
  if (after > position)
    return is_status_line_tail (after, end);

  after = um_sip_lex_skip_token (position, end);
  uri = um_sip_lex_skip_blanks (after, end);
  if (after == position || uri == after || uri == end || !has_class (*uri, CLASS_ALPHA))
    return FALSE;
  scheme = um_sip_lex_skip_token (uri, end);
  if (scheme == end || *scheme != ':')
    return FALSE;
  after = skip_class (scheme + 1, end, CLASS_URI);
  position = um_sip_lex_skip_blanks (after, end);
  if (after == scheme + 1 || position == after)
    return FALSE;
  after = skip_version (position, end);
  return after > position && um_sip_lex_skip_blanks (after, end) == end;
}
