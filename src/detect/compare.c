/* Compares pairs of messages. Whatever differs between the two sides of the router was changed by
 * something between them; plain NAT leaves the text alone. What a SIP proxy beyond the router adds
 * is told apart by its Via: it marks the phone's own Via with the public address it saw. */

#include "detect/compare.h"

#include "core/credentials.h"
#include "core/text.h"
#include "detect/rules.h"
#include "detect/verdict.h"
#include "dissect/sip-header.h"
#include "dissect/sip-lex.h"

/* One line of a message, reduced to what matters: header names in one spelling, blanks trimmed. */
typedef struct
{
  UmSlice raw;
  UmSlice name; /* header name; unset for the start line and the body */
  UmSlice value;
  guint id; /* UmSipHeaderId; OTHER with a name is told by the name */
  guint number;
  gboolean in_body;
  gboolean matched;
} Line;

static Line
read_line (UmSlice raw, guint number, gboolean in_body)
{
  Line line = { .raw = raw, .value = um_slice_trim (raw), .number = number, .in_body = in_body };
  gssize colon = in_body || number == 1 ? -1 : um_slice_find_byte (raw, ':');

  if (colon > 0 && !um_byte_is_space (raw.data[0]))
    {
      line.name = um_slice_trim (um_slice_head (raw, colon));
      line.value = um_slice_trim (um_slice_from (raw, colon + 1));
      line.id = um_sip_header_id (line.name);
    }
  return line;
}

enum
{
  MAX_LINES = 1024, /* of one message; laying lines side by side is quadratic in the worst case */
};

static GArray *
read_lines (UmSlice text)
{
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (Line));
  UmSlice rest = text;
  gboolean in_body = FALSE;
  guint number = 0;

  while (rest.len > 0 && number < MAX_LINES)
    {
      Line line = read_line (um_sip_lex_next_line (&rest), ++number, in_body);

      in_body |= line.raw.len == 0;
      g_array_append_val (lines, line);
    }
  return lines;
}

static gboolean
same_name (const Line *a, const Line *b)
{
  if (a->in_body != b->in_body || um_slice_is_set (a->name) != um_slice_is_set (b->name))
    return FALSE;
  if (a->in_body) /* an SDP line is told by its letter */
    return um_slice_equal (um_slice_head (a->value, 2), um_slice_head (b->value, 2));
  if (!um_slice_is_set (a->name))
    return a->number == b->number;
  return a->id != UM_SIP_HEADER_OTHER ? a->id == b->id : um_slice_equal_nocase (a->name, b->name);
}

/* Marks lines that stand unchanged on both sides as matched. Most messages match line by line, so
 * the search starts where the last one ended. */
static void
match_equal (GArray *before, GArray *after)
{
  guint from = 0;

  for (guint i = 0; i < before->len; i++)
    {
      Line *line = &g_array_index (before, Line, i);

      for (guint k = 0; k < MIN (after->len, 64) && !line->matched; k++)
        {
          guint j = (from + k) % after->len;
          Line *other = &g_array_index (after, Line, j);

          if (other->matched || !same_name (line, other) ||
              !um_slice_equal (line->value, other->value))
            continue;
          line->matched = other->matched = TRUE;
          from = j + 1 < after->len ? j + 1 : 0;
        }
    }
}

static Line *
find_unmatched_twin (GArray *lines, const Line *line)
{
  for (guint i = 0; i < lines->len; i++)
    {
      Line *other = &g_array_index (lines, Line, i);

      if (!other->matched && same_name (line, other))
        return other;
    }
  return NULL;
}

/* The part of after that differs from before: what lies between equal beginnings and ends. */
static UmSpan
changed_span (const char *before, const char *after)
{
  gsize n = strlen (before), m = strlen (after), start = 0, tail = 0;

  while (start < MIN (n, m) && before[start] == after[start])
    start++;
  while (tail < MIN (n, m) - start && before[n - 1 - tail] == after[m - 1 - tail])
    tail++;
  while (start > 0 && ((guchar) after[start] & 0xc0) == 0x80)
    start--;
  while (tail > 0 && ((guchar) after[m - tail] & 0xc0) == 0x80)
    tail--;
  return (UmSpan){ start, m - tail };
}

static void
add_line (UmEvidence *evidence, const Line *before, const Line *after, UmMark mark)
{
  UmMarkedLine *line = g_new0 (UmMarkedLine, 1);
  UmSpan span;

  line->number = after != NULL ? after->number : before->number;
  line->before = before != NULL ? um_credentials_escape (before->raw) : NULL;
  line->after = after != NULL ? um_credentials_escape (after->raw) : NULL;
  line->text = g_strdup (line->after != NULL ? line->after : line->before);
  line->mark = mark;
  line->spans = g_array_new (FALSE, FALSE, sizeof (UmSpan));
  if (before != NULL && after != NULL)
    {
      span = changed_span (line->before, line->after);
      if (span.end > span.start)
        g_array_append_val (line->spans, span);
    }
  g_ptr_array_add (evidence->lines, line);
}

/* Via of a proxy beyond the router: below it, the phone's Via was given the public address that the
 * proxy saw (RFC 3261 section 18.2.1). A proxy in the router saw the private one. */
static gboolean
passed_outside_proxy (const UmMessage *before, const UmMessage *after)
{
  if (after->n_vias <= before->n_vias)
    return FALSE;
  for (guint i = 0; i < after->n_fields; i++)
    if (after->fields[i].id == UM_FIELD_VIA_RECEIVED && after->fields[i].index > 0 &&
        um_address_is_public (&after->fields[i].address))
      return TRUE;
  return FALSE;
}

/* Who was written to on one side is who sends on the other: a proxy of the provider's stands
 * between the two captures, in whichever order they were given. */
static gboolean
is_relayed (const UmMessage *a, const UmMessage *b)
{
  return (um_address_is_public (&a->source.address) &&
          um_address_equal (&a->source.address, &b->destination.address)) ||
         (um_address_is_public (&b->source.address) &&
          um_address_equal (&b->source.address, &a->destination.address));
}

/* Proxies put their own Via on top and take it off again; those below keep their sent-by. */
static gboolean
keeps_lower_vias (const UmMessage *a, const UmMessage *b)
{
  guint shared = MIN (a->n_vias, b->n_vias);

  for (guint i = 0; i < shared; i++)
    {
      const UmField *x = um_message_find_field_at (a, UM_FIELD_VIA, a->n_vias - shared + i);
      const UmField *y = um_message_find_field_at (b, UM_FIELD_VIA, b->n_vias - shared + i);

      if (x != NULL && y != NULL &&
          (!um_address_equal (&x->address, &y->address) || x->port != y->port))
        return FALSE;
    }
  return TRUE;
}

/* What differs may be the doing of a proxy that is meant to be there. */
static gboolean
may_be_proxy (const UmMessage *before, const UmMessage *after)
{
  return passed_outside_proxy (before, after) ||
         (is_relayed (before, after) && keeps_lower_vias (before, after));
}

/* received= and rport= filled in Via are the server's answer to what it saw, not a change. */
static gboolean
is_server_note (const Line *before, const Line *after)
{
  return before->id == UM_SIP_HEADER_VIA && after->value.len > before->value.len &&
         um_slice_has_prefix (after->value, before->value) &&
         um_slice_contains_nocase (um_slice_from (after->value, before->value.len),
                                   UM_SLICE ("received="));
}

/* What a line that differs, or is there on one side only, tells. */
static guint
traits_of (const Line *before, const Line *after)
{
  const Line *line = after != NULL ? after : before;

  if (before == NULL)
    {
      if (!line->in_body && line->id == UM_SIP_HEADER_VIA)
        return UM_TRAIT_ADDED | UM_TRAIT_NEW_VIA;
      if (line->in_body && um_slice_has_prefix (line->value, UM_SLICE ("i=(o=IN ")))
        return UM_TRAIT_ADDED | UM_TRAIT_TRACE;
      return UM_TRAIT_ADDED;
    }
  if (after == NULL)
    return UM_TRAIT_REMOVED;
  if (!line->in_body && line->id == UM_SIP_HEADER_CALL_ID)
    return UM_TRAIT_CALL_ID;
  if (!line->in_body && line->id == UM_SIP_HEADER_CONTENT_LENGTH)
    return UM_TRAIT_LENGTH;
  return UM_TRAIT_ADDRESS;
}

/* Text traces are cut at some length and hide credentials: neither was done on the way.
 * line: of a message (here) with its twin in the other (there), NULL: it has none. */
static gboolean
is_habit_of_text (const Line *line, const Line *twin, const UmMessage *here, const UmMessage *there)
{
  gboolean any_text = here->from_text || there->from_text;

  if (!line->in_body &&
      (line->id == UM_SIP_HEADER_AUTHORIZATION || line->id == UM_SIP_HEADER_PROXY_AUTHORIZATION))
    return any_text;
  return line->in_body && twin == NULL && there->from_text;
}

/* Adds the lines that differ to the evidence, and notes what they tell. */
static void
lay_side_by_side (UmEvidence *evidence,
                  const UmMessage *before,
                  const UmMessage *after,
                  UmSlice before_text,
                  UmSlice after_text)
{
  g_autoptr (GArray) sent = read_lines (before_text);
  g_autoptr (GArray) arrived = read_lines (after_text);

  match_equal (sent, arrived);
  for (guint i = 0; i < sent->len; i++)
    {
      const Line *line = &g_array_index (sent, Line, i);
      Line *twin = line->matched ? NULL : find_unmatched_twin (arrived, line);

      if (twin != NULL)
        twin->matched = TRUE;
      if (line->matched || (twin != NULL && is_server_note (line, twin)) ||
          is_habit_of_text (line, twin, before, after))
        continue;
      add_line (evidence, line, twin, UM_MARK_OFFENDING);
      evidence->traits |= traits_of (line, twin);
    }
  for (guint i = 0; i < arrived->len; i++)
    {
      const Line *line = &g_array_index (arrived, Line, i);

      if (line->matched || line->raw.len == 0 || is_habit_of_text (line, NULL, after, before))
        continue;
      add_line (evidence, NULL, line, UM_MARK_OFFENDING);
      evidence->traits |= traits_of (NULL, line);
    }
}

/* The server noted a public address, and the phone reads its own in that place. */
static gboolean
is_mapped_back (const UmMessage *before, const UmMessage *after)
{
  const UmField *x = um_message_find_field (before, UM_FIELD_VIA_RECEIVED);
  const UmField *y = um_message_find_field (after, UM_FIELD_VIA_RECEIVED);

  return !before->is_request && x != NULL && y != NULL && um_address_is_public (&x->address) &&
         um_address_is_private (&y->address);
}

/* What the addresses themselves tell: a port where none was, and whose address was written. */
static void
note_addresses (UmEvidence *evidence, const UmMessage *before, const UmMessage *after)
{
  static const UmFieldId ids[] = { UM_FIELD_CONTACT, UM_FIELD_VIA, UM_FIELD_SDP_CONNECTION };

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      const UmField *x = um_message_find_field (before, ids[i]);
      const UmField *y = um_message_find_field (after, ids[i]);

      if (x == NULL || y == NULL || um_address_equal (&x->address, &y->address))
        continue;
      if (ids[i] != UM_FIELD_SDP_CONNECTION && !x->has_port && y->has_port)
        evidence->traits |= UM_TRAIT_PORT_ADDED;
      if (um_address_equal (&y->address, &after->source.address))
        evidence->traits |= UM_TRAIT_SOURCE;
    }
  if (is_mapped_back (before, after))
    evidence->traits |= UM_TRAIT_MAPPED_BACK;
}

static int
compare_line_numbers (gconstpointer a, gconstpointer b)
{
  const UmMarkedLine *x = *(const UmMarkedLine *const *) a, *y = *(const UmMarkedLine *const *) b;

  return (x->number > y->number) - (x->number < y->number);
}

/* One phone while its pairs are looked at. */
typedef struct
{
  const UmPhone *phone;  /* whose messages are compared: the inside one */
  const UmPhone *named;  /* the one that the evidence names */
  GHashTable *pairs;     /* const UmMessage *, inside → const UmPair * */
  gint64 outside_end_us; /* the other side was watched until then, by the inside clock */
  GPtrArray *evidence;
  GHashTable *shown; /* char *: changed lines already shown for this phone */
  guint64 left_out;
  gboolean same_side; /* a message has the same source in both: no router between is shown */
  gboolean cleared[UM_N_SUBJECTS];
} PhoneRun;

static gboolean
is_new (PhoneRun *run, const UmEvidence *evidence)
{
  gboolean found = FALSE;

  for (guint i = 0; i < evidence->lines->len; i++)
    {
      const UmMarkedLine *line = g_ptr_array_index (evidence->lines, i);

      found |= g_hash_table_add (run->shown, g_strdup (line->text));
    }
  return found;
}

/* {0}: line and {1}: byte of the first difference. */
static const char *
explain (guint traits)
{
  if (traits & UM_TRAIT_NEW_VIA)
    return N_ (
        "A further Via was put on top between the two sides of the router: a SIP proxy in the "
        "router, or a border controller at the site, took the message apart and sent its own. "
        "First difference: line {0}, byte {1}.");
  if (traits == UM_TRAIT_SPELLING)
    return N_ (
        "The same message on both sides of the router, but spelled anew: header names, blanks or "
        "their order differ. Address translation leaves every byte alone, so a box between took "
        "the message apart and wrote it again. First difference: line {0}, byte {1}.");
  if (traits & UM_TRAIT_TRACE)
    return N_ (
        "A FortiGate firewall rewrote the message between the two sides and left its i= line "
        "in it. First difference: line {0}, byte {1}.");
  if ((traits & UM_TRAIT_REMOVED) && !(traits & UM_TRAIT_ADDRESS))
    return N_ (
        "Lines that were sent on one side of the router did not arrive on the other: a device "
        "between removed them. First difference: line {0}, byte {1}.");
  if ((traits & UM_TRAIT_ADDED) && !(traits & UM_TRAIT_ADDRESS))
    return N_ ("Lines arrived that were not sent: a device between put them in. First difference: "
               "line {0}, byte {1}.");
  if (traits == UM_TRAIT_LENGTH)
    return N_ (
        "Content-Length was changed on the way, and nothing else: the message no longer says "
        "how long it is. First difference: line {0}, byte {1}.");
  if (traits & UM_TRAIT_CALL_ID)
    return N_ (
        "The same message on both sides of the router: addresses were changed on the way, and "
        "the Call-ID too. First difference: line {0}, byte {1}.");
  return N_ (
      "The same message on both sides of the router: these lines were changed on the way. First "
      "difference: line {0}, byte {1}.");
}

static UmSentence *
explain_difference (const UmEvidence *evidence)
{
  const UmMarkedLine *first = g_ptr_array_index (evidence->lines, 0);
  gsize byte = first->spans->len > 0 ? g_array_index (first->spans, UmSpan, 0).start : 0;
  g_autofree char *line_text = g_strdup_printf ("%u", first->number);
  g_autofree char *byte_text = g_strdup_printf ("%" G_GSIZE_FORMAT, byte + 1);

  return um_sentence_new (explain (evidence->traits), line_text, byte_text, NULL);
}

static void
note_cleared (PhoneRun *run, const UmMessage *message)
{
  const UmField *contact = um_message_find_field (message, UM_FIELD_CONTACT);
  const UmField *connection = um_message_find_field (message, UM_FIELD_SDP_CONNECTION);

  run->cleared[UM_SUBJECT_CONTACT] |= contact != NULL && um_address_is_set (&contact->address);
  run->cleared[UM_SUBJECT_SDP] |= connection != NULL && um_address_is_set (&connection->address);
}

static void
add_difference (PhoneRun *run, UmEvidence *evidence)
{
  g_ptr_array_sort (evidence->lines, compare_line_numbers);
  evidence->explanation = explain_difference (evidence);
  if (!is_new (run, evidence))
    um_evidence_free (evidence);
  else if (run->evidence->len >= UM_LIMIT_EVIDENCE_PER_RULE)
    {
      run->left_out++;
      um_evidence_free (evidence);
    }
  else
    g_ptr_array_add (run->evidence, evidence);
}

/* Plain NAT leaves every byte as it is. Text traces do not: whoever prints a message may spell it
 * its own way, and a copy of it is no evidence. */
static gboolean
is_spelled_anew (const UmMessage *before, const UmMessage *after)
{
  return !before->from_text && !after->from_text;
}

/* The first line that is not where it was, or not as it was. */
static void
add_spelling (UmEvidence *evidence, UmSlice before, UmSlice after)
{
  g_autoptr (GArray) sent = read_lines (before);
  g_autoptr (GArray) arrived = read_lines (after);

  for (guint i = 0; i < MIN (sent->len, arrived->len); i++)
    {
      const Line *x = &g_array_index (sent, Line, i), *y = &g_array_index (arrived, Line, i);

      if (um_slice_equal (x->raw, y->raw))
        continue;
      add_line (evidence, x, y, UM_MARK_OFFENDING);
      evidence->traits |= UM_TRAIT_SPELLING;
      return;
    }
}

/* A router lies between the two places: the source is another one, or the TTL was counted down. */
static gboolean
is_across (const UmMessage *inside, const UmMessage *outside)
{
  return !um_endpoint_equal (&inside->source, &outside->source) ||
         (inside->ttl != 0 && outside->ttl != 0 && outside->ttl < inside->ttl);
}

static void
compare_pair (PhoneRun *run, const UmPair *pair, UmDirection direction)
{
  gboolean outbound = direction == UM_DIRECTION_OUTBOUND;
  const UmMessage *before = outbound ? pair->inside : pair->outside;
  const UmMessage *after = outbound ? pair->outside : pair->inside;
  g_autoptr (UmEvidence) evidence = NULL;
  g_auto (UmMessageText) sent = { 0 };
  g_auto (UmMessageText) arrived = { 0 };

  if (before->truncated || after->truncated || may_be_proxy (before, after) ||
      !um_message_read_text (before, &sent) || !um_message_read_text (after, &arrived))
    return;
  evidence = um_evidence_new ("paired-difference", UM_GRADE_PROOF, UM_SUBJECT_MESSAGE, direction,
                              run->named, after);
  if (!um_slice_equal (sent.bytes, arrived.bytes))
    lay_side_by_side (evidence, before, after, sent.bytes, arrived.bytes);
  if (evidence->traits == 0 && is_spelled_anew (before, after))
    add_spelling (evidence, sent.bytes, arrived.bytes);
  if (evidence->traits == 0)
    {
      run->same_side |= outbound && !is_across (before, after);
      if (outbound && is_across (before, after))
        note_cleared (run, before);
      return;
    }
  note_addresses (evidence, before, after);
  add_difference (run, g_steal_pointer (&evidence));
}

/* --- messages that one side lacks --- */

enum
{
  MANY_COPIES = 3, /* one or two lost packets are no pattern */
};

static gboolean
same_request (const UmMessage *a, const UmMessage *b)
{
  return a->cseq == b->cseq && a->method == b->method && um_string_equal (a->call_id, b->call_id);
}

static gboolean
is_answered (const UmPhone *phone, const UmMessage *request)
{
  for (guint i = 0; i < phone->received->len; i++)
    {
      const UmMessage *message = g_ptr_array_index (phone->received, i);

      if (!message->is_request && same_request (message, request))
        return TRUE;
    }
  return FALSE;
}

static void
add_lost (PhoneRun *run, const UmMessage *request, guint copies)
{
  UmEvidence *evidence = um_evidence_new ("lost-on-the-way", UM_GRADE_WEAK, UM_SUBJECT_MESSAGE,
                                          UM_DIRECTION_OUTBOUND, run->named, request);
  g_autofree char *frame = g_strdup_printf ("%" G_GUINT64_FORMAT, request->frame);
  g_autofree char *count = g_strdup_printf ("%u", copies);

  um_evidence_mark_field (evidence, um_message_find_field (request, UM_FIELD_REQUEST_URI),
                          UM_MARK_CONTEXT);
  evidence->explanation = um_sentence_new (
      N_ ("The request of frame {0} was sent {1} times on the phone's side and never arrived on "
          "the "
          "other, though other messages of the phone did: something between swallows it. ALGs do "
          "that "
          "with messages they cannot read, and so do filters and links that lose large packets."),
      frame, count, NULL);
  g_ptr_array_add (run->evidence, evidence);
}

/* A request repeated again and again on one side and absent on the other, while others pass. */
static void
find_lost (PhoneRun *run)
{
  const UmMessage *first = NULL;
  gboolean any_passed = FALSE;
  guint copies = 0;

  for (guint i = 0; i < run->phone->sent->len; i++)
    any_passed |= g_hash_table_contains (run->pairs, g_ptr_array_index (run->phone->sent, i));
  for (guint i = 0; any_passed && i < run->phone->sent->len; i++)
    {
      const UmMessage *message = g_ptr_array_index (run->phone->sent, i);

      if (!message->is_request || message->method == UM_METHOD_ACK ||
          message->time_us == UM_TIME_UNKNOWN || message->time_us > run->outside_end_us ||
          g_hash_table_contains (run->pairs, message))
        continue;
      copies = first != NULL && same_request (first, message) ? copies + 1 : 1;
      first = copies == 1 ? message : first;
      if (copies == MANY_COPIES && !is_answered (run->phone, first))
        {
          add_lost (run, first, copies);
          return;
        }
    }
}

static void
compare_phone (PhoneRun *run)
{
  GPtrArray *const lists[] = { run->phone->sent, run->phone->received };

  run->shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (gsize side = 0; side < G_N_ELEMENTS (lists); side++)
    for (guint i = 0; i < lists[side]->len; i++)
      {
        const UmPair *pair = g_hash_table_lookup (run->pairs, g_ptr_array_index (lists[side], i));

        if (pair != NULL)
          compare_pair (run, pair, side == 0 ? UM_DIRECTION_OUTBOUND : UM_DIRECTION_INBOUND);
      }
  find_lost (run);
  g_hash_table_unref (run->shown);
}

static UmPhoneFinding *
conclude (const PhoneRun *run)
{
  UmPhoneFinding *finding = g_new0 (UmPhoneFinding, 1);
  gboolean any_proof = FALSE;

  finding->phone = run->phone;
  finding->evidence = g_ptr_array_copy (run->evidence, NULL, NULL);
  for (guint i = 0; i < run->evidence->len; i++)
    any_proof |= ((UmEvidence *) g_ptr_array_index (run->evidence, i))->grade == UM_GRADE_PROOF;
  if (any_proof)
    um_phone_finding_set (
        finding, UM_VERDICT_ALG_DETECTED, UM_CERTAINTY_PROVEN, UM_LEANS_ALG,
        N_ ("The two captures prove it: messages were changed between the two sides of the "
            "router."),
        N_ ("Switch the SIP ALG off, restart the phone or wait for its next registration, and "
            "capture both sides again to prove the fix."));
  else if (run->evidence->len > 0)
    um_phone_finding_set (
        finding, UM_VERDICT_INCONCLUSIVE, UM_CERTAINTY_POSSIBLE, UM_LEANS_ALG,
        N_ ("What arrived is unchanged, but some messages of the phone never arrived beyond the "
            "router."),
        N_ ("Switch the SIP ALG off, or let the phone use another server port or TLS, place the "
            "same call again and capture both sides: if the message arrives then, it was the "
            "ALG."));
  else if (run->cleared[UM_SUBJECT_CONTACT] && run->cleared[UM_SUBJECT_SDP])
    um_phone_finding_set (
        finding, UM_VERDICT_NO_ALG, UM_CERTAINTY_EXCLUDED, UM_LEANS_NO_ALG,
        N_ ("Contact and SDP of the phone's messages are the same on both sides of the router."),
        NULL);
  else if (run->same_side && !run->cleared[UM_SUBJECT_CONTACT] && !run->cleared[UM_SUBJECT_SDP])
    um_phone_finding_set (finding, UM_VERDICT_INCONCLUSIVE, UM_CERTAINTY_NONE, UM_LEANS_NOWHERE,
                          N_ ("Both captures show the phone's messages with the same source "
                              "address: they seem to come "
                              "from the same side of the router."),
                          N_ ("Capture on the phone's side and, at the same time, beyond the "
                              "router: at its WAN port, at "
                              "the phone system or at the provider."));
  else if (run->cleared[UM_SUBJECT_CONTACT] || run->cleared[UM_SUBJECT_SDP])
    um_phone_finding_set (
        finding, UM_VERDICT_INCONCLUSIVE, UM_CERTAINTY_NONE, UM_LEANS_NO_ALG,
        N_ ("What both captures hold is the same on both sides, but a registration and a call are "
            "needed to clear the router."),
        N_ ("Capture both sides again while the phone registers and places a call."));
  else
    um_phone_finding_set (
        finding, UM_VERDICT_INCONCLUSIVE, UM_CERTAINTY_NONE, UM_LEANS_NOWHERE,
        N_ ("The two captures have no telling message of this phone in common."),
        N_ ("Capture both sides at the same time, while the phone registers and places a call."));
  return finding;
}

static GHashTable *
index_pairs (const UmPairing *pairing)
{
  GHashTable *pairs = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < pairing->pairs->len; i++)
    {
      UmPair *pair = &g_array_index (pairing->pairs, UmPair, i);

      g_hash_table_insert (pairs, (gpointer) pair->inside, pair);
    }
  return pairs;
}

/* Where the inside capture was taken beyond the customer's router already, equality clears the rest
 * of the way only: what the router did before shows in that capture itself. */
static UmPhoneFinding *
conclude_from_beyond (const PhoneRun *run, const UmFindings *findings, const UmSiteFacts *site)
{
  UmPhoneFacts facts;
  UmPhoneFinding *finding;

  um_phone_facts_init (&facts, findings->about, site, run->phone);
  (void) um_rules_run (&facts, run->evidence);
  finding = um_verdict_for_phone (&facts, run->evidence);
  um_phone_facts_clear (&facts);
  return finding;
}

static void
judge_phone (UmFindings *findings, const UmPhone *phone, GHashTable *pairs, const UmSiteFacts *site)
{
  gboolean beyond = phone->vantage == UM_VANTAGE_WAN || phone->vantage == UM_VANTAGE_SERVER;
  gint64 end_us = findings->outside->last_time_us;
  PhoneRun run = { .phone = phone, .named = phone, .pairs = pairs };

  run.outside_end_us = end_us != UM_TIME_UNKNOWN ? end_us - findings->clock_offset_us : G_MININT64;
  run.evidence = g_ptr_array_new ();
  compare_phone (&run);
  findings->evidence_left_out += run.left_out;
  um_findings_take_phone (findings,
                          beyond && run.evidence->len == 0
                              ? conclude_from_beyond (&run, findings, site)
                              : conclude (&run),
                          run.evidence);
  g_ptr_array_unref (run.evidence);
}

guint64
um_compare_sides (const UmPhone *phone, const UmPairing *pairing, GPtrArray *evidence)
{
  g_autoptr (GHashTable) pairs = index_pairs (pairing);
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  PhoneRun run = { .phone = phone->inside,
                   .named = phone,
                   .pairs = pairs,
                   .outside_end_us = G_MAXINT64,
                   .evidence = found };

  compare_phone (&run);
  g_ptr_array_extend_and_steal (evidence, g_steal_pointer (&found));
  return run.left_out;
}

/* Who compares has said where the captures were taken. */
static void
place_on_both_sides (UmFindings *findings)
{
  um_sentence_free (findings->vantage_reason);
  findings->vantage = UM_VANTAGE_BOTH;
  findings->vantage_reason =
      um_sentence_new (N_ ("Two captures were compared, one from each side of the router."), NULL);
  findings->coverage.inbound_on_lan = findings->coverage.inbound_invite;
}

static gboolean
has_vantage (const UmCase *about, gboolean on_lan)
{
  for (guint i = 0; i < about->phones->len; i++)
    if ((((const UmPhone *) about->phones->pdata[i])->vantage == UM_VANTAGE_LAN) == on_lan)
      return TRUE;
  return FALSE;
}

/* The captures were given the other way round: only the second one shows phones on their own side.
 */
static gboolean
is_reversed (const UmCase *inside, const UmCase *outside)
{
  return has_vantage (outside, TRUE) && !has_vantage (outside, FALSE) &&
         has_vantage (inside, FALSE) && !has_vantage (inside, TRUE);
}

static UmFindings *
compare_cases (UmCase *inside, UmCase *outside)
{
  UmFindings *findings = um_findings_new_empty (inside);
  g_autoptr (UmSiteFacts) site = um_site_facts_new (inside);
  g_autoptr (UmPairing) pairing = um_pairing_new (inside, outside);
  g_autoptr (GHashTable) pairs = index_pairs (pairing);

  findings->outside = um_case_ref (outside);
  findings->pairs_matched = pairing->pairs->len;
  findings->only_inside = pairing->only_inside;
  findings->only_outside = pairing->only_outside;
  findings->clock_offset_us = pairing->clock_offset_us;
  for (guint i = 0; i < inside->phones->len; i++)
    judge_phone (findings, g_ptr_array_index (inside->phones, i), pairs, site);
  um_findings_conclude (findings);
  place_on_both_sides (findings);
  return findings;
}

UmFindings *
um_findings_new_compared (UmCase *inside, UmCase *outside)
{
  return is_reversed (inside, outside) ? compare_cases (outside, inside)
                                       : compare_cases (inside, outside);
}
