#include "support/test.h"

#include "dissect/ip.h"
#include "dissect/tcp.h"
#include "dissect/udp.h"
#include "support/guard-buffer.h"
#include "support/packet-builder.h"

#define A4 "192.0.2.1:5060"
#define B4 "198.51.100.2:5062"
#define A6 "[2001:db8::1]:5060"
#define B6 "[2001:db8::2]:5062"

/* An IP packet with a payload of our own, changed in one byte if patch_at is set. */
typedef struct
{
  const char *label;
  const char *source;
  const char *destination;
  guint8 protocol;
  UmSlice inside;
  gint patch_at; /* -1: none */
  guint8 patch;
  gint cut; /* bytes taken off the end */
  UmLayerStatus status;
  guint8 leads_to;
  const char *payload;
  gsize missing;
} Row;

static const Row rows[] = {
  { "IPv4", A4, B4, 17, UM_SLICE ("data"), -1, 0, 0, UM_LAYER_OK, 17, "data", 0 },
  { "IPv4, snapped", A4, B4, 17, UM_SLICE ("data"), -1, 0, 3, UM_LAYER_OK, 17, "d", 3 },
  { "IPv4, total length 0", A4, B4, 17, UM_SLICE ("data"), 3, 0, 0, UM_LAYER_OK, 17, "data", 0 },
  { "IPv4, padding", A4, B4, 17, UM_SLICE ("dataPAD"), 3, 24, 0, UM_LAYER_OK, 17, "data", 0 },
  { "IPv4, total length in the header", A4, B4, 17, UM_SLICE ("data"), 3, 19, 0, UM_LAYER_BAD, 0,
    NULL, 0 },
  { "IPv4, options", A4, B4, 17, UM_SLICE ("\1\1\1\1data"), 0, 0x46, 0, UM_LAYER_OK, 17, "data",
    0 },
  { "IPv4, options beyond the end", A4, B4, 17, UM_SLICE ("data"), 0, 0x4f, 0, UM_LAYER_CUT, 0,
    NULL, 0 },
  { "IPv4, header length 16", A4, B4, 17, UM_SLICE ("data"), 0, 0x44, 0, UM_LAYER_BAD, 0, NULL,
    0 },
  { "IPv4, half a header", A4, B4, 17, UM_SLICE (""), -1, 0, 1, UM_LAYER_CUT, 0, NULL, 0 },
  { "IPv4, AH", A4, B4, 51, UM_SLICE ("\x11\1\0\0" "spi_" "seq_" "data"), -1, 0, 0, UM_LAYER_OK, 17,
    "data", 0 },
  { "version 5", A4, B4, 17, UM_SLICE ("data"), 0, 0x55, 0, UM_LAYER_BAD, 0, NULL, 0 },
  { "IPv4, protocol 0 is no extension", A4, B4, 0, UM_SLICE ("data"), -1, 0, 0, UM_LAYER_OK, 0,
    "data", 0 },
  { "IPv6", A6, B6, 17, UM_SLICE ("data"), -1, 0, 0, UM_LAYER_OK, 17, "data", 0 },
  { "IPv6, snapped", A6, B6, 17, UM_SLICE ("data"), -1, 0, 1, UM_LAYER_OK, 17, "dat", 1 },
  { "IPv6, length 0", A6, B6, 17, UM_SLICE ("data"), 5, 0, 0, UM_LAYER_OK, 17, "data", 0 },
  { "IPv6, half a header", A6, B6, 17, UM_SLICE (""), -1, 0, 1, UM_LAYER_CUT, 0, NULL, 0 },
  { "IPv6, hop by hop", A6, B6, 0, UM_SLICE ("\x11\0xxxxxxdata"), -1, 0, 0, UM_LAYER_OK, 17, "data",
    0 },
  { "IPv6, routing, destination", A6, B6, 43,
    UM_SLICE ("\x3c\1xxxxxxxxxxxxxx" "\x11\0xxxxxxdata"), -1, 0, 0, UM_LAYER_OK, 17, "data", 0 },
  { "IPv6, AH", A6, B6, 51, UM_SLICE ("\x11\1\0\0" "spi_" "seq_" "data"), -1, 0, 0, UM_LAYER_OK, 17,
    "data", 0 },
  { "IPv6, atomic fragment", A6, B6, 44, UM_SLICE ("\x11\0\0\0\0\0\0\1" "data"), -1, 0, 0,
    UM_LAYER_OK, 17, "data", 0 },
  { "IPv6, extension beyond the end", A6, B6, 0, UM_SLICE ("\x11\1xxxxxxdata"), -1, 0, 0,
    UM_LAYER_BAD, 0, NULL, 0 },
  { "IPv6, extension snapped", A6, B6, 0, UM_SLICE ("\x11\0xxxxxx"), -1, 0, 3, UM_LAYER_CUT, 0,
    NULL, 0 },
  { "IPv6, 8 extensions", A6, B6, 60,
    UM_SLICE ("<\0xxxxxx<\0xxxxxx<\0xxxxxx<\0xxxxxx<\0xxxxxx<\0xxxxxx<\0xxxxxx"
              "\x11\0xxxxxxdata"), -1, 0, 0, UM_LAYER_OK, 17, "data", 0 },
  { "IPv6, 9 extensions", A6, B6, 60,
    UM_SLICE ("<\0xxxxxx<\0xxxxxx<\0xxxxxx<\0xxxxxx<\0xxxxxx<\0xxxxxx<\0xxxxxx<\0xxxxxx"
              "\x11\0xxxxxxdata"), -1, 0, 0, UM_LAYER_TOO_DEEP, 0, NULL, 0 },
};

static void
headers_are_read_or_refused (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GByteArray) packet = g_byte_array_new ();
      UmIpPacket ip = { .ttl = 99 };

      print_message ("%s\n", rows[i].label);
      g_byte_array_append (packet, (const guint8 *) rows[i].inside.data, rows[i].inside.len);
      packet_builder_prepend_ip (packet, rows[i].source, rows[i].destination, rows[i].protocol);
      if (rows[i].patch_at >= 0)
        packet->data[rows[i].patch_at] = rows[i].patch;
      g_byte_array_set_size (packet, packet->len - rows[i].cut);
      assert_int_equal (um_ip_parse (packet_builder_guarded (packet), &ip), rows[i].status);
      if (rows[i].status != UM_LAYER_OK)
        {
          assert_int_equal (ip.ttl, 99);
          continue;
        }
      assert_int_equal (ip.ttl, 64);
      assert_int_equal (ip.protocol, rows[i].leads_to);
      assert_int_equal (ip.missing, rows[i].missing);
      assert_false (ip.is_fragment);
      assert_true (um_slice_equal (ip.payload, um_slice_from_string (rows[i].payload)));
    }
}

static void
addresses_come_out_as_they_went_in (void **state)
{
  g_autoptr (GByteArray) four = packet_builder_udp (A4, B4, UM_SLICE ("x"));
  g_autoptr (GByteArray) six = packet_builder_udp (A6, B6, UM_SLICE ("x"));
  char buffer[UM_ENDPOINT_STRING_MAX];
  UmIpPacket ip;

  assert_int_equal (um_ip_parse (packet_builder_guarded (four), &ip), UM_LAYER_OK);
  assert_string_equal (um_address_to_string (&ip.source, buffer), "192.0.2.1");
  assert_string_equal (um_address_to_string (&ip.destination, buffer), "198.51.100.2");
  assert_int_equal (um_ip_parse (packet_builder_guarded (six), &ip), UM_LAYER_OK);
  assert_string_equal (um_address_to_string (&ip.source, buffer), "2001:db8::1");
  assert_string_equal (um_address_to_string (&ip.destination, buffer), "2001:db8::2");
}

static void
fragments_are_told_from_wholes (void **state)
{
  const char *ends[2][2] = { { A4, B4 }, { A6, B6 } };

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GByteArray) first =
          packet_builder_fragment (ends[i][0], ends[i][1], 17, 7, 0, TRUE, UM_SLICE ("12345678"));
      g_autoptr (GByteArray) last =
          packet_builder_fragment (ends[i][0], ends[i][1], 17, 7, 1480, FALSE, UM_SLICE ("x"));
      UmIpPacket ip;

      assert_int_equal (um_ip_parse (packet_builder_guarded (first), &ip), UM_LAYER_OK);
      assert_true (ip.is_fragment && ip.more_fragments);
      assert_int_equal (ip.offset, 0);
      assert_int_equal (ip.id, 7);
      assert_int_equal (ip.protocol, 17);
      assert_int_equal (um_ip_parse (packet_builder_guarded (last), &ip), UM_LAYER_OK);
      assert_true (ip.is_fragment && !ip.more_fragments);
      assert_int_equal (ip.offset, 1480);
    }
}

static const struct
{
  const char *label;
  UmSlice bytes;
  UmLayerStatus status;
  const char *payload;
  gboolean cut;
} udp_rows[] = {
  { "plain", UM_SLICE ("\x13\xc4\x13\xc6\0\x0c\0\0data"), UM_LAYER_OK, "data", FALSE },
  { "bytes behind its length", UM_SLICE ("\x13\xc4\x13\xc6\0\x0a\0\0data"), UM_LAYER_OK, "da",
    FALSE },
  { "length beyond the end", UM_SLICE ("\x13\xc4\x13\xc6\0\x0d\0\0data"), UM_LAYER_OK, "data",
    TRUE },
  { "length 0", UM_SLICE ("\x13\xc4\x13\xc6\0\0\0\0data"), UM_LAYER_OK, "data", FALSE },
  { "length 7", UM_SLICE ("\x13\xc4\x13\xc6\0\7\0\0data"), UM_LAYER_BAD, NULL, FALSE },
  { "half a header", UM_SLICE ("\x13\xc4\x13\xc6\0\x0c\0"), UM_LAYER_CUT, NULL, FALSE },
};

static void
udp_lengths_are_checked (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (udp_rows); i++)
    {
      UmUdpDatagram udp = { 0 };

      print_message ("%s\n", udp_rows[i].label);
      assert_int_equal (um_udp_parse (guard_buffer_copy (udp_rows[i].bytes.data,
                                                         udp_rows[i].bytes.len), &udp),
                        udp_rows[i].status);
      if (udp_rows[i].status != UM_LAYER_OK)
        continue;
      assert_int_equal (udp.source_port, 5060);
      assert_int_equal (udp.destination_port, 5062);
      assert_int_equal (udp.cut, udp_rows[i].cut);
      assert_true (um_slice_equal (udp.payload, um_slice_from_string (udp_rows[i].payload)));
    }
}

#define TCP(offset) "\x13\xc4\x13\xc6\1\2\3\4\0\0\0\0" offset "\x12\0\0\0\0\0\0"

static const struct
{
  const char *label;
  UmSlice bytes;
  UmLayerStatus status;
} tcp_rows[] = {
  { "plain", UM_SLICE (TCP ("\x50") "data"), UM_LAYER_OK },
  { "options", UM_SLICE (TCP ("\x60") "\1\1\1\1data"), UM_LAYER_OK },
  { "options beyond the end", UM_SLICE (TCP ("\xf0") "data"), UM_LAYER_CUT },
  { "header of 16 bytes", UM_SLICE (TCP ("\x40") "data"), UM_LAYER_BAD },
  { "half a header", UM_SLICE ("\x13\xc4\x13\xc6\1\2\3\4\0\0\0\0\x50"), UM_LAYER_CUT },
};

static void
tcp_headers_are_checked (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (tcp_rows); i++)
    {
      UmTcpSegment segment = { 0 };

      print_message ("%s\n", tcp_rows[i].label);
      assert_int_equal (um_tcp_parse (guard_buffer_copy (tcp_rows[i].bytes.data,
                                                         tcp_rows[i].bytes.len), &segment),
                        tcp_rows[i].status);
      if (tcp_rows[i].status != UM_LAYER_OK)
        continue;
      assert_int_equal (segment.source_port, 5060);
      assert_int_equal (segment.sequence, 0x01020304);
      assert_int_equal (segment.flags, 0x12);
      assert_true (um_slice_equal (segment.payload, UM_SLICE ("data")));
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (headers_are_read_or_refused),
    cmocka_unit_test (addresses_come_out_as_they_went_in),
    cmocka_unit_test (fragments_are_told_from_wholes),
    cmocka_unit_test (udp_lengths_are_checked),
    cmocka_unit_test (tcp_headers_are_checked),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
