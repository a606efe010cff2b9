#include "support/test.h"

#include "io/capture-record.h"

#include <glib/gstdio.h>

#define HOUR_US (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

static const UmRecordLimits large = { { 1 << 30, 1 << 30 }, 24 * HOUR_US };

static void
add (UmCaptureRecord *record, UmRecordRing ring, guint64 number, gsize len, gint64 now_us)
{
  g_autofree char *bytes = g_malloc (len + 1);
  UmPacket packet = { .number = number,
                      .time_us = (gint64) number * 7,
                      .link_type = UM_LINK_ETHERNET,
                      .wire_length = (guint32) len + 9,
                      .bytes = { bytes, len } };

  memset (bytes, (int) (number % 251), len);
  assert_true (um_capture_record_add (record, ring, &packet, now_us, NULL));
}

/* Reads all; returns how many, and the number of the first. Each must be as it was added. */
static guint
read_all (UmCaptureRecord *record, guint64 *ret_first)
{
  g_autoptr (GError) error = NULL;
  UmPacket packet;
  guint64 before = 0;
  guint n = 0;

  *ret_first = 0;
  um_capture_record_rewind (record);
  while (um_capture_record_next (record, &packet, &error))
    {
      assert_true (packet.number > before);
      before = packet.number;
      if (n++ == 0)
        *ret_first = packet.number;
      assert_true (packet.time_us == (gint64) packet.number * 7);
      assert_int_equal (packet.link_type, UM_LINK_ETHERNET);
      assert_int_equal (packet.wire_length, packet.bytes.len + 9);
      for (gsize i = 0; i < packet.bytes.len; i++)
        assert_int_equal ((guint8) packet.bytes.data[i], packet.number % 251);
    }
  assert_null (error);
  return n;
}

static void
both_rings_come_back_in_the_order_of_capture (void **state)
{
  g_autoptr (UmCaptureRecord) record = um_capture_record_new (g_get_tmp_dir (), &large);
  guint64 first;

  assert_int_equal (read_all (record, &first), 0);
  for (guint i = 1; i <= 5000; i++)
    add (record, i % 3 == 0 ? UM_RECORD_SIGNALLING : UM_RECORD_MEDIA, i, i % 700, 0);
  assert_int_equal (read_all (record, &first), 5000);
  assert_int_equal (read_all (record, &first), 5000);
  /* It goes on after having been read. */
  add (record, UM_RECORD_MEDIA, 5001, 256 * 1024, 0);
  add (record, UM_RECORD_SIGNALLING, 5002, 0, 0);
  assert_int_equal (read_all (record, &first), 5002);
  assert_int_equal (um_capture_record_get_overwritten (record, UM_RECORD_MEDIA), 0);
}

/* Hours of sound never push out the first REGISTER. */
static void
a_full_ring_lets_its_oldest_go_and_leaves_the_other_alone (void **state)
{
  const UmRecordLimits small = { { 800 * 1024, 800 * 1024 }, 24 * HOUR_US };
  g_autoptr (UmCaptureRecord) record = um_capture_record_new (g_get_tmp_dir (), &small);
  guint64 first;
  guint kept;

  add (record, UM_RECORD_SIGNALLING, 1, 500, 0);
  for (guint i = 2; i <= 10001; i++)
    add (record, UM_RECORD_MEDIA, i, 200, 0);
  kept = read_all (record, &first);
  assert_int_equal (first, 1);
  assert_int_equal (um_capture_record_get_overwritten (record, UM_RECORD_SIGNALLING), 0);
  assert_int_equal (um_capture_record_get_overwritten (record, UM_RECORD_MEDIA), 10001 - kept);
  assert_in_range (kept, 2500, 4000);
}

static void
what_is_too_old_goes (void **state)
{
  g_autoptr (UmCaptureRecord) record = um_capture_record_new (g_get_tmp_dir (), &large);
  guint64 first;

  for (guint hour = 0; hour < 48; hour++)
    add (record, UM_RECORD_SIGNALLING, hour + 1, 100, hour * HOUR_US);
  (void) read_all (record, &first);
  assert_in_range (first, 22, 25); /* an eighth goes at once */
  assert_int_equal (um_capture_record_get_overwritten (record, UM_RECORD_SIGNALLING), first - 1);
}

static void
nothing_lies_in_the_folder (void **state)
{
  g_autofree char *folder = g_dir_make_tmp ("unmangle-test-XXXXXX", NULL);
  g_autoptr (UmCaptureRecord) record = um_capture_record_new (folder, &large);

  add (record, UM_RECORD_SIGNALLING, 1, 100, 0);
  assert_int_equal (g_rmdir (folder), 0);
}

static void
where_nothing_can_be_written_is_told (void **state)
{
  g_autoptr (UmCaptureRecord) record = um_capture_record_new ("/nowhere/at/all", &large);
  g_autoptr (GError) error = NULL;
  const UmPacket packet = { .number = 1, .bytes = UM_SLICE ("x") };

  assert_false (um_capture_record_add (record, UM_RECORD_MEDIA, &packet, 0, &error));
  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (both_rings_come_back_in_the_order_of_capture),
    cmocka_unit_test (a_full_ring_lets_its_oldest_go_and_leaves_the_other_alone),
    cmocka_unit_test (what_is_too_old_goes),
    cmocka_unit_test (nothing_lies_in_the_folder),
    cmocka_unit_test (where_nothing_can_be_written_is_told),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
