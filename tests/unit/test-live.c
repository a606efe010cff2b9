/* The capture as a whole, with support/fake-helper.py in place of the helper: whatever that one
 * does, what came before it is kept and judged, and the state says what happened. */

#include "support/test.h"

#include "engine/engine.h"

#include <glib/gstdio.h>
#include <unistd.h>

typedef struct
{
  UmLive *live;
  UmInvestigation *investigation;
  GMainLoop *loop;
  UmFindings *findings;
  GError *error;
  guint wanted; /* SIP messages to wait for before the stop */
  guint64 wanted_packets;
  guint so_far; /* how many the findings so far had */
} Fixture;

static gboolean
stop_when_there (gpointer user_data)
{
  Fixture *self = user_data;
  UmLiveStatus status;

  um_live_get_status (self->live, &status);
  if (status.sip < self->wanted || status.packets < self->wanted_packets)
    return G_SOURCE_CONTINUE;
  um_investigation_stop (self->investigation);
  return G_SOURCE_REMOVE;
}

static void
on_finished (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *self = user_data;

  self->findings = um_investigation_run_finish (UM_INVESTIGATION (source), result, &self->error);
  g_main_loop_quit (self->loop);
}

/* Runs until it ends, or until as many SIP messages and packets are there. */
static void
fixture_run (Fixture *self, const char *scenario, guint wanted, guint64 wanted_packets)
{
  guint source;

  *self = (Fixture){ .wanted = wanted, .wanted_packets = wanted_packets };
  self->live = um_live_new (scenario, NULL, 0);
  self->investigation = um_investigation_new_for_live (self->live);
  self->loop = g_main_loop_new (NULL, FALSE);
  um_investigation_run_async (self->investigation, NULL, on_finished, self);
  source = g_timeout_add (10, stop_when_there, self);
  g_main_loop_run (self->loop);
  if (g_main_context_find_source_by_id (NULL, source) != NULL)
    g_source_remove (source);
}

static void
fixture_clear (Fixture *self)
{
  g_main_loop_unref (self->loop);
  g_object_unref (self->investigation);
  um_live_unref (self->live);
  um_findings_unref (self->findings);
  g_clear_error (&self->error);
}

#define NONE UM_N_DAMAGE_KINDS

static const struct
{
  const char *scenario;
  guint wanted; /* before the stop; G_MAXUINT: it ends by itself */
  UmLiveEnding ending;
  UmDamageKind damage;
  guint64 count;
  guint sip; /* that are judged */
} endings[] = {
  { "healthy", 3, UM_LIVE_STOPPED, NONE, 0, 3 },
  { "dies", G_MAXUINT, UM_LIVE_HELPER_DIED, UM_DAMAGE_HELPER_DIED, 1, 3 },
  { "dies-in-a-frame", G_MAXUINT, UM_LIVE_HELPER_DIED, UM_DAMAGE_HELPER_DIED, 1, 3 },
  { "babbles", G_MAXUINT, UM_LIVE_HELPER_DIED, UM_DAMAGE_HELPER_DIED, 1, 3 },
  { "ends-unasked", G_MAXUINT, UM_LIVE_HELPER_DIED, UM_DAMAGE_HELPER_DIED, 1, 3 },
  { "interface-gone", G_MAXUINT, UM_LIVE_INTERFACE_GONE, UM_DAMAGE_INTERFACE_GONE, 1, 3 },
  { "clock-back", 5, UM_LIVE_STOPPED, UM_DAMAGE_CLOCK_JUMP, 1, 5 },
  { "clock-ahead", 5, UM_LIVE_STOPPED, UM_DAMAGE_CLOCK_JUMP, 1, 5 },
  { "loses", 3, UM_LIVE_STOPPED, UM_DAMAGE_PACKETS_LOST, 42, 3 },
  { "never-ends", 3, UM_LIVE_STOPPED, NONE, 0, 3 },
};

static void
whatever_the_helper_does_what_came_is_judged (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      Fixture fixture;
      UmLiveStatus status;

      print_message ("%s\n", endings[i].scenario);
      fixture_run (&fixture, endings[i].scenario, endings[i].wanted, 0);
      assert_null (fixture.error);
      assert_non_null (fixture.findings);
      um_live_get_status (fixture.live, &status);
      assert_int_equal (status.state, UM_LIVE_ENDED);
      assert_int_equal (status.ending, endings[i].ending);
      assert_int_equal (fixture.findings->about->kind, UM_SOURCE_LIVE);
      assert_int_equal (fixture.findings->about->messages->len, endings[i].sip);
      for (guint kind = 0; kind < UM_N_DAMAGE_KINDS; kind++)
        assert_int_equal (fixture.findings->about->damage.count[kind],
                          kind == endings[i].damage ? endings[i].count : 0);
      fixture_clear (&fixture);
    }
}

static const struct
{
  const char *scenario;
  GQuark (*domain) (void);
  int code;
} refusals[] = {
  { "fault-1", g_io_error_quark, G_IO_ERROR_PERMISSION_DENIED },
  { "fault-2", g_io_error_quark, G_IO_ERROR_NOT_FOUND },
  { "fault-3", g_io_error_quark, G_IO_ERROR_NOT_FOUND },
  { "fault-4", um_error_quark, UM_ERROR_FAILED },
  { "fault-5", um_error_quark, UM_ERROR_FAILED },
  { "silent-death", g_io_error_quark, G_IO_ERROR_PERMISSION_DENIED },
  { "other-version", um_error_quark, UM_ERROR_FAILED },
};

static void
what_cannot_begin_says_why (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      Fixture fixture;

      print_message ("%s\n", refusals[i].scenario);
      fixture_run (&fixture, refusals[i].scenario, G_MAXUINT, 0);
      assert_null (fixture.findings);
      assert_true (g_error_matches (fixture.error, refusals[i].domain (), refusals[i].code));
      fixture_clear (&fixture);
    }
}

static UmFindings *
read_file (GFile *file)
{
  g_autoptr (UmInvestigation) investigation = um_investigation_new_for_file (file);
  g_autoptr (GError) error = NULL;
  UmFindings *findings = um_investigation_run (investigation, NULL, &error);

  assert_null (error);
  return findings;
}

/* All that is judged, but for what the source is. */
static char *
dup_judgement (const UmFindings *findings)
{
  g_autofree char *json = um_report_json_new (findings, NULL);
  const char *verdict = strstr (json, "\"verdict\"");

  assert_non_null (verdict);
  return g_strdup (verdict);
}

static void
the_saved_file_gives_the_same_findings_and_has_no_sound (void **state)
{
  g_autofree char *path = NULL, *bytes = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (UmFindings) saved = NULL;
  g_autofree char *live_text = NULL, *saved_text = NULL;
  g_autoptr (GError) error = NULL;
  Fixture fixture;
  gsize len;

  (void) close (g_file_open_tmp ("unmangle-test-XXXXXX", &path, NULL));
  file = g_file_new_for_path (path);
  fixture_run (&fixture, "sound", 3, 503);
  assert_int_equal (fixture.findings->about->packets, 503);
  assert_int_equal (fixture.findings->about->streams->len, 1);
  assert_true (um_live_save (fixture.live, file, NULL, &error));
  saved = read_file (file);
  assert_int_equal (saved->about->kind, UM_SOURCE_PCAPNG);
  assert_int_equal (saved->about->packets, 503);
  for (guint kind = 0; kind < UM_N_DAMAGE_KINDS; kind++)
    assert_int_equal (saved->about->damage.count[kind], 0);
  live_text = dup_judgement (fixture.findings);
  saved_text = dup_judgement (saved);
  assert_string_equal (live_text, saved_text);

  assert_true (g_file_get_contents (path, &bytes, &len, NULL));
  assert_null (memmem (bytes, len, "ssss", 4));
  (void) g_unlink (path);
  fixture_clear (&fixture);
}

static void
a_capture_that_ended_is_judged_again_with_another_vantage (void **state)
{
  g_autoptr (UmInvestigation) again = NULL;
  g_autoptr (UmFindings) findings = NULL;
  Fixture fixture;

  fixture_run (&fixture, "healthy", 3, 0);
  again = um_investigation_new_for_live (fixture.live);
  um_investigation_set_vantage (again, UM_VANTAGE_SERVER);
  findings = um_investigation_run (again, NULL, NULL);
  assert_non_null (findings);
  assert_int_equal (findings->about->messages->len, 3);
  assert_int_equal (findings->vantage, UM_VANTAGE_SERVER);
  fixture_clear (&fixture);
}

static void
on_so_far (UmInvestigation *investigation, UmFindings *findings, gpointer user_data)
{
  Fixture *self = user_data;

  self->so_far = findings->about->messages->len;
  um_investigation_stop (investigation);
}

/* No packet comes any more, and still there is an answer. */
static void
findings_so_far_come_in_a_quiet_network (void **state)
{
  Fixture fixture = { .live = um_live_new ("healthy", NULL, 0) };

  fixture.investigation = um_investigation_new_for_live (fixture.live);
  fixture.loop = g_main_loop_new (NULL, FALSE);
  g_signal_connect (fixture.investigation, "findings-so-far", G_CALLBACK (on_so_far), &fixture);
  um_investigation_run_async (fixture.investigation, NULL, on_finished, &fixture);
  for (UmLiveStatus status = { 0 }; status.sip < 3; um_live_get_status (fixture.live, &status))
    g_thread_yield ();
  um_investigation_request_findings (fixture.investigation);
  g_main_loop_run (fixture.loop);
  assert_int_equal (fixture.so_far, 3);
  fixture_clear (&fixture);
}

static void
it_ends_by_itself_when_its_time_is_over (void **state)
{
  g_autoptr (UmLive) live = um_live_new ("healthy", NULL, 1);
  g_autoptr (UmInvestigation) investigation = um_investigation_new_for_live (live);
  g_autoptr (UmFindings) findings = um_investigation_run (investigation, NULL, NULL);
  UmLiveStatus status;

  assert_non_null (findings);
  um_live_get_status (live, &status);
  assert_int_equal (status.ending, UM_LIVE_TIME_OVER);
}

/* The cancellable of the run gives everything up: the window is closed. */
static void
a_cancelled_capture_gives_nothing (void **state)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Fixture fixture = { .live = um_live_new ("healthy", NULL, 0) };

  fixture.investigation = um_investigation_new_for_live (fixture.live);
  fixture.loop = g_main_loop_new (NULL, FALSE);
  um_investigation_run_async (fixture.investigation, cancellable, on_finished, &fixture);
  g_cancellable_cancel (cancellable);
  g_main_loop_run (fixture.loop);
  assert_null (fixture.findings);
  assert_true (g_error_matches (fixture.error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
  fixture_clear (&fixture);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (whatever_the_helper_does_what_came_is_judged),
    cmocka_unit_test (what_cannot_begin_says_why),
    cmocka_unit_test (the_saved_file_gives_the_same_findings_and_has_no_sound),
    cmocka_unit_test (a_capture_that_ended_is_judged_again_with_another_vantage),
    cmocka_unit_test (findings_so_far_come_in_a_quiet_network),
    cmocka_unit_test (it_ends_by_itself_when_its_time_is_over),
    cmocka_unit_test (a_cancelled_capture_gives_nothing),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
