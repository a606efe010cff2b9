/* Line by line, with names to tell a changed line from one removed beside one put in: few lines, so
 * the longest common subsequence is affordable and says what people see. */

#include "probe/line-diff.h"

enum
{
  MAX_LINES = 96, /* ours have some 40; the table of the comparison is the square of it */
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

/* What has no line end counts as a line where nothing can follow it. */
static void
close_last_line (Lines *self)
{
  Line last = { self->partial, 0, FALSE };

  if (self->partial.len == 0 || self->n == MAX_LINES)
    return;
  if (self->n > 0)
    last = (Line){ self->partial, self->line[self->n - 1].end, self->line[self->n - 1].in_body };
  last.end += last.text.len;
  self->line[self->n++] = last;
  self->partial = UM_SLICE_UNSET;
}

gsize
um_line_diff_compare (UmExchange *exchange, UmSlice sent_text, UmSlice text, UmLineDiffEnd end)
{
  Lines sent, quoted;
  int twin[MAX_LINES];
  guint i = 0, j = 0, next;
  gsize used;

  split (sent_text, &sent);
  split (text, &quoted);
  if (end == UM_LINE_DIFF_WHOLE)
    {
      close_last_line (&sent);
      close_last_line (&quoted);
    }
  align (&sent, &quoted, twin);
  for (guint k = 0; k < sent.n; k++)
    if (twin[k] >= 0)
      {
        (void) compare_gap (exchange, &sent, i, k, &quoted, j, (guint) twin[k], FALSE);
        i = k + 1;
        j = (guint) twin[k] + 1;
      }
  next = compare_gap (exchange, &sent, i, sent.n, &quoted, j, quoted.n, end != UM_LINE_DIFF_WHOLE);
  used = quoted.n > 0 ? quoted.line[quoted.n - 1].end : 0;
  if (end == UM_LINE_DIFF_CUT)
    used += compare_partial (exchange, &sent, next, quoted.partial);
  if (exchange->lines->len > 0)
    exchange->result = UM_HOP_CHANGED;
  else
    exchange->result =
        next == sent.n || end == UM_LINE_DIFF_WHOLE ? UM_HOP_UNTOUCHED : UM_HOP_SHORT;
  return used;
}
