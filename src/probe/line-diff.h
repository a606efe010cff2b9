#pragma once

/* What differs between a message as it was sent and as it arrived, as lines of an exchange. Pure.
 */

#include "model/exchange.h"

G_BEGIN_DECLS

/* How the arrived text ends. */
typedef enum
{
  UM_LINE_DIFF_WHOLE,  /* it is all that arrived: a line that is missing at the end was removed */
  UM_LINE_DIFF_CUT,    /* cut anywhere: what is missing at the end was not shown, no change */
  UM_LINE_DIFF_SPOILT, /* ends in foreign bytes, before which anything may stand */
} UmLineDiffEnd;

/* Adds a line to exchange for every line that differs and sets its result: CHANGED, UNTOUCHED, or
 * SHORT where the arrived text ends too early to tell. Returns how many bytes of arrived could be
 * used. sent: of at most 96 lines. */
gsize um_line_diff_compare (UmExchange *exchange, UmSlice sent, UmSlice arrived, UmLineDiffEnd end);

G_END_DECLS
