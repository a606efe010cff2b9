#pragma once

/* Rows of exported tables (CSV, tab-separated, copied from a page) that hold one SIP message each. The
 * columns are known by the names in the table's head; without a head, the first two cells that hold
 * addresses are the source and the destination. */

#include "core/limits.h"
#include "io/trace-envelopes.h"

G_BEGIN_DECLS

/* What a column may be; several names lead to each. */
typedef enum
{
  UM_TRACE_COLUMN_OTHER,
  UM_TRACE_COLUMN_TIME,
  UM_TRACE_COLUMN_SOURCE,
  UM_TRACE_COLUMN_SOURCE_PORT,
  UM_TRACE_COLUMN_DESTINATION,
  UM_TRACE_COLUMN_DESTINATION_PORT,
  UM_TRACE_COLUMN_TRANSPORT,
  UM_TRACE_COLUMN_DIRECTION,
  UM_TRACE_COLUMN_REMOTE, /* the other end, when the table has only that */
  UM_TRACE_COLUMN_MESSAGE,
} UmTraceColumn;

/* A value; all zero: no head was seen. */
typedef struct
{
  char separator;
  guint n_columns;
  guint8 columns[UM_LIMIT_TABLE_COLUMNS]; /* of UmTraceColumn */
} UmTraceTable;

/* TRUE when line names the message's column and a place or time beside it. *ret_table is untouched on
 * FALSE. */
gboolean um_trace_table_read_head (UmSlice line, UmTraceTable *ret_table);
/* before and behind: the row in front of the message's cell and after it, with their separators. TRUE
 * when that gives an address; line becomes envelope's. *ret_envelope is untouched on FALSE. */
gboolean um_trace_table_read_row (const UmTraceTable *table,
                                  UmSlice before,
                                  UmSlice behind,
                                  UmTraceEnvelope *ret_envelope);
/* The separator in front of a cell that begins at the end of before (behind its quote), or NUL. */
char um_trace_table_separator (UmSlice before);

G_END_DECLS
