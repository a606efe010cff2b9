/* One call as a picture: who sent what to whom, with the router between them, and what sound there
 * was. An offending message has a thick line, a cross and a word besides its colour; what lies
 * beyond the captured part is dotted. */

#include "report/ladder.h"
#include "report/report-pdf-parts.h"

#include "core/text.h"

enum
{
  MAX_ROWS = 34, /* what one page holds */
  HEAD_HEIGHT = 40,
  ROW_HEIGHT = 19,
  TIME_WIDTH = 52,
  HEAD_WIDTH = 104,
  MAX_TITLE = 44,
};

typedef struct
{
  const UmLadder *ladder;
  const UmLadderRow *row; /* the one to draw; NULL: the head alone */
  gboolean last;
} Picture;

static double
column_x (const UmPdf *self, const UmLadder *ladder, guint column)
{
  double first = UM_PDF_MARGIN + TIME_WIDTH + HEAD_WIDTH / 2.0;
  double room = self->width - UM_PDF_MARGIN - HEAD_WIDTH / 2.0 - first;

  return ladder->n_columns > 1 ? first + room * column / (ladder->n_columns - 1) : first + room / 2;
}

static char *
column_name (const UmPdf *self, const UmLadderColumn *column)
{
  switch (column->kind)
    {
    case UM_COLUMN_ROUTER:
      return g_strdup (um_pdf_tr (self, N_ ("Router")));
    case UM_COLUMN_PHONE:
    case UM_COLUMN_SERVER:
      break;
    }
  if (column->phone != NULL && column->phone->name != NULL)
    return um_text_shorten (um_slice_from_string (column->phone->name), MAX_TITLE);
  return g_strdup (
      um_pdf_tr (self, column->kind == UM_COLUMN_PHONE ? N_ ("Phone") : N_ ("Phone system")));
}

static void
draw_head (UmPdf *self, const UmLadder *ladder)
{
  double width = MIN ((double) HEAD_WIDTH,
                      (um_pdf_inner_width (self) - TIME_WIDTH) / MAX (ladder->n_columns, 1u) - 4);

  for (guint i = 0; i < ladder->n_columns; i++)
    {
      const UmLadderColumn *column = &ladder->columns[i];
      double x = column_x (self, ladder, i) - width / 2;
      g_autofree char *name = column_name (self, column);
      char address[UM_ENDPOINT_STRING_MAX];
      UmPdfStyle title = {
        .size = 8.5, .bold = TRUE, .max_lines = 1, .width = width - 6, .x = x - UM_PDF_MARGIN + 3
      };
      UmPdfStyle detail = { .size = 7,
                            .mono = TRUE,
                            .ink = UM_INK_GREY,
                            .max_lines = 1,
                            .width = width - 4,
                            .x = x - UM_PDF_MARGIN + 2 };

      if (!self->measuring)
        {
          um_pdf_rounded_box (self, x, self->y, width, HEAD_HEIGHT - 10, 5);
          um_pdf_set_ink (self, UM_INK_PANEL);
          cairo_fill_preserve (self->cr);
          um_pdf_set_ink (self, UM_INK_RULE);
          cairo_set_line_width (self->cr, 0.8);
          cairo_stroke (self->cr);
        }
      um_pdf_text_aligned (self, &title, self->y + 4, name, PANGO_ALIGN_CENTER);
      um_pdf_text_aligned (self, &detail, self->y + 17,
                           um_endpoint_to_string (&column->endpoint, address), PANGO_ALIGN_CENTER);
    }
  self->y += HEAD_HEIGHT - 10;
}

/* The lines down from the heads, as far as this row goes. */
static void
draw_columns (UmPdf *self, const UmLadder *ladder, double height)
{
  for (guint i = 0; i < ladder->n_columns; i++)
    um_pdf_fill (self, UM_INK_RULE, column_x (self, ladder, i) - 0.4, self->y, 0.8, height);
}

static void
draw_line (UmPdf *self, double from, double to, double y, gboolean dotted, double width)
{
  static const double dots[] = { 1.5, 2.5 };

  cairo_save (self->cr);
  cairo_new_path (self->cr);
  cairo_set_line_width (self->cr, width);
  if (dotted)
    cairo_set_dash (self->cr, dots, G_N_ELEMENTS (dots), 0);
  cairo_move_to (self->cr, from, y);
  cairo_line_to (self->cr, to, y);
  cairo_stroke (self->cr);
  cairo_restore (self->cr);
}

static void
draw_tip (UmPdf *self, double x, double y, gboolean right)
{
  double back = right ? -6.5 : 6.5;

  cairo_new_path (self->cr);
  cairo_move_to (self->cr, x, y);
  cairo_line_to (self->cr, x + back, y - 3);
  cairo_line_to (self->cr, x + back, y + 3);
  cairo_close_path (self->cr);
  cairo_fill (self->cr);
}

/* From end to end, dotted where it was not captured. */
static void
draw_arrow (UmPdf *self, const Picture *picture, double y, UmInk ink, double width)
{
  const UmLadderRow *row = picture->row;
  double from = column_x (self, picture->ladder, row->from);
  double to = column_x (self, picture->ladder, row->to);
  double seen_from = column_x (self, picture->ladder, row->seen_from);
  double seen_to = column_x (self, picture->ladder, row->seen_to);
  gboolean right = to > from;
  double tip = right ? to - 1 : to + 1;

  um_pdf_set_ink (self, ink);
  if (from != seen_from)
    draw_line (self, from, seen_from, y, TRUE, width);
  draw_line (self, seen_from, seen_to == to ? tip + (right ? -5 : 5) : seen_to, y,
             um_ladder_row_is_missing (row), width);
  if (seen_to != to)
    draw_line (self, seen_to, tip + (right ? -5 : 5), y, TRUE, width);
  draw_tip (self, tip, y, right);
}

/* "INVITE", "200 OK" */
static char *
arrow_title (const UmPdf *self, const UmFlowArrow *arrow)
{
  UmSlice label = um_slice_from_string (arrow->label);
  const UmSlice version = UM_SLICE ("SIP/2.0 ");
  gssize blank = um_slice_find_byte (label, ' ');
  g_autofree char *title = NULL;

  if (um_slice_has_prefix (label, version))
    label = um_slice_from (label, version.len);
  else if (blank > 0)
    label = um_slice_head (label, (gsize) blank);
  title = um_text_shorten (label, MAX_TITLE);
  if (arrow->retransmission)
    return g_strdup_printf ("%s (%s)", title, um_pdf_tr (self, N_ ("repeated")));
  return arrow->message->has_sdp ? g_strdup_printf ("%s (SDP)", title) : g_steal_pointer (&title);
}

static char *
sound_title (const UmPdf *self, const UmMedia *media)
{
  g_autofree char *packets = g_strdup_printf ("%" G_GUINT64_FORMAT, media->packets);
  g_autoptr (UmSentence) sentence = NULL;

  if (media->packets == 0)
    return g_strdup (um_pdf_tr (self, media->to_phone ? N_ ("No sound to the phone")
                                                      : N_ ("No sound from the phone")));
  sentence = um_sentence_new (media->to_phone ? N_ ("Sound to the phone, {0} packets")
                                              : N_ ("Sound from the phone, {0} packets"),
                              packets, NULL);
  return um_sentence_dup_text (sentence, self->options->translate);
}

/* Above its line, in the middle of it. A white ground keeps the columns out of the letters. */
static void
draw_title (UmPdf *self, const Picture *picture, const char *text, UmInk ink, UmIcon icon)
{
  double from = column_x (self, picture->ladder, picture->row->from);
  double to = column_x (self, picture->ladder, picture->row->to);
  double middle = (from + to) / 2;
  UmPdfStyle style = { .size = 7.5,
                       .ink = ink,
                       .bold = icon != UM_ICON_NONE,
                       .max_lines = 1,
                       .width = MAX (ABS (to - from), 110.0) - 14 };
  double width = MIN (um_pdf_text_width (self, &style, text), style.width);
  double room = icon != UM_ICON_NONE ? 11 : 0;
  double x = middle - (width + room) / 2;

  um_pdf_fill (self, UM_INK_WHITE, x - 2, self->y + 1, width + room + 4, 9.5);
  if (icon != UM_ICON_NONE)
    um_pdf_icon (self, icon, ink, UM_INK_WHITE, x, self->y + 1.5, 8);
  style.x = x + room - UM_PDF_MARGIN;
  (void) um_pdf_text_at (self, &style, self->y + 0.5, text);
}

static void
draw_message (UmPdf *self, const Picture *picture)
{
  const UmFlowArrow *arrow = picture->row->arrow;
  gboolean offending = arrow->mark == UM_MARK_OFFENDING;
  g_autofree char *title = arrow_title (self, arrow);
  g_autofree char *marked =
      offending
          ? g_strdup_printf ("%s, %s", title, um_pdf_tr (self, um_report_mark_words (arrow->mark)))
          : g_strdup (title);

  draw_title (self, picture, marked, offending ? UM_INK_RED : UM_INK_TEXT,
              offending ? UM_ICON_CROSS : UM_ICON_NONE);
  draw_arrow (self, picture, self->y + 14, offending ? UM_INK_RED : UM_INK_GREY,
              offending ? 1.8 : 0.9);
}

static void
draw_sound (UmPdf *self, const Picture *picture)
{
  const UmMedia *media = picture->row->media;
  gboolean missing = um_ladder_row_is_missing (picture->row);
  UmInk ink = missing ? UM_INK_RED : UM_INK_BLUE;
  g_autofree char *title = sound_title (self, media);

  draw_title (self, picture, title, ink, missing ? UM_ICON_CROSS : UM_ICON_NONE);
  draw_arrow (self, picture, self->y + 14, ink, missing ? 1.2 : 3.2);
}

static void
draw_row (UmPdf *self, gconstpointer data)
{
  const Picture *picture = data;
  const UmLadderRow *row = picture->row;
  UmPdfStyle time = { .size = 7, .ink = UM_INK_GREY, .width = TIME_WIDTH - 10, .max_lines = 1 };
  g_autofree char *offset = NULL;

  if (row == &g_array_index (picture->ladder->rows, UmLadderRow, 0) || self->y <= UM_PDF_TOP + 1)
    draw_head (self, picture->ladder);
  if (!self->measuring)
    {
      draw_columns (self, picture->ladder, ROW_HEIGHT + (picture->last ? 6 : 0));
      if (row->offset_us != UM_TIME_UNKNOWN)
        offset = g_strdup_printf ("+%.3f s", (double) row->offset_us / G_USEC_PER_SEC);
      if (offset != NULL)
        um_pdf_text_aligned (self, &time, self->y + 8.5, offset, PANGO_ALIGN_RIGHT);
      if (row->arrow != NULL)
        draw_message (self, picture);
      else
        draw_sound (self, picture);
    }
  self->y += ROW_HEIGHT + (picture->last ? 6 : 0);
}

/* --- which call --- */

static gboolean
is_offending (const UmFindings *findings, const UmCall *call)
{
  for (guint i = 0; i < findings->evidence->len; i++)
    {
      const UmEvidence *evidence = findings->evidence->pdata[i];

      if (evidence->grade != UM_GRADE_CLEARS && evidence->message != NULL &&
          um_string_equal (evidence->message->call_id, call->call_id))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_bad (UmMediaFinding finding)
{
  return finding == UM_MEDIA_ONE_WAY || finding == UM_MEDIA_NONE || finding == UM_MEDIA_CUT_OUT ||
         finding == UM_MEDIA_HAIRPIN;
}

/* The call that tells most: sound that is missing, then marked messages, then that it was answered.
 * NULL when there is none. */
static const UmCall *
choose_call (const UmFindings *findings)
{
  g_autoptr (GHashTable) bad = g_hash_table_new (NULL, NULL);
  const UmCall *best = NULL;
  guint most = 0;

  for (guint i = 0; findings->media != NULL && i < findings->media->len; i++)
    {
      const UmMedia *media = findings->media->pdata[i];

      if (is_bad (media->finding))
        g_hash_table_add (bad, (gpointer) media->call);
    }
  for (guint i = 0; findings->calls != NULL && i < findings->calls->len; i++)
    {
      const UmCall *call = findings->calls->pdata[i];
      guint weight =
          1 + (call->answer != NULL ? 1 : 0) + (g_hash_table_contains (bad, call) ? 4 : 0);

      if (weight + 2 <= most)
        continue; /* not even marked messages would lift it: not looked for */
      weight += is_offending (findings, call) ? 2 : 0;
      if (weight > most)
        {
          most = weight;
          best = call;
        }
    }
  return best;
}

void
um_pdf_flow (UmPdf *self)
{
  const UmCall *call = choose_call (self->findings);
  UmPdfStyle note = { .size = 9, .ink = UM_INK_GREY };
  g_autoptr (UmLadder) ladder = call != NULL ? um_ladder_new (self->findings, call) : NULL;
  guint n;

  if (ladder == NULL || ladder->n_columns < 2 || ladder->rows->len == 0)
    return;
  n = MIN (ladder->rows->len, (guint) MAX_ROWS);
  um_pdf_need_room (
      self, MIN (n * ROW_HEIGHT + HEAD_HEIGHT + 78.0, self->height - UM_PDF_TOP - UM_PDF_BOTTOM));
  um_pdf_heading (self, 1, um_pdf_tr (self, N_ ("How one call went")));
  um_pdf_text (self, &note,
               um_pdf_tr (self, N_ ("Time runs downwards. Thick lines with a cross: messages with "
                                    "offending lines. Broad lines: sound. Dotted: not seen in this "
                                    "capture.")));
  um_pdf_space (self, 8);
  for (guint i = 0; i < n; i++)
    {
      Picture picture = { ladder, &g_array_index (ladder->rows, UmLadderRow, i), i + 1 == n };

      um_pdf_keep (self, draw_row, &picture);
    }
  if (ladder->rows->len > n || ladder->flow->left_out > 0)
    um_pdf_left_out (self, N_ ("{0} more messages of this call are not drawn."),
                     ladder->rows->len - n + ladder->flow->left_out);
}
