/* What a quote can be: all of the datagram, its first 128 bytes with MPLS labels behind them
 * (RFC 4884, RFC 4950; old boxes do not say where the labels begin), nothing behind the UDP header
 * (RFC 792 asks for no more), or rubbish. Only text can be a change: what was sent is ASCII, and no
 * ALG writes anything else. Padding, labels and cut lines never are. */

#include "probe/hop-quote.h"

enum
{
  OLD_QUOTE = 128, /* RFC 4884 section 5: where extensions begin when no length is given */
  MAX_LINES = 64,  /* ours have some 17; the table of the comparison is the square of it */
};

typedef struct
{
  UmSlice text; /* without LF; a CR stays, since a lost one is a change */
  gsize end;    /* offset behind its LF */
  gboolean in_body;
} Line;

typedef struct
{
  Line line[MAX_LINES];
  guint n;
  UmSlice partial; /* what follows the last LF */
} Lines;

/* RFC 4884 section 7: version 2, reserved zero, and a checksum that may be absent (zero). */
static gboolean
is_extension (UmSlice bytes)
{
  guint32 sum = 0;

  if (bytes.len < 8 || (guchar) bytes.data[0] != 0x20 || bytes.data[1] != 0)
    return FALSE;
  if (bytes.data[2] == 0 && bytes.data[3] == 0)
    return TRUE;
  for (gsize i = 0; i < bytes.len; i++)
    sum += (guint32) (guchar) bytes.data[i] << (i % 2 == 0 ? 8 : 0);
  while (sum >> 16 != 0)
    sum = (sum & 0xffff) + (sum >> 16);
  return sum == 0xffff;
}

static gboolean
is_text (char c)
{
  return (c >= ' ' && c <= '~') || c == '\r' || c == '\n' || c == '\t';
}

/* The part of the quote that is the datagram's text. *ret_clean: it ends where the router cut it,
 * and not at a foreign byte, before which anything may stand. */
static UmSlice
quoted_text (const UmHopQuote *quote, gboolean *ret_clean)
{
  UmSlice bytes = quote->bytes;
  gsize old = OLD_QUOTE > quote->headers ? OLD_QUOTE - quote->headers : 0;
  gsize len = 0;

  if (quote->original > 0)
    bytes = um_slice_head (bytes, quote->original);
  else if (bytes.len > old && is_extension (um_slice_from (bytes, old)))
    bytes = um_slice_head (bytes, old);
  while (len < bytes.len && is_text (bytes.data[len]))
    len++;
  *ret_clean = len == bytes.len;
  return um_slice_head (bytes, len);
}

static void
split (UmSlice text, Lines *ret_lines)
{
  gboolean in_body = FALSE;
  gsize at = 0;

  ret_lines->n = 0;
  while (ret_lines->n < MAX_LINES)
    {
      UmSlice rest = um_slice_from (text, at);
      gssize len = um_slice_find_byte (rest, '\n');
      Line *line = &ret_lines->line[ret_lines->n];

      if (len < 0)
        break;
      at += len + 1;
      *line = (Line){ um_slice_head (rest, len), at, in_body };
      in_body |= um_slice_trim (line->text).len == 0;
      ret_lines->n++;
    }
  ret_lines->partial = ret_lines->n < MAX_LINES ? um_slice_from (text, at) : UM_SLICE_UNSET;
}

/* The name of a header, the letter of an SDP line; unset for the start line. */
static UmSlice
key_of (const Line *line, guint index)
{
  gssize len;

  if (index == 0)
    return UM_SLICE_UNSET;
  len = um_slice_find_byte (line->text, line->in_body ? '=' : ':');
  return len >= 0 ? um_slice_head (line->text, len) : UM_SLICE ("");
}

static gboolean
same_key (const Lines *a, guint i, const Lines *b, guint j)
{
  UmSlice x = key_of (&a->line[i], i), y = key_of (&b->line[j], j);

  return um_slice_is_set (x) == um_slice_is_set (y) && um_slice_equal_nocase (x, y) &&
         a->line[i].in_body == b->line[j].in_body;
}

/* The longest common run of equal lines: twin[i] is the quoted line that equals sent line i, or -1.
 */
static void
align (const Lines *sent, const Lines *quoted, int twin[MAX_LINES])
{
  guint8 length[MAX_LINES + 1][MAX_LINES + 1] = { 0 };
  guint i, j;

  for (i = sent->n; i-- > 0;)
    for (j = quoted->n; j-- > 0;)
      if (um_slice_equal (sent->line[i].text, quoted->line[j].text))
        length[i][j] = length[i + 1][j + 1] + 1;
      else
        length[i][j] = MAX (length[i + 1][j], length[i][j + 1]);
  for (i = j = 0; i < sent->n; i++)
    {
      twin[i] = -1;
      if (j >= quoted->n || length[i][j] == length[i + 1][j])
        continue;
      while (!um_slice_equal (sent->line[i].text, quoted->line[j].text))
        j++;
      twin[i] = (int) j++;
    }
}

/* The line as people read it: without the CR that both ends have. */
static UmSlice
shown (const Line *line)
{
  UmSlice text = line->text;

  if (text.len > 0 && text.data[text.len - 1] == '\r')
    text.len--;
  return text;
}

static void
add_change (UmExchange *exchange, const Line *before, const Line *after, guint number)
{
  UmSlice was = before != NULL ? shown (before) : UM_SLICE_UNSET;
  UmSlice is = after != NULL ? shown (after) : UM_SLICE_UNSET;

  if (before != NULL && after != NULL && um_slice_equal (was, is))
    { /* only the line's end differs: show it */
      was = before->text;
      is = after->text;
    }
  if (exchange->lines->len == 0)
    exchange->first_change = before != NULL ? before->end : exchange->sent;
  um_exchange_add_line (exchange, number, was, is);
}

/* Lines [i, i_end) of what was sent stand where lines [j, j_end) of the quote are: told apart by
 * their names into changed, removed and put in. tail: nothing of the quote follows, so what is
 * missing may just not have been quoted. Returns the first line of the tail that is missing. */
static guint
compare_gap (UmExchange *exchange,
             const Lines *sent,
             guint i,
             guint i_end,
             const Lines *quoted,
             guint j,
             guint j_end,
             gboolean tail)
{
  while (j < j_end)
    {
      guint k = i;

      while (k < i_end && !same_key (sent, k, quoted, j))
        k++;
      if (k == i_end)
        {
          add_change (exchange, NULL, &quoted->line[j], j + 1);
          j++;
          continue;
        }
      for (; i < k; i++)
        add_change (exchange, &sent->line[i], NULL, i + 1);
      add_change (exchange, &sent->line[i], &quoted->line[j], i + 1);
      i++;
      j++;
    }
  for (; !tail && i < i_end; i++)
    add_change (exchange, &sent->line[i], NULL, i + 1);
  return i;
}

/* A line that the router cut: changed when it is not how the line of that name begins. Returns how
 * many bytes of it vouch for the line being untouched. */
static gsize
compare_partial (UmExchange *exchange, const Lines *sent, guint next, UmSlice partial)
{
  Lines one = { .n = 2 };

  if (next >= sent->n || partial.len == 0)
    return 0;
  if (um_slice_has_prefix (sent->line[next].text, partial))
    return partial.len;
  one.line[1] = (Line){ partial, 0, sent->line[next].in_body };
  if (next > 0 && key_of (&one.line[1], 1).len > 0 && same_key (sent, next, &one, 1))
    add_change (exchange, &sent->line[next], &one.line[1], next + 1);
  return 0;
}

/* Compares line by line; returns how many bytes of the quote could be used. */
static gsize
compare_lines (UmExchange *exchange, UmSlice sent_text, UmSlice text, gboolean clean)
{
  Lines sent, quoted;
  int twin[MAX_LINES];
  guint i = 0, j = 0, next;
  gsize used;

  split (sent_text, &sent);
  split (text, &quoted);
  align (&sent, &quoted, twin);
  for (guint k = 0; k < sent.n; k++)
    if (twin[k] >= 0)
      {
        (void) compare_gap (exchange, &sent, i, k, &quoted, j, (guint) twin[k], FALSE);
        i = k + 1;
        j = (guint) twin[k] + 1;
      }
  next = compare_gap (exchange, &sent, i, sent.n, &quoted, j, quoted.n, TRUE);
  used = quoted.n > 0 ? quoted.line[quoted.n - 1].end : 0;
  if (clean)
    used += compare_partial (exchange, &sent, next, quoted.partial);
  if (exchange->lines->len > 0)
    exchange->result = UM_HOP_CHANGED;
  else
    exchange->result = next == sent.n ? UM_HOP_UNTOUCHED : UM_HOP_SHORT;
  return used;
}

UmExchange *
um_hop_quote_compare (const char *method, UmSlice sent, UmSlice mark, const UmHopQuote *quote)
{
  UmExchange *exchange = um_exchange_new (method, sent.len);
  gboolean clean;
  UmSlice text = quoted_text (quote, &clean);

  exchange->result = UM_HOP_SHORT;
  if (um_slice_find (text, mark) >= 0)
    exchange->quoted = compare_lines (exchange, sent, text, clean);
  else if (um_slice_has_prefix (sent, text))
    exchange->quoted = text.len;
  if (exchange->result != UM_HOP_CHANGED)
    exchange->quoted = MIN (exchange->quoted, sent.len);
  return exchange;
}
