/* Marks of field guide C.6, in the order of how surely they name a make; and where the box stands,
 * from what was written and how many routers lie between (design.md section 3). */

#include "detect/box.h"

#include "core/text.h"

static gboolean
is_weighty (const UmEvidence *evidence)
{
  return evidence->grade == UM_GRADE_PROOF || evidence->grade == UM_GRADE_STRONG;
}

static const UmEvidence *
find_evidence (const UmFindings *self, const char *rule, gboolean weighty)
{
  for (guint i = 0; i < self->evidence->len; i++)
    {
      const UmEvidence *evidence = g_ptr_array_index (self->evidence, i);

      if (g_str_equal (evidence->rule, rule) && (!weighty || is_weighty (evidence)))
        return evidence;
    }
  return NULL;
}

/* All that the differences between two sides tell. */
static guint
find_traits (const UmFindings *self)
{
  guint traits = 0;

  for (guint i = 0; i < self->evidence->len; i++)
    traits |= ((const UmEvidence *) g_ptr_array_index (self->evidence, i))->traits;
  return traits;
}

/* --- the make --- */

/* Linux's helper maps answers back, and changes top Via and Contact alike but nothing else. */
static gboolean
looks_like_linux (const UmFindings *self, guint traits)
{
  static const char *const mapped_back[] = { "received-is-own-address", "via-came-back-private",
                                             "rport-without-received", "allocated-port" };
  const UmEvidence *contact = find_evidence (self, "public-contact", TRUE);
  const UmField *via;

  if (traits & (UM_TRAIT_NEW_VIA | UM_TRAIT_CALL_ID))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (mapped_back); i++)
    if (find_evidence (self, mapped_back[i], TRUE) != NULL)
      return TRUE;
  if (traits & (UM_TRAIT_PORT_ADDED | UM_TRAIT_MAPPED_BACK))
    return TRUE;
  if (contact == NULL || find_evidence (self, "private-leftover", TRUE) == NULL ||
      !contact->message->is_request)
    return FALSE;
  via = um_message_find_field_at (contact->message, UM_FIELD_VIA, 0);
  return via != NULL && um_address_equal (&via->address, &contact->message->source.address);
}

/* siproxd makes its branch of the MD5 of the one below: 32 hexadecimal digits. */
static gboolean
has_siproxd_branch (const UmMessage *message)
{
  UmSlice branch = um_string_slice (message->branch);

  if (branch.len != 7 + 32 || !um_slice_has_prefix (branch, UM_SLICE ("z9hG4bK")))
    return FALSE;
  for (gsize i = 7; i < branch.len; i++)
    if (!g_ascii_isxdigit (branch.data[i]))
      return FALSE;
  return TRUE;
}

static gboolean
looks_like_siproxd (const UmFindings *self)
{
  for (guint i = 0; i < self->evidence->len; i++)
    {
      const UmEvidence *evidence = g_ptr_array_index (self->evidence, i);

      if (evidence->message != NULL && evidence->message->is_request &&
          (g_str_equal (evidence->rule, "second-via") || (evidence->traits & UM_TRAIT_NEW_VIA)) &&
          has_siproxd_branch (evidence->message))
        return TRUE;
    }
  return FALSE;
}

static const struct
{
  const char *family;
  const char *reason;
} FORTINET = { "fortinet",
               N_ ("The line i=(o=IN IP4 ...) is written by FortiGate firewalls only.") },
  SIPROXD = { "siproxd",
              N_ ("A further Via whose branch has exactly 32 hexadecimal digits is how siproxd, "
                  "a SIP proxy for routers, marks its messages.") },
  PROXY = { "sip-proxy",
            N_ ("A further Via was put on top: not an address translator but a SIP proxy "
                "handled the messages.") },
  JUNIPER = { "juniper",
              N_ ("The Call-ID was changed along with the addresses; Junos and ScreenOS firewalls "
                  "of Juniper do that.") },
  LINUX = { "linux-nf_nat_sip", N_ ("What was changed and what was left alone fits the SIP helper "
                                    "of Linux, which most home and "
                                    "small office routers use.") };

static void
set_family (UmFindings *self, const char *family, const char *reason)
{
  self->alg_family = family;
  self->alg_reason = um_sentence_new (reason, NULL);
}

static void
name_family (UmFindings *self, guint traits)
{
  if (find_evidence (self, "fortinet-trace", TRUE) != NULL || (traits & UM_TRAIT_TRACE))
    set_family (self, FORTINET.family, FORTINET.reason);
  else if (self->verdict != UM_VERDICT_NO_ALG && looks_like_siproxd (self))
    set_family (self, SIPROXD.family, SIPROXD.reason);
  else if (traits & UM_TRAIT_NEW_VIA)
    set_family (self, PROXY.family, PROXY.reason);
  else if (traits & UM_TRAIT_CALL_ID)
    set_family (self, JUNIPER.family, JUNIPER.reason);
  else if (looks_like_linux (self, traits))
    set_family (self, LINUX.family, LINUX.reason);
}

/* --- where it stands --- */

/* FortiGate's line keeps the address that stood there before. If that is the phone's own, and c= is
 * now the address the packet comes from, the box between the two is the customer's (case 7). */
static gboolean
is_own_fortigate (const UmFindings *self)
{
  const UmEvidence *evidence = find_evidence (self, "fortinet-trace", TRUE);
  const UmField *trace, *call_id, *connection;

  if (evidence == NULL || evidence->direction != UM_DIRECTION_OUTBOUND)
    return FALSE;
  trace = um_message_find_field (evidence->message, UM_FIELD_SDP_TRACE);
  call_id = um_message_find_field (evidence->message, UM_FIELD_CALL_ID);
  connection = um_message_find_field (evidence->message, UM_FIELD_SDP_CONNECTION);
  return connection != NULL &&
         um_address_equal (&connection->address, &evidence->message->source.address) &&
         (um_address_equal (&trace->address, &evidence->phone->address.address) ||
          (call_id != NULL && um_address_equal (&trace->address, &call_id->address)));
}

/* The first difference in what a phone sent, else in what it got. */
static const UmEvidence *
find_difference (const UmFindings *self)
{
  const UmEvidence *inbound = NULL;

  for (guint i = 0; i < self->evidence->len; i++)
    {
      const UmEvidence *evidence = g_ptr_array_index (self->evidence, i);

      if (evidence->traits != 0 && evidence->direction == UM_DIRECTION_OUTBOUND)
        return evidence;
      if (evidence->traits != 0 && inbound == NULL)
        inbound = evidence;
    }
  return inbound;
}

/* Somebody between the phone and the packet's source holds an address of the provider's own net. */
static gboolean
is_behind_carrier (const UmPhone *phone)
{
  return um_address_scope (&phone->source.address) == UM_SCOPE_CGNAT ||
         um_address_scope (&phone->address.address) == UM_SCOPE_CGNAT;
}

/* What two sides of a path say of the box between them. */
static const char *
box_of_difference (const UmEvidence *difference)
{
  const UmPhone *phone = difference->phone;
  const UmPhone *inside = phone->inside != NULL ? phone->inside : phone;
  const UmField *contact = um_message_find_field (difference->message, UM_FIELD_CONTACT);

  /* the inner side is beyond the customer's router already */
  if (um_address_is_public (&inside->source.address) || is_behind_carrier (inside))
    return "isp";
  if (difference->direction == UM_DIRECTION_INBOUND)
    return NULL; /* the address written is the phone's: it does not say by whom */
  if (difference->traits & UM_TRAIT_SOURCE)
    return um_address_scope (&difference->message->source.address) == UM_SCOPE_PRIVATE
               ? "inner-router"
               : "customer-router";
  if (contact != NULL && um_address_is_private (&contact->address) &&
      (difference->traits & UM_TRAIT_ADDRESS) &&
      !um_address_equal (&contact->address, &inside->source.address))
    return "inner-router";
  return NULL;
}

static void
name_place (UmFindings *self)
{
  const UmEvidence *difference = find_difference (self);
  const UmEvidence *telling = self->evidence->len > 0 ? self->evidence->pdata[0] : NULL;

  if (difference != NULL)
    self->box = box_of_difference (difference);
  else if (find_evidence (self, "inner-address", TRUE) != NULL)
    self->box = "inner-router";
  else if (is_own_fortigate (self))
    self->box = "customer-router";
  else if (find_evidence (self, "router-as-contact", TRUE) != NULL)
    self->box = "customer-router"; /* ARP named it */
  else if (find_evidence (self, "digest-uri", TRUE) != NULL)
    self->box = "server-side"; /* the router in front of the server */
  else if (telling != NULL && telling->phone != NULL && telling->phone->vantage == UM_VANTAGE_WAN &&
           telling->phone->routers_passed == 1)
    self->box = "customer-router"; /* exactly one router lies between phone and capture */
}

void
um_findings_name_box (UmFindings *self)
{
  name_family (self, find_traits (self));
  if (self->verdict == UM_VERDICT_ALG_DETECTED)
    name_place (self);
}
