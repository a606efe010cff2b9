/* Pictures of every page for people to look at: light and dark, at the sizes of a small laptop and
 * of a narrow window, with text twice as large, and in the language of the environment. Fails only
 * when a page cannot be drawn: pixels differ from machine to machine.
 * usage: tools/xtest.sh build/tests/ui/screenshots FOLDER VARIANT... */

#include "ui.h"

#include "app/evidence-page.h"
#include "app/findings-page.h"
#include "app/fix-page.h"
#include "app/phrases.h"
#include "app/report-page.h"
#include "app/start-page.h"
#include "app/symptoms-page.h"

#include <glib/gstdio.h>

typedef struct
{
  const char *name;
  int width, height;
  gboolean dark;
  gboolean large; /* text at 200 % */
  gboolean mirrored;
} Variant;

static const Variant VARIANTS[] = {
  { "light", 1366, 768, FALSE, FALSE, FALSE },  { "dark", 1366, 768, TRUE, FALSE, FALSE },
  { "narrow", 800, 600, FALSE, FALSE, FALSE },  { "large", 1366, 768, FALSE, TRUE, FALSE },
  { "german", 1366, 768, FALSE, FALSE, FALSE }, { "mirrored", 1366, 768, FALSE, FALSE, TRUE },
};

typedef struct
{
  UmWindow *window;
  const char *folder;
  const char *variant;
} Camera;

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  guint *frames = user_data;

  return ++*frames < 4 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* A few frames, so that layout and scrolling have settled. */
static void
settle (GtkWidget *widget)
{
  guint frames = 0;

  gtk_widget_add_tick_callback (widget, on_tick, &frames, NULL);
  ui_wait_for (frames >= 4);
}

static void
shoot (const Camera *camera, const char *name)
{
  GtkWidget *widget = GTK_WIDGET (camera->window);
  g_autofree char *path = g_strdup_printf ("%s/%s-%s.png", camera->folder, name, camera->variant);
  GdkPaintable *paintable;
  GtkSnapshot *snapshot;
  GskRenderNode *node;
  GdkTexture *texture;

  settle (widget);
  paintable = gtk_widget_paintable_new (widget);
  snapshot = gtk_snapshot_new ();
  gdk_paintable_snapshot (paintable, snapshot, gdk_paintable_get_intrinsic_width (paintable),
                          gdk_paintable_get_intrinsic_height (paintable));
  node = gtk_snapshot_free_to_node (snapshot);
  assert_non_null (node);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (gtk_widget_get_native (widget)),
                                         node, NULL);
  assert_true (gdk_texture_save_to_png (texture, path));
  gsk_render_node_unref (node);
  g_object_unref (texture);
  g_object_unref (paintable);
}

static UmWizard *
wizard (const Camera *camera)
{
  return um_window_get_wizard (camera->window);
}

static GFile *
sample (const char *name)
{
  return g_file_new_build_filename (g_getenv ("UM_SAMPLES_DIR"), name, NULL);
}

static void
open_sample (const Camera *camera, const char *name)
{
  g_autoptr (GFile) file = sample (name);

  ui_open (camera->window, file);
}

static void
shoot_step (const Camera *camera, const char *step)
{
  um_wizard_go_to (wizard (camera), step);
  shoot (camera, step);
}

static void
shoot_start (const Camera *camera)
{
  g_autoptr (GFile) picture = ui_file_new ("screenshot.jpg", "\xff\xd8\xff\xe0 JFIF", 9);

  shoot_step (camera, "start");
  ui_open (camera->window, picture);
  shoot (camera, "start-failed");
}

/* With support/fake-helper.py in UM_CAPTURE_HELPER: three INVITEs of a phone, and nothing more. */
static void
shoot_capture (const Camera *camera)
{
  UmStartPage *page = UM_START_PAGE (ui_page (camera->window, "start"));
  UmCaptureView *view = um_start_page_get_capture (page);

  shoot_step (camera, "start");
  gtk_widget_activate_action (GTK_WIDGET (page), "start.capture", NULL);
  shoot (camera, "capture");
  um_capture_view_start (view, "sound");
  ui_wait_for (ui_shows_text (
      GTK_WIDGET (view), um_phrases_translate ("A call can be seen. Let it be answered, and talk "
                                               "for a few seconds.")));
  shoot (camera, "capture-running");
  gtk_widget_activate_action (GTK_WIDGET (view), "capture.stop", NULL);
  ui_wait_for (g_str_equal (um_capture_view_get_part (view), "ended"));
  shoot (camera, "capture-ended");
  gtk_widget_activate_action (GTK_WIDGET (view), "capture.close", NULL);
}

static void
shoot_other_verdicts (const Camera *camera)
{
  g_autoptr (GFile) few = ui_file_new ("registration.txt", UI_TRACE_REGISTER, -1);

  open_sample (camera, "clean-call.pcap");
  um_wizard_go_to (wizard (camera), "findings");
  shoot (camera, "findings-clean");
  ui_open (camera->window, few);
  um_wizard_go_to (wizard (camera), "findings");
  shoot (camera, "findings-inconclusive");
}

static void
shoot_findings (const Camera *camera)
{
  static const char *const views[] = { "call", "compare", "media", "messages" };
  UmFindingsPage *page = UM_FINDINGS_PAGE (ui_page (camera->window, "findings"));

  shoot_step (camera, "findings");
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      g_autofree char *name = g_strdup_printf ("findings-%s", views[i]);

      gtk_stack_set_visible_child_name (um_findings_page_get_views (page), views[i]);
      if (g_str_equal (views[i], "call"))
        ui_wait_for (um_call_view_get_n_rows (um_findings_page_get_call (page)) > 0);
      shoot (camera, name);
    }
  gtk_stack_set_visible_child_name (um_findings_page_get_views (page), "message");
}

static void
shoot_case (const Camera *camera)
{
  UmLoader *loader = um_window_get_loader (camera->window);
  g_autoptr (GFile) outside = sample ("one-way-outside.pcap");

  open_sample (camera, "one-way-inside.pcap");
  gtk_check_button_set_active (
      um_symptoms_page_get_check (UM_SYMPTOMS_PAGE (ui_page (camera->window, "symptoms")),
                                  UM_COMPLAINT_AUDIO),
      TRUE);
  shoot_step (camera, "symptoms");
  um_wizard_go_to (wizard (camera), "evidence");
  um_evidence_page_add_side (UM_EVIDENCE_PAGE (ui_page (camera->window, "evidence")), outside);
  ui_wait_for (um_loader_get_state (loader) == UM_LOADER_DONE);
  shoot (camera, "evidence");
  shoot_findings (camera);
}

static void
shoot_fix_and_report (const Camera *camera)
{
  g_autoptr (GFile) before = ui_file_new ("front-desk.txt", UI_TRACE_ALG, -1);
  g_autoptr (GFile) after = ui_file_new ("after-the-change.txt", UI_TRACE_CLEAN, -1);
  UmReportPage *report = UM_REPORT_PAGE (ui_page (camera->window, "report"));

  ui_open (camera->window, before);
  um_wizard_go_to (wizard (camera), "findings");
  shoot (camera, "findings-trace");
  um_wizard_go_to (wizard (camera), "fix");
  shoot (camera, "fix-general");
  um_fix_page_search (UM_FIX_PAGE (ui_page (camera->window, "fix")), "FortiGate");
  shoot_step (camera, "fix");
  shoot_step (camera, "report");
  um_report_page_open_after (report, after);
  ui_wait_for (um_report_page_get_proof (report) != NULL);
  shoot (camera, "report-after");
}

static void
shoot_all (const Variant *variant, const char *folder)
{
  GtkSettings *settings = gtk_settings_get_default ();
  Camera camera = { .folder = folder, .variant = variant->name };
  int dpi;

  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  if (variant->large)
    g_object_set (settings, "gtk-xft-dpi", 2 * dpi, NULL);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      variant->dark ? ADW_COLOR_SCHEME_FORCE_DARK
                                                    : ADW_COLOR_SCHEME_FORCE_LIGHT);
  gtk_widget_set_default_direction (variant->mirrored ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
  camera.window = ui_window_new (variant->width, variant->height);
  shoot_capture (&camera);
  shoot_start (&camera);
  shoot_other_verdicts (&camera);
  shoot_case (&camera);
  shoot_fix_and_report (&camera);
  ui_window_close (camera.window);
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
}

int
main (int argc, char **argv)
{
  if (argc < 3 || !ui_init ())
    return 77;
  g_mkdir_with_parents (argv[1], 0755);
  for (guint i = 0; i < G_N_ELEMENTS (VARIANTS); i++)
    if (g_strv_contains ((const char *const *) argv + 2, VARIANTS[i].name))
      shoot_all (&VARIANTS[i], argv[1]);
  return 0;
}
