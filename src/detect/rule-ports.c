/* Ports that only a box between can have chosen: an allocator counting up over several phones, one
 * address for all of them, rewriting on one server port and not on another, a media port that the
 * sound does not use (field guide P2, S2, C.4 3 and 4; design.md case 1). */

#include "detect/rule.h"

#include "core/text.h"

#define HOUR_US G_GINT64_CONSTANT (3600000000)

static guint16
port_of (const UmField *field)
{
  return field->has_port ? field->port : 5060;
}

/* Contact holds the address the packet comes from, and nothing but a router accounts for it. */
static gboolean
is_rewritten (const UmPhoneFacts *facts, const UmMessage *message, const UmField *contact)
{
  UmCause cause;

  if (contact == NULL || !um_phone_facts_is_source (facts, &contact->address))
    return FALSE;
  cause = um_phone_facts_contact_cause (facts, message, contact);
  return cause == UM_CAUSE_NONE || cause == UM_CAUSE_INFRASTRUCTURE || cause == UM_CAUSE_SIBLING;
}

/* --- one server port is rewritten, another is not --- */

static gboolean
is_other_way (const UmMessage *a, const UmMessage *b)
{
  return a->destination.port != b->destination.port || a->transport != b->transport;
}

static gboolean
is_near (const UmMessage *a, const UmMessage *b)
{
  return a->time_us == UM_TIME_UNKNOWN || b->time_us == UM_TIME_UNKNOWN ||
         ABS (a->time_us - b->time_us) < HOUR_US;
}

static const UmMessage *
find_untouched (const UmPhoneFacts *facts, const UmMessage *rewritten)
{
  for (guint i = 0; i < facts->phone->sent->len; i++)
    {
      const UmMessage *message = g_ptr_array_index (facts->phone->sent, i);
      const UmField *contact = um_message_find_field (message, UM_FIELD_CONTACT);

      if (message->is_request && is_other_way (message, rewritten) &&
          is_near (message, rewritten) && contact != NULL &&
          um_address_scope (&contact->address) == UM_SCOPE_PRIVATE &&
          um_address_equal (&message->source.address, &rewritten->source.address) &&
          um_string_equal (message->from_uri, rewritten->from_uri))
        return message;
    }
  return NULL;
}

void
um_rule_port_bound (UmRuleRun *run, const UmPhoneFacts *facts)
{
  for (guint i = 0; i < facts->phone->sent->len && facts->several_ways; i++)
    {
      const UmMessage *message = g_ptr_array_index (facts->phone->sent, i);
      const UmField *contact = um_message_find_field (message, UM_FIELD_CONTACT);
      const UmMessage *other;
      g_autofree char *frame = NULL;
      UmEvidence *evidence;

      if (!message->is_request || !is_rewritten (facts, message, contact))
        continue;
      other = find_untouched (facts, message);
      if (other == NULL)
        continue;
      frame = g_strdup_printf ("%" G_GUINT64_FORMAT, other->frame);
      evidence =
          um_rule_begin (run, UM_GRADE_STRONG, UM_SUBJECT_CONTACT, UM_DIRECTION_OUTBOUND, message);
      um_evidence_mark_field (evidence, contact, UM_MARK_OFFENDING);
      um_rule_add (
          run, evidence,
          um_sentence_new (
              N_ ("To another server port or over another transport the same phone and "
                  "account sends its private address in the same hour (frame {0}); here "
                  "Contact is public. What depends on the port is done by a box that looks "
                  "at this port only."),
              frame, NULL));
      return;
    }
}

/* --- several phones --- */

static void
add_about_neighbours (UmRuleRun *run, const UmMessage *message, const char *format, guint count)
{
  UmEvidence *evidence =
      um_rule_begin (run, UM_GRADE_STRONG, UM_SUBJECT_CONTACT, UM_DIRECTION_OUTBOUND, message);
  const UmField *contact = um_message_find_field (message, UM_FIELD_CONTACT);
  g_autofree char *others = g_strdup_printf ("%u", count);
  g_autofree char *port = g_strdup_printf ("%u", port_of (contact));

  um_evidence_mark_field (evidence, contact, UM_MARK_OFFENDING);
  um_evidence_mark_envelope (evidence, UM_MARK_NORMAL);
  um_rule_add (run, evidence, um_sentence_new (format, port, others, NULL));
}

void
um_rule_allocated_port (UmRuleRun *run, const UmPhoneFacts *facts)
{
  for (guint i = 0; i < facts->phone->sent->len; i++)
    {
      const UmMessage *message = g_ptr_array_index (facts->phone->sent, i);
      const UmField *contact = um_message_find_field (message, UM_FIELD_CONTACT);
      guint near;

      if (!um_message_has_allocated_port (message) || !is_rewritten (facts, message, contact))
        continue;
      near = um_site_facts_count_allocated (facts->site, message);
      if (near > 0)
        add_about_neighbours (run, message,
                              N_ ("Contact names port {0}, which is neither the port of the Via "
                                  "nor the one the packet "
                                  "comes from, and {1} other phones behind the same address have "
                                  "the ports next to it: a "
                                  "box between hands them out one after the other."),
                              near);
    }
}

void
um_rule_shared_contact (UmRuleRun *run, const UmPhoneFacts *facts)
{
  for (guint i = 0; i < facts->phone->sent->len; i++)
    {
      const UmMessage *message = g_ptr_array_index (facts->phone->sent, i);
      const UmField *contact = um_message_find_field (message, UM_FIELD_CONTACT);
      guint sharing;

      if (!message->is_request || message->method != UM_METHOD_REGISTER ||
          !is_rewritten (facts, message, contact))
        continue;
      sharing = um_site_facts_count_sharing (facts->site, message);
      if (sharing > 1)
        add_about_neighbours (
            run, message,
            N_ ("{1} phones behind this address, each with a port of its own, register one and the "
                "same Contact (port {0}): calls for any of them reach whichever registered last."),
            sharing);
    }
}

/* --- sound --- */

static gboolean
sound_leaves_from (const UmPhoneFacts *facts, guint port)
{
  for (guint i = 0; i < facts->about->streams->len; i++)
    {
      const UmStream *stream = g_ptr_array_index (facts->about->streams, i);

      if (stream->source.port == port && um_phone_facts_is_source (facts, &stream->source.address))
        return TRUE;
    }
  return FALSE;
}

/* a=rtcp is the port of m= and one (RFC 3605), unless both share one port (RFC 5761). An ALG that
 * changes m= forgets a=rtcp, and the sound still leaves from beside it. */
void
um_rule_media_port (UmRuleRun *run, const UmPhoneFacts *facts)
{
  for (guint i = 0; i < facts->phone->sent->len && !facts->infrastructure; i++)
    {
      const UmMessage *message = g_ptr_array_index (facts->phone->sent, i);
      const UmField *media = um_message_find_field (message, UM_FIELD_SDP_MEDIA);
      const UmField *rtcp = um_message_find_field (message, UM_FIELD_SDP_RTCP);
      g_autofree char *promised = NULL;
      g_autofree char *real = NULL;
      UmEvidence *evidence;

      if (media == NULL || rtcp == NULL || media->port == 0 || rtcp->port < 2 ||
          rtcp->port == media->port || rtcp->port == media->port + 1 ||
          !sound_leaves_from (facts, rtcp->port - 1))
        continue;
      promised = g_strdup_printf ("%u", media->port);
      real = g_strdup_printf ("%u", rtcp->port - 1);
      evidence = um_rule_begin (run, UM_GRADE_WEAK, UM_SUBJECT_SDP, UM_DIRECTION_OUTBOUND, message);
      um_evidence_mark_field (evidence, media, UM_MARK_CONTEXT);
      um_evidence_mark_field (evidence, rtcp, UM_MARK_CONTEXT);
      um_rule_add (
          run, evidence,
          um_sentence_new (
              N_ ("The SDP asks for sound at port {0}, but its a=rtcp belongs to port {1}, and "
                  "from there the phone's sound really comes: the port in m= may have been "
                  "changed on the way."),
              promised, real, NULL));
    }
}

/* --- the Request-URI that was signed --- */

/* The credentials hold the Request-URI as the phone wrote it (RFC 3261 section 22.4). Where the
 * request arrives at a private server under that server's private address, a router put that in. */
void
um_rule_digest_uri (UmRuleRun *run, const UmPhoneFacts *facts)
{
  for (guint i = 0; i < facts->phone->sent->len; i++)
    {
      const UmMessage *message = g_ptr_array_index (facts->phone->sent, i);
      const UmField *signed_uri = um_message_find_field (message, UM_FIELD_DIGEST_URI);
      const UmField *uri = um_message_find_field (message, UM_FIELD_REQUEST_URI);
      char was[UM_ENDPOINT_STRING_MAX], is[UM_ENDPOINT_STRING_MAX];
      UmEvidence *evidence;

      if (signed_uri == NULL || uri == NULL || !message->is_request || message->n_vias != 1 ||
          !um_address_is_public (&signed_uri->address) ||
          !um_address_is_public (&message->source.address) ||
          !um_address_is_private (&uri->address) ||
          !um_address_equal (&uri->address, &message->destination.address))
        continue;
      evidence =
          um_rule_begin (run, UM_GRADE_STRONG, UM_SUBJECT_MESSAGE, UM_DIRECTION_OUTBOUND, message);
      um_evidence_mark_field (evidence, uri, UM_MARK_OFFENDING);
      um_evidence_mark_field (evidence, signed_uri, UM_MARK_CONTEXT);
      um_rule_add (
          run, evidence,
          um_sentence_new (
              N_ ("The phone signed a request to {0}, as its credentials show, but it arrives "
                  "as a request to {1}: the router in front of this server rewrote the "
                  "Request-URI."),
              um_address_to_string (&signed_uri->address, was),
              um_address_to_string (&uri->address, is), NULL));
    }
}
