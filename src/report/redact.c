/* A redacted copy is built from nothing: a field that is not copied here is empty in the copy, so
 * that what is added to the findings later leaks nothing before somebody thought about it. */

#include "report/redact.h"

#include "core/credentials.h"
#include "core/text.h"
#include "report/report-cut.h"

#include <string.h>

struct _UmRedactor
{
  guint what;
  UmRedactTerms *terms;
  GHashTable *files; /* char *: name → char *: token */
};

typedef struct
{
  UmRedactor *redactor;
  UmFindings *copy;
  UmReportCut *cut;     /* tells which messages are needed whole */
  GHashTable *messages; /* const UmMessage * → UmMessage * of the copy */
  GHashTable *phones;   /* const UmPhone * → UmPhone * of the copy */
  GHashTable *evidence; /* const UmEvidence * → UmEvidence * of the copy */
} Copy;

gboolean
um_redact_parse (const char *words, guint *ret_what)
{
  static const char *const names[] = { "numbers", "names", "addresses", "macs" };
  g_auto (GStrv) list = g_strsplit (words, ",", -1);
  guint what = 0;

  if (g_str_equal (words, "all"))
    {
      *ret_what = UM_REDACT_ALL;
      return TRUE;
    }
  for (guint i = 0; list[i] != NULL; i++)
    {
      guint bit = 0;

      for (guint n = 0; n < G_N_ELEMENTS (names); n++)
        if (g_str_equal (list[i], names[n]))
          bit = 1u << n;
      if (bit == 0)
        return FALSE;
      what |= bit;
    }
  if (what == 0)
    return FALSE;
  *ret_what = what;
  return TRUE;
}

UmRedactor *
um_redactor_new (guint what)
{
  UmRedactor *self = g_new0 (UmRedactor, 1);

  self->what = what;
  self->terms = um_redact_terms_new ();
  self->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
um_redactor_free (UmRedactor *self)
{
  if (self == NULL)
    return;
  um_redact_terms_free (self->terms);
  g_hash_table_unref (self->files);
  g_free (self);
}

/* --- learning --- */

static void
learn_message (UmRedactor *self, const UmMessage *message)
{
  g_auto (UmMessageText) text = { 0 };
  UmFieldPlace places[UM_LIMIT_FIELDS];
  UmSlice rest;
  guint number = 0;
  gboolean placed;

  (void) um_message_read_text (message, &text);
  placed = um_message_find_places (message, text.bytes, places);
  rest = text.bytes;
  um_redact_terms_learn_address (self->terms, &message->source.address);
  um_redact_terms_learn_address (self->terms, &message->destination.address);
  um_redact_terms_learn_mac (self->terms, message->source_mac);
  for (guint i = 0; i < message->n_fields; i++)
    {
      const UmField *field = &message->fields[i];

      if (um_address_is_set (&field->address))
        um_redact_terms_learn_address (self->terms, &field->address);
      else if (placed && places[i].host.len > 0 && field->id != UM_FIELD_CONTENT_LENGTH)
        um_redact_terms_learn (
            self->terms, UM_TERM_HOST,
            um_slice_head (um_slice_from (text.bytes, places[i].host.offset), places[i].host.len));
    }
  while (rest.len > 0)
    {
      gsize len = 0;
      g_autofree char *line = NULL;

      while (len < rest.len && rest.data[len] != '\r' && rest.data[len] != '\n')
        len++;
      line = um_text_escape (um_slice_head (rest, len));
      um_redact_learn_line (self->terms, um_slice_from_string (line), ++number);
      if (len + 1 < rest.len && rest.data[len] == '\r' && rest.data[len + 1] == '\n')
        len++;
      rest = um_slice_from (rest, MIN (len + 1, rest.len));
    }
}

static void
learn_case (UmRedactor *self, const UmCase *about)
{
  for (guint i = 0; about != NULL && i < about->messages->len; i++)
    learn_message (self, about->messages->pdata[i]);
}

void
um_redactor_learn (UmRedactor *self, const UmFindings *findings)
{
  if (self->what == 0)
    return;
  learn_case (self, findings->about);
  learn_case (self, findings->outside);
  for (guint i = 0; i < findings->phones->len; i++)
    {
      const UmPhone *phone = ((UmPhoneFinding *) findings->phones->pdata[i])->phone;
      const UmAddress *const addresses[] = { &phone->address.address,
                                             &phone->public_address.address, &phone->source.address,
                                             &phone->server.address };

      for (gsize a = 0; a < G_N_ELEMENTS (addresses); a++)
        um_redact_terms_learn_address (self->terms, addresses[a]);
      if (phone->instance != NULL)
        um_redact_learn_line (self->terms, um_slice_from_string (phone->instance), 2);
    }
}

/* --- replacing --- */

char *
um_redactor_text (UmRedactor *self, const char *text)
{
  return text != NULL ? um_redact_text (self->terms, self->what, UM_REDACT_FREE, text, NULL) : NULL;
}

static char *
product_text (UmRedactor *self, const char *text)
{
  return text != NULL ? um_redact_text (self->terms, self->what, UM_REDACT_PRODUCT, text, NULL)
                      : NULL;
}

/* A file is named after the customer more often than not. */
char *
um_redactor_file_name (UmRedactor *self, const char *name)
{
  const char *token;
  const char *dot;

  if (name == NULL || (self->what & UM_REDACT_NAMES) == 0)
    return um_redactor_text (self, name);
  token = g_hash_table_lookup (self->files, name);
  if (token == NULL)
    {
      guint n = g_hash_table_size (self->files);

      dot = strrchr (name, '.');
      if (dot == NULL || (!g_str_equal (dot, ".pcap") && !g_str_equal (dot, ".pcapng") &&
                          !g_str_equal (dot, ".txt") && !g_str_equal (dot, ".gz")))
        dot = "";
      token = g_strdup_printf ("capture-%c%s", 'a' + n % 26, dot);
      if (n >= 26)
        token = g_strdup_printf ("capture-%c%c%s", 'a' + n / 26 % 26, 'a' + n % 26, dot);
      g_hash_table_insert (self->files, g_strdup (name), (gpointer) token);
    }
  return g_strdup (token);
}

static char *
map_argument (const char *argument, gpointer user_data)
{
  gsize len = strlen (argument);

  if (len < 7 && strspn (argument, "0123456789") == len) /* a count or a port */
    return g_strdup (argument);
  return product_text (user_data, argument);
}

static UmSentence *
map_sentence (UmRedactor *self, const UmSentence *sentence)
{
  return um_sentence_map (sentence, map_argument, self);
}

void
um_redactor_apply_matches (UmRedactor *self, GPtrArray *matches)
{
  for (guint i = 0; i < matches->len; i++)
    {
      UmRouterMatch *match = matches->pdata[i];
      UmSentence *reason = map_sentence (self, match->reason);

      um_sentence_free (match->reason);
      match->reason = reason;
    }
}

static UmEndpoint
map_endpoint (UmRedactor *self, UmEndpoint endpoint)
{
  if ((self->what & UM_REDACT_ADDRESSES) != 0)
    endpoint.address = um_redact_terms_address (self->terms, &endpoint.address);
  return endpoint;
}

static const UmString *
map_slice (UmRedactor *self, UmArena *arena, UmRedactMode mode, UmSlice text)
{
  g_autofree char *escaped = NULL;
  g_autofree char *redacted = NULL;

  if (!um_slice_is_set (text))
    return NULL;
  escaped = um_text_escape (text);
  redacted = um_redact_text (self->terms, self->what, mode, escaped, NULL);
  return um_string_new (arena, um_slice_from_string (redacted));
}

/* The header with its value changed by as much as the body grew: a length that was wrong stays
 * wrong by the same. */
static void
fix_content_length (GString *text, gsize header_end, gssize growth)
{
  static const char *const names[] = { "\nContent-Length:", "\nl:" };
  gsize best = header_end;
  gsize digits = 0;
  gint64 value;
  g_autofree char *fixed = NULL;

  for (gsize n = 0; n < G_N_ELEMENTS (names); n++)
    for (gsize i = 0; i + strlen (names[n]) < best; i++)
      if (g_ascii_strncasecmp (text->str + i, names[n], strlen (names[n])) == 0)
        best = i + strlen (names[n]);
  while (best < header_end && (text->str[best] == ' ' || text->str[best] == '\t'))
    best++;
  while (best + digits < header_end && g_ascii_isdigit (text->str[best + digits]))
    digits++;
  if (growth == 0 || digits == 0 || digits > 9)
    return;
  value = g_ascii_strtoll (text->str + best, NULL, 10) + growth;
  fixed = g_strdup_printf ("%" G_GINT64_FORMAT, MAX (value, 0));
  g_string_erase (text, (gssize) best, (gssize) digits);
  g_string_insert (text, (gssize) best, fixed);
}

/* All lines of the message, with the ends they have. */
static const UmString *
redact_message (UmRedactor *self, UmArena *arena, const UmMessage *message)
{
  g_auto (UmMessageText) text = { 0 };
  g_autofree char *masked = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  gsize old_body = 0, new_body = 0;
  UmSlice rest;

  if (!um_message_read_text (message, &text)) /* its file has gone: what is known of it */
    text.bytes = um_message_first_line (message);
  masked = um_credentials_mask_message (text.bytes);
  rest = masked != NULL ? um_slice_new (masked, text.bytes.len) : text.bytes;
  while (rest.len > 0)
    {
      gsize len = 0, end;
      g_autofree char *line = NULL;
      g_autofree char *redacted = NULL;

      while (len < rest.len && rest.data[len] != '\r' && rest.data[len] != '\n')
        len++;
      end = len;
      if (end < rest.len && rest.data[end] == '\r')
        end++;
      if (end < rest.len && rest.data[end] == '\n')
        end++;
      line = um_text_escape (um_slice_head (rest, len));
      redacted = um_redact_text (self->terms, self->what, UM_REDACT_SIP, line, NULL);
      g_string_append (out, redacted);
      g_string_append_len (out, rest.data + len, (gssize) (end - len));
      rest = um_slice_from (rest, end);
      if (len == 0 && new_body == 0)
        {
          new_body = out->len;
          old_body = rest.len;
        }
    }
  if (new_body > 0)
    fix_content_length (out, new_body, (gssize) (out->len - new_body) - (gssize) old_body);
  return um_string_new (arena, um_slice_new (out->str, out->len));
}

/* whole: else its first line is enough. */
static UmMessage *
copy_message (UmRedactor *self, UmArena *arena, const UmMessage *message, gboolean whole)
{
  UmMessage *copy = um_arena_alloc (arena, sizeof *copy);
  const UmString *text;

  copy->index = message->index;
  copy->frame = message->frame;
  copy->time_us = message->time_us;
  copy->source = map_endpoint (self, message->source);
  copy->destination = map_endpoint (self, message->destination);
  copy->transport = message->transport;
  copy->ttl = message->ttl;
  copy->from_text = message->from_text;
  copy->is_request = message->is_request;
  copy->has_sdp = message->has_sdp;
  copy->method = message->method;
  copy->status = message->status;
  copy->cseq = message->cseq;
  copy->method_text = um_string_new (arena, um_string_slice (message->method_text));
  copy->first_line = map_slice (self, arena, UM_REDACT_SIP, um_message_first_line (message));
  text = whole ? redact_message (self, arena, message) : copy->first_line;
  copy->text.kept = text->data;
  copy->text.len = text->len;
  copy->call_id = map_slice (self, arena, UM_REDACT_CALL_ID, um_string_slice (message->call_id));
  return copy;
}

/* Their addresses apart, streams are counts and times. */
static GPtrArray *
copy_streams (UmRedactor *self, const GPtrArray *streams)
{
  GPtrArray *copies = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; streams != NULL && i < streams->len; i++)
    {
      const UmStream *stream = streams->pdata[i];
      UmStream *copy = g_new0 (UmStream, 1);

      copy->source = map_endpoint (self, stream->source);
      copy->destination = map_endpoint (self, stream->destination);
      copy->packets = stream->packets;
      copy->lost = stream->lost;
      copy->first_us = stream->first_us;
      copy->last_us = stream->last_us;
      memcpy (copy->gaps, stream->gaps, sizeof copy->gaps);
      copy->n_gaps = stream->n_gaps;
      g_ptr_array_add (copies, copy);
    }
  return copies;
}

static UmCase *
copy_case (Copy *copy, const UmCase *about)
{
  UmCase *result = g_new0 (UmCase, 1);

  g_atomic_ref_count_init (&result->ref_count);
  result->arenas = g_ptr_array_new_with_free_func ((GDestroyNotify) um_arena_unref);
  g_ptr_array_add (result->arenas, um_arena_new ());
  result->source_name = um_redactor_file_name (copy->redactor, about->source_name);
  result->kind = about->kind;
  result->packets = about->packets;
  result->first_time_us = about->first_time_us;
  result->last_time_us = about->last_time_us;
  result->damage = about->damage;
  result->messages = g_ptr_array_new ();
  result->requests = g_ptr_array_new ();
  result->stun = g_array_new (FALSE, FALSE, sizeof (UmStunMapping));
  result->tls = g_array_new (FALSE, FALSE, sizeof (UmTlsFlow));
  result->streams = copy_streams (copy->redactor, about->streams);
  result->phones = g_ptr_array_new_with_free_func ((GDestroyNotify) um_phone_free);
  for (guint i = 0; i < about->messages->len; i++)
    {
      UmMessage *message =
          copy_message (copy->redactor, result->arenas->pdata[0], about->messages->pdata[i],
                        um_report_cut_has_message (copy->cut, about->messages->pdata[i]));

      g_ptr_array_add (result->messages, message);
      g_ptr_array_add (result->requests, NULL);
      g_hash_table_insert (copy->messages, about->messages->pdata[i], message);
    }
  return result;
}

static GPtrArray *
copy_list (const Copy *copy, const GPtrArray *messages)
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; messages != NULL && i < messages->len; i++)
    {
      gpointer message = g_hash_table_lookup (copy->messages, messages->pdata[i]);

      if (message != NULL)
        g_ptr_array_add (list, message);
    }
  return list;
}

static UmPhone *
copy_phone (const Copy *copy, const UmPhone *phone)
{
  UmRedactor *self = copy->redactor;
  UmPhone *result = g_new0 (UmPhone, 1);

  result->id = phone->id;
  result->name = product_text (self, phone->name);
  result->aor = um_redactor_text (self, phone->aor);
  result->user_agent = product_text (self, phone->user_agent);
  result->instance = um_redactor_text (self, phone->instance);
  result->kind = phone->kind;
  result->address = map_endpoint (self, phone->address);
  result->public_address = map_endpoint (self, phone->public_address);
  result->source = map_endpoint (self, phone->source);
  result->server = map_endpoint (self, phone->server);
  result->routers_passed = phone->routers_passed;
  result->vantage = phone->vantage;
  result->vantage_reason = map_sentence (self, phone->vantage_reason);
  result->sent = copy_list (copy, phone->sent);
  result->received = copy_list (copy, phone->received);
  return result;
}

static void
copy_phones (Copy *copy, UmCase *result, const UmCase *about)
{
  for (guint i = 0; about->phones != NULL && i < about->phones->len; i++)
    {
      UmPhone *phone = copy_phone (copy, about->phones->pdata[i]);

      const UmPhone *original = about->phones->pdata[i];

      g_ptr_array_add (result->phones, phone);
      g_hash_table_insert (copy->phones, (gpointer) original, phone);
      if (original->inside == NULL)
        continue;
      phone->inside = copy_phone (copy, original->inside);
      g_hash_table_insert (copy->phones, original->inside, phone->inside);
    }
}

/* The envelope (line 0) is no SIP line. */
static UmMarkedLine *
copy_line (UmRedactor *self, const UmMarkedLine *line)
{
  UmMarkedLine *copy = g_new0 (UmMarkedLine, 1);
  UmRedactMode mode = line->number == 0 ? UM_REDACT_PRODUCT : UM_REDACT_SIP;

  copy->number = line->number;
  copy->mark = line->mark;
  copy->spans = g_array_copy (line->spans);
  copy->text = um_redact_text (self->terms, self->what, mode, line->text, copy->spans);
  copy->before = line->before != NULL
                     ? um_redact_text (self->terms, self->what, mode, line->before, NULL)
                     : NULL;
  copy->after = line->after != NULL
                    ? um_redact_text (self->terms, self->what, mode, line->after, NULL)
                    : NULL;
  return copy;
}

static UmEvidence *
copy_evidence (Copy *copy, const UmEvidence *evidence)
{
  UmEvidence *result = um_evidence_new (
      evidence->rule, evidence->grade, evidence->subject, evidence->direction,
      evidence->phone != NULL ? g_hash_table_lookup (copy->phones, evidence->phone) : NULL,
      evidence->message != NULL ? g_hash_table_lookup (copy->messages, evidence->message) : NULL);

  result->id = evidence->id;
  result->leans = evidence->leans;
  result->explanation = map_sentence (copy->redactor, evidence->explanation);
  for (guint i = 0; i < evidence->lines->len; i++)
    g_ptr_array_add (result->lines, copy_line (copy->redactor, evidence->lines->pdata[i]));
  g_hash_table_insert (copy->evidence, (gpointer) evidence, result);
  return result;
}

static UmPhoneFinding *
copy_finding (Copy *copy, const UmPhoneFinding *finding)
{
  UmPhoneFinding *result = g_new0 (UmPhoneFinding, 1);

  result->phone = g_hash_table_lookup (copy->phones, finding->phone);
  result->verdict = finding->verdict;
  result->certainty = finding->certainty;
  result->leans = finding->leans;
  result->reason = map_sentence (copy->redactor, finding->reason);
  result->next_step = map_sentence (copy->redactor, finding->next_step);
  result->evidence = g_ptr_array_new ();
  for (guint i = 0; i < finding->evidence->len; i++)
    g_ptr_array_add (result->evidence,
                     g_hash_table_lookup (copy->evidence, finding->evidence->pdata[i]));
  return result;
}

static void
copy_verdict (Copy *copy, const UmFindings *findings)
{
  UmFindings *result = copy->copy;

  result->verdict = findings->verdict;
  result->certainty = findings->certainty;
  result->leans = findings->leans;
  result->headline = map_sentence (copy->redactor, findings->headline);
  result->next_step = map_sentence (copy->redactor, findings->next_step);
  result->vantage = findings->vantage;
  result->vantage_reason = map_sentence (copy->redactor, findings->vantage_reason);
  result->alg_family = findings->alg_family;
  result->alg_reason = map_sentence (copy->redactor, findings->alg_reason);
  result->box = findings->box;
  result->evidence_left_out = findings->evidence_left_out;
  result->media_left_out = findings->media_left_out;
  result->coverage = findings->coverage;
  result->coverage.ports = g_array_copy (findings->coverage.ports);
  result->pairs_matched = findings->pairs_matched;
  result->only_inside = findings->only_inside;
  result->only_outside = findings->only_outside;
  result->clock_offset_us = findings->clock_offset_us;
}

static gpointer
find_copy (GHashTable *copies, gconstpointer original)
{
  return original != NULL ? g_hash_table_lookup (copies, original) : NULL;
}

static UmCall *
copy_call (const Copy *copy, const UmCall *call)
{
  UmCall *result = g_new0 (UmCall, 1);

  result->phone = find_copy (copy->phones, call->phone);
  result->call_id = map_slice (copy->redactor, copy->copy->about->arenas->pdata[0],
                               UM_REDACT_CALL_ID, um_string_slice (call->call_id));
  result->from_phone = call->from_phone;
  result->invite = find_copy (copy->messages, call->invite);
  result->progress = find_copy (copy->messages, call->progress);
  result->answer = find_copy (copy->messages, call->answer);
  result->ack = find_copy (copy->messages, call->ack);
  result->ending = find_copy (copy->messages, call->ending);
  result->rang = call->rang;
  result->transferred = call->transferred;
  result->cancel_status = call->cancel_status;
  result->end_us = call->end_us;
  result->holds = g_memdup2 (call->holds, call->n_holds * sizeof *call->holds);
  result->n_holds = call->n_holds;
  return result;
}

static UmMedia *
copy_media (const Copy *copy, const UmMedia *media, GHashTable *calls)
{
  UmMedia *result = g_new0 (UmMedia, 1);

  result->call = find_copy (calls, media->call);
  result->to_phone = media->to_phone;
  result->advertised = map_endpoint (copy->redactor, media->advertised);
  result->actual = map_endpoint (copy->redactor, media->actual);
  result->source = map_endpoint (copy->redactor, media->source);
  result->packets = media->packets;
  result->lost = media->lost;
  result->duplicates = media->duplicates;
  result->jitter_ms = media->jitter_ms;
  result->first_us = media->first_us;
  result->last_us = media->last_us;
  result->n_streams = media->n_streams;
  result->inferred = media->inferred;
  result->unreachable = media->unreachable;
  result->gap_us = media->gap_us;
  result->reported = media->reported;
  result->reported_lost = media->reported_lost;
  result->reported_jitter_ms = media->reported_jitter_ms;
  result->round_trip_us = media->round_trip_us;
  result->finding = media->finding;
  return result;
}

static UmSymptom *
copy_symptom (const Copy *copy, const UmSymptom *symptom)
{
  UmSymptom *result = g_new0 (UmSymptom, 1);

  result->id = symptom->id;
  result->seen = symptom->seen;
  result->alg_can_cause = symptom->alg_can_cause;
  result->count = symptom->count;
  result->phone = find_copy (copy->phones, symptom->phone);
  result->message = find_copy (copy->messages, symptom->message);
  result->evidence = find_copy (copy->evidence, symptom->evidence);
  result->explanation = map_sentence (copy->redactor, symptom->explanation);
  result->cause = map_sentence (copy->redactor, symptom->cause);
  return result;
}

/* After the evidence, to which symptoms point. */
static void
copy_sound (Copy *copy, const UmFindings *findings)
{
  UmFindings *result = copy->copy;
  g_autoptr (GHashTable) calls = g_hash_table_new (NULL, NULL);

  if (findings->calls != NULL)
    result->calls = g_ptr_array_new_with_free_func ((GDestroyNotify) um_call_free);
  for (guint i = 0; findings->calls != NULL && i < findings->calls->len; i++)
    {
      UmCall *call = copy_call (copy, findings->calls->pdata[i]);

      g_ptr_array_add (result->calls, call);
      g_hash_table_insert (calls, findings->calls->pdata[i], call);
    }
  if (findings->media != NULL)
    result->media = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; findings->media != NULL && i < findings->media->len; i++)
    g_ptr_array_add (result->media, copy_media (copy, findings->media->pdata[i], calls));
  if (findings->symptoms != NULL)
    result->symptoms = g_ptr_array_new_with_free_func ((GDestroyNotify) um_symptom_free);
  for (guint i = 0; findings->symptoms != NULL && i < findings->symptoms->len; i++)
    g_ptr_array_add (result->symptoms, copy_symptom (copy, findings->symptoms->pdata[i]));
}

UmFindings *
um_redactor_apply (UmRedactor *self, const UmFindings *findings)
{
  g_autoptr (UmReportCut) cut = um_report_cut_new (findings);
  Copy copy = { self,
                NULL,
                cut,
                g_hash_table_new (NULL, NULL),
                g_hash_table_new (NULL, NULL),
                g_hash_table_new (NULL, NULL) };
  g_autoptr (UmCase) about = copy_case (&copy, findings->about);

  copy_phones (&copy, about, findings->about);
  copy.copy = um_findings_new_empty (about);
  if (findings->outside != NULL)
    {
      copy.copy->outside = copy_case (&copy, findings->outside);
      copy_phones (&copy, copy.copy->outside, findings->outside);
    }
  copy_verdict (&copy, findings);
  for (guint i = 0; i < findings->evidence->len; i++)
    g_ptr_array_add (copy.copy->evidence, copy_evidence (&copy, findings->evidence->pdata[i]));
  for (guint i = 0; i < findings->phones->len; i++)
    g_ptr_array_add (copy.copy->phones, copy_finding (&copy, findings->phones->pdata[i]));
  copy_sound (&copy, findings);
  g_hash_table_unref (copy.messages);
  g_hash_table_unref (copy.phones);
  g_hash_table_unref (copy.evidence);
  return copy.copy;
}
