/* Walks through a text trace. The search goes from one "SIP/2.0" to the next, so a log with little
 * SIP in it costs one memmem(); only around a message are lines looked at one by one. Envelopes are
 * searched backwards from the start line, never past the end of the message before. */

#include "io/text-trace.h"

#include "core/limits.h"
#include "core/text.h"
#include "dissect/sip-lex.h"
#include "io/trace-clean.h"
#include "io/trace-envelopes.h"
#include "io/trace-scan.h"
#include "io/trace-table.h"
#include "io/trace-text.h"
#include "io/trace-walk.h"

#define MARK     UM_SLICE ("SIP/2.0")
#define HEX_MARK UM_SLICE ("5349502f322e30") /* the same in a hex dump */

struct _UmTextTrace
{
  UmTraceText *source;
  UmSlice text;         /* its window */
  const char *position; /* in text, the begin of a line; all before is done */
  const char *floor;    /* end of the message before: what precedes it is no envelope of ours */
  guint64 dropped;      /* bytes of text that are no longer in the window */
  guint64 hex_at;       /* the next HEX_MARK, counted from the begin of all text */
  guint64 hex_searched; /* up to here */
  GByteArray *clean;    /* the message, unless it stands in the text as it was */
  UmTraceTable table;   /* the head of the table we are in */
  gboolean numbered;    /* the message before was told line by line */
  char *before;         /* and its start line and first header, to know it again */
  GError *failure;      /* of the source: told when what came before it has been read */
  guint64 number;
};

/* A start line that was found, and what it stands in. */
typedef struct
{
  UmSlice line;     /* the physical line */
  UmSlice below;    /* the text behind it */
  UmTraceStart start;
  UmSlice behind;   /* what follows the message in its last line, when it is a cell */
} Found;

/* -- the window ------------------------------------------------------------------------------- */

static guint64
absolute (const UmTextTrace *self, const char *position)
{
  return self->dropped + (guint64) (position - self->text.data);
}

/* Reads on, keeping what may be the envelope of the next message. */
static void
read_on (UmTextTrace *self, GCancellable *cancellable)
{
  gsize done = (gsize) (self->position - self->text.data);
  gsize floor = (gsize) (self->floor - self->text.data);
  gsize drop = MAX (floor, done - MIN (done, UM_LIMIT_TRACE_BEHIND));

  if (!um_trace_text_read (self->source, drop, cancellable, &self->failure))
    g_prefix_error (&self->failure, "after %" G_GUINT64_FORMAT " bytes: ",
                    um_text_trace_get_offset (self));
  self->text = um_trace_text_get_window (self->source);
  self->position = self->text.data + (done - drop);
  self->floor = self->text.data + (floor > drop ? floor - drop : 0);
  self->dropped += drop;
}

static const char *
line_start (const UmTextTrace *self, const char *position)
{
  const char *floor = position - MIN (position - self->position, UM_LIMIT_TRACE_BEHIND);

  while (position > floor && position[-1] != '\n' && position[-1] != '\r')
    position--;
  return position;
}

/* The next HEX_MARK at or behind position, before end; NULL: none. */
static const char *
find_hex_mark (UmTextTrace *self)
{
  guint64 position = absolute (self, self->position);
  guint64 end = absolute (self, um_slice_end (self->text));

  gboolean passed = self->hex_at < position;

  if (passed || (self->hex_at >= self->hex_searched && self->hex_searched < end))
    {
      guint64 from = passed ? position : self->hex_searched - MIN (self->hex_searched, HEX_MARK.len);
      gssize at;

      from = MAX (MAX (from, position), self->dropped);
      at = um_slice_find (um_slice_from (self->text, (gsize) (from - self->dropped)), HEX_MARK);
      self->hex_searched = end;
      self->hex_at = at >= 0 ? from + (guint64) at : end;
    }
  return self->hex_at < end ? self->text.data + (self->hex_at - self->dropped) : NULL;
}

/* The next mark of either kind with enough text behind it; NULL at the end. */
static const char *
find_mark (UmTextTrace *self, gboolean *ret_hex, GCancellable *cancellable)
{
  for (;;)
    {
      const char *end = um_slice_end (self->text);
      UmSlice rest = um_slice_new (self->position, (gsize) (end - self->position));
      gssize at = um_slice_find (rest, MARK);
      const char *mark = at >= 0 ? rest.data + at : NULL;
      const char *hex = find_hex_mark (self);

      *ret_hex = hex != NULL && (mark == NULL || hex < mark);
      mark = *ret_hex ? hex : mark;
      if (um_trace_text_is_ended (self->source))
        {
          self->position = mark != NULL ? self->position : end;
          return mark;
        }
      if (mark != NULL && end - mark >= UM_LIMIT_TRACE_AHEAD)
        return mark;
      /* the last line may not be whole */
      self->position = line_start (self, mark != NULL ? mark : end);
      read_on (self, cancellable);
    }
}

/* -- the text of a message -------------------------------------------------------------------- */

static void
append (UmTextTrace *self, UmSlice bytes)
{
  g_byte_array_append (self->clean, (const guint8 *) bytes.data, (guint) bytes.len);
}

static UmSlice
clean_text (const UmTextTrace *self)
{
  return um_slice_new (self->clean->data != NULL ? (const char *) self->clean->data : "",
                       self->clean->len);
}

static gboolean
begins_a_line (UmSlice text)
{
  const char *end = um_sip_lex_find_line_end (text.data, um_slice_end (text));
  UmSlice line = um_slice_new (text.data, (gsize) (end - text.data));
  gssize colon = um_slice_find_byte (line, ':');

  if (line.len > 1 && g_ascii_islower (line.data[0]) && line.data[1] == '=')
    return TRUE;
  return um_trace_is_header (line) && (gsize) colon + 1 < line.len && line.data[colon + 1] == ' ';
}

/* The message was cut by number of bytes, mostly inside a line; the line end is the log's then. */
static void
join (UmTextTrace *self, UmSlice following)
{
  guint len = self->clean->len;

  if (begins_a_line (following))
    return;
  if (len > 0 && self->clean->data[len - 1] == '\n')
    len--;
  if (len > 0 && self->clean->data[len - 1] == '\r')
    len--;
  g_byte_array_set_size (self->clean, len);
}

/* The start line and the lines in text as the style reads them, each with its own line end. */
static void
copy_clean (UmTextTrace *self, const UmTraceStart *start, const UmTraceEnvelope *envelope,
            UmSlice text)
{
  const char *end = um_slice_end (text);
  const char *line_end = um_sip_lex_find_line_end (um_slice_end (start->start), end), *next;
  UmSlice raw, line;

  append (self, um_slice_head (start->start, start->start.len - (start->style.dotted ? 1 : 0)));
  next = um_sip_lex_skip_line_end (line_end, end);
  append (self, um_slice_new (line_end, (gsize) (next - line_end)));
  while (um_trace_clean_line (&start->style, &text, &raw, &line))
    {
      if (um_trace_is_continued (envelope, raw, &line))
        {
          join (self, line.len > 0 ? line : text);
          if (line.len == 0)
            continue;
        }
      if (um_slice_trim (line).len > 0)
        append (self, line);
      line_end = um_slice_end (raw);
      next = um_sip_lex_skip_line_end (line_end, end);
      append (self, um_slice_new (line_end, (gsize) (next - line_end)));
    }
}

/* Syslog servers write a message of several parts as lines that follow one another. */
static void
append_later_parts (UmTextTrace *self, const UmTraceStart *start, const UmTraceEnvelope *envelope)
{
  const UmTraceStyle plain = { 0 };
  UmSlice text = um_slice_new (self->position,
                               (gsize) (um_slice_end (self->text) - self->position));
  UmSlice raw, rest;

  while (self->clean->len < UM_LIMIT_SIP_MESSAGE &&
         um_trace_clean_line (&plain, &text, &raw, &rest) &&
         um_trace_is_continued (envelope, raw, &rest))
    {
      guint len = self->clean->len;

      (void) um_trace_unescape (start->style.escape, '\0', rest, self->clean);
      /* the line end behind "[Part 02 of 02]" is the log's */
      if (self->clean->len > len && self->clean->data[len] == '\n')
        g_byte_array_remove_index (self->clean, len);
      self->position = text.data;
    }
}

static void
copy_unescaped (UmTextTrace *self, const UmTraceEnvelope *envelope, Found *found)
{
  UmSlice start = found->start.start;
  char before = start.data > found->line.data ? start.data[-1] : '\0';
  char stop = before == '"' || before == '\t' ? before : '\0';
  gsize len = um_trace_unescape (found->start.style.escape, stop,
                                 um_slice_head (start, UM_LIMIT_SIP_MESSAGE), self->clean);

  found->behind = um_slice_from (start, len + (stop == '"' ? 1 : 0));
  if (stop != '\0') /* one line may hold many: a list in JSON, a row of a table */
    self->position = found->behind.data;
  else
    append_later_parts (self, &found->start, envelope);
}

static void
copy_cell (UmTextTrace *self, Found *found)
{
  const char *start = found->start.start.data;
  const char *end = um_slice_end (self->text);
  UmSlice cell = um_trace_quoted_cell (um_slice_new (start, (gsize) (end - start)));
  const char *line_end;

  (void) um_trace_unescape (UM_TRACE_ESCAPE_NONE, '"', um_slice_head (cell, cell.len), self->clean);
  self->position = MIN (um_slice_end (cell) + 1, end);
  line_end = um_sip_lex_find_line_end (self->position, end);
  found->behind = um_slice_new (self->position, (gsize) (line_end - self->position));
}

/* Moves self->position behind the message. */
static UmSlice
take_payload (UmTextTrace *self, const UmTraceEnvelope *envelope, Found *found, UmDamage *damage)
{
  const UmTraceStyle *style = &found->start.style;
  UmSlice rest = found->below, empty;
  UmTraceWalk walk;

  g_byte_array_set_size (self->clean, 0);
  if (style->escape != UM_TRACE_ESCAPE_NONE)
    copy_unescaped (self, envelope, found);
  else if (style->quoted)
    copy_cell (self, found);
  else
    {
      if (style->doubled)
        (void) um_trace_clean_line (&(const UmTraceStyle){ 0 }, &rest, &empty, &empty);
      walk = um_trace_walk (style, envelope, &rest);
      self->position = rest.data;
      if (walk.limited)
        um_damage_count (damage, UM_DAMAGE_LIMIT_REACHED);
      if (style->prefix.len == 0 && !style->dotted && !style->doubled && !style->numbered &&
          !walk.altered)
        return um_slice_new (found->start.start.data,
                             (gsize) (um_slice_end (walk.text) - found->start.start.data));
      copy_clean (self, &found->start, envelope, walk.text);
    }
  return clean_text (self);
}

/* -- the envelope in front of it -------------------------------------------------------------- */

/* The line that ends at end (behind its line end), not before floor. */
static UmSlice
line_above (const char *floor, const char *end)
{
  const char *line_end, *p;

  if (end > floor && end[-1] == '\n')
    end--;
  if (end > floor && end[-1] == '\r')
    end--;
  line_end = end;
  for (p = end; p > floor && p[-1] != '\n' && p[-1] != '\r'; p--)
    ;
  return um_slice_new (p, (gsize) (line_end - p));
}

static gboolean
match_line (UmSlice above, UmSlice raw, UmSlice line, UmSlice below, UmTraceEnvelope *ret_envelope)
{
  return um_trace_envelope_match (above, raw, below, ret_envelope) ||
         (raw.len != line.len && um_trace_envelope_match (above, line, below, ret_envelope));
}

/* What stands in front of the start line in its own line. With escapes that may be several lines. */
static gboolean
match_front (UmSlice front, UmTraceEscape escape, UmTraceEnvelope *ret_envelope)
{
  UmSlice rest = front, part;

  if (um_trace_envelope_match (UM_SLICE (""), front, UM_SLICE (""), ret_envelope))
    return TRUE;
  if (escape == UM_TRACE_ESCAPE_NONE || front.len > UM_LIMIT_ENVELOPE_LINE)
    return FALSE;
  while (um_trace_take_escaped_line (escape, &rest, &part))
    if (um_trace_envelope_match (UM_SLICE (""), part, UM_SLICE (""), ret_envelope))
      {
        ret_envelope->line = front;
        if (ret_envelope->time_us == UM_TIME_UNKNOWN)
          ret_envelope->time_us = um_trace_time_find (front);
        return TRUE;
      }
  return FALSE;
}

static gboolean
find_envelope (UmTextTrace *self, UmSlice line, const UmTraceStart *start,
               UmTraceEnvelope *ret_envelope)
{
  UmSlice front = um_slice_new (line.data, (gsize) (start->start.data - line.data));
  const char *floor = line.data - MIN (line.data - self->floor, UM_LIMIT_TRACE_BEHIND);
  const char *p = line.data;
  guint others = 0, rules = 0;

  if (front.len > 0 && start->style.prefix.len == 0 &&
      match_front (front, start->style.escape, ret_envelope))
    return TRUE;
  for (guint i = 0; i < UM_LIMIT_ENVELOPE_LINES && p > floor; i++)
    {
      UmSlice raw = line_above (floor, p);
      UmSlice text = um_slice_new (raw.data, (gsize) (line.data - raw.data));
      UmSlice clean = raw;
      UmSlice below = text;
      UmTraceEnvelope envelope;

      p = raw.data;
      if (!um_trace_clean_line (&start->style, &below, &raw, &clean))
        {
          const UmTraceStyle plain = { 0 };

          (void) um_trace_clean_line (&plain, &below, &raw, &clean);
        }
      if (um_slice_trim (clean).len == 0)
        continue;
      if (match_line (um_slice_new (floor, (gsize) (p - floor)), raw, clean, below, &envelope))
        {
          if (others > envelope.reach || rules > (envelope.ruled ? 1 : 0))
            return FALSE;
          *ret_envelope = envelope;
          return TRUE;
        }
      if (!um_trace_envelope_is_end_mark (clean))
        others++;
      else if (rules++ > 0)
        return FALSE;
    }
  return FALSE;
}

/* The head of the table, when it stands above. */
static void
find_table_head (UmTextTrace *self, UmSlice line)
{
  const char *floor = line.data - MIN (line.data - self->floor, UM_LIMIT_TRACE_BEHIND);
  const char *p = line.data;

  for (guint i = 0; i < UM_LIMIT_ENVELOPE_LINES && p > floor; i++)
    {
      UmSlice above = line_above (floor, p);

      p = above.data;
      if (above.len <= UM_LIMIT_ENVELOPE_LINE && um_trace_table_read_head (above, &self->table))
        return;
    }
}

static UmSlice
front_of (const Found *found)
{
  return um_slice_new (found->line.data, (gsize) (found->start.start.data - found->line.data));
}

/* -- the search ------------------------------------------------------------------------------- */

/* The next line with "SIP/2.0" in it; moves self->position behind it. */
static gboolean
next_candidate (UmTextTrace *self, UmSlice *ret_line, const char **ret_mark, gboolean *ret_hex,
                GCancellable *cancellable)
{
  const char *mark = find_mark (self, ret_hex, cancellable);
  const char *end = um_slice_end (self->text);
  const char *line, *line_end;

  if (mark == NULL)
    return FALSE;
  line = line_start (self, mark);
  line_end = um_sip_lex_find_line_end (mark, end);
  self->position = um_sip_lex_skip_line_end (line_end, end);
  *ret_line = um_slice_new (line, (gsize) (line_end - line));
  *ret_mark = mark;
  return TRUE;
}

static void
fill (UmTextTrace *self, UmSlice payload, const UmTraceEnvelope *envelope, UmTraceMessage *message)
{
  *message = (UmTraceMessage){ 0 };
  message->datagram.frame = ++self->number;
  message->datagram.from_text = TRUE;
  message->datagram.payload = payload;
  message->datagram.time_us = envelope->time_us;
  message->datagram.source = envelope->source;
  message->datagram.destination = envelope->destination;
  message->datagram.transport = envelope->transport;
  message->envelope = envelope->line;
  message->format = envelope->format;
}

/* Start line and first header: the branch stands there. */
static char *
two_lines (UmSlice payload)
{
  UmSlice rest = um_slice_head (payload, UM_LIMIT_ENVELOPE_LINE);
  g_autofree char *first = um_slice_dup (um_slice_trim (um_sip_lex_next_line (&rest)));
  g_autofree char *second = um_slice_dup (um_slice_trim (um_sip_lex_next_line (&rest)));

  return g_strconcat (first, "\n", second, NULL);
}

/* chan_sip with all its debugging on prints a message, and then again line by line. */
static gboolean
is_told_twice (UmTextTrace *self, const UmTraceStyle *style, UmSlice payload)
{
  g_autofree char *lines = two_lines (payload);
  gboolean twice = style->numbered && !self->numbered && g_strcmp0 (lines, self->before) == 0;

  self->numbered = style->numbered;
  g_free (self->before);
  self->before = g_steal_pointer (&lines);
  return twice;
}

/* TRUE unless the line turns out to be something else. */
static gboolean
take_message (UmTextTrace *self, Found *found, UmTraceMessage *ret_message, UmDamage *damage)
{
  UmTraceEnvelope envelope = { .time_us = UM_TIME_UNKNOWN };
  UmSlice front = front_of (found);
  gboolean in_table = um_trace_table_separator (front) != '\0';
  gboolean enveloped = find_envelope (self, found->line, &found->start, &envelope);
  UmSlice payload;

  if (!enveloped && !in_table && !found->start.certain)
    {
      um_damage_count (damage, UM_DAMAGE_MALFORMED_SIP);
      self->floor = self->position; /* no line is searched for envelopes twice */
      return FALSE;
    }
  if (in_table)
    find_table_head (self, found->line);
  payload = take_payload (self, &envelope, found, damage);
  if (in_table)
    (void) um_trace_table_read_row (&self->table, front, found->behind, &envelope);
  self->floor = self->position;
  if (is_told_twice (self, &found->start.style, payload))
    return FALSE;
  if (envelope.masked || um_trace_has_masked_address (payload))
    um_damage_count (damage, UM_DAMAGE_MASKED_ADDRESSES);
  fill (self, payload, &envelope, ret_message);
  return TRUE;
}

/* -- hex dumps -------------------------------------------------------------------------------- */

/* From the bracket in front of mark to the one behind it: hex digits, in lines of any length. */
static UmSlice
hex_around (const UmTextTrace *self, const char *mark)
{
  const char *floor = mark - MIN (mark - self->floor, UM_LIMIT_TRACE_BEHIND);
  const char *end = um_slice_end (um_slice_head (
      um_slice_new (mark, (gsize) (um_slice_end (self->text) - mark)), 2 * UM_LIMIT_SIP_MESSAGE));
  const char *start = mark;

  while (start > floor && (g_ascii_isxdigit (start[-1]) || um_byte_is_space (start[-1])))
    start--;
  while (mark < end && (g_ascii_isxdigit (*mark) || um_byte_is_space (*mark)))
    mark++;
  return um_slice_new (start, (gsize) (mark - start));
}

static void
append_hex (GByteArray *into, UmSlice hex)
{
  guint8 byte = 0;
  gboolean half = FALSE;

  for (gsize i = 0; i < hex.len; i++)
    if (g_ascii_isxdigit (hex.data[i]))
      {
        byte = (guint8) (byte << 4 | g_ascii_xdigit_value (hex.data[i]));
        if (half)
          g_byte_array_append (into, &byte, 1);
        half = !half;
      }
}

/* FortiGate dumps a message in hex and, behind it, once more with dots for what cannot be shown. */
static gboolean
take_hex (UmTextTrace *self, UmSlice line, const char *mark, UmTraceMessage *ret_message)
{
  UmSlice hex = hex_around (self, mark);
  UmTraceEnvelope envelope = { .time_us = UM_TIME_UNKNOWN };
  UmTraceStart start = { 0 };
  const char *end = um_slice_end (self->text);
  const char *behind = um_slice_end (hex);
  UmSlice first, rest;

  self->position = MAX (behind, um_slice_end (line));
  g_byte_array_set_size (self->clean, 0);
  append_hex (self->clean, hex);
  rest = clean_text (self);
  first = um_sip_lex_next_line (&rest);
  if (!um_sip_lex_is_start_line (first) || !um_trace_is_header (rest))
    return FALSE;
  start.start = um_slice_new (hex.data, 0);
  (void) find_envelope (self, um_slice_new (line_start (self, hex.data), 0), &start, &envelope);
  if (end - behind > 1 && behind[0] == ')' && behind[1] == '(')
    self->position = um_sip_lex_find_line_end (behind, end);
  self->floor = self->position;
  fill (self, clean_text (self), &envelope, ret_message);
  return TRUE;
}

gboolean
um_text_trace_next (UmTextTrace *self,
                    UmTraceMessage *ret_message,
                    UmDamage *damage,
                    GCancellable *cancellable,
                    GError **error)
{
  const char *mark;
  UmSlice line;
  gboolean hex;

  while (next_candidate (self, &line, &mark, &hex, cancellable))
    {
      const char *end = um_slice_end (self->text);
      Found found = { .line = line,
                      .below = um_slice_new (self->position, (gsize) (end - self->position)) };

      if (hex)
        {
          if (take_hex (self, line, mark, ret_message))
            return TRUE;
          continue;
        }
      if (!um_trace_start_find (line, mark, found.below, &found.start))
        {
          if (um_trace_resembles_start (line, mark, found.below))
            um_damage_count (damage, UM_DAMAGE_MALFORMED_SIP);
          continue;
        }
      if (take_message (self, &found, ret_message, damage))
        return TRUE;
    }
  if (self->failure != NULL)
    g_propagate_error (error, g_steal_pointer (&self->failure));
  return FALSE;
}

guint64
um_text_trace_get_offset (const UmTextTrace *self)
{
  return um_trace_text_get_offset (self->source, (gsize) (self->position - self->text.data));
}

/* -- lifetime --------------------------------------------------------------------------------- */

/* source is taken over */
static UmTextTrace *
text_trace_new (UmTraceText *source)
{
  UmTextTrace *self = g_new0 (UmTextTrace, 1);

  self->source = source;
  self->text = um_trace_text_get_window (source);
  self->position = self->floor = self->text.data;
  self->clean = g_byte_array_new ();
  return self;
}

UmTextTrace *
um_text_trace_new (GInputStream *stream)
{
  return text_trace_new (um_trace_text_new (stream));
}

UmTextTrace *
um_text_trace_new_for_bytes (GBytes *text)
{
  return text_trace_new (um_trace_text_new_for_bytes (text));
}

void
um_text_trace_free (UmTextTrace *self)
{
  if (self == NULL)
    return;
  um_trace_text_free (self->source);
  g_byte_array_unref (self->clean);
  g_free (self->before);
  g_clear_error (&self->failure);
  g_free (self);
}

/* -- is it text? ------------------------------------------------------------------------------ */

static gboolean
has_binary_magic (UmSlice bytes)
{
  static const UmSlice magics[] = {
    { "\xff\xd8\xff", 3 }, { "\x89PNG", 4 }, { "%PDF-", 5 },  { "PK\x03\x04", 4 },
    { "PK\x05\x06", 4 },   { "\x1f\x8b", 2 }, { "\x7f" "ELF", 4 }, { "GIF8", 4 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (magics); i++)
    if (um_slice_has_prefix (bytes, magics[i]))
      return TRUE;
  return FALSE;
}

gboolean
um_text_trace_is_text (UmSlice first_bytes)
{
  gsize controls = 0, invalid = 0;
  const char *end = um_slice_end (first_bytes);

  if (first_bytes.len == 0 || has_binary_magic (first_bytes))
    return FALSE;
  if (um_slice_has_prefix (first_bytes, UM_SLICE ("\xff\xfe")) ||
      um_slice_has_prefix (first_bytes, UM_SLICE ("\xfe\xff")))
    return TRUE;
  for (const char *p = first_bytes.data; p < end;)
    {
      guchar c = (guchar) *p;
      gunichar wide;

      if (c == 0)
        return FALSE;
      /* ESC: terminals colour their logs; BEL and BS come with them */
      controls += (c < 0x20 && strchr ("\a\b\t\n\v\f\r\033", c) == NULL) || c == 0x7f;
      wide = c < 0x80 ? c : g_utf8_get_char_validated (p, end - p);
      if (wide == (gunichar) -1 || wide == (gunichar) -2)
        {
          invalid += wide == (gunichar) -1; /* -2: cut at the end of what we were given */
          p++;
        }
      else
        p += c < 0x80 ? 1 : g_utf8_skip[c];
    }
  /* Windows-1252 prose has some high bytes; binary data has them everywhere */
  return controls * 50 <= first_bytes.len && invalid * 10 <= first_bytes.len;
}
