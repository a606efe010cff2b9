#include "support/test.h"

#include "core/text.h"
#include "dissect/duplicates.h"

/* A payload of 600 bytes: the middle is not looked at, both ends are. */
static UmIpPacket
packet_new (char payload[600])
{
  UmIpPacket packet = { .version = 4, .protocol = 17, .ttl = 64, .id = 7 };

  memset (payload, 'x', 600);
  packet.source = um_address_from_ipv4 (0xc0000201);
  packet.destination = um_address_from_ipv4 (0xc6336414);
  packet.payload = um_slice_new (payload, 600);
  return packet;
}

static const struct
{
  const char *label;
  guint id, ttl, protocol, offset;
  gsize len;
  gint changed; /* byte of the payload, -1: none */
  gint64 after_us;
  gboolean is_copy;
} rows[] = {
  { "the same", 7, 64, 17, 0, 600, -1, 0, TRUE },
  { "the same, 50 ms later", 7, 64, 17, 0, 600, -1, 50000, TRUE },
  { "the same, later than that", 7, 64, 17, 0, 600, -1, 50001, FALSE },
  { "the same, 50 ms before", 7, 64, 17, 0, 600, -1, -50000, TRUE },
  { "the same, long before", 7, 64, 17, 0, 600, -1, -50001, FALSE },
  { "another identification", 8, 64, 17, 0, 600, -1, 0, FALSE },
  { "another TTL", 7, 63, 17, 0, 600, -1, 0, FALSE },
  { "another protocol", 7, 64, 132, 0, 600, -1, 0, FALSE },
  { "another offset", 7, 64, 17, 8, 600, -1, 0, FALSE },
  { "a shorter one", 7, 64, 17, 0, 599, -1, 0, FALSE },
  { "another first byte", 7, 64, 17, 0, 600, 0, 0, FALSE },
  { "another last byte", 7, 64, 17, 0, 600, 599, 0, FALSE },
};

static void
a_copy_is_alike_and_comes_at_once (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (UmDuplicates) duplicates = um_duplicates_new ();
      char payload[600];
      UmIpPacket packet = packet_new (payload);

      print_message ("%s\n", rows[i].label);
      assert_false (um_duplicates_has_seen (duplicates, &packet, 1000000));
      packet.id = rows[i].id;
      packet.ttl = rows[i].ttl;
      packet.protocol = rows[i].protocol;
      packet.offset = rows[i].offset;
      packet.payload.len = rows[i].len;
      if (rows[i].changed >= 0)
        payload[rows[i].changed] = 'y';
      assert_int_equal (um_duplicates_has_seen (duplicates, &packet, 1000000 + rows[i].after_us),
                        rows[i].is_copy);
    }
}

static void
without_a_time_nothing_is_a_copy (void **state)
{
  g_autoptr (UmDuplicates) duplicates = um_duplicates_new ();
  char payload[600];
  UmIpPacket packet = packet_new (payload);

  for (guint i = 0; i < 3; i++)
    assert_false (um_duplicates_has_seen (duplicates, &packet, UM_TIME_UNKNOWN));
}

/* Clocks at both ends of what 64 bits can say. */
static void
far_times_do_not_overflow (void **state)
{
  g_autoptr (UmDuplicates) duplicates = um_duplicates_new ();
  char payload[600];
  UmIpPacket packet = packet_new (payload);

  assert_false (um_duplicates_has_seen (duplicates, &packet, G_MAXINT64 - 60000));
  assert_false (um_duplicates_has_seen (duplicates, &packet, G_MININT64 + 1));
  assert_false (um_duplicates_has_seen (duplicates, &packet, G_MAXINT64 - 60000));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_copy_is_alike_and_comes_at_once),
    cmocka_unit_test (without_a_time_nothing_is_a_copy),
    cmocka_unit_test (far_times_do_not_overflow),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
