#include "support/test.h"

#include "dissect/link.h"
#include "dissect/tunnel.h"
#include "io/packet.h"
#include "support/guard-buffer.h"

#define IPV4 0x0800
#define IPV6 0x86dd
#define TEB  0x6558
#define PPP  0x880b
#define MPLS 0x8847

/* Whatever is sound ends in the bytes INNER. */
static const struct
{
  const char *label;
  guint8 protocol;
  UmSlice payload;
  UmLayerStatus status;
  guint16 ethertype;
} ip_rows[] = {
  { "IPv4 in IP", 4, UM_SLICE ("INNER"), UM_LAYER_OK, IPV4 },
  { "IPv6 in IP", 41, UM_SLICE ("INNER"), UM_LAYER_OK, IPV4 }, /* the version tells */
  { "GRE", 47, UM_SLICE ("\0\0\x08\0INNER"), UM_LAYER_OK, IPV4 },
  { "GRE, IPv6", 47, UM_SLICE ("\0\0\x86\xddINNER"), UM_LAYER_OK, IPV6 },
  { "GRE, checksum, key and sequence", 47,
    UM_SLICE ("\xb0\0\x08\0"
              "ccccKKKKssss"
              "INNER"),
    UM_LAYER_OK, IPV4 },
  { "GRE, Ethernet with a key", 47, UM_SLICE ("\x20\0\x65\x58KKKKINNER"), UM_LAYER_OK, TEB },
  { "GRE, MPLS", 47, UM_SLICE ("\0\0\x88\x47INNER"), UM_LAYER_OK, MPLS },
  { "GRE, ERSPAN I", 47, UM_SLICE ("\0\0\x88\xbeINNER"), UM_LAYER_OK, TEB },
  { "GRE, ERSPAN II", 47,
    UM_SLICE ("\x10\0\x88\xbe"
              "ssss"
              "erspan 2"
              "INNER"),
    UM_LAYER_OK, TEB },
  { "GRE, ERSPAN III", 47,
    UM_SLICE ("\x10\0\x22\xeb"
              "ssss"
              "erspan III \2"
              "INNER"),
    UM_LAYER_OK, TEB },
  { "GRE, ERSPAN III with more", 47,
    UM_SLICE ("\x10\0\x22\xeb"
              "ssss"
              "erspan III \1"
              "platform"
              "INNER"),
    UM_LAYER_OK, TEB },
  { "GRE, ERSPAN III, cut", 47,
    UM_SLICE ("\x10\0\x22\xeb"
              "ssss"
              "erspan III "),
    UM_LAYER_CUT, 0 },
  { "GRE, ERSPAN II, cut", 47,
    UM_SLICE ("\x10\0\x88\xbe"
              "ssss"
              "erspan "),
    UM_LAYER_CUT, 0 },
  { "GRE, key cut", 47, UM_SLICE ("\x20\0\x08\0KKK"), UM_LAYER_CUT, 0 },
  { "GRE, cut", 47, UM_SLICE ("\0\0\x08"), UM_LAYER_CUT, 0 },
  { "GRE of PPTP", 47,
    UM_SLICE ("\x30\1\x88\x0b"
              "llcc"
              "ssss"
              "INNER"),
    UM_LAYER_OK, PPP },
  { "GRE of PPTP, acknowledging", 47,
    UM_SLICE ("\x30\x81\x88\x0b"
              "llcc"
              "ssss"
              "aaaa"
              "INNER"),
    UM_LAYER_OK, PPP },
  { "GRE of PPTP, nothing but an acknowledgment", 47,
    UM_SLICE ("\x20\x81\x88\x0b"
              "llcc"
              "aaaa"),
    UM_LAYER_OTHER, 0 },
  { "GRE of version 1 without PPP", 47,
    UM_SLICE ("\x30\1\x08\0"
              "llcc"
              "ssss"),
    UM_LAYER_OTHER, 0 },
  { "GRE with routing", 47, UM_SLICE ("\x40\0\x08\0INNER"), UM_LAYER_OTHER, 0 },
  { "GRE keep-alive", 47, UM_SLICE ("\0\0\0\0"), UM_LAYER_OTHER, 0 },
  { "EtherIP", 97, UM_SLICE ("\x30\0INNER"), UM_LAYER_OK, TEB },
  { "EtherIP, cut", 97, UM_SLICE ("\x30"), UM_LAYER_CUT, 0 },
  { "MPLS in IP", 137, UM_SLICE ("INNER"), UM_LAYER_OK, MPLS },
  { "ICMP", 1, UM_SLICE ("\x0b\0\0\0\0\0\0\0INNER"), UM_LAYER_OTHER, 0 },
  { "ICMPv6", 58, UM_SLICE ("\3\0\0\0\0\0\0\0INNER"), UM_LAYER_OTHER, 0 },
  { "UDP", 17, UM_SLICE ("INNER"), UM_LAYER_OTHER, 0 },
};

static void
assert_tunnel (UmLayerStatus status,
               UmLayerStatus expected,
               const UmTunnel *tunnel,
               guint ethertype)
{
  assert_int_equal (status, expected);
  if (expected != UM_LAYER_OK)
    {
      assert_int_equal (tunnel->ethertype, 99); /* untouched */
      return;
    }
  assert_int_equal (tunnel->ethertype, ethertype);
  assert_true (um_slice_equal (tunnel->inner, UM_SLICE ("INNER")));
}

static void
ip_tunnels_are_entered_and_quotes_are_not (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ip_rows); i++)
    {
      UmIpPacket ip = { .protocol = ip_rows[i].protocol };
      UmTunnel tunnel = { .ethertype = 99 };

      print_message ("%s\n", ip_rows[i].label);
      ip.payload = guard_buffer_copy (ip_rows[i].payload.data, ip_rows[i].payload.len);
      assert_tunnel (um_tunnel_find_in_ip (&ip, &tunnel), ip_rows[i].status, &tunnel,
                     ip_rows[i].ethertype);
      for (gsize len = 0; len < ip_rows[i].payload.len; len++)
        {
          ip.payload = guard_buffer_copy (ip_rows[i].payload.data, len);
          (void) (um_tunnel_find_in_ip (&ip, &tunnel) == UM_LAYER_OK);
        }
    }
}

static const struct
{
  const char *label;
  guint16 source, destination;
  UmSlice payload;
  UmLayerStatus status;
  guint16 ethertype;
  guint32 link_type;
} udp_rows[] = {
  { "VXLAN", 40000, 4789, UM_SLICE ("\x08\0\0\0\0\0\1\0INNER"), UM_LAYER_OK, TEB, 0 },
  { "VXLAN, Linux' old port", 40000, 8472, UM_SLICE ("\x08\0\0\0\0\0\1\0INNER"), UM_LAYER_OK, TEB,
    0 },
  { "VXLAN, back to its port as a source", 4789, 40000, UM_SLICE ("\x08\0\0\0\0\0\1\0INNER"),
    UM_LAYER_OTHER, 0, 0 },
  { "VXLAN, cut", 40000, 4789, UM_SLICE ("\x08\0\0\0\0\0\1"), UM_LAYER_CUT, 0, 0 },
  { "VXLAN, no network", 40000, 4789, UM_SLICE ("\0\0\0\0\0\0\1\0INNER"), UM_LAYER_OTHER, 0, 0 },
  { "Geneve", 40000, 6081, UM_SLICE ("\0\0\x65\x58\0\0\1\0INNER"), UM_LAYER_OK, TEB, 0 },
  { "Geneve, options, IPv6", 40000, 6081,
    UM_SLICE ("\2\0\x86\xdd\0\0\1\0"
              "OPTIONS1"
              "INNER"),
    UM_LAYER_OK, IPV6, 0 },
  { "Geneve, options cut", 40000, 6081,
    UM_SLICE ("\2\0\x86\xdd\0\0\1\0"
              "OPTIONS"),
    UM_LAYER_CUT, 0, 0 },
  { "Geneve of another version", 40000, 6081, UM_SLICE ("\x40\0\x65\x58\0\0\1\0INNER"),
    UM_LAYER_OTHER, 0, 0 },
  { "GTP-U", 2152, 2152, UM_SLICE ("\x30\xff\0\5TEIDINNER"), UM_LAYER_OK, IPV4, 0 },
  { "GTP-U, sequence", 2152, 2152,
    UM_SLICE ("\x32\xff\0\x09TEID"
              "ssn\x85"
              "INNER"),
    UM_LAYER_OK, IPV4, 0 },
  { "GTP-U, two extensions", 2152, 2152,
    UM_SLICE ("\x34\xff\0\x11TEID"
              "ssn\x85"
              "\1ab\xc0"
              "\2abcdef\0"
              "INNER"),
    UM_LAYER_OK, IPV4, 0 },
  { "GTP-U, extension of no length", 2152, 2152,
    UM_SLICE ("\x34\xff\0\x11TEID"
              "ssn\x85"
              "\0ab\0"
              "INNER"),
    UM_LAYER_BAD, 0, 0 },
  { "GTP-U, extension beyond the end", 2152, 2152,
    UM_SLICE ("\x34\xff\0\x11TEID"
              "ssn\x85"
              "\x09"
              "ab"),
    UM_LAYER_CUT, 0, 0 },
  { "GTP-U, echo", 2152, 2152, UM_SLICE ("\x32\1\0\4\0\0\0\0ssn\0"), UM_LAYER_OTHER, 0, 0 },
  { "TZSP", 40000, 37008,
    UM_SLICE ("\1\0\0\1"
              "\1INNER"),
    UM_LAYER_OK, 0, UM_LINK_ETHERNET },
  { "TZSP, tags", 40000, 37008,
    UM_SLICE ("\1\0\0\1"
              "\0\x0a\1\xc8"
              "\1INNER"),
    UM_LAYER_OK, 0, UM_LINK_ETHERNET },
  { "TZSP, Wi-Fi", 40000, 37008,
    UM_SLICE ("\1\0\0\x12"
              "\1INNER"),
    UM_LAYER_OK, 0, UM_LINK_80211 },
  { "TZSP, no end", 40000, 37008,
    UM_SLICE ("\1\0\0\1"
              "\x0a\1\xc8"),
    UM_LAYER_CUT, 0, 0 },
  { "TZSP, keep-alive", 40000, 37008, UM_SLICE ("\1\4\0\0"), UM_LAYER_OTHER, 0, 0 },
  { "another port", 40000, 5060, UM_SLICE ("\x08\0\0\0\0\0\1\0INNER"), UM_LAYER_OTHER, 0, 0 },
};

static void
udp_tunnels_are_known_by_port_and_header (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (udp_rows); i++)
    {
      UmUdpDatagram datagram = { udp_rows[i].source, udp_rows[i].destination };
      UmTunnel tunnel = { .ethertype = 99 };

      print_message ("%s\n", udp_rows[i].label);
      datagram.payload = guard_buffer_copy (udp_rows[i].payload.data, udp_rows[i].payload.len);
      assert_tunnel (um_tunnel_find_in_udp (&datagram, &tunnel), udp_rows[i].status, &tunnel,
                     udp_rows[i].ethertype);
      assert_int_equal (tunnel.link_type, udp_rows[i].link_type);
      for (gsize len = 0; len < udp_rows[i].payload.len; len++)
        {
          datagram.payload = guard_buffer_copy (udp_rows[i].payload.data, len);
          (void) (um_tunnel_find_in_udp (&datagram, &tunnel) == UM_LAYER_OK);
        }
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (ip_tunnels_are_entered_and_quotes_are_not),
    cmocka_unit_test (udp_tunnels_are_known_by_port_and_header),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
