#include "app/phrases.h"

#include <glib/gi18n.h>

/* Whole sentences only: nothing here is put together from halves that another language would order
 * differently. */

#define MAX_TITLE_CHARS 40

const char *
um_phrases_translate (const char *english)
{
  /* gettext ("") is the header of the catalogue. */
  return *english != '\0' ? gettext (english) : english;
}

char *
um_phrases_sentence (const UmSentence *sentence)
{
  return um_sentence_dup_text (sentence, um_phrases_translate);
}

char *
um_phrases_error (const GError *error, const char *name)
{
  const char *code = um_error_code_name (error);

  if (g_str_equal (code, "not-found"))
    return g_strdup_printf (_ ("“%s” is no longer there."), name);
  if (g_str_equal (code, "permission-denied"))
    return g_strdup_printf (_ ("You are not allowed to read “%s”."), name);
  if (g_str_equal (code, "is-directory"))
    return g_strdup_printf (_ ("“%s” is a folder. Choose a file in it."), name);
  if (g_str_equal (code, "unsupported"))
    return g_strdup_printf (
        _ ("“%s” is neither a capture (pcap, pcapng) nor a text trace with SIP messages."), name);
  if (g_str_equal (code, "empty"))
    return g_strdup_printf (_ ("“%s” is empty."), name);
  if (g_str_equal (code, "damaged"))
    return g_strdup_printf (_ ("“%s” is damaged before its first packet."), name);
  return g_strdup_printf (_ ("“%s” could not be read."), name);
}

char *
um_phrases_verdict (const UmFindings *findings)
{
  guint n_phones = findings->phones->len;
  guint n_detected = 0;

  for (guint i = 0; i < n_phones; i++)
    {
      const UmPhoneFinding *finding = findings->phones->pdata[i];

      n_detected += finding->verdict == UM_VERDICT_ALG_DETECTED;
    }
  switch (findings->verdict)
    {
    case UM_VERDICT_ALG_DETECTED:
      if (n_phones == 1)
        /* Translators: "SIP ALG detected (likely)" */
        return g_strdup_printf (_ ("SIP ALG detected (%s)"),
                                um_phrases_certainty (findings->certainty));
      /* Translators: "SIP ALG detected on 1 of 3 phones (likely)" */
      return g_strdup_printf (ngettext ("SIP ALG detected on %u of %u phones (%s)",
                                        "SIP ALG detected on %u of %u phones (%s)", n_phones),
                              n_detected, n_phones, um_phrases_certainty (findings->certainty));
    case UM_VERDICT_NO_ALG:
      return g_strdup (_ ("No SIP ALG"));
    case UM_VERDICT_INCONCLUSIVE:
      return g_strdup (_ ("Inconclusive"));
    }
  g_return_val_if_reached (NULL);
}

const char *
um_phrases_certainty (UmCertainty certainty)
{
  switch (certainty)
    {
    case UM_CERTAINTY_NONE:
      return C_ ("certainty", "not enough to tell");
    case UM_CERTAINTY_POSSIBLE:
      return C_ ("certainty", "possible");
    case UM_CERTAINTY_EXCLUDED:
      return C_ ("certainty", "excluded");
    case UM_CERTAINTY_LIKELY:
      return C_ ("certainty", "likely");
    case UM_CERTAINTY_PROVEN:
      return C_ ("certainty", "proven");
    }
  g_return_val_if_reached ("");
}

const char *
um_phrases_phone_verdict (const UmPhoneFinding *finding)
{
  switch (finding->verdict)
    {
    case UM_VERDICT_ALG_DETECTED:
      return finding->certainty == UM_CERTAINTY_PROVEN ? _ ("SIP ALG, proven")
                                                       : _ ("SIP ALG, likely");
    case UM_VERDICT_NO_ALG:
      return _ ("No SIP ALG");
    case UM_VERDICT_INCONCLUSIVE:
      return finding->leans == UM_LEANS_ALG      ? _ ("Inconclusive, leans to an ALG")
             : finding->leans == UM_LEANS_NO_ALG ? _ ("Inconclusive, leans to no ALG")
                                                 : _ ("Inconclusive");
    }
  g_return_val_if_reached ("");
}

const char *
um_phrases_verdict_icon (UmVerdict verdict)
{
  switch (verdict)
    {
    case UM_VERDICT_ALG_DETECTED:
      return "um-offending-symbolic";
    case UM_VERDICT_NO_ALG:
      return "um-untouched-symbolic";
    case UM_VERDICT_INCONCLUSIVE:
      return "um-inconclusive-symbolic";
    }
  g_return_val_if_reached ("");
}

const char *
um_phrases_vantage (UmVantage vantage)
{
  switch (vantage)
    {
    case UM_VANTAGE_UNKNOWN:
      return _ ("Where it was taken is not known");
    case UM_VANTAGE_LAN:
      return _ ("Taken on the phones’ side of the router");
    case UM_VANTAGE_WAN:
      return _ ("Taken beyond the router");
    case UM_VANTAGE_SERVER:
      return _ ("Taken at the phone system");
    case UM_VANTAGE_BOTH:
      return _ ("Taken on both sides of the router");
    }
  g_return_val_if_reached ("");
}

const char *
um_phrases_mark (UmMark mark)
{
  switch (mark)
    {
    case UM_MARK_CONTEXT:
      return "";
    case UM_MARK_NORMAL:
      return C_ ("mark", "Normal");
    case UM_MARK_UNTOUCHED:
      return C_ ("mark", "Untouched");
    case UM_MARK_OFFENDING:
      return C_ ("mark", "Offending");
    }
  g_return_val_if_reached ("");
}

const char *
um_phrases_mark_icon (UmMark mark)
{
  switch (mark)
    {
    case UM_MARK_CONTEXT:
      return NULL;
    case UM_MARK_NORMAL:
      return "um-normal-symbolic";
    case UM_MARK_UNTOUCHED:
      return "um-untouched-symbolic";
    case UM_MARK_OFFENDING:
      return "um-offending-symbolic";
    }
  g_return_val_if_reached (NULL);
}

/* What evidence is called in a list. A rule that is not here goes by its subject. */
static const struct
{
  const char *rule;
  const char *title;
} RULE_TITLES[] = {
  { "fortinet-trace", N_ ("Trace mark of a FortiGate") },
  { "received-is-own-address", N_ ("The phone’s own address came back") },
  { "via-came-back-private", N_ ("Via came back private") },
  { "public-contact", N_ ("Public address in Contact") },
  { "other-public-contact", N_ ("Another public address in Contact") },
  { "public-sdp", N_ ("Public address in the SDP") },
  { "inner-address", N_ ("Address of an inner router") },
  { "edited-dialog", N_ ("Edited request") },
  { "private-leftover", N_ ("Private address left over") },
  { "ice-mismatch", N_ ("Address that no ICE candidate names") },
  { "sibling-untouched", N_ ("Rewritten unlike its neighbour") },
  { "paired-difference", N_ ("Changed between both sides") },
  { "lost-on-the-way", N_ ("Never arrived on the other side") },
  { "port-bound", N_ ("Rewritten on one server port only") },
  { "allocated-port", N_ ("Port handed out by a router") },
  { "shared-contact", N_ ("One Contact for several phones") },
  { "media-port", N_ ("Port in m= does not fit a=rtcp") },
  { "digest-uri", N_ ("Request-URI differs from what was signed") },
  { "router-as-contact", N_ ("The router’s address in the server’s Contact") },
  { "second-via", N_ ("Second Via") },
  { "unplaced-public", N_ ("Public address, source unknown") },
  { "content-length", N_ ("Content-Length does not fit") },
  { "via-port-appeared", N_ ("Port appeared in Via") },
  { "rport-removed", N_ ("rport taken out of Via") },
  { "rport-without-received", N_ ("rport without received") },
  { "received-missing", N_ ("received is missing") },
  { "self-written", N_ ("Public address from the phone") },
  { "untouched-contact", N_ ("Contact untouched") },
  { "untouched-sdp", N_ ("SDP untouched") },
  { "explained-contact", N_ ("Contact explained") },
  { "explained-sdp", N_ ("SDP explained") },
  { "server-saw-private", N_ ("Server saw a private address") },
  { "no-translation", N_ ("No address translation") },
};

const char *
um_phrases_evidence_title (const UmEvidence *evidence)
{
  gboolean clears = evidence->grade == UM_GRADE_CLEARS;

  for (guint i = 0; i < G_N_ELEMENTS (RULE_TITLES); i++)
    if (g_str_equal (RULE_TITLES[i].rule, evidence->rule))
      return gettext (RULE_TITLES[i].title);
  switch (evidence->subject)
    {
    case UM_SUBJECT_CONTACT:
      return clears ? _ ("Contact left alone") : _ ("Contact");
    case UM_SUBJECT_SDP:
      return clears ? _ ("SDP left alone") : _ ("SDP body");
    case UM_SUBJECT_VIA:
      return clears ? _ ("Via left alone") : _ ("Via");
    case UM_SUBJECT_MESSAGE:
      return clears ? _ ("Message left alone") : _ ("Whole message");
    case UM_N_SUBJECTS:
      break;
    }
  g_return_val_if_reached ("");
}

const char *
um_phrases_grade (UmGrade grade)
{
  switch (grade)
    {
    case UM_GRADE_WEAK:
      return C_ ("grade", "Weak");
    case UM_GRADE_STRONG:
      return C_ ("grade", "Strong");
    case UM_GRADE_PROOF:
      return C_ ("grade", "Proof");
    case UM_GRADE_CLEARS:
      return C_ ("grade", "Clears");
    }
  g_return_val_if_reached ("");
}

const char *
um_phrases_grade_sentence (UmGrade grade)
{
  switch (grade)
    {
    case UM_GRADE_WEAK:
      return _ ("Weak: it fits a SIP ALG, but other things cause it as well.");
    case UM_GRADE_STRONG:
      return _ ("Strong: a SIP ALG is the usual cause, and this file shows no other.");
    case UM_GRADE_PROOF:
      return _ ("Proof: nothing but a change on the way explains it.");
    case UM_GRADE_CLEARS:
      return _ ("Clears: a SIP ALG would have changed this. It holds for this field and direction "
                "only.");
    }
  g_return_val_if_reached ("");
}

const char *
um_phrases_clears (const UmEvidence *evidence)
{
  if (evidence->grade == UM_GRADE_CLEARS)
    return _ ("Only the same message caught on both sides of the router could still show a "
              "change.");
  switch (evidence->subject)
    {
    case UM_SUBJECT_CONTACT:
    case UM_SUBJECT_SDP:
      return _ ("The phone has a public address itself, or uses STUN, TURN or ICE: look at the "
                "network page of the phone, or capture on the phone’s side of the router. With a "
                "session border controller at the site the question does not arise.");
    case UM_SUBJECT_VIA:
      return _ ("A SIP proxy or session border controller at the site adds its own Via.");
    case UM_SUBJECT_MESSAGE:
      return _ ("The same message caught on the phone’s side of the router, already looking like "
                "this.");
    case UM_N_SUBJECTS:
      break;
    }
  g_return_val_if_reached ("");
}

char *
um_phrases_message_title (const UmMessage *message)
{
  UmSlice line = um_message_first_line (message);
  gssize space;

  if (message->is_request)
    return um_text_shorten (um_string_slice (message->method_text), MAX_TITLE_CHARS);
  space = um_slice_find_byte (line, ' ');
  return um_text_shorten (um_slice_trim (um_slice_from (line, space > 0 ? (gsize) space : 0)),
                          MAX_TITLE_CHARS);
}

char *
um_phrases_message_place (const UmMessage *message)
{
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, message->frame);
  g_autofree char *when = NULL;
  g_autoptr (GDateTime) utc = NULL;

  if (message->time_us != UM_TIME_UNKNOWN)
    utc = g_date_time_new_from_unix_utc (message->time_us / G_USEC_PER_SEC);
  if (utc == NULL)
    return message->from_text ? g_strdup_printf (_ ("Message %s"), number)
                              : g_strdup_printf (_ ("Packet %s"), number);
  when = g_date_time_format (utc, "%Y-%m-%d %H:%M:%S UTC");
  /* Translators: "Message 3 · 2026-01-05 10:00:00 UTC" */
  return message->from_text ? g_strdup_printf (_ ("Message %s · %s"), number, when)
                            : g_strdup_printf (_ ("Packet %s · %s"), number, when);
}

char *
um_phrases_endpoint (const UmEndpoint *endpoint)
{
  if (!um_address_is_set (&endpoint->address))
    return g_strdup (_ ("phone system"));
  return um_endpoint_dup_string (endpoint);
}
