#include "support/guard-buffer.h"
#include "support/test.h"

#include "probe/icmp-quotes.h"

/* Ethernet, IPv4 from 10.9.0.2, ICMP Time Exceeded that quotes 28 bytes: UDP from 192.168.1.50:5060
 * to 192.0.2.80:5060, length 349, checksum 0x1234. */
static const guint8 expired[] = {
  2,    0,    0,    0,    0,    1,    2,    0,    0,  0,  0, 2, 0x08, 0x00, /* Ethernet */
  0x45, 0,    0,    56,   0,    1,    0,    0,    63, 1,  0, 0, 10,   9,
  0,    2,    192,  168,  1,    50,            /* IPv4 */
  11,   0,    0,    0,    0,    0,    0,    0, /* ICMP */
  0x45, 0,    1,    113,  0,    2,    0,    0,    1,  17, 0, 0, 192,  168,
  1,    50,   192,  0,    2,    80,               /* IPv4 */
  0x13, 0xc4, 0x13, 0xc4, 0x01, 0x5d, 0x12, 0x34, /* UDP */
};

static const UmEndpoint *
endpoint (const char *address, guint16 port, UmEndpoint *storage)
{
  assert_true (um_address_parse (um_slice_from_string (address), &storage->address));
  storage->port = port;
  return storage;
}

static gboolean
find (
    UmIcmpQuotes *quotes, const char *hop, const char *local, guint16 port, UmIcmpQuote *ret_quote)
{
  UmEndpoint a, b, c;

  return um_icmp_quotes_find (quotes, &endpoint (hop, 0, &a)->address, endpoint (local, port, &b),
                              endpoint ("192.0.2.80", 5060, &c), ret_quote);
}

static void
header_of_the_quoted_datagram_is_found_by_hop_and_ends (void **state)
{
  g_autoptr (UmIcmpQuotes) quotes = um_icmp_quotes_new ();
  UmIcmpQuote quote = { 1, 1 };

  um_icmp_quotes_take (quotes, 1, guard_buffer_copy (expired, sizeof expired));
  assert_true (find (quotes, "10.9.0.2", "192.168.1.50", 5060, &quote));
  assert_int_equal (quote.length, 349);
  assert_int_equal (quote.checksum, 0x1234);
  quote.length = 1;
  assert_false (find (quotes, "10.9.0.3", "192.168.1.50", 5060, &quote));
  assert_false (find (quotes, "10.9.0.2", "192.168.1.51", 5060, &quote));
  assert_false (find (quotes, "10.9.0.2", "192.168.1.50", 5062, &quote));
  assert_int_equal (quote.length, 1);
}

static void
no_cut_packet_is_read_beyond_its_end (void **state)
{
  for (gsize len = 0; len < sizeof expired; len++)
    {
      g_autoptr (UmIcmpQuotes) quotes = um_icmp_quotes_new ();
      UmIcmpQuote quote;

      um_icmp_quotes_take (quotes, 1, guard_buffer_copy (expired, len));
      assert_false (find (quotes, "10.9.0.2", "192.168.1.50", 5060, &quote));
    }
}

static void
other_messages_are_no_quotes (void **state)
{
  static const struct
  {
    gsize at;
    guint8 value;
  } rows[] = {
    { 34, 0 },    /* echo reply */
    { 23, 17 },   /* UDP outside */
    { 51, 6 },    /* TCP inside */
    { 42, 0x65 }, /* IPv6 inside */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (UmIcmpQuotes) quotes = um_icmp_quotes_new ();
      guint8 bytes[sizeof expired];
      UmIcmpQuote quote;

      memcpy (bytes, expired, sizeof bytes);
      bytes[rows[i].at] = rows[i].value;
      um_icmp_quotes_take (quotes, 1, guard_buffer_copy (bytes, sizeof bytes));
      assert_false (find (quotes, "10.9.0.2", "192.168.1.50", 5060, &quote));
    }
}

static void
last_one_counts_and_clearing_forgets (void **state)
{
  g_autoptr (UmIcmpQuotes) quotes = um_icmp_quotes_new ();
  guint8 bytes[sizeof expired];
  UmIcmpQuote quote;

  memcpy (bytes, expired, sizeof bytes);
  for (guint i = 0; i < 100; i++)
    {
      bytes[67] = (guint8) i; /* the length's low byte */
      um_icmp_quotes_take (quotes, 1, um_slice_new (bytes, sizeof bytes));
    }
  assert_true (find (quotes, "10.9.0.2", "192.168.1.50", 5060, &quote));
  assert_int_equal (quote.length, 0x0100 + 99);
  um_icmp_quotes_clear (quotes);
  assert_false (find (quotes, "10.9.0.2", "192.168.1.50", 5060, &quote));
}

/* "hi" from 10.0.0.1:1000 to 10.0.0.2:2000. */
static void
checksum_is_the_one_of_rfc_768 (void **state)
{
  UmEndpoint from, to;
  guint32 sum = 0x0a00 + 0x0001 + 0x0a00 + 0x0002 + 17 + 10 + 1000 + 2000 + 10 + 0x6869;

  sum = (sum & 0xffff) + (sum >> 16);
  assert_int_equal (um_icmp_quotes_checksum (endpoint ("10.0.0.1", 1000, &from),
                                             endpoint ("10.0.0.2", 2000, &to), UM_SLICE ("hi")),
                    (guint16) ~sum);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (header_of_the_quoted_datagram_is_found_by_hop_and_ends),
    cmocka_unit_test (no_cut_packet_is_read_beyond_its_end),
    cmocka_unit_test (other_messages_are_no_quotes),
    cmocka_unit_test (last_one_counts_and_clearing_forgets),
    cmocka_unit_test (checksum_is_the_one_of_rfc_768),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
