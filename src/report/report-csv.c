/* The messages for a spreadsheet. Linear in messages and evidence: marks are looked up, not
 * searched. */

#include "report/report-csv.h"

#include "core/text.h"
#include "report/report.h"

#include <string.h>

enum
{
  MAX_CELL = 8000, /* characters; Excel's own limit is 32767 */
};

typedef struct
{
  GString *out;
  const UmFindings *findings;
  GHashTable *phones;   /* const UmMessage * → const UmPhone * */
  GHashTable *evidence; /* const UmMessage * → GPtrArray of const UmEvidence * */
} Sheet;

/* A formula begins with one of these, in some programs also in their full-width forms. */
static gboolean
begins_formula (const char *text)
{
  static const char *const starts[] = { "=",      "+",      "-",      "@",     "\t",
                                        "\uff1d", "\uff0b", "\uff0d", "\uff20" };

  while (*text == ' ')
    text++;
  for (gsize i = 0; i < G_N_ELEMENTS (starts); i++)
    if (g_str_has_prefix (text, starts[i]))
      return TRUE;
  return FALSE;
}

/* Where Excel separates by semicolon or tab (half of Europe), the rest of a cell begins a new one
 * there: it must not be a formula either. */
static void
put_cell (Sheet *self, const char *text)
{
  g_autofree char *safe = um_text_shorten (um_slice_from_string (text), MAX_CELL);

  g_string_append_c (self->out, '"');
  for (const char *p = safe; *p != '\0'; p++)
    {
      if ((p == safe || strchr (";,\t", p[-1]) != NULL) && begins_formula (p))
        g_string_append_c (self->out, '\'');
      if (*p == '"')
        g_string_append_c (self->out, '"');
      g_string_append_c (self->out, *p);
    }
  g_string_append_c (self->out, '"');
}

static void
put_row (Sheet *self, const char *const *cells)
{
  gboolean compared = self->findings->outside != NULL;

  for (guint i = compared ? 0 : 1; cells[i] != NULL; i++)
    {
      if (i > (compared ? 0 : 1))
        g_string_append_c (self->out, ',');
      put_cell (self, cells[i]);
    }
  g_string_append (self->out, "\r\n");
}

static void
index_messages (Sheet *self, const UmPhone *leg, const UmPhone *phone)
{
  GPtrArray *const lists[] = { leg->sent, leg->received };

  for (gsize side = 0; side < G_N_ELEMENTS (lists); side++)
    for (guint m = 0; lists[side] != NULL && m < lists[side]->len; m++)
      g_hash_table_insert (self->phones, lists[side]->pdata[m], (gpointer) phone);
}

static void
index_phones (Sheet *self)
{
  for (guint i = 0; i < self->findings->phones->len; i++)
    {
      const UmPhone *phone = ((UmPhoneFinding *) self->findings->phones->pdata[i])->phone;

      index_messages (self, phone, phone);
      if (phone->inside != NULL)
        index_messages (self, phone->inside, phone);
    }
}

static void
index_evidence (Sheet *self)
{
  for (guint i = 0; i < self->findings->evidence->len; i++)
    {
      UmEvidence *evidence = self->findings->evidence->pdata[i];
      GPtrArray *list = g_hash_table_lookup (self->evidence, evidence->message);

      if (evidence->message == NULL)
        continue;
      if (list == NULL)
        {
          list = g_ptr_array_new ();
          g_hash_table_insert (self->evidence, (gpointer) evidence->message, list);
        }
      g_ptr_array_add (list, evidence);
    }
}

/* "[1] line 8 offending, line 14 offending; [2] ...": the numbers are those of the evidence. */
static char *
dup_marks (const Sheet *self, const UmMessage *message)
{
  const GPtrArray *list = g_hash_table_lookup (self->evidence, message);
  GString *marks = g_string_new (NULL);

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      const UmEvidence *evidence = list->pdata[i];

      g_string_append_printf (marks, "%s[%u] %s", i > 0 ? "; " : "", evidence->id, evidence->rule);
      for (guint l = 0; l < evidence->lines->len; l++)
        {
          const UmMarkedLine *line = evidence->lines->pdata[l];

          if (line->mark != UM_MARK_CONTEXT)
            g_string_append_printf (marks, ", line %u %s", line->number, um_mark_name (line->mark));
        }
    }
  return g_string_free (marks, FALSE);
}

static void
put_message (Sheet *self, const char *side, const UmMessage *message)
{
  const UmPhone *phone = g_hash_table_lookup (self->phones, message);
  g_autofree char *frame = g_strdup_printf ("%" G_GUINT64_FORMAT, message->frame);
  g_autofree char *time = um_text_time (message->time_us);
  g_autofree char *from = um_endpoint_dup_string (&message->source);
  g_autofree char *to = um_endpoint_dup_string (&message->destination);
  g_autofree char *first = um_report_first_line (message);
  g_autofree char *call_id = um_text_escape (um_string_slice (message->call_id));
  g_autofree char *method = um_text_escape (um_string_slice (message->method_text));
  g_autofree char *cseq = g_strdup_printf ("%" G_GUINT64_FORMAT " %s", message->cseq, method);
  g_autofree char *who =
      phone == NULL ? g_strdup ("")
                    : g_strdup_printf ("%u %s", phone->id, phone->name != NULL ? phone->name : "");
  g_autofree char *marks = dup_marks (self, message);
  const char *const cells[] = {
    side, frame, time != NULL ? time : "", from, to, first, call_id, cseq, who, marks, NULL
  };

  put_row (self, cells);
}

static void
put_case (Sheet *self, const char *side, const UmCase *about)
{
  for (guint i = 0; i < about->messages->len; i++)
    put_message (self, side, about->messages->pdata[i]);
}

char *
um_report_csv_new (const UmFindings *findings)
{
  static const char *const head[] = { "capture", "frame", "time",  "from",  "to", "first_line",
                                      "call_id", "cseq",  "phone", "marks", NULL };
  Sheet self = { g_string_new ("\xef\xbb\xbf"), findings };

  self.phones = g_hash_table_new (NULL, NULL);
  self.evidence = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
  index_phones (&self);
  index_evidence (&self);
  put_row (&self, head);
  put_case (&self, "inside", findings->about);
  if (findings->outside != NULL)
    put_case (&self, "outside", findings->outside);
  g_hash_table_unref (self.phones);
  g_hash_table_unref (self.evidence);
  return g_string_free (self.out, FALSE);
}
