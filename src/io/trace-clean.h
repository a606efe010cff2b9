#pragma once

/* What copying and logging do to SIP text: something in front of each line, a dot at its end,
 * empty lines in between, escapes instead of line ends. A style is only found when the lines after
 * the start line have it too. */

#include "core/slice.h"

G_BEGIN_DECLS

typedef enum
{
  UM_TRACE_ESCAPE_NONE,
  UM_TRACE_ESCAPE_OCTAL,     /* "#015#012", rsyslog */
  UM_TRACE_ESCAPE_DECIMAL,   /* "<013><010>", Kiwi */
  UM_TRACE_ESCAPE_BACKSLASH, /* "\r\n" */
  UM_TRACE_ESCAPE_DOTS,      /* ".." in front of what must be a header: FortiGate's dump */
} UmTraceEscape;

/* How the text of one message has to be read. All zero: as it stands. */
typedef struct
{
  UmSlice prefix;    /* as the start line has it; digits may differ from line to line */
  gboolean dotted;   /* ngrep: one '.' at the end of each line */
  gboolean doubled;  /* an empty line behind each line */
  gboolean numbered; /* chan_sip: "Header 1 [ 64]: Via: ..." and "Body 0 [  3]: v=0" */
  gboolean quoted;   /* a cell of a table: ends at its quote, quotes in it are doubled */
  UmTraceEscape escape; /* the whole message stands in one line */
} UmTraceStyle;

typedef struct
{
  UmSlice start;      /* the start line from its first byte to the end of the physical line */
  UmTraceStyle style;
  gboolean certain;   /* a header follows, or the text ends: no accident of prose */
} UmTraceStart;

/* Does a message start in line? mark: where "SIP/2.0" stands in it; below: the text that follows.
 * *ret_start is untouched on FALSE. */
gboolean um_trace_start_find (UmSlice line, const char *mark, UmSlice below,
                              UmTraceStart *ret_start);

/* TRUE for "name:" with a header name at the start of the line. */
gboolean um_trace_is_header (UmSlice line);
/* TRUE when the line wants to be a start line (mark: its "SIP/2.0" at the begin or end) with a SIP
 * header below, whatever else is wrong with it. */
gboolean um_trace_resembles_start (UmSlice line, const char *mark, UmSlice below);

/* Takes the next line off *text: *ret_raw as it stands, *ret_line as the style reads it. FALSE, and
 * nothing taken, at the end of the text or when the line does not have the style. */
gboolean um_trace_clean_line (const UmTraceStyle *style, UmSlice *text, UmSlice *ret_raw,
                              UmSlice *ret_line);

/* Appends text with the escapes resolved; returns how much of it that was. stop: the byte that closes
 * the cell or string in which the text stands ('"', doubled when it is meant; '\t'), or NUL. */
gsize    um_trace_unescape (UmTraceEscape escape, char stop, UmSlice text, GByteArray *into);
/* Takes what is in front of the next escaped line end off *text, and that. FALSE at the end. */
gboolean um_trace_take_escaped_line (UmTraceEscape escape, UmSlice *text, UmSlice *ret_line);
/* From text, behind an opening quote, to the closing one; unset when there is none within
 * UM_LIMIT_SIP_MESSAGE. */
UmSlice  um_trace_quoted_cell (UmSlice text);

G_END_DECLS
