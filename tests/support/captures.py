"""What a World's observers saw, as capture files of several kinds and as text traces."""
import datetime
import struct

import packets
from sip_causes import parse, shown

LINK_ETHERNET, LINK_RAW, LINK_COOKED = 1, 101, 113


class Raw(packets.Block):
    """A block whose payload is given."""

    def __init__(self, seen):
        super().__init__(seen.transport, parse(seen.source), parse(seen.destination), {"ttl": str(max(seen.ttl, 1))})
        self.data = seen.data

    def payload(self):
        return self.data


def frames(seen):
    """packets.Packet objects, in order of time."""
    writer = packets.Writer()
    for packet in sorted(seen, key=lambda item: item.time_us):
        writer.time_us = packet.time_us
        block = Raw(packet)
        if packet.transport == "tcp":
            writer.add_tcp(block)
        else:
            writer.add(block, packets.PROTOCOL_UDP, packets.udp_segment(block.source, block.destination, packet.data), packet.data)
    return writer.packets


def relinked(frame, link):
    """An Ethernet frame as another link type has it."""
    if link == LINK_RAW:
        return frame[14:]
    if link == LINK_COOKED:
        return struct.pack("!HHH", 0, 1, 6) + frame[6:12] + b"\0\0" + frame[12:]
    return frame


def pcap(seen, link=LINK_ETHERNET, nanoseconds=False):
    data = struct.pack("<IHHiIII", 0xA1B23C4D if nanoseconds else 0xA1B2C3D4, 2, 4, 0, 0, 262144, link)
    for packet in frames(seen):
        frame = relinked(packet.frame, link)
        seconds, rest = divmod(packet.time_us, 1_000_000)
        data += struct.pack("<IIII", seconds, rest * 1000 if nanoseconds else rest, len(frame), len(frame)) + frame
    return data


def pcapng(seen, link=LINK_ETHERNET):
    def block(kind, body):
        body += b"\0" * (-len(body) % 4)
        return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)
    data = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)) + block(1, struct.pack("<HHI", link, 0, 262144))
    for packet in frames(seen):
        frame = relinked(packet.frame, link)
        data += block(6, struct.pack("<IIIII", 0, packet.time_us >> 32, packet.time_us & 0xFFFFFFFF, len(frame), len(frame)) + frame)
    return data


def stamp(time_us, form):
    return datetime.datetime.fromtimestamp(time_us / 1e6, datetime.timezone.utc).strftime(form)


def text(seen, form):
    """A text trace as a PBX or a tool writes it; form: "sngrep", "asterisk", "ngrep"."""
    out = []
    server = None
    for packet in sorted(seen, key=lambda item: item.time_us):
        if b"SIP/2.0" not in packet.data:
            continue
        body = packet.data.decode().replace("\r\n", "\n")
        server = server or packet.destination
        if form == "sngrep":
            out.append(f"{stamp(packet.time_us, '%Y/%m/%d %H:%M:%S.%f')} {shown(packet.source)} -> "
                       f"{shown(packet.destination)}\n{body}\n\n")
        elif form == "asterisk":
            kind = "response" if body.startswith("SIP/2.0") else "request"
            inbound = packet.destination == server
            verb, end = ("Received", packet.source) if inbound else ("Transmitting", packet.destination)
            word = "from" if inbound else "to"
            out.append(f"<--- {verb} SIP {kind} ({len(packet.data)} bytes) {word} {packet.transport.upper()}:{shown(end)} --->\n{body}\n")
        else:
            out.append(f"U {stamp(packet.time_us, '%Y/%m/%d %H:%M:%S.%f')} {shown(packet.source)} -> "
                       f"{shown(packet.destination)}\n{body}\n")
    return "".join(out)
