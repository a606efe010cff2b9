/* Lays out one call. A call is known by its Call-ID, as in model/call. */

#include "report/call-flow.h"

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

static UmMark
get_mark (const UmFindings *findings, const UmMessage *message)
{
  g_autoptr (GPtrArray) lines = um_findings_mark_message (findings, message);
  UmMark mark = UM_MARK_CONTEXT;

  for (guint i = 0; i < lines->len; i++)
    mark = MAX (mark, ((const UmMarkedLine *) lines->pdata[i])->mark);
  return mark;
}

static gboolean
has_same_text (const UmMessage *a, const UmMessage *b)
{
  g_auto (UmMessageText) text_a = { 0 };
  g_auto (UmMessageText) text_b = { 0 };

  return a->text.len == b->text.len && um_message_read_text (a, &text_a) &&
         um_message_read_text (b, &text_b) && um_slice_equal (text_a.bytes, text_b.bytes);
}

static gboolean
is_retransmission (const UmCallFlow *self, const UmFlowArrow *arrow)
{
  for (guint i = 0; i < self->arrows->len; i++)
    {
      const UmFlowArrow *earlier = self->arrows->pdata[i];

      if (earlier->from == arrow->from && earlier->to == arrow->to &&
          has_same_text (earlier->message, arrow->message))
        return TRUE;
    }
  return FALSE;
}

static void
add_message (UmCallFlow *self, const UmFindings *findings, const UmMessage *message)
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
  arrow->mark = get_mark (findings, message);
  arrow->retransmission = is_retransmission (self, arrow);
  g_ptr_array_add (self->arrows, arrow);
}

UmCallFlow *
um_call_flow_new (const UmFindings *findings, const UmCall *call)
{
  UmCallFlow *self = g_new0 (UmCallFlow, 1);
  GPtrArray *messages = findings->about->messages;

  self->arrows = g_ptr_array_new_with_free_func ((GDestroyNotify) arrow_free);
  self->media = g_ptr_array_new ();
  (void) find_participant (self,
                           call->from_phone ? &call->invite->source : &call->invite->destination);
  for (guint i = 0; i < messages->len; i++)
    if (um_string_equal (((const UmMessage *) messages->pdata[i])->call_id, call->call_id))
      add_message (self, findings, messages->pdata[i]);
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
