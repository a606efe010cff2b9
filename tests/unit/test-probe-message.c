#include "support/test.h"

#include "dissect/sdp.h"
#include "dissect/sip-fields.h"
#include "dissect/sip-message.h"
#include "probe/probe-message.h"
#include "support/guard-buffer.h"

static const struct
{
  const char *address;
  gsize max;
} hosts[] = {
  { "10.0.0.5", UM_PROBE_MESSAGE_MAX },
  { "192.168.178.250", UM_PROBE_MESSAGE_MAX },
  { "2001:db8:1234:5678:9abc:def0:1234:5678", UM_PROBE_MESSAGE_MAX_IPV6 },
};

static UmEndpoint
endpoint (const char *address)
{
  UmEndpoint local = { .port = 65535 };

  assert_true (um_address_parse (um_slice_from_string (address), &local.address));
  return local;
}

static UmSlice
header (const UmSipMessage *message, UmSipHeaderId id)
{
  const UmSipHeader *found = um_sip_message_find (message, id);

  assert_non_null (found);
  assert_null (um_sip_message_find_next (message, id, found));
  return found->value;
}

/* Whatever a strict ALG insists on. */
static void
messages_are_small_and_without_any_liberty (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (hosts); i++)
    for (UmProbeMethod method = 0; method < UM_N_PROBE_METHODS; method++)
      {
        UmProbeTag tag = { 0xfeedbeef, method, 12, 2 };
        UmEndpoint local = endpoint (hosts[i].address);
        g_autofree char *text = um_probe_message_new (&tag, &local);
        g_autofree char *cseq = g_strdup_printf ("1 %s", um_probe_method_name (method));
        UmSipMessage message;

        print_message ("%s %s\n", um_probe_method_name (method), hosts[i].address);
        assert_in_range (strlen (text), 1, hosts[i].max);
        assert_int_equal (um_sip_message_parse (guard_buffer_string (text), UM_SIP_FRAME_DATAGRAM,
                                                &message, NULL),
                          UM_SIP_OK);
        assert_int_equal (message.anomalies, 0);
        assert_true (message.is_request);
        assert_int_equal (message.content_length, message.body.len);
        assert_true (
            um_slice_equal (header (&message, UM_SIP_HEADER_CSEQ), um_slice_from_string (cseq)));
        assert_true (um_slice_find (message.request_uri, UM_SLICE (".invalid")) > 0);
        (void) header (&message, UM_SIP_HEADER_VIA);
        (void) header (&message, UM_SIP_HEADER_FROM);
        (void) header (&message, UM_SIP_HEADER_CALL_ID);
        (void) header (&message, UM_SIP_HEADER_MAX_FORWARDS);
        assert_true (um_slice_find (header (&message, UM_SIP_HEADER_TO),
                                    UM_SLICE ("sip:unmangle-probe@x.invalid")) > 0);
        assert_int_equal (um_slice_find (guard_buffer_string (text),
                                         um_slice_from_string (hosts[i].address)) < 0,
                          method == UM_PROBE_INVITE_PUBLIC);
        if (method != UM_PROBE_INVITE_PUBLIC)
          assert_true (um_slice_find (header (&message, UM_SIP_HEADER_CONTACT),
                                      um_slice_from_string (hosts[i].address)) > 0);
        if (method == UM_PROBE_REGISTER)
          assert_true (um_slice_equal (header (&message, UM_SIP_HEADER_EXPIRES), UM_SLICE ("60")));
      }
}

static void
invite_offers_audio_on_an_even_port (void **state)
{
  for (guint32 run = 0; run < 10001; run += 1111)
    {
      UmProbeTag tag = { run, UM_PROBE_INVITE, 1, 0 };
      UmEndpoint local = endpoint ("192.168.1.50");
      g_autofree char *text = um_probe_message_new (&tag, &local);
      const char *media = strstr (text, "\r\nm=audio ");
      guint64 port;

      assert_non_null (media);
      port = g_ascii_strtoull (media + 10, NULL, 10);
      assert_in_range (port, 20000, 29998);
      assert_int_equal (port % 2, 0);
      assert_non_null (strstr (text, "\r\nc=IN IP4 192.168.1.50\r\n"));
      assert_non_null (strstr (text, "\r\no=- 1 1 IN IP4 192.168.1.50\r\n"));
    }
}

/* A hop with MPLS quotes 128 bytes: 100 of SIP. */
static void
contact_of_the_invite_stands_in_the_first_hundred_bytes (void **state)
{
  UmProbeTag tag = { 1, UM_PROBE_INVITE, 12, 2 };
  UmEndpoint local = endpoint ("192.168.178.250");
  g_autofree char *text = um_probe_message_new (&tag, &local);
  const char *contact = strstr (text, "Contact: ");

  assert_non_null (contact);
  assert_in_range (strstr (contact, "\r\n") + 2 - text, 1, 100);
}

static void
tags_are_found_in_what_comes_back (void **state)
{
  const UmProbeTag tags[] = {
    { 0, UM_PROBE_INVITE, 1, 0 },
    { 0xffffffff, UM_PROBE_REGISTER, 12, 2 },
    { 0x12345678, UM_PROBE_INVITE, 255, 15 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (tags); i++)
    {
      UmEndpoint local = endpoint ("10.0.0.5");
      g_autofree char *text = um_probe_message_new (&tags[i], &local);
      g_autofree char *mark = um_probe_tag_to_string (&tags[i]);
      UmProbeTag found = { 0 };

      assert_true (um_probe_tag_find (guard_buffer_string (text), tags[i].run, &found));
      assert_memory_equal (&found, &tags[i], sizeof found);
      assert_non_null (strstr (text, mark));
    }
}

static void
foreign_and_cut_tags_are_not_found (void **state)
{
  static const char *const texts[] = {
    "",
    "12345678",
    "12345678010",
    "1234567801zi",
    "12345678010x",
    "12345679010i",
    "INVITE sip:u@12345678.invalid SIP/2.0\r\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      UmProbeTag found = { .ttl = 99 };

      print_message ("\"%s\"\n", texts[i]);
      assert_false (um_probe_tag_find (guard_buffer_string (texts[i]), 0x12345678, &found));
      assert_int_equal (found.ttl, 99);
    }
}

static void
tag_behind_a_false_start_is_found (void **state)
{
  UmProbeTag found;

  assert_true (
      um_probe_tag_find (guard_buffer_string ("12345678 12345678031r"), 0x12345678, &found));
  assert_int_equal (found.ttl, 3);
  assert_int_equal (found.attempt, 1);
  assert_int_equal (found.method, UM_PROBE_REGISTER);
}

static UmSlice
branch_of (const char *text)
{
  const char *branch = strstr (text, "branch=");

  assert_non_null (branch);
  return um_slice_new (branch, strcspn (branch, "\r;"));
}

static void
follow_ups_belong_to_their_invite (void **state)
{
  UmProbeTag tag = { 7, UM_PROBE_INVITE, 1, 0 };
  UmEndpoint local = endpoint ("10.0.0.5");
  UmSlice to = UM_SLICE ("<sip:unmangle-probe@x.invalid>;tag=proxy");
  g_autofree char *invite = um_probe_message_new (&tag, &local);
  g_autofree char *cancel = um_probe_message_new_cancel (&tag, &local);
  g_autofree char *refused = um_probe_message_new_ack (&tag, &local, to, FALSE);
  g_autofree char *taken = um_probe_message_new_ack (&tag, &local, to, TRUE);
  g_autofree char *bye = um_probe_message_new_bye (&tag, &local, to);

  assert_true (um_slice_equal (branch_of (invite), branch_of (cancel)));
  assert_true (um_slice_equal (branch_of (invite), branch_of (refused)));
  assert_false (um_slice_equal (branch_of (invite), branch_of (taken)));
  assert_false (um_slice_equal (branch_of (taken), branch_of (bye)));
  assert_null (strstr (cancel, "tag=proxy"));
  assert_non_null (strstr (refused, ";tag=proxy\r\n"));
  assert_non_null (strstr (refused, "\r\nCSeq: 1 ACK\r\n"));
  assert_non_null (strstr (cancel, "\r\nCSeq: 1 CANCEL\r\n"));
  assert_non_null (strstr (bye, "\r\nCSeq: 2 BYE\r\n"));
}

/* A hostile To must not become lines of ours. */
static void
to_with_a_line_break_is_not_repeated (void **state)
{
  UmProbeTag tag = { 7, UM_PROBE_INVITE, 1, 0 };
  UmEndpoint local = endpoint ("10.0.0.5");
  UmSlice to = UM_SLICE ("<sip:a@b>\r\n Evil: yes");
  g_autofree char *ack = um_probe_message_new_ack (&tag, &local, to, FALSE);

  assert_null (strstr (ack, "Evil"));
  assert_non_null (strstr (ack, "\r\nTo: <sip:unmangle-probe@x.invalid>\r\n"));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (messages_are_small_and_without_any_liberty),
    cmocka_unit_test (invite_offers_audio_on_an_even_port),
    cmocka_unit_test (contact_of_the_invite_stands_in_the_first_hundred_bytes),
    cmocka_unit_test (tags_are_found_in_what_comes_back),
    cmocka_unit_test (foreign_and_cut_tags_are_not_found),
    cmocka_unit_test (tag_behind_a_false_start_is_found),
    cmocka_unit_test (follow_ups_belong_to_their_invite),
    cmocka_unit_test (to_with_a_line_break_is_not_repeated),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
