#include "support/test.h"

#include "support/trace-case.h"

static const char trace[]
    = "Received packet from 50.50.50.50:1024\n"
      "INVITE sip:200@pbx.example.net SIP/2.0\n"
      "Via: SIP/2.0/UDP 50.50.50.50:1024;branch=z9hG4bK1\n"
      "From: <sip:100@pbx.example.net>;tag=1\nTo: <sip:200@pbx.example.net>\n"
      "Call-ID: 1\nCSeq: 1 INVITE\n"
      "Contact: \"J\xf6rg\"\n <sip:100@50.50.50.50:1024>\n"
      "Content-Length: 0\n\n";

static const UmMessage *
message_of (const UmCase *about)
{
  assert_int_equal (about->messages->len, 1);
  return g_ptr_array_index (about->messages, 0);
}

static const UmMarkedLine *
line_at (const UmEvidence *evidence, guint index)
{
  return g_ptr_array_index (evidence->lines, index);
}

static void
a_folded_value_is_marked_where_it_stands (void **state)
{
  g_autoptr (UmCase) about = case_from_trace (trace);
  const UmMessage *message = message_of (about);
  g_autoptr (UmEvidence) evidence = um_evidence_new ("test", UM_GRADE_STRONG, UM_SUBJECT_CONTACT,
                                                     UM_DIRECTION_OUTBOUND, NULL, message);
  const UmSpan *spans;

  um_evidence_mark_field (evidence, um_message_find_field (message, UM_FIELD_CONTACT),
                          UM_MARK_OFFENDING);
  assert_int_equal (evidence->lines->len, 1);
  assert_int_equal (line_at (evidence, 0)->number, 8);
  assert_string_equal (line_at (evidence, 0)->text, " <sip:100@50.50.50.50:1024>");
  assert_int_equal (line_at (evidence, 0)->spans->len, 2);
  spans = (const UmSpan *) (void *) line_at (evidence, 0)->spans->data;
  assert_int_equal (spans[0].start, 10);
  assert_int_equal (spans[0].end, 21);
  assert_int_equal (spans[1].start, 22);
  assert_int_equal (spans[1].end, 26);
}

static void
lines_come_in_order_and_the_graver_mark_stays (void **state)
{
  g_autoptr (UmCase) about = case_from_trace (trace);
  const UmMessage *message = message_of (about);
  g_autoptr (UmEvidence) evidence = um_evidence_new ("test", UM_GRADE_STRONG, UM_SUBJECT_CONTACT,
                                                     UM_DIRECTION_OUTBOUND, NULL, message);
  const UmField *contact = um_message_find_field (message, UM_FIELD_CONTACT);

  um_evidence_mark_field (evidence, contact, UM_MARK_OFFENDING);
  um_evidence_mark_field (evidence, contact, UM_MARK_NORMAL);
  um_evidence_mark_field (evidence, um_message_find_field (message, UM_FIELD_VIA), UM_MARK_NORMAL);
  um_evidence_mark_envelope (evidence, UM_MARK_NORMAL);
  assert_int_equal (evidence->lines->len, 3);
  assert_int_equal (line_at (evidence, 0)->number, 0);
  assert_string_equal (line_at (evidence, 0)->text, "Received packet from 50.50.50.50:1024");
  assert_int_equal (line_at (evidence, 1)->number, 2);
  assert_int_equal (line_at (evidence, 2)->mark, UM_MARK_OFFENDING);
  assert_int_equal (line_at (evidence, 2)->spans->len, 2);
}

static void
what_is_not_written_cannot_be_marked (void **state)
{
  g_autoptr (UmCase) about = case_from_trace (trace);
  const UmMessage *message = message_of (about);
  g_autoptr (UmEvidence) evidence = um_evidence_new ("test", UM_GRADE_STRONG, UM_SUBJECT_CONTACT,
                                                     UM_DIRECTION_OUTBOUND, NULL, message);

  um_evidence_mark_field (evidence, NULL, UM_MARK_OFFENDING);
  assert_int_equal (evidence->lines->len, 0);
}

static void
a_whole_message_shows_every_line_with_its_mark (void **state)
{
  g_autoptr (UmFindings) findings = findings_from_trace (trace);
  g_autoptr (GPtrArray) lines
      = um_findings_mark_message (findings, message_of (findings->about));
  const UmMarkedLine *envelope = g_ptr_array_index (lines, 0);
  const UmMarkedLine *name = g_ptr_array_index (lines, 7);
  const UmMarkedLine *contact = g_ptr_array_index (lines, 8);

  assert_int_equal (envelope->number, 0);
  assert_int_equal (envelope->mark, UM_MARK_NORMAL);
  assert_string_equal (name->text, "Contact: \"J\\xF6rg\"");
  assert_int_equal (name->mark, UM_MARK_CONTEXT);
  assert_int_equal (contact->number, 8);
  assert_int_equal (contact->spans->len, 2);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_folded_value_is_marked_where_it_stands),
    cmocka_unit_test (lines_come_in_order_and_the_graver_mark_stays),
    cmocka_unit_test (what_is_not_written_cannot_be_marked),
    cmocka_unit_test (a_whole_message_shows_every_line_with_its_mark),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
