/* The contract that scripts use: format "unmangle-findings", version 1, one object on one line.
 * Whatever came from the network passes um_text_escape() once more (it leaves escaped text alone),
 * so that the line is valid UTF-8 whatever a caller put into the findings. */

#include "report/report-json.h"

#include "core/error.h"
#include "core/limits.h"
#include "core/text.h"
#include "report/json-writer.h"

static void
add_string (UmJsonWriter *json, const char *name, const char *value)
{
  g_autofree char *safe = NULL;

  um_json_writer_set_member_name (json, name);
  if (value == NULL)
    um_json_writer_add_null (json);
  else if (um_text_is_plain (um_slice_from_string (value)))
    um_json_writer_add_string (json, value);
  else
    {
      safe = um_report_safe_text (value);
      um_json_writer_add_string (json, safe);
    }
}

static void
add_slice (UmJsonWriter *json, const char *name, UmSlice value)
{
  g_autofree char *text = um_slice_is_set (value) ? um_text_escape (value) : NULL;

  add_string (json, name, text);
}

static void
add_sentence (UmJsonWriter *json, const char *name, const UmSentence *sentence)
{
  g_autofree char *text = um_sentence_dup_text (sentence, NULL);

  add_string (json, name, text);
}

static void
add_endpoint (UmJsonWriter *json, const char *name, const UmEndpoint *endpoint)
{
  char buffer[UM_ENDPOINT_STRING_MAX];

  add_string (json, name,
              um_address_is_set (&endpoint->address) ? um_endpoint_to_string (endpoint, buffer)
                                                     : NULL);
}

static void
add_time (UmJsonWriter *json, const char *name, gint64 time_us)
{
  g_autofree char *text = um_text_time (time_us);

  add_string (json, name, text);
}

static void
add_int (UmJsonWriter *json, const char *name, guint64 value)
{
  um_json_writer_set_member_name (json, name);
  um_json_writer_add_int (json, (gint64) MIN (value, (guint64) G_MAXINT64));
}

static void
add_bool (UmJsonWriter *json, const char *name, gboolean value)
{
  um_json_writer_set_member_name (json, name);
  um_json_writer_add_boolean (json, value);
}

static void
begin_array (UmJsonWriter *json, const char *name)
{
  um_json_writer_set_member_name (json, name);
  um_json_writer_begin_array (json);
}

static void
begin_document (UmJsonWriter *json)
{
  um_json_writer_begin_object (json);
  add_string (json, "format", "unmangle-findings");
  add_int (json, "version", 1);
}

static void
add_damage (UmJsonWriter *json, const UmDamage *damage)
{
  begin_array (json, "damage");
  for (guint kind = 0; kind < UM_N_DAMAGE_KINDS; kind++)
    {
      if (damage->count[kind] == 0)
        continue;
      um_json_writer_begin_object (json);
      add_string (json, "kind", um_damage_kind_name (kind));
      add_int (json, "count", damage->count[kind]);
      add_string (json, "detail", um_damage_kind_detail (kind));
      um_json_writer_end_object (json);
    }
  um_json_writer_end_array (json);
}

static void
add_capture (UmJsonWriter *json, const UmCase *about, UmVantage vantage, const UmSentence *reason)
{
  um_json_writer_begin_object (json);
  add_string (json, "name", about->source_name);
  add_string (json, "kind", um_report_source_kind_name (about->kind));
  add_int (json, "packets", about->packets);
  add_int (json, "sip_messages", about->messages->len);
  add_time (json, "first_time", about->first_time_us);
  add_time (json, "last_time", about->last_time_us);
  add_string (json, "vantage", um_vantage_name (vantage));
  add_sentence (json, "vantage_reason", reason);
  add_damage (json, &about->damage);
  um_json_writer_end_object (json);
}

static void
add_compared (UmJsonWriter *json, const UmFindings *findings)
{
  const UmCase *const captures[] = { findings->about, findings->outside };

  begin_array (json, "sources");
  for (gsize i = 0; i < G_N_ELEMENTS (captures); i++)
    {
      const UmSentence *reason;
      UmVantage vantage = um_report_case_vantage (captures[i], &reason);

      add_capture (json, captures[i], vantage, reason);
    }
  um_json_writer_end_array (json);
  um_json_writer_set_member_name (json, "pairs");
  um_json_writer_begin_object (json);
  add_int (json, "matched", findings->pairs_matched);
  add_int (json, "only_inside", findings->only_inside);
  add_int (json, "only_outside", findings->only_outside);
  um_json_writer_set_member_name (json, "clock_offset_us");
  um_json_writer_add_int (json, findings->clock_offset_us); /* may be negative */
  um_json_writer_end_object (json);
}

/* "source", or for a comparison "sources" and "pairs". */
static void
add_source (UmJsonWriter *json, const UmFindings *findings)
{
  if (findings->outside != NULL)
    {
      add_compared (json, findings);
      return;
    }
  um_json_writer_set_member_name (json, "source");
  add_capture (json, findings->about, findings->vantage, findings->vantage_reason);
}

static void
add_verdict (UmJsonWriter *json, UmVerdict verdict, UmCertainty certainty, UmLeans leans)
{
  add_string (json, "verdict", um_verdict_name (verdict));
  add_string (json, "certainty", um_certainty_name (certainty));
  add_string (json, "leans", um_leans_name (leans));
}

static void
add_alg (UmJsonWriter *json, const UmFindings *findings)
{
  um_json_writer_set_member_name (json, "alg");
  if (findings->alg_family == NULL && findings->box == NULL)
    {
      um_json_writer_add_null (json);
      return;
    }
  um_json_writer_begin_object (json);
  add_string (json, "family", findings->alg_family);
  add_sentence (json, "reason", findings->alg_reason);
  add_string (json, "box", findings->box);
  um_json_writer_end_object (json);
}

/* What else is known of a phone, where it was seen, and where each piece was learned. */
static void
add_identity (UmJsonWriter *json, const UmPhone *phone)
{
  static const char *const names[UM_N_PHONE_FACTS] = {
    [UM_PHONE_AOR] = "aor",           [UM_PHONE_USER_AGENT] = "user_agent",
    [UM_PHONE_INSTANCE] = "instance", [UM_PHONE_MAC] = "mac",
    [UM_PHONE_ADDRESS] = "address",   [UM_PHONE_PUBLIC_ADDRESS] = "public_address",
  };
  static const guint8 unknown[6];
  const guint8 *m = phone->mac;
  g_autofree char *mac =
      g_strdup_printf ("%02x:%02x:%02x:%02x:%02x:%02x", m[0], m[1], m[2], m[3], m[4], m[5]);

  add_string (json, "instance", phone->instance);
  add_string (json, "mac", memcmp (m, unknown, sizeof unknown) != 0 ? mac : NULL);
  add_string (json, "vantage",
              um_vantage_name (phone->inside != NULL ? UM_VANTAGE_BOTH : phone->vantage));
  add_sentence (json, "vantage_reason", phone->vantage_reason);
  um_json_writer_set_member_name (json, "learned");
  um_json_writer_begin_object (json);
  for (guint i = 0; i < UM_N_PHONE_FACTS; i++)
    add_sentence (json, names[i], phone->learned[i]);
  um_json_writer_end_object (json);
}

static void
add_phone (UmJsonWriter *json, const UmPhoneFinding *finding)
{
  const UmPhone *phone = finding->phone;

  um_json_writer_begin_object (json);
  add_int (json, "id", phone->id);
  add_string (json, "name", phone->name);
  add_string (json, "aor", phone->aor);
  add_string (json, "user_agent", phone->user_agent);
  add_endpoint (json, "address", &phone->address);
  add_endpoint (json, "public_address", &phone->public_address);
  add_identity (json, phone);
  add_verdict (json, finding->verdict, finding->certainty, finding->leans);
  add_sentence (json, "reason", finding->reason);
  add_sentence (json, "next_step", finding->next_step);
  begin_array (json, "evidence");
  for (guint i = 0; i < finding->evidence->len; i++)
    um_json_writer_add_int (json, ((UmEvidence *) finding->evidence->pdata[i])->id);
  um_json_writer_end_array (json);
  um_json_writer_end_object (json);
}

static void
add_message (UmJsonWriter *json, const UmFindings *findings, const UmMessage *message)
{
  const char *side = um_report_side (findings, message);
  g_autofree char *method = NULL;
  g_autofree char *cseq = NULL;
  g_autofree char *first_line = NULL;

  um_json_writer_set_member_name (json, "message");
  if (message == NULL)
    {
      um_json_writer_add_null (json);
      return;
    }
  method = um_text_escape (um_string_slice (message->method_text));
  first_line = um_report_first_line (message);
  cseq = g_strdup_printf ("%" G_GUINT64_FORMAT " %s", message->cseq, method);
  um_json_writer_begin_object (json);
  add_int (json, "frame", message->frame);
  add_time (json, "time", message->time_us);
  add_endpoint (json, "from", &message->source);
  add_endpoint (json, "to", &message->destination);
  add_string (json, "first_line", first_line);
  add_slice (json, "call_id", um_string_slice (message->call_id));
  add_string (json, "cseq", cseq);
  if (side != NULL)
    add_string (json, "side", side);
  um_json_writer_end_object (json);
}

static void
add_line (UmJsonWriter *json, const UmMarkedLine *line)
{
  um_json_writer_begin_object (json);
  add_int (json, "number", line->number);
  add_string (json, "text", line->text);
  add_string (json, "mark", um_mark_name (line->mark));
  begin_array (json, "spans");
  for (guint i = 0; line->spans != NULL && i < line->spans->len; i++)
    {
      const UmSpan *span = &g_array_index (line->spans, UmSpan, i);

      um_json_writer_begin_array (json);
      um_json_writer_add_int (json, (gint64) span->start);
      um_json_writer_add_int (json, (gint64) span->end);
      um_json_writer_end_array (json);
    }
  um_json_writer_end_array (json);
  add_string (json, "before", line->before);
  add_string (json, "after", line->after);
  um_json_writer_end_object (json);
}

static void
add_evidence (UmJsonWriter *json, const UmFindings *findings, const UmEvidence *evidence)
{
  um_json_writer_begin_object (json);
  add_int (json, "id", evidence->id);
  add_string (json, "rule", evidence->rule);
  add_string (json, "grade", um_grade_name (evidence->grade));
  um_json_writer_set_member_name (json, "phone");
  if (evidence->phone != NULL)
    um_json_writer_add_int (json, evidence->phone->id);
  else
    um_json_writer_add_null (json);
  add_message (json, findings, evidence->message);
  begin_array (json, "lines");
  for (guint i = 0; i < evidence->lines->len; i++)
    add_line (json, evidence->lines->pdata[i]);
  um_json_writer_end_array (json);
  add_sentence (json, "explanation", evidence->explanation);
  um_json_writer_end_object (json);
}

static void
add_coverage (UmJsonWriter *json, const UmCoverage *coverage)
{
  um_json_writer_set_member_name (json, "coverage");
  um_json_writer_begin_object (json);
  add_bool (json, "register", coverage->registration);
  add_bool (json, "outbound_invite", coverage->outbound_invite);
  add_bool (json, "answer_sdp", coverage->answer_sdp);
  add_bool (json, "inbound_invite", coverage->inbound_invite);
  add_bool (json, "inbound_on_lan", coverage->inbound_on_lan);
  begin_array (json, "transports");
  for (guint t = UM_TRANSPORT_UDP; t <= UM_TRANSPORT_SCTP; t++)
    if ((coverage->transports & 1u << t) != 0)
      um_json_writer_add_string (json, um_report_transport_name (t));
  um_json_writer_end_array (json);
  begin_array (json, "ports");
  for (guint i = 0; coverage->ports != NULL && i < coverage->ports->len; i++)
    um_json_writer_add_int (json, g_array_index (coverage->ports, guint16, i));
  um_json_writer_end_array (json);
  um_json_writer_end_object (json);
}

static void
add_field_change (UmJsonWriter *json, const UmFieldChange *field)
{
  um_json_writer_begin_object (json);
  add_string (json, "field", field->name);
  add_string (json, "state", um_field_state_name (field->state));
  add_string (json, "before", field->before);
  add_string (json, "after", field->after);
  um_json_writer_end_object (json);
}

static void
add_phone_change (UmJsonWriter *json, const UmPhoneChange *change)
{
  const UmPhone *phone = (change->after != NULL ? change->after : change->before)->phone;

  um_json_writer_begin_object (json);
  um_json_writer_set_member_name (json, "phone");
  if (change->after != NULL)
    um_json_writer_add_int (json, phone->id);
  else
    um_json_writer_add_null (json);
  add_string (json, "name", phone->name);
  add_string (json, "aor", phone->aor);
  add_string (json, "state", um_fix_name (change->fix));
  add_string (json, "verdict_before",
              change->before != NULL ? um_verdict_name (change->before->verdict) : NULL);
  add_string (json, "verdict_after",
              change->after != NULL ? um_verdict_name (change->after->verdict) : NULL);
  begin_array (json, "fields");
  for (guint i = 0; i < change->fields->len; i++)
    add_field_change (json, change->fields->pdata[i]);
  um_json_writer_end_array (json);
  um_json_writer_end_object (json);
}

static void
add_before (UmJsonWriter *json, const UmBeforeAfter *before)
{
  um_json_writer_set_member_name (json, "before");
  um_json_writer_begin_object (json);
  begin_array (json, "sources");
  for (guint i = 0; i < before->before->len; i++)
    {
      const UmFindings *findings = before->before->pdata[i];

      add_capture (json, findings->about, findings->vantage, findings->vantage_reason);
    }
  um_json_writer_end_array (json);
  add_string (json, "outcome", um_outcome_name (before->outcome));
  add_sentence (json, "headline", before->headline);
  add_sentence (json, "caution", before->caution);
  begin_array (json, "phones");
  for (guint i = 0; i < before->phones->len; i++)
    add_phone_change (json, before->phones->pdata[i]);
  um_json_writer_end_array (json);
  um_json_writer_end_object (json);
}

static void
add_tenths (UmJsonWriter *json, const char *name, double value)
{
  um_json_writer_set_member_name (json, name);
  um_json_writer_add_double (json, (double) (gint64) (value * 10 + 0.5) / 10);
}

/* null: no RTCP of that end was seen. */
static void
add_reported (UmJsonWriter *json, const UmMedia *media)
{
  um_json_writer_set_member_name (json, "reported");
  if (!media->reported)
    {
      um_json_writer_add_null (json);
      return;
    }
  um_json_writer_begin_object (json);
  um_json_writer_set_member_name (json, "lost");
  um_json_writer_add_int (json, media->reported_lost);
  add_tenths (json, "jitter_ms", media->reported_jitter_ms);
  if (media->round_trip_us >= 0)
    add_tenths (json, "round_trip_ms", media->round_trip_us / 1000.0);
  else
    add_string (json, "round_trip_ms", NULL);
  um_json_writer_end_object (json);
}

static void
add_media (UmJsonWriter *json, const UmMedia *media)
{
  um_json_writer_begin_object (json);
  add_slice (json, "call_id", um_string_slice (media->call->call_id));
  add_int (json, "phone", media->call->phone->id);
  add_string (json, "direction", media->to_phone ? "to-phone" : "from-phone");
  add_endpoint (json, "advertised", &media->advertised);
  add_endpoint (json, "actual", &media->actual);
  add_endpoint (json, "source", &media->source);
  add_bool (json, "inferred", media->inferred);
  add_int (json, "packets", media->packets);
  add_int (json, "lost", media->lost);
  add_tenths (json, "jitter_ms", media->jitter_ms);
  add_reported (json, media);
  add_string (json, "finding", um_media_finding_name (media->finding));
  um_json_writer_end_object (json);
}

static void
add_symptom (UmJsonWriter *json, const UmSymptom *symptom)
{
  g_autofree char *seen = um_sentence_dup_text (symptom->explanation, NULL);
  g_autofree char *cause = um_sentence_dup_text (symptom->cause, NULL);
  g_autofree char *text =
      g_strdup_printf ("%s%s%s", seen, cause != NULL ? " " : "", cause != NULL ? cause : "");

  um_json_writer_begin_object (json);
  add_string (json, "symptom", um_symptom_name (symptom->id));
  add_bool (json, "seen", symptom->seen);
  add_bool (json, "alg_can_cause", symptom->alg_can_cause);
  add_int (json, "count", symptom->count);
  begin_array (json, "evidence");
  if (symptom->evidence != NULL)
    um_json_writer_add_int (json, symptom->evidence->id);
  um_json_writer_end_array (json);
  add_string (json, "explanation", text);
  um_json_writer_end_object (json);
}

/* In order. A call without any sound in the file says nothing: a provider's trace of its signalling has
 * a hundred thousand of them. */
static void
add_all_media (UmJsonWriter *json, const UmFindings *findings)
{
  guint unknown = 0;

  begin_array (json, "media");
  for (guint i = 0; findings->media != NULL && i < findings->media->len; i++)
    {
      const UmMedia *media = findings->media->pdata[i];

      if (media->finding == UM_MEDIA_UNKNOWN && media->packets == 0 &&
          ++unknown > UM_LIMIT_MEDIA_UNKNOWN)
        continue;
      add_media (json, media);
    }
  um_json_writer_end_array (json);
  add_int (json, "media_left_out",
           findings->media_left_out + unknown - MIN (unknown, UM_LIMIT_MEDIA_UNKNOWN));
}

/* Findings put together by hand may have neither. */
static void
add_media_and_symptoms (UmJsonWriter *json, const UmFindings *findings)
{
  add_all_media (json, findings);
  begin_array (json, "symptoms");
  for (guint i = 0; findings->symptoms != NULL && i < findings->symptoms->len; i++)
    add_symptom (json, findings->symptoms->pdata[i]);
  um_json_writer_end_array (json);
}

static void
add_routers (UmJsonWriter *json, const UmReportOptions *options)
{
  GPtrArray *matches = options != NULL ? options->matches : NULL;

  begin_array (json, "routers");
  for (guint i = 0; matches != NULL && i < matches->len; i++)
    {
      const UmRouterMatch *match = matches->pdata[i];

      um_json_writer_begin_object (json);
      add_string (json, "id", match->router->id);
      add_sentence (json, "reason", match->reason);
      um_json_writer_end_object (json);
    }
  um_json_writer_end_array (json);
}

/* --- the machines of the site --- */

static void
add_address (UmJsonWriter *json, const char *name, const UmAddress *address)
{
  const UmEndpoint endpoint = { .address = *address };

  add_endpoint (json, name, &endpoint);
}

static void
add_mac (UmJsonWriter *json, const guint8 mac[6])
{
  static const guint8 none[6] = { 0 };
  g_autofree char *text = g_strdup_printf ("%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2],
                                           mac[3], mac[4], mac[5]);

  add_string (json, "mac", memcmp (mac, none, sizeof none) != 0 ? text : NULL);
}

static void
add_gateway (UmJsonWriter *json, const UmHostFacts *hosts)
{
  um_json_writer_set_member_name (json, "gateway");
  if (hosts->gateway_source == UM_GATEWAY_UNKNOWN)
    {
      um_json_writer_add_null (json);
      return;
    }
  um_json_writer_begin_object (json);
  add_address (json, "address", &hosts->gateway);
  add_mac (json, hosts->gateway_mac);
  add_string (json, "learned_from", um_gateway_source_name (hosts->gateway_source));
  begin_array (json, "names");
  for (guint i = 0; i < hosts->gateway_names->len; i++)
    {
      const UmHostFact *fact = hosts->gateway_names->pdata[i];

      um_json_writer_begin_object (json);
      add_string (json, "name", fact->name);
      add_string (json, "model", fact->model);
      add_string (json, "detail", fact->detail);
      add_string (json, "learned_from", um_host_fact_source_name (fact));
      um_json_writer_end_object (json);
    }
  um_json_writer_end_array (json);
  um_json_writer_end_object (json);
}

static void
add_sip_servers (UmJsonWriter *json, const UmHostFacts *hosts)
{
  begin_array (json, "sip_servers");
  for (guint i = 0; i < hosts->facts->len; i++)
    {
      const UmHostFact *fact = hosts->facts->pdata[i];

      if (fact->kind != UM_NOTICE_DHCP_SIP && fact->kind != UM_NOTICE_DNS_SRV)
        continue;
      um_json_writer_begin_object (json);
      add_string (json, "name", fact->kind == UM_NOTICE_DNS_SRV ? fact->detail : fact->name);
      add_address (json, "address", &fact->address);
      add_int (json, "port", fact->port);
      add_string (json, "learned_from", um_host_fact_source_name (fact));
      um_json_writer_end_object (json);
    }
  um_json_writer_end_array (json);
}

static void
add_unreachable (UmJsonWriter *json, const UmHostFacts *hosts)
{
  begin_array (json, "unreachable");
  for (guint i = 0; i < hosts->facts->len; i++)
    {
      const UmHostFact *fact = hosts->facts->pdata[i];

      if (fact->kind != UM_NOTICE_UNREACHABLE)
        continue;
      um_json_writer_begin_object (json);
      add_address (json, "reported_by", &fact->address);
      add_endpoint (json, "from", &fact->from);
      add_endpoint (json, "to", &fact->to);
      add_int (json, "icmp_type", fact->icmp_type);
      add_int (json, "icmp_code", fact->icmp_code);
      add_int (json, "frame", fact->frame);
      um_json_writer_end_object (json);
    }
  um_json_writer_end_array (json);
}

/* null where it is redacted. */
static void
add_network (UmJsonWriter *json, const UmHostFacts *hosts)
{
  um_json_writer_set_member_name (json, "network");
  if (hosts == NULL)
    {
      um_json_writer_add_null (json);
      return;
    }
  um_json_writer_begin_object (json);
  add_gateway (json, hosts);
  begin_array (json, "public_addresses");
  for (guint i = 0; i < hosts->public_addresses->len; i++)
    {
      char buffer[UM_ENDPOINT_STRING_MAX];

      um_json_writer_add_string (
          json,
          um_address_to_string (&g_array_index (hosts->public_addresses, UmAddress, i), buffer));
    }
  um_json_writer_end_array (json);
  add_sip_servers (json, hosts);
  add_unreachable (json, hosts);
  um_json_writer_end_object (json);
}

char *
um_report_json_new (const UmFindings *findings, const UmReportOptions *options)
{
  g_autoptr (UmJsonWriter) json = um_json_writer_new ();

  begin_document (json);
  add_source (json, findings);
  add_verdict (json, findings->verdict, findings->certainty, findings->leans);
  add_sentence (json, "headline", findings->headline);
  add_sentence (json, "next_step", findings->next_step);
  add_alg (json, findings);
  begin_array (json, "phones");
  for (guint i = 0; i < findings->phones->len; i++)
    add_phone (json, findings->phones->pdata[i]);
  um_json_writer_end_array (json);
  begin_array (json, "evidence");
  for (guint i = 0; i < findings->evidence->len; i++)
    add_evidence (json, findings, findings->evidence->pdata[i]);
  um_json_writer_end_array (json);
  add_int (json, "evidence_left_out", findings->evidence_left_out);
  add_coverage (json, &findings->coverage);
  add_media_and_symptoms (json, findings);
  add_network (json, findings->about->hosts);
  add_routers (json, options);
  if (options != NULL && options->before != NULL)
    add_before (json, options->before);
  um_json_writer_end_object (json);
  return um_json_writer_free_to_string (g_steal_pointer (&json));
}

char *
um_report_json_new_for_error (const char *source_name, const GError *error)
{
  g_autoptr (UmJsonWriter) json = um_json_writer_new ();

  begin_document (json);
  um_json_writer_set_member_name (json, "source");
  um_json_writer_begin_object (json);
  add_string (json, "name", source_name);
  um_json_writer_end_object (json);
  um_json_writer_set_member_name (json, "error");
  um_json_writer_begin_object (json);
  add_string (json, "code", um_error_code_name (error));
  add_string (json, "message", error->message);
  um_json_writer_end_object (json);
  um_json_writer_end_object (json);
  return um_json_writer_free_to_string (g_steal_pointer (&json));
}
