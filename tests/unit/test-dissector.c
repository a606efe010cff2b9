#include "support/test.h"

#include "core/limits.h"
#include "core/text.h"
#include "dissect/dissector.h"
#include "dissect/ip.h"
#include "support/packet-builder.h"

#define PHONE  "192.0.2.10:5060"
#define SERVER "198.51.100.20:5062"
#define PHONE6  "[2001:db8::10]:5060"
#define SERVER6 "[2001:db8::20]:5062"

#define INVITE \
  "INVITE sip:1@192.0.2.9 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.10\r\nCSeq: 1 INVITE\r\n" \
  "Content-Length: 4\r\n\r\nv=0\n"
#define CHANGED \
  "INVITE sip:1@192.0.2.9 SIP/2.0\r\nVia: SIP/2.0/UDP 203.0.113.1\r\nCSeq: 1 INVITE\r\n" \
  "Content-Length: 4\r\n\r\nv=0\n"
#define RTP "\x80\0\0\1\0\0\0\1\0\0\0\1xxxx"
#define STUN_ANSWER \
  "\1\1\0\x0c\x21\x12\xa4\x42" "abcdefghijkl" "\0\x20\0\x08\0\1\xa1\x47\xea\x12\xd5\x45"

typedef struct
{
  GString *told;
  UmDamage damage;
  UmDissector *dissector;
  guint64 number;
  gint64 time_us;
} Fixture;

static void
sip_cb (const UmDatagram *datagram, const UmSipMessage *message, gpointer user_data)
{
  Fixture *self = user_data;
  static const char *const transports[] = { "?", "UDP", "TCP", "TLS", "WS", "SCTP" };
  g_autofree char *source = um_endpoint_dup_string (&datagram->source);
  g_autofree char *destination = um_endpoint_dup_string (&datagram->destination);

  assert_true (datagram->payload.len >= message->raw.len);
  g_string_append_printf (self->told, "%s%s:%s>%s#%u ", datagram->truncated ? "~" : "",
                          transports[datagram->transport], source,
                          destination, (guint) datagram->frame);
  g_string_append_printf (self->told, "t%u m%02x ", datagram->ttl, datagram->source_mac[5]);
}

static void
stun_cb (const UmStunMapping *mapping, gpointer user_data)
{
  Fixture *self = user_data;
  g_autofree char *client = um_endpoint_dup_string (&mapping->client);
  g_autofree char *server = um_endpoint_dup_string (&mapping->server);
  g_autofree char *mapped = um_endpoint_dup_string (&mapping->mapped);

  g_string_append_printf (self->told, "STUN:%s@%s=%s ", client, server, mapped);
}

static void
tls_cb (const UmDatagram *datagram, gpointer user_data)
{
  Fixture *self = user_data;

  g_string_append_printf (self->told, "TLS#%u ", (guint) datagram->frame);
}

static void
rtp_cb (const UmRtpPacket *packet, gpointer user_data)
{
  Fixture *self = user_data;
  g_autofree char *source = um_endpoint_dup_string (&packet->source);
  g_autofree char *destination = um_endpoint_dup_string (&packet->destination);

  g_string_append_printf (self->told, "RTP:%s>%s/%u t%u ", source, destination, packet->sequence,
                          packet->ttl);
}

static void
rtcp_cb (const UmRtcpReport *report, gpointer user_data)
{
  Fixture *self = user_data;

  g_string_append_printf (self->told, "RTCP:%u/%u ", report->reporter, report->n_blocks);
}

static void
notice_cb (const UmNotice *notice, gpointer user_data)
{
  Fixture *self = user_data;
  g_autofree char *address = um_address_dup_string (&notice->address);
  g_autofree char *from = um_endpoint_dup_string (&notice->from);
  g_autofree char *to = um_endpoint_dup_string (&notice->to);

  g_string_append_printf (self->told, "notice%d:%s %s>%s#%u ", notice->kind, address, from, to,
                          (guint) notice->frame);
}

static void
fixture_init (Fixture *self)
{
  const UmDissectorSink sink = { sip_cb, stun_cb, tls_cb, rtp_cb, rtcp_cb, notice_cb };

  *self = (Fixture){ .told = g_string_new (NULL), .time_us = UM_TIME_UNKNOWN };
  self->dissector = um_dissector_new (&sink, self, &self->damage);
}

static char *
fixture_end (Fixture *self)
{
  static const char letters[UM_N_DAMAGE_KINDS] = {
    [UM_DAMAGE_TRUNCATED_PACKET] = 'P', [UM_DAMAGE_UNKNOWN_LINK] = 'U',
    [UM_DAMAGE_BAD_HEADER] = 'H',       [UM_DAMAGE_FRAGMENTS_MISSING] = 'F',
    [UM_DAMAGE_STREAM_GAP] = 'S',       [UM_DAMAGE_MALFORMED_SIP] = 'M',
    [UM_DAMAGE_LIMIT_REACHED] = 'L',    [UM_DAMAGE_ENCRYPTED] = 'E',
    [UM_DAMAGE_PACKED_PAYLOAD] = 'Z',   [UM_DAMAGE_DUPLICATE] = 'D',
    [UM_DAMAGE_SCTP_INCOMPLETE] = 'C',
  };

  um_dissector_finish (self->dissector);
  um_dissector_free (self->dissector);
  for (guint i = 0; i < UM_N_DAMAGE_KINDS; i++)
    if (self->damage.count[i] > 0)
      g_string_append_printf (self->told, "%c%u", letters[i], (guint) self->damage.count[i]);
  return g_string_free (self->told, FALSE);
}

/* snapped: bytes that the capture left out. Takes packet. */
static void
push (Fixture *self, guint32 link_type, GByteArray *bytes, gsize snapped)
{
  UmPacket packet = { .number = ++self->number,
                      .time_us = self->time_us,
                      .link_type = link_type };

  packet.wire_length = bytes->len;
  g_byte_array_set_size (bytes, bytes->len - snapped);
  packet.bytes = packet_builder_guarded (bytes);
  um_dissector_push (self->dissector, &packet);
  g_byte_array_unref (bytes);
}

/* One UDP datagram as raw IP, and what came of it. */
static char *
dissect_udp (UmSlice payload, gsize snapped)
{
  Fixture fixture;

  fixture_init (&fixture);
  push (&fixture, UM_LINK_RAW, packet_builder_udp (PHONE, SERVER, payload), snapped);
  return fixture_end (&fixture);
}

#define FROM_PHONE "UDP:192.0.2.10:5060>198.51.100.20:5062#1 t64 m00 "

static const struct
{
  const char *label;
  UmSlice payload;
  gsize snapped;
  const char *expected;
} udp_rows[] = {
  { "SIP", UM_SLICE (INVITE), 0, FROM_PHONE },
  { "SIP behind empty lines", UM_SLICE ("\r\n" INVITE), 0, FROM_PHONE },
  { "keep-alive", UM_SLICE ("\r\n\r\n"), 0, "" },
  { "keep-alive of NULs", UM_SLICE ("\0\0\0\0"), 0, "" },
  { "empty", UM_SLICE (""), 0, "" },
  { "SIP inside a log line", UM_SLICE ("<13>sent: " INVITE), 0, "" },
  { "HEP3 that is none", UM_SLICE ("HEP3\0\1" INVITE), 0, "H1" },
  { "RTP", UM_SLICE (RTP), 0, "RTP:192.0.2.10:5060>198.51.100.20:5062/1 t64 " },
  { "RTP, snapped behind its header: nothing of use is missing", UM_SLICE (RTP), 4,
    "RTP:192.0.2.10:5060>198.51.100.20:5062/1 t64 " },
  { "RTP, snapped in its header", UM_SLICE (RTP), 5, "P1" },
  { "RTCP", UM_SLICE ("\x80\xc9\0\1\0\0\0\7"), 0, "RTCP:7/0 " },
  { "RTP relayed by TURN", UM_SLICE ("\x40\1\0\x10" RTP), 0,
    "RTP:192.0.2.10:5060>198.51.100.20:5062/1 t64 " },
  { "HTTP", UM_SLICE ("GET / HTTP/1.1\r\n\r\n"), 0, "" },
  { "SSDP", UM_SLICE ("M-SEARCH * HTTP/1.1\r\n\r\n"), 0, "" },
  { "SIP without a single SIP header", UM_SLICE ("SIP/2.0 200 OK\r\nX: y\r\n\r\n"), 0, "M1" },
  { "snapped in the body", UM_SLICE (INVITE), 2, "~" FROM_PHONE "P1" },
  { "snapped in a header", UM_SLICE (INVITE), 40, "~" FROM_PHONE "P1" },
  { "snapped in the start line", UM_SLICE (INVITE), sizeof INVITE - 1 - 10, "P1" },
  { "snapped in the UDP header", UM_SLICE (INVITE), sizeof INVITE - 1 + 3, "P1" },
  { "snapped, and not SIP", UM_SLICE ("\x40\0\0\1\0\0\0\1\0\0\0\1xxxx"), 3, "P1" },
  { "STUN, an address in it", UM_SLICE (STUN_ANSWER), 0,
    "STUN:198.51.100.20:5062@192.0.2.10:5060=203.0.113.7:32853 " },
  { "STUN, snapped", UM_SLICE (STUN_ANSWER), 4, "P1" },
};

static void
udp_payloads_are_told_apart (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (udp_rows); i++)
    {
      g_autofree char *told = dissect_udp (udp_rows[i].payload, udp_rows[i].snapped);

      print_message ("%s\n", udp_rows[i].label);
      assert_string_equal (told, udp_rows[i].expected);
    }
}

/* A DNS question whose random id looks like version 2 and an assigned payload type. */
static void
services_below_port_1024_are_no_media (void **state)
{
  static const char *const ends[][2] = { { "192.0.2.10:40000", "198.51.100.20:53" },
                                         { "198.51.100.20:53", "192.0.2.10:40000" },
                                         { "192.0.2.10:1023", "198.51.100.20:40000" } };

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      Fixture fixture;
      g_autofree char *told = NULL;

      fixture_init (&fixture);
      push (&fixture, UM_LINK_RAW, packet_builder_udp (ends[i][0], ends[i][1], UM_SLICE (RTP)), 0);
      told = fixture_end (&fixture);
      assert_string_equal (told, "");
    }
}

static void
mac_and_ttl_come_through_vlan_tags (void **state)
{
  Fixture fixture;
  g_autofree char *told = NULL;
  GByteArray *packet = packet_builder_udp (PHONE, SERVER, UM_SLICE (INVITE));

  packet_builder_prepend_vlan (packet, 20, packet_builder_ethertype (packet));
  packet_builder_prepend_vlan (packet, 10, 0x8100);
  packet_builder_prepend_ethernet (packet, 0x88a8);
  fixture_init (&fixture);
  push (&fixture, UM_LINK_ETHERNET, packet, 0);
  told = fixture_end (&fixture);
  assert_string_equal (told, "UDP:192.0.2.10:5060>198.51.100.20:5062#1 t64 m01 ");
}

static void
ipv6_comes_through (void **state)
{
  Fixture fixture;
  g_autofree char *told = NULL;

  fixture_init (&fixture);
  push (&fixture, UM_LINK_IPV6, packet_builder_udp (PHONE6, SERVER6, UM_SLICE (INVITE)), 0);
  told = fixture_end (&fixture);
  assert_string_equal (told, "UDP:[2001:db8::10]:5060>[2001:db8::20]:5062#1 t64 m00 ");
}

/* Ethernet pads short frames; the trailer is no payload, and losing it is no damage. */
static void
a_snapped_trailer_is_no_damage (void **state)
{
  Fixture fixture;
  g_autofree char *told = NULL;
  GByteArray *packet = packet_builder_udp (PHONE, SERVER, UM_SLICE (INVITE));

  g_byte_array_append (packet, (const guint8 *) "trailer", 7);
  packet_builder_prepend_ethernet (packet, 0x0800);
  fixture_init (&fixture);
  push (&fixture, UM_LINK_ETHERNET, packet, 5);
  told = fixture_end (&fixture);
  assert_string_equal (told, "UDP:192.0.2.10:5060>198.51.100.20:5062#1 t64 m01 ");
}

#define QUOTED "notice12:192.0.2.1 192.0.2.10:5060>198.51.100.20:5062#1 "

/* depth: how often the datagram is wrapped. */
static const struct
{
  const char *label;
  guint8 protocol;
  UmSlice between;
  guint depth;
  const char *expected;
} tunnel_rows[] = {
  { "IP in IP", 4, UM_SLICE (""), 1, FROM_PHONE },
  { "GRE", 47, UM_SLICE ("\0\0\x08\0"), 1, FROM_PHONE },
  { "GRE with a key", 47, UM_SLICE ("\x20\0\x08\0" "KEY!"), 1, FROM_PHONE },
  { "ERSPAN", 47,
    UM_SLICE ("\x10\0\x88\xbe" "ssss" "erspan 2" "\2\0\0\0\0\2" "\2\0\0\0\0\1" "\x08\0"), 1,
    "UDP:192.0.2.10:5060>198.51.100.20:5062#1 t64 m01 " },
  { "as deep as allowed", 4, UM_SLICE (""), UM_LIMIT_LAYERS - 1, FROM_PHONE },
  { "deeper", 4, UM_SLICE (""), UM_LIMIT_LAYERS, "L1" },
  { "quoted in ICMP", 1, UM_SLICE ("\x0b\0\0\0\0\0\0\0"), 1, QUOTED },
  { "quoted in ICMPv6", 58, UM_SLICE ("\3\0\0\0\0\0\0\0"), 1, QUOTED },
  { "ESP", 50, UM_SLICE (""), 1, "" },
};

static void
tunnels_are_entered_and_quotes_are_not (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (tunnel_rows); i++)
    {
      Fixture fixture;
      g_autofree char *told = NULL;
      GByteArray *packet = packet_builder_udp (PHONE, SERVER, UM_SLICE (INVITE));

      print_message ("%s\n", tunnel_rows[i].label);
      for (guint n = 0; n < tunnel_rows[i].depth; n++)
        {
          packet_builder_prepend (packet, tunnel_rows[i].between.data,
                                  tunnel_rows[i].between.len);
          packet_builder_prepend_ip (packet, "192.0.2.1:0", "192.0.2.2:0",
                                     tunnel_rows[i].protocol);
        }
      fixture_init (&fixture);
      push (&fixture, UM_LINK_RAW, packet, 0);
      told = fixture_end (&fixture);
      assert_string_equal (told, tunnel_rows[i].expected);
    }
}

#define HEP_ENDS \
  "\2\x1c\2\x11\x13\xc4\x13\xc6" "\xc0\xa8\1\x32" "\xc6\x33\x64\x15" \
  "\2\0\0\0\3\0\0\0\7\0\0\0"
#define HEP_PACKED "HEP3\0\x14" "\0\0\0\x0b\0\7\1" "\0\0\0\x10\0\7z"

/* The port of the outer datagram, and what stands between it and the inner one. */
static const struct
{
  const char *label;
  const char *to;
  UmSlice between;
  guint16 ethertype; /* inner Ethernet header, 0: none */
  const char *expected;
} udp_tunnel_rows[] = {
  { "VXLAN", "192.0.2.2:4789", UM_SLICE ("\x08\0\0\0\0\0\1\0"), 0x0800,
    "UDP:192.0.2.10:5060>198.51.100.20:5062#1 t64 m01 " },
  { "Geneve", "192.0.2.2:6081", UM_SLICE ("\0\0\x65\x58\0\0\1\0"), 0x0800,
    "UDP:192.0.2.10:5060>198.51.100.20:5062#1 t64 m01 " },
  { "GTP-U", "192.0.2.2:2152", UM_SLICE ("\x30\xff\0\xffTEID"), 0, FROM_PHONE },
  { "TZSP", "192.0.2.2:37008", UM_SLICE ("\1\0\0\1\1"), 0x0800,
    "UDP:192.0.2.10:5060>198.51.100.20:5062#1 t64 m01 " },
};

static void
udp_tunnels_are_entered (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (udp_tunnel_rows); i++)
    for (gsize snapped = 0; snapped < 2; snapped++)
      {
        Fixture fixture;
        g_autofree char *told = NULL;
        g_autofree char *expected = NULL;
        g_autoptr (GByteArray) packet = packet_builder_udp (PHONE, SERVER, UM_SLICE (INVITE));

        print_message ("%s\n", udp_tunnel_rows[i].label);
        if (udp_tunnel_rows[i].ethertype != 0)
          packet_builder_prepend_ethernet (packet, udp_tunnel_rows[i].ethertype);
        packet_builder_prepend (packet, udp_tunnel_rows[i].between.data,
                                udp_tunnel_rows[i].between.len);
        fixture_init (&fixture);
        push (&fixture, UM_LINK_RAW,
              packet_builder_udp ("192.0.2.1:40000", udp_tunnel_rows[i].to,
                                  packet_builder_bytes (packet)), snapped);
        told = fixture_end (&fixture);
        /* what is missing is counted once, not once a layer */
        expected = snapped == 0 ? g_strdup (udp_tunnel_rows[i].expected)
                                : g_strdup_printf ("~%sP1", udp_tunnel_rows[i].expected);
        assert_string_equal (told, expected);
      }
}

/* Each wraps the one before: the eighth is one too many. */
static void
udp_tunnels_end_at_the_limit (void **state)
{
  for (guint depth = UM_LIMIT_LAYERS - 1; depth <= UM_LIMIT_LAYERS; depth++)
    {
      Fixture fixture;
      g_autofree char *told = NULL;
      GByteArray *packet = packet_builder_udp (PHONE, SERVER, UM_SLICE (INVITE));

      for (guint n = 0; n < depth; n++)
        {
          GByteArray *inner = packet;

          packet_builder_prepend (inner, "\x30\xff\0\xffTEID", 8);
          packet = packet_builder_udp ("192.0.2.1:2152", "192.0.2.2:2152",
                                       packet_builder_bytes (inner));
          g_byte_array_unref (inner);
        }
      fixture_init (&fixture);
      push (&fixture, UM_LINK_RAW, packet, 0);
      told = fixture_end (&fixture);
      assert_string_equal (told, depth < UM_LIMIT_LAYERS ? FROM_PHONE : "L1");
    }
}

static void
copies_for_a_recorder_are_traffic_of_their_inner_ends (void **state)
{
  Fixture fixture;
  g_autofree char *told = NULL;

  fixture_init (&fixture);
  push (&fixture, UM_LINK_RAW,
        packet_builder_udp ("192.0.2.1:40000", "192.0.2.2:9060", UM_SLICE (HEP_ENDS INVITE)), 0);
  push (&fixture, UM_LINK_RAW,
        packet_builder_udp ("192.0.2.1:40000", "192.0.2.2:9060", UM_SLICE (HEP_PACKED)), 0);
  told = fixture_end (&fixture);
  assert_string_equal (told, "UDP:192.168.1.50:5060>198.51.100.21:5062#1 t0 m00 Z1");
}

static void
frames_of_one_wifi_packet_come_out_each (void **state)
{
  static const char head[] = "\x88\1\0\0" "BASE.." "\2\0\0\0\0\1" "TO...." "\0\0" "\x80\0";
  GByteArray *frame = g_byte_array_new ();
  Fixture fixture;
  g_autofree char *told = NULL;

  g_byte_array_append (frame, (const guint8 *) head, sizeof head - 1);
  for (guint8 n = 1; n <= 2; n++)
    {
      g_autoptr (GByteArray) packet = packet_builder_udp (PHONE, SERVER, UM_SLICE (INVITE));
      const guint8 subframe[14] = { 2, 0, 0, 0, 0, 9, 2, 0, 0, 0, 0, n, (packet->len + 8) >> 8,
                                    (packet->len + 8) & 0xff };

      g_byte_array_append (frame, subframe, sizeof subframe);
      g_byte_array_append (frame, (const guint8 *) "\xaa\xaa\3\0\0\0\x08\0", 8);
      packet->data[5] = n; /* identification */
      g_byte_array_append (frame, packet->data, packet->len);
      while ((frame->len - (sizeof head - 1)) % 4 != 0)
        g_byte_array_append (frame, (const guint8 *) "", 1);
    }
  fixture_init (&fixture);
  push (&fixture, UM_LINK_80211, frame, 0);
  told = fixture_end (&fixture);
  assert_string_equal (told, "UDP:192.0.2.10:5060>198.51.100.20:5062#1 t64 m01 "
                             "UDP:192.0.2.10:5060>198.51.100.20:5062#1 t64 m02 ");
}

/* present: one bit for each of three fragments, of which the first holds the headers. */
static char *
dissect_fragments (const char *source, const char *destination, guint8 protocol, guint present)
{
  g_autoptr (GByteArray) datagram = packet_builder_udp_header (5060, 5062, UM_SLICE (INVITE));
  Fixture fixture;

  fixture_init (&fixture);
  for (guint i = 0; i < 3; i++)
    {
      UmSlice part = um_slice_head (um_slice_from (packet_builder_bytes (datagram), i * 48),
                                    i < 2 ? 48 : G_MAXSIZE);

      if ((present >> i & 1) != 0)
        push (&fixture, UM_LINK_RAW,
              packet_builder_fragment (source, destination, protocol, 7, i * 48, i < 2, part), 0);
    }
  return fixture_end (&fixture);
}

static void
fragments_are_put_together (void **state)
{
  g_autofree char *four = dissect_fragments (PHONE, SERVER, 17, 7);
  g_autofree char *six = dissect_fragments (PHONE6, SERVER6, 17, 7);
  g_autofree char *first = dissect_fragments (PHONE, SERVER, 17, 1);
  g_autofree char *no_first = dissect_fragments (PHONE, SERVER, 17, 6);
  g_autofree char *ping = dissect_fragments (PHONE, SERVER, 1, 1);

  assert_string_equal (four, "UDP:192.0.2.10:5060>198.51.100.20:5062#3 t64 m00 ");
  assert_string_equal (six, "UDP:[2001:db8::10]:5060>[2001:db8::20]:5062#3 t64 m00 ");
  assert_string_equal (first, "~" FROM_PHONE "F1");
  assert_string_equal (no_first, "F1");
  assert_string_equal (ping, "");
}

static void
tcp_messages_and_tls_come_out (void **state)
{
  Fixture fixture;
  g_autofree char *told = NULL;

  fixture_init (&fixture);
  push (&fixture, UM_LINK_RAW,
        packet_builder_tcp (PHONE, SERVER, 1, 0x10, um_slice_head (UM_SLICE (INVITE), 50)), 0);
  push (&fixture, UM_LINK_RAW,
        packet_builder_tcp (SERVER, PHONE, 1, 0x10, UM_SLICE ("\x16\3\1\0\4abcd")), 0);
  push (&fixture, UM_LINK_RAW,
        packet_builder_tcp (PHONE, SERVER, 51, 0x10, um_slice_from (UM_SLICE (INVITE), 50)), 0);
  told = fixture_end (&fixture);
  assert_string_equal (told, "TLS#2 TCP:192.0.2.10:5060>198.51.100.20:5062#3 t64 m00 ");
}

static void
a_snapped_segment_gives_what_it_has (void **state)
{
  Fixture fixture;
  g_autofree char *told = NULL;
  gsize len = sizeof INVITE - 1;

  fixture_init (&fixture);
  push (&fixture, UM_LINK_RAW, packet_builder_tcp (PHONE, SERVER, 1, 0x10, UM_SLICE (INVITE)), 20);
  push (&fixture, UM_LINK_RAW,
        packet_builder_tcp (PHONE, SERVER, 1 + len, 0x10, UM_SLICE (INVITE)), 0);
  told = fixture_end (&fixture);
  assert_string_equal (told, "~TCP:192.0.2.10:5060>198.51.100.20:5062#1 t64 m00 "
                             "TCP:192.0.2.10:5060>198.51.100.20:5062#2 t64 m00 P1");
}

/* Byte 0 of a raw IPv4 packet is version and header length, 3 its length, 25 the UDP length. */
static const struct
{
  const char *label;
  guint32 link_type;
  gint at;
  guint8 value;
  const char *expected;
} bad_rows[] = {
  { "link type Bluetooth", 187, 0, 0x45, "U1" },
  { "Ethernet of 5 bytes", UM_LINK_ETHERNET, -1, 0, "H1" },
  { "IP version 7", UM_LINK_RAW, 0, 0x75, "H1" },
  { "IP header of 4 bytes", UM_LINK_RAW, 0, 0x41, "H1" },
  { "IP header beyond the packet", UM_LINK_RAW, -2, 0, "H1" },
  { "UDP length below its header", UM_LINK_RAW, 25, 3, "H1" },
  { "UDP length beyond the packet", UM_LINK_RAW, 25, 255, "~" FROM_PHONE "H1" },
  { "IP length beyond the packet", UM_LINK_RAW, 3, 255, "~" FROM_PHONE "H1" },
};

static void
headers_that_do_not_add_up_are_counted (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad_rows); i++)
    {
      Fixture fixture;
      g_autofree char *told = NULL;
      GByteArray *packet = packet_builder_udp (PHONE, SERVER, UM_SLICE (INVITE));

      print_message ("%s\n", bad_rows[i].label);
      if (bad_rows[i].at >= 0)
        packet->data[bad_rows[i].at] = bad_rows[i].value;
      else
        g_byte_array_set_size (packet, bad_rows[i].at == -1 ? 5 : 12);
      fixture_init (&fixture);
      push (&fixture, bad_rows[i].link_type, packet, 0);
      told = fixture_end (&fixture);
      assert_string_equal (told, bad_rows[i].expected);
    }
}

static void
a_sink_without_callbacks_still_counts (void **state)
{
  const UmDissectorSink sink = { 0 };
  UmDamage damage = { 0 };
  g_autoptr (UmDissector) dissector = um_dissector_new (&sink, NULL, &damage);
  g_autoptr (GByteArray) stun = packet_builder_udp (PHONE, SERVER, UM_SLICE (STUN_ANSWER));
  g_autoptr (GByteArray) sip = packet_builder_udp (PHONE, SERVER, UM_SLICE (INVITE));
  g_autoptr (GByteArray) tls =
      packet_builder_tcp (PHONE, SERVER, 1, 0, UM_SLICE ("\x16\3\1\0\4abcd"));
  g_autoptr (GByteArray) odd = packet_builder_udp (PHONE, SERVER, UM_SLICE ("SIP/2.0 200 OK\r\n"));
  GByteArray *packets[] = { stun, sip, tls, odd };

  for (gsize i = 0; i < G_N_ELEMENTS (packets); i++)
    um_dissector_push (dissector, &(UmPacket){ .number = i + 1,
                                               .link_type = UM_LINK_RAW,
                                               .wire_length = packets[i]->len,
                                               .bytes = packet_builder_guarded (packets[i]) });
  um_dissector_finish (dissector);
  assert_int_equal (damage.count[UM_DAMAGE_MALFORMED_SIP], 1);
}

/* DATA chunk: type, flags (3: whole), length, TSN, stream, sequence, protocol. */
static void
add_chunk (GByteArray *packet, guint8 type, guint8 flags, const char *payload)
{
  guint16 length = 16 + strlen (payload);
  const guint8 header[16] = { type, flags, length >> 8, length & 0xff, 0, 0, packet->len >> 8,
                              packet->len & 0xff }; /* a TSN of its own */

  g_byte_array_append (packet, header, sizeof header);
  g_byte_array_append (packet, (const guint8 *) payload, strlen (payload));
  g_byte_array_append (packet, (const guint8 *) "\0\0\0", -length & 3);
}

static void
whole_messages_in_sctp_come_out (void **state)
{
  static const guint8 header[12] = { 0x13, 0xc4, 0x13, 0xc6 };
  GByteArray *packet = g_byte_array_new ();
  Fixture fixture;
  g_autofree char *told = NULL;

  g_byte_array_append (packet, header, sizeof header);
  add_chunk (packet, 3, 0, "");      /* SACK */
  add_chunk (packet, 0, 2, INVITE);  /* a first part, and no more of it */
  add_chunk (packet, 0, 3, "hello");
  add_chunk (packet, 0, 7, INVITE);  /* whole, unordered */
  g_byte_array_append (packet, (const guint8 *) "\0\3\xff\xff\0\0\xff\0" "12345678" INVITE, 16 + sizeof INVITE - 1);
  packet_builder_prepend_ip (packet, PHONE, SERVER, UM_IP_PROTOCOL_SCTP);
  fixture_init (&fixture);
  push (&fixture, UM_LINK_RAW, packet, 0);
  told = fixture_end (&fixture);
  assert_string_equal (told, "SCTP:192.0.2.10:5060>198.51.100.20:5062#1 t64 m00 "
                             "~SCTP:192.0.2.10:5060>198.51.100.20:5062#1 t64 m00 C1");
}

/* The second copy: its time, where its identification, TTL and payload differ, and how it is wrapped. */
static const struct
{
  const char *label;
  gint64 after_us;
  guint8 id;
  guint8 ttl;
  gboolean tagged;
  UmSlice payload;
  gboolean is_copy;
} copy_rows[] = {
  { "mirror port", 40, 7, 64, FALSE, UM_SLICE (INVITE), TRUE },
  { "mirror port, with a tag", 40, 7, 64, TRUE, UM_SLICE (INVITE), TRUE },
  { "written out of order", -900, 7, 64, FALSE, UM_SLICE (INVITE), TRUE },
  { "retransmission", 500000, 8, 64, FALSE, UM_SLICE (INVITE), FALSE },
  { "retransmission of a sender without identifications", 500000, 7, 64, FALSE, UM_SLICE (INVITE),
    FALSE },
  { "a quick second try", 40, 8, 64, FALSE, UM_SLICE (INVITE), FALSE },
  { "behind the router", 40, 7, 63, FALSE, UM_SLICE (INVITE), FALSE },
  { "changed on the way", 40, 7, 64, FALSE, UM_SLICE (CHANGED), FALSE },
};

static void
copies_of_a_mirror_port_count_once (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (copy_rows); i++)
    {
      Fixture fixture;
      g_autofree char *told = NULL;

      print_message ("%s\n", copy_rows[i].label);
      fixture_init (&fixture);
      for (guint n = 0; n < 2; n++)
        {
          GByteArray *packet =
              packet_builder_udp (PHONE, SERVER, n == 0 ? UM_SLICE (INVITE) : copy_rows[i].payload);

          packet->data[5] = n == 0 ? 7 : copy_rows[i].id;
          packet->data[8] = n == 0 ? 64 : copy_rows[i].ttl;
          fixture.time_us = 1000000 + (n == 0 ? 0 : copy_rows[i].after_us);
          if (n == 1 && copy_rows[i].tagged)
            packet_builder_prepend_vlan (packet, 5, 0x0800);
          packet_builder_prepend_ethernet (packet, n == 1 && copy_rows[i].tagged ? 0x8100 : 0x0800);
          push (&fixture, UM_LINK_ETHERNET, packet, 0);
        }
      told = fixture_end (&fixture);
      assert_int_equal (fixture.damage.count[UM_DAMAGE_DUPLICATE], copy_rows[i].is_copy);
      assert_int_equal (strstr (told, "#2") == NULL, copy_rows[i].is_copy);
      assert_non_null (strstr (told, "#1"));
    }
}

static void
copies_of_fragments_leave_nothing_behind (void **state)
{
  g_autoptr (GByteArray) datagram = packet_builder_udp_header (5060, 5062, UM_SLICE (INVITE));
  Fixture fixture;
  g_autofree char *told = NULL;

  fixture_init (&fixture);
  for (guint i = 0; i < 4; i++)
    {
      UmSlice part = um_slice_head (um_slice_from (packet_builder_bytes (datagram), i / 2 * 80),
                                    i < 2 ? 80 : G_MAXSIZE);

      fixture.time_us = 1000000 + i * 10;
      push (&fixture, UM_LINK_RAW,
            packet_builder_fragment (PHONE, SERVER, 17, 7, i / 2 * 80, i < 2, part), 0);
    }
  told = fixture_end (&fixture);
  assert_string_equal (told, "UDP:192.0.2.10:5060>198.51.100.20:5062#3 t64 m00 D2");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (udp_payloads_are_told_apart),
    cmocka_unit_test (services_below_port_1024_are_no_media),
    cmocka_unit_test (mac_and_ttl_come_through_vlan_tags),
    cmocka_unit_test (ipv6_comes_through),
    cmocka_unit_test (a_snapped_trailer_is_no_damage),
    cmocka_unit_test (tunnels_are_entered_and_quotes_are_not),
    cmocka_unit_test (udp_tunnels_are_entered),
    cmocka_unit_test (udp_tunnels_end_at_the_limit),
    cmocka_unit_test (copies_for_a_recorder_are_traffic_of_their_inner_ends),
    cmocka_unit_test (frames_of_one_wifi_packet_come_out_each),
    cmocka_unit_test (fragments_are_put_together),
    cmocka_unit_test (tcp_messages_and_tls_come_out),
    cmocka_unit_test (a_snapped_segment_gives_what_it_has),
    cmocka_unit_test (headers_that_do_not_add_up_are_counted),
    cmocka_unit_test (a_sink_without_callbacks_still_counts),
    cmocka_unit_test (whole_messages_in_sctp_come_out),
    cmocka_unit_test (copies_of_a_mirror_port_count_once),
    cmocka_unit_test (copies_of_fragments_leave_nothing_behind),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
