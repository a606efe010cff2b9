/* Lays out one call. A call is known by its Call-ID, as in model/call. */

#include "report/call-flow.h"

#include "model/pairing.h"
#include "report/report.h"

static void
arrow_free (UmFlowArrow *self)
{
  g_free (self->label);
  g_free (self);
}

/* -1: no room for another one. */
static int
find_participant (UmCallFlow *self, const UmEndpoint *endpoint)
{
  for (guint i = 0; i < self->n_participants; i++)
    if (um_endpoint_equal (&self->participants[i], endpoint))
      return (int) i;
  if (self->n_participants == UM_CALL_FLOW_MAX_PARTICIPANTS)
    return -1;
  self->participants[self->n_participants] = *endpoint;
  return (int) self->n_participants++;
}

/* What was changed on the way is marked where it arrived: outgoing messages in the capture from
 * outside. Empty where there is one capture only. */
static GHashTable *
find_twins (const UmPairing *pairing)
{
  GHashTable *twins = g_hash_table_new (NULL, NULL);

  for (guint i = 0; pairing != NULL && i < pairing->pairs->len; i++)
    {
      const UmPair *pair = &g_array_index (pairing->pairs, UmPair, i);

      g_hash_table_insert (twins, (gpointer) pair->inside, (gpointer) pair->outside);
    }
  return twins;
}

static UmMark
get_mark (const UmFindings *findings, const UmMessage *message)
{
  g_autoptr (GPtrArray) lines =
      message != NULL ? um_findings_mark_message (findings, message) : NULL;
  UmMark mark = UM_MARK_CONTEXT;

  for (guint i = 0; lines != NULL && i < lines->len; i++)
    mark = MAX (mark, ((const UmMarkedLine *) lines->pdata[i])->mark);
  return mark;
}

static gboolean
is_retransmission (const UmCallFlow *self, const UmFlowArrow *arrow)
{
  for (guint i = 0; i < self->arrows->len; i++)
    {
      const UmFlowArrow *earlier = self->arrows->pdata[i];

      if (earlier->from == arrow->from && earlier->to == arrow->to &&
          um_message_has_same_text (earlier->message, arrow->message))
        return TRUE;
    }
  return FALSE;
}

static void
add_message (UmCallFlow *self,
             const UmFindings *findings,
             GHashTable *twins,
             const UmMessage *message)
{
  int from, to;
  UmFlowArrow *arrow;

  from = find_participant (self, &message->source);
  to = find_participant (self, &message->destination);
  if (from < 0 || to < 0 || self->arrows->len == UM_CALL_FLOW_MAX_ARROWS)
    {
      self->left_out++;
      return;
    }
  arrow = g_new0 (UmFlowArrow, 1);
  arrow->message = message;
  arrow->from = (guint) from;
  arrow->to = (guint) to;
  arrow->label = um_report_first_line (message);
  arrow->mark =
      MAX (get_mark (findings, message), get_mark (findings, g_hash_table_lookup (twins, message)));
  arrow->retransmission = is_retransmission (self, arrow);
  g_ptr_array_add (self->arrows, arrow);
}

UmCallFlow *
um_call_flow_new (const UmFindings *findings, const UmCall *call)
{
  UmCallFlow *self = g_new0 (UmCallFlow, 1);
  GPtrArray *messages = findings->about->messages;
  g_autoptr (UmPairing) pairing =
      findings->outside != NULL ? um_pairing_new (findings->about, findings->outside) : NULL;
  g_autoptr (GHashTable) twins = find_twins (pairing);

  self->arrows = g_ptr_array_new_with_free_func ((GDestroyNotify) arrow_free);
  self->media = g_ptr_array_new ();
  (void) find_participant (self,
                           call->from_phone ? &call->invite->source : &call->invite->destination);
  for (guint i = 0; i < messages->len; i++)
    if (um_string_equal (((const UmMessage *) messages->pdata[i])->call_id, call->call_id))
      add_message (self, findings, twins, messages->pdata[i]);
  for (guint i = 0; findings->media != NULL && i < findings->media->len; i++)
    if (((const UmMedia *) findings->media->pdata[i])->call == call)
      g_ptr_array_add (self->media, findings->media->pdata[i]);
  return self;
}

void
um_call_flow_free (UmCallFlow *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->arrows);
  g_ptr_array_unref (self->media);
  g_free (self);
}
