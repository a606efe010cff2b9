#include "support/test.h"

#include "dissect/rtp.h"
#include "support/guard-buffer.h"

/* sequence 0x0102, timestamp 0x01020304, SSRC 0xa1a2a3a4 */
#define REST "\x01\x02\x01\x02\x03\x04\xa1\xa2\xa3\xa4"
#define BODY "0123456789"

static const struct
{
  const char *label;
  UmSlice bytes;
  gboolean cut;
  gboolean is_rtp;
  guint payload_type;
  gboolean marker;
} rows[] = {
  { "PCMU", UM_SLICE ("\x80\x00" REST BODY), FALSE, TRUE, 0, FALSE },
  { "PCMU with marker", UM_SLICE ("\x80\x80" REST BODY), FALSE, TRUE, 0, TRUE },
  { "comfort noise", UM_SLICE ("\x80\x0d" REST "0"), FALSE, TRUE, 13, FALSE },
  { "G.729", UM_SLICE ("\x80\x12" REST BODY), FALSE, TRUE, 18, FALSE },
  { "telephone-event with marker", UM_SLICE ("\x80\xe5" REST "0123"), FALSE, TRUE, 101, TRUE },
  { "highest dynamic type", UM_SLICE ("\x80\x7f" REST BODY), FALSE, TRUE, 127, FALSE },
  { "header alone", UM_SLICE ("\x80\x00" REST), FALSE, TRUE, 0, FALSE },
  { "two sources", UM_SLICE ("\x82\x00" REST "aaaabbbb"), FALSE, TRUE, 0, FALSE },
  { "an extension of one word", UM_SLICE ("\x90\x00" REST "\xbe\xde\0\1wwww"), FALSE, TRUE, 0,
    FALSE },
  { "padding", UM_SLICE ("\xa0\x00" REST "0123\0\0\0\4"), FALSE, TRUE, 0, FALSE },
  { "padding only", UM_SLICE ("\xa0\x00" REST "\0\0\0\4"), FALSE, TRUE, 0, FALSE },
  { "cut in the source list", UM_SLICE ("\x82\x00" REST "aa"), TRUE, TRUE, 0, FALSE },
  { "cut before the padding", UM_SLICE ("\xa0\x00" REST "\0\0"), TRUE, TRUE, 0, FALSE },

  { "empty", UM_SLICE (""), FALSE, FALSE, 0, FALSE },
  { "one byte", UM_SLICE ("\x80"), FALSE, FALSE, 0, FALSE },
  { "eleven bytes", UM_SLICE ("\x80\x00\1\2\1\2\3\4\5\6\7"), FALSE, FALSE, 0, FALSE },
  { "eleven bytes, cut", UM_SLICE ("\x80\x00\1\2\1\2\3\4\5\6\7"), TRUE, FALSE, 0, FALSE },
  { "version 1", UM_SLICE ("\x40\x00" REST BODY), FALSE, FALSE, 0, FALSE },
  { "version 3", UM_SLICE ("\xc0\x00" REST BODY), FALSE, FALSE, 0, FALSE },
  { "STUN",
    UM_SLICE ("\0\1\0\0\x21\x12\xa4\x42"
              "abcdefghijkl"),
    FALSE, FALSE, 0, FALSE },
  { "DTLS", UM_SLICE ("\x16\xfe\xff\0\0\0\0\0\0\0\0\0\0"), FALSE, FALSE, 0, FALSE },
  { "T.38: sequence 0, one primary", UM_SLICE ("\0\0\1\0\0\0\0\0\0\0\0\0\0"), FALSE, FALSE, 0,
    FALSE },
  { "RTCP sender report",
    UM_SLICE ("\x80\xc8\0\6"
              "ssrc" BODY BODY),
    FALSE, FALSE, 0, FALSE },
  { "RTCP receiver report",
    UM_SLICE ("\x81\xc9\0\7"
              "ssrc" BODY BODY),
    FALSE, FALSE, 0, FALSE },
  { "RTCP goodbye", UM_SLICE ("\x81\xcb\0\1ssrcabcd"), FALSE, FALSE, 0, FALSE },
  { "unassigned type 1", UM_SLICE ("\x80\x01" REST BODY), FALSE, FALSE, 0, FALSE },
  { "unassigned type 35", UM_SLICE ("\x80\x23" REST BODY), FALSE, FALSE, 0, FALSE },
  { "unassigned type 95", UM_SLICE ("\x80\x5f" REST BODY), FALSE, FALSE, 0, FALSE },
  { "source list too long", UM_SLICE ("\x8f\x00" REST BODY), FALSE, FALSE, 0, FALSE },
  { "extension header missing", UM_SLICE ("\x90\x00" REST "\xbe\xde"), FALSE, FALSE, 0, FALSE },
  { "extension too long", UM_SLICE ("\x90\x00" REST "\xbe\xde\0\2wwww"), FALSE, FALSE, 0, FALSE },
  { "padding of nothing", UM_SLICE ("\xa0\x00" REST "0123\0\0\0\0"), FALSE, FALSE, 0, FALSE },
  { "padding over the header", UM_SLICE ("\xa0\x00" REST "\0\0\0\5"), FALSE, FALSE, 0, FALSE },
  { "padding, and no byte for it", UM_SLICE ("\xa0\x00" REST), FALSE, FALSE, 0, FALSE },
};

static void
packets_are_known_by_their_header (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      UmRtpPacket packet = { .payload_type = 99, .ssrc = 1 };
      UmSlice bytes = guard_buffer_copy (rows[i].bytes.data, rows[i].bytes.len);

      print_message ("%s\n", rows[i].label);
      assert_int_equal (um_rtp_parse (bytes, rows[i].cut, &packet), rows[i].is_rtp);
      assert_int_equal (packet.payload_type, rows[i].is_rtp ? rows[i].payload_type : 99);
      assert_int_equal (packet.ssrc, rows[i].is_rtp ? 0xa1a2a3a4 : 1);
      assert_int_equal (packet.marker, rows[i].marker);
      if (!rows[i].is_rtp)
        continue;
      assert_int_equal (packet.sequence, 0x0102);
      assert_int_equal (packet.timestamp, 0x01020304);
    }
}

static void
rates_are_those_of_rfc_3551 (void **state)
{
  static const guint rates[][2] = { { 0, 8000 },   { 8, 8000 },   { 9, 8000 }, { 18, 8000 },
                                    { 34, 90000 }, { 11, 44100 }, { 96, 0 },   { 101, 0 },
                                    { 1, 0 },      { 35, 0 },     { 1000, 0 } };

  for (gsize i = 0; i < G_N_ELEMENTS (rates); i++)
    assert_int_equal (um_rtp_static_rate (rates[i][0]), rates[i][1]);
}

static void
comfort_noise_has_two_numbers (void **state)
{
  assert_true (um_rtp_is_comfort_noise (13));
  assert_true (um_rtp_is_comfort_noise (19));
  assert_false (um_rtp_is_comfort_noise (0));
  assert_false (um_rtp_is_comfort_noise (101));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (packets_are_known_by_their_header),
    cmocka_unit_test (rates_are_those_of_rfc_3551),
    cmocka_unit_test (comfort_noise_has_two_numbers),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
