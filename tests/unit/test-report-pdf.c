#include "support/test.h"

#include "report/report-pdf.h"
#include "support/findings-builder.h"

#include <cairo-pdf.h>
#include <gio/gio.h>
#include <cairo.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/resource.h>

/* PDFTOTEXT and PDFINFO are set by meson.build, which insists on them. */

/* fontconfig keeps its patterns by offsets, where the leak checker sees no pointer. */
const char *__lsan_default_suppressions (void);

const char *
__lsan_default_suppressions (void)
{
  return "leak:libfontconfig\n";
}

typedef struct
{
  char *folder;
  char *path; /* of the report in it */
} Desk;

static int
make_desk (void **state)
{
  Desk *desk = g_new0 (Desk, 1);

  desk->folder = g_dir_make_tmp ("unmangle-pdf-XXXXXX", NULL);
  assert_non_null (desk->folder);
  desk->path = g_build_filename (desk->folder, "report.pdf", NULL);
  *state = desk;
  return 0;
}

static int
clear_desk (void **state)
{
  Desk *desk = *state;

  (void) g_unlink (desk->path);
  assert_int_equal (g_rmdir (desk->folder), 0); /* nothing else may be left behind */
  g_free (desk->folder);
  g_free (desk->path);
  g_free (desk);
  return 0;
}

static char *
run_tool (const char *tool, const char *option, const char *path, const char *last)
{
  const char *arguments[] = { tool, option, path, last, NULL };
  g_autoptr (GError) error = NULL;
  char *output = NULL;
  int status;

  if (!g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, NULL,
                     &status, &error))
    fail_msg ("%s", error->message);
  assert_int_equal (status, 0);
  return output;
}

/* Text without any white space: where a line wraps is the layout's business. */
static char *
squeeze (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isspace (*p) && *p != '\f')
      g_string_append_c (out, *p);
  return g_string_free (out, FALSE);
}

static char *
read_text (const char *path)
{
  g_autofree char *text = run_tool (g_getenv ("PDFTOTEXT"), "-raw", path, "-");

  return squeeze (text);
}

static void
assert_says (const char *squeezed, const char *wanted)
{
  g_autofree char *needle = squeeze (wanted);

  if (strstr (squeezed, needle) == NULL)
    fail_msg ("\"%s\" is not in the report", wanted);
}

static void
assert_silent (const char *squeezed, const char *unwanted)
{
  g_autofree char *needle = squeeze (unwanted);

  if (strstr (squeezed, needle) != NULL)
    fail_msg ("\"%s\" is in the report", unwanted);
}

/* Value of a line of pdfinfo, or NULL. (transfer full) */
static char *
read_info (const char *path, const char *key)
{
  g_autofree char *text = run_tool (g_getenv ("PDFINFO"), "-isodates", path, NULL);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], key) && lines[i][strlen (key)] == ':')
      return g_strstrip (g_strdup (lines[i] + strlen (key) + 1));
  return NULL;
}

static void
assert_info (const char *path, const char *key, const char *wanted)
{
  g_autofree char *value = read_info (path, key);

  assert_non_null (value);
  assert_string_equal (value, wanted);
}

static void
write_report (const Desk *desk, const FindingsBuilder *builder, const UmReportOptions *options)
{
  g_autoptr (GError) error = NULL;
  gboolean written = um_report_pdf_write (&builder->findings, options, desk->path, &error);

  if (!written)
    fail_msg ("%s", error->message);
  assert_null (error);
}

static GDateTime *
fixed_date (void)
{
  return g_date_time_new_utc (2026, 1, 5, 12, 30, 0);
}

static const char *const detected_words[] = {
  "SIP ALG detected (likely)",
  "A SIP ALG rewrote the messages of the only phone in this capture.",
  "Example Garden Centre",
  "Erika Example",
  "2026-01-05 12:30",
  "Polycom VVX 410",
  "sip:1001@pbx.example.net",
  "offending Contact: <sip:1001@203.0.113.50:1024>",
  "offending o=- 1 1 IN IP4 203.0.113.50",
  "offending c=IN IP4 203.0.113.50",
  "normal Via: SIP/2.0/UDP 203.0.113.50:1024;branch=z9hG4bK1",
  "normal Received packet from 203.0.113.50:1024",
  "untouched Contact: <sip:1001@192.168.1.50:5060>",
  "INVITE sip:1002@pbx.example.net SIP/2.0",
  "The SDP body names the router's public address.",
  "rewrites the messages here",
  "No call to a phone was seen: incoming calls were not tested.",
  "the file ends in the middle of a packet (1)",
  "Look for the switch under its other names",
  "Unmangle " UM_VERSION,
};

static void
the_report_says_what_was_found (void **state)
{
  const Desk *desk = *state;
  g_autoptr (FindingsBuilder) builder = findings_builder_new_detected ();
  g_autoptr (GDateTime) date = fixed_date ();
  UmReportOptions options = { .customer = "Example Garden Centre",
                              .technician = "Erika Example",
                              .date = date };
  g_autofree char *text = NULL;

  write_report (desk, builder, &options);
  text = read_text (desk->path);
  for (gsize i = 0; i < G_N_ELEMENTS (detected_words); i++)
    assert_says (text, detected_words[i]);
  assert_silent (text, "Company");
}

static void
the_file_carries_title_author_and_date (void **state)
{
  const Desk *desk = *state;
  g_autoptr (FindingsBuilder) builder = findings_builder_new_detected ();
  g_autoptr (GDateTime) date = fixed_date ();
  UmReportOptions options = { .technician = "Erika Example",
                              .company = "Example Telecom",
                              .date = date };

  write_report (desk, builder, &options);
  assert_info (desk->path, "Title", "SIP ALG findings");
  assert_info (desk->path, "Author", "Erika Example, Example Telecom");
  assert_info (desk->path, "Subject", "SIP ALG detected (likely)");
  assert_info (desk->path, "Creator", "Unmangle " UM_VERSION);
  assert_info (desk->path, "CreationDate", "2026-01-05T12:30:00Z");
}

static void
pages_are_numbered_with_their_total (void **state)
{
  const Desk *desk = *state;
  g_autoptr (FindingsBuilder) builder = findings_builder_new_detected ();
  g_autofree char *pages = NULL;
  g_autofree char *text = NULL;
  guint64 n;

  write_report (desk, builder, NULL);
  pages = read_info (desk->path, "Pages");
  n = g_ascii_strtoull (pages, NULL, 10);
  assert_in_range (n, 3, 6);
  text = read_text (desk->path);
  for (guint64 i = 1; i <= n; i++)
    {
      g_autofree char *footer = g_strdup_printf ("Page %u of %u", (guint) i, (guint) n);

      assert_says (text, footer);
    }
}

static const struct
{
  UmPaper paper;
  const char *size;
} papers[] = {
  { UM_PAPER_A4, "595.28 x 841.89 pts (A4)" },
  { UM_PAPER_LETTER, "612 x 792 pts (letter)" },
};

static void
the_paper_is_as_asked_for (void **state)
{
  const Desk *desk = *state;

  for (gsize i = 0; i < G_N_ELEMENTS (papers); i++)
    {
      g_autoptr (FindingsBuilder) builder = findings_builder_new_detected ();
      UmReportOptions options = { .paper = papers[i].paper };

      write_report (desk, builder, &options);
      assert_info (desk->path, "Page size", papers[i].size);
    }
}

static void
equal_input_gives_equal_bytes (void **state)
{
  const Desk *desk = *state;
  g_autoptr (FindingsBuilder) builder = findings_builder_new_detected ();
  g_autoptr (GDateTime) date = fixed_date ();
  UmReportOptions options = { .date = date };
  g_autofree char *first = NULL, *second = NULL;
  gsize first_length, second_length;

  write_report (desk, builder, &options);
  assert_true (g_file_get_contents (desk->path, &first, &first_length, NULL));
  write_report (desk, builder, &options);
  assert_true (g_file_get_contents (desk->path, &second, &second_length, NULL));
  assert_true (first_length > 1000);
  assert_int_equal (first_length, second_length);
  assert_memory_equal (first, second, first_length);
}

static void
a_line_of_900_characters_is_printed_whole (void **state)
{
  const Desk *desk = *state;
  g_autoptr (FindingsBuilder) builder = findings_builder_new ("a.pcap");
  g_autoptr (GString) line = g_string_new ("Contact: <sip:203.0.113.50>");
  UmEvidence *evidence =
      findings_builder_add_evidence (builder, "public-contact", UM_GRADE_STRONG, NULL, NULL, "x");
  g_autofree char *text = NULL;

  for (guint i = 0; i < 300; i++)
    g_string_append_c (line, 'a' + i % 26);
  for (guint i = 0; line->len < 900; i++)
    g_string_append_printf (line, ";p%u=%u", i, i * i);
  findings_builder_add_line (builder, evidence, 8, line->str, UM_MARK_OFFENDING, "203.0.113.50");
  write_report (desk, builder, NULL);
  text = read_text (desk->path);
  assert_says (text, line->str);
}

static void
write_logo (const char *path)
{
  cairo_surface_t *picture = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 300, 80);

  assert_int_equal (cairo_surface_write_to_png (picture, path), CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (picture);
}

static gboolean
file_says (const char *path, const char *words)
{
  g_autofree char *bytes = NULL;
  gsize len = 0;

  assert_true (g_file_get_contents (path, &bytes, &len, NULL));
  return memmem (bytes, len, words, strlen (words)) != NULL;
}

/* A picture of the company; what is none costs the picture, not the report. */
static void
a_logo_is_drawn_or_left_out (void **state)
{
  const Desk *desk = *state;
  g_autoptr (FindingsBuilder) builder = findings_builder_new_detected ();
  g_autofree char *logo = g_strconcat (desk->path, ".png", NULL);
  UmReportOptions options = { .logo = logo };
  g_autofree char *text = NULL;

  write_logo (logo);
  write_report (desk, builder, &options);
  assert_true (file_says (desk->path, "/Subtype /Image"));
  assert_true (g_file_set_contents (logo, "\x89PNG\r\n\x1a\n, not really", -1, NULL));
  write_report (desk, builder, &options);
  assert_false (file_says (desk->path, "/Subtype /Image"));
  text = read_text (desk->path);
  assert_says (text, "SIP ALG detected");
  assert_int_equal (g_unlink (logo), 0);
}

/* The number that stands in front of words. */
static guint
number_before (const char *text, const char *words)
{
  const char *end = strstr (text, words);
  const char *start = end;

  assert_non_null (end);
  while (start > text && g_ascii_isdigit (start[-1]))
    start--;
  return (guint) g_ascii_strtoull (start, NULL, 10);
}

static guint
count_of (const char *text, const char *words)
{
  guint n = 0;

  for (text = strstr (text, words); text != NULL; text = strstr (text + 1, words))
    n++;
  return n;
}

/* Nobody reads a table of 3000 phones: the report stays short and counts what it leaves out. */
static void
what_is_not_printed_is_counted (void **state)
{
  const Desk *desk = *state;
  g_autoptr (FindingsBuilder) builder = findings_builder_new ("a.pcap");
  UmPhoneFinding *phone =
      findings_builder_add_phone (builder, "x", UM_VERDICT_INCONCLUSIVE, UM_CERTAINTY_NONE);
  g_autofree char *huge = g_strnfill (5000, 'a');
  g_autofree char *text = NULL;
  g_autofree char *plain = NULL;
  UmEvidence *evidence = NULL;

  for (guint i = 0; i < 230; i++)
    evidence = findings_builder_add_evidence (builder, "rule", UM_GRADE_WEAK, phone, NULL, "x");
  evidence = builder->findings.evidence->pdata[0];
  findings_builder_add_line (builder, evidence, 1, huge, UM_MARK_NORMAL, NULL);
  for (guint i = 0; i < 210; i++)
    findings_builder_add_phone (builder, "y", UM_VERDICT_INCONCLUSIVE, UM_CERTAINTY_NONE);
  builder->findings.evidence_left_out = 12;
  write_report (desk, builder, NULL);
  text = read_text (desk->path);
  assert_says (text, "239 more findings"); /* 3 of a phone where there are many */
  assert_says (text, "211 phones: SIP ALG detected on 0, inconclusive on 211");
  plain = run_tool (g_getenv ("PDFTOTEXT"), "-raw", desk->path, "-");
  assert_int_equal (number_before (plain, " more phones") + count_of (plain, "x Inconclusive") +
                        count_of (plain, "y Inconclusive"),
                    211);
  assert_says (text, "2000 more characters");
}

static void
text_from_a_form_or_capture_cannot_harm_the_page (void **state)
{
  const Desk *desk = *state;
  g_autoptr (FindingsBuilder) builder = findings_builder_new ("x\xff\n<b>.pcap");
  g_autofree char *endless = g_strnfill (4000, 'W');
  UmReportOptions options = { .customer = "\xe2\x80\xae"
                                          "evil </span>",
                              .site = endless,
                              .technician = endless,
                              .company = endless,
                              .symptoms = endless };
  UmPhoneFinding *phone =
      findings_builder_add_phone (builder, "\xc0<i>", UM_VERDICT_INCONCLUSIVE, UM_CERTAINTY_NONE);
  g_autofree char *text = NULL;

  ((UmPhone *) phone->phone)->aor = endless;
  write_report (desk, builder, &options);
  text = read_text (desk->path);
  assert_says (text, "\\u{202E}evil </span>");
  assert_says (text, "x\\xFF\\x0A<b>.pcap");
  assert_says (text, "\\xC0<i>");
}

static UmRouter *
make_router (const char *url)
{
  g_autofree char *json = g_strdup_printf (
      "{\"id\": \"example-one\", \"family\": \"One\", \"models\": [\"One 100\"],"
      " \"alg_names\": [\"SIP helper\"], \"default\": \"on\", \"can_disable\": \"yes\","
      " \"methods\": [{\"kind\": \"ssh\", \"steps\": [\"Log in as administrator.\"],"
      "   \"commands\": [\"set sip-helper disable\", \"save\"], \"reboot_required\": true}],"
      " \"cautions\": [\"Running calls are cut.\"],"
      " \"sources\": [{\"url\": \"%s\", \"title\": \"Administration guide\"}],"
      " \"verified\": \"documented\"}",
      url);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = json_from_string (json, &error);
  UmRouter *router;

  assert_null (error);
  router = um_router_new_from_json (json_node_get_object (node), "Example", &error);
  if (router == NULL)
    fail_msg ("%s", error->message);
  return router;
}

static void
a_matched_router_brings_its_steps_and_no_general_advice (void **state)
{
  const Desk *desk = *state;
  g_autoptr (FindingsBuilder) builder = findings_builder_new_detected ();
  g_autoptr (UmRouter) router = make_router ("https://docs.example.net/it's/alg");
  UmRouterMatch match = { router, findings_builder_say (builder, "The evidence names the maker.") };
  g_autoptr (GPtrArray) matches = g_ptr_array_new ();
  UmReportOptions options = { .matches = matches };
  g_autofree char *text = NULL;
  g_autofree char *links = NULL;

  g_ptr_array_add (matches, &match);
  write_report (desk, builder, &options);
  text = read_text (desk->path);
  assert_says (text, "The evidence names the maker.");
  assert_says (text, "1. Log in as administrator.");
  assert_says (text, "set sip-helper disable");
  assert_says (text, "Running calls are cut.");
  assert_says (text, "Administration guide");
  assert_silent (text, "Look for the switch under its other names");
  links = run_tool (g_getenv ("PDFINFO"), "-url", desk->path, NULL);
  assert_non_null (strstr (links, "https://docs.example.net/it%27s/alg"));
}

static void
no_alg_means_no_steps_to_switch_it_off (void **state)
{
  const Desk *desk = *state;
  g_autoptr (FindingsBuilder) builder = findings_builder_new ("a.pcap");
  g_autofree char *text = NULL;

  findings_builder_add_phone (builder, "x", UM_VERDICT_NO_ALG, UM_CERTAINTY_EXCLUDED);
  builder->findings.verdict = UM_VERDICT_NO_ALG;
  builder->findings.certainty = UM_CERTAINTY_EXCLUDED;
  write_report (desk, builder, NULL);
  text = read_text (desk->path);
  assert_says (text, "No SIP ALG (excluded)");
  assert_silent (text, "Switching the SIP ALG off");
}

static const char *
in_german (const char *english)
{
  if (strcmp (english, "SIP ALG findings") == 0)
    return "Befund zum SIP-ALG";
  return strcmp (english, "Page {0} of {1}") == 0 ? "Seite {0} von {1}" : english;
}

static void
fixed_words_go_through_the_translation (void **state)
{
  const Desk *desk = *state;
  g_autoptr (FindingsBuilder) builder = findings_builder_new_detected ();
  UmReportOptions options = { .translate = in_german };
  g_autofree char *text = NULL;

  write_report (desk, builder, &options);
  text = read_text (desk->path);
  assert_info (desk->path, "Title", "Befund zum SIP-ALG");
  assert_says (text, "Befund zum SIP-ALG");
  assert_says (text, "Seite 1 von");
  assert_silent (text, "SIP ALG findings");
}

static void
a_folder_that_is_not_there_gives_an_error (void **state)
{
  const Desk *desk = *state;
  g_autoptr (FindingsBuilder) builder = findings_builder_new_detected ();
  g_autofree char *path = g_build_filename (desk->folder, "gone", "report.pdf", NULL);
  g_autoptr (GError) error = NULL;

  assert_false (um_report_pdf_write (&builder->findings, NULL, path, &error));
  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND));
  assert_non_null (strstr (error->message, "gone"));
}

static void
a_comparison_prints_before_and_after (void **state)
{
  const Desk *desk = *state;
  g_autoptr (FindingsBuilder) builder = findings_builder_new_detected ();
  g_autoptr (FindingsBuilder) outside = findings_builder_new ("wan.pcap");
  g_autofree char *text = NULL;

  findings_builder_compare (builder, outside);
  write_report (desk, builder, NULL);
  text = read_text (desk->path);
  assert_says (text, "Contact: <sip:1001@192.168.1.50> after Contact: <sip:1001@203.0.113.50>");
  assert_says (text, "Supported: path after (is gone)");
  assert_says (text, "(was not there) after Foo: bar");
  assert_says (text, "118 messages stand in both captures");
  assert_says (text, "wan.pcap");
}

static void
an_active_test_names_its_suspect_and_its_lines (void **state)
{
  const Desk *desk = *state;
  g_autoptr (FindingsBuilder) builder = findings_builder_new_detected ();
  g_autoptr (UmHopRun) hops = um_hop_run_new ();
  g_autoptr (UmMirrorRun) mirror = um_mirror_run_new ();
  UmReportOptions options = { .hops = hops, .mirror = mirror };
  g_autofree char *text = NULL;
  UmExchange *exchange;

  hops->local = (UmEndpoint){ um_address_from_ipv4 (0xc0a80132), 5060 };
  hops->target = (UmEndpoint){ um_address_from_ipv4 (0xc6336408), 5060 };
  for (guint ttl = 1; ttl <= 2; ttl++)
    {
      UmHop *hop = um_hop_new (ttl);

      hop->address = um_address_from_ipv4 (ttl == 1 ? 0xc0a80101 : 0xcb007101);
      exchange = um_exchange_new ("INVITE", 400);
      exchange->result = ttl == 1 ? UM_HOP_UNTOUCHED : UM_HOP_CHANGED;
      exchange->quoted = 400;
      if (ttl == 2)
        um_exchange_add_line (exchange, 2, UM_SLICE ("Contact: <sip:u@192.168.1.50>"),
                              UM_SLICE ("Contact: <sip:u@203.0.113.9>"));
      um_hop_take_exchange (hop, exchange);
      g_ptr_array_add (hops->hops, hop);
    }
  mirror->local = hops->local;
  mirror->server = hops->target;
  mirror->seen = (UmEndpoint){ um_address_from_ipv4 (0xcb007109), 1024 };
  exchange = um_mirror_run_add (mirror, UM_MIRROR_RESPONSE_IN, TRUE, 15060, "REGISTER", 400);
  exchange->result = UM_HOP_CHANGED;
  um_exchange_add_line (exchange, 2, UM_SLICE ("Via: a"), UM_SLICE_UNSET);
  write_report (desk, builder, &options);
  text = read_text (desk->path);
  assert_says (text, "Test of the network path, hop by hop");
  assert_says (text, "192.168.1.1");
  assert_says (text, "prime suspect");
  assert_says (text, "− Contact: <sip:u@192.168.1.50>");
  assert_says (text, "+ Contact: <sip:u@203.0.113.9>");
  assert_says (text, "REGISTER, answer of the mirror");
  assert_says (text, "TCP 15060");
  assert_says (text, "The NAT shows 192.168.1.50:5060 as 203.0.113.9:1024.");
}

/* The rename fails last, after everything was written: neither the target nor the temporary file
 * may show it. clear_desk() fails when something was left. */
static void
a_failure_leaves_nothing_behind (void **state)
{
  const Desk *desk = *state;
  g_autoptr (FindingsBuilder) builder = findings_builder_new_detected ();
  g_autofree char *inside = g_build_filename (desk->path, "kept", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) folder = NULL;

  assert_int_equal (g_mkdir (desk->path, 0700), 0); /* a folder has the name of the report */
  assert_true (g_file_set_contents (inside, "x", 1, NULL));
  assert_false (um_report_pdf_write (&builder->findings, NULL, desk->path, &error));
  assert_int_equal (error->domain, G_IO_ERROR);
  folder = g_dir_open (desk->folder, 0, NULL);
  assert_string_equal (g_dir_read_name (folder), "report.pdf");
  assert_null (g_dir_read_name (folder));
  assert_int_equal (g_unlink (inside), 0);
  assert_int_equal (g_rmdir (desk->path), 0);
}

/* A disk that is full, as the program sees it: the limit on file size makes write() fail. */
static void
a_full_disk_leaves_the_old_report (void **state)
{
  const Desk *desk = *state;
  g_autoptr (FindingsBuilder) builder = findings_builder_new_detected ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  struct rlimit old, tight;
  gboolean written;

  assert_true (g_file_set_contents (desk->path, "old report", -1, NULL));
  assert_int_equal (getrlimit (RLIMIT_FSIZE, &old), 0);
  tight = old;
  tight.rlim_cur = 4096;
  (void) signal (SIGXFSZ, SIG_IGN);
  assert_int_equal (setrlimit (RLIMIT_FSIZE, &tight), 0);
  written = um_report_pdf_write (&builder->findings, NULL, desk->path, &error);
  assert_int_equal (setrlimit (RLIMIT_FSIZE, &old), 0);
  assert_false (written);
  assert_int_equal (error->domain, G_IO_ERROR);
  assert_true (g_file_get_contents (desk->path, &text, NULL, NULL));
  assert_string_equal (text, "old report");
}

static gpointer
write_in_thread (gpointer data)
{
  const Desk *desk = data;
  g_autoptr (FindingsBuilder) builder = findings_builder_new_detected ();

  return GINT_TO_POINTER (um_report_pdf_write (&builder->findings, NULL, desk->path, NULL));
}

static void
a_worker_thread_can_write_it (void **state)
{
  Desk *desk = *state;
  GThread *thread = g_thread_new ("report", write_in_thread, desk);
  g_autofree char *text = NULL;

  assert_true (GPOINTER_TO_INT (g_thread_join (thread)));
  text = read_text (desk->path);
  assert_says (text, "SIP ALG detected (likely)");
}

/* Puts the sheets into a PDF, as a printer driver would. */
static void
print_sheets (GPtrArray *sheets, double width, double height, const char *path)
{
  cairo_surface_t *surface = cairo_pdf_surface_create (path, width, height);
  cairo_t *cr = cairo_create (surface);

  for (guint i = 0; i < sheets->len; i++)
    {
      cairo_set_source_surface (cr, sheets->pdata[i], 0, 0);
      cairo_paint (cr);
      cairo_show_page (cr);
    }
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  assert_int_equal (cairo_surface_status (surface), CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
}

static void
what_is_printed_is_what_is_written (void **state)
{
  Desk *desk = *state;
  g_autoptr (FindingsBuilder) builder = findings_builder_new_detected ();
  g_autoptr (GDateTime) date = g_date_time_new_utc (2026, 1, 5, 10, 0, 0);
  UmReportOptions options = { .date = date };
  g_autoptr (GPtrArray) sheets = NULL;
  g_autofree char *written = NULL;
  g_autofree char *printed = NULL;
  double width, height;

  assert_true (um_report_pdf_write (&builder->findings, &options, desk->path, NULL));
  written = read_text (desk->path);
  sheets = um_report_pdf_new_sheets (&builder->findings, &options, &width, &height);
  assert_true (sheets->len > 1);
  assert_true (height > width);
  print_sheets (sheets, width, height, desk->path);
  printed = read_text (desk->path);
  assert_string_equal (printed, written);
}

/* The pages of every entry of the database; every tenth is read again, which takes a process. */
static void
every_router_has_a_page_of_steps (void **state)
{
  Desk *desk = *state;
  g_autoptr (UmRouterStore) store = um_router_store_new (NULL);
  const GPtrArray *routers = um_router_store_get_routers (store);

  for (guint i = 0; i < routers->len; i++)
    {
      const UmRouter *router = g_ptr_array_index (routers, i);
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;

      if (!um_report_pdf_write_router (router, NULL, desk->path, &error))
        fail_msg ("%s: %s", router->id, error->message);
      if (i % 10 != 0)
        continue;
      text = read_text (desk->path);
      assert_says (text, um_router_get_title (router));
      if (router->methods->len > 0)
        assert_says (text, ((UmRouterMethod *) router->methods->pdata[0])->steps->pdata[0]);
      for (guint c = 0; c < router->cautions->len; c++)
        assert_says (text, router->cautions->pdata[c]);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown (name, make_desk, clear_desk)

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TEST (the_report_says_what_was_found),
    TEST (the_file_carries_title_author_and_date),
    TEST (pages_are_numbered_with_their_total),
    TEST (the_paper_is_as_asked_for),
    TEST (equal_input_gives_equal_bytes),
    TEST (a_line_of_900_characters_is_printed_whole),
    TEST (a_logo_is_drawn_or_left_out),
    TEST (what_is_not_printed_is_counted),
    TEST (text_from_a_form_or_capture_cannot_harm_the_page),
    TEST (a_matched_router_brings_its_steps_and_no_general_advice),
    TEST (no_alg_means_no_steps_to_switch_it_off),
    TEST (fixed_words_go_through_the_translation),
    TEST (a_folder_that_is_not_there_gives_an_error),
    TEST (an_active_test_names_its_suspect_and_its_lines),
    TEST (a_failure_leaves_nothing_behind),
    TEST (a_comparison_prints_before_and_after),
    TEST (a_full_disk_leaves_the_old_report),
    TEST (a_worker_thread_can_write_it),
    TEST (what_is_printed_is_what_is_written),
    TEST (every_router_has_a_page_of_steps),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
