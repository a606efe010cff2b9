#include "support/findings-builder.h"

#include "core/text.h"

#include <string.h>

static void
phone_finding_free (gpointer data)
{
  UmPhoneFinding *finding = data;

  g_ptr_array_unref (finding->evidence);
  g_free (finding);
}

static void
line_free (gpointer data)
{
  UmMarkedLine *line = data;

  g_free (line->text);
  g_free (line->before);
  g_free (line->after);
  g_array_unref (line->spans);
  g_free (line);
}

static void
evidence_free (gpointer data)
{
  UmEvidence *evidence = data;

  g_ptr_array_unref (evidence->lines);
  g_free (evidence);
}

FindingsBuilder *
findings_builder_new (const char *source_name)
{
  FindingsBuilder *self = g_new0 (FindingsBuilder, 1);
  UmCase *about = &self->about;

  self->arena = um_arena_new ();
  self->sentences = g_ptr_array_new_with_free_func ((GDestroyNotify) um_sentence_free);
  about->source_name = g_strdup (source_name);
  about->first_time_us = UM_TIME_UNKNOWN;
  about->last_time_us = UM_TIME_UNKNOWN;
  about->messages = g_ptr_array_new ();
  self->findings.about = about;
  self->findings.verdict = UM_VERDICT_INCONCLUSIVE;
  self->findings.headline = findings_builder_say (self, "Nothing was seen that decides it.");
  self->findings.phones = g_ptr_array_new_with_free_func (phone_finding_free);
  self->findings.evidence = g_ptr_array_new_with_free_func (evidence_free);
  self->findings.coverage.ports = g_array_new (FALSE, FALSE, sizeof (guint16));
  return self;
}

void
findings_builder_free (FindingsBuilder *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->findings.coverage.ports);
  g_ptr_array_unref (self->findings.evidence);
  g_ptr_array_unref (self->findings.phones);
  g_ptr_array_unref (self->about.messages);
  g_free (self->about.source_name);
  g_ptr_array_unref (self->sentences);
  um_arena_unref (self->arena);
  g_free (self);
}

UmSentence *
findings_builder_say (FindingsBuilder *self, const char *text)
{
  UmSentence *sentence = um_sentence_new ("{0}", text, NULL);

  g_ptr_array_add (self->sentences, sentence);
  return sentence;
}

UmPhoneFinding *
findings_builder_add_phone (FindingsBuilder *self,
                            const char *name,
                            UmVerdict verdict,
                            UmCertainty certainty)
{
  UmPhone *phone = um_arena_alloc (self->arena, sizeof *phone);
  UmPhoneFinding *finding = g_new0 (UmPhoneFinding, 1);

  phone->id = self->findings.phones->len + 1;
  phone->name = (char *) um_arena_strdup (self->arena, um_slice_from_string (name));
  finding->phone = phone;
  finding->verdict = verdict;
  finding->certainty = certainty;
  finding->reason = findings_builder_say (self, "The reason for this phone.");
  finding->evidence = g_ptr_array_new ();
  g_ptr_array_add (self->findings.phones, finding);
  return finding;
}

UmMessage *
findings_builder_add_message (FindingsBuilder *self,
                              guint64 frame,
                              gint64 time_us,
                              const char *text)
{
  UmMessage *message = um_arena_alloc (self->arena, sizeof *message);
  UmSlice first_line = um_slice_new (text, strcspn (text, "\r\n"));

  message->index = self->about.messages->len;
  message->frame = frame;
  message->time_us = time_us;
  message->source = (UmEndpoint){ um_address_from_ipv4 (0xcb007132), 1024 };
  message->transport = UM_TRANSPORT_UDP;
  message->is_request = TRUE;
  message->text.kept = um_arena_strdup (self->arena, um_slice_from_string (text));
  message->text.len = strlen (text);
  message->first_line = um_string_new (self->arena, first_line);
  message->method = UM_METHOD_INVITE;
  message->method_text = um_string_new (self->arena, UM_SLICE ("INVITE"));
  message->cseq = 1;
  message->call_id = um_string_new (self->arena, UM_SLICE ("84b1@192.168.1.50"));
  g_ptr_array_add (self->about.messages, message);
  return message;
}

UmEvidence *
findings_builder_add_evidence (FindingsBuilder *self,
                               const char *rule,
                               UmGrade grade,
                               UmPhoneFinding *phone,
                               UmMessage *message,
                               const char *explanation)
{
  UmEvidence *evidence = g_new0 (UmEvidence, 1);

  evidence->id = self->findings.evidence->len + 1;
  evidence->rule = rule;
  evidence->grade = grade;
  evidence->phone = phone != NULL ? phone->phone : NULL;
  evidence->message = message;
  evidence->lines = g_ptr_array_new_with_free_func (line_free);
  evidence->explanation = findings_builder_say (self, explanation);
  g_ptr_array_add (self->findings.evidence, evidence);
  if (phone != NULL)
    g_ptr_array_add (phone->evidence, evidence);
  return evidence;
}

UmMarkedLine *
findings_builder_add_line (FindingsBuilder *self,
                           UmEvidence *evidence,
                           guint number,
                           const char *text,
                           UmMark mark,
                           const char *span)
{
  UmMarkedLine *line = g_new0 (UmMarkedLine, 1);

  line->number = number;
  line->text = g_strdup (text);
  line->mark = mark;
  line->spans = g_array_new (FALSE, FALSE, sizeof (UmSpan));
  if (span != NULL)
    {
      gsize start = strstr (text, span) - text;
      UmSpan value = { start, start + strlen (span) };

      g_array_append_val (line->spans, value);
    }
  g_ptr_array_add (evidence->lines, line);
  return line;
}

/* The article's case, with documentation addresses. */
static void
add_invite (FindingsBuilder *self, UmPhoneFinding *phone)
{
  UmMessage *invite =
      findings_builder_add_message (self, 12, G_GINT64_CONSTANT (1767607200000000),
                                    "INVITE sip:1002@pbx.example.net SIP/2.0\r\n"
                                    "Via: SIP/2.0/UDP 203.0.113.50:1024;branch=z9hG4bK1\r\n"
                                    "Contact: <sip:1001@203.0.113.50:1024>\r\n\r\n");
  UmEvidence *contact = findings_builder_add_evidence (
      self, "public-contact", UM_GRADE_STRONG, phone, invite,
      "The phone's Contact names the router's public address. A phone "
      "behind NAT writes its own private address there.");
  UmEvidence *sdp =
      findings_builder_add_evidence (self, "public-sdp", UM_GRADE_STRONG, phone, invite,
                                     "The SDP body names the router's public address.");

  findings_builder_add_line (self, contact, 0, "Received packet from 203.0.113.50:1024",
                             UM_MARK_NORMAL, "203.0.113.50");
  findings_builder_add_line (self, contact, 2, "Via: SIP/2.0/UDP 203.0.113.50:1024;branch=z9hG4bK1",
                             UM_MARK_NORMAL, "203.0.113.50");
  findings_builder_add_line (self, contact, 8, "Contact: <sip:1001@203.0.113.50:1024>",
                             UM_MARK_OFFENDING, "203.0.113.50");
  findings_builder_add_line (self, sdp, 14, "o=- 1 1 IN IP4 203.0.113.50", UM_MARK_OFFENDING,
                             "203.0.113.50");
  findings_builder_add_line (self, sdp, 16, "c=IN IP4 203.0.113.50", UM_MARK_OFFENDING,
                             "203.0.113.50");
}

static void
add_clearing (FindingsBuilder *self, UmPhoneFinding *phone)
{
  UmMessage *answer = findings_builder_add_message (self, 31, UM_TIME_UNKNOWN,
                                                    "REGISTER sip:pbx.example.net SIP/2.0\r\n\r\n");
  UmEvidence *clears =
      findings_builder_add_evidence (self, "private-contact", UM_GRADE_CLEARS, phone, answer,
                                     "The Contact left the router as the phone wrote it.");
  UmEvidence *whole = findings_builder_add_evidence (self, "no-stun", UM_GRADE_WEAK, NULL, NULL,
                                                     "No STUN was seen in this capture.");

  g_assert (whole->phone == NULL);
  findings_builder_add_line (self, clears, 6, "Contact: <sip:1001@192.168.1.50:5060>",
                             UM_MARK_UNTOUCHED, "192.168.1.50");
  findings_builder_add_line (self, clears, 7, "Expires: 3600", UM_MARK_CONTEXT, NULL);
}

FindingsBuilder *
findings_builder_new_detected (void)
{
  FindingsBuilder *self = findings_builder_new ("site.pcap");
  UmFindings *findings = &self->findings;
  UmPhoneFinding *finding = findings_builder_add_phone (
      self, "Polycom VVX 410", UM_VERDICT_ALG_DETECTED, UM_CERTAINTY_LIKELY);
  UmPhone *phone = (UmPhone *) finding->phone;
  const guint16 port = 5060;

  phone->aor = (char *) "sip:1001@pbx.example.net";
  phone->user_agent = (char *) "PolycomVVX-VVX_410-UA/5.5.1";
  phone->public_address = (UmEndpoint){ um_address_from_ipv4 (0xcb007132), 1024 };
  self->about.packets = 2300;
  self->about.first_time_us = G_GINT64_CONSTANT (1767607200000000);
  self->about.last_time_us = G_GINT64_CONSTANT (1767607260500000);
  self->about.damage.count[UM_DAMAGE_TRUNCATED_FILE] = 1;
  findings->verdict = UM_VERDICT_ALG_DETECTED;
  findings->certainty = UM_CERTAINTY_LIKELY;
  findings->leans = UM_LEANS_ALG;
  findings->headline = findings_builder_say (
      self, "A SIP ALG rewrote the messages of the only phone in this capture.");
  findings->next_step =
      findings_builder_say (self, "Switch the SIP ALG off and capture the same call again.");
  findings->vantage = UM_VANTAGE_SERVER;
  findings->vantage_reason =
      findings_builder_say (self, "The trace was written by the phone system.");
  findings->box = "customer-router";
  findings->coverage.registration = TRUE;
  findings->coverage.outbound_invite = TRUE;
  findings->coverage.transports = 1u << UM_TRANSPORT_UDP;
  g_array_append_val (findings->coverage.ports, port);
  add_invite (self, finding);
  add_clearing (self, finding);
  return self;
}

void
findings_builder_compare (FindingsBuilder *self, FindingsBuilder *outside)
{
  UmMessage *arrived = findings_builder_add_message (
      outside, 7, UM_TIME_UNKNOWN, "REGISTER sip:pbx.example.net SIP/2.0\r\nContact: ...\r\n\r\n");
  UmEvidence *proof =
      findings_builder_add_evidence (self, "paired-difference", UM_GRADE_PROOF,
                                     self->findings.phones->pdata[0], arrived, "Changed.");
  UmMarkedLine *line = findings_builder_add_line (
      self, proof, 5, "Contact: <sip:1001@203.0.113.50>", UM_MARK_OFFENDING, "203.0.113.50");

  line->before = g_strdup ("Contact: <sip:1001@192.168.1.50>");
  line->after = g_strdup (line->text);
  line = findings_builder_add_line (self, proof, 6, "Supported: path", UM_MARK_OFFENDING, NULL);
  line->before = g_strdup (line->text);
  line = findings_builder_add_line (self, proof, 7, "Foo: bar", UM_MARK_OFFENDING, NULL);
  line->after = g_strdup (line->text);
  self->findings.outside = &outside->about;
  self->findings.pairs_matched = 118;
  self->findings.only_inside = 2;
  self->findings.only_outside = 3;
  self->findings.clock_offset_us = -2500000;
}
