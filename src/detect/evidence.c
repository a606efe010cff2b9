/* One finding and its marked lines. */

#include "detect/evidence.h"

#include "core/credentials.h"

UmEvidence *
um_evidence_new (const char *rule,
                 UmGrade grade,
                 UmSubject subject,
                 UmDirection direction,
                 const UmPhone *phone,
                 const UmMessage *message)
{
  UmEvidence *self = g_new0 (UmEvidence, 1);

  self->rule = rule;
  self->grade = grade;
  self->subject = subject;
  self->direction = direction;
  self->leans = grade == UM_GRADE_CLEARS ? UM_LEANS_NO_ALG : UM_LEANS_ALG;
  self->phone = phone;
  self->message = message;
  self->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) um_marked_line_free);
  return self;
}

void
um_evidence_free (UmEvidence *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->lines);
  um_sentence_free (self->explanation);
  g_clear_pointer (&self->deferred, g_array_unref);
  g_free (self);
}

void
um_marked_line_free (UmMarkedLine *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_free (self->before);
  g_free (self->after);
  g_array_unref (self->spans);
  g_free (self);
}

UmMarkedLine *
um_marked_line_new (guint number, UmSlice line)
{
  UmMarkedLine *self = g_new0 (UmMarkedLine, 1);

  self->number = number;
  self->text = um_credentials_escape (line);
  self->spans = g_array_new (FALSE, FALSE, sizeof (UmSpan));
  return self;
}

/* The line with this number, made when it is new; lines stay in order. */
static UmMarkedLine *
get_line (UmEvidence *self, guint number, UmSlice text)
{
  UmMarkedLine *line;
  guint i;

  for (i = 0; i < self->lines->len; i++)
    {
      line = g_ptr_array_index (self->lines, i);
      if (line->number == number)
        return line;
      if (line->number > number)
        break;
    }
  line = um_marked_line_new (number, text);
  g_ptr_array_insert (self->lines, i, line);
  return line;
}

/* Most lines are printed as they were captured. */
static UmSpan
printed_span (const UmMarkedLine *line, UmSlice raw, gsize start, gsize end)
{
  gsize offsets[] = { start, end };
  g_autofree char *escaped = NULL;

  if (um_slice_equal (um_slice_from_string (line->text), raw))
    return (UmSpan){ start, end };
  escaped = um_credentials_escape_with_offsets (raw, offsets, 2);
  return (UmSpan){ offsets[0], offsets[1] };
}

/* start, end: byte offsets into raw, the line as captured. */
static void
add_span (UmMarkedLine *line, UmSlice raw, gsize start, gsize end)
{
  UmSpan span = printed_span (line, raw, start, end);
  guint i;

  for (i = 0; i < line->spans->len; i++)
    {
      UmSpan *other = &g_array_index (line->spans, UmSpan, i);

      if (span.start < other->end && other->start < span.end)
        return; /* already marked, by another field with the same place */
      if (other->start >= span.end)
        break;
    }
  g_array_insert_val (line->spans, i, span);
}

/* The text of the message while its lines are made. */
typedef struct
{
  UmMessageText text;
  UmFieldPlace places[UM_LIMIT_FIELDS];
} Reading;

/* FALSE when the message is not there any more: then it has no lines to show. */
static gboolean
reading_begin (Reading *self, const UmMessage *message)
{
  return um_message_read_text (message, &self->text) &&
         um_message_find_places (message, self->text.bytes, self->places);
}

static void
mark_ref (UmEvidence *self, const Reading *reading, UmTextRef ref, UmMark mark)
{
  UmSlice text;
  UmMarkedLine *line;
  gsize start;
  guint number;

  if (ref.len == 0)
    return;
  number = um_text_line_at (reading->text.bytes, ref.offset, &text, &start);
  line = get_line (self, number, text);
  line->mark = MAX (line->mark, mark);
  add_span (line, text, ref.offset - start, MIN (ref.offset - start + ref.len, text.len));
}

static void
mark_field (UmEvidence *self, const Reading *reading, const UmField *field, UmMark mark)
{
  const UmFieldPlace *place = &reading->places[field - self->message->fields];

  mark_ref (self, reading, place->host, mark);
  mark_ref (self, reading, place->port, mark);
}

static void
mark_envelope (UmEvidence *self, UmMark mark)
{
  UmMarkedLine *line = get_line (self, 0, um_string_slice (self->message->envelope));

  line->mark = MAX (line->mark, mark);
}

static void
defer_mark (UmEvidence *self, const UmField *field, UmMark mark)
{
  UmDeferredMark noted = { field, mark };

  g_array_append_val (self->deferred, noted);
}

void
um_evidence_mark_field (UmEvidence *self, const UmField *field, UmMark mark)
{
  Reading reading;

  if (field == NULL)
    return;
  g_return_if_fail (self->message != NULL && field >= self->message->fields &&
                    field < self->message->fields + self->message->n_fields);
  if (self->deferred != NULL)
    {
      defer_mark (self, field, mark);
      return;
    }
  if (reading_begin (&reading, self->message))
    mark_field (self, &reading, field, mark);
  um_message_text_clear (&reading.text);
}

void
um_evidence_mark_envelope (UmEvidence *self, UmMark mark)
{
  if (self->message == NULL || self->message->envelope == NULL)
    return;
  if (self->deferred != NULL)
    defer_mark (self, NULL, mark);
  else
    mark_envelope (self, mark);
}

void
um_evidence_defer (UmEvidence *self)
{
  if (self->deferred == NULL)
    self->deferred = g_array_new (FALSE, FALSE, sizeof (UmDeferredMark));
}

void
um_evidence_settle (UmEvidence *self)
{
  Reading reading;
  gboolean readable;

  if (self->deferred == NULL)
    return;
  if (self->deferred->len > 0)
    {
      readable = reading_begin (&reading, self->message);
      for (guint i = 0; i < self->deferred->len; i++)
        {
          const UmDeferredMark *noted = &g_array_index (self->deferred, UmDeferredMark, i);

          if (noted->field == NULL)
            mark_envelope (self, noted->mark);
          else if (readable)
            mark_field (self, &reading, noted->field, noted->mark);
        }
      um_message_text_clear (&reading.text);
    }
  g_clear_pointer (&self->deferred, g_array_unref);
}

guint64
um_evidence_get_deferred_key (const UmEvidence *self, guint i)
{
  const UmDeferredMark *noted = &g_array_index (self->deferred, UmDeferredMark, i);

  if (noted->field == NULL)
    return um_slice_hash64 (um_string_slice (self->message->envelope));
  return um_message_get_line_key (self->message, noted->field);
}

const char *
um_grade_name (UmGrade grade)
{
  static const char *const names[] = { "weak", "strong", "proof", "clears" };

  return names[grade];
}

const char *
um_mark_name (UmMark mark)
{
  static const char *const names[] = { "context", "normal", "untouched", "offending" };

  return names[mark];
}
