#pragma once

#include "app/answers.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* "Test this network": says what goes where, runs the hop test or the mirror test, shows what came
 * of it. */
#define UM_TYPE_NETWORK_TEST_WINDOW (um_network_test_window_get_type ())
G_DECLARE_FINAL_TYPE (
    UmNetworkTestWindow, um_network_test_window, UM, NETWORK_TEST_WINDOW, AdwWindow)

/* parent, answers: nullable. What a test finds is kept in answers. */
GtkWidget *um_network_test_window_new (GtkWindow *parent, UmAnswers *answers);
/* What a run found, as if it had just ended. The run is taken over. */
void um_network_test_window_take_hops (UmNetworkTestWindow *self, UmHopRun *run);
void um_network_test_window_take_mirror (UmNetworkTestWindow *self, UmMirrorRun *run);
/* Where the hop test goes, as if it had been typed. */
void um_network_test_window_set_target (UmNetworkTestWindow *self, const char *target);
/* "ask", "running", "result" or "failed". */
const char *um_network_test_window_get_view (UmNetworkTestWindow *self);

G_END_DECLS
