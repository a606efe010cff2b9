/* Pictures of every page for people to look at: light and dark, at the sizes of a small laptop and
 * of a narrow window. Not a test: pixels differ from machine to machine.
 * UM_SCREENSHOT_DIR=DIR tools/xtest.sh build/tests/ui/screenshots */

#include "ui.h"

#include "app/findings-page.h"
#include "app/fix-page.h"
#include "app/report-page.h"
#include "app/symptoms-page.h"

static const char *folder;

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
shoot (UmWindow *window, const char *name)
{
  GtkWidget *widget = GTK_WIDGET (window);
  g_autofree char *path = g_strdup_printf ("%s/%s.png", folder, name);
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

static void
shoot_page (UmWindow *window, const char *page, const char *variant)
{
  g_autofree char *name = g_strdup_printf ("%s-%s", page, variant);

  um_wizard_go_to (um_window_get_wizard (window), page);
  shoot (window, name);
}

static void
shoot_all (int width, int height, const char *variant)
{
  g_autoptr (GFile) alg = ui_file_new ("front-desk.txt", UI_TRACE_ALG, -1);
  g_autoptr (GFile) clean = ui_file_new ("clean.txt", UI_TRACE_CLEAN, -1);
  g_autoptr (GFile) picture = ui_file_new ("screenshot.jpg", "\xff\xd8\xff\xe0 JFIF", 9);
  g_autofree char *failed = g_strdup_printf ("failed-%s", variant);
  g_autofree char *no_alg = g_strdup_printf ("findings-clean-%s", variant);
  g_autoptr (GFile) few = ui_file_new ("registration.txt", UI_TRACE_REGISTER, -1);
  g_autofree char *undecided = g_strdup_printf ("findings-inconclusive-%s", variant);
  g_autofree char *general = g_strdup_printf ("fix-general-%s", variant);
  g_autofree char *messages = g_strdup_printf ("findings-messages-%s", variant);
  UmWindow *window = ui_window_new (width, height);
  GtkStack *views;

  shoot_page (window, "start", variant);
  ui_open (window, picture);
  shoot (window, failed);
  ui_open (window, clean);
  um_wizard_go_to (um_window_get_wizard (window), "findings");
  shoot (window, no_alg);
  ui_open (window, few);
  um_wizard_go_to (um_window_get_wizard (window), "findings");
  shoot (window, undecided);
  ui_open (window, alg);
  gtk_check_button_set_active (
      um_symptoms_page_get_check (UM_SYMPTOMS_PAGE (ui_page (window, "symptoms")),
                                  UM_COMPLAINT_ECHO),
      TRUE);
  shoot_page (window, "symptoms", variant);
  shoot_page (window, "evidence", variant);
  shoot_page (window, "findings", variant);
  views = um_findings_page_get_views (UM_FINDINGS_PAGE (ui_page (window, "findings")));
  gtk_stack_set_visible_child_name (views, "messages");
  shoot (window, messages);
  um_wizard_go_to (um_window_get_wizard (window), "fix");
  shoot (window, general);
  um_fix_page_search (UM_FIX_PAGE (ui_page (window, "fix")), "FortiGate");
  shoot_page (window, "fix", variant);
  um_report_page_open_after (UM_REPORT_PAGE (ui_page (window, "report")), clean);
  ui_wait_for (um_report_page_get_proof (UM_REPORT_PAGE (ui_page (window, "report"))) != NULL);
  shoot_page (window, "report", variant);
  ui_window_close (window);
}

int
main (int argc, char **argv)
{
  AdwStyleManager *style;

  folder = g_getenv ("UM_SCREENSHOT_DIR");
  if (folder == NULL || !ui_init ())
    return 77;
  style = adw_style_manager_get_default ();
  shoot_all (1366, 768, "light");
  shoot_all (800, 600, "narrow");
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_FORCE_DARK);
  shoot_all (1366, 768, "dark");
  return 0;
}
