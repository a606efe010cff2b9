/* The active tests of the network path: what each router on the way did with the message, the
 * suspect marked, and the lines as they were sent and as they arrived. */

#include "report/report-pdf-parts.h"

#include "detect/hop-verdict.h"
#include "detect/mirror-verdict.h"

enum
{
  MAX_LINES = 40, /* of one place: a message has some 20 */
  MAX_MESSAGES = 40,
  TEXT_X = 24,
};

/* One place of the path, or one message. */
typedef struct
{
  const char *title;
  const char *place;
  const char *state; /* English */
  UmIcon icon;
  UmInk ink;
  const GPtrArray *exchanges; /* of UmExchange */
} Row;

static void
put_sentence (UmPdf *self, const UmPdfStyle *style, const UmSentence *sentence)
{
  g_autofree char *text = um_pdf_sentence (self, sentence);

  if (text[0] != '\0')
    um_pdf_text (self, style, text);
}

static void
put_line (UmPdf *self, const char *sign, const char *text, UmInk ink)
{
  UmPdfStyle style = {
    .size = 8.5, .mono = TRUE, .ink = ink, .x = TEXT_X, .hanging = 12, .max_lines = 4
  };
  g_autofree char *shown = NULL;

  if (text == NULL)
    return;
  shown = g_strdup_printf ("%s %s", sign, text);
  um_pdf_text (self, &style, shown);
}

static void
put_lines (UmPdf *self, const UmExchange *exchange)
{
  put_line (self, exchange->method, exchange->answer, UM_INK_RED);
  if (exchange->lines->len > 0)
    put_line (self, exchange->method, "", UM_INK_GREY);
  for (guint i = 0; i < MIN (exchange->lines->len, (guint) MAX_LINES); i++)
    {
      const UmExchangedLine *line = exchange->lines->pdata[i];

      put_line (self, "−", line->before, UM_INK_TEXT);
      put_line (self, "+", line->after, UM_INK_RED);
    }
}

static void
draw_row (UmPdf *self, gconstpointer data)
{
  const Row *row = data;
  double width = um_pdf_inner_width (self);
  UmPdfStyle title = { .size = 10, .bold = TRUE, .x = TEXT_X, .width = width - TEXT_X - 160 };
  UmPdfStyle place = { .size = 8.5, .ink = UM_INK_GREY, .x = TEXT_X, .width = title.width };
  UmPdfStyle state = { .size = 9.5, .bold = TRUE, .ink = row->ink, .x = width - 150, .width = 150 };

  um_pdf_icon (self, row->icon, row->ink, row->icon == UM_ICON_SHIELD ? row->ink : UM_INK_WHITE,
               UM_PDF_MARGIN + 2, self->y + 2, 12);
  um_pdf_text_aligned (self, &state, self->y, um_pdf_tr (self, row->state), PANGO_ALIGN_RIGHT);
  um_pdf_text (self, &title, row->title);
  um_pdf_text (self, &place, row->place);
  for (guint i = 0; row->exchanges != NULL && i < row->exchanges->len; i++)
    put_lines (self, row->exchanges->pdata[i]);
  um_pdf_space (self, 4);
  um_pdf_fill (self, UM_INK_RULE, UM_PDF_MARGIN, self->y, width, 0.4);
  um_pdf_space (self, 4);
}

static void
set_state (Row *row, UmHopResult result)
{
  switch (result)
    {
    case UM_HOP_SILENT:
      *row = (Row){ row->title,       row->place,  N_ ("silent"),
                    UM_ICON_QUESTION, UM_INK_GREY, row->exchanges };
      return;
    case UM_HOP_SHORT:
      *row = (Row){ row->title,       row->place,  N_ ("quotes too little"),
                    UM_ICON_QUESTION, UM_INK_GREY, row->exchanges };
      return;
    case UM_HOP_UNTOUCHED:
      *row = (Row){ row->title,     row->place,  N_ ("arrived untouched"),
                    UM_ICON_SHIELD, UM_INK_BLUE, row->exchanges };
      return;
    case UM_HOP_CHANGED:
      *row = (Row){ row->title,    row->place, N_ ("arrived changed"),
                    UM_ICON_CROSS, UM_INK_RED, row->exchanges };
      return;
    case UM_HOP_ANSWERED:
      *row = (Row){ row->title,    row->place, N_ ("answers itself"),
                    UM_ICON_CROSS, UM_INK_RED, row->exchanges };
      return;
    }
}

/* What both tests say first: the verdict, its headline, what follows. */
static void
put_verdict (UmPdf *self,
             const char *heading,
             const char *words,
             UmVerdict verdict,
             const UmSentence *headline)
{
  UmPdfStyle title = { .size = 11, .bold = TRUE, .ink = um_pdf_verdict_ink (verdict) };
  UmPdfStyle body = { .size = 9.5 };

  um_pdf_heading (self, 1, um_pdf_tr (self, heading));
  um_pdf_text (self, &title, um_pdf_tr (self, words));
  put_sentence (self, &body, headline);
}

static void
put_hop (UmPdf *self, const UmHopRun *run, const UmHop *hop, gboolean suspect)
{
  char address[UM_ENDPOINT_STRING_MAX], number[8];
  g_autoptr (UmSentence) place = NULL;
  g_autofree char *text = NULL;
  Row row = { .exchanges = hop->exchanges };

  (void) g_snprintf (number, sizeof number, "%u", hop->ttl);
  if (hop->ttl == 1 && run->gateway_maker != NULL)
    place = um_sentence_new (N_ ("hop 1: the router of this network, card made by {0}"),
                             run->gateway_maker, NULL);
  else
    place = um_sentence_new (N_ ("hop {0}"), number, NULL);
  text = um_pdf_sentence (self, place);
  row.title =
      um_address_is_set (&hop->address) ? um_address_to_string (&hop->address, address) : "–";
  row.place = text;
  set_state (&row, hop->result);
  if (suspect)
    {
      row.state = N_ ("prime suspect");
      row.icon = UM_ICON_WARNING;
      row.ink = UM_INK_RED;
    }
  um_pdf_keep (self, draw_row, &row);
}

void
um_pdf_hops (UmPdf *self, const UmHopRun *run)
{
  g_autoptr (UmHopVerdict) verdict = um_hop_verdict_new (run);
  UmPdfStyle body = { .size = 9.5 }, small = { .size = 8.5, .ink = UM_INK_GREY };
  char local[UM_ENDPOINT_STRING_MAX];
  Row computer = { .title = um_pdf_tr (self, N_ ("The computer that ran the test")),
                   .place = um_endpoint_to_string (&run->local, local),
                   .state = N_ ("sent"),
                   .icon = UM_ICON_CHECK,
                   .ink = UM_INK_GREY };

  put_verdict (self, N_ ("Test of the network path, hop by hop"),
               um_report_verdict_words (verdict->verdict, verdict->certainty, verdict->leans),
               verdict->verdict, verdict->headline);
  put_sentence (self, &body, verdict->explanation);
  put_sentence (self, &body, verdict->controls);
  um_pdf_space (self, 8);
  um_pdf_keep (self, draw_row, &computer);
  for (guint i = 0; i < run->hops->len; i++)
    put_hop (self, run, run->hops->pdata[i], run->hops->pdata[i] == verdict->before);
  put_sentence (self, &small, verdict->scope);
}

static const char *
direction_words (UmMirrorDirection direction)
{
  switch (direction)
    {
    case UM_MIRROR_REQUEST_OUT:
      return N_ ("{0}, sent to the mirror");
    case UM_MIRROR_RESPONSE_IN:
      return N_ ("{0}, answer of the mirror");
    case UM_MIRROR_REQUEST_IN:
      return N_ ("{0}, sent by the mirror");
    case UM_MIRROR_RESPONSE_OUT:
      return N_ ("{0}, answer to the mirror");
    }
  g_return_val_if_reached ("{0}");
}

static void
put_message (UmPdf *self, const UmMirrorExchange *message)
{
  g_autoptr (UmSentence) title =
      um_sentence_new (direction_words (message->direction), message->exchange->method, NULL);
  g_autofree char *text = um_pdf_sentence (self, title);
  g_autofree char *place = g_strdup_printf ("%s %u", message->tcp ? "TCP" : "UDP", message->port);
  g_autoptr (GPtrArray) exchanges = g_ptr_array_new ();
  Row row = { .title = text, .place = place, .exchanges = exchanges };

  g_ptr_array_add (exchanges, message->exchange);
  set_state (&row, message->exchange->result);
  if (message->exchange->result == UM_HOP_SILENT)
    row.state = N_ ("lost");
  um_pdf_keep (self, draw_row, &row);
}

void
um_pdf_mirror (UmPdf *self, const UmMirrorRun *run)
{
  g_autoptr (UmMirrorVerdict) verdict = um_mirror_verdict_new (run);
  UmPdfStyle body = { .size = 9.5 }, small = { .size = 8.5, .ink = UM_INK_GREY };

  put_verdict (self, N_ ("Test of the network path against a mirror"),
               um_report_verdict_words (verdict->verdict, verdict->certainty, verdict->leans),
               verdict->verdict, verdict->headline);
  put_sentence (self, &body, verdict->explanation);
  for (guint i = 0; i < verdict->nat->len; i++)
    put_sentence (self, &body, verdict->nat->pdata[i]);
  um_pdf_space (self, 8);
  for (guint i = 0; i < MIN (run->exchanges->len, (guint) MAX_MESSAGES); i++)
    put_message (self, run->exchanges->pdata[i]);
  put_sentence (self, &small, verdict->scope);
}
