/* How the window feels while a large file is read. usage:
 *   tools/xtest.sh build/tests/bench/bench-window FILE
 * Opens FILE, goes to Findings as soon as there are any, then filters all messages and scrolls
 * them. Prints when the first findings were shown, when the file was read, how long each turn of
 * the main loop took in all (everything that was dispatched between two polls, drawing included),
 * and the longest processor time of one turn: on a busy machine the wall clock counts others as
 * well. */

#include "app/findings-page.h"
#include "app/window.h"

#include <stdio.h>
#include <time.h>

typedef struct
{
  gint64 left_us; /* when poll returned last, 0: not yet */
  gint64 left_cpu_us;
  GArray *turns; /* of gint64: wall clock of each turn */
  gint64 worst_cpu_us;
} Meter;

static Meter meter;

static gint64
thread_cpu_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static int
metered_poll (GPollFD *fds, guint n, int timeout)
{
  int result;

  if (meter.left_us != 0)
    {
      gint64 turn = g_get_monotonic_time () - meter.left_us;

      g_array_append_val (meter.turns, turn);
      meter.worst_cpu_us = MAX (meter.worst_cpu_us, thread_cpu_us () - meter.left_cpu_us);
    }
  result = g_poll (fds, n, timeout);
  meter.left_us = g_get_monotonic_time ();
  meter.left_cpu_us = thread_cpu_us ();
  return result;
}

static int
compare_turns (gconstpointer a, gconstpointer b)
{
  const gint64 *first = a, *second = b;

  return (*first > *second) - (*first < *second);
}

static void
report (const char *what)
{
  GArray *turns = meter.turns;
  guint n = turns->len;

  g_array_sort (turns, compare_turns);
  if (n > 0)
    printf ("%s: %u turns, median %.1f ms, p99 %.1f ms, p99.9 %.1f ms, longest %.1f ms; longest "
            "processor time of one %.1f ms\n",
            what, n, g_array_index (turns, gint64, n / 2) / 1e3,
            g_array_index (turns, gint64, (guint) (n * .99)) / 1e3,
            g_array_index (turns, gint64, (guint) (n * .999)) / 1e3,
            g_array_index (turns, gint64, n - 1) / 1e3, meter.worst_cpu_us / 1e3);
  g_array_set_size (turns, 0);
  meter.worst_cpu_us = 0;
}

/* Keeps frames coming, as somebody does who moves the pointer. */
static gboolean
on_frame (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  gtk_widget_queue_draw (widget);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_time (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
turn_for (guint ms)
{
  gboolean over = FALSE;

  g_timeout_add (ms, on_time, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

static void
read_file (UmWindow *window, GFile *file)
{
  UmLoader *loader = um_window_get_loader (window);
  gint64 start = g_get_monotonic_time ();
  gboolean shown = FALSE;

  um_window_open_file (window, file);
  while (um_loader_get_state (loader) == UM_LOADER_LOADING)
    {
      g_main_context_iteration (NULL, TRUE);
      if (!shown && um_loader_get_findings (loader) != NULL)
        {
          shown = TRUE;
          um_wizard_go_to (um_window_get_wizard (window), "findings");
          printf ("first findings after %.2f s\n", (g_get_monotonic_time () - start) / 1e6);
        }
    }
  printf ("read after %.2f s, %u messages\n", (g_get_monotonic_time () - start) / 1e6,
          um_loader_get_findings (loader) != NULL
              ? um_loader_get_findings (loader)->about->messages->len
              : 0);
  report ("while reading");
}

static void
use_findings (UmWindow *window)
{
  UmFindingsPage *page =
      UM_FINDINGS_PAGE (um_wizard_find_page (um_window_get_wizard (window), "findings"));
  UmMessageList *list = um_findings_page_get_messages (page);
  guint n = g_list_model_get_n_items (um_message_list_get_rows (list));

  gtk_stack_set_visible_child_name (um_findings_page_get_views (page), "messages");
  turn_for (1000);
  report ("showing all messages");
  for (guint i = 0; i < 50 && n > 0; i++)
    {
      UmFindings *findings = um_loader_get_findings (um_window_get_loader (window));

      um_message_list_select (list, findings->about->messages->pdata[(guint64) i * n / 50]);
      turn_for (40);
    }
  report ("50 jumps in the list");
  um_message_list_filter (list, "INVITE", "1001");
  while (um_message_list_is_busy (list))
    g_main_context_iteration (NULL, TRUE);
  report ("filtering");
  gtk_stack_set_visible_child_name (um_findings_page_get_views (page), "call");
  turn_for (1000);
  report ("showing a call");
}

int
main (int argc, char **argv)
{
  g_autoptr (UmApplication) app = NULL;
  g_autoptr (GFile) file = NULL;
  UmWindow *window;

  if (argc != 2 || !gtk_init_check ())
    return 2;
  file = g_file_new_for_commandline_arg (argv[1]);
  meter.turns = g_array_new (FALSE, FALSE, sizeof (gint64));
  setvbuf (stdout, NULL, _IOLBF, 0);
  g_set_prgname ("bench-window");
  g_set_application_name ("Unmangle");
  app = um_application_new (G_APPLICATION_NON_UNIQUE | G_APPLICATION_HANDLES_OPEN);
  if (!g_application_register (G_APPLICATION (app), NULL, NULL))
    return 2;
  window = um_window_new (app);
  gtk_window_set_default_size (GTK_WINDOW (window), 1366, 768);
  gtk_window_present (GTK_WINDOW (window));
  turn_for (1000);
  gtk_widget_add_tick_callback (GTK_WIDGET (um_window_get_wizard (window)), on_frame, NULL, NULL);
  g_main_context_set_poll_func (NULL, metered_poll);
  read_file (window, file);
  if (um_loader_get_findings (um_window_get_loader (window)) != NULL)
    use_findings (window);
  gtk_window_destroy (GTK_WINDOW (window));
  return 0;
}
