/* Walks through a text trace. The search goes from one "SIP/2.0" to the next, so a log with little
 * SIP in it costs one memmem(); only around a message are lines looked at one by one. Envelopes are
 * searched backwards from the start line, never past the end of the message before. */

#include "io/text-trace.h"

#include "core/arena.h"
#include "core/text.h"
#include "dissect/sip-lex.h"
#include "io/trace-clean.h"
#include "io/trace-envelopes.h"
#include "io/trace-scan.h"

struct _UmTextTrace
{
  GBytes *bytes;        /* as given, or as UTF-8 */
  gsize given_size;
  UmSlice text;         /* bytes without their byte-order mark */
  const char *position; /* begin of a line; all before is done */
  const char *floor;    /* end of the message before: what precedes it is no envelope of ours */
  UmArena *cleaned;     /* messages that do not stand in the text as they were; NULL until needed */
  guint64 number;
};

enum
{
  ENVELOPE_WINDOW = 32 * 1024, /* bytes in front of a start line that are searched */
  ENVELOPE_LINES = 24,
};

typedef enum
{
  BODY_UNKNOWN, /* no Content-Type */
  BODY_EMBEDS,  /* message/sipfrag and multipart: a start line may be part of it */
  BODY_OTHER,
} BodyKind;

/* Where we are in the message that is being walked through. */
typedef struct
{
  UmTraceStyle style;
  gboolean in_body;
  gboolean after_empty;
  gboolean blanks_only; /* an "empty" line has blanks in it */
  gboolean has_length;
  guint64 length;     /* Content-Length, a hint */
  guint64 body_bytes; /* as if each line ended in CRLF */
  BodyKind body;
} Walk;

/* -- the end of a message --------------------------------------------------------------------- */

static gboolean
is_start_line (UmSlice line)
{
  UmSlice mark = UM_SLICE ("SIP/2.0");
  UmSlice shown = um_slice_trim (line);

  if (shown.len <= mark.len ||
      (!um_slice_has_prefix (line, mark) &&
       !um_slice_equal (um_slice_from (shown, shown.len - mark.len), mark)))
    return FALSE;
  return um_sip_lex_is_start_line (shown);
}

static gboolean
is_sdp_line (UmSlice line)
{
  return line.len >= 2 && g_ascii_islower (line.data[0]) && line.data[1] == '=';
}

static void
note_header (Walk *walk, UmSlice line)
{
  gssize colon = um_slice_find_byte (line, ':');
  UmSlice name, value;
  guint64 length;

  if (colon < 0)
    return;
  name = um_slice_trim (um_slice_head (line, (gsize) colon));
  value = um_slice_trim (um_slice_from (line, (gsize) colon + 1));
  if (um_slice_equal_nocase (name, UM_SLICE ("Content-Length")) ||
      um_slice_equal_nocase (name, UM_SLICE ("l")))
    {
      walk->has_length = um_slice_parse_uint (value, G_MAXUINT32, &length);
      walk->length = walk->has_length ? length : 0;
    }
  else if (um_slice_equal_nocase (name, UM_SLICE ("Content-Type")) ||
           um_slice_equal_nocase (name, UM_SLICE ("c")))
    walk->body = um_slice_has_prefix_nocase (value, UM_SLICE ("message/")) ||
                         um_slice_has_prefix_nocase (value, UM_SLICE ("multipart/"))
                     ? BODY_EMBEDS : BODY_OTHER;
}

/* raw and line: the same line, as it stands and as the style reads it; not empty. */
static gboolean
ends_message (const Walk *walk, UmSlice raw, UmSlice line, UmSlice below)
{
  gboolean inside = walk->in_body && walk->has_length && walk->body_bytes < walk->length;
  gboolean behind = walk->in_body && walk->has_length && !inside;
  UmTraceEnvelope envelope;

  if (!walk->in_body && walk->style.prefix.len == 0 && um_trace_is_header (line))
    return FALSE;
  if (is_start_line (line))
    {
      if (!walk->in_body)
        return TRUE;
      if (inside && walk->body != BODY_OTHER)
        return FALSE;
      return walk->after_empty || behind;
    }
  if (um_trace_envelope_is_end_mark (line))
    return !inside || walk->body != BODY_EMBEDS;
  if (walk->in_body && is_sdp_line (line))
    return FALSE;
  if (um_trace_envelope_match (UM_SLICE (""), line, below, &envelope) ||
      (raw.len != line.len && um_trace_envelope_match (UM_SLICE (""), raw, below, &envelope)))
    return TRUE;
  return behind || (!inside && um_trace_is_stamped (line));
}

/* Takes the lines of one message off *text, which stands behind the start line. Returns the end of
 * the message without trailing empty lines, its own separator excepted. */
static const char *
walk_message (Walk *walk, UmSlice *text)
{
  const char *keep = text->data;
  UmSlice raw, line;
  UmSlice rest = *text;

  while (um_trace_clean_line (&walk->style, &rest, &raw, &line))
    {
      gboolean empty = um_slice_trim (line).len == 0;

      if (!empty && ends_message (walk, raw, line, rest))
        break;
      if (!empty || !walk->in_body)
        keep = rest.data;
      if (empty && line.len > 0)
        walk->blanks_only = TRUE;
      if (walk->in_body)
        walk->body_bytes += line.len + 2;
      else if (empty)
        walk->in_body = TRUE;
      else
        note_header (walk, line);
      walk->after_empty = empty;
      *text = rest;
    }
  return keep;
}

/* -- the text of a message -------------------------------------------------------------------- */

static char *
allocate (UmTextTrace *self, gsize size)
{
  if (self->cleaned == NULL)
    self->cleaned = um_arena_new ();
  return um_arena_alloc (self->cleaned, size);
}

static gsize
append (char *buffer, gsize len, UmSlice bytes)
{
  if (bytes.len > 0)
    memcpy (buffer + len, bytes.data, bytes.len);
  return len + bytes.len;
}

/* The start line and the lines in text as the style reads them, each with its own line end. */
static UmSlice
copy_clean (UmTextTrace *self, const UmTraceStart *start, UmSlice text)
{
  char *buffer = allocate (self, start->start.len + 2 + text.len);
  const char *end = um_slice_end (text);
  UmSlice first = start->start;
  gsize len;
  UmSlice raw, line;
  const char *line_end = um_slice_end (first), *next;

  first.len -= start->style.dotted ? 1 : 0;
  len = append (buffer, 0, first);
  next = um_sip_lex_skip_line_end (line_end, end);
  len = append (buffer, len, um_slice_new (line_end, (gsize) (next - line_end)));
  while (um_trace_clean_line (&start->style, &text, &raw, &line))
    {
      const char *raw_end = um_slice_end (raw);

      if (um_slice_trim (line).len > 0)
        len = append (buffer, len, line);
      next = um_sip_lex_skip_line_end (raw_end, end);
      len = append (buffer, len, um_slice_new (raw_end, (gsize) (next - raw_end)));
    }
  return um_slice_new (buffer, len);
}

static UmSlice
copy_unescaped (UmTextTrace *self, UmSlice line, const UmTraceStart *start)
{
  char *buffer = allocate (self, start->start.len);
  gboolean quoted = start->start.data > line.data && start->start.data[-1] == '"';

  return um_slice_new (buffer,
                       um_trace_unescape (start->style.escape, quoted, start->start, buffer));
}

/* below: the text behind the start line's line end. Moves self->position behind the message. */
static UmSlice
take_payload (UmTextTrace *self, UmSlice line, const UmTraceStart *start, UmSlice below)
{
  const UmTraceStyle plain = { 0 };
  Walk walk = { .style = start->style };
  UmSlice rest = below, empty;
  const char *keep;

  if (start->style.escape != UM_TRACE_ESCAPE_NONE)
    return copy_unescaped (self, line, start);
  if (start->style.doubled)
    (void) um_trace_clean_line (&plain, &rest, &empty, &empty);
  below = rest;
  keep = walk_message (&walk, &rest);
  self->position = rest.data;
  if (start->style.prefix.len > 0 || start->style.dotted || start->style.doubled ||
      walk.blanks_only)
    return copy_clean (self, start, um_slice_new (below.data, (gsize) (keep - below.data)));
  return um_slice_new (start->start.data, (gsize) (keep - start->start.data));
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

static gboolean
find_envelope (UmTextTrace *self, UmSlice line, const UmTraceStart *start,
               UmTraceEnvelope *ret_envelope)
{
  UmSlice front = um_slice_new (line.data, (gsize) (start->start.data - line.data));
  const char *floor = line.data - MIN (line.data - self->floor, ENVELOPE_WINDOW);
  const char *p = line.data;
  guint others = 0, rules = 0;

  if (front.len > 0 && start->style.prefix.len == 0 &&
      um_trace_envelope_match (UM_SLICE (""), front, UM_SLICE (""), ret_envelope))
    return TRUE;
  for (guint i = 0; i < ENVELOPE_LINES && p > floor; i++)
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

/* -- the search ------------------------------------------------------------------------------- */

/* The next line with "SIP/2.0" in it; moves self->position behind it. */
static gboolean
next_candidate (UmTextTrace *self, UmSlice *ret_line, const char **ret_mark)
{
  const char *end = um_slice_end (self->text);
  UmSlice rest = um_slice_new (self->position, (gsize) (end - self->position));
  gssize at = um_slice_find (rest, UM_SLICE ("SIP/2.0"));
  const char *mark, *line, *line_end;

  if (at < 0)
    {
      self->position = end;
      return FALSE;
    }
  mark = line = rest.data + at;
  while (line > rest.data && line[-1] != '\n' && line[-1] != '\r')
    line--;
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

gboolean
um_text_trace_next (UmTextTrace *self, UmTraceMessage *ret_message, UmDamage *damage)
{
  const char *end = um_slice_end (self->text);
  const char *mark;
  UmSlice line;

  while (next_candidate (self, &line, &mark))
    {
      UmSlice below = um_slice_new (self->position, (gsize) (end - self->position));
      UmTraceEnvelope envelope = { .time_us = UM_TIME_UNKNOWN };
      UmTraceStart start;
      UmSlice payload;

      if (!um_trace_start_find (line, mark, below, &start))
        {
          if (um_trace_resembles_start (line, mark, below))
            um_damage_count (damage, UM_DAMAGE_MALFORMED_SIP);
          continue;
        }
      if (!find_envelope (self, line, &start, &envelope) && !start.certain)
        {
          um_damage_count (damage, UM_DAMAGE_MALFORMED_SIP);
          self->floor = self->position; /* no line is searched for envelopes twice */
          continue;
        }
      payload = take_payload (self, line, &start, below);
      self->floor = self->position;
      if (envelope.masked || um_trace_has_masked_address (payload))
        um_damage_count (damage, UM_DAMAGE_MASKED_ADDRESSES);
      fill (self, payload, &envelope, ret_message);
      return TRUE;
    }
  return FALSE;
}

gsize
um_text_trace_get_offset (const UmTextTrace *self)
{
  gsize offset = (gsize) (self->position - self->text.data);

  if (offset == self->text.len)
    return self->given_size;
  /* UTF-16 text was converted: the share that is done is what progress wants to know */
  return (gsize) ((double) offset / (double) self->text.len * (double) self->given_size);
}

/* -- lifetime --------------------------------------------------------------------------------- */

static gboolean
has_utf16_mark (UmSlice bytes)
{
  return um_slice_has_prefix (bytes, UM_SLICE ("\xff\xfe")) ||
         um_slice_has_prefix (bytes, UM_SLICE ("\xfe\xff"));
}

/* Lone surrogates become U+FFFD: damage in one character must not cost the file. */
static GBytes *
utf16_to_utf8 (UmSlice bytes)
{
  const guint8 *data = (const guint8 *) bytes.data;
  guint low = data[0] == 0xff ? 0 : 1; /* which byte of a unit is the low one */
  char *utf8 = g_malloc (bytes.len / 2 * 3 + 6);
  gsize len = 0;

  for (gsize i = 2; i + 1 < bytes.len; i += 2)
    {
      gunichar c = (gunichar) (data[i + low] | data[i + 1 - low] << 8);

      if (c >= 0xd800 && c < 0xdc00 && i + 3 < bytes.len)
        {
          gunichar trail = (gunichar) (data[i + 2 + low] | data[i + 3 - low] << 8);

          if (trail >= 0xdc00 && trail < 0xe000)
            {
              c = 0x10000 + ((c - 0xd800) << 10) + (trail - 0xdc00);
              i += 2;
            }
        }
      if (c >= 0xd800 && c < 0xe000)
        c = 0xfffd;
      len += (gsize) g_unichar_to_utf8 (c, utf8 + len);
    }
  return g_bytes_new_take (utf8, len);
}

UmTextTrace *
um_text_trace_new (GBytes *text)
{
  UmTextTrace *self = g_new0 (UmTextTrace, 1);
  gsize size;
  const char *data = g_bytes_get_data (text, &size);
  UmSlice bytes = um_slice_new (data != NULL ? data : "", size);

  self->given_size = size;
  if (has_utf16_mark (bytes))
    {
      self->bytes = utf16_to_utf8 (bytes);
      data = g_bytes_get_data (self->bytes, &size);
      bytes = um_slice_new (data != NULL ? data : "", size);
    }
  else
    self->bytes = g_bytes_ref (text);
  if (um_slice_has_prefix (bytes, UM_SLICE ("\xef\xbb\xbf")))
    bytes = um_slice_from (bytes, 3);
  self->text = bytes;
  self->position = self->floor = bytes.data;
  return self;
}

void
um_text_trace_free (UmTextTrace *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->cleaned, um_arena_unref);
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
  if (has_utf16_mark (first_bytes))
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
