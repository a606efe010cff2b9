#pragma once

/* What the tests of the window share: a window to look at, files to open, waiting. */

#include "support/test.h"

#include "app/window.h"

#define UI_WAIT_SECONDS 20

/* Runs the main loop until cond holds. */
#define ui_wait_for(cond)                                                              \
  do                                                                                   \
    {                                                                                  \
      gint64 ui_deadline = g_get_monotonic_time () + UI_WAIT_SECONDS * G_USEC_PER_SEC; \
      while (!(cond))                                                                  \
        {                                                                              \
          if (g_get_monotonic_time () > ui_deadline)                                   \
            fail_msg ("timed out: %s", #cond);                                         \
          if (!g_main_context_iteration (NULL, FALSE))                                 \
            g_usleep (500);                                                            \
        }                                                                              \
    }                                                                                  \
  while (0)

/* An INVITE as a phone system logs it; the phone's Contact and SDP hold the address of the router.
 */
extern const char UI_TRACE_ALG[];
/* The same call with private addresses in Contact and SDP. */
extern const char UI_TRACE_CLEAN[];
/* A registration only: too little to decide. */
extern const char UI_TRACE_REGISTER[];

/* Starts GTK and the application, with warnings fatal; FALSE without a display. */
gboolean ui_init (void);
/* A mapped window. */
UmWindow *ui_window_new (int width, int height);
/* Destroys it and proves that nothing keeps it alive. */
void ui_window_close (UmWindow *window);
/* A file in the temporary folder of the test. (transfer full) */
GFile *ui_file_new (const char *name, const char *contents, gssize len);
/* Opens it and waits for the end, whatever it is. */
void ui_open (UmWindow *window, GFile *file);
UmWizardPage *ui_page (UmWindow *window, const char *name);
/* Name of the page that is shown. */
const char *ui_page_name (UmWindow *window);
/* A label anywhere below widget contains text. */
gboolean ui_shows_text (GtkWidget *widget, const char *text);
