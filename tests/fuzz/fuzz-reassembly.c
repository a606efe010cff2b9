/* Fragments and TCP segments in any order, overlapping, repeated, with holes. The input is a list of
 * pieces, each behind five bytes that say what it is and where it belongs. */

#include "fuzz/fuzz.h"

#include "core/limits.h"
#include "dissect/ip-fragments.h"
#include "dissect/tcp-stream.h"

enum
{
  FIRST_SEQUENCE = 0xfffffe00, /* so that the numbers wrap */
  MAX_DATAGRAM = 65535 + 8 * 8191,
};

typedef struct
{
  UmIpFragments *fragments;
  UmTcpStreams *streams;
} Target;

static void
sip_cb (const UmDatagram *datagram, const UmSipMessage *message, gpointer user_data)
{
  assert_inside (message->raw, datagram->payload);
  g_assert_cmpuint (message->raw.len, <=, UM_LIMIT_SIP_MESSAGE);
}

static void
incomplete_cb (const UmIpPacket *packet, const UmDatagram *carrier, gpointer user_data)
{
  g_assert_cmpuint (packet->missing, >=, 1);
  g_assert_cmpuint (packet->payload.len, <=, MAX_DATAGRAM);
}

static void
push_fragment (Target *target, guint8 how, guint16 where, UmSlice bytes)
{
  UmIpPacket fragment = { .version = (how & 2) != 0 ? 6 : 4,
                          .protocol = UM_IP_PROTOCOL_UDP,
                          .is_fragment = TRUE,
                          .more_fragments = (how & 4) != 0,
                          .id = how >> 6,
                          .missing = (how & 8) != 0 ? 1 : 0,
                          .offset = where & 0xfff8,
                          .payload = bytes };
  UmDatagram carrier = { .frame = 1 };
  UmIpPacket whole;

  if (um_ip_fragments_add (target->fragments, &fragment, &carrier, &whole))
    {
      g_assert_false (whole.is_fragment);
      g_assert_cmpuint (whole.payload.len, <=, MAX_DATAGRAM);
    }
}

static void
push_segment (Target *target, guint8 how, guint16 where, UmSlice bytes)
{
  UmTcpSegment segment = { .source_port = 5060 + (how >> 6),
                           .destination_port = 5060,
                           .sequence = FIRST_SEQUENCE + where,
                           .flags = (how >> 1) & 7,
                           .missing = (how & 16) != 0 ? 100 : 0,
                           .payload = bytes };
  UmDatagram carrier = { .frame = 1, .transport = UM_TRANSPORT_TCP };

  carrier.source.port = segment.source_port;
  carrier.destination.port = segment.destination_port;
  (void) um_tcp_streams_push (target->streams, &segment, &carrier);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  UmSlice rest = um_slice_new (data, size);
  UmDamage damage = { 0 };
  UmSipFramerSink sink = { .sip = sip_cb, .damage = &damage };
  Target target = { um_ip_fragments_new (incomplete_cb, NULL, &damage),
                    um_tcp_streams_new (&sink) };

  while (rest.len > 0)
    {
      guint8 how = fuzz_take_u8 (&rest);
      guint16 where = (guint16) (fuzz_take_u8 (&rest) << 8);
      guint16 len;

      where |= fuzz_take_u8 (&rest);
      len = (guint16) (fuzz_take_u8 (&rest) << 8);
      len |= fuzz_take_u8 (&rest);
      if ((how & 1) != 0)
        push_segment (&target, how, where, fuzz_take (&rest, len));
      else
        push_fragment (&target, how, where, fuzz_take (&rest, len));
    }
  um_ip_fragments_finish (target.fragments);
  um_tcp_streams_finish (target.streams);
  um_ip_fragments_free (target.fragments);
  um_tcp_streams_free (target.streams);
  um_sip_framer_sink_clear (&sink);
  return 0;
}
