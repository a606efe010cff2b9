/* A whole message with its marks, for the window and for paper. */

#include "detect/findings.h"
#include "dissect/sip-lex.h"

GPtrArray *
um_findings_split_message (const UmMessage *message)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func ((GDestroyNotify) um_marked_line_free);
  g_auto (UmMessageText) text = { 0 };
  UmSlice rest;
  guint number = 0;

  (void) um_message_read_text (message, &text);
  rest = text.bytes;
  while (rest.len > 0)
    {
      UmSlice line = um_sip_lex_next_line (&rest);

      g_ptr_array_add (lines, um_marked_line_new (++number, line));
    }
  return lines;
}

static void
take_spans (UmMarkedLine *line, const UmMarkedLine *marked)
{
  for (guint i = 0; i < marked->spans->len; i++)
    {
      UmSpan span = g_array_index (marked->spans, UmSpan, i);
      gboolean known = FALSE;
      guint at = 0;

      for (guint j = 0; j < line->spans->len; j++)
        {
          const UmSpan *other = &g_array_index (line->spans, UmSpan, j);

          known |= span.start < other->end && other->start < span.end;
          if (other->end <= span.start)
            at = j + 1;
        }
      if (!known)
        g_array_insert_val (line->spans, at, span);
    }
}

static void
merge (GPtrArray *lines, const UmMarkedLine *marked, gboolean same_message)
{
  for (guint i = 0; i < lines->len; i++)
    {
      UmMarkedLine *line = g_ptr_array_index (lines, i);

      if ((same_message && line->number != marked->number) ||
          !g_str_equal (line->text, marked->text))
        continue;
      if (marked->mark > line->mark)
        {
          line->mark = marked->mark;
          g_array_set_size (line->spans, 0);
        }
      if (marked->mark == line->mark)
        take_spans (line, marked);
    }
}

/* Evidence names each telling line once; the same line of the same sender in another message is
 * marked as well. */
GPtrArray *
um_findings_mark_message (const UmFindings *self, const UmMessage *message)
{
  GPtrArray *lines = um_findings_split_message (message);

  if (message->envelope != NULL)
    g_ptr_array_insert (lines, 0, um_marked_line_new (0, um_string_slice (message->envelope)));
  for (guint i = 0; i < self->evidence->len; i++)
    {
      const UmEvidence *evidence = g_ptr_array_index (self->evidence, i);

      if (evidence->message == NULL ||
          !um_address_equal (&evidence->message->source.address, &message->source.address))
        continue;
      for (guint j = 0; j < evidence->lines->len; j++)
        merge (lines, g_ptr_array_index (evidence->lines, j), evidence->message == message);
    }
  return lines;
}
