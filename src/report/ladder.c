/* Puts the router into a call. A capture shows one side of it only; where the phone's packets are
 * known to have passed a router, the other side is drawn as well, marked as not captured. */

#include "report/ladder.h"

#include "core/text.h"

typedef struct
{
  UmLadder *ladder;
  const UmPhone *phone;
  UmVantage vantage;
  gboolean has_router;
  guint place[UM_CALL_FLOW_MAX_PARTICIPANTS]; /* column of each participant */
  guint router;                               /* column */
} Layout;

static const UmPhoneFinding *
find_finding (const UmFindings *findings, const UmPhone *phone)
{
  for (guint i = 0; i < findings->phones->len; i++)
    if (((const UmPhoneFinding *) findings->phones->pdata[i])->phone == phone)
      return findings->phones->pdata[i];
  return NULL;
}

/* On the phones' side a router is passed when a private address talks to a public one. Beyond it,
 * the phone's own address, or what was done to its messages, says that there was one. */
static gboolean
passes_router (const Layout *layout, const UmFindings *findings)
{
  const UmCallFlow *flow = layout->ladder->flow;
  const UmPhoneFinding *finding = find_finding (findings, layout->phone);
  const UmAddress *own = &layout->phone->address.address;

  switch (layout->vantage)
    {
    case UM_VANTAGE_UNKNOWN:
      return FALSE;
    case UM_VANTAGE_BOTH:
      return TRUE;
    case UM_VANTAGE_LAN:
      return flow->n_participants > 1 && um_address_is_private (&flow->participants[0].address) &&
             um_address_is_public (&flow->participants[1].address);
    case UM_VANTAGE_WAN:
    case UM_VANTAGE_SERVER:
      return (finding != NULL && finding->verdict == UM_VERDICT_ALG_DETECTED) ||
             (um_address_is_private (own) && um_address_is_public (&flow->participants[0].address));
    }
  g_return_val_if_reached (FALSE);
}

static gboolean
is_inner (const Layout *layout, guint participant)
{
  const UmCallFlow *flow = layout->ladder->flow;
  const UmAddress *address = &flow->participants[participant].address;

  if (participant == 0)
    return TRUE;
  if (layout->vantage == UM_VANTAGE_LAN || layout->vantage == UM_VANTAGE_BOTH)
    return um_address_is_private (address) &&
           um_address_is_private (&flow->participants[0].address) &&
           um_address_same_net (address, &flow->participants[0].address);
  return um_address_equal (address, &flow->participants[0].address);
}

static void
add_column (Layout *layout, UmColumnKind kind, UmEndpoint endpoint, const UmPhone *phone)
{
  layout->ladder->columns[layout->ladder->n_columns++] =
      (UmLadderColumn){ .kind = kind, .endpoint = endpoint, .phone = phone };
}

static const UmPhone *
find_phone (const UmFindings *findings, const UmEndpoint *endpoint)
{
  for (guint i = 0; i < findings->phones->len; i++)
    {
      const UmPhone *phone = ((const UmPhoneFinding *) findings->phones->pdata[i])->phone;

      if (um_endpoint_equal (&phone->source, endpoint))
        return phone;
    }
  return NULL;
}

static void
add_participants (Layout *layout, const UmFindings *findings, gboolean inner)
{
  const UmCallFlow *flow = layout->ladder->flow;

  for (guint i = 0; i < flow->n_participants; i++)
    {
      const UmPhone *phone = i == 0 ? layout->phone : find_phone (findings, &flow->participants[i]);

      if (is_inner (layout, i) != inner)
        continue;
      layout->place[i] = layout->ladder->n_columns;
      add_column (layout, inner || phone != NULL ? UM_COLUMN_PHONE : UM_COLUMN_SERVER,
                  flow->participants[i], phone);
    }
}

static void
lay_out_columns (Layout *layout, const UmFindings *findings)
{
  const UmEndpoint unknown = { 0 };

  layout->has_router = passes_router (layout, findings);
  add_participants (layout, findings, TRUE);
  layout->router = layout->ladder->n_columns;
  layout->ladder->router = layout->has_router ? (int) layout->router : -1;
  if (layout->has_router)
    add_column (layout, UM_COLUMN_ROUTER,
                um_address_is_set (&layout->phone->public_address.address)
                    ? (UmEndpoint){ .address = layout->phone->public_address.address }
                    : unknown,
                NULL);
  add_participants (layout, findings, FALSE);
}

static void
set_seen_part (const Layout *layout, UmLadderRow *row)
{
  gboolean crosses =
      layout->has_router && (row->from < layout->router) != (row->to < layout->router);

  row->seen_from = row->from;
  row->seen_to = row->to;
  if (!crosses || layout->vantage == UM_VANTAGE_BOTH)
    return;
  if ((layout->vantage == UM_VANTAGE_LAN) == (row->from < layout->router))
    row->seen_to = layout->router;
  else
    row->seen_from = layout->router;
}

static gint64
start_of (const UmLadder *ladder)
{
  const GPtrArray *arrows = ladder->flow->arrows;

  return arrows->len > 0 ? ((const UmFlowArrow *) arrows->pdata[0])->message->time_us
                         : UM_TIME_UNKNOWN;
}

static void
add_row (const Layout *layout, UmLadderRow row, gint64 time_us)
{
  gint64 start = start_of (layout->ladder);

  row.offset_us =
      time_us != UM_TIME_UNKNOWN && start != UM_TIME_UNKNOWN ? time_us - start : UM_TIME_UNKNOWN;
  set_seen_part (layout, &row);
  g_array_append_val (layout->ladder->rows, row);
}

/* Sound that never came is shown where it was promised: behind the answer. */
static gint64
time_of_sound (const UmMedia *media)
{
  const UmMessage *promised =
      media->call->answer != NULL ? media->call->answer : media->call->progress;

  if (media->packets > 0)
    return media->first_us;
  return promised != NULL ? promised->time_us : UM_TIME_UNKNOWN;
}

static gboolean
is_listed (const UmMedia *media)
{
  return media->packets > 0 || media->finding == UM_MEDIA_ONE_WAY ||
         media->finding == UM_MEDIA_NONE;
}

/* The sound whose time has come before a message at time_us; UM_TIME_UNKNOWN: all of it. done: one
 * bit for each direction that has its row. */
static void
add_sound (const Layout *layout, guint *done, gint64 time_us)
{
  const GPtrArray *sound = layout->ladder->flow->media;
  guint last = layout->ladder->n_columns - 1;

  for (guint i = 0; i < MIN (sound->len, 32) && last > 0; i++)
    {
      const UmMedia *media = sound->pdata[i];
      gint64 when = time_of_sound (media);
      UmLadderRow row = { .media = media };

      if ((*done & 1u << i) != 0 || !is_listed (media) ||
          (time_us != UM_TIME_UNKNOWN && (when == UM_TIME_UNKNOWN || when >= time_us)))
        continue;
      *done |= 1u << i;
      row.from = media->to_phone ? last : layout->place[0];
      row.to = media->to_phone ? layout->place[0] : last;
      add_row (layout, row, when);
    }
}

static void
lay_out_rows (const Layout *layout)
{
  const GPtrArray *arrows = layout->ladder->flow->arrows;
  guint done = 0;

  for (guint i = 0; i < arrows->len; i++)
    {
      const UmFlowArrow *arrow = arrows->pdata[i];
      UmLadderRow row = { .arrow = arrow,
                          .from = layout->place[arrow->from],
                          .to = layout->place[arrow->to] };

      if (arrow->message->time_us != UM_TIME_UNKNOWN)
        add_sound (layout, &done, arrow->message->time_us);
      add_row (layout, row, arrow->message->time_us);
    }
  add_sound (layout, &done, UM_TIME_UNKNOWN);
}

UmLadder *
um_ladder_new (const UmFindings *findings, const UmCall *call)
{
  UmLadder *self = g_new0 (UmLadder, 1);
  Layout layout = { .ladder = self,
                    .phone = call->phone,
                    .vantage = findings->outside != NULL ? UM_VANTAGE_BOTH : call->phone->vantage };

  self->flow = um_call_flow_new (findings, call);
  self->rows = g_array_new (FALSE, FALSE, sizeof (UmLadderRow));
  lay_out_columns (&layout, findings);
  lay_out_rows (&layout);
  return self;
}

void
um_ladder_free (UmLadder *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->rows);
  um_call_flow_free (self->flow);
  g_free (self);
}

gboolean
um_ladder_row_is_missing (const UmLadderRow *row)
{
  return row->media != NULL && row->media->packets == 0;
}
