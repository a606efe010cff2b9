#include "support/test.h"

#include "report/call-flow.h"
#include "support/packet-builder.h"

#define START  G_GINT64_CONSTANT (1767607200000000)
#define SECOND G_GINT64_CONSTANT (1000000)

#define PHONE  "192.168.1.50"
#define PUBLIC "203.0.113.50"
#define SERVER "198.51.100.20"

typedef struct
{
  UmCaseBuilder *builder;
  guint64 number;
  const char *phone; /* where the phone's packets come from: its own address or the public one */
} Fixture;

static void
fixture_init (Fixture *self, const char *phone)
{
  *self = (Fixture){ um_case_builder_new ("test.pcap", UM_SOURCE_PCAP), 0, phone };
}

static UmFindings *
fixture_end (Fixture *self)
{
  g_autoptr (UmCase) about = NULL;

  um_case_builder_finish (self->builder);
  about = um_case_builder_snapshot (self->builder, UM_VANTAGE_UNKNOWN);
  um_case_builder_free (self->builder);
  return um_findings_new (about);
}

static void
push (Fixture *self, gint64 time_us, const char *source, const char *destination, UmSlice payload)
{
  g_autoptr (GByteArray) bytes = packet_builder_udp (source, destination, payload);
  UmPacket packet = { .number = ++self->number,
                      .time_us = START + time_us,
                      .link_type = UM_LINK_RAW,
                      .wire_length = bytes->len,
                      .bytes = packet_builder_bytes (bytes) };

  um_case_builder_push_packet (self->builder, &packet);
}

/* first: start line; sdp: NULL for none. */
static void
sip (Fixture *self,
     double at,
     gboolean from_phone,
     const char *first,
     const char *cseq,
     const char *sdp)
{
  g_autofree char *phone = g_strdup_printf ("%s:5060", self->phone);
  g_autofree char *text = g_strdup_printf (
      "%s\r\nVia: SIP/2.0/UDP " PHONE ";branch=z9hG4bK%.1s%s\r\nFrom: <sip:1001@pbx.example.net>;"
      "tag=a\r\nTo: <sip:1002@pbx.example.net>\r\nCall-ID: call\r\nCSeq: %s\r\n%s%s"
      "Contact: <sip:1001@" PHONE ">\r\nContent-Length: %zu\r\n\r\n%s",
      first, cseq, strchr (cseq, ' ') + 1, cseq,
      from_phone ? "User-Agent: Yealink SIP-T46S 66.85.0.5\r\n" : "",
      sdp != NULL ? "Content-Type: application/sdp\r\n" : "", sdp != NULL ? strlen (sdp) : 0,
      sdp != NULL ? sdp : "");

  push (self, (gint64) (at * SECOND), from_phone ? phone : SERVER ":5060",
        from_phone ? SERVER ":5060" : phone, um_slice_from_string (text));
}

#define SDP(address, media, more)                                                 \
  "v=0\r\no=- 1 1 IN IP4 " address "\r\ns=-\r\nc=IN IP4 " address "\r\nt=0 0\r\n" \
  "m=" media " RTP/AVP 0 101\r\n" more

#define INVITE "INVITE sip:1002@pbx.example.net SIP/2.0"
#define OK     "SIP/2.0 200 OK"

/* Asked at 0 s, answered at 1 s; the phone wants to hear at PHONE:4000, the server at port 16000.
 */
static void
begin_call (Fixture *self)
{
  sip (self, 0, TRUE, INVITE, "1 INVITE", SDP (PHONE, "audio 4000", ""));
  sip (self, 1, FALSE, OK, "1 INVITE", SDP (SERVER, "audio 16000", ""));
  sip (self, 1.01, TRUE, "ACK sip:1002@" SERVER " SIP/2.0", "1 ACK", NULL);
}

/* The phone asks twice with the same bytes; the answers belong to the same call. */
static void
call_is_laid_out_from_the_phone_to_the_server (void **state)
{
  g_autoptr (UmFindings) findings = NULL;
  g_autoptr (UmCallFlow) flow = NULL;
  const UmFlowArrow *arrow;
  Fixture fixture;

  fixture_init (&fixture, PHONE);
  sip (&fixture, -0.5, TRUE, INVITE, "1 INVITE", SDP (PHONE, "audio 4000", ""));
  begin_call (&fixture);
  findings = fixture_end (&fixture);
  assert_int_equal (findings->calls->len, 1);
  flow = um_call_flow_new (findings, findings->calls->pdata[0]);

  assert_int_equal (flow->n_participants, 2);
  assert_int_equal (flow->arrows->len, 4);
  arrow = flow->arrows->pdata[0];
  assert_int_equal (arrow->from, 0);
  assert_int_equal (arrow->to, 1);
  assert_string_equal (arrow->label, INVITE);
  assert_false (arrow->retransmission);
  arrow = flow->arrows->pdata[1];
  assert_true (arrow->retransmission);
  arrow = flow->arrows->pdata[2];
  assert_int_equal (arrow->from, 1);
  assert_false (arrow->retransmission);
  assert_int_equal (flow->left_out, 0);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (call_is_laid_out_from_the_phone_to_the_server),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
