/* A SIP proxy in a router that answers in the server's name. It is treated as any peer that was
 * called by mistake (RFC 3261 sections 9 and 17.1.1.3): nothing may ring on because of a test. */

#include "core/text.h"
#include "probe/probe-run.h"

enum
{
  MAX_FOLLOW_UP = 8, /* answers of one interceptor that are looked at */
};

gboolean
um_probe_run_read_response (const UmProbeRun *self, UmSipMessage *response, UmProbeTag *ret_tag)
{
  const UmProbeEvent *event = &self->event;
  UmSlice bytes = um_slice_new (event->bytes, event->len);

  return event->kind == UM_PROBE_DATAGRAM &&
         um_sip_message_parse (bytes, UM_SIP_FRAME_DATAGRAM, response, NULL) == UM_SIP_OK &&
         !response->is_request && um_probe_tag_find (bytes, self->number, ret_tag) &&
         um_probe_run_get_hop (self, ret_tag->ttl) != NULL;
}

/* A final response is acknowledged, a call that was taken is ended; a provisional one is cancelled,
 * once. Answers to our CANCEL and BYE need nothing. */
static gboolean
reply_to_response (UmProbeRun *self,
                   const UmSipMessage *response,
                   const UmProbeTag *tag,
                   GError **error)
{
  const UmSipHeader *to = um_sip_message_find (response, UM_SIP_HEADER_TO);
  const UmSipHeader *cseq = um_sip_message_find (response, UM_SIP_HEADER_CSEQ);
  UmSlice peer = to != NULL ? to->value : UM_SLICE_UNSET;
  gboolean success = response->status >= 200 && response->status < 300;
  g_autofree char *first = NULL;
  g_autofree char *bye = NULL;

  if (tag->method == UM_PROBE_REGISTER || cseq == NULL ||
      um_slice_find (cseq->value, UM_SLICE ("INVITE")) < 0)
    return TRUE;
  if (response->status < 200 && (self->cancelled & 1u << tag->attempt) != 0)
    return TRUE;
  if (response->status < 200)
    {
      self->cancelled |= 1u << tag->attempt;
      first = um_probe_message_new_cancel (tag, &self->run->local);
    }
  else
    first = um_probe_message_new_ack (tag, &self->run->local, peer, success);
  if (!um_probe_run_send_sip (self, tag, first, error))
    return FALSE;
  if (!success)
    return TRUE;
  bye = um_probe_message_new_bye (tag, &self->run->local, peer);
  return um_probe_run_send_sip (self, tag, bye, error);
}

static void
take_answer (UmProbeRun *self, const UmSipMessage *response, const UmProbeTag *tag)
{
  gssize end = um_slice_find_byte (response->raw, '\n');
  UmExchange *exchange = um_probe_run_new_exchange (self, tag);

  exchange->result = UM_HOP_ANSWERED;
  exchange->answer =
      um_text_shorten (um_slice_trim (um_slice_head (response->raw, end >= 0 ? end : 0)), 100);
  um_probe_run_take_exchange (self, tag, exchange);
}

gboolean
um_probe_run_take_answer (UmProbeRun *self, UmSipMessage *response, UmProbeTag *tag, GError **error)
{
  gint64 end = um_probe_run_end_of (2 * UM_PROBE_TIMEOUT_MS);
  gboolean ours = TRUE;

  take_answer (self, response, tag);
  for (guint replies = 0, i = 0; replies < MAX_FOLLOW_UP && i < UM_PROBE_MAX_EVENTS; i++)
    {
      if (ours && !reply_to_response (self, response, tag, error))
        return FALSE;
      replies += ours ? 1 : 0;
      if (tag->method == UM_PROBE_REGISTER || !um_probe_run_wait (self, end, error))
        return tag->method == UM_PROBE_REGISTER;
      if (self->event.kind == UM_PROBE_NOTHING && g_get_monotonic_time () >= end)
        break;
      ours = um_probe_run_read_response (self, response, tag);
    }
  return TRUE;
}
