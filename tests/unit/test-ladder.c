#include "support/test.h"

#include "report/ladder.h"
#include "support/call-builder.h"

#define TO_PHONE   CALL_SERVER ":16000", CALL_PHONE ":4000"
#define FROM_PHONE CALL_PHONE ":4000", CALL_SERVER ":16000"
#define BYE        "BYE sip:1002@" CALL_SERVER " SIP/2.0"

static UmLadder *
build (UmFindings *findings)
{
  assert_int_equal (findings->calls->len, 1);
  return um_ladder_new (findings, findings->calls->pdata[0]);
}

static const UmLadderRow *
row_at (const UmLadder *ladder, guint i)
{
  assert_true (i < ladder->rows->len);
  return &g_array_index (ladder->rows, UmLadderRow, i);
}

static void
router_stands_between_a_private_phone_and_a_public_server (void **state)
{
  g_autoptr (UmFindings) findings = NULL;
  g_autoptr (UmLadder) ladder = NULL;
  CallBuilder builder;

  call_builder_init (&builder, CALL_PHONE);
  call_builder_begin_call (&builder);
  findings = call_builder_end (&builder);
  ladder = build (findings);

  assert_int_equal (ladder->n_columns, 3);
  assert_int_equal (ladder->columns[0].kind, UM_COLUMN_PHONE);
  assert_non_null (ladder->columns[0].phone);
  assert_int_equal (ladder->columns[1].kind, UM_COLUMN_ROUTER);
  assert_int_equal (ladder->columns[2].kind, UM_COLUMN_SERVER);
  /* The INVITE was seen from the phone to the router, the answer from the router on. */
  assert_int_equal (row_at (ladder, 0)->from, 0);
  assert_int_equal (row_at (ladder, 0)->to, 2);
  assert_int_equal (row_at (ladder, 0)->seen_from, 0);
  assert_int_equal (row_at (ladder, 0)->seen_to, 1);
  assert_int_equal (row_at (ladder, 1)->from, 2);
  assert_int_equal (row_at (ladder, 1)->seen_from, 1);
  assert_int_equal (row_at (ladder, 1)->seen_to, 0);
  assert_int_equal (row_at (ladder, 1)->offset_us, 1000000);
}

static void
beyond_the_router_its_other_side_was_not_captured (void **state)
{
  g_autoptr (UmFindings) findings = NULL;
  g_autoptr (UmLadder) ladder = NULL;
  CallBuilder builder;

  call_builder_init (&builder, CALL_PUBLIC);
  call_builder_begin_call (&builder);
  findings = call_builder_end (&builder);
  ladder = build (findings);

  assert_int_equal (ladder->n_columns, 3);
  assert_int_equal (ladder->columns[1].kind, UM_COLUMN_ROUTER);
  assert_true (um_address_is_set (&ladder->columns[1].endpoint.address));
  assert_int_equal (row_at (ladder, 0)->seen_from, 1);
  assert_int_equal (row_at (ladder, 0)->seen_to, 2);
  assert_int_equal (row_at (ladder, 1)->seen_from, 2);
  assert_int_equal (row_at (ladder, 1)->seen_to, 1);
}

static void
no_router_is_drawn_where_none_is_known (void **state)
{
  g_autoptr (UmFindings) findings = NULL;
  g_autoptr (UmLadder) ladder = NULL;
  CallBuilder builder;

  call_builder_init (&builder, "192.168.1.50");
  call_builder_sip (&builder, 0, TRUE, "INVITE sip:1002@pbx.example.net SIP/2.0", "1 INVITE", NULL);
  findings = call_builder_end (&builder);
  ((UmPhone *) ((UmPhoneFinding *) findings->phones->pdata[0])->phone)->vantage =
      UM_VANTAGE_UNKNOWN;
  ladder = build (findings);
  assert_int_equal (ladder->n_columns, 2);
  assert_int_equal (row_at (ladder, 0)->seen_to, row_at (ladder, 0)->to);
}

static void
sound_stands_where_it_began_and_missing_sound_where_it_was_promised (void **state)
{
  g_autoptr (UmFindings) findings = NULL;
  g_autoptr (UmLadder) ladder = NULL;
  CallBuilder builder;

  call_builder_init (&builder, CALL_PHONE);
  call_builder_begin_call (&builder);
  call_builder_sound (&builder, 1.1, 10, FROM_PHONE);
  call_builder_sip (&builder, 11, TRUE, BYE, "2 BYE", NULL);
  findings = call_builder_end (&builder);
  ladder = build (findings);

  /* INVITE, 200, ACK, both directions of sound, BYE. */
  assert_int_equal (ladder->rows->len, 6);
  assert_non_null (row_at (ladder, 2)->media);
  assert_true (row_at (ladder, 2)->media->to_phone);
  assert_true (um_ladder_row_is_missing (row_at (ladder, 2)));
  assert_int_equal (row_at (ladder, 2)->to, 0);
  assert_non_null (row_at (ladder, 3)->arrow);
  assert_non_null (row_at (ladder, 4)->media);
  assert_false (um_ladder_row_is_missing (row_at (ladder, 4)));
  assert_int_equal (row_at (ladder, 4)->from, 0);
  assert_int_equal (row_at (ladder, 4)->to, 2);
  assert_non_null (row_at (ladder, 5)->arrow);
}

static void
call_without_sound_has_only_messages (void **state)
{
  g_autoptr (UmFindings) findings = NULL;
  g_autoptr (UmLadder) ladder = NULL;
  CallBuilder builder;

  call_builder_init (&builder, CALL_PHONE);
  call_builder_begin_call (&builder);
  findings = call_builder_end (&builder);
  ladder = build (findings);
  assert_int_equal (ladder->rows->len, 3);
  for (guint i = 0; i < 3; i++)
    assert_non_null (row_at (ladder, i)->arrow);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (router_stands_between_a_private_phone_and_a_public_server),
    cmocka_unit_test (beyond_the_router_its_other_side_was_not_captured),
    cmocka_unit_test (no_router_is_drawn_where_none_is_known),
    cmocka_unit_test (sound_stands_where_it_began_and_missing_sound_where_it_was_promised),
    cmocka_unit_test (call_without_sound_has_only_messages),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
