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

/* start, end: byte offsets into raw, the line as captured. */
static void
add_span (UmMarkedLine *line, UmSlice raw, gsize start, gsize end)
{
  gsize offsets[] = { start, end };
  g_autofree char *escaped = um_credentials_escape_with_offsets (raw, offsets, 2);
  UmSpan span = { offsets[0], offsets[1] };
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

static gboolean
is_in_text (const UmEvidence *self, UmTextRef ref)
{
  return ref.len > 0 && self->message != NULL && ref.offset < self->message->text.len;
}

static void
mark_ref (UmEvidence *self, UmTextRef ref, UmMark mark)
{
  UmSlice text;
  UmMarkedLine *line;
  gsize start;
  guint number;

  if (!is_in_text (self, ref))
    return;
  number = um_message_line_at (self->message, ref.offset, &text, &start);
  line = get_line (self, number, text);
  line->mark = MAX (line->mark, mark);
  add_span (line, text, ref.offset - start, MIN (ref.offset - start + ref.len, text.len));
}

static void
mark_envelope (UmEvidence *self, UmMark mark)
{
  UmMarkedLine *line = get_line (self, 0, self->message->envelope);

  line->mark = MAX (line->mark, mark);
}

void
um_evidence_mark_field (UmEvidence *self, const UmField *field, UmMark mark)
{
  if (field == NULL)
    return;
  if (self->deferred != NULL)
    {
      UmDeferredMark noted = { field->host, field->port_text, FALSE, mark };

      if (is_in_text (self, field->host) || is_in_text (self, field->port_text))
        g_array_append_val (self->deferred, noted);
      return;
    }
  mark_ref (self, field->host, mark);
  mark_ref (self, field->port_text, mark);
}

void
um_evidence_mark_envelope (UmEvidence *self, UmMark mark)
{
  if (self->message == NULL || !um_slice_is_set (self->message->envelope))
    return;
  if (self->deferred != NULL)
    {
      UmDeferredMark noted = { .is_envelope = TRUE, .mark = mark };

      g_array_append_val (self->deferred, noted);
      return;
    }
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
  for (guint i = 0; self->deferred != NULL && i < self->deferred->len; i++)
    {
      const UmDeferredMark *noted = &g_array_index (self->deferred, UmDeferredMark, i);

      if (noted->is_envelope)
        mark_envelope (self, noted->mark);
      mark_ref (self, noted->host, noted->mark);
      mark_ref (self, noted->port_text, noted->mark);
    }
  g_clear_pointer (&self->deferred, g_array_unref);
}

UmSlice
um_evidence_get_deferred_line (const UmEvidence *self, guint i)
{
  const UmDeferredMark *noted = &g_array_index (self->deferred, UmDeferredMark, i);
  UmTextRef ref = is_in_text (self, noted->host) ? noted->host : noted->port_text;
  UmSlice line;
  gsize start;

  if (noted->is_envelope)
    return self->message->envelope;
  if (!is_in_text (self, ref))
    return UM_SLICE_UNSET;
  (void) um_message_line_at (self->message, ref.offset, &line, &start);
  return line;
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
