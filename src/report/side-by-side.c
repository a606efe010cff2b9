/* Lines that are equal hold both sides together (their longest common subsequence); between two of
 * them a line is laid beside the one of the same header or SDP letter. Says what differs, not who
 * is to blame: that is detect/compare's matter. */

#include "report/side-by-side.h"

enum
{
  /* The common subsequence takes the product of both lengths; beyond that only equal beginnings and
   * ends are found. */
  MAX_LINES = 512,
};

typedef struct
{
  UmSideBySide *result;
  GPtrArray *sent; /* of UmMarkedLine, taken out as they are placed */
  GPtrArray *arrived;
} Layout;

static const UmMarkedLine *
line_at (const GPtrArray *lines, guint i)
{
  return lines->pdata[i];
}

static gboolean
equal_at (const Layout *self, guint i, guint j)
{
  return g_str_equal (line_at (self->sent, i)->text, line_at (self->arrived, j)->text);
}

static void
take (GPtrArray *from, guint i, GPtrArray *to)
{
  g_ptr_array_add (to, g_steal_pointer (&from->pdata[i]));
}

static void
add_filler (GPtrArray *to)
{
  g_ptr_array_add (to, um_marked_line_new (UM_LINE_FILLER, UM_SLICE ("")));
}

static void
mark_all (UmMarkedLine *line, UmMark mark)
{
  UmSpan span = { 0, strlen (line->text) };

  line->mark = mark;
  if (span.end > 0)
    g_array_append_val (line->spans, span);
}

static gboolean
starts_character (const char *text, gsize at)
{
  return ((guchar) text[at] & 0xc0) != 0x80;
}

/* What lies between equal beginnings and equal ends. */
static void
mark_difference (UmMarkedLine *sent, UmMarkedLine *arrived)
{
  const char *a = sent->text, *b = arrived->text;
  gsize n = strlen (a), m = strlen (b), start = 0, tail = 0;
  UmSpan span;

  while (start < MIN (n, m) && a[start] == b[start])
    start++;
  while (start > 0 && !(starts_character (a, start) && starts_character (b, start)))
    start--;
  while (tail < MIN (n, m) - start && a[n - 1 - tail] == b[m - 1 - tail])
    tail++;
  while (tail > 0 && !(starts_character (a, n - tail) && starts_character (b, m - tail)))
    tail--;
  sent->mark = UM_MARK_UNTOUCHED;
  arrived->mark = UM_MARK_OFFENDING;
  span = (UmSpan){ start, n - tail };
  if (span.end > span.start)
    g_array_append_val (sent->spans, span);
  span = (UmSpan){ start, m - tail };
  if (span.end > span.start)
    g_array_append_val (arrived->spans, span);
}

/* Length of what tells a header or an SDP line from others; 0: the start line and blank lines. */
static gsize
name_length (const UmMarkedLine *line)
{
  gsize length = strcspn (line->text, ":=");

  return line->number > 1 && line->text[length] != '\0' ? length + 1 : 0;
}

static gboolean
same_name (const UmMarkedLine *a, const UmMarkedLine *b)
{
  gsize length = name_length (a);

  return length == name_length (b) && g_ascii_strncasecmp (a->text, b->text, length) == 0 &&
         (length > 0 || (a->number == 1) == (b->number == 1));
}

static void
place_equal (Layout *self, guint i, guint j)
{
  take (self->sent, i, self->result->sent);
  take (self->arrived, j, self->result->arrived);
}

static void
place_changed (Layout *self, guint i, guint j)
{
  mark_difference (self->sent->pdata[i], self->arrived->pdata[j]);
  self->result->n_changed++;
  place_equal (self, i, j);
}

static void
place_removed (Layout *self, guint i)
{
  mark_all (self->sent->pdata[i], UM_MARK_OFFENDING);
  self->result->n_changed++;
  take (self->sent, i, self->result->sent);
  add_filler (self->result->arrived);
}

static void
place_added (Layout *self, guint j)
{
  mark_all (self->arrived->pdata[j], UM_MARK_OFFENDING);
  self->result->n_changed++;
  add_filler (self->result->sent);
  take (self->arrived, j, self->result->arrived);
}

/* Lines between two anchors: none of them has an equal on the other side. */
static void
place_between (Layout *self, guint i, guint i_end, guint j, guint j_end)
{
  for (; i < i_end; i++)
    {
      guint twin = j;

      while (twin < j_end && !same_name (line_at (self->sent, i), line_at (self->arrived, twin)))
        twin++;
      if (twin == j_end)
        {
          place_removed (self, i);
          continue;
        }
      while (j < twin)
        place_added (self, j++);
      place_changed (self, i, j++);
    }
  while (j < j_end)
    place_added (self, j++);
}

/* lengths[i][j]: of the longest common subsequence of what follows i and j. */
static guint16 *
common_lengths (const Layout *self, guint n, guint m)
{
  guint16 *lengths = g_new0 (guint16, (gsize) (n + 1) * (m + 1));

  for (guint i = n; i-- > 0;)
    for (guint j = m; j-- > 0;)
      {
        gsize at = (gsize) i * (m + 1) + j;

        lengths[at] = equal_at (self, i, j) ? lengths[at + m + 2] + 1
                                            : MAX (lengths[at + m + 1], lengths[at + 1]);
      }
  return lengths;
}

static void
lay_out (Layout *self)
{
  guint n = self->sent->len, m = self->arrived->len, i = 0, j = 0, i_from = 0, j_from = 0;
  g_autofree guint16 *lengths =
      n <= MAX_LINES && m <= MAX_LINES ? common_lengths (self, n, m) : NULL;

  while (i < n && j < m)
    {
      gsize at = (gsize) i * (m + 1) + j;

      if (equal_at (self, i, j))
        {
          place_between (self, i_from, i, j_from, j);
          place_equal (self, i++, j++);
          i_from = i;
          j_from = j;
        }
      else if (lengths == NULL)
        break;
      else if (lengths[at + m + 1] >= lengths[at + 1])
        i++;
      else
        j++;
    }
  place_between (self, i_from, n, j_from, m);
}

UmSideBySide *
um_side_by_side_new (const UmMessage *sent, const UmMessage *arrived)
{
  UmSideBySide *self = g_new0 (UmSideBySide, 1);
  Layout layout = { self, um_findings_split_message (sent), um_findings_split_message (arrived) };

  self->sent = g_ptr_array_new_with_free_func ((GDestroyNotify) um_marked_line_free);
  self->arrived = g_ptr_array_new_with_free_func ((GDestroyNotify) um_marked_line_free);
  lay_out (&layout);
  g_ptr_array_unref (layout.sent);
  g_ptr_array_unref (layout.arrived);
  return self;
}

void
um_side_by_side_free (UmSideBySide *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->sent);
  g_ptr_array_unref (self->arrived);
  g_free (self);
}
