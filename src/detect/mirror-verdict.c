/* Whatever differs was changed on the way: the mirror hands back bytes, and both ends are ours.
 * That nothing differs says something only where there was something to replace (a private
 * address), where ALGs look (UDP from port 5060 to port 5060), and for the directions that were
 * seen. */

#include "detect/mirror-verdict.h"

typedef struct
{
  guint untouched;
  guint changed;
  guint lost;
} Count;

/* What to count; negative, 0 and NULL stand for any. */
typedef struct
{
  int direction; /* UmMirrorDirection */
  int tcp;
  guint16 port;
  const char *method;
} Filter;

static Count
count (const UmMirrorRun *run, Filter filter)
{
  Count count = { 0, 0, 0 };

  for (guint i = 0; i < run->exchanges->len; i++)
    {
      const UmMirrorExchange *one = run->exchanges->pdata[i];

      if ((filter.direction >= 0 && (int) one->direction != filter.direction) ||
          (filter.tcp >= 0 && (one->tcp != FALSE) != (filter.tcp != 0)) ||
          (filter.port != 0 && one->port != filter.port) ||
          (filter.method != NULL && !g_str_equal (one->exchange->method, filter.method)))
        continue;
      count.changed += one->exchange->result == UM_HOP_CHANGED;
      count.untouched += one->exchange->result == UM_HOP_UNTOUCHED;
      count.lost += one->exchange->result == UM_HOP_SILENT;
    }
  return count;
}

static guint
count_changed (const UmMirrorRun *run, UmMirrorDirection direction)
{
  return count (run, (Filter){ (int) direction, -1, 0, NULL }).changed;
}

/* --- changed --- */

static UmSentence *
explain_change (const UmMirrorRun *run)
{
  Count here = count (run, (Filter){ -1, -1, run->server.port, NULL });
  Count other = count (run, (Filter){ -1, -1, run->other_port, NULL });
  Count udp = count (run, (Filter){ -1, FALSE, 0, NULL });
  Count tcp = count (run, (Filter){ -1, TRUE, 0, NULL });
  char port[8], other_port[8];

  (void) g_snprintf (port, sizeof port, "%u", run->server.port);
  (void) g_snprintf (other_port, sizeof other_port, "%u", run->other_port);
  if (run->other_port != 0 && here.changed > 0 && other.changed == 0 && other.untouched > 0)
    return um_sentence_new (N_ ("Only messages towards port {0} are changed, those towards port "
                                "{1} are not: until the ALG is off, "
                                "the phone system can be reached on another port, if it has one."),
                            port, other_port, NULL);
  if (udp.changed > 0 && tcp.changed == 0 && tcp.untouched > 0)
    return um_sentence_new (N_ ("Messages over UDP are changed, those over TCP are not: until the "
                                "ALG is off, phones can use TCP, or better TLS."),
                            NULL);
  return um_sentence_new (
      N_ ("Until the ALG is off, phones that use TLS are safe: it cannot read their messages."),
      NULL);
}

static void
judge_change (UmMirrorVerdict *self, const UmMirrorRun *run)
{
  guint out =
      count_changed (run, UM_MIRROR_REQUEST_OUT) + count_changed (run, UM_MIRROR_RESPONSE_OUT);
  guint in = count_changed (run, UM_MIRROR_RESPONSE_IN) + count_changed (run, UM_MIRROR_REQUEST_IN);

  self->verdict = UM_VERDICT_ALG_DETECTED;
  self->certainty = UM_CERTAINTY_PROVEN;
  self->leans = UM_LEANS_ALG;
  if (out > 0 && in > 0)
    self->headline =
        um_sentence_new (N_ ("SIP messages are changed on the way, in both directions: "
                             "the mirror received other lines than were sent, and so "
                             "did this computer."),
                         NULL);
  else if (out > 0)
    self->headline = um_sentence_new (N_ ("SIP messages are changed on the way out: the mirror "
                                          "received other lines than were sent."),
                                      NULL);
  else
    self->headline = um_sentence_new (N_ ("SIP messages are changed on the way in: this computer "
                                          "received other lines than the mirror sent."),
                                      NULL);
  self->explanation = explain_change (run);
  self->next_step = um_sentence_new (N_ ("Find the box with the hop test (unmangle-cli probe "
                                         "hops), switch its SIP ALG off, and run "
                                         "this test again."),
                                     NULL);
}

/* --- nothing came back --- */

static void
judge_no_mirror (UmMirrorVerdict *self, const UmMirrorRun *run)
{
  char server[UM_ENDPOINT_STRING_MAX];
  Count tcp = count (run, (Filter){ UM_MIRROR_REQUEST_OUT, TRUE, 0, NULL });

  (void) um_endpoint_to_string (&run->server, server);
  if (run->foreign != NULL)
    self->headline = um_sentence_new (
        N_ ("Cannot tell: {0} answered \"{1}\", and that is no mirror's answer. Either no mirror "
            "runs there, or a SIP proxy on the way answers in its place."),
        server, run->foreign, NULL);
  else if (tcp.untouched > 0)
    self->headline = um_sentence_new (N_ ("Cannot tell: over TCP the mirror {0} answers, over UDP "
                                          "nothing comes back. A firewall "
                                          "or a SIP ALG may drop SIP over UDP."),
                                      server, NULL);
  else
    self->headline = um_sentence_new (
        N_ ("Cannot tell: nothing comes back from {0}, over UDP or TCP."), server, NULL);
  self->next_step =
      um_sentence_new (N_ ("Check that the mirror runs and that no firewall closes its ports; the "
                           "hop test needs no server."),
                       NULL);
}

/* --- untouched --- */

/* NULL when the test could have seen an ALG. */
static UmSentence *
explain_blindness (const UmMirrorRun *run)
{
  char port[8];

  (void) g_snprintf (port, sizeof port, "%u", run->server.port);
  if (!um_address_is_private (&run->local.address))
    return um_sentence_new (N_ ("This computer has a public address: a router that replaces "
                                "private ones had nothing to replace."),
                            NULL);
  if (um_address_equal (&run->seen.address, &run->local.address))
    return um_sentence_new (N_ ("The mirror saw this computer's own address: no NAT lies in "
                                "between, and a router that replaces addresses had no reason to."),
                            NULL);
  if (run->server.port != 5060)
    return um_sentence_new (
        N_ ("The mirror listens on port {0}, and many ALGs look at port 5060 only."), port, NULL);
  if (run->port_holder != NULL || run->local.port != 5060)
    return um_sentence_new (N_ ("The messages did not leave from port 5060, and some ALGs look at "
                                "nothing else."),
                            NULL);
  return NULL;
}

/* The INVITE vanishes where other messages pass, and arrives another way: ALGs drop what they
 * cannot cope with. */
static gboolean
swallows_invites (const UmMirrorRun *run)
{
  Count invite = count (run, (Filter){ UM_MIRROR_REQUEST_OUT, FALSE, run->server.port, "INVITE" });
  Count registration =
      count (run, (Filter){ UM_MIRROR_REQUEST_OUT, FALSE, run->server.port, "REGISTER" });
  Count any = count (run, (Filter){ UM_MIRROR_REQUEST_OUT, -1, 0, "INVITE" });

  return invite.lost > 0 && invite.untouched == 0 && registration.untouched > 0 &&
         any.untouched > 0;
}

static gboolean
is_complete (const UmMirrorRun *run)
{
  const guint16 port = run->server.port;

  return count (run, (Filter){ UM_MIRROR_REQUEST_OUT, FALSE, port, "REGISTER" }).untouched > 0 &&
         count (run, (Filter){ UM_MIRROR_REQUEST_OUT, FALSE, port, "INVITE" }).untouched > 0 &&
         count (run, (Filter){ UM_MIRROR_RESPONSE_IN, FALSE, port, "INVITE" }).untouched > 0 &&
         count (run, (Filter){ UM_MIRROR_REQUEST_IN, FALSE, port, "INVITE" }).untouched > 0;
}

static void
judge_untouched (UmMirrorVerdict *self, const UmMirrorRun *run)
{
  self->certainty = UM_CERTAINTY_POSSIBLE;
  self->headline = um_sentence_new (
      N_ ("SIP messages reach the mirror as they were sent; what was compared came unchanged."),
      NULL);
  self->explanation = explain_blindness (run);
  if (self->explanation != NULL)
    self->certainty = UM_CERTAINTY_NONE;
  else if (swallows_invites (run))
    {
      self->leans = UM_LEANS_ALG;
      self->explanation =
          um_sentence_new (N_ ("The INVITE to port 5060 got lost each time, while REGISTER passed "
                               "and INVITE arrived another way: something on the way drops it."),
                           NULL);
    }
  else if (is_complete (run))
    {
      self->verdict = UM_VERDICT_NO_ALG;
      self->certainty = UM_CERTAINTY_EXCLUDED;
      self->leans = UM_LEANS_NO_ALG;
      g_clear_pointer (&self->headline, um_sentence_free);
      self->headline =
          um_sentence_new (N_ ("No SIP ALG on this computer's way to the mirror: REGISTER, "
                               "INVITE and their answers, and a call from the mirror, all "
                               "arrived as they were sent."),
                           NULL);
    }
  else
    {
      self->leans = UM_LEANS_NO_ALG;
      self->explanation = um_sentence_new (N_ ("Not all of the messages, or not both directions, "
                                               "could be compared: the rest may still be changed."),
                                           NULL);
    }
  self->next_step = um_sentence_new (
      N_ ("To clear the phones, capture on the router's WAN side, or take a trace of the phone "
          "system, while a phone registers and places a call."),
      NULL);
}

/* --- the NAT --- */

static void
add_nat (UmMirrorVerdict *self, UmSentence *sentence)
{
  g_ptr_array_add (self->nat, sentence);
}

static void
describe_mapping (UmMirrorVerdict *self, const UmMirrorRun *run)
{
  char local[UM_ENDPOINT_STRING_MAX], seen[UM_ENDPOINT_STRING_MAX];

  (void) um_endpoint_to_string (&run->local, local);
  (void) um_endpoint_to_string (&run->seen, seen);
  if (um_endpoint_equal (&run->local, &run->seen))
    {
      add_nat (self, um_sentence_new (N_ ("No NAT: the mirror saw {0}, as this computer does."),
                                      seen, NULL));
      return;
    }
  add_nat (self, um_sentence_new (N_ ("The NAT shows {0} as {1}."), local, seen, NULL));
  if (run->local.port != run->seen.port)
    add_nat (self, um_sentence_new (N_ ("It does not keep the port: a phone system that answers to "
                                        "the port in Via without rport= does not reach the phone."),
                                    NULL));
  if (um_address_is_set (&run->seen_other.address) &&
      !um_endpoint_equal (&run->seen, &run->seen_other))
    add_nat (self,
             um_sentence_new (N_ ("It takes another port for each destination (symmetric NAT, "
                                  "RFC 4787 address and port-dependent mapping): STUN does "
                                  "not help phones here."),
                              NULL));
}

static void
describe_nat (UmMirrorVerdict *self, const UmMirrorRun *run)
{
  char kept[8], lost[8];

  if (!um_address_is_set (&run->seen.address))
    return;
  describe_mapping (self, run);
  if (run->hairpin == UM_ANSWER_NO)
    add_nat (self,
             um_sentence_new (N_ ("It does not loop packets to its own public address back in "
                                  "(no hairpin): two phones behind it that are told each "
                                  "other's public address hear nothing."),
                              NULL));
  if (run->hairpin == UM_ANSWER_YES)
    add_nat (self, um_sentence_new (N_ ("It loops packets to its own public address back in "
                                        "(hairpin)."),
                                    NULL));
  (void) g_snprintf (kept, sizeof kept, "%u", run->lifetime_kept);
  (void) g_snprintf (lost, sizeof lost, "%u", run->lifetime_lost);
  if (run->lifetime_lost > 0)
    add_nat (self,
             um_sentence_new (N_ ("It forgets a silent UDP binding after more than {0} and at "
                                  "most {1} seconds: phones must send keep-alives more often "
                                  "than that."),
                              kept, lost, NULL));
  else if (run->lifetime_kept > 0)
    add_nat (self, um_sentence_new (N_ ("It keeps a silent UDP binding for at least {0} seconds."),
                                    kept, NULL));
}

UmMirrorVerdict *
um_mirror_verdict_new (const UmMirrorRun *run)
{
  UmMirrorVerdict *self = g_new0 (UmMirrorVerdict, 1);
  Count all = count (run, (Filter){ -1, -1, 0, NULL });

  self->verdict = UM_VERDICT_INCONCLUSIVE;
  self->certainty = UM_CERTAINTY_NONE;
  self->leans = UM_LEANS_NOWHERE;
  self->nat = g_ptr_array_new_with_free_func ((GDestroyNotify) um_sentence_free);
  if (all.changed > 0)
    judge_change (self, run);
  else if (count (run, (Filter){ UM_MIRROR_REQUEST_OUT, FALSE, 0, NULL }).untouched > 0)
    judge_untouched (self, run);
  else
    judge_no_mirror (self, run);
  describe_nat (self, run);
  self->scope = um_sentence_new (N_ ("This is about the network path of this computer only. It "
                                     "does not clear phones: they may "
                                     "sit on another network, or be treated otherwise."),
                                 NULL);
  return self;
}

void
um_mirror_verdict_free (UmMirrorVerdict *self)
{
  if (self == NULL)
    return;
  um_sentence_free (self->headline);
  um_sentence_free (self->explanation);
  um_sentence_free (self->next_step);
  um_sentence_free (self->scope);
  g_ptr_array_unref (self->nat);
  g_free (self);
}
