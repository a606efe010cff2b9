/* A message is shown in the packet that carried it where that is one UDP datagram and nothing of it
 * is redacted; else in a packet rebuilt around its text. */

#include "report/report-cut.h"

#include "core/bytes.h"
#include "core/credentials.h"
#include "core/text.h"
#include "model/pairing.h"
#include "report/pcapng-blocks.h"
#include "report/rebuilt-packet.h"
#include "report/report-file.h"

enum
{
  N_SIDES = 2,
  UDP_HEADER = 8,
};

/* A message of the cut. */
typedef struct
{
  const UmMessage *message; /* of the findings, not of a redacted copy */
  gboolean outside;
  guint32 link_type;
  GBytes *packet; /* as captured; nullable */
} Item;

struct _UmReportCut
{
  const UmFindings *findings;
  GPtrArray *items;            /* of Item, by time */
  GHashTable *messages;        /* const UmMessage * → Item */
  GHashTable *frames[N_SIDES]; /* guint64 * → GPtrArray of Item: several of one TCP segment */
};

static void
item_free (gpointer data)
{
  Item *self = data;

  g_clear_pointer (&self->packet, g_bytes_unref);
  g_free (self);
}

/* --- which messages --- */

static gboolean
is_outside (const UmFindings *findings, const UmMessage *message)
{
  return g_strcmp0 (um_report_side (findings, message), "outside") == 0;
}

static void
add_message (UmReportCut *self, const UmMessage *message)
{
  Item *item;

  if (message == NULL || g_hash_table_contains (self->messages, message))
    return;
  item = g_new0 (Item, 1);
  item->message = message;
  item->outside = is_outside (self->findings, message);
  g_ptr_array_add (self->items, item);
  g_hash_table_insert (self->messages, (gpointer) message, item);
}

/* An answer is not to be understood without what it answers. */
static void
add_with_request (UmReportCut *self, const UmMessage *message)
{
  const UmCase *about = message != NULL && is_outside (self->findings, message)
                            ? self->findings->outside
                            : self->findings->about;

  if (message == NULL)
    return;
  add_message (self, um_case_get_request (about, message));
  add_message (self, message);
}

/* What was compared: the same message on the other side. */
static void
add_counterparts (UmReportCut *self)
{
  g_autoptr (UmPairing) pairing = NULL;

  if (self->findings->outside == NULL)
    return;
  pairing = um_pairing_new (self->findings->about, self->findings->outside);
  for (guint i = 0; i < pairing->pairs->len; i++)
    {
      const UmPair *pair = &g_array_index (pairing->pairs, UmPair, i);

      if (g_hash_table_contains (self->messages, pair->inside))
        add_message (self, pair->outside);
      else if (g_hash_table_contains (self->messages, pair->outside))
        add_message (self, pair->inside);
    }
}

static gint
compare_items (gconstpointer a, gconstpointer b)
{
  const Item *x = *(const Item *const *) a, *y = *(const Item *const *) b;

  if (x->message->time_us != y->message->time_us)
    return x->message->time_us < y->message->time_us ? -1 : 1;
  if (x->outside != y->outside)
    return x->outside ? 1 : -1;
  return (x->message->index > y->message->index) - (x->message->index < y->message->index);
}

static void
index_frames (UmReportCut *self)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = self->items->pdata[i];
      GHashTable *frames = self->frames[item->outside];
      GPtrArray *list = g_hash_table_lookup (frames, &item->message->frame);

      if (list == NULL)
        {
          list = g_ptr_array_new ();
          g_hash_table_insert (frames, g_memdup2 (&item->message->frame, sizeof (guint64)), list);
        }
      g_ptr_array_add (list, item);
    }
}

UmReportCut *
um_report_cut_new (const UmFindings *findings)
{
  UmReportCut *self = g_new0 (UmReportCut, 1);

  self->findings = findings;
  self->items = g_ptr_array_new_with_free_func (item_free);
  self->messages = g_hash_table_new (NULL, NULL);
  for (guint side = 0; side < N_SIDES; side++)
    self->frames[side] = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                                (GDestroyNotify) g_ptr_array_unref);
  for (guint i = 0; i < findings->evidence->len; i++)
    add_with_request (self, ((UmEvidence *) findings->evidence->pdata[i])->message);
  for (guint i = 0; findings->symptoms != NULL && i < findings->symptoms->len; i++)
    {
      const UmSymptom *symptom = findings->symptoms->pdata[i];

      if (symptom->seen)
        add_with_request (self, symptom->message);
    }
  add_counterparts (self);
  g_ptr_array_sort (self->items, compare_items);
  index_frames (self);
  return self;
}

void
um_report_cut_free (UmReportCut *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->items);
  g_hash_table_unref (self->messages);
  for (guint side = 0; side < N_SIDES; side++)
    g_hash_table_unref (self->frames[side]);
  g_free (self);
}

gboolean
um_report_cut_has_message (const UmReportCut *self, const UmMessage *message)
{
  return g_hash_table_contains (self->messages, message);
}

gboolean
um_report_cut_wants (const UmReportCut *self, gboolean outside, guint64 number)
{
  return g_hash_table_contains (self->frames[outside ? 1 : 0], &number);
}

/* --- packets as captured --- */

/* Where the text begins in a packet in which it is the whole payload of one UDP datagram; -1
 * otherwise. */
static gssize
find_text (UmSlice packet, const UmMessage *message, UmSlice text)
{
  gssize at = text.len > 0 ? um_slice_find (packet, text) : -1;
  guint16 source, destination, length;

  if (at < UDP_HEADER || message->transport != UM_TRANSPORT_UDP || message->truncated ||
      !um_bytes_be16 (packet, (gsize) at - 8, &source) ||
      !um_bytes_be16 (packet, (gsize) at - 6, &destination) ||
      !um_bytes_be16 (packet, (gsize) at - 4, &length))
    return -1;
  return source == message->source.port && destination == message->destination.port &&
                 length == text.len + UDP_HEADER
             ? at
             : -1;
}

/* The packet without its credentials. */
static GBytes *
copy_packet (UmSlice packet, gsize at, UmSlice text)
{
  g_autofree char *masked = um_credentials_mask_message (text);
  guint8 *bytes = g_memdup2 (packet.data, packet.len);
  guint16 checksum = 0;

  if (masked != NULL && um_bytes_be16 (packet, at - 2, &checksum))
    {
      checksum = um_rebuilt_packet_checksum (checksum, text, um_slice_new (masked, text.len));
      memcpy (bytes + at, masked, text.len);
      bytes[at - 2] = (guint8) (checksum >> 8);
      bytes[at - 1] = (guint8) checksum;
    }
  return g_bytes_new_take (bytes, packet.len);
}

void
um_report_cut_add_packet (UmReportCut *self, gboolean outside, const UmPacket *packet)
{
  GPtrArray *list = g_hash_table_lookup (self->frames[outside ? 1 : 0], &packet->number);

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      Item *item = list->pdata[i];
      g_auto (UmMessageText) text = { 0 };
      gssize at;

      if (item->packet != NULL || !um_message_read_text (item->message, &text))
        continue;
      at = find_text (packet->bytes, item->message, text.bytes);
      if (at < 0)
        continue;
      item->link_type = packet->link_type;
      item->packet = copy_packet (packet->bytes, (gsize) at, text.bytes);
    }
}

/* --- writing --- */

typedef struct
{
  const UmReportCut *cut;
  const UmFindings *shown;
  UmTranslateFunc translate;
  gboolean redacted;
  GHashTable *evidence;  /* const UmMessage * of shown → GPtrArray of const UmEvidence */
  GHashTable *sequences; /* "from to" → GUINT: next TCP sequence number */
  GArray *interfaces;    /* of guint32: link type and side of each interface of the file */
  GByteArray *file;
} Writer;

static const char *
tr (const Writer *self, const char *english)
{
  return self->translate != NULL ? self->translate (english) : english;
}

/* The message as it is to be shown: itself, or its redacted copy. */
static const UmMessage *
shown_message (const Writer *self, const Item *item)
{
  const UmCase *about = item->outside ? self->shown->outside : self->shown->about;

  return self->redacted ? about->messages->pdata[item->message->index] : item->message;
}

static void
index_evidence (Writer *self)
{
  for (guint i = 0; i < self->shown->evidence->len; i++)
    {
      const UmEvidence *evidence = self->shown->evidence->pdata[i];
      GPtrArray *list;

      if (evidence->message == NULL)
        continue;
      list = g_hash_table_lookup (self->evidence, evidence->message);
      if (list == NULL)
        {
          list = g_ptr_array_new ();
          g_hash_table_insert (self->evidence, (gpointer) evidence->message, list);
        }
      g_ptr_array_add (list, (gpointer) evidence);
    }
}

static void
add_evidence_text (const Writer *self, GString *text, const UmEvidence *evidence)
{
  g_autofree char *explanation = um_sentence_dup_text (evidence->explanation, self->translate);

  g_string_append_printf (text, "%s: %s\n", tr (self, um_report_grade_words (evidence->grade)),
                          explanation);
  for (guint i = 0; i < evidence->lines->len; i++)
    {
      const UmMarkedLine *line = evidence->lines->pdata[i];

      if (line->mark != UM_MARK_CONTEXT)
        g_string_append_printf (text, "[%s] %s\n", tr (self, um_report_mark_words (line->mark)),
                                line->text);
    }
}

/* Which packet of which file this is, and what it shows. (transfer full) */
static char *
make_comment (const Writer *self, const Item *item, gboolean rebuilt)
{
  const UmMessage *message = shown_message (self, item);
  GPtrArray *list = g_hash_table_lookup (self->evidence, message);
  const UmCase *about = item->outside ? self->shown->outside : self->shown->about;
  GString *text = g_string_new (NULL);

  for (guint i = 0; list != NULL && i < list->len; i++)
    add_evidence_text (self, text, list->pdata[i]);
  g_string_append_printf (text, "%s %" G_GUINT64_FORMAT ", %s",
                          tr (self, message->from_text ? N_ ("message") : N_ ("packet")),
                          message->frame, about->source_name);
  if (rebuilt)
    g_string_append_printf (text, "\n%s",
                            tr (self, N_ ("Rebuilt around the text of the message: headers below "
                                          "SIP are not as captured.")));
  return g_string_free (text, FALSE);
}

/* The interface for this link type and side; added when it is the first. */
static guint32
need_interface (Writer *self, guint32 link_type, gboolean outside)
{
  guint32 key = link_type << 1 | (outside ? 1 : 0);
  const char *name = self->shown->outside == NULL ? self->shown->about->source_name
                     : outside                    ? "outside"
                                                  : "inside";

  for (guint i = 0; i < self->interfaces->len; i++)
    if (g_array_index (self->interfaces, guint32, i) == key)
      return i;
  um_pcapng_add_interface (self->file, (guint16) link_type, name);
  g_array_append_val (self->interfaces, key);
  return self->interfaces->len - 1;
}

/* Where this flow has come to: Wireshark takes the same number twice for a retransmission. */
static guint32
next_sequence (Writer *self, const UmMessage *message, gsize len)
{
  char from[UM_ENDPOINT_STRING_MAX], to[UM_ENDPOINT_STRING_MAX];
  char *key = g_strdup_printf ("%s %s", um_endpoint_to_string (&message->source, from),
                               um_endpoint_to_string (&message->destination, to));
  guint32 sequence = MAX (GPOINTER_TO_UINT (g_hash_table_lookup (self->sequences, key)), 1u);

  g_hash_table_replace (self->sequences, key, GUINT_TO_POINTER (sequence + (guint32) len));
  return sequence;
}

static void
write_rebuilt (Writer *self, const Item *item)
{
  const UmMessage *message = shown_message (self, item);
  g_auto (UmMessageText) text = { 0 };
  g_autofree char *masked = NULL;
  g_autofree char *comment = make_comment (self, item, TRUE);
  g_autoptr (GByteArray) packet = NULL;
  UmDatagram datagram = { .source = message->source,
                          .destination = message->destination,
                          .transport = message->transport,
                          .ttl = message->ttl };

  if (!um_message_read_text (message, &text)) /* its file has gone: what is known of it */
    text.bytes = um_message_first_line (message);
  masked = um_credentials_mask_message (text.bytes);
  datagram.payload = masked != NULL ? um_slice_new (masked, text.bytes.len) : text.bytes;
  packet = um_rebuilt_packet_new (
      &datagram,
      next_sequence (self, message, MIN (text.bytes.len, (gsize) UM_REBUILT_MAX_PAYLOAD)));
  um_pcapng_add_packet (self->file, need_interface (self, UM_LINK_RAW, item->outside),
                        message->time_us != UM_TIME_UNKNOWN ? message->time_us : 0, packet->len,
                        um_slice_new (packet->data, packet->len), comment);
}

static void
write_captured (Writer *self, const Item *item)
{
  g_autofree char *comment = make_comment (self, item, FALSE);
  UmSlice bytes =
      um_slice_new (g_bytes_get_data (item->packet, NULL), g_bytes_get_size (item->packet));

  um_pcapng_add_packet (self->file, need_interface (self, item->link_type, item->outside),
                        item->message->time_us != UM_TIME_UNKNOWN ? item->message->time_us : 0,
                        (guint32) bytes.len, bytes, comment);
}

static char *
make_section_comment (const Writer *self)
{
  g_autofree char *summary = um_report_summary_text (self->shown, self->translate);
  g_autofree char *headline = um_sentence_dup_text (self->shown->headline, self->translate);

  return g_strdup_printf (
      "%s\n%s\n%s", summary, headline,
      tr (self, N_ ("Only the packets that the findings refer to, with credentials overwritten.")));
}

static void
write_file (Writer *self)
{
  g_autofree char *comment = make_section_comment (self);

  um_pcapng_add_section (self->file, "Unmangle " UM_VERSION, comment);
  if (self->cut->items->len == 0) /* a file without an interface is no capture to some readers */
    (void) need_interface (self, UM_LINK_RAW, FALSE);
  for (guint i = 0; i < self->cut->items->len; i++)
    {
      const Item *item = self->cut->items->pdata[i];

      if (item->packet != NULL && !self->redacted)
        write_captured (self, item);
      else
        write_rebuilt (self, item);
    }
}

gboolean
um_report_cut_write (const UmReportCut *self,
                     const UmFindings *shown,
                     const UmReportOptions *options,
                     const char *path,
                     GError **error)
{
  g_autoptr (GHashTable) evidence =
      g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
  g_autoptr (GHashTable) sequences = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GArray) interfaces = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GByteArray) file = g_byte_array_new ();
  Writer writer = { .cut = self,
                    .shown = shown,
                    .translate = options != NULL ? options->translate : NULL,
                    .redacted = shown != self->findings,
                    .evidence = evidence,
                    .sequences = sequences,
                    .interfaces = interfaces,
                    .file = file };

  index_evidence (&writer);
  write_file (&writer);
  return um_report_file_save_bytes (path, um_slice_new (file->data, file->len), error);
}
