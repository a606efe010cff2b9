/* The article's rule and what stands close to it: addresses that a phone behind a router could not
 * have written, seen from beyond that router (field guide S1; design.md cases 5, 13, 14, 16, 20).
 */

#include "detect/rule.h"

typedef struct
{
  UmGrade grade;
  UmLeans leans;
  const char *text; /* {0}: the address, {1}: the source of the packet */
} Weight;

/* How much a public value weighs once its harmless causes were looked at. */
static Weight
weigh (UmCause cause)
{
  switch (cause)
    {
    case UM_CAUSE_INFRASTRUCTURE:
      return (Weight){ UM_GRADE_WEAK, UM_LEANS_NO_ALG,
                       N_ ("The public address {0} stands where a private one would be expected, "
                           "but this device is a phone system or gateway: those are often "
                           "configured with their public address.") };
    case UM_CAUSE_PROXY:
      return (Weight){ UM_GRADE_WEAK, UM_LEANS_ALG,
                       N_ ("The public address {0} stands here, and a second SIP device at the "
                           "site has handled the message: a border controller of the customer's, "
                           "or a router that works as a SIP proxy.") };
    case UM_CAUSE_KNEW_ADDRESS:
      return (Weight){ UM_GRADE_WEAK, UM_LEANS_NO_ALG,
                       N_ ("The public address {0} stands here, but also in the Call-ID, which "
                           "the phone makes itself: it seems to know its public address.") };
    case UM_CAUSE_STUN_OTHER:
      return (Weight){ UM_GRADE_WEAK, UM_LEANS_NO_ALG,
                       N_ ("The phone asked a STUN server and was told {0}, but for another port "
                           "than the one written here.") };
    case UM_CAUSE_MAYBE_LEARNED:
      return (Weight){ UM_GRADE_WEAK, UM_LEANS_NO_ALG,
                       N_ ("The public address {0} stands only in Contact and names exactly the "
                           "port the packets come from. Some phones learn that from the server's "
                           "first answer; the phone's first registration is not in the file.") };
    case UM_CAUSE_TOLD:
      return (Weight){ UM_GRADE_WEAK, UM_LEANS_NOWHERE,
                       N_ ("The server told the phone {0} in received and rport before, but the phone "
                           "never registers it: it may use it in calls only, or a router put it in.") };
    case UM_CAUSE_COPIED:
      return (Weight){ UM_GRADE_WEAK, UM_LEANS_NO_ALG,
                       N_ ("The public address {0} stands only in an answer to a request that "
                           "was addressed to it: the phone may have copied it.") };
    case UM_CAUSE_UNKNOWN_DEVICE:
      return (Weight){ UM_GRADE_WEAK, UM_LEANS_NOWHERE,
                       N_ ("The public address {0} stands here, but nothing says that the sender "
                           "is a phone: it does not register and names no product. On a "
                           "provider's gateway public addresses are normal.") };
    case UM_CAUSE_SIBLING:
      return (Weight){ UM_GRADE_WEAK, UM_LEANS_NO_ALG,
                       N_ ("The public address {0} stands here, but the messages of another phone "
                           "behind the same router arrived untouched: this one may have asked a "
                           "STUN server.") };
    case UM_CAUSE_NONE:
    case UM_CAUSE_STUN:
    case UM_CAUSE_LEARNED:
    case UM_CAUSE_ICE:
    case UM_CAUSE_WRITTEN:
      break;
    }
  return (Weight){ UM_GRADE_STRONG, UM_LEANS_ALG, NULL };
}

static void
mark_normal_lines (UmEvidence *evidence, const UmMessage *message)
{
  um_evidence_mark_envelope (evidence, UM_MARK_NORMAL);
  if (message->is_request)
    um_evidence_mark_field (evidence, um_message_find_field_at (message, UM_FIELD_VIA, 0),
                            UM_MARK_NORMAL);
}

static UmSentence *
sentence_with_addresses (const char *format, const UmField *field, const UmMessage *message)
{
  char address[UM_ENDPOINT_STRING_MAX], source[UM_ENDPOINT_STRING_MAX];

  return um_sentence_new (format, um_address_to_string (&field->address, address),
                          um_address_to_string (&message->source.address, source), NULL);
}

static void
add_public_contact (UmRuleRun *run,
                    const UmPhoneFacts *facts,
                    const UmMessage *message,
                    const UmField *contact)
{
  UmCause cause = um_phone_facts_contact_cause (facts, message, contact);
  Weight weight = weigh (cause);
  UmEvidence *evidence;

  if (um_cause_explains (cause))
    return;
  evidence = um_rule_begin (run, weight.grade, UM_SUBJECT_CONTACT, UM_DIRECTION_OUTBOUND, message);
  evidence->leans = weight.leans;
  um_evidence_mark_field (evidence, contact,
                          weight.grade == UM_GRADE_STRONG ? UM_MARK_OFFENDING : UM_MARK_CONTEXT);
  mark_normal_lines (evidence, message);
  um_rule_add (
      run, evidence,
      sentence_with_addresses (
          weight.text != NULL
              ? weight.text
              : N_ ("Contact holds {0}, the public address the packet comes from. A phone behind a "
                    "router writes its own private address there; the router should carry it "
                    "untouched."),
          contact, message));
}

/* A public address that is not where the packets come from: of another line of the site, of a proxy
 * in front of the trace, or configured. It decides nothing, but it keeps Contact from being clear.
 */
void
um_rule_other_public_contact (UmRuleRun *run, const UmPhoneFacts *facts)
{
  for (guint i = 0; i < facts->phone->sent->len; i++)
    {
      const UmMessage *message = g_ptr_array_index (facts->phone->sent, i);
      const UmField *contact = um_message_find_field (message, UM_FIELD_CONTACT);
      UmEvidence *evidence;

      if (contact == NULL || !um_address_is_public (&contact->address) ||
          um_phone_facts_is_source (facts, &contact->address) || message->status / 100 == 3 ||
          um_cause_explains (um_phone_facts_contact_cause (facts, message, contact)))
        continue;
      evidence =
          um_rule_begin (run, UM_GRADE_WEAK, UM_SUBJECT_CONTACT, UM_DIRECTION_OUTBOUND, message);
      evidence->leans = UM_LEANS_NOWHERE;
      um_evidence_mark_field (evidence, contact, UM_MARK_CONTEXT);
      um_evidence_mark_envelope (evidence, UM_MARK_CONTEXT);
      um_rule_add (run, evidence,
                   sentence_with_addresses (
                       N_ ("Contact holds the public address {0}, but the packet comes from {1}: "
                           "another line of the site, a proxy between, or an address that was "
                           "configured."),
                       contact, message));
    }
}

void
um_rule_public_contact (UmRuleRun *run, const UmPhoneFacts *facts)
{
  for (guint i = 0; i < facts->phone->sent->len && !facts->direct; i++)
    {
      const UmMessage *message = g_ptr_array_index (facts->phone->sent, i);

      /* the Contact of a redirection names somebody else (RFC 3261 section 8.1.3.4) */
      if (message->status / 100 == 3)
        continue;
      for (guint j = 0; j < message->n_fields; j++)
        if (message->fields[j].id == UM_FIELD_CONTACT &&
            um_phone_facts_is_source (facts, &message->fields[j].address))
          add_public_contact (run, facts, message, &message->fields[j]);
    }
}

/* o= with the source's address belongs to the c= it stands with; alone it proves nothing: STUN and
 * ICE clients write it too (case 16). */
static gboolean
is_marked_sdp (const UmPhoneFacts *facts, const UmField *field)
{
  return (field->id == UM_FIELD_SDP_CONNECTION || field->id == UM_FIELD_SDP_ORIGIN) &&
         um_phone_facts_is_source (facts, &field->address);
}

static void
add_public_sdp (UmRuleRun *run,
                const UmPhoneFacts *facts,
                const UmMessage *message,
                const UmField *connection)
{
  UmCause cause = um_phone_facts_sdp_cause (facts, message, connection);
  Weight weight = weigh (cause);
  UmEvidence *evidence;

  if (um_cause_explains (cause))
    return;
  evidence = um_rule_begin (run, weight.grade, UM_SUBJECT_SDP, UM_DIRECTION_OUTBOUND, message);
  evidence->leans = weight.leans;
  for (guint i = 0; i < message->n_fields; i++)
    if (is_marked_sdp (facts, &message->fields[i]))
      um_evidence_mark_field (evidence, &message->fields[i],
                              weight.grade == UM_GRADE_STRONG ? UM_MARK_OFFENDING
                                                              : UM_MARK_CONTEXT);
  mark_normal_lines (evidence, message);
  um_rule_add (
      run, evidence,
      sentence_with_addresses (
          weight.text != NULL
              ? weight.text
              : N_ ("The SDP asks for audio at {0}, the public address the packet comes from. A "
                    "phone behind a router writes its own private address there."),
          connection, message));
}

void
um_rule_public_sdp (UmRuleRun *run, const UmPhoneFacts *facts)
{
  for (guint i = 0; i < facts->phone->sent->len && !facts->direct; i++)
    {
      const UmMessage *message = g_ptr_array_index (facts->phone->sent, i);

      for (guint j = 0; j < message->n_fields; j++)
        if (message->fields[j].id == UM_FIELD_SDP_CONNECTION &&
            um_phone_facts_is_source (facts, &message->fields[j].address))
          {
            add_public_sdp (run, facts, message, &message->fields[j]);
            break; /* one piece of evidence a message: it marks every line concerned */
          }
    }
}

/* Contact and c= name one inner address that is not the phone's own: another router between the
 * phone and the Internet wrote it (case 5). */
void
um_rule_inner_address (UmRuleRun *run, const UmPhoneFacts *facts)
{
  for (guint i = 0; i < facts->phone->sent->len; i++)
    {
      const UmMessage *message = g_ptr_array_index (facts->phone->sent, i);
      const UmField *contact = um_message_find_field (message, UM_FIELD_CONTACT);
      const UmField *connection = um_message_find_field (message, UM_FIELD_SDP_CONNECTION);
      const UmField *own = um_message_find_own_private (message);
      gboolean carrier;
      UmEvidence *evidence;

      if (contact == NULL || connection == NULL || own == NULL || facts->infrastructure ||
          !message->is_request || message->to_tag != NULL ||
          !um_address_equal (&contact->address, &connection->address) ||
          !um_address_is_private (&contact->address) ||
          um_address_same_net (&contact->address, &own->address))
        continue;
      carrier = um_address_scope (&contact->address) == UM_SCOPE_CGNAT ||
                um_site_facts_count_inner (facts->site, facts->phone, &contact->address) > 1;
      evidence = um_rule_begin (run, carrier ? UM_GRADE_STRONG : UM_GRADE_WEAK, UM_SUBJECT_CONTACT,
                                UM_DIRECTION_OUTBOUND, message);
      um_evidence_mark_field (evidence, contact, carrier ? UM_MARK_OFFENDING : UM_MARK_CONTEXT);
      um_evidence_mark_field (evidence, connection, carrier ? UM_MARK_OFFENDING : UM_MARK_CONTEXT);
      um_evidence_mark_field (evidence, own, UM_MARK_CONTEXT);
      um_rule_add (run, evidence,
                   sentence_with_addresses (
                       N_ ("Contact and SDP hold {0}, an address of the network between the phone "
                           "and the Internet, while the phone itself lives elsewhere: an inner "
                           "router wrote it."),
                       contact, message));
    }
}

/* Contact is private, but a part that the same phone made of the same address is S (case 16). */
void
um_rule_edited_dialog (UmRuleRun *run, const UmPhoneFacts *facts)
{
  for (guint i = 0; i < facts->phone->sent->len && !facts->infrastructure; i++)
    {
      const UmMessage *message = g_ptr_array_index (facts->phone->sent, i);
      const UmField *contact = um_message_find_field (message, UM_FIELD_CONTACT);
      const UmField *call_id = um_message_find_field (message, UM_FIELD_CALL_ID);
      const UmField *from = um_message_find_field (message, UM_FIELD_FROM);
      const UmField *edited = NULL;
      UmEvidence *evidence;
      UmGrade grade;

      if (!message->is_request || message->to_tag != NULL || contact == NULL ||
          !um_address_is_private (&contact->address))
        continue;
      if (call_id != NULL && um_phone_facts_is_source (facts, &call_id->address))
        edited = call_id;
      else if (from != NULL && um_phone_facts_is_source (facts, &from->address) &&
               !um_address_equal (&from->address, &facts->phone->server.address))
        edited = from;
      if (edited == NULL)
        continue;
      /* a trunk that names no product may be a phone system, which writes its public name there */
      grade = facts->is_phone ? UM_GRADE_STRONG : UM_GRADE_WEAK;
      evidence = um_rule_begin (run, grade, UM_SUBJECT_MESSAGE, UM_DIRECTION_OUTBOUND, message);
      if (!facts->is_phone)
        evidence->leans = UM_LEANS_NOWHERE;
      um_evidence_mark_field (evidence, edited,
                              facts->is_phone ? UM_MARK_OFFENDING : UM_MARK_CONTEXT);
      um_evidence_mark_field (evidence, contact, UM_MARK_UNTOUCHED);
      um_rule_add (run, evidence,
                   sentence_with_addresses (
                       N_ ("Contact holds the phone's private address, yet {0}, the public one, "
                           "stands in a part that the phone makes of its own address: the "
                           "message was edited on the way."),
                       edited, message));
    }
}

/* A c= that the offer's own candidates do not know. Addresses that are no destinations, and names,
 * are allowed as default (RFC 8839 section 4.2.1.2, RFC 8840). */
static gboolean
is_ice_mismatch (const UmMessage *message, const UmField *connection)
{
  gboolean any = FALSE;

  if (!um_address_is_set (&connection->address) ||
      um_address_scope (&connection->address) == UM_SCOPE_UNSPECIFIED)
    return FALSE;
  for (guint i = 0; i < message->n_fields; i++)
    {
      const UmField *field = &message->fields[i];

      if (field->id == UM_FIELD_SDP_MEDIA && (field->port == 9 || field->port == 0))
        return FALSE;
      if (field->id != UM_FIELD_SDP_CANDIDATE)
        continue;
      if (!um_address_is_set (&field->address) || /* .local and other names */
          um_address_equal (&field->address, &connection->address))
        return FALSE;
      any = TRUE;
    }
  return any && !message->fields_truncated;
}

void
um_rule_ice_mismatch (UmRuleRun *run, const UmPhoneFacts *facts)
{
  for (guint i = 0; i < facts->phone->sent->len && !facts->infrastructure; i++)
    {
      const UmMessage *message = g_ptr_array_index (facts->phone->sent, i);
      const UmField *connection = um_message_find_field (message, UM_FIELD_SDP_CONNECTION);
      UmEvidence *evidence;

      if (connection == NULL || !is_ice_mismatch (message, connection) ||
          um_cause_explains (um_phone_facts_sdp_cause (facts, message, connection)))
        continue;
      evidence =
          um_rule_begin (run, UM_GRADE_STRONG, UM_SUBJECT_SDP, UM_DIRECTION_OUTBOUND, message);
      um_evidence_mark_field (evidence, connection, UM_MARK_OFFENDING);
      for (guint j = 0; j < message->n_fields; j++)
        if (message->fields[j].id == UM_FIELD_SDP_CANDIDATE)
          um_evidence_mark_field (evidence, &message->fields[j], UM_MARK_CONTEXT);
      um_rule_add (run, evidence,
                   sentence_with_addresses (
                       N_ ("The phone offers ICE and lists its addresses as candidates; {0}, where "
                           "the SDP asks for audio, is none of them: it was put in later."),
                       connection, message));
    }
}

/* A phone of the same model and firmware behind the same router was left alone (case 9). */
void
um_rule_sibling_untouched (UmRuleRun *run, const UmPhoneFacts *facts)
{
  for (guint i = 0; i < facts->phone->sent->len && facts->sibling_twin; i++)
    {
      const UmMessage *message = g_ptr_array_index (facts->phone->sent, i);
      const UmField *contact = um_message_find_field (message, UM_FIELD_CONTACT);
      UmEvidence *evidence;

      if (contact == NULL || !message->is_request ||
          !um_phone_facts_is_source (facts, &contact->address) ||
          um_phone_facts_contact_cause (facts, message, contact) != UM_CAUSE_NONE)
        continue;
      evidence =
          um_rule_begin (run, UM_GRADE_STRONG, UM_SUBJECT_CONTACT, UM_DIRECTION_OUTBOUND, message);
      um_evidence_mark_field (evidence, contact, UM_MARK_OFFENDING);
      um_rule_add (run, evidence,
                   sentence_with_addresses (
                       N_ ("A phone of the same model and firmware behind the same router sends "
                           "its private address and arrives with it; this one arrives with {0}."),
                       contact, message));
    }
}

static gboolean
has_offending_value (const UmPhoneFacts *facts, const UmMessage *message)
{
  for (guint i = 0; i < message->n_fields; i++)
    {
      const UmField *field = &message->fields[i];

      if (field->id == UM_FIELD_CONTACT && um_phone_facts_is_source (facts, &field->address) &&
          um_phone_facts_contact_cause (facts, message, field) == UM_CAUSE_NONE)
        return TRUE;
      if (field->id == UM_FIELD_SDP_CONNECTION &&
          um_phone_facts_is_source (facts, &field->address) &&
          um_phone_facts_sdp_cause (facts, message, field) == UM_CAUSE_NONE)
        return TRUE;
    }
  return FALSE;
}

/* Parts that ALGs leave alone still hold the private address: the phone did not know another. */
static gboolean
is_forgotten_part (const UmMessage *message, const UmField *field)
{
  if (!um_address_is_private (&field->address))
    return FALSE;
  if (field->id == UM_FIELD_CALL_ID)
    return message->to_tag == NULL && message->is_request;
  return field->id == UM_FIELD_SDP_RTCP || field->id == UM_FIELD_SDP_CANDIDATE;
}

void
um_rule_private_leftover (UmRuleRun *run, const UmPhoneFacts *facts)
{
  for (guint i = 0; i < facts->phone->sent->len; i++)
    {
      const UmMessage *message = g_ptr_array_index (facts->phone->sent, i);
      UmEvidence *evidence = NULL;
      const UmField *first = NULL;

      if (!has_offending_value (facts, message))
        continue;
      for (guint j = 0; j < message->n_fields; j++)
        if (is_forgotten_part (message, &message->fields[j]))
          {
            if (evidence == NULL)
              evidence = um_rule_begin (run, UM_GRADE_STRONG, UM_SUBJECT_MESSAGE,
                                        UM_DIRECTION_OUTBOUND, message);
            first = first != NULL ? first : &message->fields[j];
            um_evidence_mark_field (evidence, &message->fields[j], UM_MARK_CONTEXT);
          }
      if (evidence != NULL)
        um_rule_add (run, evidence,
                     sentence_with_addresses (
                         N_ ("The phone's private address {0} still stands in a part of the "
                             "message that routers forget, next to the public one: the phone did "
                             "not know its public address when it wrote the message."),
                         first, message));
    }
}

/* A pasted message: nobody knows which side of the router it was seen on. */
void
um_rule_unplaced_public (UmRuleRun *run, const UmPhoneFacts *facts)
{
  if (um_address_is_set (&facts->phone->source.address))
    return;
  for (guint i = 0; i < facts->phone->sent->len; i++)
    {
      const UmMessage *message = g_ptr_array_index (facts->phone->sent, i);
      const UmField *contact = um_message_find_field (message, UM_FIELD_CONTACT);
      const UmField *own = um_message_find_field (message, UM_FIELD_CALL_ID);
      UmEvidence *evidence;

      if (contact == NULL || !um_address_is_public (&contact->address) || !message->is_request)
        continue;
      evidence =
          um_rule_begin (run, UM_GRADE_WEAK, UM_SUBJECT_CONTACT, UM_DIRECTION_OUTBOUND, message);
      um_evidence_mark_field (evidence, contact, UM_MARK_CONTEXT);
      if (own != NULL && um_address_is_private (&own->address))
        um_evidence_mark_field (evidence, own, UM_MARK_CONTEXT);
      um_rule_add (run, evidence,
                   sentence_with_addresses (
                       N_ ("Contact holds the public address {0}, but the text does not say from "
                           "which address the message came, nor on which side of the router it "
                           "was seen."),
                       contact, message));
    }
}
