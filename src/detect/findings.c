/* Judges a case: runs the rules phone by phone, collects the evidence, and says for the whole what
 * design.md section 3 wants: one detected phone makes it detected; no-alg needs a cleared phone and
 * no phone with calls left open. */

#include "detect/findings.h"

#include "core/text.h"
#include "detect/box.h"
#include "detect/compare.h"
#include "detect/rules.h"
#include "detect/verdict.h"

static void
add_evidence (UmFindings *self, GPtrArray *of_phone)
{
  for (guint i = 0; i < of_phone->len; i++)
    {
      UmEvidence *evidence = g_ptr_array_index (of_phone, i);

      evidence->id = self->evidence->len + 1;
      g_ptr_array_add (self->evidence, evidence);
    }
}

/* The gravest first, then in order of the file; what clears comes last. */
static int
compare_evidence (gconstpointer a, gconstpointer b)
{
  static const int rank[] = {
    [UM_GRADE_PROOF] = 0, [UM_GRADE_STRONG] = 1, [UM_GRADE_WEAK] = 2, [UM_GRADE_CLEARS] = 3
  };
  const UmEvidence *x = *(const UmEvidence *const *) a, *y = *(const UmEvidence *const *) b;
  guint xi = x->message != NULL ? x->message->index : 0;
  guint yi = y->message != NULL ? y->message->index : 0;

  if (rank[x->grade] != rank[y->grade])
    return rank[x->grade] - rank[y->grade];
  return (xi > yi) - (xi < yi);
}

void
um_findings_take_phone (UmFindings *self, UmPhoneFinding *finding, GPtrArray *evidence)
{
  add_evidence (self, evidence);
  g_ptr_array_add (self->phones, finding);
}

/* What was found about one phone, before it has its place among the others. */
typedef struct
{
  UmPhoneFinding *finding;
  GPtrArray *evidence; /* of UmEvidence */
  guint64 left_out;
} Judged;

/* What the phone's own side shows of a phone that is seen on both. The leg beyond tells what left
 * the router, so hints and excuses of this side have no say; its proofs do. */
static void
judge_inside (Judged *self, const UmPhoneFacts *outside)
{
  g_autoptr (GPtrArray) of_inside = g_ptr_array_new ();
  const UmPhone *phone = outside->phone;
  UmPhoneFacts facts;

  um_phone_facts_init (&facts, outside->about, outside->site, phone->inside);
  self->left_out += um_rules_run (&facts, of_inside);
  um_phone_facts_clear (&facts);
  for (guint i = 0; i < of_inside->len; i++)
    {
      UmEvidence *found = g_ptr_array_index (of_inside, i);

      found->phone = phone;
      if (found->grade == UM_GRADE_PROOF || found->grade == UM_GRADE_STRONG)
        g_ptr_array_add (self->evidence, found);
      else
        um_evidence_free (found);
    }
  self->left_out += um_compare_sides (phone, outside->pairing, self->evidence);
}

static Judged
judge_phone (const UmCase *about, const UmSiteFacts *site, const UmPhone *phone)
{
  Judged self = { NULL, g_ptr_array_new (), 0 };
  UmPhoneFacts facts;

  um_phone_facts_init (&facts, about, site, phone);
  self.left_out = um_rules_run (&facts, self.evidence);
  if (phone->inside != NULL)
    judge_inside (&self, &facts);
  g_ptr_array_sort (self.evidence, compare_evidence);
  self.finding = um_verdict_for_phone (&facts, self.evidence);
  um_phone_facts_clear (&facts);
  return self;
}

/* --- many phones --- */

enum
{
  SHARE = 64, /* phones that a thread takes at a time; fewer are judged in one */
};

/* Phones are judged each by itself, from what does not change any more: so two threads can do it, and
 * the order of the phones is that of the case. */
typedef struct
{
  const UmCase *about;
  const UmSiteFacts *site;
  Judged *judged; /* by phone */
  int next;       /* atomic: the first phone that nobody has taken */
} Judging;

static gpointer
judge_shares (gpointer data)
{
  Judging *self = data;
  guint n = self->about->phones->len;

  for (guint i = g_atomic_int_add (&self->next, SHARE); i < n;
       i = g_atomic_int_add (&self->next, SHARE))
    for (guint k = i; k < MIN (i + SHARE, n); k++)
      self->judged[k] =
          judge_phone (self->about, self->site, g_ptr_array_index (self->about->phones, k));
  return NULL;
}

static void
judge_phones (UmFindings *self, const UmSiteFacts *site)
{
  guint n = self->about->phones->len;
  g_autofree Judged *judged = g_new (Judged, n);
  Judging judging = { self->about, site, judged, 0 };
  GThread *second = n > SHARE && g_get_num_processors () > 1
                        ? g_thread_new ("judging", judge_shares, &judging)
                        : NULL;

  (void) judge_shares (&judging);
  if (second != NULL)
    (void) g_thread_join (second);
  for (guint i = 0; i < n; i++)
    {
      self->evidence_left_out += judged[i].left_out;
      um_findings_take_phone (self, judged[i].finding, judged[i].evidence);
      g_ptr_array_unref (judged[i].evidence);
    }
}

/* --- coverage --- */

static int
compare_ports (gconstpointer a, gconstpointer b)
{
  return *(const guint16 *) a - *(const guint16 *) b;
}

static void
cover_port (UmCoverage *coverage, guint16 port)
{
  for (guint i = 0; i < coverage->ports->len; i++)
    if (g_array_index (coverage->ports, guint16, i) == port)
      return;
  if (port != 0 && coverage->ports->len < 64)
    g_array_append_val (coverage->ports, port);
}

static void
cover_phone (UmCoverage *coverage, const UmPhone *phone)
{
  for (guint i = 0; i < phone->sent->len; i++)
    {
      const UmMessage *message = g_ptr_array_index (phone->sent, i);

      if (message->is_request && message->method == UM_METHOD_REGISTER)
        coverage->registration = TRUE;
      if (message->is_request && message->method == UM_METHOD_INVITE)
        coverage->outbound_invite = TRUE;
      if (!message->is_request && message->has_sdp)
        coverage->answer_sdp = TRUE;
      if (message->transport != UM_TRANSPORT_UNKNOWN)
        coverage->transports |= 1u << message->transport;
      cover_port (coverage, message->destination.port);
    }
  for (guint i = 0; i < phone->received->len; i++)
    {
      const UmMessage *message = g_ptr_array_index (phone->received, i);

      if (message->is_request && message->method == UM_METHOD_INVITE)
        {
          coverage->inbound_invite = TRUE;
          coverage->inbound_on_lan |= phone->vantage == UM_VANTAGE_LAN;
        }
    }
  if (phone->inside != NULL)
    cover_phone (coverage, phone->inside);
}

static void
cover (UmFindings *self)
{
  self->coverage.ports = g_array_new (FALSE, FALSE, sizeof (guint16));
  for (guint i = 0; i < self->about->phones->len; i++)
    cover_phone (&self->coverage, g_ptr_array_index (self->about->phones, i));
  if (self->about->tls->len > 0)
    self->coverage.transports |= 1u << UM_TRANSPORT_TLS;
  g_array_sort (self->coverage.ports, compare_ports);
}

/* --- the whole --- */

static const UmPhoneFinding *
phone_finding_at (const UmFindings *self, guint index)
{
  return g_ptr_array_index (self->phones, index);
}

typedef struct
{
  guint detected;
  guint clear;
  guint open_with_calls;
  guint judged;                  /* all but scanners */
  const UmPhoneFinding *telling; /* the phone that decides the whole */
} Count;

/* The finding that says most about the whole: the surest detected, else the most suspicious. */
static gboolean
is_more_telling (const UmPhoneFinding *a, const UmPhoneFinding *b)
{
  if (b == NULL)
    return TRUE;
  if ((a->verdict == UM_VERDICT_ALG_DETECTED) != (b->verdict == UM_VERDICT_ALG_DETECTED))
    return a->verdict == UM_VERDICT_ALG_DETECTED;
  if (a->verdict == UM_VERDICT_ALG_DETECTED)
    return a->certainty > b->certainty;
  if ((a->verdict == UM_VERDICT_INCONCLUSIVE) != (b->verdict == UM_VERDICT_INCONCLUSIVE))
    return a->verdict == UM_VERDICT_INCONCLUSIVE;
  if (a->leans != b->leans)
    return a->leans == UM_LEANS_ALG || b->leans == UM_LEANS_NOWHERE;
  return a->certainty > b->certainty;
}

/* Calls that arrived untouched beyond the router: const UmString * of their Call-IDs. */
static GHashTable *
cleared_calls (const UmFindings *self)
{
  GHashTable *calls = g_hash_table_new (um_string_hash, um_string_equal_func);

  for (guint i = 0; i < self->phones->len; i++)
    {
      const UmPhoneFinding *finding = phone_finding_at (self, i);
      GPtrArray *const lists[] = { finding->phone->sent, finding->phone->received };

      if (finding->verdict != UM_VERDICT_NO_ALG || finding->phone->vantage == UM_VANTAGE_LAN)
        continue;
      for (gsize side = 0; side < G_N_ELEMENTS (lists); side++)
        for (guint j = 0; j < lists[side]->len; j++)
          g_hash_table_add (calls, (gpointer) ((const UmMessage *) lists[side]->pdata[j])->call_id);
    }
  return calls;
}

/* A capture of all of a router's ports holds each call twice. The leg on the phone's side cannot
 * clear a router, but where the leg beyond has, and nothing speaks against, it opens nothing. */
static gboolean
is_inner_leg (const UmPhoneFinding *finding, GHashTable *cleared)
{
  const UmPhone *phone = finding->phone;
  GPtrArray *const lists[] = { phone->sent, phone->received };

  if (phone->vantage != UM_VANTAGE_LAN || finding->certainty != UM_CERTAINTY_NONE ||
      finding->leans != UM_LEANS_NO_ALG)
    return FALSE;
  for (gsize side = 0; side < G_N_ELEMENTS (lists); side++)
    for (guint i = 0; i < lists[side]->len; i++)
      {
        const UmMessage *message = g_ptr_array_index (lists[side], i);

        if (message->method == UM_METHOD_INVITE &&
            !g_hash_table_contains (cleared, message->call_id))
          return FALSE;
      }
  return TRUE;
}

/* The servers of the phones: const UmAddress *. */
static GHashTable *
index_servers (const UmFindings *self)
{
  GHashTable *servers = g_hash_table_new (um_address_hash, um_address_equal_func);

  for (guint i = 0; i < self->phones->len; i++)
    g_hash_table_add (servers, (gpointer) &phone_finding_at (self, i)->phone->server.address);
  return servers;
}

/* The server of other phones in this file, on its own way to somebody else: at a public address no
 * router of the customer's lies before it. */
static gboolean
is_server_of_others (const UmPhoneFinding *finding, GHashTable *servers)
{
  const UmPhone *phone = finding->phone;

  return finding->verdict == UM_VERDICT_INCONCLUSIVE && phone->kind != UM_DEVICE_PHONE &&
         um_address_is_public (&phone->source.address) &&
         g_hash_table_contains (servers, &phone->source.address);
}

static Count
count_phones (const UmFindings *self)
{
  g_autoptr (GHashTable) cleared = cleared_calls (self);
  g_autoptr (GHashTable) servers = index_servers (self);
  Count count = { 0 };

  for (guint i = 0; i < self->phones->len; i++)
    {
      const UmPhoneFinding *finding = phone_finding_at (self, i);

      if (finding->phone->kind == UM_DEVICE_SCANNER || is_server_of_others (finding, servers))
        continue;
      count.judged++;
      count.detected += finding->verdict == UM_VERDICT_ALG_DETECTED;
      count.clear += finding->verdict == UM_VERDICT_NO_ALG;
      count.open_with_calls += finding->verdict == UM_VERDICT_INCONCLUSIVE &&
                               um_phone_has_calls (finding->phone) &&
                               !is_inner_leg (finding, cleared);
      if (is_more_telling (finding, count.telling))
        count.telling = finding;
    }
  return count;
}

static gboolean
has_sip_over_tls (const UmCase *about)
{
  for (guint i = 0; i < about->tls->len; i++)
    {
      const UmTlsFlow *flow = &g_array_index (about->tls, UmTlsFlow, i);

      if (flow->server.port == 5061 || flow->client.port == 5061)
        return TRUE;
    }
  return FALSE;
}

static void
conclude_without_phones (UmFindings *self)
{
  self->verdict = UM_VERDICT_INCONCLUSIVE;
  self->certainty = UM_CERTAINTY_NONE;
  if (self->about->messages->len > 0)
    {
      self->headline = um_sentence_new (
          N_ ("The file holds SIP messages, but none that a phone at the site has sent."), NULL);
      self->next_step =
          um_sentence_new (N_ ("Capture while a phone registers and places a call."), NULL);
    }
  else if (has_sip_over_tls (self->about))
    {
      self->verdict = UM_VERDICT_NO_ALG;
      self->certainty = UM_CERTAINTY_EXCLUDED;
      self->leans = UM_LEANS_NO_ALG;
      self->headline = um_sentence_new (
          N_ ("SIP runs over TLS here: a SIP ALG cannot read it, and so cannot rewrite it."), NULL);
    }
  else
    {
      self->headline = um_sentence_new (N_ ("There is no SIP message in this file."), NULL);
      self->next_step = um_sentence_new (
          N_ ("Capture where the phone's traffic passes: at a mirror port, in the phone, or in the "
              "router, while the phone registers and places a call."),
          NULL);
    }
}

static void
conclude_detected (UmFindings *self, const Count *count)
{
  g_autofree char *detected = g_strdup_printf ("%u", count->detected);
  g_autofree char *all = g_strdup_printf ("%u", count->judged);

  self->verdict = UM_VERDICT_ALG_DETECTED;
  self->certainty = count->telling->certainty;
  self->leans = UM_LEANS_ALG;
  if (count->judged == 1)
    self->headline = um_sentence_new (
        self->certainty == UM_CERTAINTY_PROVEN
            ? N_ ("A router rewrote the SIP messages of this phone ({0}): a SIP ALG is at work.")
            : N_ ("A router very likely rewrote the SIP messages of this phone ({0}): a SIP ALG."),
        count->telling->phone->name, NULL);
  else
    self->headline = um_sentence_new (
        self->certainty == UM_CERTAINTY_PROVEN
            ? N_ ("A router rewrote the SIP messages of {0} of {1} phones: a SIP ALG is at work.")
            : N_ ("A router very likely rewrote the SIP messages of {0} of {1} phones: a SIP "
                  "ALG."),
        detected, all, NULL);
  self->next_step = um_sentence_copy (count->telling->next_step);
}

static void
conclude (UmFindings *self)
{
  Count count = count_phones (self);

  if (count.telling == NULL)
    {
      conclude_without_phones (self);
      return;
    }
  if (count.detected > 0)
    {
      conclude_detected (self, &count);
      return;
    }
  if (count.clear > 0 && count.open_with_calls == 0)
    {
      self->verdict = UM_VERDICT_NO_ALG;
      self->certainty = UM_CERTAINTY_EXCLUDED;
      self->leans = UM_LEANS_NO_ALG;
      for (guint i = 0; i < self->phones->len; i++)
        if (phone_finding_at (self, i)->verdict == UM_VERDICT_NO_ALG)
          count.telling = phone_finding_at (self, i);
    }
  else
    {
      self->verdict = UM_VERDICT_INCONCLUSIVE;
      self->certainty = count.telling->certainty == UM_CERTAINTY_POSSIBLE ? UM_CERTAINTY_POSSIBLE
                                                                          : UM_CERTAINTY_NONE;
      self->leans = count.telling->leans;
    }
  self->headline = um_sentence_copy (count.telling->reason);
  self->next_step = um_sentence_copy (count.telling->next_step);
}

/* --- where, and which box --- */

static void
place (UmFindings *self)
{
  for (guint i = 0; i < self->phones->len; i++)
    {
      const UmPhone *phone = phone_finding_at (self, i)->phone;

      if (phone->inside != NULL)
        {
          um_sentence_free (self->vantage_reason);
          self->vantage = UM_VANTAGE_BOTH;
          self->vantage_reason = um_sentence_new (
              N_ ("The file holds the same messages on both sides of the router."), NULL);
          return;
        }
      if (self->vantage_reason == NULL)
        {
          self->vantage = phone->vantage;
          self->vantage_reason = um_sentence_copy (phone->vantage_reason);
        }
      else if (self->vantage == UM_VANTAGE_UNKNOWN && phone->vantage != UM_VANTAGE_UNKNOWN)
        {
          um_sentence_free (self->vantage_reason);
          self->vantage = phone->vantage;
          self->vantage_reason = um_sentence_copy (phone->vantage_reason);
        }
      else if ((self->vantage == UM_VANTAGE_LAN &&
                (phone->vantage == UM_VANTAGE_WAN || phone->vantage == UM_VANTAGE_SERVER)) ||
               (phone->vantage == UM_VANTAGE_LAN &&
                (self->vantage == UM_VANTAGE_WAN || self->vantage == UM_VANTAGE_SERVER)))
        {
          um_sentence_free (self->vantage_reason);
          self->vantage = UM_VANTAGE_BOTH;
          self->vantage_reason = um_sentence_new (
              N_ ("Some phones are seen on their own side of the router, others from beyond it."),
              NULL);
        }
    }
  if (self->vantage_reason == NULL)
    self->vantage_reason = um_sentence_new (N_ ("No phone is in the file that would tell."), NULL);
}

UmFindings *
um_findings_new_empty (UmCase *about)
{
  UmFindings *self = g_new0 (UmFindings, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->about = um_case_ref (about);
  self->phones = g_ptr_array_new_with_free_func ((GDestroyNotify) um_phone_finding_free);
  self->evidence = g_ptr_array_new_with_free_func ((GDestroyNotify) um_evidence_free);
  return self;
}

void
um_findings_conclude (UmFindings *self)
{
  cover (self);
  conclude (self);
  place (self);
  um_findings_name_box (self);
  self->calls = um_calls_find (self->about);
  self->media = um_media_find (self->about, self->calls, &self->media_left_out);
  self->symptoms = um_symptoms_find (self);
}

UmFindings *
um_findings_new (UmCase *about)
{
  UmFindings *self = um_findings_new_empty (about);
  g_autoptr (UmSiteFacts) site = um_site_facts_new (about);

  judge_phones (self, site);
  um_findings_conclude (self);
  return self;
}

UmFindings *
um_findings_ref (UmFindings *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
um_findings_unref (UmFindings *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  um_sentence_free (self->headline);
  um_sentence_free (self->next_step);
  um_sentence_free (self->vantage_reason);
  um_sentence_free (self->alg_reason);
  g_ptr_array_unref (self->phones);
  g_ptr_array_unref (self->evidence);
  g_array_unref (self->coverage.ports);
  g_clear_pointer (&self->symptoms, g_ptr_array_unref);
  g_clear_pointer (&self->media, g_ptr_array_unref);
  g_clear_pointer (&self->calls, g_ptr_array_unref);
  um_case_unref (self->about);
  um_case_unref (self->outside);
  g_free (self);
}

const char *
um_verdict_name (UmVerdict verdict)
{
  switch (verdict)
    {
    case UM_VERDICT_NO_ALG:
      return "no-alg";
    case UM_VERDICT_ALG_DETECTED:
      return "alg-detected";
    case UM_VERDICT_INCONCLUSIVE:
      break;
    }
  return "inconclusive";
}

const char *
um_certainty_name (UmCertainty certainty)
{
  static const char *const names[] = { "none", "possible", "excluded", "likely", "proven" };

  return names[certainty];
}

const char *
um_leans_name (UmLeans leans)
{
  static const char *const names[] = { NULL, "alg", "no-alg" };

  return names[leans];
}
