#include "support/test.h"

#include "report/json-writer.h"

#include <math.h>

static void
values_get_commas_between_them_and_nowhere_else (void **state)
{
  UmJsonWriter *json = um_json_writer_new ();
  g_autofree char *text = NULL;

  um_json_writer_begin_object (json);
  um_json_writer_set_member_name (json, "a");
  um_json_writer_begin_array (json);
  um_json_writer_end_array (json);
  um_json_writer_set_member_name (json, "b");
  um_json_writer_begin_array (json);
  um_json_writer_add_int (json, 1);
  um_json_writer_begin_object (json);
  um_json_writer_end_object (json);
  um_json_writer_add_null (json);
  um_json_writer_add_boolean (json, TRUE);
  um_json_writer_add_boolean (json, FALSE);
  um_json_writer_end_array (json);
  um_json_writer_set_member_name (json, "c");
  um_json_writer_add_string (json, "x");
  um_json_writer_end_object (json);
  text = um_json_writer_free_to_string (json);
  assert_string_equal (text, "{\"a\":[],\"b\":[1,{},null,true,false],\"c\":\"x\"}");
}

typedef struct
{
  const char *label;
  const char *value;
  const char *json;
} Row;

static void
what_json_forbids_in_strings_is_escaped (void **state)
{
  static const Row rows[] = {
    { "empty", "", "\"\"" },
    { "quote and backslash", "a\"b\\c", "\"a\\\"b\\\\c\"" },
    { "named controls", "\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\"" },
    { "other controls", "\x01\x1f\x7f", "\"\\u0001\\u001f\\u007f\"" },
    { "solidus stays", "a/b", "\"a/b\"" },
    { "UTF-8 stays", "Z\xc3\xbcrich", "\"Z\xc3\xbcrich\"" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      UmJsonWriter *json = um_json_writer_new ();
      g_autofree char *text = NULL;

      print_message ("%s\n", rows[i].label);
      um_json_writer_add_string (json, rows[i].value);
      text = um_json_writer_free_to_string (json);
      assert_string_equal (text, rows[i].json);
    }
}

static void
numbers_are_written_whole (void **state)
{
  UmJsonWriter *json = um_json_writer_new ();
  g_autofree char *text = NULL;

  um_json_writer_begin_array (json);
  um_json_writer_add_int (json, 0);
  um_json_writer_add_int (json, -7);
  um_json_writer_add_int (json, G_MAXINT64);
  um_json_writer_add_int (json, G_MININT64);
  um_json_writer_add_double (json, 1.5);
  um_json_writer_add_double (json, NAN);
  um_json_writer_end_array (json);
  text = um_json_writer_free_to_string (json);
  assert_string_equal (text, "[0,-7,9223372036854775807,-9223372036854775808,1.5,null]");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (values_get_commas_between_them_and_nowhere_else),
    cmocka_unit_test (what_json_forbids_in_strings_is_escaped),
    cmocka_unit_test (numbers_are_written_whole),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
