/* What only the phone's side shows: outbound changes cannot be seen there and inbound ones are
 * undone, so it is the undoing that tells (field guide L1, L2; design.md cases 17 and 18). Each
 * rule compares an answer's top Via with the one the phone sent: RFC 3261 section 18.2.1 and RFC
 * 3581 section 4 say what a server may add. */

#include "detect/rule.h"

/* An answer next to the request it belongs to, and their top Vias. */
typedef struct
{
  const UmMessage *request;
  const UmMessage *answer;
  const UmField *sent;     /* sent-by as the phone wrote it */
  const UmField *returned; /* sent-by as it came back */
  const UmField *received; /* NULL: not there */
  const UmField *rport;    /* NULL: not there */
  gboolean rport_asked;
} Echo;

/* FALSE for messages that are no answers, or whose request is not in the file. Answers with several
 * Vias did not come from the phone's own peer alone; the top one still is the phone's. */
static gboolean
echo_at (const UmPhoneFacts *facts, guint index, Echo *ret_echo)
{
  Echo echo = { .answer = g_ptr_array_index (facts->phone->received, index) };

  if (echo.answer->is_request)
    return FALSE;
  echo.request = um_case_get_request (facts->about, echo.answer);
  if (echo.request == NULL || !um_address_is_public (&echo.answer->source.address))
    return FALSE;
  echo.sent = um_message_find_field_at (echo.request, UM_FIELD_VIA, 0);
  echo.returned = um_message_find_field_at (echo.answer, UM_FIELD_VIA, 0);
  if (echo.sent == NULL || echo.returned == NULL)
    return FALSE;
  echo.received = um_message_find_field_at (echo.answer, UM_FIELD_VIA_RECEIVED, 0);
  echo.rport = um_message_find_field_at (echo.answer, UM_FIELD_VIA_RPORT, 0);
  echo.rport_asked = um_message_find_field_at (echo.request, UM_FIELD_VIA_RPORT, 0) != NULL;
  *ret_echo = echo;
  return TRUE;
}

static void
add_leaning_echo (
    UmRuleRun *run, const Echo *echo, UmGrade grade, UmLeans leans, const char *format)
{
  UmEvidence *evidence =
      um_rule_begin (run, grade, UM_SUBJECT_VIA, UM_DIRECTION_INBOUND, echo->answer);
  UmMark mark =
      grade == UM_GRADE_WEAK || grade == UM_GRADE_CLEARS ? UM_MARK_CONTEXT : UM_MARK_OFFENDING;
  char own[UM_ENDPOINT_STRING_MAX], server[UM_ENDPOINT_STRING_MAX],
      received[UM_ENDPOINT_STRING_MAX] = "";

  um_evidence_mark_field (evidence, echo->returned, mark);
  um_evidence_mark_field (evidence, echo->received, mark);
  um_evidence_mark_field (evidence, echo->rport, mark);
  um_address_to_string (&echo->answer->destination.address, own);
  um_address_to_string (&echo->answer->source.address, server);
  if (echo->received != NULL)
    um_address_to_string (&echo->received->address, received);
  evidence->leans = leans;
  um_rule_add (run, evidence, um_sentence_new (format, own, server, received, NULL));
}

static void
add_echo (UmRuleRun *run, const Echo *echo, UmGrade grade, const char *format)
{
  add_leaning_echo (run, echo, grade, grade == UM_GRADE_CLEARS ? UM_LEANS_NO_ALG : UM_LEANS_ALG,
                    format);
}

/* The server wrote down the address it saw, a public one; what arrives is the phone's own private
 * address. Something between translated it back, so it reads and rewrites SIP. */
void
um_rule_received_is_own_address (UmRuleRun *run, const UmPhoneFacts *facts)
{
  Echo echo;

  for (guint i = 0; i < facts->phone->received->len; i++)
    if (echo_at (facts, i, &echo) && echo.received != NULL &&
        um_address_is_private (&echo.answer->destination.address) &&
        um_address_equal (&echo.received->address, &echo.answer->destination.address))
      add_echo (
          run, &echo, UM_GRADE_PROOF,
          N_ ("The server {1} on the Internet notes in received= the address it saw. It "
              "cannot have seen the private address {0}: a device between wrote that in. "
              "(Only a server that is reached without address translation, by a company's own "
              "lines, could see it.)"));
}

/* The phone wrote a public address (STUN, or configured) and gets a private one back. */
void
um_rule_via_came_back_private (UmRuleRun *run, const UmPhoneFacts *facts)
{
  Echo echo;

  for (guint i = 0; i < facts->phone->received->len; i++)
    if (echo_at (facts, i, &echo) && um_address_is_public (&echo.sent->address) &&
        um_address_is_private (&echo.returned->address))
      add_echo (run, &echo, UM_GRADE_PROOF,
                N_ ("The phone wrote a public address into Via, and the answer of {1} brings it "
                    "back as the private address {0}: a device between rewrote it."));
}

/* A server on the Internet names an address of this net, and ARP says that it is the router's which
 * delivers the message: the router put its own address in. */
void
um_rule_router_as_contact (UmRuleRun *run, const UmPhoneFacts *facts)
{
  for (guint i = 0; i < facts->phone->received->len; i++)
    {
      const UmMessage *message = g_ptr_array_index (facts->phone->received, i);
      const UmField *contact = um_message_find_field (message, UM_FIELD_CONTACT);
      char address[UM_ENDPOINT_STRING_MAX], server[UM_ENDPOINT_STRING_MAX];
      UmEvidence *evidence;

      if (contact == NULL || !um_address_is_private (&contact->address) ||
          !um_address_is_public (&message->source.address) || facts->about->hosts == NULL ||
          um_address_equal (&contact->address, &message->destination.address) ||
          !um_host_facts_lives_at (facts->about->hosts, &contact->address, message->source_mac))
        continue;
      evidence =
          um_rule_begin (run, UM_GRADE_STRONG, UM_SUBJECT_CONTACT, UM_DIRECTION_INBOUND, message);
      um_evidence_mark_field (evidence, contact, UM_MARK_OFFENDING);
      um_rule_add (run, evidence,
                   um_sentence_new (N_ ("The message comes from the server {1} on the Internet, "
                                        "but its Contact names {0}, "
                                        "and ARP in this file shows that this is the router which "
                                        "delivers it: the router put "
                                        "its own address in."),
                                    um_address_to_string (&contact->address, address),
                                    um_address_to_string (&message->source.address, server), NULL));
    }
}

/* The phone named no port, the answer does. Void when the server saw the private sent-by. */
void
um_rule_via_port_appeared (UmRuleRun *run, const UmPhoneFacts *facts)
{
  Echo echo;

  for (guint i = 0; i < facts->phone->received->len && !facts->public_received; i++)
    if (echo_at (facts, i, &echo) && um_address_is_private (&echo.sent->address) &&
        um_address_equal (&echo.sent->address, &echo.returned->address) && !echo.sent->has_port &&
        echo.returned->has_port)
      add_echo (run, &echo, UM_GRADE_STRONG,
                N_ ("The phone sent its Via without a port, and it comes back with one. Servers "
                    "return Via as they got it: a device between wrote the port."));
}

/* rport was asked for, and the answer does not have it although received= is there. */
void
um_rule_rport_removed (UmRuleRun *run, const UmPhoneFacts *facts)
{
  Echo echo;

  for (guint i = 0; i < facts->phone->received->len; i++)
    if (echo_at (facts, i, &echo) && echo.rport_asked && echo.rport == NULL &&
        echo.received != NULL)
      add_echo (run, &echo, UM_GRADE_STRONG,
                N_ ("The phone asked for rport, and the answer comes back without it, although "
                    "the server filled in received= ({2}): a device between removed it."));
}

/* The server filled in the port it saw but found no need for received=: the host in the Via it got
 * was the source address of the packet, not the private one that the phone sent. */
void
um_rule_rport_without_received (UmRuleRun *run, const UmPhoneFacts *facts)
{
  Echo echo;

  for (guint i = 0; i < facts->phone->received->len && !facts->public_received; i++)
    if (echo_at (facts, i, &echo) && echo.rport != NULL && echo.rport->port != 0 &&
        echo.received == NULL && um_address_is_private (&echo.sent->address))
      add_echo (run, &echo, UM_GRADE_STRONG,
                N_ ("The server {1} filled in rport but not received=: to it, the address in the "
                    "Via was the one the packet came from, and not the private {0} that the "
                    "phone sent."));
}

/* A product that is known to add received=, as the RFC asks; test tools and home-made servers often
 * do not. */
static gboolean
is_careful (const UmMessage *answer)
{
  UmDeviceKind kind = um_user_agent_kind (um_string_slice (answer->user_agent));

  return kind == UM_DEVICE_PBX || kind == UM_DEVICE_PROXY || kind == UM_DEVICE_SBC;
}

void
um_rule_received_missing (UmRuleRun *run, const UmPhoneFacts *facts)
{
  Echo echo;

  for (guint i = 0; i < facts->phone->received->len && !facts->public_received; i++)
    if (echo_at (facts, i, &echo) && um_address_is_private (&echo.sent->address) &&
        echo.received == NULL && (echo.rport == NULL || echo.rport->port == 0))
      add_leaning_echo (
          run, &echo, UM_GRADE_WEAK, is_careful (echo.answer) ? UM_LEANS_ALG : UM_LEANS_NOWHERE,
          N_ ("A server that sees a private address in Via has to add received=. The "
              "answer of {1} has none: either the server is careless, or it saw a public "
              "address there."));
}

/* L2: the server saw the private Via. Clears Via alone: an ALG may leave Via as it is. */
void
um_rule_server_saw_private (UmRuleRun *run, const UmPhoneFacts *facts)
{
  Echo echo;

  for (guint i = 0; i < facts->phone->received->len; i++)
    if (echo_at (facts, i, &echo) && echo.received != NULL &&
        um_address_is_public (&echo.received->address) &&
        um_address_is_private (&echo.returned->address))
      add_echo (run, &echo, UM_GRADE_CLEARS,
                N_ ("The server {1} saw the phone's private Via and added {2}, where the packet "
                    "came from: Via was carried untouched. That says nothing of Contact and "
                    "SDP."));
}

/* Some answer brought the phone's own public Via back as it was sent, and none changed it. */
static gboolean
comes_back_as_sent (const UmPhoneFacts *facts)
{
  gboolean same = FALSE;
  Echo echo;

  for (guint i = 0; i < facts->phone->received->len; i++)
    {
      if (!echo_at (facts, i, &echo))
        continue;
      if (!um_address_equal (&echo.sent->address, &echo.returned->address) ||
          echo.sent->port != echo.returned->port)
        return FALSE;
      same |= um_address_is_public (&echo.sent->address);
    }
  return same;
}

static void
add_self_written (UmRuleRun *run,
                  const UmMessage *message,
                  const UmField *field,
                  gboolean explained)
{
  char address[UM_ENDPOINT_STRING_MAX];
  UmEvidence *evidence =
      um_rule_begin (run, explained ? UM_GRADE_CLEARS : UM_GRADE_WEAK,
                     field->id == UM_FIELD_CONTACT ? UM_SUBJECT_CONTACT : UM_SUBJECT_SDP,
                     UM_DIRECTION_OUTBOUND, message);

  evidence->leans = UM_LEANS_NO_ALG;
  um_evidence_mark_field (evidence, field, explained ? UM_MARK_NORMAL : UM_MARK_CONTEXT);
  um_rule_add (
      run, evidence,
      um_sentence_new (explained ? N_ ("The phone was told {0} by STUN or by the server, writes "
                                       "it itself, and gets it back as sent: there was nothing "
                                       "for a router to replace.")
                                 : N_ ("On its own side of the router the phone itself writes the "
                                       "public address {0} (by STUN, by configuration, or "
                                       "learned from the server): that is not the router's "
                                       "doing."),
                       um_address_to_string (&field->address, address), NULL));
}

/* L6: on its own side the phone is seen writing; a public value there is the phone's own doing. It
 * clears only where the value is explained and comes back unchanged (design.md case 2). */
void
um_rule_self_written (UmRuleRun *run, const UmPhoneFacts *facts)
{
  gboolean same = comes_back_as_sent (facts);

  for (guint i = 0; i < facts->phone->sent->len; i++)
    {
      const UmMessage *message = g_ptr_array_index (facts->phone->sent, i);

      for (guint j = 0; j < message->n_fields; j++)
        {
          const UmField *field = &message->fields[j];
          UmCause cause;

          if ((field->id != UM_FIELD_CONTACT && field->id != UM_FIELD_SDP_CONNECTION) ||
              !um_address_is_public (&field->address))
            continue;
          cause = field->id == UM_FIELD_CONTACT
                      ? um_phone_facts_contact_cause (facts, message, field)
                      : um_phone_facts_sdp_cause (facts, message, field);
          add_self_written (run, message, field, same && um_cause_explains (cause));
        }
    }
}
