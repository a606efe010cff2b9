#include "support/test.h"

#include "dissect/packet-trim.h"
#include "support/packet-builder.h"

#define LAN    "192.168.1.50:"
#define WAN    "198.51.100.20:"
#define INVITE "INVITE sip:1@example.net SIP/2.0\r\nVia: x\r\n\r\n"
#define RTP    "\x80\x00\0\1\0\0\0\1\0\0\0\1"
#define SOUND  "ssssssssssssssssssss"

static const struct
{
  const char *label;
  const char *ports; /* source and destination */
  UmSlice payload;
  UmTrimKind kind;
  gsize left; /* bytes of the payload that are kept */
} rows[] = {
#define WHOLE(bytes) UM_SLICE (bytes), UM_TRIM_SIGNALLING, sizeof (bytes) - 1
#define CUT(header)  UM_SLICE (header SOUND), UM_TRIM_MEDIA, sizeof (header) - 1
  { "SIP", "5060 5060", WHOLE (INVITE) },
  { "SIP on another port", "40000 9999", WHOLE (INVITE) },
  { "what is on SIP's port and is not SIP", "5060 5080", WHOLE ("\x16\xfe\xff" SOUND) },
  { "keep-alive", "5060 40000", WHOLE ("\r\n\r\n") },
  { "keep-alive on another port", "41000 40000", WHOLE ("\0\0\0\0") },
  { "empty", "5060 40000", WHOLE ("") },
  { "STUN", "40000 3478", WHOLE ("\1\1\0\4\x21\x12\xa4\x42tttttttttttt1234") },
  { "STUN without a cookie", "40000 3478", WHOLE ("\1\1\0\4ttttttttttttcook1234") },
  { "DHCP", "67 68", WHOLE ("\2\1\6\0" SOUND SOUND) },
  { "SSDP", "1900 50000", WHOLE ("HTTP/1.1 200 OK\r\nSERVER: box\r\n\r\n") },

  { "RTP", "11780 12000", CUT (RTP) },
  { "RTP on SIP's port", "5060 12000", CUT (RTP) },
  { "RTP with two sources", "11780 12000", CUT ("\x82\x00\0\1\0\0\0\1\0\0\0\1aaaabbbb") },
  { "RTP with an extension", "11780 12000", CUT ("\x90\x00\0\1\0\0\0\1\0\0\0\1\xbe\xde\0\1wwww") },
  { "RTP with padding", "11780 12000", UM_SLICE ("\xa0\x00\0\1\0\0\0\1\0\0\0\1sss\1"),
    UM_TRIM_MEDIA, 12 },
  { "RTP without sound", "11780 12000", UM_SLICE (RTP), UM_TRIM_MEDIA, sizeof RTP - 1 },
  { "RTCP", "11781 12001", UM_SLICE ("\x81\xc8\0\6" SOUND SOUND), UM_TRIM_MEDIA, 44 },

#define OTHER(bytes) UM_SLICE (bytes), UM_TRIM_OTHER, sizeof (bytes) - 1
  { "QUIC", "40000 8443", OTHER ("\x40" SOUND) },
  { "DNS that looks like RTP", "53 40000", OTHER (RTP SOUND) },
  { "version 2, unassigned type", "11780 12000", OTHER ("\x80\x28" SOUND) },
  { "STUN with a wrong length", "40000 41000", OTHER ("\1\1\0\4\x21\x12\xa4\x42tttttttttttt") },
};

static GByteArray *
build (const char *ports, UmSlice payload)
{
  g_auto (GStrv) both = g_strsplit (ports, " ", 2);
  g_autofree char *from = g_strconcat (LAN, both[0], NULL);
  g_autofree char *to = g_strconcat (WAN, both[1], NULL);

  return packet_builder_udp (from, to, payload);
}

static UmTrimKind
trim (GByteArray *bytes, guint32 link_type, gsize *ret_len)
{
  UmPacket packet = { .number = 1,
                      .link_type = link_type,
                      .wire_length = bytes->len,
                      .bytes = packet_builder_guarded (bytes) };
  UmTrimKind kind = um_packet_trim (&packet, ret_len);

  g_byte_array_unref (bytes);
  return kind;
}

static void
sip_is_kept_whole_and_sound_is_not_kept (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (guint ethernet = 0; ethernet < 2; ethernet++)
      {
        GByteArray *bytes = build (rows[i].ports, rows[i].payload);
        gsize headers = bytes->len - rows[i].payload.len + (ethernet ? 18 : 0);
        gsize len;

        print_message ("%s\n", rows[i].label);
        if (ethernet)
          {
            packet_builder_prepend_vlan (bytes, 7, 0x0800);
            packet_builder_prepend_ethernet (bytes, 0x8100);
          }
        assert_int_equal (trim (bytes, ethernet ? UM_LINK_ETHERNET : UM_LINK_RAW, &len),
                          rows[i].kind);
        assert_int_equal (len, headers + rows[i].left);
      }
}

static void
sound_in_a_tunnel_is_not_kept (void **state)
{
  GByteArray *bytes = build ("11780 12000", UM_SLICE (RTP SOUND));
  gsize whole, len;

  packet_builder_prepend_ip (bytes, LAN "0", WAN "0", 4);
  whole = bytes->len;
  assert_int_equal (trim (bytes, UM_LINK_RAW, &len), UM_TRIM_MEDIA);
  assert_int_equal (len, whole - strlen (SOUND));
}

/* A switch or access point that mirrors over the network: VXLAN (RFC 7348) around a whole frame. */
static void
sound_in_a_mirror_over_the_network_is_not_kept (void **state)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GByteArray) frame =
          build ("11780 12000", i == 0 ? UM_SLICE (RTP SOUND) : UM_SLICE (INVITE));
      GByteArray *bytes;
      gsize whole, len;

      packet_builder_prepend_ethernet (frame, 0x0800);
      packet_builder_prepend (frame, "\10\0\0\0\0\0\7\0", 8);
      bytes = build ("40000 4789", packet_builder_bytes (frame));
      whole = bytes->len;
      assert_int_equal (trim (bytes, UM_LINK_RAW, &len),
                        i == 0 ? UM_TRIM_MEDIA : UM_TRIM_SIGNALLING);
      assert_int_equal (len, i == 0 ? whole - strlen (SOUND) : whole);
    }
}

/* "Port unreachable", with what could not be delivered behind it. */
static gsize
trim_icmp_error (UmSlice undelivered, gsize *ret_whole)
{
  GByteArray *bytes = build ("11780 12000", undelivered);
  gsize len;

  packet_builder_prepend (bytes, "\3\3\0\0\0\0\0\0", 8);
  packet_builder_prepend_ip (bytes, WAN "0", LAN "0", 1);
  *ret_whole = bytes->len;
  assert_int_equal (trim (bytes, UM_LINK_RAW, &len), UM_TRIM_SIGNALLING);
  return len;
}

static void
sound_that_an_error_quotes_is_not_kept_and_sip_is (void **state)
{
  gsize whole;

  assert_int_equal (trim_icmp_error (UM_SLICE (RTP SOUND), &whole), 20 + 8 + 20 + 8 + 12);
  assert_int_equal (trim_icmp_error (UM_SLICE ("\x40" SOUND), &whole), 20 + 8 + 20 + 8);
  assert_int_equal (trim_icmp_error (UM_SLICE (INVITE), &whole),
                    20 + 8 + 20 + 8 + sizeof INVITE - 1);
  assert_int_equal (whole, 20 + 8 + 20 + 8 + sizeof INVITE - 1);
}

/* A part of a long INVITE has no port, and a segment may be the middle of a message. */
static void
what_cannot_be_told_by_itself_is_kept_whole (void **state)
{
  GByteArray *packets[] = {
    packet_builder_fragment (LAN "0", WAN "0", 17, 7, 1480, FALSE, UM_SLICE (RTP SOUND)),
    packet_builder_tcp (LAN "40000", WAN "5060", 1, 0x10, UM_SLICE (RTP SOUND)),
    g_byte_array_append (g_byte_array_new (), (const guint8 *) "\x45\0\0", 3),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (packets); i++)
    {
      gsize whole = packets[i]->len, len;

      assert_int_equal (trim (packets[i], UM_LINK_RAW, &len), UM_TRIM_SIGNALLING);
      assert_int_equal (len, whole);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (sip_is_kept_whole_and_sound_is_not_kept),
    cmocka_unit_test (sound_in_a_tunnel_is_not_kept),
    cmocka_unit_test (sound_in_a_mirror_over_the_network_is_not_kept),
    cmocka_unit_test (sound_that_an_error_quotes_is_not_kept_and_sip_is),
    cmocka_unit_test (what_cannot_be_told_by_itself_is_kept_whole),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
