#include "support/guard-buffer.h"
#include "support/test.h"

#include "probe/mirror-answer.h"
#include "probe/mirror-message.h"
#include "probe/mirror.h"

/* Keeps what a mirror sends. */
static void
keep_cb (const UmMirrorFlow *flow, UmSlice bytes, gpointer data)
{
  g_ptr_array_add (data, um_slice_dup (bytes));
}

static const guint16 ports[] = { 5060, 15060 };
static const guint8 secret[32] = { 7 };

static UmMirrorFlow
flow_from (guint32 address, guint16 port)
{
  return (UmMirrorFlow){ .local = { um_address_from_ipv4 (0xc0000250), 5060 },
                         .peer = { um_address_from_ipv4 (address), port } };
}

#define SOMEBODY 0xcb007109 /* 203.0.113.9 */
#define ANOTHER  0xcb00710a
#define NOW      (1000 * G_USEC_PER_SEC)

static char *
request (const char *method, UmMirrorAction action, guint64 cookie)
{
  UmMirrorMessage message = {
    .method = method,
    .local = { um_address_from_ipv4 (0xc0a80132), 5060 },
    .server = { um_address_from_ipv4 (0xc0000250), 5060 },
    .mark = { .run = 0x1234abcd, .number = 3, .action = action, .seconds = 30, .cookie = cookie }
  };

  return um_mirror_message_new_request (&message);
}

static GPtrArray *
take (UmMirror *mirror, gint64 now_us, const UmMirrorFlow *flow, const char *text)
{
  GPtrArray *sent = g_ptr_array_new_with_free_func (g_free);

  um_mirror_take (mirror, now_us, flow, guard_buffer_string (text), keep_cb, sent);
  return sent;
}

static UmMirror *
new_mirror (void)
{
  return um_mirror_new (ports, G_N_ELEMENTS (ports), secret);
}

static guint64
get_cookie (UmMirror *mirror, gint64 now_us, const UmMirrorFlow *flow)
{
  g_autofree char *text = request ("OPTIONS", UM_MIRROR_ECHO, 0);
  g_autoptr (GPtrArray) sent = take (mirror, now_us, flow, text);
  UmSlice rest;
  UmMirrorMark mark;

  assert_int_equal (sent->len, 1);
  rest = um_slice_from_string (sent->pdata[0]);
  assert_true (um_slice_has_prefix (rest, UM_SLICE ("SIP/2.0 401 Mark\r\n")));
  while (um_mirror_mark_next (&rest, &mark))
    if (mark.cookie != 0)
      return mark.cookie;
  fail_msg ("no cookie");
  return 0;
}

static void
stranger_gets_one_answer_no_longer_than_what_came (void **state)
{
  static const char *const methods[] = { "OPTIONS", "REGISTER", "INVITE", "MESSAGE" };

  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
    for (UmMirrorAction action = 0; action < UM_N_MIRROR_ACTIONS; action++)
      {
        g_autoptr (UmMirror) mirror = new_mirror ();
        UmMirrorFlow flow = flow_from (SOMEBODY, 1024);
        g_autofree char *text = request (methods[i], action, 0x123456789abcde);
        g_autoptr (GPtrArray) sent = take (mirror, NOW, &flow, text);

        assert_int_equal (sent->len, 1);
        assert_true (strlen (sent->pdata[0]) <= strlen (text));
        assert_int_equal (um_mirror_get_due (mirror), G_MAXINT64);
      }
}

/* Whatever is cut off or put in front: never more bytes than came. */
static void
no_forged_request_is_answered_by_more_bytes (void **state)
{
  g_autofree char *text = request ("INVITE", UM_MIRROR_CALL_BACK, 0);

  for (gsize len = 1; len <= strlen (text); len++)
    {
      g_autoptr (UmMirror) mirror = new_mirror ();
      UmMirrorFlow flow = flow_from (SOMEBODY, 1024);
      g_autofree char *cut = g_strndup (text, len);
      g_autoptr (GPtrArray) sent = take (mirror, NOW, &flow, cut);

      assert_true (sent->len <= 1);
      if (sent->len == 1)
        assert_true (strlen (sent->pdata[0]) <= len);
    }
}

static void
cookie_opens_the_mirror_to_its_own_address_only (void **state)
{
  g_autoptr (UmMirror) mirror = new_mirror ();
  UmMirrorFlow mine = flow_from (SOMEBODY, 1024);
  UmMirrorFlow other_port = flow_from (SOMEBODY, 1025);
  UmMirrorFlow other_host = flow_from (ANOTHER, 1024);
  g_autofree char *text = request ("INVITE", UM_MIRROR_ECHO, get_cookie (mirror, NOW, &mine));
  g_autoptr (GPtrArray) good = take (mirror, NOW, &mine, text);
  g_autoptr (GPtrArray) bad_port = take (mirror, NOW, &other_port, text);
  g_autoptr (GPtrArray) bad_host = take (mirror, NOW, &other_host, text);

  assert_int_equal (good->len, 2); /* 183 and 480 */
  assert_int_equal (bad_port->len, 1);
  assert_true (g_str_has_prefix (bad_port->pdata[0], "SIP/2.0 401"));
  assert_int_equal (bad_host->len, 1);
  assert_true (g_str_has_prefix (bad_host->pdata[0], "SIP/2.0 401"));
}

static void
cookie_is_good_for_a_minute_or_two (void **state)
{
  static const struct
  {
    guint seconds;
    gboolean good;
  } rows[] = { { 0, TRUE }, { 63, TRUE }, { 130, FALSE }, { 100000, FALSE } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (UmMirror) mirror = new_mirror ();
      UmMirrorFlow flow = flow_from (SOMEBODY, 1024);
      g_autofree char *text = request ("REGISTER", UM_MIRROR_ECHO, get_cookie (mirror, NOW, &flow));
      g_autoptr (GPtrArray) sent =
          take (mirror, NOW + rows[i].seconds * G_USEC_PER_SEC, &flow, text);

      assert_int_equal (sent->len, 1);
      assert_int_equal (g_str_has_prefix (sent->pdata[0], "SIP/2.0 200"), rows[i].good);
    }
}

static void
another_secret_makes_another_cookie (void **state)
{
  static const guint8 other[32] = { 8 };
  g_autoptr (UmMirror) one = new_mirror ();
  g_autoptr (UmMirror) two = um_mirror_new (ports, G_N_ELEMENTS (ports), other);
  UmMirrorFlow flow = flow_from (SOMEBODY, 1024);

  assert_int_not_equal (get_cookie (one, NOW, &flow), get_cookie (two, NOW, &flow));
}

static void
connection_is_proof_enough (void **state)
{
  g_autoptr (UmMirror) mirror = new_mirror ();
  UmMirrorFlow flow = flow_from (SOMEBODY, 1024);
  g_autofree char *text = request ("REGISTER", UM_MIRROR_ECHO, 0);
  g_autoptr (GPtrArray) sent = NULL;

  flow.tcp = TRUE;
  sent = take (mirror, NOW, &flow, text);
  assert_int_equal (sent->len, 1);
  assert_true (g_str_has_prefix (sent->pdata[0], "SIP/2.0 200"));
}

static void
what_is_not_ours_is_not_answered (void **state)
{
  static const char *const rows[] = {
    "",
    "\r\n\r\n",
    "OPTIONS sip:100@192.0.2.80 SIP/2.0\r\nVia: SIP/2.0/UDP 203.0.113.9;branch=z9hG4bK1\r\n\r\n",
    "umk1",
    "umk1zzzzzzzz03e0000000000000000000",
    "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP "
    "1.2.3.4;branch=z9hG4bKumk11234abcd03b000000000000000000\r\n\r\n",
    "ACK sip:x SIP/2.0\r\nVia: SIP/2.0/UDP "
    "1.2.3.4;branch=z9hG4bKumk11234abcd03e000000000000000000\r\n\r\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (UmMirror) mirror = new_mirror ();
      UmMirrorFlow flow = flow_from (SOMEBODY, 1024);
      g_autoptr (GPtrArray) sent = take (mirror, NOW, &flow, rows[i]);

      print_message ("row %zu\n", i);
      assert_int_equal (sent->len, 0);
      assert_int_equal (um_mirror_get_counts (mirror)->foreign, 1);
    }
}

/* An answer of one mirror that comes to another, or back to itself, is the end of it. */
static void
no_answer_of_a_mirror_is_answered (void **state)
{
  g_autoptr (UmMirror) mirror = new_mirror ();
  UmMirrorFlow flow = flow_from (SOMEBODY, 1024);
  guint64 cookie = get_cookie (mirror, NOW, &flow);
  g_autofree char *text = request ("INVITE", UM_MIRROR_CALL_BACK, cookie);
  g_autoptr (GPtrArray) sent = take (mirror, NOW, &flow, text);
  UmMirrorFlow other = flow_from (ANOTHER, 5060);

  assert_int_equal (sent->len, 3); /* 183, 480, INVITE */
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GPtrArray) again = take (mirror, NOW, &other, sent->pdata[i]);

      assert_int_equal (again->len, 0);
    }
}

static void
frame_holds_what_arrived_and_what_was_sent (void **state)
{
  g_autoptr (UmMirror) mirror = new_mirror ();
  UmMirrorFlow flow = flow_from (SOMEBODY, 1024);
  g_autofree char *text = request ("INVITE", UM_MIRROR_CALL_BACK, get_cookie (mirror, NOW, &flow));
  g_autoptr (GPtrArray) sent = take (mirror, NOW, &flow, text);
  UmSlice final = um_slice_from_string (sent->pdata[1]);
  g_autoptr (GByteArray) storage = NULL;
  UmMirrorFrame frame;
  UmSlice frame_text;

  assert_true (um_mirror_frame_decode (final, &frame, &storage, &frame_text));
  assert_true (um_slice_equal (frame.request, um_slice_from_string (text)));
  assert_true (um_slice_equal (frame.progress, um_slice_from_string (sent->pdata[0])));
  assert_true (um_slice_equal (frame.call_back, um_slice_from_string (sent->pdata[2])));
  assert_true (um_slice_has_prefix (final, frame.head));
  assert_ptr_equal (frame_text.data, final.data + frame.head.len);
  assert_true (um_endpoint_equal (&frame.source, &flow.peer));
  assert_true (um_endpoint_equal (&frame.local, &flow.local));
  assert_int_equal (frame.n_ports, 2);
  assert_int_equal (frame.ports[1], 15060);
  /* Content-Length says how much there is. */
  assert_non_null (strstr (sent->pdata[1], "\r\nContent-Length: "));
  assert_int_equal (g_ascii_strtoull (strstr (sent->pdata[1], "Content-Length: ") + 16, NULL, 10),
                    final.len - frame.head.len);
  /* Where the message was seen coming from is in the top Via, and in the request that comes back.
   */
  assert_non_null (strstr (sent->pdata[1], ";received=203.0.113.9;rport=1024;branch="));
  assert_true (g_str_has_prefix (sent->pdata[2], "INVITE sip:unmangle-probe@203.0.113.9:1024 "));
}

static void
one_address_is_limited_and_others_are_not (void **state)
{
  g_autoptr (UmMirror) mirror = new_mirror ();
  UmMirrorFlow loud = flow_from (SOMEBODY, 1024), quiet = flow_from (ANOTHER, 1024);
  g_autofree char *text = request ("OPTIONS", UM_MIRROR_ECHO, 0);
  guint answered = 0;

  for (guint i = 0; i < 20000; i++)
    {
      g_autoptr (GPtrArray) sent = take (mirror, NOW + i * 50, &loud, text); /* within a second */

      answered += sent->len;
    }
  assert_in_range (answered, 200, 260);
  assert_int_equal (um_mirror_get_counts (mirror)->limited, 20000 - answered);
  (void) get_cookie (mirror, NOW + G_USEC_PER_SEC, &quiet);
  (void) get_cookie (mirror, NOW + 3 * G_USEC_PER_SEC, &loud); /* and forgiven */
}

static void
call_later_comes_once_and_when_it_is_due (void **state)
{
  g_autoptr (UmMirror) mirror = new_mirror ();
  UmMirrorFlow flow = flow_from (SOMEBODY, 1024);
  g_autofree char *text = request ("OPTIONS", UM_MIRROR_LATER, get_cookie (mirror, NOW, &flow));
  g_autoptr (GPtrArray) once = take (mirror, NOW, &flow, text);
  g_autoptr (GPtrArray) twice = take (mirror, NOW, &flow, text); /* its answer was lost */
  g_autoptr (GPtrArray) early = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) due = g_ptr_array_new_with_free_func (g_free);

  assert_int_equal (once->len, 1);
  assert_int_equal (twice->len, 1);
  assert_int_equal (um_mirror_get_due (mirror), NOW + 30 * G_USEC_PER_SEC);
  um_mirror_run_due (mirror, NOW + 29 * G_USEC_PER_SEC, keep_cb, early);
  assert_int_equal (early->len, 0);
  um_mirror_run_due (mirror, NOW + 30 * G_USEC_PER_SEC, keep_cb, due);
  assert_int_equal (due->len, 1);
  assert_true (g_str_has_prefix (due->pdata[0], "OPTIONS sip:unmangle-probe@203.0.113.9:1024 "));
  assert_int_equal (um_mirror_get_due (mirror), G_MAXINT64);
}

static void
one_address_gets_few_calls_later (void **state)
{
  g_autoptr (UmMirror) mirror = new_mirror ();
  g_autoptr (GPtrArray) due = g_ptr_array_new_with_free_func (g_free);

  for (guint16 port = 1; port <= 60; port++)
    {
      UmMirrorFlow flow = flow_from (SOMEBODY, port);
      g_autofree char *text = request ("OPTIONS", UM_MIRROR_LATER, get_cookie (mirror, NOW, &flow));
      g_autoptr (GPtrArray) sent = take (mirror, NOW, &flow, text);
    }
  um_mirror_run_due (mirror, NOW + 600 * G_USEC_PER_SEC, keep_cb, due);
  assert_int_equal (due->len, 16);
}

static void
answer_to_its_call_is_mirrored_in_ack (void **state)
{
  g_autoptr (UmMirror) mirror = new_mirror ();
  UmMirrorFlow flow = flow_from (SOMEBODY, 1024);
  g_autofree char *text = request ("OPTIONS", UM_MIRROR_CALL_BACK, get_cookie (mirror, NOW, &flow));
  g_autoptr (GPtrArray) sent = take (mirror, NOW, &flow, text);
  UmEndpoint local = { um_address_from_ipv4 (0xc0a80132), 5060 };
  g_autofree char *answer =
      um_mirror_message_new_response (&local, um_slice_from_string (sent->pdata[1]));
  g_autoptr (GPtrArray) ack = take (mirror, NOW, &flow, answer);
  g_autoptr (GByteArray) storage = NULL;
  UmMirrorFrame frame;

  assert_int_equal (ack->len, 1);
  assert_true (g_str_has_prefix (ack->pdata[0], "ACK sip:"));
  assert_true (
      um_mirror_frame_decode (um_slice_from_string (ack->pdata[0]), &frame, &storage, NULL));
  assert_true (um_slice_equal (frame.request, um_slice_from_string (answer)));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (stranger_gets_one_answer_no_longer_than_what_came),
    cmocka_unit_test (no_forged_request_is_answered_by_more_bytes),
    cmocka_unit_test (cookie_opens_the_mirror_to_its_own_address_only),
    cmocka_unit_test (cookie_is_good_for_a_minute_or_two),
    cmocka_unit_test (another_secret_makes_another_cookie),
    cmocka_unit_test (connection_is_proof_enough),
    cmocka_unit_test (what_is_not_ours_is_not_answered),
    cmocka_unit_test (no_answer_of_a_mirror_is_answered),
    cmocka_unit_test (frame_holds_what_arrived_and_what_was_sent),
    cmocka_unit_test (one_address_is_limited_and_others_are_not),
    cmocka_unit_test (call_later_comes_once_and_when_it_is_due),
    cmocka_unit_test (one_address_gets_few_calls_later),
    cmocka_unit_test (answer_to_its_call_is_mirrored_in_ack),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
