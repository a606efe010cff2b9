/* Content-Length against the body that arrived (field guide P3, design.md case 7). Only where the
 * bytes are exact: an intact UDP datagram, never text or a cut packet; and only where a router may
 * lie between the sender and the capture. */

#include "detect/rule.h"

static gboolean
is_exact (const UmMessage *message)
{
  return !message->from_text && !message->truncated && message->transport == UM_TRANSPORT_UDP &&
         (message->anomalies & UM_SIP_ANOMALY_NO_HEADER_END) == 0 &&
         (message->anomalies & UM_SIP_ANOMALY_BAD_CONTENT_LENGTH) == 0;
}

/* The SDP of this very message still names the private address: whoever changed its length did not
 * do it for the addresses, and a sender that counts badly is as plausible. */
static gboolean
sdp_is_untouched (const UmPhoneFacts *facts, const UmMessage *message)
{
  const UmField *connection = um_message_find_field (message, UM_FIELD_SDP_CONNECTION);

  return facts->beyond_router && connection != NULL && um_address_is_private (&connection->address);
}

static void
look_at (UmRuleRun *run, const UmPhoneFacts *facts, const UmMessage *message, UmDirection direction)
{
  const guint wrong = UM_SIP_ANOMALY_BODY_TOO_SHORT | UM_SIP_ANOMALY_BODY_TOO_LONG;
  g_autofree char *announced = NULL;
  g_autofree char *arrived = NULL;
  UmEvidence *evidence;
  UmGrade grade;

  if ((message->anomalies & wrong) == 0 || !is_exact (message) || facts->infrastructure)
    return;
  grade = sdp_is_untouched (facts, message) ? UM_GRADE_WEAK : UM_GRADE_STRONG;
  evidence = um_rule_begin (run, grade, UM_SUBJECT_MESSAGE, direction, message);
  um_evidence_mark_field (evidence, um_message_find_field (message, UM_FIELD_CONTENT_LENGTH),
                          grade == UM_GRADE_STRONG ? UM_MARK_OFFENDING : UM_MARK_CONTEXT);
  announced = g_strdup_printf ("%" G_GUINT64_FORMAT, message->content_length);
  arrived = g_strdup_printf ("%u", message->body_len);
  um_rule_add (
      run, evidence,
      um_sentence_new (grade == UM_GRADE_STRONG
                           ? N_ ("The message announces {0} bytes of body, but {1} arrived "
                                 "in an intact packet: the body was changed after the "
                                 "sender had counted it.")
                           : N_ ("The message announces {0} bytes of body, but {1} arrived "
                                 "in an intact packet. Its SDP still holds the private "
                                 "address: the sender may have counted badly."),
                       announced, arrived, NULL));
}

void
um_rule_content_length (UmRuleRun *run, const UmPhoneFacts *facts)
{
  if (facts->beyond_router)
    for (guint i = 0; i < facts->phone->sent->len; i++)
      look_at (run, facts, g_ptr_array_index (facts->phone->sent, i), UM_DIRECTION_OUTBOUND);
  if (facts->on_lan)
    for (guint i = 0; i < facts->phone->received->len; i++)
      look_at (run, facts, g_ptr_array_index (facts->phone->received, i), UM_DIRECTION_INBOUND);
}
