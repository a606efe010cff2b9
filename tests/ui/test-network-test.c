#include "ui.h"

#include "app/network-test-window.h"
#include "app/probe-row.h"

static void
add_exchange (UmHop *hop, const char *method, UmHopResult result)
{
  UmExchange *exchange = um_exchange_new (method, 400);

  exchange->result = result;
  exchange->quoted = 400;
  if (result == UM_HOP_CHANGED)
    um_exchange_add_line (exchange, 2, UM_SLICE ("Contact: <sip:u@192.168.1.50:5060>"),
                          UM_SLICE ("Contact: <sip:u@203.0.113.9:5060>"));
  um_hop_take_exchange (hop, exchange);
}

static void
add_hop (UmHopRun *run, guint32 address, UmHopResult result)
{
  UmHop *hop = um_hop_new (run->hops->len + 1);

  hop->address = um_address_from_ipv4 (address);
  add_exchange (hop, "INVITE", result);
  add_exchange (hop, "REGISTER", result);
  g_ptr_array_add (run->hops, hop);
}

/* changed: behind the first router. */
static UmHopRun *
new_hops (gboolean changed)
{
  UmHopRun *run = um_hop_run_new ();

  run->local = (UmEndpoint){ um_address_from_ipv4 (0xc0a80132), 5060 };
  run->target = (UmEndpoint){ um_address_from_ipv4 (0xc6336408), 5060 };
  run->target_name = g_strdup ("198.51.100.8");
  run->gateway_maker = g_strdup ("Example & Söhne <GmbH>");
  run->reach = 2;
  add_hop (run, 0xc0a80101, UM_HOP_UNTOUCHED);
  add_hop (run, 0xcb007101, changed ? UM_HOP_CHANGED : UM_HOP_UNTOUCHED);
  return run;
}

static UmNetworkTestWindow *
window_new (void)
{
  GtkWidget *window = um_network_test_window_new (NULL, NULL);

  gtk_window_present (GTK_WINDOW (window));
  ui_wait_for (gtk_widget_get_mapped (window));
  return UM_NETWORK_TEST_WINDOW (window);
}

static void
window_close (UmNetworkTestWindow *window)
{
  gpointer watch = window;

  g_object_add_weak_pointer (G_OBJECT (window), &watch);
  gtk_window_destroy (GTK_WINDOW (window));
  ui_wait_for (watch == NULL);
}

static UmProbeRow *
find_row (GtkWidget *widget, const char *title)
{
  if (UM_IS_PROBE_ROW (widget) &&
      g_str_equal (um_probe_row_get_title (UM_PROBE_ROW (widget)), title))
    return UM_PROBE_ROW (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      UmProbeRow *found = find_row (child, title);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
shows_text (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_child_visible (widget) &&
      strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (shows_text (child, text))
      return TRUE;
  return FALSE;
}

static void
it_asks_before_anything_is_sent (void **state)
{
  UmNetworkTestWindow *window = window_new ();

  assert_string_equal (um_network_test_window_get_view (window), "ask");
  window_close (window);
}

static void
path_names_the_suspect_and_shows_the_changed_lines (void **state)
{
  UmNetworkTestWindow *window = window_new ();
  GtkWidget *widget = GTK_WIDGET (window);

  um_network_test_window_take_hops (window, new_hops (TRUE));
  assert_string_equal (um_network_test_window_get_view (window), "result");
  assert_string_equal (um_probe_row_get_state (find_row (widget, "192.168.1.1")), "Prime suspect");
  assert_string_equal (um_probe_row_get_state (find_row (widget, "203.0.113.1")),
                       "Arrived changed");
  assert_true (shows_text (widget, "+ Contact: <sip:u@203.0.113.9:5060>"));
  assert_true (shows_text (widget, "Example & Söhne <GmbH>"));
  assert_true (shows_text (widget, "SIP ALG detected"));
  window_close (window);
}

static void
untouched_path_has_no_suspect (void **state)
{
  UmNetworkTestWindow *window = window_new ();
  GtkWidget *widget = GTK_WIDGET (window);

  um_network_test_window_take_hops (window, new_hops (TRUE));
  um_network_test_window_take_hops (window, new_hops (FALSE)); /* nothing of the first is left */
  assert_string_equal (um_probe_row_get_state (find_row (widget, "192.168.1.1")),
                       "Arrived untouched");
  assert_false (shows_text (widget, "Prime suspect"));
  assert_false (shows_text (widget, "SIP ALG detected"));
  window_close (window);
}

static void
mirror_run_lists_its_messages (void **state)
{
  UmNetworkTestWindow *window = window_new ();
  GtkWidget *widget = GTK_WIDGET (window);
  UmMirrorRun *run = um_mirror_run_new ();
  UmExchange *exchange;

  run->local = (UmEndpoint){ um_address_from_ipv4 (0xc0a80132), 5060 };
  run->server = (UmEndpoint){ um_address_from_ipv4 (0xc6336408), 5060 };
  run->seen = (UmEndpoint){ um_address_from_ipv4 (0xcb007109), 1024 };
  exchange = um_mirror_run_add (run, UM_MIRROR_REQUEST_OUT, FALSE, 5060, "INVITE", 700);
  exchange->result = UM_HOP_CHANGED;
  um_exchange_add_line (exchange, 2, UM_SLICE ("c=IN IP4 192.168.1.50"),
                        UM_SLICE ("c=IN IP4 203.0.113.9"));
  (void) um_mirror_run_add (run, UM_MIRROR_REQUEST_IN, FALSE, 5060, "INVITE", 700);
  um_network_test_window_take_mirror (window, run);
  assert_string_equal (um_probe_row_get_state (find_row (widget, "INVITE, sent to the mirror")),
                       "Arrived changed");
  assert_string_equal (um_probe_row_get_state (find_row (widget, "INVITE, sent by the mirror")),
                       "Lost");
  assert_true (shows_text (widget, "203.0.113.9:1024"));
  window_close (window);
}

/* Beside the capture, in a view of its own that is there only then. */
static void
result_stands_in_the_findings (void **state)
{
  UmWindow *window = ui_window_new (1200, 780);
  g_autoptr (GFile) file = ui_file_new ("trace.txt", UI_TRACE_CLEAN, -1);
  g_autoptr (UmAnswers) answers = um_answers_new ();
  UmWizardPage *page;
  UmNetworkTestWindow *test;

  ui_open (window, file);
  page = ui_page (window, "findings");
  UM_WIZARD_PAGE_GET_CLASS (page)->set_answers (page, answers);
  assert_null (find_row (GTK_WIDGET (page), "192.168.1.1"));
  test = UM_NETWORK_TEST_WINDOW (um_network_test_window_new (GTK_WINDOW (window), answers));
  um_network_test_window_take_hops (test, new_hops (TRUE));
  assert_string_equal (um_probe_row_get_state (find_row (GTK_WIDGET (page), "192.168.1.1")),
                       "Prime suspect");
  um_answers_clear (answers); /* a capture is opened after the test */
  assert_non_null (um_answers_get_hops (answers));
  um_answers_clear_tests (answers); /* another customer */
  assert_null (um_answers_get_hops (answers));
  window_close (test);
  ui_window_close (window);
}

/* Loopback: no router is on the way, and nothing leaves this machine. */
static void
run_can_be_cancelled_and_started_again (void **state)
{
  UmNetworkTestWindow *window = window_new ();

  um_network_test_window_set_target (window, "127.0.0.1");
  gtk_widget_activate_action (GTK_WIDGET (window), "test.start", NULL);
  assert_string_equal (um_network_test_window_get_view (window), "running");
  gtk_widget_activate_action (GTK_WIDGET (window), "test.cancel", NULL);
  ui_wait_for (g_str_equal (um_network_test_window_get_view (window), "ask"));
  gtk_widget_activate_action (GTK_WIDGET (window), "test.start", NULL);
  ui_wait_for (!g_str_equal (um_network_test_window_get_view (window), "running"));
  assert_string_equal (um_network_test_window_get_view (window), "result");
  window_close (window);
}

static void
window_can_be_closed_while_the_test_runs (void **state)
{
  UmNetworkTestWindow *window = window_new ();

  um_network_test_window_set_target (window, "127.0.0.1");
  gtk_widget_activate_action (GTK_WIDGET (window), "test.start", NULL);
  window_close (window);
}

static void
name_that_is_none_is_told (void **state)
{
  UmNetworkTestWindow *window = window_new ();

  um_network_test_window_set_target (window, "127.0.0.1:99999");
  gtk_widget_activate_action (GTK_WIDGET (window), "test.start", NULL);
  ui_wait_for (!g_str_equal (um_network_test_window_get_view (window), "running"));
  assert_string_equal (um_network_test_window_get_view (window), "failed");
  gtk_widget_activate_action (GTK_WIDGET (window), "test.again", NULL);
  assert_string_equal (um_network_test_window_get_view (window), "ask");
  window_close (window);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (it_asks_before_anything_is_sent),
    cmocka_unit_test (path_names_the_suspect_and_shows_the_changed_lines),
    cmocka_unit_test (untouched_path_has_no_suspect),
    cmocka_unit_test (mirror_run_lists_its_messages),
    cmocka_unit_test (result_stands_in_the_findings),
    cmocka_unit_test (run_can_be_cancelled_and_started_again),
    cmocka_unit_test (window_can_be_closed_while_the_test_runs),
    cmocka_unit_test (name_that_is_none_is_told),
  };

  if (!ui_init ())
    return 77;
  return cmocka_run_group_tests (tests, NULL, NULL);
}
