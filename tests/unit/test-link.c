#include "support/test.h"

#include "dissect/link.h"
#include "io/packet.h"
#include "support/guard-buffer.h"
#include "support/packet-builder.h"

#define ETHERNET "\2\0\0\0\0\2" "\2\0\0\0\0\1"
#define MAC      "02:00:00:00:00:01"
#define NO_MAC   "00:00:00:00:00:00"
#define TAG      "\0\7\x81\0"
#define SNAP     "\xaa\xaa\3\0\0\0"
#define LABEL    "\0\1\0\x40"
#define IP       "E-IP"

typedef struct
{
  const char *label;
  guint32 link_type;
  UmSlice bytes;
  UmLayerStatus status;
  const char *mac;
} Row;

/* Whatever is sound ends in the four bytes IP. */
static const Row rows[] = {
  { "Ethernet, IPv4", 1, UM_SLICE (ETHERNET "\x08\0" IP), UM_LAYER_OK, MAC },
  { "Ethernet, IPv6", 1, UM_SLICE (ETHERNET "\x86\xdd" IP), UM_LAYER_OK, MAC },
  { "Ethernet, ARP", 1, UM_SLICE (ETHERNET "\x08\6" IP), UM_LAYER_OTHER, NULL },
  { "Ethernet, 802.3 length", 1, UM_SLICE (ETHERNET "\0\4" IP), UM_LAYER_OTHER, NULL },
  { "802.3, SNAP", 1, UM_SLICE (ETHERNET "\0\x0c" SNAP "\x08\0" IP), UM_LAYER_OK, MAC },
  { "802.3, SNAP, cut", 1, UM_SLICE (ETHERNET "\0\x0c" SNAP "\x08"), UM_LAYER_CUT, NULL },
  { "802.3, SNAP of another organisation", 1,
    UM_SLICE (ETHERNET "\0\x0c" "\xaa\xaa\3\0\x80\xc2" "\x08\0" IP), UM_LAYER_OTHER, NULL },
  { "802.3, SNAP with a length inside", 1, UM_SLICE (ETHERNET "\0\x0c" SNAP "\0\x08" IP),
    UM_LAYER_OTHER, NULL },
  { "802.3, spanning tree", 1, UM_SLICE (ETHERNET "\0\4" "\x42\x42\3\0\0\0\0\0"), UM_LAYER_OTHER,
    NULL },
  { "MPLS", 1, UM_SLICE (ETHERNET "\x88\x47" "\0\1\1\x40" IP), UM_LAYER_OK, MAC },
  { "MPLS, three labels", 1,
    UM_SLICE (ETHERNET "\x88\x47" "\0\1\0\x40" "\0\2\0\x40" "\0\3\1\x40" IP), UM_LAYER_OK, MAC },
  { "MPLS, multicast", 1, UM_SLICE (ETHERNET "\x88\x48" "\0\1\1\x40" IP), UM_LAYER_OK, MAC },
  { "MPLS, Ethernet behind a control word", 1,
    UM_SLICE (ETHERNET "\x88\x47" "\0\1\1\x40" "\0\0\0\0" ETHERNET "\x08\0" IP), UM_LAYER_OK, MAC },
  { "MPLS, something else inside", 1, UM_SLICE (ETHERNET "\x88\x47" "\0\1\1\x40" "\x80" IP),
    UM_LAYER_OTHER, NULL },
  { "MPLS, cut", 1, UM_SLICE (ETHERNET "\x88\x47" "\0\1\1"), UM_LAYER_CUT, NULL },
  { "MPLS, nothing inside", 1, UM_SLICE (ETHERNET "\x88\x47" "\0\1\1\x40"), UM_LAYER_CUT, NULL },
  { "MPLS, nothing but labels", 1,
    UM_SLICE (ETHERNET "\x88\x47" LABEL LABEL LABEL LABEL LABEL LABEL LABEL LABEL LABEL IP),
    UM_LAYER_TOO_DEEP, NULL },
  { "MACsec", 1, UM_SLICE (ETHERNET "\x88\xe5" "\x2c\0\0\0" IP), UM_LAYER_ENCRYPTED, NULL },
  { "Ethernet, cut", 1, UM_SLICE (ETHERNET "\x08"), UM_LAYER_CUT, NULL },
  { "nothing at all", 1, UM_SLICE (""), UM_LAYER_CUT, NULL },
  { "VLAN", 1, UM_SLICE (ETHERNET "\x81\0" "\0\7\x08\0" IP), UM_LAYER_OK, MAC },
  { "VLAN, IPv6", 1, UM_SLICE (ETHERNET "\x81\0" "\0\7\x86\xdd" IP), UM_LAYER_OK, MAC },
  { "VLAN, ARP", 1, UM_SLICE (ETHERNET "\x81\0" "\0\7\x08\6" IP), UM_LAYER_OTHER, NULL },
  { "VLAN, cut", 1, UM_SLICE (ETHERNET "\x81\0" "\0\7\x08"), UM_LAYER_CUT, NULL },
  { "802.1ad", 1, UM_SLICE (ETHERNET "\x88\xa8" "\0\7\x81\0" "\0\7\x08\0" IP), UM_LAYER_OK, MAC },
  { "7 tags", 1, UM_SLICE (ETHERNET "\x81\0" TAG TAG TAG TAG TAG TAG "\0\7\x08\0" IP),
    UM_LAYER_OK, MAC },
  { "8 tags", 1, UM_SLICE (ETHERNET "\x81\0" TAG TAG TAG TAG TAG TAG TAG "\0\7\x08\0" IP),
    UM_LAYER_TOO_DEEP, NULL },
  { "PPPoE", 1, UM_SLICE (ETHERNET "\x88\x64" "\x11\0\0\1\0\6" "\0\x21" IP), UM_LAYER_OK, MAC },
  { "PPPoE in a VLAN", 1, UM_SLICE (ETHERNET "\x81\0" "\0\7\x88\x64" "\x11\0\0\1\0\6" "\0\x57" IP),
    UM_LAYER_OK, MAC },
  { "PPPoE, LCP", 1, UM_SLICE (ETHERNET "\x88\x64" "\x11\0\0\1\0\6" "\xc0\x21" IP), UM_LAYER_OTHER,
    NULL },
  { "PPPoE, padding behind its length", 1,
    UM_SLICE (ETHERNET "\x88\x64" "\x11\0\0\1\0\6" "\0\x21" IP "padding"), UM_LAYER_OK, MAC },
  { "PPPoE discovery", 1, UM_SLICE (ETHERNET "\x88\x63" "\x11\x09\0\0\0\0"), UM_LAYER_OTHER, NULL },
  { "PPPoE, code not session", 1, UM_SLICE (ETHERNET "\x88\x64" "\x11\7\0\1\0\6" "\0\x21" IP),
    UM_LAYER_OTHER, NULL },
  { "PPPoE of another version", 1, UM_SLICE (ETHERNET "\x88\x64" "\x21\0\0\1\0\6" "\0\x21" IP),
    UM_LAYER_BAD, NULL },
  { "PPPoE, cut", 1, UM_SLICE (ETHERNET "\x88\x64" "\x11\0\0\1\0"), UM_LAYER_CUT, NULL },
  { "PPPoE without a protocol", 1, UM_SLICE (ETHERNET "\x88\x64" "\x11\0\0\1\0\0"), UM_LAYER_CUT,
    NULL },
  { "link type PPPoE", 51, UM_SLICE ("\x11\0\0\1\0\6" "\0\x21" IP), UM_LAYER_OK, NO_MAC },
  { "PPP", 9, UM_SLICE ("\0\x21" IP), UM_LAYER_OK, NO_MAC },
  { "PPP, HDLC framing", 9, UM_SLICE ("\xff\3\0\x57" IP), UM_LAYER_OK, NO_MAC },
  { "PPP, short protocol", 9, UM_SLICE ("\x21" IP), UM_LAYER_OK, NO_MAC },
  { "PPP, half a protocol", 9, UM_SLICE ("\xff\3\0"), UM_LAYER_CUT, NULL },
  { "cooked", 113, UM_SLICE ("\0\0\0\1\0\6\2\0\0\0\0\1\0\0\x08\0" IP), UM_LAYER_OK, MAC },
  { "cooked, no address", 113, UM_SLICE ("\0\0\2\0\0\0\2\0\0\0\0\1\0\0\x08\0" IP), UM_LAYER_OK,
    NO_MAC },
  { "cooked, 8 byte address", 113, UM_SLICE ("\0\0\0\1\0\x08\2\0\0\0\0\1\0\0\x86\xdd" IP),
    UM_LAYER_OK, NO_MAC },
  { "cooked, VLAN", 113, UM_SLICE ("\0\0\0\1\0\6\2\0\0\0\0\1\0\0\x81\0" "\0\7\x08\0" IP),
    UM_LAYER_OK, MAC },
  { "cooked, 802.2", 113, UM_SLICE ("\0\0\0\1\0\6\2\0\0\0\0\1\0\0\0\4" IP), UM_LAYER_OTHER, NULL },
  { "cooked, cut", 113, UM_SLICE ("\0\0\0\1\0\6\2\0\0\0\0\1\0\0\x08"), UM_LAYER_CUT, NULL },
  { "cooked 2", 276, UM_SLICE ("\x08\0\0\0\0\0\0\2\0\1\0\6\2\0\0\0\0\1\0\0" IP), UM_LAYER_OK, MAC },
  { "cooked 2, VLAN", 276,
    UM_SLICE ("\x81\0\0\0\0\0\0\2\0\1\0\6\2\0\0\0\0\1\0\0" "\0\7\x08\0" IP), UM_LAYER_OK, MAC },
  { "cooked 2, cut", 276, UM_SLICE ("\x08\0\0\0\0\0\0\2\0\1\0\6\2\0\0\0\0\1\0"), UM_LAYER_CUT,
    NULL },
  { "raw", 101, UM_SLICE (IP), UM_LAYER_OK, NO_MAC },
  { "raw, BSD", 12, UM_SLICE (IP), UM_LAYER_OK, NO_MAC },
  { "raw, OpenBSD", 14, UM_SLICE (IP), UM_LAYER_OK, NO_MAC },
  { "IPv4", 228, UM_SLICE (IP), UM_LAYER_OK, NO_MAC },
  { "IPv6", 229, UM_SLICE (IP), UM_LAYER_OK, NO_MAC },
  { "null, IPv4, little endian", 0, UM_SLICE ("\2\0\0\0" IP), UM_LAYER_OK, NO_MAC },
  { "null, IPv4, big endian", 0, UM_SLICE ("\0\0\0\2" IP), UM_LAYER_OK, NO_MAC },
  { "null, NetBSD IPv6", 0, UM_SLICE ("\x18\0\0\0" IP), UM_LAYER_OK, NO_MAC },
  { "null, FreeBSD IPv6", 0, UM_SLICE ("\x1c\0\0\0" IP), UM_LAYER_OK, NO_MAC },
  { "null, macOS IPv6", 0, UM_SLICE ("\0\0\0\x1e" IP), UM_LAYER_OK, NO_MAC },
  { "loop, Linux IPv6", 108, UM_SLICE ("\0\0\0\x0a" IP), UM_LAYER_OK, NO_MAC },
  { "null, AppleTalk", 0, UM_SLICE ("\x10\0\0\0" IP), UM_LAYER_OTHER, NULL },
  { "null, cut", 0, UM_SLICE ("\2\0\0"), UM_LAYER_CUT, NULL },
  { "802.11", 105, UM_SLICE ("\x08\1\0\0" "BASE.." "\2\0\0\0\0\1" "TO...." "\0\0" SNAP "\x08\0" IP),
    UM_LAYER_OK, MAC },
  { "Bluetooth", 187, UM_SLICE ("\x08\0\0\0" IP), UM_LAYER_UNKNOWN_LINK, NULL },
  { "link type of a broken interface", G_MAXUINT32, UM_SLICE (IP), UM_LAYER_UNKNOWN_LINK, NULL },
};

static void
each_link_layer_leads_to_ip_or_says_why_not (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      UmLinkFrame frame = { .ip = { NULL, 99 } };
      g_autofree char *mac = NULL;

      print_message ("%s\n", rows[i].label);
      assert_int_equal (um_link_parse (rows[i].link_type,
                                       guard_buffer_copy (rows[i].bytes.data, rows[i].bytes.len),
                                       &frame),
                        rows[i].status);
      if (rows[i].status != UM_LAYER_OK)
        {
          if (rows[i].status != UM_LAYER_OTHER)
            assert_int_equal (frame.ip.len, 99); /* untouched */
          continue;
        }
      assert_true (um_slice_equal (frame.ip, UM_SLICE (IP)));
      mac = g_strdup_printf ("%02x:%02x:%02x:%02x:%02x:%02x", frame.source_mac[0],
                             frame.source_mac[1], frame.source_mac[2], frame.source_mac[3],
                             frame.source_mac[4], frame.source_mac[5]);
      assert_string_equal (mac, rows[i].mac);
    }
}

/* Every prefix of every row: never OK with fewer bytes than its header has. */
static void
a_cut_header_is_never_sound (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      UmLinkFrame frame;
      gsize header = rows[i].bytes.len - MIN (rows[i].bytes.len, strlen (IP));

      if (rows[i].status != UM_LAYER_OK || header == 0 || strstr (rows[i].label, "padding") != NULL)
        continue;
      print_message ("%s\n", rows[i].label);
      for (gsize len = 0; len < header; len++)
        assert_int_not_equal (um_link_parse (rows[i].link_type,
                                             guard_buffer_copy (rows[i].bytes.data, len), &frame),
                              UM_LAYER_OK);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (each_link_layer_leads_to_ip_or_says_why_not),
    cmocka_unit_test (a_cut_header_is_never_sound),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
