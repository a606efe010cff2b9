"""Readable packet scripts, turned into pcap bytes.

A script is a list of blocks. A block begins with a line "@ ..." and goes on to the next one:

    # lines before the first block are remarks
    @ udp 192.168.1.50:5060 > 203.0.113.80:5060 ttl=64 time=10.000
    OPTIONS sip:100@203.0.113.80 SIP/2.0
    ...
    @ tcp [2001:db8::5]:40112 > [2001:db8::80]:5060
    @ stun-request 192.168.1.50:5060 > 198.51.100.3:3478
    @ stun-answer 198.51.100.3:3478 > 192.168.1.50:5060 mapped=203.0.113.9:61022
    @ rtp 192.168.1.50:11780 > 198.51.100.20:15210 time=4.1 seconds=8
    @ arp 192.168.1.1:0 > 192.168.1.50:0
    @ tls 192.168.1.50:40112 > 198.51.100.80:5061

time= is in seconds from BASE_TIME (default: 20 ms after the block before), ttl= the IP TTL or hop
limit (default: DEFAULT_TTL, which no system starts with), cut= how many bytes of the packet were
captured, mac= the sender's card in hexadecimal where it is not the one that its address gives (what a
router delivers, and ARP answers). Lines are sent with CRLF; blank lines at
the end of a block are dropped and the blank line after the headers is put back. "{length}" becomes
the size of the body. The first segment of a TCP flow is preceded by its handshake. A block of rtp is a stream of
G.729 (50 packets a second) for seconds=; it runs beside the blocks behind it, whose time goes on from
its beginning.
"""
import hashlib
import ipaddress
import re
import struct

BASE_TIME = 1767607200  # 2026-01-05T10:00:00Z
STEP_US = 20_000
DEFAULT_TTL = 57
MAGIC_COOKIE = 0x2112A442
MAX_SEGMENT = 1400
PROTOCOL_TCP = 6
PROTOCOL_UDP = 17
FLAG_SYN, FLAG_ACK, FLAG_PUSH = 0x02, 0x10, 0x08
KINDS = ("udp", "tcp", "stun-request", "stun-answer", "rtp", "arp", "tls")
RTP_TYPE_G729 = 18
RTP_INTERVAL_US = 20_000
RTP_SAMPLES = 160
HEAD = re.compile(r"@ (\S+) (\S+) > (\S+)((?: \w+=\S+)*)$")


class ScriptError(Exception):
    """A packet script that does not follow the format."""


class Packet:
    """One captured packet: when, its bytes on the wire, and the application data it carries."""

    def __init__(self, time_us, frame, payload, captured):
        self.time_us = time_us
        self.frame = frame
        self.captured = captured  # bytes of the frame that a capture holds
        self.payload = payload


class Block:
    """One block of a script."""

    def __init__(self, kind, source, destination, options):
        self.kind = kind
        self.source = source
        self.destination = destination
        self.options = options
        self.lines = []

    def payload(self):
        """The block's lines as they are sent."""
        lines = list(self.lines)
        while lines and lines[-1] == "":
            lines.pop()
        if "" in lines:
            split = lines.index("")
            body = "".join(line + "\r\n" for line in lines[split + 1:]).encode()
            lines = lines[:split]
        else:
            body = b""
        head = "".join(line + "\r\n" for line in lines) + "\r\n"
        return head.replace("{length}", str(len(body))).encode() + body


def parse_endpoint(text):
    """"192.0.2.1:5060" or "[2001:db8::1]:5060" as (address, port)."""
    host, separator, port = text.rpartition(":")
    if not separator or not port.isdigit() or int(port) > 65535:
        raise ScriptError(f"{text}: not an address and a port")
    return ipaddress.ip_address(host.strip("[]")), int(port)


def parse(text):
    """The blocks of a script."""
    blocks = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("@"):
            match = HEAD.match(line)
            if match is None or match[1] not in KINDS:
                raise ScriptError(f"line {number}: {line}")
            options = dict(word.split("=", 1) for word in match[4].split())
            unknown = set(options) - {"ttl", "time", "mapped", "cut", "seconds", "mac"}
            if unknown:
                raise ScriptError(f"line {number}: {', '.join(sorted(unknown))}?")
            ends = parse_endpoint(match[2]), parse_endpoint(match[3])
            blocks.append(Block(match[1], *ends, options))
        elif blocks:
            blocks[-1].lines.append(line)
        elif line and not line.startswith("#"):
            raise ScriptError(f"line {number}: text before the first block")
    if not blocks:
        raise ScriptError("no packet")
    return blocks


def checksum(data):
    """The Internet checksum (RFC 1071)."""
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def mac_of(address):
    """A made-up, locally administered MAC address that belongs to one IP address."""
    return b"\x02" + hashlib.sha256(address.packed).digest()[:5]


def ip_packet(source, destination, protocol, ttl, segment):
    """An Ethernet frame around segment."""
    macs = mac_of(destination) + mac_of(source)
    if source.version == 6:
        header = struct.pack("!IHBB", 6 << 28, len(segment), protocol, ttl)
        return macs + b"\x86\xdd" + header + source.packed + destination.packed + segment
    fields = (0x45, 0, 20 + len(segment), 0, 0x4000, ttl, protocol)
    header = struct.pack("!BBHHHBBH", *fields, 0) + source.packed + destination.packed
    header = struct.pack("!BBHHHBBH", *fields, checksum(header)) + header[12:]
    return macs + b"\x08\x00" + header + segment


def with_checksum(source, destination, protocol, segment, offset):
    """segment with its UDP or TCP checksum, two zero bytes at offset, filled in."""
    if source.version == 6:
        length = struct.pack("!II", len(segment), protocol)
    else:
        length = struct.pack("!HH", protocol, len(segment))
    value = checksum(source.packed + destination.packed + length + segment) or 0xFFFF
    return segment[:offset] + struct.pack("!H", value) + segment[offset + 2:]


def udp_segment(source, destination, payload):
    """A UDP datagram without its IP header."""
    head = struct.pack("!HHHH", source[1], destination[1], 8 + len(payload), 0)
    return with_checksum(source[0], destination[0], PROTOCOL_UDP, head + payload, 6)


def tcp_segment(source, destination, sequence, acknowledged, flags, payload):
    """A TCP segment without its IP header."""
    head = struct.pack("!HHIIBBHHH", source[1], destination[1], sequence & 0xFFFFFFFF,
                       acknowledged & 0xFFFFFFFF, 5 << 4, flags, 64240, 0, 0)
    return with_checksum(source[0], destination[0], PROTOCOL_TCP, head + payload, 16)


def stun_message(block):
    """A STUN binding request or success response (RFC 8489)."""
    ends = sorted((str(block.source), str(block.destination)))
    transaction = hashlib.sha256("".join(ends).encode()).digest()[:12]
    if block.kind == "stun-request":
        return struct.pack("!HHI", 0x0001, 0, MAGIC_COOKIE) + transaction
    if "mapped" not in block.options:
        raise ScriptError("stun-answer without mapped=")
    address, port = parse_endpoint(block.options["mapped"])
    key = struct.pack("!I", MAGIC_COOKIE) + transaction
    hidden = bytes(a ^ b for a, b in zip(address.packed, key))
    value = struct.pack("!BBH", 0, 1 if address.version == 4 else 2, port ^ (MAGIC_COOKIE >> 16))
    attribute = struct.pack("!HH", 0x0020, len(value + hidden)) + value + hidden
    return struct.pack("!HHI", 0x0101, len(attribute), MAGIC_COOKIE) + transaction + attribute


def rtp_message(source, number):
    """One packet of a stream (RFC 3550 section 5.1) with 20 bytes of sound."""
    ssrc = hashlib.sha256(f"{source}".encode()).digest()[:4]
    return struct.pack("!BBHI", 0x80, RTP_TYPE_G729, number, number * RTP_SAMPLES) + ssrc + bytes(20)


def arp_answer(block):
    """The sender lives at the card mac=, or its own."""
    source, destination = block.source[0], block.destination[0]
    mac = bytes.fromhex(block.options["mac"]) if "mac" in block.options else mac_of(source)
    other = mac_of(destination)
    body = struct.pack("!HHBBH", 1, 0x0800, 6, 4, 2) + mac + source.packed + other + destination.packed
    return other + mac + b"\x08\x06" + body


# a ClientHello's record header and as much of it as is looked at
TLS_RECORD = b"\x16\x03\x01\x00\x2e\x01\x00\x00\x2a\x03\x03" + bytes(40)


class Writer:
    """Turns blocks into packets, keeping the state of TCP flows."""

    def __init__(self):
        self.packets = []
        self.time_us = BASE_TIME * 1_000_000 - STEP_US
        self.sequence = {}  # (source, destination): next sequence number of source

    def add(self, block, protocol, segment, payload=b""):
        ttl = int(block.options.get("ttl", DEFAULT_TTL))
        source, destination = block.source[0], block.destination[0]
        frame = ip_packet(source, destination, protocol, ttl, segment)
        if "mac" in block.options:
            frame = frame[:6] + bytes.fromhex(block.options["mac"]) + frame[12:]
        captured = min(int(block.options.get("cut", len(frame))), len(frame))
        self.packets.append(Packet(self.time_us, frame, payload, captured))

    def add_tcp(self, block):
        here, there = block.source, block.destination
        back = Block("tcp", there, here, {})
        if (here, there) not in self.sequence:
            self.sequence[here, there], self.sequence[there, here] = 1001, 5001
            self.add(block, PROTOCOL_TCP, tcp_segment(here, there, 1000, 0, FLAG_SYN, b""))
            self.add(back, PROTOCOL_TCP,
                     tcp_segment(there, here, 5000, 1001, FLAG_SYN | FLAG_ACK, b""))
            self.add(block, PROTOCOL_TCP, tcp_segment(here, there, 1001, 5001, FLAG_ACK, b""))
        payload = TLS_RECORD if block.kind == "tls" else block.payload()
        for start in range(0, len(payload), MAX_SEGMENT):
            part = payload[start:start + MAX_SEGMENT]
            segment = tcp_segment(here, there, self.sequence[here, there],
                                  self.sequence[there, here], FLAG_ACK | FLAG_PUSH, part)
            self.add(block, PROTOCOL_TCP, segment, part)
            self.sequence[here, there] += len(part)

    def add_rtp(self, block):
        start = self.time_us
        for number in range(round(float(block.options["seconds"]) * 1e6 / RTP_INTERVAL_US)):
            self.time_us = start + number * RTP_INTERVAL_US
            payload = rtp_message(block.source, number)
            self.add(block, PROTOCOL_UDP, udp_segment(block.source, block.destination, payload))
        self.time_us = start

    def add_block(self, block):
        """Appends the packets of one block."""
        self.time_us += STEP_US
        if "time" in block.options:
            self.time_us = BASE_TIME * 1_000_000 + round(float(block.options["time"]) * 1e6)
        if block.kind in ("tcp", "tls"):
            self.add_tcp(block)
            return
        if block.kind == "arp":
            frame = arp_answer(block)
            self.packets.append(Packet(self.time_us, frame, b"", len(frame)))
            return
        if block.kind == "rtp":
            self.add_rtp(block)
            return
        payload = block.payload() if block.kind == "udp" else stun_message(block)
        segment = udp_segment(block.source, block.destination, payload)
        self.add(block, PROTOCOL_UDP, segment, payload)


def packets_from_script(text):
    """The packets of a script, in order."""
    writer = Writer()
    blocks = parse(text)
    for block in blocks:
        writer.add_block(block)
    if any(block.kind == "rtp" for block in blocks):
        writer.packets.sort(key=lambda packet: packet.time_us)
    return writer.packets


def pcap_bytes(packets):
    """A classic pcap file with link type Ethernet."""
    data = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1)
    for packet in packets:
        seconds, microseconds = divmod(packet.time_us, 1_000_000)
        data += struct.pack("<IIII", seconds, microseconds, packet.captured, len(packet.frame))
        data += packet.frame[:packet.captured]
    return data
