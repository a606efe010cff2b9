#pragma once

/* The picture of one call, laid out: columns from the phone to the server with the router between
 * them, and one row for each message and each direction of sound, in the order of time. No sizes:
 * the window and the PDF draw it in their own. */

#include "report/call-flow.h"

G_BEGIN_DECLS

enum
{
  UM_LADDER_MAX_COLUMNS = UM_CALL_FLOW_MAX_PARTICIPANTS + 1,
};

typedef enum
{
  UM_COLUMN_PHONE,
  UM_COLUMN_ROUTER, /* between both sides: it sends nothing of its own, messages pass it */
  UM_COLUMN_SERVER,
} UmColumnKind;

typedef struct
{
  UmColumnKind kind;
  UmEndpoint endpoint;  /* of the router: its public address; unset where it is not known */
  const UmPhone *phone; /* nullable; not owned */
} UmLadderColumn;

/* Either arrow or media is set. What lies beyond the captured part is known only because the other
 * end answered: it is drawn fainter. */
typedef struct
{
  const UmFlowArrow *arrow;
  const UmMedia *media;
  guint from; /* columns */
  guint to;
  guint seen_from; /* the part that was captured, in the same direction */
  guint seen_to;
  gint64 offset_us; /* since the first row; UM_TIME_UNKNOWN without times */
} UmLadderRow;

typedef struct
{
  UmCallFlow *flow;
  UmLadderColumn columns[UM_LADDER_MAX_COLUMNS];
  guint n_columns;
  int router; /* its column, or -1 */
  GArray *rows; /* of UmLadderRow */
} UmLadder;

/* call: one of findings->calls, which must outlive the result. (transfer full) */
UmLadder *um_ladder_new (const UmFindings *findings, const UmCall *call);
void um_ladder_free (UmLadder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmLadder, um_ladder_free)

/* Sound that was promised and did not arrive. */
gboolean um_ladder_row_is_missing (const UmLadderRow *row);

G_END_DECLS
