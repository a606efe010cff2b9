#include "support/test.h"

#include "dissect/rtcp.h"
#include "support/guard-buffer.h"

#define SENDER_INFO \
  "\xe0\0\0\1"      \
  "\x80\0\0\0"      \
  "\0\0\0\0"        \
  "\0\0\0\2"        \
  "\0\0\0\3"
/* about SSRC 9: 64/256 lost lately, 5 in all; jitter 80; last report 00018000, half a second ago */
#define BLOCK  \
  "\0\0\0\x09" \
  "\x40\0\0\5" \
  "\0\0\0\x64" \
  "\0\0\0\x50" \
  "\0\1\x80\0" \
  "\0\0\x80\0"
#define GAINED     \
  "\0\0\0\x09"     \
  "\0\xff\xff\xff" \
  "\0\0\0\x64"     \
  "\0\0\0\0"       \
  "\0\0\0\0"       \
  "\0\0\0\0"
#define SDES     \
  "\x81\xca\0\2" \
  "\0\0\0\1"     \
  "\1\1x\0"

static const struct
{
  const char *label;
  UmSlice bytes;
  const char *expected;
} rows[] = {
  { "sender, nothing heard",
    UM_SLICE ("\x80\xc8\0\6"
              "\0\0\0\7" SENDER_INFO),
    "S7@00018000 " },
  { "sender and receiver",
    UM_SLICE ("\x81\xc8\0\x0c"
              "\0\0\0\7" SENDER_INFO BLOCK),
    "S7@00018000 9:64/5/80/00018000/32768 " },
  { "receiver",
    UM_SLICE ("\x81\xc9\0\7"
              "\0\0\0\7" BLOCK),
    "R7 9:64/5/80/00018000/32768 " },
  { "more came than was sent",
    UM_SLICE ("\x81\xc9\0\7"
              "\0\0\0\7" GAINED),
    "R7 9:0/-1/0/00000000/0 " },
  { "compound",
    UM_SLICE ("\x80\xc9\0\1"
              "\0\0\0\7" SDES "\x80\xc9\0\1"
              "\0\0\0\x08"),
    "R7 R8 " },
  { "a block that is announced and not there",
    UM_SLICE ("\x82\xc9\0\7"
              "\0\0\0\7" BLOCK),
    "R7 9:64/5/80/00018000/32768 " },
  { "names alone", UM_SLICE (SDES), "" },
  { "RTP", UM_SLICE ("\x80\0\0\1\0\0\0\1\0\0\0\1"), "" },
  { "cut",
    UM_SLICE ("\x80\xc8\0\6"
              "\0\0\0\7"
              "\xe0\0"),
    "" },
};

static char *
read_reports (UmSlice bytes)
{
  GString *told = g_string_new (NULL);
  UmRtcpReport report;

  while (um_rtcp_next (&bytes, &report))
    {
      g_string_append_printf (told, "%c%u", report.is_sender ? 'S' : 'R', report.reporter);
      if (report.is_sender)
        g_string_append_printf (told, "@%08x", report.sent_time);
      g_string_append_c (told, ' ');
      for (guint i = 0; i < report.n_blocks; i++)
        g_string_append_printf (told, "%u:%u/%d/%u/%08x/%u ", report.blocks[i].ssrc,
                                report.blocks[i].fraction_lost, report.blocks[i].lost,
                                report.blocks[i].jitter, report.blocks[i].last_report,
                                report.blocks[i].delay);
    }
  return g_string_free (told, FALSE);
}

static void
reports_say_what_was_heard (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *told = NULL;

      print_message ("%s\n", rows[i].label);
      told = read_reports (guard_buffer_copy (rows[i].bytes.data, rows[i].bytes.len));
      assert_string_equal (told, rows[i].expected);
      for (gsize len = 0; len < rows[i].bytes.len; len++)
        g_free (read_reports (guard_buffer_copy (rows[i].bytes.data, len)));
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (reports_say_what_was_heard),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
