#include "ui.h"

#include "app/case-folder.h"
#include "app/findings-page.h"
#include "app/preferences-window.h"
#include "app/preferences.h"
#include "app/report-page.h"
#include "app/report-printer.h"
#include "app/start-page.h"

#include <gio/gunixfdlist.h>
#include <unistd.h>

static void
open_trace (UmWindow *window, const char *text)
{
  g_autoptr (GFile) file = ui_file_new ("trace.txt", text, -1);

  ui_open (window, file);
  assert_int_equal (um_loader_get_state (um_window_get_loader (window)), UM_LOADER_DONE);
}

static void
on_flag (gpointer keeper, gboolean asked_for, gboolean *ret_flag)
{
  *ret_flag = TRUE;
}

/* Saves to a place of its own and waits for it. (transfer full) */
static GFile *
save_case (UmWindow *window)
{
  UmCaseKeeper *keeper = um_window_get_keeper (window);
  GFile *file = ui_file_new ("case.unmangle", "", 0);
  gboolean saved = FALSE;
  gulong id = g_signal_connect (keeper, "saved", G_CALLBACK (on_flag), &saved);

  um_case_keeper_save_as (keeper, g_file_peek_path (file));
  ui_wait_for (saved);
  g_signal_handler_disconnect (keeper, id);
  return file;
}

static void
saved_case_reopens_at_findings_with_its_answers (void **state)
{
  UmWindow *window = ui_window_new (1200, 780);
  UmLoader *after = um_loader_get_after (um_window_get_loader (window));
  g_autoptr (GFile) clean = ui_file_new ("after.txt", UI_TRACE_CLEAN, -1);
  g_autoptr (GFile) file = NULL;

  open_trace (window, UI_TRACE_ALG);
  um_answers_set_text (um_window_get_answers (window), UM_CASE_CUSTOMER, "Dentist");
  um_answers_set_text (um_window_get_answers (window), UM_CASE_NOTES,
                       "second router in the cellar");
  um_answers_set_complaint (um_window_get_answers (window), UM_COMPLAINT_AUDIO, TRUE);
  um_report_page_open_after (UM_REPORT_PAGE (ui_page (window, "report")), clean);
  ui_wait_for (um_loader_get_state (after) == UM_LOADER_DONE);
  file = save_case (window);
  ui_window_close (window);

  window = ui_window_new (1200, 780);
  ui_open (window, file);
  assert_string_equal (ui_page_name (window), "Findings");
  assert_string_equal (um_answers_get_text (um_window_get_answers (window), UM_CASE_CUSTOMER),
                       "Dentist");
  assert_string_equal (um_answers_get_text (um_window_get_answers (window), UM_CASE_NOTES),
                       "second router in the cellar");
  assert_int_equal (um_answers_get_complaints (um_window_get_answers (window)),
                    1u << UM_COMPLAINT_AUDIO);
  assert_int_equal (um_loader_get_findings (um_window_get_loader (window))->verdict,
                    UM_VERDICT_ALG_DETECTED);
  assert_non_null (um_report_page_get_proof (UM_REPORT_PAGE (ui_page (window, "report"))));

  /* Another capture is another case. */
  open_trace (window, UI_TRACE_CLEAN);
  assert_string_equal (um_answers_get_text (um_window_get_answers (window), UM_CASE_CUSTOMER), "");
  assert_null (um_case_keeper_get_path (um_window_get_keeper (window)));
  ui_window_close (window);
}

static void
noted_case_is_kept_and_offered_and_can_be_taken_back (void **state)
{
  UmWindow *window = ui_window_new (1200, 780);
  UmStartChoices *choices = um_start_page_get_choices (UM_START_PAGE (ui_page (window, "start")));
  UmCaseKeeper *keeper = um_window_get_keeper (window);
  g_autoptr (GFile) file = NULL;
  g_autofree char *uri = NULL;
  gboolean saved = FALSE;

  ui_wait_for (gtk_widget_get_mapped (GTK_WIDGET (choices)));
  assert_int_equal (um_start_choices_get_n_cases (choices), 0);
  open_trace (window, UI_TRACE_ALG);
  assert_null (um_case_keeper_get_path (keeper));
  g_signal_connect (keeper, "saved", G_CALLBACK (on_flag), &saved);
  um_answers_set_text (um_window_get_answers (window), UM_CASE_CUSTOMER, "Bakery");
  ui_wait_for (saved);
  file = g_file_new_for_path (um_case_keeper_get_path (keeper));
  uri = g_file_get_uri (file);

  um_wizard_go_to (um_window_get_wizard (window), "start");
  ui_wait_for (um_start_choices_get_n_cases (choices) == 1);
  assert_true (ui_shows_text (GTK_WIDGET (choices), "Bakery"));
  gtk_widget_activate_action (GTK_WIDGET (choices), "start.remove-case", "s", uri);
  ui_wait_for (um_start_choices_get_n_cases (choices) == 0);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.restore-case", "s", uri);
  ui_wait_for (um_start_choices_get_n_cases (choices) == 1);
  g_signal_handlers_disconnect_by_data (keeper, &saved);
  ui_window_close (window);
  assert_true (um_case_folder_remove (file, NULL));
}

static void
last_words_are_saved_when_the_window_is_closed (void **state)
{
  UmWindow *window = ui_window_new (1200, 780);
  g_autoptr (GFile) file = NULL;
  g_autofree char *contents = NULL;
  gsize length;

  open_trace (window, UI_TRACE_ALG);
  file = save_case (window);
  um_answers_set_text (um_window_get_answers (window), UM_CASE_SITE, "upstairs");
  ui_window_close (window);
  window = ui_window_new (1200, 780);
  assert_true (g_file_load_contents (file, NULL, &contents, &length, NULL, NULL));
  ui_open (window, file);
  ui_wait_for (
      g_str_equal (um_answers_get_text (um_window_get_answers (window), UM_CASE_SITE), "upstairs"));
  ui_window_close (window);
}

static GPtrArray *
two_files (void)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (files, ui_file_new ("inside.txt", UI_TRACE_CLEAN, -1));
  g_ptr_array_add (files, ui_file_new ("outside.txt", UI_TRACE_ALG, -1));
  return files;
}

static const char *
start_view (UmWindow *window)
{
  return um_start_page_get_view (UM_START_PAGE (ui_page (window, "start")));
}

static void
several_files_wait_for_a_word_on_what_they_are (void **state)
{
  UmWindow *window = ui_window_new (1200, 780);
  UmLoader *loader = um_window_get_loader (window);
  g_autoptr (GPtrArray) files = two_files ();

  um_window_open_files (window, files);
  assert_string_equal (start_view (window), "several");
  assert_int_equal (um_loader_get_state (loader), UM_LOADER_IDLE);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.open-none", NULL);
  assert_string_equal (start_view (window), "choose");

  um_window_open_files (window, files);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.open-parts", NULL);
  ui_wait_for (um_loader_get_state (loader) == UM_LOADER_DONE);
  assert_int_equal (um_loader_get_findings (loader)->about->messages->len, 2);
  assert_null (um_loader_get_findings (loader)->outside);

  um_window_open_files (window, files);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.open-sides", NULL);
  ui_wait_for (um_loader_get_findings (loader) != NULL &&
               um_loader_get_findings (loader)->outside != NULL);
  assert_int_equal (um_loader_get_findings (loader)->certainty, UM_CERTAINTY_PROVEN);
  ui_window_close (window);
}

static GFile *
long_trace (guint n)
{
  g_autoptr (GString) text = g_string_new (UI_TRACE_ALG);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text,
                            "Received packet from 203.0.113.50:1024\n"
                            "OPTIONS sip:pbx.example.net SIP/2.0\r\n"
                            "Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK%u;rport\r\n"
                            "From: <sip:1001@pbx.example.net>;tag=t%u\r\n"
                            "To: <sip:pbx.example.net>\r\n"
                            "CSeq: 1 OPTIONS\r\n"
                            "Call-ID: %u@192.168.1.50\r\n"
                            "Content-Length: 0\r\n\r\n",
                            i, i, i);
  return ui_file_new ("long.txt", text->str, (gssize) text->len);
}

/* The machine may be too fast for a file: then the next one is longer. */
static void
findings_are_there_while_the_file_is_read_and_stay_when_it_is_stopped (void **state)
{
  UmWindow *window = ui_window_new (1200, 780);
  UmLoader *loader = um_window_get_loader (window);
  guint n = 40000;

  for (; n <= 40000 * 16 && !um_loader_is_partial (loader); n *= 2)
    {
      g_autoptr (GFile) file = long_trace (n);

      um_window_open_file (window, file);
      ui_wait_for (um_loader_is_partial (loader) ||
                   um_loader_get_state (loader) != UM_LOADER_LOADING);
    }
  assert_true (um_loader_is_partial (loader));
  assert_true (um_loader_get_findings (loader)->about->messages->len > 0);
  assert_string_equal (ui_page_name (window), "Symptoms");
  assert_true (ui_shows_text (GTK_WIDGET (window), "So far:"));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.step", "s", "findings");
  assert_string_equal (ui_page_name (window), "Findings");

  gtk_widget_activate_action (GTK_WIDGET (window), "win.stop", NULL);
  ui_wait_for (um_loader_get_state (loader) == UM_LOADER_DONE);
  assert_false (um_loader_is_partial (loader));
  assert_int_equal (um_loader_get_findings (loader)->about->damage.count[UM_DAMAGE_STOPPED], 1);
  assert_string_equal (ui_page_name (window), "Findings");
  ui_window_close (window);
}

static void
preferences_hold_for_the_next_case (void **state)
{
  GtkWidget *preferences = GTK_WIDGET (um_preferences_window_new (NULL));
  UmWindow *window;

  gtk_window_present (GTK_WINDOW (preferences));
  g_object_set (um_preferences_get (), "technician", "Ada", "redact", TRUE, NULL);
  window = ui_window_new (1200, 780);
  open_trace (window, UI_TRACE_ALG);
  assert_string_equal (um_answers_get_text (um_window_get_answers (window), UM_CASE_TECHNICIAN),
                       "Ada");
  g_object_set (um_preferences_get (), "technician", "", "redact", FALSE, NULL);
  gtk_window_destroy (GTK_WINDOW (preferences));
  ui_window_close (window);
}

typedef struct
{
  gboolean called;
  gboolean is_pdf;
  char *subject;
} FakePortal;

static void
on_compose (GDBusConnection *connection,
            const char *sender,
            const char *path,
            const char *interface,
            const char *method,
            GVariant *parameters,
            GDBusMethodInvocation *invocation,
            gpointer user_data)
{
  FakePortal *portal = user_data;
  GUnixFDList *fds =
      g_dbus_message_get_unix_fd_list (g_dbus_method_invocation_get_message (invocation));
  g_autoptr (GVariant) options = g_variant_get_child_value (parameters, 1);
  char head[5] = { 0 };
  int fd = g_unix_fd_list_get (fds, 0, NULL);

  portal->called = TRUE;
  portal->is_pdf = read (fd, head, sizeof head) == sizeof head && memcmp (head, "%PDF-", 5) == 0;
  (void) close (fd);
  g_variant_lookup (options, "subject", "s", &portal->subject);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", "/request/1"));
}

/* A mail program behind the portal, on the bus of the test. */
static void
portal_start (GDBusConnection *bus, FakePortal *portal)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_compose };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (
      "<node><interface name='org.freedesktop.portal.Email'><method name='ComposeEmail'>"
      "<arg type='s' direction='in'/><arg type='a{sv}' direction='in'/>"
      "<arg type='o' direction='out'/></method></interface></node>",
      NULL);
  g_autoptr (GVariant) owned = NULL;

  assert_true (g_dbus_connection_register_object (bus, "/org/freedesktop/portal/desktop",
                                                  node->interfaces[0], &vtable, portal, NULL,
                                                  NULL) > 0);
  owned = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", "RequestName",
                                       g_variant_new ("(su)", "org.freedesktop.portal.Desktop", 4u),
                                       NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  assert_non_null (owned);
}

static void
mail_carries_the_redacted_report (void **state)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  UmWindow *window = ui_window_new (1200, 780);
  UmWizardPage *page = ui_page (window, "report");
  FakePortal portal = { 0 };

  assert_non_null (bus);
  portal_start (bus, &portal);
  open_trace (window, UI_TRACE_ALG);
  um_report_page_mail (UM_REPORT_PAGE (page));
  ui_wait_for (um_wizard_page_get_complete (page));
  assert_true (portal.called);
  assert_true (portal.is_pdf);
  assert_string_equal (portal.subject, "SIP ALG report");
  assert_true (ui_shows_text (GTK_WIDGET (page), "Redacted PDF for the mail: "));
  g_free (portal.subject);
  ui_window_close (window);
}

static void
on_sheets (GObject *source, GAsyncResult *result, gpointer user_data)
{
  UmReportSheets **sheets = user_data;

  *sheets = um_report_job_draw_finish (result, NULL);
}

static void
report_is_printed_page_by_page (void **state)
{
  UmWindow *window = ui_window_new (1200, 780);
  g_autoptr (GFile) file = ui_file_new ("printed.pdf", "", 0);
  g_autoptr (GtkPrintOperation) operation = NULL;
  g_autofree char *contents = NULL;
  UmReportSheets *sheets = NULL;
  gsize length;

  open_trace (window, UI_TRACE_ALG);
  um_report_job_draw_async (
      um_report_job_new (um_loader_get_findings (um_window_get_loader (window)), NULL,
                         um_window_get_answers (window)),
      NULL, on_sheets, &sheets);
  ui_wait_for (sheets != NULL);
  assert_true (sheets->pages->len > 1);
  operation = um_report_printer_new (sheets);
  gtk_print_operation_set_allow_async (operation, FALSE);
  gtk_print_operation_set_export_filename (operation, g_file_peek_path (file));
  assert_int_equal (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_EXPORT,
                                             GTK_WINDOW (window), NULL),
                    GTK_PRINT_OPERATION_RESULT_APPLY);
  assert_true (g_file_load_contents (file, NULL, &contents, &length, NULL, NULL));
  assert_true (length > 5000);
  assert_memory_equal (contents, "%PDF-", 5);
  ui_window_close (window);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (saved_case_reopens_at_findings_with_its_answers),
    cmocka_unit_test (noted_case_is_kept_and_offered_and_can_be_taken_back),
    cmocka_unit_test (last_words_are_saved_when_the_window_is_closed),
    cmocka_unit_test (several_files_wait_for_a_word_on_what_they_are),
    cmocka_unit_test (findings_are_there_while_the_file_is_read_and_stay_when_it_is_stopped),
    cmocka_unit_test (preferences_hold_for_the_next_case),
    cmocka_unit_test (mail_carries_the_redacted_report),
    cmocka_unit_test (report_is_printed_page_by_page),
  };

  if (!ui_init ())
    return 77;
  return cmocka_run_group_tests (tests, NULL, NULL);
}
