#include "support/test.h"

#include "core/limits.h"
#include "core/text.h"
#include "dissect/ip-fragments.h"
#include "support/guard-buffer.h"

/* One fragment: offset in bytes, text, '+' when more follow. */
typedef struct
{
  guint32 id;
  guint16 offset;
  const char *text;
  gboolean more;
  gsize missing; /* cut by the snap length */
  gint64 seconds;
} Part;

typedef struct
{
  const char *label;
  Part parts[5];
  const char *expected; /* wholes in (), incomplete heads in <>, then M: missing, H: bad header */
} Row;

static const Row rows[] = {
  { "in order", { { 1, 0, "aaaaaaaa", TRUE }, { 1, 8, "bb", FALSE } }, "(aaaaaaaabb) M0 H0" },
  { "out of order", { { 1, 8, "bb", FALSE }, { 1, 0, "aaaaaaaa", TRUE } }, "(aaaaaaaabb) M0 H0" },
  { "two datagrams at once",
    { { 1, 0, "aaaaaaaa", TRUE }, { 2, 8, "dd", FALSE }, { 1, 8, "bb", FALSE },
      { 2, 0, "cccccccc", TRUE } }, "(aaaaaaaabb)(ccccccccdd) M0 H0" },
  { "repeated", { { 1, 0, "aaaaaaaa", TRUE }, { 1, 0, "aaaaaaaa", TRUE }, { 1, 8, "bb", FALSE } },
    "(aaaaaaaabb) M0 H0" },
  { "overlap: the first bytes win",
    { { 1, 0, "aaaaaaaa", TRUE }, { 1, 0, "xxxxxxxxbbbbbbbb", TRUE }, { 1, 16, "c", FALSE } },
    "(aaaaaaaabbbbbbbbc) M0 H0" },
  { "overlap from behind",
    { { 1, 8, "bbbbbbbb", TRUE }, { 1, 0, "aaaaaaaaxxxxxxxx", TRUE }, { 1, 16, "c", FALSE } },
    "(aaaaaaaabbbbbbbbc) M0 H0" },
  { "last one missing", { { 1, 0, "aaaaaaaa", TRUE } }, "<aaaaaaaa> M1 H0" },
  { "middle missing", { { 1, 0, "aaaaaaaa", TRUE }, { 1, 16, "cc", FALSE } }, "<aaaaaaaa> M1 H0" },
  { "first one missing", { { 1, 8, "bb", FALSE } }, " M1 H0" },
  { "two last ones that disagree",
    { { 1, 8, "bb", FALSE }, { 1, 8, "bbb", FALSE }, { 1, 0, "aaaaaaaa", TRUE } },
    "(aaaaaaaabb) M0 H1" },
  { "bytes behind the last one",
    { { 1, 8, "bb", FALSE }, { 1, 16, "cccccccc", TRUE }, { 1, 0, "aaaaaaaa", TRUE } },
    "(aaaaaaaabb) M0 H1" },
  { "a last one in front of known bytes",
    { { 1, 16, "cccccccc", TRUE }, { 1, 8, "bb", FALSE } }, " M1 H1" },
  { "not a multiple of eight, and more follow", { { 1, 0, "aaaaaaa", TRUE } }, " M0 H1" },
  { "empty", { { 1, 8, "", FALSE } }, " M0 H1" },
  { "beyond 64 KiB", { { 1, 65528, "aaaaaaaa", FALSE } }, " M0 H1" },
  { "snapped", { { 1, 0, "aaaaaaaaaaaa", TRUE, 4 }, { 1, 16, "bb", FALSE } }, "<aaaaaaaa> M1 H0" },
  { "identification used again after a minute",
    { { 1, 0, "aaaaaaaa", TRUE, 0, 0 }, { 1, 8, "dd", FALSE, 0, 60 },
      { 1, 0, "cccccccc", TRUE, 0, 60 } }, "<aaaaaaaa>(ccccccccdd) M1 H0" },
};

static void
incomplete_cb (const UmIpPacket *packet, const UmDatagram *carrier, gpointer user_data)
{
  assert_true (packet->missing > 0);
  assert_false (packet->is_fragment);
  g_string_append_printf (user_data, "<%.*s>", (int) packet->payload.len, packet->payload.data);
}

static void
push (UmIpFragments *fragments, const Part *part, GString *told)
{
  UmDatagram carrier = { .frame = 1, .time_us = part->seconds * G_USEC_PER_SEC };
  UmIpPacket packet = { .version = 4,
                        .protocol = 17,
                        .is_fragment = TRUE,
                        .id = part->id,
                        .offset = part->offset,
                        .more_fragments = part->more,
                        .missing = part->missing,
                        .payload = guard_buffer_string (part->text) };
  UmIpPacket whole;

  packet.source = um_address_from_ipv4 (0xc0000201);
  packet.destination = um_address_from_ipv4 (0xc6336402);
  if (um_ip_fragments_add (fragments, &packet, &carrier, &whole))
    {
      assert_false (whole.is_fragment);
      g_string_append_printf (told, "(%.*s)", (int) whole.payload.len, whole.payload.data);
    }
}

static void
fragments_become_whole_or_are_counted (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      UmDamage damage = { 0 };
      g_autoptr (GString) told = g_string_new (NULL);
      g_autoptr (UmIpFragments) fragments = um_ip_fragments_new (incomplete_cb, told, &damage);

      print_message ("%s\n", rows[i].label);
      for (gsize n = 0; n < G_N_ELEMENTS (rows[i].parts) && rows[i].parts[n].text != NULL; n++)
        push (fragments, &rows[i].parts[n], told);
      um_ip_fragments_finish (fragments);
      g_string_append_printf (told, " M%u H%u",
                              (guint) damage.count[UM_DAMAGE_FRAGMENTS_MISSING],
                              (guint) damage.count[UM_DAMAGE_BAD_HEADER]);
      assert_string_equal (told->str, rows[i].expected);
    }
}

static void
the_oldest_gives_way_at_the_limit (void **state)
{
  UmDamage damage = { 0 };
  g_autoptr (GString) told = g_string_new (NULL);
  g_autoptr (UmIpFragments) fragments = um_ip_fragments_new (incomplete_cb, told, &damage);

  for (guint32 id = 0; id < UM_LIMIT_FRAGMENTS; id++)
    push (fragments, &(Part){ id, 8, "later", FALSE }, told);
  assert_int_equal (damage.count[UM_DAMAGE_FRAGMENTS_MISSING], 0);
  push (fragments, &(Part){ UM_LIMIT_FRAGMENTS, 8, "later", FALSE }, told);
  assert_int_equal (damage.count[UM_DAMAGE_FRAGMENTS_MISSING], 1);
  push (fragments, &(Part){ 1, 0, "earlier ", TRUE }, told);
  assert_string_equal (told->str, "(earlier later)"); /* 0 went, 1 is still there */
}

static void
the_largest_datagram_fits_in_any_order (void **state)
{
  g_autofree char *bytes = g_malloc (65528);
  UmDamage damage = { 0 };
  g_autoptr (UmIpFragments) fragments = um_ip_fragments_new (NULL, NULL, &damage);
  UmDatagram carrier = { .time_us = UM_TIME_UNKNOWN };
  UmIpPacket packet = { .version = 6, .protocol = 17, .is_fragment = TRUE };
  UmIpPacket whole;

  for (gsize i = 0; i < 65528; i++)
    bytes[i] = (char) (i * 7 >> 3);
  for (gint at = 65528 - 8; at >= 0; at -= 8)
    {
      packet.offset = at;
      packet.more_fragments = at != 65528 - 8;
      packet.payload = um_slice_new (bytes + at, 8);
      assert_int_equal (um_ip_fragments_add (fragments, &packet, &carrier, &whole), at == 0);
    }
  assert_true (um_slice_equal (whole.payload, um_slice_new (bytes, 65528)));
  assert_int_equal (damage.count[UM_DAMAGE_BAD_HEADER], 0);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (fragments_become_whole_or_are_counted),
    cmocka_unit_test (the_oldest_gives_way_at_the_limit),
    cmocka_unit_test (the_largest_datagram_fits_in_any_order),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
