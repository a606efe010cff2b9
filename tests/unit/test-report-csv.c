#include "support/test.h"

#include "report/report-csv.h"
#include "support/findings-builder.h"

#include <string.h>

static void
assert_says (const char *text, const char *wanted)
{
  if (strstr (text, wanted) == NULL)
    fail_msg ("%s is not in:\n%s", wanted, text);
}

static void
every_message_is_a_row (void **state)
{
  g_autoptr (FindingsBuilder) builder = findings_builder_new_detected ();
  UmPhone *phone = (UmPhone *) ((UmPhoneFinding *) builder->findings.phones->pdata[0])->phone;
  g_autoptr (GPtrArray) sent = g_ptr_array_new ();
  g_autofree char *sheet = NULL;

  g_ptr_array_add (sent, builder->about.messages->pdata[0]);
  phone->sent = sent;
  sheet = um_report_csv_new (&builder->findings);
  assert_string_equal (
      sheet, "\xef\xbb\xbf\"frame\",\"time\",\"from\",\"to\",\"first_line\",\"call_id\",\"cseq\","
             "\"phone\",\"marks\"\r\n"
             "\"12\",\"2026-01-05T10:00:00.000000Z\",\"203.0.113.50:1024\",\"\","
             "\"INVITE sip:1002@pbx.example.net SIP/2.0\",\"84b1@192.168.1.50\",\"1 INVITE\","
             "\"1 Polycom VVX 410\",\"[1] public-contact, line 0 normal, line 2 normal, line 8 "
             "offending; [2] public-sdp, line 14 offending, line 16 offending\"\r\n"
             "\"31\",\"\",\"203.0.113.50:1024\",\"\",\"REGISTER sip:pbx.example.net SIP/2.0\","
             "\"84b1@192.168.1.50\",\"1 INVITE\",\"\",\"[3] private-contact, line 6 "
             "untouched\"\r\n");
}

/* call_id → its cell, as spreadsheets read it. */
static const struct
{
  const char *label;
  const char *call_id;
  const char *cell;
} rows[] = {
  { "formula", "=cmd|'/C calc'!A0", "\"'=cmd|'/C calc'!A0\"" },
  { "plus", "+49301234", "\"'+49301234\"" },
  { "minus", "-1+1", "\"'-1+1\"" },
  { "at", "@SUM(A1)", "\"'@SUM(A1)\"" },
  { "tab in front", "\t=1", "\"'\t'=1\"" },
  { "blank in front", " =1", "\"' =1\"" },
  { "full-width",
    "\xef\xbc\x9d"
    "1",
    "\"'\xef\xbc\x9d"
    "1\"" },
  { "quote", "a\"=1", "\"a\"\"=1\"" },
  { "quote in front", "\"=1", "\"\"\"=1\"" },
  { "behind a semicolon", "a;=1", "\"a;'=1\"" },
  { "behind a comma", "a,@x", "\"a,'@x\"" },
  { "line break", "a\r\n=1", "\"a\\x0D\\x0A=1\"" },
  { "inside", "a=b+c-d@e", "\"a=b+c-d@e\"" },
};

static void
no_cell_is_a_formula (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (FindingsBuilder) builder = findings_builder_new ("a.pcap");
      UmMessage *message = findings_builder_add_message (builder, 1, 0, "OPTIONS sip:a SIP/2.0");
      g_autofree char *sheet = NULL;
      g_autofree char *wanted = g_strdup_printf (",%s,\"1 INVITE\",", rows[i].cell);

      print_message ("%s\n", rows[i].label);
      message->call_id = um_string_new (builder->arena, um_slice_from_string (rows[i].call_id));
      sheet = um_report_csv_new (&builder->findings);
      assert_says (sheet, wanted);
    }
}

static void
a_comparison_names_the_capture_of_each_row (void **state)
{
  g_autoptr (FindingsBuilder) builder = findings_builder_new_detected ();
  g_autoptr (FindingsBuilder) outside = findings_builder_new ("wan.pcap");
  g_autofree char *sheet = NULL;

  findings_builder_compare (builder, outside);
  sheet = um_report_csv_new (&builder->findings);
  assert_says (sheet, "\xef\xbb\xbf\"capture\",\"frame\",");
  assert_says (sheet, "\r\n\"inside\",\"12\",");
  assert_says (sheet, "\r\n\"outside\",\"7\",");
}

static void
every_direction_of_sound_is_a_row (void **state)
{
  g_autoptr (FindingsBuilder) builder = findings_builder_new_detected ();
  UmCall call = { .phone = ((UmPhoneFinding *) builder->findings.phones->pdata[0])->phone,
                  .invite = builder->about.messages->pdata[0],
                  .call_id = ((UmMessage *) builder->about.messages->pdata[0])->call_id };
  UmMedia heard = { .call = &call,
                    .advertised = { um_address_from_ipv4 (0xcb007132), 11780 },
                    .packets = 500,
                    .lost = 2,
                    .jitter_ms = 1.25,
                    .first_us = G_GINT64_CONSTANT (1767607200000000),
                    .last_us = G_GINT64_CONSTANT (1767607210000000),
                    .finding = UM_MEDIA_OK };
  UmMedia missing = { .call = &call, .to_phone = TRUE, .finding = UM_MEDIA_ONE_WAY };
  g_autoptr (GPtrArray) media = g_ptr_array_new ();
  g_autofree char *sheet = NULL;

  g_ptr_array_add (media, &heard);
  g_ptr_array_add (media, &missing);
  builder->findings.media = media;
  sheet = um_report_csv_media_new (&builder->findings);
  builder->findings.media = NULL;
  assert_says (sheet, "\"invite_frame\",\"call_id\",\"phone\",\"direction\"");
  assert_says (sheet, "\"12\",\"84b1@192.168.1.50\",\"1 Polycom VVX 410\",\"from-phone\","
                      "\"203.0.113.50:11780\",\"\",\"\",\"2026-01-05T10:00:00.000000Z\","
                      "\"2026-01-05T10:00:10.000000Z\",\"500\",\"2\",\"1.2\",\"ok\"\r\n");
  assert_says (sheet, "\"to-phone\",\"\",\"\",\"\",\"\",\"\",\"0\",\"0\",\"0.0\",\"one-way\"\r\n");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (every_message_is_a_row),
    cmocka_unit_test (every_direction_of_sound_is_a_row),
    cmocka_unit_test (no_cell_is_a_formula),
    cmocka_unit_test (a_comparison_names_the_capture_of_each_row),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
