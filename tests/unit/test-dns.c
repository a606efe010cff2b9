#include "support/test.h"

#include "dissect/dns.h"
#include "support/guard-buffer.h"
#include "support/notice-text.h"

/* id, flags, then the counts of questions, answers, authorities and additional records. */
#define ANSWER(questions, answers, additional) \
  "\x12\x34\x81\x80\0" questions "\0" answers "\0\0\0" additional
/* At 12: sip.example, of which "example" begins at 16. */
#define NAME     "\3sip\7example\0"
#define QUESTION NAME "\0\1\0\1"
#define POINTER  "\xc0\x0c"
#define TTL      "\0\0\0\x3c"
#define A_RECORD POINTER "\0\1\0\1" TTL "\0\4\xc6\x33\x64\x14"

static const struct
{
  const char *label;
  UmSlice bytes;
  const char *expected;
} rows[] = {
  { "A", UM_SLICE (ANSWER ("\1", "\1", "\0") QUESTION A_RECORD), "A 198.51.100.20 <sip.example>; " },
  { "AAAA", UM_SLICE (ANSWER ("\0", "\1", "\0") NAME "\0\x1c\0\1" TTL
                      "\0\x10\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1"),
    "A 2001:db8::1 <sip.example>; " },
  { "SRV, and its address", UM_SLICE (ANSWER ("\0", "\1", "\1") NAME "\0\x21\0\1" TTL
                                      "\0\x0b\0\1\0\0\x13\xc6\2s1\xc0\x10"
                                      "\2s1\xc0\x10" "\0\1\0\1" TTL "\0\4\xc6\x33\x64\x15"),
    "SRV <sip.example> detail <s1.example> port 5062; A 198.51.100.21 <s1.example>; " },
  { "NAPTR", UM_SLICE (ANSWER ("\0", "\1", "\0") NAME "\0\x23\0\1" TTL
                       "\0\x12\0\1\0\1\1s\7SIP+D2U\0\2_u\xc0\x10"),
    "NAPTR <sip.example> detail <SIP+D2U> target <_u.example>; " },
  { "records of other types are passed over",
    UM_SLICE (ANSWER ("\1", "\2", "\0") QUESTION POINTER "\0\x10\0\1" TTL "\0\3\2hi" A_RECORD),
    "A 198.51.100.20 <sip.example>; " },
  { "records of another class are passed over",
    UM_SLICE (ANSWER ("\0", "\1", "\0") NAME "\0\1\0\3" TTL "\0\4\xc6\x33\x64\x14"), "" },
  { "an address of 5 bytes",
    UM_SLICE (ANSWER ("\0", "\1", "\0") NAME "\0\1\0\1" TTL "\0\5\xc6\x33\x64\x14\0"), "" },
  { "a question", UM_SLICE ("\x12\x34\1\0\0\1\0\0\0\0\0\0" QUESTION), "" },
  { "no such name", UM_SLICE ("\x12\x34\x81\x83\0\1\0\1\0\0\0\0" QUESTION A_RECORD), "" },
  { "more records announced than there are",
    UM_SLICE (ANSWER ("\1", "\x09", "\0") QUESTION A_RECORD), "A 198.51.100.20 <sip.example>; " },
  { "a pointer to itself",
    UM_SLICE (ANSWER ("\0", "\1", "\0") "\xc0\x0c" "\0\1\0\1" TTL "\0\4\xc6\x33\x64\x14"), "" },
  { "a pointer ahead",
    UM_SLICE (ANSWER ("\0", "\1", "\0") "\xc0\x20" "\0\1\0\1" TTL "\0\4\xc6\x33\x64\x14"), "" },
  { "two pointers in a circle",
    UM_SLICE (ANSWER ("\1", "\1", "\0") "\1a\xc0\x12\0\1\0\1" "\xc0\x0c" "\0\1\0\1" TTL
              "\0\4\xc6\x33\x64\x14"), "" },
  { "SRV whose target is a pointer beyond",
    UM_SLICE (ANSWER ("\0", "\1", "\0") NAME "\0\x21\0\1" TTL "\0\x08\0\1\0\0\x13\xc6\xff\xff"),
    "" },
  { "a data length beyond the message",
    UM_SLICE (ANSWER ("\0", "\1", "\0") NAME "\0\1\0\1" TTL "\xff\xff\xc6\x33\x64\x14"), "" },
};

static void
answers_lead_to_the_server (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *told = NULL;

      print_message ("%s\n", rows[i].label);
      told = notice_text_read (um_dns_read, rows[i].bytes);
      assert_string_equal (told, rows[i].expected);
    }
}

/* Labels of 63 bytes, each of which has to be written as \xNN. */
static void
the_longest_name_fits_and_a_longer_one_is_refused (void **state)
{
  g_autoptr (GByteArray) message = g_byte_array_new ();
  char name[UM_DNS_NAME_MAX];
  guint8 label[64];
  gsize at = 0;

  memset (label, '\n', sizeof label);
  label[0] = 63;
  for (guint i = 0; i < 3; i++)
    g_byte_array_append (message, label, sizeof label);
  label[0] = 61;
  g_byte_array_append (message, label, 62);
  g_byte_array_append (message, (const guint8 *) "\0", 1); /* 255 in all */
  assert_true (um_dns_read_name (guard_buffer_copy (message->data, message->len), &at, name));
  assert_int_equal (at, 255);
  assert_int_equal (strlen (name), (3 * 63 + 61) * 4 + 3);

  at = 0;
  message->data[192] = 62;
  g_byte_array_append (message, (const guint8 *) "\0", 1);
  message->data[254] = '\n';
  assert_false (um_dns_read_name (guard_buffer_copy (message->data, message->len), &at, name));
  assert_int_equal (at, 0);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (answers_lead_to_the_server),
    cmocka_unit_test (the_longest_name_fits_and_a_longer_one_is_refused),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
