#include "support/test.h"

#include "dissect/link-other.h"
#include "io/packet.h"
#include "support/guard-buffer.h"

#define ETHERNET \
  "\2\0\0\0\0\2" \
  "\2\0\0\0\0\1" \
  "\x08\0"
#define IP "E-IP"

/* Time stamp, type, flags, three lengths. */
#define ERF(type)       "ERF time" type "\4\0\x20\0\0\0\x10"
#define EXTENSION(more) more "xtensi."

static const struct
{
  const char *label;
  guint32 link_type;
  UmSlice bytes;
  UmLayerStatus status;
  gboolean has_mac;
} rows[] = {
  { "ERF, Ethernet", 197, UM_SLICE (ERF ("\2") "op" ETHERNET IP), UM_LAYER_OK, TRUE },
  { "ERF, Ethernet with a colour", 197, UM_SLICE (ERF ("\x0b") "op" ETHERNET IP), UM_LAYER_OK,
    TRUE },
  { "ERF, Ethernet, DSM colour", 197, UM_SLICE (ERF ("\x10") "op" ETHERNET IP), UM_LAYER_OK, TRUE },
  { "ERF, Ethernet, colour and hash", 197, UM_SLICE (ERF ("\x14") "op" ETHERNET IP), UM_LAYER_OK,
    TRUE },
  { "ERF, two extensions", 197,
    UM_SLICE (ERF ("\x82") EXTENSION ("\x83") EXTENSION ("\3") "op" ETHERNET IP), UM_LAYER_OK,
    TRUE },
  { "ERF, HDLC", 197, UM_SLICE (ERF ("\1") "\x0f\0\x08\0" IP), UM_LAYER_OK, FALSE },
  { "ERF, PPP", 197, UM_SLICE (ERF ("\1") "\xff\3\0\x21" IP), UM_LAYER_OK, FALSE },
  { "ERF, IPv4", 197, UM_SLICE (ERF ("\x16") IP), UM_LAYER_OK, FALSE },
  { "ERF, IPv6", 197, UM_SLICE (ERF ("\x17") IP), UM_LAYER_OK, FALSE },
  { "ERF, ATM", 197, UM_SLICE (ERF ("\3") IP), UM_LAYER_UNKNOWN_LINK, FALSE },
  { "ERF, extensions without end", 197,
    UM_SLICE (ERF ("\x82") EXTENSION ("\x83") EXTENSION ("\x83") EXTENSION ("\x83") EXTENSION (
        "\x83") EXTENSION ("\x83") EXTENSION ("\x83") EXTENSION ("\x83") EXTENSION ("\x83") IP),
    UM_LAYER_TOO_DEEP, FALSE },
  { "ERF, extension cut", 197, UM_SLICE (ERF ("\x82") "\3xtensi"), UM_LAYER_CUT, FALSE },
  { "NFLOG, little endian", 239,
    UM_SLICE ("\2\0\0\x05"
              "\x08\0\1\0\x08\0\1\0"
              "\5\0\x0a\0\0pad"
              "\x08\0\x09\0" IP),
    UM_LAYER_OK, FALSE },
  { "NFLOG, big endian, IPv6", 239,
    UM_SLICE ("\x0a\0\0\x05"
              "\0\x08\0\1\x08\0\1\0"
              "\0\x08\0\x09" IP),
    UM_LAYER_OK, FALSE },
  { "NFLOG, with the sender's card", 239,
    UM_SLICE ("\2\0\0\x05"
              "\x10\0\x08\0\0\6\0\0\2\0\0\0\0\1\0\0"
              "\x08\0\x09\0" IP),
    UM_LAYER_OK, TRUE },
  { "NFLOG, no payload", 239,
    UM_SLICE ("\2\0\0\x05"
              "\x08\0\1\0\x08\0\1\0"),
    UM_LAYER_OTHER, FALSE },
  { "NFLOG, payload beyond the end", 239,
    UM_SLICE ("\2\0\0\x05"
              "\xff\0\x09\0" IP),
    UM_LAYER_CUT, FALSE },
  { "NFLOG, a bridge", 239,
    UM_SLICE ("\7\0\0\x05"
              "\x08\0\x09\0" IP),
    UM_LAYER_OTHER, FALSE },
  { "NFLOG of another version", 239,
    UM_SLICE ("\2\1\0\x05"
              "\x08\0\x09\0" IP),
    UM_LAYER_BAD, FALSE },
  { "pflog", 117,
    UM_SLICE ("\6\2pass"
              "pp" IP),
    UM_LAYER_OK, FALSE },
  { "pflog, cut", 117, UM_SLICE ("\x3d\2pass"), UM_LAYER_CUT, FALSE },
  { "pflog of length 0", 117, UM_SLICE ("\0\2pass" IP), UM_LAYER_BAD, FALSE },
  { "PPP in HDLC", 50, UM_SLICE ("\xff\3\0\x21" IP), UM_LAYER_OK, FALSE },
  { "Cisco HDLC", 104, UM_SLICE ("\x0f\0\x86\xdd" IP), UM_LAYER_OK, FALSE },
  { "Cisco HDLC, keep-alive", 104,
    UM_SLICE ("\x8f\0\x80\x35"
              "slarp"),
    UM_LAYER_OTHER, FALSE },
  { "pppd, sent", 166, UM_SLICE ("\1\3\0\x21" IP), UM_LAYER_OK, FALSE },
  { "pppd, received", 166, UM_SLICE ("\0\3\0\x21" IP), UM_LAYER_OK, FALSE },
  { "PPP behind a direction", 204, UM_SLICE ("\1\xff\3\0\x21" IP), UM_LAYER_OK, FALSE },
  { "ATM, LLC", 100, UM_SLICE ("\xaa\xaa\3\0\0\0\x08\0" IP), UM_LAYER_OK, FALSE },
  { "ATM, bridged Ethernet", 100,
    UM_SLICE ("\xaa\xaa\3\0\x80\xc2\0\7"
              "\0\0" ETHERNET IP),
    UM_LAYER_OK, TRUE },
  { "a link type of the future", 999, UM_SLICE (IP), UM_LAYER_UNKNOWN_LINK, FALSE },
};

static void
each_header_leads_to_ip_or_says_why_not (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      UmLinkFrame frame = { 0 };

      print_message ("%s\n", rows[i].label);
      assert_int_equal (
          um_link_other_parse (rows[i].link_type,
                               guard_buffer_copy (rows[i].bytes.data, rows[i].bytes.len), &frame),
          rows[i].status);
      if (rows[i].status != UM_LAYER_OK)
        continue;
      assert_true (um_slice_equal (frame.ip, UM_SLICE (IP)));
      assert_int_equal (frame.source_mac[5], rows[i].has_mac ? 1 : 0);
      for (gsize len = 0; len < rows[i].bytes.len - strlen (IP); len++)
        if (um_link_other_parse (rows[i].link_type, guard_buffer_copy (rows[i].bytes.data, len),
                                 &frame) == UM_LAYER_OK)
          assert_int_equal (frame.ip.len, 0);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (each_header_leads_to_ip_or_says_why_not),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
