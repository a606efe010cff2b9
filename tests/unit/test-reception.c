#include "support/test.h"

#include "core/limits.h"
#include "core/text.h"
#include "model/reception.h"

/* The phone (SSRC 7) says at 1 s what it has sent; the server answers. */
static UmReception
hear (gint64 answer_us, guint32 last_report, guint32 delay)
{
  g_autoptr (UmReceptions) receptions = um_receptions_new ();
  g_autoptr (GArray) list = NULL;
  UmDamage damage = { 0 };
  UmRtcpReport sent = { .time_us = 1000000, .reporter = 7, .is_sender = TRUE, .sent_time = 0x1234 };
  UmRtcpReport heard = { .time_us = answer_us, .reporter = 8, .n_blocks = 1 };

  heard.blocks[0] = (UmRtcpBlock){ .ssrc = 7,
                                   .fraction_lost = 30,
                                   .lost = 5,
                                   .jitter = 80,
                                   .last_report = last_report,
                                   .delay = delay };
  um_receptions_push (receptions, &sent, &damage);
  um_receptions_push (receptions, &heard, &damage);
  heard.blocks[0].fraction_lost = 10;
  heard.blocks[0].lost = 6;
  heard.blocks[0].last_report = 0;
  um_receptions_push (receptions, &heard, &damage);
  list = um_receptions_copy (receptions);
  assert_int_equal (list->len, 1);
  return g_array_index (list, UmReception, 0);
}

static void
the_last_report_counts_and_the_worst_moment_stays (void **state)
{
  UmReception reception = hear (1540000, 0x1234, 32768);

  assert_int_equal (reception.ssrc, 7);
  assert_int_equal (reception.reporter, 8);
  assert_int_equal (reception.reports, 2);
  assert_int_equal (reception.lost, 6);
  assert_int_equal (reception.worst_fraction, 30);
  assert_int_equal (reception.jitter, 80);
}

static void
a_round_trip_is_what_the_delay_leaves (void **state)
{
  static const struct
  {
    const char *label;
    gint64 answer_us;
    guint32 last_report, delay;
    gint64 expected;
  } rows[] = {
    { "half a second there, 40 ms on the way", 1540000, 0x1234, 32768, 40000 },
    { "answered at once", 1000100, 0x1234, 0, 100 },
    { "names a report that was not seen", 1540000, 0x1235, 32768, -1 },
    { "names none", 1540000, 0, 0, -1 },
    { "says that it lay there longer than the time that passed", 1400000, 0x1234, 32768, -1 },
    { "before it was sent", 900000, 0x1234, 0, -1 },
    { "no time", UM_TIME_UNKNOWN, 0x1234, 0, -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      print_message ("%s\n", rows[i].label);
      assert_int_equal (hear (rows[i].answer_us, rows[i].last_report, rows[i].delay).round_trip_us,
                        rows[i].expected);
    }
}

static void
a_flood_of_reporters_is_bounded_and_counted (void **state)
{
  g_autoptr (UmReceptions) receptions = um_receptions_new ();
  g_autoptr (GArray) list = NULL;
  UmDamage damage = { 0 };
  UmRtcpReport report = { .n_blocks = 1 };

  for (guint i = 0; i < UM_LIMIT_STREAMS + 3; i++)
    {
      report.reporter = i;
      um_receptions_push (receptions, &report, &damage);
    }
  list = um_receptions_copy (receptions);
  assert_int_equal (list->len, UM_LIMIT_STREAMS);
  assert_int_equal (damage.count[UM_DAMAGE_LIMIT_REACHED], 3);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (the_last_report_counts_and_the_worst_moment_stays),
    cmocka_unit_test (a_round_trip_is_what_the_delay_leaves),
    cmocka_unit_test (a_flood_of_reporters_is_bounded_and_counted),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
