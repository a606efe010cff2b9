#include "support/test.h"

#include "core/limits.h"
#include "dissect/sctp-stream.h"

#define SIP "OPTIONS sip:1@192.0.2.9 SIP/2.0\r\n\r\n"

typedef struct
{
  GString *told;
  UmDamage damage;
  UmSctpStreams *streams;
  guint16 port;
} Fixture;

static void
message_cb (const UmDatagram *datagram, gpointer user_data)
{
  Fixture *self = user_data;

  g_string_append_printf (self->told, "%s%.*s|", datagram->truncated ? "~" : "",
                          (int) datagram->payload.len, datagram->payload.data);
}

static void
fixture_init (Fixture *self)
{
  *self = (Fixture){ .told = g_string_new (NULL), .port = 5060 };
  self->streams = um_sctp_streams_new (message_cb, self, &self->damage);
}

/* (transfer full): what came out, and what was counted as incomplete and as limit. */
static char *
fixture_end (Fixture *self)
{
  um_sctp_streams_finish (self->streams);
  um_sctp_streams_free (self->streams);
  if (self->damage.count[UM_DAMAGE_SCTP_INCOMPLETE] > 0)
    g_string_append_printf (self->told, " C%u",
                            (guint) self->damage.count[UM_DAMAGE_SCTP_INCOMPLETE]);
  if (self->damage.count[UM_DAMAGE_LIMIT_REACHED] > 0)
    g_string_append_printf (self->told, " L%u",
                            (guint) self->damage.count[UM_DAMAGE_LIMIT_REACHED]);
  return g_string_free (self->told, FALSE);
}

/* flags: B, E, ~ */
static void
push (Fixture *self, guint32 tsn, const char *flags, const char *payload)
{
  UmSctpChunk chunk = { .tsn = tsn,
                        .is_first = strchr (flags, 'B') != NULL,
                        .is_last = strchr (flags, 'E') != NULL,
                        .is_cut = strchr (flags, '~') != NULL,
                        .payload = um_slice_from_string (payload) };
  UmDatagram carrier = { .source.port = self->port, .destination.port = 5062 };

  um_sctp_streams_push (self->streams, &chunk, &carrier);
}

/* Every order in which three parts and a message behind them can come, for a start just below the
 * wrap of the numbers too. */
static void
parts_are_joined_in_any_order (void **state)
{
  static const guint orders[][4] = {
    { 0, 1, 2, 3 }, { 0, 1, 3, 2 }, { 0, 2, 1, 3 }, { 0, 2, 3, 1 }, { 0, 3, 1, 2 }, { 0, 3, 2, 1 },
    { 1, 0, 2, 3 }, { 1, 0, 3, 2 }, { 1, 2, 0, 3 }, { 1, 2, 3, 0 }, { 1, 3, 0, 2 }, { 1, 3, 2, 0 },
    { 2, 0, 1, 3 }, { 2, 0, 3, 1 }, { 2, 1, 0, 3 }, { 2, 1, 3, 0 }, { 2, 3, 0, 1 }, { 2, 3, 1, 0 },
    { 3, 0, 1, 2 }, { 3, 0, 2, 1 }, { 3, 1, 0, 2 }, { 3, 1, 2, 0 }, { 3, 2, 0, 1 }, { 3, 2, 1, 0 },
  };
  static const char *const parts[][2] = {
    { "B", "OPTIONS sip:1@" }, { "", "192.0.2.9 " }, { "E", "SIP/2.0\r\n\r\n" }, { "BE", "next" }
  };
  static const guint32 starts[] = { 100, G_MAXUINT32 - 1 };

  for (gsize s = 0; s < G_N_ELEMENTS (starts); s++)
    for (gsize i = 0; i < G_N_ELEMENTS (orders); i++)
      {
        Fixture fixture;
        g_autofree char *told = NULL;

        fixture_init (&fixture);
        push (&fixture, starts[s] - 1, "BE", "first");
        for (guint k = 0; k < 4; k++)
          push (&fixture, starts[s] + orders[i][k], parts[orders[i][k]][0], parts[orders[i][k]][1]);
        told = fixture_end (&fixture);
        assert_non_null (strstr (told, "first|"));
        assert_non_null (strstr (told, SIP "|"));
        assert_non_null (strstr (told, "next|"));
        assert_int_equal (strlen (told), strlen ("first|next|" SIP "|"));
      }
}

static void
what_was_sent_again_comes_once (void **state)
{
  Fixture fixture;
  g_autofree char *told = NULL;

  fixture_init (&fixture);
  push (&fixture, 5, "BE", "one");
  push (&fixture, 5, "BE", "one");
  push (&fixture, 6, "B", "tw");
  push (&fixture, 6, "B", "tw");
  push (&fixture, 7, "E", "o");
  push (&fixture, 7, "E", "o");
  push (&fixture, 4, "BE", "late");
  told = fixture_end (&fixture);
  assert_string_equal (told, "one|two|late|");
}

static void
the_other_direction_has_numbers_of_its_own (void **state)
{
  Fixture fixture;
  g_autofree char *told = NULL;

  fixture_init (&fixture);
  push (&fixture, 5, "BE", "one");
  fixture.port = 5070;
  push (&fixture, 5, "BE", "other");
  told = fixture_end (&fixture);
  assert_string_equal (told, "one|other|");
}

/* Far away numbers are a new association on the same ports. */
static void
a_new_association_begins_anew (void **state)
{
  Fixture fixture;
  g_autofree char *told = NULL;

  fixture_init (&fixture);
  push (&fixture, 5, "BE", "one");
  push (&fixture, 4000000000u, "BE", "two");
  push (&fixture, 5, "BE", "three");
  told = fixture_end (&fixture);
  assert_string_equal (told, "one|two|three|");
}

static void
missing_parts_of_sip_are_counted_and_of_others_are_not (void **state)
{
  static const struct
  {
    const char *label;
    const char *flags[3]; /* NULL: lost */
    const char *payloads[3];
    const char *expected;
  } rows[] = {
    { "the end", { "B", "", NULL }, { SIP, "x", NULL }, " C1" },
    { "the middle", { "B", NULL, "E" }, { SIP, NULL, "x" }, " C1" },
    { "the beginning, nothing known", { NULL, "", "E" }, { NULL, "x", "x" }, "" },
    { "Diameter", { "B", NULL, "E" }, { "\1\2", NULL, "x" }, "" },
    { "cut by the snap length", { "B~", NULL, NULL }, { SIP, NULL, NULL }, "~" SIP "|" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Fixture fixture;
      g_autofree char *told = NULL;

      print_message ("%s\n", rows[i].label);
      fixture_init (&fixture);
      for (guint k = 0; k < 3; k++)
        if (rows[i].flags[k] != NULL)
          push (&fixture, 10 + k, rows[i].flags[k], rows[i].payloads[k]);
      told = fixture_end (&fixture);
      assert_string_equal (told, rows[i].expected);
    }
}

static void
a_lost_beginning_counts_where_sip_was_spoken (void **state)
{
  Fixture fixture;
  g_autofree char *told = NULL;

  fixture_init (&fixture);
  push (&fixture, 9, "BE", SIP);
  push (&fixture, 11, "", "x");
  push (&fixture, 12, "E", "x");
  told = fixture_end (&fixture);
  assert_string_equal (told, SIP "| C1");
}

static void
a_flood_of_parts_and_of_directions_is_bounded (void **state)
{
  g_autofree char *large = g_strnfill (60000, 'x');
  Fixture fixture;
  g_autofree char *told = NULL;

  fixture_init (&fixture);
  push (&fixture, 1, "B", SIP);
  for (guint i = 0; i < 3 * UM_LIMIT_SCTP_PENDING / 60000; i++)
    push (&fixture, 3 + i, "", large);
  assert_true (fixture.damage.count[UM_DAMAGE_SCTP_INCOMPLETE] > 0);
  for (guint i = 0; i < UM_LIMIT_SCTP_STREAMS; i++)
    {
      fixture.port = 10000 + i;
      push (&fixture, 1, "B", "x");
    }
  told = fixture_end (&fixture);
  assert_non_null (strstr (told, " L1"));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (parts_are_joined_in_any_order),
    cmocka_unit_test (what_was_sent_again_comes_once),
    cmocka_unit_test (the_other_direction_has_numbers_of_its_own),
    cmocka_unit_test (a_new_association_begins_anew),
    cmocka_unit_test (missing_parts_of_sip_are_counted_and_of_others_are_not),
    cmocka_unit_test (a_lost_beginning_counts_where_sip_was_spoken),
    cmocka_unit_test (a_flood_of_parts_and_of_directions_is_bounded),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
