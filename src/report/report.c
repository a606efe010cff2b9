/* The content of a report that is the same for every format: verdicts in words, what was not seen,
 * the order of the phones. No layout. */

#include "report/report.h"

#include "core/credentials.h"
#include "core/text.h"

UmReportSource *
um_report_source_new (const char *name, guint64 size, const char *sha256)
{
  UmReportSource *self = g_new0 (UmReportSource, 1);

  self->name = g_strdup (name);
  self->size = size;
  self->sha256 = g_strdup (sha256);
  return self;
}

void
um_report_source_free (UmReportSource *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->sha256);
  g_free (self);
}

const char *
um_report_verdict_words (UmVerdict verdict, UmCertainty certainty, UmLeans leans)
{
  gboolean possible = certainty == UM_CERTAINTY_POSSIBLE;

  switch (verdict)
    {
    case UM_VERDICT_ALG_DETECTED:
      return certainty == UM_CERTAINTY_PROVEN ? N_ ("SIP ALG detected (proven)")
                                              : N_ ("SIP ALG detected (likely)");
    case UM_VERDICT_NO_ALG:
      return certainty == UM_CERTAINTY_EXCLUDED ? N_ ("No SIP ALG (excluded)") : N_ ("No SIP ALG");
    case UM_VERDICT_INCONCLUSIVE:
      break;
    }
  switch (leans)
    {
    case UM_LEANS_ALG:
      return possible ? N_ ("Inconclusive (possible, leans to an ALG)")
                      : N_ ("Inconclusive (too little was seen, leans to an ALG)");
    case UM_LEANS_NO_ALG:
      return possible ? N_ ("Inconclusive (possible, leans to no ALG)")
                      : N_ ("Inconclusive (too little was seen, leans to no ALG)");
    case UM_LEANS_NOWHERE:
      break;
    }
  return possible ? N_ ("Inconclusive (possible)") : N_ ("Inconclusive (too little was seen)");
}

static char *
dup_translated (const char *english, UmTranslateFunc translate)
{
  return g_strdup (translate != NULL ? translate (english) : english);
}

char *
um_report_verdict_text (const UmFindings *findings, UmTranslateFunc translate)
{
  return dup_translated (
      um_report_verdict_words (findings->verdict, findings->certainty, findings->leans), translate);
}

char *
um_report_phone_verdict_text (const UmPhoneFinding *phone, UmTranslateFunc translate)
{
  return dup_translated (um_report_verdict_words (phone->verdict, phone->certainty, phone->leans),
                         translate);
}

char *
um_report_summary_text (const UmFindings *findings, UmTranslateFunc translate)
{
  g_autofree char *verdict = um_report_verdict_text (findings, translate);
  g_autofree char *total = g_strdup_printf ("%u", findings->phones->len);
  g_autofree char *share = NULL;
  g_autoptr (UmSentence) sentence = NULL;
  guint n = 0;

  if (findings->phones->len < 2)
    return g_steal_pointer (&verdict);
  for (guint i = 0; i < findings->phones->len; i++)
    n += ((UmPhoneFinding *) findings->phones->pdata[i])->verdict == findings->verdict;
  share = g_strdup_printf ("%u", n);
  /* Translators: {0} is a verdict, {1} and {2} are numbers of phones. */
  sentence = um_sentence_new (N_ ("{0} on {1} of {2} phones"), verdict, share, total, NULL);
  return um_sentence_dup_text (sentence, translate);
}

const char *
um_report_certainty_meaning (UmCertainty certainty)
{
  switch (certainty)
    {
    case UM_CERTAINTY_PROVEN:
      return N_ ("Proven: the change itself was seen, and nothing else explains it.");
    case UM_CERTAINTY_LIKELY:
      return N_ ("Likely: the messages show what an ALG does, and nothing in the capture explains "
                 "it otherwise.");
    case UM_CERTAINTY_POSSIBLE:
      return N_ ("Possible: there are signs, but they may have a harmless cause.");
    case UM_CERTAINTY_EXCLUDED:
      return N_ ("Excluded: what an ALG would have changed was seen unchanged or has another "
                 "explanation.");
    case UM_CERTAINTY_NONE:
      break;
    }
  return N_ ("Open: the capture holds too little to decide.");
}

const char *
um_report_vantage_words (UmVantage vantage)
{
  switch (vantage)
    {
    case UM_VANTAGE_LAN:
      return N_ ("on the phone's side of the router");
    case UM_VANTAGE_WAN:
      return N_ ("directly beyond the router");
    case UM_VANTAGE_SERVER:
      return N_ ("at the phone system or provider");
    case UM_VANTAGE_BOTH:
      return N_ ("on both sides of the router");
    case UM_VANTAGE_UNKNOWN:
      break;
    }
  return N_ ("at a place that the capture does not tell");
}

static gboolean
has_port (const UmCoverage *coverage, guint16 port)
{
  for (guint i = 0; coverage->ports != NULL && i < coverage->ports->len; i++)
    if (g_array_index (coverage->ports, guint16, i) == port)
      return TRUE;
  return FALSE;
}

static void
add_gap (GPtrArray *gaps, const char *format)
{
  g_ptr_array_add (gaps, um_sentence_new (format, NULL));
}

static void
add_call_gaps (GPtrArray *gaps, const UmCoverage *coverage)
{
  if (!coverage->outbound_invite && !coverage->inbound_invite)
    {
      add_gap (gaps, N_ ("No call was placed: the SDP part of the messages was not tested."));
      return;
    }
  if (!coverage->outbound_invite)
    add_gap (gaps, N_ ("No call from a phone was seen: Contact and SDP of outgoing calls were not "
                       "tested."));
  if (!coverage->inbound_invite)
    add_gap (gaps, N_ ("No call to a phone was seen: incoming calls were not tested."));
  else if (!coverage->answer_sdp)
    add_gap (gaps, N_ ("No phone was seen answering a call: the SDP of its answers was not "
                       "tested."));
  if (coverage->inbound_invite && !coverage->inbound_on_lan)
    add_gap (gaps, N_ ("Calls to the phones were not seen on the phones' side of the router: what "
                       "reached them may differ from what was sent."));
}

static void
add_place_gaps (GPtrArray *gaps, UmVantage vantage)
{
  if (vantage == UM_VANTAGE_LAN)
    add_gap (gaps,
             N_ ("The messages were not seen beyond the router: what it sent on is known only "
                 "from the answers."));
  else if (vantage == UM_VANTAGE_UNKNOWN)
    add_gap (gaps, N_ ("The capture does not tell on which side of the router it was taken."));
}

GPtrArray *
um_report_gaps (const UmFindings *findings)
{
  const UmCoverage *coverage = &findings->coverage;
  const guint clear = 1u << UM_TRANSPORT_UDP | 1u << UM_TRANSPORT_TCP | 1u << UM_TRANSPORT_WS |
                      1u << UM_TRANSPORT_SCTP | 1u << UM_TRANSPORT_UNKNOWN;
  GPtrArray *gaps = g_ptr_array_new_with_free_func ((GDestroyNotify) um_sentence_free);

  if ((coverage->transports & 1u << UM_TRANSPORT_TLS) != 0 && (coverage->transports & clear) == 0)
    {
      add_gap (gaps, N_ ("Everything was encrypted (TLS): what the messages say was not seen, "
                         "neither here nor by the router."));
      return gaps;
    }
  if (findings->phones->len == 0)
    {
      add_gap (gaps, N_ ("No phone was seen in this capture."));
      return gaps;
    }
  if (!coverage->registration)
    add_gap (gaps, N_ ("No registration of a phone was seen: its Contact there was not tested."));
  add_call_gaps (gaps, coverage);
  add_place_gaps (gaps, findings->vantage);
  if (coverage->ports != NULL && coverage->ports->len > 0 && !has_port (coverage, 5060))
    add_gap (gaps, N_ ("Port 5060 was not used: many ALGs act on that port only, so one may be "
                       "switched on and idle."));
  return gaps;
}

GPtrArray *
um_report_phones (const UmFindings *findings)
{
  static const UmVerdict order[] = { UM_VERDICT_ALG_DETECTED, UM_VERDICT_INCONCLUSIVE,
                                     UM_VERDICT_NO_ALG };
  GPtrArray *sorted = g_ptr_array_sized_new (findings->phones->len);

  for (gsize o = 0; o < G_N_ELEMENTS (order); o++)
    for (guint i = 0; i < findings->phones->len; i++)
      {
        UmPhoneFinding *phone = findings->phones->pdata[i];

        if (phone->verdict == order[o])
          g_ptr_array_add (sorted, phone);
      }
  return sorted;
}

const char *
um_report_mark_words (UmMark mark)
{
  switch (mark)
    {
    case UM_MARK_OFFENDING:
      return N_ ("offending");
    case UM_MARK_NORMAL:
      return N_ ("normal");
    case UM_MARK_UNTOUCHED:
      return N_ ("untouched");
    case UM_MARK_CONTEXT:
      break;
    }
  return "";
}

const char *
um_report_grade_words (UmGrade grade)
{
  switch (grade)
    {
    case UM_GRADE_PROOF:
      return N_ ("Proof");
    case UM_GRADE_STRONG:
      return N_ ("Strong sign");
    case UM_GRADE_WEAK:
      return N_ ("Weak sign");
    case UM_GRADE_CLEARS:
      break;
    }
  return N_ ("Speaks against an ALG");
}

char *
um_report_first_line (const UmMessage *message)
{
  return um_credentials_escape (um_message_first_line (message));
}

char *
um_report_place (const UmFindings *findings, const UmMessage *message, UmTranslateFunc translate)
{
  GString *place = g_string_new (NULL);
  const char *side = um_report_side (findings, message);
  g_autofree char *side_word =
      side == NULL ? NULL
                   : dup_translated (g_str_equal (side, "outside") ? N_ ("outside") : N_ ("inside"),
                                     translate);
  g_autofree char *word =
      dup_translated (message->from_text ? N_ ("message") : N_ ("packet"), translate);
  g_autofree char *time = um_text_time (message->time_us);
  char buffer[UM_ENDPOINT_STRING_MAX];

  if (side_word != NULL)
    g_string_append_printf (place, "%s, ", side_word);
  g_string_append_printf (place, "%s %" G_GUINT64_FORMAT, word, message->frame);
  if (time != NULL)
    g_string_append_printf (place, ", %s", time);
  if (um_address_is_set (&message->source.address))
    g_string_append_printf (place, ", %s", um_endpoint_to_string (&message->source, buffer));
  if (um_address_is_set (&message->destination.address))
    g_string_append_printf (place, " → %s", um_endpoint_to_string (&message->destination, buffer));
  return g_string_free (place, FALSE);
}

const char *
um_report_side (const UmFindings *findings, const UmMessage *message)
{
  const UmCase *outside = findings->outside;

  if (outside == NULL || message == NULL)
    return NULL;
  return message->index < outside->messages->len &&
                 outside->messages->pdata[message->index] == message
             ? "outside"
             : "inside";
}

UmVantage
um_report_case_vantage (const UmCase *about, const UmSentence **ret_reason)
{
  const UmPhone *telling = NULL;

  for (guint i = 0; about->phones != NULL && i < about->phones->len; i++)
    {
      const UmPhone *phone = about->phones->pdata[i];

      if (telling == NULL ||
          (telling->vantage == UM_VANTAGE_UNKNOWN && phone->vantage != UM_VANTAGE_UNKNOWN))
        telling = phone;
    }
  *ret_reason = telling != NULL ? telling->vantage_reason : NULL;
  return telling != NULL ? telling->vantage : UM_VANTAGE_UNKNOWN;
}

UmSentence *
um_report_pairs (const UmFindings *findings)
{
  g_autofree char *matched = g_strdup_printf ("%u", findings->pairs_matched);
  g_autofree char *inside = g_strdup_printf ("%u", findings->only_inside);
  g_autofree char *outside = g_strdup_printf ("%u", findings->only_outside);
  gint64 apart = ABS (findings->clock_offset_us);
  g_autofree char *clock = g_strdup_printf ("%.3f", (double) apart / G_USEC_PER_SEC);

  if (apart < 1000)
    return um_sentence_new (N_ ("{0} messages stand in both captures, {1} only inside, {2} only "
                                "outside."),
                            matched, inside, outside, NULL);
  return um_sentence_new (N_ ("{0} messages stand in both captures, {1} only inside, {2} only "
                              "outside. The clocks differ by {3} seconds."),
                          matched, inside, outside, clock, NULL);
}

const char *
um_report_fix_words (UmFix fix)
{
  switch (fix)
    {
    case UM_FIX_FIXED:
      return N_ ("fixed");
    case UM_FIX_REMAINS:
      return N_ ("still rewritten");
    case UM_FIX_OPEN:
      return N_ ("not decided by the new capture");
    case UM_FIX_NOT_SEEN:
      return N_ ("not in the new capture");
    case UM_FIX_NEW:
      return N_ ("rewritten now, not before");
    case UM_FIX_UNAFFECTED:
    case UM_N_FIXES:
      break;
    }
  return N_ ("was not rewritten");
}

const char *
um_report_field_state_words (UmFieldState state)
{
  switch (state)
    {
    case UM_FIELD_UNTOUCHED:
      return N_ ("untouched now");
    case UM_FIELD_OFFENDING:
      return N_ ("still offending");
    case UM_FIELD_NOT_SEEN:
      break;
    }
  return N_ ("not told by the new capture");
}

char *
um_report_change_name (const UmPhoneChange *change)
{
  const UmPhone *phone = (change->after != NULL ? change->after : change->before)->phone;

  return g_strdup_printf ("%s%s%s", phone->name != NULL ? phone->name : "",
                          phone->aor != NULL ? " " : "", phone->aor != NULL ? phone->aor : "");
}

gboolean
um_report_change_is_listed (const UmPhoneChange *change)
{
  return change->fix != UM_FIX_UNAFFECTED;
}

const char *
um_report_transport_name (UmTransport transport)
{
  switch (transport)
    {
    case UM_TRANSPORT_UDP:
      return "udp";
    case UM_TRANSPORT_TCP:
      return "tcp";
    case UM_TRANSPORT_TLS:
      return "tls";
    case UM_TRANSPORT_WS:
      return "ws";
    case UM_TRANSPORT_SCTP:
      return "sctp";
    case UM_TRANSPORT_UNKNOWN:
      break;
    }
  return NULL;
}

const char *
um_report_source_kind_name (UmSourceKind kind)
{
  static const char *const names[] = {
    [UM_SOURCE_PCAP] = "pcap",
    [UM_SOURCE_PCAPNG] = "pcapng",
    [UM_SOURCE_TEXT] = "text",
    [UM_SOURCE_LIVE] = "live",
  };

  return names[kind];
}

char *
um_report_safe_text (const char *text)
{
  return text != NULL ? um_text_escape (um_slice_from_string (text)) : NULL;
}

const char *
um_report_media_words (UmMediaFinding finding)
{
  switch (finding)
    {
    case UM_MEDIA_OK:
      return N_ ("good");
    case UM_MEDIA_ONE_WAY:
      return N_ ("missing (one-way audio)");
    case UM_MEDIA_NONE:
      return N_ ("missing (no audio at all)");
    case UM_MEDIA_CUT_OUT:
      return N_ ("cut out during the call");
    case UM_MEDIA_HAIRPIN:
      return N_ ("sent to the site's own public address");
    case UM_MEDIA_HOLD:
      return N_ ("on hold for a time");
    case UM_MEDIA_EARLY_ONLY:
      return N_ ("only before the answer");
    case UM_MEDIA_QUALITY:
      return N_ ("poor quality");
    case UM_MEDIA_UNKNOWN:
      break;
    }
  return N_ ("not in this capture");
}

const char *
um_report_symptom_words (UmSymptomId id)
{
  static const char *const words[UM_N_SYMPTOMS] = {
    [UM_SYMPTOM_ONE_WAY_AUDIO] = N_ ("One-way audio"),
    [UM_SYMPTOM_NO_AUDIO] = N_ ("No audio"),
    [UM_SYMPTOM_AUDIO_CUTS_OUT] = N_ ("Audio cuts out"),
    [UM_SYMPTOM_CALL_FAILS] = N_ ("Call fails to connect"),
    [UM_SYMPTOM_KEEPS_RINGING] = N_ ("Keeps ringing, cannot be answered"),
    [UM_SYMPTOM_DROP_AT_32S] = N_ ("Call drops after half a minute"),
    [UM_SYMPTOM_DROP_AT_15MIN] = N_ ("Call drops after a quarter of an hour"),
    [UM_SYMPTOM_UNANSWERED_IN_DIALOG] = N_ ("Requests within calls stay unanswered"),
    [UM_SYMPTOM_NO_LOCAL_CALLS] = N_ ("Extensions of the site cannot call each other"),
    [UM_SYMPTOM_BLF] = N_ ("Busy lamps or message waiting do not work"),
    [UM_SYMPTOM_NOTIFY_TO_WRONG_PHONE] = N_ ("Notifications reach the wrong phone"),
    [UM_SYMPTOM_REGISTRATION_FLAPPING] = N_ ("Registration comes and goes"),
    [UM_SYMPTOM_JITTER] = N_ ("Jitter"),
    [UM_SYMPTOM_PACKET_LOSS] = N_ ("Packet loss"),
    [UM_SYMPTOM_ECHO] = N_ ("Echo"),
    [UM_SYMPTOM_STATIC] = N_ ("Static, crackling"),
  };

  return words[id];
}

gboolean
um_report_has_sound (const UmFindings *findings)
{
  for (guint i = 0; findings->media != NULL && i < findings->media->len; i++)
    {
      const UmMedia *media = g_ptr_array_index (findings->media, i);

      if (media->finding != UM_MEDIA_UNKNOWN || media->packets > 0)
        return TRUE;
    }
  return FALSE;
}
