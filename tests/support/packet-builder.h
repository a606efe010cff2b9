#pragma once

/* Packets built from the inside out: begin with a payload, then prepend a header at a time. All
 * lengths are filled in; checksums are left zero, because nobody here looks at them. */

#include "core/slice.h"

/* "192.0.2.10:5060" or "[2001:db8::10]:5060"; both ends must be of one family. */

/* A whole IP packet with UDP. (transfer full) */
GByteArray *packet_builder_udp (const char *source, const char *destination, UmSlice payload);
/* A whole IP packet with TCP; flags as in dissect/tcp.h. (transfer full) */
GByteArray *packet_builder_tcp (const char *source, const char *destination, guint32 sequence,
                                guint8 flags, UmSlice payload);
/* One IP fragment: payload is that part of the transport datagram (with the UDP or TCP header).
 * (transfer full) */
GByteArray *packet_builder_fragment (const char *source, const char *destination, guint8 protocol,
                                     guint32 id, guint16 offset, gboolean more, UmSlice payload);
/* The UDP header and payload alone, to be cut into fragments. (transfer full) */
GByteArray *packet_builder_udp_header (guint16 source, guint16 destination, UmSlice payload);

/* Puts an IP header (ports in the addresses are ignored) in front of what is there. */
void        packet_builder_prepend_ip (GByteArray *packet, const char *source,
                                       const char *destination, guint8 protocol);
/* From 02:00:00:00:00:01 to 02:00:00:00:00:02. */
void        packet_builder_prepend_ethernet (GByteArray *packet, guint16 ethertype);
/* The four bytes behind an outer EtherType of 0x8100 or 0x88a8. */
void        packet_builder_prepend_vlan (GByteArray *packet, guint16 id, guint16 inner_ethertype);
void        packet_builder_prepend (GByteArray *packet, const void *bytes, gsize len);
/* 0x0800 or 0x86dd, by the version of the IP header at the start. */
guint16     packet_builder_ethertype (const GByteArray *packet);

/* What is there, ending at an unreadable page (see guard-buffer.h). */
UmSlice     packet_builder_guarded (const GByteArray *packet);
/* The same without a copy, valid while packet is. */
UmSlice     packet_builder_bytes (const GByteArray *packet);
