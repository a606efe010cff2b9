/* What clears: per field and direction, never for the phone as a whole, except where no router that
 * could rewrite lies between at all (design.md cases 1, 3, 6, 15, 19). */

#include "detect/rule.h"

static void
add_untouched (UmRuleRun *run,
               UmSubject subject,
               const UmMessage *message,
               const UmField *field,
               const UmField *companion,
               const char *format)
{
  UmEvidence *evidence =
      um_rule_begin (run, UM_GRADE_CLEARS, subject, UM_DIRECTION_OUTBOUND, message);
  char address[UM_ENDPOINT_STRING_MAX], source[UM_ENDPOINT_STRING_MAX];

  um_evidence_mark_field (evidence, field, UM_MARK_UNTOUCHED);
  um_evidence_mark_field (evidence, companion, UM_MARK_UNTOUCHED);
  um_evidence_mark_envelope (evidence, UM_MARK_NORMAL);
  um_rule_add (run, evidence,
               um_sentence_new (format, um_address_to_string (&field->address, address),
                                um_address_to_string (&message->source.address, source), NULL));
}

/* Contact still private beyond the router. A 100.64 address may itself be an inner router's. */
void
um_rule_untouched_contact (UmRuleRun *run, const UmPhoneFacts *facts)
{
  for (guint i = 0; i < facts->phone->sent->len; i++)
    {
      const UmMessage *message = g_ptr_array_index (facts->phone->sent, i);
      const UmField *contact = um_message_find_field (message, UM_FIELD_CONTACT);

      if (contact != NULL && um_address_is_private (&contact->address) &&
          !um_phone_facts_is_foreign (facts, &contact->address) && message->status / 100 != 3)
        add_untouched (run, UM_SUBJECT_CONTACT, message, contact, NULL,
                       N_ ("Contact still holds the phone's private address {0} beyond the router "
                           "(the packet comes from {1}): nobody rewrote it."));
    }
}

/* c= decides; a private o= beside it is shown with it. */
void
um_rule_untouched_sdp (UmRuleRun *run, const UmPhoneFacts *facts)
{
  for (guint i = 0; i < facts->phone->sent->len; i++)
    {
      const UmMessage *message = g_ptr_array_index (facts->phone->sent, i);
      const UmField *origin = um_message_find_field (message, UM_FIELD_SDP_ORIGIN);

      for (guint j = 0; j < message->n_fields; j++)
        if (message->fields[j].id == UM_FIELD_SDP_CONNECTION &&
            um_address_is_private (&message->fields[j].address) &&
            !um_phone_facts_is_foreign (facts, &message->fields[j].address))
          add_untouched (run, UM_SUBJECT_SDP, message, &message->fields[j],
                         origin != NULL && um_address_is_private (&origin->address) ? origin : NULL,
                         N_ ("The SDP still asks for audio at the phone's private address {0} "
                             "beyond the router (the packet comes from {1}): nobody rewrote "
                             "it."));
    }
}

static const char *
explain (UmCause cause)
{
  if (cause == UM_CAUSE_STUN)
    return N_ ("The phone asked a STUN server, was told exactly {0}, and wrote that: its own "
               "doing, not the router's.");
  if (cause == UM_CAUSE_LEARNED)
    return N_ ("The phone began with its private address, read {0} in the server's answer "
               "(received, rport), and has written that since: its own doing, not the router's.");
  if (cause == UM_CAUSE_WRITTEN)
    return N_ (
        "The file shows the phone's own side of the router, too: there the phone itself writes "
        "{0}. It is the phone's doing, not the router's.");
  return N_ ("The phone uses ICE and lists {0} among its own candidates: it knows this address "
             "itself.");
}

static void
add_explained (UmRuleRun *run,
               UmSubject subject,
               const UmMessage *message,
               const UmField *field,
               UmCause cause)
{
  UmEvidence *evidence =
      um_rule_begin (run, UM_GRADE_CLEARS, subject, UM_DIRECTION_OUTBOUND, message);
  char address[UM_ENDPOINT_STRING_MAX];

  um_evidence_mark_field (evidence, field, UM_MARK_NORMAL);
  um_rule_add (
      run, evidence,
      um_sentence_new (explain (cause), um_address_to_string (&field->address, address), NULL));
}

void
um_rule_explained_contact (UmRuleRun *run, const UmPhoneFacts *facts)
{
  for (guint i = 0; i < facts->phone->sent->len; i++)
    {
      const UmMessage *message = g_ptr_array_index (facts->phone->sent, i);
      const UmField *contact = um_message_find_field (message, UM_FIELD_CONTACT);
      UmCause cause;

      if (contact == NULL || !um_phone_facts_is_source (facts, &contact->address))
        continue;
      cause = um_phone_facts_contact_cause (facts, message, contact);
      if (um_cause_explains (cause))
        add_explained (run, UM_SUBJECT_CONTACT, message, contact, cause);
    }
}

void
um_rule_explained_sdp (UmRuleRun *run, const UmPhoneFacts *facts)
{
  for (guint i = 0; i < facts->phone->sent->len; i++)
    {
      const UmMessage *message = g_ptr_array_index (facts->phone->sent, i);
      const UmField *connection = um_message_find_field (message, UM_FIELD_SDP_CONNECTION);
      UmCause cause;

      if (connection == NULL || !um_phone_facts_is_source (facts, &connection->address))
        continue;
      cause = um_phone_facts_sdp_cause (facts, message, connection);
      if (um_cause_explains (cause))
        add_explained (run, UM_SUBJECT_SDP, message, connection, cause);
    }
}

/* The address the packet comes from stands in Contact and in c=. */
static gboolean
shows_own_address (const UmMessage *message)
{
  const UmField *contact = um_message_find_field (message, UM_FIELD_CONTACT);
  const UmField *connection = um_message_find_field (message, UM_FIELD_SDP_CONNECTION);

  return contact != NULL && connection != NULL &&
         um_address_equal (&contact->address, &message->source.address) &&
         um_address_equal (&connection->address, &message->source.address);
}

static void
add_no_translation (UmRuleRun *run, const UmMessage *message, UmSubject subject, const char *format)
{
  UmEvidence *evidence =
      um_rule_begin (run, UM_GRADE_CLEARS, subject, UM_DIRECTION_OUTBOUND, message);
  const UmField *contact = um_message_find_field (message, UM_FIELD_CONTACT);
  const UmField *connection = um_message_find_field (message, UM_FIELD_SDP_CONNECTION);
  char source[UM_ENDPOINT_STRING_MAX];

  um_evidence_mark_field (evidence, subject == UM_SUBJECT_SDP ? connection : contact,
                          UM_MARK_UNTOUCHED);
  um_rule_add (
      run, evidence,
      um_sentence_new (format, um_address_to_string (&message->source.address, source), NULL));
}

static void
add_both (UmRuleRun *run, const UmMessage *message, const char *format)
{
  add_no_translation (run, message, UM_SUBJECT_CONTACT, format);
  add_no_translation (run, message, UM_SUBJECT_SDP, format);
}

/* No NAT at all (case 19): nothing had to be rewritten, so nothing was. Loopback crosses nothing.
 */
void
um_rule_no_translation (UmRuleRun *run, const UmPhoneFacts *facts)
{
  for (guint i = 0; i < facts->phone->sent->len; i++)
    {
      const UmMessage *message = g_ptr_array_index (facts->phone->sent, i);
      const UmAddress *source = &message->source.address;

      if (!shows_own_address (message) ||
          (facts->own != NULL && !um_address_equal (&facts->own->address, source)))
        continue;
      if (facts->direct)
        add_both (run, message,
                  source->family == UM_FAMILY_IPV6
                      ? N_ ("Over IPv6 the phone uses its own address {0} everywhere: there is no "
                            "address translation.")
                      : N_ ("The packets of {0} still have the TTL they were sent with: no router "
                            "lies between, and the address in Contact and SDP is the phone's "
                            "own."));
      else if (um_address_scope (source) == UM_SCOPE_PRIVATE && !facts->on_lan &&
               !facts->other_received &&
               message->is_request && g_hash_table_contains (facts->answered, message))
        add_both (run, message,
                  N_ ("Both ends use private addresses, the call was answered, and the phone's "
                      "own address {0} stands in Contact and SDP: no translation lies between."));
    }
}
