/* Cells are separated by a tab, ';', ',' or '|' and may be quoted as Excel does (RFC 4180): quotes
 * around, quotes inside doubled. */

#include "io/trace-table.h"

#include "core/text.h"
#include "io/trace-scan.h"

enum
{
  NAME_MAX_LENGTH = 24,
};

typedef struct
{
  UmEndpoint source;
  UmEndpoint destination;
  UmEndpoint remote;
  guint64 source_port;
  guint64 destination_port;
  gint direction; /* 0: not told, 1: in, 2: out */
  gboolean masked;
  gboolean found;
  gint64 time_us;
  UmTransport transport;
} Row;

static gboolean
is_separator (char c)
{
  return c == '\t' || c == ';' || c == ',' || c == '|';
}

char
um_trace_table_separator (UmSlice before)
{
  while (before.len > 0 && (before.data[before.len - 1] == '"' || before.data[before.len - 1] == ' '))
    before.len--;
  return before.len > 0 && is_separator (before.data[before.len - 1]) ? before.data[before.len - 1]
                                                                      : '\0';
}

/* Takes a cell off *row, its quotes and blanks off the cell. */
static UmSlice
take_cell (UmSlice *row, char separator)
{
  gboolean quoted = FALSE;
  UmSlice cell;
  gsize i;

  for (i = 0; i < row->len && (quoted || row->data[i] != separator); i++)
    if (row->data[i] == '"')
      quoted = !quoted;
  cell = um_slice_trim (um_slice_head (*row, i));
  *row = um_slice_from (*row, i + 1);
  if (cell.len >= 2 && cell.data[0] == '"' && cell.data[cell.len - 1] == '"')
    cell = um_slice_new (cell.data + 1, cell.len - 2);
  return cell;
}

/* -- the head --------------------------------------------------------------------------------- */

/* Letters and digits only, lower case: "Source IP" and "source_ip" are one. */
static void
normalize (UmSlice cell, char *ret_name)
{
  gsize len = 0;

  for (gsize i = 0; i < cell.len && len + 1 < NAME_MAX_LENGTH; i++)
    if (g_ascii_isalnum (cell.data[i]))
      ret_name[len++] = g_ascii_tolower (cell.data[i]);
  ret_name[len] = '\0';
}

static UmTraceColumn
find_column (UmSlice cell)
{
  static const struct
  {
    const char *name;
    UmTraceColumn column;
  } names[] = {
    { "time", UM_TRACE_COLUMN_TIME },
    { "timestamp", UM_TRACE_COLUMN_TIME },
    { "datetime", UM_TRACE_COLUMN_TIME },
    { "date", UM_TRACE_COLUMN_TIME },
    { "created", UM_TRACE_COLUMN_TIME },
    { "src", UM_TRACE_COLUMN_SOURCE },
    { "srcip", UM_TRACE_COLUMN_SOURCE },
    { "source", UM_TRACE_COLUMN_SOURCE },
    { "sourceip", UM_TRACE_COLUMN_SOURCE },
    { "sourceaddress", UM_TRACE_COLUMN_SOURCE },
    { "fromip", UM_TRACE_COLUMN_SOURCE },
    { "srcport", UM_TRACE_COLUMN_SOURCE_PORT },
    { "sourceport", UM_TRACE_COLUMN_SOURCE_PORT },
    { "fromport", UM_TRACE_COLUMN_SOURCE_PORT },
    { "dst", UM_TRACE_COLUMN_DESTINATION },
    { "dstip", UM_TRACE_COLUMN_DESTINATION },
    { "dest", UM_TRACE_COLUMN_DESTINATION },
    { "destip", UM_TRACE_COLUMN_DESTINATION },
    { "destination", UM_TRACE_COLUMN_DESTINATION },
    { "destinationip", UM_TRACE_COLUMN_DESTINATION },
    { "destinationaddress", UM_TRACE_COLUMN_DESTINATION },
    { "toip", UM_TRACE_COLUMN_DESTINATION },
    { "dstport", UM_TRACE_COLUMN_DESTINATION_PORT },
    { "destport", UM_TRACE_COLUMN_DESTINATION_PORT },
    { "destinationport", UM_TRACE_COLUMN_DESTINATION_PORT },
    { "toport", UM_TRACE_COLUMN_DESTINATION_PORT },
    { "proto", UM_TRACE_COLUMN_TRANSPORT },
    { "protocol", UM_TRACE_COLUMN_TRANSPORT },
    { "transport", UM_TRACE_COLUMN_TRANSPORT },
    { "dir", UM_TRACE_COLUMN_DIRECTION },
    { "direction", UM_TRACE_COLUMN_DIRECTION },
    { "remote", UM_TRACE_COLUMN_REMOTE },
    { "remoteip", UM_TRACE_COLUMN_REMOTE },
    { "remoteaddress", UM_TRACE_COLUMN_REMOTE },
    { "peer", UM_TRACE_COLUMN_REMOTE },
    { "msg", UM_TRACE_COLUMN_MESSAGE },
    { "message", UM_TRACE_COLUMN_MESSAGE },
    { "sipmessage", UM_TRACE_COLUMN_MESSAGE },
    { "raw", UM_TRACE_COLUMN_MESSAGE },
    { "packet", UM_TRACE_COLUMN_MESSAGE },
    { "payload", UM_TRACE_COLUMN_MESSAGE },
    { "content", UM_TRACE_COLUMN_MESSAGE },
    { "body", UM_TRACE_COLUMN_MESSAGE },
    { "data", UM_TRACE_COLUMN_MESSAGE },
    { "text", UM_TRACE_COLUMN_MESSAGE },
  };
  char name[NAME_MAX_LENGTH];

  normalize (cell, name);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (name, names[i].name) == 0)
      return names[i].column;
  return UM_TRACE_COLUMN_OTHER;
}

/* The separator that makes the most cells. */
static char
guess_separator (UmSlice line)
{
  static const char candidates[] = { '\t', '|', ';', ',' };
  char best = ',';
  gsize most = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (candidates); i++)
    {
      gsize n = 0;

      for (gsize k = 0; k < line.len; k++)
        n += line.data[k] == candidates[i];
      if (n > most)
        {
          most = n;
          best = candidates[i];
        }
    }
  return best;
}

gboolean
um_trace_table_read_head (UmSlice line, UmTraceTable *ret_table)
{
  UmTraceTable table = { .separator = guess_separator (line) };
  gboolean message = FALSE, place = FALSE;

  while (line.len > 0 && table.n_columns < UM_LIMIT_TABLE_COLUMNS)
    {
      UmTraceColumn column = find_column (take_cell (&line, table.separator));

      table.columns[table.n_columns++] = (guint8) column;
      message |= column == UM_TRACE_COLUMN_MESSAGE;
      place |= column != UM_TRACE_COLUMN_MESSAGE && column != UM_TRACE_COLUMN_OTHER;
    }
  if (table.n_columns < 2 || !message || !place)
    return FALSE;
  *ret_table = table;
  return TRUE;
}

/* -- a row ------------------------------------------------------------------------------------ */

/* The cell is nothing but a place with an address. */
static gboolean
read_place (UmSlice cell, Row *row, UmEndpoint *ret_endpoint)
{
  UmTracePlace place;
  const char *end = um_trace_place_read (cell.data, um_slice_end (cell), &place);

  if ((place.kind != UM_TRACE_PLACE_ADDRESS && place.kind != UM_TRACE_PLACE_MASKED) ||
      end != um_slice_end (cell))
    return FALSE;
  row->masked |= place.kind == UM_TRACE_PLACE_MASKED;
  if (place.transport != UM_TRANSPORT_UNKNOWN)
    row->transport = place.transport;
  *ret_endpoint = place.endpoint;
  row->found = TRUE;
  return TRUE;
}

static gint
read_direction (UmSlice cell)
{
  if (um_slice_has_prefix_nocase (cell, UM_SLICE ("in")) ||
      um_slice_has_prefix_nocase (cell, UM_SLICE ("rec")) ||
      um_slice_has_prefix_nocase (cell, UM_SLICE ("rx")))
    return 1;
  return um_slice_has_prefix_nocase (cell, UM_SLICE ("out")) ||
                 um_slice_has_prefix_nocase (cell, UM_SLICE ("sen")) ||
                 um_slice_has_prefix_nocase (cell, UM_SLICE ("tx")) ? 2 : 0;
}

static void
read_named (UmTraceColumn column, UmSlice cell, Row *row)
{
  switch (column)
    {
    case UM_TRACE_COLUMN_TIME:
      if (row->time_us == UM_TIME_UNKNOWN)
        row->time_us = um_trace_time_find (cell);
      break;
    case UM_TRACE_COLUMN_SOURCE:
      (void) read_place (cell, row, &row->source);
      break;
    case UM_TRACE_COLUMN_SOURCE_PORT:
      (void) um_slice_parse_uint (cell, 65535, &row->source_port);
      break;
    case UM_TRACE_COLUMN_DESTINATION:
      (void) read_place (cell, row, &row->destination);
      break;
    case UM_TRACE_COLUMN_DESTINATION_PORT:
      (void) um_slice_parse_uint (cell, 65535, &row->destination_port);
      break;
    case UM_TRACE_COLUMN_TRANSPORT:
      row->transport = um_trace_transport_parse (cell);
      break;
    case UM_TRACE_COLUMN_DIRECTION:
      row->direction = read_direction (cell);
      break;
    case UM_TRACE_COLUMN_REMOTE:
      (void) read_place (cell, row, &row->remote);
      break;
    case UM_TRACE_COLUMN_MESSAGE:
    case UM_TRACE_COLUMN_OTHER:
      break;
    }
}

/* Without a head: a cell is what it looks like. */
static void
read_unnamed (UmSlice cell, guint *places, Row *row)
{
  UmEndpoint endpoint;
  guint64 port;

  if (cell.len == 0)
    return;
  if (*places < 2 && read_place (cell, row, &endpoint))
    {
      *(*places == 0 ? &row->source : &row->destination) = endpoint;
      ++*places;
    }
  else if (*places == 1 && row->source.port == 0 && um_slice_parse_uint (cell, 65535, &port))
    row->source_port = port;
  else if (*places == 2 && row->destination.port == 0 && row->destination_port == 0 &&
           um_slice_parse_uint (cell, 65535, &port))
    row->destination_port = port;
  else if (row->time_us == UM_TIME_UNKNOWN)
    row->time_us = um_trace_time_find (cell);
}

static void
set_port (UmEndpoint *endpoint, guint64 port)
{
  if (endpoint->port == 0 && um_address_is_set (&endpoint->address))
    endpoint->port = (guint16) port;
}

/* The message's own column stands between the two parts. */
static void
read_cells (const UmTraceTable *table, char separator, UmSlice part, guint first, guint *places,
            Row *row)
{
  for (guint i = first; part.len > 0 && i < UM_LIMIT_TABLE_COLUMNS; i++)
    {
      UmSlice cell = take_cell (&part, separator);

      if (table->n_columns > 0)
        read_named (i < table->n_columns ? (UmTraceColumn) table->columns[i]
                                         : UM_TRACE_COLUMN_OTHER, cell, row);
      else
        read_unnamed (cell, places, row);
    }
}

static guint
count_cells (UmSlice part, char separator)
{
  guint n = 0;

  for (; part.len > 0 && n < UM_LIMIT_TABLE_COLUMNS; n++)
    (void) take_cell (&part, separator);
  return n;
}

gboolean
um_trace_table_read_row (const UmTraceTable *table,
                         UmSlice before,
                         UmSlice behind,
                         UmTraceEnvelope *ret_envelope)
{
  UmTraceEnvelope envelope = { .format = "table", .line = before };
  Row row = { .time_us = UM_TIME_UNKNOWN };
  char separator = um_trace_table_separator (before);
  guint places = 0;

  if (separator == '\0')
    separator = table->separator;
  if (separator == '\0' || before.len > UM_LIMIT_ENVELOPE_LINE)
    return FALSE;
  while (before.len > 0 && strchr ("\" ", before.data[before.len - 1]) != NULL)
    before.len--; /* the opening quote of the message */
  behind = um_slice_head (behind, UM_LIMIT_ENVELOPE_LINE);
  read_cells (table, separator, before, 0, &places, &row);
  if (behind.len > 0 && behind.data[0] == separator)
    read_cells (table, separator, um_slice_from (behind, 1), count_cells (before, separator) + 1,
                &places, &row);
  if (!row.found || (table->n_columns == 0 && places < 2))
    return FALSE;
  set_port (&row.source, row.source_port);
  set_port (&row.destination, row.destination_port);
  if (um_address_is_set (&row.remote.address) && row.direction != 0)
    *(row.direction == 1 ? &row.source : &row.destination) = row.remote;
  envelope.source = row.source;
  envelope.destination = row.destination;
  envelope.transport = row.transport;
  envelope.masked = row.masked;
  envelope.time_us = row.time_us;
  *ret_envelope = envelope;
  return TRUE;
}
