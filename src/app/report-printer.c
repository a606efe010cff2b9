#include "app/report-printer.h"

#include <glib/gi18n.h>

static void
on_draw_page (GtkPrintOperation *operation,
              GtkPrintContext *context,
              int page,
              const UmReportSheets *sheets)
{
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  /* The paper in the printer may be another one than that of the report. */
  double scale = MIN (gtk_print_context_get_width (context) / sheets->width,
                      gtk_print_context_get_height (context) / sheets->height);

  cairo_scale (cr, scale, scale);
  cairo_set_source_surface (cr, sheets->pages->pdata[page], 0, 0);
  cairo_paint (cr);
}

GtkPrintOperation *
um_report_printer_new (UmReportSheets *sheets)
{
  GtkPrintOperation *operation = gtk_print_operation_new ();
  g_autoptr (GtkPageSetup) setup = gtk_page_setup_new ();
  g_autoptr (GtkPaperSize) paper =
      gtk_paper_size_new (sheets->width > 600 ? GTK_PAPER_NAME_LETTER : GTK_PAPER_NAME_A4);

  gtk_page_setup_set_paper_size (setup, paper);
  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_job_name (operation, _ ("SIP ALG report"));
  gtk_print_operation_set_n_pages (operation, (int) sheets->pages->len);
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_object_set_data_full (G_OBJECT (operation), "um-sheets", sheets,
                          (GDestroyNotify) um_report_sheets_free);
  g_signal_connect (operation, "draw-page", G_CALLBACK (on_draw_page), sheets);
  return operation;
}
