/* Walks over the lines behind a start line. A header keeps the message going, whatever it looks like;
 * behind the empty line an SDP line does. */

#include "io/trace-walk.h"

#include "core/limits.h"
#include "dissect/sip-lex.h"
#include "io/trace-scan.h"

/* -- parts that belong together --------------------------------------------------------------- */

/* "[Part 02 of 02]": not the first part. */
static gboolean
is_later_part (UmSlice line, UmSlice *ret_rest)
{
  gssize at = um_slice_find (line, UM_SLICE ("[Part "));
  UmSlice rest;
  gssize blank, close;
  guint64 number;

  if (at < 0)
    return FALSE;
  rest = um_slice_from (line, (gsize) at + 6);
  blank = um_slice_find_byte (rest, ' ');
  close = um_slice_find_byte (rest, ']');
  if (blank < 0 || close < blank ||
      !um_slice_parse_uint (um_slice_head (rest, (gsize) blank), 99, &number) || number < 2 ||
      !um_slice_has_prefix (um_slice_from (rest, (gsize) blank), UM_SLICE (" of ")))
    return FALSE;
  *ret_rest = um_slice_from (rest, (gsize) close + 1);
  return TRUE;
}

/* "1787 12162016 083615.737177:1.01.00.38939.MAJOR   .SIPSG:": from the date to the level. */
static UmSlice
ribbon_stamp (UmSlice line)
{
  gssize blank = um_slice_find_byte (line, ' ');
  UmSlice rest = um_slice_from (line, (gsize) MAX (blank, 0) + 1);
  gssize end = um_slice_find (rest, UM_SLICE (" ."));
  guint64 number;

  if (blank < 1 || end < 24 || end > 64 ||
      !um_slice_parse_uint (um_slice_head (line, (gsize) blank), G_MAXUINT16, &number) ||
      !um_slice_parse_uint (um_slice_head (rest, 8), 99999999, &number) || rest.data[8] != ' ' ||
      !um_slice_parse_uint (um_slice_head (um_slice_from (rest, 9), 6), 999999, &number))
    return UM_SLICE_UNSET;
  return um_slice_head (rest, (gsize) end);
}

static gboolean
is_same_record (UmSlice first, UmSlice line, UmSlice *ret_rest)
{
  UmSlice stamp = ribbon_stamp (line);
  UmSlice rest;
  gssize colon;

  if (!um_slice_is_set (stamp) || !um_slice_is_set (first) ||
      !um_slice_equal (stamp, ribbon_stamp (first)))
    return FALSE;
  rest = um_slice_new (um_slice_end (stamp), (gsize) (um_slice_end (line) - um_slice_end (stamp)));
  colon = um_slice_find_byte (rest, ':');
  *ret_rest = um_slice_from (rest, colon >= 0 ? (gsize) colon + 1 : rest.len);
  return TRUE;
}

gboolean
um_trace_is_continued (const UmTraceEnvelope *envelope, UmSlice line, UmSlice *ret_rest)
{
  return is_later_part (line, ret_rest) ||
         (envelope != NULL && is_same_record (envelope->line, line, ret_rest));
}

/* -- the end of a message --------------------------------------------------------------------- */

typedef enum
{
  BODY_UNKNOWN, /* no Content-Type */
  BODY_EMBEDS,  /* message/sipfrag and multipart: a start line may be part of it */
  BODY_OTHER,
} BodyKind;

/* Where we are in the message that is being walked through. */
typedef struct
{
  const UmTraceStyle *style;
  gboolean in_body;
  gboolean after_empty;
  gboolean has_length;
  guint64 length;     /* Content-Length, a hint */
  guint64 body_bytes; /* as if each line ended in CRLF */
  BodyKind body;
} Walk;

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
  UmTraceEnvelope ignored;

  if (!walk->in_body && walk->style->prefix.len == 0 && um_trace_is_header (line))
    return FALSE;
  if (is_start_line (line))
    {
      if (!walk->in_body || walk->style->numbered)
        return TRUE;
      if (inside && walk->body != BODY_OTHER)
        return FALSE;
      return walk->after_empty || behind;
    }
  if (um_trace_envelope_is_end_mark (line))
    return !inside || walk->body != BODY_EMBEDS;
  if (walk->in_body && is_sdp_line (line))
    return FALSE;
  if (um_trace_envelope_match (UM_SLICE (""), line, below, &ignored) ||
      (raw.len != line.len && um_trace_envelope_match (UM_SLICE (""), raw, below, &ignored)))
    return TRUE;
  if (walk->in_body && walk->body == BODY_UNKNOWN && !walk->has_length)
    return TRUE; /* nothing speaks of a body */
  return behind || (!inside && (um_trace_is_stamped (line) || um_slice_is_set (ribbon_stamp (raw))));
}

/* -- the walk --------------------------------------------------------------------------------- */

UmTraceWalk
um_trace_walk (const UmTraceStyle *style, const UmTraceEnvelope *envelope, UmSlice *text)
{
  Walk walk = { .style = style };
  UmTraceWalk found = { .text = um_slice_head (*text, 0) };
  UmSlice raw, line, rest = *text;

  while (um_trace_clean_line (style, &rest, &raw, &line))
    {
      gboolean empty = um_slice_trim (line).len == 0;

      if (um_trace_is_continued (envelope, raw, &line))
        found.altered = TRUE;
      else if (!empty && ends_message (&walk, raw, line, rest))
        break;
      if ((gsize) (rest.data - found.text.data) > UM_LIMIT_SIP_MESSAGE)
        {
          found.limited = TRUE;
          break;
        }
      if (!empty || !walk.in_body)
        found.text.len = (gsize) (rest.data - found.text.data);
      if (empty && line.len > 0)
        found.altered = TRUE;
      if (walk.in_body)
        walk.body_bytes += line.len + 2;
      else if (empty)
        walk.in_body = TRUE;
      else
        note_header (&walk, line);
      walk.after_empty = empty;
      *text = rest;
    }
  return found;
}
