#include "ui.h"

#include "app/evidence-page.h"
#include "app/findings-page.h"
#include "app/media-rows.h"

static UmFindingsPage *
findings_page (UmWindow *window)
{
  return UM_FINDINGS_PAGE (ui_page (window, "findings"));
}

static void
open_sample (UmWindow *window, const char *name)
{
  g_autoptr (GFile) file = g_file_new_build_filename (g_getenv ("UM_SAMPLES_DIR"), name, NULL);

  ui_open (window, file);
  assert_int_equal (um_loader_get_state (um_window_get_loader (window)), UM_LOADER_DONE);
}

static void
show_view (UmWindow *window, const char *view)
{
  um_wizard_go_to (um_window_get_wizard (window), "findings");
  gtk_stack_set_visible_child_name (um_findings_page_get_views (findings_page (window)), view);
}

static void
open_both_sides (UmWindow *window)
{
  UmLoader *loader = um_window_get_loader (window);
  g_autoptr (GFile) outside =
      g_file_new_build_filename (g_getenv ("UM_SAMPLES_DIR"), "one-way-outside.pcap", NULL);

  open_sample (window, "one-way-inside.pcap");
  um_evidence_page_add_side (UM_EVIDENCE_PAGE (ui_page (window, "evidence")), outside);
  ui_wait_for (um_loader_get_state (loader) == UM_LOADER_DONE);
}

static UmCallView *
open_call (UmWindow *window)
{
  UmCallView *call = um_findings_page_get_call (findings_page (window));

  show_view (window, "call");
  ui_wait_for (um_call_view_get_n_rows (call) > 0);
  return call;
}

/* A key press as the widget's own controller would see it. */
static void
press (GtkWidget *widget, guint keyval)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  gboolean handled = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", keyval, 0, 0, &handled);
    }
  assert_true (handled);
}

static void
call_is_walked_by_keys_and_the_message_follows (void **state)
{
  UmWindow *window = ui_window_new (1200, 780);
  UmMessageView *view = um_findings_page_get_message_view (findings_page (window));
  UmMessageList *list = um_findings_page_get_messages (findings_page (window));
  UmCallView *call;
  UmLadderView *ladder;

  open_sample (window, "one-way-inside.pcap");
  call = open_call (window);
  ladder = um_call_view_get_ladder (call);
  /* INVITE, repeated, 100, 180, 200, missing sound, ACK, sound, BYE, 200 */
  assert_int_equal (um_call_view_get_n_rows (call), 10);
  assert_true (um_ladder_row_is_missing (um_ladder_view_get_row (ladder, 5)));
  press (GTK_WIDGET (ladder), GDK_KEY_Home);
  press (GTK_WIDGET (ladder), GDK_KEY_Down);
  press (GTK_WIDGET (ladder), GDK_KEY_Down);
  assert_int_equal (um_ladder_view_get_selected (ladder), 2);
  assert_int_equal (um_call_view_get_selected (call)->status, 100);
  assert_ptr_equal (um_message_view_get_message (view), um_call_view_get_selected (call));
  assert_ptr_equal (um_message_list_get_selected (list), um_call_view_get_selected (call));
  press (GTK_WIDGET (ladder), GDK_KEY_End);
  assert_int_equal (um_ladder_view_get_selected (ladder), 9);
  press (GTK_WIDGET (ladder), GDK_KEY_Down);
  assert_int_equal (um_ladder_view_get_selected (ladder), 9);
  press (GTK_WIDGET (ladder), GDK_KEY_Return);
  assert_string_equal (
      gtk_stack_get_visible_child_name (um_findings_page_get_views (findings_page (window))),
      "message");
  ui_window_close (window);
}

static void
message_chosen_in_the_list_is_selected_in_the_call (void **state)
{
  UmWindow *window = ui_window_new (1200, 780);
  UmMessageList *list = um_findings_page_get_messages (findings_page (window));
  UmCallView *call;
  GPtrArray *messages;

  open_sample (window, "one-way-inside.pcap");
  call = open_call (window);
  messages = um_loader_get_findings (um_window_get_loader (window))->about->messages;
  um_message_list_select (list, messages->pdata[8]); /* the answer */
  assert_ptr_equal (um_call_view_get_selected (call), messages->pdata[8]);
  ui_window_close (window);
}

static void
change_on_the_way_is_an_offending_arrow (void **state)
{
  UmWindow *window = ui_window_new (1200, 780);
  const UmLadderRow *row;
  UmCallView *call;

  open_both_sides (window);
  call = open_call (window);
  row = um_ladder_view_get_row (um_call_view_get_ladder (call), 0);
  assert_int_equal (row->arrow->message->method, UM_METHOD_INVITE);
  assert_int_equal (row->arrow->mark, UM_MARK_OFFENDING);
  assert_int_equal (um_ladder_view_get_ladder (um_call_view_get_ladder (call))->router, 1);
  ui_window_close (window);
}

static void
case_without_calls_says_what_to_do (void **state)
{
  UmWindow *window = ui_window_new (1200, 780);
  g_autoptr (GFile) file = ui_file_new ("registration.txt", UI_TRACE_REGISTER, -1);

  ui_open (window, file);
  show_view (window, "call");
  assert_true (ui_shows_text (GTK_WIDGET (findings_page (window)), "place a call"));
  show_view (window, "media");
  assert_true (ui_shows_text (GTK_WIDGET (findings_page (window)), "Sound belongs to calls"));
  show_view (window, "compare");
  assert_true (ui_shows_text (GTK_WIDGET (findings_page (window)), "One side of the router only"));
  ui_window_close (window);
}

static void
missing_sound_stands_first_and_leads_to_its_call (void **state)
{
  UmWindow *window = ui_window_new (1200, 780);
  UmMediaView *media = um_findings_page_get_media (findings_page (window));
  g_autoptr (UmMediaItem) first = NULL;

  open_sample (window, "one-way-inside.pcap");
  assert_int_equal (g_list_model_get_n_items (um_media_view_get_rows (media)), 2);
  first = g_list_model_get_item (um_media_view_get_rows (media), 0);
  assert_int_equal (um_media_item_get_media (first)->finding, UM_MEDIA_ONE_WAY);
  show_view (window, "media");
  g_signal_emit_by_name (media, "activated");
  assert_string_equal (
      gtk_stack_get_visible_child_name (um_findings_page_get_views (findings_page (window))),
      "call");
  g_clear_object (&first);
  ui_window_close (window);
}

static void
both_sides_stand_beside_each_other (void **state)
{
  UmWindow *window = ui_window_new (1200, 780);
  UmCompareView *compare = um_findings_page_get_compare (findings_page (window));
  const UmSideBySide *both;

  open_both_sides (window);
  show_view (window, "compare");
  ui_wait_for (um_compare_view_get_shown (compare) != NULL);
  both = um_compare_view_get_shown (compare);
  assert_int_equal (both->n_changed, 2); /* Via and Contact of the REGISTER */
  gtk_widget_activate_action (GTK_WIDGET (compare), "compare.next", NULL);
  assert_ptr_not_equal (um_compare_view_get_shown (compare), NULL);
  ui_window_close (window);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (call_is_walked_by_keys_and_the_message_follows),
    cmocka_unit_test (message_chosen_in_the_list_is_selected_in_the_call),
    cmocka_unit_test (change_on_the_way_is_an_offending_arrow),
    cmocka_unit_test (case_without_calls_says_what_to_do),
    cmocka_unit_test (missing_sound_stands_first_and_leads_to_its_call),
    cmocka_unit_test (both_sides_stand_beside_each_other),
  };

  if (!ui_init ())
    return 77;
  return cmocka_run_group_tests (tests, NULL, NULL);
}
