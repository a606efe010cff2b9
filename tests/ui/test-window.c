#include "ui.h"

#include "app/capture-help.h"
#include "app/command-box.h"
#include "app/coverage-row.h"
#include "app/evidence-page.h"
#include "app/evidence-row.h"
#include "app/findings-page.h"
#include "app/fix-page.h"
#include "app/line-card.h"
#include "app/report-page.h"
#include "app/router-row.h"
#include "app/start-page.h"
#include "app/step-export.h"
#include "app/step-row.h"
#include "app/symptom-list.h"
#include "app/symptom-row.h"
#include "app/symptoms-page.h"

static UmFindingsPage *
findings_page (UmWindow *window)
{
  return UM_FINDINGS_PAGE (ui_page (window, "findings"));
}

static const char *
start_view (UmWindow *window)
{
  return um_start_page_get_view (UM_START_PAGE (ui_page (window, "start")));
}

static void
open_trace (UmWindow *window, const char *text)
{
  g_autoptr (GFile) file = ui_file_new ("trace.txt", text, -1);

  ui_open (window, file);
  assert_int_equal (um_loader_get_state (um_window_get_loader (window)), UM_LOADER_DONE);
}

/* The line of the buffer that begins with prefix. */
static int
find_line (GtkTextBuffer *buffer, const char *prefix)
{
  for (int i = 0; i < gtk_text_buffer_get_line_count (buffer); i++)
    {
      g_autofree char *text = NULL;
      GtkTextIter start;
      GtkTextIter end;

      gtk_text_buffer_get_iter_at_line (buffer, &start, i);
      end = start;
      if (!gtk_text_iter_ends_line (&end))
        gtk_text_iter_forward_to_line_end (&end);
      text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
      if (g_str_has_prefix (text, prefix))
        return i;
    }
  fail_msg ("no line begins with \"%s\"", prefix);
  return -1;
}

static UmMessagePane *
message_pane (UmWindow *window)
{
  return um_message_view_get_pane (um_findings_page_get_message_view (findings_page (window)));
}

/* The line carries the tag and, in the gutter, the icon of this name, and no other of them. */
static void
assert_line_mark (UmMessagePane *pane, const char *prefix, const char *expected)
{
  static const char *const names[] = { "offending", "normal", "untouched" };
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (pane));
  int line = find_line (buffer, prefix);
  g_autofree char *icon =
      um_message_gutter_dup_text (um_message_pane_get_gutter (pane, UM_GUTTER_ICONS), (guint) line);
  g_autofree char *word =
      um_message_gutter_dup_text (um_message_pane_get_gutter (pane, UM_GUTTER_WORDS), (guint) line);
  GtkTextIter iter;

  gtk_text_buffer_get_iter_at_line (buffer, &iter, line);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      GtkTextTag *tag =
          gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (buffer), names[i]);

      assert_int_equal (gtk_text_iter_has_tag (&iter, tag), g_strcmp0 (names[i], expected) == 0);
    }
  assert_int_equal (icon != NULL, expected != NULL);
  assert_int_equal (word != NULL, expected != NULL);
  if (expected != NULL)
    assert_non_null (strstr (icon, expected));
}

/* The text that carries the tag in this line, or NULL. */
static char *
dup_tagged (GtkTextBuffer *buffer, const char *prefix, const char *tag_name)
{
  GtkTextTag *tag = gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (buffer), tag_name);
  GtkTextIter start;
  GtkTextIter end;
  int line = find_line (buffer, prefix);

  gtk_text_buffer_get_iter_at_line (buffer, &start, line);
  if (!gtk_text_iter_starts_tag (&start, tag) && !gtk_text_iter_forward_to_tag_toggle (&start, tag))
    return NULL;
  if (gtk_text_iter_get_line (&start) != line)
    return NULL;
  end = start;
  gtk_text_iter_forward_to_tag_toggle (&end, tag);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
every_template_instantiates (void **state)
{
  GType types[] = {
    UM_TYPE_CAPTURE_HELP, UM_TYPE_COMMAND_BOX,   UM_TYPE_COVERAGE_ROW,   UM_TYPE_EVIDENCE_LIST,
    UM_TYPE_EVIDENCE_ROW, UM_TYPE_FINDINGS_PAGE, UM_TYPE_FIX_PAGE,       UM_TYPE_LINE_CARD,
    UM_TYPE_MESSAGE_VIEW, UM_TYPE_REPORT_PAGE,   UM_TYPE_ROUTER_ROW,     UM_TYPE_ROUTER_VIEW,
    UM_TYPE_START_PAGE,   UM_TYPE_STEP_ROW,      UM_TYPE_VERDICT_BANNER, UM_TYPE_WIZARD,
    UM_TYPE_SYMPTOM_LIST, UM_TYPE_SYMPTOM_ROW,   UM_TYPE_SYMPTOMS_PAGE,  UM_TYPE_EVIDENCE_PAGE,
    UM_TYPE_MESSAGE_LIST, UM_TYPE_CALL_VIEW,     UM_TYPE_COMPARE_VIEW,   UM_TYPE_MEDIA_VIEW,
  };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      GtkWidget *widget = g_object_ref_sink (g_object_new (types[i], NULL));
      gpointer weak = widget;

      print_message ("%s\n", g_type_name (types[i]));
      assert_non_null (gtk_widget_get_first_child (widget));
      g_object_add_weak_pointer (G_OBJECT (widget), &weak);
      g_object_unref (widget);
      ui_wait_for (weak == NULL);
    }
}

static void
trace_with_alg_leads_to_findings_with_marked_lines (void **state)
{
  UmWindow *window = ui_window_new (1200, 780);
  UmMessagePane *pane;
  GtkTextBuffer *buffer;
  g_autofree char *span = NULL;

  open_trace (window, UI_TRACE_ALG);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.step", "s", "findings");
  assert_string_equal (ui_page_name (window), "Findings");
  assert_string_equal (
      um_verdict_banner_get_title (um_findings_page_get_banner (findings_page (window))),
      "SIP ALG detected (likely)");
  pane = message_pane (window);
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (pane));
  assert_int_equal (find_line (buffer, "Received packet from"), 0);
  assert_line_mark (pane, "Received packet from", "normal");
  assert_line_mark (pane, "Via:", "normal");
  assert_line_mark (pane, "Contact:", "offending");
  assert_line_mark (pane, "o=", "offending");
  assert_line_mark (pane, "c=", "offending");
  assert_line_mark (pane, "INVITE ", NULL);
  assert_line_mark (pane, "User-Agent:", NULL);
  assert_line_mark (pane, "m=audio", NULL);
  span = dup_tagged (buffer, "c=", "offending-span");
  assert_string_equal (span, "203.0.113.50");
  ui_window_close (window);
}

static void
clean_trace_has_nothing_offending (void **state)
{
  UmWindow *window = ui_window_new (1200, 780);
  UmMessagePane *pane;
  GtkTextBuffer *buffer;

  open_trace (window, UI_TRACE_CLEAN);
  assert_string_equal (
      um_verdict_banner_get_title (um_findings_page_get_banner (findings_page (window))),
      "No SIP ALG");
  pane = message_pane (window);
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (pane));
  assert_line_mark (pane, "Contact:", "untouched");
  assert_line_mark (pane, "c=", "untouched");
  assert_line_mark (pane, "INVITE ", NULL);
  assert_null (dup_tagged (buffer, "Contact:", "offending-span"));
  ui_window_close (window);
}

static void
next_offending_line_walks_from_contact_to_sdp_and_stops (void **state)
{
  UmWindow *window = ui_window_new (1200, 780);
  UmMessageView *view;

  open_trace (window, UI_TRACE_ALG);
  view = um_findings_page_get_message_view (findings_page (window));
  assert_true (g_str_has_prefix (um_message_view_get_selected_line (view)->text, "Contact:"));
  gtk_widget_activate_action (GTK_WIDGET (view), "message.next-offending", NULL);
  assert_true (g_str_has_prefix (um_message_view_get_selected_line (view)->text, "o="));
  gtk_widget_activate_action (GTK_WIDGET (view), "message.next-offending", NULL);
  assert_true (g_str_has_prefix (um_message_view_get_selected_line (view)->text, "c="));
  gtk_widget_activate_action (GTK_WIDGET (view), "message.next-offending", NULL);
  assert_true (g_str_has_prefix (um_message_view_get_selected_line (view)->text, "c="));
  gtk_widget_activate_action (GTK_WIDGET (view), "message.previous-offending", NULL);
  assert_true (g_str_has_prefix (um_message_view_get_selected_line (view)->text, "o="));
  ui_window_close (window);
}

static void
steps_are_reached_only_with_a_case (void **state)
{
  static const char *const names[] = { "Start",    "Symptoms", "Evidence",
                                       "Findings", "Fix",      "Verify and report" };
  UmWindow *window = ui_window_new (1200, 780);
  UmWizard *wizard = um_window_get_wizard (window);
  GtkWidget *widget = GTK_WIDGET (window);

  assert_false (um_wizard_can_go_back (wizard));
  assert_false (um_wizard_can_go_next (wizard));
  gtk_widget_activate_action (widget, "win.next", NULL);
  assert_string_equal (ui_page_name (window), "Start");
  gtk_widget_activate_action (widget, "win.step", "s", "report");
  assert_string_equal (ui_page_name (window), "Start");

  open_trace (window, UI_TRACE_ALG);
  for (guint i = 1; i < G_N_ELEMENTS (names); i++)
    {
      assert_string_equal (ui_page_name (window), names[i]);
      gtk_widget_activate_action (widget, "win.next", NULL);
    }
  assert_false (um_wizard_can_go_next (wizard));
  for (guint i = 1; i < G_N_ELEMENTS (names); i++)
    gtk_widget_activate_action (widget, "win.back", NULL);
  assert_string_equal (ui_page_name (window), "Start");
  assert_true (um_wizard_can_go_next (wizard));
  ui_window_close (window);
}

static void
complaints_rank_the_symptoms_and_never_the_verdict (void **state)
{
  UmWindow *window = ui_window_new (1200, 780);
  UmSymptomsPage *page = UM_SYMPTOMS_PAGE (ui_page (window, "symptoms"));
  UmSymptomList *list = um_findings_page_get_symptoms (findings_page (window));
  UmFindings *findings;

  open_trace (window, UI_TRACE_ALG);
  findings = um_loader_get_findings (um_window_get_loader (window));
  assert_int_equal (um_symptom_list_get_n_rows (list), 0);
  assert_false (um_symptoms_page_get_warns (page));

  gtk_check_button_set_active (um_symptoms_page_get_check (page, UM_COMPLAINT_ECHO), TRUE);
  assert_true (um_symptoms_page_get_warns (page));
  assert_int_equal (um_symptom_list_get_n_rows (list), 1);
  gtk_check_button_set_active (um_symptoms_page_get_check (page, UM_COMPLAINT_AUDIO), TRUE);
  assert_false (um_symptoms_page_get_warns (page));
  assert_int_equal (um_symptom_list_get_n_rows (list), 3);
  assert_ptr_equal (um_loader_get_findings (um_window_get_loader (window)), findings);
  assert_int_equal (findings->verdict, UM_VERDICT_ALG_DETECTED);

  /* The next customer has said nothing yet. */
  open_trace (window, UI_TRACE_CLEAN);
  assert_false (gtk_check_button_get_active (um_symptoms_page_get_check (page, UM_COMPLAINT_ECHO)));
  ui_window_close (window);
}

static void
other_side_of_the_router_makes_proof (void **state)
{
  UmWindow *window = ui_window_new (1200, 780);
  UmLoader *loader = um_window_get_loader (window);
  UmEvidencePage *page = UM_EVIDENCE_PAGE (ui_page (window, "evidence"));
  g_autoptr (GFile) outside = ui_file_new ("outside.txt", UI_TRACE_ALG, -1);
  UmFindings *findings;

  open_trace (window, UI_TRACE_CLEAN);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.step", "s", "evidence");
  um_evidence_page_add_side (page, outside);
  assert_true (um_wizard_page_get_busy (UM_WIZARD_PAGE (page)));
  assert_string_equal (ui_page_name (window), "Evidence");
  ui_wait_for (um_loader_get_state (loader) == UM_LOADER_DONE);
  findings = um_loader_get_findings (loader);
  assert_non_null (findings->outside);
  assert_int_equal (findings->verdict, UM_VERDICT_ALG_DETECTED);
  assert_int_equal (findings->certainty, UM_CERTAINTY_PROVEN);
  assert_string_equal (ui_page_name (window), "Evidence");
  assert_false (um_wizard_page_get_busy (UM_WIZARD_PAGE (page)));
  ui_window_close (window);
}

static void
unreadable_other_side_leaves_the_case_open (void **state)
{
  UmWindow *window = ui_window_new (1200, 780);
  UmLoader *loader = um_window_get_loader (window);
  g_autoptr (GFile) empty = ui_file_new ("empty.pcap", "", 0);
  UmFindings *findings;

  open_trace (window, UI_TRACE_ALG);
  findings = um_loader_get_findings (loader);
  um_evidence_page_add_side (UM_EVIDENCE_PAGE (ui_page (window, "evidence")), empty);
  ui_wait_for (um_loader_get_state (loader) != UM_LOADER_LOADING);
  assert_int_equal (um_loader_get_state (loader), UM_LOADER_DONE);
  assert_non_null (um_loader_get_side_error (loader));
  assert_ptr_equal (um_loader_get_findings (loader), findings);

  /* Cancelled, it is as if it had not been asked for. */
  um_evidence_page_add_side (UM_EVIDENCE_PAGE (ui_page (window, "evidence")), empty);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.cancel", NULL);
  assert_int_equal (um_loader_get_state (loader), UM_LOADER_DONE);
  assert_ptr_equal (um_loader_get_findings (loader), findings);
  assert_null (um_loader_get_side_error (loader));
  ui_window_close (window);
}

static void
corrected_place_is_judged_again (void **state)
{
  UmWindow *window = ui_window_new (1200, 780);
  UmLoader *loader = um_window_get_loader (window);
  AdwComboRow *row =
      um_evidence_page_get_vantage_row (UM_EVIDENCE_PAGE (ui_page (window, "evidence")));

  open_trace (window, UI_TRACE_ALG);
  assert_int_equal (adw_combo_row_get_selected (row), 0);
  adw_combo_row_set_selected (row, 1); /* on the phones' side the article's rule is off */
  assert_int_equal (um_loader_get_state (loader), UM_LOADER_LOADING);
  ui_wait_for (um_loader_get_state (loader) == UM_LOADER_DONE);
  assert_int_equal (um_loader_get_findings (loader)->vantage, UM_VANTAGE_LAN);
  assert_int_not_equal (um_loader_get_findings (loader)->verdict, UM_VERDICT_ALG_DETECTED);
  adw_combo_row_set_selected (row, 0);
  ui_wait_for (um_loader_get_state (loader) == UM_LOADER_DONE);
  assert_int_equal (um_loader_get_findings (loader)->verdict, UM_VERDICT_ALG_DETECTED);
  ui_window_close (window);
}

static void
capture_after_the_change_proves_the_fix (void **state)
{
  UmWindow *window = ui_window_new (1200, 780);
  UmReportPage *page = UM_REPORT_PAGE (ui_page (window, "report"));
  g_autoptr (GFile) clean = ui_file_new ("after.txt", UI_TRACE_CLEAN, -1);
  g_autoptr (GFile) same = ui_file_new ("again.txt", UI_TRACE_ALG, -1);
  g_autoptr (GFile) out = ui_file_new ("proof.md", "", 0);
  g_autofree char *text = NULL;

  open_trace (window, UI_TRACE_ALG);
  assert_null (um_report_page_get_proof (page));
  um_report_page_open_after (page, same);
  ui_wait_for (um_report_page_get_proof (page) != NULL);
  assert_int_equal (um_report_page_get_proof (page)->outcome, UM_OUTCOME_REMAINS);

  um_report_page_open_after (page, clean);
  assert_null (um_report_page_get_proof (page));
  ui_wait_for (um_report_page_get_proof (page) != NULL);
  assert_int_equal (um_report_page_get_proof (page)->outcome, UM_OUTCOME_FIXED);

  adw_combo_row_set_selected (um_report_page_get_format_row (page), 2);
  um_report_page_save (page, out);
  ui_wait_for (um_wizard_page_get_complete (UM_WIZARD_PAGE (page)));
  assert_true (g_file_load_contents (out, NULL, &text, NULL, NULL, NULL));
  assert_non_null (strstr (text, "fixed"));

  /* Another case has no proof yet. */
  open_trace (window, UI_TRACE_ALG);
  assert_null (um_report_page_get_proof (page));
  ui_window_close (window);
}

static void
picture_shows_the_error_and_another_file_can_be_opened (void **state)
{
  UmWindow *window = ui_window_new (1200, 780);
  g_autoptr (GFile) file = ui_file_new ("photo.jpg", "\xff\xd8\xff\xe0\0\x10JFIF\0\1\1", 14);

  ui_open (window, file);
  assert_int_equal (um_loader_get_state (um_window_get_loader (window)), UM_LOADER_FAILED);
  assert_string_equal (ui_page_name (window), "Start");
  assert_string_equal (start_view (window), "failed");
  assert_false (um_wizard_can_go_next (um_window_get_wizard (window)));

  open_trace (window, UI_TRACE_ALG);
  assert_string_equal (ui_page_name (window), "Symptoms");
  ui_window_close (window);
}

static void
dropped_file_is_opened (void **state)
{
  UmWindow *window = ui_window_new (1200, 780);
  g_autoptr (GFile) file = ui_file_new ("a <b> & c.txt", UI_TRACE_ALG, -1);
  g_autoptr (GListModel) controllers =
      gtk_widget_observe_controllers (GTK_WIDGET (um_window_get_wizard (window)));
  GSList files = { .data = file };
  gboolean handled = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
      g_auto (GValue) value = G_VALUE_INIT;

      if (!GTK_IS_DROP_TARGET (controller))
        continue;
      g_value_init (&value, GDK_TYPE_FILE_LIST);
      g_value_take_boxed (&value, gdk_file_list_new_from_list (&files));
      g_signal_emit_by_name (controller, "drop", &value, 10.0, 10.0, &handled);
    }
  assert_true (handled);
  ui_wait_for (um_loader_get_state (um_window_get_loader (window)) == UM_LOADER_DONE);
  assert_string_equal (ui_page_name (window), "Symptoms");
  assert_string_equal (gtk_window_get_title (GTK_WINDOW (window)), "a <b> & c.txt");
  ui_window_close (window);
}

static void
pasted_text_is_a_case (void **state)
{
  UmWindow *window = ui_window_new (1200, 780);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (window)), UI_TRACE_ALG);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.paste", NULL);
  ui_wait_for (um_loader_get_state (um_window_get_loader (window)) == UM_LOADER_DONE);
  assert_string_equal (ui_page_name (window), "Symptoms");
  ui_window_close (window);
}

static void
cancelled_run_leaves_no_result (void **state)
{
  UmWindow *window = ui_window_new (1200, 780);
  UmLoader *loader = um_window_get_loader (window);
  g_autoptr (GFile) alg = ui_file_new ("alg.txt", UI_TRACE_ALG, -1);
  gpointer weak = NULL;

  um_window_open_file (window, alg);
  assert_string_equal (start_view (window), "loading");
  assert_false (um_wizard_can_go_next (um_window_get_wizard (window)));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.cancel", NULL);
  assert_int_equal (um_loader_get_state (loader), UM_LOADER_IDLE);
  assert_string_equal (start_view (window), "choose");

  /* The run keeps the loader until its callback: once the window is gone, that has been. */
  weak = loader;
  g_object_add_weak_pointer (G_OBJECT (loader), &weak);
  ui_window_close (window);
  ui_wait_for (weak == NULL);
}

static void
second_file_wins_over_a_first_that_still_loads (void **state)
{
  UmWindow *window = ui_window_new (1200, 780);
  g_autoptr (GFile) alg = ui_file_new ("alg.txt", UI_TRACE_ALG, -1);
  g_autoptr (GFile) clean = ui_file_new ("clean.txt", UI_TRACE_CLEAN, -1);

  um_window_open_file (window, alg);
  ui_open (window, clean);
  assert_string_equal (um_loader_get_name (um_window_get_loader (window)), "clean.txt");
  assert_int_equal (um_loader_get_findings (um_window_get_loader (window))->verdict,
                    UM_VERDICT_NO_ALG);
  ui_window_close (window);
}

static void
window_can_be_closed_while_it_loads (void **state)
{
  UmWindow *window = ui_window_new (1200, 780);
  g_autoptr (GFile) alg = ui_file_new ("alg.txt", UI_TRACE_ALG, -1);

  um_window_open_file (window, alg);
  ui_window_close (window);
}

/* A row with this title, or NULL. The error page names the file as well. */
static GtkWidget *
find_row (GtkWidget *widget, const char *title)
{
  GtkWidget *found = NULL;

  if (ADW_IS_PREFERENCES_ROW (widget) &&
      g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_row (child, title);
  return found;
}

static void
search_finds_the_fortigate_and_shows_its_steps (void **state)
{
  UmWindow *window = ui_window_new (1200, 780);
  UmFixPage *page = UM_FIX_PAGE (ui_page (window, "fix"));
  const UmRouter *router;
  const UmRouterMethod *method;

  open_trace (window, UI_TRACE_ALG);
  um_fix_page_search (page, "FortiGate");
  assert_true (g_list_model_get_n_items (um_fix_page_get_results (page)) > 0);
  router = um_router_view_get_router (um_fix_page_get_view (page));
  assert_non_null (router);
  assert_non_null (strstr (um_router_get_title (router), "FortiGate"));
  assert_true (router->methods->len > 0);
  method = router->methods->pdata[0];
  assert_true (ui_shows_text (GTK_WIDGET (um_fix_page_get_view (page)), method->steps->pdata[0]));

  um_fix_page_search (page, "no such router anywhere");
  assert_int_equal (g_list_model_get_n_items (um_fix_page_get_results (page)), 0);
  assert_null (um_router_view_get_router (um_fix_page_get_view (page)));
  assert_true (
      ui_shows_text (GTK_WIDGET (um_fix_page_get_view (page)), um_advice_general ()[0].steps[0]));
  ui_window_close (window);
}

static void
every_router_is_shown (void **state)
{
  UmWindow *window = ui_window_new (1200, 780);
  UmFixPage *page = UM_FIX_PAGE (ui_page (window, "fix"));
  UmRouterView *view = um_fix_page_get_view (page);
  g_autoptr (UmRouterStore) store = um_router_store_new (NULL);
  const GPtrArray *routers = um_router_store_get_routers (store);

  for (guint i = 0; i < routers->len; i++)
    {
      const UmRouter *router = g_ptr_array_index (routers, i);

      um_router_view_show (view, router, NULL);
      assert_true (ui_shows_text (GTK_WIDGET (view), um_router_get_title (router)));
      for (guint m = 0; m < router->methods->len; m++)
        {
          const UmRouterMethod *method = router->methods->pdata[m];

          assert_true (ui_shows_text (GTK_WIDGET (view), method->steps->pdata[0]));
        }
    }
  um_router_view_show (view, NULL, NULL);
  ui_window_close (window);
}

/* What a FRITZ!Box tells when it is asked leads to its entry, with the reason beside it. */
static void
router_that_was_asked_comes_first (void **state)
{
  UmWindow *window = ui_window_new (1200, 780);
  UmFixPage *page = UM_FIX_PAGE (ui_page (window, "fix"));
  GPtrArray *clues = um_router_clues_new ();

  um_router_clues_add (clues, UM_ROUTER_CLUE_UPNP, "FRITZ!Box 7590");
  um_fix_page_take_clues (page, clues);
  ui_wait_for (um_router_view_get_router (um_fix_page_get_view (page)) != NULL);
  assert_string_equal (um_router_view_get_router (um_fix_page_get_view (page))->id, "avm-fritzbox");
  assert_true (ui_shows_text (GTK_WIDGET (um_fix_page_get_view (page)),
                              "The UPnP description of the gateway names FRITZ!Box 7590."));
  ui_window_close (window);
}

static void
steps_are_saved_for_a_colleague (void **state)
{
  static const struct
  {
    const char *name;
    const char *begins;
  } rows[] = { { "steps.pdf", "%PDF-" }, { "steps.md", "## " }, { "steps.txt", "Fortinet" } };
  g_autoptr (UmRouterStore) store = um_router_store_new (NULL);
  const UmRouter *router = um_router_store_find (store, "fortinet-fortigate-fortios-7-4");

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GFile) file = ui_file_new (rows[i].name, "", 0);
      g_autofree char *contents = NULL;

      assert_true (um_step_export_save (router, file, NULL));
      assert_true (g_file_load_contents (file, NULL, &contents, NULL, NULL, NULL));
      assert_true (g_str_has_prefix (contents, rows[i].begins));
    }
}

static void
report_is_written_as_pdf (void **state)
{
  UmWindow *window = ui_window_new (1200, 780);
  UmWizardPage *page = ui_page (window, "report");
  g_autoptr (GFile) file = ui_file_new ("report.pdf", "", 0);
  g_autofree char *contents = NULL;
  gsize length = 0;

  open_trace (window, UI_TRACE_ALG);
  assert_false (um_wizard_page_get_complete (page));
  um_report_page_save (UM_REPORT_PAGE (page), file);
  ui_wait_for (um_wizard_page_get_complete (page));
  assert_true (g_file_load_contents (file, NULL, &contents, &length, NULL, NULL));
  assert_true (length > 5);
  assert_memory_equal (contents, "%PDF-", 5);
  ui_window_close (window);
}

static void
report_that_cannot_be_written_leaves_the_step_open (void **state)
{
  UmWindow *window = ui_window_new (1200, 780);
  UmWizardPage *page = ui_page (window, "report");
  g_autoptr (GFile) file = g_file_new_for_path ("/nonexistent/folder/report.pdf");

  open_trace (window, UI_TRACE_ALG);
  um_wizard_go_to (um_window_get_wizard (window), "report");
  um_report_page_save (UM_REPORT_PAGE (page), file);
  ui_wait_for (ui_shows_text (GTK_WIDGET (window), "could not be saved"));
  assert_false (um_wizard_page_get_complete (page));
  ui_window_close (window);
}

static void
assert_names (GtkWidget *widget, guint *n_checked)
{
  gboolean icon_button = GTK_IS_BUTTON (widget) &&
                         gtk_button_get_icon_name (GTK_BUTTON (widget)) != NULL &&
                         gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)) != NULL;

  /* What libadwaita builds for itself is its own affair. */
  if (GTK_IS_POPOVER (widget) || ADW_IS_COMBO_ROW (widget))
    return;
  if (icon_button || GTK_IS_MENU_BUTTON (widget) || GTK_IS_TEXT_VIEW (widget) ||
      GTK_IS_LIST_VIEW (widget))
    {
      if (!gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget),
                                             GTK_ACCESSIBLE_PROPERTY_LABEL))
        fail_msg ("%s in %s has no accessible name", G_OBJECT_TYPE_NAME (widget),
                  G_OBJECT_TYPE_NAME (gtk_widget_get_parent (widget)));
      (*n_checked)++;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    assert_names (child, n_checked);
}

static void
what_shows_no_words_has_an_accessible_name (void **state)
{
  UmWindow *window = ui_window_new (1200, 780);
  guint n_checked = 0;

  open_trace (window, UI_TRACE_ALG);
  um_fix_page_search (UM_FIX_PAGE (ui_page (window, "fix")), "FortiGate");
  assert_names (GTK_WIDGET (window), &n_checked);
  assert_true (n_checked >= 8);
  ui_window_close (window);
}

static void
file_that_was_read_is_offered_again (void **state)
{
  UmWindow *window = ui_window_new (1200, 780);
  g_autoptr (GFile) good = ui_file_new ("seen-before.txt", UI_TRACE_CLEAN, -1);
  g_autoptr (GFile) bad = ui_file_new ("never-read.jpg", "\xff\xd8\xff\xe0", 4);

  ui_open (window, bad);
  ui_open (window, good);
  ui_wait_for (find_row (GTK_WIDGET (ui_page (window, "start")), "seen-before.txt") != NULL);
  assert_null (find_row (GTK_WIDGET (ui_page (window, "start")), "never-read.jpg"));
  ui_window_close (window);
}

static void
unfitting_trace_is_inconclusive_and_says_what_next (void **state)
{
  UmWindow *window = ui_window_new (1200, 780);

  open_trace (window, UI_TRACE_REGISTER);
  assert_string_equal (
      um_verdict_banner_get_title (um_findings_page_get_banner (findings_page (window))),
      "Inconclusive");
  assert_true (ui_shows_text (GTK_WIDGET (findings_page (window)), "Next step"));
  ui_window_close (window);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (every_template_instantiates),
    cmocka_unit_test (trace_with_alg_leads_to_findings_with_marked_lines),
    cmocka_unit_test (clean_trace_has_nothing_offending),
    cmocka_unit_test (next_offending_line_walks_from_contact_to_sdp_and_stops),
    cmocka_unit_test (steps_are_reached_only_with_a_case),
    cmocka_unit_test (complaints_rank_the_symptoms_and_never_the_verdict),
    cmocka_unit_test (other_side_of_the_router_makes_proof),
    cmocka_unit_test (unreadable_other_side_leaves_the_case_open),
    cmocka_unit_test (corrected_place_is_judged_again),
    cmocka_unit_test (capture_after_the_change_proves_the_fix),
    cmocka_unit_test (picture_shows_the_error_and_another_file_can_be_opened),
    cmocka_unit_test (dropped_file_is_opened),
    cmocka_unit_test (pasted_text_is_a_case),
    cmocka_unit_test (cancelled_run_leaves_no_result),
    cmocka_unit_test (second_file_wins_over_a_first_that_still_loads),
    cmocka_unit_test (window_can_be_closed_while_it_loads),
    cmocka_unit_test (search_finds_the_fortigate_and_shows_its_steps),
    cmocka_unit_test (every_router_is_shown),
    cmocka_unit_test (router_that_was_asked_comes_first),
    cmocka_unit_test (steps_are_saved_for_a_colleague),
    cmocka_unit_test (report_is_written_as_pdf),
    cmocka_unit_test (what_shows_no_words_has_an_accessible_name),
    cmocka_unit_test (file_that_was_read_is_offered_again),
    cmocka_unit_test (unfitting_trace_is_inconclusive_and_says_what_next),
    cmocka_unit_test (report_that_cannot_be_written_leaves_the_step_open),
  };

  if (!ui_init ())
    return 77;
  return cmocka_run_group_tests (tests, NULL, NULL);
}
