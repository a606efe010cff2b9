#include "support/test.h"

#include "dissect/link-80211.h"
#include "io/packet.h"
#include "support/guard-buffer.h"

#define TO   "\2\0\0\0\0\x0a"
#define FROM "\2\0\0\0\0\x0b"
#define BASE "\2\0\0\0\0\x0c"
#define SNAP "\xaa\xaa\3\0\0\0"
#define IP   "E-IP"

/* Frame control, duration, three addresses, sequence. */
#define STATION "\x08\1\0\0" BASE FROM TO "\x10\0"
#define BASES   "\x08\2\0\0" TO BASE FROM "\x10\0"
#define RELAY   "\x08\3\0\0" BASE BASE TO "\x10\0" FROM
#define QOS                          \
  "\x88\1\0\0" BASE FROM TO "\x10\0" \
  "\0\0"
#define AMSDU                        \
  "\x88\1\0\0" BASE FROM TO "\x10\0" \
  "\x80\0"
#define BODY  SNAP "\x08\0" IP
#define PLAIN STATION BODY

static const struct
{
  const char *label;
  guint32 link_type;
  UmSlice bytes;
  UmLayerStatus status;
  guint8 mac; /* last byte */
} rows[] = {
  { "from a station", 105, UM_SLICE (PLAIN), UM_LAYER_OK, 0x0b },
  { "from the base", 105, UM_SLICE (BASES BODY), UM_LAYER_OK, 0x0b },
  { "relayed, four addresses", 105, UM_SLICE (RELAY BODY), UM_LAYER_OK, 0x0b },
  { "ad hoc", 105, UM_SLICE ("\x08\0\0\0" TO FROM BASE "\x10\0" BODY), UM_LAYER_OK, 0x0b },
  { "QoS", 105, UM_SLICE (QOS BODY), UM_LAYER_OK, 0x0b },
  { "QoS, HT control", 105,
    UM_SLICE ("\x88\x81\0\0" BASE FROM TO "\x10\0"
              "\0\0"
              "\0\0\0\0" BODY),
    UM_LAYER_OK, 0x0b },
  { "VLAN inside", 105,
    UM_SLICE (STATION SNAP "\x81\0"
                           "\0\7\x08\0" IP),
    UM_LAYER_OK, 0x0b },
  { "802.1H tunnel", 105,
    UM_SLICE (STATION "\xaa\xaa\3\0\0\xf8"
                      "\x08\0" IP),
    UM_LAYER_OK, 0x0b },
  { "LLC without SNAP", 105,
    UM_SLICE (STATION "\xe0\xe0\3"
                      "\0\0\0\0\0"),
    UM_LAYER_OTHER, 0 },
  { "protected", 105,
    UM_SLICE ("\x08\x41\0\0" BASE FROM TO "\x10\0"
              "\0\1\2\3ciphertext"),
    UM_LAYER_ENCRYPTED, 0 },
  { "first fragment", 105, UM_SLICE ("\x08\5\0\0" BASE FROM TO "\x10\0" BODY), UM_LAYER_FRAGMENT,
    0 },
  { "last fragment", 105, UM_SLICE ("\x08\1\0\0" BASE FROM TO "\x11\0" BODY), UM_LAYER_FRAGMENT,
    0 },
  { "beacon", 105,
    UM_SLICE ("\x80\0\0\0" BASE FROM TO "\x10\0"
              "beacon"),
    UM_LAYER_OTHER, 0 },
  { "acknowledgment", 105, UM_SLICE ("\xd4\0\0\0" TO), UM_LAYER_OTHER, 0 },
  { "null data", 105, UM_SLICE ("\x48\1\0\0" BASE FROM TO "\x10\0"), UM_LAYER_OTHER, 0 },
  { "cut in its header", 105, UM_SLICE ("\x08\1\0\0" BASE FROM TO "\x10"), UM_LAYER_CUT, 0 },
  { "cut in SNAP", 105, UM_SLICE (STATION SNAP "\x08"), UM_LAYER_CUT, 0 },
  { "radiotap", 127, UM_SLICE ("\0\0\x08\0\0\0\0\0" PLAIN), UM_LAYER_OK, 0x0b },
  { "radiotap, clock and flags", 127,
    UM_SLICE ("\0\0\x11\0\3\0\0\0"
              "clock..."
              "\x10" PLAIN),
    UM_LAYER_OK, 0x0b },
  { "radiotap, padded header", 127,
    UM_SLICE ("\0\0\x09\0\2\0\0\0"
              "\x20" QOS "pp" BODY),
    UM_LAYER_OK, 0x0b },
  { "radiotap, two bitmaps, aligned clock, padded", 127,
    UM_SLICE ("\0\0\x19\0\3\0\0\x80"
              "\0\0\0\0"
              "algn"
              "clock..."
              "\x20" QOS "pp" BODY),
    UM_LAYER_OK, 0x0b },
  { "radiotap, bitmaps without end", 127,
    UM_SLICE ("\0\0\x0c\0\0\0\0\x80"
              "\0\0\0\x80" PLAIN),
    UM_LAYER_BAD, 0 },
  { "radiotap, cut", 127, UM_SLICE ("\0\0\xff\0\0\0\0\0" PLAIN), UM_LAYER_CUT, 0 },
  { "radiotap of length 4", 127, UM_SLICE ("\0\0\4\0\0\0\0\0" PLAIN), UM_LAYER_BAD, 0 },
  { "radiotap of another version", 127, UM_SLICE ("\1\0\x08\0\0\0\0\0" PLAIN), UM_LAYER_BAD, 0 },
  { "PPI", 192,
    UM_SLICE ("\0\0\x0c\0\x69\0\0\0"
              "tags" PLAIN),
    UM_LAYER_OK, 0x0b },
  { "PPI, Ethernet inside", 192, UM_SLICE ("\0\0\x08\0\1\0\0\0" TO FROM "\x08\0" IP), UM_LAYER_OK,
    0x0b },
  { "PPI, PPI inside", 192, UM_SLICE ("\0\0\x08\0\xc0\0\0\0" PLAIN), UM_LAYER_UNKNOWN_LINK, 0 },
  { "PPI, cut", 192, UM_SLICE ("\0\0\xff\0\x69\0\0\0" PLAIN), UM_LAYER_CUT, 0 },
  { "Prism, little endian", 119,
    UM_SLICE ("\x44\0\0\0\x0c\0\0\0"
              "dev0" PLAIN),
    UM_LAYER_OK, 0x0b },
  { "Prism, big endian", 119,
    UM_SLICE ("\0\0\0\x44\0\0\0\x0c"
              "dev0" PLAIN),
    UM_LAYER_OK, 0x0b },
  { "AVS", 163,
    UM_SLICE ("\x80\x21\x10\1\0\0\0\x0c"
              "more" PLAIN),
    UM_LAYER_OK, 0x0b },
  { "Prism, cut", 119, UM_SLICE ("\x44\0\0\0\x90\0\0\0" PLAIN), UM_LAYER_CUT, 0 },
};

static void
each_header_leads_to_ip_or_says_why_not (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      UmLinkFrame frame = { 0 };

      print_message ("%s\n", rows[i].label);
      assert_int_equal (
          um_link_80211_parse (rows[i].link_type,
                               guard_buffer_copy (rows[i].bytes.data, rows[i].bytes.len), &frame),
          rows[i].status);
      if (rows[i].status != UM_LAYER_OK)
        continue;
      assert_true (um_slice_equal (frame.ip, UM_SLICE (IP)));
      assert_int_equal (frame.source_mac[5], rows[i].mac);
      assert_int_equal (frame.more.len, 0);
      for (gsize len = 0; len < rows[i].bytes.len - strlen (IP); len++)
        assert_int_not_equal (um_link_80211_parse (rows[i].link_type,
                                                   guard_buffer_copy (rows[i].bytes.data, len),
                                                   &frame),
                              UM_LAYER_OK);
    }
}

/* Destination, source, length, body; the first is padded from 26 to 28 bytes. */
#define SUBFRAME(mac) TO "\2\0\0\0\0" mac "\0\x0c" BODY

static void
subframes_come_out_one_by_one (void **state)
{
  UmSlice packet =
      UM_SLICE (AMSDU SUBFRAME ("\1") "pp" SUBFRAME ("\2") "pp" SUBFRAME ("\3") "FCS!");
  UmLinkFrame frame = { 0 };

  assert_int_equal (um_link_80211_parse (105, guard_buffer_copy (packet.data, packet.len), &frame),
                    UM_LAYER_OK);
  for (guint8 n = 1; n <= 3; n++)
    {
      assert_true (um_slice_equal (frame.ip, UM_SLICE (IP)));
      assert_int_equal (frame.source_mac[5], n);
      if (n < 3)
        assert_int_equal (um_link_80211_next (&frame), UM_LAYER_OK);
    }
  assert_int_equal (frame.more.len, 0);
}

static void
a_subframe_longer_than_its_frame_ends_it (void **state)
{
  UmSlice packet = UM_SLICE (AMSDU TO FROM "\xff\xff" BODY);
  UmLinkFrame frame = { 0 };

  assert_int_equal (um_link_80211_parse (105, guard_buffer_copy (packet.data, packet.len), &frame),
                    UM_LAYER_OK);
  assert_int_equal (frame.more.len, 0);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (each_header_leads_to_ip_or_says_why_not),
    cmocka_unit_test (subframes_come_out_one_by_one),
    cmocka_unit_test (a_subframe_longer_than_its_frame_ends_it),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
