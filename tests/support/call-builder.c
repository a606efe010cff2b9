#include "support/call-builder.h"

#include "support/packet-builder.h"

#define START  G_GINT64_CONSTANT (1767607200000000)
#define SECOND G_GINT64_CONSTANT (1000000)

void
call_builder_init (CallBuilder *self, const char *phone)
{
  *self = (CallBuilder){ um_case_builder_new ("test.pcap", UM_SOURCE_PCAP), 0, phone };
}

UmFindings *
call_builder_end (CallBuilder *self)
{
  g_autoptr (UmCase) about = NULL;

  um_case_builder_finish (self->builder);
  about = um_case_builder_snapshot (self->builder, UM_VANTAGE_UNKNOWN);
  g_clear_pointer (&self->builder, um_case_builder_free);
  return um_findings_new (about);
}

static void
push (CallBuilder *self, double at, const char *source, const char *destination, UmSlice payload)
{
  g_autoptr (GByteArray) bytes = packet_builder_udp (source, destination, payload);
  UmPacket packet = { .number = ++self->number,
                      .time_us = START + (gint64) (at * SECOND),
                      .link_type = UM_LINK_RAW,
                      .wire_length = bytes->len,
                      .bytes = packet_builder_bytes (bytes) };

  um_case_builder_push_packet (self->builder, &packet);
}

void
call_builder_sip (CallBuilder *self,
                  double at,
                  gboolean from_phone,
                  const char *first,
                  const char *cseq,
                  const char *sdp)
{
  g_autofree char *phone = g_strdup_printf ("%s:5060", self->phone);
  g_autofree char *text =
      g_strdup_printf ("%s\r\nVia: SIP/2.0/UDP " CALL_PHONE
                       ";branch=z9hG4bK%.1s%s\r\nFrom: <sip:1001@pbx.example.net>;"
                       "tag=a\r\nTo: <sip:1002@pbx.example.net>\r\nCall-ID: call\r\nCSeq: %s\r\n"
                       "%s%sContact: <sip:1001@" CALL_PHONE ">\r\nContent-Length: %zu\r\n\r\n%s",
                       first, cseq, strchr (cseq, ' ') + 1, cseq,
                       from_phone ? "User-Agent: Yealink SIP-T46S 66.85.0.5\r\n" : "",
                       sdp != NULL ? "Content-Type: application/sdp\r\n" : "",
                       sdp != NULL ? strlen (sdp) : 0, sdp != NULL ? sdp : "");

  push (self, at, from_phone ? phone : CALL_SERVER ":5060",
        from_phone ? CALL_SERVER ":5060" : phone, um_slice_from_string (text));
}

void
call_builder_begin_call (CallBuilder *self)
{
  call_builder_sip (self, 0, TRUE, "INVITE sip:1002@pbx.example.net SIP/2.0", "1 INVITE",
                    CALL_SDP (CALL_PHONE, "audio 4000"));
  call_builder_sip (self, 1, FALSE, "SIP/2.0 200 OK", "1 INVITE",
                    CALL_SDP (CALL_SERVER, "audio 16000"));
  call_builder_sip (self, 1.01, TRUE, "ACK sip:1002@" CALL_SERVER " SIP/2.0", "1 ACK", NULL);
}

void
call_builder_sound (
    CallBuilder *self, double from, double to, const char *source, const char *destination)
{
  guint n = (guint) ((to - from) * 50);

  for (guint i = 0; i < n; i++)
    {
      guint32 timestamp = i * 160;
      guint8 bytes[32] = { 0x80,
                           0,
                           i >> 8,
                           i & 0xff,
                           timestamp >> 24,
                           timestamp >> 16,
                           timestamp >> 8,
                           timestamp & 0xff,
                           0,
                           0,
                           source[0],
                           1 };

      push (self, from + i / 50.0, source, destination, um_slice_new (bytes, sizeof bytes));
    }
}
