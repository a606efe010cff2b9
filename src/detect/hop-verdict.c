/* The rule of the hop test: a router counts the TTL down and answers before it rewrites on the way
 * out (seen with Linux). So what is changed in the quote of one hop and was not yet in that of
 * an earlier one was changed by the earlier one, or by something invisible behind it. */

#include "detect/hop-verdict.h"

/* "192.168.1.1" or "no name": for sentences. */
static const char *
name_of (const UmHop *hop, char buffer[UM_ENDPOINT_STRING_MAX])
{
  return um_address_is_set (&hop->address) ? um_address_to_string (&hop->address, buffer) : "?";
}

static const UmHop *
find_first (const UmHopRun *run, UmHopResult result)
{
  for (guint i = 0; i < run->hops->len; i++)
    {
      const UmHop *hop = run->hops->pdata[i];

      if (hop->result == result)
        return hop;
    }
  return NULL;
}

/* TRUE when the hop's quote would have shown the change. */
static gboolean
vouches (const UmHop *hop, const UmExchange *changed)
{
  const UmExchange *own = um_hop_get_exchange (hop, changed->method);

  return own != NULL && (own->result == UM_HOP_UNTOUCHED ||
                         (own->result == UM_HOP_SHORT && own->quoted >= changed->first_change));
}

/* The last hop before after that still had the text as it was sent; NULL: only this machine. */
static const UmHop *
find_voucher (const UmHopRun *run, const UmHop *after)
{
  const UmHop *found = NULL;

  for (guint i = 0; i < after->exchanges->len; i++)
    {
      const UmExchange *changed = after->exchanges->pdata[i];

      if (changed->result != UM_HOP_CHANGED)
        continue;
      for (guint k = 0; k < run->hops->len; k++)
        {
          const UmHop *hop = run->hops->pdata[k];

          if (hop->ttl < after->ttl && (found == NULL || hop->ttl > found->ttl) &&
              vouches (hop, changed))
            found = hop;
        }
    }
  return found;
}

static UmSentence *
explain_change (const UmHopVerdict *self, const UmHopRun *run)
{
  char before[UM_ENDPOINT_STRING_MAX], after[UM_ENDPOINT_STRING_MAX], number[8];

  (void) name_of (self->after, after);
  if (self->before == NULL && self->after->ttl == 1)
    return um_sentence_new (
        N_ ("They were changed before hop 1 ({0}) counted them down: by that router itself on the "
            "way in, by a device between it and this computer, or by software on this computer "
            "(VPN, firewall)."),
        after, NULL);
  if (self->before == NULL)
    return um_sentence_new (
        N_ ("No hop before {0} quoted enough, so the box is one of those up to there; your own "
            "router comes first."),
        after, NULL);
  (void) name_of (self->before, before);
  if (self->after->ttl - self->before->ttl > 1)
    return um_sentence_new (
        N_ ("The prime suspect is {0}, which received them untouched and sends them on; hops "
            "between it and {1} quoted too little to be ruled out."),
        before, after, NULL);
  if (self->before->ttl == 1 && run->gateway_maker != NULL)
    return um_sentence_new (
        N_ ("The prime suspect is your router {0}, whose network card is made by {1}: it received "
            "them untouched and sends them on. A modem bridged behind it cannot be seen by this "
            "test and would look the same."),
        before, run->gateway_maker, NULL);
  if (self->before->ttl == 1)
    return um_sentence_new (
        N_ ("The prime suspect is your router {0}: it received them untouched and sends them on. A "
            "modem bridged behind it cannot be seen by this test and would look the same."),
        before, NULL);
  (void) g_snprintf (number, sizeof number, "%u", self->before->ttl);
  if (um_address_is_public (&self->before->address))
    return um_sentence_new (
        N_ ("The prime suspect is {0}, hop {1} from here, with a public address: a router or modem "
            "of the customer's only if that address is the customer's own, else the provider's. A "
            "modem bridged behind it would look the same."),
        before, number, NULL);
  return um_sentence_new (N_ ("The prime suspect is {0}, hop {1} from here: a second router or "
                              "modem of the customer's, "
                              "or the provider's. A modem bridged behind it would look the same."),
                          before, number, NULL);
}

/* What was not changed at the same hop says what kind of ALG it is, and what helps until it is off.
 */
static UmSentence *
explain_controls (const UmHopRun *run)
{
  const UmExchange *port = run->to_other_port, *text = run->without_private;
  gboolean bound = port != NULL && port->result == UM_HOP_UNTOUCHED;
  gboolean seeks = text != NULL && text->result == UM_HOP_UNTOUCHED;
  char used[8], other[8];

  (void) g_snprintf (used, sizeof used, "%u", run->target.port);
  (void) g_snprintf (other, sizeof other, "%u", run->other_port);
  if (bound && seeks)
    return um_sentence_new (
        N_ ("It looks at port {0} only, and replaces private addresses only: the same message to "
            "port {1}, and one without private addresses, passed unchanged. That is how Linux's "
            "SIP "
            "helper and its relatives work. A phone system on another port would not be touched."),
        used, other, NULL);
  if (bound)
    return um_sentence_new (
        N_ ("It looks at port {0} only: the same message to port {1} passed unchanged. A phone "
            "system on another port would not be touched."),
        used, other, NULL);
  if (seeks)
    return um_sentence_new (N_ ("It replaces private addresses only: a message without them passed "
                                "unchanged."),
                            NULL);
  if (text != NULL && text->result == UM_HOP_CHANGED)
    return um_sentence_new (N_ ("It changes messages without private addresses too."), NULL);
  return NULL;
}

static void
judge_change (UmHopVerdict *self, const UmHopRun *run)
{
  char before[UM_ENDPOINT_STRING_MAX], after[UM_ENDPOINT_STRING_MAX], from[8], to[8];

  self->verdict = UM_VERDICT_ALG_DETECTED;
  self->certainty = UM_CERTAINTY_PROVEN;
  self->leans = UM_LEANS_ALG;
  (void) g_snprintf (to, sizeof to, "%u", self->after->ttl);
  (void) name_of (self->after, after);
  if (self->before == NULL)
    self->headline = um_sentence_new (
        N_ ("SIP messages are changed between this computer and hop {0} ({1})."), to, after, NULL);
  else
    {
      (void) g_snprintf (from, sizeof from, "%u", self->before->ttl);
      (void) name_of (self->before, before);
      self->headline = um_sentence_new (
          N_ ("SIP messages are changed after hop {0} ({1}) and before hop {2} ({3})."), from,
          before, to, after, NULL);
    }
  self->explanation = explain_change (self, run);
  self->controls = explain_controls (run);
  if (self->before != NULL && self->before->ttl == 1 &&
      um_address_is_private (&self->before->address) && self->after->ttl == 2)
    self->box = "customer-router";
  self->next_step = um_sentence_new (
      N_ ("Switch the SIP ALG off on the suspect and run this test again. If nothing changes, run "
          "it "
          "from the modem's own LAN, or capture on the router's WAN side, to tell router and modem "
          "apart."),
      NULL);
}

/* An answer to a packet whose TTL ends on the way: something there speaks SIP in the server's name.
 */
static void
judge_answer (UmHopVerdict *self, const UmHopRun *run)
{
  char number[8];

  self->verdict = UM_VERDICT_ALG_DETECTED;
  self->certainty = UM_CERTAINTY_PROVEN;
  self->leans = UM_LEANS_ALG;
  for (guint i = 0; i < run->hops->len; i++)
    {
      const UmHop *hop = run->hops->pdata[i];

      if (hop->ttl < self->after->ttl && hop->result == UM_HOP_UNTOUCHED)
        self->before = hop;
    }
  (void) g_snprintf (number, sizeof number, "%u", self->after->ttl);
  self->headline = um_sentence_new (
      N_ ("SIP was answered within {0} hops of here, by something that is not the server: a SIP "
          "proxy in a router or modem intercepts the messages."),
      number, NULL);
  if (self->after->ttl == 1)
    {
      self->explanation = um_sentence_new (
          N_ ("The answer came to messages that cannot get past the first router: it is that "
              "router, or a device between it and this computer."),
          NULL);
      self->box = "customer-router";
    }
  self->next_step = um_sentence_new (
      N_ ("Switch off the SIP proxy or SIP ALG of that box and run this test again."), NULL);
}

static const UmHop *
find_last_untouched (const UmHopRun *run)
{
  const UmHop *found = NULL;

  for (guint i = 0; i < run->hops->len; i++)
    {
      const UmHop *hop = run->hops->pdata[i];

      if (hop->result == UM_HOP_UNTOUCHED)
        found = hop;
    }
  return found;
}

/* Untouched beyond the first router says something about it; only a public hop says that nothing of
 * the customer's is left out; and without a private address there was nothing to replace. */
static void
judge_untouched (UmHopVerdict *self, const UmHopRun *run, const UmHop *last)
{
  char address[UM_ENDPOINT_STRING_MAX], number[8];

  (void) g_snprintf (number, sizeof number, "%u", last->ttl);
  (void) name_of (last, address);
  self->certainty = UM_CERTAINTY_POSSIBLE;
  self->headline =
      um_sentence_new (N_ ("SIP messages from this computer reached hop {0} ({1}) unchanged."),
                       number, address, NULL);
  if (!um_address_is_private (&run->local.address))
    self->explanation = um_sentence_new (N_ ("This computer has a public address: a router that "
                                             "replaces private ones had nothing to "
                                             "replace."),
                                         NULL);
  else if (last->ttl < 2)
    self->explanation = um_sentence_new (N_ ("A router changes messages on the way out, and no hop "
                                             "beyond the first one quoted them: "
                                             "whether the first one changes them was not seen."),
                                         NULL);
  else if (!um_address_is_public (&last->address))
    self->explanation = um_sentence_new (
        N_ ("That hop still has a private address: what lies behind it, and may be the customer's "
            "modem, was not seen."),
        NULL);
  else if (run->port_holder != NULL || run->local.port != 5060 || run->target.port != 5060)
    self->explanation = um_sentence_new (
        N_ ("The messages did not go from port 5060 to port 5060, and many ALGs look at nothing "
            "else."),
        NULL);
  else
    {
      self->leans = UM_LEANS_NO_ALG;
      self->explanation =
          um_sentence_new (N_ ("No box up to there changes what this computer sends."), NULL);
    }
  if (self->leans == UM_LEANS_NOWHERE)
    self->certainty = UM_CERTAINTY_NONE;
  self->next_step = um_sentence_new (
      N_ ("To clear the phones, capture on the router's WAN side, or take a trace of the phone "
          "system, while a phone registers and places a call."),
      NULL);
}

/* The first hop whose quote is too short for the text, but has another checksum. */
static const UmHop *
find_suspicious (const UmHopRun *run)
{
  for (guint i = 0; i < run->hops->len; i++)
    {
      const UmHop *hop = run->hops->pdata[i];

      for (guint k = 0; k < hop->exchanges->len; k++)
        if (((const UmExchange *) hop->exchanges->pdata[k])->checksum_differs)
          return hop;
    }
  return NULL;
}

/* A checksum that differs suggests a change: it takes an all-clear away and proves nothing. */
static void
weigh_checksum (UmHopVerdict *self, const UmHopRun *run)
{
  const UmHop *hop = find_suspicious (run);
  char address[UM_ENDPOINT_STRING_MAX];

  if (hop == NULL)
    return;
  self->certainty = UM_CERTAINTY_POSSIBLE;
  self->leans = UM_LEANS_ALG;
  um_sentence_free (self->explanation);
  self->explanation = um_sentence_new (
      N_ ("{0} quoted no more than the headers, and the checksum in them is not that of the "
          "message "
          "that was sent: something before it may have changed the text. The address translation "
          "can do that too."),
      name_of (hop, address), NULL);
}

/* TRUE when a hop answered keep-alives but none of the SIP sent that far. */
static gboolean
swallows_sip (const UmHopRun *run)
{
  for (guint i = 0; i < run->hops->len; i++)
    {
      const UmHop *hop = run->hops->pdata[i];

      if (hop->exchanges->len > 0 && hop->result == UM_HOP_SILENT &&
          um_address_is_set (&hop->address))
        return TRUE;
    }
  return FALSE;
}

static void
judge_nothing (UmHopVerdict *self, const UmHopRun *run)
{
  if (run->reach == 0 && run->distance == 1)
    self->headline = um_sentence_new (
        N_ ("Cannot tell: the target is on this computer's own network, with no router on the way. "
            "Name one beyond the provider's edge, or none."),
        NULL);
  else if (run->reach == 0)
    self->headline = um_sentence_new (
        N_ ("Cannot tell: no router on the way reports expired packets, so nothing was quoted."),
        NULL);
  else if (swallows_sip (run))
    self->headline = um_sentence_new (
        N_ ("Cannot tell: routers on the way report expired keep-alives, but none of the SIP "
            "messages. Something may be dropping SIP."),
        NULL);
  else
    self->headline = um_sentence_new (
        N_ ("Cannot tell: the routers on the way quote too little of the messages."), NULL);
  self->next_step = um_sentence_new (
      N_ ("Capture on the router's WAN side, or take a trace of the phone system, while a phone "
          "registers and places a call."),
      NULL);
}

UmHopVerdict *
um_hop_verdict_new (const UmHopRun *run)
{
  UmHopVerdict *self = g_new0 (UmHopVerdict, 1);
  const UmHop *changed = find_first (run, UM_HOP_CHANGED);
  const UmHop *answered = find_first (run, UM_HOP_ANSWERED);
  const UmHop *untouched = find_last_untouched (run);

  self->verdict = UM_VERDICT_INCONCLUSIVE;
  self->certainty = UM_CERTAINTY_NONE;
  self->leans = UM_LEANS_NOWHERE;
  if (changed != NULL)
    {
      self->after = changed;
      self->before = find_voucher (run, changed);
      judge_change (self, run);
    }
  else if (answered != NULL)
    {
      self->after = answered;
      judge_answer (self, run);
    }
  else if (untouched != NULL)
    judge_untouched (self, run, untouched);
  else
    judge_nothing (self, run);
  if (changed == NULL && answered == NULL)
    weigh_checksum (self, run);
  self->scope = um_sentence_new (N_ ("This is about the network path of this computer only. It "
                                     "does not clear phones: they may "
                                     "sit on another network, or be treated otherwise."),
                                 NULL);
  return self;
}

void
um_hop_verdict_free (UmHopVerdict *self)
{
  if (self == NULL)
    return;
  um_sentence_free (self->headline);
  um_sentence_free (self->explanation);
  um_sentence_free (self->controls);
  um_sentence_free (self->next_step);
  um_sentence_free (self->scope);
  g_free (self);
}
