/* The phones as a table, whose head is repeated on every page. */

#include "report/report-pdf-parts.h"

#include "core/text.h"

enum
{
  MAX_PAGES = 4, /* of the table; the rest is counted by verdict */
  MANY_PHONES = 12,
  MAX_REASON = 600,
};

static const double columns[] = { 0, 24, 190, 332 };

static double
column_width (const UmPdf *self, guint column)
{
  return (column + 1 < G_N_ELEMENTS (columns) ? columns[column + 1] : um_pdf_inner_width (self)) -
         columns[column] - 10;
}

static void
draw_table_head (UmPdf *self)
{
  static const char *const titles[] = { "#", N_ ("Phone"), N_ ("Addresses"), N_ ("Result") };
  UmPdfStyle style = { .size = 8, .ink = UM_INK_GREY, .bold = TRUE, .max_lines = 1 };

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      style.x = columns[i];
      style.width = column_width (self, i);
      (void) um_pdf_text_at (self, &style, self->y, um_pdf_tr (self, titles[i]));
    }
  self->y += 15;
  um_pdf_fill (self, UM_INK_RULE, UM_PDF_MARGIN, self->y - 2, um_pdf_inner_width (self), 0.75);
  self->y += 4;
}

static double
draw_addresses (UmPdf *self, const UmPhone *phone)
{
  UmPdfStyle label = { .size = 7.5,
                       .ink = UM_INK_GREY,
                       .x = columns[2],
                       .width = column_width (self, 2),
                       .max_lines = 1 };
  UmPdfStyle value = {
    .size = 8.5, .mono = TRUE, .x = columns[2], .width = column_width (self, 2)
  };
  char buffer[UM_ENDPOINT_STRING_MAX];
  double y = self->y;

  if (um_address_is_set (&phone->address.address))
    {
      y += um_pdf_text_at (self, &label, y, um_pdf_tr (self, N_ ("its own")));
      y += um_pdf_text_at (self, &value, y, um_endpoint_to_string (&phone->address, buffer)) + 2;
    }
  if (um_address_is_set (&phone->public_address.address))
    {
      y += um_pdf_text_at (self, &label, y, um_pdf_tr (self, N_ ("seen from outside")));
      y += um_pdf_text_at (self, &value, y, um_endpoint_to_string (&phone->public_address, buffer));
    }
  return y - self->y;
}

static double
draw_result (UmPdf *self, const UmPhoneFinding *finding)
{
  UmInk ink = um_pdf_verdict_ink (finding->verdict);
  UmPdfStyle verdict = {
    .size = 9.5, .bold = TRUE, .ink = ink, .x = columns[3] + 15, .width = column_width (self, 3) - 5
  };
  UmPdfStyle body = { .size = 8.5, .x = columns[3] + 15, .width = column_width (self, 3) - 5 };
  g_autofree char *words = um_report_phone_verdict_text (finding, self->options->translate);
  g_autofree char *sentence = um_pdf_sentence (self, finding->reason);
  g_autofree char *reason = um_text_shorten (um_slice_from_string (sentence), MAX_REASON);
  double height;

  um_pdf_icon (self, um_pdf_verdict_icon (finding->verdict), ink, UM_INK_WHITE,
               UM_PDF_MARGIN + columns[3], self->y + 1, 11);
  height = um_pdf_text_at (self, &verdict, self->y, words) + 1;
  return height + um_pdf_text_at (self, &body, self->y + height, reason);
}

static void
draw_phone_row (UmPdf *self, gconstpointer data)
{
  const UmPhoneFinding *finding = data;
  const UmPhone *phone = finding->phone;
  UmPdfStyle number = { .size = 9.5, .ink = UM_INK_GREY };
  UmPdfStyle name = {
    .size = 9.5, .bold = TRUE, .x = columns[1], .max_lines = 3, .width = column_width (self, 1)
  };
  UmPdfStyle aor = { .size = 8.5,
                     .ink = UM_INK_GREY,
                     .x = columns[1],
                     .max_lines = 3,
                     .width = column_width (self, 1) };
  g_autofree char *id = g_strdup_printf ("%u", phone->id);
  g_autofree char *safe_name = um_report_safe_text (phone->name);
  g_autofree char *safe_aor = um_report_safe_text (phone->aor);
  double height, addresses, result;

  if (self->y <= UM_PDF_TOP + 1) /* the table goes on: its head is repeated */
    draw_table_head (self);
  (void) um_pdf_text_at (self, &number, self->y, id);
  height = um_pdf_text_at (self, &name, self->y, safe_name != NULL ? safe_name : "");
  if (safe_aor != NULL)
    height += um_pdf_text_at (self, &aor, self->y + height + 1, safe_aor) + 1;
  addresses = draw_addresses (self, phone);
  result = draw_result (self, finding);
  self->y += MAX (height, MAX (addresses, result)) + 6;
  um_pdf_fill (self, UM_INK_RULE, UM_PDF_MARGIN, self->y, um_pdf_inner_width (self), 0.4);
  self->y += 6;
}

static void
draw_first_phone_row (UmPdf *self, gconstpointer data)
{
  draw_table_head (self);
  draw_phone_row (self, data);
}

void
um_pdf_left_out (UmPdf *self, const char *format, guint64 n)
{
  UmPdfStyle style = { .size = 9.5, .ink = UM_INK_GREY };
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, n);
  g_autoptr (UmSentence) sentence = um_sentence_new (format, number, NULL);
  g_autofree char *text = um_pdf_sentence (self, sentence);

  um_pdf_space (self, 6);
  um_pdf_text (self, &style, text);
}

/* How many phones have which verdict: above a table too long to be counted by eye. */
static void
draw_counts (UmPdf *self, const GPtrArray *phones)
{
  UmPdfStyle body = { .size = 10.5 };
  guint detected = 0, clear = 0;
  g_autofree char *total = g_strdup_printf ("%u", phones->len);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;
  g_autoptr (UmSentence) sentence = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < phones->len; i++)
    {
      UmVerdict verdict = ((const UmPhoneFinding *) phones->pdata[i])->verdict;

      detected += verdict == UM_VERDICT_ALG_DETECTED;
      clear += verdict == UM_VERDICT_NO_ALG;
    }
  first = g_strdup_printf ("%u", detected);
  second = g_strdup_printf ("%u", phones->len - detected - clear);
  third = g_strdup_printf ("%u", clear);
  sentence =
      um_sentence_new (N_ ("{0} phones: SIP ALG detected on {1}, inconclusive on {2}, no SIP "
                           "ALG on {3}."),
                       total, first, second, third, NULL);
  text = um_pdf_sentence (self, sentence);
  um_pdf_text (self, &body, text);
  um_pdf_space (self, 8);
}

void
um_pdf_phones (UmPdf *self)
{
  g_autoptr (GPtrArray) phones = um_report_phones (self->findings);
  UmPdfStyle body = { .size = 10.5 };

  guint last_page, n = 0;

  um_pdf_heading (self, 1, um_pdf_tr (self, N_ ("Phones")));
  if (phones->len > MANY_PHONES)
    draw_counts (self, phones);
  last_page = self->page + MAX_PAGES - 1;
  for (; n < phones->len && self->page <= last_page; n++)
    um_pdf_keep (self, n == 0 ? draw_first_phone_row : draw_phone_row, phones->pdata[n]);
  if (phones->len == 0)
    um_pdf_text (self, &body, um_pdf_tr (self, N_ ("No phone was seen in this capture.")));
  if (phones->len > n)
    um_pdf_left_out (self, N_ ("{0} more phones are not printed."), phones->len - n);
}
