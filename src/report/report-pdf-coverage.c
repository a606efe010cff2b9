/* The last section: what the capture reached and what not, how the verdict came about, and the
 * source, so that somebody else can repeat it. */

#include "report/report-pdf-parts.h"

#include "core/text.h"

typedef struct
{
  UmIcon icon;
  UmInk ink;
  const char *text;
} Item;

static void
draw_item (UmPdf *self, gconstpointer data)
{
  const Item *item = data;
  UmPdfStyle body = { .size = 10, .x = 20 };

  um_pdf_icon (self, item->icon, item->ink, UM_INK_WHITE, UM_PDF_MARGIN + 2, self->y + 1.5, 10);
  um_pdf_text (self, &body, item->text);
  um_pdf_space (self, 4);
}

static void
draw_seen (UmPdf *self)
{
  const UmCoverage *coverage = &self->findings->coverage;
  const struct
  {
    gboolean seen;
    const char *words;
  } rows[] = {
    { coverage->registration, N_ ("Registrations of the phones") },
    { coverage->outbound_invite, N_ ("Calls from the phones") },
    { coverage->answer_sdp, N_ ("Answers of the phones to calls") },
    { coverage->inbound_invite, N_ ("Calls to the phones") },
    { coverage->inbound_on_lan, N_ ("Calls to the phones, on their own side of the router") },
  };

  um_pdf_heading (self, 2, um_pdf_tr (self, N_ ("What was seen")));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Item item = { rows[i].seen ? UM_ICON_CHECK : UM_ICON_CROSS, UM_INK_GREY, NULL };
      g_autofree char *text = g_strdup_printf ("%s: %s", um_pdf_tr (self, rows[i].words),
                                               rows[i].seen ? um_pdf_tr (self, N_ ("seen"))
                                                            : um_pdf_tr (self, N_ ("not seen")));

      item.text = text;
      um_pdf_keep (self, draw_item, &item);
    }
}

static void
draw_gaps (UmPdf *self)
{
  g_autoptr (GPtrArray) gaps = um_report_gaps (self->findings);

  if (gaps->len == 0)
    return;
  um_pdf_heading (self, 2, um_pdf_tr (self, N_ ("What was not seen")));
  for (guint i = 0; i < gaps->len; i++)
    {
      g_autofree char *text = um_pdf_sentence (self, gaps->pdata[i]);
      Item item = { UM_ICON_QUESTION, UM_INK_GREY, text };

      um_pdf_keep (self, draw_item, &item);
    }
}

typedef struct
{
  const char *label; /* English */
  const char *value;
} Fact;

static void
draw_fact (UmPdf *self, gconstpointer data)
{
  const Fact *fact = data;
  UmPdfStyle label = { .size = 9.5, .ink = UM_INK_GREY, .width = 112 };
  UmPdfStyle value = { .size = 9.5, .x = 122 };
  double start = self->y;
  double height = um_pdf_text_at (self, &label, start, um_pdf_tr (self, fact->label));

  um_pdf_text (self, &value, fact->value);
  if (self->y > start && self->y < start + height)
    self->y = start + height;
  um_pdf_space (self, 4);
}

static void
put_fact (UmPdf *self, const char *label, const char *value)
{
  Fact fact = { label, value };

  if (value != NULL && value[0] != '\0')
    um_pdf_keep (self, draw_fact, &fact);
}

static char *
dup_transports (const UmCoverage *coverage)
{
  GString *text = g_string_new (NULL);

  for (guint t = UM_TRANSPORT_UDP; t <= UM_TRANSPORT_SCTP; t++)
    if ((coverage->transports & 1u << t) != 0)
      {
        g_autofree char *upper = g_ascii_strup (um_report_transport_name (t), -1);

        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", upper);
      }
  for (guint i = 0; coverage->ports != NULL && i < MIN (coverage->ports->len, 40u); i++)
    g_string_append_printf (text, "%s%u", i > 0 ? ", " : " · ",
                            g_array_index (coverage->ports, guint16, i));
  if (coverage->ports != NULL && coverage->ports->len > 40)
    g_string_append (text, " …");
  return g_string_free (text, FALSE);
}

static char *
dup_place (UmPdf *self)
{
  g_autofree char *reason = um_pdf_sentence (self, self->findings->vantage_reason);

  return g_strdup_printf ("%s%s%s",
                          um_pdf_tr (self, um_report_vantage_words (self->findings->vantage)),
                          reason[0] != '\0' ? ". " : "", reason);
}

static void
draw_capture (UmPdf *self, const char *label, const UmCase *about)
{
  g_autofree char *name = um_report_safe_text (about->source_name);
  g_autofree char *packets = g_strdup_printf ("%" G_GUINT64_FORMAT, about->packets);
  g_autofree char *messages = g_strdup_printf ("%u", about->messages->len);
  g_autofree char *first = um_text_time (about->first_time_us);
  g_autofree char *last = um_text_time (about->last_time_us);
  g_autofree char *span =
      g_strdup_printf ("%s – %s", first != NULL ? first : "?", last != NULL ? last : "?");

  put_fact (self, label, name);
  put_fact (self, N_ ("Packets"), packets);
  put_fact (self, N_ ("SIP messages"), messages);
  put_fact (self, N_ ("Captured"), first != NULL ? span : NULL);
  for (guint kind = 0; kind < UM_N_DAMAGE_KINDS; kind++)
    if (about->damage.count[kind] > 0)
      {
        g_autofree char *detail = g_strdup_printf ("%s (%" G_GUINT64_FORMAT ")",
                                                   um_pdf_tr (self, um_damage_kind_detail (kind)),
                                                   about->damage.count[kind]);

        put_fact (self, N_ ("Damage"), detail);
      }
}

/* The files that were read, by their contents. */
static void
draw_sources (UmPdf *self)
{
  const GPtrArray *sources = self->options->sources;

  for (guint i = 0; sources != NULL && i < sources->len; i++)
    {
      const UmReportSource *source = sources->pdata[i];
      g_autofree char *size = g_strdup_printf ("%" G_GUINT64_FORMAT, source->size);
      g_autoptr (UmSentence) sentence =
          um_sentence_new (N_ ("{0}, {1} bytes"), source->name, size, NULL);
      g_autofree char *file = um_pdf_sentence (self, sentence);

      put_fact (self, N_ ("File read"), file);
      put_fact (self, "SHA-256", source->sha256);
    }
}

static void
draw_source (UmPdf *self)
{
  const UmFindings *findings = self->findings;
  g_autoptr (UmSentence) sentence = findings->outside != NULL ? um_report_pairs (findings) : NULL;
  g_autofree char *pairs = um_pdf_sentence (self, sentence);
  g_autofree char *transports = dup_transports (&self->findings->coverage);
  g_autofree char *place = dup_place (self);
  g_autofree char *alg = um_pdf_sentence (self, self->findings->alg_reason);
  g_autofree char *date = g_date_time_format (self->date, "%Y-%m-%d %H:%M");
  g_autofree char *program = g_strdup_printf ("Unmangle %s · %s", UM_VERSION, date);

  um_pdf_heading (self, 2, um_pdf_tr (self, N_ ("Source")));
  draw_capture (self, findings->outside != NULL ? N_ ("Inside") : N_ ("File"), findings->about);
  if (findings->outside != NULL)
    draw_capture (self, N_ ("Outside"), findings->outside);
  draw_sources (self);
  put_fact (self, N_ ("Matched"), pairs);
  put_fact (self, N_ ("Taken"), place);
  put_fact (self, N_ ("Transport, ports"), transports);
  put_fact (self, N_ ("Kind of ALG"), self->findings->alg_family);
  put_fact (self, N_ ("Known by"), alg);
  put_fact (self, N_ ("Made with"), program);
}

void
um_pdf_coverage (UmPdf *self)
{
  UmPdfStyle body = { .size = 10 };
  const char *symptoms = self->options->symptoms;

  um_pdf_heading (self, 1, um_pdf_tr (self, N_ ("What this report rests on")));
  draw_seen (self);
  draw_gaps (self);
  um_pdf_heading (self, 2, um_pdf_tr (self, N_ ("Method and limits")));
  um_pdf_text (self, &body,
               um_pdf_tr (self, N_ ("The addresses inside the SIP messages were compared with the "
                                    "addresses of the packets that carried them. A phone behind a "
                                    "router writes its own private address into Contact and SDP; a "
                                    "public one there was put in on the way, unless the phone uses "
                                    "STUN, TURN or ICE, has learned the address, has a public "
                                    "address itself, or talks through an SBC. Each of these was "
                                    "looked for.")));
  um_pdf_space (self, 4);
  um_pdf_text (self, &body,
               um_pdf_tr (self, N_ ("The verdict speaks of the messages in this capture only. An "
                                    "ALG can sleep for months and wake after a firmware update. "
                                    "Echo, crackling and poor sound during a call are no symptoms "
                                    "of an ALG.")));
  if (symptoms != NULL && g_utf8_strlen (symptoms, -1) > UM_PDF_MAX_SYMPTOMS)
    {
      g_autofree char *text = um_report_safe_text (symptoms);

      um_pdf_heading (self, 2, um_pdf_tr (self, N_ ("What was reported")));
      um_pdf_text (self, &body, text);
    }
  draw_source (self);
}
