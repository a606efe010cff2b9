#include "support/test.h"

#include "dissect/stun.h"
#include "support/guard-buffer.h"

#define COOKIE  "\x21\x12\xa4\x42"
#define ID      "abcdefghijkl"
#define OLD_ID  "xxxx" ID
/* 203.0.113.7:32853, in the clear and masked with the cookie */
#define MAPPED  "\0\1\0\x08\0\1\x80\x55\xcb\0\x71\7"
#define XOR     "\0\x20\0\x08\0\1\xa1\x47\xea\x12\xd5\x45"
#define SOFTWARE "\x80\x22\0\3abc\0"

typedef struct
{
  const char *label;
  UmSlice payload;
  guint16 server_port;
  const char *mapped; /* NULL: not an answer that names one */
} Row;

static const Row rows[] = {
  { "XOR form", UM_SLICE ("\1\1\0\x0c" COOKIE ID XOR), 3478, "203.0.113.7:32853" },
  { "any port with the cookie", UM_SLICE ("\1\1\0\x0c" COOKIE ID XOR), 40000,
    "203.0.113.7:32853" },
  { "behind another attribute", UM_SLICE ("\1\1\0\x14" COOKIE ID SOFTWARE XOR), 3478,
    "203.0.113.7:32853" },
  { "XOR form wins", UM_SLICE ("\1\1\0\x18" COOKIE ID "\0\1\0\x08\0\1\x80\x55\x0a\0\0\1" XOR), 3478,
    "203.0.113.7:32853" },
  { "XOR form of the drafts",
    UM_SLICE ("\1\1\0\x0c" COOKIE ID "\x80\x20\0\x08\0\1\xa1\x47\xea\x12\xd5\x45"), 3478,
    "203.0.113.7:32853" },
  { "plain form with the cookie", UM_SLICE ("\1\1\0\x0c" COOKIE ID MAPPED), 3478,
    "203.0.113.7:32853" },
  { "allocate", UM_SLICE ("\1\3\0\x0c" COOKIE ID XOR), 3478, "203.0.113.7:32853" },
  { "IPv6", UM_SLICE ("\1\1\0\x18" COOKIE ID "\0\1\0\x14\0\2\x80\x55\x20\1\x0d\xb8"
                      "\0\0\0\0\0\0\0\0\0\0\0\1"), 3478, "[2001:db8::1]:32853" },
  { "RFC 3489 on 3478", UM_SLICE ("\1\1\0\x0c" OLD_ID MAPPED), 3478, "203.0.113.7:32853" },
  { "RFC 3489 on 19302", UM_SLICE ("\1\1\0\x0c" OLD_ID MAPPED), 19302, "203.0.113.7:32853" },
  { "no cookie on another port", UM_SLICE ("\1\1\0\x0c" OLD_ID MAPPED), 5060, NULL },
  { "no cookie, not binding", UM_SLICE ("\1\3\0\x0c" OLD_ID MAPPED), 3478, NULL },
  { "request", UM_SLICE ("\0\1\0\x0c" COOKIE ID XOR), 3478, NULL },
  { "indication", UM_SLICE ("\0\x11\0\x0c" COOKIE ID XOR), 3478, NULL },
  { "error answer", UM_SLICE ("\1\x11\0\x0c" COOKIE ID XOR), 3478, NULL },
  { "top bits set", UM_SLICE ("\x81\1\0\x0c" COOKIE ID XOR), 3478, NULL },
  { "no address", UM_SLICE ("\1\1\0\x08" COOKIE ID SOFTWARE), 3478, NULL },
  { "no attributes", UM_SLICE ("\1\1\0\0" COOKIE ID), 3478, NULL },
  { "length below the payload", UM_SLICE ("\1\1\0\x0c" COOKIE ID XOR "more"), 3478, NULL },
  { "length beyond the payload", UM_SLICE ("\1\1\0\x10" COOKIE ID XOR), 3478, NULL },
  { "length not a multiple of four", UM_SLICE ("\1\1\0\x0d" COOKIE ID XOR "x"), 3478, NULL },
  { "attribute beyond the message",
    UM_SLICE ("\1\1\0\x0c" COOKIE ID "\0\x20\0\x0c\0\1\xa1\x47\xea\x12\xd5\x45"), 3478, NULL },
  { "address of the wrong size",
    UM_SLICE ("\1\1\0\x0c" COOKIE ID "\0\x20\0\x07\0\1\xa1\x47\xea\x12\xd5\0"), 3478, NULL },
  { "IPv6 in four bytes",
    UM_SLICE ("\1\1\0\x0c" COOKIE ID "\0\x20\0\x08\0\2\xa1\x47\xea\x12\xd5\x45"), 3478, NULL },
  { "unknown family",
    UM_SLICE ("\1\1\0\x0c" COOKIE ID "\0\x20\0\x08\0\3\xa1\x47\xea\x12\xd5\x45"), 3478, NULL },
  { "half a header", UM_SLICE ("\1\1\0\0" COOKIE "abcdefghijk"), 3478, NULL },
  { "nothing", UM_SLICE (""), 3478, NULL },
};

static void
only_success_answers_with_an_address_count (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      UmEndpoint mapped = { .port = 99 };
      char buffer[UM_ENDPOINT_STRING_MAX];
      gboolean found = um_stun_parse_mapped (guard_buffer_copy (rows[i].payload.data,
                                                                rows[i].payload.len),
                                             rows[i].server_port, &mapped);

      print_message ("%s\n", rows[i].label);
      assert_int_equal (found, rows[i].mapped != NULL);
      if (found)
        assert_string_equal (um_endpoint_to_string (&mapped, buffer), rows[i].mapped);
      else
        assert_int_equal (mapped.port, 99);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (only_success_answers_with_an_address_count),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
