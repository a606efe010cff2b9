#include "support/test.h"

#include "dissect/turn.h"
#include "support/guard-buffer.h"

#define COOKIE       \
  "\x21\x12\xa4\x42" \
  "abcdefghijkl"
#define RELAYED "\0\x16\0\x08\0\1\xa1\x47\xea\x12\xd5\x45" /* 203.0.113.7:32853 */
#define MAPPED  "\0\x20\0\x08\0\1\xa1\x47\xea\x12\xd5\x45"
#define DATA   \
  "\0\x13\0\5" \
  "voice\0\0\0"
#define PEER "\0\x12\0\x08\0\1\xa1\x47\xea\x12\xd5\x45"

static const struct
{
  const char *label;
  UmSlice bytes;
  const char *relayed; /* NULL: none */
  const char *data;    /* NULL: none */
} rows[] = {
  { "allocation", UM_SLICE ("\1\3\0\x18" COOKIE MAPPED RELAYED), "203.0.113.7:32853", NULL },
  { "binding", UM_SLICE ("\1\1\0\x18" COOKIE MAPPED RELAYED), NULL, NULL },
  { "allocation without an address", UM_SLICE ("\1\3\0\x0c" COOKIE MAPPED), NULL, NULL },
  { "allocation refused", UM_SLICE ("\1\x13\0\x0c" COOKIE RELAYED), NULL, NULL },
  { "Send indication", UM_SLICE ("\0\x16\0\x18" COOKIE PEER DATA), NULL, "voice" },
  { "Data indication", UM_SLICE ("\0\x17\0\x0c" COOKIE DATA), NULL, "voice" },
  { "Data indication without data", UM_SLICE ("\0\x17\0\x0c" COOKIE PEER), NULL, NULL },
  { "data beyond the end",
    UM_SLICE ("\0\x17\0\x0c" COOKIE "\0\x13\0\xff"
              "voice\0\0\0"),
    NULL, NULL },
  { "ChannelData", UM_SLICE ("\x40\1\0\5voice"), NULL, "voice" },
  { "ChannelData, padded", UM_SLICE ("\x40\1\0\5voice\0\0\0"), NULL, "voice" },
  { "ChannelData, too long", UM_SLICE ("\x40\1\0\5voice\0\0\0\0"), NULL, NULL },
  { "ChannelData, cut", UM_SLICE ("\x40\1\0\5voic"), NULL, NULL },
  { "a channel that is none", UM_SLICE ("\x50\1\0\5voice"), NULL, NULL },
  { "nothing", UM_SLICE (""), NULL, NULL },
};

static void
relays_lend_addresses_and_carry_sound (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      UmSlice payload = guard_buffer_copy (rows[i].bytes.data, rows[i].bytes.len);
      UmEndpoint relayed = { .port = 99 };
      UmSlice data = UM_SLICE_UNSET;
      g_autofree char *text = NULL;

      print_message ("%s\n", rows[i].label);
      assert_int_equal (um_turn_parse_relayed (payload, &relayed), rows[i].relayed != NULL);
      if (rows[i].relayed == NULL)
        assert_int_equal (relayed.port, 99); /* untouched */
      else
        {
          text = um_endpoint_dup_string (&relayed);
          assert_string_equal (text, rows[i].relayed);
        }
      assert_int_equal (um_turn_find_data (payload, &data), rows[i].data != NULL);
      if (rows[i].data != NULL)
        assert_true (um_slice_equal (data, um_slice_from_string (rows[i].data)));
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (relays_lend_addresses_and_carry_sound),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
