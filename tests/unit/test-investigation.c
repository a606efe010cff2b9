#include "support/test.h"

#include "core/error.h"
#include "core/text.h"
#include "engine/investigation.h"
#include "io/packet.h"
#include "support/capture-builder.h"
#include "support/packet-builder.h"

#include <archive.h>
#include <archive_entry.h>
#include <glib/gstdio.h>
#include <unistd.h>

static const char trace[] = "Received packet from 50.50.50.50:1024\n"
                            "REGISTER sip:pbx.example.net SIP/2.0\n"
                            "Via: SIP/2.0/UDP 192.168.1.50;branch=z9hG4bK1\n"
                            "From: <sip:100@pbx.example.net>;tag=1\n"
                            "To: <sip:100@pbx.example.net>\n"
                            "Call-ID: 1\nCSeq: 1 REGISTER\n"
                            "Contact: <sip:100@192.168.1.50>\nContent-Length: 0\n\n";

static UmFindings *
run_bytes (const void *data, gsize len, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, len);
  g_autoptr (UmInvestigation) investigation = um_investigation_new_for_bytes (bytes, "pasted");

  return um_investigation_run (investigation, NULL, error);
}

static UmFindings *
run_path (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (UmInvestigation) investigation = um_investigation_new_for_file (file);

  return um_investigation_run (investigation, NULL, error);
}

static void
text_is_judged (void **state)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UmFindings) findings = run_bytes (trace, strlen (trace), &error);

  assert_null (error);
  assert_int_equal (findings->about->kind, UM_SOURCE_TEXT);
  assert_string_equal (findings->about->source_name, "pasted");
  assert_int_equal (findings->about->messages->len, 1);
  assert_int_equal (findings->verdict, UM_VERDICT_INCONCLUSIVE);
  assert_int_equal (findings->leans, UM_LEANS_NO_ALG);
}

typedef struct
{
  const char *label;
  const char *bytes;
  gsize len;
  int code;
} BadRow;

static const BadRow bad_rows[] = {
  { "empty", "", 0, UM_ERROR_EMPTY },
  { "JPEG", "\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x48", 16, UM_ERROR_UNSUPPORTED },
  { "pcap cut inside its header", "\xd4\xc3\xb2\xa1\x02\x00\x04\x00\x00\x00", 10,
    UM_ERROR_DAMAGED },
  { "cut ZIP", "PK\x03\x04\x14\x00\x00\x00\x08\x00", 10, UM_ERROR_DAMAGED },
  { "cut zstd", "\x28\xb5\x2f\xfd\x04", 5, UM_ERROR_DAMAGED },
  { "packed nothing",
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00", 20,
    UM_ERROR_EMPTY },
};

static void
what_is_no_capture_gives_one_clear_error (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad_rows); i++)
    {
      g_autoptr (GError) error = NULL;

      print_message ("%s\n", bad_rows[i].label);
      assert_null (run_bytes (bad_rows[i].bytes, bad_rows[i].len, &error));
      assert_true (g_error_matches (error, UM_ERROR, bad_rows[i].code));
      assert_true (g_str_has_prefix (error->message, "pasted: "));
    }
}

/* A pcap without a SIP message: one record of one byte at the given second. */
static GFile *
new_part (guint32 second)
{
  guint32 words[] = { 0xa1b2c3d4, 0x00040002, 0, 0, 65535, 1, second, 0, 1, 1 };
  g_autofree char *path = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  int fd = g_file_open_tmp ("um-part-XXXXXX", &path, NULL);

  assert_true (fd >= 0);
  (void) close (fd);
  g_byte_array_append (bytes, (const guint8 *) words, sizeof words);
  g_byte_array_append (bytes, (const guint8 *) "x", 1);
  assert_true (g_file_set_contents (path, (const char *) bytes->data, bytes->len, NULL));
  return g_file_new_for_path (path);
}

static void
remove_part (GFile *file)
{
  assert_true (g_file_delete (file, NULL, NULL));
  g_object_unref (file);
}

static void
parts_are_one_case_in_the_order_of_time (void **state)
{
  GFile *late = new_part (2000), *early = new_part (1000);
  g_autoptr (UmInvestigation) investigation = um_investigation_new_for_file (late);
  g_autofree char *first = g_file_get_basename (early);
  g_autofree char *name = g_strdup_printf ("%s and 1 more", first);
  g_autoptr (GError) error = NULL;
  g_autoptr (UmFindings) findings = NULL;

  um_investigation_add_file (investigation, early);
  findings = um_investigation_run (investigation, NULL, &error);
  assert_null (error);
  assert_int_equal (findings->about->packets, 2);
  assert_int_equal (findings->about->first_time_us, 1000 * G_USEC_PER_SEC);
  assert_int_equal (findings->about->last_time_us, 2000 * G_USEC_PER_SEC);
  assert_string_equal (findings->about->source_name, name);
  remove_part (late);
  remove_part (early);
}

static void
an_empty_part_is_damage_and_a_missing_one_is_trouble (void **state)
{
  GFile *part = new_part (1000), *empty = new_part (1);
  g_autofree char *path = g_file_get_path (empty);
  g_autoptr (UmInvestigation) whole = um_investigation_new_for_file (part);
  g_autoptr (UmInvestigation) torn = um_investigation_new_for_file (part);
  g_autoptr (GError) error = NULL;
  g_autoptr (UmFindings) findings = NULL;

  assert_true (g_file_set_contents (path, "", 0, NULL));
  um_investigation_add_file (whole, empty);
  um_investigation_add_file (torn, empty);
  findings = um_investigation_run (whole, NULL, &error);
  assert_null (error);
  assert_int_equal (findings->about->packets, 1);
  assert_int_equal (findings->about->damage.count[UM_DAMAGE_TRUNCATED_FILE], 1);
  remove_part (empty);
  assert_null (um_investigation_run (torn, NULL, &error));
  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND));
  remove_part (part);
}

static void
text_without_sip_is_inconclusive_not_an_error (void **state)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UmFindings) findings = run_bytes ("dear all,\nno sip here\n", 22, &error);

  assert_null (error);
  assert_int_equal (findings->verdict, UM_VERDICT_INCONCLUSIVE);
  assert_int_equal (findings->certainty, UM_CERTAINTY_NONE);
}

static void
folders_and_missing_files_are_named_as_such (void **state)
{
  g_autoptr (GError) error = NULL;

  assert_null (run_path (g_get_tmp_dir (), &error));
  assert_string_equal (um_error_code_name (error), "is-directory");
  g_clear_error (&error);
  assert_null (run_path ("/nonexistent/site.pcap", &error));
  assert_string_equal (um_error_code_name (error), "not-found");
}

static void
a_pipe_is_spooled_and_judged (void **state)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UmInvestigation) investigation = NULL;
  g_autoptr (UmFindings) findings = NULL;
  int ends[2];

  assert_int_equal (pipe (ends), 0);
  assert_int_equal (write (ends[1], trace, strlen (trace)), (int) strlen (trace));
  assert_int_equal (close (ends[1]), 0);
  investigation = um_investigation_new_for_fd (ends[0], "standard input");
  findings = um_investigation_run (investigation, NULL, &error);
  assert_null (error);
  assert_int_equal (findings->about->messages->len, 1);
}

/* Signal handler: keeps the findings so far and stops the reading there. */
static void
keep_and_stop_cb (UmInvestigation *investigation, UmFindings *so_far, gpointer user_data)
{
  UmFindings **kept = user_data;

  assert_null (*kept);
  *kept = um_findings_ref (so_far);
  um_investigation_stop (investigation);
}

/* The trace times over, as bytes. */
static GBytes *
repeat_trace (guint times)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < times; i++)
    g_string_append (text, trace);
  return g_string_free_to_bytes (text);
}

static void
a_stopped_run_judges_what_was_read_and_says_so (void **state)
{
  g_autoptr (GBytes) bytes = repeat_trace (1024);
  g_autoptr (UmInvestigation) investigation = um_investigation_new_for_bytes (bytes, "pasted");
  g_autoptr (UmFindings) so_far = NULL;
  g_autoptr (UmFindings) findings = NULL;
  g_autoptr (GError) error = NULL;

  g_signal_connect (investigation, "findings-so-far", G_CALLBACK (keep_and_stop_cb), &so_far);
  um_investigation_request_findings (investigation);
  findings = um_investigation_run (investigation, NULL, &error);
  assert_null (error);
  assert_int_equal (so_far->about->messages->len, 256);
  assert_int_equal (so_far->about->damage.count[UM_DAMAGE_STOPPED], 0);
  assert_int_equal (findings->about->messages->len, 512);
  assert_int_equal (findings->about->damage.count[UM_DAMAGE_STOPPED], 1);
  assert_int_equal (findings->leans, UM_LEANS_NO_ALG);
}

static void
findings_so_far_come_only_when_asked_for (void **state)
{
  g_autoptr (GBytes) bytes = repeat_trace (1024);
  g_autoptr (UmInvestigation) investigation = um_investigation_new_for_bytes (bytes, "pasted");
  g_autoptr (UmFindings) so_far = NULL;
  g_autoptr (UmFindings) findings = NULL;

  g_signal_connect (investigation, "findings-so-far", G_CALLBACK (keep_and_stop_cb), &so_far);
  findings = um_investigation_run (investigation, NULL, NULL);
  assert_null (so_far);
  assert_int_equal (findings->about->messages->len, 1024);
  assert_int_equal (findings->about->damage.count[UM_DAMAGE_STOPPED], 0);
}

static void
stopped_before_anything_was_read_ends_as_cancelled (void **state)
{
  g_autoptr (GBytes) bytes = repeat_trace (1);
  g_autoptr (UmInvestigation) investigation = um_investigation_new_for_bytes (bytes, "pasted");
  g_autoptr (GError) error = NULL;

  um_investigation_stop (investigation);
  assert_null (um_investigation_run (investigation, NULL, &error));
  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
}

static void
a_cancelled_run_ends_as_cancelled (void **state)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (trace, strlen (trace));
  g_autoptr (UmInvestigation) investigation = um_investigation_new_for_bytes (bytes, "pasted");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  assert_null (um_investigation_run (investigation, cancellable, &error));
  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
}

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  UmFindings **findings = user_data;
  g_autoptr (GError) error = NULL;

  *findings = um_investigation_run_finish (UM_INVESTIGATION (source), result, &error);
  assert_null (error);
}

static void
fraction_cb (GObject *source, GParamSpec *pspec, gpointer user_data)
{
  *(double *) user_data = um_investigation_get_fraction (UM_INVESTIGATION (source));
}

static void
the_worker_reports_to_the_callers_context (void **state)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (trace, strlen (trace));
  g_autoptr (UmInvestigation) investigation = um_investigation_new_for_bytes (bytes, "pasted");
  g_autoptr (UmFindings) findings = NULL;
  double fraction = 0.0;

  g_signal_connect (investigation, "notify::fraction", G_CALLBACK (fraction_cb), &fraction);
  um_investigation_run_async (investigation, NULL, finished_cb, &findings);
  while (findings == NULL || fraction < 1.0)
    g_main_context_iteration (NULL, TRUE);
  assert_int_equal (findings->about->messages->len, 1);
}

/* --- what is chosen, and copied --- */

#define REGISTER(user, host) \
  "REGISTER sip:example.net SIP/2.0\r\nVia: SIP/2.0/UDP " host ";branch=z9hG4bK" user "\r\n" \
  "From: <sip:" user "@example.net>;tag=a\r\nTo: <sip:" user "@example.net>\r\n" \
  "Call-ID: " user "@" host "\r\nCSeq: 1 REGISTER\r\nContact: <sip:" user "@" host ">\r\n" \
  "User-Agent: Yealink SIP-T46S 66.85.0.5\r\nContent-Length: 0\r\n\r\n"
#define RTP "\x80\0\0\1\0\0\0\1\0\0\0\1xxxx"

/* One pcap of link type raw: at second start a phone registers, sound at the next, then another phone.
 * (transfer full) */
static GByteArray *
new_capture (guint32 start)
{
  static const struct
  {
    const char *from, *to;
    UmSlice payload;
  } datagrams[] = {
    { "203.0.113.9:5060", "198.51.100.20:5060", UM_SLICE (REGISTER ("1001", "192.168.1.50")) },
    { "203.0.113.9:40000", "198.51.100.20:40002", UM_SLICE (RTP) },
    { "203.0.113.9:5061", "198.51.100.20:5060", UM_SLICE (REGISTER ("1002", "192.168.1.51")) },
  };
  CaptureBuilder builder;

  capture_builder_init (&builder, FALSE);
  capture_builder_pcap_header (&builder, 0xa1b2c3d4, UM_LINK_RAW);
  for (gsize i = 0; i < G_N_ELEMENTS (datagrams); i++)
    {
      g_autoptr (GByteArray) packet =
          packet_builder_udp (datagrams[i].from, datagrams[i].to, datagrams[i].payload);

      capture_builder_pcap_record (&builder, start + i, 0, packet->len,
                                   packet_builder_bytes (packet));
    }
  return g_steal_pointer (&builder.bytes);
}

static UmInvestigation *
open_capture (void)
{
  g_autoptr (GByteArray) capture = new_capture (1000);
  g_autoptr (GBytes) bytes = g_byte_array_free_to_bytes (g_steal_pointer (&capture));

  return um_investigation_new_for_bytes (bytes, "capture");
}

#define SECOND(n) ((n) * G_USEC_PER_SEC)

static void
a_window_leaves_out_what_is_earlier_and_later_and_counts_it (void **state)
{
  static const struct
  {
    const char *label;
    gint64 from, to;
    guint packets, messages;
  } rows[] = {
    { "all", UM_TIME_UNKNOWN, UM_TIME_UNKNOWN, 3, 2 },
    { "from", SECOND (1001), UM_TIME_UNKNOWN, 2, 1 },
    { "to", UM_TIME_UNKNOWN, SECOND (1001), 2, 1 },
    { "both ends belong to it", SECOND (1000), SECOND (1002), 3, 2 },
    { "between", SECOND (1000) + 1, SECOND (1002) - 1, 1, 0 },
    { "nothing", SECOND (2000), UM_TIME_UNKNOWN, 0, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (UmInvestigation) investigation = open_capture ();
      g_autoptr (UmFindings) findings = NULL;

      print_message ("%s\n", rows[i].label);
      um_investigation_set_window (investigation, rows[i].from, rows[i].to);
      findings = um_investigation_run (investigation, NULL, NULL);
      assert_non_null (findings);
      assert_int_equal (findings->about->packets, rows[i].packets);
      assert_int_equal (findings->about->messages->len, rows[i].messages);
      assert_int_equal (findings->about->damage.count[UM_DAMAGE_NOT_CHOSEN], 3 - rows[i].packets);
    }
}

static void
one_phone_is_judged_when_one_is_asked_for (void **state)
{
  static const struct
  {
    const char *text;
    guint phones;
  } rows[] = { { "1002", 1 },         { "yealink", 2 }, { "192.168.1.51", 1 },
               { "192.168.1.5", 0 }, { "snom", 0 },    { "203.0.113.9", 2 } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (UmInvestigation) investigation = open_capture ();
      g_autoptr (UmFindings) findings = NULL;
      g_autoptr (GError) error = NULL;

      print_message ("%s\n", rows[i].text);
      um_investigation_set_phone (investigation, rows[i].text);
      findings = um_investigation_run (investigation, NULL, &error);
      if (rows[i].phones == 0)
        {
          assert_null (findings);
          assert_true (g_error_matches (error, UM_ERROR, UM_ERROR_NOT_FOUND));
          continue;
        }
      assert_non_null (findings);
      assert_int_equal (findings->phones->len, rows[i].phones);
      assert_int_equal (findings->about->others->len, 2 - rows[i].phones);
    }
}

/* (transfer full): the findings of the copy that was made of what the window leaves. */
static UmFindings *
copy_and_read (gint64 from_us)
{
  g_autoptr (UmInvestigation) investigation = open_capture ();
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (UmFindings) findings = NULL;
  g_autoptr (UmInvestigation) again = NULL;
  g_autoptr (GBytes) bytes = NULL;

  um_investigation_set_window (investigation, from_us, UM_TIME_UNKNOWN);
  um_investigation_set_copy (investigation, stream);
  findings = um_investigation_run (investigation, NULL, NULL);
  assert_non_null (findings);
  (void) g_output_stream_close (stream, NULL, NULL);
  bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (stream));
  again = um_investigation_new_for_bytes (bytes, "copy");
  return um_investigation_run (again, NULL, NULL);
}

static void
a_copy_holds_the_messages_and_not_the_sound (void **state)
{
  g_autoptr (UmFindings) whole = copy_and_read (UM_TIME_UNKNOWN);
  g_autoptr (UmFindings) late = copy_and_read (SECOND (1002));
  g_autoptr (UmFindings) nothing = copy_and_read (SECOND (2000));

  assert_int_equal (whole->about->kind, UM_SOURCE_PCAPNG);
  assert_int_equal (whole->about->packets, 2);
  assert_int_equal (whole->about->messages->len, 2);
  assert_true (whole->about->last_time_us == SECOND (1002));
  assert_int_equal (late->about->packets, 1);
  assert_int_equal (nothing->about->packets, 0);
}

static void
text_has_no_packets_to_copy (void **state)
{
  g_autoptr (GBytes) bytes = g_bytes_new (trace, strlen (trace));
  g_autoptr (UmInvestigation) investigation = um_investigation_new_for_bytes (bytes, "pasted");
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;

  um_investigation_set_copy (investigation, stream);
  assert_null (um_investigation_run (investigation, NULL, &error));
  assert_true (g_error_matches (error, UM_ERROR, UM_ERROR_UNSUPPORTED));
}

static void
add_entry (struct archive *archive, const char *name, UmSlice bytes)
{
  struct archive_entry *entry = archive_entry_new ();

  archive_entry_set_pathname (entry, name);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_size (entry, (la_int64_t) bytes.len);
  assert_int_equal (archive_write_header (archive, entry), ARCHIVE_OK);
  assert_int_equal (archive_write_data (archive, bytes.data, bytes.len), bytes.len);
  archive_entry_free (entry);
}

/* A note, a pcap, a pcapng, a packed pcap, an empty file. */
static void
each_capture_of_a_zip_is_read_with_its_own_header (void **state)
{
  g_autoptr (GByteArray) capture = new_capture (1000);
  g_autoptr (GByteArray) later = new_capture (2000);
  UmSlice pcap = um_slice_new (capture->data, capture->len);
  g_autoptr (GByteArray) packed = capture_builder_gzip (um_slice_new (later->data, later->len));
  g_autofree char *buffer = g_malloc (65536);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (UmInvestigation) investigation = NULL;
  g_autoptr (UmFindings) findings = NULL;
  struct archive *archive = archive_write_new ();
  CaptureBuilder pcapng;
  gsize used = 0;

  capture_builder_init (&pcapng, TRUE);
  capture_builder_section (&pcapng);
  capture_builder_interface (&pcapng, UM_LINK_ETHERNET, 0, UM_SLICE_UNSET);
  capture_builder_enhanced (&pcapng, 0, 5000000, 4, UM_SLICE ("abcd"));
  assert_int_equal (archive_write_set_format_zip (archive), ARCHIVE_OK);
  assert_int_equal (archive_write_open_memory (archive, buffer, 65536, &used), ARCHIVE_OK);
  add_entry (archive, "read me.txt", UM_SLICE ("captures of Monday\n"));
  add_entry (archive, "one.pcap", pcap);
  add_entry (archive, "two.pcapng", um_slice_new (pcapng.bytes->data, pcapng.bytes->len));
  add_entry (archive, "three.pcap.gz", um_slice_new (packed->data, packed->len));
  add_entry (archive, "empty", UM_SLICE (""));
  assert_int_equal (archive_write_close (archive), ARCHIVE_OK);
  archive_write_free (archive);
  capture_builder_clear (&pcapng);

  bytes = g_bytes_new (buffer, used);
  investigation = um_investigation_new_for_bytes (bytes, "captures.zip");
  findings = um_investigation_run (investigation, NULL, NULL);
  assert_non_null (findings);
  assert_int_equal (findings->about->packets, 3 + 1 + 3);
  assert_int_equal (findings->about->messages->len, 4);
  assert_int_equal (findings->about->damage.count[UM_DAMAGE_NOT_A_CAPTURE], 2);
  assert_int_equal (findings->about->damage.count[UM_DAMAGE_BAD_BLOCK], 0);
  assert_int_equal (findings->about->damage.count[UM_DAMAGE_TRUNCATED_FILE], 0);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (text_is_judged),
    cmocka_unit_test (what_is_no_capture_gives_one_clear_error),
    cmocka_unit_test (parts_are_one_case_in_the_order_of_time),
    cmocka_unit_test (an_empty_part_is_damage_and_a_missing_one_is_trouble),
    cmocka_unit_test (text_without_sip_is_inconclusive_not_an_error),
    cmocka_unit_test (folders_and_missing_files_are_named_as_such),
    cmocka_unit_test (a_pipe_is_spooled_and_judged),
    cmocka_unit_test (a_stopped_run_judges_what_was_read_and_says_so),
    cmocka_unit_test (findings_so_far_come_only_when_asked_for),
    cmocka_unit_test (stopped_before_anything_was_read_ends_as_cancelled),
    cmocka_unit_test (a_cancelled_run_ends_as_cancelled),
    cmocka_unit_test (the_worker_reports_to_the_callers_context),
    cmocka_unit_test (a_window_leaves_out_what_is_earlier_and_later_and_counts_it),
    cmocka_unit_test (one_phone_is_judged_when_one_is_asked_for),
    cmocka_unit_test (a_copy_holds_the_messages_and_not_the_sound),
    cmocka_unit_test (text_has_no_packets_to_copy),
    cmocka_unit_test (each_capture_of_a_zip_is_read_with_its_own_header),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
