#include "support/test.h"

#include "dissect/dhcp.h"
#include "support/notice-text.h"

/* op, hardware type and length, ...; the address that is given; the card; the magic cookie. */
static GByteArray *
message_new (guint8 op, const char *address, UmSlice options)
{
  GByteArray *message = g_byte_array_new ();

  g_byte_array_set_size (message, 240);
  memset (message->data, 0, message->len);
  message->data[0] = op;
  message->data[1] = 1;
  message->data[2] = 6;
  memcpy (message->data + 16, address, 4);
  memcpy (message->data + 28, "\2\0\0\0\0\x0a", 6);
  memcpy (message->data + 236, "\x63\x82\x53\x63", 4);
  g_byte_array_append (message, (const guint8 *) options.data, options.len);
  return message;
}

#define YOURS   "\xc0\xa8\1\x32"
#define NOBODY  "\0\0\0\0"
#define ACK     "\x35\1\5"
#define OFFER   "\x35\1\2"
#define REQUEST "\x35\1\3"
#define SERVER  "\x36\4\xc0\xa8\1\1"
#define ROUTER  "\3\4\xc0\xa8\1\1"
#define LEASE   "LEASE 192.168.1.50 by 192.168.1.1 mac 02..0a; "
#define END     "\xff"

static const struct
{
  const char *label;
  guint8 op;
  const char *yours;
  UmSlice options;
  const char *expected;
} rows[] = {
  { "ACK", 2, YOURS, UM_SLICE (ACK SERVER ROUTER END),
    "DHCP-ROUTER 192.168.1.1 by 192.168.1.1; " LEASE },
  { "ACK, two routers", 2, YOURS, UM_SLICE (ACK SERVER "\3\x08\xc0\xa8\1\1\xc0\xa8\1\2" END),
    "DHCP-ROUTER 192.168.1.1 by 192.168.1.1; DHCP-ROUTER 192.168.1.2 by 192.168.1.1; " LEASE },
  { "ACK, padding between", 2, YOURS, UM_SLICE ("\0\0" ACK "\0" SERVER END), LEASE },
  { "ACK, SIP servers by address", 2, YOURS,
    UM_SLICE (ACK SERVER "\x78\5\1\xc6\x33\x64\x14" END),
    "DHCP-SIP 198.51.100.20 by 192.168.1.1; " LEASE },
  { "ACK, SIP servers by name", 2, YOURS,
    UM_SLICE (ACK SERVER "\x78\x16\0\3sip\7example\0\2s2\3net\0" END),
    "DHCP-SIP by 192.168.1.1 <sip.example>; DHCP-SIP by 192.168.1.1 <s2.net>; " LEASE },
  { "ACK, SIP servers in an encoding of the future", 2, YOURS,
    UM_SLICE (ACK SERVER "\x78\5\2\xc6\x33\x64\x14" END), LEASE },
  { "ACK, a SIP name that does not end", 2, YOURS, UM_SLICE (ACK SERVER "\x78\5\0\x09sip" END),
    LEASE },
  { "ACK of an INFORM", 2, NOBODY, UM_SLICE (ACK SERVER ROUTER END),
    "DHCP-ROUTER 192.168.1.1 by 192.168.1.1; " },
  { "ACK, an option beyond the end", 2, YOURS, UM_SLICE (ACK SERVER "\3\xff\xc0\xa8\1\1"), LEASE },
  { "ACK, no end", 2, YOURS, UM_SLICE (ACK SERVER), LEASE },
  { "offer", 2, YOURS, UM_SLICE (OFFER SERVER ROUTER END), "" },
  { "request", 1, NOBODY, UM_SLICE (REQUEST "\x0c\5" "phone" "\x3c\3" "VVX" END),
    "CLIENT mac 02..0a <phone> detail <VVX>; " },
  { "request that names nothing", 1, NOBODY, UM_SLICE (REQUEST END), "" },
  { "request that claims to be an ACK", 1, YOURS, UM_SLICE (ACK SERVER ROUTER END), "" },
  { "BOOTP without a type", 2, YOURS, UM_SLICE (SERVER ROUTER END), "" },
};

static void
acks_tell_the_router_and_the_lease (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GByteArray) message = message_new (rows[i].op, rows[i].yours, rows[i].options);
      g_autofree char *told = NULL;

      print_message ("%s\n", rows[i].label);
      told = notice_text_read (um_dhcp_read, um_slice_new (message->data, message->len));
      assert_string_equal (told, rows[i].expected);
    }
}

static void
what_is_no_dhcp_tells_nothing (void **state)
{
  g_autoptr (GByteArray) message = message_new (2, YOURS, UM_SLICE (ACK SERVER ROUTER END));
  static const guint places[] = { 1, 2, 236 }; /* hardware, its length, magic cookie */

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *told = NULL;

      message->data[places[i]] ^= 0x20;
      told = notice_text_read (um_dhcp_read, um_slice_new (message->data, message->len));
      assert_string_equal (told, "");
      message->data[places[i]] ^= 0x20;
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (acks_tell_the_router_and_the_lease),
    cmocka_unit_test (what_is_no_dhcp_tells_nothing),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
