#include "support/test.h"

#include "core/error.h"
#include "core/text.h"
#include "detect/compare.h"
#include "report/case-archive.h"
#include "report/case-file.h"
#include "report/report-json.h"
#include "support/trace-case.h"

#include <glib/gstdio.h>
#include <fcntl.h>
#include <unistd.h>

#define NOW G_GINT64_CONSTANT (1767607200000000)

static const char before_text[] =
    "Received packet from 50.50.50.50:1024\n"
    "INVITE sip:200@pbx.example.net SIP/2.0\n"
    "Via: SIP/2.0/UDP 50.50.50.50;branch=z9hG4bK1\n"
    "From: <sip:100@pbx.example.net>;tag=1\nTo: <sip:200@pbx.example.net>\n"
    "Call-ID: 1@192.168.1.50\nCSeq: 1 INVITE\nContact: <sip:100@50.50.50.50:1024>\n"
    "User-Agent: Polycom VVX 410\nContent-Type: application/sdp\n\n"
    "v=0\no=- 1 1 IN IP4 50.50.50.50\ns=-\nc=IN IP4 50.50.50.50\nt=0 0\nm=audio 2222 RTP/AVP 0\n\n";

static const char after_text[] =
    "Received packet from 50.50.50.50:1024\n"
    "INVITE sip:200@pbx.example.net SIP/2.0\n"
    "Via: SIP/2.0/UDP 192.168.1.50;branch=z9hG4bK2\n"
    "From: <sip:100@pbx.example.net>;tag=1\nTo: <sip:200@pbx.example.net>\n"
    "Call-ID: 2@192.168.1.50\nCSeq: 1 INVITE\nContact: <sip:100@192.168.1.50:5060>\n"
    "User-Agent: Polycom VVX 410\nContent-Type: application/sdp\n\n"
    "v=0\no=- 1 1 IN IP4 192.168.1.50\ns=-\nc=IN IP4 192.168.1.50\nt=0 0\nm=audio 2222 RTP/AVP 0\n"
    "\n";

typedef struct
{
  char *folder;
  char *path;
} Place;

static int
make_place (void **state)
{
  Place *place = g_new0 (Place, 1);

  place->folder = g_dir_make_tmp ("unmangle-case-XXXXXX", NULL);
  place->path = g_build_filename (place->folder, "site.unmangle", NULL);
  *state = place;
  return place->folder == NULL;
}

static int
remove_place (void **state)
{
  Place *place = *state;

  (void) g_unlink (place->path);
  assert_int_equal (g_rmdir (place->folder), 0); /* nothing else was left there */
  g_free (place->folder);
  g_free (place->path);
  g_free (place);
  return 0;
}

static UmCaseFile *
load_bytes (const void *data, gsize len, GError **error)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (data, (gssize) len, NULL);

  return um_case_file_load (stream, UM_VANTAGE_UNKNOWN, NULL, error);
}

static UmCaseFile *
load_path (const char *path, GError **error)
{
  g_autofree char *bytes = NULL;
  gsize len = 0;

  assert_true (g_file_get_contents (path, &bytes, &len, NULL));
  return load_bytes (bytes, len, error);
}

static UmCaseFile *
make_case (void)
{
  g_autoptr (UmFindings) before = findings_from_trace (before_text);
  g_autoptr (UmFindings) after = findings_from_trace (after_text);
  UmCaseFile *file = um_case_file_new ();
  GPtrArray *sources = g_ptr_array_new_with_free_func ((GDestroyNotify) um_report_source_free);

  g_ptr_array_add (sources, um_report_source_new ("site.txt", 700, "ab12"));
  um_case_file_set_findings (file, UM_CASE_BEFORE, before, UM_VANTAGE_UNKNOWN);
  um_case_file_set_sources (file, UM_CASE_BEFORE, sources);
  um_case_file_set_findings (file, UM_CASE_AFTER, after, UM_VANTAGE_SERVER);
  um_case_file_set_text (file, UM_CASE_CUSTOMER, "Käsehaus \"Süd\" <&>");
  um_case_file_set_text (file, UM_CASE_OLD_SETTING, "SIP Helper: on\nPort 5060");
  um_case_file_set_complaints (file, 1u << UM_COMPLAINT_AUDIO | 1u << UM_COMPLAINT_ECHO);
  um_case_file_set_opened (file, NOW);
  return file;
}

static void
assert_same_findings (UmFindings *a, UmFindings *b)
{
  g_autofree char *x = um_report_json_new (a, NULL);
  g_autofree char *y = um_report_json_new (b, NULL);

  assert_string_equal (x, y);
}

static void
all_of_it_comes_back (void **state)
{
  const Place *place = *state;
  g_autoptr (UmCaseFile) saved = make_case ();
  g_autoptr (UmCaseFile) file = NULL;
  g_autoptr (GError) error = NULL;
  const UmReportSource *source;

  assert_true (um_case_file_save (saved, place->path, NOW, &error));
  file = load_path (place->path, &error);
  assert_null (error);
  for (UmCaseStage i = UM_CASE_BEFORE; i < UM_CASE_N_STAGES; i++)
    assert_same_findings (um_case_file_get_findings (saved, i),
                          um_case_file_get_findings (file, i));
  assert_string_equal (um_case_file_get_text (file, UM_CASE_CUSTOMER), "Käsehaus \"Süd\" <&>");
  assert_string_equal (um_case_file_get_text (file, UM_CASE_OLD_SETTING),
                       "SIP Helper: on\nPort 5060");
  assert_string_equal (um_case_file_get_text (file, UM_CASE_NOTES), "");
  assert_int_equal (um_case_file_get_complaints (file),
                    1u << UM_COMPLAINT_AUDIO | 1u << UM_COMPLAINT_ECHO);
  assert_true (um_case_file_get_opened (file) == NOW);
  assert_true (um_case_file_get_reported (file) == UM_TIME_UNKNOWN);
  assert_int_equal (um_case_file_get_vantage (file, UM_CASE_AFTER), UM_VANTAGE_SERVER);
  assert_null (um_case_file_get_sources (file, UM_CASE_AFTER));
  source = um_case_file_get_sources (file, UM_CASE_BEFORE)->pdata[0];
  assert_string_equal (source->name, "site.txt");
  assert_string_equal (source->sha256, "ab12");
}

static void
a_comparison_keeps_both_captures (void **state)
{
  const Place *place = *state;
  g_autoptr (UmCase) inside = case_from_trace (after_text);
  g_autoptr (UmCase) outside = case_from_trace (before_text);
  g_autoptr (UmFindings) findings = um_findings_new_compared (inside, outside);
  g_autoptr (UmCaseFile) saved = um_case_file_new ();
  g_autoptr (UmCaseFile) file = NULL;

  um_case_file_set_findings (saved, UM_CASE_BEFORE, findings, UM_VANTAGE_UNKNOWN);
  assert_true (um_case_file_save (saved, place->path, NOW, NULL));
  file = load_path (place->path, NULL);
  assert_non_null (um_case_file_get_findings (file, UM_CASE_BEFORE)->outside);
  assert_same_findings (findings, um_case_file_get_findings (file, UM_CASE_BEFORE));
}

static void
a_list_of_cases_reads_no_captures (void **state)
{
  const Place *place = *state;
  g_autoptr (UmCaseFile) saved = make_case ();
  UmCaseSummary summary = { 0 };
  g_autofree char *bytes = NULL;
  g_autoptr (GInputStream) stream = NULL;
  const char *capture;
  gsize len = 0;

  assert_true (um_case_file_save (saved, place->path, NOW, NULL));
  assert_true (g_file_get_contents (place->path, &bytes, &len, NULL));
  capture = memmem (bytes, len, "captures/before.gz", 18);
  assert_non_null (capture);
  stream = g_memory_input_stream_new_from_data (bytes, capture - bytes, NULL);
  assert_true (um_case_file_peek (stream, &summary, NULL, NULL));
  assert_string_equal (summary.customer, "Käsehaus \"Süd\" <&>");
  assert_string_equal (summary.source_name, "test.txt");
  assert_int_equal (summary.verdict, UM_VERDICT_NO_ALG);
  assert_true (summary.fixed);
  assert_true (summary.saved == NOW);
  um_case_summary_clear (&summary);
}

/* --- other versions --- */

static GPtrArray *
read_parts (const char *path)
{
  g_autofree char *bytes = NULL;
  g_autoptr (GInputStream) stream = NULL;
  gsize len = 0;

  assert_true (g_file_get_contents (path, &bytes, &len, NULL));
  stream = g_memory_input_stream_new_from_data (bytes, (gssize) len, NULL);
  return um_case_archive_read (stream, 64, NULL, NULL);
}

static void
write_parts (const char *path, GPtrArray *parts)
{
  int fd = g_open (path, O_WRONLY | O_TRUNC | O_CREAT, 0600);

  assert_true (fd >= 0);
  assert_true (um_case_archive_write (fd, parts, 0, NULL));
  assert_int_equal (close (fd), 0);
}

static void
replace_answers (GPtrArray *parts, const char *from, const char *to)
{
  UmCasePart *part = parts->pdata[0];
  g_autoptr (GString) text = g_string_new_len (g_bytes_get_data (part->bytes, NULL),
                                               (gssize) g_bytes_get_size (part->bytes));

  assert_string_equal (part->name, "case.json");
  assert_int_equal (g_string_replace (text, from, to, 1), 1);
  g_bytes_unref (part->bytes);
  part->bytes = g_string_free_to_bytes (g_steal_pointer (&text));
}

static void
what_a_later_version_added_survives (void **state)
{
  const Place *place = *state;
  g_autoptr (UmCaseFile) first = make_case ();
  g_autoptr (UmCaseFile) second = NULL;
  g_autoptr (GPtrArray) parts = NULL;
  g_autoptr (GPtrArray) again = NULL;
  g_autoptr (GBytes) photo = g_bytes_new_static ("\xff\xd8photo", 7);
  const UmCasePart *part;
  g_autofree char *json = NULL;

  assert_true (um_case_file_save (first, place->path, NOW, NULL));
  parts = read_parts (place->path);
  replace_answers (parts, "\"answers\" : {",
                   "\"ticket\" : {\"a\" : [1, null]}, \"answers\" : {"
                   "\"mood\" : \"calm\", ");
  g_ptr_array_add (parts, um_case_part_new ("photos/router.jpg", photo));
  write_parts (place->path, parts);

  second = load_path (place->path, NULL);
  assert_non_null (second);
  um_case_file_set_text (second, UM_CASE_NOTES, "restarted");
  assert_true (um_case_file_save (second, place->path, NOW, NULL));
  again = read_parts (place->path);
  part = again->pdata[again->len - 1];
  assert_string_equal (part->name, "photos/router.jpg");
  assert_true (g_bytes_equal (part->bytes, photo));
  part = again->pdata[0];
  json = g_strndup (g_bytes_get_data (part->bytes, NULL), g_bytes_get_size (part->bytes));
  assert_non_null (strstr (json, "\"ticket\""));
  assert_non_null (strstr (json, "\"mood\" : \"calm\""));
  assert_non_null (strstr (json, "\"notes\" : \"restarted\""));
}

static void
a_later_incompatible_version_is_refused (void **state)
{
  const Place *place = *state;
  g_autoptr (UmCaseFile) saved = make_case ();
  g_autoptr (GPtrArray) parts = NULL;
  g_autoptr (GError) error = NULL;

  assert_true (um_case_file_save (saved, place->path, NOW, NULL));
  parts = read_parts (place->path);
  replace_answers (parts, "\"version\" : 1", "\"version\" : 2");
  write_parts (place->path, parts);
  assert_null (load_path (place->path, &error));
  assert_true (g_error_matches (error, UM_ERROR, UM_ERROR_UNSUPPORTED));
}

/* --- hostile files --- */

static void
a_file_cut_anywhere_is_an_error (void **state)
{
  const Place *place = *state;
  g_autoptr (UmCaseFile) saved = make_case ();
  g_autofree char *bytes = NULL;
  const char *directory;
  gsize len = 0;

  assert_true (um_case_file_save (saved, place->path, NOW, NULL));
  assert_true (g_file_get_contents (place->path, &bytes, &len, NULL));
  /* All is read before ZIP's directory at the end: a cut in that loses nothing. */
  directory = memmem (bytes, len, "PK\x01\x02", 4);
  for (gsize cut = 0; cut < (gsize) (directory - bytes); cut += 7)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (UmCaseFile) file = load_bytes (bytes, cut, &error);

      if (file != NULL)
        fail_msg ("cut at %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT, cut, len);
      assert_true (g_error_matches (error, UM_ERROR, UM_ERROR_DAMAGED));
    }
}

static const struct
{
  const char *label;
  const char *records;
  int code;
} bad_captures[] = {
  { "nothing", "", UM_ERROR_DAMAGED },
  { "another file", "GIF89a\n", UM_ERROR_DAMAGED },
  { "no source", "unmangle-capture 1\nend\n", UM_ERROR_DAMAGED },
  { "no end", "unmangle-capture 1\nsource kind=pcap length=1\na\n", UM_ERROR_DAMAGED },
  { "later version", "unmangle-capture 9\n", UM_ERROR_UNSUPPORTED },
  { "payload beyond the end", "unmangle-capture 1\nsource kind=pcap length=99\na\n",
    UM_ERROR_DAMAGED },
  { "payload without measure",
    "unmangle-capture 1\nsource kind=pcap length=18446744073709551615\na\n", UM_ERROR_DAMAGED },
};

static void
a_broken_capture_is_an_error (void **state)
{
  const Place *place = *state;

  for (gsize i = 0; i < G_N_ELEMENTS (bad_captures); i++)
    {
      g_autoptr (UmCaseFile) saved = make_case ();
      g_autoptr (GPtrArray) parts = NULL;
      g_autoptr (GError) error = NULL;
      UmCasePart *part;

      print_message ("%s\n", bad_captures[i].label);
      assert_true (um_case_file_save (saved, place->path, NOW, NULL));
      parts = read_parts (place->path);
      part = parts->pdata[1];
      g_bytes_unref (part->bytes);
      part->bytes = g_bytes_new_static (bad_captures[i].records, strlen (bad_captures[i].records));
      write_parts (place->path, parts);
      assert_null (load_path (place->path, &error));
      assert_true (g_error_matches (error, UM_ERROR, bad_captures[i].code));
    }
}

/* Records and keys of later versions, wrong types, impossible values: passed over. */
static void
odd_records_are_passed_over (void **state)
{
  static const char records[] =
      "unmangle-capture 1\n"
      "source kind=hologram packets=-4 first=x last=99999999999999999999 length=3\nodd\n"
      "weather wind=9 length=4\nrain\n"
      "\n"
      "damage kind=rust count=4\n"
      "stream from=1.2.3.4/70000 to=/ ssrc=x gap0=1/2 gaps=9 first=5 last=4\n"
      "stream from=192.0.2.1/4000 to=192.0.2.2/4002 gaps=4000000000 gap7=-5/-5/-5 jitter0=a/b "
      "first=1 last=2\n"
      "stun client=nobody\n"
      "host kind=ghost name=9 length=2\nab\n"
      "host kind=ssdp name=9999999999 mac=1 icmp-type=999 length=2\nab\n"
      "message frame=1 ttl=900 mac=zz:zz:zz:zz:zz:zz transport=pigeon envelope=77 length=5\nhello\n"
      "end\n";
  const Place *place = *state;
  g_autoptr (UmCaseFile) saved = make_case ();
  g_autoptr (GPtrArray) parts = NULL;
  g_autoptr (UmCaseFile) file = NULL;
  UmCasePart *part;
  const UmCase *about;

  assert_true (um_case_file_save (saved, place->path, NOW, NULL));
  parts = read_parts (place->path);
  part = parts->pdata[1];
  g_bytes_unref (part->bytes);
  part->bytes = g_bytes_new_static (records, sizeof records - 1);
  write_parts (place->path, parts);
  file = load_path (place->path, NULL);
  assert_non_null (file);
  about = um_case_file_get_findings (file, UM_CASE_BEFORE)->about;
  assert_string_equal (about->source_name, "odd");
  assert_int_equal (about->messages->len, 0);
  assert_int_equal (about->streams->len, 1);
  assert_int_equal (about->damage.count[UM_DAMAGE_MALFORMED_SIP], 1);
}

static void
what_cannot_be_written_leaves_the_old_file (void **state)
{
  const Place *place = *state;
  g_autoptr (UmCaseFile) saved = make_case ();
  g_autofree char *beyond = g_build_filename (place->folder, "none", "site.unmangle", NULL);
  g_autoptr (GError) error = NULL;

  assert_true (um_case_file_save (saved, place->path, NOW, NULL));
  assert_false (um_case_file_save (saved, beyond, NOW, &error));
  assert_int_equal (error->domain, G_IO_ERROR);
  g_clear_error (&error);
  assert_false (um_case_file_save (saved, place->folder, NOW, &error));
  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY));
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gboolean *done = user_data;

  assert_true (um_case_file_save_finish (result, NULL));
  *done = TRUE;
}

/* Autosave: what is changed while a save is under way belongs to the next one. */
static void
saving_in_the_background_takes_the_case_as_it_was (void **state)
{
  const Place *place = *state;
  g_autoptr (UmCaseFile) saved = make_case ();
  g_autoptr (UmCaseFile) file = NULL;
  gboolean done = FALSE;

  um_case_file_save_async (saved, place->path, NOW, NULL, on_saved, &done);
  um_case_file_set_text (saved, UM_CASE_CUSTOMER, "another");
  um_case_file_set_findings (saved, UM_CASE_AFTER, NULL, UM_VANTAGE_UNKNOWN);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  file = load_path (place->path, NULL);
  assert_string_equal (um_case_file_get_text (file, UM_CASE_CUSTOMER), "Käsehaus \"Süd\" <&>");
  assert_non_null (um_case_file_get_findings (file, UM_CASE_AFTER));
}

int
main (void)
{
#define IN_PLACE(name) cmocka_unit_test_setup_teardown (name, make_place, remove_place)
  const struct CMUnitTest tests[] = {
    IN_PLACE (all_of_it_comes_back),
    IN_PLACE (a_comparison_keeps_both_captures),
    IN_PLACE (a_list_of_cases_reads_no_captures),
    IN_PLACE (what_a_later_version_added_survives),
    IN_PLACE (a_later_incompatible_version_is_refused),
    IN_PLACE (a_file_cut_anywhere_is_an_error),
    IN_PLACE (a_broken_capture_is_an_error),
    IN_PLACE (odd_records_are_passed_over),
    IN_PLACE (what_cannot_be_written_leaves_the_old_file),
    IN_PLACE (saving_in_the_background_takes_the_case_as_it_was),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
