#include "support/test.h"

#include "core/error.h"
#include "engine/investigation.h"

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
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
