#include "support/test.h"

#include "report/side-by-side.h"

typedef struct
{
  const char *label;
  const char *sent;
  const char *arrived;
  guint n_changed;
  const char *picture; /* a pair a word: = equal, ~ changed, - taken out, + put in */
} Row;

static const Row rows[] = {
  { "nothing", "A\r\nVia: x\r\n\r\n", "A\r\nVia: x\r\n\r\n", 0, "===" },
  { "one line changed", "A\r\nVia: x\r\nTo: y\r\n", "A\r\nVia: z\r\nTo: y\r\n", 1, "=~=" },
  { "start line", "INVITE a\r\nTo: y\r\n", "INVITE b\r\nTo: y\r\n", 1, "~=" },
  { "taken out", "A\r\nSupported: path\r\nTo: y\r\n", "A\r\nTo: y\r\n", 1, "=-=" },
  { "put in", "A\r\nTo: y\r\n", "A\r\nX-Box: 1\r\nTo: y\r\n", 1, "=+=" },
  { "another header instead", "A\r\nB: 1\r\nTo: y\r\n", "A\r\nC: 1\r\nTo: y\r\n", 2, "=-+=" },
  { "two of one name", "A\r\nVia: 1\r\nVia: 2\r\n", "A\r\nVia: 9\r\nVia: 1\r\nVia: 2\r\n", 1,
    "=+==" },
  { "SDP by its letter", "A\r\n\r\no=1\r\nc=1\r\n", "A\r\n\r\no=2\r\nc=2\r\n", 2, "==~~" },
  { "name in other letters", "A\r\nVIA: 1\r\n", "A\r\nVia: 1\r\n", 1, "=~" },
  { "nothing arrived", "A\r\n", "", 1, "-" },
};

static char *
picture (const UmSideBySide *both)
{
  GString *text = g_string_new (NULL);

  assert_int_equal (both->sent->len, both->arrived->len);
  for (guint i = 0; i < both->sent->len; i++)
    {
      const UmMarkedLine *sent = both->sent->pdata[i];
      const UmMarkedLine *arrived = both->arrived->pdata[i];

      g_string_append_c (text, sent->number == UM_LINE_FILLER       ? '+'
                               : arrived->number == UM_LINE_FILLER  ? '-'
                               : arrived->mark == UM_MARK_OFFENDING ? '~'
                                                                    : '=');
    }
  return g_string_free (text, FALSE);
}

static UmMessage
message (const char *text)
{
  return (UmMessage){ .text = { .kept = text, .len = (guint32) strlen (text) } };
}

static void
lines_are_laid_beside_each_other (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      UmMessage sent = message (rows[i].sent), arrived = message (rows[i].arrived);
      g_autoptr (UmSideBySide) both = um_side_by_side_new (&sent, &arrived);
      g_autofree char *text = picture (both);

      print_message ("%s\n", rows[i].label);
      assert_string_equal (text, rows[i].picture);
      assert_int_equal (both->n_changed, rows[i].n_changed);
    }
}

static void
only_the_bytes_that_differ_are_marked (void **state)
{
  UmMessage sent = message ("A\r\nContact: <sip:1@192.168.1.50:5060>\r\n");
  UmMessage arrived = message ("A\r\nContact: <sip:1@203.0.113.9:5060>\r\n");
  g_autoptr (UmSideBySide) both = um_side_by_side_new (&sent, &arrived);
  const UmMarkedLine *left = both->sent->pdata[1], *right = both->arrived->pdata[1];
  const UmSpan *span;

  assert_int_equal (left->mark, UM_MARK_UNTOUCHED);
  assert_int_equal (right->mark, UM_MARK_OFFENDING);
  assert_int_equal (left->spans->len, 1);
  span = &g_array_index (left->spans, UmSpan, 0);
  assert_memory_equal (left->text + span->start, "192.168.1.50", span->end - span->start);
  span = &g_array_index (right->spans, UmSpan, 0);
  assert_memory_equal (right->text + span->start, "203.0.113.9", span->end - span->start);
}

static void
marks_never_cut_a_character (void **state)
{
  UmMessage sent = message ("A\r\nTo: \xc3\xa4x\r\n"), arrived = message ("A\r\nTo: \xc3\xb6x\r\n");
  g_autoptr (UmSideBySide) both = um_side_by_side_new (&sent, &arrived);
  const UmMarkedLine *line = both->arrived->pdata[1];
  const UmSpan *span = &g_array_index (line->spans, UmSpan, 0);

  assert_int_equal (span->start, 4);
  assert_int_equal (span->end, 6);
}

static void
message_of_very_many_lines_loses_none (void **state)
{
  g_autoptr (GString) text = g_string_new ("A\r\n");
  g_autoptr (UmSideBySide) both = NULL;
  UmMessage sent, arrived;

  for (guint i = 0; i < 2000; i++)
    g_string_append_printf (text, "X: %u\r\n", i);
  sent = message (text->str);
  arrived = message ("A\r\nX: 1\r\nX: 1\r\n");
  both = um_side_by_side_new (&sent, &arrived);
  assert_int_equal (both->sent->len, 2001);
  assert_int_equal (both->n_changed, 2000);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (lines_are_laid_beside_each_other),
    cmocka_unit_test (only_the_bytes_that_differ_are_marked),
    cmocka_unit_test (marks_never_cut_a_character),
    cmocka_unit_test (message_of_very_many_lines_loses_none),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
