/* Via as seen from beyond the router. A public sent-by is normal there; a second device is not. */

#include "detect/rule.h"

void
um_rule_second_via (UmRuleRun *run, const UmPhoneFacts *facts)
{
  for (guint i = 0; i < facts->phone->sent->len && facts->phone->kind != UM_DEVICE_SBC; i++)
    {
      const UmMessage *message = g_ptr_array_index (facts->phone->sent, i);
      const UmField *top = um_message_find_field_at (message, UM_FIELD_VIA, 0);
      const UmField *below = um_message_find_field_at (message, UM_FIELD_VIA, 1);
      char address[UM_ENDPOINT_STRING_MAX];
      UmEvidence *evidence;

      if (below == NULL || !um_phone_facts_has_second_via (facts, message))
        continue;
      evidence = um_rule_begin (run, UM_GRADE_WEAK, UM_SUBJECT_VIA, UM_DIRECTION_OUTBOUND, message);
      um_evidence_mark_field (evidence, top, UM_MARK_CONTEXT);
      um_evidence_mark_field (evidence, below, UM_MARK_CONTEXT);
      um_rule_add (run, evidence,
                   um_sentence_new (N_ ("A second SIP device at the public address {0} put its own "
                                        "Via on top: a router that works as a SIP proxy, or a "
                                        "border controller at the site."),
                                    um_address_to_string (&top->address, address), NULL));
    }
}
