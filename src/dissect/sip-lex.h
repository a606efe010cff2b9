#pragma once

/* Character classes and token scans of RFC 3261 section 25.1. Each scan takes a position and the
 * end and returns the new position, always within [position, end]. */

#include "core/slice.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

G_BEGIN_DECLS

/* token: method names, header names, parameter names */
gboolean    um_sip_lex_is_token_char (char c);
const char *um_sip_lex_skip_token (const char *position, const char *end);
/* SP and HTAB only */
static inline const char *
um_sip_lex_skip_blanks (const char *position, const char *end)
{
  while (position < end && (*position == ' ' || *position == '\t'))
    position++;
  return position;
}

/* position stands at the opening quote; returns behind the closing one, or end when there is none.
 * A backslash escapes the next character. */
const char *um_sip_lex_skip_quoted (const char *position, const char *end);
/* Position of the first byte of the next line end (CRLF, LF or lone CR), or end. */
static inline const char *
um_sip_lex_find_line_end (const char *position, const char *end)
{
#ifdef __SSE2__ /* a third of the reading of a message is looking for its lines */
  const __m128i cr = _mm_set1_epi8 ('\r'), lf = _mm_set1_epi8 ('\n');

  for (; end - position >= 16; position += 16)
    {
      __m128i bytes = _mm_loadu_si128 ((const __m128i *) (const void *) position);
      guint hits =
          _mm_movemask_epi8 (_mm_or_si128 (_mm_cmpeq_epi8 (bytes, cr), _mm_cmpeq_epi8 (bytes, lf)));

      if (hits != 0)
        return position + __builtin_ctz (hits);
    }
#endif
  while (position < end && *position != '\r' && *position != '\n')
    position++;
  return position;
}

/* position stands at a line end; returns behind it: CRLF counts as one. */
static inline const char *
um_sip_lex_skip_line_end (const char *position, const char *end)
{
  if (position < end && *position == '\r')
    {
      position++;
      return position < end && *position == '\n' ? position + 1 : position;
    }
  return position < end && *position == '\n' ? position + 1 : position;
}

/* Takes the next line off *rest, and returns it without its end. */
UmSlice um_sip_lex_next_line (UmSlice *rest);

/* "METHOD uri SIP/2.0" or "SIP/2.0 nnn [reason]"; line is without its line end. Method: upper case
 * letters and other token characters; uri: "scheme:" followed by something. Surplus blanks between
 * the parts are let through, so that a damaged trace still shows its messages. */
gboolean    um_sip_lex_is_start_line (UmSlice line);

G_END_DECLS
