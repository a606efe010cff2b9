/* One packet from its link layer to what a transport carries. The first byte chooses the link type,
 * the second how much the snap length left out. */

#include "fuzz/fuzz.h"

#include "dissect/dissector.h"

static void
sip_cb (const UmDatagram *datagram, const UmSipMessage *message, gpointer packet)
{
  /* TCP may have put the message together somewhere else */
  if (datagram->transport == UM_TRANSPORT_UDP)
    assert_inside (message->raw, datagram->payload);
  g_assert_true (um_address_is_set (&datagram->source.address));
}

static void
stun_cb (const UmStunMapping *mapping, gpointer packet)
{
  g_assert_true (um_address_is_set (&mapping->mapped.address));
}

static void
tls_cb (const UmDatagram *datagram, gpointer packet)
{
  g_assert_cmpint (datagram->transport, ==, UM_TRANSPORT_TCP);
}

static void
rtp_cb (const UmRtpPacket *rtp, gpointer packet)
{
  g_assert_cmpuint (rtp->source.port, >=, 1024);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const guint32 links[] = {
    UM_LINK_ETHERNET,  UM_LINK_NULL,       UM_LINK_PPP,   UM_LINK_RAW_BSD, UM_LINK_RAW_OPENBSD,
    UM_LINK_PPP_ETHER, UM_LINK_RAW,        UM_LINK_LOOP,  UM_LINK_IPV4,    UM_LINK_IPV6,
    UM_LINK_LINUX_SLL, UM_LINK_LINUX_SLL2, G_MAXUINT32,
  };
  static const UmDissectorSink sink = { sip_cb, stun_cb, tls_cb, rtp_cb };
  UmSlice rest = um_slice_new (data, size);
  UmPacket packet = { .number = 1, .link_type = links[fuzz_take_u8 (&rest) % G_N_ELEMENTS (links)] };
  guint8 missing = fuzz_take_u8 (&rest);
  UmDamage damage = { 0 };
  g_autoptr (UmDissector) dissector = um_dissector_new (&sink, &packet, &damage);

  packet.bytes = rest;
  packet.wire_length = (guint32) rest.len + missing;
  um_dissector_push (dissector, &packet);
  um_dissector_finish (dissector);
  return 0;
}
