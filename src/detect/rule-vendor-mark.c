/* Marks that only one maker's ALG leaves (field guide C.6). */

#include "detect/rule.h"

#include "core/text.h"

/* FortiGate keeps the replaced address in a line of its own: i=(o=IN IP4 192.168.1.50). */
void
um_rule_fortinet_trace (UmRuleRun *run, const UmPhoneFacts *facts)
{
  GPtrArray *const lists[] = { facts->phone->sent, facts->phone->received };

  /* What arrives from beyond may have passed the other party's firewall, and beyond the router it
   * has not passed the customer's yet. */
  for (gsize side = 0; side < (facts->beyond_router ? 1 : G_N_ELEMENTS (lists)); side++)
    for (guint i = 0; i < lists[side]->len; i++)
      {
        const UmMessage *message = g_ptr_array_index (lists[side], i);
        const UmField *trace = um_message_find_field (message, UM_FIELD_SDP_TRACE);
        UmGrade grade = side == 0 ? UM_GRADE_PROOF : UM_GRADE_WEAK;
        g_autofree char *host = NULL;
        UmEvidence *evidence;

        if (trace == NULL)
          continue;
        evidence =
            um_rule_begin (run, grade, UM_SUBJECT_SDP,
                           side == 0 ? UM_DIRECTION_OUTBOUND : UM_DIRECTION_INBOUND, message);
        um_evidence_mark_field (evidence, trace, side == 0 ? UM_MARK_OFFENDING : UM_MARK_CONTEXT);
        for (guint j = 0; j < message->n_fields; j++)
          if (message->fields[j].id == UM_FIELD_SDP_CONNECTION &&
              um_phone_facts_is_source (facts, &message->fields[j].address))
            um_evidence_mark_field (evidence, &message->fields[j], UM_MARK_OFFENDING);
        um_evidence_mark_envelope (evidence, UM_MARK_NORMAL);
        host = um_address_dup_string (&trace->address); /* nothing else makes this mark */
        um_rule_add (
            run, evidence,
            um_sentence_new (side == 0
                                 ? N_ ("This line is inserted by a FortiGate firewall when it "
                                       "rewrites the SDP; it keeps the address that stood "
                                       "there before: {0}.")
                                 : N_ ("A FortiGate firewall rewrote this SDP and kept the address "
                                       "that stood there before: {0}. The message came from "
                                       "outside, so it may be the other party's firewall."),
                             host, NULL));
      }
}
