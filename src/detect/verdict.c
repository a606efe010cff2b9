/* Weighs the evidence of one phone. Proof beats all; one strong finding makes it likely, because
 * the rules have already looked for harmless causes and weakened what has one; only weak findings
 * leave it open; an all-clear needs Contact and SDP both seen unchanged or explained. */

#include "detect/verdict.h"

typedef struct
{
  guint proofs;
  guint strong;
  guint weak_alg;
  guint weak_no;
  guint weak_open;
  gboolean cleared[UM_N_SUBJECTS]; /* outbound */
  gboolean leftover;
  const UmEvidence *best; /* the gravest, first of its kind */
} Tally;

static gboolean
is_graver (const UmEvidence *a, const UmEvidence *b)
{
  if (b == NULL)
    return TRUE;
  if (a->grade == UM_GRADE_CLEARS || b->grade == UM_GRADE_CLEARS)
    return a->grade != UM_GRADE_CLEARS && b->grade == UM_GRADE_CLEARS;
  return a->grade > b->grade;
}

static void
count (Tally *tally, const UmEvidence *evidence)
{
  switch (evidence->grade)
    {
    case UM_GRADE_PROOF:
      tally->proofs++;
      break;
    case UM_GRADE_STRONG:
      tally->strong++;
      break;
    case UM_GRADE_WEAK:
      tally->weak_alg += evidence->leans == UM_LEANS_ALG;
      tally->weak_no += evidence->leans == UM_LEANS_NO_ALG;
      tally->weak_open += evidence->leans == UM_LEANS_NOWHERE;
      break;
    case UM_GRADE_CLEARS:
      if (evidence->direction == UM_DIRECTION_OUTBOUND)
        tally->cleared[evidence->subject] = TRUE;
      break;
    }
  tally->leftover |= g_str_equal (evidence->rule, "private-leftover");
  if (is_graver (evidence, tally->best))
    tally->best = evidence;
}

gboolean
um_phone_has_calls (const UmPhone *phone)
{
  GPtrArray *const lists[] = { phone->sent, phone->received };

  for (gsize side = 0; side < G_N_ELEMENTS (lists); side++)
    for (guint i = 0; i < lists[side]->len; i++)
      if (((const UmMessage *) g_ptr_array_index (lists[side], i))->method == UM_METHOD_INVITE)
        return TRUE;
  return FALSE;
}

static void
judge_detected (UmPhoneFinding *self, const Tally *tally)
{
  const char *next = N_ ("Switch the SIP ALG off, restart the phone or wait for its next "
                         "registration, and take a second capture to prove the fix.");

  if (tally->proofs > 0)
    um_phone_finding_set (
        self, UM_VERDICT_ALG_DETECTED, UM_CERTAINTY_PROVEN, UM_LEANS_ALG,
        N_ ("The messages were rewritten on the way: the file holds proof of it."), next);
  else if (tally->leftover || tally->best->subject == UM_SUBJECT_VIA ||
           g_str_equal (tally->best->rule, "content-length"))
    um_phone_finding_set (
        self, UM_VERDICT_ALG_DETECTED, UM_CERTAINTY_LIKELY, UM_LEANS_ALG,
        N_ ("The messages were very likely rewritten on the way, and nothing in the file explains "
            "that otherwise."),
        next);
  else
    um_phone_finding_set (
        self, UM_VERDICT_ALG_DETECTED, UM_CERTAINTY_LIKELY, UM_LEANS_ALG,
        N_ ("Public addresses stand where a phone behind a router writes private ones, and nothing "
            "in the file explains that otherwise. A phone with a public address of its own, or "
            "one that uses STUN, would look the same: its network page or a capture on its own "
            "side tells."),
        next);
}

static void
judge_possible (UmPhoneFinding *self, const UmPhoneFacts *facts, const Tally *tally)
{
  UmLeans leans = tally->weak_alg > 0  ? UM_LEANS_ALG
                  : tally->weak_no > 0 ? UM_LEANS_NO_ALG
                                       : UM_LEANS_NOWHERE;

  if (facts->on_lan)
    um_phone_finding_set (
        self, UM_VERDICT_INCONCLUSIVE, UM_CERTAINTY_POSSIBLE, leans,
        N_ ("The phone's own side of the router gives hints, but no proof."),
        N_ ("Add a trace of the same calls from beyond the router: from the phone system, the "
            "provider, "
            "or the router's WAN port. Record both at the same time, from before the phone "
            "registers "
            "until one call from it and one to it have ended: three minutes are enough."));
  else if (!um_address_is_set (&facts->phone->source.address))
    um_phone_finding_set (
        self, UM_VERDICT_INCONCLUSIVE, UM_CERTAINTY_POSSIBLE, leans,
        N_ ("Public addresses stand in the message, but the text does not say where it was seen."),
        N_ ("Get the trace with its \"received from\" lines, or a capture file."));
  else
    um_phone_finding_set (
        self, UM_VERDICT_INCONCLUSIVE, UM_CERTAINTY_POSSIBLE, leans,
        leans == UM_LEANS_ALG
            ? N_ ("Something at the site handled the messages, but it may be a device that is "
                  "meant to.")
            : N_ ("Public addresses stand in the messages, but a harmless cause is plausible."),
        N_ ("Capture on the phone's side of the router (a mirror port of its switch, or the "
            "phone's own "
            "trace), from before the phone is restarted until it has registered and a call to a "
            "mobile "
            "has been up for 20 seconds: it shows what the phone itself writes."));
}

static void
judge_open_lan (UmPhoneFinding *self)
{
  um_phone_finding_set (
      self, UM_VERDICT_INCONCLUSIVE, UM_CERTAINTY_NONE, UM_LEANS_NO_ALG,
      N_ ("Seen from the phone's own side nothing looks rewritten, but what left the router cannot "
          "be seen from here."),
      N_ ("Add a trace of the same calls from beyond the router: from the phone system, the "
          "provider, "
          "or the router's WAN port. Record both at the same time, from before the phone registers "
          "until "
          "one call from it and one to it have ended: three minutes are enough."));
}

static void
judge_open_beyond (UmPhoneFinding *self, const Tally *tally)
{
  if (tally->cleared[UM_SUBJECT_CONTACT])
    um_phone_finding_set (
        self, UM_VERDICT_INCONCLUSIVE, UM_CERTAINTY_NONE, UM_LEANS_NO_ALG,
        N_ ("Contact arrived untouched, but no call of the phone is in the file, so the SDP was "
            "not tested."),
        N_ ("While capturing at the same place, call a mobile from the phone, speak for 20 seconds "
            "and "
            "hang up."));
  else if (tally->cleared[UM_SUBJECT_SDP])
    um_phone_finding_set (
        self, UM_VERDICT_INCONCLUSIVE, UM_CERTAINTY_NONE, UM_LEANS_NO_ALG,
        N_ ("The SDP arrived untouched, but no Contact of the phone with an address is in the "
            "file."),
        N_ ("Capture at the same place from before the phone is restarted until it has registered "
            "and a "
            "call to a mobile has been up for 20 seconds."));
  else
    um_phone_finding_set (
        self, UM_VERDICT_INCONCLUSIVE, UM_CERTAINTY_NONE, UM_LEANS_NOWHERE,
        N_ ("The file does not hold the parts of the phone's messages that would tell."),
        N_ ("Capture whole packets (no snap length) from before the phone is restarted until it "
            "has "
            "registered and a call to a mobile has been up for 20 seconds."));
}

static void
judge_open (UmPhoneFinding *self, const UmPhoneFacts *facts, const Tally *tally)
{
  if (facts->half_seen_call)
    um_phone_finding_set (self, UM_VERDICT_INCONCLUSIVE, UM_CERTAINTY_NONE, UM_LEANS_NO_ALG,
                          N_ ("What is in the file from both sides of the router is the same, but "
                              "one call is seen on "
                              "the phone's side only."),
                          N_ ("Capture both sides of the router at the same time, from before the "
                              "phone registers until "
                              "a call has ended."));
  else if (facts->on_lan)
    judge_open_lan (self);
  else if (facts->beyond_router)
    judge_open_beyond (self, tally);
  else
    um_phone_finding_set (
        self, UM_VERDICT_INCONCLUSIVE, UM_CERTAINTY_NONE, UM_LEANS_NOWHERE,
        N_ ("Nothing in the file has passed an address translation, so there was nothing to "
            "rewrite."),
        N_ ("Capture the traffic between the phone and a server on the other side of the router."));
}

static void
judge_clear (UmPhoneFinding *self, const UmPhoneFacts *facts)
{
  if (facts->on_lan)
    {
      um_phone_finding_set (
          self, UM_VERDICT_NO_ALG, UM_CERTAINTY_EXCLUDED, UM_LEANS_NO_ALG,
          N_ ("The phone knows its public address, writes it itself and gets it back as sent: "
              "there "
              "was nothing for a router to replace. The router itself was not tested by that."),
          NULL);
      return;
    }
  um_phone_finding_set (
      self, UM_VERDICT_NO_ALG, UM_CERTAINTY_EXCLUDED, UM_LEANS_NO_ALG,
      facts->direct || !facts->beyond_router
          ? N_ ("No address translation lies between the phone and the server, and its messages "
                "arrived as written.")
          : N_ ("What a SIP ALG would have changed, Contact and SDP, was seen unchanged or is "
                "explained by the phone itself."),
      NULL);
}

UmPhoneFinding *
um_verdict_for_phone (const UmPhoneFacts *facts, GPtrArray *evidence)
{
  UmPhoneFinding *self = g_new0 (UmPhoneFinding, 1);
  Tally tally = { 0 };

  self->phone = facts->phone;
  self->evidence = g_ptr_array_copy (evidence, NULL, NULL);
  g_ptr_array_set_free_func (self->evidence, NULL);
  for (guint i = 0; i < evidence->len; i++)
    count (&tally, g_ptr_array_index (evidence, i));
  if (tally.proofs + tally.strong > 0)
    judge_detected (self, &tally);
  else if (facts->phone->kind == UM_DEVICE_SBC && facts->second_via)
    um_phone_finding_set (
        self, UM_VERDICT_NO_ALG, UM_CERTAINTY_EXCLUDED, UM_LEANS_NO_ALG,
        N_ ("A session border controller stands at the site: behind one the question of a SIP ALG "
            "does not arise."),
        NULL);
  else if (tally.weak_alg + tally.weak_no + tally.weak_open > 0)
    judge_possible (self, facts, &tally);
  else if (tally.cleared[UM_SUBJECT_CONTACT] && tally.cleared[UM_SUBJECT_SDP] &&
           !facts->half_seen_call)
    judge_clear (self, facts);
  else
    judge_open (self, facts, &tally);
  return self;
}

void
um_phone_finding_free (UmPhoneFinding *self)
{
  if (self == NULL)
    return;
  um_sentence_free (self->reason);
  um_sentence_free (self->next_step);
  g_ptr_array_unref (self->evidence);
  g_free (self);
}

void
um_phone_finding_set (UmPhoneFinding *self,
                      UmVerdict verdict,
                      UmCertainty certainty,
                      UmLeans leans,
                      const char *reason,
                      const char *next_step)
{
  self->verdict = verdict;
  self->certainty = certainty;
  self->leans = leans;
  self->reason = um_sentence_new (reason, NULL);
  self->next_step = next_step != NULL ? um_sentence_new (next_step, NULL) : NULL;
}
