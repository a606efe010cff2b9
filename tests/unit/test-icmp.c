#include "support/test.h"

#include "dissect/icmp.h"
#include "support/notice-text.h"
#include "support/packet-builder.h"

static void
read_four (UmSlice payload, const UmNotice *about, UmNoticeFunc func, gpointer user_data)
{
  UmIpPacket packet = { .version = 4, .protocol = UM_IP_PROTOCOL_ICMP, .payload = payload };

  packet.source = um_address_from_ipv4 (0xc0000201);
  um_icmp_read (&packet, about, func, user_data);
}

static void
read_six (UmSlice payload, const UmNotice *about, UmNoticeFunc func, gpointer user_data)
{
  UmIpPacket packet = { .version = 6, .protocol = UM_IP_PROTOCOL_ICMPV6, .payload = payload };

  packet.source = um_address_from_bytes (UM_FAMILY_IPV6, (const guint8 *) "\xfe\x80\0\0\0\0\0\0"
                                                                          "\0\0\0\0\0\0\0\1");
  um_icmp_read (&packet, about, func, user_data);
}

/* An error of this type and code about the first keep bytes of a datagram. (transfer full) */
static GByteArray *
error_new (guint8 type, guint8 code, const char *from, const char *to, gsize keep)
{
  GByteArray *packet = packet_builder_udp (from, to, UM_SLICE ("INVITE sip:1@192.0.2.9 SIP/2.0"));
  guint8 header[8] = { type, code };

  g_byte_array_set_size (packet, MIN (keep, packet->len));
  packet_builder_prepend (packet, header, sizeof header);
  return packet;
}

#define FOUR "192.168.1.50:5060", "198.51.100.20:5062"
#define SIX  "[2001:db8::10]:5060", "[2001:db8::20]:5062"
#define FOUR_TOLD "UNREACHABLE 192.0.2.1 from 192.168.1.50:5060 to 198.51.100.20:5062"
#define SIX_TOLD  "UNREACHABLE fe80::1 from [2001:db8::10]:5060 to [2001:db8::20]:5062"

static const struct
{
  const char *label;
  NoticeTextReader reader;
  guint8 type, code;
  const char *from, *to;
  gsize keep;
  const char *expected;
} rows[] = {
  { "port unreachable", read_four, 3, 3, FOUR, 999, FOUR_TOLD " 3/3; " },
  { "an old hop quotes 28 bytes", read_four, 3, 1, FOUR, 28, FOUR_TOLD " 3/1; " },
  { "time exceeded", read_four, 11, 0, FOUR, 999, FOUR_TOLD " 11/0; " },
  { "no ports in the quote", read_four, 3, 3, FOUR, 20,
    "UNREACHABLE 192.0.2.1 from 192.168.1.50 to 198.51.100.20 3/3; " },
  { "half a header in the quote", read_four, 3, 3, FOUR, 19, "" },
  { "echo", read_four, 8, 0, FOUR, 999, "" },
  { "echo reply", read_four, 0, 0, FOUR, 999, "" },
  { "redirect", read_four, 5, 0, FOUR, 999, "" },
  { "IPv6, unreachable", read_six, 1, 4, SIX, 999, SIX_TOLD " 1/4; " },
  { "IPv6, time exceeded", read_six, 3, 0, SIX, 999, SIX_TOLD " 3/0; " },
  { "IPv6, echo", read_six, 128, 0, SIX, 999, "" },
};

static void
errors_say_who_could_not_reach_whom (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GByteArray) packet =
          error_new (rows[i].type, rows[i].code, rows[i].from, rows[i].to, rows[i].keep);
      g_autofree char *told = NULL;

      print_message ("%s\n", rows[i].label);
      told = notice_text_read (rows[i].reader, packet_builder_bytes (packet));
      assert_string_equal (told, rows[i].expected);
    }
}

#define TARGET "\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1"

static const struct
{
  const char *label;
  UmSlice bytes;
  const char *expected;
} neighbour_rows[] = {
  { "neighbour", UM_SLICE ("\x88\0\0\0\x60\0\0\0" TARGET "\2\1\2\0\0\0\0\1"),
    "ARP 2001:db8::1 mac 02..01; " },
  { "neighbour, no card told", UM_SLICE ("\x88\0\0\0\x60\0\0\0" TARGET), "" },
  { "neighbour, option of length 0", UM_SLICE ("\x88\0\0\0\x60\0\0\0" TARGET "\2\0\2\0\0\0\0\1"),
    "" },
  { "router", UM_SLICE ("\x86\0\0\0\x40\0\7\x08\0\0\0\0\0\0\0\0" "\1\1\2\0\0\0\0\1"),
    "ROUTER fe80::1 mac 02..01; " },
  { "router, other options first",
    UM_SLICE ("\x86\0\0\0\x40\0\7\x08\0\0\0\0\0\0\0\0" "\5\1\0\0\0\0\5\xdc" "\1\1\2\0\0\0\0\1"),
    "ROUTER fe80::1 mac 02..01; " },
  { "no default router", UM_SLICE ("\x86\0\0\0\x40\0\0\0\0\0\0\0\0\0\0\0" "\1\1\2\0\0\0\0\1"), "" },
};

static void
ipv6_neighbours_tell_their_cards (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (neighbour_rows); i++)
    {
      g_autofree char *told = NULL;

      print_message ("%s\n", neighbour_rows[i].label);
      told = notice_text_read (read_six, neighbour_rows[i].bytes);
      assert_string_equal (told, neighbour_rows[i].expected);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (errors_say_who_could_not_reach_whom),
    cmocka_unit_test (ipv6_neighbours_tell_their_cards),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
