#include "app/step-export.h"

#include <gtksourceview/gtksource.h>

#include "app/phrases.h"

gboolean
um_step_export_save (const UmRouter *router, GFile *file, GError **error)
{
  const UmReportOptions options = { .translate = um_phrases_translate };
  g_autofree char *path = g_file_get_path (file);
  g_autofree char *text = NULL;

  if (path == NULL)
    {
      g_set_error_literal (error, UM_ERROR, UM_ERROR_FAILED, "not a file on this computer");
      return FALSE;
    }
  if (g_str_has_suffix (path, ".pdf"))
    return um_report_pdf_write_router (router, &options, path, error);
  text = g_str_has_suffix (path, ".md")
             ? um_report_markdown_new_for_router (router, um_phrases_translate)
             : um_router_to_text (router);
  return um_report_file_save (path, text, error);
}

/* The compositor sets plain text on pages of any printer. */
static GtkSourcePrintCompositor *
compositor_new (const UmRouter *router)
{
  g_autoptr (GtkSourceBuffer) buffer = gtk_source_buffer_new (NULL);
  g_autofree char *text = um_router_to_text (router);
  GtkSourcePrintCompositor *compositor;

  gtk_text_buffer_set_text (GTK_TEXT_BUFFER (buffer), text, -1);
  compositor = gtk_source_print_compositor_new (buffer);
  gtk_source_print_compositor_set_wrap_mode (compositor, GTK_WRAP_WORD_CHAR);
  gtk_source_print_compositor_set_body_font_name (compositor, "Monospace 9");
  gtk_source_print_compositor_set_print_header (compositor, FALSE);
  gtk_source_print_compositor_set_print_footer (compositor, FALSE);
  return compositor;
}

static gboolean
on_paginate (GtkPrintOperation *operation, GtkPrintContext *context, gpointer compositor)
{
  if (!gtk_source_print_compositor_paginate (compositor, context))
    return FALSE;
  gtk_print_operation_set_n_pages (operation, gtk_source_print_compositor_get_n_pages (compositor));
  return TRUE;
}

static void
on_draw_page (GtkPrintOperation *operation, GtkPrintContext *context, int page, gpointer compositor)
{
  gtk_source_print_compositor_draw_page (compositor, context, page);
}

void
um_step_export_print (const UmRouter *router, GtkWindow *parent)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  GtkSourcePrintCompositor *compositor = compositor_new (router);

  gtk_print_operation_set_job_name (operation, um_router_get_title (router));
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_object_set_data_full (G_OBJECT (operation), "compositor", compositor, g_object_unref);
  g_signal_connect (operation, "paginate", G_CALLBACK (on_paginate), compositor);
  g_signal_connect (operation, "draw-page", G_CALLBACK (on_draw_page), compositor);
  (void) gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, parent, NULL);
}
