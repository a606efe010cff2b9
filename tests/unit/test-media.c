#include "support/test.h"

#include "detect/findings.h"
#include "support/packet-builder.h"

#define START  G_GINT64_CONSTANT (1767607200000000)
#define SECOND G_GINT64_CONSTANT (1000000)
#define PACKET (SECOND / 50)

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

static void
end_call (Fixture *self, double at)
{
  sip (self, at, TRUE, "BYE sip:1002@" SERVER " SIP/2.0", "2 BYE", NULL);
  sip (self, at, FALSE, OK, "2 BYE", NULL);
}

typedef struct
{
  const char *source, *destination;
  double from, to;
  guint8 type;
  guint lose_every; /* 0: none */
  guint burst;      /* so many arrive at once, 0: each by itself */
} Sound;

static void
rtp (Fixture *self, const Sound *sound, guint32 ssrc)
{
  guint n = (guint) ((sound->to - sound->from) * 50);

  for (guint i = 0; i < n; i++)
    {
      guint32 timestamp = i * 160;
      guint8 bytes[32] = { 0x80,           sound->type,      i >> 8,
                           i & 0xff,       timestamp >> 24,  timestamp >> 16,
                           timestamp >> 8, timestamp & 0xff, ssrc >> 24,
                           ssrc >> 16,     ssrc >> 8,        ssrc & 0xff };
      double at = sound->from + (i - (sound->burst > 0 ? i % sound->burst : 0)) / 50.0;

      if (sound->lose_every == 0 || i % sound->lose_every != 7)
        push (self, (gint64) (at * SECOND), sound->source, sound->destination,
              um_slice_new (bytes, sizeof bytes));
    }
}

#define TO_PHONE   SERVER ":16000", PHONE ":4000"
#define FROM_PHONE PHONE ":4000", SERVER ":16000"
#define TO_NAT     SERVER ":16000", PUBLIC ":30004"
#define FROM_NAT   PUBLIC ":30004", SERVER ":16000"

/* What is seen of a call of 20 seconds, at the phone or (where phone is PUBLIC) beyond the router.
 */
static const struct
{
  const char *label;
  const char *phone;
  Sound sounds[4];
  UmMediaFinding to_phone, from_phone;
  gboolean inferred;
} rows[] = {
  { "both", PHONE, { { TO_PHONE, 1, 20 }, { FROM_PHONE, 1, 20 } }, UM_MEDIA_OK, UM_MEDIA_OK },
  { "both, from beyond the router",
    PUBLIC,
    { { TO_NAT, 1, 20 }, { FROM_NAT, 1, 20 } },
    UM_MEDIA_OK,
    UM_MEDIA_OK,
    TRUE },
  { "the port is kept by the router",
    PUBLIC,
    { { SERVER ":16000", PUBLIC ":4000", 1, 20 }, { PUBLIC ":4000", SERVER ":16000", 1, 20 } },
    UM_MEDIA_OK,
    UM_MEDIA_OK },
  { "the server sends from another port",
    PHONE,
    { { SERVER ":17000", PHONE ":4000", 1, 20 }, { FROM_PHONE, 1, 20 } },
    UM_MEDIA_OK,
    UM_MEDIA_OK },
  { "nothing that SDP or SIP names",
    PUBLIC,
    { { "198.51.100.77:17000", PUBLIC ":31000", 1, 20 }, { FROM_NAT, 1, 20 } },
    UM_MEDIA_OK,
    UM_MEDIA_OK,
    TRUE },
  { "only from the phone", PHONE, { { FROM_PHONE, 1, 20 } }, UM_MEDIA_ONE_WAY, UM_MEDIA_OK },
  { "only to the phone", PHONE, { { TO_PHONE, 1, 20 } }, UM_MEDIA_OK, UM_MEDIA_ONE_WAY },
  { "the server sends to the private address",
    PUBLIC,
    { { TO_PHONE, 1, 20 }, { FROM_NAT, 1, 20 } },
    UM_MEDIA_ONE_WAY,
    UM_MEDIA_OK },
  { "and then to where sound comes from",
    PUBLIC,
    { { TO_PHONE, 1, 1.2 }, { TO_NAT, 1.2, 20 }, { FROM_NAT, 1, 20 } },
    UM_MEDIA_OK,
    UM_MEDIA_OK,
    TRUE },
  { "only before the answer",
    PHONE,
    { { TO_PHONE, 0.2, 0.9 }, { FROM_PHONE, 1, 20 } },
    UM_MEDIA_ONE_WAY,
    UM_MEDIA_OK },
  { "no sound in the file", PHONE, { { 0 } }, UM_MEDIA_UNKNOWN, UM_MEDIA_UNKNOWN },
  { "the sound of strangers",
    PHONE,
    { { "192.0.2.1:4000", "192.0.2.2:4000", 1, 20 } },
    UM_MEDIA_UNKNOWN,
    UM_MEDIA_UNKNOWN },
  { "the sound of an earlier call of the phone",
    PHONE,
    { { PHONE ":4100", SERVER ":16100", -30, -10 } },
    UM_MEDIA_NONE,
    UM_MEDIA_NONE },
  { "one stops half way",
    PHONE,
    { { TO_PHONE, 1, 10 }, { FROM_PHONE, 1, 20 } },
    UM_MEDIA_CUT_OUT,
    UM_MEDIA_OK },
  { "both stop half way",
    PHONE,
    { { TO_PHONE, 1, 9 }, { FROM_PHONE, 1, 9 } },
    UM_MEDIA_CUT_OUT,
    UM_MEDIA_CUT_OUT },
  { "one stops two seconds before the end",
    PHONE,
    { { TO_PHONE, 1, 18 }, { FROM_PHONE, 1, 20 } },
    UM_MEDIA_OK,
    UM_MEDIA_OK },
  { "one stops, but for comfort noise",
    PHONE,
    { { TO_PHONE, 1, 10 }, { TO_PHONE, 10, 10.2, 13 }, { FROM_PHONE, 1, 20 } },
    UM_MEDIA_OK,
    UM_MEDIA_OK },
  { "three of a hundred are lost",
    PHONE,
    { { TO_PHONE, 1, 20, 0, 33 }, { FROM_PHONE, 1, 20 } },
    UM_MEDIA_QUALITY,
    UM_MEDIA_OK },
  { "one of two hundred is lost",
    PHONE,
    { { TO_PHONE, 1, 20, 0, 200 }, { FROM_PHONE, 1, 20 } },
    UM_MEDIA_OK,
    UM_MEDIA_OK },
  { "sound that comes in bursts",
    PHONE,
    { { TO_PHONE, 1, 20, 0, 0, 10 }, { FROM_PHONE, 1, 20 } },
    UM_MEDIA_QUALITY,
    UM_MEDIA_OK },
  { "sound to the site's own address",
    PUBLIC,
    { { PUBLIC ":30004", PUBLIC ":16000", 1, 20 } },
    UM_MEDIA_ONE_WAY,
    UM_MEDIA_HAIRPIN,
    TRUE },
};

static const UmMedia *
medium (const UmFindings *findings, guint index)
{
  return g_ptr_array_index (findings->media, index);
}

static void
sound_is_found_and_judged (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Fixture fixture;
      g_autoptr (UmFindings) findings = NULL;

      print_message ("%s\n", rows[i].label);
      fixture_init (&fixture, rows[i].phone);
      begin_call (&fixture);
      for (guint s = 0; s < G_N_ELEMENTS (rows[i].sounds) && rows[i].sounds[s].to != 0; s++)
        rtp (&fixture, &rows[i].sounds[s], 0x1000 + s);
      end_call (&fixture, 20);
      findings = fixture_end (&fixture);
      assert_int_equal (findings->media->len, 2);
      assert_true (medium (findings, 0)->to_phone);
      assert_false (medium (findings, 1)->to_phone);
      assert_string_equal (um_media_finding_name (medium (findings, 0)->finding),
                           um_media_finding_name (rows[i].to_phone));
      assert_string_equal (um_media_finding_name (medium (findings, 1)->finding),
                           um_media_finding_name (rows[i].from_phone));
      assert_int_equal (medium (findings, 0)->inferred || medium (findings, 1)->inferred,
                        rows[i].inferred);
    }
}

static void
advertised_and_actual_addresses_are_told_apart (void **state)
{
  static const Sound sounds[] = { { TO_NAT, 1, 3 }, { FROM_NAT, 1, 5 } };
  Fixture fixture;
  g_autoptr (UmFindings) findings = NULL;
  char text[UM_ENDPOINT_STRING_MAX];

  fixture_init (&fixture, PUBLIC);
  begin_call (&fixture);
  rtp (&fixture, &sounds[0], 1);
  rtp (&fixture, &sounds[1], 1);
  end_call (&fixture, 5);
  findings = fixture_end (&fixture);
  assert_string_equal (um_endpoint_to_string (&medium (findings, 0)->advertised, text),
                       PHONE ":4000");
  assert_string_equal (um_endpoint_to_string (&medium (findings, 0)->actual, text),
                       PUBLIC ":30004");
  assert_string_equal (um_endpoint_to_string (&medium (findings, 0)->source, text),
                       SERVER ":16000");
  assert_int_equal (medium (findings, 0)->packets, 100);
  assert_int_equal (medium (findings, 1)->packets, 200);
}

/* One file from both sides of the router: each side has its own sound. */
static void
both_sides_of_the_router_stay_apart (void **state)
{
  static const Sound sounds[] = {
    { TO_PHONE, 1, 3 }, { FROM_PHONE, 1, 5 }, { TO_NAT, 1, 3 }, { FROM_NAT, 1, 5 }
  };
  Fixture fixture;
  g_autoptr (UmFindings) findings = NULL;

  fixture_init (&fixture, PHONE);
  for (guint side = 0; side < 2; side++)
    {
      fixture.phone = side == 0 ? PHONE : PUBLIC;
      begin_call (&fixture);
      end_call (&fixture, 5);
    }
  for (guint s = 0; s < G_N_ELEMENTS (sounds); s++)
    rtp (&fixture, &sounds[s], 1 + s % 2);
  findings = fixture_end (&fixture);
  assert_int_equal (findings->media->len, 4);
  for (guint i = 0; i < 4; i++)
    {
      assert_int_equal (medium (findings, i)->packets, i % 2 == 0 ? 100 : 200);
      assert_int_equal (medium (findings, i)->finding, UM_MEDIA_OK);
    }
}

/* offer: of the phone, at 5 s; it is taken back at 15 s. */
static const struct
{
  const char *label;
  const char *offer;
} holds[] = {
  { "sendonly", SDP (PHONE, "audio 4000", "a=sendonly\r\n") },
  { "inactive", SDP (PHONE, "audio 4000", "a=inactive\r\n") },
  { "an address of zeros", SDP ("0.0.0.0", "audio 4000", "") },
};

static void
silence_on_hold_is_no_fault (void **state)
{
  static const Sound sounds[] = { { TO_PHONE, 1, 5 }, { FROM_PHONE, 1, 5 } };

  for (gsize i = 0; i < G_N_ELEMENTS (holds); i++)
    {
      Fixture fixture;
      g_autoptr (UmFindings) findings = NULL;

      print_message ("%s\n", holds[i].label);
      fixture_init (&fixture, PHONE);
      begin_call (&fixture);
      sip (&fixture, 5, TRUE, "INVITE sip:1002@" SERVER " SIP/2.0", "2 INVITE", holds[i].offer);
      sip (&fixture, 5.1, FALSE, OK, "2 INVITE", SDP (SERVER, "audio 16000", "a=recvonly\r\n"));
      rtp (&fixture, &sounds[0], 1);
      rtp (&fixture, &sounds[1], 2);
      end_call (&fixture, 30);
      findings = fixture_end (&fixture);
      assert_int_equal (medium (findings, 0)->finding, UM_MEDIA_HOLD);
      assert_int_equal (medium (findings, 1)->finding, UM_MEDIA_HOLD);
    }
}

static void
a_call_taken_back_from_hold_is_heard_again (void **state)
{
  static const Sound sounds[] = { { TO_PHONE, 1, 20 }, { FROM_PHONE, 1, 20 } };
  Fixture fixture;
  g_autoptr (UmFindings) findings = NULL;

  fixture_init (&fixture, PHONE);
  begin_call (&fixture);
  sip (&fixture, 5, TRUE, "INVITE sip:1002@" SERVER " SIP/2.0", "2 INVITE", holds[0].offer);
  sip (&fixture, 5.1, FALSE, OK, "2 INVITE", SDP (SERVER, "audio 16000", "a=recvonly\r\n"));
  sip (&fixture, 10, TRUE, "INVITE sip:1002@" SERVER " SIP/2.0", "3 INVITE",
       SDP (PHONE, "audio 4000", "a=sendrecv\r\n"));
  sip (&fixture, 10.1, FALSE, OK, "3 INVITE", SDP (SERVER, "audio 16000", "a=sendrecv\r\n"));
  rtp (&fixture, &sounds[0], 1);
  rtp (&fixture, &sounds[1], 2);
  end_call (&fixture, 20);
  findings = fixture_end (&fixture);
  assert_int_equal (medium (findings, 0)->finding, UM_MEDIA_OK);
  assert_int_equal (medium (findings, 1)->finding, UM_MEDIA_OK);
}

static void
early_media_of_a_call_that_is_given_up_is_no_fault (void **state)
{
  static const Sound sound = { TO_PHONE, 0.5, 4 };
  Fixture fixture;
  g_autoptr (UmFindings) findings = NULL;

  fixture_init (&fixture, PHONE);
  sip (&fixture, 0, TRUE, INVITE, "1 INVITE", SDP (PHONE, "audio 4000", ""));
  sip (&fixture, 0.4, FALSE, "SIP/2.0 183 Session Progress", "1 INVITE",
       SDP (SERVER, "audio 16000", ""));
  rtp (&fixture, &sound, 1);
  sip (&fixture, 5, TRUE, "CANCEL sip:1002@pbx.example.net SIP/2.0", "1 CANCEL", NULL);
  findings = fixture_end (&fixture);
  assert_int_equal (findings->media->len, 2);
  assert_int_equal (medium (findings, 0)->finding, UM_MEDIA_EARLY_ONLY);
  assert_int_equal (medium (findings, 1)->finding, UM_MEDIA_UNKNOWN);
}

static void
calls_without_an_answer_or_without_audio_have_no_sound (void **state)
{
  for (guint fax = 0; fax < 2; fax++)
    {
      Fixture fixture;
      g_autoptr (UmFindings) findings = NULL;

      fixture_init (&fixture, PHONE);
      sip (&fixture, 0, TRUE, INVITE, "1 INVITE",
           fax ? SDP (PHONE, "image 4000", "") : SDP (PHONE, "audio 4000", ""));
      sip (&fixture, 1, FALSE, fax ? OK : "SIP/2.0 486 Busy Here", "1 INVITE",
           fax ? SDP (SERVER, "image 16000", "") : NULL);
      findings = fixture_end (&fixture);
      assert_int_equal (findings->calls->len, 1);
      assert_int_equal (findings->media->len, 0);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (sound_is_found_and_judged),
    cmocka_unit_test (advertised_and_actual_addresses_are_told_apart),
    cmocka_unit_test (a_call_taken_back_from_hold_is_heard_again),
    cmocka_unit_test (both_sides_of_the_router_stay_apart),
    cmocka_unit_test (silence_on_hold_is_no_fault),
    cmocka_unit_test (early_media_of_a_call_that_is_given_up_is_no_fault),
    cmocka_unit_test (calls_without_an_answer_or_without_audio_have_no_sound),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
