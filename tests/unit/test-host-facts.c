#include "support/test.h"

#include "core/limits.h"
#include "model/case.h"
#include "support/packet-builder.h"

#define PHONE   "192.168.1.50:5060"
#define SERVER  "198.51.100.20:5060"
#define ROUTER  "\2\0\0\0\0\x11"
#define CARD    "\2\0\0\1\0\x22"

#define REGISTER \
  "REGISTER sip:example.net SIP/2.0\r\nVia: SIP/2.0/UDP 192.168.1.50;branch=z9hG4bK1\r\n" \
  "From: <sip:1@example.net>;tag=a\r\nTo: <sip:1@example.net>\r\nCall-ID: 1@192.168.1.50\r\n" \
  "CSeq: 1 REGISTER\r\nContact: <sip:1@192.168.1.50>\r\nUser-Agent: Yealink SIP-T46S 66.85\r\n" \
  "Content-Length: 0\r\n\r\n"
#define ANSWER \
  "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.168.1.50;branch=z9hG4bK1;received=203.0.113.9\r\n" \
  "From: <sip:1@example.net>;tag=a\r\nTo: <sip:1@example.net>;tag=b\r\n" \
  "Call-ID: 1@192.168.1.50\r\nCSeq: 1 REGISTER\r\nContact: <sip:1@192.168.1.50>\r\n" \
  "Content-Length: 0\r\n\r\n"

/* From the card with this address; takes packet. */
static void
push (UmCaseBuilder *builder, const char *mac, guint16 ethertype, GByteArray *packet)
{
  UmPacket frame = { .number = 1, .link_type = UM_LINK_ETHERNET };

  packet_builder_prepend_ethernet (packet, ethertype);
  memcpy (packet->data + 6, mac, 6);
  frame.bytes = packet_builder_bytes (packet);
  frame.wire_length = frame.bytes.len;
  um_case_builder_push_packet (builder, &frame);
  g_byte_array_unref (packet);
}

static void
push_raw (UmCaseBuilder *builder, const char *mac, guint16 ethertype, UmSlice bytes)
{
  GByteArray *packet = g_byte_array_new ();

  g_byte_array_append (packet, (const guint8 *) bytes.data, bytes.len);
  push (builder, mac, ethertype, packet);
}

static void
push_registration (UmCaseBuilder *builder)
{
  push (builder, CARD, 0x0800, packet_builder_udp (PHONE, SERVER, UM_SLICE (REGISTER)));
  push (builder, ROUTER, 0x0800, packet_builder_udp (SERVER, PHONE, UM_SLICE (ANSWER)));
}

#define ARP(mac, address) \
  push_raw (builder, mac, 0x0806, UM_SLICE ("\0\1\x08\0\6\4\0\2" mac address "\0\0\0\0\0\0\0\0\0\0"))

static void
push_ssdp (UmCaseBuilder *builder, const char *mac, const char *from, const char *name)
{
  g_autofree char *text = g_strdup_printf (
      "NOTIFY * HTTP/1.1\r\nSERVER: %s\r\nNTS: ssdp:alive\r\n"
      "NT: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\n\r\n", name);

  push (builder, mac, 0x0800,
        packet_builder_udp (from, "239.255.255.250:1900", um_slice_from_string (text)));
}

static UmCase *
finish (UmCaseBuilder *builder)
{
  um_case_builder_finish (builder);
  return um_case_builder_snapshot (builder, UM_VANTAGE_UNKNOWN);
}

static void
assert_address (const UmAddress *address, const char *expected)
{
  g_autofree char *text = um_address_dup_string (address);

  assert_string_equal (text, expected);
}

static void
the_gateway_is_the_card_that_delivers_from_beyond (void **state)
{
  g_autoptr (UmCaseBuilder) builder = um_case_builder_new ("x", UM_SOURCE_PCAP);
  g_autoptr (UmCase) about = NULL;
  const UmHostFact *name;

  push_ssdp (builder, CARD, "192.168.1.60:1900", "Television/1.0"); /* claims to be a gateway */
  ARP (ROUTER, "\xc0\xa8\1\1");
  ARP (ROUTER, "\xcb\0\x71\x09");
  ARP (CARD, "\xc0\xa8\1\x32");
  push_registration (builder);
  push_ssdp (builder, ROUTER, "192.168.1.1:1900", "Box/1.0");
  about = finish (builder);

  assert_int_equal (about->hosts->gateway_source, UM_GATEWAY_BY_TRAFFIC);
  assert_memory_equal (about->hosts->gateway_mac, ROUTER, 6);
  assert_address (&about->hosts->gateway, "192.168.1.1");
  assert_int_equal (about->hosts->gateway_names->len, 1);
  name = about->hosts->gateway_names->pdata[0];
  assert_string_equal (name->name, "Box/1.0");
  assert_string_equal (um_host_fact_source_name (name), "ssdp");
}

static void
a_card_lives_where_arp_says_and_nowhere_else (void **state)
{
  g_autoptr (UmCaseBuilder) builder = um_case_builder_new ("x", UM_SOURCE_PCAP);
  g_autoptr (UmCase) about = NULL;
  UmAddress router = um_address_from_ipv4 (0xc0a80101);
  UmAddress other = um_address_from_ipv4 (0xc0a80102);

  ARP (ROUTER, "\xc0\xa8\1\1");
  about = finish (builder);
  assert_true (um_host_facts_lives_at (about->hosts, &router, (const guint8 *) ROUTER));
  assert_false (um_host_facts_lives_at (about->hosts, &router, (const guint8 *) CARD));
  assert_false (um_host_facts_lives_at (about->hosts, &other, (const guint8 *) ROUTER));
}

static void
two_boxes_that_call_themselves_gateway_are_none (void **state)
{
  g_autoptr (UmCaseBuilder) builder = um_case_builder_new ("x", UM_SOURCE_PCAP);
  g_autoptr (UmCase) one = NULL;
  g_autoptr (UmCase) two = NULL;

  push_ssdp (builder, ROUTER, "192.168.1.1:1900", "Box/1.0");
  one = um_case_builder_snapshot (builder, UM_VANTAGE_UNKNOWN);
  push_ssdp (builder, CARD, "192.168.1.60:1900", "Television/1.0");
  two = finish (builder);

  assert_int_equal (one->hosts->gateway_source, UM_GATEWAY_BY_SSDP);
  assert_address (&one->hosts->gateway, "192.168.1.1");
  assert_int_equal (two->hosts->gateway_source, UM_GATEWAY_UNKNOWN);
  assert_false (um_host_facts_has_gateway_mac (two->hosts));
  assert_int_equal (two->hosts->gateway_names->len, 0);
}

/* As DHCP says; its card by ARP. */
static void
dhcp_names_the_gateway (void **state)
{
  g_autoptr (UmCaseBuilder) builder = um_case_builder_new ("x", UM_SOURCE_PCAP);
  g_autoptr (UmCase) about = NULL;
  g_autoptr (GByteArray) ack = g_byte_array_new ();

  g_byte_array_set_size (ack, 236);
  memset (ack->data, 0, ack->len);
  memcpy (ack->data, "\2\1\6", 3);
  g_byte_array_append (ack, (const guint8 *) "\x63\x82\x53\x63\x35\1\5\3\4\xc0\xa8\1\1\xff", 14);
  ARP (CARD, "\xc0\xa8\1\x32");
  ARP (ROUTER, "\xc0\xa8\1\1");
  push (builder, CARD, 0x0800,
        packet_builder_udp ("192.168.1.2:67", "192.168.1.50:68", packet_builder_bytes (ack)));
  about = finish (builder);

  assert_int_equal (about->hosts->gateway_source, UM_GATEWAY_BY_DHCP);
  assert_address (&about->hosts->gateway, "192.168.1.1");
  assert_memory_equal (about->hosts->gateway_mac, ROUTER, 6);
}

static void
what_is_repeated_is_one_fact_and_a_flood_is_counted (void **state)
{
  g_autoptr (UmCaseBuilder) builder = um_case_builder_new ("x", UM_SOURCE_PCAP);
  g_autoptr (UmCase) about = NULL;

  for (guint i = 0; i < 10; i++)
    ARP (ROUTER, "\xc0\xa8\1\1");
  for (guint i = 0; i < UM_LIMIT_HOST_FACTS + 5; i++)
    {
      guint8 bytes[28] = { 0, 1, 8, 0, 6, 4, 0, 2, 2, 0, 0, 0, 0, 9, 10, 0, i >> 8, i & 0xff };

      push_raw (builder, CARD, 0x0806, um_slice_new (bytes, sizeof bytes));
    }
  push_ssdp (builder, ROUTER, "192.168.1.1:1900", "Box/1.0"); /* other kinds have their own room */
  about = finish (builder);
  assert_int_equal (about->hosts->facts->len, UM_LIMIT_HOST_FACTS + 1);
  assert_int_equal (about->damage.count[UM_DAMAGE_LIMIT_REACHED], 6);
}

static void
public_addresses_come_from_phones_and_stun (void **state)
{
  g_autoptr (UmCaseBuilder) builder = um_case_builder_new ("x", UM_SOURCE_PCAP);
  g_autoptr (UmCase) about = NULL;

  push_registration (builder);
  push (builder, ROUTER, 0x0800,
        packet_builder_udp ("198.51.100.30:3478", "192.168.1.50:5060",
                            UM_SLICE ("\1\1\0\x0c\x21\x12\xa4\x42" "abcdefghijkl"
                                      "\0\x20\0\x08\0\1\xa1\x47\xea\x12\xd5\x45")));
  about = finish (builder);
  assert_true (about->hosts->public_addresses->len >= 1);
  assert_address (&g_array_index (about->hosts->public_addresses, UmAddress,
                                  about->hosts->public_addresses->len - 1),
                  "203.0.113.7");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (the_gateway_is_the_card_that_delivers_from_beyond),
    cmocka_unit_test (a_card_lives_where_arp_says_and_nowhere_else),
    cmocka_unit_test (two_boxes_that_call_themselves_gateway_are_none),
    cmocka_unit_test (dhcp_names_the_gateway),
    cmocka_unit_test (what_is_repeated_is_one_fact_and_a_flood_is_counted),
    cmocka_unit_test (public_addresses_come_from_phones_and_stun),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
