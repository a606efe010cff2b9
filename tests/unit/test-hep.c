#include "support/test.h"

#include "core/text.h"
#include "dissect/hep.h"
#include "support/guard-buffer.h"

#define SIP "OPTIONS sip:1@192.0.2.9 SIP/2.0"

#define FOUR_ENDS                  \
  "\0\0\0\3\0\x0a\xc0\xa8\1\x32"   \
  "\0\0\0\4\0\x0a\xc6\x33\x64\x14" \
  "\0\0\0\7\0\x08\x13\xc4"         \
  "\0\0\0\x08\0\x08\x13\xc6"
#define SIX_ENDS                                         \
  "\0\0\0\5\0\x16\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1" \
  "\0\0\0\6\0\x16\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\2" \
  "\0\0\0\7\0\x08\x13\xc4"                               \
  "\0\0\0\x08\0\x08\x13\xc6"
#define UDP     "\0\0\0\2\0\7\x11"
#define TCP     "\0\0\0\2\0\7\6"
#define IS_SIP  "\0\0\0\x0b\0\7\1"
#define IS_RTCP "\0\0\0\x0b\0\7\5"
#define CLOCK                \
  "\0\0\0\x09\0\x0a\0\0\0\2" \
  "\0\0\0\x0a\0\x0a\0\0\0\3"
#define PAYLOAD "\0\0\0\x0f\0\x25" SIP
#define PACKED  "\0\0\0\x10\0\x25" SIP
#define FOREIGN "\0\x2b\0\3\0\x0a\1\2\3\4" /* another vendor's number 3 */

#define FOUR "192.168.1.50:5060>198.51.100.20:5062"
#define SIX  "[2001:db8::1]:5060>[2001:db8::2]:5062"

#define OLD_4      \
  "\xc0\xa8\1\x32" \
  "\xc6\x33\x64\x14"

static const struct
{
  const char *label;
  UmSlice bytes; /* version 3: without its head, which is made */
  gboolean headless;
  UmLayerStatus status;
  const char *expected;
} rows[] = {
  { "IPv4 over UDP", UM_SLICE (FOUR_ENDS UDP IS_SIP CLOCK PAYLOAD), TRUE, UM_LAYER_OK,
    FOUR " 17 sip 2000003" },
  { "IPv6 over TCP", UM_SLICE (SIX_ENDS TCP IS_SIP CLOCK PAYLOAD), TRUE, UM_LAYER_OK,
    SIX " 6 sip 2000003" },
  { "payload first, no clock", UM_SLICE (PAYLOAD FOUR_ENDS UDP IS_SIP), TRUE, UM_LAYER_OK,
    FOUR " 17 sip" },
  { "another vendor's chunk", UM_SLICE (FOUR_ENDS FOREIGN UDP IS_SIP PAYLOAD), TRUE, UM_LAYER_OK,
    FOUR " 17 sip" },
  { "RTCP", UM_SLICE (FOUR_ENDS UDP IS_RTCP PAYLOAD), TRUE, UM_LAYER_OK, FOUR " 17" },
  { "compressed", UM_SLICE (FOUR_ENDS UDP IS_SIP PACKED), TRUE, UM_LAYER_OK,
    FOUR " 17 sip packed" },
  { "no payload", UM_SLICE (FOUR_ENDS UDP IS_SIP), TRUE, UM_LAYER_BAD, NULL },
  { "a chunk of 5 bytes", UM_SLICE (FOUR_ENDS "\0\0\0\x0f\0\5" PAYLOAD), TRUE, UM_LAYER_BAD, NULL },
  { "a chunk beyond the end", UM_SLICE (FOUR_ENDS "\0\0\0\x0f\xff\xff" SIP), TRUE, UM_LAYER_BAD,
    NULL },
  { "length beyond the datagram", UM_SLICE ("HEP3\1\0" FOUR_ENDS PAYLOAD), FALSE, UM_LAYER_CUT,
    NULL },
  { "HEP3 alone", UM_SLICE ("HEP3"), FALSE, UM_LAYER_CUT, NULL },
  { "version 1", UM_SLICE ("\1\x10\2\x11\x13\xc4\x13\xc6" OLD_4 SIP), FALSE, UM_LAYER_OK,
    FOUR " 17 sip" },
  { "version 2", UM_SLICE ("\2\x1c\2\x11\x13\xc4\x13\xc6" OLD_4 "\2\0\0\0\3\0\0\0\7\0\0\0" SIP),
    FALSE, UM_LAYER_OK, FOUR " 17 sip 2000003" },
  { "version 2, IPv6",
    UM_SLICE ("\2\x34\x0a\6\x13\xc4\x13\xc6"
              "\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1"
              "\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\2"
              "\2\0\0\0\3\0\0\0\7\0\0\0" SIP),
    FALSE, UM_LAYER_OK, SIX " 6 sip 2000003" },
  { "version 1, cut", UM_SLICE ("\1\x10\2\x11\x13\xc4\x13\xc6\xc0\xa8\1"), FALSE, UM_LAYER_CUT,
    NULL },
  { "version 2 with the length of version 1", UM_SLICE ("\2\x10\2\x11\x13\xc4\x13\xc6" OLD_4 SIP),
    FALSE, UM_LAYER_OTHER, NULL },
  { "a STUN answer",
    UM_SLICE ("\1\1\0\x0c\x21\x12\xa4\x42"
              "abcdefghijkl"),
    FALSE, UM_LAYER_OTHER, NULL },
  { "SIP", UM_SLICE (SIP), FALSE, UM_LAYER_OTHER, NULL },
  { "nothing", UM_SLICE (""), FALSE, UM_LAYER_OTHER, NULL },
};

static UmSlice
with_head (UmSlice bytes, gboolean headless)
{
  g_autoptr (GByteArray) packet = g_byte_array_new ();
  guint8 head[6] = { 'H', 'E', 'P', '3', (bytes.len + 6) >> 8, (bytes.len + 6) & 0xff };

  if (headless)
    g_byte_array_append (packet, head, sizeof head);
  g_byte_array_append (packet, (const guint8 *) bytes.data, bytes.len);
  return guard_buffer_copy (packet->data, packet->len);
}

static char *
describe (const UmHep *hep)
{
  g_autofree char *source = um_endpoint_dup_string (&hep->source);
  g_autofree char *destination = um_endpoint_dup_string (&hep->destination);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%s>%s %u%s%s", source, destination, hep->ip_protocol,
                          hep->is_sip ? " sip" : "", hep->is_packed ? " packed" : "");
  if (hep->time_us != UM_TIME_UNKNOWN)
    g_string_append_printf (text, " %" G_GINT64_FORMAT, hep->time_us);
  return g_string_free (text, FALSE);
}

static void
copies_name_the_ends_they_were_taken_between (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      UmSlice packet = with_head (rows[i].bytes, rows[i].headless);
      UmHep hep = { .ip_protocol = 99 };
      g_autofree char *told = NULL;

      print_message ("%s\n", rows[i].label);
      assert_int_equal (um_hep_parse (packet, &hep), rows[i].status);
      if (rows[i].status != UM_LAYER_OK)
        {
          assert_int_equal (hep.ip_protocol, 99); /* untouched */
          continue;
        }
      told = describe (&hep);
      assert_string_equal (told, rows[i].expected);
      assert_true (um_slice_equal (hep.payload, UM_SLICE (SIP)));
    }
}

static void
a_cut_copy_is_never_sound (void **state)
{
  UmSlice packet = with_head (rows[0].bytes, TRUE);
  UmHep hep;

  for (gsize len = 0; len < packet.len; len++)
    assert_int_not_equal (um_hep_parse (guard_buffer_copy (packet.data, len), &hep), UM_LAYER_OK);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (copies_name_the_ends_they_were_taken_between),
    cmocka_unit_test (a_cut_copy_is_never_sound),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
