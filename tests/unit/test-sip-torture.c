#include "support/test.h"

#include "dissect/sip-fields.h"
#include "dissect/sip-message.h"
#include "dissect/sip-via.h"
#include "support/guard-buffer.h"

/* The properties of RFC 4475's and RFC 5118's messages, in messages of our own. We read leniently and
 * remember exactly: what the RFC calls malformed is refused, or read and flagged for the reason that it
 * states, or the one field is refused. */

#define VIA  "Via: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK1\r\n"
#define ENDS "From: <sip:a@192.0.2.1>;tag=1\r\nTo: <sip:b@192.0.2.2>\r\nCall-ID: 1@192.0.2.9\r\n"
#define CSEQ "CSeq: 1 INVITE\r\n"
#define NONE "Content-Length: 0\r\n\r\n"
#define START "INVITE sip:b@192.0.2.2 SIP/2.0\r\n"

typedef struct
{
  const char *label; /* with the RFC's section */
  UmSlice bytes;
  UmSipStatus status;
  guint anomalies;
} Row;

#define BYTES(literal) { literal, sizeof (literal) - 1 }

static const Row rows[] = {
  { "4475 3.1.1.1, folds, odd blanks and compact names",
    BYTES (START "v:  SIP / 2.0  / UDP\r\n  192.0.2.9;branch=z9hG4bK1\r\nTO :\r\n sip:b@192.0.2.2\r\n"
                 "f: <sip:a@192.0.2.1>\r\ni: 1\r\ncSeQ:   0009\r\n  INVITE\r\nl: 0\r\n\r\n"),
    UM_SIP_OK, UM_SIP_ANOMALY_FOLDED | UM_SIP_ANOMALY_SPACE_BEFORE_COLON },
  { "4475 3.1.1.2, a method of odd characters, NUL in a quoted name",
    BYTES ("!a%*_+`'~-. sip:b@192.0.2.2 SIP/2.0\r\n" VIA
           "From: \"a\0b\x07\" <sip:a@192.0.2.1>\r\nTo: <sip:b@192.0.2.2>\r\nCall-ID: 1\r\n"
           "CSeq: 1 !a%*_+`'~-.\r\n" NONE), UM_SIP_OK, 0 },
  { "4475 3.1.1.8, another message behind the first",
    BYTES (START VIA ENDS CSEQ NONE START), UM_SIP_OK, UM_SIP_ANOMALY_BODY_TOO_LONG },
  { "4475 3.1.1.13, no reason phrase",
    BYTES ("SIP/2.0 100 \r\n" VIA ENDS CSEQ NONE), UM_SIP_OK, 0 },
  { "4475 3.1.2.2, a length larger than the message",
    BYTES (START VIA ENDS CSEQ "Content-Length: 9999\r\n\r\nv=0\r\n"), UM_SIP_OK,
    UM_SIP_ANOMALY_BODY_TOO_SHORT },
  { "4475 3.1.2.3, a negative length",
    BYTES (START VIA ENDS CSEQ "Content-Length: -999\r\n\r\nv=0\r\n"), UM_SIP_OK,
    UM_SIP_ANOMALY_BAD_CONTENT_LENGTH },
  { "4475 3.1.2.7, brackets around the Request-URI",
    BYTES ("INVITE <sip:b@192.0.2.2> SIP/2.0\r\n" VIA ENDS CSEQ NONE), UM_SIP_OK,
    UM_SIP_ANOMALY_ODD_START_LINE },
  { "4475 3.1.2.9, several blanks in the start line",
    BYTES ("INVITE  sip:b@192.0.2.2   SIP/2.0\r\n" VIA ENDS CSEQ NONE), UM_SIP_OK,
    UM_SIP_ANOMALY_ODD_START_LINE },
  { "4475 3.1.2.16, an unknown version",
    BYTES ("OPTIONS sip:b@192.0.2.2 SIP/7.0\r\n" VIA ENDS CSEQ NONE), UM_SIP_OK,
    UM_SIP_ANOMALY_ODD_START_LINE },
  { "4475 3.1.2.19, an answer code out of range",
    BYTES ("SIP/2.0 4294967301 better not\r\n" VIA ENDS CSEQ NONE), UM_SIP_MALFORMED, 0 },
  { "4475 3.3.8, several values of headers that have one",
    BYTES (START VIA ENDS ENDS CSEQ NONE), UM_SIP_OK, UM_SIP_ANOMALY_DUPLICATE_HEADER },
  { "4475 3.3.9, several lengths",
    BYTES (START VIA ENDS CSEQ "Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc"), UM_SIP_OK,
    UM_SIP_ANOMALY_DUPLICATE_HEADER },
  { "5118 4.1, an IPv6 reference",
    BYTES ("REGISTER sip:[2001:db8::10] SIP/2.0\r\nVia: SIP/2.0/UDP [2001:db8::9:1];branch=z9hG4bK1\r\n"
           ENDS "CSeq: 1 REGISTER\r\n" NONE), UM_SIP_OK, 0 },
};

static void
messages_are_read_or_refused_for_the_stated_reason (void **state)
{
  const guint told = UM_SIP_ANOMALY_FOLDED | UM_SIP_ANOMALY_SPACE_BEFORE_COLON |
                     UM_SIP_ANOMALY_BODY_TOO_LONG | UM_SIP_ANOMALY_BODY_TOO_SHORT |
                     UM_SIP_ANOMALY_BAD_CONTENT_LENGTH | UM_SIP_ANOMALY_ODD_START_LINE |
                     UM_SIP_ANOMALY_DUPLICATE_HEADER;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      UmSipMessage message;
      UmSlice bytes = guard_buffer_copy (rows[i].bytes.data, rows[i].bytes.len);
      UmSipStatus status = um_sip_message_parse (bytes, UM_SIP_FRAME_DATAGRAM, &message, NULL);

      print_message ("RFC %s\n", rows[i].label);
      assert_int_equal (status, rows[i].status);
      if (status == UM_SIP_OK)
        {
          assert_int_equal (message.anomalies & told & rows[i].anomalies, rows[i].anomalies);
          if (rows[i].anomalies == 0)
            assert_int_equal (message.anomalies & told, 0);
        }
    }
}

static void
numbers_out_of_range_are_refused_by_their_field (void **state)
{
  guint64 number = 7;
  UmSlice method = UM_SLICE_UNSET;

  assert_int_not_equal (um_sip_cseq_parse (UM_SLICE ("36893488147419103232 REGISTER"), &number,
                                           &method), UM_SIP_OK);
  assert_int_equal (number, 7);
  assert_int_equal (um_sip_cseq_parse (UM_SLICE ("0009 INVITE"), &number, &method), UM_SIP_OK);
  assert_int_equal (number, 9);
}

/* RFC 5118 sections 4.3 and 4.4: without the bracket in front of it, a number belongs to the address. */
static void
a_port_stands_behind_the_bracket (void **state)
{
  UmSipNameAddr addr;
  UmSipVia via;

  assert_int_equal (um_sip_name_addr_parse (UM_SLICE ("<sip:[2001:db8::10:5070]>"), &addr),
                    UM_SIP_OK);
  assert_false (addr.uri.port_text.len > 0);
  assert_int_equal (um_sip_name_addr_parse (UM_SLICE ("<sip:[2001:db8::10]:5070>"), &addr),
                    UM_SIP_OK);
  assert_true (um_slice_equal (addr.uri.port_text, UM_SLICE ("5070")));
  /* section 4.5: received= is written with and without brackets */
  assert_int_equal (um_sip_via_parse (UM_SLICE ("SIP/2.0/UDP [2001:db8::9];received=[2001:db8::1]"),
                                      &via), UM_SIP_OK);
  assert_true (um_slice_is_set (via.received));
  assert_int_equal (um_sip_via_parse (UM_SLICE ("SIP/2.0/UDP [2001:db8::9];received=2001:db8::1"),
                                      &via), UM_SIP_OK);
  assert_true (um_slice_is_set (via.received));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (messages_are_read_or_refused_for_the_stated_reason),
    cmocka_unit_test (numbers_out_of_range_are_refused_by_their_field),
    cmocka_unit_test (a_port_stands_behind_the_bracket),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
