#include "ui.h"

#include "app/findings-page.h"
#include "app/message-item.h"

static UmFindingsPage *
findings_page (UmWindow *window)
{
  return UM_FINDINGS_PAGE (ui_page (window, "findings"));
}

static void
append_options (GString *trace, guint user, const char *call_id)
{
  g_string_append_printf (trace,
                          "Received packet from 203.0.113.50:1024\n"
                          "OPTIONS sip:pbx.example.net SIP/2.0\r\n"
                          "Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK%u;rport\r\n"
                          "From: <sip:%u@pbx.example.net>;tag=t%u\r\n"
                          "To: <sip:pbx.example.net>\r\n"
                          "CSeq: 1 OPTIONS\r\n"
                          "Call-ID: %s\r\n"
                          "Content-Length: 0\r\n"
                          "\r\n",
                          user, user, user, call_id);
}

static UmMessageList *
open_text (UmWindow *window, const char *text, gssize len)
{
  g_autoptr (GFile) file = ui_file_new ("trace.txt", text, len);

  ui_open (window, file);
  assert_int_equal (um_loader_get_state (um_window_get_loader (window)), UM_LOADER_DONE);
  um_wizard_go_to (um_window_get_wizard (window), "findings");
  gtk_stack_set_visible_child_name (um_findings_page_get_views (findings_page (window)),
                                    "messages");
  return um_findings_page_get_messages (findings_page (window));
}

static guint
n_rows (UmMessageList *list)
{
  return g_list_model_get_n_items (um_message_list_get_rows (list));
}

static guint
filtered (UmMessageList *list, const char *method, const char *text)
{
  um_message_list_filter (list, method, text);
  ui_wait_for (!um_message_list_is_busy (list));
  return n_rows (list);
}

static void
offending_message_is_marked_and_selected_like_the_evidence (void **state)
{
  UmWindow *window = ui_window_new (1200, 780);
  UmMessageList *list = open_text (window, UI_TRACE_ALG, -1);
  g_autoptr (UmMessageItem) item = g_list_model_get_item (um_message_list_get_rows (list), 0);

  assert_int_equal (n_rows (list), 1);
  assert_int_equal (um_message_item_get_mark (item), UM_MARK_OFFENDING);
  assert_non_null (um_message_list_get_selected (list));
  assert_ptr_equal (
      um_message_list_get_selected (list),
      um_message_view_get_message (um_findings_page_get_message_view (findings_page (window))));
  g_clear_object (&item);
  ui_window_close (window);
}

static void
filter_finds_method_user_call_id_and_address (void **state)
{
  g_autoptr (GString) trace = g_string_new (UI_TRACE_ALG);
  UmWindow *window = ui_window_new (1200, 780);
  UmMessageList *list;
  const UmMessage *selected;

  append_options (trace, 2001, "first-call@192.168.1.50");
  append_options (trace, 2002, "second-call@192.168.1.50");
  list = open_text (window, trace->str, trace->len);
  selected = um_message_list_get_selected (list);
  assert_int_equal (n_rows (list), 3);
  assert_int_equal (filtered (list, "OPTIONS", NULL), 2);
  assert_null (um_message_list_get_selected (list));
  assert_int_equal (filtered (list, NULL, "2002@"), 1);
  assert_int_equal (filtered (list, NULL, "FIRST-call"), 1);
  assert_int_equal (filtered (list, NULL, "203.0.113.50"), 3);
  assert_int_equal (filtered (list, "INVITE", "second-call"), 0);
  assert_int_equal (filtered (list, NULL, NULL), 3);
  assert_ptr_equal (um_message_list_get_selected (list), selected);
  ui_window_close (window);
}

static void
row_selected_in_the_list_is_the_message_shown (void **state)
{
  g_autoptr (GString) trace = g_string_new (UI_TRACE_ALG);
  UmWindow *window = ui_window_new (1200, 780);
  UmMessageView *view;
  UmMessageList *list;
  g_autoptr (UmMessageItem) item = NULL;

  append_options (trace, 2001, "first-call@192.168.1.50");
  list = open_text (window, trace->str, trace->len);
  view = um_findings_page_get_message_view (findings_page (window));
  item = g_list_model_get_item (um_message_list_get_rows (list), 1);
  assert_ptr_not_equal (um_message_view_get_message (view), um_message_item_get_message (item));
  um_message_list_select (list, um_message_item_get_message (item));
  assert_ptr_equal (um_message_view_get_message (view), um_message_item_get_message (item));
  g_signal_emit_by_name (list, "activated");
  assert_string_equal (
      gtk_stack_get_visible_child_name (um_findings_page_get_views (findings_page (window))),
      "message");
  g_clear_object (&item);
  ui_window_close (window);
}

static void
filter_of_the_old_case_applies_to_the_next (void **state)
{
  g_autoptr (GString) trace = g_string_new (NULL);
  UmWindow *window = ui_window_new (1200, 780);
  UmMessageList *list;

  append_options (trace, 2001, "first-call@192.168.1.50");
  list = open_text (window, UI_TRACE_ALG, -1);
  assert_int_equal (filtered (list, "INVITE", NULL), 1);
  open_text (window, trace->str, trace->len);
  ui_wait_for (!um_message_list_is_busy (list));
  assert_int_equal (n_rows (list), 0);
  assert_int_equal (filtered (list, NULL, NULL), 1);
  ui_window_close (window);
}

static void
window_closes_while_a_filter_runs (void **state)
{
  g_autoptr (GString) trace = g_string_new (NULL);
  UmWindow *window = ui_window_new (1200, 780);
  UmMessageList *list;

  for (guint i = 0; i < 3000; i++)
    append_options (trace, i, "same-call@192.168.1.50");
  list = open_text (window, trace->str, trace->len);
  assert_int_equal (n_rows (list), 3000);
  um_message_list_filter (list, NULL, "nobody");
  assert_true (um_message_list_is_busy (list));
  assert_int_equal (n_rows (list), 3000);
  ui_window_close (window);
}

/* The text of a label anywhere below widget. */
static gboolean
shows (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (shows (child, text))
      return TRUE;
  return FALSE;
}

static void
hostile_call_id_is_shown_escaped (void **state)
{
  g_autoptr (GString) trace = g_string_new (NULL);
  g_autofree char *call_id = g_strnfill (5000, 'x');
  UmWindow *window = ui_window_new (1200, 780);
  g_autoptr (UmMessageItem) item = NULL;
  g_autofree char *text = NULL;
  UmMessageList *list;

  append_options (trace, 1,
                  "\xe2\x80\xae"
                  "evil\x1b[31m\xff<b>@x");
  append_options (trace, 2, call_id);
  list = open_text (window, trace->str, trace->len);
  assert_int_equal (n_rows (list), 2);
  assert_int_equal (filtered (list, NULL, "evil"), 1);
  item = g_list_model_get_item (um_message_list_get_rows (list), 0);
  text = um_text_escape (um_string_slice (um_message_item_get_message (item)->call_id));
  assert_non_null (strstr (text, "\\u{202E}evil\\x1B[31m"));
  ui_wait_for (shows (GTK_WIDGET (list), text));
  g_clear_object (&item);
  ui_window_close (window);
}

static void
copying_says_so (void **state)
{
  UmWindow *window = ui_window_new (1200, 780);
  GtkWidget *view;

  open_text (window, UI_TRACE_ALG, -1);
  view = GTK_WIDGET (um_findings_page_get_message_view (findings_page (window)));
  assert_false (shows (GTK_WIDGET (window), "Message copied"));
  gtk_widget_activate_action (view, "message.copy", NULL);
  ui_wait_for (shows (GTK_WIDGET (window), "Message copied"));
  ui_window_close (window);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (offending_message_is_marked_and_selected_like_the_evidence),
    cmocka_unit_test (filter_finds_method_user_call_id_and_address),
    cmocka_unit_test (row_selected_in_the_list_is_the_message_shown),
    cmocka_unit_test (filter_of_the_old_case_applies_to_the_next),
    cmocka_unit_test (window_closes_while_a_filter_runs),
    cmocka_unit_test (hostile_call_id_is_shown_escaped),
    cmocka_unit_test (copying_says_so),
  };

  if (!ui_init ())
    return 77;
  return cmocka_run_group_tests (tests, NULL, NULL);
}
