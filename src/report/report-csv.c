/* The messages for a spreadsheet. Linear in messages and evidence: marks are looked up, not
 * searched. */

#include "report/report-csv.h"

#include "core/text.h"
#include "report/csv-table.h"
#include "report/report.h"

typedef struct
{
  GString *out;
  const UmFindings *findings;
  GHashTable *phones;   /* const UmMessage * → const UmPhone * */
  GHashTable *evidence; /* const UmMessage * → GPtrArray of const UmEvidence * */
} Sheet;

static void
put_row (Sheet *self, const char *const *cells)
{
  um_csv_table_add_row (self->out, self->findings->outside != NULL ? cells : cells + 1);
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
  Sheet self = { um_csv_table_new (), findings };

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

static void
add_medium (GString *table, const UmMedia *media)
{
  const UmPhone *phone = media->call->phone;
  g_autofree char *call_id = um_text_escape (um_string_slice (media->call->call_id));
  g_autofree char *frame = g_strdup_printf ("%" G_GUINT64_FORMAT, media->call->invite->frame);
  g_autofree char *who =
      g_strdup_printf ("%u %s", phone->id, phone->name != NULL ? phone->name : "");
  g_autofree char *advertised = um_endpoint_dup_string (&media->advertised);
  g_autofree char *source = um_endpoint_dup_string (&media->source);
  g_autofree char *actual = um_endpoint_dup_string (&media->actual);
  g_autofree char *first = media->packets > 0 ? um_text_time (media->first_us) : NULL;
  g_autofree char *last = media->packets > 0 ? um_text_time (media->last_us) : NULL;
  g_autofree char *packets = g_strdup_printf ("%" G_GUINT64_FORMAT, media->packets);
  g_autofree char *lost = g_strdup_printf ("%" G_GUINT64_FORMAT, media->lost);
  char jitter[G_ASCII_DTOSTR_BUF_SIZE];
  const char *const cells[] = {
    frame,
    call_id,
    who,
    media->to_phone ? "to-phone" : "from-phone",
    advertised,
    source,
    actual,
    first != NULL ? first : "",
    last != NULL ? last : "",
    packets,
    lost,
    g_ascii_formatd (jitter, sizeof jitter, "%.1f", media->jitter_ms),
    um_media_finding_name (media->finding),
    NULL,
  };

  um_csv_table_add_row (table, cells);
}

char *
um_report_csv_media_new (const UmFindings *findings)
{
  static const char *const head[] = { "invite_frame", "call_id", "phone", "direction",
                                      "advertised",   "from",    "to",    "first",
                                      "last",         "packets", "lost",  "jitter_ms",
                                      "finding",      NULL };
  GString *table = um_csv_table_new ();

  um_csv_table_add_row (table, head);
  for (guint i = 0; findings->media != NULL && i < findings->media->len; i++)
    add_medium (table, findings->media->pdata[i]);
  return g_string_free (table, FALSE);
}
