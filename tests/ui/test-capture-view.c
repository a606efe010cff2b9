/* A live capture in the window, with support/fake-helper.py in place of the helper. */

#include "ui.h"

#include "app/start-page.h"

#include <glib/gstdio.h>

typedef struct
{
  UmWindow *window;
  UmStartPage *page;
  UmCaptureView *view;
} Fixture;

static int
setup (void **state)
{
  Fixture *self = g_new0 (Fixture, 1);

  self->window = ui_window_new (1366, 768);
  self->page = UM_START_PAGE (ui_page (self->window, "start"));
  self->view = um_start_page_get_capture (self->page);
  gtk_widget_activate_action (GTK_WIDGET (self->page), "start.capture", NULL);
  *state = self;
  return 0;
}

static int
teardown (void **state)
{
  Fixture *self = *state;

  if (self->window != NULL)
    ui_window_close (self->window);
  g_free (self);
  return 0;
}

static gboolean
shows (const Fixture *self, const char *text)
{
  return ui_shows_text (GTK_WIDGET (self->view), text);
}

static void
act (const Fixture *self, const char *action)
{
  gtk_widget_activate_action (GTK_WIDGET (self->view), action, NULL);
}

static void
interfaces_and_the_privacy_line_come_first (void **state)
{
  Fixture *self = *state;

  assert_string_equal (um_start_page_get_view (self->page), "capture");
  assert_string_equal (um_capture_view_get_part (self->view), "setup");
  assert_true (shows (self, "(lo)"));
  assert_true (shows (self, "have the consent"));
  assert_true (shows (self, "Mirror port of the switch"));
  act (self, "capture.close");
  assert_string_equal (um_start_page_get_view (self->page), "choose");
}

static void
call_is_watched_stopped_saved_and_leads_to_the_findings (void **state)
{
  Fixture *self = *state;
  g_autoptr (GFile) file = ui_file_new ("saved.pcapng", "", 0);
  g_autofree char *bytes = NULL;
  gsize len = 0;

  um_capture_view_start (self->view, "healthy");
  assert_string_equal (um_capture_view_get_part (self->view), "running");
  assert_true (um_wizard_page_get_busy (UM_WIZARD_PAGE (self->page)));
  assert_false (um_wizard_can_go_next (um_window_get_wizard (self->window)));
  ui_wait_for (shows (self, "A call can be seen"));
  act (self, "capture.stop");
  ui_wait_for (g_str_equal (um_capture_view_get_part (self->view), "ended"));
  assert_true (shows (self, "The capture was stopped"));
  assert_false (um_wizard_page_get_busy (UM_WIZARD_PAGE (self->page)));

  um_capture_view_save (self->view, file);
  ui_wait_for (g_file_load_contents (file, NULL, &bytes, &len, NULL, NULL) && len > 500);
  assert_memory_equal (bytes, "\n\r\r\n", 4);

  act (self, "capture.findings");
  assert_string_equal (ui_page_name (self->window), "Findings");
  assert_int_equal (um_loader_get_findings (um_window_get_loader (self->window))->about->kind,
                    UM_SOURCE_LIVE);
  (void) g_file_delete (file, NULL, NULL);
}

/* The technician's word on the place is asked of a live capture as of a file. */
static void
place_of_a_live_capture_can_be_corrected (void **state)
{
  Fixture *self = *state;
  UmLoader *loader = um_window_get_loader (self->window);

  um_capture_view_start (self->view, "healthy");
  ui_wait_for (shows (self, "A call can be seen"));
  act (self, "capture.stop");
  ui_wait_for (g_str_equal (um_capture_view_get_part (self->view), "ended"));
  act (self, "capture.findings");
  um_loader_set_vantage (loader, UM_VANTAGE_SERVER);
  ui_wait_for (um_loader_get_state (loader) == UM_LOADER_DONE);
  assert_int_equal (um_loader_get_findings (loader)->vantage, UM_VANTAGE_SERVER);
  assert_int_equal (um_loader_get_findings (loader)->about->messages->len, 3);
}

static void
dying_helper_is_told_and_what_came_is_kept (void **state)
{
  Fixture *self = *state;

  um_capture_view_start (self->view, "dies");
  ui_wait_for (g_str_equal (um_capture_view_get_part (self->view), "ended"));
  assert_true (shows (self, "stopped working"));
  act (self, "capture.findings");
  assert_string_equal (ui_page_name (self->window), "Findings");
}

static void
missing_right_is_explained_where_the_capture_is_started (void **state)
{
  Fixture *self = *state;

  um_capture_view_start (self->view, "fault-1");
  ui_wait_for (g_str_equal (um_capture_view_get_part (self->view), "setup"));
  assert_true (shows (self, "setcap"));
  assert_false (um_wizard_page_get_busy (UM_WIZARD_PAGE (self->page)));
}

static void
opened_file_ends_the_capture (void **state)
{
  Fixture *self = *state;
  g_autoptr (GFile) file = ui_file_new ("other.txt", UI_TRACE_ALG, -1);

  um_capture_view_start (self->view, "healthy");
  ui_wait_for (shows (self, "A call can be seen"));
  ui_open (self->window, file);
  assert_int_equal (um_loader_get_findings (um_window_get_loader (self->window))->about->kind,
                    UM_SOURCE_TEXT);
}

static void
window_can_be_closed_while_it_captures (void **state)
{
  Fixture *self = *state;

  um_capture_view_start (self->view, "healthy");
  ui_wait_for (shows (self, "A call can be seen"));
  ui_window_close (self->window);
  self->window = NULL;
}

#define TEST(name) cmocka_unit_test_setup_teardown (name, setup, teardown)

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TEST (interfaces_and_the_privacy_line_come_first),
    TEST (call_is_watched_stopped_saved_and_leads_to_the_findings),
    TEST (place_of_a_live_capture_can_be_corrected),
    TEST (dying_helper_is_told_and_what_came_is_kept),
    TEST (missing_right_is_explained_where_the_capture_is_started),
    TEST (opened_file_ends_the_capture),
    TEST (window_can_be_closed_while_it_captures),
  };

  if (!ui_init ())
    return 77;
  return cmocka_run_group_tests (tests, NULL, NULL);
}
