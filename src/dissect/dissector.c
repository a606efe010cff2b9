/* The loop: link, IP (fragments, tunnels), then UDP datagrams to STUN or SIP, TCP segments to their
 * streams. What cannot be read is counted by its reason; what is not ours passes in silence. */

#include "dissect/dissector.h"

#include "core/limits.h"
#include "core/text.h" /* UM_TIME_UNKNOWN */
#include "dissect/dhcp.h"
#include "dissect/dns.h"
#include "dissect/duplicates.h"
#include "dissect/hep.h"
#include "dissect/icmp.h"
#include "dissect/ip-fragments.h"
#include "dissect/link-80211.h"
#include "dissect/link.h"
#include "dissect/neighbour.h"
#include "dissect/sctp-stream.h"
#include "dissect/ssdp.h"
#include "dissect/stun.h"
#include "dissect/tcp-stream.h"
#include "dissect/tunnel.h"
#include "dissect/turn.h"
#include "dissect/udp.h"

enum
{
  FIRST_MEDIA_PORT = 1024,
  PORT_DNS = 53,
  PORT_DHCP_SERVER = 67,
};

struct _UmDissector
{
  UmDissectorSink sink;
  gpointer user_data;
  UmDamage *damage; /* not owned */
  UmSipFramerSink framer_sink;
  UmIpFragments *fragments;
  UmTcpStreams *streams;
  UmSctpStreams *sctp;
  UmDuplicates *duplicates;
  gboolean telling; /* the packet at hand is more than sound or another's traffic */
  gboolean snapped; /* the packet at hand was cut by the snap length */
  UmSipMessage message;
};

static void push_tunnel (UmDissector *self,
                         const UmTunnel *tunnel,
                         const UmDatagram *carrier,
                         guint layer);

/* Bytes are missing: because the capture left them out, or because a header does not add up. */
static void
count_missing (UmDissector *self)
{
  um_damage_count (self->damage, self->snapped ? UM_DAMAGE_TRUNCATED_PACKET : UM_DAMAGE_BAD_HEADER);
}

static void
count_status (UmDissector *self, UmLayerStatus status)
{
  switch (status)
    {
    case UM_LAYER_OK:
    case UM_LAYER_OTHER:
      break;
    case UM_LAYER_CUT:
      count_missing (self);
      break;
    case UM_LAYER_BAD:
      um_damage_count (self->damage, UM_DAMAGE_BAD_HEADER);
      break;
    case UM_LAYER_ENCRYPTED:
      um_damage_count (self->damage, UM_DAMAGE_ENCRYPTED);
      break;
    case UM_LAYER_FRAGMENT:
      um_damage_count (self->damage, UM_DAMAGE_FRAGMENTS_MISSING);
      break;
    case UM_LAYER_TOO_DEEP:
      um_damage_count (self->damage, UM_DAMAGE_LIMIT_REACHED);
      break;
    case UM_LAYER_UNKNOWN_LINK:
      um_damage_count (self->damage, UM_DAMAGE_UNKNOWN_LINK);
      break;
    }
}

/* A malformed message is no news when its end was cut off; that has been counted. */
static void
deliver_sip (UmDissector *self, const UmDatagram *datagram)
{
  self->telling = TRUE;
  if (um_sip_message_parse (datagram->payload, UM_SIP_FRAME_DATAGRAM, &self->message, NULL) ==
          UM_SIP_OK &&
      (datagram->truncated || um_sip_framer_is_plausible (&self->message)))
    {
      if (self->sink.sip != NULL)
        self->sink.sip (datagram, &self->message, self->user_data);
    }
  else if (!datagram->truncated)
    um_damage_count (self->damage, UM_DAMAGE_MALFORMED_SIP);
}

static void
deliver_stun (UmDissector *self, const UmDatagram *datagram)
{
  UmStunMapping mapping = { .time_us = datagram->time_us,
                            .client = datagram->destination,
                            .server = datagram->source };

  self->telling |= um_stun_looks_like_stun (datagram->payload);
  if (self->sink.stun != NULL &&
      um_stun_parse_mapped (datagram->payload, datagram->source.port, &mapping.mapped))
    self->sink.stun (&mapping, self->user_data);
  if (self->sink.stun != NULL && um_turn_parse_relayed (datagram->payload, &mapping.mapped))
    {
      mapping.relayed = TRUE;
      self->sink.stun (&mapping, self->user_data);
    }
}

/* Neither SIP nor STUN begins with these two bits. Services below port 1024 are not media: DNS is
 * the one that looks like it. Of RTP only the header is read: FALSE when something else begins so.
 */
static gboolean
read_rtp (const UmDatagram *datagram, UmRtpPacket *packet)
{
  if (datagram->source.port < FIRST_MEDIA_PORT || datagram->destination.port < FIRST_MEDIA_PORT ||
      !um_rtp_parse (datagram->payload, datagram->truncated, packet))
    return FALSE;
  packet->time_us = datagram->time_us;
  packet->source = datagram->source;
  packet->destination = datagram->destination;
  packet->ttl = datagram->ttl;
  return TRUE;
}

static gboolean
deliver_rtp (UmDissector *self, const UmDatagram *datagram)
{
  UmRtpPacket packet;

  if (self->sink.rtp == NULL || !read_rtp (datagram, &packet))
    return FALSE;
  self->sink.rtp (&packet, self->user_data);
  return TRUE;
}

/* Asked for SIP and fragments only: streams tell by their numbers what they have had. */
static gboolean
is_duplicate (UmDissector *self, const UmIpPacket *packet, const UmDatagram *carrier)
{
  if (!um_duplicates_has_seen (self->duplicates, packet, carrier->time_us))
    return FALSE;
  um_damage_count (self->damage, UM_DAMAGE_DUPLICATE);
  return TRUE;
}

static gboolean
deliver_rtcp (UmDissector *self, const UmDatagram *datagram)
{
  UmSlice rest = datagram->payload;
  UmRtcpReport report = { .time_us = datagram->time_us,
                          .source = datagram->source,
                          .destination = datagram->destination };

  if (self->sink.rtcp == NULL || !um_rtcp_looks_like_rtcp (rest))
    return FALSE;
  while (um_rtcp_next (&rest, &report))
    self->sink.rtcp (&report, self->user_data);
  return !datagram->truncated;
}

/* Sound that a TURN server relays: between the phone and the server, as the packet says. */
static void
deliver_relayed (UmDissector *self, const UmDatagram *carrier)
{
  UmDatagram datagram = *carrier;

  if (um_turn_find_data (carrier->payload, &datagram.payload))
    (void) (deliver_rtp (self, &datagram) || deliver_rtcp (self, &datagram));
}

static UmNotice
notice_about (const UmDatagram *datagram)
{
  UmNotice about = { .frame = datagram->frame, .time_us = datagram->time_us };

  memcpy (about.mac, datagram->source_mac, sizeof about.mac);
  return about;
}

/* Which web sites somebody looks for is nobody's business: only what leads to SIP is telling. */
static void
notice_cb (const UmNotice *notice, gpointer user_data)
{
  UmDissector *self = user_data;

  self->telling |= notice->kind != UM_NOTICE_DNS_ADDRESS;
  self->sink.notice (notice, self->user_data);
}

/* DNS, DHCP and SSDP: rare, and off the path of SIP and sound. */
static void
deliver_notices (UmDissector *self, const UmDatagram *datagram)
{
  UmNotice about = notice_about (datagram);

  if (self->sink.notice == NULL)
    return;
  about.address = datagram->source.address;
  if (datagram->source.port == UM_SSDP_PORT || datagram->destination.port == UM_SSDP_PORT)
    um_ssdp_read (datagram->payload, &about, notice_cb, self);
  about.address = (UmAddress){ 0 };
  if (datagram->source.port == PORT_DNS)
    um_dns_read (datagram->payload, &about, notice_cb, self);
  if (datagram->source.port == PORT_DHCP_SERVER || datagram->destination.port == PORT_DHCP_SERVER)
    um_dhcp_read (datagram->payload, &about, notice_cb, self);
}

static gboolean
is_service (const UmDatagram *datagram)
{
  return MIN (datagram->source.port, datagram->destination.port) < FIRST_MEDIA_PORT ||
         datagram->source.port == UM_SSDP_PORT || datagram->destination.port == UM_SSDP_PORT;
}

/* The inner addresses are those of the traffic: what carries the copy is a recorder's business. */
static void
deliver_hep (UmDissector *self, const UmHep *hep, const UmDatagram *carrier)
{
  UmDatagram datagram = { .frame = carrier->frame,
                          .time_us = hep->time_us,
                          .source = hep->source,
                          .destination = hep->destination,
                          .truncated = carrier->truncated,
                          .payload = hep->payload };

  if (datagram.time_us == UM_TIME_UNKNOWN)
    datagram.time_us = carrier->time_us;
  datagram.transport = hep->ip_protocol == UM_IP_PROTOCOL_TCP    ? UM_TRANSPORT_TCP
                       : hep->ip_protocol == UM_IP_PROTOCOL_SCTP ? UM_TRANSPORT_SCTP
                                                                 : UM_TRANSPORT_UDP;
  if (hep->is_sip && hep->is_packed)
    um_damage_count (self->damage, UM_DAMAGE_PACKED_PAYLOAD);
  else if (hep->is_sip && um_sip_message_looks_like_sip (hep->payload))
    deliver_sip (self, &datagram);
}

/* What is neither SIP nor sound may carry something that is. TRUE when all that was read of it was
 * there. */
static gboolean
deliver_wrapped (UmDissector *self,
                 const UmIpPacket *ip,
                 const UmUdpDatagram *udp,
                 const UmDatagram *datagram,
                 guint layer)
{
  UmHep hep;
  UmTunnel tunnel;
  UmLayerStatus status = um_hep_parse (udp->payload, &hep);

  if (status == UM_LAYER_OK && !is_duplicate (self, ip, datagram))
    deliver_hep (self, &hep, datagram);
  if (status != UM_LAYER_OTHER)
    {
      if (status != UM_LAYER_CUT)
        count_status (self, status);
      return status == UM_LAYER_OK ? !datagram->truncated : status != UM_LAYER_CUT;
    }
  if (layer < UM_LIMIT_LAYERS)
    status = um_tunnel_find_in_udp (udp, &tunnel);
  if (status == UM_LAYER_OTHER)
    {
      deliver_relayed (self, datagram);
      return !datagram->truncated;
    }
  if (status == UM_LAYER_OK)
    push_tunnel (self, &tunnel, datagram, layer + 1);
  else
    count_status (self, status);
  return TRUE; /* what is missing inside was counted there */
}

static void
fill_udp (UmDatagram *datagram, const UmIpPacket *ip, const UmUdpDatagram *udp)
{
  datagram->source = (UmEndpoint){ ip->source, udp->source_port };
  datagram->destination = (UmEndpoint){ ip->destination, udp->destination_port };
  datagram->transport = UM_TRANSPORT_UDP;
  datagram->ttl = ip->ttl;
  datagram->truncated = udp->cut || ip->missing > 0;
  datagram->payload = udp->payload;
}

/* Keep-alives (empty lines, NULs) need no case of their own: they are neither STUN nor SIP. TRUE
 * when all that is read of the datagram was there. */
static gboolean
deliver_udp (UmDissector *self,
             const UmIpPacket *ip,
             const UmUdpDatagram *udp,
             UmDatagram *datagram,
             guint layer)
{
  fill_udp (datagram, ip, udp);
  if (udp->payload.len == 0)
    return !datagram->truncated;
  if (is_service (datagram))
    deliver_notices (self, datagram);
  if (((guint8) udp->payload.data[0] & 0xc0) == 0x80)
    return deliver_rtp (self, datagram) || deliver_rtcp (self, datagram) || !datagram->truncated;
  if (((guint8) udp->payload.data[0] & 0xc0) == 0)
    deliver_stun (self, datagram);
  if (!um_sip_message_looks_like_sip (udp->payload))
    return deliver_wrapped (self, ip, udp, datagram, layer);
  if (!is_duplicate (self, ip, datagram))
    deliver_sip (self, datagram);
  return !datagram->truncated;
}

static void
push_udp (UmDissector *self, const UmIpPacket *ip, UmDatagram *datagram, guint layer)
{
  UmUdpDatagram udp;
  UmLayerStatus status = um_udp_parse (ip->payload, &udp);

  count_status (self, status);
  if (status != UM_LAYER_OK)
    return;
  if (!deliver_udp (self, ip, &udp, datagram, layer))
    count_missing (self);
}

static void
push_tcp (UmDissector *self, const UmIpPacket *ip, UmDatagram *datagram)
{
  UmTcpSegment segment;
  UmLayerStatus status = um_tcp_parse (ip->payload, &segment);

  count_status (self, status);
  if (status != UM_LAYER_OK)
    return;
  segment.missing = ip->missing;
  if (segment.missing > 0)
    count_missing (self);
  datagram->source = (UmEndpoint){ ip->source, segment.source_port };
  datagram->destination = (UmEndpoint){ ip->destination, segment.destination_port };
  datagram->transport = UM_TRANSPORT_TCP;
  datagram->ttl = ip->ttl;
  self->telling |= um_tcp_streams_push (self->streams, &segment, datagram);
}

static void
push_sctp (UmDissector *self, const UmIpPacket *ip, UmDatagram *datagram)
{
  UmSctpPacket packet;
  UmSctpChunk chunk;
  UmLayerStatus status = um_sctp_parse (ip->payload, &packet);

  count_status (self, status);
  if (status != UM_LAYER_OK)
    return;
  if (ip->missing > 0)
    count_missing (self);
  datagram->source = (UmEndpoint){ ip->source, packet.source_port };
  datagram->destination = (UmEndpoint){ ip->destination, packet.destination_port };
  datagram->transport = UM_TRANSPORT_SCTP;
  datagram->ttl = ip->ttl;
  self->telling = TRUE;
  while (um_sctp_next (&packet, &chunk))
    um_sctp_streams_push (self->sctp, &chunk, datagram);
}

static void
sctp_message_cb (const UmDatagram *datagram, gpointer user_data)
{
  if (um_sip_message_looks_like_sip (datagram->payload))
    deliver_sip (user_data, datagram);
}

static void
push_icmp (UmDissector *self, const UmIpPacket *ip, const UmDatagram *datagram)
{
  UmNotice about = notice_about (datagram);

  if (self->sink.notice != NULL)
    um_icmp_read (ip, &about, notice_cb, self);
}

/* The head of a datagram whose other fragments are missing: counted by ip-fragments. No tunnel is
 * entered from here: fragments inside of it would come back to the table that is being changed. */
static void
incomplete_datagram_cb (const UmIpPacket *packet, const UmDatagram *carrier, gpointer user_data)
{
  UmDissector *self = user_data;
  UmDatagram datagram = *carrier;
  UmUdpDatagram udp;

  if (packet->protocol == UM_IP_PROTOCOL_UDP && um_udp_parse (packet->payload, &udp) == UM_LAYER_OK)
    (void) deliver_udp (self, packet, &udp, &datagram, UM_LIMIT_LAYERS);
}

/* TRUE when *packet is whole, or has become so. Fragments of what is never read (ICMP, ESP) are
 * not collected: they would be counted as missing. */
static gboolean
defragment (UmDissector *self, UmIpPacket *packet, const UmDatagram *carrier)
{
  UmIpPacket whole;
  UmLayerStatus status;

  if (!packet->is_fragment)
    return TRUE;
  if (!um_tunnel_protocol_is_read (packet->protocol))
    return FALSE;
  self->telling = TRUE;
  if (packet->missing > 0)
    count_missing (self);
  if (is_duplicate (self, packet, carrier))
    return FALSE;
  if (!um_ip_fragments_add (self->fragments, packet, carrier, &whole))
    return FALSE;
  status = um_ip_skip_extensions (&whole);
  count_status (self, status);
  *packet = whole;
  return status == UM_LAYER_OK && !whole.is_fragment;
}

static void
push_ip (UmDissector *self, UmSlice bytes, UmDatagram *datagram, guint layer)
{
  UmIpPacket ip;
  UmTunnel tunnel;
  UmLayerStatus status = um_ip_parse (bytes, &ip);

  count_status (self, status);
  if (status != UM_LAYER_OK || !defragment (self, &ip, datagram))
    return;
  switch (ip.protocol)
    {
    case UM_IP_PROTOCOL_UDP:
      push_udp (self, &ip, datagram, layer);
      break;
    case UM_IP_PROTOCOL_TCP:
      push_tcp (self, &ip, datagram);
      break;
    case UM_IP_PROTOCOL_SCTP:
      push_sctp (self, &ip, datagram);
      break;
    case UM_IP_PROTOCOL_ICMP:
    case UM_IP_PROTOCOL_ICMPV6:
      push_icmp (self, &ip, datagram);
      break;
    default:
      status = um_tunnel_find_in_ip (&ip, &tunnel);
      count_status (self, status);
      if (status == UM_LAYER_OK)
        push_tunnel (self, &tunnel, datagram, layer + 1);
    }
}

static void
push_other (UmDissector *self, const UmLinkFrame *frame, const UmDatagram *datagram)
{
  UmNotice about = notice_about (datagram);

  if (self->sink.notice != NULL)
    um_neighbour_read (frame->other, frame->payload, &about, notice_cb, self);
}

static void
push_frame (UmDissector *self,
            UmLayerStatus status,
            const UmLinkFrame *frame,
            UmDatagram *datagram,
            guint layer)
{
  count_status (self, status);
  if (status != UM_LAYER_OK && status != UM_LAYER_OTHER)
    return;
  memcpy (datagram->source_mac, frame->source_mac, sizeof datagram->source_mac);
  if (status == UM_LAYER_OK)
    push_ip (self, frame->ip, datagram, layer);
  else
    push_other (self, frame, datagram);
}

/* Several frames in one packet: the A-MSDU of Wi-Fi. */
static void
push_subframes (UmDissector *self, UmLinkFrame *frame, const UmDatagram *carrier, guint layer)
{
  while (frame->more.len > 0)
    {
      UmDatagram datagram = { .frame = carrier->frame, .time_us = carrier->time_us };
      UmLayerStatus status = um_link_80211_next (frame);

      push_frame (self, status, frame, &datagram, layer);
    }
}

/* layer: of what is inside. */
static void
push_tunnel (UmDissector *self, const UmTunnel *tunnel, const UmDatagram *carrier, guint layer)
{
  UmDatagram datagram = { .frame = carrier->frame, .time_us = carrier->time_us };
  UmLinkFrame frame = { 0 };
  UmLayerStatus status;

  if (layer >= UM_LIMIT_LAYERS)
    {
      um_damage_count (self->damage, UM_DAMAGE_LIMIT_REACHED);
      return;
    }
  if (tunnel->ethertype != 0)
    status = um_link_parse_ethertype (tunnel->ethertype, tunnel->inner, &frame);
  else
    status = um_link_parse (tunnel->link_type, tunnel->inner, &frame);
  push_frame (self, status, &frame, &datagram, layer);
  push_subframes (self, &frame, carrier, layer);
}

UmPlainKind
um_dissector_read_plain (const UmPacket *packet, UmPlainPacket *ret_plain)
{
  UmDatagram *datagram = &ret_plain->datagram;
  UmLinkFrame frame;
  UmIpPacket ip;
  UmUdpDatagram udp;

  if (um_link_parse (packet->link_type, packet->bytes, &frame) != UM_LAYER_OK ||
      frame.more.len > 0 || um_ip_parse (frame.ip, &ip) != UM_LAYER_OK || ip.is_fragment ||
      ip.protocol != UM_IP_PROTOCOL_UDP || ip.missing > 0 ||
      um_udp_parse (ip.payload, &udp) != UM_LAYER_OK || udp.cut || udp.payload.len == 0)
    return UM_PLAIN_NONE;
  fill_udp (datagram, &ip, &udp);
  datagram->frame = packet->number;
  datagram->time_us = packet->time_us;
  datagram->from_text = FALSE;
  memcpy (datagram->source_mac, frame.source_mac, sizeof datagram->source_mac);
  if (is_service (datagram))
    return UM_PLAIN_NONE;
  switch ((guint8) udp.payload.data[0] & 0xc0)
    {
    case 0x80:
      return read_rtp (datagram, &ret_plain->rtp) ? UM_PLAIN_RTP : UM_PLAIN_NONE;
    case 0x40: /* where the letters stand */
      return um_sip_message_looks_like_sip (udp.payload) &&
                     um_sip_message_parse (udp.payload, UM_SIP_FRAME_DATAGRAM, &ret_plain->message,
                                           NULL) == UM_SIP_OK &&
                     um_sip_framer_is_plausible (&ret_plain->message)
                 ? UM_PLAIN_SIP
                 : UM_PLAIN_NONE;
    default:
      return UM_PLAIN_NONE;
    }
}

UmDissector *
um_dissector_new (const UmDissectorSink *sink, gpointer user_data, UmDamage *damage)
{
  UmDissector *self = g_new0 (UmDissector, 1);

  self->sink = *sink;
  self->user_data = user_data;
  self->damage = damage;
  self->framer_sink.sip = sink->sip;
  self->framer_sink.tls = sink->tls;
  self->framer_sink.user_data = user_data;
  self->framer_sink.damage = damage;
  self->fragments = um_ip_fragments_new (incomplete_datagram_cb, self, damage);
  self->streams = um_tcp_streams_new (&self->framer_sink);
  self->sctp = um_sctp_streams_new (sctp_message_cb, self, damage);
  self->duplicates = um_duplicates_new ();
  return self;
}

void
um_dissector_free (UmDissector *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->fragments, um_ip_fragments_free);
  g_clear_pointer (&self->streams, um_tcp_streams_free);
  g_clear_pointer (&self->sctp, um_sctp_streams_free);
  g_clear_pointer (&self->duplicates, um_duplicates_free);
  um_sip_framer_sink_clear (&self->framer_sink);
  g_free (self);
}

gboolean
um_dissector_push (UmDissector *self, const UmPacket *packet)
{
  UmLinkFrame frame;
  UmDatagram datagram = { .frame = packet->number, .time_us = packet->time_us };
  UmLayerStatus status;

  frame.more = UM_SLICE_UNSET;
  self->telling = FALSE;
  self->snapped = packet->wire_length > packet->bytes.len;
  status = um_link_parse (packet->link_type, packet->bytes, &frame);
  push_frame (self, status, &frame, &datagram, 0);
  if (G_UNLIKELY (frame.more.len > 0))
    push_subframes (self, &frame, &datagram, 0);
  return self->telling;
}

void
um_dissector_finish (UmDissector *self)
{
  um_ip_fragments_finish (self->fragments);
  um_tcp_streams_finish (self->streams);
  um_sctp_streams_finish (self->sctp);
}
