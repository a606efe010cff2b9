#include "support/test.h"

#include "dissect/sip-header.h"
#include "support/guard-buffer.h"

typedef struct
{
  const char *name;
  UmSipHeaderId id;
} NameRow;

static const NameRow name_rows[] = {
  { "Via", UM_SIP_HEADER_VIA },
  { "VIA", UM_SIP_HEADER_VIA },
  { "v", UM_SIP_HEADER_VIA },
  { "V", UM_SIP_HEADER_VIA },
  { "i", UM_SIP_HEADER_CALL_ID },
  { "m", UM_SIP_HEADER_CONTACT },
  { "e", UM_SIP_HEADER_CONTENT_ENCODING },
  { "l", UM_SIP_HEADER_CONTENT_LENGTH },
  { "c", UM_SIP_HEADER_CONTENT_TYPE },
  { "o", UM_SIP_HEADER_EVENT },
  { "f", UM_SIP_HEADER_FROM },
  { "r", UM_SIP_HEADER_REFER_TO },
  { "x", UM_SIP_HEADER_SESSION_EXPIRES },
  { "k", UM_SIP_HEADER_SUPPORTED },
  { "t", UM_SIP_HEADER_TO },
  { "call-id", UM_SIP_HEADER_CALL_ID },
  { "cSEQ", UM_SIP_HEADER_CSEQ },
  { "www-authenticate", UM_SIP_HEADER_WWW_AUTHENTICATE },
  /* compact forms of headers that have no id of their own */
  { "s", UM_SIP_HEADER_OTHER },
  { "u", UM_SIP_HEADER_OTHER },
  { "a", UM_SIP_HEADER_OTHER },
  { "", UM_SIP_HEADER_OTHER },
  { "Vi", UM_SIP_HEADER_OTHER },
  { "Viaa", UM_SIP_HEADER_OTHER },
  { "Via ", UM_SIP_HEADER_OTHER },
  { "Call_ID", UM_SIP_HEADER_OTHER },
  { "Proxy-Authorizations", UM_SIP_HEADER_OTHER },
  { "X-Extraordinarily-Long-Header-Name", UM_SIP_HEADER_OTHER },
};

static void
names_are_found_in_any_case_and_in_compact_form (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (name_rows); i++)
    {
      print_message ("%s\n", name_rows[i].name);
      assert_int_equal (um_sip_header_id (guard_buffer_string (name_rows[i].name)),
                        name_rows[i].id);
    }
}

static void
every_id_is_found_again_by_its_name (void **state)
{
  assert_null (um_sip_header_name (UM_SIP_HEADER_OTHER));
  for (guint id = UM_SIP_HEADER_OTHER + 1; id < UM_N_SIP_HEADERS; id++)
    {
      assert_non_null (um_sip_header_name (id));
      print_message ("%s\n", um_sip_header_name (id));
      assert_int_equal (um_sip_header_id (guard_buffer_string (um_sip_header_name (id))), id);
    }
}

static void
only_headers_whose_grammar_has_a_comma_are_lists (void **state)
{
  assert_true (um_sip_header_is_list (UM_SIP_HEADER_VIA));
  assert_true (um_sip_header_is_list (UM_SIP_HEADER_CONTACT));
  assert_true (um_sip_header_is_list (UM_SIP_HEADER_RECORD_ROUTE));
  assert_false (um_sip_header_is_list (UM_SIP_HEADER_FROM));
  assert_false (um_sip_header_is_list (UM_SIP_HEADER_CALL_ID));
  assert_false (um_sip_header_is_list (UM_SIP_HEADER_AUTHORIZATION));
  assert_false (um_sip_header_is_list (UM_SIP_HEADER_WWW_AUTHENTICATE));
  assert_false (um_sip_header_is_list (UM_SIP_HEADER_USER_AGENT));
  assert_false (um_sip_header_is_list (UM_SIP_HEADER_OTHER));
}

typedef struct
{
  const char *label;
  UmSlice text;
  const char *elements; /* joined by '|' */
} ListRow;

static const ListRow list_rows[] = {
  { "one", UM_SLICE ("a"), "a" },
  { "two, trimmed", UM_SLICE (" a ,\tb "), "a|b" },
  { "folded", UM_SLICE ("a,\r\n b"), "a|b" },
  { "empty ones", UM_SLICE (",a,, ,b,"), "a|b" },
  { "nothing", UM_SLICE (""), "" },
  { "only commas", UM_SLICE (", ,,"), "" },
  { "comma in quotes", UM_SLICE ("\"Doe, J\" <sip:a@b>, <sip:c@d>"),
    "\"Doe, J\" <sip:a@b>|<sip:c@d>" },
  { "escaped quote", UM_SLICE ("\"a\\\",b\" <sip:a@b>,c"), "\"a\\\",b\" <sip:a@b>|c" },
  { "bracket in quotes", UM_SLICE ("\"<\" <sip:a>,b"), "\"<\" <sip:a>|b" },
  { "comma in brackets", UM_SLICE ("<sip:a,b@c>,d"), "<sip:a,b@c>|d" },
  { "quote in brackets", UM_SLICE ("<sip:a\"b@c>,d"), "<sip:a\"b@c>|d" },
  { "quote without end takes the rest", UM_SLICE ("a,\"b,c,d"), "a|\"b,c,d" },
  { "bracket without end takes the rest", UM_SLICE ("a,<b,c,d"), "a|<b,c,d" },
  { "closing bracket alone", UM_SLICE ("a>,b"), "a>|b" },
};

static void
lists_split_at_commas_outside_of_quotes_and_brackets (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (list_rows); i++)
    {
      UmSlice rest = guard_buffer_copy (list_rows[i].text.data, list_rows[i].text.len);
      g_autoptr (GString) joined = g_string_new (NULL);
      UmSlice element = UM_SLICE ("untouched");

      print_message ("%s\n", list_rows[i].label);
      while (um_sip_list_next (&rest, &element))
        {
          assert_true (element.len > 0);
          if (joined->len > 0)
            g_string_append_c (joined, '|');
          g_string_append_len (joined, element.data, element.len);
          element = UM_SLICE ("untouched");
        }
      assert_true (um_slice_equal (element, UM_SLICE ("untouched")));
      assert_string_equal (joined->str, list_rows[i].elements);
      assert_false (um_sip_list_next (&rest, &element)); /* and stays at the end */
    }
}

static void
a_nul_is_an_ordinary_byte_of_an_element (void **state)
{
  UmSlice rest = guard_buffer_copy ("a\0,b", 4);
  UmSlice element;

  assert_true (um_sip_list_next (&rest, &element));
  assert_true (um_slice_equal (element, um_slice_new ("a\0", 2)));
  assert_true (um_sip_list_next (&rest, &element));
  assert_true (um_slice_equal (element, UM_SLICE ("b")));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (names_are_found_in_any_case_and_in_compact_form),
    cmocka_unit_test (every_id_is_found_again_by_its_name),
    cmocka_unit_test (only_headers_whose_grammar_has_a_comma_are_lists),
    cmocka_unit_test (lists_split_at_commas_outside_of_quotes_and_brackets),
    cmocka_unit_test (a_nul_is_an_ordinary_byte_of_an_element),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
